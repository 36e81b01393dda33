"""The compiler: the lexicon as a morphological database in the text format of camel-tools (ALMOR).

The format joins prefix, stem and suffix by three tables of categories. Here a stem's category is the list of its
slots (groups of endings), a suffix's category is its slot, and a prefix's category says which slots may follow.
Keys are written as camel-tools' Analyzer looks them up: without diacritics, أإآٱ as ا, ى as ي, ة as ه.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from extract.arabic.conjugation import SLOTS, conjugate, derive
from extract.arabic.declension import decline, name, particle
from extract.arabic.lexicon import Lemma, Stem, lemmas
from extract.arabic.normalize import without_marks
from extract.arabic.phonology import DAMMA, FATHA, KASRA, SUKUN

# What the voice of a verb's line (lexicon/verbs.tsv) takes off the weight of its active and passive stems: how much
# likelier, in powers of two, an unvowelled form is read in the other voice.
_VOICE_PENALTY = {"a": {"p": 3.0}, "n": {}, "p": {"a": 3.0}, "o": {"a": 0.5}}

_KEY = str.maketrans("أإآٱىة", "اااا" + "يه", "#ـ")

# Features with a closed set of values, and what they are where nothing is said; a stem names those that apply to it.
_DEFAULTS = {
    **{"prc2": "0", "prc1": "0", "prc0": "0", "per": "na", "asp": "na", "vox": "na", "mod": "na"},
    **{"gen": "na", "num": "na", "stt": "na", "cas": "na", "enc0": "0"},
}
_VERBAL = {f: _DEFAULTS[f] for f in ("prc2", "prc1", "gen", "num", "enc0")} | {"per": "3", "mod": "i"}
_NOMINAL = {f: _DEFAULTS[f] for f in ("prc2", "prc1", "prc0", "gen", "num", "cas", "enc0")} | {"stt": "i"}
_OPEN = ("diac", "lex", "bw", "gloss", "pos", "root", "tags", "weight", "origin")

# Person, gender and number of the attached pronouns, and how they are written after a noun and after a verb.
_PRONOUNS = {
    "3ms": "ه" + DAMMA,
    "3fs": "ها",
    "3d": "هُما",
    "3mp": "هُم",
    "3fp": "هُنَّ",
    "2ms": "ك" + FATHA,
    "2mp": "كُم",
    "1p": "نا",
}
_MINE, _ME = {"1s": "ي"}, {"1s": "نِي"}

_CONJUNCTIONS = {"": {}, "و" + FATHA: {"prc2": "wa_conj"}, "ف" + FATHA: {"prc2": "fa_conj"}}
_PREPOSITIONS = {
    "ب" + KASRA: {"prc1": "bi_prep"},
    "ك" + FATHA: {"prc1": "ka_prep"},
    "ل" + KASRA: {"prc1": "li_prep"},
}
_BEFORE_IMPERFECT = {"": {}, "س" + FATHA: {"prc1": "sa_fut"}, "ل" + KASRA: {"prc1": "li_jus"}}
_DEFINITE = {"prc0": "Al_det", "stt": "d"}

# The categories of prefixes, and the suffix slots that may follow each.
_BARE, _AFTER_PREPOSITION, _ARTICLE, _PREPOSITION_ARTICLE, _LAM_ARTICLE = "N", "Ng", "Nd", "Ndg", "Ndl"
_FREE = {"S", "F", "Q", "Fd", "D", "M", "P", "Pf", "Nd"}
_BOUND = {"Sp", "Fp", "Qp", "Fdc", "Fdp", "Dc", "Dp", "Mc", "Mp", "Pp", "Pfp"}
_INDEFINITE = {"S", "F", "Q", "Fd", "D", "M", "P", "Pf", "Nn"} | _BOUND
_NOMINAL_PREFIXES = {
    _BARE: _INDEFINITE | {"Sa", "Kw", "Kg", "Kwp", "Kgp"},
    _AFTER_PREPOSITION: _INDEFINITE | {"Kg", "Kgp"},
    _ARTICLE: _FREE,
    _PREPOSITION_ARTICLE: _FREE,
    _LAM_ARTICLE: _FREE,
}
# A nominal slot stands for the endings of these suffix categories.
_SLOT_SUFFIXES = {
    "D": ("D", "Dc", "Dp"),
    "Fd": ("Fd", "Fdc", "Fdp"),
    "M": ("M", "Mc", "Mp"),
    "P": ("P", "Pp"),
    "Pf": ("Pf", "Pfp"),
}

# Who the imperfect's prefix speaks of, by slot.
_IMPERFECT_PERSONS = {
    "ي": {"V": "3ms", "Vp": "3ms", "J": "3ms", "D": "3md", "W": "3mp", "N": "3fp"},
    "ت": {"V": "3fs", "Vp": "3fs", "J": "3fs", "D": "3fd", "W": "2mp", "F": "2fs"},
    "ن": {"V": "1mp", "Vp": "1mp", "J": "1mp"},
    "أ": {"V": "1ms", "Vp": "1ms", "J": "1ms"},
}


class Row(NamedTuple):
    """A line of the database: the key it is looked up by, its category, its features."""

    key: str
    category: str
    features: str


def compile_lexicon(words: Iterable[Lemma] | None = None) -> str:
    """The text of the database made of `words`, by default the whole lexicon; raises LexiconError."""
    stems = sorted({_stem_row(lemma, stem) for lemma, stem in inflect(lemmas() if words is None else words)})
    prefixes, suffixes = sorted(_prefixes()), sorted(_suffixes())
    categories = sorted({row.category for row in stems} | {"NS"})
    before_stem = sorted(_prefix_stem(categories))
    after_stem = sorted(_stem_suffix(categories))
    around = sorted(_prefix_suffix())
    return "\n".join(
        [
            *_header([*prefixes, *suffixes, *stems]),
            "###PREFIXES###",
            *map("\t".join, prefixes),
            "###SUFFIXES###",
            *map("\t".join, suffixes),
            "###STEMS###",
            *map("\t".join, stems),
            "\t".join(_no_analysis()),
            "###TABLE AB###",
            *map(" ".join, before_stem),
            "###TABLE BC###",
            *map(" ".join, after_stem),
            "###TABLE AC###",
            *map(" ".join, around),
            "",
        ]
    )


def inflect(words: Iterable[Lemma]) -> Iterator[tuple[Lemma, Stem]]:
    """The stems of all `words` and of the masdars and participles of the verbs among them.

    A derived noun that the lexicon has a line of its own for is left to that line.
    """
    verbs, written = [], set()
    for lemma in words:
        if lemma.pos == "verb":
            verbs.append(lemma)
            yield from ((lemma, stem) for stem in conjugate(lemma))
        elif lemma.origin == "closed":
            yield from ((lemma, stem) for stem in particle(lemma))
        elif lemma.pos == "noun_prop":
            yield lemma, name(lemma)
        else:
            written.add(_identity(lemma))
            yield from ((lemma, stem) for stem in decline(lemma))
    for verb in verbs:
        for noun in derive(verb):
            if _identity(noun) not in written:
                written.add(_identity(noun))
                yield from ((noun, stem) for stem in decline(noun))


def _identity(lemma: Lemma) -> str:
    """The vowelled citation form, without the vowels that the letters themselves tell."""
    told = {FATHA + "ا": "ا", KASRA + "ي": "ي", DAMMA + "و": "و", SUKUN: ""}
    stem = lemma.stem
    for vowelled, letter in told.items():
        stem = stem.replace(vowelled, letter)
    return stem


def key(written: str) -> str:
    """The spelling under which the Analyzer looks a part of a word up."""
    return without_marks(written).translate(_KEY)


def _text(features: Mapping[str, str]) -> str:
    return " ".join(f"{feature}:{value.replace(' ', '_')}" for feature, value in features.items())


def _row(written: str, category: str, features: Mapping[str, str]) -> Row:
    return Row(key(written), category, _text({"diac": written, **features}))


def _stem_row(lemma: Lemma, stem: Stem) -> Row:
    verb = lemma.pos == "verb"
    penalty = _VOICE_PENALTY[lemma.voice].get(stem.features["vox"], 0.0) if verb else 0.0
    features = {
        "lex": lemma.stem,
        "bw": f"{stem.written}/{lemma.pos.upper()}",
        "gloss": lemma.gloss,
        "pos": lemma.pos,
        **(_VERBAL if verb else _NOMINAL),
        **stem.features,
        "root": lemma.root,
        "tags": ",".join(lemma.tags) or "-",
        "weight": f"{lemma.weight - penalty:g}",
        "origin": lemma.origin,
    }
    return _row(stem.written, _category(stem), features)


def _category(stem: Stem) -> str:
    """The slots joined; ل marks a stem that begins with it, after which the article's ل is not written twice."""
    if stem.slots[0][:2] in SLOTS:
        return "+".join(stem.slots)
    return "N" + "+".join(stem.slots) + ("ل" if stem.written.startswith("ل") else "")


def _slots(category: str) -> list[str]:
    return (category if category[:2] in SLOTS else category[1:].removesuffix("ل")).split("+")


def _no_analysis() -> Row:
    """The stem that the Analyzer's back-off asks for: any word as a name."""
    features = {"lex": "NOAN", "bw": "NOAN/NOUN_PROP", "gloss": "NO_ANALYSIS", "pos": "noun_prop", **_DEFAULTS}
    features |= {"gen": "m", "num": "s", "stt": "i", "root": "-", "tags": "-", "weight": "-99", "origin": "guess"}
    return Row("NOAN", "NS", _text({"diac": "NOAN", **features}))


def _prefixes() -> Iterator[Row]:
    for conjunction, joined in _CONJUNCTIONS.items():
        yield _row(conjunction, _BARE, joined)
        yield _row(conjunction, "PV", joined)
        yield _row(conjunction, "CV", joined)
        yield _row(conjunction + "ال#", _ARTICLE, joined | _DEFINITE)
        for preposition, governs in _PREPOSITIONS.items():
            yield _row(conjunction + preposition, _AFTER_PREPOSITION, joined | governs)
            if preposition.startswith("ل"):
                yield _row(conjunction + preposition + "ل#", _PREPOSITION_ARTICLE, joined | governs | _DEFINITE)
                yield _row(conjunction + preposition + "#", _LAM_ARTICLE, joined | governs | _DEFINITE)
            else:
                yield _row(conjunction + preposition + "ال#", _PREPOSITION_ARTICLE, joined | governs | _DEFINITE)
        for particle_, governs in _BEFORE_IMPERFECT.items():
            for letter in _IMPERFECT_PERSONS:
                for vowel, mark in (("a", FATHA), ("u", DAMMA)):
                    yield _row(conjunction + particle_ + letter + mark, f"IV{letter}{vowel}", joined | governs)


def _suffixes() -> Iterator[Row]:
    yield from _perfect_suffixes()
    yield from _imperfect_suffixes()
    yield from _nominal_suffixes()
    for slot, rest, who in (("J", "", "2ms"), ("W", "ا", "2mp")):
        for number, ending in enumerate(_endings("CV", slot)):
            yield _row(ending + rest, f"CV{slot}{number}", _person(who))


def _endings(aspect: str, slot: str) -> list[str]:
    """The endings of a slot, the empty one among them: for stems from which no other could be cut."""
    endings = SLOTS[aspect][slot][1]
    return [*endings] if "" in endings else [*endings, ""]


def _person(who: str) -> dict[str, str]:
    return dict(zip(("per", "gen", "num"), who, strict=True))


def _with_pronouns(
    stem: str, category: str, features: Mapping[str, str], first: dict[str, str], kind: str
) -> Iterator[Row]:
    for who, written in (_PRONOUNS | first).items():
        yield _row(stem + written, category, {**features, "enc0": f"{who}_{kind}"})


def _perfect_suffixes() -> Iterator[Row]:
    for slot in SLOTS["PV"]:
        for number, ending in enumerate(_endings("PV", slot)):
            for rest, who, pronouns in {
                "Z": [("", "3ms", False)],
                "Zp": [("", "3ms", True)],
                "T": [("", "3fs", False), ("", "3fs", True), ("ا", "3fd", False)],
                "D": [("", "3md", False), ("", "3md", True)],
                "W": [("ا", "3mp", False), ("", "3mp", True)],
                "C": [("ت" + DAMMA, "1ms", False), ("ت" + DAMMA, "1ms", True), ("تُم", "2mp", False)],
                "N": [("نا", "1mp", False), ("نا", "1mp", True), ("ن" + FATHA, "3fp", False)],
            }[slot]:
                category = f"PV{slot}{number}"
                if pronouns:
                    yield from _with_pronouns(ending + rest, category, _person(who), _ME, "dobj")
                else:
                    yield _row(ending + rest, category, _person(who))


def _imperfect_suffixes() -> Iterator[Row]:
    for letter, persons in _IMPERFECT_PERSONS.items():
        for slot, who in persons.items():
            for number, ending in enumerate(_endings("IV", slot)):
                category, features = f"IV{slot}{number}{letter}", _person(who)
                short = ending[:-2]  # without the ن of the indicative
                if slot in ("D", "W", "F") and ending:
                    yield _row(ending, category, {**features, "mod": "i"})
                    yield from _with_pronouns(ending, category, {**features, "mod": "i"}, _ME, "dobj")
                    yield _row(short + ("ا" if slot == "W" else ""), category, {**features, "mod": "s"})
                    yield from _with_pronouns(short, category, {**features, "mod": "s"}, _ME, "dobj")
                elif slot == "N":
                    yield _row("ن" + FATHA, category, features)
                elif slot == "Vp":
                    yield from _with_pronouns(ending, category, features, _ME, "dobj")
                elif slot == "J":
                    yield _row(ending, category, {**features, "mod": "j"})
                    yield from _with_pronouns(ending, category, {**features, "mod": "j"}, _ME, "dobj")
                else:
                    yield _row(ending, category, features)


def _nominal_suffixes() -> Iterator[Row]:
    construct = {"stt": "c"}
    for slot in ("S", "Nn", "Nd", "Kw", "Kg"):
        yield _row("", slot, {})
    yield _row("\u064bا", "Sa", {"cas": "a"})
    yield from _with_pronouns("", "Sp", construct, _MINE, "poss")
    for slot in ("Kwp", "Kgp"):
        yield from _with_pronouns("", slot, {}, _MINE | _ME, "pron")
    for slot, gender in (("F", {"gen": "f"}), ("Q", {})):
        yield _row(FATHA + "ة", slot, gender)
        yield from _with_pronouns(FATHA + "ت", slot + "p", gender | construct, _MINE, "poss")
    for slot, join, gender in (("D", "", {}), ("Fd", FATHA + "ت", {"gen": "f"})):
        dual = {**gender, "num": "d"}
        for ending, case in ((FATHA + "ا", "n"), (FATHA + "ي", "u")):
            yield _row(join + ending + "نِ", slot, dual | {"cas": case})
            yield _row(join + ending, slot + "c", dual | construct | {"cas": case})
            yield from _with_pronouns(join + ending, slot + "p", dual | construct | {"cas": case}, {}, "poss")
    for ending, case in ((DAMMA + "و", "n"), (KASRA + "ي", "u")):
        plural = {"gen": "m", "num": "p", "cas": case}
        yield _row(ending + "نَ", "M", plural)
        yield _row(ending, "Mc", plural | construct)
        yield from _with_pronouns(ending, "Mp", plural | construct, {}, "poss")
    for slot, plural in (("P", {"num": "p"}), ("Pf", {"gen": "f", "num": "p"})):
        yield _row(FATHA + "ات", slot, plural)
        yield from _with_pronouns(FATHA + "ات", slot + "p", plural | construct, _MINE, "poss")


def _prefix_stem(categories: Iterable[str]) -> Iterator[tuple[str, str]]:
    for category in categories:
        aspect = category[:2]
        if aspect == "IV":
            yield from ((f"IV{letter}{category[-1]}", category) for letter in _IMPERFECT_PERSONS)
        elif aspect in SLOTS:
            yield aspect, category
        else:
            for prefix in _NOMINAL_PREFIXES:
                # للجنة: after the article's ل a stem in ل loses one of the three.
                if prefix != _LAM_ARTICLE or category.endswith("ل"):
                    yield prefix, category


def _stem_suffix(categories: Iterable[str]) -> Iterator[tuple[str, str]]:
    for category in categories:
        for slot in _slots(category):
            if slot.startswith("IV"):
                yield from ((category, slot[:-1] + letter) for letter in _IMPERFECT_PERSONS)
            else:
                yield from ((category, suffix) for suffix in _SLOT_SUFFIXES.get(slot, (slot,)))


def _prefix_suffix() -> Iterator[tuple[str, str]]:
    for prefix, slots in _NOMINAL_PREFIXES.items():
        yield from ((prefix, slot) for slot in slots)
    for aspect in ("PV", "CV"):
        for slot in SLOTS[aspect]:
            yield from ((aspect, f"{aspect}{slot}{number}") for number in range(len(_endings(aspect, slot))))
    for letter, persons in _IMPERFECT_PERSONS.items():
        for slot in persons:
            for number in range(len(_endings("IV", slot))):
                yield from ((f"IV{letter}{vowel}", f"IV{slot}{number}{letter}") for vowel in "au")


def _header(rows: Iterable[Row]) -> Iterator[str]:
    """What the format says before the rows: the features and their values, defaults, order, back-off."""
    values = defaultdict(set, {feature: {value, "na"} for feature, value in _DEFAULTS.items()})
    for row in rows:
        for pair in row.features.split(" "):
            feature, _, value = pair.partition(":")
            if feature in values:
                values[feature].add(value)
    yield "###DEFINES###"
    yield from (f"DEFINE {feature} {feature}:*open*" for feature in _OPEN)
    yield from (f"DEFINE {f} {' '.join(f'{f}:{v}' for v in sorted(values[f]))}" for f in _DEFAULTS)
    yield "###DEFAULTS###"
    unknown = " ".join(f"{feature}:*" for feature in ("lex", "diac", "bw", "gloss", "root"))
    for pos in ("verb", "noun", "noun_prop", "digit", "punc", "latin", "foreign"):
        yield f"DEFAULT pos:{pos} {_text(_DEFAULTS)} {unknown} tags:- weight:0"
    yield "###ORDER###"
    yield " ".join(["ORDER", *_OPEN, *_DEFAULTS])
    yield "###TOKENIZATIONS###"
    yield "###STEMBACKOFF###"
    yield "STEMBACKOFF ALL NS"
    yield "STEMBACKOFF PROP NS"
