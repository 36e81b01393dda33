"""From frames to incidents: where and when each happened, what the article tells twice, what it only recalls."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from extract.arabic.dates import DateKind, DatePhrase
from extract.arabic.normalize import fold
from extract.arabic.tokens import BREAK
from extract.incidents import frames as framing
from extract.incidents.actors import side
from extract.incidents.arguments import Side, Sides, accused_sides, hit, named_side, reports, sides, weapons
from extract.incidents.clauses import Reading, Sentence, inside
from extract.incidents.frames import Frame, akin, clause_end, clause_start, frames, needs_met, reads_as_verb
from extract.incidents.kinds import kind_of
from extract.incidents.tolls import Harm, harm, slain, unharmed
from extract.incidents.words import rows, word_set
from extract.model import Claim, EventType, SubEventType, TimePrecision, Toll
from extract.places.resolve import Resolution, distance_km

_DAY = timedelta(days=1)
_REMEMBERED = 60  # incidents after which one that was told is not told again
_REFERRED = 2000  # tokens behind a place within which a word refers back to it
_RECALLED_AFTER = 3  # days before publication from which on an event is background


@dataclass(slots=True)
class When:
    """The days of an incident, both inclusive; `said` whether a date word says them, `of_report` whether it dates who
    told of it (كما أفاد مصدر الخميس)."""

    start: date | None
    end: date | None
    precision: TimePrecision | None
    said: bool
    words: tuple[int, int] | None = None
    of_report: bool = False


@dataclass(slots=True)
class Scene:
    """One incident in the making; what is no `news` may only add to what was told."""

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


def scenes(reading: Reading, outlet: str | None) -> list[Scene]:
    """The incidents of an article, retellings merged, in the order of the text."""
    teller = _Teller(reading, outlet)
    for sentence in reading.sentences:
        teller.tell(sentence)
    return [scene for scene in teller.scenes if _enough(reading, scene) and not _itemized(scene, teller.scenes)]


class _Teller:
    """Goes through the article sentence by sentence and remembers what it has been told."""

    def __init__(self, reading: Reading, outlet: str | None) -> None:
        self.reading = reading
        self.outlet = outlet
        self.scenes: list[Scene] = []
        self.day: When | None = None
        self.off_topic = _off_topic(reading)
        self.announcing = [s for s in reading.sentences if reading.tokens[s.last - 1].text == ":"]
        self.setting = _setting(reading)

    @property
    def country(self) -> str | None:
        """The country the article speaks of most."""
        return next(iter(self.reading.countries), self.outlet)

    def tell(self, sentence: Sentence) -> None:
        """Take in one sentence."""
        reading = self.reading
        found = frames(reading, sentence)
        told: list[Scene] = []
        added: list[Scene] = []
        for number, frame in enumerate(found):
            for scene in list(self._scenes(frame, number, told)):
                (told if scene.news else added).append(scene)
        for scene in (*told, *added):
            earlier = self._told_before(scene)
            if earlier is not None:
                _update(earlier, scene)
            elif scene.news:
                self._supersede(scene)
                if not scene.definite or _news_all_the_same(reading, scene) or (not self.scenes and _has_own(scene)):
                    self.scenes.append(scene)
        self._responsibility(sentence, told)
        if told:
            self.day = told[-1].when

    def _supersede(self, scene: Scene) -> None:
        """Drop the news that a list of its places tells once more and more exactly."""
        if not scene.listed or not _retells(self.reading, scene):
            return
        for earlier in self.scenes[-_REMEMBERED:]:
            near = earlier.where is None or (scene.where is not None and _near(earlier.where, scene.where))
            if (
                earlier.frame is not scene.frame
                and not earlier.listed
                and near
                and earlier.kind is scene.kind
                and _same_side(earlier, scene)
                and _same_days(earlier.when, scene.when)
                and _agree(earlier.harm, scene.harm)
            ):
                self.scenes.remove(earlier)
                return

    # ------------------------------------------------------------------ one frame

    def _scenes(self, frame: Frame, number: int, told: Sequence[Scene]) -> Iterator[Scene]:
        reading = self.reading
        spots, area = self._where(frame, number, told)
        when = self._when(frame, number, told)
        day = when.start or reading.published
        country = next((spot.country for spot in spots), area.country if area else self.country)
        who = sides(reading, frame, self.country, day)
        if who.actor1 is None and country != self.country:
            who = sides(reading, frame, country, day)
        for other in dict.fromkeys((*reading.countries, self.outlet)):
            if who.actor1 is None and other not in (country, self.country):
                elsewhere = sides(reading, frame, other, day)
                who = elsewhere if elsewhere.actor1 is not None else who
        before = told[-1] if told else next(iter(reversed(self.scenes)), None)
        if who.actor1 is None and not who.suspected and before is not None and _subject_understood(reading, frame):
            who = who._replace(actor1=_goes_on_with(before, frame))
        if who.actor1 is None and not who.suspected:
            who = who._replace(actor1=self._announcer(frame))
        if who.actor1 is None and "capture" in frame.classes and side(who.actor2) in ("state", "armed"):
            who = who._replace(actor1=self._foe(who.actor2))
        definite = _refers_back(frame)
        if definite and before is not None and who.actor1 is None and not who.suspected and _alike(before.frame, frame):
            who = who._replace(actor1=before.actor1, actor2=who.actor2 or before.actor2)
        known = before if before is not None and _goes_into(before, frame) else None
        if known is not None and who.actor1 is None:
            who = who._replace(actor1=known.actor1, actor2=who.actor2 or known.actor2)
        hurt = harm(reading, frame)
        arms = weapons(reading, frame)
        things = [match.value for match in hit(reading, frame)]
        if (
            who.actor2 is None
            and any(toll is not None and toll.low > 0 for toll in hurt)
            and not frame.classes & {"clash"}
        ):
            who = who._replace(actor2="civilians")
        kind = kind_of(reading, frame, who, arms, things)
        if before is not None and _similar(reading, frame):
            generic = kind is None or (not arms and (frame.main.cls.role != "act" or _alike(before.frame, frame)))
            kind = before.kind if generic else kind
            arms = arms or (before.weapons if generic else arms)
            who = who if who.actor1 or who.suspected else who._replace(actor1=before.actor1)
        if known is not None and not arms and known.kind.event_type is EventType.EXPLOSIONS:
            kind, arms = known.kind, known.weapons
        if kind is None:
            return
        if kind is SubEventType.DISRUPTED_WEAPONS_USE and who.actor2 == "civilians":
            who = who._replace(actor2=None)
        if who.actor2 is not None and who.actor2 == who.actor1 and not frame.classes & {"clash", "agree"}:
            who = who._replace(actor2="civilians" if things else None)
        said = bool(spots) or area is not None
        who = _as_codebook(kind, who)
        fought = "clash" in frame.classes or reading.cue(frame.sentence.first, frame.sentence.last, "fight")
        if kind in _FOUGHT and who.actor2 is None and fought:
            who = who._replace(actor2=self._foe(who.actor1))
        if not self._needs(frame, who, hurt, arms, things, spots, area):
            return
        news = self._weighty(frame, who, hurt, when, spots, area)
        if self._on_trial(frame, when) or not (news or spots):
            return
        hurt = slain(reading, frame, hurt)
        background = self._background(frame, when)
        if background and not when.said:
            when = When(None, None, None, False)
        carried = False
        if not spots and area is None:
            where, area, carried = self._carried(frame, told)
            spots = [where] if where else []
        wheres: Sequence[Resolution | None] = spots or (None,)
        hurt_at = self._hurt_at(frame, spots) if len(spots) > 1 else None
        aimed_at = any(match.first < spots[0].match.first for match in hit(reading, frame)) if spots else False
        for spot in wheres:
            there = hurt_at is not None and spot is not hurt_at
            yield Scene(
                frame=frame, kind=kind, where=spot, area=area, when=when,
                actor1=who.actor1,
                actor2=None if there and who.actor2 == "civilians" and not aimed_at else who.actor2,
                suspected=who.suspected, weapons=arms,
                harm=hurt if len(spots) <= 1 or hurt.killed == Toll(0, 0) or spot is hurt_at else Harm(None, None),
                background=background, claim=self._claim(frame, who, day), place_said=said and not carried,
                scattered=reading.cue(frame.first, frame.last, "scattered") is not None,
                listed=len(spots) > 1, definite=definite, news=news, agent=who.agent, patient=who.patient,
            )  # fmt: skip

    def _foe(self, key: str | None) -> str | None:
        """Whom the side `key` fought in what was told last of it."""
        for scene in reversed(self.scenes):
            pair = (scene.actor1, scene.actor2)
            if key in pair and scene.kind in _AT_WAR:
                other = pair[1 - pair.index(key)]
                if other not in (key, "unidentified_armed_group") and side(other) in ("state", "armed"):
                    return other
        return None

    def _hurt_at(self, frame: Frame, spots: Sequence[Resolution]) -> Resolution | None:
        """The one place of a list in which people were hurt: named behind the harm, or meant by في الأخيرة."""
        reading = self.reading
        effect = next((t for t in frame.triggers if t.cls.role == "effect" and t.first > spots[-1].match.first), None)
        if effect is None:
            return None
        for index in range(effect.last, frame.last):
            if reading.tokens[index].fold in _THE_LAST:
                return spots[-1]
            for spot in reading.spots(index, index + 1):
                return next((one for one in spots if one.name == spot.name), None)
        return None

    def _on_trial(self, frame: Frame, when: When) -> bool:
        """Whether the sentence speaks of justice: it names what somebody is accused of, unless of these days."""
        reading = self.reading
        if reading.cue(_part_start(reading, frame), frame.last, "trial") is None:
            return False
        published = reading.published
        own = when.words is not None and any(
            clause_start(reading, frame.sentence, t.first)
            <= when.words[0]
            < clause_end(reading, frame.sentence, t.first)
            for t in frame.triggers
        )
        return not (
            own
            and when.start is not None
            and published is not None
            and (published - when.start).days <= _RECALLED_AFTER
        )

    def _weighty(
        self, frame: Frame, who: Sides, hurt: Harm, when: When, spots: Sequence[Resolution], area: Resolution | None
    ) -> bool:
        """Whether enough is told to take the frame for news: where and when, who and whom, or news it goes on with."""
        local = bool(spots) or area is not None
        armed = side(who.actor1 or (who.actor2 if "capture" in frame.classes else None)) in ("state", "armed")
        object_said = who.actor2 is not None or "capture" in frame.classes
        whole = bool(spots) and armed and who.agent is not None and object_said and not frame.main.definite
        more = sum((when.said, hurt != (None, None), armed, whole))
        if framing.told(self.reading, frame):
            if frame.classes & _CROWDED or who.actor1 == "protesters":
                fresh = who.actor1 == "protesters" and not framing.crowd_known(self.reading, frame)
                return local or when.said or bool(self.scenes) or fresh
            deadly = bool(frame.acts) and any(toll is not None and toll.low > 0 for toll in hurt)
            return bool(spots) or bool(self.scenes) or deadly or (local and more >= 1) or (when.said and more >= 2)
        return (
            local
            and more >= 2
            and (hurt != (None, None) or whole or (bool(spots) and when.said))
            and not frame.classes <= _ONLY_TOLD
        )

    def _needs(
        self,
        frame: Frame,
        who: Sides,
        hurt: Harm,
        arms: Sequence[str],
        things: Sequence[str],
        spots: Sequence[Resolution],
        area: Resolution | None,
    ) -> bool:
        if self.off_topic and side(who.actor1) not in ("state", "armed") and not (things and arms):
            return False
        said = set()
        if spots or area:
            said.add("place")
        if spots:
            said.add("settlement")
        if who.actor1 or who.actor2 not in (None, "civilians") or who.suspected:
            said.add("actor")
        if who.actor1 not in (None, "civilians", "protesters") or who.actor2 not in (None, "civilians", "protesters"):
            said.add("armed")
        if things:
            said.add("target")
            said.add("person")
        if "armed" in things:
            said.add("armed")
        if arms:
            said.add("weapon")
        if (
            "protesters" in (who.actor1, who.actor2)
            or "protesters" in things
            or frame.classes & {"protest", "riotact", "disperse", "breakup"}
        ):
            said.add("crowd")
        if hurt != (None, None):
            said.update(("person", "target"))
        return any(needs_met(trigger.cls, said) for trigger in frame.triggers)

    def _announcer(self, frame: Frame) -> str | None:
        """Who acts in the items of a list that a sentence before it announces (نفّذت المقاومة عددًا من العمليات:)."""
        reading = self.reading
        before = range(frame.sentence.body, frame.triggers[0].first)
        if frame.main.verb or sum(i not in reading.in_date for i in before) > 6:
            return None
        announcing = inside(self.announcing, 0, frame.sentence.first)
        return named_side(reading, announcing[-1], self.country, reading.published) if announcing else None

    # ------------------------------------------------------------------ where

    def _where(self, frame: Frame, number: int, told: Sequence[Scene]) -> tuple[list[Resolution], Resolution | None]:
        """The places below admin1 where the frame happened, and the region named where no such place is."""
        reading = self.reading
        first = (frame.main if frame.triggers[0].cls.name == "explode" else frame.triggers[0]).first
        here = [spot for spot in reading.spots(frame.first, frame.last) if _can_be_scene(reading, frame, spot)]
        here = [spot for spot in here if not _beside_origin(reading, spot)]
        after = [spot for spot in here if spot.match.first >= first]
        before = [spot for spot in here if spot.match.first < first]
        suffered = not frame.main.verb and reading.words[frame.main.first].prep == "ل"
        for group in (before, after) if suffered else (after, before):
            named = [spot for spot in group if spot.name is not None or _coordinated_area(reading, group, spot)]
            if any(spot.name is not None for spot in named):
                return _targets(reading, frame, named), None
        area = next((spot for spot in after + before if spot.admin1), None) or next(iter(after + before), None)
        again = self._meant_again(frame)
        if again is not None and (area is None or area.admin1 in (None, again.admin1)):
            return ([again], None) if again.name is not None else ([], again)
        return [], area

    def _meant_again(self, frame: Frame) -> Resolution | None:
        """The place that a definite head word refers back to (في المدينة نفسها): the last one of its kind."""
        reading = self.reading
        for index in range(frame.first, frame.last):
            kinds = _REFERRING.get(
                (
                    reading.words[index].det
                    and reading.tokens[index].fold.removeprefix("و").removeprefix("ب").removeprefix("ل")
                )
                or ""
            )
            if kinds is None or index in reading.covered:
                continue
            capital = reading.tokens[index].fold.endswith("العاصمه")
            for spot in reversed(reading.spots(index - _REFERRED, index)):
                if spot.match.relation in ("direction", "distance", "dateline", "origin") or _only_bearing(
                    reading, spot
                ):
                    continue
                of_kind = spot.match.level in kinds or spot.match.head in kinds
                if of_kind and (not capital or fold(spot.name or "") in _CAPITALS):
                    return spot
        return None

    def _carried(self, frame: Frame, told: Sequence[Scene]) -> tuple[Resolution | None, Resolution | None, bool]:
        """The place of a frame that names none: of the frame before it, of the heading, of the article's news."""
        for scene in (*reversed(told), *reversed(self.scenes[-1:])):
            if frame.sentence.heading is None or scene.frame.sentence.heading is frame.sentence.heading:
                return scene.where, scene.area, True
        heading = frame.sentence.heading
        if heading is not None:
            spot = self.reading.spots(heading.first, heading.first + 1)[0]
            return (spot, None, True) if spot.name is not None else (None, spot, True)
        first = self.setting
        if first is not None:
            return (first, None, True) if first.name is not None else (None, first, True)
        return None, next(iter(self.reading.resolved), None), True

    # ------------------------------------------------------------------ when

    def _when(self, frame: Frame, number: int, told: Sequence[Scene]) -> When:
        """The days of a frame: of its own clause, of its part of the sentence, of what it goes on from."""
        reading, sentence = self.reading, frame.sentence
        before = told[-1].when if told else self.day
        anchor = before.start if before is not None else None
        phrases = [p for p in inside(reading.dates, frame.first, frame.last) if _tells(p)]
        own = [p for p in phrases if _in_clause_of(reading, frame, p)]
        if number == 0:
            phrases = [p for p in inside(reading.dates, sentence.first, frame.last) if _tells(p)]
        main = frame.main.first
        for phrase in sorted(_not_of_statement(reading, frame, own or phrases), key=lambda p: abs(p.first - main)):
            days = phrase.resolve(anchor)
            if days is None or (reading.published is not None and days[0] > reading.published):
                continue
            last = reading.published if _goes_on_since(reading, phrase) and reading.published else days[1]
            words, precision = (phrase.first, phrase.last), phrase.precision or TimePrecision.DAY
            return When(days[0], last, precision, True, words, _of_report(reading, frame, phrase))
        dates = inside(reading.dates, sentence.first, sentence.last)
        if any(_long_ago(reading, p) and _in_clause_of(reading, frame, p) for p in dates):
            return When(None, None, None, True)
        opener = frame.opener.removeprefix("و")
        if _on_the_eve(reading, frame):
            said = (s.when.end for s in (*reversed(told), *reversed(self.scenes)) if s.when.said)
            morrow = next(said, None) or (before.end if before is not None else None)
            if morrow is not None:
                return When(morrow - _DAY, morrow - _DAY, TimePrecision.DAY, True)
        if before is not None and before.said and ((told and opener not in _ELSEWHEN) or opener in ("ردا", "عقب")):
            return before
        if reading.published is None:
            return When(None, None, None, False)
        lead = next(iter(self.scenes), None)
        if lead is not None and lead.when.said and not lead.background and self._goes_on(frame, lead):
            return lead.when
        return When(reading.published - _DAY, reading.published, TimePrecision.DAY, False)

    def _goes_on(self, frame: Frame, lead: Scene) -> bool:
        """Whether a frame without a day of its own tells of the same stretch of fighting as the news it follows."""
        return _alike(lead.frame, frame) and frame.sentence.paragraph - lead.frame.sentence.paragraph <= 2

    def _background(self, frame: Frame, when: When) -> bool:
        reading, sentence = self.reading, frame.sentence
        published = reading.published
        if (
            when.said
            and when.end is not None
            and published is not None
            and (published - when.end).days > _RECALLED_AFTER
        ):
            return True
        if when.said and when.start is None and published is not None:
            return True
        if not when.said and any(
            reading.cue(t.last, clause_end(reading, sentence, t.first), "earlier") for t in frame.acts
        ):
            return True
        opening = reading.tokens[sentence.body].fold.removeprefix("و")
        if opening in _RECALLING or (opening in ("كان", "كانت") and when.said):
            return True
        return reading.cue(
            max(sentence.first, frame.triggers[0].first - 5), frame.triggers[0].first, "past"
        ) is not None and (frame.opener.lstrip("و") in ("كان", "كانت", "سبق", "غداه") or not when.said)

    # ------------------------------------------------------------------ who says what of responsibility

    def _claim(self, frame: Frame, who: Sides, day: date | None) -> Claim | None:
        """Whether the frame's sentence says that the acting side reports, denies or leaves open the act."""
        reading = self.reading
        first, last = frame.sentence.first, frame.last
        if reading.cue(frame.first, last, "no_claim"):
            return Claim.UNCLAIMED
        if reading.cue(frame.first, last, "deny"):
            return Claim.DENIED
        if who.agent is not None and who.agent.role == "speaker":
            return Claim.CLAIMED
        if who.actor1 and reports(reading, first, last, who.actor1, self.country, day):
            return Claim.CLAIMED
        return None

    def _responsibility(self, sentence: Sentence, told: Sequence[Scene]) -> None:
        """Claims, denials, accusations and harm denied in a sentence about what was told before."""
        reading = self.reading
        subject = next((scene for scene in reversed(self.scenes) if scene.kind.event_type in _VIOLENT), None)
        if subject is None or told:
            return
        if unharmed(reading, sentence.first, sentence.last) and subject.harm == (None, None):
            subject.harm = Harm(Toll(0, 0), Toll(0, 0))
        if reading.cue(sentence.first, sentence.last, "no_claim"):
            subject.claim = subject.claim or Claim.UNCLAIMED
        elif reading.cue(sentence.first, sentence.last, "deny"):
            subject.claim = Claim.DENIED
        elif reading.cue(sentence.first, sentence.last, "claim"):
            claimant = named_side(reading, sentence, self.country, subject.when.start)
            if claimant is not None:
                subject.actor1, subject.claim = claimant, Claim.CLAIMED
        elif reading.cue(sentence.first, sentence.last, "accuse"):
            accused = accused_sides(reading, sentence, self.country, subject.when.start)
            if subject.actor1 is None:
                subject.suspected = tuple(dict.fromkeys((*subject.suspected, *accused)))

    # ------------------------------------------------------------------ told before?

    def _told_before(self, scene: Scene) -> Scene | None:
        """The earlier scene that `scene` tells again, None where it is another."""
        for earlier in reversed(self.scenes[-_REMEMBERED:]):
            if _same(self.reading, earlier, scene):
                return earlier
        return None


def _part_start(reading: Reading, frame: Frame) -> int:
    """Where the part of the sentence begins that the frame stands in: at the last فيما or في حين before it."""
    for index in range(frame.triggers[0].first - 1, frame.sentence.first, -1):
        if framing.sets_beside(reading, index):
            return index
    return frame.sentence.first


_RECALLING = word_set("recalling")
_VIOLENT = frozenset({EventType.BATTLES, EventType.EXPLOSIONS, EventType.VIOLENCE_AGAINST_CIVILIANS, EventType.RIOTS})
_THE_LAST = word_set("the_last")
_CAPITALS = word_set("capitals")
_REFERRING = {row["word"]: frozenset(row["kinds"].split()) for row in rows("referring")}


def _can_be_scene(reading: Reading, frame: Frame, spot: Resolution) -> bool:
    """Whether the place may be where the frame happened: no origin, no dateline, not where who acts is stationed."""
    match = spot.match
    if match.relation in ("origin", "metonym") or _dateline(reading, frame, spot) or _says(reading, spot):
        return False
    if _fired_from(reading, spot):
        return False
    if match.preposition == "from":
        return bool(frame.classes & {"abduct", "arrest", "raid"}) or _part_of(reading, spot) or match.relation == "near"
    stationed = _STATIONED if match.preposition == "in" else _STATIONED | _PEOPLE_OF
    return not any(
        reading.tokens[index].fold.removeprefix("و") in stationed
        for index in range(max(frame.first, match.first - 4), match.first)
    )


_BEARINGS = word_set("compass")


def _only_bearing(reading: Reading, spot: Resolution) -> bool:
    """Whether the place is named only to say where another lies (مدينة حمورية شرق العاصمة السورية دمشق)."""
    near = range(max(1, spot.match.first - 3), spot.match.first)
    return any(reading.tokens[i].fold in _BEARINGS and i - 1 in reading.covered for i in near)


_POSTS = word_set("posts")
_SIDES = word_set("fired_from")


def _fired_from(reading: Reading, spot: Resolution) -> bool:
    """Whether the place is where something was fired from (من مواقعها في كذا)."""
    for index in range(max(0, spot.match.first - 5), spot.match.first - 1):
        behind = reading.words[index + 1]
        origin = behind.keys & _POSTS or reading.tokens[index + 1].fold in _SIDES
        if reading.tokens[index].fold == "من" and origin:
            return True
    return False


_LONGEST_DATELINE = 11  # tokens, with country and agency in brackets


def _beside_origin(reading: Reading, spot: Resolution) -> bool:
    """Whether the place goes on with one that something was fired from (من مواقعها في كذا وكذا)."""
    at = bisect_left(reading.places, spot.match.first, key=lambda place: place.first)
    for number in range(at - 1, -1, -1):
        before, place = reading.resolved[number], reading.places[number]
        if spot.match.first - place.last > 1 or not (_after_and(reading, spot) or spot.match.relation == "direction"):
            return False
        if _fired_from(reading, before):
            return True
        spot = before
    return False


def _dateline(reading: Reading, frame: Frame, spot: Resolution) -> bool:
    """Whether the place opens a paragraph before a dash: where the report was written."""
    sentence = frame.sentence
    if spot.match.first > sentence.first + 1:
        return False
    for index in range(spot.match.last, min(spot.match.last + _LONGEST_DATELINE, sentence.last)):
        if reading.tokens[index].text in "-–—:/":
            return True
        if reading.words[index].verb_first and index not in reading.covered:
            return False
    return False


_WHOLE = word_set("before_whole")


def _coordinated_area(reading: Reading, group: Sequence[Resolution], spot: Resolution) -> bool:
    """Whether a city that bears its governorate's name stands in a list with other places (في إدلب وأريحا)."""
    if spot.match.level != "admin1" or spot.match.head is not None:
        return False
    at = next(i for i, other in enumerate(group) if other is spot)
    beside = [group[i] for i in (at - 1, at + 1) if 0 <= i < len(group)]
    return any(
        other.name is not None
        and abs(other.match.first - spot.match.last) <= 1
        and _after_and(reading, max(other, spot, key=lambda s: s.match.first))
        for other in beside
    )


def _part_of(reading: Reading, spot: Resolution) -> bool:
    """Whether من stands between a part and its whole (على الحي الشمالي من مدينة كذا)."""
    first = spot.match.first
    before = range(max(0, first - 6), first)
    return any(
        reading.tokens[i].fold in _WHOLE or (reading.words[i].prep == "ب" and first - i <= _BESIDE_WITHIN)
        for i in before
    )


def _says(reading: Reading, spot: Resolution) -> bool:
    """Whether a verb of saying right before the place makes it who speaks (أعلنت الفرقة السادسة)."""
    cue = reading.cue(max(0, spot.match.first - 1), spot.match.first, "statement")
    return cue is not None and cue.last == spot.match.first and not spot.match.preposition


_BESIDE_WITHIN = 3  # tokens between بالقرب and the place it is said of


_STATIONED = word_set("stationed")
_PEOPLE_OF = word_set("people_of")


def _after_and(reading: Reading, spot: Resolution) -> bool:
    """Whether و is written together with the place's first word."""
    token = reading.tokens[spot.match.first]
    return token.start < spot.match.start and token.clean.startswith("و")


_LYING = word_set("lying")
_BUILDINGS = word_set("buildings")


def _targets(reading: Reading, frame: Frame, named: list[Resolution]) -> list[Resolution]:
    """The first place named, with those listed beside it; what only says where it lies is left out, and what building
    was hit where a place of it is named too."""
    named = [spot for spot in named if spot.match.head not in _BUILDINGS] or named
    chosen = [named[0]]
    previous = named[0]
    if previous.match.relation == "between":
        return chosen
    taken = [spot for spot in named if spot.match.preposition == "from" and spot.match.relation != "origin"]
    if "arrest" in frame.classes and len(taken) > 1:  # اعتقلت فلانا من كذا وفلانا من كذا
        return taken
    for spot in named[1:]:
        between = range(previous.match.last, spot.match.first)
        if previous is named[0] and any(reading.tokens[i].fold in _NAMELY for i in between):
            chosen = [spot]  # عدة قرى بريف كوباني، وهي كذا وكذا
            previous = spot
            continue
        if _next_item(reading, between):
            chosen.append(spot)
            previous = spot
            continue
        joined = _after_and(reading, spot) or any(
            reading.tokens[i].fold in ("و", "،", ",", "-", "–") or reading.tokens[i].kind == "break" for i in between
        )
        dashed = any(reading.tokens[i].text == "-" for i in between)
        if not joined or len(between) > (6 if dashed else 3) or any(reading.tokens[i].text == "." for i in between):
            if len(between) > 3:
                break
            previous = spot
            continue
        if any(t.first in between for t in frame.triggers):
            break
        lies = (
            spot.match.relation in ("direction", "distance")  # ، جنوب نابلس
            or any(reading.tokens[i].fold in _LYING for i in between)  # ، التابعتين لقضاء تلعفر
        ) and not _after_and(reading, spot)
        if lies or (spot.match.within and previous.place in spot.match.within):
            previous = spot
            continue
        chosen.append(spot)
        previous = spot
    return chosen[:1] if len(chosen) == 2 and _dashed_pair(reading, *chosen) else chosen


_NAMELY = word_set("namely")


def _next_item(reading: Reading, between: range) -> bool:
    """Whether a new line of a list begins between two places."""
    return any(reading.tokens[i].kind is BREAK for i in between)


def _dashed_pair(reading: Reading, first: Resolution, second: Resolution) -> bool:
    """Whether a dash alone ties two places: the second says where the first lies (قرية المنصورة- الكدحة), or they are
    the ends of a road."""
    between = range(first.match.last, second.match.first)
    return len(between) == 1 and reading.tokens[between[0]].text in ("-", "–")


_ELSEWHEN = word_set("elsewhen")


def _tells(phrase: DatePhrase) -> bool:
    """Whether a date phrase can be the day of something that happened."""
    return phrase.kind in (DateKind.HAPPENED, DateKind.SINCE) and (phrase.days is not None or phrase.shift is not None)


_ATTRIBUTING = word_set("according")
_REPORT_WITHIN = 6  # tokens between a word of attribution and its day


def _of_report(reading: Reading, frame: Frame, phrase: DatePhrase) -> bool:
    """Whether the day stands behind a word that says who told of the event (كما أفاد مصدران الخميس)."""
    first = max(frame.main.last, phrase.first - _REPORT_WITHIN)
    return any(reading.tokens[i].fold in _ATTRIBUTING for i in range(first, phrase.first))


def _goes_on_since(reading: Reading, phrase: DatePhrase) -> bool:
    """Whether what began on the day of the phrase goes on (منذ تفجرها أمس)."""
    return phrase.first > 1 and reading.tokens[phrase.first - 2].fold == "منذ" and phrase.days is not None


def _on_the_eve(reading: Reading, frame: Frame) -> bool:
    """Whether the frame tells what happened the day before what its sentence tells (غداة قصف كذا)."""
    first = frame.triggers[0].first
    return any(reading.tokens[i].fold in _MORROW for i in range(max(frame.sentence.body, first - 2), first))


_MORROW = word_set("morrow")


def _not_of_statement(reading: Reading, frame: Frame, phrases: list[DatePhrase]) -> list[DatePhrase]:
    """The phrases without those of the day somebody said so, where the event has one (قال اليوم إن كذا وقع الخميس)."""
    main = frame.main.first
    of_event = [p for p in phrases if not any(reading.tokens[i].fold in _THAT for i in range(p.last, main))]
    return of_event or phrases


_THAT = word_set("that")


def _long_ago(reading: Reading, phrase: DatePhrase) -> bool:
    """Whether a phrase puts something days or more back without saying how many (قبل أيام، قبل عدة أشهر)."""
    return phrase.kind is DateKind.VAGUE and reading.tokens[phrase.first].fold.removeprefix("و") in ("قبل", "منذ")


def _in_clause_of(reading: Reading, frame: Frame, phrase: DatePhrase) -> bool:
    """Whether the phrase stands in the clause of one of the frame's triggers."""
    sentence = frame.sentence
    return any(
        clause_start(reading, sentence, t.first) <= phrase.first < _end_with_date(reading, sentence, t.first)
        for t in frame.triggers
    )


def _end_with_date(reading: Reading, sentence: Sentence, at: int) -> int:
    """The token after the clause around `at`, with a date between commas that follows it (اختطف، اليوم، أربعة)."""
    end = clause_end(reading, sentence, at)
    index = end + 1
    while index < sentence.last and index in reading.in_date:
        index += 1
    closed = index > end + 1 and index < sentence.last and reading.tokens[index].text in "،,"
    return index if closed and reading.tokens[end].text in "،," else end


_TOPIC_WORDS = 4


def _setting(reading: Reading) -> Resolution | None:
    """The first place of an article that names but one division."""
    if len({spot.admin1 for spot in reading.resolved if spot.admin1}) != 1:
        return None
    return next((s for s in reading.resolved if s.match.relation not in ("origin", "metonym") and s.admin1), None)


def _off_topic(reading: Reading) -> bool:
    """Whether the article is about sport, markets, the arts or harvests, where words of war are figures of speech."""
    return len(_other_topics().intersection([token.fold for token in reading.tokens])) >= _TOPIC_WORDS


@cache
def _other_topics() -> frozenset[str]:
    """The words of other topics, with and without و and the article."""
    return frozenset(
        prefix + word
        for word in word_set("other_topics")
        for prefix in ("", "و", "ال", "وال")
        if (prefix + word).removeprefix("و").removeprefix("ال") == word
    )


_LIKE = word_set("similar")


def _similar(reading: Reading, frame: Frame) -> bool:
    """Whether the frame says that it is like the one before it (غارة مماثلة، وأخرى على، الطيران ذاته)."""
    return any(reading.tokens[i].fold in _LIKE for i in range(frame.first, min(frame.last, frame.main.last + 4)))


_UNDERTAKING = word_set("undertaking")


def _subject_understood(reading: Reading, frame: Frame) -> bool:
    """Whether the frame's verb has no subject of its own: who acted before acts on."""
    verb = next((t for t in frame.triggers if t.cls.role != "effect"), None)
    if verb is None:
        return False
    word = reading.words[verb.first]
    if not verb.verb and any(
        reading.words[i].conj and reading.words[i].keys & _UNDERTAKING and reads_as_verb(reading, frame.sentence, i)
        for i in range(max(frame.first, verb.first - 3), verb.first)
    ):  # وأقدمت على تفخيخ منزل
        return True
    if verb.verb:
        return word.active and ((bool(word.conj) and verb.first == frame.first) or verb.first == frame.first + 1)
    return word.prep == "ب" and frame.opener.removeprefix("و") in ("رد", "ردت")


def _goes_into(before: Scene, frame: Frame) -> bool:
    """Whether a known act is the subject of the verb that tells what it hit (القصف استهدف قرية كذا): more of the act
    told before."""
    if len(frame.acts) < 2 or (before.where is not None and before.place_said):
        return False
    act, verb = frame.acts[:2]
    return act.definite and verb.verb and verb.first - act.last <= 1 and _alike(before.frame, frame)


def _refers_back(frame: Frame) -> bool:
    """Whether the frame's acts are all named as known ones."""
    acts = frame.acts
    return any(trigger.definite for trigger in frame.triggers) and all(trigger.definite for trigger in acts)


def _alike(first: Frame, second: Frame) -> bool:
    """Whether two frames may tell of one sort of act."""
    others = second.classes
    return any(not akin(name).isdisjoint(others) for name in first.classes)


def _goes_on_with(before: Scene, frame: Frame) -> str | None:
    """Who acts in a frame whose subject is understood: who acted before, in an answer who was hit before."""
    return before.actor2 if frame.opener.removeprefix("و") in ("رد", "ردت") else before.actor1


_ONLY_TOLD = frozenset({"agree", "protest", "change", "transfer", "close", "base", "gather", "raid"})
_CROWDED = frozenset({"protest", "riotact", "disperse", "breakup", "gather"})
_CROWDS = {
    SubEventType.PEACEFUL_PROTEST: "protesters",
    SubEventType.PROTEST_WITH_INTERVENTION: "protesters",
    SubEventType.VIOLENT_DEMONSTRATION: "protesters",
    SubEventType.MOB_VIOLENCE: "rioters",
}


_FOUGHT = frozenset(
    {SubEventType.ARMED_CLASH, SubEventType.GOVERNMENT_REGAINS_TERRITORY, SubEventType.NON_STATE_OVERTAKES_TERRITORY}
)
_AT_WAR = _FOUGHT | {SubEventType.AIR_DRONE_STRIKE, SubEventType.SHELLING}
_AGAINST_CIVILIANS = frozenset(
    {
        SubEventType.ATTACK, SubEventType.ABDUCTION, SubEventType.SEXUAL_VIOLENCE, SubEventType.LOOTING,
        SubEventType.MOB_VIOLENCE, SubEventType.ARRESTS,
    }
)  # fmt: skip
_NOT_AGAINST_CIVILIANS = frozenset(
    {
        SubEventType.OTHER, SubEventType.GOVERNMENT_REGAINS_TERRITORY, SubEventType.NON_STATE_OVERTAKES_TERRITORY,
        SubEventType.NON_VIOLENT_TRANSFER, SubEventType.HEADQUARTERS_ESTABLISHED, SubEventType.CHANGE_TO_GROUP,
    }
)  # fmt: skip


def _as_codebook(kind: SubEventType, who: Sides) -> Sides:
    """The sides as the codebook gives them to a kind: the order in protests and riots; civilians where only they can be
    meant, nobody where they cannot."""
    if kind in _AGAINST_CIVILIANS and who.actor2 in (None, who.actor1):
        who = who._replace(actor2="civilians")
    if kind in _NOT_AGAINST_CIVILIANS and who.actor2 == "civilians":
        who = who._replace(actor2=None)
    crowd = _CROWDS.get(kind)
    if crowd is not None:
        if kind is SubEventType.MOB_VIOLENCE and who.actor1 == "israeli_settlers":
            return who
        other = next(
            (key for key in (who.actor1, who.actor2) if key not in (None, crowd, "civilians", "protesters")), None
        )
        if kind is SubEventType.PEACEFUL_PROTEST:
            other = None
        return who._replace(actor1=crowd, actor2=other)
    if kind is SubEventType.EXCESSIVE_FORCE:
        force = next((key for key in (who.actor1, who.actor2) if key not in (None, "protesters", "civilians")), None)
        return who._replace(actor1=force, actor2="protesters")
    return who


_ADDING = word_set("additive")
_NEAR_KM = 30.0


def _retells(reading: Reading, later: Scene) -> bool:
    """Whether a report (وأوضح المصدر أن ...) tells the news once more, and no word says it is of another event."""
    frame = later.frame
    sentence = frame.sentence
    opening = reading.tokens[sentence.body].fold.removeprefix("و")
    if opening in _RECALLING or reading.cue(sentence.body, min(sentence.body + 6, sentence.last), "statement") is None:
        return False
    return not any(reading.tokens[i].fold in _ADDING for i in range(sentence.first, frame.main.last + 1))


def _near(earlier: Resolution, later: Resolution) -> bool:
    """Whether two places may be one event's, told with more or less precision."""
    if earlier.admin1 != later.admin1:
        return None in (earlier.admin1, later.admin1) and earlier.country == later.country
    if earlier.place is None or later.place is None:
        return True
    return distance_km(earlier.place, later.place) <= _NEAR_KM


def _same(reading: Reading, earlier: Scene, later: Scene) -> bool:
    """Whether two scenes are one incident told twice."""
    if earlier.frame is later.frame:
        return False
    if (
        earlier.frame.sentence is later.frame.sentence
        and not later.definite
        and (later.place_said or later.harm != (None, None))
    ):
        return False
    if not _same_side(earlier, later) or not _same_days(earlier.when, later.when) or not _same_kind(earlier, later):
        return False
    if later.background and not earlier.background:
        return False
    if _other_means(earlier.weapons, later.weapons) and not later.definite:
        return False
    if _added(reading, later) and not later.definite and not _only_effects(later):
        return False
    if later.where is not None and later.place_said:
        if earlier.where is None:
            return (
                not later.listed
                and not earlier.scattered
                and earlier.admin1 in (None, later.admin1)
                and _agree(earlier.harm, later.harm)
            )
        if _is(earlier.where, later.where):
            return True
        if later.listed or earlier.listed:
            return False
        if _near(earlier.where, later.where) and _agree(earlier.harm, later.harm):
            heads = {_breadth(earlier.where), _breadth(later.where)}
            nested = len(heads) > 1 and min(heads) <= _BREADTHS["حي"]
            if (nested and _retells(reading, later)) or _as_many(earlier.harm, later.harm):
                return True
            if _beside(reading, later.where, earlier.where):
                return True
        return _holds(earlier.where, later.where) and _agree(earlier.harm, later.harm)
    if later.area is not None and later.place_said:
        return earlier.admin1 == later.admin1 and (later.definite or _agree(earlier.harm, later.harm))
    return later.definite or _only_effects(later) or _agree(earlier.harm, later.harm)


def _added(reading: Reading, later: Scene) -> bool:
    """Whether the words before the act say that it comes on top of what was told (كما قصفت، وقصفت أيضا)."""
    main = later.frame.main
    near = range(max(later.frame.sentence.first, main.first - 2), min(main.last + 1, later.frame.last))
    return main.verb and any(reading.tokens[i].fold.removeprefix("و") in _ON_TOP for i in near)


_ON_TOP = word_set("on_top")


_MEANS = tuple(frozenset(row["weapons"].split()) for row in rows("means"))


def _other_means(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two tellings name weapons that are never one attack's (an air strike and a landmine)."""
    known = frozenset(first) | frozenset(second)
    return bool(first) and bool(second) and not any(known <= means | {"unspecified_explosive"} for means in _MEANS)


def _same_kind(earlier: Scene, later: Scene) -> bool:
    if earlier.kind is later.kind or _only_effects(later) or SubEventType.OTHER in (earlier.kind, later.kind):
        return True
    if _alike(earlier.frame, later.frame):
        return (
            earlier.kind.event_type is later.kind.event_type or later.definite or later.frame.main.cls.role == "generic"
        )
    return False


def _same_side(earlier: Scene, later: Scene) -> bool:
    vague = (None, "unidentified_armed_group", "unidentified")
    return earlier.actor1 in vague or later.actor1 in vague or earlier.actor1 == later.actor1


def _same_days(earlier: When, later: When) -> bool:
    if not later.said or not earlier.said:
        return True
    if earlier.of_report is not later.of_report and earlier.start and later.start:
        return abs((earlier.start - later.start).days) <= 1
    return _overlap(earlier, later)


def _is(earlier: Resolution, later: Resolution) -> bool:
    """Whether two places are one."""
    if earlier.place_id is not None and later.place_id is not None:
        return earlier.place_id == later.place_id
    return earlier.name == later.name


def _holds(earlier: Resolution, later: Resolution) -> bool:
    """Whether one of two places lies in the other, by the text's own words or by the map."""
    for outer, inner in ((earlier, later), (later, earlier)):
        if outer.place is not None and any(place.place_id == outer.place_id for place in inner.match.within):
            return True
    return False


def _agree(earlier: Harm, later: Harm) -> bool:
    """Whether two tolls may be of one incident: neither is said of both, or the bounds meet."""
    return all(_meet(a, b) for a, b in zip(earlier, later, strict=True))


def _as_many(earlier: Harm, later: Harm) -> bool:
    """Whether both tell the same number of people killed or injured."""
    return any(
        a is not None and b is not None and a.low == b.low and a.high == b.high and a.low > 0
        for a, b in zip(earlier, later, strict=True)
    )


def _beside(reading: Reading, inner: Resolution, outer: Resolution) -> bool:
    """Whether the text says where `inner` lies by naming `outer` right after it (المواصي غرب خان يونس)."""
    return any(
        other.place_id is not None and other.place_id == outer.place_id and not _after_and(reading, other)
        for other in reading.spots(inner.match.last, inner.match.last + 3)
    )


def _meet(first: Toll | None, second: Toll | None) -> bool:
    if first is None or second is None:
        return True
    return (second.high is None or first.low <= second.high) and (first.high is None or second.low <= first.high)


def _news_all_the_same(reading: Reading, scene: Scene) -> bool:
    """Whether a definite event noun tells news after all: a verb brings it at a place of its own, it has place, day and
    toll, or a relative clause gives its place and day."""
    frame = scene.frame
    if scene.where is not None and scene.place_said and scene.harm != (None, None):
        return True
    if scene.where is not None and scene.place_said and framing.brought(reading, frame):
        return True
    relative = any(reading.tokens[i].fold in ("الذي", "التي") for i in range(frame.triggers[0].last, frame.last))
    return relative and scene.place_said and scene.when.said


def _has_own(scene: Scene) -> bool:
    """Whether a place, a day or a toll is told of the scene itself."""
    return scene.place_said or scene.when.said or scene.harm != (None, None)


def _only_effects(scene: Scene) -> bool:
    return not scene.frame.acts


def _overlap(first: When, second: When) -> bool:
    if first.start is None or second.start is None or first.end is None or second.end is None:
        return True
    return first.start <= second.end and second.start <= first.end


def _update(earlier: Scene, later: Scene) -> None:
    """Add to a scene what a later sentence tells of it."""
    if earlier.actor1 is None and later.actor1 != earlier.actor2:
        earlier.actor1 = later.actor1
    if earlier.actor2 in (None, "civilians") and later.actor2:
        earlier.actor2 = later.actor2 if earlier.actor2 is None else earlier.actor2
    earlier.suspected = tuple(dict.fromkeys((*earlier.suspected, *later.suspected)))
    if earlier.kind is SubEventType.SHELLING and later.kind is SubEventType.AIR_DRONE_STRIKE and not earlier.weapons:
        earlier.kind = later.kind
    earlier.weapons = earlier.weapons or later.weapons
    earlier.harm = Harm(*(_exacter(a, b) for a, b in zip(earlier.harm, later.harm, strict=True)))
    earlier.claim = earlier.claim or later.claim
    if earlier.kind is SubEventType.OTHER:
        earlier.kind = later.kind
    elif (earlier.kind, later.kind) in _WORSE:
        earlier.kind, earlier.actor1, earlier.actor2 = later.kind, later.actor1, later.actor2
    exacter = not earlier.when.said or (earlier.when.of_report and not later.when.of_report)
    if exacter and later.when.said and not later.background:
        earlier.when = later.when
    if later.where is not None and later.place_said and (earlier.where is None or _inside(later.where, earlier.where)):
        earlier.where = later.where
        earlier.place_said = True


_WORSE = {
    (SubEventType.PEACEFUL_PROTEST, SubEventType.PROTEST_WITH_INTERVENTION),
    (SubEventType.PEACEFUL_PROTEST, SubEventType.EXCESSIVE_FORCE),
    (SubEventType.PEACEFUL_PROTEST, SubEventType.VIOLENT_DEMONSTRATION),
    (SubEventType.PROTEST_WITH_INTERVENTION, SubEventType.EXCESSIVE_FORCE),
}  # what a protest turned out to be


def _exacter(earlier: Toll | None, later: Toll | None) -> Toll | None:
    """The toll that says more: a number goes before some (a headline's قتلى, its lead's four)."""
    if earlier is None or (earlier.high is None and later is not None and later.high is not None):
        return later
    return earlier


def _inside(inner: Resolution, outer: Resolution) -> bool:
    """Whether `inner` is the more exact of two places: by the text's own words, or by its class and size."""
    if outer.place is not None and any(place.place_id == outer.place_id for place in inner.match.within):
        return True
    if inner.place is not None and any(place.place_id == inner.place_id for place in outer.match.within):
        return False
    if _breadth(inner) != _breadth(outer):
        return _breadth(inner) < _breadth(outer)
    size = outer.place.population if outer.place is not None else 0
    return size > (inner.place.population if inner.place is not None else 0)


_BREADTHS = {row["word"]: int(row["breadth"]) for row in rows("breadths")}


def _breadth(spot: Resolution) -> int:
    """How much ground a place covers by its head word: a street less than a town, a town less than a district."""
    if spot.match.head is None and spot.match.level == "area":  # الجولان
        return _BREADTHS["ناحيه"]
    return _BREADTHS.get(spot.match.head or "", _BREADTHS["مدينه"])


def _itemized(scene: Scene, told: Sequence[Scene]) -> bool:
    """Whether a scene without a place of its own sums up events that are told one by one after it (قصف على مناطق
    متفرقة)."""
    if not scene.scattered or scene.listed:
        return False
    placed = scene.where is not None and scene.place_said
    after = told[next(i for i, other in enumerate(told) if other is scene) + 1 :]
    items = [
        other
        for other in after
        if other.place_said
        and other.frame is not scene.frame
        and other.where is not None
        and other.kind.event_type is scene.kind.event_type
        and other.admin1 in (scene.admin1, None)
        and _same_side(scene, other)
        and _same_days(scene.when, other.when)
    ]
    return len(items) > placed


def _enough(reading: Reading, scene: Scene) -> bool:
    """Whether the scene is an incident by itself: a harm whose cause nobody tells must name a place."""
    return not _only_effects(scene) or scene.place_said or scene.actor1 is not None
