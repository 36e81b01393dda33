"""What `rasd places` answers: the candidates for a name, best first, as rows."""

from __future__ import annotations

from extract.arabic.tokens import tokenize
from extract.places.find import PlaceMatch, find_places
from extract.places.gazetteer import Gazetteer, Place
from extract.places.resolve import Context, resolve
from extract.places.romanise import romanise


def candidates(name: str, gazetteer: Gazetteer, country: str | None = None) -> list[Place]:
    """The places that `name` may mean, best first, with a head word (حقل العمر، ريف إدلب) or without.

    `country` (ISO 3166-1 alpha-2) goes before the others.
    """
    found = find_places(tokenize(name), gazetteer)
    whole = gazetteer.lookup(name)
    match = found[0] if found and found[0].known else None
    if match is None or (whole and match.head is None):
        if not whole:
            return []
        match = PlaceMatch(0, len(name), 0, 0, name, None, whole, whole[0].level)
    context = Context(outlet=country, countries=(country,) if country else ())
    resolution = resolve(match, context)
    return [place for place in (resolution.place, *(loser for loser, _ in resolution.losers)) if place is not None]


def place_rows(name: str, gazetteer: Gazetteer, country: str | None = None) -> list[dict[str, object]]:
    """The candidates of `name` as rows with the columns of the design's contract."""
    return [
        {
            "place_id": place.place_id,
            "name_ar": place.name_ar,
            "name_en": place.name_en or romanise(place.name_ar),
            "country": place.country or None,
            "admin1": place.admin1,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "kind": place.kind,
        }
        for place in candidates(name, gazetteer, country)
    ]
