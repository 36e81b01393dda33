"""Words as the coder sees them: their readings, and the phrases of the knowledge tables that they match.

A table (data/*.tsv) names a phrase by its words: lemmas or plain spellings, in any inflection the lexicon knows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from extract.arabic.morphology import Analysis, analyze
from extract.arabic.normalize import fold
from extract.arabic.tokens import HASHTAG, LATIN, NUMBER, QUOTE, WORD, Token

DATA = Path(__file__).parent / "data"
_CACHE = 1 << 16

_PROCLITICS = (
    "وبال",
    "فبال",
    "وكال",
    "ولل",
    "فلل",
    "وال",
    "فال",
    "بال",
    "كال",
    "لل",
    "ال",
    "وب",
    "فب",
    "ول",
    "فل",
    "و",
    "ف",
    "ب",
    "ل",
    "ك",
)
_SHORTEST_STEM = 3


_EMPTY: frozenset[str] = frozenset()


class Word(NamedTuple):
    """What one surface form can be, whatever text it stands in.

    `keys` are the spellings and lemmas under which tables find it; `verb` and `noun` say whether it has such a
    reading, `verb_first` whether the verb is the likelier. `conj`, `prep` and `det` are its proclitics: و or ف, one of
    ب ل ك, the article; `pronoun` its enclitic. `passive` and `active` say which voices its verb readings allow,
    `known` whether the lexicon has it: it is an ordinary word.
    """

    keys: frozenset[str] = _EMPTY
    verb_keys: frozenset[str] = _EMPTY
    noun_keys: frozenset[str] = _EMPTY
    verb: bool = False
    noun: bool = False
    verb_first: bool = False
    active: bool = False
    passive: bool = False
    imperfect: bool = False
    future: bool = False
    conj: str = ""
    prep: str = ""
    det: bool = False
    pronoun: bool = False
    plural: bool = False
    known: bool = False
    tags: frozenset[str] = _EMPTY


_SIGN = Word()
_QUOTE = Word(tags=frozenset({"quote"}))


def word(token: Token) -> Word:
    """The readings of `token`."""
    if token.kind is WORD:
        return _word(token.clean)
    if token.kind in (HASHTAG, LATIN):
        return _name(token.fold)
    if token.kind is NUMBER:
        return _number(token.fold)
    return _QUOTE if token.kind is QUOTE else _SIGN


def as_name(one: Word) -> Word:
    """The word as part of a name: what looks like و and a verb begins no clause there (بلدات كفركلا وحولا)."""
    return one._replace(verb=False, verb_first=False, noun=True) if one.verb_first and one.conj else one


@lru_cache(_CACHE)
def _number(folded: str) -> Word:
    """A figure is part of names only (اللواء 444)."""
    return Word(keys=frozenset({folded}))


@lru_cache(_CACHE)
def _name(folded: str) -> Word:
    keys = frozenset({folded.lstrip("#"), *folded.lstrip("#").split("_")})
    return Word(keys=keys, noun_keys=keys, noun=True)


@lru_cache(_CACHE)
def _word(surface: str) -> Word:
    readings = [reading for reading in analyze(surface) if reading.pos not in ("punc", "digit")]
    folded = fold(surface)
    nouns = _nouns(readings, folded)
    verbs = [] if nouns and surface.endswith("ة") else _verbs(readings)  # استعادة is not استعاده
    best = readings[0] if readings else None
    proclitics = frozenset(best.proclitics) if best else _EMPTY
    spellings = frozenset(_spellings(folded))
    imperfect = bool(verbs) and all(r.aspect == "imperfective" for r in verbs)
    return Word(
        keys=spellings | _lemmas([*verbs, *nouns]),
        verb_keys=_lemmas(verbs),
        noun_keys=(spellings | _lemmas(nouns)) if nouns or not verbs else _EMPTY,
        verb=bool(verbs),
        noun=bool(nouns) or not verbs,
        verb_first=bool(best and best.pos.startswith("verb")),
        active=any(r.voice != "passive" for r in verbs) and (imperfect or not _VOWELLED_PASSIVE.match(surface)),
        passive=any(r.voice == "passive" for r in verbs),
        imperfect=imperfect,
        future="sa" in proclitics,
        conj="و" if "wa" in proclitics else "ف" if "fa" in proclitics else "",
        prep=next((letter for name, letter in (("bi", "ب"), ("li", "ل"), ("ka", "ك")) if name in proclitics), ""),
        det=bool(best and ("al" in proclitics)),
        pronoun=bool(best and best.enclitic),
        plural=bool(best and best.number == "p"),
        known=bool(best and best.origin in ("lexicon", "closed") and best.pos != "noun_prop"),
        tags=frozenset().union(*(r.tags for r in readings)) if readings else _EMPTY,
    )


_VOWELLED_PASSIVE = re.compile("[وف]?\u064e?\\w\u064f")  # قُتل: a perfect whose first letter bears u


def _verbs(readings: Sequence[Analysis]) -> list[Analysis]:
    """The verb readings that news can mean: nobody speaks of himself, and تمّ is not مات in the jussive."""
    verbs = [r for r in readings if r.pos.startswith("verb")]
    if verbs and "light" in verbs[0].tags:
        return [r for r in verbs if "light" in r.tags]
    return [r for r in verbs if r.person != "1"] or verbs


def _nouns(readings: Sequence[Analysis], folded: str) -> list[Analysis]:
    """The other readings that news can mean: nobody speaks of what is his own (مدني is no city of mine), and a word
    that is a lemma itself is no form of a shorter one with a pronoun or in the dual (مديرية: not his directors)."""
    nouns = [r for r in readings if not r.pos.startswith("verb")]
    if nouns and nouns[0] is readings[0] and fold(nouns[0].lemma) == folded:
        return [r for r in nouns if r.enclitic is None and r.number != "d"]
    return [r for r in nouns if r.enclitic != "1s"] or nouns


def _lemmas(readings: Sequence[Analysis]) -> frozenset[str]:
    return frozenset(fold(r.lemma) for r in readings if r.origin != "guess")


def _spellings(folded: str) -> Iterator[str]:
    """The folded form, what is left of it without conjunction, preposition and article, and each in the singular."""
    yield from _singular(folded)
    for clitic in _PROCLITICS:
        stem = folded.removeprefix(clitic)
        if stem != folded and len(stem) >= _SHORTEST_STEM:
            yield from _singular(stem)
            if clitic.endswith("لل"):
                yield "ال" + stem


def _singular(folded: str) -> Iterator[str]:
    """The form, without the endings that a nisba takes (إسرائيلية، حوثيين), and a feminine dual in the singular
    (ملغومتين)."""
    yield folded
    for ending, cut in (("يه", 1), ("يين", 2), ("يون", 2), ("يتين", 3), ("يات", 2)):
        if folded.endswith(ending) and len(folded) - cut > _SHORTEST_STEM:
            yield folded[:-cut]
    if folded.endswith(("تان", "تين")) and len(folded) - 3 > _SHORTEST_STEM:
        yield folded[:-3] + "ه"


def bare(folded: str) -> str:
    """A folded word without its article."""
    return folded[2:] if folded.startswith("ال") and len(folded) > _SHORTEST_STEM + 1 else folded


Value = TypeVar("Value")


class Match(NamedTuple, Generic[Value]):
    """A phrase found at tokens `first` to `last` (exclusive)."""

    first: int
    last: int
    value: Value


class Phrases(Generic[Value]):
    """A table of phrases, looked up at a word: the longest that fits wins.

    `heads` are the keys that phrases begin with: most words have none of them, and need not be looked up.
    """

    def __init__(self) -> None:
        self.heads: set[str] = set()
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        self._under = lru_cache(_CACHE)(self._entries)

    def add(self, phrase: str, value: Value) -> None:
        """Enter `phrase`, its words separated by blanks; a single word written with the article must have it."""
        parts = [fold(part) for part in phrase.split()]
        head, *rest = parts if len(parts) == 1 else [bare(part) for part in parts]
        self.heads.add(head)
        self._by_first.setdefault(head, []).append((tuple(rest), value))
        self._under.cache_clear()

    def openings(self, words: Sequence[Word]) -> list[int]:
        """The indexes of the words that a phrase may begin at."""
        cannot = self.heads.isdisjoint
        return [index for index, word in enumerate(words) if not cannot(word.keys)]

    def _entries(self, keys: frozenset[str]) -> dict[str | None, list[tuple[int, tuple[str, ...], Value]]]:
        """What phrases beginning with any of `keys` go on with, and their values, by their second word (None where
        there is none), each behind its rank: longest first, then by key."""
        entries = [entry for key in sorted(keys) for entry in self._by_first.get(key, ())]
        entries.sort(key=lambda entry: -len(entry[0]))
        by_second: dict[str | None, list[tuple[int, tuple[str, ...], Value]]] = {}
        for rank, (rest, value) in enumerate(entries):
            by_second.setdefault(rest[0] if rest else None, []).append((rank, rest, value))
        return by_second

    def at(self, words: Sequence[Word], index: int, keys: frozenset[str] | None = None) -> list[Match[Value]]:
        """Every phrase that begins at `index`, longest first; `keys` are those of its first word to look under.

        A quotation mark may open behind the first word (جماعة "الحوثي").
        """
        keys = words[index].keys if keys is None else keys
        if self.heads.isdisjoint(keys):
            return []
        entries = self._under(keys)
        if len(entries) == 1 and None in entries:  # phrases of one word: what follows does not matter
            return [Match(index, index + 1, value) for _, _, value in entries[None]]
        after = index + 1
        if after < len(words) and words[after] is _QUOTE:
            after += 1
        following = words[after].keys if after < len(words) else _EMPTY
        fitting = [entry for second in (None, *following) for entry in entries.get(second, ())]
        fitting.sort()
        return [
            Match(index, after + len(rest) if rest else index + 1, value)
            for _, rest, value in fitting
            if len(rest) <= 1 or _go_on(words, after, rest)
        ]


def _go_on(words: Sequence[Word], index: int, parts: Sequence[str]) -> bool:
    """Whether the words from `index` on are `parts`."""
    return index + len(parts) <= len(words) and all(part in words[at].keys for at, part in enumerate(parts, index))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of data/`name`.tsv, comment lines (#) left out."""
    with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(
            csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
        )


@cache
def _word_sets() -> dict[str, frozenset[str]]:
    return {
        row["name"]: frozenset(fold(one.replace("+", " ")) for one in row["words"].split()) for row in rows("word_sets")
    }


def word_set(name: str) -> frozenset[str]:
    """The folded words of one set of data/word_sets.tsv."""
    return _word_sets()[name]
