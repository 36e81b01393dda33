"""What a trigger names did not happen: it is denied, planned, feared, asked for or stopped."""

from __future__ import annotations

from itertools import islice

from extract.incidents.case import DONE_WITHIN, WINDOW, Case, dated
from extract.incidents.clauses import Reading, Sentence
from extract.incidents.syntax import reads_as_verb
from extract.incidents.triggers import ANOTHER
from extract.incidents.words import word_set

_NEGATING = word_set("negating")
_DENIALS = word_set("denying")
_OCCURRING = word_set("occurring")


def negated(case: Case) -> bool:
    """لم يقصف، دون وقوع قصف، نفى أي قصف."""
    if case.before in _NEGATING or any_denied(case.reading, case.start, case.at):
        return True
    without = case.at - 2 >= case.sentence.first and case.reading.tokens[case.at - 2].fold in ("دون", "عدم")
    return without and case.before in _OCCURRING


def any_denied(reading: Reading, start: int, at: int) -> bool:
    """Whether it is denied that any such thing was (لم يُسجل أي قصف، نفى وقوع أي انفجار)."""
    folds = [token.fold for token in reading.tokens[start:at]]
    return bool(folds) and folds[-1] in ("اي", "ايه") and any(fold in _NEGATING or fold in _DENIALS for fold in folds)


def future(case: Case) -> bool:
    """سيقصف."""
    word = case.reading.words[case.at]
    return word.imperfect and word.future


_NOT_YET = word_set("not_yet")


def not_yet(case: Case) -> bool:
    """أن يقصف، ليقصف، قد يقصف; but what followed a dated event did happen (قبل أن يقصف)."""
    word = case.reading.words[case.at]
    if not word.imperfect or after_all(case):
        return False
    return (case.before in _NOT_YET or word.prep == "ل") and not _force_was_used(case)


def _force_was_used(case: Case) -> bool:
    """أطلقت الشرطة الغاز لتفريق المتظاهرين، لجأت إلى الهراوات لتفرق المحتجين: what force is used for is done."""
    return case.trigger.cls.name in ("disperse", "breakup") and any(
        case.reading.words[i].keys & _USING_FORCE and reads_as_verb(case.reading, case.sentence, i)
        for i in range(case.start, case.at)
    )


_USING_FORCE = word_set("using_force")


def being_disarmed(case: Case) -> bool:
    """انفجرت العبوة وهم يحاولون تفكيكها، أثناء إبطال لغم: what goes off meanwhile is no weapon found."""
    words = case.reading.words
    near = range(max(case.sentence.body, case.at - _TRIED_WITHIN), case.at)
    return case.before in _DURING or any(words[i].verb_keys & _TRYING for i in near)


_TRYING = word_set("trying")
_TRIED_WITHIN = 2  # tokens between trying and what is tried (يعملون على تفكيكها)


def after_all(case: Case) -> bool:
    """Whether قبل أن in a dated clause says what came next."""
    return (
        case.trigger.verb
        and case.reading.words[case.at].imperfect
        and case.before == "ان"
        and case.reading.tokens[case.at - 2].fold == "قبل"
        and dated(case.reading, case.at, case.end)
    )


_AFTER_STATE = word_set("suffered")


def purpose(case: Case) -> bool:
    """لقصف كذا، لاستعادة السيطرة; but not what somebody suffered (تعرض لقصف) or what is added (إضافة لقصف)."""
    word = case.reading.words[case.at]
    if _force_was_used(case):
        return False
    if word.prep == "ل" and case.before not in _AFTER_STATE and not _suffered(case.reading, case.sentence, case.at):
        return True
    if case.at - 2 >= case.start and _governs_purpose(case.reading, case.sentence, case.at - 1):
        return True
    return bool(word.conj) and _purpose_before(case)


def _purpose_before(case: Case) -> bool:
    """Whether the noun goes on with the aim of taking ground, no verb or sign between (لتحرير المدينة وانتزاعها)."""
    reading, sentence = case.reading, case.sentence
    for index in range(case.at - 1, max(sentence.body, case.at - _AIM_WITHIN), -1):
        word = reading.words[index]
        if word.prep == "ل" and not word.det and word.keys & _TAKING:
            return True
        if reading.tokens[index].text in "،؛:" or reads_as_verb(reading, sentence, index):
            return False
    return False


_AIM_WITHIN = 6  # tokens between two aims that و joins


_STATE_OR_AIM = word_set("state_or_aim")
_DURING = word_set("during")


def during(case: Case) -> bool:
    """خلال اعتقالهم."""
    return case.before in _DURING


def state_or_aim(case: Case) -> bool:
    """تحت سيطرة كذا، محاولة السيطرة."""
    near = range(case.at - 1, max(case.start, case.at - WINDOW), -1)
    if case.reading.words[case.at].prep == "ل" and _subject_to(case):
        return True
    doing = next((i for i in near if case.reading.words[i].noun_keys & _AIMED), case.at)  # منذ استعادة القوات السيطرة
    if case.noun and case.before == "من" and not case.trigger.definite and case.reading.words[case.at].keys & _HELD_BY:
        return any(case.reading.words[i].keys & _TAKING for i in range(case.start, case.at))  # تحرير كذا من سيطرة كذا
    if case.noun and case.lemma_before(_TRYING, WINDOW):  # حاول المسلحون السيطرة على كذا
        return True
    return any(
        before in _STATE_OR_AIM or before.startswith("محاول")
        for before in (case.before, case.reading.tokens[max(0, doing - 1)].fold)
    )


_HELD_BY = word_set("under")
_TAKING = word_set("taking")


def _subject_to(case: Case) -> bool:
    """تخضع المدينة لسيطرة كذا."""
    return any("خضع" in case.reading.words[i].verb_keys for i in range(case.start, case.at))


_STOPPING = word_set("stopping")


def stopped(case: Case) -> bool:
    """وقف القصف، منع الهجوم، منع الجيش محتجين من قطع الطريق."""
    if case.before == "من" and case.lemma_before(_PREVENTING, _PREVENTED_WITHIN):
        return True
    return case.before in _STOPPING and case.trigger.cls.name != "infiltrate"


_PREVENTING = word_set("preventing")
_PREVENTED_WITHIN = 9  # tokens between preventing and what is prevented, who was about to do it between


def to_come(case: Case) -> bool:
    """ستتعرض القواعد لهجمات."""
    words = case.reading.words
    return any(words[i].verb and words[i].future for i in range(max(case.start, case.at - WINDOW), case.at))


def to_be_done(case: Case) -> bool:
    """كي يقوم بهجمات، أن تشن غارة; but what followed did happen (قبل أن يشن غارة)."""
    reading = case.reading
    for i in range(case.at - 1, max(case.start, case.at - DONE_WITHIN) - 1, -1):
        if reads_as_verb(reading, case.sentence, i):
            before = reading.tokens[i - 1].fold if i > case.start else ""
            earlier = reading.tokens[i - 2].fold if i > case.start + 1 else ""
            return reading.words[i].imperfect and before in _NOT_YET and earlier != "قبل"
    return False


def whatever(case: Case) -> bool:
    """أي هجوم، مثل هذا الهجوم: whatever such act there may be."""
    such = case.before in _DEMONSTRATIVE and case.reading.words[case.at - 2].keys & _SUCH
    after = case.reading.tokens[case.trigger.last].fold if case.trigger.last < case.end else ""
    repelled = case.trigger.cls.name == "repel" and after in _WHATEVER
    return case.before in _WHATEVER or bool(such) or repelled


_DEMONSTRATIVE = word_set("demonstrative")
_SUCH = word_set("such")


def aim_goes_on(case: Case) -> bool:
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


def agreed_before(case: Case) -> bool:
    """خروقات اتفاق كذا، إلى حين التوصل إلى اتفاق: an agreement broken, kept or waited for is not reached now."""
    return case.lemma_before(_OF_AGREEMENTS, _AGREED_WITHIN)


_OF_AGREEMENTS = word_set("of_agreements")
_AGREED_WITHIN = 3  # tokens between what is said of an agreement and its name


def no_truce_begins(case: Case) -> bool:
    """دخل القانون حيز التنفيذ، بعد دخول الهدنة حيز التنفيذ، لن تدخل الهدنة حيز التنفيذ: of what comes into force only a
    truce that does so now is news."""
    reading = case.reading
    if not reading.words[case.at].keys & _FORCE_OF_LAW:
        return False
    for i in range(case.at - 1, max(case.sentence.body, case.at - _COMING_WITHIN) - 1, -1):
        if reading.words[i].verb_keys & _COMING_IN and reads_as_verb(reading, case.sentence, i):
            truce = any(reading.words[j].noun_keys & _TRUCES for j in range(i + 1, case.at))
            before = reading.tokens[i - 1].fold if i else ""
            return not truce or reading.words[i].future or before in _NEGATING or before in _NOT_YET
    return True


_FORCE_OF_LAW = word_set("force_of_law")
_COMING_IN = word_set("coming_in")
_TRUCES = word_set("truces")
_COMING_WITHIN = 16  # tokens between the verb of a truce and its force, its sides and place between


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
