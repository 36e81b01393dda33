"""What can happen: the triggers of a sentence, weeded of what did not happen, grouped into frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.arabic.tokens import WORD
from extract.incidents.clauses import Reading, Sentence, inside
from extract.incidents.happened import why_not
from extract.incidents.syntax import (
    adds_that,
    answered,
    besides_what,
    connects,
    in_the_meantime,
    names_war,
    reads_as_verb,
    sets_beside,
)
from extract.incidents.triggers import Trigger, compatible, find_triggers, frame_classes, trigger_table
from extract.incidents.words import word_set

_BRINGS = word_set("light_verbs")
_HAD = word_set("had")
_WHERE = word_set("where")


@dataclass(slots=True)
class Frame:
    """The triggers of one happening, in the tokens `first` to `last` (exclusive) of one sentence."""

    sentence: Sentence
    first: int
    last: int
    triggers: list[Trigger]
    opener: str = ""
    classes: set[str] = field(default_factory=set)
    main: Trigger = field(init=False)

    def __post_init__(self) -> None:
        """Take stock of the triggers it begins with."""
        given, self.triggers = self.triggers, []
        for trigger in given:
            self.add(trigger)

    def add(self, trigger: Trigger) -> None:
        """Take in one more trigger; `classes` are the names of their classes, and the `main` one says most: an act
        before a generic act before an effect."""
        self.main = min(self.main, trigger, key=_weight) if self.triggers else trigger
        self.triggers.append(trigger)
        self.classes.add(trigger.cls.name)

    @property
    def acts(self) -> list[Trigger]:
        """Its triggers that are no mere effects."""
        return [trigger for trigger in self.triggers if trigger.cls.role != "effect"]


def _weight(trigger: Trigger) -> tuple[int, int]:
    return _ORDER[trigger.cls.role], trigger.first


_ORDER = {"act": 0, "response": 1, "generic": 2, "effect": 3}


def frames(reading: Reading, sentence: Sentence) -> list[Frame]:
    """The frames of `sentence`, in order."""
    return _group(reading, sentence, [trigger for trigger, refused in weighed(reading, sentence) if refused is None])


def weighed(reading: Reading, sentence: Sentence) -> list[tuple[Trigger, str | None]]:
    """Every trigger of `sentence`, each with the rule that says it did not happen, None where none does."""
    known: dict[int, list[tuple[Trigger, str | None]]] = reading.answers["weighed"]
    if sentence.first not in known:
        each: list[tuple[Trigger, str | None]] = []
        for trigger in find_triggers(reading, sentence):
            why = why_not(reading, sentence, trigger)
            each.append((trigger, why or ("of what did not happen" if _of_refused(reading, each, trigger) else None)))
        known[sentence.first] = each
    return known[sentence.first]


_BESIDE_WITHIN = 4  # tokens between two harms told as one outcome
_OUTCOME_WITHIN = 14  # tokens between an act and what it led to


def _of_refused(reading: Reading, before: Sequence[tuple[Trigger, str | None]], trigger: Trigger) -> bool:
    """Whether a harm is the outcome of an act that is no news (استنكر الاشتباكات ... ما أسفر عن ضحايا), or beside one
    that is (عن وفاة عامل وإصابة خمسة)."""
    if trigger.cls.role != "effect" or not before:
        return False
    act, refused = before[-1]
    if refused is None:
        return False
    if act.cls.role == "effect":
        joined = bool(reading.words[trigger.first].conj) and not trigger.verb and not act.verb
        return joined and trigger.first - act.last <= _BESIDE_WITHIN
    return trigger.first - act.last <= _OUTCOME_WITHIN and reading.cue(act.last, trigger.first, "result") is not None


_BREAKERS = word_set("breakers")


def _group(reading: Reading, sentence: Sentence, triggers: Sequence[Trigger]) -> list[Frame]:
    """Join the triggers of one happening: an effect with its act, a generic act with the specific one."""
    grouped: list[Frame] = []
    for trigger in triggers:
        current = grouped[-1] if grouped else None
        if current is not None and _joins(reading, sentence, current, trigger):
            current.add(trigger)
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
        if folded in _BREAKERS or (index < at and connects(reading, index)):
            frame.opener = folded
            return index
        if reading.tokens[index - 1].text in "،؛:" or (
            reading.words[index].conj and index <= at and _starts_clause(reading, sentence, index)
        ):
            frame.opener = folded
            return index
    return at


def _frame_end(reading: Reading, frame: Frame) -> int:
    """Where the words about `frame` end: before what a conjunction sets beside it (في حين تشن كذا حملات), but no
    circumstance of it (بينما كان في كذا), before what somebody adds (وقال إن كذا), and before what is told of the war
    (حيث تدور الحرب)."""
    for index in range(frame.triggers[-1].last, frame.last - 1):
        if reading.words[index].conj and _adds_words(reading, index):
            return index
        if not reading.words[index + 1].verb:
            continue
        if reading.tokens[index].fold in _WHERE and names_war(reading, index + 2, index + 5):
            return index
        if not sets_beside(reading, index) or reading.tokens[index + 1].fold in _HAD:
            continue
        placed = inside(reading.places, frame.first, index) or _acted_on(reading, frame, index)
        if placed and reads_as_verb(reading, frame.sentence, index + 1):
            return index
    return frame.last


def _adds_words(reading: Reading, index: int) -> bool:
    """Whether the verb at `index` says what somebody adds (وقال شقيقه إن)."""
    cue = reading.cue(index, index + 1, "statement") if reading.words[index].verb else None
    return cue is not None and any(token.fold in _THAT for token in reading.tokens[cue.last : cue.last + _SAYER_WITHIN])


_THAT = word_set("that")
_SAYER_WITHIN = 4  # tokens between a verb of saying and its أن, who says it between


def _acted_on(reading: Reading, frame: Frame, end: int) -> bool:
    """Whether the frame says before `end` whom its verb acts on: by a pronoun or a word for persons and things."""
    first = frame.triggers[0].first
    counted = inside(reading.quantities, first, end)
    return bool(reading.words[first].pronoun or counted or inside(reading.targets, first, end))


def _starts_clause(reading: Reading, sentence: Sentence, index: int) -> bool:
    return reads_as_verb(reading, sentence, index) or reading.tokens[index].fold in ("وفي", "وعلي", "واخر", "واخري")


def _joins(reading: Reading, sentence: Sentence, frame: Frame, trigger: Trigger) -> bool:
    """Whether `trigger` tells more of the happening of `frame`."""
    last = frame.triggers[-1]
    between = range(last.last, trigger.first + 1)
    if any(adds_that(reading, i) for i in between) and trigger.cls.role != "effect":
        return False
    broken = any(_breaks(reading, i) for i in between)
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
    if trigger.cls.name in _WRECKING and not trigger.verb and _led_to_wreck(reading, last, trigger) and not new_place:
        return True
    first = frame.triggers[0].first
    if (
        trigger.verb
        and (answered(reading, sentence, first) or _is_reason(reading, first))
        and _parted(reading, between)
    ):
        return False  # عن ردها على هجمات استهدفت كذا، إذ قصفت كذا؛ ورداً على هذا الهجوم، هاجم كذا
    if last.cls.role == "effect" and trigger.verb and _led_to(reading, trigger.first) and not new_place:
        return True
    if _sequel(reading, trigger.first) and (
        trigger.cls.name == main.cls.name or (main.definite and not trigger.definite)
    ):
        return False
    if not trigger.definite and any(reading.tokens[i].fold.removeprefix("و") in _COMPANION for i in between):
        return False
    if trigger.verb and _besides_that(reading, trigger.last):
        return False
    if main.cls.name == "find" and trigger.cls.name in _BLOWN_UP and reading.words[trigger.first].pronoun:
        return True  # ضبط عبوات، فجرها الخبير
    if _by_means(reading, last, trigger) and not (broken or light):
        return True
    if besides_what(reading, trigger.first) and _has_place_after(reading, sentence, trigger):
        return False
    if conj and trigger.first == last.last and trigger.cls is last.cls and not trigger.verb and not last.verb:
        return True  # مواجهات واشتباكات
    if trigger.definite and not new_place:
        return compatible(main.cls.name, trigger.cls.name) or trigger.cls.role == "generic"
    if _reaches(reading, last, trigger):
        return True
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


_WRECKING = frozenset({"loot", "destroy"})


def _led_to_wreck(reading: Reading, last: Trigger, trigger: Trigger) -> bool:
    """Whether what was wrecked is the outcome of the act before it (رشقوا المركبات ما أدى إلى تحطيم زجاجها)."""
    return trigger.first - last.last <= _OUTCOME_WITHIN and bool(reading.cue(last.last, trigger.first, "result"))


def _besides_that(reading: Reading, at: int) -> bool:
    """Whether the act whose verb ends at `at` is told on top of another (وفجر المسلحون أيضا عبوة)."""
    return any(token.fold in _ALSO for token in reading.tokens[at : at + _ALSO_WITHIN])


_ALSO_WITHIN = 3  # tokens between a verb and its أيضا, its subject between
_BLOWN_UP = frozenset({"ied", "explode"})


def _reaches(reading: Reading, last: Trigger, trigger: Trigger) -> bool:
    """Whether a verb of reaching says whom a search for people took (حملة اعتقالات طالت عشرة), or what was looted."""
    verb = trigger.verb and trigger.cls.name == "strike" and not reading.words[trigger.first].conj
    return verb and not last.verb and last.cls.name in OF_POLICE | _WRECKING


OF_POLICE = frozenset({"arrest", "raid", "abduct"})


def _breaks(reading: Reading, index: int) -> bool:
    """Whether the word at `index` begins what is told beside the act before it: no circumstance of it (بينما كانت
    متوقفة), no كذلك behind a verb, no كما before who says so (كما أفاد المصدر)."""
    folded = reading.tokens[index].fold
    if folded == "كما" and reading.cue(index + 1, index + 2, "statement") is not None:
        return False
    if folded in _ALSO and reading.tokens[index - 1].kind is WORD:
        return False
    circumstance = index + 1 < len(reading.tokens) and reading.tokens[index + 1].fold in _HAD
    return (folded in _BREAKERS and not (circumstance and sets_beside(reading, index))) or in_the_meantime(
        reading, index
    )


_DONE_TOGETHER = frozenset({"find", "loot", "destroy"})  # عُثر على عبوة وفُككت، هدم منازل وجرف أراضٍ في كذا
_SEQUEL = word_set("sequel")


def _led_to(reading: Reading, at: int) -> bool:
    """Whether the verb at `at` tells what a harm came after (استشهد خمسة بعد أن أطلقت مسيرات النار عليهم)."""
    before = reading.tokens[at - 1].fold
    return before == "بعدما" or (before == "ان" and at > 1 and reading.tokens[at - 2].fold == "بعد")


def _sequel(reading: Reading, at: int) -> bool:
    """Whether the word at `at` tells what came before or after an act (بعد قصف كذا، قبل أن تستعيدها)."""
    before = at - 2 if reading.tokens[at - 1].fold == "ان" and at > 1 else at - 1
    return reading.tokens[before].fold in _SEQUEL


def _is_reason(reading: Reading, at: int) -> bool:
    """Whether the noun at `at` is why something was done (رداً على هذا الهجوم، انتقاماً لمقتل كذا)."""
    return any(reading.tokens[i].fold.removeprefix("و") in _REASONS for i in range(max(0, at - 3), at))


_REASONS = word_set("reasons")


def _parted(reading: Reading, between: range) -> bool:
    """Whether a sign or a connector stands between two triggers."""
    return any(reading.tokens[i].text in "،؛:" or connects(reading, i) for i in between)


_COMPANION = word_set("companion")
_SOUNDS = word_set("sounds")
_FOLLOWING_ON = frozenset({"close"})  # what is done where the act before it led (توغلت وأقامت حاجزا على الطريق)


def _besides(reading: Reading, between: range) -> bool:
    """Whether a harm is told on top of the harm before it (قُتل أربعة، كما أُصيب عشرة، جراء قصف)."""
    return len(between) <= _BESIDES_WITHIN and any(reading.tokens[i].fold in _AS_WELL for i in between)


_ALSO = word_set("also")
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
            for entry in trigger_table().at(reading.words, near)
            if not reading.words[near].det
        ):
            return True
    return False
