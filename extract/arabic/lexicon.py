"""The lexicon: reads the lemmas of lexicon/*.tsv, a line a lemma, and the templates they are inflected by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from extract.arabic.normalize import without_marks
from extract.errors import LexiconError

FOLDER: Traversable = files("extract.arabic") / "lexicon"
LEMMA_FILES = ("verbs", "nouns", "adjectives", "numerals", "closed", "names")
TEMPLATE_FILES = ("forms", "plurals")

_ORIGIN = {"numerals": "number", "closed": "closed"}
_POS = {"verbs": "verb", "nouns": "noun", "adjectives": "adj", "numerals": "noun_num", "names": "noun_prop"}


@dataclass(frozen=True, slots=True)
class Lemma:
    """One line of the lexicon.

    `stem` is the vowelled citation form (a verb's third person masculine singular of the perfect); `kind` is the
    class that decides its inflection; `weight` is about the binary logarithm of how often the lemma is met in
    conflict news; `voice` is how an unvowelled form of a verb is read first: "a" active, "p" passive, "o"
    either, "n" it has no passive. `plurals` are as the file has them; `pronoun` is a particle's stem before a pronoun
    (+: the same), `joins_prepositions` says that ب ل ك are written to it.
    """

    stem: str
    pos: str
    kind: str
    root: str
    gloss: str
    weight: float
    voice: str = "a"
    plurals: tuple[str, ...] = ()
    pronoun: str = ""
    joins_prepositions: bool = False
    tags: tuple[str, ...] = ()
    origin: str = "lexicon"

    @property
    def bare(self) -> str:
        """The citation form without diacritics."""
        return without_marks(self.stem)


@dataclass(frozen=True, slots=True)
class Stem:
    """A stem as written, the groups of endings it takes (`slots`), and what it says of itself (`features`)."""

    written: str
    slots: tuple[str, ...]
    features: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """The templates of one verb form, in the notation of extract.arabic.phonology; "" where there is none."""

    form: str
    perfect: str
    perfect_passive: str
    imperfect: str
    imperfect_passive: str
    prefix: str
    masdar: str
    active: str
    passive: str
    yields: str


def lemmas() -> Iterator[Lemma]:
    """Every lemma of the lexicon, file by file; raises LexiconError for a line that cannot be read."""
    for name in LEMMA_FILES:
        for place, row in _rows(f"{name}.tsv"):
            yield _lemma(name, place, row)


@cache
def forms() -> dict[str, Form]:
    """The verb forms by their names (I-X, QI, QII, QIV)."""
    blank = {"-": ""}
    return {
        row["form"]: Form(**{column: blank.get(cell, cell) for column, cell in row.items()})
        for _, row in _rows("forms.tsv")
    }


@cache
def plural_patterns() -> dict[str, tuple[str, str]]:
    """The broken plurals by their names (أفعال، فواعل …): the template, and what gives way in it."""
    return {row["pattern"]: (row["template"], row["yields"]) for _, row in _rows("plurals.tsv")}


def content_hash() -> str:
    """A hash of all that the compiled database is made of: the lexicon's files and the rules that inflect them."""
    digest = hashlib.blake2b(digest_size=12)
    package = files("extract.arabic")
    rules = ("lexicon", "phonology", "conjugation", "declension", "almor")
    for part in [
        *(FOLDER / f"{name}.tsv" for name in LEMMA_FILES + TEMPLATE_FILES),
        *(package / f"{name}.py" for name in rules),
    ]:
        digest.update(part.read_bytes())
    return digest.hexdigest()


def _lemma(name: str, place: str, row: dict[str, str]) -> Lemma:
    try:
        weight = float(row["weight"])
    except ValueError:
        raise LexiconError(f"{place}: weight {row['weight']!r} is no number; write one, such as 5") from None
    voice = row.get("voice", "a")
    if voice not in ("a", "p", "o", "n"):
        raise LexiconError(f"{place}: voice {voice!r} is none of a, p, o, n (see the head of verbs.tsv)")
    return Lemma(
        stem=row["stem"],
        pos=_POS.get(name) or row["class"],
        kind=row["agreement"] if name == "closed" else row["class"],
        root=row.get("root", "-"),
        gloss=row["gloss"],
        weight=weight,
        voice=voice,
        plurals=_cells(row.get("plural", "-")),
        pronoun=row.get("pronoun", "-").replace("-", ""),
        joins_prepositions=row.get("joins") == "bkl",
        tags=_cells(row["tags"]),
        origin=_ORIGIN.get(name, "lexicon"),
    )


def _cells(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split(","))


def _rows(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The lines of a file as (where it stands, cells by column), comments and blank lines left out."""
    columns: list[str] = []
    for number, line in enumerate((FOLDER / name).read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not columns:
            columns = cells
        elif len(cells) != len(columns):
            raise LexiconError(
                f"{name}:{number}: {len(cells)} cells instead of {len(columns)}: "
                f"separate {', '.join(columns)} by tabs and write - for an empty one"
            )
        else:
            yield f"{name}:{number}", dict(zip(columns, cells, strict=True))
