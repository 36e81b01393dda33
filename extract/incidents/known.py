"""What a trigger names is known of old: condemned, remembered, judged, a reason, a pretext."""

from __future__ import annotations

from collections.abc import Callable

from extract.arabic.tokens import PUNCT
from extract.incidents.case import OF_FIGURE, WINDOW, Case, dated, in_relative
from extract.incidents.clauses import Reading
from extract.incidents.words import word_set

_RELATIVE = word_set("relative")
_WHEN = word_set("when")
_RELATIVE_WITHIN = 16  # tokens between a relative pronoun and the last verb of its clause


def known_of_old(kind: str) -> Callable[[Case], bool]:
    """Whether a cue of `kind` (condemn, commemoration) speaks of a known event: neither what is condemned nor what a
    relative clause says of it is news (أدانت مصر التفجير الذي استهدف كذا)."""

    def holds(case: Case) -> bool:
        if case.trigger.verb:
            relative = in_relative(case.reading, case.sentence, case.trigger) or _goes_on_relative(case)
            return relative and case.reading.cue(case.sentence.first, case.at, kind) is not None
        known = case.trigger.definite or _told_further(case)
        return known and case.cue_before(kind, WINDOW) is not None

    return holds


def _goes_on_relative(case: Case) -> bool:
    """Whether a verb goes on with a relative clause before it in its stretch (التي سقط فيها كذا وجُرح كذا حين قصفت)."""
    if not case.reading.words[case.at].conj and case.before not in _WHEN:
        return False
    for at in range(case.at - 1, max(case.sentence.body, case.at - _RELATIVE_WITHIN) - 1, -1):
        if case.reading.tokens[at].fold in _RELATIVE:
            return True
        if case.reading.tokens[at].kind is PUNCT:
            return False
    return False


def _told_further(case: Case) -> bool:
    """Whether a relative clause goes on right behind the noun, its adjectives read over (حادث القتل الشنيع الذي)."""
    after = range(case.trigger.last, min(case.trigger.last + OF_FIGURE, case.end))
    return any(case.reading.tokens[i].fold in _RELATIVE for i in after)


def judged(case: Case) -> bool:
    """حكمت المحكمة بإعدامه، مجلس القضاء، قضت بسجنه: what a court says is no killing."""
    reading = case.reading
    if case.trigger.cls.name == "execute" and case.lemma_before(_JUDGING, _JUDGED_WITHIN):
        return True
    if not reading.words[case.at].keys & _JUDGING or case.trigger.last >= case.sentence.last:
        return False
    after = reading.words[case.trigger.last]
    court = reading.cue(max(case.start, case.at - _JUDGED_WITHIN), case.at + 1, "trial") is not None
    return bool(after.keys & _PUNISHMENTS) or (court and reading.tokens[case.trigger.last].fold != "علي")


_PUNISHMENTS = word_set("punishments")


def procession(case: Case) -> bool:
    """جابت مسيرة التشييع الشوارع: a burial; but who demonstrates at one demonstrates."""
    trigger, words = case.trigger, case.reading.words
    said = (*range(trigger.first, trigger.last), *(() if trigger.thing is None else (trigger.thing,)))
    return case.cue_in_sentence("funeral") and not any(words[i].keys & _DEMONSTRATION for i in said)


_DEMONSTRATION = word_set("demonstration")


def set_free(case: Case) -> bool:
    """أُفرج عنه: letting one man go is no agreement."""
    after = case.reading.tokens[case.trigger.last].fold if case.trigger.last < case.sentence.last else ""
    return bool(case.reading.words[case.at].keys & _RELEASING) and after in _OF_ONE


_RELEASING = word_set("releasing")
_OF_ONE = word_set("of_one")
_JUDGING = word_set("judging")
_JUDGED_WITHIN = 4  # tokens between a verdict and the death that it says


def charged(case: Case) -> bool:
    """المتهم بقتل كذا، بتهمة التفجير، اعترافات حول تنفيذ اعتداء."""
    return case.word_before(_CHARGES, _CHARGED_WITHIN)


_CHARGED_WITHIN = 3  # tokens between a charge and what it is about
_CHARGES = word_set("charges")


def pretended(reading: Reading, start: int, at: int) -> bool:
    """Whether the word at `at` stands behind a word of pretext in the clause that begins at `start` (بزعم محاولتهم
    تنفيذ عملية طعن)."""
    return any(reading.tokens[i].fold in _PRETEXTS for i in range(max(start, at - _PRETENDED_WITHIN), at))


_PRETEXTS = word_set("pretexts")
_PRETENDED_WITHIN = 8  # tokens between a word of pretext and what is pretended


def conceded(case: Case) -> bool:
    """على الرغم من اتفاق وقف إطلاق النار: what is conceded is known."""
    conceded_here = case.word_before(_CONCEDING, _CONCEDED_WITHIN)
    return conceded_here and not dated(case.reading, case.start, case.end)


_CONCEDING = word_set("conceding")
_CONCEDED_WITHIN = 2  # tokens between رغم and what is conceded
