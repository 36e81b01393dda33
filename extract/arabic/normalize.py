"""Spelling: what is checked before text is read, and the key under which spellings of one word meet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from extract.errors import TextError

_CACHE = 1 << 16

# Short vowels, tanwin, shadda, sukun, Qur'anic marks and the dagger alif.
MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
# Tatweel, soft hyphen, zero-width characters, bidi marks and embeddings, variation selectors, the BOM.
INVISIBLE = "\u0640\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u061c"

_MARKS = re.compile(f"[{MARKS}]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_DIGITS = {
    ord(digit): str(value)
    for zero in "\u0660\u06f0"
    for value, digit in enumerate(map(chr, range(ord(zero), ord(zero) + 10)))
}
# Persian, Urdu and Kurdish keyboards' letters for Arabic ones, and the separators of Arabic-Indic numbers.
_LETTERS = {ord(a): b for a, b in zip("کگیېےہەۀ", "ككيييههه", strict=True)} | {0x066B: ".", 0x066C: ","}
_CLEAN = _DIGITS | _LETTERS
_FOLD = {ord(a): b for a, b in zip("أإآٱىةؤئ", "اااايهوي", strict=True)}


def check_text(text: object) -> str:
    """`text` itself where it is a str that can be encoded.

    Raises TypeError for anything else (None, bytes), TextError for unpaired surrogates.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__}: decode bytes first (extract.page.decode)")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise TextError(
            f"character {error.start} of the text is the unpaired surrogate {text[error.start]!a}: "
            "it was decoded wrongly; decode the bytes again or replace it"
        ) from None
    return text


@lru_cache(_CACHE)
def clean(text: str) -> str:
    """`text` with compatibility forms composed (NFKC), nothing invisible, Arabic letters and ASCII digits.

    Diacritics stay: they alone tell the passive from the active.
    """
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_CLEAN)
    return text


@lru_cache(_CACHE)
def fold(text: str) -> str:
    """The key under which spellings of one word meet: `clean`, without diacritics, hamza seats, ى and ة, lower case."""
    return _MARKS.sub("", clean(text)).translate(_FOLD).casefold()


@lru_cache(_CACHE)
def spellings(text: str) -> tuple[str, str]:
    """`clean` and `fold` of `text`."""
    return clean(text), fold(text)


def without_marks(text: str) -> str:
    """`text` without diacritics."""
    return _MARKS.sub("", text)
