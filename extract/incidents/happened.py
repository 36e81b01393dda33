"""Whether what a trigger names happened: a table of rules, each with the reason it gives."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cache
from typing import NamedTuple

from extract.incidents import known, sums, unreal
from extract.incidents.case import OF_FIGURE, WINDOW, Case, dated, unsaid_by
from extract.incidents.clauses import Reading, Sentence, inside
from extract.incidents.syntax import clause_end, clause_start
from extract.incidents.triggers import Trigger
from extract.incidents.words import word_set


def why_not(reading: Reading, sentence: Sentence, trigger: Trigger) -> str | None:
    """The rule that says what `trigger` names did not happen, None where none does."""
    at = trigger.first
    before = reading.tokens[at - 1].fold if at > sentence.first else ""
    start, end = clause_start(reading, sentence, at), clause_end(reading, sentence, at)
    case = Case(reading, sentence, trigger, at, start, end, before, not trigger.verb)
    for rule in _rules_for(trigger.cls.name, trigger.verb):
        if rule.holds(case):
            return rule.reason
    return None


class _Rule(NamedTuple):
    """What it says, how it is known, and of which triggers it is asked: verbs, nouns or all, of some classes or all."""

    reason: str
    holds: Callable[[Case], bool]
    of: str = ""
    classes: Set[str] = frozenset()


_VERB, _NOUN = "verb", "noun"


_FREED = ("هم", "هن", "هما")


def _persons_freed(case: Case) -> bool:
    """تحرير المخطوفين، تحريرهم: who is freed is no territory."""
    if not case.reading.words[case.at].keys & _FREEING:
        return False
    token = case.reading.tokens[case.at].fold
    freed = inside(case.reading.targets, case.trigger.last, case.trigger.last + 3)
    return (case.noun and token.endswith(_FREED)) or any(match.value == "civilians" for match in freed)


_FREEING = word_set("freeing")
_LAUNCHERS = word_set("launchers")
_OWN_PROTEST = word_set("own_protest")
_LOOKALIKES = word_set("lookalikes")


def _of_words(case: Case) -> bool:
    """شائعات طالت الوفد، طالته الاتهامات، هجمة حفلت بالشائعات: what reaches somebody is talk."""
    reading, at = case.reading, case.at
    if not (reading.words[at].keys & _TOUCHING or (case.noun and case.trigger.cls.name == "attack")):
        return False
    near = range(max(case.sentence.body, at - _TALK_WITHIN), min(case.trigger.last + _TALK_WITHIN, case.sentence.last))
    return any(reading.words[i].keys & _TALK for i in near)


_TALK_WITHIN = 4  # tokens between talk and whom it reaches
_TOUCHING = word_set("touching")
_TALK = word_set("talk")


def _road_cut_off(case: Case) -> bool:
    """أدت الاشتباكات إلى إغلاق الطريق: nobody blocks a road that fighting makes unsafe."""
    return case.lemma_before(_RESULTING, WINDOW)


_RESULTING = word_set("resulting")


def _suffers(case: Case) -> bool:
    """تعرّض نقطة كذا إلى هجوم: no assault of its own."""
    if not case.reading.words[case.at].keys & _SUFFERING:
        return False
    if case.reading.words[case.at].pronoun:  # إثر تعرضهما لقصف
        return True
    return any(
        case.reading.tokens[i].fold == "الي" or case.reading.words[i].prep == "ل"
        for i in range(case.trigger.last + 1, min(case.trigger.last + WINDOW, case.sentence.last))
    )


def _no_ground(case: Case) -> bool:
    """سيطرة تامة على الوضع الأمني: what is mastered is no ground."""
    reading, last = case.reading, case.trigger.last
    after = range(last, min(last + OF_FIGURE, case.sentence.last))
    over = next((i for i in after if reading.tokens[i].fold == "علي"), None)
    return over is not None and over + 1 < case.sentence.last and reading.tokens[over + 1].fold in _NO_GROUND


_NO_GROUND = word_set("no_ground")


def _lost_before(case: Case) -> bool:
    """بعد فقدانها السيطرة على كذا: how somebody came to lose ground is told as known."""
    return case.lemma_before(_LOSS_OF, _LOST_WITHIN)


_LOST_WITHIN = 3  # tokens between a loss and what is lost, its loser between
_LOSS_OF = word_set("loss_of")


def _escalates(case: Case) -> bool:
    """صعد المستوطنون من اعتداءاتهم على كذا: of acts that grow more none is told."""
    own = case.reading.words[case.at].pronoun
    return own and case.before == "من" and case.lemma_before(_ESCALATING, OF_FIGURE + WINDOW)


_ESCALATING = word_set("escalating")


def _most_of_all(case: Case) -> bool:
    """من أكثر البلدات استهدافا: a comparison, no event."""
    measured = case.reading.tokens[case.at].fold.endswith("ا")
    return measured and case.word_before(_COMPARING, _COMPARED_WITHIN)


_COMPARED_WITHIN = 4  # tokens between أكثر and what it measures
_COMPARING = word_set("comparing")


def _alleged(case: Case) -> bool:
    """هجوم مزعوم، اندماج "افتراضي"."""
    reading, last = case.reading, case.trigger.last
    after = (reading.tokens[i].fold for i in range(last, min(last + 3, case.sentence.last)))
    return any(fold in _ALLEGED for fold in after)


_ALLEGED = word_set("alleged")


def _surrenders(case: Case) -> bool:
    """سلم ثلاثة مسلحين أنفسهم، تسلم المستشفى 13 جثة: what is handed over is no ground."""
    after = range(case.trigger.last, min(case.trigger.last + WINDOW, case.end))
    near = range(case.trigger.last, min(case.trigger.last + _HANDED_WITHIN, case.end))
    return any(case.reading.tokens[i].fold in _ONESELF for i in after) or any(
        case.reading.words[i].keys & _MOVABLE for i in near
    )


_ONESELF = word_set("oneself")
_FAILED_WITHIN = 10  # tokens between a failure and the truce that was not reached
_MOVABLE = word_set("movable")
_HANDED_WITHIN = 3  # tokens between handing over and what is handed over, a number between
_SUFFERING = word_set("suffering")
_SLOGANS = word_set("slogans")
_SHOWN_WITHIN = 4  # tokens between a banner or a chant and its words
_INTRODUCING = frozenset(["ان", "بان", "فان", "انه", "بانه", "الي", "وان"])
_SAID_WITHIN = 6  # tokens between who says something and his words
_A_CLAUSE = 8  # tokens from which on a quotation is more than a name


def _says_much(reading: Reading, at: int) -> bool:
    """Whether the quotation around `at` is long enough to tell something."""
    around_it = range(max(0, at - _A_CLAUSE), min(len(reading.tokens), at + _A_CLAUSE))
    return sum(reading.quoted[i] for i in around_it) >= _A_CLAUSE


def _reported(reading: Reading, at: int) -> bool:
    """Whether the quotation around `at` reports: أن or إن introduces it, somebody says all of it, or it names a
    place."""
    opening = at
    while opening > 0 and reading.quoted[opening]:
        opening -= 1
    if opening > 0 and reading.tokens[opening - 1].fold in _INTRODUCING:
        return True
    if any(reading.words[i].keys & _SLOGANS for i in range(max(0, opening - _SHOWN_WITHIN), opening)):
        return False
    if reading.cue(max(0, opening - _SAID_WITHIN), opening, "statement") and _says_much(reading, at):
        return True
    return any(
        reading.quoted[place.first] and all(reading.quoted[min(place.first, at) : max(place.first, at)])
        for place in inside(reading.places, at - 25, at + 26)
    )


_WEEDING = (
    _Rule("negated", unreal.negated),
    _Rule("future", unreal.future, of=_VERB),
    _Rule("not yet", unreal.not_yet, of=_VERB),
    _Rule("purpose", unreal.purpose, of=_NOUN),
    _Rule("attempt", unreal.being_disarmed, of=_NOUN, classes={"find"}),
    _Rule("state or aim", unreal.during, of=_NOUN, classes={"arrest", "abduct"}),
    _Rule("state or aim", unreal.state_or_aim, classes={"capture", "transfer"}),
    _Rule("persons freed", _persons_freed, classes={"capture"}),
    _Rule("stopped", unreal.stopped, of=_NOUN),
    _Rule("future", unsaid_by("future")),
    _Rule("future", unreal.to_come, of=_NOUN),
    _Rule("future", unreal.aim_goes_on),
    _Rule("future", unreal.to_be_done, of=_NOUN),
    _Rule("any", unreal.whatever, of=_NOUN),
    _Rule("speech", lambda case: case.cue("speech"), classes={"attack"}),
    _Rule("conditional", lambda case: case.cue_before("conditional", WINDOW) is not None),
    _Rule("threat", unsaid_by("threat")),
    _Rule("call", unsaid_by("call")),
    _Rule("charged", known.charged, of=_NOUN),
    _Rule("condemned", known.known_of_old("condemn")),
    _Rule("commemorated", unsaid_by("commemoration"), of=_NOUN),  # في الذكرى العاشرة لمجزرة كذا
    _Rule("commemorated", known.known_of_old("commemoration")),
    _Rule("judged", known.judged),
    _Rule("set free", known.set_free),
    _Rule("talk", _of_words),
    _Rule("agreed before", unreal.agreed_before, of=_NOUN, classes={"agree"}),
    _Rule("no truce", unreal.no_truce_begins, classes={"agree"}),
    _Rule("outcome", _road_cut_off, of=_NOUN, classes={"riotact"}),
    _Rule("day by day", lambda case: case.cue("habit") and not dated(case.reading, case.start, case.end)),
    _Rule("praise", unsaid_by("praise")),
    _Rule("celebration", lambda case: case.cue("joy"), classes={"shoot"}),
    _Rule("accident", lambda case: case.cue("accident"), classes={"explode", "kill", "injure", "damage", "strike"}),
    _Rule("accident", lambda case: case.cue_in_sentence("accident"), classes={"explode"}),
    _Rule("example", lambda case: case.reading.words[case.at].prep == "ك", of=_NOUN),  # كالاعتداءات الجسدية
    _Rule("a thing", lambda case: case.before.removeprefix("و") in _LAUNCHERS, of=_NOUN),
    _Rule("figure of speech", lambda case: case.cue("game or market") or case.cue_near("figure", OF_FIGURE)),
    _Rule("funeral", known.procession, classes={"protest", "gather"}),
    _Rule("statement", lambda case: case.reading.tokens[case.at].fold.removeprefix("و") in _OWN_PROTEST, of=_NOUN),
    _Rule("suffering", _suffers, classes={"infiltrate"}),
    _Rule("no ground", _no_ground, classes={"capture"}),
    _Rule("lost", _lost_before, of=_NOUN, classes={"capture"}),
    _Rule("habitual", _escalates, of=_NOUN, classes={"attack", "strike"}),
    _Rule("office", lambda case: case.cue("office"), classes={"transfer"}),  # تسلم رئيس الحكومة مهامه من سلفه
    _Rule("comparison", _most_of_all, of=_NOUN),
    _Rule("reason", lambda case: case.reading.tokens[case.at].fold == "احتجاجا", of=_NOUN),  # why another act was done
    _Rule("alleged", _alleged, of=_NOUN),
    _Rule("pretext", lambda case: known.pretended(case.reading, case.start, case.at), of=_NOUN),
    _Rule("surrender", _surrenders, classes={"transfer"}),
    _Rule("known", known.conceded, of=_NOUN),
    _Rule("state", sums.holds, of=_VERB, classes={"capture"}),
    _Rule("habitual", sums.wages, of=_NOUN),
    _Rule("failed", lambda case: case.cue_before("failed", _FAILED_WITHIN) is not None, classes={"agree"}),
    _Rule("another word", lambda case: case.reading.tokens[case.at].fold in _LOOKALIKES),
    _Rule("drill", lambda case: case.cue_in_sentence("drill")),
    _Rule("sum", sums.summed),
    _Rule("generic", sums.generic, of=_NOUN),
    _Rule("ongoing", sums.going_on),
    _Rule("repeated", sums.repeated, of=_NOUN),
    _Rule("habitual", sums.habitual, of=_VERB),
    _Rule("quoted", lambda case: case.reading.quoted[case.at] and not _reported(case.reading, case.at)),
)


@cache
def _rules_for(cls: str, verb: bool) -> tuple[_Rule, ...]:
    """The rules that may hold for triggers of the class `cls` that are verbs, or nouns."""
    part = _VERB if verb else _NOUN
    return tuple(rule for rule in _WEEDING if rule.of in ("", part) and (not rule.classes or cls in rule.classes))
