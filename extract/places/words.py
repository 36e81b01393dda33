"""A text as the words that names are made of: their keys, the clitics they may begin with, and what joins them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from extract.arabic.normalize import MARKS
from extract.arabic.tokens import HASHTAG, LATIN, NUMBER, QUOTE, WORD, Token
from extract.places.gazetteer import bare, word_key
from extract.places.vocabulary import heads

INVISIBLE_OR_MARK = frozenset(chr(c) for a, b in ((0x610, 0x61A), (0x64B, 0x65F)) for c in range(a, b + 1)) | {
    "\u0640", "\u200c", "\u200d", "\u200e", "\u200f", "\u0670",
}  # fmt: skip


class Word(NamedTuple):
    """A token that may be part of a name: its key with and without article, whether it joins the word before, and
    whether an و of its own stands before it (سراقب و النيرب)."""

    token: int
    fold: str
    stem: str
    joined: bool
    conjoined: bool = False


@lru_cache(1 << 16)
def stems(fold: str) -> tuple[tuple[str, str], ...]:
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
def keyed(folded: str) -> tuple[str, str]:
    """The key of a folded word with its article, and without."""
    key = word_key(folded)
    return key, bare(key)


def read_words(tokens: Sequence[Token]) -> list[Word]:
    """The words of `tokens`; two are joined where only quotation marks or a hyphen part them, and behind a head word
    a bracket, a colon or the sign of a hashtag (منطقتي (جريوة ورورو)، قرى: رورو، ناحية #جلولاء)."""
    words: list[Word] = []
    joined = conjoined = False
    for index, token in enumerate(tokens):
        kind = token.kind
        if kind is WORD:
            if token.fold == "و":
                conjoined = True
                continue
            words.append(Word(index, *keyed(token.fold), joined and not conjoined, conjoined))
            joined, conjoined = True, False
        elif kind is HASHTAG:
            words.append(Word(index, *keyed(token.fold.lstrip("#").split("_")[0]), joined and _is_head(words[-1])))
            joined = False
        elif kind in (NUMBER, LATIN):
            words.append(Word(index, token.fold, token.fold, joined))
            joined = True
        elif kind is not QUOTE and token.text not in "-–—":
            joined = joined and token.text in "(:" and _is_head(words[-1])
            conjoined = conjoined and token.text == "("
    return words


def _is_head(word: Word) -> bool:
    return any(stem in heads() for _, stem in stems(word.fold))


def written(text: str) -> str:
    """A word as written, without diacritics, invisible characters and the signs of a hashtag."""
    return "".join(c for c in text if c not in INVISIBLE_OR_MARK).strip("#").replace("_", " ")


def unprefixed(text: str, clitics: str) -> str:
    """A written word without its clitics; للباب is الباب."""
    kept = [c for c in text if c not in MARKS]
    rest = "".join(kept)[len(clitics) :]
    return "ا" + rest if clitics.endswith("ل") and rest.startswith("ل") and not rest.startswith("لا") else rest
