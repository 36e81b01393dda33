"""Whether a word is read as a verb, and where its clause begins and ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from extract.arabic.tokens import WORD
from extract.incidents.clauses import Reading, Sentence, around
from extract.incidents.words import word_set

_CONNECTORS = word_set("connectors")
_Answer = TypeVar("_Answer", bound=int)


def _once(
    ask: Callable[[Reading, Sentence, int], _Answer],
) -> Callable[[Reading, Sentence, int], _Answer]:
    """The question `ask`, thought about once for each token of an article, which lies in one sentence."""

    @wraps(ask)
    def answer(reading: Reading, sentence: Sentence, index: int) -> _Answer:
        known: dict[int, _Answer] = reading.answers[ask.__name__]
        told = known.get(index)
        if told is None:
            told = known[index] = ask(reading, sentence, index)
        return told

    return answer


_BEFORE_VERB = word_set("before_verb")
_BEFORE_NOUN = word_set("before_noun")
_ONESELF = word_set("oneself")
_GOVERNING_NOUNS = word_set("governing_nouns")
_MADE_OF_ACTS = word_set("made_of_acts")  # عملية نهب، أعمال قتل


@_once
def reads_as_verb(reading: Reading, sentence: Sentence, index: int) -> bool:
    """Whether the word at `index` is read as a verb where it stands."""
    word = reading.words[index]
    if not word.verb or (index > sentence.body and reading.tokens[index - 1].fold in _GOVERNING_NOUNS):
        return False
    if any(name.last - name.first > 1 for name in around(reading.actors, index)):  # قبيلة بني حسين
        return False
    governed = index > sentence.body and reading.tokens[index - 1].fold in _MADE_OF_ACTS
    if not word.noun or (word.noun_keys <= {reading.tokens[index].fold} and word.verb_first and not governed):
        return True
    if word.det or word.prep in ("ب", "ك"):
        return False
    if _to_oneself(reading, sentence, index):
        return True
    if any(mark in reading.tokens[index].clean for mark in "\u064b\u064c\u064d"):
        return False
    folded = reading.tokens[index].fold
    if folded.endswith("ه") and index + 1 < sentence.last and reading.words[index + 1].prep == "ل":  # تابعه للمجلس
        return False
    before = reading.tokens[index - 1].fold if index > sentence.body else ""
    if before in _BEFORE_VERB or (folded.endswith("ا") and _two_before(reading, index)):
        return True
    opens = (
        index == sentence.body
        or before == "و"
        or reading.tokens[index - 1].kind is not WORD
        or index - 1 in reading.covered
    )
    if index in reading.after_actor and before not in _BEFORE_NOUN:
        return not _announced_by_actor(reading, index)
    if opens or word.conj:
        return _subject_follows(reading, sentence, index)
    if before in _BEFORE_NOUN or before.lstrip("وف") in _BEFORE_NOUN:
        return False
    return word.verb_first


_ANSWERING = word_set("answering")
_SUBJECT_WITHIN = 4  # tokens between a verb and the نفسه of what its subject did to itself


def _two_before(reading: Reading, index: int) -> bool:
    """Whether two of something are counted right before the word at `index`: what has their ending is their verb
    (شخصان قتلا)."""
    return any(
        quantity.last == index and quantity.low == quantity.high == 2 and quantity.noun is not None
        for quantity in around(reading.quantities, index - 1)
    )


def _to_oneself(reading: Reading, sentence: Sentence, index: int) -> bool:
    """Whether the subject of the word at `index`, without an article, does it to itself (فجر انتحاري نفسه)."""
    for at in range(index + 1, min(index + 2 + _SUBJECT_WITHIN, sentence.last)):
        if reading.tokens[at].kind is not WORD or at in reading.in_date or reading.words[at].det:
            return False
        if reading.tokens[at].fold in _ONESELF:
            return True
    return False


def _announced_by_actor(reading: Reading, index: int) -> bool:
    """Whether a verb of reporting stands right before the side that ends before `index`: what it reports is a noun
    (أعلن الجيش قصف كذا)."""
    return any(
        name.last == index and (cue := reading.cue(name.first - 1, name.first, "statement")) and cue.last == name.first
        for name in around(reading.actors, index - 1)
    )


def announced(reading: Reading, at: int) -> bool:
    """Whether the noun at `at` is what a side announces, a day or its statement between."""
    return _announced_by_actor(reading, behind_statement(reading, at))


def behind_statement(reading: Reading, at: int) -> int:
    """The token behind who announces what stands at `at`: a day and his statement read over (أعلن الحزب، أمس، في بيان
    استهداف كذا)."""
    while at and of_statement(reading, at - 1):
        at -= 1
    return at


def of_statement(reading: Reading, index: int) -> bool:
    """Whether the token belongs to the day or the statement of who announces something, or parts them."""
    token = reading.tokens[index]
    return index in reading.in_date or token.text in "،," or token.fold in _IN_STATEMENT


_IN_STATEMENT = word_set("in_statement")


def _subject_follows(reading: Reading, sentence: Sentence, index: int) -> bool:
    """Whether a word that opens its clause, verb or verbal noun, is followed as a verb is: not by an adjective of its
    own (قصف مدفعي) and not by what a noun governs (قصف على)."""
    if index + 1 >= sentence.last or index + 1 in reading.in_date:
        return True
    after = reading.words[index + 1]
    if after.prep == "ب" and reading.words[index].verb_keys & _ANSWERING:  # ورد بقصف كذا
        return True
    folded = reading.tokens[index + 1].fold
    if folded in ("علي", "في", "بين", "متبادل", "عنيف", "عنيفه", "مكثف") or after.prep:
        return reading.words[index].verb_first and folded not in ("علي", "بين")
    relational = folded.endswith(("ي", "يه")) and not after.det and len(folded) > 3 and folded not in _PERSONS_IN_YA
    return not relational or bool(around(reading.quantities, index + 1))  # وجرح ثمانية


def connects(reading: Reading, index: int) -> bool:
    """Whether the word at `index` begins another clause: no word of a date, and not the قبل of من قبل."""
    folded = reading.tokens[index].fold
    if folded not in _CONNECTORS or index in reading.in_date:
        return False
    if folded == "ايضا" and index + 1 < len(reading.tokens) and reading.tokens[index + 1].fold in _TOWARDS:
        return False  # تعرضت كذا أيضا إلى القصف
    return f"{reading.tokens[index - 1].fold} {folded}" not in _BY


_BY = word_set("by")
_PERSONS_IN_YA = word_set("persons_in_ya")
_TOWARDS = word_set("towards")


@_once
def clause_start(reading: Reading, sentence: Sentence, at: int) -> int:
    """The token where the clause around `at` begins: after a comma, a colon or before a connector."""
    index = at
    while index > sentence.body:
        if reading.tokens[index - 1].text in "،؛:,":
            return index
        if index < at and connects(reading, index):
            return index
        if index < at and reading.words[index].conj and reads_as_verb(reading, sentence, index):
            return index
        index -= 1
    return sentence.body


def start_but_for_asides(reading: Reading, sentence: Sentence, at: int) -> int:
    """The token where the clause around `at` begins, days and bearings between commas read over (أقدموا، اليوم، على
    قطع، شهدت المحافظة، جنوبي البلاد، مواجهات)."""
    start = first = clause_start(reading, sentence, at)
    while first > sentence.body and reading.tokens[first - 1].text in "،,":
        before = clause_start(reading, sentence, first - 2)
        if not all(_of_aside(reading, index) for index in range(before, first - 1)):
            return before if first < start else start
        first = before
    return start


def _of_aside(reading: Reading, index: int) -> bool:
    """Whether the token belongs to a day or a place, or leads to one."""
    return index in reading.covered or reading.tokens[index].fold in _BEFORE_ASIDE


_BEFORE_ASIDE = word_set("before_date") | word_set("compass")


@_once
def clause_end(reading: Reading, sentence: Sentence, at: int) -> int:
    """The token after the clause around `at`."""
    index = at + 1
    while index < sentence.last:
        if reading.tokens[index].text in "،؛:," or connects(reading, index):
            return index
        if reading.words[index].conj and reads_as_verb(reading, sentence, index):
            return index
        index += 1
    return sentence.last


_ANSWERED_WITHIN = 5  # tokens between who answers and what he answers


def answered(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether the noun at `at` is what somebody answers (ردت القوات على الهجمات، في ردها على هجمات): told before."""
    if reading.tokens[at - 1].fold != "علي":
        return False
    near = range(max(sentence.body, at - _ANSWERED_WITHIN), at - 1)
    return any(
        reading.words[i].keys & _ANSWERING and (reading.words[i].pronoun or reads_as_verb(reading, sentence, i))
        for i in near
    )


_WARS = word_set("wars")
_LEFT_OF = word_set("left_of")
_OF_WAR_WITHIN = 6  # tokens between a war and what is told of it


def names_war(reading: Reading, first: int, last: int) -> bool:
    """Whether one of the tokens `first` to `last` (exclusive) names a war, not what is left of one (مخلفات الحرب)."""
    return any(
        reading.tokens[i].fold in _WARS and reading.tokens[i - 1].fold not in _LEFT_OF
        for i in range(max(0, first), min(last, len(reading.tokens)))
    )


def of_the_war(reading: Reading, at: int) -> bool:
    """Whether what stands at `at` is told of the war at large (الحرب المستمرة منذ عام، الحرب بين كذا وكذا)."""
    first = at
    while first > max(0, at - _OF_WAR_WITHIN) and reading.tokens[first - 1].text not in "،؛:.":
        first -= 1
    return names_war(reading, first, at)


_AMONG_THEM = word_set("among_them")
_NAMED_WITHIN = 6  # tokens between بينهم and what is said of one of them


def among_them(reading: Reading, at: int, after: int = 0) -> bool:
    """Whether what stands at `at` only says who some of those hit are (اعتقلت خمسة، بينهم قيادي في حركة كذا): بينهم
    before it, no sign between, and not before the token `after`."""
    for index in range(at - 1, max(after, at - _NAMED_WITHIN) - 1, -1):
        if reading.tokens[index].fold in _AMONG_THEM:
            return True
        if reading.tokens[index].text in "،,؛:.":
            return False
    return False


_BESIDES_WHAT = word_set("besides_what")


def besides_what(reading: Reading, at: int) -> bool:
    """Whether the noun at `at` is what something else is told on top of, and told by this itself (بالإضافة إلى اعتقالها
    كذا، إضافة لاعتقالها كذا)."""
    before, earlier = (reading.tokens[i].fold.removeprefix("و") if i >= 0 else "" for i in (at - 1, at - 2))
    if reading.words[at].prep == "ل":
        return f"{before} الي" in _BESIDES_WHAT
    return f"{earlier} {before}" in _BESIDES_WHAT


_MEANWHILE = word_set("meanwhile")


def sets_beside(reading: Reading, index: int) -> bool:
    """Whether the word at `index` sets what follows it beside what was told (بينما، فيما، في حين)."""
    return reading.tokens[index].fold in _MEANWHILE or in_the_meantime(reading, index)


def adds_that(reading: Reading, index: int) -> bool:
    """Whether a participle at `index` goes on with what somebody says (مبينا أن، مضيفا أن)."""
    says = reading.tokens[index].fold in _GOING_ON_TO_SAY
    return says and index + 1 < len(reading.tokens) and reading.tokens[index + 1].fold in _THAT


_GOING_ON_TO_SAY = word_set("going_on_to_say")
_THAT = word_set("that")


def in_the_meantime(reading: Reading, index: int) -> bool:
    """Whether the word is the second of في حين, or of في وقت with a verb behind it (في وقت يتواصل)."""
    folded = reading.tokens[index].fold
    if folded not in ("حين", "وقت") or reading.tokens[index - 1].fold != "في":
        return False
    return folded == "حين" or (index + 1 < len(reading.words) and reading.words[index + 1].verb_first)


def opening_word(reading: Reading, sentence: Sentence) -> str:
    """The folded word that the sentence opens with, without و."""
    return reading.tokens[sentence.body].fold.removeprefix("و")
