"""Words outside every lexicon: their clitics stripped, then simplemma's dictionary, else a guess at a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from extract.arabic.normalize import without_marks


class Guess(NamedTuple):
    """A lemma that may stand behind a word; `origin` is "simplemma" where its dictionary has it, else "guess"."""

    lemma: str
    proclitics: tuple[str, ...]
    enclitic: str | None
    origin: str


_CONJUNCTIONS = {"": (), "و": ("wa",), "ف": ("fa",)}
_PREPOSITIONS = {
    "": (),
    "ال": ("al",),
    "ب": ("bi",),
    "ل": ("li",),
    "ك": ("ka",),
    "بال": ("bi", "al"),
    "لل": ("li", "al"),
    "كال": ("ka", "al"),
    "س": ("sa",),
}
_PROCLITICS = {
    conjunction + preposition: (*joined, *governs)
    for preposition, governs in _PREPOSITIONS.items()
    for conjunction, joined in _CONJUNCTIONS.items()
}
_PRONOUNS = {"ه": "3ms", "ها": "3fs", "هم": "3mp", "هما": "3d", "هن": "3fp", "نا": "1p", "كم": "2mp"}
# What is left of a word that is stripped must still be one.
_SHORTEST = 3


def guesses(word: str) -> list[Guess]:
    """What `word`, Arabic letters with or without diacritics, may be; the likeliest first, never nothing."""
    bare = without_marks(word)
    return _known(bare) or _names(bare)


def _known(word: str) -> list[Guess]:
    """What simplemma's dictionary has: the word itself, else what is left when the least is taken off it."""
    import simplemma  # noqa: PLC0415  its dictionary takes a quarter of a second, and most texts need it late

    for stem, proclitics, pronoun in sorted(_stripped(word), key=lambda candidate: -len(candidate[0])):
        if simplemma.is_known(stem, lang="ar"):
            lemma = without_marks(simplemma.lemmatize(stem, lang="ar"))
            article = stem.startswith("ال") and not lemma.startswith("ال")
            return [Guess(lemma, (*proclitics, "al") if article else proclitics, pronoun, "simplemma")]
    return []


def _names(word: str) -> list[Guess]:
    """The word as a name: as it stands, unless an article shows that a clitic precedes it; then stripped."""
    found = [Guess(word, (), None, "guess")]
    for prefix, proclitics in _PROCLITICS.items():
        rest = word.removeprefix(prefix)
        if not proclitics or "sa" in proclitics or rest == word or len(rest) < _SHORTEST:
            continue
        if proclitics[-1] != "al":
            found.append(Guess(rest, proclitics, None, "guess"))
        elif len(proclitics) > 1:
            # The article is the name's own: بالباغوز is بـ and الباغوز.
            found.insert(0, Guess("ال" + rest, proclitics[:-1], None, "guess"))
    return list(dict.fromkeys(found))


def _stripped(word: str) -> Iterator[tuple[str, tuple[str, ...], str | None]]:
    for prefix, proclitics in _PROCLITICS.items():
        if not word.startswith(prefix):
            continue
        rest = word[len(prefix) :]
        for ending, pronoun in {"": None, **_PRONOUNS}.items():
            stem = rest[: len(rest) - len(ending)]
            if rest.endswith(ending) and (len(stem) >= _SHORTEST or stem == word):
                if pronoun and stem.endswith("ت") and "al" not in proclitics:
                    yield stem[:-1] + "ة", proclitics, pronoun
                yield stem, proclitics, pronoun
