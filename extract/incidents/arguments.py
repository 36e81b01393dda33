"""Who did it to whom with what: the arguments of a frame, by their place beside its triggers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from extract.arabic.tokens import TokenKind
from extract.incidents.actors import ActorName, client, demonym, meaning, named_with, opponent, side, state_of
from extract.incidents.clauses import Reading, Sentence, around, inside
from extract.incidents.frames import Frame
from extract.incidents.happened import any_denied
from extract.incidents.syntax import reads_as_verb
from extract.incidents.triggers import Trigger
from extract.incidents.words import Match, bare, word_set

_BY = word_set("by")
_AGENT_WORDS = word_set("agent_after")
_PATIENT_WORDS = word_set("patient_after")
_BELONGS = word_set("belonging")


class Side(NamedTuple):
    """A side named in a frame: its key, the tokens that name it, and the role it plays there."""

    key: str
    first: int
    last: int
    role: str


class Sides(NamedTuple):
    """Who acted, whom it hit, who is suspected."""

    actor1: str | None
    actor2: str | None
    suspected: tuple[str, ...]
    agent: Side | None
    patient: Side | None


_TWO_SIDED = frozenset({"clash", "agree"})
_OF_CROWDS = frozenset(
    {"protest", "riotact", "disperse", "breakup", "raid", "loot", "attack", "close", "damage", "destroy", "gather"}
)


def sides(reading: Reading, frame: Frame, country: str | None, day: date | None) -> Sides:
    """The sides of `frame` in news of `country` of `day`."""
    named = _named(reading, frame, country, day)
    suspected = tuple(dict.fromkeys(s.key for s in _suspects(reading, frame, named)))
    agents = [s for s in named if s.role == "agent" and (s.key != "protesters" or frame.classes & _OF_CROWDS)]
    agent = next(iter(agents), None) or _persons_acting(reading, frame)
    agent = agent or _speaker_of_own_act(reading, frame, named)
    if agent is not None and agent.key == "unidentified_armed_group":
        agent = _member_of(reading, agent, named) or agent
    if agent is not None and side(agent.key) == "state" and agent.last - agent.first == 1:
        agent = _belongs_to(reading, agent, named) or agent
    if frame.classes & _TWO_SIDED and not frame.classes & {"shell", "airstrike", "strike"} and not _taken(frame):
        both = _parties(reading, frame, named)
        if both is not None:
            return Sides(both[0].key, both[1].key if both[1] else None, suspected, both[0], both[1])
    if "repel" in frame.classes and agent is not None:
        attacker = _repelled(frame, agent, named)
        if attacker is not None:
            return Sides(attacker.key, agent.key, suspected, attacker, agent)
    if "intercept" in frame.classes and not _struck_down(frame) and not _manned(reading, frame):
        agent = _launcher(reading, named)
    key = agent.key if agent else None
    patients = [s for s in named if s.role == "patient" and (agent is None or s.first != agent.first)]
    actor2, patient = _victim(reading, frame, patients, agent, country, day)
    speaker = next((s for s in named if s.role == "speaker"), None)
    if patient is None and speaker is not None and _told_of_itself(reading, frame):
        key, agent = (None, None) if agent == speaker else (key, agent)
        actor2, patient = speaker.key, speaker
    if "capture" in frame.classes and actor2 in (None, "civilians"):
        actor2 = _lost_by(reading, frame, key, country, day) or actor2
    if frame.classes <= _AGAINST_NOBODY and patient is None and actor2 != "civilians":
        actor2 = None
    return Sides(key, actor2, suspected, agent, patient)


def _struck_down(frame: Frame) -> bool:
    """Whether what is destroyed is so by a strike of its own (دمرت في ضربات جوية زوارق للحوثيين), not in flight."""
    return {"intercept", "airstrike"} <= frame.classes


def _taken(frame: Frame) -> bool:
    """Whether the frame is of a place that is taken: who took it acts, whoever was fought for it."""
    return frame.main.cls.name == "capture"


def _suspects(reading: Reading, frame: Frame, named: Sequence[Side]) -> Sequence[Side]:
    """Who is accused: not the side that accuses, which follows the verb (اتهم الجيش الدعم السريع)."""
    accused = [s for s in named if s.role == "suspect"]
    cue = reading.cue(frame.sentence.first, frame.sentence.last, "accuse")
    accuser = len(accused) > 1 and cue is not None and cue.last == accused[0].first and reading.words[cue.first].verb
    return accused[1:] if accuser else accused


_MEMBER_WITHIN = 8  # tokens between armed men and what they are said to be of


def _member_of(reading: Reading, agent: Side, named: Sequence[Side]) -> Side | None:
    """The side that armed men are of: مسلحون من حماس، مسلحو تنظيم داعش، مسلحان من خلايا كذا."""
    for one in named:
        between = range(agent.last, one.first)
        if one.first < agent.last or len(between) > _MEMBER_WITHIN or side(one.key) not in ("state", "armed"):
            continue
        if one.key == agent.key:
            continue
        direct = len(between) == 0 or all(reading.tokens[i].kind is TokenKind.QUOTE for i in between)
        of = next((i for i in between if reading.tokens[i].fold in _MEMBERS), None)
        persons = (m for m in inside(reading.targets, agent.last, of or 0) if m.value != "property")
        membership = of is not None and next(persons, None) is None
        if direct or (membership and not any(reading.words[i].verb_first for i in between)):
            return one._replace(role="agent")
    return None


_MEMBERS = word_set("members")


def _belongs_to(reading: Reading, agent: Side, named: Sequence[Side]) -> Side | None:
    """The side that a unit with a common name is of (مفرزة تابعة لتنظيم داعش)."""
    owner = next((one for one in named if one.first >= agent.last), None)
    if owner is None or owner.first - agent.last > _OF_WITHIN or side(owner.key) not in ("state", "armed"):
        return None
    between = range(agent.last, owner.first)
    belongs = any(reading.tokens[i].fold in _BELONGING for i in between)
    return owner._replace(role="agent") if belongs else None


_OF_WITHIN = 2  # tokens between a unit and whose it is
_BELONGING = word_set("belonging")


def _told_of_itself(reading: Reading, frame: Frame) -> bool:
    """Whether a side tells of what its own suffered (أعلن التحالف عن استهداف تعرضت له قاعدة تتبع له)."""
    after = range(frame.main.last, min(frame.main.last + 3, frame.last))
    return not frame.main.verb and any("تعرض" in reading.words[i].keys for i in after)


def _repelled(frame: Frame, repeller: Side, named: Sequence[Side]) -> Side | None:
    """Whose attack the side `repeller` repels: it is named behind the verb (صد الجيش هجوما لداعش), and acted first."""
    start = next(trigger.last for trigger in frame.triggers if trigger.cls.name == "repel")
    for one in named:
        if one.first >= max(start, repeller.last) and one.key != repeller.key and side(one.key) in ("state", "armed"):
            return one
    return None


_AGAINST_NOBODY = frozenset({"base", "raid", "close"})
_AGAINST = word_set("against")


def _lost_by(reading: Reading, frame: Frame, winner: str | None, country: str | None, day: date | None) -> str | None:
    """From whom something was taken (بعد معارك مع كذا، من قبضة كذا): the side named behind such a word."""
    for match in inside(reading.actors, frame.triggers[0].last, frame.sentence.last):
        at = match.first - 1
        while reading.tokens[at].kind is TokenKind.QUOTE:
            at -= 1
        key = _resolved(reading, meaning([match.value], country, day), match.first, country, day)
        if f"{reading.tokens[at - 1].fold} {reading.tokens[at].fold}" in _BY or key in (None, winner):
            continue
        taken_from = reading.tokens[at].fold in _AGAINST or (reading.tokens[at].fold == "من" and at < frame.last)
        if side(key) in ("state", "armed") and taken_from:
            return key
    return None


def _parties(reading: Reading, frame: Frame, named: Sequence[Side]) -> tuple[Side, Side | None] | None:
    """The two sides of a clash or an agreement, the first named first; None where none is named."""
    aside = ("suspect", "none") if frame.main.cls.name == "agree" else ("suspect", "speaker", "none")
    parties = [s for s in named if s.role not in aside and side(s.key) in ("state", "armed")]
    if not parties:
        return None
    first = parties[0]
    second = next((s for s in parties[1:] if s.key != first.key), None)
    nameless = first.key in _NAMELESS and "clash" in frame.classes
    if second is None and (len(parties) > 1 or nameless or _several(reading, frame, first)):
        second = parties[-1]
    teller = next((s for s in named if s.role == "speaker" and side(s.key) in ("state", "armed")), None)
    if second is None and teller is not None and teller.key != first.key and {"clash", "kill"} <= frame.classes:
        return teller, first  # أعلن الجيش مقتل عدد من مسلحي كذا في معارك
    return first, second


_NAMELESS = frozenset({"unidentified_armed_group", "tribal_militia"})


def _several(reading: Reading, frame: Frame, party: Side) -> bool:
    """Whether the sides between whom it happens are named by one name (بين مسلحين، بين مجموعتين مسلحتين)."""
    at = party.first - 1
    while at > frame.sentence.first and reading.words[at].keys & _ARMED_NOUNS:
        at -= 1
    return reading.tokens[at].fold in ("بين", "وبين")


def _manned(reading: Reading, frame: Frame) -> bool:
    """Whether what is brought down is an aircraft with a crew: an attack on it, not a failed attack by it."""
    return any(
        t.thing is not None and reading.tokens[i].fold.removeprefix("ال") in _CREWED
        for t in frame.triggers
        for i in range(t.thing or 0, min((t.thing or 0) + 2, frame.last))
    )


_CREWED = word_set("crewed")


def _launcher(reading: Reading, named: Sequence[Side]) -> Side | None:
    """Who fired what was intercepted: the side after a verb of launching, or whose weapon it is."""
    for one in named:
        before = [reading.words[i].keys for i in range(max(0, one.first - 2), one.first)]
        its_weapon = one.role == "agent" and one.last - one.first == 1 and any(keys & _FORCE for keys in before)
        if its_weapon or any(keys & _LAUNCH for keys in before):
            return one
    return None


_BY_PERSONS = frozenset({"attack", "shoot", "stab", "ram", "ambush", "grenade"})
_UNARMED_ATTACKS = frozenset({"attack", "ambush"})
_SUBJECT_WITHIN = 6  # tokens between the verb that has the attackers for its subject and the attack


def _persons_acting(reading: Reading, frame: Frame) -> Side | None:
    """Persons of no side who attack with arms (شن شبان هجمات بالأسلحة على كذا، شاب أقدم على طعن جندي)."""
    act = next((t for t in frame.triggers if t.cls.name in _BY_PERSONS), None)
    if act is None or (act.cls.name in _UNARMED_ATTACKS and not weapons(reading, frame)):
        return None
    for index in range(max(frame.first, act.first - _SUBJECT_WITHIN), act.first + 1):
        word = reading.words[index]
        acts = word.keys & _BRINGING or (index == act.first and act.verb)
        if not acts or not word.active or word.pronoun or not reads_as_verb(reading, frame.sentence, index):
            continue
        after = act.last if index == act.first else index + 1
        for person in inside(reading.targets, index - 2, after + 1):
            beside = person.first == after or person.last == index
            more = max(act.last, person.last)
            others = bool(inside(reading.targets, more, frame.last)) or bool(inside(reading.actors, more, frame.last))
            free = not reading.words[person.first].prep and not around(reading.actors, person.first)
            if person.value == "civilians" and beside and others and free:
                several = reading.words[person.first].plural
                key = "unidentified_armed_group" if several else "other:individual"
                return Side(key, person.first, person.last, "agent")
    return None


_LAUNCH = word_set("launching")
_OWN = word_set("own_force")


def _speaker_of_own_act(reading: Reading, frame: Frame, named: Sequence[Side]) -> Side | None:
    """A side that reports an act of its own: أعلن الجيش أن طيرانه قصف, قال الجيش إنه قصف, أعلنت القوات استهداف."""
    main = frame.main
    for one in named:
        if (
            one.role != "speaker"
            or one.last > main.first
            or one.key == "protesters"
            or one.key.startswith("unidentified")
        ):
            continue
        between = range(one.last, main.first)
        if any(reading.tokens[i].fold in _OWN for i in between):
            return one
        undated = [i for i in between if i not in reading.in_date and reading.tokens[i].text not in "،,"]
        if not main.verb and main.cls.role != "effect" and len(undated) <= 2:  # أعلن الجيش، اليوم الجمعة، تحرير كذا
            return one
        its_own = reading.words[main.first].pronoun and main.cls.role != "effect"
        if its_own and (not main.verb or reading.tokens[main.first - 1].text in "،,"):  # أعلن، مساء أمس، قصفه كذا
            return one
    return None


def _named(reading: Reading, frame: Frame, country: str | None, day: date | None) -> list[Side]:
    """Every side named in the frame with its role, in the order of the text."""
    found: list[Side] = []
    seen: set[int] = set()
    spans: dict[tuple[int, int], list[ActorName]] = {}
    for match in inside(reading.actors, frame.first, frame.last):
        spans.setdefault((match.first, match.last), []).append(match.value)
    for (first, last), names in sorted(spans.items()):
        meant = meaning(names, country, day)
        if meant == "government" and last < frame.last:  # القوات النظامية السورية
            meant = demonym(reading.demonyms.get(last, ()), country, day) or meant
        key = _resolved(reading, meant, first, country, day)
        if key is None or _describes_thing(reading, frame, first) or reading.tokens[first].fold in _NO_SIDES:
            continue
        seen.update(range(first, last))
        band = _band_of(reading, frame, first)
        if band is not None:
            found = [one for one in found if one.first != band]
            found.append(Side(client(key, country, day), band, last, role(reading, frame, band)))
        elif not _left(reading, first):
            found.append(Side(key, first, last, role(reading, frame, first)))
    for index in range(frame.first + 1, frame.last):
        adjective = reading.demonyms.get(index)
        if (
            adjective
            and index not in seen
            and index not in reading.covered
            and reading.tokens[index].kind is TokenKind.WORD
        ):
            key = demonym(adjective, country, day)
            if key is not None and _qualifies_force(reading, frame, index):
                found.append(Side(key, index, index + 1, _force_role(reading, frame, index)))
    found += _own_men(reading, frame, found, country, day)
    found.sort(key=lambda s: s.first)
    starts = {one.first for one in found}
    return [one for one in found if one.key != "unidentified_armed_group" or one.last not in starts]  # مسلحي جماعة كذا


_OWN_MEN = word_set("own_men")
_SAID_OF_ONESELF = "نا"
_HEADER = 12  # tokens at the head of an article in which its author is named
_REMEMBERED_SIDE = 80  # tokens behind which a pronoun finds its side


def _own_men(
    reading: Reading, frame: Frame, named: Sequence[Side], country: str | None, day: date | None
) -> Iterator[Side]:
    """The sides whose men or weapons a pronoun says they are (فأغارت طائراته، هاجم عناصره), in what the frame says of
    them, where it does not name who acts."""
    acting = any(one.role in ("agent", "speaker") for one in named)
    for index in range(frame.first, frame.last):
        word = reading.words[index]
        if not (word.pronoun and word.keys & _OWN_MEN) or word.prep or index in reading.covered:
            continue
        if acting and not (frame.main.verb and index == frame.main.last):
            continue
        key = _antecedent(reading, frame, index, country, day)
        part = role(reading, frame, index) if key is not None else "none"
        if key is not None and part in ("agent", "patient"):
            yield Side(key, index, index + 1, part)
            return


def _antecedent(reading: Reading, frame: Frame, index: int, country: str | None, day: date | None) -> str | None:
    """The side that the pronoun of the token `index` means: who speaks (وأضاف أن عناصره) or signs (قواتنا), else the
    first one of the sentence, else the one named last before it."""
    ours = reading.tokens[index].fold.endswith(_SAID_OF_ONESELF)
    reported = ours or reading.cue(frame.sentence.first, index, "statement") is not None
    here = inside(reading.actors, frame.sentence.first, index)
    before = inside(reading.actors, 0 if ours else index - _REMEMBERED_SIDE, frame.sentence.first)
    last = None
    for match in (*here, *reversed(before)):
        key = _resolved(reading, meaning([match.value], country, day), match.first, country, day)
        if key is None or key.startswith(_NO_NAMES) or side(key) not in ("state", "armed"):
            continue
        speaks = reading.cue(match.first - _ANNOUNCED_WITHIN, match.first, "statement") is not None
        if not reported or speaks or (ours and match.last <= _HEADER):
            return key
        last = last or key
    return None if ours else last


def _band_of(reading: Reading, frame: Frame, first: int) -> int | None:
    """Where the armed men begin whose patron is the side at token `first` (ميليشيات تدعمها إيران، فصائل مدعومة من
    تركيا), unless they have a name of their own."""
    at = first - 1
    while at > frame.first and (
        reading.tokens[at].kind is TokenKind.QUOTE or (reading.tokens[at].fold == "من" and at == first - 1)
    ):
        at -= 1
    if reading.tokens[at].fold not in _PATRONAGE:
        return None
    for index in range(at - 1, max(frame.first, at - _DESCRIBED_WITHIN) - 1, -1):
        if any(not match.value.key.startswith(_NO_NAMES) for match in around(reading.actors, index)):
            return None
        if reading.words[index].keys & _BANDS:
            return index
        if not reading.words[index].noun or reading.words[index].prep:
            return None
    return None


_PATRONAGE = word_set("patronage")
_BANDS = word_set("bands")
_DESCRIBED_WITHIN = 3  # tokens between armed men and whose they are, adjectives between
_REMEMBERED = 2000  # tokens after which a side is named anew


_DESCRIBING = word_set("describing")
_NO_SIDES = word_set("no_sides")


def _describes_thing(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether مسلح or مجهول is an adjective of an act or a weapon (اشتباكات مسلحة، قذيفة مجهولة المصدر), no side."""
    if reading.tokens[first].fold not in _DESCRIBING or first == frame.first:
        return False
    act = any(t.first <= first - 1 < t.last and not t.verb for t in frame.triggers)
    return act or any(match.first <= first - 1 < match.last for match in reading.weapons)


def _left(reading: Reading, first: int) -> bool:
    """Whether the side at token `first` is one that somebody was of before (عنصر سابق في الجيش الحر)."""
    for index in range(first - 1, max(0, first - _FORMER_WITHIN), -1):
        if reading.tokens[index].fold in _FORMER:
            return not around(reading.actors, index - 1)
        if reading.tokens[index].kind is TokenKind.WORD and reading.tokens[index].fold not in _PARTING:
            return False
    return False


_FORMER = word_set("former")
_FORMER_WITHIN = 5  # tokens between سابق and the side, with a preposition and quotation marks


def _resolved(reading: Reading, key: str | None, first: int, country: str | None, day: date | None) -> str | None:
    """The key of a name that stands for the state's forces, for the side named last that is called so (التنظيم), or for
    the power that the article calls the occupier (الاحتلال)."""
    if key == "government":
        return state_of(country, day)
    if key == "occupier":
        return _occupier(reading, first, country)
    if key is None or not key.startswith("previous:"):
        return key
    wanted = key.removeprefix("previous:")
    called = named_with(bare(reading.tokens[first].fold))
    known = (
        meaning([match.value], country, day) for match in reversed(inside(reading.actors, first - _REMEMBERED, first))
    )
    earlier = [k for k in known if k is not None and not k.startswith(_NO_NAMES) and side(k) == wanted]
    return next(
        (k for k in earlier if k in called), None if called and wanted == "armed" else next(iter(earlier), None)
    )


_NO_NAMES = ("previous:", "unidentified", "occupier")


def _occupier(reading: Reading, first: int, country: str | None) -> str:
    """The power that the article is about by the word occupation (الاحتلال التركي), where it names no Israel."""
    keys = [match.value.key for match in reading.actors]
    if country in _OCCUPIED_BY_ISRAEL or "israel" in keys:
        return "israel"
    opening = reading.sentences[:_OPENING]
    for match in inside(reading.actors, 0, min(first, opening[-1].last)):
        if match.value.key != "occupier" and any(
            t.fold == "الاحتلال" for t in reading.tokens[match.first : match.last]
        ):
            return match.value.key
    return "israel"


_OPENING = 2  # sentences, title and lead, that say what an article is about
_OCCUPIED_BY_ISRAEL = frozenset({"PS", "LB", "IL"})


_FORCE = word_set("force")


def _qualifies_force(reading: Reading, frame: Frame, index: int) -> bool:
    """Whether the adjective at `index` stands after a force, a weapon or an act, adjectives between left aside; behind
    a number or persons it is people (ثلاثة إسرائيليين، مواطن لبناني)."""
    adjective = False
    for at in range(index - 1, max(frame.first - 1, index - 4), -1):
        keys = reading.words[at].keys
        if keys & _OF_FORCES:
            adjective = True
            continue
        if keys & _FORCE or any(t.first <= at < t.last and not t.verb for t in frame.triggers):
            return True
        counted = not adjective and bool(around(reading.quantities, at))
        if (
            counted
            or reading.tokens[at].kind is not TokenKind.WORD
            or (around(reading.targets, at) and not keys & _HELD)
        ):
            return False
    return adjective or any(reading.words[at].keys & _HELD for at in _before_name(reading, frame, index))


_OF_FORCES = word_set("of_forces")


_ARMED_NOUNS = word_set("armed_persons")


def _force_role(reading: Reading, frame: Frame, index: int) -> str:
    for at in range(index - 1, max(frame.first - 1, index - 4), -1):
        keys = reading.words[at].keys
        if keys & _OF_FORCES:
            continue
        if keys & _ARMED_NOUNS:
            return role(reading, frame, at)
        if keys & _HELD and not keys & _FORCE:
            return _held(reading, frame, at)
        if keys & _FORCE:
            return "suspect" if _accused(reading, frame, index) else "agent"
    if any(reading.words[at].keys & _HELD for at in _before_name(reading, frame, index)):
        return "patient"
    return "suspect" if _accused(reading, frame, index) else "agent"


def _before_name(reading: Reading, frame: Frame, index: int) -> range:
    """The token of the noun that an adjective at `index` describes over a name between (قاعدة عين الأسد الأمريكية)."""
    at = index - 1
    while at > frame.first and (at in reading.in_place or reading.words[at].keys & _OF_FORCES):
        if reading.words[at].keys & _HELD:
            break
        at -= 1
    return range(at, at + 1)


def _accused(reading: Reading, frame: Frame, first: int) -> bool:
    cue = reading.cue(max(frame.sentence.first, first - 8), first, "accuse")
    return cue is not None and not any(reading.tokens[i].text in "؛:." for i in range(cue.last, first))


def _by_men_of(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether the side is whose men are said to have done it (من قبل عناصر تنظيم كذا، على يد مسلحي كذا)."""
    at = first - 1
    while at > frame.sentence.first + 1 and (
        reading.words[at].keys & _ARMED_NOUNS or reading.tokens[at].kind is TokenKind.QUOTE
    ):
        at -= 1
    return at < first - 1 and f"{reading.tokens[at - 1].fold} {reading.tokens[at].fold}" in _BY


_UNDER = word_set("under")
_SUPPORT = word_set("support")
_DRESS = word_set("dress")
_SUPPORTED_BY = word_set("supported_by")
_SOURCES = word_set("sources")


def role(reading: Reading, frame: Frame, first: int) -> str:
    """The role of the side named at token `first`: agent, patient, suspect, speaker, or none."""
    tokens, words = reading.tokens, reading.words
    before = tokens[first - 1].fold if first > frame.sentence.first else ""
    before2 = tokens[first - 2].fold if first > frame.sentence.first + 1 else ""
    own = tokens[first].fold
    if any(t.thing is not None and first <= t.thing < _end(reading, first) for t in frame.triggers):
        return "patient"
    if (before in _UNDER and not _of_trigger(frame, first - 1)) or (
        before2 in _UNDER and words[first - 1].keys & _ARMED_NOUNS
    ):
        return "none"
    if _speaks(reading, frame, first):
        return "speaker"
    if _accused(reading, frame, first):
        return "suspect"
    if f"{before2} {before}" in _BY or before in _AGENT_WORDS or _by_men_of(reading, frame, first):
        return "agent"
    if _acts_in_relative(reading, frame, first) or _act_its_own(reading, frame, first):
        return "agent"
    if words[first].keys & _HELD:
        return _held(reading, frame, first)
    ruling = _governing(reading, frame, first)
    if ruling is not None and _acts_by_pronoun(reading, ruling):
        return "patient"
    at = first - 1
    while at >= frame.sentence.first and tokens[at].kind is TokenKind.QUOTE:
        at -= 1
    head = tokens[at].fold if at >= frame.sentence.first else ""
    if head.lstrip("و") in ("التابعه", "التابع", "تابعه", "تابع") or (words[first].prep == "ل" and head in _BELONGS):
        sources = any(tokens[i].fold in _SOURCES for i in range(max(frame.sentence.first, at - 3), at))
        return "speaker" if sources else _head_role(reading, frame, at)
    if at > frame.sentence.first and words[at].keys & _HELD and not words[at].verb_first:
        return _held(reading, frame, at)
    if head == "ل":
        return _owner_or_agent(reading, frame, at - 1)
    if head in ("مخلفات", "مخلفاتها"):
        return "agent"
    if words[first].prep == "ل" and _struck_down(frame):
        return "patient"
    if words[first].prep == "ل":
        return _owner_or_agent(reading, frame, at)
    if words[first].prep == "ب" and not words[first].det:
        return "none"
    if head in ("من", "مع") and at > frame.sentence.first and tokens[at - 1].fold in _SUPPORT:
        return "none"
    if head in _SUPPORTED_BY or head in _DRESS:
        return "none"
    if head == "مع" and _taken(frame):
        return "patient"
    if head in _PATIENT_WORDS or own.startswith("لل"):
        return "patient"
    if at > frame.sentence.first and words[at].pronoun and words[at].verb_first and words[at].active:
        return "agent"
    if head in ("من", "بين", "وبين"):
        return _after_from(reading, frame, first, at)
    return _by_position(reading, frame, first, at)


_HELD = word_set("held")
_AT = word_set("before_place")


def _held(reading: Reading, frame: Frame, at: int) -> str:
    """The role of whose position or building is named at token `at`: whom an act hits, who fires from it, else none."""
    before = at - 1
    if reading.tokens[before].fold in _ORIGIN:
        return "agent" if frame.classes & _FIRING else "none"
    if frame.classes <= _POLICING | {"kill", "injure"} and reading.tokens[before].fold in _AT:
        return "none"
    return "patient"


_ORIGIN = word_set("origin")
_FIRING = frozenset({"shell", "airstrike", "drone", "strike", "shoot"})


def _end(reading: Reading, first: int) -> int:
    """The token after the side named at `first`."""
    return max((match.last for match in inside(reading.actors, first, first + 1)), default=first + 1)


def _acts_in_relative(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether a relative clause says what the side did (الانفصاليين الذين سيطروا على كذا)."""
    end = _end(reading, first)
    return (
        end < frame.last
        and reading.tokens[end].fold in _RELATIVES
        and any(
            t.first == end + 1 and t.verb and t.cls.role != "effect" and not _passive_only(reading, t)
            for t in frame.triggers
            if not reading.words[t.first].pronoun
        )
    )


_RELATIVES = word_set("relative")


def _act_its_own(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether the side at `first` is whom the pronoun of the next act means (عملية للجيش انتهت بسيطرته على كذا)."""
    act = next((t for t in frame.triggers if t.first > first), None)
    return (
        act is not None
        and not act.verb
        and act.cls.name in _RULING
        and reading.words[act.first].pronoun
        and not inside(reading.actors, _end(reading, first), act.first)
    )


_RULING = frozenset({"capture", "repel"})


def _of_trigger(frame: Frame, index: int) -> bool:
    """Whether the token is one of the frame's trigger words."""
    return any(trigger.first <= index < trigger.last for trigger in frame.triggers)


def _acts_by_pronoun(reading: Reading, trigger: Trigger) -> bool:
    """Whether a verbal noun has its agent in its pronoun (أعلن التحالف استهدافه مواقع للحوثيين)."""
    hostile = trigger.cls.role in ("act", "generic") and trigger.cls.name not in ("change", "transfer", "agree")
    if trigger.verb:  # قال الجيش إنه استهدف كذا
        said = trigger.first > 0 and reading.tokens[trigger.first - 1].fold in _THAT_HE
        return hostile and said and reading.words[trigger.first].active
    return hostile and reading.words[trigger.first].pronoun


_THAT_HE = word_set("that_he")


def _speaks(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether the side at token `first` is the subject of a report, an office or spokesman of it between."""
    at = first - 1
    while at >= frame.sentence.first and reading.tokens[at].fold in _SPOKESMAN:
        if reading.tokens[at].fold in _INFORMANTS and reading.tokens[first - 1].fold in _INSIDE:
            return True
        at -= 1
    return at >= frame.sentence.first and reading.cue(at, at + 1, "statement") is not None


_INFORMANTS = word_set("informants")
_INSIDE = word_set("inside")


def _head_role(reading: Reading, frame: Frame, at: int) -> str:
    """The role of the noun that a تابع لـ at `at` describes."""
    ruling = _governing(reading, frame, at)
    if ruling is not None and ruling.cls.role == "effect" and not reading.cue(ruling.last, at, "cause"):
        return "agent" if _kills(reading, ruling, at - 1) else "patient"
    for index in range(at - 1, max(frame.first - 1, at - 10), -1):
        if reading.words[index].keys & _FORCE and not reading.words[index].keys & _ARMED_NOUNS:
            return "agent"
        if _somebody_at(reading, index):
            return role(reading, frame, index)
    governing = _governing(reading, frame, at)
    return "patient" if governing is not None and governing.cls.role == "effect" else "none"


def _somebody_at(reading: Reading, index: int) -> bool:
    """Whether the token belongs to the name of persons, of a thing or of a side."""
    return bool(around(reading.targets, index)) or bool(around(reading.actors, index))


def _owner_or_agent(reading: Reading, frame: Frame, at: int) -> str:
    """لـ after an act or a weapon names the agent, after a position or persons their owner."""
    for index in range(at, max(frame.first - 1, at - 4), -1):
        if any(t.first <= index < t.last and not t.verb for t in frame.triggers):
            return "agent"
        if any(m.value == "armed" for m in around(reading.targets, index)):
            return role(reading, frame, index) if index != at + 1 else "patient"
        if around(reading.weapons, index):
            return "agent"
        if reading.tokens[index].fold in _PATIENT_WORDS:  # غارة على مقر لكتائب كذا
            return "patient"
    return "patient"


def _after_from(reading: Reading, frame: Frame, first: int, at: int) -> str:
    """من before a side: the origin of what was fired (agent), members of it (the role of who they are), or a party."""
    if reading.tokens[at].fold in ("بين", "وبين"):
        return "agent"
    if frame.main.cls.name == "capture" and frame.main.first < at:  # تحرير قرى كذا من تنظيم كذا
        return "patient"
    if any(t.last == at and not t.verb and t.cls.name in _FROM_SOMEBODY for t in frame.triggers):  # قصف من قوات كذا
        return "agent"
    for index in range(at - 1, max(frame.first - 1, at - 4), -1):
        if _somebody_at(reading, index):
            return role(reading, frame, index)
        if around(reading.quantities, index) and any(t.last <= index for t in frame.triggers):
            return (
                "patient"
                if "kill" in frame.classes or "injure" in frame.classes or "arrest" in frame.classes
                else "agent"
            )
    if at > frame.first and reading.words[at - 1].noun and not reading.words[at - 1].verb_first:
        return _by_position(reading, frame, at - 1, at - 2)
    return "agent" if any(t.first < at and not t.verb for t in frame.triggers) else "none"


_FROM_SOMEBODY = frozenset({"shell", "airstrike", "drone", "strike", "attack", "shoot"})


def _by_position(reading: Reading, frame: Frame, first: int, at: int) -> str:
    """The role by word order: idafa or subject after an act, the object after the subject, the subject before it."""
    trigger = _governing(reading, frame, first)
    if trigger is None:
        later = next((t for t in frame.triggers if t.first > first), None)
        if later is None:
            return "none"
        return _subject_before(reading, frame, later, first)
    if (
        any(
            reading.words[i].keys & frozenset({"قال", "اعلن", "افاد", "ذكر"})
            for i in range(max(frame.first, first - 3), first)
        )
        and at + 1 == first
    ):
        return "speaker"
    suffered = any("تعرض" in reading.words[i].keys for i in range(trigger.last, first))  # قصف تعرضت له قاعدة كذا
    if trigger.cls.role == "effect" or suffered:
        return "agent" if not suffered and _kills(reading, trigger, first) else "patient"
    if _taken_alone(reading, trigger, first):
        return "patient"
    if (
        trigger.verb
        and trigger.cls.name in ("explode", "ied", "shell")
        and reading.words[trigger.first].verb_keys & _FALLS
    ):
        return "none"
    if at >= trigger.first:
        inner = _armed_before(reading, trigger, first)
        if inner is not None and inner > trigger.first:
            return role(reading, frame, inner) if inner < first and inner != first else "patient"
    between = range(trigger.last, first)
    subjects = [m for m in inside(reading.actors, trigger.last, first) if m.last <= first]
    filled = any(
        i not in reading.covered
        and not reading.words[i].prep
        and around(reading.targets, i)
        and not (i == first - 1 and reading.words[i].keys & _MACHINES)  # هدمت جرافات الاحتلال منزلا
        for i in between
    )
    if trigger.cls.name in ("assassinate", "arrest", "abduct", "execute", "rape") and not trigger.verb:
        return "agent" if subjects or filled or _object_after(reading, frame, first) else "patient"
    if trigger.verb and trigger.cls.role == "generic" and _relative(reading, frame, trigger):
        return "patient"
    if (
        trigger.verb
        and reading.tokens[trigger.first].fold.endswith(_PLURAL_VERB)
        and not _passive_only(reading, trigger)
    ):
        return "patient"
    if trigger.verb and not subjects and _has_subject(reading, frame, trigger):
        return "patient" if not _passive_only(reading, trigger) else "none"
    if subjects:
        return "patient" if not reading.words[first].conj else role(reading, frame, subjects[-1].first)
    if filled and trigger.verb:
        return "patient" if not _passive_only(reading, trigger) else "none"
    return "patient" if _passive_only(reading, trigger) else "agent"


_MACHINES = word_set("machines")
_PLURAL_VERB = ("وا", "ون")  # a verb in the plural has its subject before it


def _has_subject(reading: Reading, frame: Frame, verb: Trigger) -> bool:
    """Whether the subject of a verb stands right before it: a side (أن مسلحي داعش هاجم كذا), or a pronoun (أنه)."""
    if reading.tokens[verb.first - 1].fold in _OWN:
        return True
    before = inside(reading.actors, frame.first, verb.first)
    return (
        bool(before)
        and verb.first - before[-1].last <= 1
        and (_subject_before(reading, frame, verb, before[-1].first) == "agent" and verb.cls.role != "effect")
    )


def _object_after(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether persons are named after the side at `first`, as the object of a verbal noun (توقيف قسد عشرات الشبان)."""
    last = _end(reading, first)
    stop = min(last + 4, frame.last)
    return bool(inside(reading.quantities, last, stop)) or any(
        m.value != "armed" and _is_object(reading, m.first, last) for m in inside(reading.targets, last, stop)
    )


def _relative(reading: Reading, frame: Frame, trigger: Trigger) -> bool:
    """Whether a verb of striking tells of the act or weapon named before it (قصف استهدف كذا): no subject follows."""
    at = trigger.first - 1
    return (
        not reading.words[trigger.first].conj
        and at >= frame.first
        and (
            any(t.last in (at, at + 1) and not t.verb for t in frame.triggers)  # هجمات متفرقة استهدفت كذا
            or any(
                m.last - 1 <= at <= m.last + 1 and not reading.words[m.first].prep
                for m in inside(reading.weapons, frame.sentence.first, at + 1)
            )
        )
    )


def _kills(reading: Reading, trigger: Trigger, first: int) -> bool:
    """Whether a verb of killing is active: somebody is named whom it killed, beyond the side right after it."""
    word = reading.words[trigger.first]
    if (
        not trigger.verb
        or not word.active
        or trigger.cls.name not in ("kill", "injure")
        or not word.verb_keys & (_TRANSITIVE | _KILLING_WITH_ALA)
    ):
        return False
    counted = any(around(reading.quantities, i) for i in range(trigger.last, first))  # قتل ثلاثة جنود إسرائيليين
    if first - trigger.last > 1 or counted:
        return False
    if word.verb_keys & _KILLING_WITH_ALA:
        return _puts_an_end(reading, max(first, trigger.last))
    after = _end(reading, first)
    stop = min(first + _OBJECT_WITHIN, len(reading.tokens))
    joined = (i for i in range(trigger.last, stop) if reading.words[i].conj)
    stop = next((i for i in joined if reading.words[i].verb_first or reading.words[i].verb_keys & _TRANSITIVE), stop)
    return _has_object(reading, trigger, after, stop) or _somebody_by_name(reading, first, after)


_OBJECT_WITHIN = 12  # tokens between who kills and whom he kills, days and places between


def _has_object(reading: Reading, trigger: Trigger, after: int, stop: int) -> bool:
    """Whether the verb has persons or a number for its object, between the end of its subject (`after`) and `stop`."""
    persons = [match.first for match in inside(reading.targets, max(after, trigger.last + 1), stop)]
    numbers = [quantity.first for quantity in inside(reading.quantities, after, stop)]
    return any(_is_object(reading, index, after) for index in persons + numbers)


def _is_object(reading: Reading, index: int, after: int) -> bool:
    """Whether the persons or the number at `index` are an object of their own: not part of the subject that ends at
    `after` (جندي إسرائيلي، عنصر من كذا، ضابط وثلاثة جنود), nor behind a preposition."""
    word = reading.words[index]
    describes = index == after and index in reading.demonyms
    governed = reading.tokens[index - 1].fold in _PREPOSITIONS and not around(reading.quantities, index)
    named = index in reading.covered or around(reading.actors, index)
    return not (describes or governed or named or word.prep or word.conj)


_PREPOSITIONS = word_set("prepositions")


def _puts_an_end(reading: Reading, first: int) -> bool:
    """Whether على takes the verb to armed people (قضت وحدات من الجيش على عدد من المسلحين): without, it says that one
    died."""
    for index in range(first, min(first + _OBJECT_WITHIN, len(reading.tokens))):
        if reading.tokens[index].fold in _UPON:
            stop = index + _OBJECT_WITHIN // 2
            armed = any(match.value == "armed" for match in inside(reading.targets, index, stop))
            return armed or bool(inside(reading.actors, index, stop))
    return False


_KILLING_WITH_ALA = word_set("killing_with_ala")
_UPON = word_set("upon")


def _taken_alone(reading: Reading, trigger: Trigger, first: int) -> bool:
    """Whether one soldier or officer behind a verb of seizing or murder is whom it was done to: nobody follows him to
    whom he did it (خطف جندي لبناني من كذا)."""
    person = reading.tokens[trigger.last].fold if trigger.last < len(reading.tokens) else ""
    if not trigger.verb or trigger.cls.name not in _TO_PERSONS or person not in _INDIVIDUALS:
        return False
    if first - trigger.last > _DESCRIBED_WITHIN or not reading.words[trigger.first].passive:
        return False
    after = max(_end(reading, first), trigger.last + 1)
    return not _has_object(reading, trigger, after, after + _OBJECT_WITHIN // 2)


_TO_PERSONS = frozenset({"abduct", "arrest", "assassinate", "execute"})
_INDIVIDUALS = word_set("individuals")


def _somebody_by_name(reading: Reading, first: int, after: int) -> bool:
    """Whether gunmen are followed by a name, days between commas aside (قتل مسلحون مجهولون، أمس الأربعاء، فلانا)."""
    gunmen = any(match.value.key == "unidentified_armed_group" for match in around(reading.actors, first))
    while after < len(reading.tokens) and (after in reading.in_date or reading.tokens[after].text in "،,"):
        after += 1
    if not gunmen or after >= len(reading.tokens):
        return False
    word = reading.words[after]
    named = reading.tokens[after].kind is TokenKind.WORD and not (word.known or word.prep or word.conj or word.det)
    return named and after not in reading.covered


_TRANSITIVE = word_set("transitive")
_FALLS = word_set("falling_things")


def _armed_before(reading: Reading, trigger: Trigger, first: int) -> int | None:
    """The position or persons of which the side at `first` is the owner by idafa (تجمعات قوات النظام)."""
    for match in inside(reading.targets, trigger.last, first):
        if match.last in (first, first - 1) and match.value == "armed":
            return match.first
    return None


def _passive_only(reading: Reading, trigger: Trigger) -> bool:
    word = reading.words[trigger.first]
    return trigger.verb and word.passive and not word.active


def _governing(reading: Reading, frame: Frame, first: int) -> Trigger | None:
    """The last trigger before token `first` in the frame."""
    best = None
    for trigger in frame.triggers:
        if trigger.first < first:
            best = trigger
    return best


_BRINGING = word_set("acting_verbs")
_UNDERGOING = word_set("undergoing")
_ANNOUNCED_WITHIN = 9  # tokens between أعلن and the side that announces a loss, its spokesman between


def _subject_before(reading: Reading, frame: Frame, trigger: Trigger, first: int) -> str:
    """A side named before the trigger: its subject, unless the clause between reports or the trigger is passive."""
    if trigger.cls.role == "effect" and not (trigger.verb and _kills(reading, trigger, trigger.last)):
        announced = _announces(reading, frame, first)
        return "patient" if trigger.verb else "speaker" if announced else "agent"
    if not trigger.verb:
        around = range(frame.first, trigger.first)
        undergone = any(reading.words[i].verb_keys & _UNDERGOING for i in range(frame.first, first))
        between = (i for i in range(first, trigger.first) if i not in reading.in_date)
        if undergone and not any(reads_as_verb(reading, frame.sentence, i) for i in between):
            return "patient"  # نجا قائد من كذا من محاولة اغتيال، تعرض ضابط من كذا لهجوم
        if any(reading.words[i].keys & _BRINGING and reads_as_verb(reading, frame.sentence, i) for i in around):
            return "agent"
        verbs = [i for i in around if reads_as_verb(reading, frame.sentence, i)]
        if verbs and verbs[-1] < first and trigger.first - verbs[-1] <= 8:
            return "speaker" if reading.cue(verbs[-1], verbs[-1] + 1, "statement") else "agent"
        return "speaker"
    if first > frame.sentence.first and reading.cue(first - 1, first, "statement"):
        return "speaker"
    said = (i for i in range(first + 1, trigger.first) if reading.cue(i, i + 1, "statement"))
    if any(reads_as_verb(reading, frame.sentence, index) for index in said):
        return "speaker"
    return "none" if _passive_only(reading, trigger) else "agent"


def _announces(reading: Reading, frame: Frame, first: int) -> bool:
    """Whether the side at token `first` is among who announces a loss, or stands in its name (أعلنت وزارة الداخلية في
    حكومة النظام مقتل ضابط)."""
    cue = reading.cue(max(frame.sentence.first, first - _ANNOUNCED_WITHIN), first, "statement")
    if cue is None:
        return False
    between = (i for i in range(cue.last, first) if not around(reading.actors, i))
    return not any(reads_as_verb(reading, frame.sentence, i) for i in between)


def _victim(
    reading: Reading, frame: Frame, patients: Sequence[Side], actor: Side | None, country: str | None, day: date | None
) -> tuple[str | None, Side | None]:
    """The key of what was hit: a named side, else what the persons and things that were hit are."""
    agent = actor.key if actor else None
    for patient in patients:
        known = patient.key == "protesters" or side(patient.key) in ("state", "armed", "none", "civil")
        if known and patient.key not in ("unidentified_armed_group", agent):
            return patient.key, patient
    things = [(m, _owner(reading, frame, m, country, day) if m.value == "armed" else None) for m in hit(reading, frame)]
    things = [(m, owner) for m, owner in things if owner is None or owner != agent]
    things = [(m, owner) for m, owner in things if actor is None or m.first not in range(actor.first, actor.last)]
    owned = next((owner for _, owner in things if owner not in (None, "civilians")), None)
    classes = [
        "civilians" if owner == "civilians" or reading.tokens[m.last].fold in _FORMER else m.value
        for m, owner in things
        if m.last < len(reading.tokens)
    ]
    for special in ("medics", "journalists", "protesters"):
        if special in classes:
            return special, None
    if "armed" in classes and classes[0] == "armed":
        return owned or _armed_side(frame, agent, country, day), None
    if "civilians" in classes or "property" in classes:
        return "civilians", None
    if "armed" in classes:
        return owned or _armed_side(frame, agent, country, day), None
    gunmen = next((one for one in patients if one.key == "unidentified_armed_group" and one.key != agent), None)
    return (gunmen.key, gunmen) if gunmen else (None, None)


_OWNED_WITHIN = 5  # tokens between a position and the side whose it is


def _owner(reading: Reading, frame: Frame, thing: Match[str], country: str | None, day: date | None) -> str | None:
    """The side that a position or a unit is said to be of: قاعدة التحالف، دورية إسرائيلية، موقعا لـ"حزب الله"."""
    for index in range(thing.last, min(thing.last + _OWNED_WITHIN, frame.last)):
        token = reading.tokens[index]
        names = [m.value for m in inside(reading.actors, index, index + 1)]
        key = meaning(names, country, day) if names else demonym(reading.demonyms.get(index, ()), country, day)
        key = _resolved(reading, key, index, country, day)
        if key is not None:
            return key if side(key) in ("state", "armed") else None
        if any(m.value in ("civilians", "property") for m in inside(reading.targets, index, index + 1)):
            return "civilians"
        if token.text in "،؛:.(" or token.fold in _PARTING or reading.words[index].conj:
            return None
        if reads_as_verb(reading, frame.sentence, index) and index not in reading.covered:
            return None
    return None


_PARTING = word_set("parting")


_WHITHER = word_set("whither")


def hit(reading: Reading, frame: Frame) -> list[Match[str]]:
    """The persons and things that the triggers of the frame act on."""
    verbs = {trigger.first for trigger in frame.triggers if trigger.verb}
    found: list[Match[str]] = []
    for match in inside(reading.targets, frame.triggers[0].first, frame.last):
        if match.first in verbs or match.first in reading.covered or around(reading.actors, match.first):
            continue
        before = reading.tokens[match.first - 1].fold if match.first else ""
        if _says_so(reading, match.first) or (before == "من" and match.value != "civilians"):
            continue
        if before in _WHITHER and match.value in ("medics", "property"):
            continue
        found.append(match)
    return found


_ACCORDING = word_set("according")
_SAID_BY = 3  # tokens between a word of saying and who says it


def _says_so(reading: Reading, at: int) -> bool:
    """Whether the words at `at` name who tells it and not who was hit (وفقا للدفاع المدني، حسبما أورد مراسلنا)."""
    for index in range(at - 1, max(-1, at - 1 - _SAID_BY), -1):
        if reading.tokens[index].text in "،؛.:":
            return False
        if reading.tokens[index].fold.removeprefix("و") in _ACCORDING:
            return True
    return False


def _armed_side(frame: Frame, agent: str | None, country: str | None, day: date | None) -> str | None:
    """The side of soldiers whose side is not said: whom the agent fights; what is seized is anybody's."""
    fought = opponent(agent, country, day)
    policing = frame.classes & (_POLICING if side(agent) == "state" else {"find"})
    return fought if fought != agent and not policing else None


_POLICING = frozenset({"find", "arrest", "raid"})


_OF_CLASS = {"shoot": "small_arms", "stab": "knife", "airstrike": "airstrike", "drone": "drone", "grenade": "grenade"}


def weapons(reading: Reading, frame: Frame) -> tuple[str, ...]:
    """What the frame's words say it was done with, in the order of the codebook's list."""
    found = {
        match.value
        for match in inside(reading.weapons, frame.first, frame.last)
        if not any_denied(reading, max(frame.first, match.first - 6), match.first)
        and not (match.first and reading.words[match.first - 1].keys & _UNITS)
        and not _is_hit(reading, frame, match)
    }
    if "protest" in frame.classes:  # مسيرة is a march there
        found.discard("drone")
    of_class = frame.classes - ({"shoot"} if "naval" in found else set())  # زوارق تطلق النار
    found |= {_OF_CLASS[name] for name in of_class if name in _OF_CLASS}
    if "shellfire" in found and not found & {"rocket", "missile", "mortar", "tank"} and _single_shell(reading, frame):
        found.add("artillery")
    if "gunfire" in found:  # بنيران كذا, whose weapon may be told elsewhere
        found = found - {"gunfire"} or {"small_arms"}
    if "drone" in found and "naval" not in found:
        return ("drone",)
    reduced = _reduced(found) | ({"missile"} if found & _AIRCRAFT and _with_missiles(reading, frame) else set())
    return tuple(weapon for weapon in _ORDER if weapon in reduced)


_AIRCRAFT = frozenset({"airstrike", "helicopter"})
_MISSILES = frozenset({"rocket", "missile"})
_VEHICLES = frozenset({"tank", "helicopter", "naval"})
_HITTING = frozenset({"destroy", "damage", "intercept", "strike", "ied", "explode"})
_WRECKING = frozenset({"destroy", "damage"})
_WRECKED_WITHIN = 3  # tokens of a subject between a verb and what it wrecks
_FALLEN_UPON = word_set("fallen_upon")


def _with_missiles(reading: Reading, frame: Frame) -> bool:
    """Whether aircraft are said to strike with missiles (غارات بالصواريخ الفراغية): those are air-launched."""
    return any(
        match.value in _MISSILES and reading.words[match.first].prep == "ب"
        for match in inside(reading.weapons, frame.first, frame.last)
    )


def _is_hit(reading: Reading, frame: Frame, match: Match[str]) -> bool:
    """Whether a vehicle of war is what was hit (دمر ثلاث دبابات، إسقاط مروحية، عبوة في دبابة), not what hit."""
    if match.value not in _VEHICLES or reading.words[match.first].prep:
        return False
    before = match.first - 1
    while before > frame.first and around(reading.quantities, before):
        before -= 1
    hitting = [t for t in frame.triggers if t.cls.name in _HITTING]
    if reading.tokens[before].fold in _FALLEN_UPON or any(t.thing == match.first for t in hitting):
        return True
    subject = any(t.last - 1 == before and t.verb and t.cls.name not in _WRECKING for t in hitting)
    near = any(t.last - 1 <= before <= t.last + _WRECKED_WITHIN for t in hitting)
    return near and not subject and not reading.words[match.first].conj


_UNITS = word_set("units")  # كتيبة دبابات is no tank


def _single_shell(reading: Reading, frame: Frame) -> bool:
    """Whether the frame speaks of one shell: bare قذيفة is artillery by the codebook, bare قذائف no weapon at all."""
    return any(
        match.value == "shellfire" and not reading.words[match.first].plural
        for match in inside(reading.weapons, frame.first, frame.last)
    )


_ORDER = (
    "shellfire", "rocket", "missile", "artillery", "mortar", "airstrike", "helicopter", "drone", "barrel_bomb",
    "cluster_munition", "ied", "car_bomb", "suicide_vest", "landmine", "small_arms", "grenade", "knife", "chemical",
    "naval", "tank", "unspecified_explosive",
)  # fmt: skip
_ABSORBS = {
    "drone": {"airstrike", "missile", "rocket"},
    "missile": {"rocket"},
    "mortar": {"artillery"},
    "car_bomb": {"ied", "unspecified_explosive"},
    "suicide_vest": {"ied", "unspecified_explosive"},
    "ied": {"unspecified_explosive"},
    "landmine": {"unspecified_explosive"},
    "helicopter": {"airstrike", "rocket", "grenade"},
    "chemical": {"grenade"},
    "airstrike": {"missile", "rocket", "grenade"},
    "barrel_bomb": {"airstrike", "grenade"},
}


def _reduced(found: set[str]) -> set[str]:
    """The weapons without those that a more exact word absorbs."""
    absorbed = {weak for strong, weaker in _ABSORBS.items() if strong in found for weak in weaker}
    return found - absorbed


def named_side(reading: Reading, sentence: Sentence, country: str | None, day: date | None) -> str | None:
    """The first state or armed side that a sentence names."""
    return next(iter(_keys(reading, sentence.first, sentence.last, country, day)), None)


def accused_sides(reading: Reading, sentence: Sentence, country: str | None, day: date | None) -> list[str]:
    """The sides that a sentence accuses: those named after its word of accusation, but for who accuses."""
    cue = reading.cue(sentence.first, sentence.last, "accuse")
    if cue is None:
        return []
    keys = _keys(reading, cue.last, sentence.last, country, day)
    named_first = bool(inside(reading.actors, cue.last, min(cue.last + 2, sentence.last)))
    return keys[1:] if named_first and len(keys) > 1 else keys


_SPOKESMAN = word_set("spokesman")


def reports(reading: Reading, first: int, last: int, key: str, country: str | None, day: date | None) -> bool:
    """Whether the side `key` is the one that reports in tokens `first` to `last`: it is the subject of the report."""
    if key.startswith("unidentified"):
        return False
    for match in inside(reading.actors, first, last):
        cue = reading.cue(max(first, match.first - 6), match.first, "statement")
        if cue is None or any(reading.tokens[i].fold not in _SPOKESMAN for i in range(cue.last, match.first)):
            continue
        if _resolved(reading, meaning([match.value], country, day), match.first, country, day) == key:
            return True
    return False


def _keys(reading: Reading, first: int, last: int, country: str | None, day: date | None) -> list[str]:
    keys = []
    for match in inside(reading.actors, first, last):
        key = _resolved(reading, meaning([match.value], country, day), match.first, country, day)
        if key is not None and side(key) in ("state", "armed"):
            keys.append(key)
    return list(dict.fromkeys(keys))
