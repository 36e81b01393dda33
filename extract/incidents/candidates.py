"""The sides named in a frame, as names, as adjectives of forces and as pronouns, each with its role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from extract.arabic.tokens import TokenKind
from extract.incidents.actors import ActorName, client, demonym, meaning, side
from extract.incidents.clauses import Reading, around, inside
from extract.incidents.frames import Frame
from extract.incidents.naming import NO_NAMES, resolve
from extract.incidents.objects import DESCRIBED_WITHIN
from extract.incidents.roles import ANNOUNCED_WITHIN, is_accused, role, role_of_holder
from extract.incidents.words import word_set


class Side(NamedTuple):
    """A side named in a frame: its key, the tokens that name it, and the role it plays there."""

    key: str
    first: int
    last: int
    role: str


def named_sides(reading: Reading, frame: Frame, country: str | None, day: date | None) -> list[Side]:
    """Every side named in the frame with its role, in the order of the text."""
    found: list[Side] = []
    seen: set[int] = set()
    spans: dict[tuple[int, int], list[ActorName]] = {}
    for match in inside(reading.actors, frame.first, frame.last):
        spans.setdefault((match.first, match.last), []).append(match.value)
    for (first, last), names in sorted(spans.items()):
        meant = meaning(names, country, day)
        if meant == "government" and last < frame.last:  # القوات النظامية السورية
            meant = demonym(reading.demonyms.get(last, ()), country, day) or meant
        key = resolve(reading, meant, first, country, day)
        if key is None or _describes_thing(reading, frame, first) or reading.tokens[first].fold in _NO_SIDES:
            continue
        if _names_operation(reading, first):
            continue
        seen.update(range(first, last))
        band = _band_of(reading, frame, first)
        if band is not None:
            found = [one for one in found if one.first != band]
            found.append(Side(client(key, country, day), band, last, role(reading, frame, band)))
        elif not _left(reading, first):
            found.append(Side(key, first, last, role(reading, frame, first)))
    for index in range(frame.first + 1, frame.last):
        adjective = reading.demonyms.get(index)
        if (
            adjective
            and index not in seen
            and index not in reading.covered
            and reading.tokens[index].kind is TokenKind.WORD
        ):
            key = demonym(adjective, country, day)
            if key is not None and _qualifies_force(reading, frame, index):
                found.append(Side(key, index, index + 1, _force_role(reading, frame, index)))
    found += _own_men(reading, frame, found, country, day)
    found.sort(key=lambda s: s.first)
    starts = {one.first for one in found}
    return [one for one in found if one.key != "unidentified_armed_group" or one.last not in starts]  # مسلحي جماعة كذا


_OWN_MEN = word_set("own_men")
_SAID_OF_ONESELF = "نا"
_HEADER = 12  # tokens at the head of an article in which its author is named
_REMEMBERED_SIDE = 80  # tokens behind which a pronoun finds its side


def _own_men(
    reading: Reading, frame: Frame, named: Sequence[Side], country: str | None, day: date | None
) -> Iterator[Side]:
    """The sides whose men or weapons a pronoun says they are (فأغارت طائراته، هاجم عناصره), in what the frame says of
    them, where it does not name who acts."""
    acting = any(one.role in ("agent", "speaker") for one in named)
    for index in range(frame.first, frame.last):
        word = reading.words[index]
        if not (word.pronoun and word.keys & _OWN_MEN) or word.prep or index in reading.covered:
            continue
        if acting and not (frame.main.verb and index == frame.main.last):
            continue
        key = _antecedent(reading, frame, index, country, day)
        part = role(reading, frame, index) if key is not None else "none"
        if key is not None and part in ("agent", "patient"):
            yield Side(key, index, index + 1, part)
            return


def _antecedent(reading: Reading, frame: Frame, index: int, country: str | None, day: date | None) -> str | None:
    """The side that the pronoun of the token `index` means: who speaks (وأضاف أن عناصره) or signs (قواتنا), else the
    first one of the sentence, else the one named last before it."""
    ours = reading.tokens[index].fold.endswith(_SAID_OF_ONESELF)
    reported = ours or reading.cue(frame.sentence.first, index, "statement") is not None
    here = inside(reading.actors, frame.sentence.first, index)
    before = inside(reading.actors, 0 if ours else index - _REMEMBERED_SIDE, frame.sentence.first)
    last = None
    for match in (*here, *reversed(before)):
        key = resolve(reading, meaning([match.value], country, day), match.first, country, day)
        if key is None or key.startswith(NO_NAMES) or side(key) not in ("state", "armed"):
            continue
        speaks = reading.cue(match.first - ANNOUNCED_WITHIN, match.first, "statement") is not None
        if not reported or speaks or (ours and match.last <= _HEADER):
            return key
        last = last or key
    return None if ours else last


def _band_of(reading: Reading, frame: Frame, first: int) -> int | None:
    """Where the armed men begin whose patron is the side at token `first` (ميليشيات تدعمها إيران، فصائل مدعومة من
    تركيا), unless they have a name of their own."""
    at = first - 1
    while at > frame.first and (
        reading.tokens[at].kind is TokenKind.QUOTE or (reading.tokens[at].fold == "من" and at == first - 1)
    ):
        at -= 1
    if reading.tokens[at].fold not in _PATRONAGE:
        return None
    for index in range(at - 1, max(frame.first, at - DESCRIBED_WITHIN) - 1, -1):
        if any(not match.value.key.startswith(NO_NAMES) for match in around(reading.actors, index)):
            return None
        if reading.words[index].keys & _BANDS:
            return index
        if not reading.words[index].noun or reading.words[index].prep:
            return None
    return None


_PATRONAGE = word_set("patronage")
_BANDS = word_set("bands")
_DESCRIBING = word_set("describing")
_NO_SIDES = word_set("no_sides")


def _describes_thing(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether مسلح or مجهول is an adjective of an act or a weapon (اشتباكات مسلحة، قذيفة مجهولة المصدر), no side."""
    if reading.tokens[first].fold not in _DESCRIBING or first == frame.first:
        return False
    act = any(t.first <= first - 1 < t.last and not t.verb for t in frame.triggers)
    before, own = reading.words[first - 1], reading.words[first]
    of_noun = before.noun and not (before.verb or before.plural) and before.det == own.det
    if of_noun and not own.plural and not around(reading.targets, first - 1) and first - 1 not in reading.covered:
        return True  # الكفاح المسلح، سطو مسلح
    return act or any(match.first <= first - 1 < match.last for match in reading.weapons)


def _names_operation(reading: Reading, first: int) -> bool:
    """Whether the name at `first` is that of an operation or a sector (عملية "غصن الزيتون"، قاطع عمليات كذا)."""
    at = first - 1
    while at > 0 and reading.tokens[at].kind is TokenKind.QUOTE:
        at -= 1
    return at >= 0 and reading.tokens[at].fold.removeprefix("و") in _OPERATIONS


_OPERATIONS = word_set("operations")


def _left(reading: Reading, first: int) -> bool:
    """Whether the side at token `first` is one that somebody was of before (عنصر سابق في الجيش الحر)."""
    for index in range(first - 1, max(0, first - _FORMER_WITHIN), -1):
        if reading.tokens[index].fold in _FORMER:
            return not around(reading.actors, index - 1)
        if reading.tokens[index].kind is TokenKind.WORD and reading.tokens[index].fold not in _PARTING:
            return False
    return False


_FORMER = word_set("former")
_FORMER_WITHIN = 5  # tokens between سابق and the side, with a preposition and quotation marks
_FORCE = word_set("force")


def _qualifies_force(reading: Reading, frame: Frame, index: int) -> bool:
    """Whether the adjective at `index` stands after a force, a weapon or an act, adjectives between left aside; behind
    a number or persons it is people (ثلاثة إسرائيليين، مواطن لبناني)."""
    adjective = False
    for at in range(index - 1, max(frame.first - 1, index - 4), -1):
        keys = reading.words[at].keys
        if keys & _OF_FORCES:
            adjective = True
            continue
        if keys & _FORCE or any(t.first <= at < t.last and not t.verb for t in frame.triggers):
            return True
        counted = not adjective and bool(around(reading.quantities, at))
        if (
            counted
            or reading.tokens[at].kind is not TokenKind.WORD
            or (around(reading.targets, at) and not keys & _HELD)
        ):
            return False
    return adjective or any(reading.words[at].keys & _HELD for at in _before_name(reading, frame, index))


_OF_FORCES = word_set("of_forces")
_ARMED_NOUNS = word_set("armed_persons")


def _force_role(reading: Reading, frame: Frame, index: int) -> str:
    for at in range(index - 1, max(frame.first - 1, index - 4), -1):
        keys = reading.words[at].keys
        if keys & _OF_FORCES:
            continue
        if keys & _ARMED_NOUNS:
            return role(reading, frame, at)
        if keys & _HELD and not keys & _FORCE:
            return role_of_holder(reading, frame, at)
        if keys & _FORCE:
            return "suspect" if is_accused(reading, frame, index) else "agent"
    if any(reading.words[at].keys & _HELD for at in _before_name(reading, frame, index)):
        return "patient"
    return "suspect" if is_accused(reading, frame, index) else "agent"


def _before_name(reading: Reading, frame: Frame, index: int) -> range:
    """The token of the noun that an adjective at `index` describes over a name between (قاعدة عين الأسد الأمريكية)."""
    at = index - 1
    while at > frame.first and (
        at in reading.in_place
        or reading.words[at].keys & _OF_FORCES
        or (reading.tokens[at].kind is TokenKind.QUOTE and at - 1 in reading.in_place)
    ):
        if reading.words[at].keys & _HELD:
            break
        at -= 1
    return range(at, at + 1)


_HELD = word_set("held")
_PARTING = word_set("parting")
