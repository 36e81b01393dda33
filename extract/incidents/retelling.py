"""Whether a scene tells again what was told before it, and what it adds."""

from __future__ import annotations

from collections.abc import Sequence

from extract.incidents.clauses import Reading, inside
from extract.incidents.frames import Frame
from extract.incidents.scene import Scene
from extract.incidents.syntax import adds_that, opening_word
from extract.incidents.telling import brought
from extract.incidents.tolls import Harm, bounds
from extract.incidents.triggers import Trigger, akin
from extract.incidents.when import same_days
from extract.incidents.where import (
    BREADTHS,
    breadth,
    close_by,
    holds,
    in_reach,
    lies_beside,
    lies_in,
    nearer_named,
    same_place,
    within_region,
)
from extract.incidents.words import rows, word_set
from extract.model import SubEventType, Toll
from extract.places.resolve import Resolution

_RECALLING = word_set("recalling")


def alike(first: Frame, second: Frame) -> bool:
    """Whether two frames may tell of one sort of act."""
    others = second.classes
    return any(not akin(name).isdisjoint(others) for name in first.classes)


_ADDING = word_set("additive")


def retells(reading: Reading, later: Scene) -> bool:
    """Whether a report (وأوضح المصدر أن ...) tells the news once more, and no word says it is of another event."""
    frame = later.frame
    sentence = frame.sentence
    opening = opening_word(reading, sentence)
    if opening in _RECALLING or reading.cue(sentence.body, min(sentence.body + 6, sentence.last), "statement") is None:
        return False
    return not any(
        reading.tokens[i].fold in _ADDING for i in range(sentence.first, min(frame.main.last + 1, sentence.last))
    )


def same_event(reading: Reading, earlier: Scene, later: Scene) -> bool:
    """Whether two scenes are one incident told twice."""
    if earlier.frame is later.frame:
        return False
    if (
        earlier.frame.sentence is later.frame.sentence
        and not later.definite
        and (later.place_said or later.harm != (None, None))
        and not _added_to_report(reading, earlier, later)
    ):
        return False
    if not same_side(earlier, later) or not same_days(earlier.when, later.when):
        return False
    if _of_one_toll(earlier, later):
        return True
    if not _same_kind(earlier, later):
        return False
    if later.background and not earlier.background:
        return False
    if earlier.frame.sentence is not later.frame.sentence and not later.definite and of_another(reading, later.frame):
        return False
    if not earlier.when.said and _looks_back(reading, later):
        return False
    if _other_means(earlier.weapons, later.weapons) and not later.definite:
        return False
    vague = SubEventType.OTHER in (earlier.kind, later.kind)  # a raid, of which more is told
    if _added(reading, later) and not later.definite and not _only_effects(later) and not vague:
        return False
    if any(went_off(reading, trigger) for trigger in later.frame.triggers):
        return True
    if later.where is not None and later.place_said:
        if earlier.where is None:
            return (
                not later.listed
                and not earlier.scattered
                and (earlier.admin1 in (None, later.admin1) or within_region(earlier.area, later.where))
                and tolls_agree(earlier.harm, later.harm)
            )
        if same_place(earlier.where, later.where):
            return True
        if earlier.listed and not later.listed and _within(earlier.where, later.where):
            return tolls_agree(earlier.harm, later.harm)  # قصف على حلب وحمص ... سقطت قذيفة على حي كذا في حلب
        if later.listed or earlier.listed:
            return False
        if {earlier.kind, later.kind} <= OF_POLICE and not (later.definite or retells(reading, later)):
            return False  # others are taken elsewhere
        if (
            close_by(earlier.where, later.where)
            and tolls_agree(earlier.harm, later.harm)
            and not _besides(reading, later)
        ):
            heads = {breadth(earlier.where), breadth(later.where)}
            nested = len(heads) > 1 and min(heads) <= BREADTHS["حي"]
            if (nested and retells(reading, later)) or _as_many(earlier.harm, later.harm):
                return True
            if lies_beside(reading, later.where, earlier.where):
                return True
        if earlier.where.match.relation == "direction" and _as_many(earlier.harm, later.harm):  # شرق طرابلس
            return not later.listed and in_reach(earlier.where, later.where)
        return holds(earlier.where, later.where) and tolls_agree(earlier.harm, later.harm)
    if later.area is not None and later.place_said:
        return earlier.admin1 == later.admin1 and (later.definite or tolls_agree(earlier.harm, later.harm))
    return later.definite or _only_effects(later) or tolls_agree(earlier.harm, later.harm)


def _of_one_toll(earlier: Scene, later: Scene) -> bool:
    """Whether an attempt on somebody and a bomb, in one division, killed as many and hurt as many: one and the same
    (نجا القائد من محاولة اغتيال ... وانفجرت عبوة بسيارته)."""
    pair = {earlier.kind, later.kind}
    known = [toll for toll in earlier.harm if toll is not None and toll.low > 0]
    return (
        pair == {SubEventType.ATTACK, SubEventType.REMOTE_EXPLOSIVE}
        and len(known) == len(earlier.harm)
        and earlier.harm == later.harm
        and earlier.admin1 == later.admin1
        and not (earlier.listed or later.listed)
    )


def _within(outer: Resolution, inner: Resolution) -> bool:
    """Whether `inner` is a quarter that the text says lies in the town `outer` (حي الوعر في مدينة حمص)."""
    return outer.place in inner.match.within and breadth(inner) <= BREADTHS["حي"] < breadth(outer)


OF_POLICE = frozenset({SubEventType.ARRESTS, SubEventType.OTHER})


def went_off(reading: Reading, trigger: Trigger) -> bool:
    """Whether the trigger is the verb of a bomb or car that is named as a known one (وانفجرت السيارة), not as one more
    (وانفجرت العبوة الثانية)."""
    if not trigger.verb or trigger.cls.name not in ("explode", "ied"):
        return False
    at = trigger.last if trigger.thing is None else trigger.thing
    words = reading.words[at : at + 1]
    another = any(token.fold.removeprefix("ال") in _OTHER for token in reading.tokens[at : at + 3])
    return bool(words) and words[0].det and bool(words[0].keys & _BOMBS) and not another


_BOMBS = word_set("bombs")


def _added_to_report(reading: Reading, earlier: Scene, later: Scene) -> bool:
    """Whether the sentence goes on to say more of what it reports (أفاد بمقتل مدني، مبينا أن عبوة انفجرت في كذا)."""
    between = range(earlier.frame.main.last, later.frame.main.first)
    return any(adds_that(reading, i) for i in between) and not any(reading.tokens[i].fold in _ADDING for i in between)


def _looks_back(reading: Reading, later: Scene) -> bool:
    """Whether the sentence opens with a day before that of publication (وأمس السبت هاجم كذا)."""
    when, published = later.when, reading.published
    opens = when.its_own and when.words is not None and when.words[0] <= later.frame.sentence.body
    return opens and when.end is not None and published is not None and when.end < published


def of_another(reading: Reading, frame: Frame) -> bool:
    """Whether the sentence opens with another event than what was told (وفي حادث آخر، من جهة أخرى، وفي هجوم منفصل), or
    tells of another weapon or act (سيارة ملغومة أخرى انفجرت)."""
    if any(reading.tokens[i].fold in _OTHER for i in _behind_means(reading, frame)):
        return True
    sentence = frame.sentence
    opening = range(sentence.body, min(sentence.body + _OPENING, frame.main.first))
    adverbial = opening_word(reading, sentence) in _ADVERBIAL
    return adverbial and any(reading.tokens[i].fold in _OTHER for i in opening)


def _behind_means(reading: Reading, frame: Frame) -> list[int]:
    """The tokens right behind the weapons that the frame names before its act, and behind its indefinite acts."""
    ends = [weapon.last for weapon in inside(reading.weapons, frame.first, frame.main.last)]
    ends += [act.last for act in frame.acts if not (act.verb or act.definite)]
    return [end for end in ends if end < frame.last]


_OPENING = 5  # tokens in which a sentence says that it goes over to something else
_ADVERBIAL = word_set("adverbial")
_OTHER = word_set("other")


def tells_again(reading: Reading, lead: Scene, later: Scene) -> bool:
    """Whether a later report or look back is of the news that an article leads with, told under another side, with
    another toll, or at a more exact place of the same ground."""
    if (
        lead.frame.sentence is later.frame.sentence
        or not same_days(lead.when, later.when)
        or _other_means(lead.weapons, later.weapons)
        or _added(reading, later)
        or of_another(reading, later.frame)
        or later.listed
    ):
        return False
    one_ground = _one_ground(lead, later)
    agree = tolls_agree(lead.harm, later.harm)
    if later.background and not lead.background:  # وكان الطيران قد قصف الأحد كذا
        dated = later.when.its_own and lead.when.said
        return dated and agree and one_ground and lead.kind is later.kind and same_side(lead, later)
    if not retells(reading, later) or not _same_kind(lead, later):
        return False
    if not same_side(lead, later):
        one_place = lead.where is not None and later.where is not None and one_ground
        return one_place and agree and lead.kind is later.kind
    if lead.scattered:
        return False
    if one_ground:
        return lead.kind is later.kind and not lead.listed
    narrowed = (
        lead.where is not None
        and later.where is not None
        and close_by(lead.where, later.where)
        and (later.definite or lead.where.match.head is None or lead.where.match.head != later.where.match.head)
    )
    widened = lead.listed and lead.where is not None and later.where is not None and lies_in(lead.where, later.where)
    return narrowed and agree and (not lead.listed or widened) and later.kind not in _OF_CROWDS


_OF_CROWDS = frozenset(
    {
        SubEventType.PEACEFUL_PROTEST, SubEventType.PROTEST_WITH_INTERVENTION,
        SubEventType.EXCESSIVE_FORCE, SubEventType.VIOLENT_DEMONSTRATION,
    }
)  # fmt: skip


def _one_ground(earlier: Scene, later: Scene) -> bool:
    """Whether two scenes are of one place, or one of them names none and nothing says that it is elsewhere."""
    if earlier.where is not None and later.where is not None:
        return same_place(earlier.where, later.where)
    return None in (earlier.admin1, later.admin1) or earlier.admin1 == later.admin1


def _added(reading: Reading, later: Scene) -> bool:
    """Whether the words before the act say that it comes on top of what was told (كما قصفت، وقصفت أيضا)."""
    main = later.frame.main
    near = range(max(later.frame.sentence.first, main.first - 2), min(main.last + 1, later.frame.last))
    if main.verb:
        return any(reading.tokens[i].fold.removeprefix("و") in _ON_TOP for i in near)
    besides = reading.tokens[later.frame.first].fold.removeprefix("و") in _AS_WELL  # كما نفذت طائرة قصفا
    return besides and not later.place_said


_ON_TOP = word_set("on_top")
_AS_WELL = word_set("as_well")


def _besides(reading: Reading, later: Scene) -> bool:
    """Whether the frame says anywhere that it comes on top of what was told (قُتل شاب برصاص مجهولين أيضا)."""
    frame = later.frame
    return any(reading.tokens[i].fold in _ON_TOP for i in range(frame.first, frame.last))


_MEANS = tuple(frozenset(row["weapons"].split()) for row in rows("means"))


def _other_means(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two tellings name weapons that are never one attack's (an air strike and a landmine)."""
    known = frozenset(first) | frozenset(second)
    return bool(first) and bool(second) and not any(known <= means | {"unspecified_explosive"} for means in _MEANS)


def _same_kind(earlier: Scene, later: Scene) -> bool:
    if earlier.kind is later.kind or _only_effects(later) or SubEventType.OTHER in (earlier.kind, later.kind):
        return True
    if (earlier.kind, later.kind) in _WORSE and earlier.where is not None and later.where is not None:
        return same_place(earlier.where, later.where)
    if alike(earlier.frame, later.frame):
        return (
            earlier.kind.event_type is later.kind.event_type or later.definite or later.frame.main.cls.role == "generic"
        )
    return False


def same_side(earlier: Scene, later: Scene) -> bool:
    """Whether no two different sides are named."""
    vague = (None, "unidentified_armed_group", "unidentified")
    fought = earlier.kind is later.kind is SubEventType.ARMED_CLASH
    if fought and (earlier.actor1, earlier.actor2) == (later.actor2, later.actor1):
        return True
    return earlier.actor1 in vague or later.actor1 in vague or earlier.actor1 == later.actor1


def tolls_agree(earlier: Harm, later: Harm) -> bool:
    """Whether two tolls may be of one incident: neither is said of both, or the bounds meet."""
    return all(_meet(a, b) for a, b in zip(earlier, later, strict=True))


def _as_many(earlier: Harm, later: Harm) -> bool:
    """Whether both tell the same numbers of people killed and injured, or one number too large to be chance: قتلى is no
    number, and one person says little."""
    pairs = [(a, b) for a, b in zip(earlier, later, strict=True) if a is not None and b is not None]
    alike_told = [a for a, b in pairs if a == b]
    numbers = any(a.high is not None for a in alike_told) and sum(a.low for a in alike_told) > 1
    at_least = any(a.low >= _TELLING and a.low == b.low and (a == b or None in (a.high, b.high)) for a, b in pairs)
    return at_least or (earlier == later and numbers)


_TELLING = 4  # from this number on, two events of a day rarely have one toll


def _meet(first: Toll | None, second: Toll | None) -> bool:
    if first is None or second is None:
        return True
    return (second.high is None or first.low <= second.high) and (first.high is None or second.low <= first.high)


def news_all_the_same(reading: Reading, scene: Scene) -> bool:
    """Whether a definite event noun tells news after all: a verb brings it at a place of its own, it has several
    places, or place, day and toll, or a relative clause gives its place and day."""
    frame = scene.frame
    if scene.where is not None and scene.place_said and (scene.listed or scene.harm != (None, None)):
        return True
    if scene.where is not None and scene.place_said and brought(reading, frame):
        return True
    relative = any(reading.tokens[i].fold in ("الذي", "التي") for i in range(frame.triggers[0].last, frame.last))
    return relative and scene.place_said and scene.when.its_own


def has_own(scene: Scene) -> bool:
    """Whether a place, no mere country, a day or a toll is told of the scene itself."""
    placed = scene.where is not None or (scene.area is not None and scene.area.admin1 is not None)
    return (scene.place_said and placed) or scene.when.its_own or scene.harm != (None, None)


def _only_effects(scene: Scene) -> bool:
    return not scene.frame.acts


def inherit(item: Scene, lead: Scene) -> None:
    """Give an item of a list what only the news that the list tells more exactly says: who, whom and when."""
    if item.actor1 is None:
        item.actor1, item.agent = lead.actor1, lead.agent
        item.actor2 = item.actor2 or lead.actor2
    if not item.when.said:
        item.when = lead.when


def take_in(earlier: Scene, later: Scene) -> None:
    """Add to a scene what a later sentence tells of it."""
    if earlier.actor1 is None and later.actor1 != earlier.actor2:
        earlier.actor1, earlier.agent = later.actor1, later.agent
    if later.actor2 != earlier.actor1 or later.actor2 in _MANY:
        earlier.actor2 = earlier.actor2 or later.actor2
    earlier.suspected = tuple(dict.fromkeys((*earlier.suspected, *later.suspected)))
    if earlier.kind is SubEventType.SHELLING and later.kind is SubEventType.AIR_DRONE_STRIKE and not earlier.weapons:
        earlier.kind = later.kind
    earlier.weapons = earlier.weapons or later.weapons
    earlier.harm = Harm(*(_exacter(a, b) for a, b in zip(earlier.harm, later.harm, strict=True)))
    earlier.claim = earlier.claim or later.claim
    earlier.scattered = earlier.scattered and not later.listed  # one of the places told one by one
    bomb = later.kind is SubEventType.REMOTE_EXPLOSIVE and _of_one_toll(earlier, later)
    if earlier.kind is SubEventType.OTHER or bomb:
        earlier.kind = later.kind
    elif (earlier.kind, later.kind) in _WORSE:
        earlier.kind, earlier.actor1, earlier.actor2 = later.kind, later.actor1, later.actor2
    exacter = not earlier.when.said or (earlier.when.of_report and not later.when.of_report)
    if exacter and later.when.said and not later.background:
        earlier.when = later.when
    said = earlier.where if earlier.place_said else None
    if later.where is None or not later.place_said:
        return
    if later.listed and said is not None and same_place(said, later.where):
        earlier.listed = True  # the lead's place is an item of the list that tells it again
    inside = said is not None and close_by(said, later.where) and lies_in(later.where, said)
    if said is None or inside or nearer_named(later.where, said):
        earlier.where = later.where
        earlier.place_said = True


_MANY = word_set("many_sides")  # whose groups fight one another
_WORSE = {
    (SubEventType.PEACEFUL_PROTEST, SubEventType.PROTEST_WITH_INTERVENTION),
    (SubEventType.PEACEFUL_PROTEST, SubEventType.EXCESSIVE_FORCE),
    (SubEventType.PEACEFUL_PROTEST, SubEventType.VIOLENT_DEMONSTRATION),
    (SubEventType.PROTEST_WITH_INTERVENTION, SubEventType.EXCESSIVE_FORCE),
}  # what a protest turned out to be


def _exacter(earlier: Toll | None, later: Toll | None) -> Toll | None:
    """The toll that says more: a number goes before some (a headline's قتلى, its lead's four); two that differ are the
    bounds of what is reported."""
    if earlier is None or (earlier.high is None and later is not None and later.high is not None):
        return later
    if later is None or _meet(earlier, later):
        return earlier
    return bounds(earlier, later)


def itemized(scene: Scene, told: Sequence[Scene]) -> bool:
    """Whether a scene without a place of its own sums up events that are told one by one after it (قصف على مناطق
    متفرقة)."""
    if _adds_up(scene, told):
        return True
    if not scene.scattered or scene.listed:
        return False
    placed = scene.where is not None and scene.place_said
    items = [other for other in _told_after(scene, told) if other.admin1 in (scene.admin1, None)]
    return len(items) > placed


def _adds_up(scene: Scene, told: Sequence[Scene]) -> bool:
    """Whether the dead of a scene that names no place are those of several told one by one after it (سقوط شهيدين في
    غارتين على جنوبي البلاد)."""
    total = scene.harm.killed
    if total is None or total.low < _SUMMED or (scene.where is not None and scene.place_said):
        return False
    items = [other.harm.killed for other in _told_after(scene, told) if other.country == scene.country]
    dead = [toll.low for toll in items if toll is not None and toll.low]
    return len(dead) > 1 and sum(dead) == total.low


_SUMMED = 2  # dead from which on a sum may be of several events


def _told_after(scene: Scene, told: Sequence[Scene]) -> list[Scene]:
    """The events at named places, told after a scene, that it may sum up: of its kind, its side and its days."""
    after = told[next(i for i, other in enumerate(told) if other is scene) + 1 :]
    return [
        other
        for other in after
        if other.place_said
        and other.frame is not scene.frame
        and other.where is not None
        and other.kind.event_type is scene.kind.event_type
        and same_side(scene, other)
        and same_days(scene.when, other.when)
    ]


def says_enough(reading: Reading, scene: Scene) -> bool:
    """Whether the scene is an incident by itself: a harm whose cause nobody tells must name a place."""
    return not _only_effects(scene) or scene.place_said or scene.actor1 is not None
