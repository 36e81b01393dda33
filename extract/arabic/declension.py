"""Nouns, adjectives, numerals, names and particles: from a lemma to its stems and the endings that each takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.arabic.lexicon import Lemma, Stem, plural_patterns
from extract.arabic.normalize import without_marks
from extract.arabic.phonology import KASRA, Root, pour, resolve, spell
from extract.errors import LexiconError

# The slots, groups of endings: S none, Sa the alif of tanwin, Sp a pronoun; F ة, Fp a pronoun after it, Fd its dual;
# Q, Qp the ة of plurals; D dual; M the plural ون; P the plural ات, Pf that of the feminine; Nn a name without, Nd a
# name with the article; Kw a particle after و ف, Kg one after ب ل ك too, Kwp, Kgp the same before a pronoun.
_FEMININE = ("F", "Fp", "Fd")
_SOUND = {"ون": "M", "ات": "P"}
_TANWIN_FATH, _TANWIN_KASR = "\u064b", "\u064d"

_TAKES_FEMININE = ("adj", "num", "mf")

# Colours and comparatives have a feminine of their own pattern (حمراء، كبرى).
_FEMININE_TEMPLATES = {"colour": "1a23A'", "elative": "1u23E"}


def decline(lemma: Lemma) -> Iterator[Stem]:
    """The stems of a noun, adjective or numeral.

    Its kind is the gender of a noun (m, f; mp, fp where there is no singular; mf a man's, with ة a woman's), or adj
    and num (which take ة too), colour and elative (whose feminine has its own pattern), fixed
    (no dual) or invariable (no number either: عشرون). Raises LexiconError for what it cannot make.
    """
    gender = "f" if lemma.kind in ("f", "fp") else "m"
    number = "p" if lemma.kind in ("mp", "fp") else "na" if lemma.kind == "invariable" else "s"
    feminine = _FEMININE if lemma.kind in _TAKES_FEMININE else ()
    sound = dict(_sound_plural(lemma, slot) for slot in _sound_plurals(lemma))
    for written, slots in shapes(lemma.stem, dual=number == "s" and lemma.kind not in ("num", "fixed", "invariable")):
        takes = feminine if "S" in slots else ()
        plurals = tuple(slot for slot, stem in sound.items() if stem == written)
        for slot in plurals:
            del sound[slot]
        yield Stem(written, (*slots, *takes, *plurals), {"gen": gender, "num": number})
    for slot, stem in sound.items():
        yield Stem(stem, (slot,), {"gen": gender, "num": "p"})
    if lemma.kind in _FEMININE_TEMPLATES:
        for written, slots in shapes(_pour(lemma, _FEMININE_TEMPLATES[lemma.kind], ""), dual=True):
            yield Stem(written, slots, {"gen": "f", "num": "s"})
    for plural in lemma.plurals:
        if plural not in _SOUND:
            for written, slots in shapes(_broken(lemma, plural), dual=False):
                # The ة of قادة makes no feminine.
                yield Stem(written, tuple(slot.replace("F", "Q") for slot in slots), {"gen": gender, "num": "p"})


def name(lemma: Lemma) -> Stem:
    """The stem of a name, which is not inflected; one that begins with the article is stored without it."""
    gender = "f" if lemma.kind == "f" else "m"
    article = lemma.stem.startswith("ال")
    return Stem(lemma.stem.removeprefix("ال"), ("Nd" if article else "Nn",), {"gen": gender, "num": "s"})


def particle(lemma: Lemma) -> Iterator[Stem]:
    """The stems of a word of the closed classes: alone, and before a pronoun where it takes one (عليه)."""
    joins = "Kg" if lemma.joins_prepositions else "Kw"
    features = {feature: value for feature, value in zip(("gen", "num"), lemma.kind, strict=False) if value != "-"}
    yield Stem(lemma.stem, (joins,), features)
    if lemma.pronoun:
        yield Stem(lemma.stem if lemma.pronoun == "+" else lemma.pronoun, (joins + "p",), features)


def shapes(word: str, *, dual: bool) -> list[tuple[str, tuple[str, ...]]]:
    """How the end of `word` is written before each group of endings: (stem, slots)."""
    return [(stem, slots) for stem, slots in _shapes(word, dual=dual) if slots]


def _shapes(word: str, *, dual: bool) -> list[tuple[str, tuple[str, ...]]]:
    two = ("D",) if dual else ()
    if word.endswith("ة"):
        return [(word.removesuffix("ة"), ("F", "Fp", *(("Fd",) if dual else ())))]
    if word.endswith(_TANWIN_KASR):  # قاضٍ، أراضٍ
        base = word.removesuffix(_TANWIN_KASR)
        return [(base, ("S",)), (base + KASRA + "ي", ("S", "Sa", "Sp", *two))]
    if word.endswith("ى"):
        base = word.removesuffix("ى").removesuffix(_TANWIN_FATH)
        return [(word, ("S",)), (base + "ا", ("Sp",)), (base + "ي", two)]
    if word.endswith("أ"):
        return [(word, ("S", "Sp", *two)), *((word[:-1] + seat, ("Sp",)) for seat in "ؤئ")]
    if word.endswith("ء"):
        return _hamza_shapes(word, two)
    if word.endswith("ا"):
        return [(word, ("S", "Sp"))]
    return [(word, ("S", "Sa", "Sp", *two))]


def _hamza_shapes(word: str, two: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """A last hamza moves to a seat when something follows it: بناؤه بنائه, جزءًا but شيئًا."""
    base, before = word.removesuffix("ء"), without_marks(word)[-2:-1]
    alone, raised = (word, ("S", "Sp")), (base + "ؤ", ("Sp",))
    if before == "ا":
        return [(word, ("S", "Sp", *two)), raised, (base + "ئ", ("Sp", *two))]
    if before in "دذرزو":
        return [alone, raised, (word, ("Sa", *two)), (base + "ئ", ("Sp",)), (base + "أ", two)]
    return [alone, raised, (base + "ئ", ("Sa", "Sp", *two))]


def _sound_plurals(lemma: Lemma) -> list[str]:
    """The slots of the sound plurals that `lemma` takes."""
    slots = [_SOUND[plural] for plural in lemma.plurals if plural in _SOUND]
    return [*slots, "Pf"] if lemma.kind in _TAKES_FEMININE and "M" in slots else slots


def _sound_plural(lemma: Lemma, slot: str) -> tuple[str, str]:
    """A slot of a sound plural and the stem before it."""
    if slot == "M":
        return slot, _before_sound_plural(lemma.stem)
    stem = lemma.stem.replace(_TANWIN_KASR, KASRA + "ى")
    return slot, stem.removesuffix("ى").removesuffix(_TANWIN_FATH) + "ي" if stem.endswith(
        "ى"
    ) else _before_sound_plural(stem)


def _before_sound_plural(word: str) -> str:
    """مدرسة مدرسات، محامٍ محامون، ميليشيا ميليشيات."""
    return re.sub(f"[ةىا{_TANWIN_KASR}]$", "", word)


def _broken(lemma: Lemma, pattern: str) -> str:
    """The broken plural that `pattern` names, or that stands there itself after =."""
    if pattern.startswith("="):
        return pattern.removeprefix("=")
    if pattern not in plural_patterns():
        raise LexiconError(
            f"{lemma.stem}: plural {pattern!r} is no pattern of plurals.tsv; "
            "name one, write ون or ات, or write the plural itself after ="
        )
    template, yields = plural_patterns()[pattern]
    word = _pour(lemma, template, yields)
    # مبانٍ: a plural in -iy has the endings of قاضٍ.
    return word.removesuffix(KASRA + "ي") + _TANWIN_KASR if template.endswith("i3") and word.endswith("ي") else word


def _pour(lemma: Lemma, template: str, yields: str) -> str:
    """The root of `lemma` in a template, spelled."""
    try:
        root = Root.of(lemma.root)
    except ValueError as error:
        raise LexiconError(f"{lemma.stem}: {error}") from None
    if "4" in template and len(root.radicals) < 4:
        raise LexiconError(f"{lemma.stem}: its plural needs a root of four letters, not {lemma.root!r}")
    word = pour(template + "N", root, yields=yields, keeps_w=True)
    return spell(resolve(word, twins="twin" in yields and root.geminate))
