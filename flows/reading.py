"""The work on a batch of pages that needs neither network nor database; it runs in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from extract.errors import PageRefused, RasdError
from extract.fetch.response import Fetch
from extract.fetch.sources import Source
from extract.incidents import code_article
from extract.model import Article, Mention
from extract.page import Selectors, read_page
from extract.places import Place, load_gazetteer


@dataclass(frozen=True, slots=True)
class Page:
    """A document that should hold an article, the request that brought it, and the date it was announced with.

    `asked` is the address that was found, `url` the one that answered.
    """

    asked: str
    url: str
    body: bytes | str
    content_type: str | None
    fetch: Fetch
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing came of an address: the stage that refused it, a word, and a sentence."""

    stage: str
    url: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """The mentions of one article, the places they name, and what went wrong, if anything did."""

    mentions: tuple[Mention, ...] = ()
    places: tuple[Place, ...] = ()
    refusal: Refusal | None = None


def read_pages(pages: Sequence[Page], source: Source) -> list[Article | Refusal]:
    """What each page of `source` holds: its article, or why there is none."""
    return [_read(page, source) for page in pages]


def code_articles(articles: Sequence[Article], gazetteer: Path | None = None) -> list[Coded]:
    """What each article reports; `gazetteer` is the folder of the fuller gazetteer."""
    return [_code(article, gazetteer) for article in articles]


def _read(page: Page, source: Source) -> Article | Refusal:
    try:
        article = read_page(
            page.body,
            page.url,
            page.content_type,
            zone=source.zone,
            fetched=page.fetch.time,
            language=source.language,
            selectors=(Selectors(**source.selectors.model_dump()),),
        )
    except PageRefused as error:
        return Refusal("page", page.asked, error.reason, error.detail)
    except Exception as error:  # one page that breaks the reader must not take the others with it
        return Refusal("page", page.asked, "reader failed", f"{type(error).__name__}: {error}")
    published = article.published or page.published
    return replace(
        article,
        source=source.id,
        country=source.country,
        published=published.astimezone(source.zone) if published else None,
    )


def _code(article: Article, folder: Path | None) -> Coded:
    gazetteer = load_gazetteer(folder)
    try:
        mentions = tuple(code_article(article, gazetteer))
    except RasdError as error:
        return Coded(refusal=Refusal("code", article.url, "text refused", str(error)))
    except Exception as error:  # one text that breaks the coder must not take the others with it
        return Coded(refusal=Refusal("code", article.url, "coder failed", f"{type(error).__name__}: {error}"))
    named = dict.fromkeys(mention.place_id for mention in mentions if mention.place_id)
    places = (gazetteer.get(place_id) for place_id in named)
    return Coded(mentions, tuple(place for place in places if place))
