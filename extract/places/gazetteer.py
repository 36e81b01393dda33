"""The gazetteer: places with their Arabic names, and lookup by any usual spelling of a name."""

from __future__ import annotations

import csv
import gc
import gzip
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from extract.arabic.normalize import fold
from extract.errors import GazetteerError

DATA = Path(__file__).with_name("data")
EMBEDDED = ("settlements.tsv", "villages.tsv", "sites.tsv", "cities.tsv")
EXTENSION = "gazetteer.tsv"
"""The file in the user's data folder that `update` writes: places and names beyond the embedded ones."""

COLUMNS = ("place_id", "country", "kind", "name_en", "names_ar", "lat", "lon", "admin1", "admin2", "population")
"""What every table of places must have; `approximate` and `radius_km` may follow."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of places: the `level` it is named at, its usual radius, and UCDP's where_prec for it."""

    name: str
    level: str
    radius_km: float
    where_prec: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map.

    `names_ar` are its spellings in Arabic, the usual one first; `admin1` is the English name of the first-level
    division, `admin2` of the second where known; `country` is empty for waters of no one; coordinates are
    degrees in WGS 84. `approximate` marks a point known to some kilometres only; `radius_km` is how far the place
    reaches from its point. `notable` places are those of Rasd's own tables, and those with many inhabitants: the
    news names them without further words.
    """

    place_id: str
    name_ar: str
    names_ar: tuple[str, ...]
    name_en: str
    country: str
    admin1: str | None
    admin2: str | None
    latitude: float
    longitude: float
    kind: str
    population: int
    approximate: bool
    radius_km: float
    notable: bool = False

    @property
    def level(self) -> str:
        """'site', 'settlement', 'area', 'admin1' or 'country'."""
        return kinds()[self.kind].level


_NOMINATIVES = {"ابي": "ابو", "ابا": "ابو"}
_NAME_LETTERS: dict[int, str | None] = {ord(a): b for a, b in zip("چپڤژۆڕ", "جبفزور", strict=True)} | {ord("ء"): None}


def bare(word: str) -> str:
    """A folded word without the article, which names of places take and drop."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def word_key(folded: str) -> str:
    """The folded word with its foreign letters and hamzas as the gazetteer's keys have them; the article stays.

    أبي and أبا are cases of أبو (في ناحية أبي صيدا).
    """
    key = folded.translate(_NAME_LETTERS)
    return _NOMINATIVES.get(key, key)


def name_key(words: Iterable[str]) -> str:
    """The key of a name: its folded words without articles, hamzas and spaces (كفر نبل is كفرنبل)."""
    return "".join(bare(word_key(word)) for word in words)


def _words_of(name: str) -> list[str]:
    return name.replace("-", " ").split()


def _keyed(words: Collection[str]) -> dict[str, tuple[str, str]]:
    """The key of each word with its article and without; all are read at once, which is faster than one by one."""
    keys = fold("\n".join(words)).translate(_NAME_LETTERS).split("\n")
    whole = (_NOMINATIVES.get(key, key) for key in keys)
    return {word: (key, bare(key)) for word, key in zip(words, whole, strict=True)}


class Gazetteer:
    """Places by every spelling of their names."""

    def __init__(
        self,
        places: Iterable[Place],
        divisions: Iterable[Place],
        countries: Iterable[Place],
    ) -> None:
        self.places: tuple[Place, ...] = (*countries, *divisions, *places)
        self._plain: set[str] = set()
        self._by_id = {place.place_id: place for place in self.places}
        self._divisions = {(p.country, p.admin1): p for p in self.places if p.kind == "admin1"}
        self._countries = {p.country: p for p in self.places if p.kind == "country"}
        self._names: dict[str, list[tuple[str, int]]] = {}
        self._longest: dict[str, int] = {}
        openings = frozenset(element[:2] for element in compounding())
        keys = _keyed({word for place in self.places for name in place.names_ar for word in _words_of(name)})
        for number, place in enumerate(self.places):
            for name in place.names_ar:
                words = [keys[word] for word in _words_of(name)]
                spelt, stems = "".join([key for key, _ in words]), [stem for _, stem in words]
                key, longest = "".join(stems), max(len(words), 2)
                entry = spelt, number
                entries = self._names.get(key)
                if entries is None:
                    self._names[key] = [entry]
                elif entry not in entries:
                    entries.append(entry)
                if place.notable:
                    self._plain.add(spelt)
                self._lengthen(stems[0], longest)
                if len(stems) > 1:
                    self._lengthen(key, longest)
                if stems[0][:2] in openings:
                    for size in range(2, min(len(stems[0]) - 1, 6)):
                        if stems[0][:size] in compounding():
                            self._lengthen(stems[0][:size], longest)

    def _lengthen(self, first: str, size: int) -> None:
        """Notes that a name of `size` words may begin with `first`."""
        if self._longest.get(first, 0) < size:
            self._longest[first] = size

    def __len__(self) -> int:
        return len(self.places)

    def __contains__(self, key: str) -> bool:
        """Whether a place has a name with this key (name_key)."""
        return key in self._names

    def get(self, place_id: str) -> Place | None:
        """The place of that id, or None."""
        return self._by_id.get(place_id)

    def admin1(self, country: str | None, name_en: str | None) -> Place | None:
        """The first-level division of `country` (ISO 3166-1 alpha-2) by its English name, or None."""
        return self._divisions.get((country or "", name_en))

    def divisions(self, country: str) -> tuple[Place, ...]:
        """Every first-level division of `country`."""
        return tuple(place for (code, _), place in self._divisions.items() if code == country)

    def country(self, code: str | None) -> Place | None:
        """The country of an ISO 3166-1 alpha-2 code, or None."""
        return self._countries.get(code or "")

    def longest(self, stem: str) -> int:
        """How many words the longest name may have that begins with this folded, article-less word; 0 for none."""
        return self._longest.get(stem, 0)

    def well_known(self, word: str) -> bool:
        """Whether this folded word names a place without any cue: Rasd's own tables, or many inhabitants, say so.

        The fuller gazetteer brings thousands of hamlets that bear ordinary words for names.
        """
        return word in self._plain

    def spelt(self, key: str, joined: str) -> tuple[tuple[Place, ...], bool]:
        """The places of a name's key, and whether the articles in `joined`, its keyed words without spaces, are theirs.

        Places so written come alone; only where there are none do those that differ in an article.
        """
        entries = self._names.get(key, ())
        exact = tuple(self.places[n] for spelt, n in entries if spelt == joined)
        if exact:
            return exact, True
        return tuple(dict.fromkeys(self.places[n] for _, n in entries)), False

    def lookup(self, name: str) -> tuple[Place, ...]:
        """The places that bear `name` in some spelling, those spelt just so first, then the most populous."""
        words = fold(name).replace("-", " ").split()
        joined = "".join(word_key(word) for word in words)
        ranks: dict[int, bool] = {}
        for spelt, number in self._names.get(name_key(words), ()):
            ranks[number] = ranks.get(number, False) or spelt == joined
        order = sorted(
            ranks, key=lambda n: (not ranks[n], _RANK.get(self.places[n].level, 9), -self.places[n].population, n)
        )
        return tuple(self.places[n] for n in order)


_NOTABLE_POPULATION = 5000
_RANK = {"country": 0, "admin1": 1, "settlement": 2, "site": 3, "area": 3}


def read_table(path: Path, required: Iterable[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a TSV file with their line numbers; lines that begin with # are comments.

    Raises GazetteerError naming file, line and column where one is missing.
    """
    try:
        with _opened(path) as lines:
            reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            header: list[str] = []
            for row in reader:
                if not row or row[0].startswith("#"):
                    continue
                if not header:
                    header = row
                    missing = [name for name in required if name not in header]
                    if missing:
                        raise GazetteerError(
                            f"{path}, line {reader.line_num}: column {missing[0]!r} is missing; "
                            f"the first line must name the columns {', '.join(required)}"
                        )
                    continue
                if len(row) < len(header):
                    raise GazetteerError(
                        f"{path}, line {reader.line_num}: column {header[len(row)]!r} is missing; "
                        f"a row has {len(header)} columns parted by tabs, this one {len(row)}"
                    )
                yield reader.line_num, dict(zip(header, row, strict=False))
            if not header:
                raise GazetteerError(f"{path}, line 1: the file is empty; its first line must name the columns")
    except UnicodeDecodeError as error:
        raise GazetteerError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be read ({error.strerror}); check the path") from None


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def read_places(path: Path, countries: frozenset[str], notable: bool = False) -> Iterator[Place]:
    """The places of a table with `COLUMNS`, each checked; `notable` where the news names them all.

    Raises GazetteerError naming file, line and column for missing columns and values, unknown countries and
    kinds, coordinates out of range, and ids that come twice.
    """
    seen: dict[str, int] = {}
    kind_names = _kind_names()
    for line, row in read_table(path, COLUMNS):

        def refuse(column: str, cause: str) -> GazetteerError:
            return GazetteerError(f"{path}, line {line}, column {column!r}: {row.get(column)!r} {cause}")  # noqa: B023

        place_id = row["place_id"]
        if not place_id:
            raise refuse("place_id", "is empty; every place needs an id")
        if place_id in seen:
            raise refuse("place_id", f"is the id of line {seen[place_id]} too; ids must differ")
        seen[place_id] = line
        if row["country"] not in countries and (row["country"] or row["kind"] != "water"):
            raise refuse("country", "is no ISO 3166-1 alpha-2 code of a known country")
        kind = kind_names.get(row["kind"])
        if kind is None:
            raise refuse("kind", f"is no known kind; use one of {', '.join(kinds())}")
        try:
            latitude, longitude = float(row["lat"]), float(row["lon"])
        except ValueError:
            column = "lon" if _is_number(row["lat"]) else "lat"
            raise refuse(column, "is no number; write degrees as 35.33417") from None
        if not -90 <= latitude <= 90:
            raise refuse("lat", "lies outside -90 to 90 degrees")
        if not -180 <= longitude <= 180:
            raise refuse("lon", "lies outside -180 to 180 degrees")
        names = tuple(dict.fromkeys(filter(None, map(str.strip, row["names_ar"].split("|")))))
        population = row["population"]
        if population and not population.isdecimal():
            raise refuse("population", "is no whole number; leave it empty where unknown")
        radius = row.get("radius_km") or ""
        if radius and not _is_number(radius):
            raise refuse("radius_km", "is no number of kilometres; leave it empty for the usual radius")
        yield Place(
            place_id=place_id,
            name_ar=names[0] if names else "",
            names_ar=names,
            name_en=row["name_en"],
            country=row["country"],
            admin1=row["admin1"] or None,
            admin2=row["admin2"] or None,
            latitude=latitude,
            longitude=longitude,
            kind=kind,
            population=int(population or 0),
            approximate=bool(row.get("approximate")),
            radius_km=float(radius) if radius else kinds()[kind].radius_km,
            notable=notable or (population != "" and int(population) >= _NOTABLE_POPULATION),
        )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@lru_cache(1)
def kinds() -> dict[str, Kind]:
    """The classes of places by name."""
    return {
        row["kind"]: Kind(row["kind"], row["level"], float(row["radius_km"]), int(row["where_prec"]))
        for _, row in read_table(DATA / "kinds.tsv")
    }


def kind_of(name: str) -> str | None:
    """Our class for a class of places by our name or by another gazetteer's, None for one we do not keep."""
    return _kind_names().get(name)


@lru_cache(1)
def _kind_names() -> dict[str, str]:
    """Our class for each name of a class, ours and those of GeoNames, Who's On First and OCHA."""
    names = {row["kind"]: row["kind"] for _, row in read_table(DATA / "kinds.tsv")}
    for _, row in read_table(DATA / "kinds.tsv"):
        names |= dict.fromkeys(filter(None, row["synonyms"].split(";")), row["kind"])
    return names


@lru_cache(1)
def compounding() -> frozenset[str]:
    """First elements of names that are written joined to the next or apart (كفر، تل، بيت), folded, article-less."""
    return frozenset(row["word"] for _, row in read_table(DATA / "elements.tsv"))


def read_divisions(path: Path = DATA / "admin1.tsv") -> Iterator[Place]:
    """The first-level divisions, as places of kind 'admin1' whose id is the ISO 3166-2 code."""
    for _, row in read_table(path):
        names = tuple(row["names_ar"].split("|"))
        yield Place(
            row["iso_3166_2"], names[0], names, row["name_en"], row["country"], row["name_en"], None,
            float(row["lat"]), float(row["lon"]), "admin1", 0, False, float(row["radius_km"]), True,
        )  # fmt: skip


def read_countries(path: Path = DATA / "countries.tsv") -> Iterator[Place]:
    """Every country, as places of kind 'country' whose id is the ISO 3166-1 code."""
    for _, row in read_table(path):
        names = tuple(row["names_ar"].split("|"))
        yield Place(
            row["country"], names[0], names, row["name_en"], row["country"], None, None,
            float(row["lat"]), float(row["lon"]), "country", 0, False, float(row["radius_km"]), True,
        )  # fmt: skip


def embedded_places() -> list[Place]:
    """The places that ship with Rasd."""
    codes = frozenset(country.country for country in read_countries())
    places: list[Place] = []
    for name in EMBEDDED:
        places = extended(places, read_places(DATA / name, codes, notable=True))
    return places


def extended(places: Iterable[Place], more: Iterable[Place]) -> list[Place]:
    """`places` with those of `more` that are new, and with the further names that `more` gives the others."""
    merged = {place.place_id: place for place in places}
    for place in more:
        known = merged.get(place.place_id)
        if known is None:
            merged[place.place_id] = place
        else:
            names = tuple(dict.fromkeys(known.names_ar + place.names_ar))
            merged[place.place_id] = replace(known, names_ar=names, name_ar=names[0])
    return list(merged.values())


def load_gazetteer(data_dir: Path | None = None) -> Gazetteer:
    """The embedded gazetteer, with what `rasd gazetteer update` put into `data_dir` where it did.

    It is loaded once a process; another one is loaded when the file has changed. Raises GazetteerError as
    read_places does.
    """
    path = data_dir / EXTENSION if data_dir is not None else None
    if path is None or not path.exists():
        return _load(None, 0)
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(2)
def _load(path: Path | None, _changed: int) -> Gazetteer:
    with _uncollected():
        countries = list(read_countries())
        places = embedded_places()
        if path is not None:
            places = extended(places, read_places(path, frozenset(country.country for country in countries)))
        return Gazetteer(places, read_divisions(), countries)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage: a gazetteer makes half a million objects that all stay, and each search walks them all."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
