"""Made-up events and the reports outlets give of them: late, vague, misspelt, partial and at odds with each other."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from extract.model import Article, GeoPrecision, Mention, Span, SubEventType, TimePrecision, Toll

Kind = SubEventType

_FIRST = ("تل", "كفر", "دير", "عين", "خان", "معرة", "بيت", "جبل", "وادي", "رأس", "أم", "برج")
_SECOND = (
    "الحمام", "شمس", "الزيتون", "نجم", "السلطان", "حارم", "الرمان", "عطية", "الصفا", "منين", "الغزال", "رحال", "الأحمر",
    "يونس", "الشيخ", "ناصر",
)  # fmt: skip
_THIRD = (
    "الشرقية", "الغربية", "الكبرى", "الصغرى", "الفوقاني", "التحتاني", "القديمة", "الجديدة", "البيضاء", "السوداء",
    "الشمالية", "الجنوبية",
)  # fmt: skip
_LETTERS = "ابتجحدرسصطعفقكلم"
_SIDES = (
    ("syrian_regime", "opposition"), ("syrian_regime", "hts"), ("russia", "opposition"), ("turkey", "sdf"),
    ("isis", "sdf"), ("israel", "iran_backed_militias"), ("us_coalition", "isis"), ("israel", "hezbollah"),
)  # fmt: skip
_KINDS = (
    (Kind.SHELLING, 30, ("rocket", "artillery", "mortar")),
    (Kind.AIR_DRONE_STRIKE, 25, ("airstrike", "drone")),
    (Kind.ARMED_CLASH, 15, ("small_arms",)),
    (Kind.REMOTE_EXPLOSIVE, 10, ("ied", "car_bomb", "landmine")),
    (Kind.ATTACK, 10, ("small_arms",)),
    (Kind.ARRESTS, 5, ()),
    (Kind.ABDUCTION, 5, ()),
)
_CONFUSED = {
    Kind.SHELLING: Kind.AIR_DRONE_STRIKE,
    Kind.AIR_DRONE_STRIKE: Kind.SHELLING,
    Kind.ARMED_CLASH: Kind.ATTACK,
    Kind.ATTACK: Kind.ARMED_CLASH,
    Kind.REMOTE_EXPLOSIVE: Kind.SUICIDE_BOMB,
    Kind.ARRESTS: Kind.ABDUCTION,
    Kind.ABDUCTION: Kind.ARRESTS,
}
_START = date(2021, 3, 1)


@dataclass(frozen=True, slots=True)
class _Place:
    admin1: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class _Event:
    kind: Kind
    day: date
    place: _Place
    actor1: str
    actor2: str
    weapons: tuple[str, ...]
    killed: int
    injured: int


@dataclass(frozen=True, slots=True)
class Report:
    """An article that tells one event, and the number of that event: what merging should find."""

    article: Article
    mention: Mention
    event: int


def make_reports(
    events: int, seed: int, *, days: int = 60, admin1s: int = 8, outlets: tuple[int, int] = (2, 6)
) -> Iterator[Report]:
    """Reports of `events` events that happen within `days` days, each told by `outlets` (at least, at most) outlets."""
    rng = random.Random(seed)
    places = _places(rng, admin1s)
    sides = {f"Governorate {n}": rng.sample(_SIDES, 3) for n in range(admin1s)}
    serial = 0
    for number in range(events):
        event = _event(rng, places, sides, days)
        for outlet in rng.sample(range(24), rng.randint(*outlets)):
            yield _report(rng, event, number, outlet, serial)
            serial += 1


def gather(reports: Iterable[Report], *, at_most: int = 4) -> Iterator[tuple[Article, list[Mention]]]:
    """The reports as round-ups: an outlet's of one day in one article, `at_most` in each."""
    kept: dict[tuple[str, date], list[Report]] = {}
    for report in reports:
        assert report.article.published is not None
        waiting = kept.setdefault((report.article.source, report.article.published.date()), [])
        waiting.append(report)
        if len(waiting) == at_most:
            yield _round_up(waiting)
            waiting.clear()
    yield from (_round_up(waiting) for waiting in kept.values() if waiting)


def _round_up(reports: Sequence[Report]) -> tuple[Article, list[Mention]]:
    text = "\n".join(report.article.text for report in reports)
    starts = accumulate((len(report.article.text) + 1 for report in reports), initial=0)
    mentions = [
        replace(report.mention, span=Span(report.mention.span.start + start, report.mention.span.end + start))
        for report, start in zip(reports, starts, strict=False)
    ]
    return replace(reports[0].article, text=text), mentions


def _places(rng: random.Random, admin1s: int) -> list[_Place]:
    names = [f"{first} {second}" for first in _FIRST for second in _SECOND]
    rng.shuffle(names)
    names += [f"{name} {third}" for third in _THIRD for name in names]
    each = max(1, min(24, len(names) // admin1s))
    return [
        _Place(
            f"Governorate {n}",
            names[n * each + k],
            33 + n % 5 + rng.uniform(-0.35, 0.35),
            36 + n // 5 + rng.uniform(-0.35, 0.35),
        )
        for n in range(admin1s)
        for k in range(each)
    ]


def _event(rng: random.Random, places: list[_Place], sides: dict[str, list[tuple[str, str]]], days: int) -> _Event:
    kind, _, weapons = rng.choices(_KINDS, [weight for _, weight, _ in _KINDS])[0]
    place = places[int(len(places) * rng.random() ** 1.5)]  # some places are hit more often
    actor1, actor2 = rng.choice(sides[place.admin1])
    civil = kind in (Kind.ATTACK, Kind.ABDUCTION) or (kind is not Kind.ARMED_CLASH and rng.random() < 0.5)
    deadly = kind not in (Kind.ARRESTS, Kind.ABDUCTION) and rng.random() < 0.6
    return _Event(
        kind,
        _START + timedelta(days=rng.randrange(days)),
        place,
        actor1,
        "civilians" if civil else actor2,
        (rng.choice(weapons),) if weapons else (),
        min(80, int(rng.paretovariate(1.1))) if deadly else 0,
        min(150, int(2 * rng.paretovariate(1.1))) if deadly else 0,
    )


def _report(rng: random.Random, event: _Event, number: int, outlet: int, serial: int) -> Report:
    published = event.day + timedelta(days=rng.choices((0, 1, 2, 6), (50, 38, 8, 4))[0])
    name, admin1, exact = _told_place(rng, event.place)
    day_from, day_to = _told_days(rng, event.day, published)
    kind = _CONFUSED[event.kind] if rng.random() < 0.06 else event.kind
    actor1, suspected = _told_actor(rng, event.actor1)
    evidence = f"{kind} {name or admin1}"
    text = filler(rng, 12) + "\n" + evidence
    jitter = rng.uniform(-0.01, 0.01)
    mention = Mention(
        sub_event_type=kind,
        evidence=evidence,
        span=Span(len(text) - len(evidence), len(text)),
        date_start=day_from,
        date_end=day_to,
        time_precision=TimePrecision.DAY if day_from else None,
        country="SY",
        admin1=admin1,
        place=name,
        latitude=event.place.latitude + jitter if exact else None,
        longitude=event.place.longitude - jitter if exact else None,
        geo_precision=GeoPrecision.EXACT if exact else GeoPrecision.REGION,
        actor1=actor1,
        suspected=suspected,
        actor2=_told_target(rng, event.actor2),
        weapons=_told_weapons(rng, event.weapons),
        killed=_told_toll(rng, event.killed),
        injured=_told_toll(rng, event.injured),
        background=(published - event.day).days > 3,
        confidence=round(rng.uniform(0.4, 0.95), 2),
    )
    moment = datetime.combine(published, datetime.min.time(), UTC) + timedelta(minutes=rng.randrange(1440))
    url = f"https://outlet{outlet}.example/{serial}"
    return Report(
        Article(url, f"{_word(rng)} {name or admin1}", text, moment, source=f"outlet{outlet}"), mention, number
    )


def filler(rng: random.Random, words: int) -> str:
    """So many made-up words."""
    return " ".join(_word(rng) for _ in range(words))


def _word(rng: random.Random) -> str:
    """One of four thousand words, so that two texts seldom share three in a row."""
    number = rng.randrange(4096)
    return "".join(_LETTERS[number >> shift & 15] for shift in (0, 4, 8))


def _told_place(rng: random.Random, place: _Place) -> tuple[str | None, str, bool]:
    """The name as told (None where only the governorate is), the governorate, and whether it was found on the map."""
    roll = rng.random()
    if roll < 0.1:
        return None, place.admin1, False
    name = place.name
    if roll < 0.3:
        name = name.translate(str.maketrans("أةى", "اهي"))
    elif roll < 0.45:
        name = f"{rng.choice(('بلدة', 'مدينة', 'قرية'))} {name}"
    elif roll < 0.5:
        at = rng.randrange(1, len(name) - 1)
        name = name[:at] + name[at + 1 :]
        return name, place.admin1, False
    return name, place.admin1, rng.random() < 0.85


def _told_days(rng: random.Random, day: date, published: date) -> tuple[date | None, date | None]:
    if (published - day).days <= 1 and rng.random() < 0.2:
        return published - timedelta(days=1), published  # no date word: from the day before publication to it
    roll = rng.random()
    if roll < 0.05:
        return None, None
    if roll < 0.13:
        shifted = day + timedelta(days=rng.choice((-1, 1)))
        return shifted, shifted
    return day, day


def _told_actor(rng: random.Random, actor: str) -> tuple[str, tuple[str, ...]]:
    roll = rng.random()
    if roll < 0.68:
        return actor, ()
    if roll < 0.78:
        return "unidentified", (actor,)
    if roll < 0.97:
        return "unidentified", ()
    return rng.choice(_SIDES)[0], ()


def _told_target(rng: random.Random, target: str) -> str | None:
    roll = rng.random()
    if roll < 0.7:
        return target
    return None if roll < 0.92 else rng.choice(("civilians", rng.choice(_SIDES)[1]))


def _told_weapons(rng: random.Random, weapons: tuple[str, ...]) -> tuple[str, ...]:
    roll = rng.random()
    if roll < 0.65:
        return weapons
    return () if roll < 0.93 else (rng.choice(("rocket", "missile", "artillery", "airstrike", "drone")),)


def _told_toll(rng: random.Random, toll: int) -> Toll | None:
    roll = rng.random()
    if toll == 0:
        return Toll(0, 0) if roll < 0.2 else None
    if roll < 0.3:
        return None
    if roll < 0.4:
        return Toll(1, None)
    if roll < 0.6:
        early = max(1, toll - rng.randint(1, max(1, toll // 3)))
        return Toll(early, early)
    return Toll(toll, toll)
