"""The tables of words beside this package: how they are read, and how a word looks behind its proclitics."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

from extract.arabic.normalize import fold

_CONJUNCTIONS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ل", "ك")


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of ``data/<name>.tsv`` by column; lines that begin with # are remarks."""
    text = files("extract.arabic").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


class Form(NamedTuple):
    """A folded word with what is written before it: a conjunction (و، ف), a preposition (ب، ل، ك), the article."""

    fold: str
    conjunction: str
    preposition: str
    definite: bool


def forms(word: str) -> Iterator[Form]:
    """`word` behind every conjunction and preposition that is written together with it; ل swallows the alif of ال."""
    key = fold(word)
    definite = word.startswith("ال")  # of the spelling as typed: آلاف and ألف fold to the same letters
    for conjunction in _CONJUNCTIONS:
        for preposition in _PREPOSITIONS:
            stem = "ل" + key[2:] if definite and preposition == "ل" else key
            yield Form(conjunction + preposition + stem, conjunction, preposition, definite)
