"""What may have happened: the words of a sentence that name or tell an event, each with its class."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from extract.arabic.normalize import fold
from extract.arabic.tokens import WORD
from extract.incidents.clauses import Reading, Sentence, around, inside
from extract.incidents.syntax import answered, reads_as_verb
from extract.incidents.words import Phrases, rows, word_set

_SOME_OF = word_set("some_of")
_REACH = 13  # how many tokens after a verb its object may stand, days not counted
_REACH_OF_NOUN = 7  # the same after a verbal noun


class FrameClass(NamedTuple):
    """A class of triggers: its name, the kind it says by itself, its role, and what must be said beside it."""

    name: str
    kind: str
    role: str
    needs: tuple[frozenset[str], ...]


class _Entry(NamedTuple):
    pos: str
    cls: str


class Trigger(NamedTuple):
    """Words `first` to `last` (exclusive) that say something happened; `verb` whether they say it by a verb."""

    first: int
    last: int
    cls: FrameClass
    verb: bool
    definite: bool
    thing: int | None = None


@cache
def frame_classes() -> dict[str, FrameClass]:
    """The classes by name."""
    return {
        row["class"]: FrameClass(
            row["class"],
            row["kind"],
            row["role"],
            tuple(frozenset(part.split("+")) for part in row["needs"].split("|")),
        )
        for row in rows("frames")
    }


@cache
def trigger_table() -> Phrases[_Entry]:
    """The words that are triggers by themselves, each with its part of speech and class."""
    table: Phrases[_Entry] = Phrases()
    for row in rows("triggers"):
        table.add(row["phrase"], _Entry(row["pos"], row["class"]))
    return table


@cache
def _idioms() -> Phrases[str]:
    table: Phrases[str] = Phrases()
    for row in rows("idioms"):
        table.add(row["phrase"], row["phrase"])
    return table


@cache
def _collocations() -> dict[str, Phrases[str]]:
    """By head lemma, the things that make it a trigger, each with its class."""
    table: dict[str, Phrases[str]] = {}
    for row in rows("collocations"):
        for head in row["heads"].split("|"):
            things = table.setdefault(fold(head), Phrases())
            for thing in row["objects"].split("|"):
                things.add(thing, row["class"])
    return table


@cache
def _openers() -> frozenset[str]:
    """The keys that an idiom, a trigger, a collocation or an elided act begins with: most words have none of them."""
    return ANOTHER.union(_idioms().heads, trigger_table().heads, _collocations())


def find_triggers(reading: Reading, sentence: Sentence) -> list[Trigger]:
    """Every trigger of `sentence`, whether what it says happened or not."""
    words, classes, openers = reading.words, frame_classes(), _openers()
    found: list[Trigger] = []
    consumed: set[int] = set()
    in_names = {
        at
        for name in inside(reading.actors, sentence.first, sentence.last)
        if name.last - name.first > 1
        for at in range(name.first, name.last)
    }
    index = sentence.body
    while index < sentence.last:
        if (
            openers.isdisjoint(words[index].keys)
            or reading.tokens[index].kind is not WORD
            or index in reading.covered
            or index in in_names
        ):
            index += 1
            continue
        idiom = _idioms().at(words, index)
        if idiom:
            index = idiom[0].last
            continue
        if found and reading.tokens[index].fold in ANOTHER and _place_follows(reading, sentence, index):
            found.append(Trigger(index, index + 1, found[-1].cls, False, False))
            index += 1
            continue
        verb = reads_as_verb(reading, sentence, index)
        trigger = _collocation(reading, sentence, index, verb) if index not in consumed else None
        if trigger is None:
            for match in trigger_table().at(words, index, words[index].verb_keys if verb else words[index].noun_keys):
                if (match.value.pos == "v") == verb:
                    definite = not verb and _definite(reading, sentence, index)
                    trigger = Trigger(match.first, match.last, classes[match.value.cls], verb, definite)
                    break
        if trigger is None:
            index += 1
        else:
            if trigger.cls.name == "airstrike" and _on_ground(reading, sentence, trigger.first):
                trigger = trigger._replace(cls=classes["attack"])
            if trigger.first not in consumed:
                found.append(trigger)
            if trigger.thing is not None:
                consumed.add(trigger.thing)
            index = max(index + 1, trigger.last)
    return found


def _on_ground(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether the raid (غارة) at `at` is made by men who come to the place, and not from the air: by who makes it
    (شن مسلحون غارة، غارة نفذها جنود) or how it is made (غارة برية، غارة بإنزال)."""
    first, last = max(sentence.body, at - _RAID_WITHIN), min(sentence.last, at + _RAID_WITHIN)
    landed = any(reading.words[i].keys & _LANDING for i in range(at, last))
    if not landed and any(reading.words[i].keys & _AIRCRAFT for i in range(first, last)):
        return False
    for maker in range(first, last):
        if reading.words[maker].keys & _MAKING and (maker < at or reading.words[maker].pronoun):
            landed = landed or any(
                reading.tokens[i].fold in _MEN for i in range(maker + 1, min(maker + 4, at if maker < at else last))
            )
    return landed


_RAID_WITHIN = 7  # tokens between a raid and who makes it
_LANDING = word_set("landing")
_AIRCRAFT = word_set("of_aircraft")
_MAKING = word_set("making")
_MEN = word_set("men_at_arms")
_ONWARDS = word_set("onwards")
ANOTHER = word_set("another")


def _place_follows(reading: Reading, sentence: Sentence, index: int) -> bool:
    """Whether an elided act (وأخرى على كذا) names its place: within six words, before a sign or a verb."""
    if index + 1 >= sentence.last or reading.tokens[index + 1].fold not in _ONWARDS:
        return False
    for at in range(index + 1, min(index + 7, sentence.last)):
        if at in reading.in_place:
            return True
        if reading.tokens[at].kind is not WORD:
            return False
    return False


def _collocation(reading: Reading, sentence: Sentence, index: int, verb: bool) -> Trigger | None:
    """The trigger that the word at `index` makes with a thing that follows it in its clause."""
    word = reading.words[index]
    for key in sorted(word.verb_keys if verb else word.noun_keys):
        things = _collocations().get(key)
        if things is None:
            continue
        left = _REACH if verb else _REACH_OF_NOUN
        at = index
        while left and at + 1 < sentence.last:
            at += 1
            if at in reading.in_date:
                continue
            left -= 1
            token = reading.tokens[at]
            if token.text in "؛:." or (token.text == "،" and not verb) or token.fold in _WHICH_IS:
                break
            counted = bool(around(reading.quantities, at))  # لقي نحو عشرين شخصا حتفهم
            if at > index + 1 and not counted and reads_as_verb(reading, sentence, at) and not _describing(reading, at):
                break
            matches = things.at(reading.words, at)
            if matches and (
                _idioms().at(reading.words, at) or _in_name(reading, at) or _only_stands_up(reading, index, at)
            ):
                continue
            if matches and verb and word.verb_keys & _SUBJECTED:  # تعرض الحاجز لقذائف
                if reading.words[at].prep != "ل":
                    break
                return Trigger(at, matches[0].last, frame_classes()[matches[0].value], False, False)
            if matches:
                cls = frame_classes()[matches[0].value]
                last = index + 1 if at > index + 1 else matches[0].last
                return Trigger(index, last, cls, verb, _definite(reading, sentence, index) and not verb, at)
    return _thing_before(reading, sentence, index) if verb else None


def _in_name(reading: Reading, at: int) -> bool:
    """Whether the word at `at` is part of what a side is called (تبنى تنظيم القاعدة: no base was built)."""
    return any(name.first < at for name in around(reading.actors, at))


def _describing(reading: Reading, at: int) -> bool:
    """Whether the verb at `at` describes the noun before it (فتح مسلحون يستقلون دراجة النار): in the present, bare."""
    word, before = reading.words[at], reading.words[at - 1]
    bare = word.imperfect and not word.conj and not word.future
    noun = before.noun and not (before.verb or before.det or reading.tokens[at - 1].fold in _BEFORE_VERB)
    return bare and noun and reading.tokens[at - 1].kind is WORD


def _only_stands_up(reading: Reading, index: int, at: int) -> bool:
    """Whether the thing at `at` is who stands up to another, not whom he stands up to (تصدت قوات كذا لهجوم)."""
    words = reading.words
    between = range(index + 1, at + 1)
    facing = any(words[i].prep == "ل" or reading.tokens[i].fold in _TO_THEM for i in between)
    return bool(words[index].keys & _STANDING_UP) and not facing


_TO_THEM = word_set("to_them")
_STANDING_UP = word_set("standing_up")
_WHICH_IS = word_set("which_is")
_BEFORE_VERB = word_set("before_verb")
_SUBJECTED = word_set("subjected")
_FALLING = word_set("falling")


def _thing_before(reading: Reading, sentence: Sentence, index: int) -> Trigger | None:
    """The trigger that a verb makes with its subject where that stands first (عبوة ناسفة انفجرت)."""
    word = reading.words[index]
    for key in sorted(word.verb_keys if word.pronoun else word.verb_keys & _FALLING):
        things = _collocations().get(key)
        if things is None:
            continue
        for at in range(index - 1, max(sentence.body - 1, index - _REACH), -1):
            if reading.tokens[at].text in "؛:." or reads_as_verb(reading, sentence, at):
                break
            matches = things.at(reading.words, at)
            if matches:
                return Trigger(index, index + 1, frame_classes()[matches[0].value], True, False, at)
    return None


def _definite(reading: Reading, sentence: Sentence, index: int) -> bool:
    """Whether the noun at `index` refers back: by the article or a demonstrative before it; السيطرة على and its like
    have the article without meaning to, and what is answered stands for its answer (ردت على الهجمات)."""
    word = reading.words[index]
    if word.noun_keys & _ALWAYS_DEFINITE or answered(reading, sentence, index):
        return False
    if word.det and index > 1 and reading.tokens[index - 1].fold == "من" and reading.tokens[index - 2].fold in _SOME_OF:
        return False
    if word.det:
        return True
    if index > 0 and reading.tokens[index - 1].fold in ("هذا", "هذه", "ذلك", "تلك", "وهذا", "بهذا", "لهذا"):
        return True
    owner = max((match.last for match in inside(reading.actors, index + 1, index + 2)), default=index + 1)
    return owner < len(reading.tokens) and reading.tokens[owner].fold in ("هذا", "هذه")  # هجوم الحركة هذا


_ALWAYS_DEFINITE = word_set("always_definite")


@cache
def akin(name: str) -> frozenset[str]:
    """The classes of acts, `name` among them, that may be one happening told twice."""
    families = [{row["class"], other} for row in rows("compatible") for other in row["others"].split()]
    return frozenset({name}.union(*(family for family in families if name in family)))


def compatible(first: str, second: str) -> bool:
    """Whether two classes of acts may be one happening told twice."""
    return second in akin(first)


def needs_met(cls: FrameClass, said: Iterable[str]) -> bool:
    """Whether what is said beside a trigger of `cls` is enough to take it for an incident."""
    present = set(said)
    return any(need <= present or not need - {""} for need in cls.needs)
