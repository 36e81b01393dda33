"""The tables, their errors, lookup by name, and the fuller gazetteer."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import httpx
import pytest

from extract.errors import GazetteerError
from extract.places.gazetteer import (
    COLUMNS,
    DATA,
    EXTENSION,
    load_gazetteer,
    read_countries,
    read_divisions,
    read_places,
)
from extract.places.romanise import romanise
from extract.places.update import gazetteer_status, update_gazetteer

GOOD = "x:1\tSY\tlocality\t\tتل شخبوط\t35.5\t36.5\tIdlib\t\t120"


def table(folder: Path, *rows: str, header: str = "\t".join(COLUMNS)) -> Path:
    path = folder / "more.tsv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def test_curated_sites_are_as_many_as_promised() -> None:
    codes = frozenset(country.country for country in read_countries())
    sites = Counter(place.country for place in read_places(DATA / "sites.tsv", codes))
    least = {"SY": 350, "IQ": 130, "YE": 110, "LB": 100, "SD": 60, "LY": 50}
    assert {country: sites[country] >= n for country, n in least.items()} == dict.fromkeys(least, True)
    assert sites["PS"] + sites["IL"] >= 120


def test_every_place_lies_in_a_division_that_is_known() -> None:
    known = {(division.country, division.admin1) for division in read_divisions()}
    astray = [p.place_id for p in load_gazetteer().places if p.admin1 and (p.country, p.admin1) not in known]
    assert astray == []


def test_every_embedded_place_has_an_arabic_name_and_one_in_latin_letters() -> None:
    assert [p.place_id for p in load_gazetteer().places if not (p.name_ar and p.name_en)] == []


def test_a_name_is_found_in_any_usual_spelling() -> None:
    for spelling in ("إدلب", "ادلب", "عين العرب", "كوباني", "دير الزور", "ديرالزور", "الحسكه"):
        assert load_gazetteer().lookup(spelling), spelling
    assert load_gazetteer().lookup("لا مكان بهذا الاسم") == ()


def test_a_name_spelt_just_so_goes_before_one_that_differs_in_an_article() -> None:
    assert load_gazetteer().lookup("البيضاء")[0].name_ar == "البيضاء"


@pytest.mark.parametrize(
    ("row", "column", "cause"),
    [
        (GOOD.replace("35.5", "95.5"), "lat", "outside -90 to 90"),
        (GOOD.replace("36.5", "236.5"), "lon", "outside -180 to 180"),
        (GOOD.replace("35.5", "north"), "lat", "no number"),
        (GOOD.replace("SY", "XX"), "country", "no ISO 3166-1"),
        (GOOD.replace("locality", "galaxy"), "kind", "no known kind"),
        (GOOD.replace("120", "many"), "population", "no whole number"),
        (GOOD.replace("x:1", ""), "place_id", "empty"),
        (f"{GOOD}\n{GOOD}", "place_id", "is the id of line 2 too"),
        ("x:1\tSY", "kind", "missing"),
    ],
)
def test_a_bad_row_is_refused_with_file_line_and_column_and_the_gazetteer_stays(
    tmp_path: Path, row: str, column: str, cause: str
) -> None:
    update_gazetteer(tmp_path, [table(tmp_path, GOOD)])
    before = (tmp_path / EXTENSION).read_bytes()
    with pytest.raises(GazetteerError, match=cause) as error:
        update_gazetteer(tmp_path, [table(tmp_path, row)])
    assert "more.tsv, line" in str(error.value)
    assert repr(column) in str(error.value)
    assert (tmp_path / EXTENSION).read_bytes() == before


def test_a_table_without_a_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"line 1: column 'lon' is missing"):
        update_gazetteer(tmp_path, [table(tmp_path, header="\t".join(c for c in COLUMNS if c != "lon"))])


def test_a_further_place_is_loaded_with_a_latin_name_and_loads_nothing_twice(tmp_path: Path) -> None:
    status = update_gazetteer(tmp_path, [table(tmp_path, GOOD)])
    (place,) = load_gazetteer(tmp_path).lookup("تل شخبوط")
    assert (place.place_id, place.name_en, place.admin1, status.added) == ("x:1", "Tell Shakhabut", "Idlib", 1)
    assert load_gazetteer(tmp_path) is load_gazetteer(tmp_path)
    assert update_gazetteer(tmp_path, [table(tmp_path, GOOD)]).places == status.places


def test_a_known_place_only_gains_names(tmp_path: Path) -> None:
    saraqib = load_gazetteer().lookup("سراقب")[0]
    row = f"y:1\tSY\tvillage\t\tسراقب|سرقب\t{saraqib.latitude + 0.01}\t{saraqib.longitude}\t\t\t"
    assert update_gazetteer(tmp_path, [table(tmp_path, row)]).added == 0
    assert load_gazetteer(tmp_path).lookup("سرقب")[0].place_id == saraqib.place_id


def test_a_place_goes_by_the_name_that_the_news_uses(tmp_path: Path) -> None:
    hays = load_gazetteer().lookup("حيس")[0]
    row = f"y:1\tYE\tcounty\t\tمديرية حيس\t{hays.latitude}\t{hays.longitude}\t\t\t"
    assert update_gazetteer(tmp_path, [table(tmp_path, row)]).added == 0


def test_a_place_without_a_division_takes_its_neighbours(tmp_path: Path) -> None:
    update_gazetteer(tmp_path, [table(tmp_path, GOOD.replace("Idlib", "").replace("36.5", "36.7"))])
    assert load_gazetteer(tmp_path).lookup("تل شخبوط")[0].admin1 == "Idlib"


def dumps(folder: Path) -> Path:
    columns = ["900001", "Tall Shakhbut", "Tall Shakhbut", "تل شخبوط", "35.5", "36.5", "P", "PPL", "SY", "", "12"]
    row = "\t".join([*columns, "", "", "", "77", "", "", "Asia/Damascus", "2020-01-01"])
    with zipfile.ZipFile(folder / "SY.zip", "w") as archive:
        archive.writestr("SY.txt", row + "\n")
    with zipfile.ZipFile(folder / "alternateNamesV2.zip", "w") as archive:
        archive.writestr("alternateNamesV2.txt", "1\t900001\tar\tشخبوط التحتا\t\t\t\t\n2\t900001\ten\tTall\t\t\t\t\n")
    return folder


def test_dumps_of_geonames_are_read_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "dumps").mkdir()
    update_gazetteer(tmp_path, [dumps(tmp_path / "dumps")])
    (place,) = load_gazetteer(tmp_path).lookup("شخبوط التحتا")
    assert (place.place_id, place.admin1, place.population, place.kind) == ("gn:900001", "Idlib", 77, "settlement")


def test_dumps_of_geonames_are_downloaded_where_no_source_is_given(tmp_path: Path) -> None:
    (tmp_path / "dumps").mkdir()
    served = {path.name: path.read_bytes() for path in dumps(tmp_path / "dumps").iterdir()}
    transport = httpx.MockTransport(
        lambda request: httpx.Response(200, content=served[request.url.path.split("/")[-1]])
    )
    with httpx.Client(transport=transport) as client:
        assert update_gazetteer(tmp_path, client=client, countries=["SY"]).added == 1


def test_a_download_that_fails_leaves_the_gazetteer_as_it_was(tmp_path: Path) -> None:
    update_gazetteer(tmp_path, [table(tmp_path, GOOD)])
    with (
        httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(503))) as client,
        pytest.raises(GazetteerError, match=r"SY\.zip: cannot be downloaded"),
    ):
        update_gazetteer(tmp_path, client=client, countries=["SY"])
    assert gazetteer_status(tmp_path).added == 1


def test_a_folder_without_dumps_and_a_damaged_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="holds no dump"):
        update_gazetteer(tmp_path, [tmp_path])
    (tmp_path / "SY.zip").write_bytes(b"no zip")
    with pytest.raises(GazetteerError, match="is no zip file"):
        update_gazetteer(tmp_path, [tmp_path])


def test_status_says_what_is_in_use(tmp_path: Path) -> None:
    alone = gazetteer_status(tmp_path)
    assert (alone.added, alone.path, alone.changed) == (0, None, None)
    assert alone.as_row()["places"] == len(load_gazetteer())


def test_a_name_in_latin_letters_can_be_read_aloud() -> None:
    assert [romanise(name) for name in ("تل تمر", "الباغوز", "يارون")] == ["Tell Tamar", "Al-Baghuz", "Yarun"]
