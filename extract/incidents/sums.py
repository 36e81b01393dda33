"""What a trigger names is no single event: a sum, a habit, a state that goes on, such events at large."""

from __future__ import annotations

from extract.arabic.calendars import Days
from extract.arabic.dates import DateKind, DatePhrase
from extract.incidents.case import DONE_WITHIN, WINDOW, Case, a_month, begins, counts, dated
from extract.incidents.clauses import Reading, Sentence, inside
from extract.incidents.syntax import clause_end, clause_start, reads_as_verb
from extract.incidents.triggers import Trigger
from extract.incidents.unreal import after_all
from extract.incidents.words import Match, word_set

_RELATIVE = word_set("relative")
_BRINGS = word_set("light_verbs")
_LONG = 10  # days from which on what goes on since then is a state


def summed(case: Case) -> bool:
    """What is counted over a time, or has gone on for long."""
    reading, sentence = case.reading, case.sentence
    cue = reading.cue(sentence.first, sentence.last, "sum")
    if cue is not None and not dated(reading, case.start, case.end) and not _placed_before(case, cue):
        return True
    return (
        _since_long(reading, sentence, case.at)
        or _counted_over_time(reading, sentence)
        or _over_many_days(reading, sentence)
        or _tallied(case)
    )


def _placed_before(case: Case, cue: Match[str]) -> bool:
    """Whether the clause of the trigger names a place below governorates, and the sum is told behind it (اقتحمت القوات
    بلدة كذا، ضمن عمليات منذ بدء العدوان)."""
    end = clause_end(case.reading, case.sentence, case.at)
    return cue.first >= end and any(spot.name for spot in case.reading.spots(case.at, end))


def _over_many_days(reading: Reading, sentence: Sentence) -> bool:
    """خلال 99 يوما، على مدار 115 يوما."""
    for quantity in inside(reading.quantities, sentence.first, sentence.last):
        before = reading.tokens[quantity.first - 1].fold if quantity.first else ""
        after = reading.tokens[quantity.last].fold if quantity.last < len(reading.tokens) else ""
        if before in _DURATION and after in _DAYS and quantity.low > _LONG:
            return True
    return False


_DURATION = word_set("duration")
_DAYS = word_set("days")


def going_on(case: Case) -> bool:
    """تتواصل الاشتباكات, with no day."""
    cue = case.cue_before("ongoing", WINDOW)
    return cue is not None and not dated(case.reading, case.sentence.first, case.sentence.last)


def repeated(case: Case) -> bool:
    """عمليات اغتيال متكررة، قصف شبه يومي, with no day."""
    reading, last = case.reading, case.trigger.last
    if dated(reading, case.start, case.end):
        return False
    after = (reading.tokens[i].fold for i in range(last, min(last + 2, case.sentence.last)))
    if any(fold in _REPEATED for fold in after):
        return not _had_outcome(case)
    brought = next((i for i in range(case.at - 1, case.start - 1, -1) if reading.words[i].keys & _RESULTING), None)
    return (
        brought is not None
        and reading.words[brought].imperfect
        and any(reading.tokens[i].fold in _REPEATED for i in range(case.sentence.body, brought))
    )


def _had_outcome(case: Case) -> bool:
    """القصف المتواصل على كذا أوقع قتلى: what goes on has had an outcome that is told."""
    result = case.reading.cue(case.trigger.last, min(case.trigger.last + _OUTCOME_WITHIN, case.sentence.last), "result")
    return (
        result is not None
        and not case.reading.words[result.first].imperfect
        and reads_as_verb(case.reading, case.sentence, result.first)
    )


_OUTCOME_WITHIN = 18  # tokens between what goes on and the verb of its outcome, the places hit between
_REPEATED = word_set("repeated")
_RESULTING = word_set("resulting")


def habitual(case: Case) -> bool:
    """A verb in the present that is no headline."""
    present = case.reading.words[case.at].imperfect
    return present and not _begun(case) and not after_all(case) and not _headline(case.reading, case.sentence, case.at)


def _begun(case: Case) -> bool:
    """بدأت جرافات تهدم منزلا: what somebody began to do, he did."""
    words = case.reading.words
    began = (i for i in range(case.start, case.at) if words[i].keys & _BEGUN)
    return any(reads_as_verb(case.reading, case.sentence, i) and not words[i].imperfect for i in began)


_BEGUN = word_set("begun")


def holds(case: Case) -> bool:
    """سجن تسيطر عليه القوات: who holds a place is no event."""
    word, last = case.reading.words[case.at], case.trigger.last
    return word.imperfect and last < case.sentence.last and case.reading.tokens[last].fold in _UPON_THEM


_UPON_THEM = word_set("upon_them")


def wages(case: Case) -> bool:
    """طيران التحالف الذي يشن غارات: what somebody is said to wage at large."""
    reading = case.reading
    if case.trigger.definite:
        return False
    for index in range(case.at - 1, max(case.sentence.body, case.at - DONE_WITHIN), -1):
        if reads_as_verb(reading, case.sentence, index):
            return reading.words[index].imperfect and reading.tokens[index - 1].fold in _RELATIVE
    return False


def _since_long(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether the sentence tells, or opens to count, what has gone on for more than a few days."""
    counted = counts(reading, sentence.body, min(sentence.body + _OPENING, sentence.last))
    last = sentence.last if counted else clause_end(reading, sentence, at)
    return any(
        p.days is not None
        and _days_gone(reading, p, p.days) > _LONG
        and not any(reading.tokens[i].fold in _RELATIVE for i in range(at, p.first))
        for p in inside(reading.dates, sentence.first, last)
    )


_OPENING = 4  # tokens in which a sentence says that it counts


def _days_gone(reading: Reading, phrase: DatePhrase, days: Days) -> int:
    """For how many days there goes on what the phrase of `days` says began."""
    if begins(reading, phrase):
        return ((reading.published or days[1]) - days[0]).days
    return (days[1] - days[0]).days if phrase.kind is DateKind.SINCE else 0


def _counted_over_time(reading: Reading, sentence: Sentence) -> bool:
    """Whether the sentence counts what happened in a month or more (سجّل المكتب خلال آذار ...)."""
    days = [p.days for p in inside(reading.dates, sentence.first, sentence.last) if p.days is not None]
    if not days or not all(map(a_month, days)):
        return False
    if any(spot.name for spot in reading.spots(sentence.first, sentence.last)):
        return False
    return counts(reading, sentence.first, sentence.last)


def _tallied(case: Case) -> bool:
    """وأحصى التقرير 7713 عملية اقتحام اعتُقل خلالها 4331: so many acts, and what came of them, are a count."""
    reading, sentence = case.reading, case.sentence
    if dated(reading, case.start, case.end):
        return False
    return any(
        quantity.low >= _MANY_ACTS and quantity.last < case.trigger.last and _of_acts(reading, quantity.last)
        for quantity in inside(reading.quantities, sentence.first, case.trigger.first)
    )


def _of_acts(reading: Reading, index: int) -> bool:
    """Whether the word at `index` is one by which acts are counted (عملية، هجوم، انتهاك)."""
    return index < len(reading.words) and bool(reading.words[index].keys & _ACTS_COUNTED)


_MANY_ACTS = 30  # acts from which on a count is a sum
_ACTS_COUNTED = word_set("acts_counted")


def generic(case: Case) -> bool:
    """Whether a plural event noun speaks of such events at large: no verb brings it, no day, no number, no news."""
    reading, sentence, trigger = case.reading, case.sentence, case.trigger
    word = reading.words[trigger.first]
    if not word.plural or trigger.cls.name in ("clash", "protest", "arrest"):
        return False
    if sentence.paragraph == 0 or dated(reading, sentence.first, sentence.last):
        return False
    before = range(max(sentence.first, trigger.first - 6), trigger.first)
    if any(reading.words[i].keys & _BRINGS for i in before) or _went_on_to(reading, sentence, trigger):
        return False
    return not any(trigger.first <= q.last + 1 for q in inside(reading.quantities, sentence.first, trigger.first + 1))


def _went_on_to(reading: Reading, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether a verb right behind the noun says what it did (إن الغارات استهدفت كذا)."""
    verb = trigger.last
    return verb < sentence.last and reads_as_verb(reading, sentence, verb) and not reading.words[verb].imperfect


def _headline(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether a present-tense verb tells news: a short line that names its subject first, or a dated clause."""
    subject_first = any(reading.words[i].noun for i in range(sentence.body, at)) and at - sentence.body <= 8
    return (
        subject_first
        and sentence.last - sentence.first <= 30
        and not any(reads_as_verb(reading, sentence, i) for i in range(sentence.body, at))
    ) or dated(reading, clause_start(reading, sentence, at), clause_end(reading, sentence, at))
