"""The table of kinds: what a frame's classes, its weapons and its sides make it by the codebook."""

from __future__ import annotations

from collections.abc import Sequence

from extract.incidents.actors import home_of, side
from extract.incidents.clauses import Reading, inside
from extract.incidents.frames import Frame
from extract.incidents.sides import Sides
from extract.incidents.syntax import clause_end
from extract.incidents.victims import hit
from extract.incidents.words import Match, word_set
from extract.model import SubEventType as Sub

_AIR = frozenset({"airstrike", "drone", "helicopter", "barrel_bomb"})
_FIRED = frozenset({"shellfire", "rocket", "missile", "artillery", "mortar", "tank"})
_OF_PERSONS = frozenset({"small_arms", "knife"})
_PLANTED = frozenset({"ied", "car_bomb", "landmine"})


def kind_of(reading: Reading, frame: Frame, who: Sides, arms: Sequence[str], things: Sequence[str]) -> Sub | None:
    """The kind of the frame, None where it is none of the codebook's."""
    classes = frame.classes - _around(reading, frame)
    if "overrun" in classes:  # اجتاح: a group takes what it overruns, a state's army may leave again
        classes = classes | ({"capture"} if side(who.actor1) == "armed" else {"raid"})
    if who.actor1 in _RAIDING and not _armed_foe(who) and ("infiltrate" in classes or _enters(reading, frame)):
        classes = classes - {"infiltrate", "transfer"} | {"raid"}
    if not arms and all(t.thing is None and not t.verb for t in frame.triggers if t.cls.name == "find"):
        classes = classes - {"find"}  # تفكيك كاميرات ومصادرتها
    if "arrest" in classes and side(who.actor1) == "state" and not classes & {"kill", "injure", "shoot"}:
        classes = classes - {"attack"}  # نفذت عدة عمليات أسفرت عن اعتقال كذا
    armed_victim = (side(who.actor2) in ("state", "armed") and who.actor2 not in _CIVILIAN_AS_VICTIMS) or (
        who.actor2 is None and "armed" in things
    )
    weapons = set(arms)
    if classes & {"arrest", "abduct", "loot"}:
        classes = classes - {"strike"}  # حملة اعتقالات طالت عشرة
    if "rape" in classes:
        return Sub.SEXUAL_VIOLENCE
    if (
        "chemical" in weapons
        and who.actor1 not in _TEAR_GAS_ONLY
        and classes
        & {
            "shell",
            "airstrike",
            "strike",
            "attack",
            "airdrop",
            "drone",
            "injure",
            "kill",
        }
    ):
        return Sub.CHEMICAL_WEAPON
    if who.actor1 == "israeli_settlers" and classes & {
        "attack",
        "loot",
        "damage",
        "riotact",
        "shoot",
        "beat",
        "injure",
        "kill",
        "repel",
    }:
        return _by_settlers(reading, frame, classes, things)
    bomber = "suicide" in classes or "suicide_vest" in weapons or reading.cue(frame.first, frame.last, "suicide")
    bomber = bomber if bomber and not _kills_bomber(reading, frame) else None
    crowd = _crowd(reading, frame, who, arms, things)
    if crowd is not None and not (bomber and crowd is Sub.EXCESSIVE_FORCE):
        return crowd
    if bomber and "drone" not in weapons and not classes & {"find", "arrest"}:
        return Sub.SUICIDE_BOMB
    if "grenade" in classes:
        return Sub.AIR_DRONE_STRIKE if weapons & _AIR else Sub.GRENADE
    if classes & {"airstrike", "airdrop", "drone"}:
        return Sub.AIR_DRONE_STRIKE
    if (
        "explode" in classes
        and who.actor1
        and "property" in things
        and not classes & {"kill", "injure", "assassinate"}
        and not weapons & _PLANTED
    ):
        return Sub.LOOTING
    if "ied" in classes and frame.main.cls.name != "find":  # فُككت عبوة زرعها مجهولون
        return Sub.REMOTE_EXPLOSIVE
    if "intercept" in classes:
        return Sub.AIR_DRONE_STRIKE if "drone" in weapons else Sub.SHELLING
    if weapons == {"small_arms"} and all(t.thing is not None for t in frame.acts if t.cls.name == "shell"):
        classes = classes - {"shell"} | ({"clash"} if "shell" in classes else set())  # إطلاق رشقات من رشاش
    if "shell" in classes:
        return Sub.AIR_DRONE_STRIKE if weapons & _AIR else Sub.SHELLING
    if classes & {
        "strike",
        "attack",
        "explode",
        "assassinate",
        "massacre",
        "kill",
        "injure",
        "damage",
        "destroy",
    } and not classes & {"clash", "arrest", "abduct", "loot", "find", "capture"}:
        by_weapon = _by_weapon(weapons, classes)
        if by_weapon is not None:
            return by_weapon
    if "naval" in weapons and classes & {"shoot", "strike", "attack"}:
        return Sub.SHELLING
    if "bodies" in classes:
        return Sub.ATTACK
    if "abduct" in classes and "arrest" in classes and not reading.cue(frame.first, frame.last, "unknown_place"):
        return Sub.ARRESTS
    if "abduct" in classes:
        return Sub.ABDUCTION
    after = min(frame.last + 1, frame.sentence.last)  # what it came after may be a frame of its own
    if "transfer" in classes and reading.cue(frame.first, after, "fight") and who.actor1:
        classes = classes | {"capture"}
    if "capture" in classes and reading.cue(frame.first, frame.last, "no_fight") and not classes & {"clash", "attack"}:
        return Sub.NON_VIOLENT_TRANSFER
    if "capture" in classes:
        for_state = side(who.actor1) == "state" or who.actor1 in _TAKING_FOR_STATES
        return Sub.GOVERNMENT_REGAINS_TERRITORY if for_state else Sub.NON_STATE_OVERTAKES_TERRITORY
    if "ambush" in classes and "civilians" in things and not classes & {"clash", "infiltrate", "repel"}:
        return Sub.ATTACK
    if classes & {"clash", "ambush", "infiltrate", "repel"}:
        return Sub.ARMED_CLASH
    if classes & {"execute", "stab", "ram", "beat"}:
        return Sub.ATTACK
    if classes & {"assassinate", "shoot", "attack", "massacre"}:
        return Sub.ARMED_CLASH if armed_victim else Sub.ATTACK
    if classes & {"strike", "hit"} and weapons and weapons <= _OF_PERSONS:  # استهدافه بالرصاص المباشر
        return Sub.ARMED_CLASH if armed_victim else Sub.ATTACK
    if classes & {"strike", "hit"}:
        fired_on = who.actor1 is None and (not armed_victim or any(_is_base(reading, m) for m in hit(reading, frame)))
        if side(who.actor1) == "state" or fired_on or _across_border(reading, frame, who.actor1):
            return Sub.SHELLING
        return Sub.ARMED_CLASH if armed_victim else Sub.ATTACK
    if "arrest" in classes:
        return Sub.ARRESTS
    if "find" in classes:
        return Sub.DISRUPTED_WEAPONS_USE
    if "destroy" in classes and armed_victim and "loot" not in classes:
        return Sub.ARMED_CLASH
    if classes & {"loot", "destroy"} or (
        "damage" in classes and not frame.acts and who.actor1 and "property" in things
    ):
        return Sub.LOOTING
    if frame.main.cls.name == "agree":
        return Sub.AGREEMENT
    if "transfer" in classes:
        handed = any(reading.words[t.first].keys & _HANDING for t in frame.triggers if t.cls.name == "transfer")
        peaceful = handed or reading.cue(frame.first, after, "no_fight") is not None
        return Sub.NON_VIOLENT_TRANSFER if peaceful and side(who.actor1) in ("state", "armed") else None
    if "agree" in classes:
        return Sub.AGREEMENT
    if "change" in classes:
        return Sub.CHANGE_TO_GROUP
    if "base" in classes:
        return Sub.HEADQUARTERS_ESTABLISHED
    if classes & {"kill", "injure"}:
        if side(who.actor1) in ("state", "armed") or _charged(reading, frame, who) or weapons & _OF_PERSONS:
            return Sub.ARMED_CLASH if armed_victim else Sub.ATTACK
        return None
    if "explode" in classes:
        return Sub.REMOTE_EXPLOSIVE
    if classes & {"raid", "close"}:
        return Sub.OTHER
    return None


def _charged(reading: Reading, frame: Frame, who: Sides) -> bool:
    """Whether a side is accused of the killing itself (اتهمت لجنة كذا قوات كذا بقتل مدنيين)."""
    return bool(who.suspected) and reading.words[frame.main.first].prep == "ب"


def _armed_foe(who: Sides) -> bool:
    """Whether a state or an armed side is named as whom it was done to."""
    return who.patient is not None and side(who.actor2) in ("state", "armed")


def _enters(reading: Reading, frame: Frame) -> bool:
    """Whether the frame tells of forces that come in (دخلت آليات الاحتلال البلدة)."""
    return any(t.cls.name == "transfer" and t.verb and reading.words[t.first].keys & _COMING_IN for t in frame.triggers)


_COMING_IN = word_set("coming_in")
_RAIDING = word_set("raiding")  # whose infiltrators come to raid, not to storm a line


def _kills_bomber(reading: Reading, frame: Frame) -> bool:
    """Whether all that is told of a bomber is that he was killed (قتل انتحاري يرتدي سترة ناسفة)."""
    if not frame.classes <= _KILLING_HIM:
        return False
    return any(t.cls.name == "kill" and reading.cue(t.last, t.last + 2, "suicide") for t in frame.triggers)


_CIVILIAN_AS_VICTIMS = word_set("civilian_as_victims")
_KILLING_HIM = frozenset({"kill", "injure", "repel", "clash"})
_TEAR_GAS_ONLY = word_set("tear_gas_only")  # whose غازات سامة are tear gas
_HANDING = word_set("handing")
_TAKING_FOR_STATES = word_set("taking_for_states")
_BASES = word_set("bases")


def _around(reading: Reading, frame: Frame) -> set[str]:
    """What only goes with an entry that hurts nobody (اقتحم الجيش البلدة وسط إطلاق نار)."""
    if "raid" not in frame.classes or frame.classes & {"kill", "injure", "clash"}:
        return set()
    return {
        trigger.cls.name
        for trigger in frame.triggers
        if trigger.cls.name == "shoot" and not trigger.verb and reading.tokens[trigger.first - 1].fold in _AMID
    }


_AMID = word_set("amid")


def _is_base(reading: Reading, target: Match[str]) -> bool:
    """Whether the target is one that is fired on from afar (قاعدة، مطار) rather than stormed."""
    return bool(reading.words[target.first].keys & _BASES)


def _across_border(reading: Reading, frame: Frame, key: str | None) -> bool:
    """Whether a side strikes in another country than its own: it fires there."""
    home = home_of(key)
    return home is not None and any(
        spot.country not in (home, None) for spot in reading.spots(frame.main.last, frame.last) if spot.name
    )


def _by_settlers(reading: Reading, frame: Frame, classes: set[str], things: Sequence[str]) -> Sub:
    """Settlers who shoot attack, a crowd of them that sets upon people is a mob, one that only destroys loots."""
    if "shoot" in classes or ("kill" in classes and "attack" not in classes):
        return Sub.ATTACK
    wrecked = classes & {"loot", "damage", "destroy"}
    if classes & {"injure", "kill", "beat"} or ("civilians" in things and not wrecked) or _set_upon(reading, frame):
        return Sub.MOB_VIOLENCE
    return Sub.MOB_VIOLENCE if classes & {"attack", "repel"} and not wrecked else Sub.LOOTING


def _set_upon(reading: Reading, frame: Frame) -> bool:
    """Whether people are what is attacked (هاجموا الرعاة), and not things of theirs (هاجموا شاحنة الراعي)."""
    for trigger in frame.triggers:
        if trigger.cls.name == "attack":
            end = clause_end(reading, frame.sentence, trigger.first)
            hurt = inside(reading.targets, trigger.last, min(end, trigger.last + _UPON_WITHIN))
            if hurt and hurt[0].value == "civilians":
                return True
    return False


_UPON_WITHIN = 7  # tokens of a subject between an attack and whom it is made on


def _crowd(reading: Reading, frame: Frame, who: Sides, arms: Sequence[str], things: Sequence[str]) -> Sub | None:
    """The kinds of protests and riots."""
    classes = frame.classes
    crowd = "protesters" in (who.actor1, who.actor2)
    demanding = "gather" in classes and (crowd or reading.cue(frame.first, frame.sentence.last, "demand") is not None)
    if "rioters" in (who.actor1, who.actor2) and classes & (_HURTING | _WRECKING):
        theirs = any(m.value == "civilians" and who.agent and m.first != who.agent.first for m in hit(reading, frame))
        return Sub.MOB_VIOLENCE if classes & _HURTING or theirs else Sub.VIOLENT_DEMONSTRATION
    if "breakup" in classes:
        classes = classes | {"disperse", "protest"}
    dispersed = {"disperse", "shoot"} <= classes
    protesting = demanding or dispersed or "protest" in classes or "protesters" in (who.actor1, who.actor2, *things)
    if (
        "riotact" in classes
        and side(who.actor1) in ("state", "armed")
        and (_closes(reading, frame, who) or not (protesting or things))
    ):
        return Sub.OTHER
    if "riotact" in classes and (protesting or reading.cue(frame.first, frame.main.first, "cause") is None):
        return Sub.VIOLENT_DEMONSTRATION
    if "clash" in classes and _with_unarmed(reading, frame, who):
        return Sub.VIOLENT_DEMONSTRATION
    if not protesting:
        return None
    if who.actor1 == "protesters" and classes & {"raid", "loot", "attack", "damage", "destroy"}:
        return Sub.VIOLENT_DEMONSTRATION
    if "clash" in classes and "protesters" in (who.actor1, who.actor2, *things) and not arms:
        return Sub.VIOLENT_DEMONSTRATION
    if "shoot" in classes and who.actor1 != "protesters" and "disperse" not in classes:
        return Sub.EXCESSIVE_FORCE
    fired = "small_arms" in arms and side(who.actor1) in ("state", "armed")
    if fired and "kill" in classes and "protest" in classes:  # سقط قتلى برصاص الأمن خلال احتجاجات
        return Sub.EXCESSIVE_FORCE
    shot = "kill" in classes or ("injure" in classes and fired)
    if shot and "protesters" in (who.actor2, *things) and "disperse" not in classes:
        return Sub.EXCESSIVE_FORCE
    if "kill" in classes and classes <= _DEADLY_PROTEST and who.actor1 is None:  # قُتل شخصان في مظاهرات
        return Sub.EXCESSIVE_FORCE
    if {"kill", "disperse"} <= classes and ("small_arms" in arms or "breakup" in frame.classes):  # فض اعتصام خلف قتلى
        return Sub.EXCESSIVE_FORCE
    if "disperse" in classes and "small_arms" in arms and side(who.actor1) in ("state", "armed"):  # النار مع الغاز
        return Sub.EXCESSIVE_FORCE
    beaten = "beat" in classes and who.actor2 == "protesters" and side(who.actor1) == "state"
    if "disperse" in classes or beaten:
        return Sub.PROTEST_WITH_INTERVENTION
    if classes & {"protest", "capture"} or demanding:
        return Sub.PEACEFUL_PROTEST
    return None


def _closes(reading: Reading, frame: Frame, who: Sides) -> bool:
    """Whether forces are the ones who close a road (أغلقت قوات الأمن مداخل الساحة لمنع المتظاهرين)."""
    closing = frame.main.cls.name == "riotact" and bool(reading.words[frame.main.first].keys & _CLOSING)
    return closing and who.agent is not None and who.agent.key == who.actor1


_CLOSING = word_set("closing")
_DEADLY_PROTEST = frozenset({"kill", "injure", "protest"})
_HURTING = frozenset({"attack", "beat", "execute", "hit", "injure", "kill"})
_WRECKING = frozenset({"damage", "destroy", "loot", "raid"})


def _with_unarmed(reading: Reading, frame: Frame, who: Sides) -> bool:
    """Whether confrontations (مواجهات) are of an army with residents: under occupation, where no other side is named,
    and nobody says that they were armed."""
    if not {who.actor1, who.actor2} <= {"israel", "israeli_settlers", "civilians", None}:
        return False
    confronting = any(
        trigger.cls.name == "clash" and reading.tokens[trigger.last - 1].fold.lstrip("و") in _CONFRONTATIONS
        for trigger in frame.triggers
    )
    spots = reading.spots(frame.sentence.first, frame.sentence.last) or reading.resolved[:1]
    return confronting and any(spot.country == "PS" and spot.admin1 != "Gaza Strip" for spot in spots)


_CONFRONTATIONS = word_set("confrontations")


def _by_weapon(weapons: set[str], classes: set[str]) -> Sub | None:
    if weapons & {"drone", "airstrike", "helicopter", "barrel_bomb"}:
        return Sub.AIR_DRONE_STRIKE
    if weapons & _PLANTED and classes & {
        "explode",
        "kill",
        "injure",
        "assassinate",
        "strike",
        "attack",
        "damage",
        "destroy",
    }:
        return Sub.REMOTE_EXPLOSIVE
    if weapons & _FIRED:
        return Sub.SHELLING
    if "grenade" in weapons:
        return Sub.GRENADE
    if "explode" in classes:
        return Sub.REMOTE_EXPLOSIVE
    return None


_CROWDS = {
    Sub.PEACEFUL_PROTEST: "protesters",
    Sub.PROTEST_WITH_INTERVENTION: "protesters",
    Sub.VIOLENT_DEMONSTRATION: "protesters",
    Sub.MOB_VIOLENCE: "rioters",
}
_MANY = word_set("many_sides")  # whose groups fight one another
_OF_CROWD = frozenset({None, "civilians", "protesters", "rioters"})
_AGAINST_CIVILIANS = frozenset(
    {
        Sub.ATTACK, Sub.ABDUCTION, Sub.SEXUAL_VIOLENCE, Sub.LOOTING,
        Sub.MOB_VIOLENCE, Sub.ARRESTS,
    }
)  # fmt: skip
_NOT_AGAINST_CIVILIANS = frozenset(
    {
        Sub.OTHER, Sub.GOVERNMENT_REGAINS_TERRITORY, Sub.NON_STATE_OVERTAKES_TERRITORY,
        Sub.NON_VIOLENT_TRANSFER, Sub.HEADQUARTERS_ESTABLISHED, Sub.CHANGE_TO_GROUP,
    }
)  # fmt: skip


def as_codebook(kind: Sub, who: Sides) -> Sides:
    """The sides as the codebook gives them to a kind: the order in protests and riots; civilians where only they can be
    meant, nobody where they cannot."""
    if who.actor2 == who.actor1 and side(who.actor1) in ("state", "armed") and who.actor1 not in _MANY:
        who = who._replace(actor2=None)  # كتيبة كذا المعروفة بكذا
    if kind in _AGAINST_CIVILIANS and who.actor2 in (None, who.actor1):
        who = who._replace(actor2="civilians")
    if kind in _NOT_AGAINST_CIVILIANS and who.actor2 == "civilians":
        who = who._replace(actor2=None)
    crowd = _CROWDS.get(kind)
    if crowd is not None:
        if kind is Sub.MOB_VIOLENCE and who.actor1 == "israeli_settlers":
            return who
        other = next((key for key in (who.actor1, who.actor2) if key not in _OF_CROWD), None)
        if kind is Sub.PEACEFUL_PROTEST:
            other = None
        elif kind is Sub.MOB_VIOLENCE:
            other = other or "civilians"
        return who._replace(actor1=crowd, actor2=other)
    if kind is Sub.EXCESSIVE_FORCE:
        force = next((key for key in (who.actor1, who.actor2) if key not in (None, "protesters", "civilians")), None)
        return who._replace(actor1=force, actor2="protesters")
    return who
