"""One run of the pipeline: sources read side by side, each batch of pages stripped, coded and loaded, all merged."""

from __future__ import annotations

import asyncio
import json
import platform
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

from extract.arabic.morphology import configure
from extract.errors import ArchiveError, WarehouseError
from extract.fetch.archive import Archive, fetch_row
from extract.fetch.collector import Collector, Memory
from extract.fetch.discover import discover
from extract.fetch.found import Discovery, FoundUrl
from extract.fetch.freshness import LASTING, is_due
from extract.fetch.hosts import Hosts
from extract.fetch.response import Fetch, Response, Verdict
from extract.fetch.sources import Source
from extract.fetch.urls import host_of
from extract.incidents.actors import registry
from extract.model import Article
from extract.places import Place
from flows.logs import say
from flows.progress import one_source
from flows.reading import Coded, Page, Refusal, code_articles, read_pages
from flows.rows import actor_row, fetch_of, place_row, request_row, source_row
from flows.settings import Settings
from flows.versions import coder_version, reader_version
from warehouse.db import Connection, transaction, write
from warehouse.load import (
    LoadedArticle,
    LoadReport,
    content_hash,
    end_killed_runs,
    fetch_id,
    finish_run,
    known_articles,
    load_actors,
    load_articles,
    load_fetches,
    load_places,
    load_rejects,
    load_run_sources,
    load_run_stages,
    load_sources,
    start_run,
    within_run,
)
from warehouse.merge import MergeReport, merge
from warehouse.recall import archived_until, last_answers, last_failures
from warehouse.rules import Read, note_coded, note_read
from warehouse.snapshot import publish

BATCH = 100
"""Pages that are stripped, coded and loaded at once."""

PATIENCE = 600.0
"""Seconds to wait for another process that writes: a long merge."""

FAILED = "failed"

_UNCHANGED = {Verdict.NOT_MODIFIED, Verdict.UNCHANGED}
_ANSWERED = {Verdict.OK, *_UNCHANGED}
_FIELDS = ("title", "published", "authors", "section", "tags")
"""What an article's page tells beside its text."""
_ALL = ""
"""In place of a source's id: what is done once for all of them."""
_T = TypeVar("_T")


@dataclass(slots=True)
class SourceReport:
    """What one run got from one source.

    `failed` counts the pages that could not be had, `gone` those of them that the outlet has taken down, `failures`
    how they failed; `refused` counts for which reasons pages and documents were. Of the articles read `dated` counts
    those with a date, `fields_filled` all that they told beside their text.
    """

    source: str
    discovered: int = 0
    fetched: int = 0
    not_modified: int = 0
    failed: int = 0
    gone: int = 0
    articles: int = 0
    new: int = 0
    changed: int = 0
    mentions: int = 0
    dated: int = 0
    fields_filled: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    lengths: list[int] = field(default_factory=list)
    verdict: str = ""

    @property
    def rejected(self) -> int:
        """How many pages and documents were refused."""
        return sum(self.refused.values())

    def row(self, run_id: str) -> dict[str, Any]:
        """A row of run_source."""
        counts = (
            "source",
            "discovered",
            "fetched",
            "not_modified",
            "failed",
            "gone",
            "articles",
            "new",
            "changed",
            "mentions",
            "dated",
            "fields_filled",
            "rejected",
            "verdict",
        )
        return {
            "run_id": run_id,
            "median_chars": float(median(self.lengths)) if self.lengths else None,
            "refused": json.dumps(self.refused, ensure_ascii=False),
            "failures": json.dumps(self.failures, ensure_ascii=False),
            **{name: getattr(self, name) for name in counts},
        }


@dataclass(frozen=True, slots=True)
class Forecast:
    """What reading a source will take: of the pages found some are `known` already, some come `whole` with the list
    that names them, and others will be asked for, which takes at least so many `seconds`. `gaps` counts the reasons why
    pages may not be asked for, or documents that list pages could not be used."""

    source: str
    found: int
    known: int
    whole: int
    asked: int
    seconds: float
    gaps: dict[str, int]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run gave, source by source, what merging made of it, and what is wrong with it as a whole, if anything."""

    run_id: str
    sources: tuple[SourceReport, ...]
    merged: MergeReport
    complaint: str | None = None

    def counts(self) -> dict[str, Any]:
        """The report as plain numbers and words."""
        shown = [item.name for item in fields(SourceReport) if item.name != "lengths"]
        return {
            "run_id": self.run_id,
            "complaint": self.complaint,
            "sources": [{name: getattr(source, name) for name in shown} for source in self.sources],
            "incidents": {item.name: getattr(self.merged, item.name) for item in fields(MergeReport)},
        }


def new_run_id() -> str:
    """An id for a run that begins now: its moment (UTC), and something that no other run of that moment has."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def publish_warehouse(settings: Settings) -> Path:
    """Replaces the published copy by what the warehouse holds now, and gives its path."""
    began = time.monotonic()
    published = write(settings.store, lambda con: publish(con, settings.public), PATIENCE)
    say("published", file=published, seconds=round(time.monotonic() - began, 1))
    return published


class _Settled(NamedTuple):
    """What is remembered of a page that was read: when first, when last, and the day it was published."""

    first_read: datetime
    last_read: datetime
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Batch:
    """What is written at once: the pages read, coded articles, the places they name, refusals, and which address held
    which article."""

    pages: Sequence[Page] = ()
    articles: Sequence[LoadedArticle] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)
    refusals: Sequence[Refusal] = ()


class Run:
    """One run over some sources and days; use it as an async context manager, within flows.alone for its kind.

    read() takes one source from discovery to the warehouse, finish() merges what was loaded. Failures of a source
    are in its report; a warehouse or archive that cannot be used raises.
    """

    def __init__(
        self,
        settings: Settings,
        sources: Sequence[Source],
        since: date | None,
        until: date | None,
        *,
        kind: str = "ingest",
        only_due: bool = False,
    ) -> None:
        """With `only_due` known pages are asked for again only as often as extract.fetch.freshness says."""
        self.run_id = new_run_id()
        self.reports: dict[str, SourceReport] = {}
        self._settings, self._sources, self._since, self._until, self._kind = settings, sources, since, until, kind
        self._writing = asyncio.Lock()
        self._memory = Memory()
        self._only_due = only_due
        self._settled: dict[str, _Settled] = {}
        self._failed: dict[str, tuple[datetime, datetime]] = {}
        self._unwritten: list[Fetch] = []
        self._torn: str | None = None
        self._loading = asyncio.Lock()
        self._seconds: dict[tuple[str, str], float] = defaultdict(float)
        self._open = AsyncExitStack()
        self._archive = Archive(settings.archive)
        self._coder = coder_version(settings.gazetteer, settings.morphology_db)
        configure(settings.morphology_db)  # here too, so that a database that is missing ends the run before it begins
        self._workers = ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=configure, initargs=(settings.morphology_db,)
        )
        self._collector = Collector(self._archive, self._record, self._memory, settings.manners, Hosts(settings.hosts))

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opened:
            opened.callback(self._workers.shutdown, cancel_futures=True)
            say("run started", run=self.run_id, kind=self._kind, sources=len(self._sources))
            await self._write(self._begin)
            opened.enter_context(self._archive)
            await opened.enter_async_context(self._collector)
            self._open = opened.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        message = str(error) if error else self._complaint()
        status = "failed" if message else "completed"

        def end(con: Connection) -> None:
            load_fetches(con, [request_row(fetch, self.run_id) for fetch in self._unwritten])
            load_run_stages(con, self._stages())
            finish_run(con, self.run_id, status, message)

        async with self._open:
            await self._write(end)
        say("run ended", run=self.run_id, status=status, message=message)

    async def read(self, source: Source) -> SourceReport:
        """Takes what `source` published in the run's days into the warehouse, batch by batch."""
        report = self.reports[source.id] = SourceReport(source.id)
        began = time.monotonic()
        try:
            with one_source() as page_of:
                await self._read(source, report, page_of)
        except (WarehouseError, ArchiveError):
            raise
        except Exception as error:  # what no stage foresaw ends this source only
            failure = Refusal("discover", source.home, "source failed", f"{type(error).__name__}: {error}")
            report.verdict = FAILED
            await self._load(source, report, Batch(refusals=[failure]))
        counted = {name: getattr(report, name) for name in ("discovered", "fetched", "articles", "new", "mentions")}
        seconds = round(time.monotonic() - began, 1)
        say("source read", run=self.run_id, source=source.id, **counted, verdict=report.verdict, seconds=seconds)
        return report

    async def take(self, responses: Iterable[Response]) -> int:
        """Takes in pages that were archived elsewhere, each as its host's source's; gives how many were no source's.

        Where their file cannot be read to its end, what stands before is taken in, and the run complains.
        """
        by_host = {_site(source.home): source for source in self._sources}
        batches: dict[str, tuple[Source, list[Page]]] = {}
        strange = 0
        for response in self._readable(responses):
            source = by_host.get(_site(response.final_url))
            if source is None:
                strange += 1
                continue
            report = self.reports.setdefault(source.id, SourceReport(source.id))
            report.discovered += 1
            before = self._memory(response.url)
            if before and before.time >= response.fetched_at:
                report.not_modified += 1
                continue
            report.fetched += 1
            owned = replace(response, source=source.id)
            fetch = fetch_row(owned, self._archive.write(owned))
            self._record(fetch)
            _, pages = batches.setdefault(source.id, (source, []))
            pages.append(Page(owned.url, owned.final_url, owned.body, owned.content_type, fetch))
            if len(pages) == BATCH:
                await self._take_in(pages, source, report)
                pages.clear()
        for source, pages in batches.values():
            await self._take_in(pages, source, self.reports[source.id])
        for report in self.reports.values():
            report.verdict = _verdict(report, nothing_found=False)
        return strange

    def _readable(self, responses: Iterable[Response]) -> Iterator[Response]:
        try:
            yield from responses
        except ArchiveError as error:
            self._torn = str(error)

    async def finish(self) -> RunReport:
        """Merges what was loaded and gives the report."""
        with self._timed(_ALL, "merge"):
            merged = await self._write(self._end)
        say("merged", run=self.run_id, **asdict(merged))
        return RunReport(self.run_id, tuple(self.reports.values()), merged, self._complaint())

    def _complaint(self) -> str | None:
        """What is wrong with the run as a whole, if anything is."""
        if self._torn:
            return self._torn
        verdicts = [report.verdict for report in self.reports.values()]
        return "no source could be read" if verdicts and set(verdicts) == {FAILED} else None

    def _begin(self, con: Connection) -> None:
        """Records the run and its sources, and recalls what earlier ones fetched."""
        machine = platform.node()
        end_killed_runs(con, self._kind, machine)
        parameters = {
            "sources": [source.id for source in self._sources],
            "since": self._since,
            "until": self._until,
            "machine": machine,
        }
        start_run(con, self.run_id, self._kind, parameters)
        load_sources(con, map(source_row, self._sources))
        load_actors(con, map(actor_row, registry().values()))
        # What a killed run archived without recording it.
        load_fetches(con, (request_row(fetch, None) for fetch in self._archive.fetches(archived_until(con))))
        for row in last_failures(con, [source.id for source in self._sources], LASTING):
            self._failed[row["url"]] = row["first_at"].replace(tzinfo=UTC), row["last_at"].replace(tzinfo=UTC)
        for row in last_answers(con, [source.id for source in self._sources]):
            self._memory.learn(fetch_of(row))
            if row["settled"]:
                first, last = row["first_at"].replace(tzinfo=UTC), row["confirmed_at"].replace(tzinfo=UTC)
                self._settled[row["url"]] = _Settled(first, last, row["published_on"])

    def _end(self, con: Connection) -> MergeReport:
        load_run_sources(con, [report.row(self.run_id) for report in self.reports.values()])
        return merge(con)

    async def forecast(self, source: Source) -> Forecast:
        """What read() would ask `source` for, found out without asking for any page."""
        look = await self._discover(source)
        gaps = Counter(gap.reason for gap in look.problems)
        asked, whole, known, seconds = 0, 0, 0, 0.0
        for found in look.found:
            if found.content is not None:
                whole += 1
            elif self._can_wait(found) or self._is_archived(found):
                known += 1
            else:
                rules = await self._collector.client.robots(found.url, source)
                if rules.allows(found.url):
                    asked += 1
                    seconds += max(source.gap, rules.gap)
                else:
                    gaps[rules.unreachable or Verdict.DISALLOWED] += 1
        return Forecast(source.id, len(look.found), known, whole, asked, seconds, dict(gaps))

    async def _discover(self, source: Source) -> Discovery:
        with self._timed(source.id, "discover"):
            return await discover(source, self._collector, self._since, self._until, seen=self._settled.__contains__)

    async def _read(self, source: Source, report: SourceReport, page_of: Callable[[int], None]) -> None:
        look = await self._discover(source)
        report.discovered = len(look.found)
        gaps = [Refusal("discover", gap.url, gap.reason, gap.detail) for gap in look.problems]
        pages: list[Page] = []
        for found in look.found:
            page = await self._page(found, source, report)
            if page:
                pages.append(page)
            if len(pages) == BATCH:
                await self._take_in(pages, source, report)
                pages = []
            page_of(report.discovered)
        await self._take_in(pages, source, report)
        await self._load(source, report, Batch(refusals=gaps))
        report.verdict = _verdict(report, nothing_found=bool(gaps) and not look.found)

    async def _page(self, found: FoundUrl, source: Source, report: SourceReport) -> Page | None:
        """The document at an address that was found; None where it failed, or was read before and is unchanged."""
        if found.content is not None:
            listed = self._memory(found.listed_in)
            return Page(found.url, found.url, found.content, None, listed, found.published) if listed else None
        if self._can_wait(found):
            return None
        if archived := self._archived(found):
            return archived
        with self._timed(source.id, "fetch"):
            response = await self._collector.get(found.url, source, via=found.via)
        unchanged = response.verdict in _UNCHANGED
        report.fetched += response.ok
        report.not_modified += unchanged
        if not (response.ok or unchanged):
            report.failed += 1
            report.failures[response.verdict.value] = report.failures.get(response.verdict.value, 0) + 1
        report.gone += response.verdict is Verdict.GONE
        fetch = self._memory(found.url)
        if fetch is None or response.verdict not in _ANSWERED or (unchanged and found.url in self._settled):
            return None
        return Page(found.url, response.final_url, response.body, response.content_type, fetch, found.published)

    def _is_archived(self, found: FoundUrl) -> bool:
        """Whether a killed run fetched a page and did not come to read it."""
        fetch = self._memory(found.url)
        if fetch is None or found.url in self._settled or (found.modified and found.modified > fetch.time):
            return False
        return self._archive.holds(fetch)

    def _archived(self, found: FoundUrl) -> Page | None:
        """The page that a killed run fetched and did not come to read; it is not asked for again."""
        fetch = self._memory(found.url)
        response = self._collector.recall(found.url) if self._is_archived(found) else None
        if fetch is None or response is None:
            return None
        return Page(found.url, response.final_url, response.body, response.content_type, fetch, found.published)

    def _can_wait(self, found: FoundUrl) -> bool:
        """Whether a known address, failing ones among them, need not be asked for: too old for the run, or not due."""
        lag = timedelta(days=self._settings.lag)
        if failed := self._failed.get(found.url):
            return self._only_due and not is_due(*failed, datetime.now(UTC), lag)
        known = self._settled.get(found.url)
        if known is None:
            return False
        undated = not (found.published or found.modified)
        if undated and self._since and known.published_on and known.published_on < self._since:
            return True
        return self._only_due and not is_due(known.first_read, known.last_read, datetime.now(UTC), lag)

    async def _take_in(self, pages: Sequence[Page], source: Source, report: SourceReport) -> None:
        """One batch from its bytes to the warehouse; what the warehouse holds just so is not coded again."""
        if not pages:
            return
        with self._timed(source.id, "page"):
            answers = await self._work(read_pages, pages, source)
        refusals = [answer for answer in answers if isinstance(answer, Refusal)]
        read = [(page, answer) for page, answer in zip(pages, answers, strict=True) if isinstance(answer, Article)]
        known = await self._write(lambda con: known_articles(con, [article for _, article in read]))
        fresh = [(page, article) for page, article in read if article.article_id not in known]
        with self._timed(source.id, "code"):
            coded = await self._work(code_articles, [article for _, article in fresh], self._settings.gazetteer)
        refusals += [answer.refusal for answer in coded if answer.refusal]
        report.articles += len(read)
        report.lengths += [len(article.text) for _, article in read]
        report.dated += sum(article.published is not None for _, article in read)
        report.fields_filled += sum(bool(getattr(article, name)) for _, article in read for name in _FIELDS)
        report.mentions += sum(len(answer.mentions) for answer in coded)
        batch = Batch(
            pages=pages,
            articles=[_loaded(*one, answer) for one, answer in zip(fresh, coded, strict=True)],
            places={place.place_id: place for answer in coded for place in answer.places},
            read={page.asked: article.article_id for page, article in read},
            refusals=refusals,
        )
        await self._load(source, report, batch)

    async def _load(self, source: Source, report: SourceReport, batch: Batch) -> None:
        """Writes a batch and the requests made until now, all or nothing.

        Requests are written in the order in which they were archived, other sources' too: what a killed run did not
        write then stands behind the last that it did.
        """
        for refusal in batch.refusals:
            reason = f"{refusal.stage}: {refusal.reason}"
            report.refused[reason] = report.refused.get(reason, 0) + 1
        rejects = [{**asdict(refusal), "source": source.id, "run_id": self.run_id} for refusal in batch.refusals]

        reads = _reads(batch, reader_version(source))
        hashes = {one.article.article_id: content_hash(one.article) for one in batch.articles}

        def load(con: Connection) -> LoadReport:
            with transaction(con):
                load_fetches(con, requests)
                load_rejects(con, rejects)
                load_places(con, map(place_row, batch.places.values()))
                loaded = load_articles(con, batch.articles)
                note_read(con, reads)
                note_coded(con, hashes, self._coder)
                return loaded

        with self._timed(source.id, "load"):
            async with self._loading:
                requests = [request_row(fetch, self.run_id) for fetch in self._unwritten]
                loaded = await self._write(load)
                del self._unwritten[: len(requests)]
        report.new += loaded.new
        report.changed += loaded.changed

    def _record(self, fetch: Fetch) -> None:
        self._memory.learn(fetch)
        self._unwritten.append(fetch)

    async def _write(self, work: Callable[[Connection], _T]) -> _T:
        """What `work` gives with the warehouse, open only for it: one writer at a time, here and on the machine."""

        def named(con: Connection) -> _T:
            within_run(con, self.run_id)
            return work(con)

        async with self._writing:
            return await asyncio.to_thread(write, self._settings.store, named, PATIENCE)

    @contextmanager
    def _timed(self, source: str, stage: str) -> Iterator[None]:
        """Counts what the block takes for `stage`, waiting for its turn included."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._seconds[source, stage] += time.monotonic() - began

    def _stages(self) -> list[dict[str, Any]]:
        """The rows of run_stage."""
        return [
            {"run_id": self.run_id, "source": source, "stage": stage, "seconds": seconds}
            for (source, stage), seconds in self._seconds.items()
        ]

    async def _work(self, work: Callable[..., _T], *arguments: object) -> _T:
        """What `work` gives in the worker process, so that the clock by which hosts are asked is not held up."""
        return await asyncio.get_running_loop().run_in_executor(self._workers, work, *arguments)


def _site(url: str) -> str:
    """The host of an address without www."""
    return host_of(url).removeprefix("www.")


def _loaded(page: Page, article: Article, coded: Coded) -> LoadedArticle:
    fetch = page.fetch
    return LoadedArticle(article, coded.mentions, fetch_id(fetch.url, fetch.time), fetch.file, fetch.offset)


def _reads(batch: Batch, version: str) -> list[Read]:
    """By which version the responses behind a batch were read; one that carried articles along is none of theirs."""
    reads = []
    for page in batch.pages:
        file, offset, own = page.fetch.file, page.fetch.offset, page.asked == page.fetch.url
        if file is not None and offset is not None:
            given, announced = (batch.read.get(page.asked), page.published) if own else (None, None)
            reads.append(Read(page.fetch.source, file, offset, version, given, announced))
    return reads


def _verdict(report: SourceReport, nothing_found: bool) -> str:
    if nothing_found or (report.failed > report.gone and not report.fetched and not report.not_modified):
        return FAILED
    if report.new or report.changed:
        return "loaded"
    return "nothing new" if report.discovered else "nothing found"
