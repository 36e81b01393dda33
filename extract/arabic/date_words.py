"""Tokens as the words of a date phrase: months, weekdays, units, prepositions, numbers, each with its class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.arabic.calendars import HIJRI_YEARS, Calendar
from extract.arabic.normalize import fold
from extract.arabic.numerals import Numeral
from extract.arabic.tables import forms, read_table
from extract.arabic.tokens import Token, TokenKind

Value = int | str | tuple[Calendar, int] | None


class Word(NamedTuple):
    """What stands in tokens `first` up to `last`: a class of data/date_words.tsv (or one of those below), its value.

    Besides the classes of the table: month and weak_month (calendar, number), number (1–31), ordinal, year (four
    digits), count (any other number), date (digits with separators), the signs comma, dash, slash, open, close and
    stop, the proclitics and, by, for, and other.
    """

    kind: str
    value: Value
    first: int
    last: int


class _Entry(NamedTuple):
    rest: tuple[str, ...]
    kind: str
    value: Value
    joined: bool
    preposition: str
    hamza: bool


_SIGNS = {
    "،": "comma", ",": "comma", "-": "dash", "–": "dash", "—": "dash", "/": "slash", "\\": "slash",
    "و": "and", "ب": "by", "ل": "for", "(": "open", "[": "open", ")": "close", "]": "close",
}  # fmt: skip
_PROCLITIC_KINDS = {"ب": "by", "ل": "for"}
_KINDS = {TokenKind.DATE: "date", TokenKind.PUNCT: "stop", TokenKind.BREAK: "stop"}
_SHADDA = "\u0651"
_YEARS = range(1900, 2101)


def _rows() -> Iterator[tuple[str, str, Value]]:
    for row in read_table("date_words"):
        value = row["value"]
        yield row["words"], row["class"], int(value) if value.lstrip("-").isdecimal() else value or None
    for row in read_table("months"):
        kind = "month" if row["alone"] == "yes" else "weak_month"
        yield row["words"], kind, (Calendar(row["calendar"]), int(row["month"]))


def _entries() -> dict[str, list[_Entry]]:
    """The entries by their first word; a word as the table has it comes before one made of it with proclitics."""
    entries: dict[str, list[_Entry]] = {}
    for plain in (True, False):
        for words, kind, value in _rows():
            head, *rest = words.split()
            tail = tuple(fold(word) for word in rest)
            for form in forms(head):
                if plain is not (form.conjunction == form.preposition == ""):
                    continue
                known = entries.setdefault(form.fold, [])
                if all(entry.rest != tail for entry in known):
                    known.append(_Entry(tail, kind, value, bool(form.conjunction), form.preposition, "ئ" in words))
    for known in entries.values():
        known.sort(key=lambda entry: -len(entry.rest))
    return entries


_ENTRIES = _entries()


def date_words(tokens: Sequence[Token], written: Sequence[Numeral]) -> list[Word]:
    """`tokens` as words of date phrases, every token in one of them (a proclitic shares the token of its word);
    `written` are their numerals."""
    starts = {numeral.first: numeral for numeral in written}
    words: list[Word] = []
    add, make, entries, signs, size = words.append, Word._make, _ENTRIES, _SIGNS, len(tokens)
    at = 0
    while at < size:
        token = tokens[at]
        known = entries.get(token.fold)
        if known is not None and (entry := _match(tokens, at, known)) is not None:
            last = at + 1 + len(entry.rest)
            words.extend(_proclitics(at, entry.joined, entry.preposition))
            add(Word(entry.kind, entry.value, at, last))
            at = last
        elif at in starts:
            numeral = starts[at]
            words.extend(_proclitics(at, numeral.joined and token.kind is TokenKind.WORD, numeral.preposition))
            add(_number(numeral, token))
            at = numeral.last
        else:
            add(make((signs.get(token.fold) or _KINDS.get(token.kind, "other"), token.clean, at, at + 1)))
            at += 1
    return words


def _match(tokens: Sequence[Token], at: int, known: list[_Entry]) -> _Entry | None:
    """The longest entry whose words stand at `at`.

    Sloppy spelling writes ي for ئ, never ئ for ي (لئلا is not ليلا); a shadda makes the verb of فجر.
    """
    spelling = tokens[at].clean
    following = tokens[at + 1].fold if at + 1 < len(tokens) else None
    for entry in known:
        if ("ئ" in spelling and not entry.hamza) or (entry.kind == "part" and _SHADDA in spelling):
            continue
        rest = entry.rest
        if not rest or (
            rest[0] == following and rest == tuple(token.fold for token in tokens[at + 1 : at + 1 + len(rest)])
        ):
            return entry
    return None


def _proclitics(at: int, joined: bool, preposition: str) -> Iterator[Word]:
    if joined:
        yield Word("and", None, at, at + 1)
    if preposition in _PROCLITIC_KINDS:
        yield Word(_PROCLITIC_KINDS[preposition], None, at, at + 1)


def _number(numeral: Numeral, token: Token) -> Word:
    value = int(numeral.value)
    if numeral.ordinal:
        kind = "ordinal"
    elif numeral.value != value:
        kind = "other"
    elif 1 <= value <= 31:
        kind = "number"
    elif value in _YEARS or value in HIJRI_YEARS:
        written = token.kind is TokenKind.NUMBER and token.text.isdecimal() and numeral.last == numeral.first + 1
        kind = "year" if written else "year_in_words"
    else:
        kind = "count"
    return Word(kind, value, numeral.first, numeral.last)
