"""Arabic word formation: a root poured into a template, its weak radicals resolved, and the result spelled.

Words are written in a notation of their sounds: consonants are Arabic letters (hamza is ء), ``a i u`` short and
``A I U`` long vowels, ``E`` a final ى, ``T`` ة. While a word is being made, ``W Y`` stand for a middle and ``w y``
for a last radical that is a glide and may give way; ``X`` is any consonant that follows, ``P`` a pronoun that
follows, ``N`` the end of a noun. The rules are those of any reference grammar of Arabic (Wright I, §§ 120-185).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FATHA, DAMMA, KASRA, SHADDA, SUKUN = "\u064e", "\u064f", "\u0650", "\u0651", "\u0652"

_C = "[ء-غف-يX]"
_V = "[aiuAIU]"
_LETTERS = str.maketrans({"'": "ء", "t": "ت", "n": "ن", "s": "س", "m": "م"})
_GLIDES = "وي"

# The ت of form VIII takes after the first radical; in the first row the radical takes after it too.
_FORM_VIII = [
    (re.compile(r"^([iu]|مu|)[وي]ت"), r"\1تت"),
    (re.compile(r"^([iu]|مu|)[دذ]ت"), r"\1دد"),
    (re.compile(r"^([iu]|مu|)زت"), r"\1زد"),
    (re.compile(r"^([iu]|مu|)([صض])ت"), r"\1\2ط"),
    (re.compile(r"^([iu]|مu|)[طظ]ت"), r"\1طط"),
]

_GLIDE_BETWEEN = [
    (re.compile(rf"({_C})[WY]A({_C})N"), r"\1A\2aTN"),  # إقوام → إقامة
    (re.compile(r"i[WY]A"), "iيA"),  # انقواد → انقياد
    (re.compile(r"A[WY]i"), "Aءi"),  # قاوِل → قائل
    (re.compile(r"a[WY][aiu]"), "A"),  # قَوَل → قال
    (re.compile(r"u[WY]i"), "I"),  # قُوِل → قيل
    (re.compile(rf"({_C})WU"), r"\1U"),  # مقوول → مقول
    (re.compile(rf"({_C})YU"), r"\1I"),  # مبيوع → مبيع
    (re.compile(rf"({_C})[WY]a"), r"\1A"),
    (re.compile(rf"({_C})[WY]i"), r"\1I"),
    (re.compile(rf"({_C})[WY]u"), r"\1U"),
]

_TWINS = [
    (re.compile(rf"({_V})({_C})[aiu]\2(?!{_C})"), r"\1\2\2"),  # شَنَنَ → شَنَّ
    (re.compile(rf"({_C})({_C})([aiu])\2(?!{_C})"), r"\1\3\2\2"),  # يشنُن → يشُنّ
]

_LAST_GLIDE = [
    (re.compile(r"uy"), "iy"),
    (re.compile(r"iw"), "iy"),
    (re.compile(r"A[wy]N"), "AءN"),  # إلقاي → إلقاء
    (re.compile(r"UwN"), "uووN"),  # مدعوّ
    (re.compile(r"UyN"), "iييN"),  # مرميّ
    (re.compile(r"IyN"), "iيaTN"),  # تسلية
    (re.compile(r"IءN"), "iءaTN"),  # تعبئة
    (re.compile(r"a[wy]aT"), "AT"),  # ملاقاة
    (re.compile(r"a[wy]aت"), "aت"),  # رمت
    (re.compile(r"awa(?=P|$)"), "A"),  # دعا
    (re.compile(r"a[wy][au]P"), "AP"),  # رماه
    (re.compile(r"ay[au]$|a[wy]N"), "E"),  # رمى
    (re.compile(r"a[wy]U"), "aو"),  # رمَوا
    (re.compile(r"a[wy]I"), "aي"),
    (re.compile(r"a[wy]$"), "a"),  # لم يلقَ
    (re.compile(r"(?:iy|uw)U"), "U"),  # لقُوا، يدعون
    (re.compile(r"(?:iy|uw)I"), "I"),
    (re.compile(r"iyu(?=P|$)|iyN"), "I"),  # يرمي
    (re.compile(r"uwu(?=P|$)"), "U"),  # يدعو
    (re.compile(r"iy$"), "i"),  # لم يرمِ
    (re.compile(r"uw$"), "u"),
    (re.compile(rf"iy(?={_C})"), "I"),  # لقيتُ
    (re.compile(rf"uw(?={_C})"), "U"),
    (re.compile(r"w"), "و"),
    (re.compile(r"y"), "ي"),
]

_SOUND_CHANGES = [
    (re.compile(rf"ءaء(?={_C})"), "ءA"),  # آمن
    (re.compile(rf"ءiء(?={_C})"), "ءI"),  # إيمان
    (re.compile(rf"ءuء(?={_C})"), "ءU"),
    (re.compile(rf"iو(?!و)(?={_C})"), "I"),  # إيقاف
    (re.compile(rf"uي(?!ي)(?={_C})"), "U"),
]

_CLOSED_SYLLABLE = [
    (re.compile(rf"{long}({_C})(?={_C}|$)"), rf"{short}\1") for long, short in zip("AIU", "aiu", strict=True)
]


@dataclass(frozen=True, slots=True)
class Root:
    """Three or four radicals; `of` reads the dotted spelling of the lexicon (ق.و.ل)."""

    radicals: tuple[str, ...]

    @classmethod
    def of(cls, dotted: str) -> Root:
        radicals = tuple(re.sub("[أإؤئ]", "ء", dotted).split("."))
        if not 3 <= len(radicals) <= 4 or any(len(radical) != 1 for radical in radicals):
            raise ValueError(f"root {dotted!r} is not three or four letters joined by dots")
        return cls(radicals)

    @property
    def hollow(self) -> bool:
        """The middle radical is a glide that may give way (قال; not نوى, whose last one does)."""
        return len(self.radicals) == 3 and self.radicals[1] in _GLIDES and self.radicals[2] not in _GLIDES

    @property
    def defective(self) -> bool:
        return len(self.radicals) == 3 and self.radicals[2] in _GLIDES

    @property
    def geminate(self) -> bool:
        return len(self.radicals) == 3 and self.radicals[1] == self.radicals[2]

    @property
    def assimilated(self) -> bool:
        return self.radicals[0] == "و"


def pour(template: str, root: Root, *, yields: str = "", keeps_w: bool = False) -> str:
    """`root` in `template`, with the radicals that may give way marked.

    `yields` names what gives way in the middle of this form ("glide", "twin", both or neither); `keeps_w` says
    that a last و stays و here (دعا، يدعو); elsewhere it turns into ي (يُدعى).
    """
    letters = list(root.radicals)
    if root.hollow and "glide" in yields:
        letters[1] = "W" if letters[1] == "و" else "Y"
    if root.defective:
        letters[2] = "w" if letters[2] == "و" and keeps_w else "y"
    return "".join(letters[int(sign) - 1] if sign.isdigit() else sign for sign in template.translate(_LETTERS))


def resolve(word: str, *, twins: bool = False, verb: bool = False) -> str:
    """The sounds of `word` once glides, twin radicals, hamzas and closed syllables have had their way."""
    for rule, sounds in _GLIDE_BETWEEN:
        word = rule.sub(sounds, word)
    if twins:
        for rule, sounds in _TWINS:
            word = rule.sub(sounds, word)
    for rule, sounds in _LAST_GLIDE:
        word = rule.sub(sounds, word)
    for rule, sounds in _SOUND_CHANGES:
        word = rule.sub(sounds, word)
    if verb:
        for rule, sounds in _CLOSED_SYLLABLE:
            word = rule.sub(sounds, word)
    return word


def join_infix(word: str) -> str:
    """Form VIII's ت beside the first radical: ازدحم، اصطدم، اتّصل، ادّعى."""
    for rule, sounds in _FORM_VIII:
        word = rule.sub(sounds, word)
    return word


_SHORT = {"a": FATHA, "i": KASRA, "u": DAMMA}
_LONG = {"A": FATHA + "ا", "I": KASRA + "ي", "U": DAMMA + "و", "E": FATHA + "ى"}


def spell(word: str) -> str:
    """The vowelled spelling of `word` (no sukuns), hamza on the seat that its neighbours call for."""
    word = word.replace("N", "")
    out: list[str] = []
    position, end = 0, len(word)
    while position < end:
        sign = word[position]
        if sign == "ء":
            seat, taken = _hamza(word, position)
            out.append(seat)
            position += taken
            continue
        if sign in _SHORT:
            out.append(("ا" if position == 0 else "") + _SHORT[sign])
        elif sign == "E" and word[position - 1] == "ي":
            out.append(_LONG["A"])  # أحيا، قضايا
        elif sign in _LONG:
            out.append(_LONG[sign])
        elif sign == "T":
            out.append("ة" if position == end - 1 else "ت")
        elif sign not in "XP":
            out.append(sign)
            if word[position + 1 : position + 2] == sign:
                out.append(SHADDA)
                position += 1
        position += 1
    return "".join(out)


def _hamza(word: str, position: int) -> tuple[str, int]:
    """How the hamza at `position` is written, and how many signs that takes up."""
    before = word[position - 1] if position else ""
    after = word[position + 1 : position + 2]
    doubled = after == "ء"
    if doubled:
        after = word[position + 2 : position + 3]
    taken = 2 if doubled else 1
    mark = SHADDA if doubled else ""
    if not before:
        if after == "A":
            return "آ", 2
        return ("إ" if after in ("i", "I") else "أ") + mark, taken
    last = position + taken >= len(word) or (after in _SHORT and position + taken + 1 == len(word))
    if last or after not in (*_SHORT, *_LONG):
        return {"a": "أ", "i": "ئ", "u": "ؤ"}.get(before, "ء" if last else "ئ" if before == "I" else "ء") + mark, taken
    if before in ("i", "I", "ي") or after in ("i", "I"):
        return "ئ" + mark, taken
    if before == "U":
        return "ء" + mark, taken
    if before == "u" or after in ("u", "U"):
        return "ؤ" + mark, taken
    if before == "A":
        return "ء" + mark, taken
    return ("آ", taken + 1) if after == "A" else ("أ" + mark, taken)
