"""The days that an article has told so far, and the day of what it tells next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from extract.arabic.calendars import Days
from extract.arabic.dates import DatePhrase
from extract.incidents.clauses import Reading, inside
from extract.incidents.frames import Frame
from extract.incidents.recalled import comes_after, has_been, recalled
from extract.incidents.retelling import alike, of_another
from extract.incidents.scene import Scene, When
from extract.incidents.syntax import of_the_war
from extract.incidents.when import (
    counts_back,
    counts_days,
    counts_on,
    day_of_heading,
    day_of_opening,
    goes_on_since,
    in_clause_of,
    leads_after,
    long_ago,
    not_of_statement,
    of_comparison,
    of_reason,
    of_report,
    on_the_eve,
    tells_day,
    with_joined,
)
from extract.incidents.words import word_set
from extract.model import TimePrecision

_DAY = timedelta(days=1)
_STRETCH = 2  # paragraphs after the news within which what is alike goes on with it
_ELSEWHEN = word_set("elsewhen")


class Diary:
    """What an article says of days as it goes on: its title's, its news', that of what it told last."""

    def __init__(self, reading: Reading, title: str) -> None:
        self._reading = reading
        self._heading = day_of_heading(title, reading.published)
        self._opening = day_of_opening(reading)
        self._lead: tuple[Frame, When] | None = None
        self._last: Scene | None = None
        self._said: When | None = None
        self._reach = 0
        self._frame: tuple[Frame, When] | None = None

    def remember(self, scene: Scene) -> None:
        """Take in what was told last."""
        self._last = scene
        if scene.when.said and scene.when.end is not None:
            self._said = scene.when

    def day_of(self, frame: Frame, number: int, told: Sequence[Scene]) -> tuple[When, bool]:
        """The days of the frame, the `number`th of its sentence, which has `told` so far; whether it is recalled."""
        before = told[-1] if told else self._last
        when = self._named(frame, number, told, before) or self._carried(frame, told, before)
        news = self._lead[1] if self._lead is not None else None
        self._frame = frame, when
        old = recalled(self._reading, frame, when, news) or self._looks_back(frame, when, told, before)
        if self._lead is None and when.words is not None and not old and not self._comes_late(when):
            self._lead = frame, when
        known = when.its_own or when.follows
        return (When(None, None, None, said=False) if old and not known else when), old

    def _looks_back(self, frame: Frame, when: When, told: Sequence[Scene], before: Scene | None) -> bool:
        """Whether the frame goes on with what was recalled, or came before what was told."""
        if before is None:
            return False
        goes_on = when.follows or (not told and not when.its_own and has_been(self._reading, frame))
        return (goes_on and before.background) or comes_after(self._reading, frame)

    def _comes_late(self, when: When) -> bool:
        """Whether the days lie before those of news without a day that the article has told first."""
        published = self._reading.published
        return self._last is not None and when.end is not None and published is not None and when.end < published - _DAY

    def _named(self, frame: Frame, number: int, told: Sequence[Scene], before: Scene | None) -> When | None:
        """The days that the frame's own clause names, or its part of the sentence."""
        reading, sentence = self._reading, frame.sentence
        anchor = self._said.start if self._said is not None else None
        if told and told[-1].when.said:
            anchor = told[-1].when.start
        phrases = [p for p in inside(reading.dates, frame.first, frame.last) if tells_day(reading, p)]
        own = [p for p in phrases if in_clause_of(reading, frame, p)]
        if number == 0:
            phrases = [p for p in inside(reading.dates, sentence.first, frame.last) if tells_day(reading, p)]
        main = frame.main.first
        back = [p for p in phrases if counts_back(reading, frame, p)]
        nearest = sorted(
            phrases,
            key=lambda p: (p in back, counts_days(reading, p), p not in own, p.shift is not None, abs(p.first - main)),
        )
        for phrase in not_of_statement(reading, frame, nearest):
            another_s = of_the_war(reading, phrase.first) or of_reason(reading, frame, phrase)
            if another_s or of_comparison(reading, phrase) or not (phrase in back or counts_on(reading, phrase)):
                continue
            days = self._back(phrase, told) if phrase in back else phrase.resolve(anchor)
            if days is None or (reading.published is not None and days[0] > reading.published):
                continue
            days = with_joined(reading, frame, phrase, days)
            last = reading.published if goes_on_since(reading, phrase) and reading.published else days[1]
            words, precision = (phrase.first, phrase.last), phrase.precision or TimePrecision.DAY
            follows = phrase not in back and anchor is not None and phrase.shift is not None
            return When(days[0], last, precision, True, words, of_report(reading, frame, phrase), follows=follows)
        dates = inside(reading.dates, sentence.first, sentence.last)
        if any(
            long_ago(reading, frame, p)
            and (p.first >= frame.main.last or in_clause_of(reading, frame, p) or leads_after(reading, frame, p))
            for p in dates
        ):
            return When(None, None, None, True)
        return None

    def _beside(self, frame: Frame) -> When | None:
        """The days of the frame before in the same sentence, whatever came of it (أعلن لواء، أمس، انشقاقه وانضمامه)."""
        if self._frame is None or self._frame[0].sentence is not frame.sentence:
            return None
        return self._frame[1]

    def _back(self, phrase: DatePhrase, told: Sequence[Scene]) -> Days | None:
        """The days so long before what the sentence tells, else before the news (بعد يومين من كذا)."""
        news = told[-1].when if told else self._lead[1] if self._lead is not None else None
        base = news.start if news is not None else self._reading.published
        if base is None or phrase.shift is None or (news is None and phrase.shift.low == 0):
            return None
        return base - phrase.shift.high * _DAY, base - phrase.shift.low * _DAY

    def _carried(self, frame: Frame, told: Sequence[Scene], before: Scene | None) -> When:
        """The days of a frame that names none: those of what it goes on from, else about the day of publication."""
        published = self._reading.published
        opener = frame.opener.removeprefix("و")
        if on_the_eve(self._reading, frame):
            said = next((scene.when for scene in reversed(told) if scene.when.said), self._said)
            morrow = said.end if said is not None else before.when.end if before is not None else None
            if morrow is not None:
                return When(morrow - _DAY, morrow - _DAY, TimePrecision.DAY, True)
        beside = told[-1].when if told else self._beside(frame)
        if beside is not None and beside.said and opener not in _ELSEWHEN:
            return beside
        if before is not None and _answers(self._reading, frame):
            return replace(before.when, carried=before.when.said, follows=True)
        if published is None:
            return When(None, None, None, False)
        if self._lead is not None and self._goes_on(frame, *self._lead):
            return replace(self._lead[1], carried=True)
        if self._heading is not None:
            return self._heading
        if self._opening is not None and self._lead is None and self._near_opening(frame):
            return self._opening
        return When(published - _DAY, published, TimePrecision.DAY, False)

    def _near_opening(self, frame: Frame) -> bool:
        """Whether the frame stands in the paragraphs after the first sentence."""
        first, later = self._reading.sentences[0], frame.sentence
        return (
            later is not first
            and later.paragraph <= first.paragraph + _STRETCH
            and not _turns_away(self._reading, frame)
        )

    def _goes_on(self, frame: Frame, lead: Frame, when: When) -> bool:
        """Whether a frame without a day of its own tells of the same stretch of fighting as the news it follows. That
        of the day of publication reaches as far as one paragraph after the other tells more of it."""
        later, news = frame.sentence, lead.sentence
        like = alike(lead, frame) or _left_over(lead, frame)
        if not like or news.heading not in (None, later.heading) or _turns_away(self._reading, frame):
            return False
        near = later.paragraph <= news.paragraph + _STRETCH
        more = when.start == self._reading.published and later.paragraph <= self._reach + 1
        if near or more:
            self._reach = later.paragraph
        return near or more


def _left_over(lead: Frame, frame: Frame) -> bool:
    """Whether a weapon is found behind news of such weapons that went off (كما عُثر على صاروخ آخر)."""
    return "find" in frame.classes and bool(lead.classes & _GONE_OFF)


_GONE_OFF = frozenset({"shell", "strike", "ied", "explode", "airstrike", "drone"})


def _turns_away(reading: Reading, frame: Frame) -> bool:
    """Whether the sentence goes on to another matter, or back to what somebody had said (وكان قد ذكر أن)."""
    first = frame.sentence.body
    had = reading.tokens[first].fold.removeprefix("و") in _HAD
    said = any(token.fold in _THAT for token in reading.tokens[first : frame.triggers[0].first])
    return (had and said) or of_another(reading, frame)


_HAD = word_set("had")
_THAT = word_set("that")


def _answers(reading: Reading, frame: Frame) -> bool:
    """Whether the frame opens with a word that sets it on the day of what was told before (ردا على، عقب، بالتزامن)."""
    return reading.tokens[frame.first].fold.removeprefix("و") in _AT_ONCE


_AT_ONCE = word_set("at_once")
