"""The collector: fetches with a memory. What was fetched before is asked for conditionally, what is new is archived."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from extract.errors import ArchiveError
from extract.fetch.archive import Archive, fetch_row
from extract.fetch.client import PAGE_BYTES, Client, Manners
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


@dataclass(frozen=True, slots=True)
class Collected:
    """A response and its row of the fetch table."""

    response: Response
    fetch: Fetch


class Collector:
    """Fetches URLs of sources and archives every answer; use it as an async context manager.

    `known` is asked for what was fetched before, `record` is told of every request: pages, robots.txt, redirects,
    failed attempts.
    """

    def __init__(
        self,
        archive: Archive,
        record: Record,
        known: Known = lambda _: None,
        manners: Manners | None = None,
    ) -> None:
        self.client = Client(manners, recall=self._recall)
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
    ) -> Collected:
        """Fetches `url`, conditionally if it is known, archives what came, and records it.

        A payload that is the same as last time is not archived again: its verdict is `unchanged`, or `not modified`
        if the server says so.
        """
        before = self._known(url)
        if before and not self._archive.holds(before):
            before = None
        response = await self.client.get(
            url,
            source,
            via=via,
            etag=before.etag if before else None,
            last_modified=before.last_modified if before else None,
            most_bytes=most_bytes,
            keep_part=keep_part,
        )
        for exchange in response.earlier:
            self._keep(exchange)
        if before and response.ok and response.sha256 == before.sha256:
            response = replace(response, verdict=Verdict.UNCHANGED)
        return Collected(response, self._keep(response))

    async def get(
        self, url: str, source: Source, *, via: str, most_bytes: int = PAGE_BYTES, keep_part: bool = False
    ) -> Response:
        """Like fetch(), for readers of the body: what is not modified is read back from the archive."""
        response = (await self.fetch(url, source, via=via, most_bytes=most_bytes, keep_part=keep_part)).response
        if response.verdict is not Verdict.NOT_MODIFIED:
            return response
        remembered = self._recall(url, most_bytes)
        return replace(response, headers=remembered.headers, body=remembered.body) if remembered else response

    def _keep(self, response: Response) -> Fetch:
        """Archives an exchange if an answer came, and records it."""
        at = None if response.status is None else self._archive.write(response)
        row = fetch_row(response, at)
        self._record(row)
        return row

    def _recall(self, url: str, most_bytes: int = PAGE_BYTES) -> Response | None:
        """The last good response to `url`, read from the archive."""
        before = self._known(url)
        if before is None or before.file is None or before.offset is None:
            return None
        try:
            return replace(self._archive.read(before.file, before.offset, most_bytes), fetched_at=before.time)
        except ArchiveError:
            return None
