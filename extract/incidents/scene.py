"""An incident in the making, and its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extract.incidents.candidates import Side
from extract.incidents.frames import Frame
from extract.incidents.tolls import Harm
from extract.model import Claim, SubEventType, TimePrecision
from extract.places.resolve import Resolution


@dataclass(slots=True)
class When:
    """The days of an incident, both inclusive. `said`: a date word says them; `of_report`: it dates who told of it (كما
    أفاد مصدر الخميس); `carried`: it stands in the news that this goes on with; `follows`: they are counted from the day
    of what is told before (في الليلة نفسها)."""

    start: date | None
    end: date | None
    precision: TimePrecision | None
    said: bool
    words: tuple[int, int] | None = None
    of_report: bool = False
    carried: bool = False
    follows: bool = False

    @property
    def its_own(self) -> bool:
        """Whether a date word of its own sentence says them."""
        return self.said and not self.carried


@dataclass(slots=True)
class Scene:
    """One incident in the making; `asserted` whether its sentence tells it as news, and what is no `news` may only add
    to what was told."""

    frame: Frame
    kind: SubEventType
    where: Resolution | None
    area: Resolution | None
    when: When
    actor1: str | None
    actor2: str | None
    suspected: tuple[str, ...]
    weapons: tuple[str, ...]
    harm: Harm
    background: bool
    claim: Claim | None = None
    place_said: bool = True
    scattered: bool = False
    listed: bool = False
    definite: bool = False
    asserted: bool = True
    news: bool = True
    agent: Side | None = None
    patient: Side | None = None

    @property
    def country(self) -> str | None:
        """The country of the place, or of the region named instead."""
        spot = self.where or self.area
        return spot.country if spot else None

    @property
    def admin1(self) -> str | None:
        """The first-level division of the place, or of the region named instead."""
        spot = self.where or self.area
        return spot.admin1 if spot else None
