"""Whether a frame is told as news, or only mentioned in what else is said."""

from __future__ import annotations

from extract.arabic.tokens import WORD
from extract.incidents.case import dated, in_relative
from extract.incidents.clauses import Reading, Sentence, around, inside
from extract.incidents.frames import OF_POLICE, Frame
from extract.incidents.syntax import (
    answered,
    behind_statement,
    besides_what,
    clause_end,
    clause_start,
    reads_as_verb,
    start_but_for_asides,
)
from extract.incidents.triggers import Trigger, trigger_table
from extract.incidents.words import word_set

_BRINGS = word_set("light_verbs")
_SOME_OF = word_set("some_of")
_ABOUT = word_set("about")
_PRESUPPOSING = word_set("presupposing")


def asserted(reading: Reading, frame: Frame) -> bool:
    """Whether the frame is told as news, and not only mentioned as the topic of something else said."""
    first = frame.triggers[0]
    told = frame.triggers
    if answered(reading, frame.sentence, first.first):  # ردت القوات على الهجمات في 23 آب
        if first.cls.name in _FIRED and dated(reading, first.last, clause_end(reading, frame.sentence, first.first)):
            return True
        told = [trigger for trigger in told if trigger.first > first.last + 1]
    return any(_asserts(reading, frame, trigger) for trigger in told)


def _asserts(reading: Reading, frame: Frame, trigger: Trigger) -> bool:
    """Whether the words around one trigger assert it: a verb; a noun that opens the sentence, that a light verb,
    a report or a cause brings, or that a verb goes on to tell of."""
    sentence = frame.sentence
    start = start_but_for_asides(reading, sentence, trigger.first)
    before = range(max(start, _words_back(reading, trigger.first, 14)), trigger.first)
    if any(reading.words[i].keys & _ABOUT and i not in reading.in_place for i in before[-5:]):  # but the town حولا
        return False
    if trigger.verb:
        return not (in_relative(reading, sentence, trigger) or _describes_act(reading, frame, trigger))
    if trigger.cls.role == "effect":
        return (
            reading.tokens[trigger.first - 1].fold not in ("بعد", "منذ", "قبل", "قبيل", "عقب", "غداه", "خلفيه")
            if trigger.first
            else True
        )
    if not any(_content(reading, i) for i in range(sentence.body, trigger.first)):
        opening = reading.tokens[trigger.first - 1].fold.removeprefix("و")
        return opening not in _PRESUPPOSING or dated(
            reading, trigger.first, clause_end(reading, sentence, trigger.first)
        )
    if reading.words[trigger.first].conj and frame.first > sentence.body:
        return True
    if any(reading.words[i].keys & _NUMBERING for i in before[-3:]) and any(
        reading.words[i].keys & _RISING and reads_as_verb(reading, sentence, i) for i in before
    ):  # ارتفعت حصيلة القصف إلى كذا
        return True
    if any(reading.words[i].keys & _BRINGS for i in before) or reading.words[trigger.first].keys & _FORCE_OF_LAW:
        return True
    if reading.words[trigger.first].prep == "ب" and any(
        reading.words[i].verb_keys & _ANSWERING and reads_as_verb(reading, sentence, i) for i in before
    ):  # ردت القوات بقصف كذا
        return True
    if reading.cue(before.start, trigger.first, "cause") and any(t.cls.role == "effect" for t in frame.triggers):
        return True
    if reading.cue(before.start, trigger.first, "statement") and (
        reading.words[trigger.first].prep == "ب"
        or reading.words[trigger.first].pronoun
        or _announced(reading, before, trigger)
    ):
        return True
    own = bool(reading.words[trigger.first].pronoun) or trigger.cls.name in _DECLARED
    if own and besides_what(reading, trigger.first):
        return True
    if own and _own_act_reported(reading, sentence, trigger.first):
        return True
    after = range(trigger.last, min(trigger.last + 4, sentence.last))
    tells = (i for i in after if reads_as_verb(reading, sentence, i) and not reading.words[i].imperfect)
    if not trigger.definite:
        return any(not reading.words[i].conj for i in tells)
    brings = _BREAKING_OUT | _REACHING if trigger.cls.name in OF_POLICE else _BREAKING_OUT  # طالت الاعتقالات كذا وكذا
    return any(reading.words[i].keys & brings for i in tells)


def _describes_act(reading: Reading, frame: Frame, verb: Trigger) -> bool:
    """Whether the verb only describes an indefinite act right before it (تبنى هجمات دامية استهدفت كذا): it is news
    where the act is."""
    act = next((t for t in reversed(frame.triggers) if t.first < verb.first), None)
    if act is None or act.verb or act.definite or act.cls.role == "effect" or reading.words[verb.first].conj:
        return False
    between = range(act.last, verb.first)
    return len(between) <= _DESCRIBED_WITHIN and all(
        reading.tokens[i].kind is WORD and not reads_as_verb(reading, frame.sentence, i) for i in between
    )


_DESCRIBED_WITHIN = 3  # tokens between an act and the verb that describes it: adjectives
_FIRED = frozenset({"shell", "airstrike", "drone", "strike"})  # what is answered in kind


def _words_back(reading: Reading, at: int, number: int) -> int:
    """The token that lies `number` words before `at`, places and days not counted."""
    while number and at:
        at -= 1
        number -= at not in reading.covered
    return at


_OF_CROWDS = frozenset(
    {"protest", "gather", "disperse", "breakup", "shoot", "riotact", "destroy", "loot", "damage", "attack"}
)


def crowd_known(reading: Reading, frame: Frame) -> bool:
    """Whether the frame goes on about a protest told before: demonstrators or protest have the article, and no protest
    is named without it (وهتف المتظاهرون، لتفريق المتظاهرين، وجرت التظاهرة بهدوء)."""
    if not frame.classes <= _OF_CROWDS:
        return False
    demonstrators = any(
        match.value == "protesters" and reading.words[match.first].det and not _counted(reading, match.first)
        for match in inside(reading.targets, frame.first, frame.last)
    )
    return all(
        trigger.definite
        or (demonstrators and (trigger.verb or trigger.cls.name == "breakup") and not _stages(reading, trigger))
        for trigger in frame.triggers
    )


def _counted(reading: Reading, at: int) -> bool:
    """Whether a number or a measure governs the noun at `at` (مئات المتظاهرين)."""
    return reading.tokens[at - 1].fold.removeprefix("و") in _SOME_OF or bool(around(reading.quantities, at - 1))


def _stages(reading: Reading, trigger: Trigger) -> bool:
    """Whether the thing that makes a verb a trigger is a protest (نفذ المتظاهرون اعتصاما)."""
    thing = trigger.thing
    return thing is not None and any(m.value.cls == "protest" for m in trigger_table().at(reading.words, thing))


def brought(reading: Reading, frame: Frame) -> bool:
    """Whether a verb of happening or doing brings one of the frame's nouns as news (تجددت الاشتباكات في كذا)."""
    for trigger in frame.triggers:
        start = clause_start(reading, frame.sentence, trigger.first)
        near = range(max(start, trigger.first - _BROUGHT_WITHIN), trigger.first)
        if not trigger.verb and any(
            reading.words[i].keys & _BRINGS and reads_as_verb(reading, frame.sentence, i) for i in near
        ):
            return True
    return False


_FORCE_OF_LAW = word_set("force_of_law")  # what comes into force does so by a verb of its own
_NUMBERING = word_set("numbering")
_RISING = word_set("rising")
_OCCURRENCE = word_set("occurrence")
_DECLARED = frozenset({"change", "close"})  # acts that are done by declaring them
_ANSWERING = word_set("answering")
_BREAKING_OUT = word_set("breaking_out")
_REACHING = word_set("touching")
_BROUGHT_WITHIN = 4  # tokens between a verb and the event noun it brings


def _own_act_reported(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether the verbal noun at `at` is what somebody reports of himself, however far off (أعلن الحزب، مساء أمس، قصفه
    كذا): no other verb stands between."""
    cue = reading.cue(sentence.body, at, "statement")
    return cue is not None and not any(
        reads_as_verb(reading, sentence, i) for i in range(cue.last, at) if i not in reading.covered
    )


def _content(reading: Reading, index: int) -> bool:
    """Whether the token is a word of its own weight: no sign, number, day or place."""
    word = reading.words[index]
    if around(reading.quantities, index):
        return False
    return (
        reading.tokens[index].kind is WORD
        and index not in reading.covered
        and (word.noun or word.verb)
        and (len(reading.tokens[index].fold) > 3)
    )


def _announced(reading: Reading, before: range, trigger: Trigger) -> bool:
    """Whether a report names the act as its object: أعلن الجيش استهداف, أعلن عن استهداف, أفاد بوقوع قصف."""
    nearest = reading.tokens[trigger.first - 1].fold
    if nearest in _OCCURRENCE:
        return True
    at = trigger.first if trigger.cls.name == "agree" else behind_statement(reading, trigger.first)
    return any(m.last == at for m in inside(reading.actors, before.start, before.stop))
