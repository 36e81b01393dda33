"""How many were killed and injured: each effect's count, breakdowns not added twice."""

from __future__ import annotations

from typing import NamedTuple

from extract.arabic.numbers import Quantity, QuantityKind
from extract.arabic.tokens import TokenKind
from extract.incidents.clauses import Reading, inside
from extract.incidents.frames import Frame
from extract.incidents.syntax import reads_as_verb
from extract.incidents.triggers import Trigger
from extract.incidents.words import word_set
from extract.model import Toll

_KILLED = word_set("killed")
_INJURED = word_set("injured")
_PEOPLE = frozenset({"person", "dead", "wounded", "casualty", "armed", "missing"})
_ANY = Toll(1, None)
NONE = Toll(0, 0)
_OTHERS = {
    "اخر": Toll(1, 1),
    "اخري": Toll(1, 1),
    "اخران": Toll(2, 2),
    "اخرون": _ANY,
    "اخرين": _ANY,
    "العديد": _ANY,
    "عدد": _ANY,
}


class Harm(NamedTuple):
    """What a frame tells of people hurt."""

    killed: Toll | None
    injured: Toll | None


def harm(reading: Reading, frame: Frame) -> Harm:
    """The killed and the injured that the words of `frame` tell."""
    killed: list[Toll] = []
    injured: list[Toll] = []
    used: set[int] = set()
    effects = [t for t in frame.triggers if t.cls.name in ("kill", "injure")]
    for number, effect in enumerate(effects):
        end = effects[number + 1].first if number + 1 < len(effects) else frame.last
        into = killed if effect.cls.name == "kill" else injured
        joint = number + 1 < len(effects) and effects[number + 1].first - effect.last <= 1
        if into and not effect.verb and reading.words[effect.first].pronoun:  # إصابة شخصين إصابتهما خطرة
            continue
        if any(q.noun == effect.first and q.part_of is None for q in reading.quantities):  # خمسة قتلى مدنيين
            continue
        found = _argument(reading, frame, effect, end, used)
        if joint and not found and _others_after(reading, effects[number + 1]):  # عنصر قتل وأصيب آخران
            into.extend(_counted_before(reading, frame, effect, 6, used) or [Toll(1, 1)])
            continue
        if joint and not found:
            following = _argument(reading, frame, effects[number + 1], frame.last, set())
            found = [_ANY] if following else []
            into.extend(found)
            injured_too = injured if into is killed else killed
            injured_too.extend(found)
            used.update(range(effects[number + 1].first, effects[number + 1].last + 3))
            continue
        into.extend(found)
    for quantity in _counts(reading, frame.first, frame.last):
        if quantity.part_of is not None or quantity.first in used:
            continue
        kind = _casualty(reading, quantity)
        if kind:
            (killed if kind == "killed" else injured).append(_toll(quantity))
            used.update(range(quantity.first, quantity.last + 1))
    _bare_nouns(reading, frame, killed, injured, used)
    if not killed and not injured and unharmed(reading, frame.first, frame.last):
        return Harm(NONE, NONE)
    return Harm(_sum(killed), _sum(injured))


def slain(reading: Reading, frame: Frame, hurt: Harm) -> Harm:
    """What `hurt` says, and whom the words for executing and assassinating say were killed where no toll is told."""
    acts = [t for t in frame.triggers if _deadly(t) and not _attempted(reading, t)]
    if hurt.killed is not None or not acts:
        return hurt
    one = [Toll(1, 1)] if any(act.cls.name == "assassinate" for act in acts) else []
    return hurt._replace(killed=_sum(_argument(reading, frame, acts[0], frame.last, set()) or one))


def _deadly(act: Trigger) -> bool:
    """Whether a word says that somebody was killed: an operation of assassination (اغتيال) may have failed."""
    return act.cls.name == "execute" or (act.cls.name == "assassinate" and act.verb)


_TRIED = word_set("tried")


def _attempted(reading: Reading, act: Trigger) -> bool:
    """Whether a killing was only tried (محاولة اغتيال)."""
    return any(reading.tokens[i].fold in _TRIED for i in range(max(0, act.first - 2), act.first))


def _others_after(reading: Reading, effect: Trigger) -> bool:
    """Whether those whom an effect names are others than the one named before (وأصيب آخران)."""
    return effect.last < len(reading.tokens) and reading.tokens[effect.last].fold in _OTHERS


def _counts(reading: Reading, first: int, last: int) -> list[Quantity]:
    """The quantities that begin in `first` to `last`, but for the numbers of dates."""
    return [quantity for quantity in inside(reading.quantities, first, last) if quantity.first not in reading.in_date]


def _toll(quantity: Quantity) -> Toll:
    return Toll(int(quantity.low), None if quantity.high is None else int(quantity.high))


def _casualty(reading: Reading, quantity: Quantity) -> str:
    """Whether what `quantity` counts is people killed or injured, by its own noun."""
    at = quantity.noun if quantity.noun is not None else quantity.last
    if at < len(reading.words) and not reading.words[at].conj:
        keys = reading.words[at].noun_keys
        if keys & _KILLED:
            return "killed"
        if keys & _INJURED:
            return "injured"
    return ""


def _counts_people(reading: Reading, quantity: Quantity) -> bool:
    return quantity.kind is not QuantityKind.ORDINAL and (
        quantity.unit in _PEOPLE or (quantity.unit is None and not _followed_by_thing(reading, quantity))
    )


def _followed_by_thing(reading: Reading, quantity: Quantity) -> bool:
    return quantity.noun is not None and not (
        reading.words[quantity.noun].tags & {"person", "civilian", "soldier", "fighter"}
    )


def _argument(reading: Reading, frame: Frame, effect: Trigger, end: int, used: set[int]) -> list[Toll]:
    """Whom an effect names: the counts or the persons that follow it before the clause ends, else a count before it."""
    tolls: list[Toll] = []
    own = reading.words[effect.first]
    if not effect.verb and own.pronoun:
        return [_ANY if reading.tokens[effect.first].fold.endswith("هم") else Toll(1, 1)]
    if effect.verb and not own.conj and (before := _counted_before(reading, frame, effect, 2, used)):
        return before
    stop = min(end, effect.last + 16)
    quantities = {q.first: q for q in _counts(reading, effect.last, stop)}
    persons = {m.first: m for m in inside(reading.targets, effect.last, stop)}
    index = effect.last
    while index < stop:
        token = reading.tokens[index]
        if token.text in "؛:.(" or token.kind is TokenKind.BREAK:
            break
        if index > effect.last and reads_as_verb(reading, frame.sentence, index) and reading.words[index].conj:
            break
        quantity = quantities.get(index)
        if quantity is not None:
            if quantity.part_of is None and _counts_people(reading, quantity):
                kind = _casualty(reading, quantity)
                if kind and (kind == "injured") != (effect.cls.name == "injure"):
                    break
                tolls.append(_toll(quantity))
                used.update(range(quantity.first, quantity.last + 1))
            index = max(quantity.last, index + 1)
            if tolls and not _goes_on(reading, index):
                break
            continue
        if not tolls and token.fold in _OTHERS:
            return [_OTHERS[token.fold]]
        if not tolls and token.fold in _ONE_OF and index + 1 < stop and reading.words[index + 1].plural:
            return [Toll(1, 1)]  # مقتل أحد أفرادها
        if (
            reading.words[index].keys & _KIN
            and reading.words[index].pronoun
            and (not tolls or reading.words[index].conj)
        ):
            tolls.append(_ANY if reading.words[index].plural else Toll(1, 1))  # وأصيبت حفيدتها
            index += 1
            if not _goes_on(reading, index):
                break
            continue
        person = persons.get(index)
        if person is not None and index not in reading.covered and (not tolls or reading.words[index].conj):
            word = reading.words[index]
            counted = bool(tolls) and token.fold.endswith("ا")  # 25 جنديا ومدنيا
            if _is_person(reading, index) and (not tolls or word.conj) and not counted:
                tolls.append(_ANY if word.plural else Toll(1, 1))
                used.update(range(person.first, person.last))
                index = person.last
                if not _goes_on(reading, index):
                    break
                continue
        if tolls and token.text == "،":
            break
        if reading.words[index].prep and not tolls and index > effect.last:
            break
        index += 1
    if not tolls and effect.verb:
        tolls = _counted_before(reading, frame, effect, 4, used) or _subject_before(reading, frame, effect, used)
    return tolls


def _subject_before(reading: Reading, frame: Frame, effect: Trigger, used: set[int]) -> list[Toll]:
    """Whom a verb in the plural or dual has before it (إن 4 مدنيين بينهم امرأة قُتلوا، إن امرأة وطفلا قُتلا)."""
    if not reading.tokens[effect.first].fold.endswith(("وا", "ا")):
        return []
    that = (i + 1 for i in range(effect.first - 1, frame.first - 1, -1) if reading.tokens[i].fold in _THAT)
    first = next(that, frame.first)
    if effect.first - first > _LONGEST_SUBJECT:
        return []
    for quantity in _counts(reading, first, effect.first):
        if quantity.part_of is None and _counts_people(reading, quantity) and quantity.first not in used:
            used.update(range(quantity.first, quantity.last + 1))
            return [_toll(quantity)]
    persons = [m for m in inside(reading.targets, first, effect.first) if _is_person(reading, m.first)]
    heads = {m.first for m in persons if not reading.words[m.first].det}
    used.update(heads)
    return [_ANY if reading.words[index].plural else Toll(1, 1) for index in sorted(heads)]


_LONGEST_SUBJECT = 12  # tokens between أن and the verb of its subject
_THAT = word_set("that")


def _counted_before(
    reading: Reading, frame: Frame, effect: Trigger | Quantity, within: int, used: set[int]
) -> list[Toll]:
    """The counts of people that stand at most `within` tokens before a verb (13 مدنيا وجنديان استشهدوا)."""
    for quantity in reversed(_counts(reading, frame.first, effect.first)):
        if effect.first - quantity.last <= within:
            if quantity.part_of is None and _counts_people(reading, quantity) and quantity.first not in used:
                used.update(range(quantity.first, quantity.last + 1))
                joined = reading.words[quantity.first].conj == "و" or reading.tokens[quantity.first - 1].fold == "و"
                joined = joined and not _casualty(reading, quantity)
                return [*(_counted_before(reading, frame, quantity, 3, used) if joined else ()), _toll(quantity)]
            break
    return []


def _is_person(reading: Reading, index: int) -> bool:
    tags = reading.words[index].tags
    return not tags or bool(tags & _PERSONS) or any(tag.startswith("nationality:") for tag in tags)


_PERSONS = frozenset(
    {"person", "civilian", "soldier", "fighter", "child", "woman", "medic", "journalist", "official", "casualty"}
)


def _goes_on(reading: Reading, index: int) -> bool:
    """Whether a coordinate (وثلاثة عناصر) follows within two words."""
    for at in range(index, min(index + 4, len(reading.words))):
        if reading.tokens[at].text in "،؛.:(" or reading.tokens[at].fold in _AMONG_THEM:
            return False
        if reading.words[at].conj == "و" or reading.tokens[at].text == "و":
            return not reading.words[at].verb
    return False


_AMONG_THEM = word_set("among_them")
_BARE_NOUNS = {
    **dict.fromkeys(("قتلي", "ضحايا", "شهداء"), ("killed", _ANY)),
    **dict.fromkeys(("قتيل", "شهيد", "قتيلا", "شهيدا"), ("killed", Toll(1, 1))),
    **dict.fromkeys(("جرحي", "اصابات", "مصابين", "مصابون"), ("injured", _ANY)),
    **dict.fromkeys(("جريح", "جريحا"), ("injured", Toll(1, 1))),
}


def _bare_nouns(reading: Reading, frame: Frame, killed: list[Toll], injured: list[Toll], used: set[int]) -> None:
    """Casualties without a number: قتيل is one, قتلى is some, بين قتيل وجريح is some of both."""
    for index in range(frame.first, frame.last):
        folded = reading.tokens[index].fold.lstrip("و")
        if folded not in _BARE_NOUNS or index in used or index in reading.covered:
            continue
        word = reading.words[index]
        if word.det or word.pronoun or word.verb_first or _denied(reading, frame, index):
            continue
        if folded in ("قتيل", "قتيلا") and index and reading.tokens[index - 1].fold == "بين":
            killed.append(_ANY)
            injured.append(_ANY)
            return
        what, toll = _BARE_NOUNS[folded]
        tolls = killed if what == "killed" else injured
        if not tolls:
            tolls.append(toll)


_ONE_OF = word_set("one_of")
_KIN = word_set("kin")
_NO = word_set("no_words")
_HARM = word_set("harm_words")


def _denied(reading: Reading, frame: Frame, index: int) -> bool:
    """Whether a word of harm stands under a negation (دون تسجيل أي إصابات)."""
    return any(reading.tokens[i].fold in _NO for i in range(max(frame.sentence.first, index - 4), index))


def unharmed(reading: Reading, first: int, last: int) -> bool:
    """Whether the tokens say that nobody was hurt: a harm denied, or damage to things only."""
    if reading.cue(first, last, "unharmed"):
        return True
    for index in range(first, last):
        folded = reading.tokens[index].fold
        if folded in _HARM and folded != "اضرار":
            near = range(max(first, index - 4), index)
            denied = any(reading.tokens[i].fold in _NO for i in near)
            unknown = any(reading.words[i].keys & _UNKNOWN for i in range(max(first, index - 5), index))
            if denied and not unknown:
                return True
        if folded in ("الماديات", "ماديه") and any(
            reading.words[i].keys & {"اقتصر", "اقتصار"} for i in range(max(first, index - 5), index)
        ):
            return True
    return False


_UNKNOWN = word_set("unknown_harm")


def _sum(tolls: list[Toll]) -> Toll | None:
    if not tolls:
        return None
    high = None if any(toll.high is None for toll in tolls) else sum(toll.high or 0 for toll in tolls)
    return Toll(sum(toll.low for toll in tolls), high)
