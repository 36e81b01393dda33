"""What the verbs and verbal nouns of a frame have for their objects, and which voice they can be in."""

from __future__ import annotations

from extract.arabic.tokens import TokenKind
from extract.incidents.clauses import Reading, around, inside
from extract.incidents.frames import Frame
from extract.incidents.triggers import Trigger
from extract.incidents.words import word_set

DESCRIBED_WITHIN = 3  # tokens between armed men and whose they are, adjectives between


def end_of_side(reading: Reading, first: int) -> int:
    """The token after the side named at `first`."""
    return max((match.last for match in inside(reading.actors, first, first + 1)), default=first + 1)


def somebody_at(reading: Reading, index: int) -> bool:
    """Whether the token belongs to the name of persons, of a thing or of a side."""
    return bool(around(reading.targets, index)) or bool(around(reading.actors, index))


def object_after(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether persons are named after the side at `first`, as the object of a verbal noun (توقيف قسد عشرات الشبان)."""
    last = end_of_side(reading, first)
    stop = min(last + 4, frame.last)
    return bool(inside(reading.quantities, last, stop)) or any(
        m.value != "armed" and _is_object(reading, m.first, last) for m in inside(reading.targets, last, stop)
    )


def kills(reading: Reading, trigger: Trigger, first: int) -> bool:
    """Whether a verb of killing is active: somebody is named whom it killed, beyond the side right after it."""
    word = reading.words[trigger.first]
    if (
        not trigger.verb
        or not word.active
        or trigger.cls.name not in ("kill", "injure")
        or not word.verb_keys & (_TRANSITIVE | _KILLING_WITH_ALA)
    ):
        return False
    counted = any(around(reading.quantities, i) for i in range(trigger.last, first))  # قتل ثلاثة جنود إسرائيليين
    if first - trigger.last > 1 or counted:
        return False
    if word.verb_keys & _KILLING_WITH_ALA:
        return _puts_an_end(reading, max(first, trigger.last))
    after = end_of_side(reading, first)
    stop = min(first + _OBJECT_WITHIN, len(reading.tokens))
    joined = (i for i in range(trigger.last, stop) if reading.words[i].conj)
    stop = next((i for i in joined if reading.words[i].verb_first or reading.words[i].verb_keys & _TRANSITIVE), stop)
    stop = next((i for i in range(after, stop) if _tells_on(reading, i)), stop)
    return _has_object(reading, trigger, after, stop) or _somebody_by_name(reading, first, after)


def _tells_on(reading: Reading, index: int) -> bool:
    """Whether the word at `index` is a verb in the perfect that tells on of the noun before it (بعبوة استهدفت سيارته):
    what follows is its object."""
    word = reading.words[index]
    return word.verb_first and not (word.imperfect or word.conj) and index not in reading.covered


_OBJECT_WITHIN = 12  # tokens between who kills and whom he kills, days and places between


def _has_object(reading: Reading, trigger: Trigger, after: int, stop: int) -> bool:
    """Whether the verb has persons or a number for its object, between the end of its subject (`after`) and `stop`."""
    persons = [match.first for match in inside(reading.targets, max(after, trigger.last + 1), stop)]
    numbers = [quantity.first for quantity in inside(reading.quantities, after, stop)]
    return any(_is_object(reading, index, after) for index in persons + numbers)


def _is_object(reading: Reading, index: int, after: int) -> bool:
    """Whether the persons or the number at `index` are an object of their own: not part of the subject that ends at
    `after` (جندي إسرائيلي، عنصر من كذا، ضابط وثلاثة جنود), nor behind a preposition."""
    word = reading.words[index]
    describes = index == after and index in reading.demonyms
    counted = any(quantity.first < index for quantity in around(reading.quantities, index))
    governed = reading.tokens[index - 1].fold in _PREPOSITIONS and not counted
    named = index in reading.covered or around(reading.actors, index)
    return not (describes or governed or named or word.prep or word.conj)


_PREPOSITIONS = word_set("prepositions")


def _puts_an_end(reading: Reading, first: int) -> bool:
    """Whether على takes the verb to armed people (قضت وحدات من الجيش على عدد من المسلحين): without, it says that one
    died."""
    for index in range(first, min(first + _OBJECT_WITHIN, len(reading.tokens))):
        if _tells_on(reading, index):
            return False
        if reading.tokens[index].fold in _UPON:
            stop = index + _OBJECT_WITHIN // 2
            armed = any(match.value == "armed" for match in inside(reading.targets, index, stop))
            return armed or bool(inside(reading.actors, index, stop))
    return False


_KILLING_WITH_ALA = word_set("killing_with_ala")
_UPON = word_set("upon")


def taken_alone(reading: Reading, trigger: Trigger, first: int) -> bool:
    """Whether one soldier or officer behind a verb of seizing or murder is whom it was done to: nobody follows him to
    whom he did it (خطف جندي لبناني من كذا)."""
    person = reading.tokens[trigger.last].fold if trigger.last < len(reading.tokens) else ""
    if not trigger.verb or trigger.cls.name not in _TO_PERSONS or person not in _INDIVIDUALS:
        return False
    if first - trigger.last > DESCRIBED_WITHIN or not reading.words[trigger.first].passive:
        return False
    after = max(end_of_side(reading, first), trigger.last + 1)
    return not _has_object(reading, trigger, after, after + _OBJECT_WITHIN // 2)


_TO_PERSONS = frozenset({"abduct", "arrest", "assassinate", "execute"})
_INDIVIDUALS = word_set("individuals")


def _somebody_by_name(reading: Reading, first: int, after: int) -> bool:
    """Whether gunmen are followed by a name, days between commas aside (قتل مسلحون مجهولون، أمس الأربعاء، فلانا)."""
    gunmen = any(match.value.key == "unidentified_armed_group" for match in around(reading.actors, first))
    while after < len(reading.tokens) and (after in reading.in_date or reading.tokens[after].text in "،,"):
        after += 1
    if not gunmen or after >= len(reading.tokens):
        return False
    word = reading.words[after]
    named = reading.tokens[after].kind is TokenKind.WORD and not (word.known or word.prep or word.conj or word.det)
    return named and after not in reading.covered


_TRANSITIVE = word_set("transitive")


def passive_only(reading: Reading, trigger: Trigger) -> bool:
    """Whether the verb can only be read in the passive (قُصفت): what follows it is hit."""
    word = reading.words[trigger.first]
    return trigger.verb and word.passive and not word.active


def governing_trigger(reading: Reading, frame: Frame, first: int) -> Trigger | None:
    """The last trigger before token `first` in the frame."""
    best = None
    for trigger in frame.triggers:
        if trigger.first < first:
            best = trigger
    return best
