"""What may be a place in a text, and whether a place is of the class that the word before it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.places.gazetteer import Place
from extract.places.vocabulary import Head

SETTLED = frozenset({"settlement", "district", "quarter"})


@dataclass(slots=True)
class Hit:
    """What may be a place: words `first` to `last`, the name from `name_first` on."""

    first: int
    last: int
    name_first: int
    clitics: str
    heads: tuple[Head, ...]
    places: tuple[Place, ...]
    guard: str
    relation: str = "at"
    direction: str | None = None
    distance_km: float | None = None
    preposition: str | None = None
    within: tuple[Place, ...] = ()
    accepted: bool = False
    key: str = ""
    name_last: int = -1
    """The last word of the name itself, where more words belong to the phrase (ريف إدلب الجنوبي)."""


def is_wide(hit: Hit) -> bool:
    """Whether the hit is a division or its countryside, or tells a direction: what names are said to lie in."""
    if hit.heads and {"admin1", "district", "countryside"} & hit.heads[-1].classes:
        return True
    return hit.relation in ("direction", "distance") or any(place.level == "admin1" for place in hit.places)


def agreeing_strictly(places: Sequence[Place], before: Sequence[Head]) -> tuple[Place, ...]:
    """The places of the class, and of the countries, that the head word names."""
    head = before[-1]
    return tuple(
        place
        for place in places
        if _fits(place, head.classes) and (not head.countries or place.country in head.countries)
    )


def agreeing(places: tuple[Place, ...], before: Sequence[Head]) -> tuple[Place, ...]:
    """The places of the class that the head word names; all, where none is of it."""
    return (agreeing_strictly(places, before) or places) if before else places


def _fits(place: Place, classes: frozenset[str]) -> bool:
    if place.kind in classes:
        return True
    if classes & {"countryside", "area", "checkpoint"}:
        return place.level != "country"
    if "district" in classes or "settlement" in classes:
        return place.kind in SETTLED
    return "quarter" in classes and place.kind == "settlement"
