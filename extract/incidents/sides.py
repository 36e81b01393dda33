"""Who did it to whom: the acting side, the side that was hit and the suspects of a frame."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from extract.arabic.tokens import TokenKind
from extract.incidents.actors import meaning, opponent, side
from extract.incidents.candidates import Side, named_sides
from extract.incidents.clauses import Reading, Sentence, around, inside
from extract.incidents.frames import Frame
from extract.incidents.naming import reports, resolve
from extract.incidents.roles import is_struck_down, is_taken
from extract.incidents.syntax import among_them, of_statement, reads_as_verb
from extract.incidents.victims import hit, whom_it_hit
from extract.incidents.weapons import weapons
from extract.incidents.words import word_set

_BY = word_set("by")


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
    named = [s for s in named_sides(reading, frame, country, day) if not _found_bodies(frame, s)]
    suspected = tuple(dict.fromkeys(s.key for s in _suspects(reading, frame, named)))
    agents = [s for s in named if s.role == "agent" and (s.key != "protesters" or frame.classes & _OF_CROWDS)]
    agent = _subject_behind(reading, frame, agents) or next(iter(agents), None) or _persons_acting(reading, frame)
    agent = agent or _crowd_acting(reading, frame) or _speaker_of_own_act(reading, frame, named)
    if agent is not None and agent.key == "unidentified_armed_group":
        agent = _member_of(reading, agent, named) or agent
    if agent is not None and side(agent.key) == "state":
        agent = _belongs_to(reading, agent, named) or agent
    if frame.classes & _TWO_SIDED and not frame.classes & {"shell", "airstrike", "strike"} and not is_taken(frame):
        both = _parties(reading, frame, named)
        if both is not None:
            return Sides(both[0].key, both[1].key if both[1] else None, suspected, both[0], both[1])
    if "repel" in frame.classes:
        agent = None if agent is not None and _by_residents(reading, frame, agent) else agent
        attacker = _repelled(reading, frame, agent, named)
        if attacker is not None and agent is not None and attacker.key != agent.key:
            return Sides(attacker.key, agent.key, suspected, attacker, agent)
        if agent is not None and attacker is None and _repels(frame, agent):
            return Sides(opponent(agent.key, country, day), agent.key, suspected, None, agent)
        if agent is None and attacker is not None and any(match.value == "civilians" for match in hit(reading, frame)):
            return Sides(attacker.key, "civilians", suspected, attacker, None)
    if "intercept" in frame.classes and not is_struck_down(frame) and not _manned(reading, frame):
        agent = _launcher(reading, named)
    if agent is None:
        agent = _fallen_in_their_own_attack(reading, frame, named)
    key = agent.key if agent else None
    patients = [s for s in named if s.role == "patient" and (agent is None or s.first != agent.first)]
    actor2, patient = whom_it_hit(reading, frame, patients, agent, country, day)
    speaker = next((s for s in named if s.role == "speaker"), None)
    if patient is None and speaker is not None and _told_of_itself(reading, frame):
        key, agent = (None, None) if agent == speaker else (key, agent)
        actor2, patient = speaker.key, speaker
    if frame.classes & _TAKING and actor2 in (None, "civilians"):
        actor2 = _lost_by(reading, frame, key, country, day) or actor2
    if reading.words[frame.main.first].keys & _HANDING_OVER and agent is not None and side(actor2) in _ARMED:
        return Sides(actor2, key, suspected, patient, agent)  # سلمت الفصائل البلدة لقوات النظام: who takes it acts
    if frame.classes <= _AGAINST_NOBODY and patient is None and actor2 != "civilians":
        actor2 = None
    return Sides(key, actor2, suspected, agent, patient)


_SUBJECT_BEHIND = 2  # tokens between a verb and its subject: وحدات من


def _subject_behind(reading: Reading, frame: Frame, agents: Sequence[Side]) -> Side | None:
    """The agent right behind the frame's verb, which goes before one that another phrase names before it (في ردها على
    خروقات المسلحين دمرت وحدات من الجيش)."""
    main = frame.main
    if not main.verb:
        return None
    return next((one for one in agents if 0 <= one.first - main.last <= _SUBJECT_BEHIND), None)


def _found_bodies(frame: Frame, one: Side) -> bool:
    """Whether the side only found who had been killed (عثرت الشرطة على جثة رجل): it is told before the body."""
    finding = frame.triggers[0]
    return finding.cls.name == "bodies" and finding.thing is not None and one.last <= finding.thing


def _suspects(reading: Reading, frame: Frame, named: Sequence[Side]) -> Sequence[Side]:
    """Who is accused: not the side that accuses, which follows the verb (اتهم الجيش الدعم السريع)."""
    accused = [s for s in named if s.role == "suspect"]
    cue = reading.cue(frame.sentence.first, frame.sentence.last, "accuse")
    if len(accused) < 2 or cue is None or not reading.words[cue.first].verb:
        return accused
    between = range(cue.last, accused[0].first)
    accuses = all(reading.tokens[i].kind is TokenKind.QUOTE for i in between)
    return [one for one in accused if one.key != accused[0].key] if accuses else accused


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
    if owner is None or side(owner.key) not in ("state", "armed"):
        return None
    between = [i for i in range(agent.last, owner.first) if reading.tokens[i].kind is not TokenKind.QUOTE]
    if len(between) > _OF_WITHIN:
        return None
    belongs = any(reading.tokens[i].fold in _BELONGING for i in between)
    return owner._replace(role="agent") if belongs else None


_OF_WITHIN = 2  # tokens between a unit and whose it is
_BELONGING = word_set("belonging")


def _told_of_itself(reading: Reading, frame: Frame) -> bool:
    """Whether a side tells of what its own suffered (أعلن التحالف عن استهداف تعرضت له قاعدة تتبع له)."""
    after = range(frame.main.last, min(frame.main.last + 3, frame.last))
    return not frame.main.verb and any("تعرض" in reading.words[i].keys for i in after)


def _by_residents(reading: Reading, frame: Frame, agent: Side) -> bool:
    """Whether residents are who repel it, and the side named behind them whom they repel (تصدى الأهالي لمستوطنين)."""
    start = next(trigger.last for trigger in frame.triggers if trigger.cls.name == "repel")
    return any(match.value == "civilians" for match in inside(reading.targets, start, agent.first))


def _repels(frame: Frame, agent: Side) -> bool:
    """Whether the armed side stands before the word of repelling or right behind it (تمكن الجيش من صد هجوم)."""
    verb = next(trigger for trigger in frame.triggers if trigger.cls.name == "repel")
    return side(agent.key) in _ARMED and agent.first - verb.first <= _SUBJECT_BEHIND


def _repelled(reading: Reading, frame: Frame, repeller: Side | None, named: Sequence[Side]) -> Side | None:
    """Whose attack the side `repeller`, or residents (None), repel: it is named behind the verb (صد الجيش هجوما لداعش،
    تصدى الأهالي لمستوطنين), none that repels it too (تصدى الجيش والقوة المشتركة لهجوم), and acted first."""
    start = next(trigger.last for trigger in frame.triggers if trigger.cls.name == "repel")
    if repeller is not None and repeller.first < start:
        start = max(start, repeller.last)
    for one in named:
        other = repeller is None or one.key != repeller.key
        beside = repeller is not None and reading.words[one.first].conj and one.first <= repeller.last
        if other and not beside and one.first >= start and side(one.key) in ("state", "armed"):
            return one
    return None


def _fallen_in_their_own_attack(reading: Reading, frame: Frame, named: Sequence[Side]) -> Side | None:
    """Who died of an attack of his own (قُتل ثلاثة من كذا أثناء محاولتهم التسلل إلى مواقع كذا)."""
    fallen = next((one for one in named if one.role == "patient"), None)
    act = next((t for t in frame.triggers if t.cls.name == "infiltrate"), None)
    if fallen is None or act is None or act.first < fallen.first or act.verb:
        return None
    theirs = any(reading.words[i].pronoun for i in range(max(fallen.last, act.first - 1), act.last))
    return fallen._replace(role="agent") if theirs else None


_ARMED = ("state", "armed")
_HANDING_OVER = word_set("handing_over")
_TAKING = frozenset({"capture", "transfer"})
_AGAINST_NOBODY = frozenset({"base", "raid", "close"})
_AGAINST = word_set("against")


def _lost_by(reading: Reading, frame: Frame, winner: str | None, country: str | None, day: date | None) -> str | None:
    """From whom something was taken (بعد معارك مع كذا، من قبضة كذا): the side named behind such a word."""
    for match in inside(reading.actors, frame.triggers[0].last, frame.sentence.last):
        at = match.first - 1
        while reading.tokens[at].kind is TokenKind.QUOTE:
            at -= 1
        key = resolve(reading, meaning([match.value], country, day), match.first, country, day)
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
    parties = [s for s in parties if not among_them(reading, s.first)] or parties
    if not parties:
        return None
    first = parties[0]
    clash = any(t.first <= first.first <= t.last and t.cls.name == "clash" and not t.verb for t in frame.triggers)
    if clash and first.key in _NAMELESS:  # نزاع عشائري: between tribes, whoever comes in
        return first, first
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


def _crowd_acting(reading: Reading, frame: Frame) -> Side | None:
    """Residents who set upon somebody or burn what is his (انهال الأهالي بالضرب على لص، أقدم شبان على إحراق بيته), or
    by whose hands he died (على يد أهالي بلدة كذا): a crowd."""
    if not frame.classes & _OF_MOBS:
        return None
    for person in inside(reading.targets, frame.first, frame.last):
        if reading.tokens[person.first].fold not in _RESIDENTS:
            continue
        at = person.first - 1
        act = next((t for t in frame.triggers if t.verb and t.first == at and t.cls.name in _BY_HAND), None)
        brought = reading.words[at].keys & _BRINGING and reading.words[at].active and not reading.words[at].pronoun
        if act is None and not brought and f"{reading.tokens[at - 1].fold} {reading.tokens[at].fold}" not in _BY:
            continue
        if act is None or inside(reading.targets, person.last, frame.last):
            return Side("rioters", person.first, person.last, "agent")
    return None


_RESIDENTS = word_set("residents")
_BY_HAND = frozenset({"beat", "hit", "destroy", "loot"})
_OF_MOBS = _BY_HAND | {"kill", "injure", "execute", "riotact"}


def _within_report(reading: Reading, frame: Frame, one: Side) -> bool:
    """Whether the side stands in what somebody else reports (وتابع أنه، ضمن ملاحقة كذا، جرى)."""
    told = reading.cue(frame.sentence.first, one.first, "statement")
    return told is not None and any(reading.tokens[i].fold in _THAT for i in range(told.last, one.first))


_THAT = word_set("that")
_BEFALLING = frozenset({"explode", "ied", "suicide"})  # what a side that tells of it did not do
_LAUNCH = word_set("launching")
_OWN = word_set("own_force")


def issuer(reading: Reading, sentence: Sentence, country: str | None, day: date | None) -> Side | None:
    """The state or armed side whose statement a sentence cites (بحسب البيان), told in one of those before it."""
    if all(token.fold not in _THE_STATEMENT for token in reading.tokens[sentence.first : sentence.last]):
        return None
    at = bisect_left(reading.sentences, sentence.first, key=lambda one: one.first)
    for before in reversed(reading.sentences[max(0, at - _ISSUED_WITHIN) : at]):
        for match in inside(reading.actors, before.first, before.last):
            key = resolve(reading, meaning([match.value], country, day), match.first, country, day)
            issues = match.first > before.first and bool(reading.words[match.first - 1].verb_keys & _ISSUING)
            tells = issues or (key is not None and reports(reading, before.first, before.last, key, country, day))
            if key is not None and tells and side(key) in ("state", "armed"):
                return Side(key, match.first, match.last, "speaker")
    return None


_THE_STATEMENT = word_set("the_statement")
_ISSUING = word_set("issuing")
_ISSUED_WITHIN = 3  # sentences between a statement's author and what it is cited for


def _speaker_of_own_act(reading: Reading, frame: Frame, named: Sequence[Side]) -> Side | None:
    """A side that reports an act of its own: أعلن الجيش أن طيرانه قصف, قال الجيش إنه قصف, أعلنت القوات استهداف."""
    main = frame.main
    if main.cls.name == "suicide" and main.verb:  # قال الجيش إنه، فجرا، فجر انتحاري نفسه
        return None
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
        if _within_report(reading, frame, one):
            continue
        said = [i for i in between if not of_statement(reading, i)]
        happening = main.cls.name in _BEFALLING  # ذكر مصدر في الوزارة أن انفجار سيارة مفخخة وقع في كذا
        if not main.verb and not happening and main.cls.role != "effect" and len(said) <= 2:
            return one  # أعلن الجيش، اليوم الجمعة، تحرير كذا
        phrase = main.last - main.first > 1  # بسط سيطرتها
        its_own = any(reading.words[i].pronoun for i in range(main.first, main.last)) and main.cls.role != "effect"
        if its_own and (not main.verb or phrase or reading.tokens[main.first - 1].text in "،,"):
            return one  # أعلن، مساء أمس، قصفه كذا
    return None


_FORCE = word_set("force")
_ARMED_NOUNS = word_set("armed_persons")
_BRINGING = word_set("acting_verbs")
