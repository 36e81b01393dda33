"""The fuller gazetteer: GeoNames' country dumps and other tables, merged with the embedded one into the data folder."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

import httpx

from extract.arabic.normalize import fold
from extract.errors import GazetteerError
from extract.places.build import COVERED, arabic_names, divisions
from extract.places.gazetteer import (
    COLUMNS,
    EXTENSION,
    Place,
    embedded_places,
    kind_of,
    kinds,
    load_gazetteer,
    name_key,
    read_countries,
    read_places,
    word_key,
)
from extract.places.reading import is_ordinary
from extract.places.resolve import distance_km
from extract.places.romanise import romanise
from extract.places.vocabulary import heads, joints

GEONAMES = "https://download.geonames.org/export/dump/"
ALTERNATE_NAMES = "alternateNamesV2.zip"
SAME_PLACE_KM = 5.0
"""Two records of one name, country and level this near to each other are one place."""


@dataclass(frozen=True, slots=True)
class GazetteerStatus:
    """What gazetteer is in use: how many places, with how many names, how many of them beyond the embedded ones,
    where these are kept (None without any) and when they were last changed (UTC)."""

    places: int
    names: int
    added: int
    path: str | None
    changed: str | None

    def as_row(self) -> dict[str, object]:
        """The fields by name, for JSON."""
        return asdict(self)


def gazetteer_status(data_dir: Path | None) -> GazetteerStatus:
    """What load_gazetteer(data_dir) loads. Raises GazetteerError as it does."""
    gazetteer = load_gazetteer(data_dir)
    path = data_dir / EXTENSION if data_dir is not None else None
    there = path is not None and path.exists()
    return GazetteerStatus(
        places=len(gazetteer),
        names=sum(len(place.names_ar) for place in gazetteer.places),
        added=len(gazetteer) - len(load_gazetteer()),
        path=str(path) if there else None,
        changed=datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        if path is not None and there
        else None,
    )


def update_gazetteer(
    data_dir: Path, sources: Sequence[Path] = (), client: httpx.Client | None = None, countries: Iterable[str] = COVERED
) -> GazetteerStatus:
    """Merges `sources` with the embedded gazetteer into `data_dir`, and says what is in use then.

    A source is a folder with GeoNames' dumps (XX.zip, alternateNamesV2.zip) or a table with the columns of
    `gazetteer.COLUMNS`, also compressed (.gz). Without any, the dumps of `countries` are downloaded. Raises
    GazetteerError where a source cannot be used; the gazetteer in use then stays as it was.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    if sources:
        incoming = [place for source in sources for place in read_source(source)]
    else:
        with tempfile.TemporaryDirectory(dir=data_dir) as folder:
            download(Path(folder), countries, client)
            incoming = list(read_dumps(Path(folder)))
    _write(data_dir / EXTENSION, merged(embedded_places(), incoming))
    return gazetteer_status(data_dir)


def read_source(source: Path) -> Iterator[Place]:
    """The places of a folder of dumps, or of a table."""
    if source.is_dir():
        return read_dumps(source)
    return read_places(source, frozenset(country.country for country in read_countries()))


def download(folder: Path, countries: Iterable[str], client: httpx.Client | None = None) -> None:
    """Fetches GeoNames' dumps of `countries`, and the table of alternate names, into `folder`."""
    own = client or httpx.Client(timeout=60, follow_redirects=True)
    try:
        for name in (*(f"{code}.zip" for code in countries), ALTERNATE_NAMES):
            with own.stream("GET", GEONAMES + name) as response, (folder / name).open("wb") as file:
                response.raise_for_status()
                for chunk in response.iter_bytes():
                    file.write(chunk)
    except httpx.HTTPError as error:
        raise GazetteerError(
            f"{GEONAMES}{name}: cannot be downloaded ({error}); download the files elsewhere and name their folder"
        ) from None
    finally:
        if client is None:
            own.close()


# The columns of a GeoNames dump: https://download.geonames.org/export/dump/readme.txt
_ID, _NAME, _ALTERNATES, _LATITUDE, _LONGITUDE, _CODE, _COUNTRY, _ADMIN1, _POPULATION = 0, 1, 3, 4, 5, 7, 8, 10, 14
_DUMP_COLUMNS = 19


def read_dumps(folder: Path) -> Iterator[Place]:
    """The places with an Arabic name in GeoNames' dumps (XX.zip) in `folder`, of the classes that kinds.tsv knows."""
    dumps = sorted(path for path in folder.glob("*.zip") if len(path.stem) == 2)
    if not dumps:
        raise GazetteerError(f"{folder}: holds no dump of GeoNames; put files such as SY.zip there")
    names_of = divisions()
    alternates = _alternate_names(folder / ALTERNATE_NAMES)
    for dump in dumps:
        for number, row in _rows(dump, f"{dump.stem}.txt"):
            if len(row) < _DUMP_COLUMNS:
                raise GazetteerError(f"{dump}, line {number}: {len(row)} columns, not {_DUMP_COLUMNS}; fetch it again")
            kind = kind_of(row[_CODE])
            if kind is None or kind in ("country", "admin1"):
                continue
            spellings = [*alternates.get(row[_ID], ()), *row[_ALTERNATES].split(",")]
            names = tuple(arabic_names({"alternatenames": spellings}))
            if names:
                yield Place(
                    place_id=f"gn:{row[_ID]}",
                    name_ar=names[0],
                    names_ar=names,
                    name_en=row[_NAME],
                    country=row[_COUNTRY],
                    admin1=names_of.get((row[_COUNTRY], row[_ADMIN1])),
                    admin2=None,
                    latitude=float(row[_LATITUDE]),
                    longitude=float(row[_LONGITUDE]),
                    kind=kind,
                    population=int(row[_POPULATION] or 0),
                    approximate=False,
                    radius_km=kinds()[kind].radius_km,
                )


def _alternate_names(path: Path) -> dict[str, list[str]]:
    """The Arabic names by GeoNames' id; none where the file is missing."""
    names: dict[str, list[str]] = {}
    if path.exists():
        for _, row in _rows(path, "alternateNamesV2.txt"):
            if len(row) > 3 and row[2] == "ar":
                names.setdefault(row[1], []).append(row[3])
    return names


def _rows(path: Path, member: str) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as raw:
            for number, line in enumerate(TextIOWrapper(raw, encoding="utf-8"), start=1):
                yield number, line.rstrip("\n").split("\t")
    except (zipfile.BadZipFile, KeyError):
        raise GazetteerError(f"{path}: is no zip file with {member}; download it again") from None


def merged(known: Iterable[Place], incoming: Iterable[Place]) -> list[Place]:
    """The rows to add to `known`: each incoming place once, under the id it has already where it is known.

    A row under a known id only brings names. Places without an Arabic name, first-level divisions and countries are
    left out: Rasd's own tables have them all.
    """
    by_id = {place.place_id: place for place in known}
    by_name: dict[tuple[str, str], list[Place]] = {}
    for place in by_id.values():
        _index(by_name, place)
    added: dict[str, list[Place]] = {}
    for record in incoming:
        if not record.names_ar or record.level in ("admin1", "country"):
            continue
        place = _called_as_in_the_news(record)
        same = by_id.get(place.place_id) or _same(by_name, place)
        if same is None:
            by_id[place.place_id] = place
            _index(by_name, place)
        added.setdefault((same or place).place_id, []).append(place)
    division = _nearest_division(list(by_id.values()))
    return [_united(by_id[place_id], places, division) for place_id, places in added.items()]


def _called_as_in_the_news(place: Place) -> Place:
    """The place without the words that other gazetteers put beside names (مديرية حيس is حيس, قاعدة عين الأسد الجوية
    is قاعدة عين الأسد)."""
    names = tuple(dict.fromkeys(_without_adjective(_without_head(name)) for name in place.names_ar))
    return replace(place, name_ar=names[0], names_ar=names)


def _without_head(name: str) -> str:
    first, _, rest = name.partition(" ")
    head = heads().get(word_key(fold(first)))
    if head is None or head.number > 1 or head.in_name or len(fold(rest)) < 3:
        return name
    if "district" in head.classes:
        return rest
    # مدينة الصدر is never الصدر alone
    return rest if "settlement" in head.classes and not all(map(is_ordinary, rest.split())) else name


def _without_adjective(name: str) -> str:
    first, _, last = name.rpartition(" ")
    return first if " " in first and fold(last) in joints("site") else name


def _nearest_division(places: Iterable[Place]) -> Callable[[Place], str | None]:
    """A function from a place to its first-level division: its own, or that of the nearest place of its country."""
    cells: dict[tuple[str, int, int], list[Place]] = {}
    for place in places:
        if place.admin1:
            cells.setdefault((place.country, round(place.latitude * 4), round(place.longitude * 4)), []).append(place)

    def division(place: Place) -> str | None:
        if place.admin1:
            return place.admin1
        row, column = round(place.latitude * 4), round(place.longitude * 4)
        around = [
            other
            for y in (row - 1, row, row + 1)
            for x in (column - 1, column, column + 1)
            for other in cells.get((place.country, y, x), ())
        ]
        return min(around, key=lambda other: (distance_km(place, other), other.place_id)).admin1 if around else None

    return division


def _keys(place: Place) -> set[tuple[str, str]]:
    return {(place.country, name_key(fold(name).split())) for name in place.names_ar}


def _index(by_name: dict[tuple[str, str], list[Place]], place: Place) -> None:
    for key in _keys(place):
        by_name.setdefault(key, []).append(place)


def _same(by_name: dict[tuple[str, str], list[Place]], place: Place) -> Place | None:
    """The nearest known place of one of `place`'s names and its level, if near enough to be it."""
    near = [
        (distance_km(place, other), other.place_id, other)
        for key in sorted(_keys(place))
        for other in by_name.get(key, ())
        if other.level == place.level
    ]
    best = min(near, default=None)
    return best[2] if best and best[0] <= SAME_PLACE_KM else None


def _united(place: Place, records: Sequence[Place], division: Callable[[Place], str | None]) -> Place:
    names = tuple(dict.fromkeys(name for record in (place, *records) for name in record.names_ar))
    return Place(
        place_id=place.place_id,
        name_ar=place.name_ar,
        names_ar=names,
        name_en=place.name_en or romanise(place.name_ar),
        country=place.country,
        admin1=division(place),
        admin2=place.admin2,
        latitude=place.latitude,
        longitude=place.longitude,
        kind=place.kind,
        population=max(record.population for record in (place, *records)),
        approximate=place.approximate,
        radius_km=place.radius_km,
    )


def _write(path: Path, places: Iterable[Place]) -> None:
    """Replaces the table at `path` at once, or not at all."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".tsv", delete=False) as file:
        file.write("\t".join(COLUMNS) + "\n")
        for p in places:
            fields = (
                p.place_id, p.country, p.kind, p.name_en, "|".join(p.names_ar), f"{p.latitude:.5f}",
                f"{p.longitude:.5f}", p.admin1 or "", p.admin2 or "", str(p.population or ""),
            )  # fmt: skip
            file.write("\t".join(fields) + "\n")
    Path(file.name).replace(path)
