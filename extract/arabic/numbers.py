"""What a number says and what it counts: digits, number words, duals, vague counts, bounds and breakdowns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from extract.arabic.normalize import fold
from extract.arabic.numerals import Number, Numeral, is_joined, numerals
from extract.arabic.tables import read_table
from extract.arabic.tokens import Token, TokenKind


class QuantityKind(StrEnum):
    """How a quantity is told: خمسة، الخامس، عشرات، قتيلان."""

    CARDINAL = "cardinal"
    ORDINAL = "ordinal"
    VAGUE = "vague"
    DUAL = "dual"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its bounds and the noun it counts.

    `first` up to `last` are the tokens of the number and of the words that bound it, `start` to `end` their offsets;
    `noun` is the index of the token that is counted, None where none is named. `low` to `high` is the codebook's
    reading: نحو 5 is 5–5, أكثر من 5 is 5–None, عشرات is 20–None. `unit` is the class of data/counted_nouns.tsv or of
    data/number_marks.tsv (person, dead, strike, time, length, percent, calibre, label …), None where neither table
    knows. `part_of` is the larger count that this one breaks down (17 شخصًا بينهم 4 أطفال).
    """

    first: int
    last: int
    start: int
    end: int
    low: Number
    high: Number | None
    kind: QuantityKind
    noun: int | None = None
    unit: str | None = None
    part_of: Quantity | None = None


class CountedNoun(NamedTuple):
    """A noun of data/counted_nouns.tsv in one of its forms; `number` is singular, dual or plural."""

    unit: str
    number: str


def _phrases(table: str) -> dict[str, list[tuple[tuple[str, ...], dict[str, str]]]]:
    """The rows of a table of phrases by their first word, longest phrase first."""
    by_first: dict[str, list[tuple[tuple[str, ...], dict[str, str]]]] = {}
    for row in read_table(table):
        words = tuple(fold(row["words"]).split())
        by_first.setdefault(words[0], []).append((words, row))
    for phrases in by_first.values():
        phrases.sort(key=lambda phrase: -len(phrase[0]))
    return by_first


def _before(table: str, column: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The phrases of a table that stand before a number, by their last word, longest first."""
    by_last: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in read_table(table):
        if row["place"] == "before":
            words = tuple(fold(row["words"]).split())
            by_last.setdefault(words[-1], []).append((words, row[column]))
    for phrases in by_last.values():
        phrases.sort(key=lambda phrase: -len(phrase[0]))
    return by_last


def _after(table: str, column: str) -> list[tuple[tuple[str, ...], str]]:
    return [(tuple(fold(row["words"]).split()), row[column]) for row in read_table(table) if row["place"] == "after"]


def _counted_nouns() -> tuple[dict[str, CountedNoun], dict[str, tuple[str, str]]]:
    """Every form of the counted nouns, and the duals among them: (unit, sure | sound plural | construct)."""
    nouns: dict[str, CountedNoun] = {}
    duals: dict[str, tuple[str, str]] = {}
    for row in read_table("counted_nouns"):
        singular, unit = fold(row["singular"]), row["class"]
        stem = singular[:-1] + "ت" if row["singular"].endswith("ة") else singular
        stem = stem[:-1] + "ي" if row["singular"].endswith("ى") else stem
        plurals = row["plural"].split(",")
        for form in (stem + "ان", stem + "ين"):
            sure = "sound plural" if form.endswith("ين") and "ون" in plurals else "sure"
            duals.setdefault(form, (unit, sure))
            nouns.setdefault(form, CountedNoun(unit, "dual" if sure == "sure" else "plural"))
        if row["singular"].endswith("ة"):
            duals.setdefault(stem + "ا", (unit, "sure"))
            duals.setdefault(stem + "ي", (unit, "sure" if unit != "place" else "construct"))
        elif unit in ("place", "site"):
            duals.setdefault(stem + "ي", (unit, "construct"))
        for form in (singular, singular + "ا"):
            nouns.setdefault(form, CountedNoun(unit, "singular"))
        for plural in filter(None, plurals):
            if plural == "ون":
                spellings = [stem + "ون", stem + "ين", stem + "و"]
            elif plural == "ات":
                spellings = [(singular[:-1] if stem.endswith("ت") else stem) + "ات"]
            else:
                spellings = [fold(plural), fold(plural) + "ا"]
            for spelling in spellings:
                nouns.setdefault(spelling, CountedNoun(unit, "plural"))
    return nouns, duals


_VAGUE = _phrases("vague_counts")
_BOUNDS_BEFORE = _before("bounds", "bound")
_BOUNDS_AFTER = _after("bounds", "bound")
_MARKS_BEFORE = _before("number_marks", "class")
_MARKS_AFTER = _after("number_marks", "class")
_NOUNS, _DUALS = _counted_nouns()
_NOT_COUNTED = frozenset(fold(row["word"]) for row in read_table("not_counted"))
_NOT_FEMININE = frozenset(fold(row["word"]) for row in read_table("feminine_endings"))
_COUNT_HEADS = frozenset(fold(row["word"]) for row in read_table("count_heads"))
_PART_MARKS = frozenset(fold(row["word"]) for row in read_table("part_marks"))

_DUAL_TAILS = frozenset(("ان", "ين", "تا", "تي"))
_SPOKEN_DUAL = re.compile("\u064e\u0651?\u064a\u0652?\u0646[\u064b-\u0652]*$")
_PROCLITICS = re.compile("^[وف]?(?:ال|[بلك]ال|لل|[بلك])?")
_TWO = frozenset(("اثنان", "اثنين", "اثنتان", "اثنتين"))
_OPENERS = frozenset("“\"«('")
_PHONE_DIGITS = 7
_THOUSAND = 1000
_WORDS_OF_NOUN = 3
_TO = frozenset(("الي", "حتي", "-", "–", "—", "او"))
_STOP = frozenset(".!?؟…؛:")


def counted_noun(token: Token) -> CountedNoun | None:
    """What a noun counts, and its number, where data/counted_nouns.tsv has it; proclitics and the article may stand."""
    return _counted(token.fold)


@lru_cache(1 << 15)
def _counted(key: str) -> CountedNoun | None:
    found = _NOUNS.get(key)
    if found is None and (bare := _PROCLITICS.sub("", key)) != key:
        found = _NOUNS.get(bare) or _NOUNS.get(key[1:])
    return found


def _unit_of(key: str) -> str | None:
    counted = _counted(key)
    return counted.unit if counted is not None else None


def find_numbers(tokens: Sequence[Token], written: Sequence[Numeral] | None = None) -> list[Quantity]:
    """The quantities of `tokens` in order, each with its bounds, what it counts, and what it is part of.

    `written` are the numerals of `tokens`, where they are known.

    Numbers of dates, clocks, calibres and labels are quantities too: `unit` tells them from counts of people.
    """
    folds = [token.fold for token in tokens]
    found: list[Quantity] = []
    spots = _spots(tokens, folds, numerals(tokens) if written is None else written)
    position = 0
    while position < len(spots):
        spot = spots[position]
        position += 1
        if found and (spot.first < found[-1].last or spot.first == found[-1].noun):
            continue
        following = spots[position] if position < len(spots) else None
        if following is not None and (high := _range_end(tokens, folds, spot, following)):
            scaled = high.last - high.first > 1 and high.low % _THOUSAND == 0 and spot.low < _THOUSAND
            low = spot.low * _THOUSAND if scaled else spot.low
            found.append(_quantity(tokens, folds, replace(spot, last=high.last, low=low, high=high.high)))
            position += 1
        else:
            found.append(_quantity(tokens, folds, spot))
    return _broken_down(tokens, folds, found)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a quantity stands, before its bounds and its noun are sought."""

    first: int
    last: int
    low: Number
    high: Number | None
    kind: QuantityKind
    unit: str | None = None


def _spots(tokens: Sequence[Token], folds: list[str], written: Sequence[Numeral]) -> list[_Spot]:
    """Numerals, vague counts and duals by position; where they overlap the first and longest stays."""
    spots = [
        _Spot(n.first, n.last, n.value, n.value, QuantityKind.ORDINAL if n.ordinal else QuantityKind.CARDINAL)
        for n in written
    ]
    vague, tails, duals = _VAGUE, _DUAL_TAILS, _DUALS
    for at, key in enumerate(folds):
        if (key[-2:] in tails or key in duals) and (unit := _dual(tokens, at)) is not None:
            spots.append(_Spot(at, at + 1, 2, 2, QuantityKind.DUAL, unit or None))
        elif key in vague or (key[:1] in "وفبل" and key[1:] in vague):
            spots.extend(_vague(folds, at))
    spots.sort(key=lambda spot: (spot.first, -spot.last))
    kept: list[_Spot] = []
    for spot in spots:
        if not kept or spot.first >= kept[-1].last:
            kept.append(spot)
            if kept[-2:-1] and kept[-2].kind is QuantityKind.DUAL and spot.low == 2 and kept[-2].last == spot.first:
                kept[-2:] = [replace(kept[-2], last=spot.last)]
    return kept


def _vague(folds: list[str], at: int) -> Iterator[_Spot]:
    head = folds[at] if folds[at] in _VAGUE else folds[at][1:]
    for words, row in _VAGUE[head]:
        if tuple(folds[at + 1 : at + len(words)]) == words[1:]:
            yield _Spot(at, at + len(words), int(row["low"]), None, QuantityKind.VAGUE)
            return


def _dual(tokens: Sequence[Token], at: int) -> str | None:
    """The unit of the dual at `at` ("" where it is a feminine that no table has), None for what is no dual."""
    token = tokens[at]
    if token.kind is not TokenKind.WORD:
        return None
    unit, sure = _dual_form(token.fold)
    if unit is None or sure == "sure":
        if unit == "" and at and _dual_form(tokens[at - 1].fold)[0] is not None:
            return None
        return unit
    if sure == "construct":
        return unit if any(t.fold.startswith("و") for t in tokens[at + 2 : at + 5]) else None
    if _SPOKEN_DUAL.search(token.clean) or (at + 1 < len(tokens) and tokens[at + 1].fold in _TWO):
        return unit
    return None


@lru_cache(1 << 15)
def _dual_form(key: str) -> tuple[str | None, str]:
    bare = _PROCLITICS.sub("", key)
    for form in (key, key[1:], bare):
        if form in _DUALS:
            return _DUALS[form]
    if bare.endswith(("تان", "تين")) and len(bare) >= 6 and not {key, bare, key[1:]} & _NOT_FEMININE:
        return "", "sure"
    return None, ""


def _range_end(tokens: Sequence[Token], folds: list[str], low: _Spot, high: _Spot) -> _Spot | None:
    """The second number of بين 5 و7، من 5 إلى 7، 5-7، خمسة أو ستة."""
    cardinal = QuantityKind.CARDINAL
    if low.kind is not cardinal or high.kind is not cardinal or high.low <= low.low:
        return None
    gap = folds[low.last : high.first]
    joined = is_joined(folds[high.first])
    between = low.first > 0 and folds[low.first - 1] in ("بين", "وبين", "مابين")
    if between and (gap == ["و"] or (not gap and joined)):
        return high
    return high if len(gap) == 1 and gap[0] in _TO else None


def _quantity(tokens: Sequence[Token], folds: list[str], spot: _Spot) -> Quantity:
    first, last, low, high = spot.first, spot.last, spot.low, spot.high
    noun, noun_unit = (first, spot.unit) if spot.kind is QuantityKind.DUAL else _noun(tokens, folds, spot)
    bound, first = (None, first) if is_joined(folds[first]) else _lookback(folds, first, _BOUNDS_BEFORE)
    if noun is None and (head := _count_head(folds, first)) is not None:
        noun, noun_unit = head + 1, _unit_of(folds[head + 1])
        bound = bound or _lookback(folds, head, _BOUNDS_BEFORE)[0]
    unit = _lookback(folds, _unquoted(folds, first), _MARKS_BEFORE)[0]
    mark, last = _lookahead(folds, last, _MARKS_AFTER)
    if mark is not None or _is_label(tokens, spot, noun):
        unit = mark or "label"
    elif unit is None and spot.kind is not QuantityKind.ORDINAL:
        unit = noun_unit
    if bound is None:
        bound = _bound_after(tokens, folds, last, noun)
    low, high = _bounded(bound, low, high)
    return Quantity(first, last, tokens[first].start, tokens[last - 1].end, low, high, spot.kind, noun, unit)


def _count_head(folds: list[str], first: int) -> int | None:
    """The index of عدد in عدد القتلى (إلى) before the number at `first`."""
    head = first - (3 if first and folds[first - 1] in ("الي", "نحو") else 2)
    bare = folds[head][1:] if head >= 0 and folds[head].startswith(("و", "ف", "ب", "ل")) else ""
    return head if head >= 0 and ({folds[head], bare} & _COUNT_HEADS) and _unit_of(folds[head + 1]) else None


def _bound_after(tokens: Sequence[Token], folds: list[str], last: int, noun: int | None) -> str | None:
    """على الأقل after the number, or after its noun and at most two words that belong to the noun."""
    bound = _lookahead(folds, last, _BOUNDS_AFTER)[0]
    at = last if noun is None or noun < last else noun + 1
    for step in range(at, min(at + _WORDS_OF_NOUN, len(tokens))):
        if bound is not None:
            return bound
        bound = _lookahead(folds, step, _BOUNDS_AFTER)[0]
        if tokens[step].kind is not TokenKind.WORD or folds[step].startswith("و"):
            break
    return bound


def _bounded(bound: str | None, low: Number, high: Number | None) -> tuple[Number, Number | None]:
    if bound == "at_least":
        return low, None
    if bound == "at_most":
        return min(1, low), high
    return low, high


def _unquoted(folds: list[str], at: int) -> int:
    """`at`, or the index of a quote or bracket that opens right before it."""
    return at - 1 if at and folds[at - 1] in _OPENERS else at


def _lookback(
    folds: list[str], at: int, phrases: dict[str, list[tuple[tuple[str, ...], str]]]
) -> tuple[str | None, int]:
    """What the phrase right before `at` says, and where it begins; a و may be written together with it."""
    if at == 0:
        return None, at
    key = folds[at - 1]
    bare = key[1:] if key.startswith(("و", "ف")) else key
    for words, value in phrases.get(key) or phrases.get(bare) or ():
        begin = at - len(words)
        rest = tuple(folds[begin + 1 : at]) == words[1:]
        if begin >= 0 and rest and words[0] in (folds[begin], folds[begin][1:]):
            return value, begin
    return None, at


def _lookahead(folds: list[str], at: int, phrases: list[tuple[tuple[str, ...], str]]) -> tuple[str | None, int]:
    """What the phrase at `at` says, and where it ends."""
    for words, value in phrases:
        if tuple(folds[at : at + len(words)]) == words:
            return value, at + len(words)
    return None, at


def _noun(tokens: Sequence[Token], folds: list[str], spot: _Spot) -> tuple[int | None, str | None]:
    """Index and unit of what a number counts: the noun after it (من may stand between), or a definite one before."""
    at, limit = spot.last, len(tokens)
    if at < limit and folds[at] == "من":
        at += 1
    if at < limit and tokens[at].kind is TokenKind.QUOTE:
        at += 1
    if at < limit and tokens[at].kind is TokenKind.WORD:
        known = _NOUNS.get(folds[at]) or _NOUNS.get(folds[at].removeprefix("ال"))
        if known is not None:
            return at, known.unit
        if _may_be_counted(folds[at]) and spot.kind is not QuantityKind.ORDINAL:
            return at, None
    if spot.first and folds[spot.first].startswith("ال") and (known := _counted(folds[spot.first - 1])) is not None:
        return spot.first - 1, known.unit
    return None, None


def _may_be_counted(key: str) -> bool:
    """Whether a word that no table knows may be what is counted: no function word, no و-joined word, no plural verb."""
    return key not in _NOT_COUNTED and not key.startswith(("و", "ب", "ل")) and not key.endswith("وا") and len(key) > 2


def _is_label(tokens: Sequence[Token], spot: _Spot, noun: int | None) -> bool:
    """A designation (إف-16، سو-24) or a long bare run of digits (a phone number)."""
    token = tokens[spot.first]
    if token.kind is not TokenKind.NUMBER:
        return False
    if spot.first > 1 and tokens[spot.first - 1].text in ("-", "–"):
        dash, name = tokens[spot.first - 1], tokens[spot.first - 2]
        if dash.end == token.start and name.end == dash.start and name.kind in (TokenKind.WORD, TokenKind.LATIN):
            return True
    return token.text.isdecimal() and len(token.text) >= _PHONE_DIGITS and noun is None


def _broken_down(tokens: Sequence[Token], folds: list[str], found: list[Quantity]) -> list[Quantity]:
    """`found` with every part pointing to its whole: بينهم 4 أطفال و3 نساء، and three of five: ثلاثة منهم."""
    result: list[Quantity] = []
    for quantity in found:
        whole = _whole(folds, result, quantity)
        result.append(quantity if whole is None else replace(quantity, part_of=whole))
    return result


def _whole(folds: list[str], before: list[Quantity], part: Quantity) -> Quantity | None:
    if not before or part.kind is QuantityKind.ORDINAL:
        return None
    previous = before[-1]
    gap = folds[previous.last : part.first]
    if _STOP.intersection(gap):
        return None
    follows = folds[part.last : part.last + 1]
    if part.noun == part.last:
        follows = folds[part.last + 1 : part.last + 2]
    whole = previous.part_of or previous
    if _PART_MARKS.intersection(folds[max(previous.last, part.first - 2) : part.first]):
        return _if_larger(whole if previous.part_of is None else previous.part_of, part)
    if any(key in _PART_MARKS and key.startswith("من") for key in follows) and len(gap) <= 4:  # ثلاثة منهم
        return _if_larger(whole, part)
    if previous.part_of is not None and _joined_right_after(folds, previous, part):
        return _if_larger(previous.part_of, part)
    return None


def _if_larger(whole: Quantity, part: Quantity) -> Quantity | None:
    return whole if part.high is None or whole.high is None or part.low <= whole.high else None


def _joined_right_after(folds: list[str], previous: Quantity, part: Quantity) -> bool:
    """Whether و joins `part` to the noun (or number) of `previous` with no other word between."""
    after = max(previous.last, (previous.noun if previous.noun is not None else -1) + 1)
    gap = folds[after : part.first]
    return gap == ["و"] or (not gap and folds[part.first].startswith("و"))
