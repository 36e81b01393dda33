"""Which of the hits of a text count as places: those that stand alone, and those that others vouch for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from extract.arabic.tokens import TokenKind
from extract.places.hits import Hit, agreeing_strictly
from extract.places.reading import Reading
from extract.places.vocabulary import given_names, not_names, ordinary

_AMONG = 4  # places before and after a doubtful name that can tell where it lies
_NAMED_BY_WORDS = frozenset({"quarter", "camp", "mountain", "prison", "road"})
"""Classes whose names are often ordinary words, known or not: حي الزهور, جبل المفتاح."""


def accept(text: Reading, hits: list[Hit]) -> None:
    """Marks the hits that count: first those that need no other's help, then lists, then names cued elsewhere."""
    cued: set[str] = set()
    for hit in hits:
        hit.accepted = _stands_alone(text, hit)
        if hit.accepted and hit.heads:
            cued.add(hit.key)
    for before, hit, after in zip(hits, hits[1:], hits[2:], strict=False):
        if hit.guard == "head":
            _accept_between(text, before, hit, after)
    for before, after in pairwise(hits):
        _accept_neighbour(text, before, after)
    for before, after in zip(hits[-2::-1], hits[:0:-1], strict=False):
        _accept_neighbour(text, after, before)
    for before, after in pairwise(hits):
        _accept_within(text, before, after)
    for hit in hits:
        if hit.guard in ("any", "strong", "strict") and hit.key in cued and (hit.preposition or hit.relation != "at"):
            hit.accepted = True
    sure = [hit for hit in hits if hit.accepted]
    for hit in hits:
        if hit.guard == "strong" and not hit.accepted and hit.preposition == "in":
            hit.accepted = _lies_among(text, hit, sure)


def _lies_among(text: Reading, hit: Hit, sure: Sequence[Hit]) -> bool:
    """Whether a sure place nearby lies in the same division (في صور beside قضاء صور، بنت جبيل)."""
    areas = {(place.country, place.admin1) for place in hit.places if place.admin1}
    at = bisect_left(sure, hit.first, key=lambda one: one.first)
    return any(
        other.places and areas.issuperset((place.country, place.admin1) for place in other.places)
        for other in sure[max(0, at - _AMONG) : at + _AMONG]
    )


def _stands_alone(text: Reading, hit: Hit) -> bool:
    if hit.heads:
        return _head_fits(text, hit)
    if hit.relation == "at" and hit.preposition is None and _follows_given_name(text, hit):
        return False
    if hit.guard == "head":
        return False
    if hit.guard in ("strong", "strict"):
        return hit.relation in ("direction", "near", "countryside", "distance")
    if hit.guard == "any":
        told = hit.preposition is not None or hit.relation not in ("at", "origin", "metonym")
        return told or _stands_in_its_own_line(text, hit)
    return True


def _stands_in_its_own_line(text: Reading, hit: Hit) -> bool:
    """Whether the hit is an item of a list in lines: nothing but a bullet stands beside it."""
    first, last = text.words[hit.first].token, text.words[hit.last].token
    while first and text.tokens[first - 1].text in "-–—•*":
        first -= 1
    opens = first == 0 or text.tokens[first - 1].kind is TokenKind.BREAK
    return opens and (last + 1 == len(text.tokens) or text.tokens[last + 1].kind is TokenKind.BREAK)


def _head_fits(text: Reading, hit: Hit) -> bool:
    """A site's head word before an ordinary word needs more than a bare noun (سوق، مدرسة، طريق)."""
    head = hit.heads[-1]
    if not hit.places:
        return text.words[hit.name_first].fold not in not_names()
    word = text.words[hit.name_first].fold
    last = hit.last if hit.name_last < 0 else hit.name_last
    if last == hit.name_first and ordinary().get(word) == "head":
        if word in not_names() or (head.in_name and not head.names_unknown):
            return False
        if not agreeing_strictly(hit.places, hit.heads):
            hit.places = ()
            return bool(head.classes & _NAMED_BY_WORDS)
    return True


def _follows_given_name(text: Reading, hit: Hit) -> bool:
    """Whether a given name stands before the hit, for a family's nisba (حاتم جمعة العريبي) also two words before."""
    if hit.first == 0 or not text.words[hit.first].joined or hit.clitics:
        return False
    word = text.words[hit.first].fold
    nisba = hit.first == hit.last and word.startswith("ال") and word.endswith("ي")
    far = nisba and hit.first > 1 and text.words[hit.first - 1].joined
    return any(before.fold in given_names() for before in text.words[hit.first - 1 - far : hit.first])


def _accept_between(text: Reading, before: Hit, doubtful: Hit, after: Hit) -> None:
    """Accepts an ordinary word in a list between two sure places of its division (التوينة والشريعة والحويز)."""
    if before.accepted and after.accepted and text.listed(before, doubtful) and text.listed(doubtful, after):
        near = set.intersection(*({(p.country, p.admin1) for p in sure.places} for sure in (before, after)))
        doubtful.accepted = any((place.country, place.admin1) in near for place in doubtful.places)


def _accept_within(text: Reading, inner: Hit, outer: Hit) -> None:
    """Accepts two doubtful names that vouch for each other: the first is said to lie in a division, the second, and
    does (بحرض في حجة)."""
    if inner.accepted or outer.accepted or "head" in (inner.guard, outer.guard) or not text.linked(inner, outer):
        return
    divisions = {(place.country, place.admin1) for place in outer.places if place.level == "admin1"}
    if any((place.country, place.admin1) in divisions for place in inner.places):
        inner.accepted = outer.accepted = True


def _accept_neighbour(text: Reading, sure: Hit, doubtful: Hit) -> None:
    """Accepts a doubtful name that is listed with a sure one of the same country."""
    if not sure.accepted or doubtful.accepted or doubtful.guard == "head":
        return
    first, second = (sure, doubtful) if sure.first < doubtful.first else (doubtful, sure)
    if not text.listed(first, second):
        return
    near = {(place.country, place.admin1) for place in sure.places}
    doubtful.accepted = any((place.country, place.admin1) in near for place in doubtful.places)
