"""What stands around an article: menus, related headlines, comments and notices, the same every time."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "boilerplate.toml"


@dataclass(frozen=True, slots=True)
class Comment:
    """A reader's comment: who, how many hours after publication, and what."""

    name: str
    hours: int
    text: str


class Boilerplate:
    """Draws from boilerplate.toml; two instances with the same `seed` draw the same in the same order."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        self._words = _words()

    def some(self, kind: str, count: int) -> list[str]:
        """`count` lines of a list in boilerplate.toml, their slots filled."""
        return [self._line(kind) for _ in range(count)]

    def one(self, kind: str) -> str:
        """One line of a list in boilerplate.toml, its slots filled."""
        return self._line(kind)

    def all(self, kind: str) -> list[str]:
        """A list of boilerplate.toml as it stands."""
        return self._words[kind]

    def number(self, low: int, high: int) -> int:
        """A number from low to high."""
        return self._random.randint(low, high)

    def comments(self, count: int) -> list[Comment]:
        """`count` comments, oldest first."""
        hours = sorted(self.number(1, 72) for _ in range(count))
        return [Comment(self.one("names"), hour, self._line("comments")) for hour in hours]

    def aside(self) -> str:
        """A "read also" line with a headline."""
        return self._random.choice(self._words["asides"]).format(headline=self._line("headlines"))

    def style_sheet(self, rules: int) -> str:
        """CSS as page builders write it into every page."""
        return "".join(
            f".has-{self._random.choice(_CSS_NAMES)}-{rule}>.is-{rule % 7}{{margin:{self.number(0, 48)}px auto;"
            f"padding:{self.number(0, 32)}px;color:#{self._random.randrange(16**6):06x};direction:rtl}}\n"
            for rule in range(rules)
        )

    def _line(self, kind: str) -> str:
        draw = self._random
        place, other = draw.sample(self._words["places"], 2)
        group, rival = draw.sample(self._words["groups"], 2)
        return draw.choice(self._words[kind]).format(
            place=place, other=other, group=group, rival=rival, n=draw.randint(3, 10), m=draw.randint(11, 90)
        )


_CSS_NAMES = ("column", "widget", "header", "ticker", "gallery", "card", "cover", "sidebar")


@cache
def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = tomllib.loads(_FILE.read_text("utf-8"))
    return words
