"""The values that pass between stages: what a page says (Article) and what it reports (Mention).

Codes carry the values of the codebook (ACLED's event types and sub-event types). Text offsets always
point into ``Article.text`` as stored, never into a normalised copy.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum


class EventType(StrEnum):
    """ACLED's six event types."""

    BATTLES = "Battles"
    EXPLOSIONS = "Explosions/Remote violence"
    VIOLENCE_AGAINST_CIVILIANS = "Violence against civilians"
    PROTESTS = "Protests"
    RIOTS = "Riots"
    STRATEGIC = "Strategic developments"


class SubEventType(StrEnum):
    """ACLED's twenty-five sub-event types."""

    ARMED_CLASH = "Armed clash"
    GOVERNMENT_REGAINS_TERRITORY = "Government regains territory"
    NON_STATE_OVERTAKES_TERRITORY = "Non-state actor overtakes territory"
    AIR_DRONE_STRIKE = "Air/drone strike"
    SHELLING = "Shelling/artillery/missile attack"
    REMOTE_EXPLOSIVE = "Remote explosive/landmine/IED"
    SUICIDE_BOMB = "Suicide bomb"
    GRENADE = "Grenade"
    CHEMICAL_WEAPON = "Chemical weapon"
    ATTACK = "Attack"
    ABDUCTION = "Abduction/forced disappearance"
    SEXUAL_VIOLENCE = "Sexual violence"
    PEACEFUL_PROTEST = "Peaceful protest"
    PROTEST_WITH_INTERVENTION = "Protest with intervention"
    EXCESSIVE_FORCE = "Excessive force against protesters"
    VIOLENT_DEMONSTRATION = "Violent demonstration"
    MOB_VIOLENCE = "Mob violence"
    ARRESTS = "Arrests"
    AGREEMENT = "Agreement"
    LOOTING = "Looting/property destruction"
    DISRUPTED_WEAPONS_USE = "Disrupted weapons use"
    CHANGE_TO_GROUP = "Change to group/activity"
    NON_VIOLENT_TRANSFER = "Non-violent transfer of territory"
    HEADQUARTERS_ESTABLISHED = "Headquarters or base established"
    OTHER = "Other"

    @property
    def event_type(self) -> EventType:
        """The event type this sub-event type belongs to in ACLED's codebook."""
        return _EVENT_TYPE[self]


_MEMBERS: dict[EventType, tuple[SubEventType, ...]] = {
    EventType.BATTLES: (
        SubEventType.ARMED_CLASH,
        SubEventType.GOVERNMENT_REGAINS_TERRITORY,
        SubEventType.NON_STATE_OVERTAKES_TERRITORY,
    ),
    EventType.EXPLOSIONS: (
        SubEventType.AIR_DRONE_STRIKE,
        SubEventType.SHELLING,
        SubEventType.REMOTE_EXPLOSIVE,
        SubEventType.SUICIDE_BOMB,
        SubEventType.GRENADE,
        SubEventType.CHEMICAL_WEAPON,
    ),
    EventType.VIOLENCE_AGAINST_CIVILIANS: (
        SubEventType.ATTACK,
        SubEventType.ABDUCTION,
        SubEventType.SEXUAL_VIOLENCE,
    ),
    EventType.PROTESTS: (
        SubEventType.PEACEFUL_PROTEST,
        SubEventType.PROTEST_WITH_INTERVENTION,
        SubEventType.EXCESSIVE_FORCE,
    ),
    EventType.RIOTS: (SubEventType.VIOLENT_DEMONSTRATION, SubEventType.MOB_VIOLENCE),
    EventType.STRATEGIC: (
        SubEventType.ARRESTS,
        SubEventType.AGREEMENT,
        SubEventType.LOOTING,
        SubEventType.DISRUPTED_WEAPONS_USE,
        SubEventType.CHANGE_TO_GROUP,
        SubEventType.NON_VIOLENT_TRANSFER,
        SubEventType.HEADQUARTERS_ESTABLISHED,
        SubEventType.OTHER,
    ),
}
_EVENT_TYPE = {sub: event for event, subs in _MEMBERS.items() for sub in subs}


class Claim(StrEnum):
    """What is said of responsibility for an incident."""

    CLAIMED = "claimed"
    DENIED = "denied"
    UNCLAIMED = "unclaimed"


class TimePrecision(IntEnum):
    """ACLED's time_precision: the day itself, the week, the month; and wider than a month (UCDP's date_prec 5)."""

    DAY = 1
    WEEK = 2
    MONTH = 3
    WIDER = 4


class GeoPrecision(IntEnum):
    """ACLED's geo_precision: the place itself, its surroundings, its region only."""

    EXACT = 1
    NEAR = 2
    REGION = 3


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of ``Article.text``: the offset of its first character and of the one after its last."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span {self.start}:{self.end} is not 0 <= start <= end")

    def of(self, text: str) -> str:
        """The words at this span of `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Toll:
    """A reported number of people: at least `low`; at most `high`, None where no bound is said."""

    low: int
    high: int | None

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"toll {self.low}–{self.high} is not 0 <= low <= high")


@dataclass(frozen=True, slots=True)
class Article:
    """What one page says, boilerplate removed.

    `text` is the body with paragraphs joined by a newline, without the title. `published` and `modified`
    carry a zone where the page or its outlet gives one. `source` is the outlet's host or key, `country`
    the ISO code of the outlet's country; both may be empty.
    """

    url: str
    title: str
    text: str
    published: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    canonical_url: str = ""
    language: str = ""
    source: str = ""
    country: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def article_id(self) -> str:
        """A hash of the canonical URL (the URL where there is none): the same page keeps its id for ever."""
        return content_id(self.canonical_url or self.url)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one value of a mention is what it is: the field, the rule that chose it, and the words it read."""

    field: str
    rule: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One incident as one article tells it; the fields are those of gold/CODEBOOK.md.

    Days are inclusive, None where the article does not tell them. `place` is as the article writes it,
    `place_id`, `latitude` and `longitude` (degrees, WGS 84) are the gazetteer's. `span` is where
    `evidence` stands in the article's text. `confidence` lies in 0–1.
    """

    sub_event_type: SubEventType
    evidence: str
    span: Span
    date_start: date | None = None
    date_end: date | None = None
    time_precision: TimePrecision | None = None
    country: str | None = None
    admin1: str | None = None
    place: str | None = None
    place_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: GeoPrecision | None = None
    actor1: str = "unidentified"
    suspected: tuple[str, ...] = ()
    actor2: str | None = None
    weapons: tuple[str, ...] = ()
    killed: Toll | None = None
    injured: Toll | None = None
    claim: Claim | None = None
    background: bool = False
    confidence: float = 0.0
    why: tuple[Reason, ...] = ()

    @property
    def event_type(self) -> EventType:
        """ACLED's event type, which the sub-event type decides."""
        return self.sub_event_type.event_type


def content_id(*parts: str) -> str:
    """A 16-digit hexadecimal id made of `parts` alone: never of run order, machine or time."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()
