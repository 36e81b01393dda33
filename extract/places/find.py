"""Place names in running text: which words name a place, with what head word, and how the text relates to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.arabic.normalize import fold
from extract.arabic.tokens import Token, TokenKind
from extract.places.accept import accept
from extract.places.gazetteer import Gazetteer, Place, kinds
from extract.places.hits import Hit, agreeing_strictly, is_wide
from extract.places.reading import Reading
from extract.places.relate import relate
from extract.places.scan import scan
from extract.places.unknown import with_unknown
from extract.places.vocabulary import Head, demonyms, heads, joints
from extract.places.words import INVISIBLE_OR_MARK, unprefixed, written


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place as a text names it.

    `start` and `end` are offsets in the stored text and `first` and `last` indexes of tokens, both with the head
    word. `name` is as the article has it: with the head word of a site (حقل العمر), without that of a settlement.
    `head` is the folded head word in the singular. `candidates` are what the gazetteer has by that name, none for a
    name it does not know. `relation` says where the text puts things: 'at' the place, 'near' it, in a 'direction'
    from it, at a 'distance', in its 'countryside', 'between' it and the next; 'origin' (من أبناء س) and 'metonym'
    (حكومة س) are no places of events, nor is a 'dateline' (دمشق – سانا). `direction` is one of N, NE … NW and C;
    `preposition` one of 'in', 'to', 'from', 'on'. `within` are the areas or towns that the text says it lies in.
    """

    start: int
    end: int
    first: int
    last: int
    name: str
    head: str | None
    candidates: tuple[Place, ...]
    level: str
    relation: str = "at"
    direction: str | None = None
    distance_km: float | None = None
    preposition: str | None = None
    within: tuple[Place, ...] = ()
    heading: bool = False

    @property
    def known(self) -> bool:
        """Whether the gazetteer has a place of this name."""
        return bool(self.candidates)


def find_places(tokens: Sequence[Token], gazetteer: Gazetteer) -> list[PlaceMatch]:
    """The places that `tokens` name, in order: names of the gazetteer, and unknown ones that a head word tells.

    Whole names go before shorter ones; a list (بلدات كذا وكذا) yields each of its names. Ordinary words and personal
    names that are places too count only with a cue.
    """
    text = Reading(tokens, gazetteer)
    hits = scan(text)
    relate(text, hits)
    accept(text, hits)
    kept = with_unknown(text, [hit for hit in hits if hit.accepted])
    _attach(text, kept)
    return [_match(text, hit) for hit in kept]


def _attach(text: Reading, hits: list[Hit]) -> None:
    """Gives each hit the places it is said to lie in: the next ones, where only links stand between them."""
    for at in range(len(hits) - 2, -1, -1):
        before, after = hits[at], hits[at + 1]
        if text.listed(before, after):
            before.within = after.within
        elif text.linked(before, after):
            before.within = _areas(text, hits, at + 1) or after.within
    for hit in hits:
        hit.within = hit.within or _country_told(text, hit)


def _country_told(text: Reading, hit: Hit) -> tuple[Place, ...]:
    """The country that the adjective behind a name says it lies in (مدينة طرابلس اللبنانية)."""
    following = hit.last + 1
    if following == len(text.words) or not text.words[following].joined:
        return ()
    adjective = text.words[following].fold
    country = text.gazetteer.country(demonyms().get(adjective)) if adjective.startswith("ال") else None
    if country is None or not any(place.country == country.country for place in hit.places):
        return ()
    return (country,)


def _areas(text: Reading, hits: list[Hit], at: int) -> tuple[Place, ...]:
    """The places of the hit `at`, and of the areas that are listed with it (في جنوب لبنان والبقاع)."""
    places = hits[at].places
    for area, following in pairwise(hits[at:]):
        if not (is_wide(area) and is_wide(following) and text.listed(area, following)):
            break
        places += following.places
    return places


def _match(text: Reading, hit: Hit) -> PlaceMatch:
    first, last = text.words[hit.first], text.words[hit.last]
    head = hit.heads[-1] if hit.heads else _own_head(text, hit)
    level = _level(text, hit)
    start = _start(text, hit.first, hit.clitics)
    name_start = hit.name_first
    if hit.heads and _belongs(text, hit.heads[-1], hit):
        name_start -= 1
    elif _is_post(text, hit):
        name_start += 1
    name = _text(text, name_start, hit)
    end = text.tokens[last.token].end
    last_token = last.token
    following = hit.last + 1
    if level == "site" and following < len(text.words) and text.words[following].joined:
        adjective = text.words[following]
        if adjective.fold in joints("site"):
            name = f"{name} {written(text.tokens[adjective.token].text)}"
            end, last_token = text.tokens[adjective.token].end, adjective.token
    if end < len(text.tokens[-1].text) + text.tokens[-1].start and last_token + 1 < len(text.tokens):
        closing = text.tokens[last_token + 1]
        opening = [t for t in text.tokens[first.token : last_token] if t.kind is TokenKind.QUOTE]
        if closing.kind is TokenKind.QUOTE and len(opening) == 1:
            end, last_token = closing.end, last_token + 1
    return PlaceMatch(
        start=start,
        end=end,
        first=first.token,
        last=last_token,
        name=_without_epithet(name, hit.places),
        head=head.word if head else None,
        candidates=hit.places,
        level=level,
        relation=hit.relation,
        direction=hit.direction,
        distance_km=hit.distance_km,
        preposition=hit.preposition,
        within=hit.within,
        heading=_is_heading(text, first.token, last_token),
    )


def _without_epithet(name: str, places: Sequence[Place]) -> str:
    """The name of a city that is called the capital of its country (العاصمة الليبية), alone or beside its name."""
    if not fold(name).startswith(_CAPITAL):
        return name
    longer = (one for place in places[:1] for one in place.names_ar if fold(one).startswith(f"{fold(name)} "))
    words = next(longer, name).split()
    return " ".join(words[2:]) if len(words) > 2 else name


_CAPITAL = "العاصمه "


def _belongs(text: Reading, head: Head, hit: Hit) -> bool:
    """Whether the head word before a name belongs to it."""
    if not head.in_name or head.number > 1 or hit.first == hit.name_first or _own_head(text, hit):
        return False
    return not (head.own_name and any(place.level == "settlement" for place in hit.places))


def _is_post(text: Reading, hit: Hit) -> bool:
    """Whether the gazetteer's own name begins with a head word that is no part of names (حاجز، موقع)."""
    own = _own_head(text, hit)
    return own is not None and not own.in_name and "checkpoint" in own.classes


def _own_head(text: Reading, hit: Hit) -> Head | None:
    """The head word that is part of the gazetteer's name (جبل الشيخ)."""
    if hit.last == hit.name_first:
        return None
    return heads().get(text.words[hit.name_first].fold[len(hit.clitics) :])


def _level(text: Reading, hit: Hit) -> str:
    if hit.relation == "countryside":
        return "area"
    if hit.heads:
        classes = hit.heads[-1].classes
        if "admin1" in classes:
            return "admin1"
        if "area" in classes and not hit.places:
            return "area"
        if _belongs(text, hit.heads[-1], hit) and not agreeing_strictly(hit.places, hit.heads):
            return kinds()[min(classes, key=lambda c: (c in ("settlement", "zone"), c))].level
    levels = {place.level for place in hit.places}
    for level in ("country", "settlement", "site", "area", "admin1"):
        if level in levels:
            return level
    return "settlement"


def _text(text: Reading, name_start: int, hit: Hit) -> str:
    """The words of the name as written, without clitics before and quotation marks within."""
    last = hit.last if hit.name_last < 0 else hit.name_last
    texts = [written(text.tokens[word.token].text) for word in text.words[name_start : last + 1]]
    if name_start == hit.first and hit.clitics:
        texts[0] = unprefixed(texts[0], hit.clitics)
    return " ".join(texts)


def _start(text: Reading, at: int, clitics: str) -> int:
    """The offset of the name in the stored text, behind its clitics."""
    token = text.tokens[text.words[at].token]
    offset, left = 0, len(clitics)
    while left and offset < len(token.text):
        if token.text[offset] not in INVISIBLE_OR_MARK:
            left -= 1
        offset += 1
    while offset < len(token.text) and token.text[offset] in INVISIBLE_OR_MARK:
        offset += 1
    return token.start + offset


def _is_heading(text: Reading, first: int, last: int) -> bool:
    """Whether the match is the heading of what follows ("محافظة حلب:", alone in its paragraph)."""
    opens = first == 0 or text.tokens[first - 1].kind is TokenKind.BREAK or text.tokens[first - 1].text in "-–—•*–"
    if not opens or last + 1 >= len(text.tokens):
        return False
    return text.tokens[last + 1].text == ":" or text.tokens[last + 1].kind is TokenKind.BREAK
