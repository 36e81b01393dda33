"""What can happen: triggers found in a sentence, weeded of what did not happen, and grouped into frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from itertools import islice
from typing import NamedTuple, TypeVar

from extract.arabic.dates import DateKind
from extract.arabic.normalize import fold
from extract.arabic.tokens import WORD
from extract.incidents.clauses import Reading, Sentence, around, inside
from extract.incidents.words import Match, Phrases, rows, word_set

_REACH = 13  # how many tokens after a verb its object may stand, days not counted
_REACH_OF_NOUN = 7  # the same after a verbal noun
_LONG = 10  # days from which on what goes on since then is a state
_WINDOW = 6  # how many tokens before a trigger a word may stand that unsays it


class FrameClass(NamedTuple):
    """A class of triggers: its name, the kind it says by itself, its role, and what must be said beside it."""

    name: str
    kind: str
    role: str
    needs: tuple[frozenset[str], ...]


class _Entry(NamedTuple):
    pos: str
    cls: str


class Trigger(NamedTuple):
    """Words `first` to `last` (exclusive) that say something happened; `verb` whether they say it by a verb."""

    first: int
    last: int
    cls: FrameClass
    verb: bool
    definite: bool
    thing: int | None = None


@dataclass(slots=True)
class Frame:
    """The triggers of one happening, in the tokens `first` to `last` (exclusive) of one sentence."""

    sentence: Sentence
    first: int
    last: int
    triggers: list[Trigger]
    opener: str = ""

    @property
    def classes(self) -> set[str]:
        """The names of the classes of its triggers."""
        return {trigger.cls.name for trigger in self.triggers}

    @property
    def acts(self) -> list[Trigger]:
        """Its triggers that are no mere effects."""
        return [trigger for trigger in self.triggers if trigger.cls.role != "effect"]

    @property
    def main(self) -> Trigger:
        """The trigger that says most: an act before a generic act before an effect."""
        order = {"act": 0, "response": 1, "generic": 2, "effect": 3}
        return min(self.triggers, key=lambda trigger: (order[trigger.cls.role], trigger.first))


@cache
def frame_classes() -> dict[str, FrameClass]:
    """The classes by name."""
    return {
        row["class"]: FrameClass(
            row["class"],
            row["kind"],
            row["role"],
            tuple(frozenset(part.split("+")) for part in row["needs"].split("|")),
        )
        for row in rows("frames")
    }


@cache
def _triggers() -> Phrases[_Entry]:
    table: Phrases[_Entry] = Phrases()
    for row in rows("triggers"):
        table.add(row["phrase"], _Entry(row["pos"], row["class"]))
    return table


@cache
def _idioms() -> Phrases[str]:
    table: Phrases[str] = Phrases()
    for row in rows("idioms"):
        table.add(row["phrase"], row["phrase"])
    return table


@cache
def _collocations() -> dict[str, Phrases[str]]:
    """By head lemma, the things that make it a trigger, each with its class."""
    table: dict[str, Phrases[str]] = {}
    for row in rows("collocations"):
        for head in row["heads"].split("|"):
            things = table.setdefault(fold(head), Phrases())
            for thing in row["objects"].split("|"):
                things.add(thing, row["class"])
    return table


@cache
def _openers() -> frozenset[str]:
    """The keys that an idiom, a trigger, a collocation or an elided act begins with: most words have none of them."""
    return _ANOTHER.union(_idioms().heads, _triggers().heads, _collocations())


def frames(reading: Reading, sentence: Sentence) -> list[Frame]:
    """The frames of `sentence`, in order."""
    return _group(reading, sentence, [trigger for trigger, refused in weighed(reading, sentence) if refused is None])


def weighed(reading: Reading, sentence: Sentence) -> list[tuple[Trigger, str | None]]:
    """Every trigger of `sentence`, each with the rule that says it did not happen, None where none does."""
    known: dict[int, list[tuple[Trigger, str | None]]] = reading.answers["weighed"]
    if sentence.first not in known:
        each = [(t, why_not(reading, sentence, t)) for t in find_triggers(reading, sentence)]
        known[sentence.first] = [
            (t, why or ("of what did not happen" if _of_refused(reading, each[:number], t) else None))
            for number, (t, why) in enumerate(each)
        ]
    return known[sentence.first]


_OUTCOME_WITHIN = 14  # tokens between an act and what it led to


def _of_refused(reading: Reading, before: Sequence[tuple[Trigger, str | None]], trigger: Trigger) -> bool:
    """Whether a harm is the outcome of an act that is no news (استنكر الاشتباكات ... ما أسفر عن ضحايا)."""
    if trigger.cls.role != "effect" or not before:
        return False
    act, refused = before[-1]
    return (
        refused is not None
        and act.cls.role != "effect"
        and trigger.first - act.last <= _OUTCOME_WITHIN
        and reading.cue(act.last, trigger.first, "result") is not None
    )


# ---------------------------------------------------------------------------------------------- triggers


def find_triggers(reading: Reading, sentence: Sentence) -> list[Trigger]:
    """Every trigger of `sentence`, whether what it says happened or not."""
    words, classes, openers = reading.words, frame_classes(), _openers()
    found: list[Trigger] = []
    consumed: set[int] = set()
    in_names = {
        at
        for name in inside(reading.actors, sentence.first, sentence.last)
        if name.last - name.first > 1
        for at in range(name.first, name.last)
    }
    index = sentence.body
    while index < sentence.last:
        if (
            openers.isdisjoint(words[index].keys)
            or reading.tokens[index].kind is not WORD
            or index in reading.covered
            or index in in_names
        ):
            index += 1
            continue
        idiom = _idioms().at(words, index)
        if idiom:
            index = idiom[0].last
            continue
        if found and reading.tokens[index].fold in _ANOTHER and _place_follows(reading, sentence, index):
            found.append(Trigger(index, index + 1, found[-1].cls, False, False))
            index += 1
            continue
        verb = reads_as_verb(reading, sentence, index)
        trigger = _collocation(reading, sentence, index, verb) if index not in consumed else None
        if trigger is None:
            for match in _triggers().at(words, index, words[index].verb_keys if verb else words[index].noun_keys):
                if (match.value.pos == "v") == verb:
                    definite = not verb and _definite(reading, index)
                    trigger = Trigger(match.first, match.last, classes[match.value.cls], verb, definite)
                    break
        if trigger is None:
            index += 1
        else:
            if trigger.first not in consumed:
                found.append(trigger)
            if trigger.thing is not None:
                consumed.add(trigger.thing)
            index = max(index + 1, trigger.last)
    return found


_ONWARDS = word_set("onwards")
_ANOTHER = word_set("another")


def _place_follows(reading: Reading, sentence: Sentence, index: int) -> bool:
    """Whether an elided act (وأخرى على كذا) names its place: within six words, before a sign or a verb."""
    if index + 1 >= sentence.last or reading.tokens[index + 1].fold not in _ONWARDS:
        return False
    for at in range(index + 1, min(index + 7, sentence.last)):
        if at in reading.in_place:
            return True
        if reading.tokens[at].kind is not WORD:
            return False
    return False


def _collocation(reading: Reading, sentence: Sentence, index: int, verb: bool) -> Trigger | None:
    """The trigger that the word at `index` makes with a thing that follows it in its clause."""
    word = reading.words[index]
    for key in sorted(word.verb_keys if verb else word.noun_keys):
        things = _collocations().get(key)
        if things is None:
            continue
        left = _REACH if verb else _REACH_OF_NOUN
        at = index
        while left and at + 1 < sentence.last:
            at += 1
            if at in reading.in_date:
                continue
            left -= 1
            token = reading.tokens[at]
            if token.text in "؛:." or (token.text == "،" and not verb):
                break
            if at > index + 1 and reads_as_verb(reading, sentence, at):
                break
            matches = things.at(reading.words, at)
            if matches:
                cls = frame_classes()[matches[0].value]
                last = index + 1 if at > index + 1 else matches[0].last
                return Trigger(index, last, cls, verb, _definite(reading, index) and not verb, at)
    return _thing_before(reading, sentence, index) if verb else None


_FALLING = word_set("falling")


def _thing_before(reading: Reading, sentence: Sentence, index: int) -> Trigger | None:
    """The trigger that a verb makes with its subject where that stands first (عبوة ناسفة انفجرت)."""
    word = reading.words[index]
    for key in sorted(word.verb_keys if word.pronoun else word.verb_keys & _FALLING):
        things = _collocations().get(key)
        if things is None:
            continue
        for at in range(index - 1, max(sentence.body - 1, index - _REACH), -1):
            if reading.tokens[at].text in "؛:." or reads_as_verb(reading, sentence, at):
                break
            matches = things.at(reading.words, at)
            if matches:
                return Trigger(index, index + 1, frame_classes()[matches[0].value], True, False, at)
    return None


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


@_once
def reads_as_verb(reading: Reading, sentence: Sentence, index: int) -> bool:
    """Whether the word at `index` is read as a verb where it stands."""
    word = reading.words[index]
    if not word.verb:
        return False
    if not word.noun or (word.noun_keys <= frozenset({reading.tokens[index].fold}) and word.verb_first):
        return True
    if word.det or word.prep in ("ب", "ك"):
        return False
    if index + 1 < sentence.last and reading.tokens[index + 1].fold in _ONESELF:  # فجّر نفسه
        return True
    if any(mark in reading.tokens[index].clean for mark in "\u064b\u064c\u064d"):
        return False
    folded = reading.tokens[index].fold
    if folded.endswith("ه") and index + 1 < sentence.last and reading.words[index + 1].prep == "ل":  # تابعه للمجلس
        return False
    before = reading.tokens[index - 1].fold if index > sentence.body else ""
    if before in _BEFORE_VERB:
        return True
    opens = (
        index == sentence.body
        or before == "و"
        or reading.tokens[index - 1].kind is not WORD
        or index - 1 in reading.covered
    )
    if index in reading.after_actor and before not in _BEFORE_NOUN:
        return True
    if opens or word.conj:
        return _subject_follows(reading, sentence, index)
    if before in _BEFORE_NOUN or before.lstrip("وف") in _BEFORE_NOUN:
        return False
    return word.verb_first


def _subject_follows(reading: Reading, sentence: Sentence, index: int) -> bool:
    """Whether a word that opens its clause, verb or verbal noun, is followed as a verb is: not by an adjective of its
    own (قصف مدفعي) and not by what a noun governs (قصف على)."""
    if index + 1 >= sentence.last or index + 1 in reading.in_date:
        return True
    after = reading.words[index + 1]
    folded = reading.tokens[index + 1].fold
    if folded in ("علي", "في", "بين", "متبادل", "عنيف", "عنيفه", "مكثف") or after.prep:
        return reading.words[index].verb_first and folded not in ("علي", "بين")
    relational = folded.endswith(("ي", "يه")) and not after.det and len(folded) > 3
    return not relational


def _definite(reading: Reading, index: int) -> bool:
    """Whether the noun at `index` refers back: by the article or a demonstrative before it; السيطرة على and its like
    have the article without meaning to."""
    word = reading.words[index]
    if word.noun_keys & _ALWAYS_DEFINITE:
        return False
    if word.det and index > 1 and reading.tokens[index - 1].fold == "من" and reading.tokens[index - 2].fold in _SOME_OF:
        return False
    if word.det:
        return True
    return index > 0 and reading.tokens[index - 1].fold in ("هذا", "هذه", "ذلك", "تلك", "وهذا", "بهذا", "لهذا")


_ALWAYS_DEFINITE = word_set("always_definite")
_SOME_OF = word_set("some_of")


# ---------------------------------------------------------------------------------- did it happen?


class _Case(NamedTuple):
    """A trigger where it stands: its token, the token its clause begins at, and the folded word before it."""

    reading: Reading
    sentence: Sentence
    trigger: Trigger
    at: int
    start: int
    before: str

    @property
    def end(self) -> int:
        """The token after its clause."""
        return clause_end(self.reading, self.sentence, self.at)

    @property
    def noun(self) -> bool:
        """Whether the trigger is a noun."""
        return not self.trigger.verb

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
    case = _Case(reading, sentence, trigger, at, clause_start(reading, sentence, at), before)
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
        and _dated(case.reading, case.at, case.end)
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
    territory = case.trigger.cls.name in ("capture", "transfer")
    return territory and (case.before in _STATE_OR_AIM or case.before.startswith("محاول"))


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
    """Whether a cue of `kind` (future, threat, call) before the trigger unsays it, no verb between."""

    def holds(case: _Case) -> bool:
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


_DONE_WITHIN = 3  # tokens between a verb of doing and what is done


def _any(case: _Case) -> bool:
    """أي هجوم: whatever such act there may be."""
    return case.noun and case.before in _WHATEVER


def _aim_goes_on(case: _Case) -> bool:
    """تسعى القوات إلى حصر المظاهرات، واستعادة السيطرة: what stands beside an aim is one too."""
    reading, sentence = case.reading, case.sentence
    joined = case.noun and reading.words[case.at].conj and reading.tokens[case.at].fold not in _ANOTHER
    cue = reading.cue(sentence.body, case.at, "future") if joined else None
    return cue is not None and not any(reads_as_verb(reading, sentence, i) for i in range(cue.last, case.at))


_WHATEVER = word_set("whatever")
_RELATIVE = word_set("relative")
_OF_FIGURE = 3  # tokens between an act and what makes it a figure of speech (اشتعلت مواقع التواصل)
_BY_ACCIDENT = frozenset({"explode", "kill", "injure", "damage", "strike"})
_LAUNCHERS = word_set("launchers")
_OWN_PROTEST = word_set("own_protest")
_LOOKALIKES = word_set("lookalikes")


def _condemned(case: _Case) -> bool:
    """أدانت مصر التفجير الذي استهدف كذا: neither what is condemned nor what a relative clause says of it is news."""
    if case.trigger.verb:
        relative = _in_relative(case.reading, case.sentence, case.trigger)
        return relative and case.reading.cue(case.sentence.first, case.at, "condemn") is not None
    return case.trigger.definite and case.cue_before("condemn", _WINDOW) is not None


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
    if cue is not None and not _dated(reading, case.start, case.end) and not _placed_before(case, cue):
        return True
    return (
        _since_long(reading, sentence, case.at)
        or _counted_over_time(reading, sentence)
        or _over_many_days(reading, sentence)
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
    cue = case.cue_before("ongoing", 4)
    return cue is not None and not _dated(case.reading, case.sentence.first, case.sentence.last)


def _repeated(case: _Case) -> bool:
    """عمليات اغتيال متكررة، قصف شبه يومي, with no day."""
    reading, last = case.reading, case.trigger.last
    after = (reading.tokens[i].fold for i in range(last, min(last + 2, case.sentence.last)))
    return case.noun and any(fold in _REPEATED for fold in after) and not _dated(reading, case.start, case.end)


_REPEATED = word_set("repeated")


def _habitual(case: _Case) -> bool:
    """A verb in the present that is no headline."""
    present = case.trigger.verb and case.reading.words[case.at].imperfect
    return present and not _after_all(case) and not _headline(case.reading, case.sentence, case.at)


def _suffers(case: _Case) -> bool:
    """تعرّض نقطة كذا إلى هجوم: no assault of its own."""
    if case.trigger.cls.name != "infiltrate" or not case.reading.words[case.at].keys & _SUFFERING:
        return False
    return any(
        case.reading.tokens[i].fold == "الي" or case.reading.words[i].prep == "ل"
        for i in range(case.trigger.last + 1, min(case.trigger.last + _WINDOW, case.sentence.last))
    )


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
    ("condemned", _condemned),
    ("accident", lambda case: case.trigger.cls.name in _BY_ACCIDENT and case.cue("accident")),
    ("example", lambda case: case.noun and case.reading.words[case.at].prep == "ك"),  # كالاعتداءات الجسدية
    ("a thing", lambda case: case.noun and case.before.removeprefix("و") in _LAUNCHERS),
    ("figure of speech", lambda case: case.cue("game or market") or case.cue_near("figure", _OF_FIGURE)),
    ("funeral", lambda case: case.trigger.cls.name in ("protest", "gather") and case.cue_in_sentence("funeral")),
    ("statement", lambda case: case.noun and case.reading.tokens[case.at].fold.removeprefix("و") in _OWN_PROTEST),
    ("suffering", _suffers),
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
    before = (i for i in range(at - 1, sentence.body - 1, -1) if i not in reading.in_date)
    return any(reading.words[i].keys & _SUFFERING for i in islice(before, 14))


_SUFFERING = word_set("suffering")


def _verb_between(reading: Reading, sentence: Sentence, first: int, last: int) -> bool:
    return any(
        reads_as_verb(reading, sentence, index) or reading.tokens[index].text in "،؛:" for index in range(first, last)
    )


def _since_long(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether the sentence tells what has gone on for more than a few days."""
    return any(
        p.kind is DateKind.SINCE
        and p.days is not None
        and (p.days[1] - p.days[0]).days > _LONG
        and not any(reading.tokens[i].fold in _RELATIVE for i in range(at, p.first))
        for p in inside(reading.dates, sentence.first, clause_end(reading, sentence, at))
    )


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


_BRINGS = word_set("light_verbs")


def _generic(reading: Reading, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether a plural event noun speaks of such events at large: no verb brings it, no day, no number, no news."""
    word = reading.words[trigger.first]
    if trigger.verb or not word.plural or trigger.cls.name in ("clash", "protest", "arrest"):
        return False
    if sentence.paragraph == 0 or _dated(reading, sentence.first, sentence.last):
        return False
    before = range(max(sentence.first, trigger.first - 6), trigger.first)
    if any(reading.words[i].keys & _BRINGS for i in before):
        return False
    return not any(trigger.first <= q.last + 1 for q in inside(reading.quantities, sentence.first, trigger.first + 1))


def _dated(reading: Reading, first: int, last: int) -> bool:
    return any(
        phrase.date_start is not None
        and phrase.date_end is not None
        and (phrase.date_end - phrase.date_start).days <= 3
        for phrase in inside(reading.dates, first, last)
    )


def _headline(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether a present-tense verb tells news: a short line that names its subject first, or a dated clause."""
    subject_first = any(reading.words[i].noun for i in range(sentence.body, at)) and at - sentence.body <= 8
    return (
        subject_first
        and sentence.last - sentence.first <= 30
        and not any(reads_as_verb(reading, sentence, i) for i in range(sentence.body, at))
    ) or _dated(reading, clause_start(reading, sentence, at), clause_end(reading, sentence, at))


_INTRODUCING = frozenset(["ان", "بان", "فان", "انه", "بانه", "الى", "وان"])


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


# ---------------------------------------------------------------------------------- told or only mentioned?

_ABOUT = word_set("about")
_PRESUPPOSING = word_set("presupposing")


def told(reading: Reading, frame: Frame) -> bool:
    """Whether the frame is told as news, and not only mentioned as the topic of something else said."""
    return any(_asserted(reading, frame, trigger) for trigger in frame.triggers)


def _asserted(reading: Reading, frame: Frame, trigger: Trigger) -> bool:
    """Whether the words around one trigger assert it: a verb; a noun that opens the sentence, that a light verb,
    a report or a cause brings, or that a verb goes on to tell of."""
    sentence = frame.sentence
    start = _start_but_for_dates(reading, sentence, trigger.first)
    before = range(max(start, trigger.first - 14), trigger.first)
    if any(reading.words[i].keys & _ABOUT for i in before[-5:]):
        return False
    if trigger.verb:
        return not _in_relative(reading, sentence, trigger)
    if trigger.cls.role == "effect":
        return (
            reading.tokens[trigger.first - 1].fold not in ("بعد", "منذ", "قبل", "قبيل", "عقب", "غداه", "خلفيه")
            if trigger.first
            else True
        )
    if not any(_content(reading, i) for i in range(sentence.body, trigger.first)):
        opening = reading.tokens[trigger.first - 1].fold.removeprefix("و")
        return opening not in _PRESUPPOSING or _dated(
            reading, trigger.first, clause_end(reading, sentence, trigger.first)
        )
    if reading.words[trigger.first].conj and frame.first > sentence.body:
        return True
    if any(reading.words[i].keys & _BRINGS for i in before):
        return True
    if reading.words[trigger.first].prep == "ب" and any(
        reading.words[i].verb_keys & _ANSWERING and reads_as_verb(reading, sentence, i) for i in before
    ):  # ردت القوات بقصف كذا
        return True
    if reading.cue(before.start, trigger.first, "cause") and any(t.cls.role == "effect" for t in frame.triggers):
        return True
    if reading.cue(before.start, trigger.first, "statement") and (
        reading.words[trigger.first].prep == "ب"
        or reading.words[trigger.first].pronoun
        or _announced(reading, before, trigger)
    ):
        return True
    if reading.words[trigger.first].pronoun and _own_act_reported(reading, sentence, trigger.first):
        return True
    after = range(trigger.last, min(trigger.last + 4, sentence.last))
    tells = (i for i in after if reads_as_verb(reading, sentence, i) and not reading.words[i].imperfect)
    return any(reading.words[i].keys & _BREAKING_OUT if trigger.definite else not reading.words[i].conj for i in tells)


_OF_CROWDS = frozenset(
    {"protest", "gather", "disperse", "breakup", "shoot", "riotact", "destroy", "loot", "damage", "attack"}
)


def crowd_known(reading: Reading, frame: Frame) -> bool:
    """Whether the frame goes on about a protest told before: demonstrators or protest have the article, and no protest
    is named without it (وهتف المتظاهرون، لتفريق المتظاهرين، وجرت التظاهرة بهدوء)."""
    if not frame.classes <= _OF_CROWDS:
        return False
    demonstrators = any(
        match.value == "protesters" and reading.words[match.first].det and not _counted(reading, match.first)
        for match in inside(reading.targets, frame.first, frame.last)
    )
    return all(
        trigger.definite
        or (demonstrators and (trigger.verb or trigger.cls.name == "breakup") and not _stages(reading, trigger))
        for trigger in frame.triggers
    )


def _counted(reading: Reading, at: int) -> bool:
    """Whether a number or a measure governs the noun at `at` (مئات المتظاهرين)."""
    return reading.tokens[at - 1].fold.removeprefix("و") in _SOME_OF or bool(around(reading.quantities, at - 1))


def _stages(reading: Reading, trigger: Trigger) -> bool:
    """Whether the thing that makes a verb a trigger is a protest (نفذ المتظاهرون اعتصاما)."""
    thing = trigger.thing
    return thing is not None and any(m.value.cls == "protest" for m in _triggers().at(reading.words, thing))


def brought(reading: Reading, frame: Frame) -> bool:
    """Whether a verb of happening or doing brings one of the frame's nouns as news (تجددت الاشتباكات في كذا)."""
    for trigger in frame.triggers:
        start = clause_start(reading, frame.sentence, trigger.first)
        near = range(max(start, trigger.first - _BROUGHT_WITHIN), trigger.first)
        if not trigger.verb and any(
            reading.words[i].keys & _BRINGS and reads_as_verb(reading, frame.sentence, i) for i in near
        ):
            return True
    return False


_ANSWERING = word_set("answering")
_BREAKING_OUT = word_set("breaking_out")
_BROUGHT_WITHIN = 4  # tokens between a verb and the event noun it brings


def _own_act_reported(reading: Reading, sentence: Sentence, at: int) -> bool:
    """Whether the verbal noun at `at` is what somebody reports of himself, however far off (أعلن الحزب، مساء أمس، قصفه
    كذا): no other verb stands between."""
    cue = reading.cue(sentence.body, at, "statement")
    return cue is not None and not any(reads_as_verb(reading, sentence, i) for i in range(cue.last, at))


def _in_relative(reading: Reading, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether the verb only describes something that the sentence speaks of (فلان الذي قُتل في كذا)."""
    near = range(max(sentence.body, trigger.first - 3), trigger.first)
    return any(
        reading.tokens[i].fold in _RELATIVE
        and not any(reads_as_verb(reading, sentence, k) for k in range(i + 1, trigger.first))
        for i in near
    )


def _content(reading: Reading, index: int) -> bool:
    """Whether the token is a word of its own weight: no sign, number, day or place."""
    word = reading.words[index]
    if around(reading.quantities, index):
        return False
    return (
        reading.tokens[index].kind is WORD
        and index not in reading.covered
        and (word.noun or word.verb)
        and (len(reading.tokens[index].fold) > 3)
    )


def _announced(reading: Reading, before: range, trigger: Trigger) -> bool:
    """Whether a report names the act as its object: أعلن الجيش استهداف, أعلن عن استهداف, أفاد بوقوع قصف."""
    nearest = reading.tokens[trigger.first - 1].fold
    if nearest in ("عن", "تنفيذ", "بتنفيذ", "وقوع", "بوقوع", "حدوث", "بحدوث", "بسماع", "شن", "بشن", "تسجيل", "بتسجيل"):
        return True
    return any(m.last == trigger.first for m in inside(reading.actors, before.start, before.stop))


# ---------------------------------------------------------------------------------- clauses and frames

_CONNECTORS = word_set("connectors")


@_once
def clause_start(reading: Reading, sentence: Sentence, at: int) -> int:
    """The token where the clause around `at` begins: after a comma, a colon or before a connector."""
    index = at
    while index > sentence.body:
        text, folded = reading.tokens[index - 1].text, reading.tokens[index].fold
        if text in "،؛:,":
            return index
        if folded in _CONNECTORS and index < at and index not in reading.in_date:
            return index
        if index < at and reading.words[index].conj and reads_as_verb(reading, sentence, index):
            return index
        index -= 1
    return sentence.body


def _start_but_for_dates(reading: Reading, sentence: Sentence, at: int) -> int:
    """The token where the clause around `at` begins, dates between commas read over (أقدموا، صباح اليوم، على قطع)."""
    start = clause_start(reading, sentence, at)
    index = start - 2
    while index > sentence.body and (index in reading.in_date or reading.tokens[index].fold in _BEFORE_DATE):
        index -= 1
    dated = index < start - 2 and reading.tokens[index].text in "،," and reading.tokens[start - 1].text in "،,"
    return clause_start(reading, sentence, index) if dated else start


_BEFORE_DATE = word_set("before_date")


@_once
def clause_end(reading: Reading, sentence: Sentence, at: int) -> int:
    """The token after the clause around `at`."""
    index = at + 1
    while index < sentence.last:
        text, folded = reading.tokens[index].text, reading.tokens[index].fold
        if text in "،؛:," or (folded in _CONNECTORS and index not in reading.in_date):
            return index
        if reading.words[index].conj and reads_as_verb(reading, sentence, index):
            return index
        index += 1
    return sentence.last


_BREAKERS = word_set("breakers")


@cache
def akin(name: str) -> frozenset[str]:
    """The classes of acts, `name` among them, that may be one happening told twice."""
    families = [{row["class"], other} for row in rows("compatible") for other in row["others"].split()]
    return frozenset({name}.union(*(family for family in families if name in family)))


def compatible(first: str, second: str) -> bool:
    """Whether two classes of acts may be one happening told twice."""
    return second in akin(first)


def _group(reading: Reading, sentence: Sentence, triggers: Sequence[Trigger]) -> list[Frame]:
    """Join the triggers of one happening: an effect with its act, a generic act with the specific one."""
    grouped: list[Frame] = []
    for trigger in triggers:
        current = grouped[-1] if grouped else None
        if current is not None and _joins(reading, sentence, current, trigger):
            current.triggers.append(trigger)
        else:
            grouped.append(Frame(sentence, trigger.first, sentence.last, [trigger]))
    for number, frame in enumerate(grouped):
        earlier = grouped[number - 1].triggers[-1].last if number else sentence.body
        frame.first = _frame_start(reading, sentence, frame, earlier)
        if number:
            grouped[number - 1].last = frame.first
    for frame in grouped:
        frame.last = _frame_end(reading, frame)
    return [frame for frame in grouped if frame.triggers]


def _frame_start(reading: Reading, sentence: Sentence, frame: Frame, earlier: int) -> int:
    """Where the words about `frame` begin: the last clause boundary between the trigger before and its own."""
    at = frame.triggers[0].first
    if earlier == sentence.body:
        return sentence.body
    for index in range(at, earlier, -1):
        folded = reading.tokens[index].fold
        if folded in _BREAKERS or (folded in _CONNECTORS and index < at):
            frame.opener = folded
            return index
        if reading.tokens[index - 1].text in "،؛:" or (
            reading.words[index].conj and index <= at and _starts_clause(reading, sentence, index)
        ):
            frame.opener = folded
            return index
    return at


def _frame_end(reading: Reading, frame: Frame) -> int:
    """Where the words about `frame` end: before what a conjunction sets beside it (في حين تشن كذا حملات)."""
    for index in range(frame.triggers[-1].last, frame.last - 1):
        placed = sets_beside(reading, index) and inside(reading.places, frame.first, index)
        if placed and reads_as_verb(reading, frame.sentence, index + 1):
            return index
    return frame.last


_MEANWHILE = word_set("meanwhile")


def sets_beside(reading: Reading, index: int) -> bool:
    """Whether the word at `index` sets what follows it beside what was told (بينما، فيما، في حين)."""
    return reading.tokens[index].fold in _MEANWHILE or _in_the_meantime(reading, index)


def _in_the_meantime(reading: Reading, index: int) -> bool:
    return reading.tokens[index].fold == "حين" and reading.tokens[index - 1].fold == "في"


def _starts_clause(reading: Reading, sentence: Sentence, index: int) -> bool:
    return reads_as_verb(reading, sentence, index) or reading.tokens[index].fold in ("وفي", "وعلي", "واخر", "واخري")


def _joins(reading: Reading, sentence: Sentence, frame: Frame, trigger: Trigger) -> bool:
    """Whether `trigger` tells more of the happening of `frame`."""
    last = frame.triggers[-1]
    between = range(last.last, trigger.first + 1)
    broken = any(reading.tokens[i].fold in _BREAKERS or _in_the_meantime(reading, i) for i in between)
    light = any(
        reading.words[i].conj and reading.words[i].keys & _BRINGS and reads_as_verb(reading, sentence, i)
        for i in range(last.last, trigger.first)
    )
    conj = reading.words[trigger.first].conj
    new_place = any(reading.words[place.first].conj for place in inside(reading.places, last.last, trigger.first))
    if trigger.cls.role == "effect":
        if not frame.acts and _besides(reading, between):
            return True
        if broken and not trigger.definite:
            return False
        return not (frame.acts and _own_cause(reading, sentence, trigger))
    if not frame.acts:
        if broken and not reading.cue(last.last, trigger.first, "cause"):
            return False
        return (
            bool(reading.cue(last.last, trigger.first + 1, "cause"))
            or not conj
            or not trigger.verb
            or reading.words[trigger.first].prep != ""
        )
    main = frame.main
    if any(reading.tokens[i].fold in _SOUNDS for i in between) and not new_place:
        return True
    if main.cls.name == "explode" and reading.cue(last.last, trigger.first + 1, "cause"):
        return True
    if trigger.cls.name == "explode" and reading.cue(last.last, trigger.first, "result") and not new_place:
        return True
    if _sequel(reading, trigger.first) and (
        trigger.cls.name == main.cls.name or (main.definite and not trigger.definite)
    ):
        return False
    if not trigger.definite and any(reading.tokens[i].fold.removeprefix("و") in _COMPANION for i in between):
        return False
    if _by_means(reading, last, trigger) and not broken:
        return True
    if conj and trigger.first == last.last and trigger.cls is last.cls and not trigger.verb and not last.verb:
        return True  # مواجهات واشتباكات
    if trigger.definite and not new_place:
        return compatible(main.cls.name, trigger.cls.name) or trigger.cls.role == "generic"
    if not any(compatible(act.cls.name, trigger.cls.name) for act in frame.acts):
        return False
    if broken or (light and _has_place_after(reading, sentence, trigger)):
        return False
    if trigger.verb and conj:
        if main.cls.name == trigger.cls.name and main.cls.name in _DONE_TOGETHER:
            return main.cls.name == "find" or not any(i in reading.in_place for i in range(frame.first, trigger.first))
        return (
            main.cls.name != trigger.cls.name
            and (
                trigger.cls.name in _FOLLOWING_ON
                or not _has_place_after(reading, sentence, trigger)
                or not any(i in reading.in_place for i in range(sentence.body, trigger.first))
            )
            and bool(main.cls.role)
        )
    return trigger.verb or not conj or main.cls.name != trigger.cls.name


_DONE_TOGETHER = frozenset({"find", "loot", "destroy"})  # عُثر على عبوة وفُككت، هدم منازل وجرف أراضٍ في كذا
_SEQUEL = word_set("sequel")


def _sequel(reading: Reading, at: int) -> bool:
    """Whether the word at `at` tells what came before or after an act (بعد قصف كذا، قبل أن تستعيدها)."""
    before = at - 2 if reading.tokens[at - 1].fold == "ان" and at > 1 else at - 1
    return reading.tokens[before].fold in _SEQUEL


_COMPANION = word_set("companion")
_SOUNDS = word_set("sounds")
_FOLLOWING_ON = frozenset({"close"})  # what is done where the act before it led (توغلت وأقامت حاجزا على الطريق)


def _besides(reading: Reading, between: range) -> bool:
    """Whether a harm is told on top of the harm before it (قُتل أربعة، كما أُصيب عشرة، جراء قصف)."""
    return len(between) <= _BESIDES_WITHIN and any(reading.tokens[i].fold in _AS_WELL for i in between)


_AS_WELL = word_set("as_well")
_BESIDES_WITHIN = 6  # tokens between two harms of one cause


_STRIKES = frozenset({"airstrike", "strike"})


def _by_means(reading: Reading, last: Trigger, trigger: Trigger) -> bool:
    """Whether a noun behind ب tells with what the act before it was done (قصف الطيران بعدة غارات البلدة), or one behind
    في what destroyed something (دمرت في ضربات جوية زورقين)."""
    counted = range(max(last.last, trigger.first - 1), trigger.first + 1)
    if last.cls.name == "intercept" and last.verb and trigger.cls.name in _STRIKES:
        return trigger.first - last.last <= 1 and reading.tokens[trigger.first - 1].fold == "في"
    return not trigger.verb and any(
        reading.words[i].prep == "ب" and not reading.words[i].conj and i not in reading.covered for i in counted
    )


def _has_place_after(reading: Reading, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether a place is named after the trigger, before a sign or the next verb."""
    for index in range(trigger.last, sentence.last):
        if index in reading.in_place:
            return True
        if reading.tokens[index].text in "؛:." or (
            reading.words[index].conj and reads_as_verb(reading, sentence, index)
        ):
            return False
    return False


def _own_cause(reading: Reading, sentence: Sentence, effect: Trigger) -> bool:
    """Whether an effect after an act has an act of its own: a cause follows it in its clause (قُتل اثنان بقصف آخر)."""
    if not reading.words[effect.first].conj or not effect.verb:
        return False
    end = min(sentence.last, effect.last + 14)
    for index in range(effect.last, end):
        if reading.tokens[index].text in "؛:" or (
            index > effect.last and reading.words[index].conj and reads_as_verb(reading, sentence, index)
        ):
            return False
        word = reading.words[index]
        if (word.prep == "ب" or reading.cue(index, index + 1, "cause")) and any(
            entry.value.pos == "n" and frame_classes()[entry.value.cls].role != "effect"
            for near in range(index, min(index + 3, end))
            for entry in _triggers().at(reading.words, near)
            if not reading.words[near].det
        ):
            return True
    return False


def needs_met(cls: FrameClass, said: Iterable[str]) -> bool:
    """Whether what is said beside a trigger of `cls` is enough to take it for an incident."""
    present = set(said)
    return any(need <= present or not need - {""} for need in cls.needs)
