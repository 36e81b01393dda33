"""With what: the weapons of a frame, from what it names and how it acts."""

from __future__ import annotations

from extract.incidents.clauses import Reading, around, inside
from extract.incidents.frames import Frame
from extract.incidents.known import pretended
from extract.incidents.unreal import any_denied
from extract.incidents.words import Match, word_set

_OF_CLASS = {"shoot": "small_arms", "stab": "knife", "airstrike": "airstrike", "drone": "drone", "grenade": "grenade"}


def weapons(reading: Reading, frame: Frame) -> tuple[str, ...]:
    """What the frame's words say it was done with, in the order of the codebook's list."""
    found = {
        match.value
        for match in inside(reading.weapons, frame.first, frame.last)
        if not any_denied(reading, max(frame.first, match.first - 6), match.first)
        and not (match.first and reading.words[match.first - 1].keys & _UNITS)
        and not _is_hit(reading, frame, match)
        and not _only_flies(reading, match.first)
        and not pretended(reading, frame.first, match.first)
        and not _hovers(reading, frame, match.first)
    }
    if frame.classes & _CROWDED:  # مسيرة is a march there
        found.discard("drone")
    of_class = frame.classes - ({"shoot"} if "naval" in found else set())  # زوارق تطلق النار
    found |= {_OF_CLASS[name] for name in of_class if name in _OF_CLASS}
    if "shellfire" in found and not found & {"rocket", "missile", "mortar", "tank"} and _single_shell(reading, frame):
        found.add("artillery")
    if "gunfire" in found:  # بنيران كذا, whose weapon may be told elsewhere
        found = found - {"gunfire"} or {"small_arms"}
    if "drone" in found and "naval" not in found:
        return ("drone",)
    reduced = _reduced(found) | ({"missile"} if found & _AIRCRAFT and _with_missiles(reading, frame) else set())
    return tuple(weapon for weapon in _ORDER if weapon in reduced)


def _hovers(reading: Reading, frame: Frame, at: int) -> bool:
    """Whether the aircraft at `at` are only said to fly there (وسط تحليق للمسيرات)."""
    return any(reading.tokens[i].fold in _HOVERING for i in range(max(frame.first, at - 2), at))


_HOVERING = word_set("hovering")
_CROWDED = frozenset({"protest", "gather", "disperse", "breakup", "riotact"})
_AIRCRAFT = frozenset({"airstrike", "helicopter"})
_MISSILES = frozenset({"rocket", "missile"})
_VEHICLES = frozenset({"tank", "helicopter", "naval"})
_HITTING = frozenset({"destroy", "damage", "intercept", "strike", "ied", "explode"})
_WRECKING = frozenset({"destroy", "damage"})
_WRECKED_WITHIN = 3  # tokens of a subject between a verb and what it wrecks
_INSIDE = word_set("inside")
_FALLEN_UPON = word_set("fallen_upon")


def _with_missiles(reading: Reading, frame: Frame) -> bool:
    """Whether aircraft are said to strike with missiles (غارات بالصواريخ الفراغية): those are air-launched."""
    return any(
        match.value in _MISSILES and reading.words[match.first].prep == "ب"
        for match in inside(reading.weapons, frame.first, frame.last)
    )


def _is_hit(reading: Reading, frame: Frame, match: Match[str]) -> bool:
    """Whether a weapon is what was hit, or part of it (دمر ثلاث دبابات، إسقاط مروحية، عبوة في دبابة، قصف منصات إطلاق
    صواريخ), not what hit."""
    if any(thing.value == "armed" and thing.first < match.first for thing in around(reading.targets, match.first)):
        return True
    within = reading.tokens[match.first - 1].fold in _INSIDE and around(reading.targets, match.first - 2)
    if match.value in _AIRCRAFT and within:  # ضابط في سلاح الجو
        return True
    if match.value not in _VEHICLES or reading.words[match.first].prep:
        return False
    before = match.first - 1
    while before > frame.first and around(reading.quantities, before):
        before -= 1
    hitting = [t for t in frame.triggers if t.cls.name in _HITTING]
    if reading.tokens[before].fold in _FALLEN_UPON or any(t.thing == match.first for t in hitting):
        return True
    subject = any(t.last - 1 == before and t.verb and t.cls.name not in _WRECKING for t in hitting)
    near = any(t.last - 1 <= before <= t.last + _WRECKED_WITHIN for t in hitting)
    return near and not subject and not reading.words[match.first].conj


def _only_flies(reading: Reading, at: int) -> bool:
    """Whether the aircraft at `at` only fly over (بالتزامن مع تحليق لطيران الاستطلاع)."""
    return any(reading.words[i].keys & _FLYING for i in range(max(0, at - _FLYING_WITHIN), at))


_FLYING = word_set("flying")
_FLYING_WITHIN = 3  # tokens between تحليق and the aircraft that fly
_UNITS = word_set("units")  # كتيبة دبابات is no tank


def _single_shell(reading: Reading, frame: Frame) -> bool:
    """Whether the frame speaks of one shell: bare قذيفة is artillery by the codebook, bare قذائف no weapon at all."""
    return any(
        match.value == "shellfire" and not reading.words[match.first].plural
        for match in inside(reading.weapons, frame.first, frame.last)
    )


_ORDER = (
    "shellfire", "rocket", "missile", "artillery", "mortar", "airstrike", "helicopter", "drone", "barrel_bomb",
    "cluster_munition", "ied", "car_bomb", "suicide_vest", "landmine", "small_arms", "grenade", "knife", "chemical",
    "naval", "tank", "unspecified_explosive",
)  # fmt: skip
_ABSORBS = {
    "drone": {"airstrike", "missile", "rocket"},
    "missile": {"rocket"},
    "mortar": {"artillery"},
    "car_bomb": {"ied", "unspecified_explosive"},
    "suicide_vest": {"ied", "unspecified_explosive"},
    "ied": {"unspecified_explosive"},
    "landmine": {"unspecified_explosive"},
    "helicopter": {"airstrike", "rocket", "grenade"},
    "chemical": {"grenade"},
    "airstrike": {"missile", "rocket", "grenade"},
    "barrel_bomb": {"airstrike", "grenade"},
}


def _reduced(found: set[str]) -> set[str]:
    """The weapons without those that a more exact word absorbs."""
    absorbed = {weak for strong, weaker in _ABSORBS.items() if strong in found for weak in weaker}
    return found - absorbed
