"""What discovery gives: the addresses of articles and what was said of them where they were found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class FoundUrl:
    """One address, and how it was found.

    `via` is the way (feed, sitemap, wordpress, listing, telegram), `listed_in` the document that names the address.
    Moments carry a zone. `content` is an HTML document with the whole article where the way brings it along.
    """

    url: str
    via: str
    listed_in: str
    published: datetime | None = None
    modified: datetime | None = None
    title: str | None = None
    content: str | None = None

    def within(self, since: date | None, until: date | None, zone: ZoneInfo) -> bool:
        """Whether it was published or changed in these days of the outlet's zone; what bears no date is let in."""
        days = [moment.astimezone(zone).date() for moment in (self.published, self.modified) if moment]
        if not days:
            return True
        return (since is None or max(days) >= since) and (until is None or min(days) <= until)


@dataclass(frozen=True, slots=True)
class Problem:
    """A document of a source that could not be used: a gap in what was discovered."""

    url: str
    via: str
    reason: str
    detail: str = ""


@dataclass(slots=True)
class Discovery:
    """What one look at a source gave: addresses in the order of their finding, and the gaps."""

    found: list[FoundUrl] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
