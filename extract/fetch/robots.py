"""robots.txt as RFC 9309 wants it obeyed: who may ask what, how often, and what silence means."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from extract.fetch.response import Response, Verdict

PRODUCT = "Rasd"
"""The product token that a robots.txt names to speak to Rasd alone."""

MOST_BYTES = 512_000
"""How much of a robots.txt is read: RFC 9309, 2.5 asks for at least 500 kibibytes."""

_ANSWERED = {Verdict.OK, Verdict.TOO_LARGE}
_UNREACHABLE = {
    Verdict.BUSY,
    Verdict.SERVER_ERROR,
    Verdict.RESTING,
    Verdict.UNRESOLVED,
    Verdict.NO_CONNECTION,
    Verdict.BAD_CERTIFICATE,
    Verdict.TIMEOUT,
    Verdict.BROKEN,
    Verdict.BOMB,
    Verdict.BAD_ENCODING,
    Verdict.PRIVATE_ADDRESS,
}


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site lets Rasd do: `rules` of its robots.txt, or everything, or nothing while it cannot be read."""

    rules: Protego | None = None
    unreachable: Verdict | None = None

    def allows(self, url: str) -> bool:
        """Whether `url` may be requested."""
        if self.unreachable:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, PRODUCT))

    @property
    def gap(self) -> float:
        """The seconds between requests that the site asks for by Crawl-delay or Request-rate; 0 where it does not."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(PRODUCT)
        return max(float(self.rules.crawl_delay(PRODUCT) or 0.0), rate.seconds / rate.requests if rate else 0.0)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the file names."""
        return () if self.rules is None else tuple(self.rules.sitemaps)


def read_robots(response: Response) -> Robots:
    """The rules in a response to a request for robots.txt.

    RFC 9309, 2.3.1: a file that is unavailable (4xx, too many redirects) allows everything; a server that cannot
    be reached (5xx, network trouble; 429 is read so too) allows nothing until it can.
    """
    if response.verdict in _ANSWERED:
        return Robots(rules=Protego.parse(response.body[:MOST_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")))
    if response.verdict in _UNREACHABLE:
        return Robots(unreachable=response.verdict)
    return Robots()
