"""What a word is: lemma, clitics, voice, person, number, definiteness and tags, by camel-tools over our own lexicon."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from extract.arabic import camel, unknown
from extract.arabic.normalize import check_text, clean, without_marks
from extract.arabic.phonology import DAMMA, SUKUN

CACHED_WORDS = 1 << 17
# Letters and marks. No Arabic word with its clitics is longer; what is, is noise, and is not taken apart.
LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Analysis:
    """One reading of a word.

    `lemma` carries no diacritics, `gloss` is English. `voice` is "active" or "passive", `aspect` "perfective",
    "imperfective" or "imperative", for verbs only. `person` is "1"-"3", `gender` "m" or "f", `number` "s", "d" or
    "p", None where the word does not tell. `proclitics` stand in their order (wa fa bi li ka sa al), `enclitic` is
    the person, gender and number of an attached pronoun ("3ms"). `tags` are the lexicon's. `origin` says who knew
    the word: lexicon, closed (its closed classes), number, database (the user's), simplemma, or guess.
    """

    lemma: str
    root: str = ""
    pos: str = "noun_prop"
    gloss: str = ""
    voice: str | None = None
    aspect: str | None = None
    person: str | None = None
    gender: str | None = None
    number: str | None = None
    definite: bool = False
    proclitics: tuple[str, ...] = ()
    enclitic: str | None = None
    tags: frozenset[str] = frozenset()
    origin: str = "guess"


def analyze(surface: str) -> tuple[Analysis, ...]:
    """The readings of one word, the likeliest first; at least one, but none where nothing is written.

    Takes a word as text has it (Token.text or Token.clean); diacritics help, hamzas may be missing. Raises
    TypeError for what is no str and TextError for unpaired surrogates.
    """
    if not isinstance(surface, str) or len(surface) > LONGEST_WORD:
        return (Analysis(lemma=check_text(surface)),)
    return _analyze(surface)


def configure(morphology_db: str | os.PathLike[str] | None = None) -> None:
    """Sets a second database, asked for words that the lexicon does not know; None takes it away.

    `morphology_db` is the path of an ALMOR database, or the name of one that camel_data has installed
    (calima-msa-r13), looked for in $CAMELTOOLS_DATA or ~/.camel_tools. Raises SettingsError where there is none.
    """
    _second.path = None if morphology_db is None else camel.find_database(Path(morphology_db))
    _analyze.cache_clear()


_second = SimpleNamespace(path=None)


# ---------------------------------------------------------------------------------------------------- reading


@lru_cache(CACHED_WORDS)
def _analyze(surface: str) -> tuple[Analysis, ...]:
    word = clean(check_text(surface)).strip()
    if not without_marks(word):
        return ()
    if not _ARABIC.fullmatch(word):
        return (_not_arabic(word),)
    return (
        _ranked(camel.own_analyzer(), word, "")
        or _ranked(_second_analyzer(), word, "database")
        or tuple(_guessed(guess) for guess in unknown.guesses(word))
    )


_ARABIC = re.compile("[\u0621-\u065f\u0670-\u06d3]+")
_NUMBER = re.compile(r"[\d.,/:%٪-]*\d[\d.,/:%٪-]*")


def _not_arabic(word: str) -> Analysis:
    if _NUMBER.fullmatch(word):
        return Analysis(lemma=word, pos="digit", origin="number")
    return Analysis(lemma=word, pos="foreign" if any(map(str.isalpha, word)) else "punc")


def _second_analyzer() -> Any:
    return None if _second.path is None else camel.analyzer(_second.path)


def _guessed(guess: unknown.Guess) -> Analysis:
    return Analysis(
        lemma=guess.lemma,
        pos="noun_prop" if guess.origin == "guess" else "unknown",
        number="s" if guess.origin == "guess" else None,
        definite="al" in guess.proclitics or guess.origin == "guess",
        proclitics=guess.proclitics,
        enclitic=guess.enclitic,
        origin=guess.origin,
    )


def _ranked(analyzer: Any, word: str, origin: str) -> tuple[Analysis, ...]:
    if analyzer is None:
        return ()
    # What camel-tools takes for foreign (Kurdish چ) it does not analyse.
    found = [reading for reading in analyzer.analyze(word) if reading["pos"] != "foreign"]
    found.sort(key=lambda reading: _cost(reading, word))
    return tuple(dict.fromkeys(_analysis(reading, origin) for reading in found))


# ---------------------------------------------------------------------------------------------------- ranking

# What makes a reading unlikely, in powers of two (a lemma's weight counts the other way). Found by reading
# conflict news: what the word itself says (its diacritics, its hamzas) outweighs how usual a reading is.
_CONTRADICTED_MARK = 16.0
_CONTRADICTED_LETTER = 6.0
# Who marks a damma in a verb marks the passive, in imperfects too whose active has one of its own (تُنفَّذ، تُنفِّذ).
_MARKED_PASSIVE = 4.0
# The feminine subject of a verb of violence is oftener a force or a strike (قتلت القوات) than a victim.
_FEMININE_PASSIVE = 1.0
# Letters (as written, as read) that writers commonly take for one another.
_LAX_LETTERS = {**{("ا", alif): 1.0 for alif in "أإآٱ"}, ("ى", "ي"): 1.0, ("ه", "ة"): 2.0, ("ي", "ى"): 4.0}
_OTHER = ""
_COSTS: Mapping[str, Mapping[str, float]] = {
    "per": {"1": 5.0, "2": 8.0},
    "asp": {"c": 8.0},
    "mod": {"j": 3.0, "s": 0.5},
    "num": {"d": 1.5},
    "cas": {"a": 1.5},
    "prc3": {"0": 0.0, "na": 0.0, _OTHER: 8.0},
    "prc2": {"0": 0.0, "na": 0.0, "wa_conj": 0.5, "fa_conj": 1.5, _OTHER: 6.0},
    "prc1": {"0": 0.0, "na": 0.0, "bi_prep": 1.0, "li_prep": 1.0, "sa_fut": 1.0, "li_jus": 2.0, _OTHER: 3.0},
    "enc0": {
        "0": 0.0,
        "na": 0.0,
        **dict.fromkeys(("1s_poss", "1s_dobj", "1s_pron", "2ms_poss", "2ms_dobj", "2ms_pron"), 5.0),
        _OTHER: 1.5,
    },
}
# Of a verb: بين is seldom "they (women) appeared", ردا seldom "the two answered". Of a noun: two of something.
_FEMININE_PLURAL_VERB, _DUAL_VERB, _DUAL_CONSTRUCT = 5.0, 3.0, 2.0
_MARKS = re.compile("([^\u064b-\u0652\u0670])([\u064b-\u0652\u0670]*)")


def _cost(reading: Mapping[str, Any], word: str) -> float:
    """How unlikely `reading` of `word` is, in powers of two."""
    cost = _spelling_cost(reading["diac"], word) - float(reading.get("weight", reading.get("pos_lex_logprob", 0)))
    for feature, costs in _COSTS.items():
        value = reading.get(feature)
        if value is not None:
            cost += costs.get(value, costs.get(_OTHER, 0.0))
    number, verb = reading.get("num"), reading["pos"] == "verb"
    if number == "d" and (verb or reading.get("stt") == "c"):
        cost += _DUAL_VERB if verb else _DUAL_CONSTRUCT
    if verb and number == "p" and reading.get("gen") == "f":
        cost += _FEMININE_PLURAL_VERB
    if reading.get("vox") == "p":
        cost += _FEMININE_PASSIVE * (reading.get("gen") == "f") - _MARKED_PASSIVE * (DAMMA in word)
    return cost


def _spelling_cost(diac: str, word: str) -> float:
    """How far what is written contradicts the vowelled reading."""
    cost = 0.0
    for (letter, marks), (read, vowels) in zip(_MARKS.findall(word), _MARKS.findall(diac), strict=False):
        if letter != read:
            cost += _LAX_LETTERS.get((letter, read), _CONTRADICTED_LETTER)
        if marks and not set(marks) - {SUKUN} <= set(vowels):
            cost += _CONTRADICTED_MARK
    return cost


# ---------------------------------------------------------------------------------- from camel-tools' features

_ASPECTS = {"p": "perfective", "i": "imperfective", "c": "imperative"}
_VOICES = {"a": "active", "p": "passive"}


def _analysis(reading: Mapping[str, Any], origin: str) -> Analysis:
    verb = reading["pos"].startswith("verb")
    proclitics = tuple(
        reading[slot].partition("_")[0].lower()
        for slot in ("prc3", "prc2", "prc1", "prc0")
        if reading.get(slot, "0") not in ("0", "na", "")
    )
    enclitic = reading.get("enc0", "0")
    pronoun = enclitic.partition("_")[0] if enclitic not in ("0", "na", "") else None
    tags = reading.get("tags", "-")
    lemma = without_marks(reading["lex"]).replace("ٱ", "ا")
    definite = "al" in proclitics or (pronoun is not None and not verb) or reading["pos"] == "noun_prop"
    if lemma.startswith("ال") and proclitics[-1:] == ("al",):
        proclitics = proclitics[:-1]  # the article is the name's own (العراق)
    return Analysis(
        lemma=lemma,
        root=reading.get("root", "-").replace("-", ""),
        pos=reading["pos"],
        gloss=reading["gloss"].replace("_", " ").strip("+"),
        voice=_VOICES.get(reading.get("vox", "")) if verb else None,
        aspect=_ASPECTS.get(reading.get("asp", "")) if verb else None,
        person=_known(reading.get("per", "na")),
        gender=_known(reading.get("gen", "na")),
        number=_known(reading.get("num", "na")),
        definite=definite,
        proclitics=proclitics,
        enclitic=pronoun,
        tags=frozenset() if tags == "-" else frozenset(tags.split(",")),
        origin=origin or reading["origin"],
    )


def _known(value: str) -> str | None:
    return value if value not in ("na", "-", "u", "b") else None
