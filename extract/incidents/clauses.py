"""An article as the coder reads it: words with what the tables know of them, sentences, headings and clauses."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from extract.arabic.dates import DatePhrase, find_dates
from extract.arabic.normalize import fold
from extract.arabic.numbers import Quantity, find_numbers
from extract.arabic.numerals import numerals
from extract.arabic.tokens import BREAK, NUMBER, QUOTE, WORD, Token, sentences, tokenize
from extract.incidents.actors import ActorName, actor_names, demonyms
from extract.incidents.words import Match, Phrases, Value, Word, as_name, rows, word, word_set
from extract.model import Span
from extract.places.gazetteer import Gazetteer
from extract.places.resolve import PlaceMatch, Resolution, find_places, read_context, resolve_each

_BULLETS = frozenset("-–—•▪*●◾◼■🔴🔻🚨📌⬅▪️·")
_LONGEST_HEADING = 6


@cache
def _table(name: str, column: str) -> Phrases[str]:
    table: Phrases[str] = Phrases()
    for row in rows(name):
        table.add(row["phrase"], row[column])
    return table


class _Placed(Protocol):
    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...


_Item = TypeVar("_Item", bound=_Placed)
_FIRST: Callable[[_Placed], int] = attrgetter("first")
_LAST: Callable[[_Placed], int] = attrgetter("last")


def inside(items: Sequence[_Item], first: int, last: int) -> Sequence[_Item]:
    """Those of `items`, which stand in the order of the text, that begin in `first` to `last`."""
    start = bisect_left(items, first, key=_FIRST)
    return items[start : bisect_left(items, last, start, key=_FIRST)]


def around(items: Sequence[_Item], index: int) -> Sequence[_Item]:
    """Those of `items`, which stand in the order of the text, that hold the token `index`."""
    return items[bisect_right(items, index, key=_LAST) : bisect_right(items, index, key=_FIRST)]


@dataclass(slots=True)
class Sentence:
    """A stretch of tokens `first` to `last` (exclusive), its paragraph, and the heading it stands under."""

    first: int
    last: int
    paragraph: int
    heading: PlaceMatch | None = None
    body: int = 0
    quoted: bool = False


@dataclass(slots=True)
class Reading:
    """What the layers below say of one article; all indexes are token indexes."""

    text: str
    published: date | None
    tokens: list[Token]
    words: list[Word]
    sentences: list[Sentence]
    places: list[PlaceMatch]
    resolved: list[Resolution]
    countries: tuple[str, ...]
    dates: list[DatePhrase]
    quantities: list[Quantity]
    actors: list[Match[ActorName]]
    targets: list[Match[str]]
    weapons: list[Match[str]]
    demonyms: dict[int, list[ActorName]]
    cues: dict[str, list[Match[str]]]
    quoted: list[bool]
    in_place: set[int] = field(default_factory=set)
    in_date: set[int] = field(default_factory=set)
    covered: set[int] = field(default_factory=set)
    after_actor: frozenset[int] = field(init=False)
    answers: defaultdict[str, dict[int, Any]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self.after_actor = frozenset(match.last for match in self.actors)

    def cue(self, first: int, last: int, kind: str) -> Match[str] | None:
        """The first cue of `kind` that begins in `first` to `last`."""
        cues = self.cues.get(kind)
        if not cues:
            return None
        at = bisect_left(cues, first, key=_FIRST)
        return cues[at] if at < len(cues) and cues[at].first < last else None

    def spots(self, first: int, last: int) -> Sequence[Resolution]:
        """The places, resolved, whose names begin in `first` to `last`."""
        start = bisect_left(self.places, first, key=_FIRST)
        return self.resolved[start : bisect_left(self.places, last, start, key=_FIRST)]

    def span(self, first: int, last: int) -> Span:
        """The text from token `first` to token `last` (exclusive)."""
        return Span(self.tokens[first].start, self.tokens[last - 1].end)


def read(text: str, published: date | None, gazetteer: Gazetteer, outlet: str | None = None) -> Reading:
    """Read `text`, published on `published` by an outlet of the country `outlet`."""
    tokens = tokenize(text)
    words = [word(token) for token in tokens]
    written = numerals(tokens)
    dates = find_dates(tokens, published, written=written)
    in_date = {index for phrase in dates for index in range(phrase.first, phrase.last)} | _hours(tokens)
    names = find_places(tokens, gazetteer)
    context = read_context(names, outlet, tokens)
    spots = list(map(_half_open, resolve_each(tokens, names, context)))
    known = frozenset((outlet, "", *context.countries))
    named = {index for spot in spots for index in range(spot.match.first, spot.match.last)}
    ends = {spot.match.last: spot for spot in spots}
    resolved = [
        spot
        for spot in spots
        if _listed(tokens, spot, named)
        or _goes_with(tokens, ends.get(spot.match.first), spot)
        or _is_place(tokens, words, spot, in_date, context.countries)
    ]
    places = [resolution.match for resolution in resolved]
    in_place = {index for place in places for index in range(place.first, place.last)}
    words = [as_name(one) if index in in_place else one for index, one in enumerate(words)]
    reading = Reading(
        text=text,
        published=published,
        tokens=tokens,
        words=words,
        sentences=[],
        places=places,
        resolved=resolved,
        countries=_countries(read_context(places, outlet).countries, resolved, outlet),
        dates=dates,
        quantities=find_numbers(tokens, written),
        actors=_longest(
            actor_names(), words, in_date | (in_place - _states(tokens, places)), lambda name: name.country in known
        ),
        targets=[
            match
            for match in _longest(_table("targets", "class"), words, in_date)
            if not _of_a_thing(tokens, words, match.first)
        ],
        weapons=_longest(_table("weapons", "weapon"), words, in_date | in_place),
        demonyms=demonyms(words),
        cues={},
        quoted=_quoted(tokens),
        in_place=in_place,
        in_date=in_date,
        covered=in_place | in_date,
    )
    cues = _table("cues", "cue")
    for index in cues.openings(words):
        found = cues.at(words, index)
        if tokens[index].fold in _NO_STATEMENT:  # written like بيّن and تابع
            found = [match for match in found if match.value != "statement"]
        if index and tokens[index - 1].fold in _CAUTIOUS:  # هدوء حذر is no warning
            found = [match for match in found if match.value != "threat"]
        for match in found:
            reading.cues.setdefault(match.value, []).append(match)
    reading.sentences = _sentences(reading)
    return reading


def _countries(spoken_of: Sequence[str], resolved: Sequence[Resolution], outlet: str | None) -> tuple[str, ...]:
    """The countries that the article speaks of and that a place of it lies in; the outlet's in any case."""
    lain_in = {outlet, *(spot.country for spot in resolved)}
    return tuple(country for country in spoken_of if country in lain_in)


def _hours(tokens: Sequence[Token]) -> set[int]:
    """The tokens that tell the hour (في تمام الساعة 22:41)."""
    found: set[int] = set()
    for index, token in enumerate(tokens):
        if token.fold not in _HOUR or index + 1 >= len(tokens) or tokens[index + 1].kind is not NUMBER:
            continue
        first, last = index, index + 2
        while first and tokens[first - 1].fold in _AT_HOUR:
            first -= 1
        while last + 1 < len(tokens) and tokens[last].text in ":." and tokens[last + 1].kind is NUMBER:
            last += 2
        found.update(range(first, last))
    return found


_HOUR = word_set("hour")
_AT_HOUR = word_set("at_hour")


def _states(tokens: Sequence[Token], places: Sequence[PlaceMatch]) -> set[int]:
    """The tokens of countries and capitals that stand for their governments: no preposition of place governs them, and
    it is not their people that are named (إسرائيليين)."""
    return {
        index
        for place in places
        if place.relation == "metonym" or (place.level == "country" and place.preposition is None)
        if not tokens[place.last - 1].fold.endswith(("يين", "يون"))
        for index in range(place.first, place.last)
    }


_NO_STATEMENT = word_set("no_statement")
_CAUTIOUS = word_set("cautious")
_GOVERNING = word_set("before_place")


_COMPASS = word_set("compass")


def _half_open(spot: Resolution) -> Resolution:
    """The resolution with the end of its match as everywhere here: the token after the last. A quarter of the compass
    (جنوب اليمن) names no place."""
    name = None if spot.name is not None and fold(spot.name.split()[0]) in _COMPASS else spot.name
    return replace(spot, name=name, match=replace(spot.match, last=spot.match.last + 1))


def _listed(tokens: Sequence[Token], spot: Resolution, named: set[int]) -> bool:
    """Whether the place stands between two others, parted by dashes or commas: a list, where a name is a name."""
    first, last = spot.match.first, spot.match.last
    return (
        bool(spot.match.candidates)
        and {first - 2, last + 1} <= named
        and all(tokens[index].text in ("-", "–", "،", ",") for index in (first - 1, last))
    )


def _goes_with(tokens: Sequence[Token], before: Resolution | None, spot: Resolution) -> bool:
    """Whether و alone sets the place beside one of its division that a preposition or a head word tells to be a place
    (في حيدان وساقين): a list, where a name is a name."""
    return (
        before is not None
        and bool(before.match.candidates and spot.match.candidates)
        and spot.place is not None
        and tokens[spot.match.first].start < spot.match.start
        and (before.country, before.admin1) == (spot.country, spot.admin1)
        and (before.match.preposition is not None or before.match.head is not None)
    )


_WELL_KNOWN = 300_000  # inhabitants from which a place may bear an ordinary word's name without more ado


def _is_quarter_of_sky(tokens: Sequence[Token], spot: Resolution, countries: Sequence[str]) -> bool:
    """Whether a division of a country that the article does not speak of is but a quarter of the compass here
    (من المنطقة الشرقية), or any one that is part of what follows (المنطقة الشرقية من البلدة)."""
    place = spot.place
    after = tokens[spot.match.last].fold if spot.match.last < len(tokens) else ""
    return (
        place is not None
        and place.level == "admin1"
        and (place.country not in countries or after in ("من", "للبلده", "للمدينه", "للقريه"))
        and fold(spot.match.name.split()[-1]).removeprefix("ال") in _QUARTERS_OF_SKY
    )


_QUARTERS_OF_SKY = word_set("quarters_of_sky")


def _is_model(tokens: Sequence[Token], match: PlaceMatch) -> bool:
    """Whether the name is a weapon's (صاروخ من طراز "بدر 1")."""
    return any(tokens[i].fold in _MODELS for i in range(max(0, match.first - 2), match.first))


_MODELS = word_set("models")


_NEVER_PLACES = word_set("never_places")
_NAME_OPENERS = word_set("name_openers")
_SON_OF = word_set("son_of")


def _of_outlet(tokens: Sequence[Token], words: Sequence[Word], first: int) -> bool:
    """Whether the name at `first` is that of a medium or a group of activists (شبكة "الخابور"، تنسيقية دوما)."""
    before = next((i for i in range(first - 1, max(-1, first - 3), -1) if tokens[i].kind is not QUOTE), None)
    return before is not None and bool(words[before].noun_keys & _OUTLETS)


_OUTLETS = word_set("outlets")


def _ends_quoted_name(tokens: Sequence[Token], words: Sequence[Word], match: PlaceMatch) -> bool:
    """Whether the name ends a short quotation that a word of no place opens: somebody's name (“علاء العمري”)."""
    if match.head is not None or match.relation != "at" or match.last >= len(tokens):
        return False
    if tokens[match.last].kind is not QUOTE:
        return False
    opening = next((i for i in range(match.first - 1, max(-1, match.first - 4), -1) if tokens[i].kind is QUOTE), None)
    between = range(opening + 1, match.first) if opening is not None else range(0)
    return bool(between) and all(
        tokens[i].kind is WORD and not words[i].prep and not words[i].keys & _GOVERNING for i in between
    )


def _described(tokens: Sequence[Token], words: Sequence[Word], match: PlaceMatch) -> bool:
    """Whether what stands behind a head word is no name: an adjective of it (مدينة كبرى), an office (مديرية شرطة)."""
    return (
        match.head is not None
        and match.last - match.first == 2
        and tokens[match.last - 1].fold in _NO_NAMES
        and not words[match.first].det
    )


_NO_NAMES = word_set("no_names")


def _is_place(
    tokens: Sequence[Token], words: Sequence[Word], spot: Resolution, in_date: set[int], countries: Sequence[str]
) -> bool:
    """Whether what bears a place's name is read as one where it stands, not as a verb (وحضر), a month (مايو), an
    adjective (طائرات تركية) or an ordinary word (فصائل)."""
    match = spot.match
    if match.first in in_date or _is_model(tokens, match) or _is_quarter_of_sky(tokens, spot, countries):
        return False
    if match.first > 0 and tokens[match.first - 1].fold in _SON_OF:
        return False
    if _of_outlet(tokens, words, match.first) or _ends_quoted_name(tokens, words, match):
        return False
    if any(arm.last > match.last for arm in _table("weapons", "weapon").at(words, match.first)):  # رمانة يدوية
        return False
    if tokens[match.first].fold in _NEVER_PLACES or _described(tokens, words, match):
        return False
    if "\u064b" in tokens[match.last - 1].clean:  # عدوانا جويّا: the accusative of an adjective, not جويا
        return False
    word = words[match.last - 1]
    governed = match.first > 0 and bool(words[match.first - 1].keys & _GOVERNING or words[match.first].prep)
    governed = governed or match.relation == "between" or _on_its_own_line(tokens, match)
    if match.head is None and match.last - match.first == 1 and not governed:
        if words[match.first].verb_first or (match.level == "country" and tokens[match.first].fold.endswith("يه")):
            return False
        if word.known and spot.place is not None and spot.place.population < _WELL_KNOWN:
            return spot.place.level in ("admin1", "country")
    elif match.head is None and match.last - match.first == 1 and word.known and spot.place is not None:
        return (
            bool(match.within)
            or spot.place.population >= _WELL_KNOWN
            or spot.place.level in ("admin1", "country", "site")
        )
    if not match.candidates:
        named = [words[i] for i in range(match.first, match.last) if tokens[i].kind is WORD][1:] or [word]
        quoted = any(tokens[i].kind is QUOTE for i in range(match.first, match.last))
        opened = any(token.fold in _NAME_OPENERS for token in tokens[match.first + 1 : match.first + 2])
        return quoted or opened or not named[0].known or _of_a_village(words, match)
    return True


def _of_a_village(words: Sequence[Word], match: PlaceMatch) -> bool:
    """Whether a word with the article follows a bare head word of settlements (قرية المرعى): it can but name one."""
    head, name = match.first, match.first + 1
    return match.head in _VILLAGES and not words[head].det and name < match.last and words[name].det


_VILLAGES = word_set("villages")


def _of_a_thing(tokens: Sequence[Token], words: Sequence[Word], index: int) -> bool:
    """Whether a nisba in the feminine stands behind the noun it describes (غارة إسرائيلية، العاصمة السورية): nobody."""
    if index == 0 or not tokens[index].fold.endswith("يه"):
        return False
    nisba = any(tag.startswith("nationality:") for tag in words[index].tags)
    return nisba and words[index - 1].noun and not words[index - 1].verb_first


def _on_its_own_line(tokens: Sequence[Token], match: PlaceMatch) -> bool:
    """Whether the place is all that a bulleted line holds."""
    opened = match.first > 1 and tokens[match.first - 1].text in _BULLETS
    return opened and (match.last == len(tokens) or tokens[match.last].kind is BREAK)


def _anything(value: object) -> bool:
    return True


def _longest(
    table: Phrases[Value], words: Sequence[Word], skip: set[int], holds: Callable[[Value], bool] = _anything
) -> list[Match[Value]]:
    """The longest matches of `table` whose values hold, none inside another."""
    found: list[Match[Value]] = []
    end = 0
    for index in table.openings(words):
        if index < end or index in skip:
            continue
        matches = [match for match in table.at(words, index) if holds(match.value)]
        if matches:
            end = matches[0].last
            found.extend(match for match in matches if match.last == end)
    return found


def _quoted(tokens: Sequence[Token]) -> list[bool]:
    """Whether each token stands inside quotation marks (of one paragraph)."""
    inside, open_at = [False] * len(tokens), -1
    for index, token in enumerate(tokens):
        if token.kind is BREAK:
            open_at = -1
        elif token.kind is QUOTE:
            if token.text in "«“" and not (open_at >= 0 and token.text == tokens[open_at].text):
                open_at = index
            elif open_at >= 0:
                for within in range(open_at + 1, index):
                    inside[within] = True
                open_at = -1
            else:
                open_at = index
    return inside


_FURNITURE = word_set("furniture")


def _sentences(reading: Reading) -> list[Sentence]:
    """The sentences worth reading: lists joined to what announces them, related links and captions left out."""
    tokens = reading.tokens
    joined: list[Sentence] = []
    paragraph = 0
    last_end = 0
    for part in sentences(tokens):
        if any(tokens[i].kind is BREAK for i in range(last_end, part.start)):
            paragraph += 1
        last_end = part.stop
        first = part.start
        while first < part.stop and (tokens[first].text in _BULLETS or tokens[first].text in "([0123456789.)"):
            first += 1
        bullet = first > part.start and tokens[part.start].text not in "(["
        if first >= part.stop:
            continue
        if bullet and joined and tokens[joined[-1].last - 1].text == ":" and joined[-1].paragraph == paragraph - 1:
            joined[-1].last, joined[-1].paragraph = part.stop, paragraph
            continue
        if (
            bullet
            and joined
            and joined[-1].paragraph == paragraph - 1
            and _list_item(reading, joined[-1], first, part.stop)
        ):
            joined[-1].last, joined[-1].paragraph = part.stop, paragraph
            continue
        opening = [tokens[i].fold for i in range(first, min(first + 2, part.stop))]
        furniture = opening[0] in _FURNITURE or " ".join(opening) in _FURNITURE
        if furniture or all(tokens[i].kind is not WORD for i in range(first, part.stop)):
            continue
        joined.append(Sentence(first, part.stop, paragraph, body=first))
    found = [piece for sentence in joined for piece in _pieces(tokens, sentence)]
    _headings(reading, found)
    return found


_LONGEST_SENTENCE = 300  # tokens; what is longer is a list without stops


def _pieces(tokens: Sequence[Token], sentence: Sentence) -> Iterator[Sentence]:
    """A sentence in pieces short enough to be one, parted behind commas where there are any."""
    first = sentence.first
    while sentence.last - first > _LONGEST_SENTENCE:
        end = first + _LONGEST_SENTENCE
        commas = (
            index + 1 for index in range(end - 1, first + _LONGEST_SENTENCE // 2, -1) if tokens[index].text in "،؛,"
        )
        last = next(commas, end)
        yield Sentence(first, last, sentence.paragraph, body=first)
        first = last
    yield Sentence(first, sentence.last, sentence.paragraph, body=first)


def _list_item(reading: Reading, before: Sentence, first: int, last: int) -> bool:
    """Whether a bulleted line goes on with a list that a sentence before it announced: it is no sentence of its own."""
    announced = any(reading.tokens[i].kind is BREAK for i in range(before.first, before.last))
    bare = last - first <= _BARE_ITEM
    return (
        announced and last - first <= 12 and (bare or not any(reading.words[i].verb_first for i in range(first, last)))
    )


_BARE_ITEM = 2  # tokens of a list item that is nothing but a name


def _headings(reading: Reading, found: list[Sentence]) -> None:
    """Give each sentence the place that heads it (محافظة س:), and the token its own text begins at."""
    starts = [place.first for place in reading.places]
    heading: PlaceMatch | None = None
    for sentence in found:
        colon = next(
            (
                i
                for i in range(sentence.first, min(sentence.first + _LONGEST_HEADING, sentence.last))
                if reading.tokens[i].text == ":"
            ),
            None,
        )
        at = bisect_left(starts, sentence.first)
        place = reading.places[at] if at < len(starts) else None
        if colon is not None and place is not None and place.last <= colon and place.first - sentence.first <= 1:
            heading = place
            sentence.body = colon + 1
        sentence.heading = heading
