"""Whether what a trigger names happened: a table of rules, each with the reason it gives."""

from __future__ import annotations

from collections.abc import Callable

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
    return next((reason for reason, holds in _WEEDING if holds(case)), None)


_FREED = ("هم", "هن", "هما")


def _persons_freed(case: Case) -> bool:
    """تحرير المخطوفين، تحريرهم: who is freed is no territory."""
    if case.trigger.cls.name != "capture" or not case.reading.words[case.at].keys & _FREEING:
        return False
    token = case.reading.tokens[case.at].fold
    freed = inside(case.reading.targets, case.trigger.last, case.trigger.last + 3)
    return (case.noun and token.endswith(_FREED)) or any(match.value == "civilians" for match in freed)


_FREEING = word_set("freeing")
_BY_ACCIDENT = frozenset({"explode", "kill", "injure", "damage", "strike"})
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


def _suffers(case: Case) -> bool:
    """تعرّض نقطة كذا إلى هجوم: no assault of its own."""
    if case.trigger.cls.name != "infiltrate" or not case.reading.words[case.at].keys & _SUFFERING:
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
    if case.trigger.cls.name != "capture":
        return False
    after = range(last, min(last + OF_FIGURE, case.sentence.last))
    over = next((i for i in after if reading.tokens[i].fold == "علي"), None)
    return over is not None and over + 1 < case.sentence.last and reading.tokens[over + 1].fold in _NO_GROUND


_NO_GROUND = word_set("no_ground")


def _most_of_all(case: Case) -> bool:
    """من أكثر البلدات استهدافا: a comparison, no event."""
    measured = case.noun and case.reading.tokens[case.at].fold.endswith("ا")
    return measured and case.word_before(_COMPARING, _COMPARED_WITHIN)


_COMPARED_WITHIN = 4  # tokens between أكثر and what it measures
_COMPARING = word_set("comparing")


def _of_office(case: Case) -> bool:
    """تسلم رئيس الحكومة مهامه من سلفه: an office or a paper changes hands, no ground."""
    return case.trigger.cls.name == "transfer" and case.cue("office")


def _alleged(case: Case) -> bool:
    """هجوم مزعوم، اندماج "افتراضي"."""
    reading, last = case.reading, case.trigger.last
    after = (reading.tokens[i].fold for i in range(last, min(last + 3, case.sentence.last)))
    return case.noun and any(fold in _ALLEGED for fold in after)


_ALLEGED = word_set("alleged")


def _surrenders(case: Case) -> bool:
    """سلم ثلاثة مسلحين أنفسهم، تسلم المستشفى 13 جثة: what is handed over is no ground."""
    if case.trigger.cls.name != "transfer":
        return False
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
    if reading.cue(max(0, opening - _SAID_WITHIN), opening, "statement") and _says_much(reading, at):
        return True
    return any(
        reading.quoted[place.first] and all(reading.quoted[min(place.first, at) : max(place.first, at)])
        for place in inside(reading.places, at - 25, at + 26)
    )


_WEEDING: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("negated", unreal.negated),
    ("future", unreal.future),
    ("not yet", unreal.not_yet),
    ("purpose", unreal.purpose),
    ("attempt", unreal.being_disarmed),
    ("state or aim", unreal.state_or_aim),
    ("persons freed", _persons_freed),
    ("stopped", unreal.stopped),
    ("future", unsaid_by("future")),
    ("future", unreal.to_come),
    ("future", unreal.aim_goes_on),
    ("future", unreal.to_be_done),
    ("any", unreal.whatever),
    ("speech", lambda case: case.trigger.cls.name == "attack" and case.cue("speech")),
    ("conditional", lambda case: case.cue_before("conditional", WINDOW) is not None),
    ("threat", unsaid_by("threat")),
    ("call", unsaid_by("call")),
    ("charged", known.charged),
    ("condemned", known.known_of_old("condemn")),
    ("commemorated", known.remembered),
    ("commemorated", known.known_of_old("commemoration")),
    ("judged", known.judged),
    ("set free", known.set_free),
    ("talk", _of_words),
    ("agreed before", unreal.agreed_before),
    ("no truce", unreal.no_truce_begins),
    ("day by day", lambda case: case.cue("habit") and not dated(case.reading, case.start, case.end)),
    ("praise", unsaid_by("praise")),
    ("celebration", lambda case: case.trigger.cls.name == "shoot" and case.cue("joy")),
    ("accident", lambda case: case.trigger.cls.name in _BY_ACCIDENT and case.cue("accident")),
    ("accident", lambda case: case.trigger.cls.name == "explode" and case.cue_in_sentence("accident")),
    ("example", lambda case: case.noun and case.reading.words[case.at].prep == "ك"),  # كالاعتداءات الجسدية
    ("a thing", lambda case: case.noun and case.before.removeprefix("و") in _LAUNCHERS),
    ("figure of speech", lambda case: case.cue("game or market") or case.cue_near("figure", OF_FIGURE)),
    ("funeral", known.procession),
    ("statement", lambda case: case.noun and case.reading.tokens[case.at].fold.removeprefix("و") in _OWN_PROTEST),
    ("suffering", _suffers),
    ("no ground", _no_ground),
    ("office", _of_office),
    ("comparison", _most_of_all),
    ("reason", known.as_reason),
    ("alleged", _alleged),
    ("pretext", lambda case: case.noun and known.pretended(case.reading, case.start, case.at)),
    ("surrender", _surrenders),
    ("known", known.conceded),
    ("state", sums.holds),
    ("habitual", sums.wages),
    ("failed", lambda case: case.trigger.cls.name == "agree" and case.cue_before("failed", _FAILED_WITHIN) is not None),
    ("another word", lambda case: case.reading.tokens[case.at].fold in _LOOKALIKES),
    ("drill", lambda case: case.cue_in_sentence("drill")),
    ("sum", sums.summed),
    ("generic", lambda case: sums.generic(case.reading, case.sentence, case.trigger)),
    ("ongoing", sums.going_on),
    ("repeated", sums.repeated),
    ("habitual", sums.habitual),
    ("quoted", lambda case: case.reading.quoted[case.at] and not _reported(case.reading, case.at)),
)
