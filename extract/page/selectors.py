"""Selectors of one outlet's pages, for a stretch of days: where the general rules do not do, these win."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from extract.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors, valid from the day `since` to the day `until`, both included; None leaves a side open.

    `remove` is cut out of the page first. What a selector does not find is read by the general rules.
    """

    title: str | None = None
    text: str | None = None
    published: str | None = None
    authors: str | None = None
    remove: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def are_valid_on(self, day: date | None) -> bool:
        """Whether they hold for a page fetched on `day`; for a page of unknown day, the open-ended ones do."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def valid_selectors(selectors: Iterable[Selectors], day: date | None) -> Selectors:
    """The first of `selectors` that is valid on `day`; empty ones where none is."""
    return next((candidate for candidate in selectors if candidate.are_valid_on(day)), Selectors())


def remove(tree: LexborHTMLParser, selectors: Iterable[str]) -> None:
    """Cuts what `selectors` find out of `tree`."""
    for selector in selectors:
        for node in select(tree, selector):
            node.decompose()


def select(tree: LexborHTMLParser, selector: str | None) -> list[LexborNode]:
    """The nodes that `selector` finds, none for None; raises SettingsError for what is no CSS selector."""
    try:
        return tree.css(selector) if selector is not None else []
    except SelectolaxError as error:
        raise SettingsError(f"the selector {selector!r} is no CSS that Lexbor can read; mend it") from error


def texts(tree: LexborHTMLParser, selector: str | None) -> list[str]:
    """The texts of the nodes that `selector` finds, for a time its machine-readable form."""
    found = []
    for node in select(tree, selector):
        attributes = node.attributes
        text = attributes.get("datetime") or attributes.get("content") or node.text()
        found.append(" ".join(text.split()))
    return [text for text in found if text]
