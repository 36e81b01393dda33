"""The texts of the sample site: which article stands on which outlet, and what a reader must find on its page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "articles.jsonl"
_FIRST_NUMBER = 60_101


@dataclass(frozen=True, slots=True)
class Story:
    """One version of one article.

    `title` and `text` (paragraphs joined by a newline) are what stripping its page must give, character by
    character. `number` is its id in the outlet's own system. `asides` ("read also" lines) and `captions` stand
    between the paragraphs on the page and belong to neither.
    """

    id: str
    outlet: str
    number: int
    slug: str
    title: str
    text: str
    published: datetime
    modified: datetime
    asides: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        """The text's paragraphs in order."""
        return self.text.split("\n")


def load_stories() -> list[Story]:
    """Every bundled article in its last version."""
    return [_story(row, number) for row, number in _rows()]


def load_early_versions() -> list[Story]:
    """The articles that were edited after publication, as they stood before the edit."""
    return [_story({**row, "modified": row["published"], **row["early"]}, n) for row, n in _rows() if "early" in row]


def _rows() -> Iterator[tuple[dict[str, Any], int]]:
    for number, line in enumerate(_FILE.read_text("utf-8").splitlines(), start=_FIRST_NUMBER):
        yield json.loads(line), number


def _story(row: dict[str, Any], number: int) -> Story:
    return Story(
        id=row["id"],
        outlet=row["outlet"],
        number=number,
        slug=row["slug"],
        title=row["title"],
        text=row["text"],
        published=datetime.fromisoformat(row["published"]),
        modified=datetime.fromisoformat(row.get("modified", row["published"])),
        asides=tuple(row.get("asides", ())),
        captions=tuple(row.get("captions", ())),
    )
