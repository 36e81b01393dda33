"""The collector: fetches with a memory. What was fetched before is asked for conditionally, what is new is archived."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from types import TracebackType
from typing import Self

from extract.errors import ArchiveError
from extract.fetch.archive import Archive, fetch_row
from extract.fetch.client import PAGE_BYTES, Client, Manners
from extract.fetch.hosts import Hosts
from extract.fetch.response import Fetch, Response, Verdict
from extract.fetch.sources import Source

Known = Callable[[str], Fetch | None]
"""Gives the last whole answer to a URL: the row that archived it, its time being when it was last confirmed."""

Record = Callable[[Fetch], None]
"""Takes a row of the fetch table as soon as its answer is archived."""


class Memory:
    """What is known from rows of the fetch table; an instance is a Known, its learn() a Record."""

    def __init__(self, rows: Iterable[Fetch] = ()) -> None:
        self._last: dict[str, Fetch] = {}
        for row in rows:
            self.learn(row)

    def __call__(self, url: str) -> Fetch | None:
        """The last whole answer to `url`."""
        return self._last.get(url)

    def learn(self, row: Fetch) -> None:
        """Takes in one row; rows come in the order of their times."""
        before = self._last.get(row.url)
        if row.verdict is Verdict.OK:
            self._last[row.url] = row
        elif before and row.verdict in (Verdict.NOT_MODIFIED, Verdict.UNCHANGED):
            self._last[row.url] = replace(before, time=row.time)


class Collector:
    """Fetches URLs of sources and archives every answer; use it as an async context manager.

    `known` is asked for what was fetched before, `record` is told of every request as soon as it is archived, before
    its host is asked for more: pages, robots.txt, redirects, failed attempts. With `hosts` several processes keep
    their manners together.
    """

    def __init__(
        self,
        archive: Archive,
        record: Record,
        known: Known = lambda _: None,
        manners: Manners | None = None,
        hosts: Hosts | None = None,
    ) -> None:
        self.client = Client(manners, recall=self.recall, keep=self._keep, hosts=hosts)
        self._archive = archive
        self._record = record
        self._known = known

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.client.__aexit__(kind, error, trace)

    async def fetch(
        self, url: str, source: Source, *, via: str, most_bytes: int = PAGE_BYTES, keep_part: bool = False
    ) -> Response:
        """Fetches `url`, conditionally if it is known, archives what came, and records it.

        A payload that is the same as last time is not archived again: its verdict is `unchanged`, or `not modified`
        if the server says so.
        """
        before = self._known(url)
        known = before if before and self._archive.holds(before) else None
        return await self.client.get(url, source, via=via, known=known, most_bytes=most_bytes, keep_part=keep_part)

    async def get(
        self, url: str, source: Source, *, via: str, most_bytes: int = PAGE_BYTES, keep_part: bool = False
    ) -> Response:
        """Like fetch(), for readers of the body: what is not modified is read back from the archive."""
        response = await self.fetch(url, source, via=via, most_bytes=most_bytes, keep_part=keep_part)
        if response.verdict is not Verdict.NOT_MODIFIED:
            return response
        remembered = self.recall(url, most_bytes)
        return replace(response, headers=remembered.headers, body=remembered.body) if remembered else response

    def recall(self, url: str, most_bytes: int = PAGE_BYTES) -> Response | None:
        """The last good response to `url`, read from the archive; None where there is none."""
        before = self._known(url)
        if before is None or before.file is None or before.offset is None:
            return None
        try:
            return replace(self._archive.read(before.file, before.offset, most_bytes), fetched_at=before.time)
        except ArchiveError:
            return None

    def _keep(self, response: Response) -> None:
        """Archives an exchange if an answer came, and records it."""
        at = None if response.status is None else self._archive.write(response)
        self._record(fetch_row(response, at))
