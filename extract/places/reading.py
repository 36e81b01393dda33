"""A text as its words: the name, the head word, the cue at each of them, and how they join."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from extract.arabic.morphology import analyze
from extract.arabic.tokens import BREAK, QUOTE, WORD, Token
from extract.places.gazetteer import Gazetteer, Place, bare, compounding
from extract.places.hits import SETTLED, Hit
from extract.places.vocabulary import Head, cues, demonyms, heads, joints, not_names, phrases
from extract.places.words import read_words, stems

_LIST_SIGNS = ("", "،", ",", "-", "–", "/", "•", "*")
_POSSESSIVES = ("ها", "هم", "هما")
_PRONOUNS = ("ها", "هم", "هما", "كم", "نا")
_KNOWN = ("lexicon", "closed", "number")
"""Origins of an analysis that say a word is an ordinary one."""


def is_ordinary(word: str) -> bool:
    """Whether the lexicon knows the word, as written, as another than a name."""
    readings = analyze(word)
    return bool(readings) and readings[0].origin in _KNOWN and readings[0].pos != "noun_prop"


def is_word(word: str) -> bool:
    """Whether any dictionary knows the word, as written, as another than a name."""
    readings = analyze(word)
    return bool(readings) and readings[0].origin != "guess" and readings[0].pos != "noun_prop"


class Name(NamedTuple):
    """A name found at a word: how many words it has, the clitics before it, and the places it names."""

    size: int
    clitics: str
    places: tuple[Place, ...]
    exact: bool


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
        found = (_Start(clitics, stem, bare(stem), gazetteer.longest(bare(stem))) for clitics, stem in stems(folded))
        return tuple(start for start in found if start.longest)

    @lru_cache(1 << 16)
    def opens(folded: str) -> bool:
        """Whether a name, a head word or a phrase can begin with the word; most words are none of these."""
        return bool(starts(folded)) or any(stem in heads() or stem in phrases() for _, stem in stems(folded))

    return _Lookup(opens, starts, lru_cache(1 << 16)(gazetteer.spelt))


class Reading:
    """A text as words, and what the tables and the gazetteer say of each of them."""

    def __init__(self, tokens: Sequence[Token], gazetteer: Gazetteer) -> None:
        self.tokens, self.gazetteer = tokens, gazetteer
        self.words = read_words(tokens)
        self.lookup = _lookup(gazetteer)
        self._names: dict[tuple[int, bool], Name | None] = {}

    def name(self, at: int, clitics: bool = True) -> Name | None:
        """The longest name of the gazetteer that begins at word `at`."""
        asked = at, clitics
        if asked not in self._names:
            self._names[asked] = self._longest(at, clitics)
        return self._names[asked]

    def forget(self) -> None:
        """Drops the names read so far: they are asked for again nearby only."""
        self._names.clear()

    def _longest(self, at: int, clitics: bool) -> Name | None:
        best: Name | None = None
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
                if key in self.gazetteer and not (size == 1 < available and start.stem in compounding()):
                    joined = start.stem + "".join([word.fold for word in following])
                    best = Name(size, start.clitics, *self.lookup.spelt(key, joined))
                    break
        return best

    def head(self, at: int) -> tuple[str, Head | None]:
        """The head word at word `at`, if it is one, and the clitics before it."""
        for clitics, stem in stems(self.words[at].fold):
            head = heads().get(stem)
            if head:
                return clitics, head
        return "", None

    def cue(self, at: int) -> tuple[str, str] | None:
        """What the word at `at` says of the place behind it (cues.tsv), or None."""
        for _, stem in stems(self.words[at].fold):
            cue = cues().get(stem)
            if cue and len(stem) > 1:
                return cue
        return None

    def gap(self, at: int) -> str:
        """The signs between word `at` and the one before it, quotation marks left out."""
        first, last = (self.words[at - 1].token + 1, self.words[at].token) if at else (0, 0)
        if first == last:
            return ""
        between = self.tokens[first:last]
        signs = (t for t in between if t.kind not in (QUOTE, WORD))
        return "".join("\n" if t.kind is BREAK else t.text for t in signs)

    def conjoined(self, at: int) -> bool:
        """Whether و joins word `at` to what stands before it."""
        word = self.words[at]
        return word.conjoined or (word.fold[:1] == "و" and len(word.fold) > 2)

    def is_ordinary(self, at: int) -> bool:
        """Whether the word at `at` is an ordinary one (is_ordinary)."""
        return is_ordinary(self.tokens[self.words[at].token].clean)

    def is_adjective(self, at: int) -> bool:
        """Whether the word at `at` is an ordinary adjective without article (منطقة خالية)."""
        word = self.tokens[self.words[at].token].clean
        return is_ordinary(word) and analyze(word)[0].pos == "adj" and not self.words[at].fold.startswith("ال")

    def may_name(self, at: int) -> bool:
        """Whether the word at `at` can be a name behind a head word: no table knows it as another word."""
        word = self.words[at]
        kind = self.tokens[word.token].kind
        if kind is not WORD or len(word.fold) < 3:
            return False
        if word.fold.endswith(_POSSESSIVES) and self.is_ordinary(at):
            return False
        return not any(stem in not_names() or stem in cues() or stem in heads() for _, stem in stems(word.fold))

    def is_nameable(self, at: int, element: bool = False) -> bool:
        """Whether the word at `at` can only be a name: no lexicon, no table knows it."""
        if element and self.words[at].fold in compounding():
            return True
        return self.may_name(at) and not self.is_ordinary(at) and not self.words[at].fold.endswith(_PRONOUNS)

    def links(self, at: int) -> bool:
        """Whether the word at `at` stands between a place and what it lies in (شرقي، التابعة)."""
        return any(stem in joints("link") or stem in cues() for _, stem in stems(self.words[at].fold))

    def quoted(self, at: int) -> int:
        """How many words the quotation or bracket holds that opens right before word `at`, or its first item where it
        holds a list (بلدات "كذا، كذا كذا، كذا"); 0 for none or a long one."""
        first = self.words[at].token
        if first == 0 or not _is_quote(self.tokens[first - 1]):
            return 0
        for size in range(1, 5):
            if at + size - 1 >= len(self.words):
                return 0
            if size > 1 and self.gap(at + size - 1):
                return size - 1
            token = self.words[at + size - 1].token
            if token + 1 < len(self.tokens) and _is_quote(self.tokens[token + 1]):
                return size
        return 0

    def is_part(self, at: int) -> bool:
        """Whether the word at `at` ends the name before it (تل أحمر غربي), and does not begin what says where that lies
        (شرقي حماة)."""
        if at >= len(self.words) or not self.words[at].joined or self.words[at].fold not in joints("part"):
            return False
        beside = at + 1 < len(self.words) and self.words[at + 1].joined
        led = beside and (self.name(at + 1, clitics=False) or self.cue(at + 1) or self.head(at + 1)[1])
        return self.words[at].fold.startswith("ال") or not led

    def ends_name(self, at: int) -> bool:
        """Whether a name can end before word `at`: at a sign or a quotation mark, before a link or the next item."""
        if at >= len(self.words):
            return True
        word = self.words[at]
        if not word.joined or self.tokens[self.words[at - 1].token + 1].kind is QUOTE:
            return True
        if self.links(at) or self.is_ordinary(at):
            return True
        return self.head(at)[1] is not None or (word.fold[:1] == "و" and self.name(at) is not None)

    def parted(self, at: int) -> bool:
        """Whether a sign of lists or و parts word `at` from the one before it."""
        if at >= len(self.words):
            return False
        gap = self.gap(at).strip("\n")
        return gap in _LIST_SIGNS if self.gap(at) else self.conjoined(at)

    def listed(self, before: Hit, after: Hit) -> bool:
        """Whether `after` is the next item of a list that holds `before`."""
        if after.first != before.last + 1:
            return False
        gap = self.gap(after.first)
        conjoined = after.clitics[:1] == "و" or self.conjoined(after.first)
        return gap in ("،", ",", "-", "–", "/") or (gap == "" and conjoined)

    def linked(self, before: Hit, after: Hit) -> bool:
        """Whether the words between say that `before` lies in, or by, `after`."""
        if before.relation in ("between", "countryside") and not after.heads:
            return False
        between = range(before.last + 1, after.first)
        if len(between) > 5 or any(map(self._begins_anew, (*between, after.first))):
            return False
        for at in (*between, after.first):
            if any(sign not in "()،,«»" for sign in self.gap(at)):
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
                or self.gap(after.first) == "("
            )
        if between and self.words[between[0]].fold in ("الي", "من"):
            return False
        return all(any(_is_link(stem) for _, stem in stems(self.words[at].fold)) for at in between)

    def _begins_anew(self, at: int) -> bool:
        """Whether an و that is no part of the word `at` parts it from the one before (بنش ومناطق في حلب)."""
        return self.conjoined(at) and not _is_link(self.words[at].fold)

    def headed(self, at: int, name: Name) -> bool:
        """Whether the name of the gazetteer at word `at` is a head word and another name of it (مديرية حيس), or the
        beginning of one (قرية عين in قرية عين القاضي)."""
        _, head = self.head(at)
        if head is None or not head.classes & SETTLED or (head.in_name and "quarter" not in head.classes):
            return False
        rest = self.name(at + 1, clitics=False) if at + 1 < len(self.words) else None
        return rest is not None and rest.size >= name.size - 1

    def name_of_several(self, at: int) -> bool:
        """Whether a name of several words begins at word `at`, which is more than a head word and a name."""
        name = self.name(at, clitics=False)
        return name is not None and name.size > 1 and not self.headed(at, name)

    def phrase(self, at: int) -> int:
        """How many words of a phrase that is no place begin at word `at`."""
        for _, stem in stems(self.words[at].fold):
            for phrase in phrases().get(stem, ()):
                if tuple(word.fold for word in self.words[at + 1 : at + len(phrase)]) == phrase[1:]:
                    return len(phrase)
        return 0


def _is_quote(token: Token) -> bool:
    return token.kind is QUOTE or token.text in ("(", ")")


def _is_link(word: str) -> bool:
    """Whether the word stands between a place and what it lies in."""
    return word in joints("link") or word in cues() or word in heads() or (word[:2] == "ال" and word in demonyms())
