"""Names that no gazetteer knows, and that the text itself tells to be places."""

from __future__ import annotations

from itertools import pairwise

from extract.places.gazetteer import bare, compounding
from extract.places.hits import Hit, is_wide
from extract.places.reading import Reading, is_word
from extract.places.vocabulary import Head, given_names

_LONGEST_GAP = 12  # words of unknown items between two places of a list


def behind_head(text: Reading, at: int, head: Head) -> int:
    """How many words of an unknown name begin at word `at` behind `head`; 0 where none does."""
    element = text.words[at].fold in compounding() or text.words[at].fold == "عبد"
    if not head.names_unknown or not (element or text.may_name(at)):
        return 0
    if head.names_unknown == "sure" and not (
        _is_told(text, at - 1) and text.is_nameable(at) and text.ends_name(at + 1)
    ):
        return 0
    if text.is_adjective(at) or _known_in(text, at):
        return 0
    quoted = text.quoted(at)
    several = head.number > 1 and any(word.fold[:1] == "و" for word in text.words[at + 1 : at + quoted])
    if quoted and not several:
        return quoted
    if element and not _second_follows(text, at):
        return 0
    size = 2 if element else 1
    size += text.is_part(at + size)
    following = at + size
    if following + 1 < len(text.words) and text.words[following].fold == "بن" and text.words[following + 1].joined:
        return size + 2
    goes_on = following < len(text.words) and text.words[following].joined and not text.conjoined(following)
    if head.number == 1 and ("settlement" in head.classes or head.own_name) and not text.is_ordinary(at) and goes_on:
        size += _is_second(text, following)
    return size


def _known_in(text: Reading, at: int) -> bool:
    """Whether a preposition sets the head word in a known place of several words (بلدات بالضفة الغربية)."""
    place = text.name(at)
    return place is not None and place.size > 1 and place.clitics.endswith(("ب", "ل"))


def _second_follows(text: Reading, at: int) -> bool:
    """Whether the word at `at`, which is no name alone (أم، عبد), is followed by another."""
    return at + 1 < len(text.words) and text.words[at + 1].joined


def _is_told(text: Reading, at: int) -> bool:
    """Whether a preposition says that what begins at word `at` is a place (في جبهة الكوكلي، not كتلة جبهة التوافق)."""
    if text.head(at)[0].endswith("ب"):
        return True
    cue = text.cue(at - 1) if at and text.words[at].joined else None
    return cue is not None and cue[0] in ("in", "on", "near", "direction")


def _is_second(text: Reading, at: int) -> bool:
    """Whether word `at` ends a name of two words, and does not say where the first lies (الطفيلي بشمير)."""
    place = text.name(at)
    return not (place and place.clitics) and text.is_nameable(at) and text.ends_name(at + 1)


def in_list(text: Reading, at: int) -> int:
    """How many words an unknown item of a list has: it must be followed by the next item, a link or a sign."""
    element = text.words[at].fold.removeprefix("و") in compounding()
    if element and not _second_follows(text, at):
        return 0
    if not element and (not text.may_name(at) or text.is_ordinary(at)):
        return 0
    size = 2 if element else 1
    following = at + size + text.is_part(at + size)
    if text.ends_name(following):
        return following - at
    return following + 1 - at if not text.conjoined(following) and _is_second(text, following) else 0


def conjunction(text: Reading, at: int) -> str:
    """The و that is no part of the name that begins at word `at` of a list; behind a comma it often is (واسط)."""
    word = text.words[at]
    if word.conjoined or not text.conjoined(at):
        return ""
    told = word.fold.startswith("وال") or word.fold[1:] in compounding()
    return "و" if told or not text.gap(at) else ""


def _items_between(text: Reading, before: Hit, after: Hit) -> list[Hit]:
    """The unknown items of a list between two of its places (حولا، شاخوط، مركبا), or between one and what they lie by
    (حولا وشاخوط شمال مركبا); none where it is no list."""
    start, end = before.last + 1, after.first
    while end - 1 > start and text.words[end].joined and not text.parted(end) and text.links(end - 1):
        end -= 1
    if not text.parted(start):
        return []
    return _items(text, start, end, end != after.first)


def _items_before(text: Reading, after: Hit, last: int) -> list[Hit]:
    """The unknown items with which a list opens behind a colon (وهي: شاخوط، وحولا)."""
    start = after.first
    while start - 1 > last and after.first - start < _LONGEST_GAP and text.gap(start) != ":":
        start -= 1
    return _items(text, start, after.first, False) if start and text.gap(start) == ":" else []


def _items(text: Reading, start: int, end: int, ended: bool) -> list[Hit]:
    """The words from `start` to `end` as items of a list, if all can only be names and signs or و part them; the last
    is parted from word `end` too, but where that ends it anyhow (`ended`)."""
    if not 0 < end - start < _LONGEST_GAP or not (ended or text.parted(end)):
        return []
    parted = [start, *(at for at in range(start + 1, end) if text.parted(at)), end]
    if len({"\n" in text.gap(at) for at in parted if text.gap(at)}) > 1:
        return []
    items: list[Hit] = []
    for first, following in pairwise(parted):
        clitics = conjunction(text, first)
        element = text.words[first].fold[len(clitics) :] in compounding()
        named = all(map(text.is_nameable, range(first + element, following)))
        if (
            following - first > 2
            or not named
            or _goes_on(text, first)
            or text.words[first].fold.removeprefix("و") in given_names()
        ):
            return []
        items.append(_hit(text, first, following - 1, clitics))
    return items


def _goes_on(text: Reading, at: int) -> bool:
    """Whether و and an ordinary word begin at word `at`: the sentence goes on (، وينحدر فلان من كذا)."""
    surface = text.tokens[text.words[at].token].clean
    return surface.startswith("و") and is_word(surface[1:])


def _said_within(text: Reading, outer: Hit, last: int) -> Hit | None:
    """An unknown name behind word `last` that is said to lie in `outer` (في شاخوط بريف حماة), or None."""
    if not is_wide(outer) or not text.words[outer.first].joined:
        return None
    end = outer.first - 1
    while end > last and text.words[end].joined and text.links(end):
        end -= 1
    if end <= last or not text.is_nameable(end):
        return None
    two = end - 1 > last and text.words[end].joined and text.is_nameable(end - 1, element=True)
    first = end - 1 if two else end
    cue = text.cue(first - 1) if first and text.words[first].joined else None
    hit = _hit(text, first, end, "")
    hit.preposition = "in"
    return hit if cue and cue[0] in ("in", "near") and text.linked(hit, outer) else None


def _hit(text: Reading, first: int, last: int, clitics: str) -> Hit:
    key = "".join(bare(word.fold) for word in text.words[first : last + 1])
    return Hit(first, last, first, clitics, (), (), "", accepted=True, key=key)


def with_unknown(text: Reading, sure: list[Hit]) -> list[Hit]:
    """`sure` with the unknown names that these tell: items of their lists, and what is said to lie in them."""
    found: list[Hit] = []
    for hit, after in zip([None, *sure], [*sure, None], strict=True):
        if hit is not None:
            found.append(hit)
        if hit is not None and after is not None:
            found += _items_between(text, hit, after)
        if after is not None and (not found or found[-1] is hit):
            found += _items_before(text, after, found[-1].last if found else -1)
        if after is not None and (told := _said_within(text, after, found[-1].last if found else -1)):
            found.append(told)
    return found
