"""Which of the days that a sentence names an incident happened on."""

from __future__ import annotations

from datetime import date

from extract.arabic.calendars import Days
from extract.arabic.dates import DateKind, DatePhrase, find_dates
from extract.arabic.normalize import fold
from extract.arabic.tokens import tokenize
from extract.incidents.case import begins
from extract.incidents.clauses import Reading, Sentence, inside
from extract.incidents.frames import Frame
from extract.incidents.scene import When
from extract.incidents.syntax import clause_end, clause_start
from extract.incidents.words import word_set
from extract.model import TimePrecision


def day_of_heading(title: str, published: date | None) -> When | None:
    """The day that a title which begins or ends with a weekday or date gives all items of a round-up (النشرة الأمنية
    ليوم الأربعاء)."""
    folded = fold(title)
    if not any(sign in folded for sign in _DAY_SIGNS):
        return None
    tokens = tokenize(title)
    for phrase in find_dates(tokens, published):
        of_day = phrase.kind is DateKind.HAPPENED and phrase.precision is TimePrecision.DAY
        calendar = of_day and not any(token.fold in _RELATIVE_DAYS for token in tokens[phrase.first : phrase.last])
        if calendar and (phrase.first == 0 or phrase.last == len(tokens)):
            return When(phrase.date_start, phrase.date_end, phrase.precision, said=True, carried=True)
    return None


_DAY_SIGNS = word_set("day_signs")  # what some word of every weekday and date holds


def day_of_opening(reading: Reading) -> When | None:
    """The one day that the first sentence names, whatever it tells (شهدت المدينة، اليوم، حادثتين)."""
    if not reading.sentences:
        return None
    sentence = reading.sentences[0]
    phrases = [p for p in inside(reading.dates, sentence.first, sentence.last) if tells_day(reading, p)]
    if len(phrases) != 1 or phrases[0].kind is not DateKind.HAPPENED or phrases[0].precision is not TimePrecision.DAY:
        return None
    day = phrases[0]
    return When(day.date_start, day.date_end, day.precision, True, (day.first, day.last), carried=True)


_RELATIVE_DAYS = word_set("relative_days")


def tells_day(reading: Reading, phrase: DatePhrase) -> bool:
    """Whether a date phrase can be the day of something that happened, and is not that on which what goes on began."""
    resolved = phrase.days is not None or phrase.shift is not None
    return phrase.kind in (DateKind.HAPPENED, DateKind.SINCE) and resolved and not begins(reading, phrase)


_ATTRIBUTING = word_set("according")
_REPORT_WITHIN = 6  # tokens between a word of attribution and its day


def of_report(reading: Reading, frame: Frame, phrase: DatePhrase) -> bool:
    """Whether the day stands behind a word that says who told of the event (كما أفاد مصدران الخميس)."""
    first = max(frame.main.last, phrase.first - _REPORT_WITHIN)
    return any(reading.tokens[i].fold in _ATTRIBUTING for i in range(first, phrase.first))


def goes_on_since(reading: Reading, phrase: DatePhrase) -> bool:
    """Whether what began on the day of the phrase goes on (منذ تفجرها أمس)."""
    return phrase.first > 1 and reading.tokens[phrase.first - 2].fold == "منذ" and phrase.days is not None


def with_joined(reading: Reading, frame: Frame, phrase: DatePhrase, days: Days) -> Days:
    """The days of `phrase` with those of the day before or after that و joins to it (مساء أمس وصباح اليوم), or that حتى
    says they last to (من مساء السبت حتى صباح الأحد)."""
    for other in inside(reading.dates, frame.sentence.first, frame.sentence.last):
        first, second = sorted((phrase, other), key=lambda one: one.first)
        gap = second.first - first.last
        joined = gap == 0 and reading.words[second.first].conj == "و"
        until = other is second and gap <= _LASTING_WITHIN and other.kind is DateKind.UNTIL
        if other is phrase or other.days is None or not (until or (joined and tells_day(reading, other))):
            continue
        start, end = min(days[0], other.days[0]), max(days[1], other.days[1])
        if (end - start).days <= 1:
            return start, end
    return days


_LASTING_WITHIN = 5  # tokens between the day something began and the حتى of its end


def on_the_eve(reading: Reading, frame: Frame) -> bool:
    """Whether the frame tells what happened the day before what its sentence tells (غداة قصف كذا)."""
    first = frame.triggers[0].first
    return any(reading.tokens[i].fold in _MORROW for i in range(max(frame.sentence.body, first - 2), first))


_MORROW = word_set("morrow")


def not_of_statement(reading: Reading, frame: Frame, phrases: list[DatePhrase]) -> list[DatePhrase]:
    """The phrases without those of the day somebody said so, where the event has one (قال اليوم إن كذا وقع الخميس،
    أفاد الأحد بمقتل كذا مساء السبت)."""
    return [p for p in phrases if not _of_statement(reading, frame, p)] or phrases


def says_when_told(reading: Reading, frame: Frame, when: When) -> bool:
    """Whether the day is of who told of the event, or of what he told it in (قال اليوم إن، وفق تقرير صدر الأحد)."""
    return when.words is not None and (when.of_report or said_between(reading, frame, *when.words))


def _of_statement(reading: Reading, frame: Frame, phrase: DatePhrase) -> bool:
    return said_between(reading, frame, phrase.first, phrase.last)


def said_between(reading: Reading, frame: Frame, first: int, last: int) -> bool:
    """Whether the day, the tokens `first` to `last`, stands between a verb of saying and what was said."""
    if any(reading.tokens[i].fold in _THAT for i in range(last, frame.main.first)):
        return True
    opening = frame.triggers[0]
    return (
        last <= opening.first
        and reading.words[opening.first].prep == "ب"
        and reading.cue(frame.sentence.body, first, "statement") is not None
    )


_THAT = word_set("that")


def of_comparison(reading: Reading, phrase: DatePhrase) -> bool:
    """Whether the phrase says since when there was nothing like it (حصيلة هي الأكبر منذ ثلاثة أسابيع)."""
    before = range(max(0, phrase.first - 3), phrase.first + 1)
    return any(reading.tokens[i].fold.removeprefix("و") in _SINCE for i in before) and any(
        reading.tokens[i].fold in _MOST for i in before
    )


_SINCE = word_set("since")
_MOST = word_set("most")


def counts_back(reading: Reading, frame: Frame, phrase: DatePhrase) -> bool:
    """Whether the phrase says how long before what is told the frame happened (بعد يومين من تفجير كذا): at most the
    news itself is named before it (يأتي الهجوم بعد)."""
    return (
        _after_what(reading, phrase)
        and frame.triggers[-1].first > phrase.last
        and all(trigger.definite for trigger in frame.triggers if trigger.first < phrase.first)
        and in_clause_of(reading, frame, phrase)
    )


def counts_days(reading: Reading, phrase: DatePhrase) -> bool:
    """Whether the phrase only says how long something has gone on (لليوم الثالث على التوالي)."""
    return reading.tokens[phrase.first].fold in _FOR_DAYS


_FOR_DAYS = word_set("for_days")


def counts_on(reading: Reading, phrase: DatePhrase) -> bool:
    """Whether the phrase counts on from what is told before, not from what it names itself (بعد يومين من مقتل كذا); for
    hours that is all one."""
    hours = phrase.shift is not None and phrase.shift.high == 0
    return hours or not _after_what(reading, phrase) or reading.words[phrase.last + 1].det


def _after_what(reading: Reading, phrase: DatePhrase) -> bool:
    """Whether the phrase goes on with what it counts from (بعد يومين من)."""
    opening = reading.tokens[phrase.first].fold.removeprefix("و")
    if opening != "بعد" or phrase.days is not None or phrase.last + 1 >= len(reading.tokens):
        return False
    return reading.tokens[phrase.last].fold in _AFTER_WHAT


_AFTER_WHAT = word_set("after_what")


def of_reason(reading: Reading, frame: Frame, phrase: DatePhrase) -> bool:
    """Whether the day is that of what the frame answers (انتقاما لمقتل كذا الثلاثاء), or a stretch of days that of what
    it came after (سيطر على كذا بعد انسحاب كذا أواخر تموز)."""
    between = [reading.tokens[i].fold for i in range(frame.triggers[0].last, phrase.first)]
    stretch = phrase.precision is not TimePrecision.DAY
    return any(fold in _REASONS or (stretch and fold in _AFTER) for fold in between)


_REASONS = word_set("reasons")
_AFTER = word_set("after")


def long_ago(reading: Reading, frame: Frame, phrase: DatePhrase) -> bool:
    """Whether a phrase puts the frame days or more back without saying how many (قبل أيام، قبل عدة أشهر، بعد أيام من
    قصف كذا، مؤخرا)."""
    opening = reading.tokens[phrase.first].fold.removeprefix("و")
    return phrase.kind is DateKind.VAGUE and (opening in _LONG_AGO or counts_back(reading, frame, phrase))


_LONG_AGO = word_set("long_ago")


def leads_after(reading: Reading, frame: Frame, phrase: DatePhrase) -> bool:
    """Whether the phrase dates what came after the frame (عاد الهدوء مؤخرا بعد قصف كذا)."""
    before_act = frame.sentence.body <= phrase.first and phrase.last in range(frame.first, frame.main.first)
    return before_act and reading.tokens[phrase.last].fold in _AFTER


_AFTER = word_set("after")


def in_clause_of(reading: Reading, frame: Frame, phrase: DatePhrase) -> bool:
    """Whether the phrase stands in the clause of one of the frame's triggers."""
    sentence = frame.sentence
    return any(
        clause_start(reading, sentence, t.first) <= phrase.first < _end_with_date(reading, sentence, t.first)
        for t in frame.triggers
    )


def _end_with_date(reading: Reading, sentence: Sentence, at: int) -> int:
    """The token after the clause around `at`, with a date between commas that follows it (اختطف، اليوم، أربعة)."""
    end = clause_end(reading, sentence, at)
    index = end + 1
    while index < sentence.last and index in reading.in_date:
        index += 1
    closed = index > end + 1 and index < sentence.last and reading.tokens[index].text in "،,"
    return index if closed and reading.tokens[end].text in "،," else end


def same_days(earlier: When, later: When) -> bool:
    """Whether two scenes may be of one day: a day nobody says may be any, but of what was some time ago no day is told
    later; a report may be a day after its event."""
    if not later.said or not earlier.said:
        return True
    if later.its_own and later.start is not None and earlier.start is None:
        return False
    if earlier.of_report is not later.of_report and earlier.start and later.start:
        return abs((earlier.start - later.start).days) <= 1
    return _overlap(earlier, later)


def _overlap(first: When, second: When) -> bool:
    if first.start is None or second.start is None or first.end is None or second.end is None:
        return True
    return first.start <= second.end and second.start <= first.end
