"""Reading the archive again, and coding again: the work on a batch that a process, or a machine, can do alone."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from extract.arabic.morphology import configure
from extract.errors import ArchiveError
from extract.fetch.archive import Archive, ArchivedAt, fetch_row
from extract.fetch.discover import carried
from extract.fetch.response import Response
from extract.fetch.sources import Source
from extract.model import Article
from flows.reading import Coded, Page, Refusal, code_articles, read_pages
from warehouse.rules import Position, fingerprint


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every batch needs: the folders of the archive and of the fuller gazetteer, the second database, the sources.

    On other machines the folders must be there under the same names.
    """

    archive: Path
    gazetteer: Path
    morphology_db: str | None
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Document:
    """An archived response that was read for articles.

    `given` are the articles it gave before, `urls` the addresses of those that stand from it, `coded` those
    that need not be coded again if the page still says the same: what fingerprint() gives.
    """

    source: str
    file: str
    offset: int
    announced: datetime | None
    given: frozenset[str]
    urls: frozenset[str]
    coded: frozenset[str]

    @property
    def position(self) -> Position:
        """Whose it is, and where it lies in the archive."""
        return self.source, self.file, self.offset


@dataclass(frozen=True, slots=True)
class Text:
    """An article as the warehouse has it, and the hash of what it says there."""

    article: Article
    content_hash: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one page gives now: a refusal, or an article, with what was coded from it where it had to be coded."""

    page: Page
    article: Article | None = None
    coded: Coded | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a document: outcomes, of which a document that carries several articles has several.

    `missing` says why the archive does not give it; there are no outcomes then.
    """

    document: Document
    outcomes: Sequence[Outcome] = ()
    missing: str | None = None

    def only(self, urls: Collection[str]) -> Reading:
        """The reading without the articles that came along in it, but for those at `urls`: they stand from it still."""
        here = [one for one in self.outcomes if one.page.asked == one.page.fetch.url or one.page.asked in urls]
        return replace(self, outcomes=here)

    @property
    def lost(self) -> frozenset[str]:
        """The articles that it gave before, and gives no more."""
        return self.document.given - {one.article.article_id for one in self.outcomes if one.article}


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a batch of documents or of articles, and the seconds of processor that each stage took."""

    readings: Sequence[Reading] = ()
    coded: Sequence[tuple[Text, Coded]] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)


def read_again(shop: Workshop, documents: Sequence[Document]) -> Replayed:
    """What the archive's `documents` say now, coded where that is something else or the coder has changed."""
    clock = Clock()
    archive = Archive(shop.archive)
    readings = [_read(shop, archive, document, clock) for document in documents]
    return Replayed(readings=readings, seconds=clock.seconds)


def code_again(shop: Workshop, texts: Sequence[Text]) -> Replayed:
    """What the coder makes of articles now."""
    clock = Clock()
    coded = _code(shop, [text.article for text in texts], clock)
    return Replayed(coded=list(zip(texts, coded, strict=True)), seconds=clock.seconds)


class Clock:
    """Seconds of processor by stage: a busy machine changes them little."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Counts the block to `stage`."""
        began = time.process_time()
        try:
            yield
        finally:
            self.add({stage: time.process_time() - began})

    def add(self, seconds: Mapping[str, float]) -> None:
        """Counts what another clock has counted."""
        for stage, spent in seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + spent


def _read(shop: Workshop, archive: Archive, document: Document, clock: Clock) -> Reading:
    try:
        with clock("archive"):
            pages = _pages(document, archive.read(document.file, document.offset))
    except ArchiveError as error:
        return Reading(document, missing=str(error))
    with clock("page"):
        answers = read_pages(pages, shop.sources[document.source])
    articles = [answer for answer in answers if isinstance(answer, Article)]
    changed = [article for article in articles if fingerprint(article) not in document.coded]
    coded = {article.article_id: one for article, one in zip(changed, _code(shop, changed, clock), strict=True)}
    return Reading(document, [_outcome(page, answer, coded) for page, answer in zip(pages, answers, strict=True)])


def _pages(document: Document, response: Response) -> list[Page]:
    """The page that the response is, or those of the articles that came along in it and stand from it.

    Raises ArchiveError where that is not what lies there.
    """
    if response.source != document.source:
        raise ArchiveError(f"{document.file} at {document.offset} is of {response.source}, not of {document.source}")
    fetch = fetch_row(response, ArchivedAt(document.file, document.offset, None))
    if articles := carried(response):
        return [
            Page(found.url, found.url, found.content, None, fetch, found.published)
            for found in articles
            if found.content is not None and found.url in document.urls
        ]
    if document.urls.isdisjoint((response.url, response.final_url)) and document.urls:
        raise ArchiveError(f"{document.file} at {document.offset} is {response.url}, not {min(document.urls)}")
    content_type = response.content_type
    return [Page(response.url, response.final_url, response.body, content_type, fetch, document.announced)]


def _outcome(page: Page, answer: Article | Refusal, coded: Mapping[str, Coded]) -> Outcome:
    page = replace(page, body=b"")  # the bytes stay where they are
    if isinstance(answer, Refusal):
        return Outcome(page, refusal=answer)
    return Outcome(page, answer, coded.get(answer.article_id))


def _code(shop: Workshop, articles: Sequence[Article], clock: Clock) -> list[Coded]:
    _prepare(shop.morphology_db)
    with clock("code"):
        return code_articles(articles, shop.gazetteer)


@lru_cache(1)
def _prepare(morphology_db: str | None) -> None:
    """Sets the second database, once in a process."""
    configure(morphology_db)
