"""Which side a name stands for where it stands: by country, day, outlet and what was said before."""

from __future__ import annotations

from datetime import date

from extract.incidents.actors import meaning, named_with, side, state_of
from extract.incidents.clauses import Reading, Sentence, inside
from extract.incidents.words import bare, word_set

_REMEMBERED = 2000  # tokens after which a side is named anew


def resolve(reading: Reading, key: str | None, first: int, country: str | None, day: date | None) -> str | None:
    """The key of a name that stands for the state's forces, for the side named last that is called so (التنظيم), or for
    the power that the article calls the occupier (الاحتلال)."""
    if key == "government":
        return state_of(country, day)
    if key == "occupier":
        return _occupier(reading, first, country)
    if key is None or not key.startswith("previous:"):
        return key
    wanted = key.removeprefix("previous:")
    called = named_with(bare(reading.tokens[first].fold))
    known = (
        meaning([match.value], country, day) for match in reversed(inside(reading.actors, first - _REMEMBERED, first))
    )
    earlier = [k for k in known if k is not None and not k.startswith(NO_NAMES) and side(k) == wanted]
    return next(
        (k for k in earlier if k in called), None if called and wanted == "armed" else next(iter(earlier), None)
    )


NO_NAMES = ("previous:", "unidentified", "occupier")


def _occupier(reading: Reading, first: int, country: str | None) -> str:
    """The power that the article is about by the word occupation (الاحتلال التركي), where it names no Israel."""
    keys = [match.value.key for match in reading.actors]
    if country in _OCCUPIED_BY_ISRAEL or "israel" in keys:
        return "israel"
    opening = reading.sentences[:_OPENING]
    for match in inside(reading.actors, 0, min(first, opening[-1].last)):
        if match.value.key != "occupier" and any(
            t.fold == "الاحتلال" for t in reading.tokens[match.first : match.last]
        ):
            return match.value.key
    return "israel"


_OPENING = 2  # sentences, title and lead, that say what an article is about
_OCCUPIED_BY_ISRAEL = frozenset({"PS", "LB", "IL"})


def named_side(reading: Reading, sentence: Sentence, country: str | None, day: date | None) -> str | None:
    """The first state or armed side that a sentence names."""
    return next(iter(_keys(reading, sentence.first, sentence.last, country, day)), None)


def accused_sides(reading: Reading, sentence: Sentence, country: str | None, day: date | None) -> list[str]:
    """The sides that a sentence accuses: those named after its word of accusation, but for who accuses."""
    cue = reading.cue(sentence.first, sentence.last, "accuse")
    if cue is None:
        return []
    keys = _keys(reading, cue.last, sentence.last, country, day)
    named_first = bool(inside(reading.actors, cue.last, min(cue.last + 2, sentence.last)))
    return keys[1:] if named_first and len(keys) > 1 else keys


_SPOKESMAN = word_set("spokesman")


def reports(reading: Reading, first: int, last: int, key: str, country: str | None, day: date | None) -> bool:
    """Whether the side `key` is the one that reports in tokens `first` to `last`: it is the subject of the report."""
    if key.startswith("unidentified"):
        return False
    for match in inside(reading.actors, first, last):
        cue = reading.cue(max(first, match.first - 6), match.first, "statement")
        if cue is None or any(reading.tokens[i].fold not in _SPOKESMAN for i in range(cue.last, match.first)):
            continue
        if resolve(reading, meaning([match.value], country, day), match.first, country, day) == key:
            return True
    return False


def _keys(reading: Reading, first: int, last: int, country: str | None, day: date | None) -> list[str]:
    keys = []
    for match in inside(reading.actors, first, last):
        key = resolve(reading, meaning([match.value], country, day), match.first, country, day)
        if key is not None and side(key) in ("state", "armed"):
            keys.append(key)
    return list(dict.fromkeys(keys))
