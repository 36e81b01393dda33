"""Whom a frame hit: a named side, else what the persons and things are that it acts on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extract.incidents.actors import demonym, meaning, opponent, side
from extract.incidents.candidates import Side
from extract.incidents.clauses import Reading, around, inside
from extract.incidents.frames import Frame
from extract.incidents.naming import resolve
from extract.incidents.roles import POLICING
from extract.incidents.syntax import among_them, reads_as_verb
from extract.incidents.words import Match, word_set

_FORMER = word_set("former")


def whom_it_hit(
    reading: Reading, frame: Frame, patients: Sequence[Side], actor: Side | None, country: str | None, day: date | None
) -> tuple[str | None, Side | None]:
    """The key of what was hit: a named side, else what the persons and things that were hit are."""
    agent = actor.key if actor else None
    patients = [one for one in patients if not among_them(reading, one.first)]
    for patient in patients:
        known = patient.key == "protesters" or side(patient.key) in ("state", "armed", "none", "civil")
        if known and patient.key not in ("unidentified_armed_group", agent):
            return patient.key, patient
    things = [(m, _owner(reading, frame, m, country, day) if m.value == "armed" else None) for m in hit(reading, frame)]
    things = [(m, owner) for m, owner in things if owner is None or owner != agent]
    things = [(m, owner) for m, owner in things if actor is None or not _of_actor(reading, actor, m)]
    owned = next((owner for _, owner in things if owner not in (None, "civilians")), None)
    classes = [
        "civilians" if owner == "civilians" or reading.tokens[m.last].fold in _FORMER else m.value
        for m, owner in things
        if m.last < len(reading.tokens)
    ]
    for special in ("medics", "journalists", "protesters"):
        if special in classes:
            return special, None
    if "armed" in classes and classes[0] == "armed":
        return owned or _armed_side(frame, agent, country, day), None
    aimed_at = any(m.value == "armed" and reading.words[m.first].keys & _HELD for m, _ in things) and all(
        m.value == "armed" or reading.tokens[m.first].fold in _ANYBODY for m, _ in things
    )
    if not aimed_at and ("civilians" in classes or "property" in classes):
        return "civilians", None
    if "armed" in classes:
        return owned or _armed_side(frame, agent, country, day), None
    gunmen = next((one for one in patients if one.key == "unidentified_armed_group" and one.key != agent), None)
    return (gunmen.key, gunmen) if gunmen else (None, None)


def _of_actor(reading: Reading, actor: Side, thing: Match[str]) -> bool:
    """Whether the persons at `thing` are those who act: part of the side's name, or said to be of it right before it
    (عناصر من فصيل كذا)."""
    between = range(thing.last, actor.first)
    member = all(reading.tokens[i].fold == "من" or reading.words[i].keys & _BANDS for i in between)
    return thing.first in range(actor.first, actor.last) or (member and len(between) > 0 and thing.value == "armed")


_OWNED_WITHIN = 5  # tokens between a position and the side whose it is


def _owner(reading: Reading, frame: Frame, thing: Match[str], country: str | None, day: date | None) -> str | None:
    """The side that a position or a unit is said to be of: قاعدة التحالف، دورية إسرائيلية، موقعا لـ"حزب الله"."""
    for index in range(thing.last, min(thing.last + _OWNED_WITHIN, frame.last)):
        token = reading.tokens[index]
        names = [m.value for m in inside(reading.actors, index, index + 1)]
        key = meaning(names, country, day) if names else demonym(reading.demonyms.get(index, ()), country, day)
        key = resolve(reading, key, index, country, day)
        if key is not None:
            return key if side(key) in ("state", "armed") else None
        if any(m.value in ("civilians", "property") for m in inside(reading.targets, index, index + 1)):
            return "civilians"
        if token.text in "،؛:.(" or token.fold in _PARTING or reading.words[index].conj:
            return None
        if reading.words[index].prep == "ب" and not reading.words[index].det:  # جندي برصاص قناص
            return None
        if reads_as_verb(reading, frame.sentence, index) and index not in reading.covered:
            return None
    return None


_PARTING = word_set("parting")
_BANDS = word_set("bands")
_WHITHER = word_set("whither")
_STATIONED = word_set("stationed")


def hit(reading: Reading, frame: Frame) -> list[Match[str]]:
    """The persons and things that the triggers of the frame act on."""
    verbs = {trigger.first for trigger in frame.triggers if trigger.verb}
    found: list[Match[str]] = []
    for match in inside(reading.targets, _objects_from(reading, frame), frame.last):
        if match.first in verbs or match.first in reading.covered or around(reading.actors, match.first):
            continue
        if match.value == "none":  # موقع الحادث
            continue
        before = reading.tokens[match.first - 1].fold if match.first else ""
        if reading.tokens[match.first].fold in _STATIONED:  # القوات العاملة في كذا
            continue
        counted = match.first > 1 and reading.tokens[match.first - 2].fold in _SOME_OF  # نسف عددا من المنازل
        from_it = before == "من" and match.value != "civilians" and not counted
        if _says_so(reading, match.first) or from_it:
            continue
        if before in _UNDER:  # أحياء خاضعة لسيطرة مقاتلي كذا
            continue
        if before in _WHITHER and match.value in ("medics", "property"):
            continue
        if match.value == "property" and reading.words[match.first].prep == "ب" and _done_with(frame, match.first):
            continue
        if reading.tokens[match.first].clean.startswith("أمام"):  # written like إمام
            continue
        found.append(match)
    return found


def _objects_from(reading: Reading, frame: Frame) -> int:
    """Where those begin on whom the frame acts: at its first trigger, or behind the verb of who suffered it (تعرض متجر
    للنهب)."""
    at = frame.triggers[0].first
    if reading.words[at].prep != "ل":
        return at
    suffered = (i for i in range(at - 1, max(frame.first, at - _SUFFERED_WITHIN) - 1, -1))
    return next((i for i in suffered if reading.words[i].verb_keys & _SUFFERING), at)


_SUFFERING = word_set("suffering")
_SUFFERED_WITHIN = 10  # tokens between a verb of suffering and what is suffered


def _done_with(frame: Frame, at: int) -> bool:
    """Whether the ب of the token `at` stands right behind a noun that tells an act (تفجير انتحاري بسيارة)."""
    return any(trigger.last == at and not trigger.verb for trigger in frame.triggers)


_HELD = word_set("held")
_UNDER = word_set("under")
_ANYBODY = word_set("anybody")


_SOME_OF = word_set("some_of")
_ACCORDING = word_set("according")
_SAID_BY = 3  # tokens between a word of saying and who says it


def _says_so(reading: Reading, at: int) -> bool:
    """Whether the words at `at` name who tells it and not who was hit (وفقا للدفاع المدني، حسبما أورد مراسلنا)."""
    for index in range(at - 1, max(-1, at - 1 - _SAID_BY), -1):
        if reading.tokens[index].text in "،؛.:":
            return False
        if not _ACCORDING.isdisjoint((reading.tokens[index].fold, reading.tokens[index].fold.removeprefix("و"))):
            return True
    return False


def _armed_side(frame: Frame, agent: str | None, country: str | None, day: date | None) -> str | None:
    """The side of soldiers whose side is not said: whom the agent fights; what is seized is anybody's."""
    fought = opponent(agent, country, day)
    policing = frame.classes & (POLICING if side(agent) == "state" else {"find"})
    return fought if fought != agent and not policing else None
