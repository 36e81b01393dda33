"""Words, numbers and signs with their offsets in the stored text, and the sentences they make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from extract.arabic.normalize import INVISIBLE, MARKS, check_text, spellings


class TokenKind(StrEnum):
    """What a token is made of."""

    WORD = "word"
    NUMBER = "number"
    DATE = "date"
    HASHTAG = "hashtag"
    LATIN = "latin"
    QUOTE = "quote"
    PUNCT = "punct"
    BREAK = "break"


# An enum's members are slow to look up, and what reads tokens asks for these at every token.
WORD, NUMBER, DATE, HASHTAG, LATIN, QUOTE, PUNCT, BREAK = TokenKind


class Token(NamedTuple):
    """A stretch of the stored text.

    `text` is it as written, at `start` to `end`; `clean` and `fold` are as extract.arabic.normalize makes them.
    """

    text: str
    start: int
    end: int
    kind: TokenKind
    clean: str
    fold: str


# Letters of the Arabic blocks and their presentation forms, without the ornate parentheses.
_LETTER = (
    "\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08b4"
    "\ufb50-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)

_SEP = f"[{INVISIBLE}]?[/.\\-][{INVISIBLE}]?"
_PATTERN = re.compile(
    rf"""
    (?P<word>[{_LETTER}][{_LETTER}{MARKS}{INVISIBLE}]*)
  | (?P<break>[^\S\n\r\x85\u2028\u2029]*[\n\r\x85\u2028\u2029]\s*)
  | (?P<hashtag>\#[{_LETTER}{MARKS}{INVISIBLE}\w]+)
  | (?P<date>\d{{1,4}}{_SEP}\d{{1,2}}{_SEP}\d{{1,4}}(?!\d))
  | (?P<number>\d{{1,3}}(?:[,٬،]\d{{3}})+(?:[.٫]\d+)?(?!\d)|\d+(?:[.,٫]\d+)?)
  | (?P<dash>\u0640+(?![{_LETTER}]))
  | (?P<latin>[^\W\d_{_LETTER}{MARKS}](?:[\w'’-]*\w)?)
  | (?P<quote>["“”„‟«»‹›‘’‚'`])
  | (?P<punct>[^\s{MARKS}{INVISIBLE}])
    """,
    re.VERBOSE,
)
_KINDS = {kind.value: kind for kind in TokenKind} | {"dash": PUNCT}


def tokenize(text: str) -> list[Token]:
    """The tokens of `text` in order; white space and stray marks between them belong to none.

    Digits are split from the letters before them (و3, بـ5); 3.5, 1,500, ١٬٥٠٠ and 14/3/2022 are one token each.
    Raises as extract.arabic.normalize.check_text does.
    """
    make, kinds = Token._make, _KINDS
    tokens = []
    for match in _PATTERN.finditer(check_text(text)):
        surface = match[0]
        tokens.append(make((surface, *match.span(), kinds[match.lastgroup or "punct"], *spellings(surface))))
    return tokens


def is_dash(token: Token) -> bool:
    """Whether the token is a dash, or the lengthening strokes that many outlets write for one (الخرطوم ــ)."""
    return token.kind is PUNCT and not token.text.strip("-–—\u0640")


_STOPS = frozenset(".!?؟…")
_CLOSERS = frozenset("\"”»›’'`)]}")


def sentences(tokens: Sequence[Token]) -> list[range]:
    """The sentences of `tokens` as ranges of token indexes, in order; breaks between paragraphs belong to none.

    A heading or a list item on a line of its own is a sentence, its bullet or number included. A full stop ends a
    sentence unless it stands after a single letter (أ.ف.ب, د.), after the number of a list item (1.) or inside an
    address (sana.sy); quotes and brackets that close right after it belong to the sentence.
    """
    return list(_sentences(tokens))


def _sentences(tokens: Sequence[Token]) -> Iterator[range]:
    start, at, n = 0, 0, len(tokens)
    while at < n:
        token = tokens[at]
        if token.kind is BREAK:
            if at > start:
                yield range(start, at)
            start = at = at + 1
            continue
        at += 1
        if token.text in _STOPS and not _joins(tokens, start, at - 1):
            while (
                at < n
                and (tokens[at].text in _STOPS or tokens[at].text in _CLOSERS)
                and tokens[at].start == tokens[at - 1].end
            ):
                at += 1
            yield range(start, at)
            start = at
    if n > start:
        yield range(start, n)


def _joins(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether the full stop at `stop`, in the sentence from `start`, ends nothing: it touches the token before it."""
    before = tokens[stop - 1]
    if tokens[stop].text != "." or stop == start or before.end != tokens[stop].start:
        return False
    if before.kind in (WORD, LATIN) and len(before.fold) == 1:
        return True
    if before.kind is NUMBER and stop - 1 == start:
        return True
    after = tokens[stop + 1 : stop + 2]
    return before.kind is LATIN and bool(after) and after[0].kind is LATIN and after[0].start == (tokens[stop].end)
