"""Whether an incident is news, or an earlier one that is only recalled."""

from __future__ import annotations

from extract.incidents.clauses import Reading
from extract.incidents.frames import Frame
from extract.incidents.scene import When
from extract.incidents.syntax import clause_end, opening_word, reads_as_verb
from extract.incidents.when import on_the_eve, said_between
from extract.incidents.words import Match, word_set

RECALLED_AFTER = 3  # days before publication from which on an event is background
_BEFORE_NEWS = 2  # days before the news from which on an event is background
_HISTORY = 3652  # days before publication from which on an event is history: ten years
_HAD = word_set("had")
_THAT = word_set("that")
_WHEN = word_set("when")
_MOST = word_set("superlatives")
_RECALLING = word_set("recalling")


def of_history(reading: Reading, when: When) -> bool:
    """Whether the days lie so far back that nobody recalls them as background of news."""
    published = reading.published
    return when.end is not None and published is not None and (published - when.end).days > _HISTORY


def recalled(reading: Reading, frame: Frame, when: When, news: When | None) -> bool:
    """Whether the frame, of the days `when`, is background in an article whose news is of the days `news`."""
    if _too_old(reading, frame, when, news) or _put_back(reading, frame, when) or on_the_eve(reading, frame):
        return True
    opening = opening_word(reading, frame.sentence)
    if opening in _RECALLING or (has_been(reading, frame) and _had_happened(reading, frame, when)):
        return True
    at = frame.triggers[0].first
    past = reading.cue(max(frame.sentence.first, at - 5), at, "past")
    if past is None or _only_was(reading, frame, past.first) or _of_statement(reading, frame, past):
        return False
    return frame.opener.lstrip("و") in ("كان", "كانت", "سبق", "غداه") or not when.its_own


def _of_statement(reading: Reading, frame: Frame, past: Match[str]) -> bool:
    """Whether it was said earlier, not done (أفادت الوزارة في وقت سابق بمقتل كذا)."""
    if reading.cue(max(frame.sentence.first, past.first - _SAID_WITHIN), past.first, "statement") is None:
        return False
    quoted = any(reading.tokens[i].text == ":" for i in range(past.last, frame.triggers[0].first))
    return quoted or said_between(reading, frame, past.first, past.last)


_SAID_WITHIN = 6  # tokens between who says something and when he did


def _only_was(reading: Reading, frame: Frame, at: int) -> bool:
    """Whether كان at `at` says what somebody or something was when the frame happened, not what had happened (كانت
    البداية حين هاجمت كذا، كانت العبوة مزروعة وانفجرت، كان أعنف الهجمات في كذا)."""
    first = frame.triggers[0].first
    if reading.tokens[at].fold.removeprefix("و") not in _HAD:
        return False
    between = range(at + 1, first)
    if any(reading.tokens[i].fold in _WHEN for i in between) or reading.tokens[at + 1].fold in _MOST:
        return True
    joined = frame.triggers[0].verb and reading.words[first].conj
    return bool(joined) and not any(reads_as_verb(reading, frame.sentence, i) for i in between)


def has_been(reading: Reading, frame: Frame) -> bool:
    """Whether كان opens the sentence of the frame."""
    return opening_word(reading, frame.sentence) in _HAD


def _had_happened(reading: Reading, frame: Frame, when: When) -> bool:
    """Whether a sentence that كان opens tells what had happened, not what somebody had said of it (وكان قد ذكر أن)."""
    before = range(frame.sentence.body + 1, frame.triggers[0].first)
    if any(reading.tokens[i].fold in _THAT or reading.tokens[i].text == ":" for i in before):
        return False
    return when.its_own or any(reading.tokens[i].fold == "قد" for i in before)


def comes_after(reading: Reading, frame: Frame) -> bool:
    """Whether the sentence says that the news came after the frame (تأتي الغارة بعد مقتل كذا، جاء ذلك عقب قصف كذا)."""
    words = [token.fold for token in reading.tokens[frame.sentence.body : frame.acts[-1].first]] if frame.acts else []
    after = next((at for at, word in enumerate(words) if word in _AFTER), None)
    return after is not None and any(word.removeprefix("و") in _COMES for word in words[:after])


_AFTER = word_set("after")
_COMES = word_set("comes")


def _too_old(reading: Reading, frame: Frame, when: When, news: When | None) -> bool:
    """Whether the days lie too far back to be news, or long ago; items of a round-up do not depend on its first."""
    if not when.said or reading.published is None:
        return False
    if when.end is None or (reading.published - when.end).days > RECALLED_AFTER:
        return True
    if news is None or news.end is None or frame.sentence.heading is not None:
        return False
    return (news.end - when.end).days >= _BEFORE_NEWS


def _put_back(reading: Reading, frame: Frame, when: When) -> bool:
    """Whether the clause itself puts an act without a day of its own back (في وقت سابق)."""
    return not when.its_own and any(
        reading.cue(t.last, clause_end(reading, frame.sentence, t.first), "earlier") for t in frame.acts
    )
