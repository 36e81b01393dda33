"""How a text relates to the places it names: at, near, between, in a direction or at a distance of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.arabic.tokens import TokenKind, is_dash
from extract.places.hits import Hit
from extract.places.reading import Reading
from extract.places.vocabulary import cues
from extract.places.words import stems

_UNITS = {
    "كم": 1.0,
    "كيلومتر": 1.0,
    "كيلومترات": 1.0,
    "كيلومترا": 1.0,
    "كلم": 1.0,
    "كيلو": 1.0,
    "ميل": 1.6,
    "ميلا": 1.6,
}
_OPPOSED = {("N", "E"): "NE", ("N", "W"): "NW", ("S", "E"): "SE", ("S", "W"): "SW"}


def relate(text: Reading, hits: list[Hit]) -> None:
    """Writes into each of `hits` what the words around it say of it."""
    for hit in hits:
        _relate(text, hit)
    for before, after in pairwise(hits):
        of_one = before.relation in ("between", "origin")
        if of_one and after.relation == "at" and after.preposition is None and text.listed(before, after):
            after.relation = before.relation  # بين حلب وحماة، من نازحي تدمر والرقة


def _relate(text: Reading, hit: Hit) -> None:
    """Reads the words before the hit, and the directions after a countryside, into its relation."""
    if any("countryside" in head.classes for head in hit.heads):
        hit.relation = "countryside"
        _directions_after(text, hit)
    at = hit.first
    clitic = hit.clitics.replace("و", "")
    if clitic:
        hit.preposition = cues()[clitic][0]
    directions: list[str] = []
    joined = text.words[at].joined and not clitic
    while joined and at > 0 and (cue := text.cue(at - 1)):
        at -= 1
        kind, value = cue
        word = text.words[at]
        if kind == "direction":
            directions.append(value)
        elif kind == "adjective":
            if not _countryside_of(text, at, hit):
                break
        elif kind == "distance":
            break
        elif kind in ("in", "to", "from", "on"):
            hit.preposition = hit.preposition or kind
            if kind == "from" and _measure(text, at, hit):
                break
            beside = text.cue(at - 1) if kind == "from" and at else None
            if beside and beside[0] == "near":
                hit.relation = "near"
                break
            if beside and beside[0] == "direction":
                hit.preposition = "in"
            if kind == "in":
                break
        elif kind in ("near", "between", "origin", "metonym") and hit.relation == "at":
            hit.relation = kind
        joined = word.joined and kind not in ("origin", "metonym", "between")
        if any(c in "بل" for c in _clitics_of_cue(word.fold)):
            hit.preposition = hit.preposition or "in"
            joined = False
    if clitic == "ل" and hit.first and (cue := text.cue(hit.first - 1)) and cue[0] == "adjective":
        _countryside_of(text, hit.first - 1, hit)
    if hit.relation == "at" and not hit.heads and not clitic and _is_dateline(text, hit):
        hit.relation = "dateline"
    if directions and hit.relation == "at":
        _measure(text, at, hit, directions)
    if directions and hit.direction is None:
        hit.direction = _compass(directions)
        if hit.relation == "at":
            hit.relation = "direction"


def _is_dateline(text: Reading, hit: Hit) -> bool:
    """Whether the hit opens a paragraph as the place of the report ("دمشق – سانا", "غزة / وكالات")."""
    first, last = text.words[hit.first].token, text.words[hit.last].token
    if first and text.tokens[first - 1].kind is not TokenKind.BREAK:
        return False
    after = text.tokens[last + 1 : last + 2]
    return bool(after) and (is_dash(after[0]) or after[0].text in ("/", "("))


def _countryside_of(text: Reading, at: int, hit: Hit) -> bool:
    """Whether the adjective at `at` belongs to الريف (الريف الشمالي لحلب); then the hit is that countryside."""
    directions = []
    while at > 0 and (cue := cues().get(text.words[at].fold)) and cue[0] == "adjective":
        directions.append(cue[1])
        at -= 1
    if any(stem in ("الريف", "ريفها") for _, stem in stems(text.words[at].fold)):
        hit.relation, hit.direction = "countryside", _compass(directions)
        return True
    return False


def _directions_after(text: Reading, hit: Hit) -> None:
    """The adjectives of direction behind a countryside (ريف إدلب الجنوبي الشرقي) belong to it."""
    directions: list[str] = []
    hit.name_last = hit.last
    while hit.last + 1 < len(text.words) and text.words[hit.last + 1].joined:
        cue = cues().get(text.words[hit.last + 1].fold)
        if not cue or cue[0] != "adjective":
            break
        directions.append(cue[1])
        hit.last += 1
    hit.direction = _compass(directions)


def _measure(text: Reading, at: int, hit: Hit, known: Sequence[str] = ()) -> bool:
    """Reads "على بعد 5 كم (شمال) من" that ends before the word `at`, with the directions `known` behind it."""
    directions = list(known)
    for back in range(at - 1, max(at - 7, -1), -1):
        cue = text.cue(back)
        if cue and cue[0] == "direction":
            directions.append(cue[1])
        if cue and cue[0] == "distance":
            numbers = [w for w in text.words[back + 1 : at] if text.tokens[w.token].kind is TokenKind.NUMBER]
            units = [_UNITS[w.fold] for w in text.words[back + 1 : at] if w.fold in _UNITS]
            if not units:
                return False
            if numbers:
                hit.distance_km = float(numbers[0].fold.replace(",", "")) * units[0]
            hit.relation, hit.direction = "distance", _compass(directions)
            return True
    return False


def _clitics_of_cue(fold: str) -> str:
    """The clitics a cue word carries (بريف، بمحيط)."""
    for clitics, stem in stems(fold):
        if stem in cues():
            return clitics
    return ""


def _compass(directions: Sequence[str]) -> str | None:
    """One of eight directions, or C for the middle, from the words of one or two."""
    if not directions:
        return None
    if len(directions) == 1:
        return directions[0]
    pair = tuple(sorted(directions[:2], key="NSEWC".index))
    return _OPPOSED.get((pair[0], pair[1]), directions[0])
