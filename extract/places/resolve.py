"""From a place's name in a text to one point on the map, how precise it is, and the candidates that lost."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.arabic.normalize import fold
from extract.arabic.tokens import Token, sentences
from extract.places.find import PlaceMatch, find_places
from extract.places.gazetteer import Gazetteer, Place, kinds, word_key
from extract.places.vocabulary import demonyms, heads

__all__ = ["Context", "PlaceMatch", "Resolution", "find_places", "read_context", "resolve", "resolve_all"]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the article, and of the clause, when a name is resolved.

    `outlet` is the country of the outlet; `countries` those that the text speaks of, first the most; `clause` the
    divisions named in the clause, `heading` the one that a heading above it names, `admin1s` all that the article
    names or implies, each as (country, admin1). `near` are places of the clause and article already resolved;
    `beside` is the division of the place named right after.
    """

    outlet: str | None = None
    countries: tuple[str, ...] = ()
    clause: frozenset[tuple[str, str]] = frozenset()
    heading: tuple[str, str] | None = None
    admin1s: frozenset[tuple[str, str]] = frozenset()
    near: tuple[Place, ...] = ()
    beside: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where a name lies.

    `name` is the place below the first-level division as the article has it, None where it names a division, a
    country or their parts. `geo_precision` is ACLED's (1 the place, 2 near it or part of a region, 3 a region),
    `where_prec` UCDP's (1 exact, 2 near, 3 second-level division, 4 first-level, 5 line or region, 6 country,
    7 waters). The point, in degrees of WGS 84, may be `radius_km` off. `losers` are the candidates that were not
    taken, with the reason of each.
    """

    match: PlaceMatch
    place: Place | None
    name: str | None
    country: str | None
    admin1: str | None
    admin2: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: int | None = None
    where_prec: int | None = None
    radius_km: float | None = None
    reason: str = ""
    losers: tuple[tuple[Place, str], ...] = ()

    @property
    def place_id(self) -> str | None:
        """The gazetteer's id of the place, None for a name it does not know."""
        return self.place.place_id if self.place else None


_CITY = 100_000
_GREAT = 300_000
_FAMOUS = 1_000_000
_OBSCURE = 30_000
_NEAR_KM = 25.0
_FAR_KM = 120.0  # as far from a town as what is told to lie east or west of it


def _area(place: Place) -> tuple[str, str]:
    return place.country, place.admin1 or ""


def distance_km(a: Place, b: Place) -> float:
    """The great-circle distance of two places."""
    return _distance(a.latitude, a.longitude, b.latitude, b.longitude)


def _distance(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    p1, p2 = math.radians(lat1), math.radians(lat2)
    h = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(h))


def _within(place: Place, match: PlaceMatch) -> bool:
    """Whether the text says that `place` lies in, or by, what it is said to lie in."""
    for outer in match.within:
        if outer.level in ("admin1", "country"):
            if place.country == outer.country and outer.admin1 in (None, place.admin1):
                return True
        elif _reaches(outer, place):
            return True
    return False


def _may_lie(place: Place, match: PlaceMatch) -> bool:
    """Whether what the text says of where it lies lets `place` be meant; great places lie where they lie."""
    if not match.within or place.level in ("country", "admin1") or place.population >= _CITY or _whole(place, match):
        return True
    if any(other.kind == "admin1" and _area(other) == _area(place) for other in match.candidates):  # مأرب (شرق صنعاء)
        return True
    if any(_area(outer) == _area(place) for outer in match.within):
        return True
    if place.kind == "quarter":  # lies in its city only: المهاجرين is no village by Hama
        return False
    if any(_reaches(outer, place) for outer in match.within):
        return True
    towns = [outer for outer in match.within if outer.level == "settlement"]
    return _within(place, match) or any(distance_km(place, town) <= _FAR_KM for town in towns)


def _reaches(outer: Place, place: Place) -> bool:
    """Whether `place` lies in `outer` or by it; writers draw the line of a division roughly."""
    return place.country == outer.country and distance_km(place, outer) <= max(outer.radius_km, 15) + 25


def _country_rank(place: Place, context: Context) -> int:
    """0 for the country the text speaks of most, then the others in order, then the outlet's, then the rest."""
    if not place.country:
        return 0
    if place.country in context.countries:
        return context.countries.index(place.country)
    return len(context.countries) + (place.country != context.outlet)


def _nearness(place: Place, context: Context) -> int:
    """0 within 25 km of a place already resolved, then one more for each doubling of the distance."""
    nearest = min((distance_km(place, other) for other in context.near), default=_NEAR_KM)
    return max(0, math.ceil(math.log2(nearest / _NEAR_KM))) if nearest > _NEAR_KM else 0


_LEVELS = {"settlement": 0, "site": 1, "area": 1, "admin1": 2, "country": 0}


def _criteria(match: PlaceMatch, context: Context) -> list[tuple[str, Callable[[Place], float]]]:
    """What decides between candidates, the strongest first: less is better, and the name says why one lost."""
    wanted = "admin1" if match.relation == "countryside" else match.level
    famous = any(place.population >= _FAMOUS or place.kind == "country" for place in match.candidates)
    return [
        ("lies elsewhere than the clause says", lambda p: not _within(p, match) if match.within else 0),
        ("is not in the news", lambda p: not p.notable or _is_far_town(p, context)),
        ("is not in the division the clause names", lambda p: _area(p) not in context.clause if context.clause else 0),
        ("is not in the division of the heading", lambda p: _area(p) != context.heading if context.heading else 0),
        (
            "is too small a place to be meant without a word for it",
            lambda p: famous and match.head is None and p.kind != "country" and p.population < _OBSCURE
            and p.level == "settlement",
        ),
        ("is in a country the text does not speak of", lambda p: _country_rank(p, context)),
        ("is a small town with the name of a division", lambda p: p.level == "settlement" and _overshadowed(p, match)),
        ("is not of the class the text says", lambda p: 0 if p.level == wanted else 1),
        ("is in no division the article knows", lambda p: _area(p) not in context.admin1s if context.admin1s else 0),
        ("is of a less likely class", lambda p: _LEVELS[p.level]),
        ("lies not where the name after it does", lambda p: _area(p) != context.beside if context.beside else 0),
        ("is farther from the other places of the article", lambda p: _nearness(p, context)),
        ("has fewer inhabitants", lambda p: -p.population),
    ]  # fmt: skip


def _overshadowed(place: Place, match: PlaceMatch) -> bool:
    """Whether `place` is small, and a division of its country that it does not lie in bears its name."""
    divisions = (p for p in match.candidates if p.level == "admin1" and p.country == place.country)
    return place.population < _CITY and any(division.admin1 != place.admin1 for division in divisions)


def resolve(match: PlaceMatch, context: Context) -> Resolution:
    """The place that `match` means in `context`.

    An unknown name takes the country and the division that the clause, the heading or the article give it.
    """
    if not match.candidates:
        return _unknown(match, context)
    if not any(_plausible(place, match, context) for place in match.candidates):
        return _namesake(match, context, "is in a country the text does not speak of")
    if len(match.candidates) == 1:
        if not _may_lie(match.candidates[0], match):
            return _namesake(match, context, "lies elsewhere than the clause says")
        return _locate(match, match.candidates[0], "the only place of that name", ())
    criteria = _criteria(match, context)
    rank = {place.place_id: [float(rule(place)) for _, rule in criteria] for place in match.candidates}
    ordered = sorted(match.candidates, key=lambda place: (rank[place.place_id], place.place_id))
    winner = ordered[0]
    if not _may_lie(winner, match):
        return _namesake(match, context, "lies elsewhere than the clause says")
    losers = tuple((place, _why(rank[winner.place_id], rank[place.place_id], criteria)) for place in ordered[1:])
    return _locate(match, winner, f"the others: {losers[0][1]}", losers)


def _namesake(match: PlaceMatch, context: Context, why: str) -> Resolution:
    """What bears the name of places of the gazetteer, and is none of them."""
    return replace(_unknown(match, context), losers=tuple((place, why) for place in match.candidates))


def _plausible(place: Place, match: PlaceMatch, context: Context) -> bool:
    """Whether `place` can be meant: in a country that the text is not about, a small place is a namesake, but for one
    of several words (ميناء حيفا)."""
    if _is_spoken_of(place, context):
        return True
    if _whole(place, match) or (match.head and place.country in heads()[word_key(match.head)].countries):
        return True
    if place.level in ("country", "admin1") or _within(place, match):
        return True
    return place.population >= _CITY and not _told_abroad(place, match)


def _is_spoken_of(place: Place, context: Context) -> bool:
    """Whether the place lies in a country that the text, where it speaks of any, is about."""
    return not context.countries or place.country in ("", context.outlet, *context.countries)


def _is_far_town(place: Place, context: Context) -> bool:
    """Whether the place is no city, and lies in a country that the text is not about."""
    return place.level == "settlement" and place.population < _CITY and not _is_spoken_of(place, context)


def _told_abroad(place: Place, match: PlaceMatch) -> bool:
    """Whether the text says that the place lies in another country (بلدة برنو شمال كادوقلي is not Brno)."""
    return bool(match.within) and all(outer.country not in ("", place.country) for outer in match.within)


def _whole(place: Place, match: PlaceMatch) -> bool:
    """Whether the text gives the whole name, of several words, of a place of note (مطار دمشق الدولي)."""
    return place.notable and place.kind not in _COMMON and " " in match.name and match.name in place.names_ar


def _why(won: list[float], lost: list[float], criteria: list[tuple[str, Callable[[Place], float]]]) -> str:
    for (reason, _), a, b in zip(criteria, won, lost, strict=True):
        if a != b:
            return reason
    return "is another record of the same place"


_STEPS = {"N": (1, 0), "S": (-1, 0), "E": (0, 1), "W": (0, -1), "NE": (1, 1), "NW": (1, -1), "SE": (-1, 1),
          "SW": (-1, -1), "C": (0, 0)}  # fmt: skip


def _moved(place: Place, direction: str | None, km: float) -> tuple[float, float]:
    """The point `km` from `place` in `direction`."""
    north, east = _STEPS[direction or "C"]
    length = math.hypot(north, east) or 1.0
    latitude = place.latitude + km * north / length / 111.2
    longitude = place.longitude + km * east / length / (111.2 * math.cos(math.radians(place.latitude)))
    return round(latitude, 5), round(longitude, 5)


def _called(match: PlaceMatch, place: Place) -> str:
    """The name as the text has it, with the head word where the place is never called without it (مدينة الصدر)."""
    if match.head is None or any(fold(name) == fold(match.name) for name in place.names_ar):
        return match.name
    full = f"{match.head} {fold(match.name)}"
    return next((name for name in place.names_ar if fold(name) == full), match.name)


def _locate(match: PlaceMatch, place: Place, reason: str, losers: tuple[tuple[Place, str], ...]) -> Resolution:
    """The point, the radius and the precision of `place` as the text relates to it."""
    kind = kinds()[place.kind]
    spans_one = place.admin1 is not None or place.kind != "zone"
    named = (
        _called(match, place)
        if place.level in ("site", "settlement") or (place.level == "area" and spans_one)
        else None
    )
    if place.level == "settlement" and match.level == "admin1":
        named = None
    whole = {"admin1": 3, "country": 3, "area": 3}.get(place.level, 3 if place.kind == "district" and match.head else 1)
    resolution = Resolution(
        match=match, place=place, name=named, country=place.country or None, admin1=place.admin1, admin2=place.admin2,
        latitude=place.latitude, longitude=place.longitude, geo_precision=whole, where_prec=kind.where_prec,
        radius_km=place.radius_km, reason=reason, losers=losers,
    )  # fmt: skip
    if place.approximate or (match.level == "site" and place.level == "settlement"):
        resolution = replace(resolution, geo_precision=max(2, whole), where_prec=max(2, kind.where_prec))
    small = place.level in ("site", "settlement")
    if match.relation == "countryside":
        reach = max(20.0, place.radius_km) if small else place.radius_km
        latitude, longitude = _moved(place, match.direction, reach / 2)
        return replace(
            resolution, latitude=latitude, longitude=longitude, radius_km=reach / 2 if match.direction else reach,
            geo_precision=2 if small or match.direction else 3, where_prec=3 if small else 4,
        )  # fmt: skip
    if match.relation == "direction":
        reach = 10.0 if small else place.radius_km / 2
        latitude, longitude = _moved(place, match.direction, reach)
        return replace(
            resolution, latitude=latitude, longitude=longitude, radius_km=reach,
            geo_precision=max(2, whole), where_prec=max(2, kind.where_prec),
        )  # fmt: skip
    if match.relation == "distance":
        km = match.distance_km or 5.0
        latitude, longitude = _moved(place, match.direction, km)
        return replace(
            resolution, latitude=latitude, longitude=longitude, geo_precision=2, where_prec=2,
            radius_km=max(2.0, km / 4 if match.direction else km),
        )  # fmt: skip
    if match.relation in ("near", "between"):
        return replace(
            resolution, geo_precision=max(2, whole), where_prec=max(2, kind.where_prec),
            radius_km=max(5.0, place.radius_km),
        )  # fmt: skip
    return resolution


def _unknown(match: PlaceMatch, context: Context) -> Resolution:
    """What the text itself tells of a name that the gazetteer does not know."""
    areas = [_area(place) for place in match.within if place.admin1]
    told = [*sorted(context.clause), *filter(None, (context.beside, context.heading)), *map(_area, context.near)]
    if len(context.admin1s) == 1:
        told += context.admin1s
    areas += [area for area in told if area[0] in context.countries[:1] or not context.countries]
    area = next(iter(areas), None)
    country = area[0] if area else next(iter(context.countries), context.outlet)
    around = next(iter((*match.within, *context.near)), None) if area else None
    return Resolution(
        match=match, place=None, name=match.name, country=country, admin1=area[1] if area and area[1] else None,
        latitude=around.latitude if around else None, longitude=around.longitude if around else None,
        geo_precision=3 if around else None, where_prec=4 if around else None,
        radius_km=max(20.0, around.radius_km) if around else None,
        reason="the gazetteer does not know the name; the text tells where it is",
    )  # fmt: skip


def read_context(matches: Iterable[PlaceMatch], outlet: str | None = None, tokens: Iterable[Token] = ()) -> Context:
    """The context that an article's matches make: its countries by votes, and the divisions it names or implies.

    With `tokens`, adjectives (القوات العراقية) vote too. A country needs a tenth of the votes to be spoken of.
    """
    of_adjective = demonyms().get
    votes: Counter[str] = Counter(filter(None, [of_adjective(token.fold) for token in tokens]))
    areas: set[tuple[str, str]] = set()
    matches = list(matches)
    named = set(votes).union(*(_countries(m, ()) for m in matches if m.level in ("country", "admin1", "area")))
    for match in matches:
        great = _great(match)
        countries = _countries(match, great)
        if not countries & named:  # طرابلس in news that names Lebanon, and no Libya
            countries = {place.country for place in match.candidates} & named or countries
        here = {_area(place) for place in match.candidates if place.admin1}
        if match.level == "country" or len(countries) == 1:
            for country in countries:
                votes[country] += 2 if great else 1
        if len(here) == 1 or match.level in ("admin1", "area"):
            areas |= here
    if outlet:
        votes[outlet] += 2
    least = min(max(2, votes.total() // 10), max(votes.values(), default=0))
    order = sorted((c for c in votes if c and votes[c] >= least), key=lambda country: (-votes[country], country))
    return Context(outlet=outlet, countries=tuple(order[:4]), admin1s=frozenset(areas))


def _countries(match: PlaceMatch, great: Sequence[Place]) -> set[str]:
    """The countries that a name speaks of: those of its `great` places, where it has any, else of all in the news, but
    none that the text says it does not lie in."""
    spoken = {place.country for place in great or match.candidates if great or place.notable}
    return spoken - {place.country for place in match.candidates if _told_abroad(place, match)}


def _great(match: PlaceMatch) -> tuple[Place, ...]:
    """The places of that name which make their country known."""
    return tuple(p for p in match.candidates if p.level in ("country", "admin1") or p.population >= _GREAT)


@lru_cache(1 << 12)
def _only_area(candidates: tuple[Place, ...]) -> tuple[str, str] | None:
    areas = {_area(place) for place in candidates if place.admin1}
    return next(iter(areas)) if len(areas) == 1 else None


def _named_divisions(matches: Iterable[PlaceMatch], context: Context) -> frozenset[tuple[str, str]]:
    """The first-level divisions that a clause names."""
    named = set()
    for match in matches:
        if match.level in ("admin1", "area") and match.relation not in ("origin", "metonym"):
            place = resolve(match, context).place
            if place and place.kind == "admin1":
                named.add(_area(place))
    return frozenset(named)


def resolve_all(
    tokens: Sequence[Token], gazetteer: Gazetteer, outlet: str | None = None, context: Context | None = None
) -> list[Resolution]:
    """Every place that `tokens` name, resolved in the order of the text.

    Divisions named in a sentence hold for its names; a heading (محافظة حلب:) holds for the lines below it; a place
    once resolved draws the others near it.
    """
    matches = find_places(tokens, gazetteer)
    return resolve_each(tokens, matches, context or read_context(matches, outlet, tokens))


def resolve_each(tokens: Sequence[Token], matches: Sequence[PlaceMatch], context: Context) -> list[Resolution]:
    """What the `matches` of an article's tokens mean in its `context`, as resolve_all tells."""
    resolved: list[Resolution] = []
    heading: tuple[str, str] | None = None
    at = 0
    for sentence in sentences(tokens):
        inside = []
        while at < len(matches) and matches[at].first < sentence.stop:
            inside.append(matches[at])
            at += 1
        if not inside:
            continue
        if inside[0].heading and (area := _only_area(inside[0].candidates)):
            heading = area
        under = replace(context, heading=heading) if heading is not None else context
        clause = _named_divisions(inside, under)
        sure = [m for m in inside if len(m.candidates) == 1 and m.candidates[0].level in ("site", "settlement")]
        earlier = [r.place for r in resolved[-6:] if r.place and r.place.level in ("site", "settlement")]
        near = tuple(earlier[::-1])
        placed: list[Resolution] = []
        for match in reversed(inside):
            there = Context(
                outlet=context.outlet, countries=context.countries, clause=clause, heading=heading,
                admin1s=context.admin1s, near=_near(sure, match) or near, beside=_beside(match, placed),
            )  # fmt: skip
            placed.append(resolve(_settled(match, placed), there))
        resolved += placed[::-1]
    return [_reconsidered(number, resolved) for number in range(len(resolved))]


_BESIDE = 8  # tokens within which a place named after another says where that one lies


def _beside(match: PlaceMatch, placed: Sequence[Resolution]) -> tuple[str, str] | None:
    """The division of the place named right after `match`, the last of `placed`."""
    if not placed or not placed[-1].admin1 or placed[-1].match.first - match.last > _BESIDE:
        return None
    return placed[-1].country or "", placed[-1].admin1


_NAMESAKE_KM = 40.0  # farther from all else that an article names, a small place of a common name is another one
_SMALL = 50_000  # inhabitants
_AROUND = 100  # places named before and after, among which those beside are sought
_COMMON = frozenset({"quarter", "square", "market", "worship", "hospital", "school"})
"""Classes whose names every city has: حي السلام, ساحة الحرية, جامع النور."""


def _reconsidered(number: int, resolved: Sequence[Resolution]) -> Resolution:
    """The resolution `number` in the light of all others of the article.

    A small place of a common name that lies far from all else, in a division that nothing else lies in, is not meant:
    what is meant bears its name and lies where the place named beside it lies. So does an unknown name of which the
    text tells nothing.
    """
    spot = resolved[number]
    if (spot.admin1 or spot.losers) if spot.place is None else _is_sure(spot.place, spot.match):
        return spot
    around = (*resolved[max(0, number - _AROUND) : number], *resolved[number + 1 : number + 1 + _AROUND])
    others = [other for other in around if other.admin1 and (other.place is None or other.place != spot.place)]
    if spot.place is not None and (
        not (_is_common(spot) or _is_alone(spot, others)) or any(_is_around(spot.place, other) for other in others)
    ):
        return spot
    same = [other for other in others if spot.country in (other.country, None)]
    beside = min(
        same or others,
        key=lambda other: (abs(other.match.first - spot.match.first), other.match.first),
        default=None,
    )
    if beside is None:
        return spot
    area = (beside.country or "", beside.admin1 or "")
    return _unknown(spot.match, Context(countries=area[:1], clause=frozenset({area})))


def _is_around(place: Place, other: Resolution) -> bool:
    """Whether `other` lies in the division of `place`, or near it."""
    if (other.country, other.admin1) == _area(place):
        return True
    return other.place is not None and distance_km(place, other.place) <= _NAMESAKE_KM


def _is_sure(place: Place, match: PlaceMatch) -> bool:
    """Whether no namesake of the place is meant: it is large, or the text says where it lies, or gives its name without
    a head word and it is of no class that every city has."""
    return place.population >= _SMALL or bool(match.within) or (match.head is None and place.kind not in _COMMON)


def _is_common(spot: Resolution) -> bool:
    """Whether other places may well bear this name."""
    place = spot.place
    if place is None:
        return False
    namesakes = (other for other, _ in spot.losers if other.country == place.country and other.notable)
    return place.kind in _COMMON or (spot.match.head is not None and any(_area(p) != _area(place) for p in namesakes))


def _is_alone(spot: Resolution, others: Sequence[Resolution]) -> bool:
    """Whether the spot is a village far from all else, in a country in which the article names no other place."""
    place, head = spot.place, spot.match.head
    if place is None or head is None or not others:
        return False
    if place.level != "settlement" or "settlement" not in heads()[word_key(head)].classes:
        return False
    far = (other.place is None or distance_km(place, other.place) > _FAR_KM for other in others)
    return all(other.country != place.country for other in others) and all(far)


def _settled(match: PlaceMatch, placed: Sequence[Resolution]) -> PlaceMatch:
    """The match with the areas it lies in as their names, some of those behind it in `placed`, were resolved."""
    outer = [one for one in reversed(placed) if match.within and set(one.match.candidates) & set(match.within)]
    if not outer:
        return match
    return replace(match, within=tuple(dict.fromkeys(one.place for one in outer if one.place)))


_DRAWING = 12  # places of a sentence, those named nearest, that draw a name to them


def _near(sure: Sequence[PlaceMatch], match: PlaceMatch) -> tuple[Place, ...]:
    """The places meant by those names of `sure`, in the order of the text, that stand nearest to `match`."""
    at = bisect_left(sure, match.first, key=lambda one: one.first)
    start = max(0, min(at - _DRAWING // 2, len(sure) - _DRAWING))
    return tuple(one.candidates[0] for one in sure[start : start + _DRAWING])
