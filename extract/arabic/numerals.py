"""Numbers as they are written: digits of every script, number words with their polarity, scales and ordinals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extract.arabic.tables import forms, read_table
from extract.arabic.tokens import Token, TokenKind

Number = int | float


class Numeral(NamedTuple):
    """A number as it is written in tokens `first` up to `last`, before it is asked what it counts.

    `joined` says that و or ف is written together with its first word; `preposition` is the ب، ل or ك there.
    """

    first: int
    last: int
    value: Number
    ordinal: bool = False
    definite: bool = False
    joined: bool = False
    preposition: str = ""


class _Word(NamedTuple):
    value: int
    role: str
    joined: bool
    preposition: str
    definite: bool

    @property
    def bare(self) -> bool:
        """Whether no proclitic is written together with it."""
        return not self.joined and not self.preposition


def _numeral_words() -> dict[str, _Word]:
    words: dict[str, _Word] = {}
    for row in read_table("numerals"):
        spellings = [row["word"]] + ([] if row["article"] == "no" else ["ال" + row["word"]])
        for spelling in spellings:
            for form in forms(spelling):
                word = _Word(int(row["value"]), row["role"], bool(form.conjunction), form.preposition, form.definite)
                words.setdefault(form.fold, word)
    return words


_WORDS = _numeral_words()
_DIGITS_AT_MOST = 15
# واحد and وأحد are spelled alike once hamzas are folded: before عشر it is the latter.
_ONE = _WORDS["واحد"]
_AND_ONE = _Word(1, "teen_unit", True, "", False)
_TEN = frozenset(key for key, word in _WORDS.items() if word.role == "ten" and word.bare)
_THREE = 3  # ثلاث مئة, but مئة and مئتان
_CEILING = 10**12
_TAIL_AT_LEAST = 100  # ألف و500 is a number, ألف و5 two
_TANWIN = "\u064b"


def numerals(tokens: Sequence[Token]) -> list[Numeral]:
    """The numbers of `tokens` in order, in digits and in words: 1,500، ٣٫٥، ثلاثة وعشرون، 3 آلاف، الخامس والعشرين."""
    found: list[Numeral] = []
    done = 0
    words, number = _WORDS, TokenKind.NUMBER
    for at in [i for i, token in enumerate(tokens) if token.kind is number or token.fold in words]:
        if at >= done and (numeral := _numeral(tokens, at)):
            found.append(numeral)
            done = numeral.last
    return found


def _numeral(tokens: Sequence[Token], at: int) -> Numeral | None:
    token = tokens[at]
    if token.kind is TokenKind.NUMBER:
        value = _digits(token.clean)
        if value is None:
            return None
        last, value = _scaled(tokens, at + 1, value)
        return Numeral(at, last, value, joined=at > 0 and tokens[at - 1].fold == "و")
    head = _word(tokens, at)
    if head is None or head.role == "scale_plural":
        return None
    if head.role.startswith("ordinal"):
        last, value = _ordinal(tokens, at, head)
        return Numeral(at, last, value, True, head.definite, head.joined, head.preposition)
    if head.role == "teen_unit" and not _follows_teen_unit(tokens, at):
        return None
    last, value = _cardinal(tokens, at)
    return Numeral(at, last, value, False, head.definite, head.joined, head.preposition)


def _digits(text: str) -> Number | None:
    """The value of digits; a comma, and a point before exactly three digits, part thousands. None for codes."""
    if len(text) > _DIGITS_AT_MOST:
        return None
    plain = text.replace("،", ",")
    if re.fullmatch(r"[1-9]\d{0,2}([.,]\d{3})+", plain):
        return int(re.sub("[.,]", "", plain))
    plain = plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def _word(tokens: Sequence[Token], at: int) -> _Word | None:
    if at >= len(tokens):
        return None
    word = _WORDS.get(tokens[at].fold)
    if word is _ONE and ("أ" in tokens[at].clean or (at + 1 < len(tokens) and tokens[at + 1].fold in _TEN)):
        return _AND_ONE
    return word


def _addend(tokens: Sequence[Token], at: int) -> tuple[int, _Word | None]:
    """The number word that و joins at `at`, with its index: وعشرون, or a و that stands alone before it."""
    word = _word(tokens, at)
    if word is not None and word.joined:
        return at, word
    if at < len(tokens) and tokens[at].fold == "و":
        word = _word(tokens, at + 1)
        return at + 1, word if word is not None and not word.joined else None
    return at, None


def _follows_teen_unit(tokens: Sequence[Token], at: int) -> bool:
    after = _word(tokens, at + 1)
    return (after is not None and after.role == "ten" and not after.joined) or (
        (joined := _addend(tokens, at + 1)[1]) is not None and joined.role == "tens"
    )


def _ordinal(tokens: Sequence[Token], at: int, head: _Word) -> tuple[int, int]:
    """الحادي عشر، الخامس والعشرين: the index after the ordinal at `at`, and its value."""
    after = _word(tokens, at + 1)
    if head.role == "ordinal_unit":
        if after is not None and after.role == "ten" and not after.joined:
            return at + 2, head.value + 10
        index, joined = _addend(tokens, at + 1)
        if joined is not None and joined.role == "tens" and joined.definite == head.definite:
            return index + 1, head.value + joined.value
    return at + 1, head.value


def _cardinal(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """The index after the number words that begin at `at`, and their value: groups below a thousand, each scaled."""
    total, ceiling, last, index = 0, _CEILING, at, at
    while True:
        group, last_of_group = _group(tokens, index)
        scale = _scale(tokens, last_of_group, group is not None)
        if scale is None:
            return (last_of_group, total + group) if group is not None else (last, total)
        factor, unit = scale
        if unit >= ceiling:
            return last, total
        total, ceiling, last = total + (1 if group is None else group) * factor, unit, last_of_group + 1
        tail = _thousands_tail(tokens, last, ceiling)
        if tail is not None:
            return last + 2, total + tail
        index, joined = _addend(tokens, last)
        if joined is None or joined.role.startswith("ordinal") or joined.value >= ceiling:
            return last, total
        if joined.role == "teen_unit" and not _follows_teen_unit(tokens, index):
            return last, total


def _group(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """The number below a thousand at `at` and the index after it; None where a scale stands there at once."""
    word = _word(tokens, at)
    if word is None or word.role.startswith("scale"):
        return None, at
    last, value = _below_thousand(tokens, at, word)
    return value, last


def _scale(tokens: Sequence[Token], at: int, after_group: bool) -> tuple[int, int] | None:
    """The scale at `at`: by what it multiplies, and its unit (ألفين: 2000, 1000)."""
    word = _word(tokens, at)
    if word is None or not word.role.startswith("scale") or (after_group and not word.bare):
        return None
    if word.role == "scale_dual":
        return None if after_group else (word.value, word.value // 2)
    doubled = word.role == "scale_or_dual" and not after_group and _TANWIN not in tokens[at].clean
    return (word.value * 2 if doubled else word.value), word.value


def _thousands_tail(tokens: Sequence[Token], at: int, ceiling: int) -> int | None:
    """ألف و500: digits that و joins to a scale and that are below it."""
    if at + 1 >= len(tokens) or tokens[at].fold != "و" or not tokens[at + 1].text.isdecimal():
        return None
    value = _digits(tokens[at + 1].clean)
    return value if isinstance(value, int) and _TAIL_AT_LEAST <= value < ceiling else None


def _below_thousand(tokens: Sequence[Token], at: int, head: _Word) -> tuple[int, int]:
    """A group below a thousand: its hundreds, then its units, its tens, or both."""
    after = _word(tokens, at + 1)
    last, value = at + 1, head.value
    if head.role == "unit" and head.value >= _THREE and after is not None and after.role == "hundred" and after.bare:
        last, value, head = at + 2, head.value * 100, after
    if head.role in ("hundred", "hundreds"):
        index, joined = _addend(tokens, last)
        roles = ("unit", "ten", "tens", "teen_unit" if _follows_teen_unit(tokens, index) else "unit")
        if joined is not None and joined.role in roles:
            last, rest = _below_hundred(tokens, index, joined)
            value += rest
        return last, value
    return _below_hundred(tokens, at, head)


def _below_hundred(tokens: Sequence[Token], at: int, head: _Word) -> tuple[int, int]:
    after = _word(tokens, at + 1)
    if head.role in ("unit", "teen_unit") and head.value:
        if after is not None and after.role == "ten" and after.bare:
            return at + 2, head.value + 10
        index, joined = _addend(tokens, at + 1)
        if joined is not None and joined.role == "tens" and not joined.preposition:
            return index + 1, head.value + joined.value
    return at + 1, head.value


def _scaled(tokens: Sequence[Token], at: int, value: Number) -> tuple[int, Number]:
    """Digits before a scale: 3 آلاف، 1.5 مليون، 10 آلاف و500."""
    word = _word(tokens, at)
    if word is None or word.role not in ("scale", "scale_plural", "scale_or_dual") or not word.bare or word.definite:
        return at, value
    total = value * word.value
    total = int(total) if isinstance(total, float) and total.is_integer() else total
    tail = _thousands_tail(tokens, at + 1, word.value)
    return (at + 3, total + tail) if tail is not None else (at + 1, total)


def is_joined(key: str) -> bool:
    """Whether a folded token is a number word that و or ف is written together with: وخمسة."""
    return key in _WORDS and _WORDS[key].joined
