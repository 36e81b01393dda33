"""Verbs: from root and form to the stems of every person, and to the masdar and the participles.

A verb is inflected in full in each *slot* (a group of endings that begin alike), spelled, and the ending that the
slot usually has is cut off again: slots that are left with the same stem share a row. So قصف needs one stem a
tense and voice, قال two and رمى four, and no stem of any is written by hand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extract.arabic.lexicon import Form, Lemma, Stem, forms
from extract.arabic.normalize import without_marks
from extract.arabic.phonology import DAMMA, FATHA, KASRA, SHADDA, Root, join_infix, pour, resolve, spell
from extract.errors import LexiconError

# The slots: the sounds with which their endings begin, and how these are usually written (the first that fits).
# Z 3ms, T 3fs and 3fd, D dual, W plural, C other endings in a consonant, N endings in ن; p: before a pronoun;
# in the imperfect V bare, J jussive, F 2fs.
_PERFECT = {
    "Z": ("a", (FATHA, "")),
    "Zp": ("aP", (FATHA, "")),
    "T": ("aت", (FATHA + "ت",)),
    "D": ("A", (FATHA + "ا", "")),
    "W": ("U", (DAMMA + "و", FATHA + "و")),
    "C": ("X", ("",)),
    "N": ("X", ("",)),
}
_IMPERFECT = {
    "V": ("u", (DAMMA, "")),
    "Vp": ("uP", (DAMMA, "")),
    "J": ("", ("",)),
    "D": ("Aنi", (FATHA + "انِ", "")),
    "W": ("Uنa", (DAMMA + "ونَ", FATHA + "ونَ")),
    "F": ("Iنa", (KASRA + "ينَ", FATHA + "ينَ")),
    "N": ("X", ("",)),
}
_IMPERATIVE = {"J": ("", ("",)), "W": ("U", (DAMMA + "و", FATHA + "و"))}
SLOTS = {"PV": _PERFECT, "IV": _IMPERFECT, "CV": _IMPERATIVE}

_CLASS = re.compile(r"(?P<form>Q?[IVX]+)(?:-(?P<perfect>[aiu])(?P<imperfect>[aiu]))?(?P<sound>=?)")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb's root and form, with the vowels of form I; `yields` is what gives way in its middle."""

    lemma: Lemma
    root: Root
    form: Form
    perfect_vowel: str
    imperfect_vowel: str
    yields: str

    @classmethod
    def of(cls, lemma: Lemma) -> Verb:
        """Reads the class of `lemma`: a form, form I with the vowels of perfect and imperfect (I-au), and =
        where a middle glide holds although its form usually loses it (استحوذ). Raises LexiconError."""
        match = _CLASS.fullmatch(lemma.kind)
        form = forms().get(match["form"]) if match else None
        if match is None or form is None or (form.form == "I") != bool(match["perfect"]):
            raise LexiconError(
                f"verb {lemma.stem}: class {lemma.kind!r} is no verb form; write II-X, QI, QII, QIV, "
                "or I with the vowels of perfect and imperfect, such as I-au"
            )
        try:
            root = Root.of(lemma.root)
        except ValueError as error:
            raise LexiconError(f"verb {lemma.stem}: {error}") from None
        return cls(
            lemma,
            root,
            form,
            match["perfect"] or "",
            match["imperfect"] or "",
            form.yields.replace("glide", "") if match["sound"] else form.yields,
        )

    def make(self, template: str, *, keeps_w: bool = False) -> str:
        """The root in `template`, the lexical vowel filled in, form VIII's ت assimilated."""
        word = pour(template, self.root, yields=self.yields, keeps_w=keeps_w)
        return join_infix(word) if self.form.form == "VIII" else word

    def end(self, word: str, *, verb: bool) -> str:
        """`word` with its ending, spelled."""
        return spell(resolve(word, twins=self.twins, verb=verb))

    @property
    def twins(self) -> bool:
        """Equal last radicals contract: the root's own (شنّ) or the form's (احمرّ، اطمأنّ)."""
        return "twin" in self.yields and (self.root.geminate or self.yields == "twin")


def citation(lemma: Lemma) -> str:
    """The citation form that root and class make: what the lexicon's own `stem` must say."""
    verb = Verb.of(lemma)
    return verb.end(_perfect(verb) + "a", verb=True)


def conjugate(lemma: Lemma) -> Iterator[Stem]:
    """The stems of a verb in perfect, imperfect and imperative, active and, where it has one, passive."""
    verb = Verb.of(lemma)
    yield from _stems("PV", _inflect_perfect(verb), "a")
    yield from _stems("IV", _inflect_imperfect(verb, _imperfect(verb), verb.form.prefix), "a", verb.form.prefix)
    yield from _stems("CV", _inflect_imperative(verb), "a")
    if lemma.voice == "n" or not verb.form.perfect_passive:
        return
    passive = verb.make(verb.form.perfect_passive)
    yield from _stems("PV", {s: verb.end(passive + e, verb=True) for s, (e, _) in _PERFECT.items()}, "p")
    if verb.form.imperfect_passive:
        stem = verb.make(_elided(verb, verb.form.imperfect_passive))
        yield from _stems("IV", _inflect_imperfect(verb, stem, "u"), "p", "u")


def derive(lemma: Lemma) -> Iterator[Lemma]:
    """The masdar (none for form I, whose masdar is no matter of rule) and the participles of a verb, as lemmas.

    They are rarer than the verb's own forms by about the powers of two that their rows say.
    """
    verb = Verb.of(lemma)
    passive = "" if lemma.voice == "n" else verb.form.passive
    for role, template, pos, kind, plural, rarer in (
        ("masdar", verb.form.masdar, "noun", "m", "ات", 1.5),
        ("active", verb.form.active, "adj", "adj", "ون", 2.5),
        ("passive", passive, "adj", "adj", "ون", 2.5),
    ):
        if template:
            keeps_w = verb.form.form == "I" and role == "passive"
            stem = verb.end(verb.make(template + "N", keeps_w=keeps_w), verb=False)
            yield Lemma(
                stem=stem,
                pos=pos,
                kind="f" if stem.endswith("ة") else kind,
                root=lemma.root,
                gloss=lemma.gloss,
                weight=max(lemma.weight - rarer, 0),
                plurals=(plural,),
                tags=(*lemma.tags, role),
            )


def _perfect(verb: Verb) -> str:
    keeps_w = verb.form.form == "I" and verb.perfect_vowel == "a"
    return verb.make(verb.form.perfect.replace("v", verb.perfect_vowel), keeps_w=keeps_w)


def _imperfect(verb: Verb) -> str:
    template = verb.form.imperfect.replace("v", verb.imperfect_vowel)
    if verb.form.form == "I" and verb.root.assimilated and not verb.root.geminate:
        template = template.removeprefix("1")  # وصل يصل
    return verb.make(_elided(verb, template), keeps_w=verb.imperfect_vowel == "u")


def _elided(verb: Verb, template: str) -> str:
    """رأى alone loses its hamza in the imperfect (يرى)."""
    return template.replace("12", "1") if verb.root.radicals == ("ر", "ء", "ي") and verb.form.form == "I" else template


def _inflect_perfect(verb: Verb) -> dict[str, str]:
    stem = _perfect(verb)
    words = {slot: verb.end(stem + ending, verb=True) for slot, (ending, _) in _PERFECT.items()}
    if verb.form.form == "I" and verb.root.hollow:
        # قُلت، بِعت، خِفت: the vowel of the short stem is the imperfect's, i for a.
        vowel = "u" if verb.imperfect_vowel == "u" else "i"
        short = resolve(stem + "X").replace("A", vowel)
        words["C"] = words["N"] = spell(short)
    return words


def _inflect_imperfect(verb: Verb, stem: str, prefix: str) -> dict[str, str]:
    """Inflected after يَ or يُ, for what happens at that seam, and cut after it."""
    return {slot: verb.end(f"ي{prefix}{stem}{ending}", verb=True)[2:] for slot, (ending, _) in _IMPERFECT.items()}


def _inflect_imperative(verb: Verb) -> dict[str, str]:
    stem = _imperfect(verb)
    if verb.form.form == "IV":
        stem = "ءa" + stem
    words = {}
    for slot, (ending, _) in _IMPERATIVE.items():
        word = resolve(stem + ending, twins=verb.twins, verb=True)
        if len(word) > 1 and word[1] not in "aiuAIUE":
            word = ("u" if verb.imperfect_vowel == "u" else "i") + word
        words[slot] = spell(word)
    return words


def _stems(aspect: str, words: Mapping[str, str], voice: str, prefix: str = "") -> Iterator[Stem]:
    """`words`, inflected in every slot, as stems with the slots that share them."""
    shared: dict[str, list[str]] = defaultdict(list)
    for slot, word in words.items():
        # بدؤوا is also written بدأوا, جاؤوا also جاءوا.
        for written in {word, word.replace("اؤُو", "اءُو").replace("ؤُو", "أُو")}:
            stem, ending = _cut(aspect, slot, written)
            shared[stem].append(f"{aspect}{slot}{ending}{prefix}")
    feature = {"PV": "p", "IV": "i", "CV": "c"}[aspect]
    bare, jussive = f"IVV0{prefix}", f"IVJ0{prefix}"
    for stem, slots in shared.items():
        if bare in slots and jussive in slots:
            slots.remove(jussive)  # written like the indicative
        yield Stem(stem, tuple(sorted(slots)), {"asp": feature, "vox": voice})


def _cut(aspect: str, slot: str, word: str) -> tuple[str, int]:
    """The stem of `word` in `slot`, and which of the slot's endings was cut off."""
    endings = SLOTS[aspect][slot][1]
    number = next((n for n, ending in enumerate(endings) if word.endswith(ending)), len(endings))
    stem = word.removesuffix(endings[number]) if number < len(endings) else word
    bare = without_marks(stem)
    if (slot == "N" and bare.endswith("ن")) or (slot == "C" and bare.endswith("ت")):
        # كُنّا، ثبتُّ: the stem's last letter and the ending's first are written once.
        stem = re.sub(f"[نت]{SHADDA}?$", "", stem)
    return stem, number
