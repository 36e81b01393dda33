"""The sample site: four outlets on loopback, one edit, one request log, and the truth about every page."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from extract.errors import SettingsError
from flows.demo.outlets import LegacyOutlet, MagazineOutlet, Outlet, StaticOutlet, WordPressOutlet
from flows.demo.outlets.base import CRAWL_DELAY
from flows.demo.server import LogLine
from flows.demo.stories import Story, load_early_versions, load_stories

DEMO_PORT = 48271
"""The demo's outlets stand on this port and the next three, so that URLs and article ids are the same every time."""


@dataclass(frozen=True, slots=True)
class PublishedArticle:
    """A page that exists now, and what reading it must give: `url` is the canonical one."""

    url: str
    outlet: str
    story: Story


class SampleSite:
    """Four outlets that differ as real ones do; use it as a context manager.

    `port` is the first of four ports, 0 for any free ones; SettingsError where one is taken. The site begins
    before its edit unless `edited`: publish_edit() brings the later version, once and for all. `stories` replaces
    the bundled articles. `log` holds every request in order of arrival.
    """

    def __init__(self, port: int = 0, *, edited: bool = False, stories: Iterable[Story] | None = None) -> None:
        self.log: list[LogLine] = []
        stock = list(load_stories() if stories is None else stories)
        kinds: tuple[type[Outlet], ...] = (WordPressOutlet, StaticOutlet, LegacyOutlet, MagazineOutlet)
        self.outlets: dict[str, Outlet] = {}
        with ExitStack() as undo:  # a port that is taken must not leave the ones before it bound
            for offset, kind in enumerate(kinds):
                own = [story for story in stock if story.outlet == kind.key]
                try:
                    outlet = kind(own, self.log, port + offset if port else 0)
                except OSError as error:
                    raise SettingsError(
                        f"the sample site needs port {port + offset} on this machine: {error.strerror}; "
                        "end the program that holds it, or choose another port"
                    ) from error
                undo.callback(outlet.server.stop)
                self.outlets[kind.key] = outlet
            undo.pop_all()
        if not edited and stories is None:
            for early in load_early_versions():
                self.outlets[early.outlet].put(early)

    def publish_edit(self) -> None:
        """Replaces the early version of every edited article by the last; without effect the second time."""
        final = {story.id: story for story in load_stories()}
        for early in load_early_versions():
            self.outlets[early.outlet].put(final[early.id])

    def articles(self) -> list[PublishedArticle]:
        """Every article that has a page now."""
        return [
            PublishedArticle(outlet.story_url(story), outlet.key, story)
            for outlet in self.outlets.values()
            for story in outlet.stories
        ]

    def __enter__(self) -> Self:
        for outlet in self.outlets.values():
            outlet.server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for outlet in self.outlets.values():
            outlet.server.stop()


def demo_sources(site: SampleSite, *, daily_listing: bool = False) -> dict[str, dict[str, Any]]:
    """The site's outlets as a layer of sources for load_sources().

    The legacy outlet's archive is read from its newest page on, or with `daily_listing` day by day, for ranges of
    days.
    """
    sources = {}
    for outlet in site.outlets.values():
        fields = {
            "name": outlet.name,
            "name_ar": outlet.name,
            "time_zone": outlet.zone.key,
            "home": f"{outlet.url}/",
            "allow_private": True,
            "gap": CRAWL_DELAY,
            **outlet.source(),
        }
        if daily_listing and isinstance(outlet, LegacyOutlet):
            fields["listings"] = [outlet.daily_listing()]
        sources[outlet.key] = fields
    return sources
