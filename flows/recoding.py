"""A recode: what changed rules have left behind is read from the archive and coded again, and all of it merged."""

from __future__ import annotations

import platform
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import partial
from logging import DEBUG
from pathlib import Path
from typing import Any, TypeVar

from extract.arabic.morphology import configure
from extract.errors import SettingsError, WarehouseError
from extract.fetch.response import Fetch
from extract.fetch.sources import Source
from extract.fetch.sources import load_sources as sources_told
from extract.incidents.actors import registry
from extract.model import Article
from flows.alone import alone
from flows.fan_out import FanOut
from flows.logs import say
from flows.pipeline import PATIENCE, new_run_id
from flows.reading import Coded, Refusal
from flows.replay import Clock, Document, Reading, Replayed, Text, Workshop, code_again, read_again
from flows.rows import actor_row, article_of, place_row, source_of, source_row
from flows.settings import BUNDLED_SOURCES, Settings
from flows.versions import coder_version, reader_version
from warehouse.changes import IncidentChanges, incident_changes
from warehouse.db import Connection, open_warehouse, transaction, write
from warehouse.load import (
    LoadedArticle,
    content_hash,
    end_killed_runs,
    fetch_id,
    finish_run,
    load_actors,
    load_articles,
    load_mentions,
    load_places,
    load_rejects,
    load_run_stages,
    load_sources,
    start_run,
    within_run,
)
from warehouse.merge import MergeReport, merge
from warehouse.recall import known_sources
from warehouse.rules import (
    Read,
    Rules,
    count_stale,
    forget_refusals,
    note_coded,
    note_read,
    retire,
    stale_articles,
    stale_pages,
    still_stale,
    unchanged_articles,
)
from warehouse.snapshot import copy
from warehouse.store import Store

BATCH = 250
"""Documents, or articles, that a worker takes at once, and that are written at once."""
_PLANNED = 20 * BATCH
"""Rows of the plan that are held in memory."""
KIND = "recode"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class RecodeReport:
    """What a recode did, or with `dry_run` would have done.

    Of the archived pages that changed rules concern (`stale_pages`) `read` were read again, `missing` were not in the
    archive; of those articles `changed` say something else now, `gone` are articles no more. `coded` articles were
    coded again, in all; `refused` pages and texts gave nothing. `seconds` are those of processors, by stage.
    """

    run_id: str
    dry_run: bool
    stale_pages: int
    stale_articles: int
    read: int
    changed: int
    gone: int
    coded: int
    refused: int
    missing: int
    merged: MergeReport
    incidents: IncidentChanges
    seconds: dict[str, float]

    def counts(self) -> dict[str, Any]:
        """The report as plain numbers, words and examples."""
        return asdict(self)


def example_rows(counts: dict[str, Any]) -> list[dict[str, str]]:
    """The examples of a report's counts() as rows of a table: the change, the incident, and how it changed."""
    return [
        {
            "change": change,
            "incident": one["incident_id"],
            "what": one["notes"],
            "how": "; ".join(
                f"{f['field']}: {f['old_value']} → {f['new_value']}"
                for f in one.get("fields", ())
                if f["field"] != "notes"
            )
            or one.get("evidence")
            or f"{one['reason']} {one['merged_into'] or ''}".strip(),
        }
        for change in ("added", "gone", "altered")
        for one in counts["incidents"][change]["examples"]
    ]


def recode_warehouse(
    settings: Settings,
    fan_out: FanOut,
    sources: Iterable[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    *,
    dry_run: bool = False,
) -> RecodeReport:
    """Reads and codes again what changed rules concern, of `sources` (all that the warehouse has) and days, and merges.

    What is done is kept batch by batch with the version that did it: a recode that was interrupted is started again
    and goes on. With `dry_run` a copy of the warehouse is recoded, and thrown away. Raises AlreadyRunning beside
    another recode, SettingsError for an unknown source or days in the wrong order, WarehouseError where there is no
    warehouse or it cannot be written.
    """
    if since and until and since > until:
        raise SettingsError(f"since is {since}, which is after until, {until}; allowed is a first day before the last")
    configure(settings.morphology_db)  # here too, so that a database that is missing ends the run before it begins
    chosen = _sources(settings, sources)
    if dry_run:
        with _copy(settings) as store:
            return _Recode(settings, store, chosen, since, until, dry_run=True).run(fan_out)
    with alone(settings.data, KIND):
        return _Recode(settings, settings.store, chosen, since, until).run(fan_out)


def _sources(settings: Settings, names: Iterable[str] | None) -> dict[str, Source]:
    """The sources that the warehouse knows, as the settings have them now: those switched off or forgotten too."""
    with open_warehouse(settings.store, read_only=True, wait=PATIENCE) as con:
        rows = known_sources(con)
    told = sources_told(BUNDLED_SOURCES, settings.sources)
    known = {row["source"]: told.get(row["source"]) or source_of(row) for row in rows}
    wanted = list(names or known)
    if unknown := [name for name in wanted if name not in known]:
        raise SettingsError(f"the warehouse has no source {unknown[0]!r}; allowed are {', '.join(sorted(known))}")
    return {name: known[name] for name in wanted}


@contextmanager
def _copy(settings: Settings) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dry-run-", dir=settings.data) as folder:
        draft = Path(folder) / "rasd.duckdb"
        write(settings.store, lambda con: copy(con, draft), PATIENCE)
        yield draft


class _Recode:
    """One recode of the warehouse at `store`."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        sources: dict[str, Source],
        since: date | None,
        until: date | None,
        *,
        dry_run: bool = False,
    ) -> None:
        self._run_id, self._store, self._sources, self._dry_run = new_run_id(), store, sources, dry_run
        self._rules = Rules(
            {name: reader_version(source) for name, source in sources.items()},
            coder_version(settings.gazetteer, settings.morphology_db),
            since,
            until,
        )
        self._shop = Workshop(settings.archive, settings.gazetteer, settings.morphology_db, sources)
        self._clock = Clock()
        self._counts: Counter[str] = Counter()

    def run(self, fan_out: FanOut) -> RecodeReport:
        pages, articles = self._write(self._begin)
        say("recode started", run=self._run_id, pages=pages, articles=articles, dry_run=self._dry_run)
        try:
            self._take_in(fan_out(partial(read_again, self._shop), self._documents()), self._store_readings)
            self._take_in(fan_out(partial(code_again, self._shop), self._texts()), self._store_coded)
            with self._clock("merge"):
                merged, changes = self._write(self._merge)
        except BaseException as error:
            with suppress(WarehouseError):
                self._write(partial(self._end, message=str(error) or type(error).__name__))
            raise
        self._write(self._end)
        counts = {name: self._counts[name] for name in ("read", "changed", "gone", "coded", "refused", "missing")}
        say("recode ended", run=self._run_id, **counts, **asdict(merged))
        seconds = {stage: round(spent, 2) for stage, spent in self._clock.seconds.items()}
        return RecodeReport(
            self._run_id, self._dry_run, pages, articles, **counts, merged=merged, incidents=changes, seconds=seconds
        )

    def _write(self, work: Callable[[Connection], _T]) -> _T:
        def named(con: Connection) -> _T:
            within_run(con, self._run_id)
            return work(con)

        return write(self._store, named, PATIENCE)

    def _begin(self, con: Connection) -> tuple[int, int]:
        machine = platform.node()
        end_killed_runs(con, KIND, machine)
        parameters = {
            "sources": list(self._sources),
            "since": self._rules.since,
            "until": self._rules.until,
            "machine": machine,
            "versions": {"reader": self._rules.readers, "coder": self._rules.coder},
        }
        start_run(con, self._run_id, KIND, parameters)
        load_sources(con, map(source_row, self._sources.values()))
        load_actors(con, map(actor_row, registry().values()))
        return count_stale(con, self._rules)

    def _merge(self, con: Connection) -> tuple[MergeReport, IncidentChanges]:
        now = datetime.now(UTC).replace(tzinfo=None)
        return merge(con, now), incident_changes(con, now)

    def _end(self, con: Connection, message: str | None = None) -> None:
        stages = self._clock.seconds.items()
        load_run_stages(
            con, ({"run_id": self._run_id, "source": "", "stage": name, "seconds": spent} for name, spent in stages)
        )
        finish_run(con, self._run_id, "failed" if message else "completed", message)

    def _documents(self) -> Iterator[list[Document]]:
        """What has to be read again, batch by batch."""
        after = ("", "", 0)
        while rows := self._write(partial(stale_pages, rules=self._rules, after=after, limit=_PLANNED)):
            after = (rows[-1]["source"], rows[-1]["warc_file"], rows[-1]["warc_offset"])
            yield from _batches([_document(row) for row in rows])

    def _texts(self) -> Iterator[list[Text]]:
        """What has to be coded again though its page did not have to be read, batch by batch."""
        after = ""
        while rows := self._write(partial(stale_articles, rules=self._rules, after=after, limit=_PLANNED)):
            after = rows[-1]["article_id"]
            yield from _batches([Text(article_of(row), row["content_hash"]) for row in rows])

    def _take_in(self, results: Iterator[Replayed], store: Callable[[Connection, Replayed], Counter[str]]) -> None:
        """Writes each batch's results as they come, all or none of a batch."""

        def whole(replayed: Replayed, con: Connection) -> Counter[str]:
            with transaction(con):
                return store(con, replayed)

        for replayed in results:
            self._clock.add(replayed.seconds)
            with self._clock("load"):
                self._counts += self._write(partial(whole, replayed))
            say("recoding", level=DEBUG, run=self._run_id, **self._counts)

    def _store_readings(self, con: Connection, replayed: Replayed) -> Counter[str]:
        """Writes what came of documents, but for those that another run has read in the meantime."""
        there = [reading for reading in replayed.readings if reading.missing is None]
        still = still_stale(con, self._rules, [reading.document.position for reading in there])
        readings = [
            reading.only(still[reading.document.position]) for reading in there if reading.document.position in still
        ]
        outcomes = [outcome for reading in readings for outcome in reading.outcomes]
        coded = [
            (outcome.page.fetch, outcome.article, outcome.coded)
            for outcome in outcomes
            if outcome.article and outcome.coded
        ]
        refusals = [(outcome.refusal, outcome.page.fetch.source) for outcome in outcomes if outcome.refusal]
        refused = self._refuse(con, refusals, [(outcome.page.asked, "page") for outcome in outcomes])
        counts = self._note_coding(con, [(article, one) for _, article, one in coded])
        loaded = load_articles(con, [_loaded(*one) for one in coded], reason="page read again")
        note_coded(con, {article.article_id: content_hash(article) for _, article, _ in coded}, self._rules.coder)
        note_read(con, [self._noted(reading) for reading in readings])
        counts["gone"] = retire(con, {key: one.document.position for one in readings for key in one.lost})
        counts["missing"] = len(replayed.readings) - len(there)
        counts["read"] = len(readings)
        counts["changed"] = loaded.new + loaded.changed
        counts["refused"] += refused
        return counts

    def _store_coded(self, con: Connection, replayed: Replayed) -> Counter[str]:
        """Writes what was coded of articles, but for those that another run has changed in the meantime."""
        hashes = {text.article.article_id: text.content_hash for text, _ in replayed.coded}
        same = unchanged_articles(con, hashes)
        coded = [(text.article, one) for text, one in replayed.coded if text.article.article_id in same]
        counts = self._note_coding(con, coded)
        load_mentions(con, {article.article_id: one.mentions for article, one in coded})
        note_coded(con, {key: hashes[key] for key in same}, self._rules.coder)
        return counts

    def _note_coding(self, con: Connection, coded: Sequence[tuple[Article, Coded]]) -> Counter[str]:
        """Writes the places that articles name, and which of them the coder refused."""
        refusals = [(one.refusal, article.source) for article, one in coded if one.refusal]
        refused = self._refuse(con, refusals, [(article.url, "code") for article, _ in coded])
        load_places(con, {place.place_id: place_row(place) for _, one in coded for place in one.places}.values())
        return Counter(coded=len(coded), refused=refused)

    def _refuse(
        self, con: Connection, refusals: Sequence[tuple[Refusal, str]], answered: Sequence[tuple[str, str]]
    ) -> int:
        """Writes what is refused, with its source, and takes out what was at the addresses and stages `answered`."""
        forget_refusals(con, answered, [(one.url, one.stage, one.reason, one.detail) for one, _ in refusals])
        load_rejects(con, ({**asdict(one), "source": source, "run_id": self._run_id} for one, source in refusals))
        return len(refusals)

    def _noted(self, reading: Reading) -> Read:
        document = reading.document
        own = next((one for one in reading.outcomes if one.page.asked == one.page.fetch.url and one.article), None)
        article_id = own.article.article_id if own and own.article else None
        version = self._rules.readers[document.source]
        return Read(*document.position, version, article_id, document.announced)


def _document(row: dict[str, Any]) -> Document:
    announced = row["announced"]
    return Document(
        source=row["source"],
        file=row["warc_file"],
        offset=row["warc_offset"],
        announced=announced and announced.replace(tzinfo=UTC),
        given=frozenset(row["given"]) | ({row["article_id"]} - {None}),
        urls=frozenset(row["urls"]),
        coded=frozenset(row["coded"]),
    )


def _loaded(fetch: Fetch, article: Article, coded: Coded) -> LoadedArticle:
    return LoadedArticle(article, coded.mentions, fetch_id(fetch.url, fetch.time), fetch.file, fetch.offset)


def _batches(items: Sequence[_T]) -> Iterator[list[_T]]:
    for first in range(0, len(items), BATCH):
        yield list(items[first : first + BATCH])
