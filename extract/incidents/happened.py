"""Whether what a trigger names happened: a table of rules, each with the reason it gives."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from extract.arabic.calendars import Days
from extract.arabic.dates import DateKind, DatePhrase
from extract.incidents.clauses import Reading, Sentence, inside
from extract.incidents.syntax import clause_end, clause_start, reads_as_verb
from extract.incidents.triggers import ANOTHER, Trigger
from extract.incidents.words import Match, word_set

_RELATIVE = word_set("relative")
_BRINGS = word_set("light_verbs")
_LONG = 10  # days from which on what goes on since then is a state
_WINDOW = 6  # how many tokens before a trigger a word may stand that unsays it


class _Case(NamedTuple):
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

    def cue_near(self, kind: str, window: int) -> bool:
        """Whether a cue of `kind` begins within `window` tokens of it in its clause."""
        first, last = max(self.start, self.at - window), min(self.end, self.trigger.last + window)
        return self.reading.cue(first, last, kind) is not None

    def cue_in_sentence(self, kind: str) -> bool:
        """Whether a cue of `kind` stands in its sentence."""
        return self.reading.cue(self.sentence.first, self.sentence.last, kind) is not None


def why_not(reading: Reading, sentence: Sentence, trigger: Trigger) -> str | None:
    """The rule that says what `trigger` names did not happen, None where none does."""
    at = trigger.first
    before = reading.tokens[at - 1].fold if at > sentence.first else ""
    start, end = clause_start(reading, sentence, at), clause_end(reading, sentence, at)
    case = _Case(reading, sentence, trigger, at, start, end, before, not trigger.verb)
    return next((reason for reason, holds in _WEEDING if holds(case)), None)


_NEGATING = word_set("negating")
_DENIALS = word_set("denying")
_OCCURRING = word_set("occurring")


def _negated(case: _Case) -> bool:
    """لم يقصف، دون وقوع قصف، نفى أي قصف."""
    if case.before in _NEGATING or any_denied(case.reading, case.start, case.at):
        return True
    without = case.at - 2 >= case.sentence.first and case.reading.tokens[case.at - 2].fold in ("دون", "عدم")
    return without and case.before in _OCCURRING


def any_denied(reading: Reading, start: int, at: int) -> bool:
    """Whether it is denied that any such thing was (لم يُسجل أي قصف، نفى وقوع أي انفجار)."""
    folds = [token.fold for token in reading.tokens[start:at]]
    return bool(folds) and folds[-1] in ("اي", "ايه") and any(fold in _NEGATING or fold in _DENIALS for fold in folds)


def _future(case: _Case) -> bool:
    """سيقصف."""
    word = case.reading.words[case.at]
    return case.trigger.verb and word.imperfect and word.future


_NOT_YET = word_set("not_yet")


def _not_yet(case: _Case) -> bool:
    """أن يقصف، ليقصف، قد يقصف; but what followed a dated event did happen (قبل أن يقصف)."""
    word = case.reading.words[case.at]
    if not (case.trigger.verb and word.imperfect) or _after_all(case):
        return False
    return case.before in _NOT_YET or word.prep == "ل"


def _after_all(case: _Case) -> bool:
    """Whether قبل أن in a dated clause says what came next."""
    return (
        case.trigger.verb
        and case.reading.words[case.at].imperfect
        and case.before == "ان"
        and case.reading.tokens[case.at - 2].fold == "قبل"
        and dated(case.reading, case.at, case.end)
    )


_AFTER_STATE = word_set("suffered")


def _purpose(case: _Case) -> bool:
    """لقصف كذا، لاستعادة السيطرة; but not what somebody suffered (تعرض لقصف) or what is added (إضافة لقصف)."""
    if not case.noun:
        return False
    word = case.reading.words[case.at]
    if case.trigger.cls.name in ("disperse", "breakup") and any(
        case.reading.words[i].keys & _USING_FORCE and reads_as_verb(case.reading, case.sentence, i)
        for i in range(case.start, case.at)
    ):  # أطلقت الشرطة الغاز لتفريق المتظاهرين
        return False
    if word.prep == "ل" and case.before not in _AFTER_STATE and not _suffered(case.reading, case.sentence, case.at):
        return True
    return case.at - 2 >= case.start and _governs_purpose(case.reading, case.sentence, case.at - 1)


_USING_FORCE = word_set("using_force")
_STATE_OR_AIM = word_set("state_or_aim")
_DURING = word_set("during")


def _state_or_aim(case: _Case) -> bool:
    """تحت سيطرة كذا، محاولة السيطرة، خلال اعتقالهم."""
    if case.noun and case.trigger.cls.name in ("arrest", "abduct"):
        return case.before in _DURING
    if case.trigger.cls.name not in ("capture", "transfer"):
        return False
    near = range(case.at - 1, max(case.start, case.at - _WINDOW), -1)
    if case.reading.words[case.at].prep == "ل" and _subject_to(case):
        return True
    doing = next((i for i in near if case.reading.words[i].noun_keys & _AIMED), case.at)  # منذ استعادة القوات السيطرة
    if case.noun and case.before == "من" and not case.trigger.definite and case.reading.words[case.at].keys & _HELD_BY:
        return any(case.reading.words[i].keys & _TAKING for i in range(case.start, case.at))  # تحرير كذا من سيطرة كذا
    return any(
        before in _STATE_OR_AIM or before.startswith("محاول")
        for before in (case.before, case.reading.tokens[doing - 1].fold)
    )


_HELD_BY = word_set("under")
_TAKING = word_set("taking")


def _subject_to(case: _Case) -> bool:
    """تخضع المدينة لسيطرة كذا."""
    return any("خضع" in case.reading.words[i].verb_keys for i in range(case.start, case.at))


_FREED = ("هم", "هن", "هما")


def _persons_freed(case: _Case) -> bool:
    """تحرير المخطوفين، تحريرهم: who is freed is no territory."""
    if case.trigger.cls.name != "capture" or not case.reading.words[case.at].keys & _FREEING:
        return False
    token = case.reading.tokens[case.at].fold
    freed = inside(case.reading.targets, case.trigger.last, case.trigger.last + 3)
    return (case.noun and token.endswith(_FREED)) or any(match.value == "civilians" for match in freed)


_FREEING = word_set("freeing")
_STOPPING = word_set("stopping")


def _stopped(case: _Case) -> bool:
    """وقف القصف، منع الهجوم."""
    return case.noun and case.before in _STOPPING and case.trigger.cls.name != "infiltrate"


def _unreal(kind: str) -> Callable[[_Case], bool]:
    """Whether a cue of `kind` (future, threat, call) before the trigger unsays it, no verb between: what followed from
    it did happen (سعى إلى كذا فهاجم كذا)."""

    def holds(case: _Case) -> bool:
        if case.trigger.verb and case.reading.words[case.at].conj == "ف":
            return False
        cue = case.cue_before(kind, _WINDOW)
        return cue is not None and not _verb_between(case.reading, case.sentence, cue.last, case.at)

    return holds


def _to_come(case: _Case) -> bool:
    """ستتعرض القواعد لهجمات."""
    words = case.reading.words
    return case.noun and any(
        words[i].verb and words[i].future for i in range(max(case.start, case.at - _WINDOW), case.at)
    )


def _to_be_done(case: _Case) -> bool:
    """كي يقوم بهجمات، أن تشن غارة; but what followed did happen (قبل أن يشن غارة)."""
    reading = case.reading
    if not case.noun:
        return False
    for i in range(case.at - 1, max(case.start, case.at - _DONE_WITHIN) - 1, -1):
        if reads_as_verb(reading, case.sentence, i):
            before = reading.tokens[i - 1].fold if i > case.start else ""
            earlier = reading.tokens[i - 2].fold if i > case.start + 1 else ""
            return reading.words[i].imperfect and before in _NOT_YET and earlier != "قبل"
    return False


_DONE_WITHIN = 5  # tokens between a verb of doing and what is done


def _any(case: _Case) -> bool:
    """أي هجوم، مثل هذا الهجوم: whatever such act there may be."""
    such = case.before in _DEMONSTRATIVE and case.reading.words[case.at - 2].keys & _SUCH
    after = case.reading.tokens[case.trigger.last].fold if case.trigger.last < case.end else ""
    repelled = case.trigger.cls.name == "repel" and after in _WHATEVER
    return case.noun and (case.before in _WHATEVER or bool(such) or repelled)


_DEMONSTRATIVE = word_set("demonstrative")
_SUCH = word_set("such")


def _aim_goes_on(case: _Case) -> bool:
    """تسعى القوات إلى حصر المظاهرات، واستعادة السيطرة: what stands beside an aim is one too."""
    reading, sentence = case.reading, case.sentence
    joined = reading.words[case.at].conj and (case.noun or _as_noun(reading, case.at))
    cue = reading.cue(sentence.body, case.at, "future") if joined else None
    if cue is None or reading.tokens[case.at].fold in ANOTHER:
        return False
    between = range(cue.last, case.at)
    if any(reads_as_verb(reading, sentence, i) and not _as_noun(reading, i) for i in between):
        return False
    return case.noun or not any(reading.tokens[i].text in "،؛" for i in between)


def _as_noun(reading: Reading, at: int) -> bool:
    """Whether a verb behind و is written as its noun is: in its bare form, or with what may be either's pronoun (وطرد
    التنظيم، وحصرها)."""
    word = reading.words[at]
    return bool(word.conj) and len(reading.tokens[at].fold) <= (_BARE + _PRONOUN if word.pronoun else _BARE)


_BARE = 4  # letters of و and three radicals
_PRONOUN = 2  # letters of the pronouns behind them


_WHATEVER = word_set("whatever")
_OF_FIGURE = 3  # tokens between an act and what makes it a figure of speech (اشتعلت مواقع التواصل)
_BY_ACCIDENT = frozenset({"explode", "kill", "injure", "damage", "strike"})
_LAUNCHERS = word_set("launchers")
_OWN_PROTEST = word_set("own_protest")
_LOOKALIKES = word_set("lookalikes")


def _known_of_old(kind: str) -> Callable[[_Case], bool]:
    """Whether a cue of `kind` (condemn, commemoration) speaks of a known event: neither what is condemned nor what a
    relative clause says of it is news (أدانت مصر التفجير الذي استهدف كذا)."""

    def holds(case: _Case) -> bool:
        if case.trigger.verb:
            relative = in_relative(case.reading, case.sentence, case.trigger)
            return relative and case.reading.cue(case.sentence.first, case.at, kind) is not None
        known = case.trigger.definite or _told_further(case)
        return known and case.cue_before(kind, _WINDOW) is not None

    return holds


def _told_further(case: _Case) -> bool:
    """Whether a relative clause goes on right behind the noun, its adjectives read over (حادث القتل الشنيع الذي)."""
    after = range(case.trigger.last, min(case.trigger.last + _OF_FIGURE, case.end))
    return any(case.reading.tokens[i].fold in _RELATIVE for i in after)


def _remembered(case: _Case) -> bool:
    """في الذكرى العاشرة لمجزرة كذا، مرور عام على اختطاف كذا: what is commemorated is long known."""
    return case.noun and _unreal("commemoration")(case)


def _judged(case: _Case) -> bool:
    """حكمت المحكمة بإعدامه، مجلس القضاء، قضت بسجنه: what a court says is no killing."""
    reading = case.reading
    if case.trigger.cls.name == "execute" and any(
        reading.words[i].keys & _JUDGING for i in range(max(case.start, case.at - _JUDGED_WITHIN), case.at)
    ):
        return True
    if not reading.words[case.at].keys & _JUDGING or case.trigger.last >= case.sentence.last:
        return False
    after = reading.words[case.trigger.last]
    court = reading.cue(max(case.start, case.at - _JUDGED_WITHIN), case.at + 1, "trial") is not None
    return bool(after.keys & _PUNISHMENTS) or (court and reading.tokens[case.trigger.last].fold != "علي")


_PUNISHMENTS = word_set("punishments")


def _procession(case: _Case) -> bool:
    """جابت مسيرة التشييع الشوارع: a burial; but who demonstrates at one demonstrates."""
    if case.trigger.cls.name not in ("protest", "gather"):
        return False
    trigger, words = case.trigger, case.reading.words
    said = (*range(trigger.first, trigger.last), *(() if trigger.thing is None else (trigger.thing,)))
    return case.cue_in_sentence("funeral") and not any(words[i].keys & _DEMONSTRATION for i in said)


_DEMONSTRATION = word_set("demonstration")


def _of_words(case: _Case) -> bool:
    """شائعات طالت الوفد، طالته الاتهامات، هجمة حفلت بالشائعات: what reaches somebody is talk."""
    reading, at = case.reading, case.at
    if not (reading.words[at].keys & _TOUCHING or (case.noun and case.trigger.cls.name == "attack")):
        return False
    near = range(max(case.sentence.body, at - _TALK_WITHIN), min(case.trigger.last + _TALK_WITHIN, case.sentence.last))
    return any(reading.words[i].keys & _TALK for i in near)


_TALK_WITHIN = 4  # tokens between talk and whom it reaches
_TOUCHING = word_set("touching")
_TALK = word_set("talk")


def _agreed_before(case: _Case) -> bool:
    """خروقات اتفاق كذا، إلى حين التوصل إلى اتفاق: an agreement broken, kept or waited for is not reached now."""
    if case.trigger.cls.name != "agree" or case.trigger.verb:
        return False
    near = range(max(case.start, case.at - _AGREED_WITHIN), case.at)
    return any(case.reading.words[i].keys & _OF_AGREEMENTS for i in near)


_OF_AGREEMENTS = word_set("of_agreements")
_AGREED_WITHIN = 3  # tokens between what is said of an agreement and its name


def _set_free(case: _Case) -> bool:
    """أُفرج عنه: letting one man go is no agreement."""
    after = case.reading.tokens[case.trigger.last].fold if case.trigger.last < case.sentence.last else ""
    return bool(case.reading.words[case.at].keys & _RELEASING) and after in _OF_ONE


_RELEASING = word_set("releasing")
_OF_ONE = word_set("of_one")
_JUDGING = word_set("judging")
_JUDGED_WITHIN = 4  # tokens between a verdict and the death that it says


def _charged(case: _Case) -> bool:
    """المتهم بقتل كذا، بتهمة التفجير، اعترافات حول تنفيذ اعتداء."""
    near = range(max(case.start, case.at - _CHARGED_WITHIN), case.at)
    return case.noun and any(case.reading.tokens[i].fold in _CHARGES for i in near)


_CHARGED_WITHIN = 3  # tokens between a charge and what it is about
_CHARGES = word_set("charges")


def _summed(case: _Case) -> bool:
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


def _placed_before(case: _Case, cue: Match[str]) -> bool:
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


def _going_on(case: _Case) -> bool:
    """تتواصل الاشتباكات, with no day."""
    cue = case.cue_before("ongoing", _WINDOW)
    return cue is not None and not dated(case.reading, case.sentence.first, case.sentence.last)


def _repeated(case: _Case) -> bool:
    """عمليات اغتيال متكررة، قصف شبه يومي, with no day."""
    reading, last = case.reading, case.trigger.last
    if not case.noun or dated(reading, case.start, case.end):
        return False
    after = (reading.tokens[i].fold for i in range(last, min(last + 2, case.sentence.last)))
    if any(fold in _REPEATED for fold in after):
        return True
    brought = next((i for i in range(case.at - 1, case.start - 1, -1) if reading.words[i].keys & _RESULTING), None)
    return (
        brought is not None
        and reading.words[brought].imperfect
        and any(reading.tokens[i].fold in _REPEATED for i in range(case.sentence.body, brought))
    )


_REPEATED = word_set("repeated")
_RESULTING = word_set("resulting")


def _habitual(case: _Case) -> bool:
    """A verb in the present that is no headline."""
    present = case.trigger.verb and case.reading.words[case.at].imperfect
    return present and not _begun(case) and not _after_all(case) and not _headline(case.reading, case.sentence, case.at)


def _begun(case: _Case) -> bool:
    """بدأت جرافات تهدم منزلا: what somebody began to do, he did."""
    words = case.reading.words
    began = (i for i in range(case.start, case.at) if words[i].keys & _BEGUN)
    return any(reads_as_verb(case.reading, case.sentence, i) and not words[i].imperfect for i in began)


_BEGUN = word_set("begun")


def _suffers(case: _Case) -> bool:
    """تعرّض نقطة كذا إلى هجوم: no assault of its own."""
    if case.trigger.cls.name != "infiltrate" or not case.reading.words[case.at].keys & _SUFFERING:
        return False
    if case.reading.words[case.at].pronoun:  # إثر تعرضهما لقصف
        return True
    return any(
        case.reading.tokens[i].fold == "الي" or case.reading.words[i].prep == "ل"
        for i in range(case.trigger.last + 1, min(case.trigger.last + _WINDOW, case.sentence.last))
    )


def _no_ground(case: _Case) -> bool:
    """سيطرة تامة على الوضع الأمني: what is mastered is no ground."""
    reading, last = case.reading, case.trigger.last
    if case.trigger.cls.name != "capture":
        return False
    after = range(last, min(last + _OF_FIGURE, case.sentence.last))
    over = next((i for i in after if reading.tokens[i].fold == "علي"), None)
    return over is not None and over + 1 < case.sentence.last and reading.tokens[over + 1].fold in _NO_GROUND


_NO_GROUND = word_set("no_ground")


def _most_of_all(case: _Case) -> bool:
    """من أكثر البلدات استهدافا: a comparison, no event."""
    reading = case.reading
    near = range(max(case.start, case.at - _COMPARED_WITHIN), case.at)
    return (
        case.noun
        and reading.tokens[case.at].fold.endswith("ا")
        and any(reading.tokens[i].fold in _COMPARING for i in near)
    )


_COMPARED_WITHIN = 4  # tokens between أكثر and what it measures
_COMPARING = word_set("comparing")


def _of_office(case: _Case) -> bool:
    """تسلم رئيس الحكومة مهامه من سلفه: an office or a paper changes hands, no ground."""
    return case.trigger.cls.name == "transfer" and case.cue("office")


def _alleged(case: _Case) -> bool:
    """هجوم مزعوم، اندماج "افتراضي"."""
    reading, last = case.reading, case.trigger.last
    after = (reading.tokens[i].fold for i in range(last, min(last + 3, case.sentence.last)))
    return case.noun and any(fold in _ALLEGED for fold in after)


_ALLEGED = word_set("alleged")


def _as_reason(case: _Case) -> bool:
    """احتجاجا على كذا: why something else was done."""
    return case.noun and case.reading.tokens[case.at].fold == "احتجاجا"


def pretended(reading: Reading, start: int, at: int) -> bool:
    """Whether the word at `at` stands behind a word of pretext in the clause that begins at `start` (بزعم محاولتهم
    تنفيذ عملية طعن)."""
    return any(reading.tokens[i].fold in _PRETEXTS for i in range(max(start, at - _PRETENDED_WITHIN), at))


_PRETEXTS = word_set("pretexts")
_PRETENDED_WITHIN = 8  # tokens between a word of pretext and what is pretended


def _surrenders(case: _Case) -> bool:
    """سلم ثلاثة مسلحين أنفسهم، تسلم المستشفى 13 جثة: what is handed over is no ground."""
    if case.trigger.cls.name != "transfer":
        return False
    after = range(case.trigger.last, min(case.trigger.last + _WINDOW, case.end))
    near = range(case.trigger.last, min(case.trigger.last + _HANDED_WITHIN, case.end))
    return any(case.reading.tokens[i].fold in _ONESELF for i in after) or any(
        case.reading.words[i].keys & _MOVABLE for i in near
    )


_ONESELF = word_set("oneself")
_FAILED_WITHIN = 10  # tokens between a failure and the truce that was not reached
_MOVABLE = word_set("movable")
_HANDED_WITHIN = 3  # tokens between handing over and what is handed over, a number between


def _conceded(case: _Case) -> bool:
    """على الرغم من اتفاق وقف إطلاق النار: what is conceded is known."""
    return (
        case.noun
        and not dated(case.reading, case.start, case.end)
        and any(
            case.reading.tokens[i].fold in _CONCEDING
            for i in range(max(case.start, case.at - _CONCEDED_WITHIN), case.at)
        )
    )


_CONCEDING = word_set("conceding")
_CONCEDED_WITHIN = 2  # tokens between رغم and what is conceded


def _holds(case: _Case) -> bool:
    """سجن تسيطر عليه القوات: who holds a place is no event."""
    word, last = case.reading.words[case.at], case.trigger.last
    held = case.trigger.verb and word.imperfect and case.trigger.cls.name == "capture"
    return held and last < case.sentence.last and case.reading.tokens[last].fold in _UPON_IT


_UPON_IT = word_set("upon_it")


def _wages(case: _Case) -> bool:
    """طيران التحالف الذي يشن غارات: what somebody is said to wage at large."""
    reading = case.reading
    if not case.noun or case.trigger.definite:
        return False
    for index in range(case.at - 1, max(case.sentence.body, case.at - _DONE_WITHIN), -1):
        if reads_as_verb(reading, case.sentence, index):
            return reading.words[index].imperfect and reading.tokens[index - 1].fold in _RELATIVE
    return False


_WEEDING: tuple[tuple[str, Callable[[_Case], bool]], ...] = (
    ("negated", _negated),
    ("future", _future),
    ("not yet", _not_yet),
    ("purpose", _purpose),
    ("state or aim", _state_or_aim),
    ("persons freed", _persons_freed),
    ("stopped", _stopped),
    ("future", _unreal("future")),
    ("future", _to_come),
    ("future", _aim_goes_on),
    ("future", _to_be_done),
    ("any", _any),
    ("speech", lambda case: case.trigger.cls.name == "attack" and case.cue("speech")),
    ("conditional", lambda case: case.cue_before("conditional", _WINDOW) is not None),
    ("threat", _unreal("threat")),
    ("call", _unreal("call")),
    ("charged", _charged),
    ("condemned", _known_of_old("condemn")),
    ("commemorated", _remembered),
    ("commemorated", _known_of_old("commemoration")),
    ("judged", _judged),
    ("set free", _set_free),
    ("talk", _of_words),
    ("agreed before", _agreed_before),
    ("day by day", lambda case: case.cue("habit") and not dated(case.reading, case.start, case.end)),
    ("praise", _unreal("praise")),
    ("celebration", lambda case: case.trigger.cls.name == "shoot" and case.cue("joy")),
    ("accident", lambda case: case.trigger.cls.name in _BY_ACCIDENT and case.cue("accident")),
    ("accident", lambda case: case.trigger.cls.name == "explode" and case.cue_in_sentence("accident")),
    ("example", lambda case: case.noun and case.reading.words[case.at].prep == "ك"),  # كالاعتداءات الجسدية
    ("a thing", lambda case: case.noun and case.before.removeprefix("و") in _LAUNCHERS),
    ("figure of speech", lambda case: case.cue("game or market") or case.cue_near("figure", _OF_FIGURE)),
    ("funeral", _procession),
    ("statement", lambda case: case.noun and case.reading.tokens[case.at].fold.removeprefix("و") in _OWN_PROTEST),
    ("suffering", _suffers),
    ("no ground", _no_ground),
    ("office", _of_office),
    ("comparison", _most_of_all),
    ("reason", _as_reason),
    ("alleged", _alleged),
    ("pretext", lambda case: case.noun and pretended(case.reading, case.start, case.at)),
    ("surrender", _surrenders),
    ("known", _conceded),
    ("state", _holds),
    ("habitual", _wages),
    ("failed", lambda case: case.trigger.cls.name == "agree" and case.cue_before("failed", _FAILED_WITHIN) is not None),
    ("another word", lambda case: case.reading.tokens[case.at].fold in _LOOKALIKES),
    ("drill", lambda case: case.cue_in_sentence("drill")),
    ("sum", _summed),
    ("generic", lambda case: _generic(case.reading, case.sentence, case.trigger)),
    ("ongoing", _going_on),
    ("repeated", _repeated),
    ("habitual", _habitual),
    ("quoted", lambda case: case.reading.quoted[case.at] and not _reported(case.reading, case.at)),
)


def _governs_purpose(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether the word is a verbal noun behind ل that tells an aim, to which the next word belongs (لاستعادة كذا)."""
    word = reading.words[at]
    return (
        word.prep == "ل"
        and not word.det
        and bool(word.keys & _AIMED)
        and reading.tokens[at - 1].fold not in _AFTER_STATE
        and not _suffered(reading, sentence, at)
    )


_AIMED = word_set("aimed")


def _suffered(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether تعرّض or its like in the same stretch, days not counted, governs the ل before what was suffered."""
    before = (i for i in range(at - 1, sentence.body - 1, -1) if i not in reading.covered)
    return any(reading.words[i].keys & _SUFFERING for i in islice(before, 14))


_SUFFERING = word_set("suffering")


def _verb_between(reading: Reading, sentence: Sentence, first: int, last: int) -> bool:
    """Whether a sign or a verb, none that may be the noun of doing what follows (يدرس شن ضربات), stands between."""
    return any(
        reading.tokens[i].text in "،؛:"
        or (reads_as_verb(reading, sentence, i) and not (i + 1 == last and reading.words[i].noun_keys & _AIMED))
        for i in range(first, last)
    )


def _since_long(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether the sentence tells, or opens to count, what has gone on for more than a few days."""
    opening = range(sentence.body, min(sentence.body + _OPENING, sentence.last))
    counted = any(reading.words[i].keys & _COUNTING for i in opening)
    last = sentence.last if counted else clause_end(reading, sentence, at)
    return any(
        p.days is not None
        and _days_gone(reading, p, p.days) > _LONG
        and not any(reading.tokens[i].fold in _RELATIVE for i in range(at, p.first))
        for p in inside(reading.dates, sentence.first, last)
    )


_OPENING = 4  # tokens in which a sentence says that it counts


def begins(reading: Reading, phrase: DatePhrase) -> bool:
    """Whether the day is that on which what goes on since began (منذ بدأت المسيرات في 30 آذار)."""
    near = range(max(1, phrase.first - _BEGUN_WITHIN), phrase.first)
    return any(reading.tokens[i - 1].fold in _SINCE and reading.words[i].keys & _BEGINNING for i in near)


_SINCE = word_set("since_when")
_BEGINNING = word_set("beginning")
_BEGUN_WITHIN = 6  # tokens between what says that something began and its day


def _days_gone(reading: Reading, phrase: DatePhrase, days: Days) -> int:
    """For how many days there goes on what the phrase of `days` says began."""
    if begins(reading, phrase):
        return ((reading.published or days[1]) - days[0]).days
    return (days[1] - days[0]).days if phrase.kind is DateKind.SINCE else 0


_COUNTING = word_set("counting")
_MONTH = 27  # days from the first to the last of the shortest


def _counted_over_time(reading: Reading, sentence: Sentence) -> bool:
    """Whether the sentence counts what happened in a month or more (سجّل المكتب خلال آذار ...)."""
    days = [p.days for p in inside(reading.dates, sentence.first, sentence.last) if p.days is not None]
    if not days or any((last - first).days < _MONTH for first, last in days):
        return False
    if any(spot.name for spot in reading.spots(sentence.first, sentence.last)):
        return False
    return any(reading.words[i].keys & _COUNTING for i in range(sentence.first, sentence.last))


def _tallied(case: _Case) -> bool:
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


def _generic(reading: Reading, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether a plural event noun speaks of such events at large: no verb brings it, no day, no number, no news."""
    word = reading.words[trigger.first]
    if trigger.verb or not word.plural or trigger.cls.name in ("clash", "protest", "arrest"):
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


def dated(reading: Reading, first: int, last: int) -> bool:
    """Whether a day, or a few, is named between two tokens."""
    return any(
        phrase.date_start is not None
        and phrase.date_end is not None
        and (phrase.date_end - phrase.date_start).days <= 3
        and not begins(reading, phrase)
        for phrase in inside(reading.dates, first, last)
    )


def _headline(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether a present-tense verb tells news: a short line that names its subject first, or a dated clause."""
    subject_first = any(reading.words[i].noun for i in range(sentence.body, at)) and at - sentence.body <= 8
    return (
        subject_first
        and sentence.last - sentence.first <= 30
        and not any(reads_as_verb(reading, sentence, i) for i in range(sentence.body, at))
    ) or dated(reading, clause_start(reading, sentence, at), clause_end(reading, sentence, at))


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


def in_relative(reading: Reading, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether the verb only describes something that the sentence speaks of (فلان الذي قُتل في كذا)."""
    near = range(max(sentence.body, trigger.first - 3), trigger.first)
    return any(
        reading.tokens[i].fold in _RELATIVE
        and not any(reads_as_verb(reading, sentence, k) for k in range(i + 1, trigger.first))
        for i in near
    )
