"""Scores coded articles against gold: which incidents are right, which are found at all, and how many fields are.

    python -m tests.gold.scoring [GOLD.jsonl]

codes the articles of GOLD, by default the file beside this script, and prints the figures.

An incident is strictly right where event type, place and first-level division are gold's and the days meet. It is
found where the event type is gold's and the same sentence shows both, or both are at one place at most a day apart.
The argument F1 is over the fields of all incidents; all fields of a missed or an invented incident count as wrong.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from extract.arabic.normalize import fold
from extract.incidents.coder import code_article
from extract.model import Article, Claim, EventType, Mention, Span, SubEventType, Toll
from extract.places.gazetteer import read_divisions

GOLD = Path(__file__).parent / "dev.jsonl"

# Words beside a name, folded and without their article, that do not make it another place.
_SETTLEMENTS = frozenset(["مدينه", "مدينتي", "بلده", "بلدتي", "بلدات", "قريه", "قريتي", "قري", "حي", "ضاحيه"])
_AREAS = frozenset(["ناحيه", "قضاء", "مديريه", "محافظه", "ولايه", "منطقه", "ريف", "محيط", "اطراف", "محور", "جبهه"])
_SITES = frozenset(["مخيم", "قاعده", "معبر", "حقل", "مطار", "ميناء", "سد", "معسكر", "ثكنه", "سجن", "حاجز"])
_ADJECTIVES = frozenset(["نفطي", "نفطيه", "للغاز", "دولي", "عسكري", "عسكريه", "مدني", "حدودي"])
_BESIDE_NAMES = _SETTLEMENTS | _AREAS | _SITES | _ADJECTIVES


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article and the incidents that careful readers found in it."""

    key: str
    article: Article
    incidents: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """What was right of all that was coded (precision) and of all that is in gold (recall)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one run: `fields` is each field's share of right ones among the incidents found,
    `invented` how many were coded in the articles that have none."""

    gold: int
    coded: int
    strict: Ratio
    found: Ratio
    arguments: Ratio
    fields: Mapping[str, float]
    invented: int


@dataclass(frozen=True, slots=True)
class _Counts:
    """What one article adds to the figures."""

    gold: int
    coded: int
    strict: int
    found: int
    invented: int
    right: Mapping[str, int]


def read_gold(path: Path = GOLD) -> Iterator[GoldArticle]:
    """The gold articles of a JSONL file, with their incidents in the coder's own terms."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        article = Article(
            url=row["url"],
            title=row["title"],
            text=row["text"],
            published=datetime.fromisoformat(row["published"]),
            source=row["source"],
        )
        yield GoldArticle(row["id"], article, tuple(_incident(article.text, one) for one in row["incidents"]))


def score(golds: Sequence[GoldArticle], coder: Callable[[Article], Sequence[Mention]]) -> Score:
    """What `coder` reaches on the articles of `golds`."""
    counts = [_compare(gold, coder(gold.article)) for gold in golds]
    in_gold, coded, found = (sum(getattr(count, name) for count in counts) for name in ("gold", "coded", "found"))
    right = {name: sum(count.right[name] for count in counts) for name in _FIELDS}

    def ratio(number: int, of_each: int = 1) -> Ratio:
        return Ratio(number / (coded * of_each) if coded else 0.0, number / (in_gold * of_each))

    return Score(
        in_gold,
        coded,
        strict=ratio(sum(count.strict for count in counts)),
        found=ratio(found),
        arguments=ratio(sum(right.values()), len(_FIELDS)),
        fields={name: number / found if found else 0.0 for name, number in right.items()},
        invented=sum(count.invented for count in counts),
    )


def strictly_right(gold: GoldArticle, coded: Sequence[Mention]) -> list[bool]:
    """Of each mention coded in the article, whether it is strictly right and no other is so for the same incident."""
    right = {id(other) for _, other in _pairs(gold.incidents, coded, _is_strictly_right)}
    return [id(mention) in right for mention in coded]


def _compare(gold: GoldArticle, coded: Sequence[Mention]) -> _Counts:
    text = gold.article.text
    found = _pairs(gold.incidents, coded, lambda one, other: _is_found(text, one, other))
    return _Counts(
        gold=len(gold.incidents),
        coded=len(coded),
        strict=len(_pairs(gold.incidents, coded, _is_strictly_right)),
        found=len(found),
        invented=0 if gold.incidents else len(coded),
        right={name: sum(same(one, other) for one, other in found) for name, same in _FIELDS.items()},
    )


def _pairs(
    golds: Sequence[Mention], coded: Sequence[Mention], test: Callable[[Mention, Mention], bool]
) -> list[tuple[Mention, Mention]]:
    """Each incident with at most one of the other side that passes `test`, those that agree best first."""
    agreeing = [
        (-sum(same(one, other) for same in _FIELDS.values()) - 3 * _is_strictly_right(one, other), here, there)
        for here, one in enumerate(golds)
        for there, other in enumerate(coded)
        if test(one, other)
    ]
    pairs: dict[int, int] = {}
    for _, here, there in sorted(agreeing):
        if here not in pairs and there not in pairs.values():
            pairs[here] = there
    return [(golds[here], coded[there]) for here, there in pairs.items()]


def _is_strictly_right(gold: Mention, coded: Mention) -> bool:
    return (
        gold.event_type is coded.event_type
        and _same_place(gold, coded)
        and _same_name(gold.admin1, coded.admin1)
        and _days_apart(gold, coded) == 0
    )


def _is_found(text: str, gold: Mention, coded: Mention) -> bool:
    if gold.event_type is not coded.event_type:
        return False
    here, there = _sentence(text, gold.span), _sentence(text, coded.span)
    if here.start < there.end and there.start < here.end:
        return True
    apart = _days_apart(gold, coded)
    return apart is not None and apart <= 1 and _same_place(gold, coded)


def _sentence(text: str, span: Span) -> Span:
    """The stretch around `span` to the nearest full stop or line end."""
    start = max(text.rfind(mark, 0, span.start) for mark in ("\n", ". ")) + 1
    ends = (text.find(mark, span.end) for mark in ("\n", ". "))
    return Span(start, min((end for end in ends if end >= 0), default=len(text)))


def _days_apart(gold: Mention, coded: Mention) -> int | None:
    """The days between two stretches of days: 0 where they meet or both are untold, None where one is untold."""
    here, there = _days(gold), _days(coded)
    if here is None or there is None:
        return 0 if here is there else None
    return max(0, (there[0] - here[1]).days, (here[0] - there[1]).days)


def _days(mention: Mention) -> tuple[date, date] | None:
    if mention.date_start is None:
        return None
    return mention.date_start, mention.date_end or mention.date_start


def _same_place(gold: Mention, coded: Mention) -> bool:
    return _place_words(gold.place, gold.country) == _place_words(coded.place, coded.country)


@cache
def _place_words(name: str | None, country: str | None) -> tuple[str, ...]:
    """The words that make a place; none for a governorate's name alone, which says no more than admin1 does."""
    words = _name_words(name or "")
    kept = _proper(words)
    if (country, kept) in _divisions():
        kept += tuple(word for word in words if word in _SITES)
    return () if (country, kept) in _divisions() else tuple(sorted(kept))


def _name_words(name: str) -> tuple[str, ...]:
    words = re.sub(r"[^\w]+", " ", fold(name)).lower().split()
    return tuple(word.removeprefix("ال") if len(word) > 4 else word for word in words)


def _proper(words: tuple[str, ...]) -> tuple[str, ...]:
    """`words` without those that may stand beside a name; مطار النيرب العسكري is النيرب."""
    return tuple(word for word in words if word not in _BESIDE_NAMES) or words


@cache
def _divisions() -> frozenset[tuple[str, tuple[str, ...]]]:
    return frozenset(
        (place.country, _proper(_name_words(name))) for place in read_divisions() for name in place.names_ar
    )


def _same_name(gold: str | None, coded: str | None) -> bool:
    return fold(gold or "").lower() == fold(coded or "").lower()


def _same_actor(gold: str | None, coded: str | None) -> bool:
    """Actors outside the registry are named freely, so one is as good as another."""
    return gold == coded or all(actor is not None and actor.startswith("other:") for actor in (gold, coded))


# What must agree in each field of the codebook.
_FIELDS: dict[str, Callable[[Mention, Mention], bool]] = {
    "sub_event_type": lambda gold, coded: gold.sub_event_type is coded.sub_event_type,
    "date": lambda gold, coded: (gold.date_start, gold.date_end) == (coded.date_start, coded.date_end),
    "country": lambda gold, coded: gold.country == coded.country,
    "admin1": lambda gold, coded: _same_name(gold.admin1, coded.admin1),
    "place": _same_place,
    "actor1": lambda gold, coded: _same_actor(gold.actor1, coded.actor1),
    "actor2": lambda gold, coded: _same_actor(gold.actor2, coded.actor2),
    "suspected": lambda gold, coded: set(gold.suspected) == set(coded.suspected),
    "weapons": lambda gold, coded: set(gold.weapons) == set(coded.weapons),
    "killed": lambda gold, coded: gold.killed == coded.killed,
    "injured": lambda gold, coded: gold.injured == coded.injured,
    # Who announces a find or an arrest is not scored.
    "claim": lambda gold, coded: gold.event_type is EventType.STRATEGIC or gold.claim is coded.claim,
    "background": lambda gold, coded: gold.background is coded.background,
}


def _incident(text: str, row: dict[str, Any]) -> Mention:
    start = text.index(row["evidence"])
    return Mention(
        sub_event_type=SubEventType(row["sub_event_type"]),
        evidence=row["evidence"],
        span=Span(start, start + len(row["evidence"])),
        date_start=_day(row["date_start"]),
        date_end=_day(row["date_end"]),
        country=row["country"],
        admin1=row["admin1"],
        place=row["place"],
        actor1=row["actor1"],
        suspected=tuple(row["suspected"]),
        actor2=row["actor2"],
        weapons=tuple(row["weapons"]),
        killed=_toll(row["killed"]),
        injured=_toll(row["injured"]),
        claim=row["claim"] and Claim(row["claim"]),
        background=row["background"],
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _toll(bounds: list[int | None] | None) -> Toll | None:
    return Toll(bounds[0] or 0, bounds[1]) if bounds else None


def main() -> None:
    """Prints the figures of the coder as it stands."""
    golds = list(read_gold(Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD))
    result = score(golds, code_article)
    print(f"{len(golds)} articles, {result.gold} incidents in gold, {result.coded} coded, {result.invented} invented")
    for name in ("strict", "found", "arguments"):
        ratio: Ratio = getattr(result, name)
        print(f"{name:<10} precision {ratio.precision:.4f}  recall {ratio.recall:.4f}  F1 {ratio.f1:.4f}")
    print("fields     " + "  ".join(f"{name} {share:.2f}" for name, share in result.fields.items()))


if __name__ == "__main__":
    main()
