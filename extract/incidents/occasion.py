"""What an article is made for, where that is no event: a ruling, a burial, a meeting, a report, a count over time."""

from __future__ import annotations

from extract.incidents.case import a_month, counts
from extract.incidents.clauses import Reading, Sentence, inside

_KINDS = ("trial", "commemoration", "meeting", "report", "funeral")
_OPENING = 10  # tokens in which the first sentence says what the article is made for
_SHORTEST = 6  # tokens from which on a line is a sentence and no heading


def occasion(reading: Reading) -> Sentence | None:
    """The first sentence of the article, where it opens with what is no event."""
    first = next((s for s in reading.sentences if s.last - s.body >= _SHORTEST), None)
    if first is None:
        return None
    opening = range(first.body, min(first.body + _OPENING, first.last))
    cued = any(reading.cue(opening.start, opening.stop, kind) for kind in _KINDS)
    return first if cued or _counts_over_time(reading, first, opening) else None


def _counts_over_time(reading: Reading, sentence: Sentence, opening: range) -> bool:
    """Whether the sentence opens as a count of what happened in a month or more."""
    if not counts(reading, opening.start, opening.stop):
        return False
    if reading.cue(sentence.body, sentence.last, "sum"):
        return True
    days = (phrase.days for phrase in inside(reading.dates, sentence.first, sentence.last))
    return any(stretch is not None and a_month(stretch) for stretch in days)
