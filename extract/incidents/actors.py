"""The sides: how Arabic news names them, and which key of the registry a name means where and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from extract.arabic.normalize import fold
from extract.incidents.words import Phrases, Word, bare, rows


class ActorName(NamedTuple):
    """One meaning of a name: its key, and the country and days it holds in (empty and None: everywhere, always)."""

    key: str
    country: str
    since: date | None
    until: date | None

    def holds(self, country: str | None, day: date | None) -> bool:
        """Whether the name means this key in news of `country` of `day`."""
        if self.country and self.country != country:
            return False
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


class Actor(NamedTuple):
    """An entry of the registry: `side` is state, armed, civil or none; `country` where it belongs, or empty."""

    key: str
    name_en: str
    side: str
    country: str


@cache
def registry() -> dict[str, Actor]:
    """The actors by key, in the order of the registry."""
    return {row["key"]: Actor(**row) for row in rows("actors")}


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


@cache
def actor_names() -> Phrases[ActorName]:
    """Every name of every actor."""
    table: Phrases[ActorName] = Phrases()
    for row in rows("actor_names"):
        table.add(row["name"], ActorName(row["key"], row["country"], _day(row["from"]), _day(row["until"])))
    return table


@cache
def named_with(noun: str) -> frozenset[str]:
    """The keys of the sides that have a name which begins with the folded `noun` (تنظيم: داعش, القاعدة ...)."""
    return frozenset(
        row["key"] for row in rows("actor_names") if bare(fold(row["name"].split()[0])) == noun and " " in row["name"]
    )


@cache
def _demonyms() -> Phrases[ActorName]:
    table: Phrases[ActorName] = Phrases()
    for row in rows("demonyms"):
        table.add(row["adjective"], ActorName(row["key"], row["country"], None, _day(row["until"])))
    return table


def meaning(names: Sequence[ActorName], country: str | None, day: date | None) -> str | None:
    """The key that a name with these meanings has in news of `country` of `day`; one bound to the country wins."""
    fitting = [name for name in names if name.holds(country, day)]
    fitting.sort(key=lambda name: not name.country)
    return fitting[0].key if fitting else None


def demonyms(words: Sequence[Word]) -> dict[int, list[ActorName]]:
    """The adjectives of sides among `words`, each by its index with what it can mean."""
    table = _demonyms()
    found = {index: [match.value for match in table.at(words, index)] for index in table.openings(words)}
    return {index: names for index, names in found.items() if names}


def demonym(names: Sequence[ActorName], country: str | None, day: date | None) -> str | None:
    """The side that an adjective with these meanings says a force, a weapon or an act is of."""
    key = meaning(names, country, day)
    return state_of(country, day) if key == "government" else key


_STATES = {
    "IQ": "iraqi_government",
    "LB": "lebanese_army",
    "YE": "yemen_government",
    "LY": "gna_libya",
    "SD": "saf_sudan",
    "EG": "egypt_government",
    "JO": "jordan_government",
    "PS": "palestinian_authority",
    "IL": "israel",
    "TR": "turkey",
    "SA": "saudi_coalition",
    "IR": "iran",
}
_FALL_OF_ASSAD = date(2024, 12, 8)
_UNITY_OF_LIBYA = date(2016, 1, 1)  # the Government of National Accord was formed at the turn of 2015


def state_of(country: str | None, day: date | None) -> str | None:
    """The key of the government's forces in `country` on `day`."""
    if country == "SY":
        return "syrian_government" if day is not None and day >= _FALL_OF_ASSAD else "syrian_regime"
    if country == "LY" and day is not None and day < _UNITY_OF_LIBYA:
        return "other:libyan government"
    return _STATES.get(country or "")


@cache
def _relations(name: str) -> dict[str, list[ActorName]]:
    """What a table says by side: the other side, and where and when it is so."""
    table: dict[str, list[ActorName]] = {}
    for row in rows(name):
        other = ActorName(row["other"], row["country"], _day(row["from"]), _day(row["until"]))
        table.setdefault(row["side"], []).append(other)
    return table


def client(key: str, country: str | None, day: date | None) -> str:
    """The armed men whose patron is the side `key` in `country` on `day`: itself where no other are known."""
    return meaning(_relations("clients").get(key, ()), country, day) or key


def opponent(key: str | None, country: str | None, day: date | None) -> str | None:
    """Whom the side `key` fights in `country` on `day` where nothing else is said: what the table says, else the
    government's forces; for a state nobody."""
    fought = _relations("opponents").get(key or "")
    if fought is None:
        return state_of(country, day) if side(key) != "state" else None
    foe = meaning(fought, country, day)
    return state_of(country, day) if foe == "government" else foe


def side(key: str | None) -> str:
    """state, armed, civil or none; an unlisted other: counts as armed."""
    if key is None or key.startswith("previous:") or key == "government":
        return "none"
    actor = registry().get(key)
    return actor.side if actor else "armed"


def home_of(key: str | None) -> str | None:
    """The country where the side `key` belongs, None where it is nobody's or unknown."""
    actor = registry().get(key or "")
    return (actor.country or None) if actor else None
