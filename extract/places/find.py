"""Place names in running text: which words name a place, with what head word, and how the text relates to it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extract.arabic.morphology import analyze
from extract.arabic.normalize import MARKS
from extract.arabic.tokens import Token, TokenKind
from extract.places.gazetteer import DATA, Gazetteer, Place, bare, kinds, read_table, word_key


class Head(NamedTuple):
    """A word that says what kind of place the name after it is (مدينة، حقل، ريف)."""

    word: str
    classes: frozenset[str]
    in_name: bool
    own_name: bool
    """Whether it belongs to the name only where that is its own: مسجد النور, but سوق ضحيان is ضحيان."""
    names_unknown: bool
    number: int
    """1, 2 for a dual (قريتي), 3 for a plural (بلدات)."""


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


class _Word(NamedTuple):
    """A token that may be part of a name: its key with and without article, whether it joins the word before, and
    whether an و of its own stands before it (سراقب و النيرب)."""

    token: int
    fold: str
    stem: str
    joined: bool
    conjoined: bool = False


class _Name(NamedTuple):
    """A name found at a word: how many words it has, the clitics before it, and the places it names."""

    size: int
    clitics: str
    places: tuple[Place, ...]
    exact: bool


@dataclass(slots=True)
class _Hit:
    """What may be a place: words `first` to `last`, the name from `name_first` on."""

    first: int
    last: int
    name_first: int
    clitics: str
    heads: tuple[Head, ...]
    places: tuple[Place, ...]
    guard: str
    relation: str = "at"
    direction: str | None = None
    distance_km: float | None = None
    preposition: str | None = None
    within: tuple[Place, ...] = ()
    accepted: bool = False
    key: str = ""
    name_last: int = -1
    """The last word of the name itself, where more words belong to the phrase (ريف إدلب الجنوبي)."""


@lru_cache(1)
def heads() -> dict[str, Head]:
    """Head words by every folded form."""
    table = {}
    for _, row in read_table(DATA / "heads.tsv"):
        for number, forms in enumerate((row["word"], row["dual"], row["plural"]), start=1):
            for form in filter(None, forms.split("|")):
                table[word_key(form)] = Head(
                    row["word"],
                    frozenset(row["classes"].split("|")),
                    row["in_name"] != "",
                    row["in_name"] == "own",
                    row["names_unknown"] == "1",
                    number,
                )
    return table


@lru_cache(1)
def _cues() -> dict[str, tuple[str, str]]:
    return {word_key(row["word"]): (row["cue"], row["value"]) for _, row in read_table(DATA / "cues.tsv")}


@lru_cache(1)
def _ordinary() -> dict[str, str]:
    """Ordinary words and personal names that are places too, and the cue each needs: 'any', 'strong' or 'head'."""
    return {word_key(row["word"]): row["cue"] for _, row in read_table(DATA / "ordinary.tsv")}


@lru_cache(1)
def _months() -> frozenset[str]:
    """Months that a place's name folds into (آب and إب)."""
    return frozenset(word_key(row["word"]) for _, row in read_table(DATA / "ordinary.tsv") if row["what"] == "month")


@lru_cache(1)
def _given_names() -> frozenset[str]:
    return frozenset(
        word_key(row["word"]) for _, row in read_table(DATA / "ordinary.tsv") if row["what"] == "given name"
    )


@lru_cache(1)
def _not_names() -> frozenset[str]:
    """Words that follow a head word without being a name (قرية صغيرة، حقل ألغام)."""
    return frozenset(word_key(row["word"]) for _, row in read_table(DATA / "not_names.tsv"))


@lru_cache(1)
def _phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases that hold a place's name and are none (فيلق القدس، درع الفرات), by their first word."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for _, row in read_table(DATA / "not_places.tsv"):
        words = tuple(word_key(word) for word in row["phrase"].split())
        table.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in table.items()}


@lru_cache(3)
def _joints(use: str) -> frozenset[str]:
    """Words of one use: 'link' stands between a place and what it lies in, 'part' and 'site' end a name."""
    return frozenset(word_key(row["word"]) for _, row in read_table(DATA / "joints.tsv") if row["use"] == use)


@lru_cache(1)
def _elements() -> frozenset[str]:
    """First words that never end a name (أبو، كفر): the word after them belongs to it."""
    return frozenset(row["word"] for _, row in read_table(DATA / "elements.tsv"))


@lru_cache(1 << 16)
def _stems(fold: str) -> tuple[tuple[str, str], ...]:
    """The clitics a folded word may begin with, and what is left: بحلب is بحلب, or ب and حلب."""
    readings = [("", fold)]
    rest, clitics = fold, ""
    if fold[:1] == "و" and len(fold) > 2:
        rest, clitics = fold[1:], "و"
        readings.append((clitics, rest))
    if rest.startswith("لل") and len(rest) > 4:
        readings.append((clitics + "ل", "ال" + rest[2:]))
    elif rest[:1] in ("ب", "ل") and len(rest) > 2:
        readings.append((clitics + rest[0], rest[1:]))
    return tuple(readings)


@lru_cache(1 << 16)
def _keyed(folded: str) -> tuple[str, str]:
    """The key of a folded word with its article, and without."""
    key = word_key(folded)
    return key, bare(key)


def _words(tokens: Sequence[Token]) -> list[_Word]:
    """The words of `tokens`; two are joined where only quotation marks, a hyphen, or a bracket behind a head word
    (منطقتي (جريوة ورورو)) part them."""
    words: list[_Word] = []
    joined = conjoined = False
    for index, token in enumerate(tokens):
        kind = token.kind
        if kind is TokenKind.WORD:
            if token.fold == "و":
                conjoined = True
                continue
            words.append(_Word(index, *_keyed(token.fold), joined and not conjoined, conjoined))
            joined, conjoined = True, False
        elif kind is TokenKind.HASHTAG:
            words.append(_Word(index, *_keyed(token.fold.lstrip("#").split("_")[0]), False))
            joined = False
        elif kind in (TokenKind.NUMBER, TokenKind.LATIN):
            words.append(_Word(index, token.fold, token.fold, joined))
            joined = True
        elif kind is not TokenKind.QUOTE and token.text not in "-–—":
            joined = joined and token.text == "(" and any(stem in heads() for _, stem in _stems(words[-1].fold))
            conjoined = False
    return words


def find_places(tokens: Sequence[Token], gazetteer: Gazetteer) -> list[PlaceMatch]:
    """The places that `tokens` name, in order: names of the gazetteer, and unknown ones that a head word tells.

    Whole names go before shorter ones; a list (بلدات كذا وكذا) yields each of its names. Ordinary words and personal
    names that are places too count only with a cue.
    """
    return _Finder(tokens, gazetteer).matches()


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
_PRONOUNS = ("ها", "هم", "هما", "كم", "نا")
_LONGEST_GAP = 12  # words of unknown items between two places of a list
_LIST_SIGNS = ("", "،", ",", "-", "–", "/", "•", "*")
_AMONG = 4  # places before and after a doubtful name that can tell where it lies
_KNOWN = ("lexicon", "closed", "number")
"""Origins of an analysis that say a word is an ordinary one."""
_OPPOSED = {("N", "E"): "NE", ("N", "W"): "NW", ("S", "E"): "SE", ("S", "W"): "SW"}


class _Start(NamedTuple):
    """What a name may begin with: the clitics before it, the word, its key, and how many words the name may have."""

    clitics: str
    stem: str
    key: str
    longest: int


class _Lookup(NamedTuple):
    """What is asked of a gazetteer again and again, kept by word and by name."""

    opens: Callable[[str], bool]
    starts: Callable[[str], tuple[_Start, ...]]
    spelt: Callable[[str, str], tuple[tuple[Place, ...], bool]]


@lru_cache(4)
def _lookup(gazetteer: Gazetteer) -> _Lookup:
    @lru_cache(1 << 16)
    def starts(folded: str) -> tuple[_Start, ...]:
        found = (_Start(clitics, stem, bare(stem), gazetteer.longest(bare(stem))) for clitics, stem in _stems(folded))
        return tuple(start for start in found if start.longest)

    @lru_cache(1 << 16)
    def opens(folded: str) -> bool:
        """Whether a name, a head word or a phrase can begin with the word; most words are none of these."""
        return bool(starts(folded)) or any(stem in heads() or stem in _phrases() for _, stem in _stems(folded))

    return _Lookup(opens, starts, lru_cache(1 << 16)(gazetteer.spelt))


class _Finder:
    """One pass over one text."""

    def __init__(self, tokens: Sequence[Token], gazetteer: Gazetteer) -> None:
        self.tokens, self.gazetteer = tokens, gazetteer
        self.lookup = _lookup(gazetteer)
        self.names: dict[tuple[int, bool], _Name | None] = {}
        self.words = _words(tokens)
        self.hits: list[_Hit] = []

    # ------------------------------------------------------------------ scanning

    def matches(self) -> list[PlaceMatch]:
        at, opens, words = 0, self.lookup.opens, self.words
        while at < len(words):
            at = self._scan(at) if opens(words[at].fold) else at + 1
        for hit in self.hits:
            self._relate(hit)
        for before, after in zip(self.hits, self.hits[1:], strict=False):
            if before.relation == "between" and after.relation == "at" and self._listed(before, after):
                after.relation = "between"
        self._accept()
        kept = self._with_unknown([hit for hit in self.hits if hit.accepted])
        self._attach(kept)
        return [self._match(hit) for hit in kept]

    def _scan(self, at: int) -> int:
        """Reads what begins at word `at`; returns the word to go on with."""
        self.names.clear()  # names are asked for again nearby only
        skip = self._phrase(at)
        if skip:
            return at + skip
        name = self._name(at)
        clitics, head = self._head(at)
        if name and name.size > 1 and not (head and self._headed(at, name)):
            return self._add(at, (), name)
        if head is None or at + 1 >= len(self.words) or not self.words[at + 1].joined:
            return self._add(at, (), name) if name and head is None else at + 1
        return self._after_heads(at, clitics, [head])

    def _phrase(self, at: int) -> int:
        """How many words of a phrase that is no place begin at word `at`."""
        for _, stem in _stems(self.words[at].fold):
            for phrase in _phrases().get(stem, ()):
                if tuple(word.fold for word in self.words[at + 1 : at + len(phrase)]) == phrase[1:]:
                    return len(phrase)
        return 0

    def _name(self, at: int, clitics: bool = True) -> _Name | None:
        """The longest name of the gazetteer that begins at word `at`."""
        asked = at, clitics
        if asked not in self.names:
            self.names[asked] = self._longest(at, clitics)
        return self.names[asked]

    def _longest(self, at: int, clitics: bool) -> _Name | None:
        best: _Name | None = None
        words = self.words
        for start in self.lookup.starts(words[at].fold):
            if start.clitics and not clitics:
                break
            available = 1
            while available < start.longest and at + available < len(words) and words[at + available].joined:
                available += 1
            for size in range(available, best.size if best else 0, -1):
                following = words[at + 1 : at + size]
                key = start.key + "".join([word.stem for word in following])
                if key in self.gazetteer and not (size == 1 < available and start.stem in _elements()):
                    joined = start.stem + "".join([word.fold for word in following])
                    best = _Name(size, start.clitics, *self.lookup.spelt(key, joined))
                    break
        return best

    def _head(self, at: int) -> tuple[str, Head | None]:
        for clitics, stem in _stems(self.words[at].fold):
            head = heads().get(stem)
            if head:
                return clitics, head
        return "", None

    def _add(self, at: int, before: tuple[Head, ...], name: _Name, first: int | None = None, clitics: str = "") -> int:
        """Notes a name of the gazetteer at word `at` behind `before`, but none that needs a head word and has none;
        returns the word after it."""
        last = at + name.size - 1
        guard = "" if before else self._guard(at, name)
        if guard == "head":
            return last + 1
        own = heads().get(self.words[at].fold[len(name.clitics) :]) if name.size > 1 else None
        places = _agreeing(self._of_several(name, at, before) or name.places, before)
        if before and before[-1].in_name and not _agreeing_strictly(places, before):
            places = tuple(place for place in places if place.notable and name.exact)
        settled = before and before[-1].classes & _SETTLED and not before[-1].in_name
        if before and name.size == 1 and not name.exact and not settled:
            places = ()
        if own and own.in_name and not before:
            places = _agreeing(places, (own,))
        key = "".join(bare(word.fold) for word in self.words[at : last + 1])
        self.hits.append(
            _Hit(
                first=at if first is None else first,
                last=last,
                name_first=at,
                clitics=clitics if before else name.clitics,
                heads=before,
                places=places,
                guard=guard,
                key=key[len(name.clitics) :] if name.clitics else key,
            )
        )
        return last + 1

    def _of_several(self, name: _Name, at: int, before: tuple[Head, ...]) -> tuple[Place, ...]:
        """The places that bear the name with the head word before it in the singular (مخيمي بلاطة والعين)."""
        if not before or before[-1].number == 1 or not before[-1].in_name:
            return ()
        words = self.words[at : at + name.size]
        first = words[0].fold[len(name.clitics) :]
        key = before[-1].word + bare(first) + "".join(word.stem for word in words[1:])
        return self.lookup.spelt(key, before[-1].word + first + "".join(word.fold for word in words[1:]))[0]

    def _guard(self, at: int, name: _Name) -> str:
        """The cue that this name needs to count as a place: '' for none, 'any', 'strong' (or a place of its division
        beside it), 'strict' (strong and no other), or 'head'."""
        if name.size > 1:
            words = [word.fold for word in self.words[at : at + name.size]]
            joined = " ".join(words)
            if words[-2].endswith("الشيخ") and words[-1] in _given_names():
                return "any"
            guard = _ordinary().get(joined[len(name.clitics) :], "" if name.exact else "any")
            ordinary = all(self._is_ordinary(index) for index in range(at, at + name.size))
            return "head" if ordinary and not any(place.notable for place in name.places) else guard
        surface = self.words[at].fold
        stem = dict(_stems(surface))[name.clitics]
        guard = _ordinary().get(stem, "")
        if guard:
            return "" if stem in _months() and self._is_spelt_out(at, name) else guard
        if name.clitics and _ordinary().get(surface):
            return "head"
        if name.clitics.rstrip("بل") != name.clitics and not stem.startswith("ال") and len(stem) < 4:
            return "strong"
        if not name.exact:
            other = f"ال{stem}" if bare(stem) == stem else bare(stem)
            return "head" if _ordinary().get(other) == "head" else "strict"
        if self.gazetteer.well_known(stem):
            return ""
        return "head" if self._is_ordinary(at) else "any"

    def _is_spelt_out(self, at: int, name: _Name) -> bool:
        """Whether the hamza is written as in the place's name: إب is a city, آب a month, اب either."""
        written = _unprefixed(_written(self.tokens[self.words[at].token].text), name.clitics)
        return "إ" in written and any(written in place.names_ar for place in name.places)

    def _after_heads(self, at: int, clitics: str, found: list[Head]) -> int:
        """Reads the names behind the head word at `at`."""
        following = at + 1
        while (
            following + 1 < len(self.words)
            and self.words[following + 1].joined
            and not self._name_of_several(following)
            and (head := heads().get(self.words[following].fold))
        ):
            found.append(head)
            following += 1
        before = tuple(found)
        name = self._name(following, clitics=False)
        if name and found[-1].names_unknown and self._quoted(following) > name.size:  # قرية "قوز بينا", not قوز
            name = None
        if name:
            whole = self._name(following - 1)
            if whole and whole.size > 1 and self._headed(following - 1, whole):
                name = name._replace(places=tuple(dict.fromkeys(name.places + whole.places)), exact=True)
            after = self._add(following, before, name, at, clitics)
            if "road" in found[-1].classes:
                after = self._road(after)
        else:
            size = self._unknown(following, found[-1])
            if not size:
                return at + 1
            after = self._add_unknown(following, size, before, at, clitics)
        if found[-1].number > 1:
            after = self._list(after, before)
        return after

    def _headed(self, at: int, name: _Name) -> bool:
        """Whether the name of the gazetteer at word `at` is a head word and another name of it (مديرية حيس)."""
        _, head = self._head(at)
        if head is None or not head.classes & _SETTLED or (head.in_name and "quarter" not in head.classes):
            return False
        rest = self._name(at + 1, clitics=False) if at + 1 < len(self.words) else None
        return rest is not None and rest.size == name.size - 1

    def _road(self, at: int) -> int:
        """A road is named by its ends (طريق نيالا – كاس): the second belongs to the name of the first."""
        if at < len(self.words) and self._gap(at) in ("-", "–", "—"):
            name = self._name(at, clitics=False)
            if name:
                self.hits[-1].last = at + name.size - 1
                return at + name.size
        return at

    def _name_of_several(self, at: int) -> bool:
        name = self._name(at, clitics=False)
        return name is not None and name.size > 1 and not self._headed(at, name)

    def _add_unknown(self, at: int, size: int, before: tuple[Head, ...], first: int, clitics: str) -> int:
        key = "".join(bare(word.fold) for word in self.words[at : at + size])
        self.hits.append(_Hit(first, at + size - 1, at, clitics, before, (), "", key=key))
        return at + size

    def _unknown(self, at: int, head: Head) -> int:
        """How many words of an unknown name begin at word `at` behind `head`; 0 where none does."""
        element = self.words[at].fold in _elements()
        if not head.names_unknown or not (element or self._may_name(at)):
            return 0
        quoted = self._quoted(at)
        several = head.number > 1 and any(word.fold[:1] == "و" for word in self.words[at + 1 : at + quoted])
        if quoted and not several:
            return quoted
        size = 1
        if element:
            if at + 1 >= len(self.words) or not self.words[at + 1].joined:
                return 0
            size = 2
        size += self._is_part(at + size)
        following = at + size
        goes_on = following < len(self.words) and self.words[following].joined and not self._conjoined(following)
        if head.number == 1 and "settlement" in head.classes and not self._is_ordinary(at) and goes_on:
            size += self._is_nameable(following) and self._ends_name(following + 1)
        return size

    def _may_name(self, at: int) -> bool:
        word = self.words[at]
        kind = self.tokens[word.token].kind
        if kind is not TokenKind.WORD or len(word.fold) < 3:
            return False
        return not any(stem in _not_names() or stem in _cues() or stem in heads() for _, stem in _stems(word.fold))

    def _is_ordinary(self, at: int) -> bool:
        """Whether the lexicon knows the word at `at` as another than a name."""
        readings = analyze(self.tokens[self.words[at].token].clean)
        return bool(readings) and readings[0].origin in _KNOWN and readings[0].pos != "noun_prop"

    def _quoted(self, at: int) -> int:
        """How many words the quotation holds that opens right before word `at`; 0 without one, or for a long one."""
        first = self.words[at].token
        if first == 0 or self.tokens[first - 1].kind is not TokenKind.QUOTE:
            return 0
        for size in range(1, 5):
            if at + size - 1 >= len(self.words):
                return 0
            token = self.words[at + size - 1].token
            if token + 1 < len(self.tokens) and self.tokens[token + 1].kind is TokenKind.QUOTE:
                return size
        return 0

    def _list(self, at: int, before: tuple[Head, ...]) -> int:
        """Reads the further names of a list that a dual or plural head word opened."""
        limit = 1 if before[-1].number == 2 else 40
        while limit and at < len(self.words):
            word = self.words[at]
            parted = self._gap(at)
            conjoined = self._conjoined(at)
            if not (conjoined or parted in ("،", ",")) or parted not in ("", "،", ","):
                break
            name = self._name(at)
            if (
                self._head(at)[1]
                and at + 1 < len(self.words)
                and self.words[at + 1].joined
                and (not name or name.size == 1)
            ):
                break
            if name and name.clitics in ("", "و") and (conjoined or parted):
                at = self._add(at, before, name, clitics=name.clitics)
            else:
                size = self._unknown_in_list(at)
                if not size:
                    break
                at = self._add_unknown(at, size, before, at, "" if parted or word.conjoined else "و")
            limit -= 1
        return at

    def _unknown_in_list(self, at: int) -> int:
        """How many words an unknown item of a list has: it must be followed by the next item, a link or a sign."""
        element = self.words[at].fold.removeprefix("و") in _elements()
        if not element and (not self._may_name(at) or self._is_ordinary(at)):
            return 0
        size = 2 if element else 1
        following = at + size + self._is_part(at + size)
        return following - at if self._ends_name(following) else 0

    def _is_part(self, at: int) -> bool:
        """Whether the word at `at` ends the name before it (تل أحمر غربي), and does not begin what says where that lies
        (شرقي حماة)."""
        if at >= len(self.words) or not self.words[at].joined or self.words[at].fold not in _joints("part"):
            return False
        beside = at + 1 < len(self.words) and self.words[at + 1].joined
        led = beside and (self._name(at + 1, clitics=False) or self._cue(at + 1))
        return self.words[at].fold.startswith("ال") or not led

    def _ends_name(self, at: int) -> bool:
        """Whether a name can end before word `at`: at a sign or a quotation mark, before a link or the next item."""
        if at >= len(self.words):
            return True
        word = self.words[at]
        if not word.joined or self.tokens[self.words[at - 1].token + 1].kind is TokenKind.QUOTE:
            return True
        if self._links(at) or self._is_ordinary(at):
            return True
        return self._head(at)[1] is not None or (word.fold[:1] == "و" and self._name(at) is not None)

    def _gap(self, at: int) -> str:
        """The signs between word `at` and the one before it, quotation marks left out."""
        first, last = (self.words[at - 1].token + 1, self.words[at].token) if at else (0, 0)
        if first == last:
            return ""
        between = self.tokens[first:last]
        signs = (t for t in between if t.kind not in (TokenKind.QUOTE, TokenKind.WORD))
        return "".join("\n" if t.kind is TokenKind.BREAK else t.text for t in signs)

    def _conjoined(self, at: int) -> bool:
        """Whether و joins word `at` to what stands before it."""
        word = self.words[at]
        return word.conjoined or (word.fold[:1] == "و" and len(word.fold) > 2)

    # ------------------------------------------------------------------ what the text says of it

    def _relate(self, hit: _Hit) -> None:
        """Reads the words before the hit, and the directions after a countryside, into its relation."""
        if any("countryside" in head.classes for head in hit.heads):
            hit.relation = "countryside"
            self._directions_after(hit)
        at = hit.first
        clitic = hit.clitics.replace("و", "")
        if clitic:
            hit.preposition = _cues()[clitic][0]
        directions: list[str] = []
        joined = self.words[at].joined and not clitic
        while joined and at > 0 and (cue := self._cue(at - 1)):
            at -= 1
            kind, value = cue
            word = self.words[at]
            if kind == "direction":
                directions.append(value)
            elif kind == "adjective":
                if not self._countryside_of(at, hit):
                    break
            elif kind == "distance":
                break
            elif kind in ("in", "to", "from", "on"):
                hit.preposition = hit.preposition or kind
                if kind == "from" and self._measure(at, hit):
                    break
                beside = self._cue(at - 1) if kind == "from" and at else None
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
        if clitic == "ل" and hit.first and (cue := self._cue(hit.first - 1)) and cue[0] == "adjective":
            self._countryside_of(hit.first - 1, hit)
        if hit.relation == "at" and not hit.heads and not clitic and self._is_dateline(hit):
            hit.relation = "dateline"
        if directions and hit.relation == "at":
            self._measure(at, hit, directions)
        if directions and hit.direction is None:
            hit.direction = _compass(directions)
            if hit.relation == "at":
                hit.relation = "direction"

    def _is_dateline(self, hit: _Hit) -> bool:
        """Whether the hit opens a paragraph as the place of the report ("دمشق – سانا", "غزة / وكالات")."""
        first, last = self.words[hit.first].token, self.words[hit.last].token
        if first and self.tokens[first - 1].kind is not TokenKind.BREAK:
            return False
        return last + 1 < len(self.tokens) and self.tokens[last + 1].text in ("-", "–", "—", "/", "(")

    def _cue(self, at: int) -> tuple[str, str] | None:
        for _, stem in _stems(self.words[at].fold):
            cue = _cues().get(stem)
            if cue and len(stem) > 1:
                return cue
        return None

    def _countryside_of(self, at: int, hit: _Hit) -> bool:
        """Whether the adjective at `at` belongs to الريف (الريف الشمالي لحلب); then the hit is that countryside."""
        directions = []
        while at > 0 and (cue := _cues().get(self.words[at].fold)) and cue[0] == "adjective":
            directions.append(cue[1])
            at -= 1
        if any(stem in ("الريف", "ريفها") for _, stem in _stems(self.words[at].fold)):
            hit.relation, hit.direction = "countryside", _compass(directions)
            return True
        return False

    def _directions_after(self, hit: _Hit) -> None:
        """The adjectives of direction behind a countryside (ريف إدلب الجنوبي الشرقي) belong to it."""
        directions: list[str] = []
        hit.name_last = hit.last
        while hit.last + 1 < len(self.words) and self.words[hit.last + 1].joined:
            cue = _cues().get(self.words[hit.last + 1].fold)
            if not cue or cue[0] != "adjective":
                break
            directions.append(cue[1])
            hit.last += 1
        hit.direction = _compass(directions)

    def _measure(self, at: int, hit: _Hit, known: Sequence[str] = ()) -> bool:
        """Reads "على بعد 5 كم (شمال) من" that ends before the word `at`, with the directions `known` behind it."""
        directions = list(known)
        for back in range(at - 1, max(at - 7, -1), -1):
            cue = self._cue(back)
            if cue and cue[0] == "direction":
                directions.append(cue[1])
            if cue and cue[0] == "distance":
                numbers = [w for w in self.words[back + 1 : at] if self.tokens[w.token].kind is TokenKind.NUMBER]
                units = [_UNITS[w.fold] for w in self.words[back + 1 : at] if w.fold in _UNITS]
                if not units:
                    return False
                if numbers:
                    hit.distance_km = float(numbers[0].fold.replace(",", "")) * units[0]
                hit.relation, hit.direction = "distance", _compass(directions)
                return True
        return False

    # ------------------------------------------------------------------ what counts

    def _accept(self) -> None:
        """Marks the hits that count: first those that need no other's help, then lists, then names cued elsewhere."""
        cued: set[str] = set()
        for hit in self.hits:
            hit.accepted = self._stands_alone(hit)
            if hit.accepted and hit.heads:
                cued.add(hit.key)
        for before, after in zip(self.hits, self.hits[1:], strict=False):
            self._accept_neighbour(before, after)
        for before, after in zip(self.hits[-2::-1], self.hits[:0:-1], strict=False):
            self._accept_neighbour(after, before)
        for hit in self.hits:
            if (
                hit.guard in ("any", "strong", "strict")
                and hit.key in cued
                and (hit.preposition or hit.relation != "at")
            ):
                hit.accepted = True
        sure = [hit for hit in self.hits if hit.accepted]
        for hit in self.hits:
            if hit.guard == "strong" and not hit.accepted and hit.preposition == "in":
                hit.accepted = self._lies_among(hit, sure)

    def _with_unknown(self, sure: list[_Hit]) -> list[_Hit]:
        """`sure` with the unknown names that these tell: items of their lists, and what is said to lie in them."""
        found: list[_Hit] = []
        for hit, after in zip([None, *sure], [*sure, None], strict=True):
            if hit is not None:
                found.append(hit)
            if hit is not None and after is not None:
                found += self._items_between(hit, after)
            if after is not None and (unknown := self._said_within(after, found[-1].last if found else -1)):
                found.append(unknown)
        return found

    def _items_between(self, before: _Hit, after: _Hit) -> list[_Hit]:
        """The unknown items of a list between two of its places (حولا، شاخوط، مركبا); none where it is no list."""
        start, end = before.last + 1, after.first
        if end - 1 > start and self._cue(end - 1) == ("near", ""):  # شاخوط، أطراف حولا
            end -= 1
        if not 0 < end - start < _LONGEST_GAP or not self._parted(start) or not self._parted(end):
            return []
        parted = [at for at in range(start, end + 1) if self._parted(at)]
        if len({"\n" in self._gap(at) for at in parted}) > 1:
            return []
        items: list[_Hit] = []
        for first, following in pairwise(parted):
            clitics = "" if self._gap(first) or not self._conjoined(first) or self.words[first].conjoined else "و"
            element = self.words[first].fold[len(clitics) :] in _elements()
            if following - first > 2 or not all(map(self._is_nameable, range(first + element, following))):
                return []
            items.append(self._unknown_hit(first, following - 1, clitics))
        return items

    def _parted(self, at: int) -> bool:
        """Whether a sign of lists or و parts word `at` from the one before it."""
        gap = self._gap(at).strip("\n")
        return gap in _LIST_SIGNS if self._gap(at) else self._conjoined(at)

    def _said_within(self, outer: _Hit, last: int) -> _Hit | None:
        """An unknown name behind word `last` that is said to lie in `outer` (في شاخوط بريف حماة), or None."""
        if not self._is_wide(outer) or not self.words[outer.first].joined:
            return None
        end = outer.first - 1
        while end > last and self.words[end].joined and self._links(end):
            end -= 1
        if end <= last or not self._is_nameable(end):
            return None
        two = end - 1 > last and self.words[end].joined and self._is_nameable(end - 1, element=True)
        first = end - 1 if two else end
        cue = self._cue(first - 1) if first and self.words[first].joined else None
        hit = self._unknown_hit(first, end, "")
        hit.preposition = "in"
        return hit if cue and cue[0] in ("in", "near") and self._linked(hit, outer) else None

    def _is_wide(self, hit: _Hit) -> bool:
        """Whether the hit is a division or its countryside, or tells a direction: what names are said to lie in."""
        if hit.heads and {"admin1", "district", "countryside"} & hit.heads[-1].classes:
            return True
        return hit.relation in ("direction", "distance") or any(place.level == "admin1" for place in hit.places)

    def _links(self, at: int) -> bool:
        """Whether the word at `at` stands between a place and what it lies in (شرقي، التابعة)."""
        return any(stem in _joints("link") or stem in _cues() for _, stem in _stems(self.words[at].fold))

    def _is_nameable(self, at: int, element: bool = False) -> bool:
        """Whether the word at `at` can only be a name: no lexicon, no table knows it."""
        if element and self.words[at].fold in _elements():
            return True
        return self._may_name(at) and not self._is_ordinary(at) and not self.words[at].fold.endswith(_PRONOUNS)

    def _unknown_hit(self, first: int, last: int, clitics: str) -> _Hit:
        key = "".join(bare(word.fold) for word in self.words[first : last + 1])
        return _Hit(first, last, first, clitics, (), (), "", accepted=True, key=key)

    def _lies_among(self, hit: _Hit, sure: Sequence[_Hit]) -> bool:
        """Whether a sure place nearby lies in the same division (في صور beside قضاء صور، بنت جبيل)."""
        areas = {(place.country, place.admin1) for place in hit.places if place.admin1}
        at = bisect_left(sure, hit.first, key=lambda one: one.first)
        return any(
            other.places and areas.issuperset((place.country, place.admin1) for place in other.places)
            for other in sure[max(0, at - _AMONG) : at + _AMONG]
        )

    def _stands_alone(self, hit: _Hit) -> bool:
        if hit.heads:
            return self._head_fits(hit)
        if hit.relation == "at" and hit.preposition is None and self._follows_given_name(hit):
            return False
        if hit.guard in ("strong", "strict"):
            return hit.relation in ("direction", "near", "countryside", "distance")
        if hit.guard == "any":
            told = hit.preposition is not None or hit.relation not in ("at", "origin", "metonym")
            return told or self._stands_in_its_own_line(hit)
        return True

    def _stands_in_its_own_line(self, hit: _Hit) -> bool:
        """Whether the hit is an item of a list in lines: nothing but a bullet stands beside it."""
        first, last = self.words[hit.first].token, self.words[hit.last].token
        while first and self.tokens[first - 1].text in "-–—•*":
            first -= 1
        opens = first == 0 or self.tokens[first - 1].kind is TokenKind.BREAK
        return opens and (last + 1 == len(self.tokens) or self.tokens[last + 1].kind is TokenKind.BREAK)

    def _head_fits(self, hit: _Hit) -> bool:
        """A site's head word before an ordinary word needs more than a bare noun (سوق، مدرسة، طريق)."""
        head = hit.heads[-1]
        if not hit.places:
            return self.words[hit.name_first].fold not in _not_names()
        word = self.words[hit.name_first].fold
        last = hit.last if hit.name_last < 0 else hit.name_last
        if last == hit.name_first and _ordinary().get(word) == "head":
            if word in _not_names() or (head.in_name and not head.names_unknown):
                return False
            if not _agreeing_strictly(hit.places, hit.heads):
                hit.places = ()
                return bool(head.classes & _NAMED_BY_WORDS)
        return True

    def _follows_given_name(self, hit: _Hit) -> bool:
        if hit.first == 0 or not self.words[hit.first].joined or hit.clitics:
            return False
        return self.words[hit.first - 1].fold in _given_names()

    def _accept_neighbour(self, sure: _Hit, doubtful: _Hit) -> None:
        """Accepts a doubtful name that is listed with a sure one of the same country."""
        if not sure.accepted or doubtful.accepted:
            return
        first, second = (sure, doubtful) if sure.first < doubtful.first else (doubtful, sure)
        if not self._listed(first, second):
            return
        near = {(place.country, place.admin1) for place in sure.places}
        doubtful.accepted = any((place.country, place.admin1) in near for place in doubtful.places)

    def _listed(self, before: _Hit, after: _Hit) -> bool:
        """Whether `after` is the next item of a list that holds `before`."""
        if after.first != before.last + 1:
            return False
        gap = self._gap(after.first)
        conjoined = after.clitics[:1] == "و" or self._conjoined(after.first)
        return gap in ("،", ",", "-", "–", "/") or (gap == "" and conjoined)

    # ------------------------------------------------------------------ results

    def _attach(self, hits: list[_Hit]) -> None:
        """Gives each hit the place it is said to lie in: the next one, where only links stand between them."""
        for before, after in zip(hits[-2::-1], hits[:0:-1], strict=False):
            if self._listed(before, after):
                before.within = after.within
                if not before.within and after.heads and after.relation == "countryside":
                    before.within = ()
            elif self._linked(before, after):
                before.within = after.places or after.within

    def _linked(self, before: _Hit, after: _Hit) -> bool:
        """Whether the words between say that `before` lies in, or by, `after`."""
        if before.relation in ("between", "countryside") and not after.heads:
            return False
        between = range(before.last + 1, after.first)
        if len(between) > 5:
            return False
        for at in (*between, after.first):
            if any(sign not in "()،,«»" for sign in self._gap(at)):
                return False
        if not between:
            return bool(
                after.relation == "countryside"
                or (after.preposition == "in" and after.clitics.endswith("ب"))
                or (
                    after.heads
                    and {"admin1", "district"} & after.heads[-1].classes
                    and not after.clitics.startswith("و")
                )
                or self._gap(after.first) == "("
            )
        return all(
            any(
                stem in _joints("link") or stem in _cues() or stem in heads() for _, stem in _stems(self.words[at].fold)
            )
            for at in between
        ) and not any(self.words[at].fold in ("الي", "من") for at in between[:1])

    def _match(self, hit: _Hit) -> PlaceMatch:
        first, last = self.words[hit.first], self.words[hit.last]
        head = hit.heads[-1] if hit.heads else self._own_head(hit)
        level = self._level(hit)
        start = self._start(hit.first, hit.clitics)
        name_start = hit.name_first
        if hit.heads and self._belongs(hit.heads[-1], hit):
            name_start -= 1
        elif self._is_post(hit):
            name_start += 1
        name = self._text(name_start, hit)
        end = self.tokens[last.token].end
        last_token = last.token
        following = hit.last + 1
        if level == "site" and following < len(self.words) and self.words[following].joined:
            adjective = self.words[following]
            if adjective.fold in _joints("site"):
                name = f"{name} {_written(self.tokens[adjective.token].text)}"
                end, last_token = self.tokens[adjective.token].end, adjective.token
        if end < len(self.tokens[-1].text) + self.tokens[-1].start and last_token + 1 < len(self.tokens):
            closing = self.tokens[last_token + 1]
            opening = [t for t in self.tokens[first.token : last_token] if t.kind is TokenKind.QUOTE]
            if closing.kind is TokenKind.QUOTE and len(opening) == 1:
                end, last_token = closing.end, last_token + 1
        return PlaceMatch(
            start=start,
            end=end,
            first=first.token,
            last=last_token,
            name=name,
            head=head.word if head else None,
            candidates=hit.places,
            level=level,
            relation=hit.relation,
            direction=hit.direction,
            distance_km=hit.distance_km,
            preposition=hit.preposition,
            within=hit.within,
            heading=self._is_heading(first.token, last_token),
        )

    def _belongs(self, head: Head, hit: _Hit) -> bool:
        """Whether the head word before a name belongs to it."""
        if not head.in_name or head.number > 1 or hit.first == hit.name_first or self._own_head(hit):
            return False
        return not (head.own_name and any(place.level == "settlement" for place in hit.places))

    def _is_post(self, hit: _Hit) -> bool:
        """Whether the gazetteer's own name begins with a head word that is no part of names (حاجز، موقع)."""
        own = self._own_head(hit)
        return own is not None and not own.in_name and "checkpoint" in own.classes

    def _own_head(self, hit: _Hit) -> Head | None:
        """The head word that is part of the gazetteer's name (جبل الشيخ)."""
        if hit.last == hit.name_first:
            return None
        return heads().get(self.words[hit.name_first].fold[len(hit.clitics) :])

    def _level(self, hit: _Hit) -> str:
        if hit.relation == "countryside":
            return "area"
        if hit.heads:
            classes = hit.heads[-1].classes
            if "admin1" in classes:
                return "admin1"
            if "area" in classes and not hit.places:
                return "area"
            if self._belongs(hit.heads[-1], hit) and not _agreeing_strictly(hit.places, hit.heads):
                return kinds()[min(classes, key=lambda c: (c in ("settlement", "zone"), c))].level
        levels = {place.level for place in hit.places}
        for level in ("country", "settlement", "site", "area", "admin1"):
            if level in levels:
                return level
        return "settlement"

    def _text(self, name_start: int, hit: _Hit) -> str:
        """The words of the name as written, without clitics before and quotation marks within."""
        last = hit.last if hit.name_last < 0 else hit.name_last
        texts = [_written(self.tokens[word.token].text) for word in self.words[name_start : last + 1]]
        if name_start == hit.first and hit.clitics:
            texts[0] = _unprefixed(texts[0], hit.clitics)
        return " ".join(texts)

    def _start(self, at: int, clitics: str) -> int:
        """The offset of the name in the stored text, behind its clitics."""
        token = self.tokens[self.words[at].token]
        offset, left = 0, len(clitics)
        while left and offset < len(token.text):
            if token.text[offset] not in _INVISIBLE_OR_MARK:
                left -= 1
            offset += 1
        while offset < len(token.text) and token.text[offset] in _INVISIBLE_OR_MARK:
            offset += 1
        return token.start + offset

    def _is_heading(self, first: int, last: int) -> bool:
        """Whether the match is the heading of what follows ("محافظة حلب:", alone in its paragraph)."""
        opens = first == 0 or self.tokens[first - 1].kind is TokenKind.BREAK or self.tokens[first - 1].text in "-–—•*–"
        if not opens or last + 1 >= len(self.tokens):
            return False
        return self.tokens[last + 1].text == ":" or self.tokens[last + 1].kind is TokenKind.BREAK


_INVISIBLE_OR_MARK = frozenset(chr(c) for a, b in ((0x610, 0x61A), (0x64B, 0x65F)) for c in range(a, b + 1)) | {
    "\u0640", "\u200c", "\u200d", "\u200e", "\u200f", "\u0670",
}  # fmt: skip


def _written(text: str) -> str:
    """A word as written, without diacritics, invisible characters and the signs of a hashtag."""
    return "".join(c for c in text if c not in _INVISIBLE_OR_MARK).strip("#").replace("_", " ")


def _clitics_of_cue(fold: str) -> str:
    """The clitics a cue word carries (بريف، بمحيط)."""
    for clitics, stem in _stems(fold):
        if stem in _cues():
            return clitics
    return ""


def _unprefixed(text: str, clitics: str) -> str:
    """A written word without its clitics; للباب is الباب."""
    kept = [c for c in text if c not in MARKS]
    rest = "".join(kept)[len(clitics) :]
    return "ا" + rest if clitics.endswith("ل") and rest.startswith("ل") and not rest.startswith("لا") else rest


def _compass(directions: Sequence[str]) -> str | None:
    """One of eight directions, or C for the middle, from the words of one or two."""
    if not directions:
        return None
    if len(directions) == 1:
        return directions[0]
    pair = tuple(sorted(directions[:2], key="NSEWC".index))
    return _OPPOSED.get((pair[0], pair[1]), directions[0])


def _agreeing_strictly(places: Sequence[Place], before: Sequence[Head]) -> tuple[Place, ...]:
    """The places of the class that the head word names."""
    classes = before[-1].classes
    return tuple(place for place in places if _fits(place, classes))


def _agreeing(places: tuple[Place, ...], before: Sequence[Head]) -> tuple[Place, ...]:
    """The places of the class that the head word names; all, where none is of it."""
    return (_agreeing_strictly(places, before) or places) if before else places


_NAMED_BY_WORDS = frozenset({"quarter", "camp", "mountain", "prison", "road"})
"""Classes whose names are often ordinary words, known or not: حي الزهور, جبل المفتاح."""
_SETTLED = frozenset({"settlement", "district", "quarter"})


def _fits(place: Place, classes: frozenset[str]) -> bool:
    if place.kind in classes:
        return True
    if classes & {"countryside", "area", "checkpoint"}:
        return place.level != "country"
    if "district" in classes or "settlement" in classes:
        return place.kind in _SETTLED
    return "quarter" in classes and place.kind == "settlement"
