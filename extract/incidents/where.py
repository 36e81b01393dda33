"""Which of the places that a sentence names an incident happened at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from extract.arabic.tokens import BREAK, WORD, is_dash
from extract.incidents.clauses import Reading, around
from extract.incidents.frames import Frame
from extract.incidents.syntax import among_them, reads_as_verb
from extract.incidents.words import rows, word_set
from extract.places.resolve import Resolution, distance_km
from extract.places.vocabulary import heads
from extract.places.words import stems


def can_be_scene(reading: Reading, frame: Frame, spot: Resolution) -> bool:
    """Whether the place may be where the frame happened: no origin, no dateline, not where who acts is stationed."""
    match = spot.match
    if match.relation in ("origin", "metonym") or _dateline(reading, frame, spot) or _says(reading, spot):
        return False
    if _in_bracket(reading, spot) or _ends_of_site(reading, spot) or _left(reading, spot):
        return False
    if _fired_from(reading, spot) or _of_another_time(reading, frame, spot) or _says_whose(reading, frame, spot):
        return False
    if match.preposition in ("to", "in", None) and spot.name is not None and _brought_to(reading, spot):
        return False
    if frame.classes & _ENTERING and _by_way_of(reading, spot):
        return False
    if frame.classes & _TAKING and match.preposition != "from" and among_them(reading, match.first, frame.main.last):
        return False  # بينهم أمين سر الحركة في منطقة كذا
    if _told_by_hospital(reading, spot) or _of_body(reading, spot) or _in_name(reading, spot):
        return False
    if match.preposition == "from":
        return bool(frame.classes & {"abduct", "arrest", "raid"}) or _part_of(reading, spot) or match.relation == "near"
    return not (
        _behind(reading, frame, spot, _STATIONED)
        or (match.preposition != "in" and _behind(reading, frame, spot, _PEOPLE_OF))
    )


def is_home(reading: Reading, frame: Frame, spot: Resolution) -> bool:
    """Whether the place is named as the home that people live in (أهالي قرية كذا، من سكان كذا)."""
    home = spot.match.relation == "origin" or _behind(reading, frame, spot, _PEOPLE_OF)
    return home and not _behind(reading, frame, spot, _DISPLACED)


def _behind(reading: Reading, frame: Frame, spot: Resolution, words: frozenset[str]) -> bool:
    """Whether one of `words` stands right before the place, or before its head words."""
    before = range(max(frame.first, spot.match.first - 4), spot.match.first)
    return any(reading.tokens[index].fold.removeprefix("و") in words for index in before)


_ENTERING = frozenset({"raid", "infiltrate", "overrun", "transfer"})
_THROUGH = word_set("through")
_WAY_WITHIN = 6  # tokens between عبر and a checkpoint on the way, another between


def _by_way_of(reading: Reading, spot: Resolution) -> bool:
    """Whether the place is only where somebody came through (دخلت القوات المدينة عبر حاجزي كذا وكذا)."""
    for index in range(spot.match.first - 1, max(0, spot.match.first - _WAY_WITHIN), -1):
        if reading.tokens[index].fold in _THROUGH:
            return True
        if reading.tokens[index].text in "،,؛:." or reading.words[index].verb_first:
            return False
    return False


_TAKING = frozenset({"arrest", "abduct"})
_BEARINGS = word_set("compass")
_BY_BEARING = ("direction", "distance")


def only_bearing(reading: Reading, spot: Resolution) -> bool:
    """Whether the place is named only to say where another lies (مدينة حمورية شرق العاصمة السورية دمشق)."""
    near = range(max(1, spot.match.first - 3), spot.match.first)
    return any(reading.tokens[i].fold in _BEARINGS and i - 1 in reading.covered for i in near)


def bearing_of_area(reading: Reading, spot: Resolution) -> bool:
    """Whether the place only says where the division named right before it lies (محافظة ديالى شرقي بغداد)."""
    before = next(reversed(reading.spots(spot.match.first - _BESIDE_WITHIN, spot.match.first)), None)
    return before is not None and before.name is None and before.match.level == "admin1" and only_bearing(reading, spot)


def _in_bracket(reading: Reading, spot: Resolution) -> bool:
    """Whether the place only says in brackets where another lies (ناحية مندلي (90 كم شرق بعقوبة))."""
    if spot.match.relation not in _BY_BEARING:
        return False
    before = range(spot.match.first - 1, max(0, spot.match.first - _BRACKETED) - 1, -1)
    return any(reading.tokens[i].text == "(" and i - 1 in reading.in_place for i in before)


def _ends_of_site(reading: Reading, spot: Resolution) -> bool:
    """Whether the place only says between which two another lies (بمنطقة كذا بين مدينتي كذا وكذا)."""
    first = spot.match.first
    joined = _after_and(reading, spot) or reading.words[first].conj
    if joined and first > 1 and reading.tokens[first - 2].fold == "بين" and reading.words[first - 1].det:
        return True  # الأشجار الواقعة بين القرية ومستوطنة كذا
    at = bisect_left(reading.places, first, key=lambda place: place.first)
    while at and reading.places[at].relation == "between":
        at -= 1
        before = reading.places[at]
        if reading.places[at + 1].first - before.last > _APART or reading.resolved[at].name is None:
            return False
        if before.relation != "between":
            return before.relation in ("at", "near") and before.preposition is not None
    return False


_APART = 2  # tokens between a place and those between which it lies: بين مدينتي
_BRACKETED = 5  # tokens between a bracket and the town it counts from
_FIRE = word_set("fire")  # مصادر النيران
_PERSONS_TELLING = word_set("telling_persons")
_TOLD_WITHIN = 6  # tokens between who tells and the place he tells of


def of_source(reading: Reading, spot: Resolution) -> bool:
    """Whether the place says where those sit who tell of the event (مصدر أمني في محافظة كذا، شهود من كذا)."""
    for index in range(spot.match.first - 1, max(0, spot.match.first - _TOLD_WITHIN) - 1, -1):
        token = reading.tokens[index]
        if token.fold.lstrip("وبل") in _PERSONS_TELLING:
            of_fire = reading.tokens[index + 1].fold in _FIRE or reading.tokens[index - 1].fold.startswith("مجهول")
            return not of_fire
        if token.kind is not WORD or token.fold in _THAT or reading.words[index].verb_first:
            return False
    return False


_THAT = word_set("that")
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


def _says_whose(reading: Reading, frame: Frame, spot: Resolution) -> bool:
    """Whether the place says where somebody's home lies (المنحدر من قرية كذا في منطقة كذا، من سكان كذا شرق كذا), or
    what a place borders on (بلدة كذا الحدودية مع كذا وكذا)."""
    first = spot.match.first
    inner = next(reversed(reading.spots(frame.first, first)), None)
    if inner is not None and is_home(reading, frame, inner) and spot.place in inner.match.within:
        return True
    before = next(reversed(reading.spots(first - _BESIDE_WITHIN, first)), None)
    if before is not None and before.match.relation == "origin" and breadth(before) < breadth(spot):
        return True
    return reading.cue(first - 2 * _BESIDE_WITHIN, first, "bordering") is not None


def _brought_to(reading: Reading, spot: Resolution) -> bool:
    """Whether the place is where those who were hurt were taken, or somebody was going (نُقل الجرحى إلى مجمع كذا، في
    طريقهم إلى كذا)."""
    carried = reading.cue(spot.match.first - _BROUGHT_WITHIN, spot.match.first, "carried")
    folds = [token.fold for token in reading.tokens[carried.first : spot.match.first]] if carried is not None else []
    return not _TOWARDS.isdisjoint(folds) and _MEETING.isdisjoint(folds)  # في طريقها إلى كذا عند كذا


def _told_by_hospital(reading: Reading, spot: Resolution) -> bool:
    """Whether the place is a hospital that took people in, or tells of it (امتلأ مستشفى كذا، وصلوا إلى مستشفى كذا، قالت
    مصادر في مستشفى كذا)."""
    if spot.match.head not in _HOSPITALS:
        return False
    before = range(max(0, spot.match.first - _BESIDE_WITHIN), spot.match.first)
    return spot.match.preposition == "to" or any(
        reading.tokens[i].fold.lstrip("و") in _TELLING or reading.words[i].keys & _RECEIVING for i in before
    )


def _of_body(reading: Reading, spot: Resolution) -> bool:
    """Whether the place only names the branch or the seat of a body (لجان مقاومة كرري، المرصد ومقره كذا)."""
    first = spot.match.first
    before, earlier = (reading.tokens[at].fold if at >= 0 else "" for at in (first - 1, first - 2))
    return before in _SEATED or (spot.match.preposition is None and f"{earlier} {before}" in _BODIES)


def _in_name(reading: Reading, spot: Resolution) -> bool:
    """Whether the place is part of what a side is called (مجلس شورى ثوار بنغازي، كتيبة شهداء أبو سليم)."""
    return any(
        match.first < spot.match.first and reading.words[match.first].keys & _FORMATIONS
        for match in around(reading.actors, spot.match.first)
    )


_FORMATIONS = word_set("formations")


_SEATED = word_set("seated")
_HOSPITALS = word_set("hospitals")
_RECEIVING = word_set("receiving")
_BODIES = word_set("bodies")
_TELLING = word_set("informants") | word_set("sources")
_BROUGHT_WITHIN = 7  # tokens between a verb of carrying and whither
_TOWARDS = word_set("towards")
_MEETING = word_set("meeting_places")
_AGO_WITHIN = 8  # tokens between منذ and the place of what began then


def _of_another_time(reading: Reading, frame: Frame, spot: Resolution) -> bool:
    """Whether the place is of what happened before: منذ بدء الحرب في كذا، بعد يوم من وقف القتال في كذا."""
    for index in range(spot.match.first - 1, max(frame.main.last, spot.match.first - _AGO_WITHIN) - 1, -1):
        word = reading.tokens[index].fold
        if word in _SINCE and index + 1 not in reading.in_date:
            return True
        if reading.words[index].verb_first and reads_as_verb(reading, frame.sentence, index):
            return False
        counted = word in _FROM and index >= 2 and reading.tokens[index - 1].fold in _TIMES
        if counted and reading.tokens[index - 2].fold in _AFTER:
            return True
    return False


_SINCE = word_set("since")
_AFTER = word_set("after")
_FROM = word_set("after_what")
_TIMES = word_set("times")


_LONGEST_DATELINE = 11  # tokens, with country and agency in brackets


def beside_origin(reading: Reading, spot: Resolution) -> bool:
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
    """Whether the place opens a paragraph before a dash, or before a day and an agency in brackets (غزة 3 مايو 2024
    (وفا)): where the report was written."""
    sentence = frame.sentence
    if spot.match.first > sentence.first + 1:
        return False
    for index in range(spot.match.last, min(spot.match.last + _LONGEST_DATELINE, sentence.last)):
        token = reading.tokens[index]
        if is_dash(token) or token.text in ":/" or _names_agency(reading, index):
            return True
        if reading.words[index].verb_first and index not in reading.covered:
            return False
    return False


def _names_agency(reading: Reading, bracket: int) -> bool:
    """Whether a bracket behind a day holds one name, of no place: an agency."""
    closing = reading.tokens[bracket + 2].text if bracket + 2 < len(reading.tokens) else ""
    behind_day = reading.tokens[bracket].text == "(" and bracket - 1 in reading.in_date
    return behind_day and closing == ")" and bracket + 1 not in reading.covered


_WHOLE = word_set("before_whole")


def coordinated_area(reading: Reading, group: Sequence[Resolution], spot: Resolution) -> bool:
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


def areas_beside(reading: Reading, frame: Frame, area: Resolution) -> list[Resolution]:
    """The region with those that و sets beside it, one for each division (في محافظتي كذا وكذا); what lies between two
    is one."""
    chosen = [area]
    before = range(max(frame.first, area.match.first - _BESIDE_WITHIN), area.match.first)
    if any(reading.tokens[i].fold == "بين" for i in before):
        return chosen
    for spot in reading.spots(area.match.last, frame.last):
        apart = spot.match.first - chosen[-1].match.last
        if spot.name is not None or spot.admin1 is None or apart > _BESIDE_WITHIN or not _after_and(reading, spot):
            break
        if all(spot.admin1 != other.admin1 for other in chosen):
            chosen.append(spot)
    return chosen


def _part_of(reading: Reading, spot: Resolution) -> bool:
    """Whether من stands between a part and its whole (على الحي الشمالي من مدينة كذا)."""
    first = spot.match.first
    before = range(max(0, first - 6), first)
    return any(
        reading.tokens[i].fold.removeprefix("و") in _WHOLE
        or (reading.words[i].prep == "ب" and first - i <= _BESIDE_WITHIN)
        for i in before
    )


def _says(reading: Reading, spot: Resolution) -> bool:
    """Whether a verb of saying right before the place makes it who speaks (أعلنت الفرقة السادسة)."""
    cue = reading.cue(max(0, spot.match.first - 1), spot.match.first, "statement")
    return cue is not None and cue.last == spot.match.first and not spot.match.preposition


_BESIDE_WITHIN = 3  # tokens between بالقرب and the place it is said of
_STATIONED = word_set("stationed")
_PEOPLE_OF = word_set("people_of")
_DISPLACED = word_set("displaced")


def _after_and(reading: Reading, spot: Resolution) -> bool:
    """Whether و is written together with the place's first word."""
    token = reading.tokens[spot.match.first]
    return token.start < spot.match.start and token.clean.startswith("و")


_LYING = word_set("lying")
_BUILDINGS = word_set("buildings")


def places_hit(reading: Reading, frame: Frame, named: list[Resolution]) -> list[Resolution]:
    """The first place named, with those listed beside it; what only says where it lies is left out, and what building
    was hit where a place of it is named too."""
    named = [spot for spot in named if spot.match.head not in _BUILDINGS] or named
    named = _more_exact(named)
    chosen = [named[0]]
    previous = named[0]
    aside: Resolution | None = None  # the last place that only says where another lies
    if previous.match.relation == "between" or _between_men_of(reading, frame, previous):
        return chosen
    taken = [spot for spot in named if spot.match.preposition == "from" and not _says_how_near(reading, spot)]
    if "arrest" in frame.classes and len(taken) > 1:  # اعتقلت فلانا من كذا وفلانا من كذا
        return taken
    for spot in named[1:]:
        between = range(_end_of_places(reading, previous, spot), spot.match.first)
        said = {reading.tokens[i].fold for i in between}
        if previous is named[0] and _opens_list(reading, previous, spot, between):
            chosen = [spot]
            previous = spot
            continue
        if reading.cue(previous.match.last, spot.match.first, "scattered") is not None:
            continue  # بلدة كذا ومناطق متفرقة من كذا
        if _dashed_pair(reading, previous, spot) and previous.place is not None and _holds_quarter(spot, previous):
            previous = spot  # حي القبة – طرابلس
            continue
        if _next_item(reading, between):
            chosen.append(spot)
            previous = spot
            continue
        if _another_object(reading, frame, between):
            chosen.append(spot)
            previous = spot
            continue
        joined = _after_and(reading, spot) or _joined(reading, frame, between)
        dashed = any(reading.tokens[i].text == "-" for i in between)
        apart = _apart(reading, between)
        if not joined or apart > (6 if dashed else 3) or any(reading.tokens[i].text == "." for i in between):
            if apart > 3:
                break
            previous = spot
            aside = spot if said & _LYING and _first_of_several(reading, spot) else None
            continue
        if any(t.first in between for t in frame.triggers) or _goes_on(reading, frame, between):
            break
        near = spot.match.relation == "near" and not any(reading.words[i].conj for i in between)  # ، بالقرب من نابلس
        beside = near or spot.match.relation in _BY_BEARING or said & (_LYING | _BEARINGS)  # ، التابعة لقضاء تلعفر
        behind = spot.match.preposition == "in"  # مطار كذا، بمدينة كذا
        around = behind and close_by(spot, previous) and lies_in(previous, spot)
        lies = said & _ONE_OF or ((beside or around) and not _after_and(reading, spot))
        with_bearing = previous is aside and _after_and(reading, spot) and apart <= 1  # مقابل بلدتي كذا وكذا
        if lies or with_bearing or (spot.match.within and previous.place in spot.match.within):
            previous = spot
            aside = spot if with_bearing or _first_of_several(reading, spot) else None
            continue
        chosen.append(spot)
        previous = spot
    return chosen[:1] if len(chosen) == 2 and _dashed_pair(reading, *chosen) else chosen


def _says_how_near(reading: Reading, spot: Resolution) -> bool:
    """Whether من before the place tells no origin, but to what another lies near (القريبة من مدينة كذا)."""
    before = reading.tokens[spot.match.first - 2].fold if spot.match.first > 1 else ""
    return spot.match.relation == "origin" or before in _LYING_THERE


def _first_of_several(reading: Reading, spot: Resolution) -> bool:
    """Whether a head word in the dual or plural opens a list with the place (بلدتي كذا وكذا)."""
    found = (heads().get(stem) for _, stem in stems(reading.tokens[spot.match.first].fold))
    return spot.match.head is not None and any(head is not None and head.number > 1 for head in found)


def _apart(reading: Reading, between: range) -> int:
    """How many tokens part two places, but for those that say where one lies (إلى الجنوب منها)."""
    return sum(reading.tokens[i].fold not in _LYING_THERE for i in between)


_LYING_THERE = word_set("lying_there") | word_set("lying")


def _opens_list(reading: Reading, area: Resolution, spot: Resolution, between: range) -> bool:
    """Whether the places from `spot` on are those meant in `area`: behind وهي (عدة قرى بريف كوباني، وهي كذا وكذا), or
    behind منها where they are smaller (بلدات في قضاء كذا، منها كذا وكذا)."""
    said = {reading.tokens[i].fold for i in between}
    if said & _NAMELY and not said & _ONE_OF and not _tells_where(reading, between):
        return True
    return breadth(spot) < breadth(area) and among_them(reading, spot.match.first, between.start)


def _tells_where(reading: Reading, between: range) -> bool:
    """Whether what follows وهي tells where a place lies (وهي بلدة تبعد 25 كيلومترا غرب كذا), and lists none."""
    namely = next(i for i in between if reading.tokens[i].fold in _NAMELY)
    return any(reading.words[i].verb_first for i in range(namely + 1, between.stop))


def _between_men_of(reading: Reading, frame: Frame, spot: Resolution) -> bool:
    """Whether people of two places fight each other (اشتباكات بين مسلحي منطقتي كذا وكذا)."""
    before = range(max(frame.first, spot.match.first - _BESIDE_WITHIN), spot.match.first)
    return "clash" in frame.classes and any(reading.tokens[i].fold == "بين" for i in before)


def _more_exact(named: list[Resolution]) -> list[Resolution]:
    """The places without the countryside of a town that a place near by makes more exact (في ريف مدينة القامشلي قرب
    قرية كذا)."""
    setting, *exact = named
    told = setting.match.relation == "countryside" and any(spot.match.relation == "near" for spot in exact[:1])
    return exact if told else named


def _end_of_places(reading: Reading, previous: Resolution, spot: Resolution) -> int:
    """The token behind the last place before `spot`, the region that says where `previous` lies read over."""
    last = previous.match.last
    regions = (r for r in reading.spots(last, spot.match.first) if r.name is None)
    return max((region.match.last for region in regions), default=last)


def _goes_on(reading: Reading, frame: Frame, between: range) -> bool:
    """Whether a verb `between` two places says something else of the second (، وبذلك تصبح ناحية كذا محاصرة)."""
    return any(reading.words[i].verb_first and reads_as_verb(reading, frame.sentence, i) for i in between)


def _joined(reading: Reading, frame: Frame, between: range) -> bool:
    """Whether the words `between` two places set the second beside the first (كذا، كذا، على كذا وعلى كذا، في كذا وأجزاء
    من كذا)."""
    if any(reading.tokens[i].fold in _JOINING or reading.tokens[i].kind is BREAK for i in between):
        return True
    first = between.start
    return (
        bool(between)
        and reading.words[first].conj == "و"
        and reading.tokens[first].fold.removeprefix("و") not in _BEING
        and not reads_as_verb(reading, frame.sentence, first)
    )


_JOINING = word_set("joining")
_BEING = word_set("being")
_NAMELY = word_set("namely")
_ONE_OF = word_set("one_of")  # كذا، وهي إحدى قرى قضاء كذا


def _next_item(reading: Reading, between: range) -> bool:
    """Whether a new line of a list begins between two places."""
    return any(reading.tokens[i].kind is BREAK for i in between)


def _another_object(reading: Reading, frame: Frame, between: range) -> bool:
    """Whether one more thing that the act hit stands before the next place, joined by و (تجمعا للجنود في كذا ومرابض
    المدفعية في كذا)."""
    first = next((i for i in between if reading.tokens[i].text not in "،,"), between.stop)
    if first >= between.stop or len(between) > _OBJECT_AND_PLACE or not reading.words[first].conj:
        return False
    within = range(first, between.stop)
    return (
        any(match.first == first for match in around(reading.targets, first))
        and not any(reads_as_verb(reading, frame.sentence, i) for i in within)
        and not any(reading.tokens[i].text in "،,؛:." for i in within)
    )


_OBJECT_AND_PLACE = 12  # tokens from one place to the next with what was hit there between


def _dashed_pair(reading: Reading, first: Resolution, second: Resolution) -> bool:
    """Whether a dash alone ties two places: the second says where the first lies (قرية المنصورة- الكدحة), or they are
    the ends of a road."""
    between = range(first.match.last, second.match.first)
    return len(between) == 1 and reading.tokens[between[0]].text in ("-", "–")


def _holds_quarter(town: Resolution, quarter: Resolution) -> bool:
    """Whether `quarter` is named as a quarter, and lies in `town`, which is not."""
    smaller = breadth(quarter) <= BREADTHS["حي"] < breadth(town)
    return smaller and close_by(town, quarter) and lies_in(quarter, town)


def of_kind(spot: Resolution, kinds: frozenset[str]) -> bool:
    """Whether the place is of one of `kinds`: levels of places, or head words."""
    return spot.match.level in kinds or spot.match.head in kinds


def last_pair(reading: Reading, spots: Sequence[Resolution]) -> list[Resolution]:
    """The last two of `spots` that و joins."""
    for number in range(len(spots) - 1, 0, -1):
        first, second = spots[number - 1 : number + 1]
        if second.match.first - first.match.last <= 1 and _after_and(reading, second):
            return [first, second]
    return []


def setting_of(reading: Reading) -> Resolution | None:
    """The first place of an article that names but one division."""
    if len({spot.admin1 for spot in reading.resolved if spot.admin1}) != 1:
        return None
    return next(
        (s for s in reading.resolved if s.match.relation not in _NO_SETTING and s.admin1 and not _left(reading, s)),
        None,
    )


_NO_SETTING = ("origin", "metonym")
_LEFT_WITHIN = 4  # tokens between a word of travelling and where it began


def _left(reading: Reading, spot: Resolution) -> bool:
    """Whether the place is where somebody came from who was on his way (كانوا في طريقهم من كذا إلى كذا)."""
    first = spot.match.first
    return spot.match.preposition == "from" and reading.cue(first - _LEFT_WITHIN, first, "travelling") is not None


_NEAR_KM = 30.0  # between two places of one event, told with more or less precision
_REACH_KM = 100.0  # from a town to what news places in a direction of it


def close_by(earlier: Resolution, later: Resolution) -> bool:
    """Whether two places may be one event's, told with more or less precision."""
    if earlier.admin1 != later.admin1:
        return None in (earlier.admin1, later.admin1) and earlier.country == later.country
    if earlier.place is None or later.place is None:
        return True
    return distance_km(earlier.place, later.place) <= _NEAR_KM


def in_reach(outer: Resolution, inner: Resolution) -> bool:
    """Whether `inner` may lie in a direction from `outer` as news says it (شرق طرابلس): in reach of it."""
    return outer.place is not None and inner.place is not None and distance_km(outer.place, inner.place) <= _REACH_KM


def same_place(earlier: Resolution, later: Resolution) -> bool:
    """Whether two places are one."""
    if earlier.place_id is not None and later.place_id is not None:
        return earlier.place_id == later.place_id
    return earlier.name == later.name


def within_region(area: Resolution | None, spot: Resolution) -> bool:
    """Whether the place lies in reach of a region's middle, whatever division the region is said to be (جنوب لبنان)."""
    return (
        area is not None
        and area.place is not None
        and spot.place is not None
        and distance_km(area.place, spot.place) <= (area.radius_km or 0)
    )


def holds(earlier: Resolution, later: Resolution) -> bool:
    """Whether one of two places lies in the other, by the text's own words or by the map."""
    for outer, inner in ((earlier, later), (later, earlier)):
        if outer.place is not None and any(place.place_id == outer.place_id for place in inner.match.within):
            return True
    return False


def lies_beside(reading: Reading, inner: Resolution, outer: Resolution) -> bool:
    """Whether the text says where `inner` lies by naming `outer` right after it (المواصي غرب خان يونس)."""
    return any(
        other.place_id is not None and other.place_id == outer.place_id and not _after_and(reading, other)
        for other in reading.spots(inner.match.last, inner.match.last + 3)
    )


def lies_in(inner: Resolution, outer: Resolution) -> bool:
    """Whether `inner` is the more exact of two places: by the text's own words, or by its class and size."""
    if outer.place is not None and any(place.place_id == outer.place_id for place in inner.match.within):
        return True
    if inner.place is not None and any(place.place_id == inner.place_id for place in outer.match.within):
        return False
    if breadth(inner) != breadth(outer):
        return breadth(inner) < breadth(outer)
    size = outer.place.population if outer.place is not None else 0
    return size > (inner.place.population if inner.place is not None else 0)


def nearer_named(inner: Resolution, bearing: Resolution) -> bool:
    """Whether `inner` names the place and `bearing` only the town it lies by (جنوب غرب كذا)."""
    by_a_town = bearing.match.relation in _BY_BEARING and breadth(bearing) >= BREADTHS["مدينه"]
    return by_a_town and inner.match.relation not in _BY_BEARING


BREADTHS = {row["word"]: int(row["breadth"]) for row in rows("breadths")}


def breadth(spot: Resolution) -> int:
    """How much ground a place covers by its head word: a street less than a town, a town less than a district."""
    if spot.match.head is None and spot.match.level == "area":  # الجولان
        return BREADTHS["ناحيه"]
    return BREADTHS.get(spot.match.head or "", BREADTHS["مدينه"])
