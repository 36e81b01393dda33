"""From frames to incidents: goes through the article, and remembers what it has told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from extract.arabic.normalize import fold
from extract.arabic.tokens import WORD
from extract.incidents.actors import meaning, opponent, side
from extract.incidents.clauses import Reading, Sentence, inside
from extract.incidents.diary import Diary
from extract.incidents.frames import Frame, frames
from extract.incidents.kinds import as_codebook, kind_of
from extract.incidents.naming import accused_sides, named_side, reports
from extract.incidents.occasion import occasion
from extract.incidents.occurrence import occurrence
from extract.incidents.recalled import RECALLED_AFTER, of_history
from extract.incidents.retelling import (
    OF_POLICE,
    alike,
    has_own,
    inherit,
    itemized,
    news_all_the_same,
    retells,
    same_event,
    same_side,
    says_enough,
    take_in,
    tells_again,
    tolls_agree,
    went_off,
)
from extract.incidents.scene import Scene, When
from extract.incidents.sides import Sides, issuer, sides
from extract.incidents.syntax import answered, clause_end, clause_start, reads_as_verb, sets_beside
from extract.incidents.telling import asserted, crowd_known
from extract.incidents.tolls import Harm, harm, slain, unharmed
from extract.incidents.triggers import Trigger, needs_met
from extract.incidents.victims import hit
from extract.incidents.weapons import weapons
from extract.incidents.when import same_days, says_when_told
from extract.incidents.where import (
    areas_beside,
    bearing_of_area,
    beside_origin,
    can_be_scene,
    close_by,
    coordinated_area,
    is_home,
    last_pair,
    lies_in,
    of_kind,
    of_source,
    only_bearing,
    places_hit,
    setting_of,
)
from extract.incidents.words import Match, rows, word_set
from extract.model import Claim, EventType, SubEventType, Toll
from extract.places.resolve import Resolution

_REMEMBERED = 60  # incidents after which one that was told is not told again
_REFERRED = 2000  # tokens behind a place within which a word refers back to it


def scenes(reading: Reading, outlet: str | None, title: str = "") -> list[Scene]:
    """The incidents of an article, retellings merged, in the order of the text."""
    teller = _Teller(reading, outlet, title)
    for sentence in reading.sentences:
        teller.tell(sentence)
    return [scene for scene in teller.scenes if says_enough(reading, scene) and not itemized(scene, teller.scenes)]


class _Teller:
    """Goes through the article sentence by sentence and remembers what it has been told."""

    def __init__(self, reading: Reading, outlet: str | None, title: str) -> None:
        self.reading = reading
        self.outlet = outlet
        self.scenes: list[Scene] = []
        self.diary = Diary(reading, title)
        self.off_topic = _off_topic(reading)
        self.announcing = [s for s in reading.sentences if reading.tokens[s.last - 1].text == ":"]
        self.setting = setting_of(reading)
        self.occasion = occasion(reading)

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
        known: list[Scene] = []
        for scene in (*told, *added):
            earlier = self._told_before(scene)
            if scene.news:
                self.diary.remember(earlier or scene)
            if earlier is not None:
                self._take_in(earlier, scene)
                known.append(earlier)
            elif scene.news:
                self._supersede(scene, known, told)
                if not scene.definite or news_all_the_same(reading, scene) or (not self.scenes and has_own(scene)):
                    self.scenes.append(scene)
        if not (told or added) and self.scenes and (more := occurrence(reading, sentence, self.scenes[-1])):
            self._take_in(self.scenes[-1], more)
        self._responsibility(sentence, told)

    def _take_in(self, earlier: Scene, scene: Scene) -> None:
        """Add what `scene` tells to the earlier one: to each of a list, where it names none of their places; then its
        toll is theirs together, and nobody's."""
        if not earlier.listed or scene.place_said:
            take_in(earlier, scene)
            return
        shared = replace(scene, harm=Harm(*(toll if toll == Toll(0, 0) else None for toll in scene.harm)))
        for one in self.scenes:
            if one.frame is earlier.frame:
                take_in(one, shared)

    def _supersede(self, scene: Scene, known: Sequence[Scene], told: Sequence[Scene]) -> None:
        """Drop the news that a list of its places, all among `told`, tells once more and more exactly, and keep its
        sides and days for them; not `known`, which the sentence has told again at a place of the list."""
        pointing = scene.place_said and any(t.definite for t in scene.frame.triggers)  # وطال القصف بلدات كذا وكذا
        if not scene.listed or not (pointing or retells(self.reading, scene)):
            return
        for earlier in self.scenes[-_REMEMBERED:]:
            near = earlier.where is None or (scene.where is not None and _more_exact(scene.where, earlier.where))
            if (
                earlier.frame is not scene.frame
                and all(earlier is not other for other in known)
                and not earlier.listed
                and near
                and earlier.kind is scene.kind
                and same_side(earlier, scene)
                and same_days(earlier.when, scene.when)
                and tolls_agree(earlier.harm, scene.harm)
            ):
                self.scenes.remove(earlier)
                for item in told:
                    if item.frame is scene.frame:
                        inherit(item, earlier)
                return

    # ------------------------------------------------------------------ one frame

    def _scenes(self, frame: Frame, number: int, told: Sequence[Scene]) -> Iterator[Scene]:
        reading = self.reading
        spots, area = self._where(frame, number, told)
        when, background = self.diary.day_of(frame, number, told)
        day = when.start or reading.published
        country = next((spot.country for spot in spots), area.country if area else self.country)
        who = sides(reading, frame, self.country, day)
        if who.actor1 is None and country != self.country:
            who = sides(reading, frame, country, day)
        named = inside(reading.actors, frame.sentence.first, frame.sentence.last)
        for other in dict.fromkeys((*reading.countries, self.outlet)) if named else ():
            if who.actor1 is None and other not in (country, self.country):
                elsewhere = sides(reading, frame, other, day)
                who = elsewhere if elsewhere.actor1 is not None else who
        before = told[-1] if told else next(iter(reversed(self.scenes)), None)
        if who.actor1 is None and not who.suspected and before is not None and _subject_understood(reading, frame):
            who = who._replace(actor1=_goes_on_with(before, frame))
        if who.actor1 is None and frame.classes <= _SEIZING:
            who = who._replace(actor1=self._only_police(told))
        if who.actor1 is None and not who.suspected:
            who = who._replace(actor1=self._announcer(frame))
        if who.actor1 is None and frame.classes <= _OF_FORCES:  # عُثر على صاروخ، بحسب البيان
            author = issuer(reading, frame.sentence, self.country, day)
            who = who if author is None else who._replace(actor1=author.key, agent=author)
        if _loses(reading, frame) and who.actor1 is not None:  # فقد الجيش السيطرة على كذا: his foe has it
            who = Sides(
                self._foe(who.actor1) or opponent(who.actor1, self.country, day), who.actor1, (), None, who.agent
            )
        if who.actor1 is None and told and _claims_on(reading, told[-1], frame):
            who = who._replace(actor1=told[-1].actor1, actor2=who.actor2 or told[-1].actor2)
        if who.actor1 is None and "capture" in frame.classes and side(who.actor2) in ("state", "armed"):
            who = who._replace(actor1=self._foe(who.actor2))
        definite = _refers_back(reading, frame)
        if definite and before is not None and who.actor1 is None and not who.suspected and alike(before.frame, frame):
            who = who._replace(actor1=before.actor1, actor2=who.actor2 or before.actor2)
        known = before if before is not None and (_goes_into(before, frame) or _strikes_on(before, frame)) else None
        if known is not None and who.actor1 is None:
            who = who._replace(actor1=known.actor1, actor2=who.actor2 or known.actor2)
        guessed = who.agent is None and who.patient is None and who.actor2 == opponent(None, self.country, day)
        if guessed and who.actor1 is not None:  # whom they fight who acted before
            who = who._replace(actor2=opponent(who.actor1, self.country, day))
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
            generic = kind is None or (not arms and (frame.main.cls.role != "act" or alike(before.frame, frame)))
            kind = before.kind if generic and kind is not SubEventType.PEACEFUL_PROTEST else kind
            arms = arms or (before.weapons if generic else arms)
            who = who if who.actor1 or who.suspected else who._replace(actor1=before.actor1)
        if known is not None and not arms and known.kind.event_type is EventType.EXPLOSIONS:
            kind, arms = known.kind, known.weapons
        if kind is None:
            return
        if arms == ("airstrike",) and who.actor1 is None and not who.suspected:
            who = who._replace(actor1=self._only_air_force(told))
        if kind is SubEventType.DISRUPTED_WEAPONS_USE and who.actor2 == "civilians":
            who = who._replace(actor2=None)
        if who.actor2 is not None and who.actor2 == who.actor1 and not frame.classes & {"clash", "agree"}:
            who = who._replace(actor2="civilians" if things else None)
        said = bool(spots) or area is not None
        who = as_codebook(kind, who)
        fought = "clash" in frame.classes or reading.cue(frame.sentence.first, frame.sentence.last, "fight")
        if kind in _FOUGHT and who.actor2 is None and fought:
            who = who._replace(actor2=self._foe(who.actor1))
        if kind is SubEventType.GOVERNMENT_REGAINS_TERRITORY and who.actor2 is None:
            who = who._replace(actor2=self._loser(who.actor1, day))
        meant = self._ground_meant(frame, told) if not spots and area is None else None
        if meant is not None:
            spots, said = [meant], False
        if not self._needs(frame, who, hurt, arms, things, spots, area):
            return
        as_news = asserted(reading, frame)
        news = self._weighty(frame, as_news, who, hurt, when, spots, area)
        if self._on_trial(frame, when) or self._only_mentioned(frame, when) or not (news or spots):
            return
        hurt = slain(reading, frame, hurt)
        carried = False
        if not spots and area is None:
            where, area, carried = self._carried(frame, told)
            spots = [where] if where else []
        areas = areas_beside(reading, frame, area) if area is not None and said and not spots else [area]
        wheres: Sequence[tuple[Resolution | None, Resolution | None]]
        wheres = [(spot, area) for spot in spots] or [(None, region) for region in areas]
        told_from = frame.first if spots else frame.sentence.body
        hurt_at = self._hurt_at(frame, spots) if len(spots) > 1 else None
        aimed_at = any(match.first < spots[0].match.first for match in hit(reading, frame)) if spots else False
        for spot, region in wheres:
            there = hurt_at is not None and spot is not hurt_at
            whole = len(wheres) == 1 or hurt.killed == Toll(0, 0) or (spot is not None and spot is hurt_at)
            yield Scene(
                frame=frame, kind=kind, where=spot, area=region, when=when,
                actor1=who.actor1,
                actor2=None if there and who.actor2 == "civilians" and not aimed_at else who.actor2,
                suspected=who.suspected, weapons=arms,
                harm=hurt if whole else Harm(None, None),
                background=background, claim=self._claim(frame, who, day), place_said=said and not carried,
                scattered=_scattered(reading, told_from, frame.last),
                listed=len(spots) > 1, definite=definite, asserted=as_news, news=news,
                agent=who.agent, patient=who.patient,
            )  # fmt: skip

    def _only_air_force(self, told: Sequence[Scene]) -> str | None:
        """The state whose strikes are told so far, where they are all of one: its planes are meant on (كما قُتل ثلاثة
        بغارة على كذا)."""
        strikes = (s for s in (*self.scenes, *told) if s.kind is SubEventType.AIR_DRONE_STRIKE and not s.suspected)
        forces = {scene.actor1 for scene in strikes if side(scene.actor1) == "state"}
        return forces.pop() if len(forces) == 1 else None

    def _only_police(self, told: Sequence[Scene]) -> str | None:
        """The state whose raids and arrests are told so far, where they are all of one: its forces are meant on (فيما
        اعتُقل آخر من كذا)."""
        forces = {scene.actor1 for scene in (*self.scenes, *told) if scene.kind in OF_POLICE}
        return forces.pop() if len(forces) == 1 else None

    def _foe(self, key: str | None) -> str | None:
        """Whom the side `key` fought in what was told last of it."""
        for scene in reversed(self.scenes):
            pair = (scene.actor1, scene.actor2)
            if key in pair and scene.kind in _AT_WAR:
                other = pair[1 - pair.index(key)]
                if other not in (key, "unidentified_armed_group") and side(other) in ("state", "armed"):
                    return other
        return None

    def _loser(self, winner: str | None, day: date | None) -> str | None:
        """From whom a state's side regains what it takes: the one armed side that the article names, among several whom
        it fights, else whom it fights where nothing is said."""
        reading = self.reading
        named = {meaning([match.value], self.country, day) for match in reading.actors}
        armed = {key for key in named if key is not None and key not in (winner, *_NOBODY) and side(key) == "armed"}
        fought = opponent(winner, self.country, day)
        return fought if len(armed) != 1 or fought in armed else next(iter(armed))

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
        cues = [
            cue
            for cue in inside(reading.cues.get("trial", ()), frame.sentence.first, _part_end(reading, frame))
            if not any(t.first <= cue.first < t.last for t in frame.triggers)  # القضاء على من فيها
            and not _as_building(reading, frame, cue)
        ]
        if not cues or cues[-1].first < _part_start(reading, frame):
            return False
        published = reading.published
        own = when.words is not None and any(
            clause_start(reading, frame.sentence, t.first)
            <= when.words[0]
            < clause_end(reading, frame.sentence, t.first)
            for t in frame.triggers
        )
        return not (
            own and when.start is not None and published is not None and (published - when.start).days <= RECALLED_AFTER
        )

    def _only_mentioned(self, frame: Frame, when: When) -> bool:
        """Whether the frame is history, or an article that is made for something else, and has not led with an event,
        mentions it without a day of its own."""
        if of_history(self.reading, when):
            return True
        if self.occasion is None or self.occasion is frame.sentence:
            return False
        led = any(scene.frame.sentence is self.occasion for scene in self.scenes)
        return not led and not (when.its_own and not says_when_told(self.reading, frame, when))

    def _weighty(
        self,
        frame: Frame,
        as_news: bool,
        who: Sides,
        hurt: Harm,
        when: When,
        spots: Sequence[Resolution],
        area: Resolution | None,
    ) -> bool:
        """Whether enough is told to take the frame for news: where and when, who and whom, or news it goes on with."""
        local = bool(spots) or area is not None
        struck = "capture" in frame.classes or frame.classes & _BOMBING
        armed = side(who.actor1 or (who.actor2 if struck else None)) in _WITH_ARMS
        object_said = who.actor2 is not None or "capture" in frame.classes
        whole = bool(spots) and armed and who.agent is not None and object_said and not frame.main.definite
        more = sum((when.its_own, hurt != (None, None), armed, whole))
        if as_news:
            if frame.classes & _CROWDED or who.actor1 == "protesters":
                fresh = who.actor1 == "protesters" and not crowd_known(self.reading, frame)
                return local or when.its_own or bool(self.scenes) or fresh
            declared = "change" in frame.classes and (when.its_own or armed)
            deadly = bool(frame.acts) and any(toll is not None and toll.low > 0 for toll in hurt)
            return (
                bool(spots)
                or bool(self.scenes)
                or deadly
                or declared
                or (local and more >= 1)
                or (when.its_own and more >= 2)
            )
        return (
            local
            and more >= 2
            and (hurt != (None, None) or whole or (bool(spots) and when.its_own))
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
        reading = self.reading
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
        if any(answered(reading, frame.sentence, t.first) for t in frame.triggers):  # whose attacks are answered
            said.add("target")
        if side(who.actor1) in _WITH_ARMS and side(who.actor2) in _WITH_ARMS:
            said.add("foes")
        if "armed" in things or ("change" in frame.classes and _of_bands(reading, frame)):
            said.add("armed")
        if arms or any(t.cls.name == "find" and t.thing is not None for t in frame.triggers):
            said.add("weapon")
        if any(_on_persons(reading, t) for t in frame.triggers) or _survived(reading, frame):
            said.add("person")
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
        here = [spot for spot in reading.spots(frame.first, frame.last) if can_be_scene(reading, frame, spot)]
        here = [spot for spot in here if not beside_origin(reading, spot)]
        told_of = [spot for spot in here if not of_source(reading, spot)]
        here = told_of if told_of or told or self.scenes else here
        after = [spot for spot in here if spot.match.first >= first]
        before = [spot for spot in here if spot.match.first < first]
        suffered = not frame.main.verb and reading.words[frame.main.first].prep == "ل"
        after = self._specified(frame, after)
        seen = self._seen_at(frame, before, after)
        for group in (seen, before, after) if suffered else (seen, after, before):
            named = [spot for spot in group if spot.name is not None or coordinated_area(reading, group, spot)]
            named = [spot for spot in named if not bearing_of_area(reading, spot)]
            if any(spot.name is not None for spot in named):
                return places_hit(reading, frame, named), None
        area = next((spot for spot in after + before if spot.admin1), None) or next(iter(after + before), None)
        again = self._meant_again(frame)
        if again and (area is None or area.admin1 in (None, again[0].admin1)):
            return (again, None) if again[0].name is not None else ([], again[0])
        home = [spot for spot in reading.spots(frame.first, frame.last) if is_home(reading, frame, spot) and spot.name]
        return ([], area) if area is not None else (home[:1], None)

    def _seen_at(self, frame: Frame, before: Sequence[Resolution], after: Sequence[Resolution]) -> list[Resolution]:
        """The places said to have seen the act (شهدت بلدة كذا، أمس، اشتباكات), if its own clause names none."""
        reading = self.reading
        end = clause_end(reading, frame.sentence, frame.main.first)
        if any(spot.match.first < end for spot in after):
            return []
        seeing = (n for n, s in enumerate(before) if s.match.first and reading.words[s.match.first - 1].keys & _SEEING)
        first = next(seeing, None)
        return [] if first is None else list(before[first:])

    def _specified(self, frame: Frame, spots: list[Resolution]) -> list[Resolution]:
        """Of the places behind an act those that a more exact telling of it gives, if it names any (قصف أحياء كذا، إذ
        ألقت براميل على حي كذا وحي كذا)."""
        reading = self.reading
        for trigger in frame.acts[1:]:
            telling = range(frame.main.last, trigger.first)
            if trigger.verb and any(reading.tokens[i].fold in _SPECIFYING for i in telling[-2:]):
                exact = [spot for spot in spots if spot.match.first > trigger.first]
                return exact if any(spot.name is not None for spot in exact) else spots
        return spots

    def _meant_again(self, frame: Frame) -> list[Resolution]:
        """The places that a definite head word refers back to: the last one of its kind (في المدينة نفسها), or the last
        two named together (داخل الحيين)."""
        reading = self.reading
        for index in range(frame.first, frame.last):
            kinds, number = _REFERRING.get(
                (
                    reading.words[index].det
                    and reading.tokens[index].fold.removeprefix("و").removeprefix("ب").removeprefix("ل")
                )
                or "",
                (frozenset(), 0),
            )
            if not kinds or index in reading.covered:
                continue
            capital = reading.tokens[index].fold.endswith("العاصمه")
            before = reading.spots(index - _REFERRED, index)
            if number == 2:
                pair = last_pair(reading, [spot for spot in before if of_kind(spot, kinds)])
                return pair[:1] if reading.tokens[index - 1].fold == "بين" else pair
            around = {place.place_id for spot in before for place in spot.match.within}
            for spot in reversed(before):
                if spot.place_id in around and reading.tokens[index].fold.endswith(_SMALL_TOWNS):
                    continue  # بلدة كذا في مدينة كذا: the town is meant by البلدة
                elsewhere = spot.match.relation == "origin" and spot.match.first < frame.first
                aside = spot.match.relation in ("direction", "distance", "dateline")
                if elsewhere or aside or only_bearing(reading, spot):
                    continue
                if of_kind(spot, kinds) and (not capital or fold(spot.name or "") in _CAPITALS):
                    return [spot]
        return []

    def _carried(self, frame: Frame, told: Sequence[Scene]) -> tuple[Resolution | None, Resolution | None, bool]:
        """The place of a frame that names none: of the clause or frame before it, of the heading, of the news."""
        passed = self._passed(frame, told)
        if passed is not None:
            return passed, None, True
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

    def _ground_meant(self, frame: Frame, told: Sequence[Scene]) -> Resolution | None:
        """The place that the pronoun of a verb of taking means (قبل أن يستعيدها الجيش): the last one told of."""
        reading = self.reading
        taken = any(
            t.cls.name in ("capture", "transfer")
            and reading.words[t.first].pronoun
            and (t.verb or reading.words[t.first].keys & _TAKING_OF)
            for t in frame.triggers
        )
        if not taken:
            return None
        return self._passed(frame, told) or next(
            (s.where for s in (*reversed(told), *reversed(self.scenes[-1:]))), None
        )

    def _passed(self, frame: Frame, told: Sequence[Scene]) -> Resolution | None:
        """The place named last in the same sentence, behind what it has told (رصد مسلحين في كذا، فقصفهم)."""
        start = told[-1].frame.last if told else frame.sentence.body
        before = [spot for spot in self.reading.spots(start, frame.first) if can_be_scene(self.reading, frame, spot)]
        return next((spot for spot in reversed(before) if spot.name is not None), None)

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
        elif self._claimed(sentence):
            claimant = named_side(reading, sentence, self.country, subject.when.start)
            if claimant is not None:
                subject.actor1, subject.claim = claimant, Claim.CLAIMED
        elif reading.cue(sentence.first, sentence.last, "accuse"):
            accused = accused_sides(reading, sentence, self.country, subject.when.start)
            if subject.actor1 is None:
                subject.suspected = tuple(dict.fromkeys((*subject.suspected, *accused)))

    def _claimed(self, sentence: Sentence) -> bool:
        """Whether the sentence claims what was told, not attacks at large (كان التنظيم قد تبنى هجمات)."""
        reading = self.reading
        cue = reading.cue(sentence.first, sentence.last, "claim")
        if cue is None or cue.last >= sentence.last:
            return cue is not None
        return not (reading.words[cue.last].plural and not reading.words[cue.last].det)

    # ------------------------------------------------------------------ told before?

    def _told_before(self, scene: Scene) -> Scene | None:
        """The earlier scene that `scene` tells again, None where it is another."""
        for earlier in reversed(self.scenes[-_REMEMBERED:]):
            if same_event(self.reading, earlier, scene):
                return earlier
        lead = [earlier for earlier in self.scenes if earlier.frame.sentence is self.scenes[0].frame.sentence]
        return next((earlier for earlier in reversed(lead) if tells_again(self.reading, earlier, scene)), None)


def _more_exact(inner: Resolution, outer: Resolution) -> bool:
    """Whether `inner` may tell more exactly where what was told of `outer` happened."""
    return close_by(outer, inner) and lies_in(inner, outer)


def _scattered(reading: Reading, first: int, last: int) -> bool:
    """Whether several places are spoken of that are not named one by one (مناطق متفرقة، 14 منطقة)."""
    counted = (q.last for q in inside(reading.quantities, first, last) if q.low > 1 and q.last < last)
    return reading.cue(first, last, "scattered") is not None or any(
        reading.words[i].keys & _SETTLEMENTS and i not in reading.in_place for i in counted
    )


_SETTLEMENTS = word_set("settlements")


def _as_building(reading: Reading, frame: Frame, cue: Match[str]) -> bool:
    """Whether a court is named as the house near which something happens (في محيط المحكمة), or before which a crowd
    stands."""
    before = reading.tokens[cue.first - 1].fold if cue.first else ""
    return before in _AROUND_HOUSES or (before == "امام" and bool(frame.classes & _CROWDED))


_AROUND_HOUSES = word_set("around_houses")


def _part_start(reading: Reading, frame: Frame) -> int:
    """Where the part of the sentence begins that the frame stands in: at the last فيما or في حين before it."""
    for index in range(frame.triggers[0].first - 1, frame.sentence.first, -1):
        if sets_beside(reading, index):
            return index
    return frame.sentence.first


def _part_end(reading: Reading, frame: Frame) -> int:
    """Where the part of the sentence ends that the frame stands in: before the first فيما or في حين behind it."""
    after = range(frame.triggers[-1].last, frame.last)
    return next((index for index in after if sets_beside(reading, index)), frame.last)


def _of_bands(reading: Reading, frame: Frame) -> bool:
    """Whether armed bands, named or not, are spoken of up to the end of the frame."""
    start = clause_start(reading, frame.sentence, frame.triggers[0].first)
    return any(reading.words[i].keys & _BANDS for i in range(start, frame.last))


def _on_persons(reading: Reading, trigger: Trigger) -> bool:
    """Whether the pronoun of a verb of seizing, or of the على behind it, means whom it seizes (القبض عليهم)."""
    seizing = trigger.cls.name in ("arrest", "abduct")
    behind = reading.tokens[trigger.last].fold if trigger.last < len(reading.tokens) else ""
    return seizing and ((trigger.verb and bool(reading.words[trigger.first].pronoun)) or behind in _UPON_THEM)


def _loses(reading: Reading, frame: Frame) -> bool:
    """Whether ground is told to be lost (فقد الجيش السيطرة على كذا)."""
    main = frame.main
    before = range(max(frame.first, main.first - _LOST_WITHIN), main.first)
    governed = reading.tokens[main.first - 1].fold in _BEFORE_NOUN  # خسر عشرة مقاتلين خلال السيطرة على كذا
    its_object = main.cls.name == "capture" and not main.verb and reading.words[main.first].det and not governed
    return its_object and any(
        reading.words[i].keys & _LOSING and reads_as_verb(reading, frame.sentence, i) for i in before
    )


_LOST_WITHIN = 8  # tokens of a subject between losing and what is lost
_LOSING = word_set("losing")
_BEFORE_NOUN = word_set("before_noun")


def _survived(reading: Reading, frame: Frame) -> bool:
    """Whether somebody is said to have survived the act (نجا فلان من محاولة اغتيال)."""
    return any(reading.words[i].keys & _SURVIVING for i in range(frame.first, frame.main.first))


_SURVIVING = word_set("surviving")
_UPON_THEM = word_set("upon_them")
_BANDS = word_set("bands")
_WITH_ARMS = ("state", "armed")
_BOMBING = frozenset({"ied", "explode", "suicide"})  # whose agent is seldom known: whom they strike tells as much
_TAKING_OF = word_set("taking_of")
_VIOLENT = frozenset({EventType.BATTLES, EventType.EXPLOSIONS, EventType.VIOLENCE_AGAINST_CIVILIANS, EventType.RIOTS})
_SPECIFYING = word_set("specifying")
_SEEING = word_set("seeing")
_THE_LAST = word_set("the_last")
_CAPITALS = word_set("capitals")
_SMALL_TOWNS = tuple(word_set("small_towns"))
_REFERRING = {row["word"]: (frozenset(row["kinds"].split()), int(row["number"])) for row in rows("referring")}
_TOPIC_WORDS = 4


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
_ANOTHER = word_set("other_one")


def _similar(reading: Reading, frame: Frame) -> bool:
    """Whether the frame says that it is like the one before it (غارة مماثلة، وأخرى على، الطيران ذاته)."""
    if any(reading.tokens[i].fold in _LIKE for i in range(frame.first, min(frame.last, frame.main.last + 4))):
        return True
    arms = inside(reading.weapons, frame.first, frame.last)
    return any(m.last < frame.last and reading.tokens[m.last].fold in _ANOTHER for m in arms)  # بنيران مسيرة أخرى


_UNDERTAKING = word_set("undertaking")


def _subject_understood(reading: Reading, frame: Frame) -> bool:
    """Whether the frame's verb has no subject of its own: who acted before acts on."""
    verb = next((t for t in frame.triggers if t.cls.role != "effect"), None)
    if verb is None:
        return False
    word = reading.words[verb.first]
    if not verb.verb and _says_on(reading, frame, verb.first):
        return True
    if not verb.verb and any(
        reading.words[i].conj and reading.words[i].keys & _UNDERTAKING and reads_as_verb(reading, frame.sentence, i)
        for i in range(max(frame.first, verb.first - 3), verb.first)
    ):  # وأقدمت على تفخيخ منزل
        return True
    if verb.verb:
        return word.active and ((bool(word.conj) and verb.first == frame.first) or verb.first == frame.first + 1)
    return word.prep == "ب" and frame.opener.removeprefix("و") in ("رد", "ردت")


def _says_on(reading: Reading, frame: Frame, at: int) -> bool:
    """Whether a verb of reporting without a subject brings the act at `at`: who spoke before reports it (وأكدت أيضا
    استهداف كذا)."""
    cue = next(iter(reversed(inside(reading.cues.get("statement", ()), frame.first, at))), None)
    if cue is None or not reads_as_verb(reading, frame.sentence, cue.first) or not reading.words[cue.first].conj:
        return False
    between = range(cue.last, at)
    return all(reading.tokens[i].kind is not WORD or reading.tokens[i].fold in _OF_SAYING for i in between)


_OF_SAYING = word_set("of_saying")


def _claims_on(reading: Reading, before: Scene, frame: Frame) -> bool:
    """Whether a noun with و goes on with what the same statement claims (أعلن الحزب استهداف كذا، واستهداف كذا)."""
    act = frame.triggers[0]
    goes_on = not act.verb and bool(reading.words[act.first].conj) and not before.frame.main.verb
    return goes_on and before.claim is Claim.CLAIMED and alike(before.frame, frame)


def _goes_into(before: Scene, frame: Frame) -> bool:
    """Whether a known act is the subject of the verb that tells what it hit (القصف استهدف قرية كذا، استهدف القصف قرية
    كذا): more of the act told before."""
    if len(frame.acts) < 2:
        return False
    first, second = frame.acts[:2]
    act, verb = (second, first) if first.verb else (first, second)
    between = second.first - first.last
    return act.definite and verb.verb and between <= (act is first) and alike(before.frame, frame)


def _strikes_on(before: Scene, frame: Frame) -> bool:
    """Whether the act told just before strikes another place in the same sentence (كما استهدفت مخازن في كذا)."""
    again = frame.opener in _ADDING and frame.classes <= _GENERIC_STRIKES
    return again and before.frame.sentence is frame.sentence and bool(before.frame.classes & _GENERIC_STRIKES)


_ADDING = word_set("as_well")
_GENERIC_STRIKES = frozenset({"strike", "hit"})


def _refers_back(reading: Reading, frame: Frame) -> bool:
    """Whether the frame's acts are all named as known ones, or a known thing went off (وانفجرت العبوة)."""
    acts = frame.acts
    known = [trigger.definite or went_off(reading, trigger) for trigger in acts]
    return all(known) and (any(known) or any(trigger.definite for trigger in frame.triggers))


def _goes_on_with(before: Scene, frame: Frame) -> str | None:
    """Who acts in a frame whose subject is understood: who acted before, in an answer who was hit before; a crowd
    arrests nobody."""
    answers = frame.opener.removeprefix("و") in ("رد", "ردت")
    crowd = before.actor1 == "protesters" and frame.classes <= _SEIZING
    return before.actor2 if answers or crowd else before.actor1


_SEIZING = frozenset({"arrest", "raid"})
_OF_FORCES = frozenset({"find", "arrest", "intercept"})  # what forces do, and tell of in their statements
_ONLY_TOLD = frozenset({"agree", "protest", "change", "transfer", "close", "base", "gather", "raid"})
_CROWDED = frozenset({"protest", "riotact", "disperse", "breakup", "gather"})
_FOUGHT = frozenset(
    {SubEventType.ARMED_CLASH, SubEventType.GOVERNMENT_REGAINS_TERRITORY, SubEventType.NON_STATE_OVERTAKES_TERRITORY}
)
_NOBODY = ("unidentified_armed_group", "tribal_militia")
_AT_WAR = _FOUGHT | {SubEventType.AIR_DRONE_STRIKE, SubEventType.SHELLING}
