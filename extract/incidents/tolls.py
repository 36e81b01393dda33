"""How many were killed and injured: each effect's count, breakdowns not added twice."""

from __future__ import annotations

from typing import NamedTuple

from extract.arabic.numbers import Quantity, QuantityKind
from extract.arabic.tokens import TokenKind
from extract.incidents.clauses import Reading, around, inside
from extract.incidents.frames import Frame
from extract.incidents.syntax import adds_that, reads_as_verb, sets_beside
from extract.incidents.triggers import Trigger
from extract.incidents.words import word_set
from extract.model import Toll
from extract.places.gazetteer import word_key
from extract.places.vocabulary import given_names

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
    **dict.fromkeys(word_set("one_more"), Toll(1, 1)),
}


class Harm(NamedTuple):
    """What a frame tells of people hurt."""

    killed: Toll | None
    injured: Toll | None


def harm(reading: Reading, frame: Frame) -> Harm:
    """The killed and the injured that the words of `frame` tell; where another source counts them anew (فيما تحدث مصدر
    طبي عن 19 قتيلا), the bounds of both counts."""
    anew = _other_count(reading, frame)
    if anew is None:
        return _counted(reading, frame)
    parts = (
        Frame(frame.sentence, first, last, [t for t in frame.triggers if first <= t.first < last])
        for first, last in ((frame.first, anew), (anew, frame.last))
    )
    return Harm(*map(bounds, *(_counted(reading, part) for part in parts)))


def _other_count(reading: Reading, frame: Frame) -> int | None:
    """Where the frame begins to tell what another source says, set beside the first."""
    return next(
        (
            index
            for index in range(frame.first + 1, frame.last)
            if (sets_beside(reading, index) and reading.cue(index + 1, index + 1 + _SAID_WITHIN, "statement"))
            or adds_that(reading, index)
        ),
        None,
    )


_SAID_WITHIN = 2  # tokens between فيما and the verb of saying


def bounds(first: Toll | None, second: Toll | None) -> Toll | None:
    """What two counts of the same people leave open: the least and the most of both."""
    if first is None or second is None:
        return first or second
    most = None if first.high is None or second.high is None else max(first.high, second.high)
    return Toll(min(first.low, second.low), most)


def _counted(reading: Reading, frame: Frame) -> Harm:
    """The killed and the injured that one source tells."""
    killed: list[Toll] = []
    injured: list[Toll] = []
    used: set[int] = set()
    effects = [t for t in frame.triggers if t.cls.name in ("kill", "injure")]
    for number, effect in enumerate(effects):
        end = effects[number + 1].first if number + 1 < len(effects) else frame.last
        into = killed if effect.cls.name == "kill" else injured
        joint = number + 1 < len(effects) and effects[number + 1].first - effect.last <= 1
        if not effect.verb and reading.words[effect.first].pronoun and (into or _told_already(reading, frame, effect)):
            continue  # إصابة شخصين إصابتهما خطرة
        if any(q.noun == effect.first and q.part_of is None for q in reading.quantities):  # خمسة قتلى مدنيين
            continue
        found = _argument(reading, frame, effect, end, used)
        if joint and not found and _others_after(reading, effects[number + 1]):  # عنصر قتل وأصيب آخران
            into.extend(_counted_before(reading, frame, effect, 6, used) or [Toll(1, 1)])
            continue
        if joint and not found and _argument(reading, frame, effects[number + 1], frame.last, used):
            killed.append(_ANY)  # قُتل وأصيب 12: how many of either is not said
            injured.append(_ANY)
            break
        into.extend(found)
    for quantity in _counts(reading, frame.first, frame.last):
        if quantity.part_of is not None or quantity.first in used or quantity.kind is QuantityKind.ORDINAL:
            continue
        kind = _casualty(reading, quantity) if not _known(reading, frame, quantity) else ""
        if kind and _also(reading, quantity):
            killed.append(_ANY)
            injured.append(_ANY)
        elif kind:
            (killed if kind == "killed" else injured).append(_toll(quantity))
            end = quantity.last + 1 if quantity.noun is None else max(quantity.last, quantity.noun + 1)
            used.update(range(quantity.first, end))  # قتيلان وأربعة جرحى: the next number stands right behind
    risen = _risen(reading, frame)
    if risen is not None:
        (injured if risen[0] == "injured" else killed)[:] = [risen[1]]
    _bare_nouns(reading, frame, killed, injured, used)
    if not killed and not injured and unharmed(reading, frame.first, frame.last):
        return Harm(NONE, NONE)
    return Harm(_sum(killed), _sum(injured))


def _known(reading: Reading, frame: Frame, quantity: Quantity) -> bool:
    """Whether two dead or wounded are named as known ones where nobody is hurt (والدا الشهيدين)."""
    alone = quantity.noun is None or quantity.noun == quantity.first
    return alone and reading.words[quantity.first].det and not frame.classes & {"kill", "injure"}


def _told_already(reading: Reading, frame: Frame, effect: Trigger) -> bool:
    """Whether a count of those hurt stands before a noun of their harm (30 جريحا، إصاباتهم متفاوتة)."""
    hurt = "injured" if effect.cls.name == "injure" else "killed"
    return any(_casualty(reading, quantity) == hurt for quantity in _counts(reading, frame.first, effect.first))


def _risen(reading: Reading, frame: Frame) -> tuple[str, Toll] | None:
    """The number that a count of casualties is said to have reached (ارتفع عدد ضحايا القصف إلى 44، ارتفع إلى 44
    عدد ضحاياه)."""
    for index in range(frame.first, frame.last):
        if not reading.words[index].keys & _NUMBERING:
            continue
        before = range(max(frame.first, index - _RISEN_WITHIN), index)
        if not any(reading.words[i].keys & _RISING for i in before):
            continue
        for quantity in _counts(reading, before.start, min(frame.last, index + _REACHED_WITHIN)):
            people = quantity.noun == index or _counts_people(reading, quantity)
            if reading.tokens[quantity.first - 1].fold in _TO and people:
                whose = frozenset[str]().union(*(word.noun_keys for word in reading.words[index + 1 : index + 2]))
                if "عدد" in reading.words[index].keys and not whose & (_KILLED | _INJURED):  # عدد المختطفين
                    continue
                return _casualty(reading, quantity) or ("injured" if whose & _INJURED else "killed"), _toll(quantity)
    return None


_NUMBERING = word_set("numbering")
_RISING = word_set("rising")
_TO = word_set("reaching")
_RISEN_WITHIN = 4  # tokens between a verb of rising and the word for the count, the number between
_REACHED_WITHIN = 18  # tokens between the word for the count and the number it reached


def slain(reading: Reading, frame: Frame, hurt: Harm) -> Harm:
    """What `hurt` says, and whom the words for executing and assassinating say were killed where no toll is told."""
    acts = [t for t in frame.triggers if _deadly(t) and not _attempted(reading, t)]
    if hurt.killed is not None or not acts:
        return hurt
    one = [Toll(1, 1)] if any(act.cls.name == "assassinate" for act in acts) else []
    act = acts[0]
    killers = max((m.last for m in around(reading.actors, act.last)), default=act.last) if act.verb else act.last
    return hurt._replace(killed=_sum(_argument(reading, frame, act._replace(last=killers), frame.last, set()) or one))


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
    if quantity.noun is None and at < len(reading.tokens) and reading.tokens[at].text == ")":  # سقط (7) شهداء
        at += 1
    if at < len(reading.words) and (at == quantity.first or not reading.words[at].conj):
        keys = reading.words[at].noun_keys
        if keys & _KILLED:
            return "killed"
        if keys & _INJURED:
            return "injured"
    return ""


def _also(reading: Reading, quantity: Quantity) -> bool:
    """Whether a number counts the killed and the injured as one (12 قتيلا وجريحا)."""
    after = quantity.last if quantity.noun is None else quantity.noun + 1
    if after >= len(reading.words):
        return False
    word = reading.words[after]
    return (
        word.conj == "و"
        and not word.plural
        and bool(word.noun_keys & _INJURED)
        and not around(reading.quantities, after)
    )


def _counts_people(reading: Reading, quantity: Quantity) -> bool:
    if _end_of_side(reading, quantity.last) > quantity.last:
        return quantity.kind is not QuantityKind.ORDINAL
    if quantity.unit in _OF_MANY:  # خمسة من عائلة واحدة، اثنان من قوات الجيش, but not خمس عائلات
        return quantity.last < len(reading.tokens) and reading.tokens[quantity.last].fold == "من"
    if quantity.noun is None and reading.words[quantity.first - 1].keys & _FAMILIES:  # عائلة واحدة
        return False
    return quantity.kind is not QuantityKind.ORDINAL and (
        quantity.unit in _PEOPLE or (quantity.unit is None and not _followed_by_thing(reading, quantity))
    )


def _end_of_side(reading: Reading, index: int) -> int:
    """Behind the side that those counted before `index` are of (12 من قبيلة كذا), else `index` itself."""
    if index + 1 >= len(reading.tokens) or reading.tokens[index].fold != "من":
        return index
    return max((match.last for match in around(reading.actors, index + 1)), default=index)


_OF_MANY = frozenset({"family", "organisation"})
_FAMILIES = word_set("families")
_MORE_THAN_THEM = word_set("more_than_them")


def _followed_by_thing(reading: Reading, quantity: Quantity) -> bool:
    if quantity.noun is None:
        return False
    noun = reading.words[quantity.noun]
    of_them = noun.pronoun and noun.keys & (_KIN | _MORE_THAN_THEM)  # 12 غيرهم، اثنين من مرافقيه
    return not of_them and not noun.tags & {"person", "civilian", "soldier", "fighter"}


def _argument(reading: Reading, frame: Frame, effect: Trigger, end: int, used: set[int]) -> list[Toll]:
    """Whom an effect names: the counts or the persons that follow it before the clause ends, else a count before it."""
    tolls: list[Toll] = []
    own = reading.words[effect.first]
    if not effect.verb and own.pronoun:
        return [_ANY if reading.tokens[effect.first].fold.endswith("هم") else Toll(1, 1)]
    if effect.verb and not own.conj and (before := _counted_before(reading, frame, effect, 2, used)):
        return before
    stop = min(end, effect.last + 16)
    if effect.verb and effect.last < stop and reading.tokens[effect.last].fold == "و":  # شهيد ارتقى و395 مواطنا أصيبوا
        stop = effect.last
    if _hits_thing(reading, effect, stop):
        return []
    quantities = {q.first: q for q in _counts(reading, effect.last, stop)}
    persons = {m.first: m for m in inside(reading.targets, effect.last, stop)}
    means = {m.first: m.last for m in inside(reading.weapons, effect.last, stop)}
    start = index = _object_start(reading, effect, stop)
    while index < stop:
        token = reading.tokens[index]
        counts = index == start or reading.tokens[index - 1].fold == "و"
        if token.text == "(" and counts and index + 1 in quantities:  # قتل (15) مدنيا, but not قتل سعيد (40) سنة
            index += 1
            continue
        if token.text in "؛:.(" or token.kind is TokenKind.BREAK:
            break
        going_on = index > effect.last and reading.words[index].conj and index not in persons
        if going_on and reads_as_verb(reading, frame.sentence, index):
            break
        quantity = quantities.get(index)
        if not tolls and token.fold in _OTHERS and (quantity is None or quantity.kind is QuantityKind.ORDINAL):
            return [_OTHERS[token.fold]]
        if quantity is not None:
            if quantity.part_of is None and _counts_people(reading, quantity):
                kind = _casualty(reading, quantity)
                if kind and (kind == "injured") != (effect.cls.name == "injure"):
                    break
                tolls.append(_toll(quantity))
                used.update(range(quantity.first, quantity.last + 1))
            index = max(_end_of_side(reading, quantity.last), index + 1)
            if tolls and not _goes_on(reading, index):
                break
            continue
        if not tolls and token.fold in _ONE_OF and index + 1 < stop and reading.words[index + 1].plural:
            return [Toll(1, 1)]  # مقتل أحد أفرادها
        if (
            reading.words[index].keys & _KIN
            and reading.words[index].pronoun
            and (not tolls or reading.words[index].conj)
        ):
            counted = quantities.get(index + 1)
            if counted is not None and reading.words[index + 1].det:  # وأطفاله الثلاثة
                tolls.append(_toll(counted))
                index += 2
            else:
                tolls.append(_ANY if reading.words[index].plural else Toll(1, 1))  # وأصيبت حفيدتها
                index += 1
            if not _goes_on(reading, index):
                break
            continue
        person = persons.get(index)
        if person is not None and index not in reading.covered and (not tolls or reading.words[index].conj):
            word = reading.words[index]
            same = bool(tolls) and token.fold.endswith("ا")  # 25 جنديا ومدنيا
            if _is_person(reading, index) and (not tolls or word.conj) and not same:
                tolls.append(_persons(reading, index))
                used.update(range(person.first, person.last))
                index = person.last
                if not _goes_on(reading, index):
                    break
                continue
        if (reading.words[index].conj if tolls else index == start) and _is_named(reading, index):
            tolls.append(Toll(1, 1))
        if tolls and token.text == "،":
            break
        if not tolls and index in means:  # أعدم رميا بالرصاص ثمانية
            index = means[index]
            continue
        if reading.words[index].prep and not tolls and index > effect.last:
            break
        index += 1
    if not tolls and effect.verb:
        tolls = _counted_before(reading, frame, effect, 4, used) or _subject_before(reading, frame, effect, used)
    return tolls


def _is_named(reading: Reading, index: int) -> bool:
    """Whether the word at `index` is somebody's given name (استُشهد محمد كذا، وحسن كذا), and not على."""
    token = reading.tokens[index]
    bare = token.fold.removeprefix("و") if reading.words[index].conj else token.fold
    return index not in reading.covered and bare != "علي" and word_key(bare) in given_names()


def _persons(reading: Reading, index: int) -> Toll:
    """How many the word for persons at `index` says without a number before it: a family may be told to be of so many
    (أسرة من ستة أفراد)."""
    word = reading.words[index]
    if not word.keys & _FAMILIES:
        return _ANY if word.plural else Toll(1, 1)
    members = (
        q for q in _counts(reading, index + 1, index + _FAMILY_WITHIN) if q.unit in _PEOPLE and q.part_of is None
    )
    return next((_toll(quantity) for quantity in members), _ANY)


_FAMILY_WITHIN = 5  # tokens between a family and how many it is of


def _hits_thing(reading: Reading, effect: Trigger, stop: int) -> bool:
    """Whether what is hit is a thing (أصابت مسجدا، أصيب منزل)."""
    if effect.cls.name != "injure" or not effect.verb:
        return False
    first = next(iter(inside(reading.targets, effect.last, min(stop, effect.last + 3))), None)
    return first is not None and first.value == "property"


_LIVES = word_set("lives")


def _object_start(reading: Reading, effect: Trigger, stop: int) -> int:
    """Where those begin whom an effect names: right behind it, behind who did it (قتلت مليشيا، أمس، خمسة مدنيين), or
    behind its بحياة (أودى القصف، أمس، بحياة أربعة)."""
    at = max((match.last for match in around(reading.actors, effect.last)), default=effect.last)
    if effect.verb and at > effect.last:
        while at < stop and (at in reading.in_date or reading.tokens[at].text in "،,"):
            at += 1
        counted = any(q.first == at for q in reading.quantities) or inside(reading.targets, at, at + 1)
        if at < stop and counted and not (reading.words[at].conj or reading.words[at].prep):
            return at
    return next((i + 1 for i in range(effect.last, stop) if reading.tokens[i].fold in _LIVES), effect.last)


def _subject_before(reading: Reading, frame: Frame, effect: Trigger, used: set[int]) -> list[Toll]:
    """Whom a verb has before it: in the plural or dual persons and counts (إن 4 مدنيين بينهم امرأة قُتلوا، إن امرأة
    وطفلا قُتلا), else the one who begins the clause (رجل قُتل وأصيب اثنان)."""
    that = (i + 1 for i in range(effect.first - 1, frame.first - 1, -1) if reading.tokens[i].fold in _THAT)
    first = next(that, frame.first)
    if effect.first - first > _LONGEST_SUBJECT:
        return []
    if reading.tokens[effect.first - 1].fold.lstrip("و") in _ONE_OF_THEM:  # أحدهما لقي مصرعه والآخر أصيب
        return [Toll(1, 1)]
    if not reading.tokens[effect.first].fold.endswith(("وا", "ا")):
        word = reading.words[first]
        alone = around(reading.targets, first) and _is_person(reading, first) and not word.plural
        return [Toll(1, 1)] if alone and effect.first > first and not effect.definite else []
    for quantity in _counts(reading, first, effect.first):
        if quantity.part_of is None and _counts_people(reading, quantity) and quantity.first not in used:
            used.update(range(quantity.first, quantity.last + 1))
            return [_toll(quantity)]
    persons = [m for m in inside(reading.targets, first, effect.first) if _is_person(reading, m.first)]
    heads = {m.first for m in persons if not reading.words[m.first].det}
    used.update(heads)
    if len(heads) == 1 and not reading.tokens[effect.first].fold.endswith("وا"):  # شرطيين أصيبا
        return [Toll(2, 2)]
    return [_ANY if reading.words[index].plural else Toll(1, 1) for index in sorted(heads)]


_ONE_OF_THEM = word_set("one_of_them")
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
            return not reading.words[at].verb or bool(around(reading.targets, at))
    return False


_AMONG_THEM = word_set("among_them") | word_set("being")
_UNITS = word_set("units")
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
        if index + 1 < frame.last and reading.tokens[index + 1].fold in _OF_HITS:  # إصابات مباشرة: things were hit
            continue
        if index and reading.words[index - 1].keys & _UNITS:  # لواء شهداء كذا
            continue
        word = reading.words[index]
        if word.det or word.pronoun or word.verb_first or _denied(reading, frame, index):
            continue
        what, toll = _BARE_NOUNS[folded]
        if toll.high is not None and index and reading.tokens[index - 1].fold == "بين":  # بين شهيد وجريح
            killed.append(_ANY)
            injured.append(_ANY)
            return
        tolls = killed if what == "killed" else injured
        if not tolls:
            tolls.append(toll)


_OF_HITS = word_set("of_hits")
_ONE_OF = word_set("one_of")
_KIN = word_set("kin")
_NO = word_set("no_words")
_HARM = word_set("harm_words")


def _denied(reading: Reading, frame: Frame, index: int) -> bool:
    """Whether a word of harm stands under a negation (دون تسجيل أي إصابات), also of news of it (لم ترد أنباء مؤكدة عن
    سقوط ضحايا)."""
    unknown = any(reading.words[i].keys & _UNKNOWN for i in range(max(frame.sentence.first, index - 4), index))
    within = 7 if unknown else 4
    return any(_negates(reading, i) for i in range(max(frame.sentence.first, index - within), index))


def _negates(reading: Reading, index: int) -> bool:
    """Whether the word at `index` is a negation (دون، من غير): not that of what goes on (لا يزال ضحايا تحت الأنقاض)."""
    goes_on = index + 1 < len(reading.tokens) and reading.tokens[index + 1].fold in _STILL
    without = reading.tokens[index].fold == "غير" and index > 0 and reading.tokens[index - 1].fold == "من"
    return without or (reading.tokens[index].fold in _NO and not goes_on)


_STILL = word_set("still")


def unharmed(reading: Reading, first: int, last: int) -> bool:
    """Whether the tokens say that nobody was hurt: a harm denied, or damage to things only."""
    if reading.cue(first, last, "unharmed"):
        return True
    for index in range(first, last):
        folded = reading.tokens[index].fold
        if folded in _HARM and folded != "اضرار":
            near = range(max(first, index - 4), index)
            denied = any(_negates(reading, i) for i in near)
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
