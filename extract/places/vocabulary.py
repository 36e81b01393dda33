"""The words that places are told by, as the tables have them: head words, cues, ordinary words, and phrases."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from extract.arabic.normalize import fold
from extract.places.gazetteer import DATA, read_table, word_key


class Head(NamedTuple):
    """A word that says what kind of place the name after it is (مدينة، حقل، ريف)."""

    word: str
    classes: frozenset[str]
    in_name: bool
    own_name: bool
    """Whether it belongs to the name only where that is its own: مسجد النور, but سوق ضحيان is ضحيان."""
    names_unknown: str
    """Whether an unknown word behind it is a name: '' no, '1' yes, 'sure' if it can be nothing else (جبهة الكوكلي)."""
    countries: frozenset[str]
    """The countries whose places alone are called so (كيبوتس); empty for a word of all."""
    number: int
    """1, 2 for a dual (قريتي), 3 for a plural (بلدات)."""


@lru_cache(1)
def heads() -> dict[str, Head]:
    """Head words by every folded form."""
    table = {}
    for _, row in read_table(DATA / "heads.tsv"):
        for number, forms in enumerate((row["word"], row["dual"], row["plural"]), start=1):
            for form in filter(None, forms.split("|")):
                table[word_key(form)] = Head(
                    row["word"],
                    frozenset(row["classes"].split("|")),
                    row["in_name"] != "",
                    row["in_name"] == "own",
                    row["names_unknown"],
                    frozenset(filter(None, row["countries"].split("|"))),
                    number,
                )
    return table


@lru_cache(1)
def cues() -> dict[str, tuple[str, str]]:
    """Words that say how a text relates to a place (في، شرقي، قرب), with what they say and its value."""
    return {word_key(row["word"]): (row["cue"], row["value"]) for _, row in read_table(DATA / "cues.tsv")}


@lru_cache(1)
def ordinary() -> dict[str, str]:
    """Ordinary words and personal names that are places too, and the cue each needs: 'any', 'strong' or 'head'."""
    return {word_key(row["word"]): row["cue"] for _, row in read_table(DATA / "ordinary.tsv")}


@lru_cache(1)
def months() -> frozenset[str]:
    """Months that a place's name folds into (آب and إب)."""
    return frozenset(word_key(row["word"]) for _, row in read_table(DATA / "ordinary.tsv") if row["what"] == "month")


@lru_cache(1)
def given_names() -> frozenset[str]:
    """Given names of people: a place's name behind one is a family's."""
    return frozenset(
        word_key(row["word"]) for _, row in read_table(DATA / "ordinary.tsv") if row["what"] == "given name"
    )


@lru_cache(1)
def not_names() -> frozenset[str]:
    """Words that follow a head word without being a name (قرية صغيرة، حقل ألغام)."""
    return frozenset(word_key(row["word"]) for _, row in read_table(DATA / "not_names.tsv"))


@lru_cache(1)
def phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases that hold a place's name and are none (فيلق القدس، درع الفرات), by their first word."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for _, row in read_table(DATA / "not_places.tsv"):
        words = tuple(word_key(word) for word in row["phrase"].split())
        table.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(some, key=len, reverse=True)) for first, some in table.items()}


@lru_cache(4)
def joints(use: str) -> frozenset[str]:
    """Words of one use: 'link' stands between a place and what it lies in, 'part' and 'site' end a name, and 'person'
    belongs to names of persons; 'village' stands before names of villages, never of a city."""
    return frozenset(word_key(row["word"]) for _, row in read_table(DATA / "joints.tsv") if row["use"] == use)


@lru_cache(1)
def demonyms() -> dict[str, str]:
    """Countries by the folded adjectives of their people (سوري، السورية، سوريين)."""
    return {
        article + fold(adjective) + ending: row["country"]
        for _, row in read_table(DATA / "countries.tsv")
        for adjective in filter(None, row["adjectives"].split("|"))
        for article in ("", "ال", "وال", "لل", "بال")
        for ending in ("", "ه", "ين", "ون", "ا")
    }
