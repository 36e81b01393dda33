"""The flow that reads the whole archive and hashes it again: damage should be known while there are backups."""

from __future__ import annotations

import asyncio

from prefect import flow

from extract.errors import ArchiveError
from extract.fetch.archive import Archive
from flows.endings import tell_failure
from flows.logs import configure, say
from flows.settings import settings


@flow(name="verify", on_failure=[tell_failure], on_crashed=[tell_failure])
async def verify() -> int:
    """Verify the archive; gives the number of its files. Raises ArchiveError that names what is damaged."""
    chosen = settings()
    configure(chosen.log)
    archive = Archive(chosen.archive)
    files = archive.files()
    damages = await asyncio.to_thread(lambda: list(archive.verify()))
    say("archive verified", files=len(files), damages=len(damages))
    if damages:
        told = "; ".join(f"{damage.file} at {damage.offset}: {damage.what}" for damage in damages[:10])
        raise ArchiveError(f"{len(damages)} places in the archive are damaged, restore them from a backup: {told}")
    return len(files)
