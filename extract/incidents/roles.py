"""The role that a named side plays in a frame: by its preposition, by the noun it belongs to, by word order."""

from __future__ import annotations

from extract.arabic.tokens import TokenKind
from extract.incidents.clauses import Reading, around, inside
from extract.incidents.frames import Frame
from extract.incidents.objects import (
    end_of_side,
    governing_trigger,
    kills,
    object_after,
    passive_only,
    somebody_at,
    taken_alone,
)
from extract.incidents.syntax import announced, of_the_war, reads_as_verb
from extract.incidents.triggers import Trigger
from extract.incidents.words import word_set

POLICING = frozenset({"find", "arrest", "raid"})
_BY = word_set("by")
_AGENT_WORDS = word_set("agent_after")
_PATIENT_WORDS = word_set("patient_after")
_BELONGS = word_set("belonging")


def is_struck_down(frame: Frame) -> bool:
    """Whether what is destroyed is so by a strike of its own (دمرت في ضربات جوية زوارق للحوثيين), not in flight."""
    return {"intercept", "airstrike"} <= frame.classes


def is_taken(frame: Frame) -> bool:
    """Whether the frame is of a place that is taken: who took it acts, whoever was fought for it."""
    return frame.main.cls.name == "capture"


_OWN = word_set("own_force")
_FORCE = word_set("force")
_ARMED_NOUNS = word_set("armed_persons")


_ACCUSED_WITHIN = 12  # tokens between a word of accusation and whom it accuses, the accuser and his short name between


def is_accused(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether a word of accusation (يتهم، يشتبه) stands before the side at `first` and means it."""
    cue = reading.cue(max(frame.sentence.first, first - _ACCUSED_WITHIN), first, "accuse")
    return cue is not None and not any(reading.tokens[i].text in "؛:." for i in range(cue.last, first))


def _by_men_of(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether the side is whose men are said to have done it (من قبل عناصر تنظيم كذا، على يد مسلحي كذا)."""
    at = first - 1
    while at > frame.sentence.first + 1 and (
        reading.words[at].keys & _ARMED_NOUNS or reading.tokens[at].kind is TokenKind.QUOTE
    ):
        at -= 1
    return at < first - 1 and f"{reading.tokens[at - 1].fold} {reading.tokens[at].fold}" in _BY


_UNDER = word_set("under")
_SUPPORT = word_set("support")
_DRESS = word_set("dress")
_SUPPORTED_BY = word_set("supported_by")
_SOURCES = word_set("sources")


def role(reading: Reading, frame: Frame, first: int) -> str:
    """The role of the side named at token `first`: agent, patient, suspect, speaker, or none."""
    tokens, words = reading.tokens, reading.words
    before = tokens[first - 1].fold if first > frame.sentence.first else ""
    before2 = tokens[first - 2].fold if first > frame.sentence.first + 1 else ""
    own = tokens[first].fold
    if any(t.thing is not None and first <= t.thing < end_of_side(reading, first) for t in frame.triggers):
        return "patient"
    if before in _UNDER and before2 == "من" and is_taken(frame):  # تحرير كذا من سيطرة تنظيم كذا
        return "patient"
    if (before in _UNDER and not _of_trigger(frame, first - 1)) or (
        before2 in _UNDER and words[first - 1].keys & _ARMED_NOUNS
    ):
        return "none"
    if _goes_its_own_way(reading, frame, first) or _of_buried(reading, frame, first):
        return "none"
    if _speaks(reading, frame, first):
        return "speaker"
    if is_accused(reading, frame, first):
        return "suspect"
    if f"{before2} {before}" in _BY or before in _AGENT_WORDS or _by_men_of(reading, frame, first):
        return "agent"
    if _acts_in_relative(reading, frame, first) or _act_its_own(reading, frame, first):
        return "agent"
    if words[first].keys & _HELD:
        return role_of_holder(reading, frame, first)
    ruling = governing_trigger(reading, frame, first)
    if ruling is not None and (_acts_by_pronoun(reading, ruling) or _announced_strike(reading, frame, ruling, first)):
        return "patient"
    at = first - 1
    while at >= frame.sentence.first and tokens[at].kind is TokenKind.QUOTE:
        at -= 1
    head = tokens[at].fold if at >= frame.sentence.first else ""
    if head.lstrip("و") in _SUBORDINATE or (words[first].prep == "ل" and head in _BELONGS):
        sources = any(tokens[i].fold in _SOURCES for i in range(max(frame.sentence.first, at - 3), at))
        return "speaker" if sources else _head_role(reading, frame, at)
    if at > frame.sentence.first and words[at].keys & _HELD and not words[at].verb_first:
        return role_of_holder(reading, frame, at)
    if words[first].prep == "ل" and head.removeprefix("و") in _HAD_BEFORE:  # سبق لحركة كذا أن هاجمت
        return "agent"
    if head == "ل":
        return _owner_or_agent(reading, frame, at - 1)
    if head in ("مخلفات", "مخلفاتها"):
        return "agent"
    if words[first].prep == "ل" and is_struck_down(frame):
        return "patient"
    if words[first].prep == "ل":
        return _owner_or_agent(reading, frame, at)
    if at > frame.first and words[at].prep == "ل" and words[at].noun and not words[first].conj:  # مقر لقادة كذا
        return _owner_or_agent(reading, frame, at - 1)
    if words[first].prep == "ب" and (not words[first].det or head in _SUPPORT):
        return "none"
    if head in ("من", "مع") and at > frame.sentence.first and tokens[at - 1].fold in _SUPPORT:
        return "none"
    if head in _SUPPORTED_BY or head in _DRESS:
        return "none"
    if "arrest" in frame.classes and any(words[i].keys & _DEALINGS for i in range(max(frame.first, at - 1), first)):
        return "none"  # بتهمة التعامل مع كذا، التخابر لصالح كذا
    if head == "مع" and is_taken(frame):
        return "patient"
    if head in _PATIENT_WORDS or own.startswith("لل"):
        return "patient"
    if at > frame.sentence.first and words[at].pronoun and words[at].verb_first and words[at].active:
        return "agent"
    if head in ("من", "بين", "وبين"):
        return _after_from(reading, frame, first, at)
    if words[first].conj == "و" and head.endswith(_OBLIQUE) and around(reading.targets, at) and frame.main.first < at:
        return "patient"  # استهدفت الدبلوماسيين وقوات الأمن
    return _by_position(reading, frame, first, at)


_OBLIQUE = "ين"  # the ending of plurals that are no subject


def _of_buried(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether the side is only whose man is buried (انفجار خلال جنازة قائد القوات الخاصة)."""
    cue = reading.cue(max(frame.first, first - _BURIED_WITHIN), first, "funeral")
    return cue is not None and not any(cue.last <= t.first < first for t in frame.triggers)


_BURIED_WITHIN = 6  # tokens between a funeral and the side of who is buried, his rank and name between
_REPORTING = word_set("reporting")
_SUBORDINATE = word_set("subordinate")
_DONE = word_set("done")
_HAD_BEFORE = word_set("had_before")
_DEALINGS = word_set("dealings")
_HELD = word_set("held")
_AT = word_set("before_place")


def role_of_holder(reading: Reading, frame: Frame, at: int) -> str:
    """The role of whose position or building is named at token `at`: whom an act hits, who fires from it, else none."""
    before = at - 1
    if reading.tokens[before].fold in _ORIGIN:
        return "agent" if frame.classes & _FIRING else "none"
    if frame.classes <= POLICING | {"kill", "injure"} and reading.tokens[before].fold in _AT:
        return "none"
    return "patient"


_ORIGIN = word_set("origin")
_FIRING = frozenset({"shell", "airstrike", "drone", "strike", "shoot"})


def _acts_in_relative(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether a relative clause says what the side did (الانفصاليين الذين سيطروا على كذا)."""
    end = end_of_side(reading, first)
    opening = frame.triggers[0]
    if opening.first == end and opening.verb and reading.tokens[end].fold.endswith("وا"):  # تصدوا لمستوطنين هاجموا كذا
        return opening.cls.role != "effect" and not reading.words[end].conj
    return (
        end < frame.last
        and reading.tokens[end].fold in _RELATIVES
        and any(
            t.first == end + 1 and t.verb and t.cls.role != "effect" and not passive_only(reading, t)
            for t in frame.triggers
            if not reading.words[t.first].pronoun
        )
    )


_RELATIVES = word_set("relative")


def _act_its_own(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether the side at `first` is whom the pronoun of the next act means (عملية للجيش انتهت بسيطرته على كذا)."""
    act = next((t for t in frame.triggers if t.first > first), None)
    return (
        act is not None
        and not act.verb
        and act.cls.name in _RULING
        and reading.words[act.first].pronoun
        and not inside(reading.actors, end_of_side(reading, first), act.first)
    )


_RULING = frozenset({"capture", "repel"})


def _goes_its_own_way(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether the side opens a clause about something else behind all that the frame tells (انفجرت سيارة في كذا،
    والسلطات الأمنية بدأت التحقيق)."""
    end = end_of_side(reading, first)
    return (
        reading.words[first].conj == "و"
        and reading.tokens[first - 1].text in "،,"
        and all(trigger.first < first for trigger in frame.triggers)
        and end < frame.last
        and reads_as_verb(reading, frame.sentence, end)
    )


def _of_trigger(frame: Frame, index: int) -> bool:
    """Whether the token is one of the frame's trigger words."""
    return any(trigger.first <= index < trigger.last for trigger in frame.triggers)


def _acts_by_pronoun(reading: Reading, trigger: Trigger) -> bool:
    """Whether a verbal noun has its agent in its pronoun (أعلن التحالف استهدافه مواقع للحوثيين)."""
    hostile = trigger.cls.role in ("act", "generic") and trigger.cls.name not in ("change", "transfer", "agree")
    if trigger.verb:  # قال الجيش إنه استهدف كذا
        said = trigger.first > 0 and reading.tokens[trigger.first - 1].fold in _THAT_HE
        return hostile and said and reading.words[trigger.first].active
    return hostile and reading.words[trigger.first].pronoun


def _announced_strike(reading: Reading, frame: Frame, act: Trigger, first: int) -> bool:
    """Whether a side announces a strike of its own, and who is named behind it is what was struck (أعلن الحزب استهداف
    جنود كذا): nothing else is."""
    if act.verb or act.cls.name not in _DIRECT or act.last > first or not announced(reading, act.first):
        return False
    last = end_of_side(reading, first)
    place = any(spot.match.preposition in _OF_OBJECTS for spot in reading.spots(last, last + 1))  # قصف كذا لمدينة كذا
    return not place and not object_after(reading, frame, first)


_OF_OBJECTS = (None, "to")
_DIRECT = frozenset({"strike", "hit", "shell", "destroy"})  # whose object follows without a preposition
_THAT_HE = word_set("that_he")


def _speaks(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether the side at token `first` is the subject of a report, an office or spokesman of it between."""
    if first > frame.sentence.first and reading.tokens[first - 1].fold in _UNNAMED_SOURCES:  # نقلا عن مصدر أمني فلسطيني
        return True
    at = first - 1
    while at >= frame.sentence.first and (
        reading.tokens[at].fold in _SPOKESMAN or reading.tokens[at].kind is TokenKind.QUOTE
    ):
        if reading.tokens[at].fold in _INFORMANTS and _stripped(reading, first) in _INSIDE:
            return True
        at -= 1
    return at >= frame.sentence.first and reading.cue(at, at + 1, "statement") is not None


def _stripped(reading: Reading, first: int) -> str:
    """The folded word before token `first`, quotation marks left out."""
    return next(t.fold for t in reversed(reading.tokens[:first]) if t.kind is not TokenKind.QUOTE)


_SPOKESMAN = word_set("spokesman")
_UNNAMED_SOURCES = word_set("unnamed_sources")
_INFORMANTS = word_set("informants")
_INSIDE = word_set("inside")


def _head_role(reading: Reading, frame: Frame, at: int) -> str:
    """The role of the noun that a تابع لـ at `at` describes; none where it only says near what something happened."""
    if any(reading.tokens[i].fold in _NEAR_BY for i in range(max(frame.first, at - _NEAR_WITHIN), at)):
        return "none"
    ruling = governing_trigger(reading, frame, at)
    if ruling is not None and ruling.cls.role == "effect" and not reading.cue(ruling.last, at, "cause"):
        return "agent" if kills(reading, ruling, at - 1) else "patient"
    for index in range(at - 1, max(frame.first - 1, at - 10), -1):
        if reading.words[index].keys & _FORCE and not reading.words[index].keys & _ARMED_NOUNS:
            return "agent"
        if somebody_at(reading, index):
            return role(reading, frame, _of_which_made(reading, frame, index))
    governing = governing_trigger(reading, frame, at)
    return "patient" if governing is not None and governing.cls.role == "effect" else "none"


def _of_which_made(reading: Reading, frame: Frame, index: int) -> int:
    """The token of the unit that the thing at `index` is part of (دورية مؤلفة من خمس مركبات), else its own."""
    near = range(index - 1, max(frame.first, index - _MADE_WITHIN), -1)
    return next((i - 1 for i in near if reading.tokens[i].fold in _MADE_OF), index)


_NEAR_BY = word_set("beside_a_place")
_NEAR_WITHIN = 4  # tokens between قرب and what says whose the place is (بالقرب من حاجز تفتيش تابع لجماعة كذا)
_MADE_OF = word_set("made_of")
_MADE_WITHIN = 5  # tokens between مؤلفة and what a unit is made of


def _owner_or_agent(reading: Reading, frame: Frame, at: int) -> str:
    """لـ after an act or a weapon names the agent, after a position or persons their owner; an owner too after what
    aircraft strike (قصفت الطائرات مقرا لكذا) and after a target (استهداف آليات لكذا)."""
    thing_struck = False
    for index in range(at, max(frame.first - 1, at - 4), -1):
        if any(t.first <= index < t.last and not t.verb for t in frame.triggers):
            return "agent"
        thing = next((m for m in around(reading.targets, index) if m.value == "armed"), None)
        if thing is not None and any(t.last == thing.first and t.cls.name in _AIMING for t in frame.triggers):
            return "patient"
        if thing is not None:
            return role(reading, frame, thing.first)
        if around(reading.weapons, index):
            return "patient" if thing_struck else "agent"
        thing_struck = thing_struck or bool(reading.words[index].keys & _HELD or around(reading.targets, index))
        led = reading.words[index].prep == "ب" and index not in reading.covered  # تفجير عبوة بآلية لقوات كذا
        if led or reading.tokens[index].fold in _PATIENT_WORDS:  # غارة على مقر لكتائب كذا
            return "patient"
    return "patient"


_AIMING = frozenset({"strike", "hit"})


def _after_from(reading: Reading, frame: Frame, first: int, at: int) -> str:
    """من before a side: the origin of what was fired (agent), members of it (the role of who they are), or a party."""
    if reading.tokens[at].fold in ("بين", "وبين"):
        return "none" if of_the_war(reading, at) else "agent"
    if frame.main.cls.name == "capture" and frame.main.first < at:  # تحرير قرى كذا من تنظيم كذا
        return "patient"
    if any(
        t.last == at and t.cls.name in _FROM_SOMEBODY and (not t.verb or passive_only(reading, t))
        for t in frame.triggers
    ):  # قصف من قوات كذا، قُصفت من قوات كذا
        return "agent"
    if any(match.last == at for match in reading.weapons):  # بطلق ناري من قناص، بصاروخ من طائرة
        return "agent"
    ruling = governing_trigger(reading, frame, first)
    if ruling is not None and _acts_on_it(reading, ruling, at):
        return "agent"
    for index in range(at - 1, max(frame.first - 1, at - 4), -1):
        if somebody_at(reading, index):
            return role(reading, frame, index)
        if around(reading.quantities, index) and any(t.last <= index for t in frame.triggers):
            ruling = governing_trigger(reading, frame, index)
            suffering = ruling is not None and ruling.cls.name in (_TO_SO_MANY if ruling.verb else _DONE_TO_PERSONS)
            return "patient" if suffering else "agent"
    if at > frame.first and reading.words[at - 1].noun and not reading.words[at - 1].verb_first:
        return _by_position(reading, frame, at - 1, at - 2)
    return "agent" if any(t.first < at and not t.verb for t in frame.triggers) else "none"


def _acts_on_it(reading: Reading, verb: Trigger, at: int) -> bool:
    """Whether only a number stands between the من at `at` and a verb that has its object in its pronoun (رشقها عدد من
    كذا): its subject follows."""
    word = reading.words[verb.first]
    counted = all(around(reading.quantities, i) for i in range(verb.last, at))
    return verb.verb and word.pronoun and word.active and at > verb.last and counted


_TO_SO_MANY = frozenset({"kill", "injure", "arrest"})
_DONE_TO_PERSONS = _TO_SO_MANY | {"abduct", "assassinate", "execute", "stab", "ram", "beat"}
_FROM_SOMEBODY = frozenset({"shell", "airstrike", "drone", "strike", "attack", "shoot"})


def _by_position(reading: Reading, frame: Frame, first: int, at: int) -> str:
    """The role by word order: idafa or subject after an act, the object after the subject, the subject before it."""
    trigger = governing_trigger(reading, frame, first)
    if trigger is not None and trigger.cls.name in _BLASTS and first > trigger.last and _at_it(reading, first):
        return "patient"
    if trigger is None:
        later = next((t for t in frame.triggers if t.first > first), None)
        if later is None:
            return "none"
        return _subject_before(reading, frame, later, first)
    if any(reading.words[i].keys & _REPORTING for i in range(max(frame.first, first - 3), first)) and at + 1 == first:
        return "speaker"
    suffered = any("تعرض" in reading.words[i].keys for i in range(trigger.last, first))  # قصف تعرضت له قاعدة كذا
    if trigger.cls.role == "effect" or suffered:
        return "agent" if not suffered and kills(reading, trigger, first) else "patient"
    if taken_alone(reading, trigger, first) or (trigger.verb and reading.words[trigger.first].verb_keys & _HARMING):
        return "patient"
    if (
        trigger.verb
        and trigger.cls.name in ("explode", "ied", "shell")
        and reading.words[trigger.first].verb_keys & _FALLS
    ):
        return "none"
    if at >= trigger.first:
        inner = _armed_before(reading, trigger, first)
        if inner is not None and inner > trigger.first:
            return role(reading, frame, inner) if inner < first and inner != first else "patient"
    between = range(trigger.last, first)
    subjects = [m for m in inside(reading.actors, trigger.last, first) if m.last <= first]
    filled = any(
        i not in reading.covered
        and not reading.words[i].prep
        and around(reading.targets, i)
        and not (i == first - 1 and reading.words[i].keys & _MACHINES)  # هدمت جرافات الاحتلال منزلا
        for i in between
    )
    if not trigger.verb and reading.words[trigger.first - 1].verb_keys & _DONE:  # تم إيقاف مسلحين
        return "patient"
    if trigger.cls.name in ("assassinate", "arrest", "abduct", "execute", "rape") and not trigger.verb:
        return "agent" if subjects or filled or object_after(reading, frame, first) else "patient"
    if trigger.verb and trigger.cls.role == "generic" and _relative(reading, frame, trigger):
        return "patient"
    if (
        trigger.verb
        and reading.tokens[trigger.first].fold.endswith(_PLURAL_VERB)
        and not passive_only(reading, trigger)
    ):
        return "patient"
    if trigger.verb and not subjects and _has_subject(reading, frame, trigger):
        return "patient" if not passive_only(reading, trigger) else "none"
    if subjects:
        return "patient" if not reading.words[first].conj else role(reading, frame, subjects[-1].first)
    if filled and trigger.verb:
        return "patient" if not passive_only(reading, trigger) else "none"
    if filled and trigger.cls.role == "generic" and reading.words[first].conj:  # استهداف المسعفين والقوات
        return "patient"
    return "patient" if passive_only(reading, trigger) else "agent"


_BLASTS = frozenset({"ied", "explode", "suicide", "grenade"})
_BESIDE = word_set("beside")


def _at_it(reading: Reading, first: int) -> bool:
    """Whether something goes off at the force at `first` (انفجر لغم بآلية لكذا، فجر نفسه قرب دورية كذا)."""
    held = reading.words[first].keys & (_ARMED_NOUNS | _HELD)
    return bool(held) and (reading.words[first].prep == "ب" or reading.tokens[first - 1].fold in _BESIDE)


_HARMING = word_set("harming")
_MACHINES = word_set("machines")
_PLURAL_VERB = ("وا", "ون")  # a verb in the plural has its subject before it


def _has_subject(reading: Reading, frame: Frame, verb: Trigger) -> bool:
    """Whether the subject of a verb stands right before it: a side (أن مسلحي داعش هاجم كذا), or a pronoun (أنه)."""
    if reading.tokens[verb.first - 1].fold in _OWN:
        return True
    before = inside(reading.actors, frame.first, verb.first)
    return (
        bool(before)
        and verb.first - before[-1].last <= 1
        and (_subject_before(reading, frame, verb, before[-1].first) == "agent" and verb.cls.role != "effect")
    )


def _relative(reading: Reading, frame: Frame, trigger: Trigger) -> bool:
    """Whether a verb of striking tells of the act or weapon named before it (قصف استهدف كذا): no subject follows."""
    at = trigger.first - 1
    return (
        not reading.words[trigger.first].conj
        and at >= frame.first
        and (
            any(t.last in (at, at + 1) and not t.verb for t in frame.triggers)  # هجمات متفرقة استهدفت كذا
            or any(
                m.last - 1 <= at <= m.last + 1 and not reading.words[m.first].prep
                for m in inside(reading.weapons, frame.sentence.first, at + 1)
            )
        )
    )


_FALLS = word_set("falling_things")


def _armed_before(reading: Reading, trigger: Trigger, first: int) -> int | None:
    """The position or persons of which the side at `first` is the owner by idafa (تجمعات قوات النظام), an organ of the
    side between (مقرا لاستخبارات الجيش)."""
    end = first - 1 if reading.words[first - 1].keys & _ORGANS else first
    for match in inside(reading.targets, trigger.last, end):
        owned = match.last in (end, end - 1) or (end < first and reading.words[end].prep == "ل")
        if owned and match.value == "armed":
            return match.first
    return None


_ORGANS = word_set("organs")


_BRINGING = word_set("acting_verbs")
_UNDERGOING = word_set("undergoing")
ANNOUNCED_WITHIN = 9  # tokens between أعلن and the side that announces a loss, its spokesman between


def _subject_before(reading: Reading, frame: Frame, trigger: Trigger, first: int) -> str:
    """A side named before the trigger: its subject, unless the clause between reports or the trigger is passive."""
    if trigger.cls.role == "effect" and not (trigger.verb and kills(reading, trigger, trigger.last)):
        announced = _announces(reading, frame, first)
        return "patient" if trigger.verb else "speaker" if announced else "agent"
    if not trigger.verb:
        around = range(frame.first, trigger.first)
        if _undergoes(reading, frame, trigger, first):
            return "patient"
        if any(reading.words[i].keys & _BRINGING and reads_as_verb(reading, frame.sentence, i) for i in around):
            return "agent"
        verbs = [i for i in around if reads_as_verb(reading, frame.sentence, i)]
        if verbs and verbs[-1] < first and trigger.first - verbs[-1] <= 8:
            return "speaker" if reading.cue(verbs[-1], verbs[-1] + 1, "statement") else "agent"
        return "speaker"
    if first > frame.sentence.first and reading.cue(first - 1, first, "statement"):
        return "speaker"
    if trigger.cls.name == "suicide" and (trigger.thing or 0) > trigger.first + 1:  # فجر انتحاري نفسه: who does it
        return "none"
    said = (i for i in range(first + 1, trigger.first) if reading.cue(i, i + 1, "statement"))
    if any(reads_as_verb(reading, frame.sentence, index) for index in said):
        return "speaker"
    return "none" if passive_only(reading, trigger) else "agent"


def _undergoes(reading: Reading, frame: Frame, trigger: Trigger, first: int) -> bool:
    """Whether the side at `first`, before what a verb of undergoing governs, is whom it befell, before or behind the
    verb (نجا قائد من كذا من محاولة اغتيال، نقطة للجيش في بلدة كذا تعرضت لهجوم)."""
    at = next((i for i in range(frame.first, trigger.first) if reading.words[i].verb_keys & _UNDERGOING), None)
    if at is None:
        return False
    if first < at and reading.cue(first, at, "statement") is not None:
        return False
    between = (i for i in range(max(at + 1, first), trigger.first) if i not in reading.in_date)
    return not any(reads_as_verb(reading, frame.sentence, i) for i in between)


def _announces(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether the side at token `first` is among who announces a loss, or stands in its name (أعلنت وزارة الداخلية في
    حكومة النظام مقتل ضابط)."""
    cue = reading.cue(max(frame.sentence.first, first - ANNOUNCED_WITHIN), first, "statement")
    if cue is None:
        return False
    between = (i for i in range(cue.last, first) if not around(reading.actors, i))
    return not any(reads_as_verb(reading, frame.sentence, i) for i in between)
