"""A trigger where it stands, and what is asked of it and of the days beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from extract.arabic.calendars import Days
from extract.arabic.dates import DatePhrase
from extract.incidents.clauses import Reading, Sentence, inside
from extract.incidents.syntax import reads_as_verb
from extract.incidents.triggers import Trigger
from extract.incidents.words import Match, word_set

_RELATIVE = word_set("relative")
WINDOW = 6  # how many tokens before a trigger a word may stand that unsays it


class Case(NamedTuple):
    """A trigger where it stands: its token, the tokens its clause begins at and ends before, the folded word before it,
    and whether it is a noun."""

    reading: Reading
    sentence: Sentence
    trigger: Trigger
    at: int
    start: int
    end: int
    before: str
    noun: bool

    def cue(self, kind: str) -> bool:
        """Whether a cue of `kind` stands in its clause."""
        return self.reading.cue(self.start, self.end, kind) is not None

    def cue_before(self, kind: str, window: int) -> Match[str] | None:
        """The cue of `kind` within `window` tokens before it in its clause."""
        return self.reading.cue(max(self.start, self.at - window), self.at, kind)

    def word_before(self, words: frozenset[str], window: int) -> bool:
        """Whether one of the folded `words` stands within `window` tokens before it in its clause."""
        tokens = self.reading.tokens
        return any(tokens[i].fold in words for i in range(max(self.start, self.at - window), self.at))

    def lemma_before(self, lemmas: frozenset[str], window: int) -> bool:
        """Whether a form of one of the `lemmas` stands within `window` tokens before it in its clause."""
        words = self.reading.words
        return any(words[i].keys & lemmas for i in range(max(self.start, self.at - window), self.at))

    def cue_near(self, kind: str, window: int) -> bool:
        """Whether a cue of `kind` begins within `window` tokens of it in its clause."""
        first, last = max(self.start, self.at - window), min(self.end, self.trigger.last + window)
        return self.reading.cue(first, last, kind) is not None

    def cue_in_sentence(self, kind: str) -> bool:
        """Whether a cue of `kind` stands in its sentence."""
        return self.reading.cue(self.sentence.first, self.sentence.last, kind) is not None


def unsaid_by(kind: str) -> Callable[[Case], bool]:
    """Whether a cue of `kind` (future, threat, call) before the trigger unsays it, no verb between: what followed from
    it did happen (سعى إلى كذا فهاجم كذا)."""

    def holds(case: Case) -> bool:
        if case.trigger.verb and case.reading.words[case.at].conj == "ف":
            return False
        cue = case.cue_before(kind, WINDOW)
        return cue is not None and not _verb_between(case.reading, case.sentence, cue.last, case.at)

    return holds


DONE_WITHIN = 5  # tokens between a verb of doing and what is done
OF_FIGURE = 3  # tokens between an act and what makes it a figure of speech (اشتعلت مواقع التواصل)
_AIMED = word_set("aimed")


def _verb_between(reading: Reading, sentence: Sentence, first: int, last: int) -> bool:
    """Whether a sign or a verb, none that may be the noun of doing what follows (يدرس شن ضربات), stands between."""
    return any(
        reading.tokens[i].text in "،؛:"
        or (reads_as_verb(reading, sentence, i) and not (i + 1 == last and reading.words[i].noun_keys & _AIMED))
        for i in range(first, last)
    )


def begins(reading: Reading, phrase: DatePhrase) -> bool:
    """Whether the day is that on which what goes on since began (منذ بدأت المسيرات في 30 آذار)."""
    near = range(max(1, phrase.first - _BEGUN_WITHIN), phrase.first)
    return any(reading.tokens[i - 1].fold in _SINCE and reading.words[i].keys & _BEGINNING for i in near)


_SINCE = word_set("since_when")
_BEGINNING = word_set("beginning")
_BEGUN_WITHIN = 6  # tokens between what says that something began and its day


_COUNTING = word_set("counting")
_MONTH = 27  # days from the first to the last of the shortest


def counts(reading: Reading, first: int, last: int) -> bool:
    """Whether a word of counting (سجّل، أحصى) stands among the tokens `first` to `last` (exclusive)."""
    return any(reading.words[i].keys & _COUNTING for i in range(first, last))


def a_month(days: Days) -> bool:
    """Whether a stretch of days is a month or longer."""
    return (days[1] - days[0]).days >= _MONTH


def dated(reading: Reading, first: int, last: int) -> bool:
    """Whether a day, or a few, is named between two tokens."""
    return any(
        phrase.date_start is not None
        and phrase.date_end is not None
        and (phrase.date_end - phrase.date_start).days <= 3
        and not begins(reading, phrase)
        for phrase in inside(reading.dates, first, last)
    )


def in_relative(reading: Reading, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether the verb only describes something that the sentence speaks of (فلان الذي قُتل في كذا)."""
    near = range(max(sentence.body, trigger.first - 3), trigger.first)
    return any(
        reading.tokens[i].fold in _RELATIVE
        and not any(reads_as_verb(reading, sentence, k) for k in range(i + 1, trigger.first))
        for i in near
    )
