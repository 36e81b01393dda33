"""A name in Latin letters for places that have none: what a reader of maps would expect, without signs."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.arabic.normalize import clean, fold, without_marks
from extract.places.gazetteer import DATA, read_table, word_key

_LETTERS = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "آ": "a", "أ": "a", "إ": "i", "ى": "a", "ة": "a",
    "ؤ": "u", "ئ": "i", "ء": "", "پ": "p", "چ": "ch", "ڤ": "v", "گ": "g", "ژ": "zh",
}  # fmt: skip
_VOWELS = frozenset("aiu")
_WEAK = frozenset("اويآ")
_OPEN = frozenset("اآة")


@lru_cache(1)
def _words() -> dict[str, str]:
    """Usual spellings of words that many names share (تل: Tell)."""
    return {row["word"]: row["latin"] for _, row in read_table(DATA / "latin.tsv")}


def romanise(name: str) -> str:
    """`name` in Latin letters, each word capitalised; short vowels that Arabic does not write are supplied as a."""
    return " ".join(_word(word) for word in without_marks(clean(name)).replace("-", " ").split())


def _word(word: str) -> str:
    article = "Al-" if word.startswith("ال") and len(word) > 4 else ""
    stem = word.removeprefix("ال") if article else word
    return article + (_words().get(word_key(fold(stem))) or _spell(stem).capitalize())


def _spell(word: str) -> str:
    """One word letter by letter; و and ي are vowels between consonants, clusters of consonants get an a."""
    letters = []
    for at, letter in enumerate(word):
        before = word[at - 1] if at else ""
        after = word[at + 1] if at + 1 < len(word) else ""
        vowel = at > 0 and before not in _WEAK
        if after == "ة" and letter in "وي" and vowel:
            letters.append("uw" if letter == "و" else "iy")
        elif letter == "و" and vowel and word[at + 1 :] == "ي":
            letters.append("aw")
        elif letter == "ي" and at and not after:
            letters.append("y" if before in "اآ" else "i")
        elif letter in "وي" and vowel and after not in _OPEN:
            letters.append("u" if letter == "و" else "i")
        else:
            letters.append(_LETTERS.get(letter, letter))
    spelt = ""
    for at, part in enumerate(letters):
        if spelt and part and part[0] not in _VOWELS and spelt[-1] not in _VOWELS:
            following = letters[at + 1] if at + 1 < len(letters) else ""
            closed = len(spelt) > 1 and len(letters[at - 1]) and at > 1 and letters[at - 2][-1:] in _VOWELS
            if not closed or not following or following[0] not in _VOWELS:
                spelt += "a"
        spelt += part
    return re.sub(r"a{2,}", "a", spelt)
