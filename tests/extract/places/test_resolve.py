"""Which of the places of one name a text means, where it lies and how precise that is."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import pytest

from extract.arabic.normalize import fold
from extract.arabic.tokens import tokenize
from extract.places import Gazetteer, Resolution, load_gazetteer, resolve_all
from extract.places.registry import place_rows

SHARED = Path("../shared")


def resolved(text: str, outlet: str | None = None) -> list[Resolution]:
    return resolve_all(tokenize(text), load_gazetteer(), outlet)


def the_one(text: str, outlet: str | None = None) -> Resolution:
    (resolution,) = resolved(text, outlet)
    return resolution


def test_the_outlets_country_decides_where_the_text_does_not() -> None:
    assert the_one("إطلاق نار في طرابلس", "LY").country == "LY"
    assert the_one("إطلاق نار في طرابلس", "LB").country == "LB"


def test_a_village_is_no_city_of_another_country_that_bears_its_name() -> None:
    assert the_one("قصف قرية سيان", "IQ").country == "IQ"
    assert the_one("زيارة إلى مدينة سيان", "IQ").country == "CN"


def test_the_adjective_of_a_country_behind_a_name_decides() -> None:
    assert the_one("إطلاق نار في مدينة طرابلس اللبنانية", "LY").country == "LB"
    assert the_one("إطلاق نار في مدينة طرابلس الساحلية", "LY").country == "LY"


def test_the_country_the_text_speaks_of_goes_before_the_outlets() -> None:
    last = resolved("في ليبيا أطلقت القوات الليبية النار في مصراتة ثم في طرابلس", "LB")[-1]
    assert (last.country, last.admin1) == ("LY", "Tripoli")


def test_the_division_named_with_a_place_decides() -> None:
    assert resolved("قصفت المنصورة بريف حلب", "SY")[0].admin1 == "Aleppo"
    assert resolved("قصفت المنصورة بريف الرقة", "SY")[0].admin1 == "Raqqa"


def test_a_heading_holds_for_the_lines_below_it() -> None:
    text = "محافظة حماة:\nقصفت الطائرات بلدة المنصورة.\nمحافظة الرقة:\nقصفت الطائرات بلدة المنصورة."
    assert [r.admin1 for r in resolved(text, "SY") if r.name] == ["Hama", "Raqqa"]


def test_a_division_and_its_countryside_have_no_place_of_their_own() -> None:
    for text in ("محافظة دير الزور", "ريف حلب الشمالي", "جنوبي محافظة إدلب"):
        assert the_one(f"قصف في {text}", "SY").name is None, text


def test_a_city_and_its_countryside_differ() -> None:
    assert the_one("انفجار في دمشق").admin1 == "Damascus"
    assert the_one("انفجار في ريف دمشق").admin1 == "Rif Dimashq"
    assert the_one("انفجار في صنعاء").admin1 == "Amanat al Asimah"
    assert the_one("انفجار في محافظة صنعاء").admin1 == "Sanaa"


def test_precision_falls_from_the_place_to_its_surroundings_to_its_region() -> None:
    said = ("في سراقب", "قرب سراقب", "في محافظة إدلب", "في سوريا")
    found = [the_one(f"انفجار {words}", "SY") for words in said]
    assert [r.geo_precision for r in found] == [1, 2, 3, 3]
    assert [r.where_prec for r in found] == [1, 2, 4, 6]


def test_a_direction_moves_the_point() -> None:
    city, east = the_one("انفجار في منبج"), the_one("انفجار شرقي منبج")
    assert east.longitude is not None
    assert city.longitude is not None
    assert (east.longitude > city.longitude, east.geo_precision) == (True, 2)
    away = the_one("انفجار على بعد 20 كم شمال منبج")
    assert away.latitude is not None
    assert city.latitude is not None
    assert round((away.latitude - city.latitude) * 111.2) == 20


def test_waters_of_no_one_have_no_country() -> None:
    sea = the_one("استهدفوا سفينة في البحر الأحمر", "YE")
    assert (sea.name, sea.country, sea.admin1, sea.where_prec) == ("البحر الأحمر", None, None, 7)


def test_a_line_between_two_countries_is_no_place() -> None:
    border = the_one("اشتباك على الحدود السورية العراقية", "SY")
    assert (border.name, border.admin1, border.where_prec, border.geo_precision) == (None, None, 5, 3)


def test_an_unknown_name_takes_the_division_said_with_it() -> None:
    unknown = resolved("داهموا قرية شخبوط بريف درعا", "SY")[0]
    assert (unknown.name, unknown.place_id, unknown.admin1) == ("شخبوط", None, "Daraa")


def test_a_name_said_to_lie_where_no_place_of_that_name_lies_is_an_unknown_one() -> None:
    district, city = resolved("انفجرت سيارته في حي المنشية بمدينة بنغازي")
    assert (district.name, district.place, district.admin1) == ("حي المنشية", None, city.admin1)
    assert resolved("غارة في بلدة الجميجمة في جنوب لبنان")[0].admin1 == "Nabatiyeh"


def test_the_area_that_a_name_lies_in_is_itself_resolved_first() -> None:
    village = resolved("في منطقة وادي طوال بمحلية السلام التابعة لولاية جنوب دارفور")[0]
    assert (village.country, village.admin1) == ("SD", "South Darfur")


def test_a_quarter_far_from_all_else_lies_in_the_town_named_beside_it() -> None:
    text = "وقع الانفجار في حي المنشية. وأغلقت قوات الأمن في حلب الطرق المؤدية إلى مساكن هنانو."
    assert resolved(text, "SY")[0].admin1 == "Aleppo"


def test_a_division_goes_before_a_small_town_of_its_name() -> None:
    assert resolved("تفجير شمال صلاح الدين")[0].admin1 == "Salah al-Din"


def test_what_lies_south_of_a_town_may_lie_far_from_it() -> None:
    assert resolved("قصف على مدينة غريان جنوب طرابلس في ليبيا")[0].admin1 == "Jabal al Gharbi"


def test_the_countryside_of_the_town_is_not_that_of_medina() -> None:
    assert {r.country for r in resolved("في السويداء خطفوا مدنيا من قرية سليم في ريف المدينة الغربي")} == {"SY"}


def test_a_new_clause_says_nothing_of_where_the_place_before_it_lies() -> None:
    first, second = resolved("سقطت قذائف على الفوعة ومناطق في مدينة دير الزور")
    assert (first.admin1, second.admin1) == ("Idlib", "Deir ez-Zor")


def test_a_list_may_lie_in_several_areas() -> None:
    assert resolved("قصفت بلدات زبقين وبريتال في جنوب لبنان والبقاع")[1].admin1 == "Baalbek-Hermel"


def test_a_quarter_lies_in_its_own_city_only() -> None:
    assert resolved("مدنيون في قرى المهاجرين بريف طرطوس")[0].admin1 == "Tartus"


def test_a_village_is_no_city_of_another_country() -> None:
    assert resolved("قصفوا بلدة براغ شمال غربي مدينة كادوقلي في السودان")[0].country == "SD"


def test_a_settlement_word_of_one_country_names_its_places_only() -> None:
    assert resolved("تمشيط مستعمرة المنارة قبالة ميس الجبل")[0].country == "IL"


def test_those_that_lost_say_why() -> None:
    resolution = the_one("إطلاق نار في طرابلس", "LY")
    assert {place.country: why for place, why in resolution.losers}[
        "LB"
    ] == "is in a country the text does not speak of"


def test_rows_of_candidates_come_best_first() -> None:
    first = place_rows("طرابلس", load_gazetteer(), "LB")[0]
    assert (first["country"], first["admin1"], first["name_en"]) == ("LB", "North", "Tripoli")
    assert list(first) == ["place_id", "name_ar", "name_en", "country", "admin1", "latitude", "longitude", "kind"]
    assert place_rows("حقل العمر", load_gazetteer(), "SY")[0]["kind"] == "field"
    assert place_rows("الباب", load_gazetteer(), "SY")[0]["admin1"] == "Aleppo"
    assert place_rows("شخبوط", load_gazetteer()) == []


@cache
def divisions() -> set[tuple[str, str]]:
    with (SHARED / "gazetteer/admin1.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return {(row["country"], fold(name)) for row in rows for name in row["names_ar"].split(";")}


def share_in_their_division(path: Path, gazetteer: Gazetteer) -> float:
    """The share of gold places that the article's text yields with their gold first-level division."""
    right = total = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        tokens = tokenize(f"{article['title']}\n{article['text']}")
        found = {(words(r.name), r.admin1) for r in resolve_all(tokens, gazetteer) if r.name}
        for incident in article["incidents"]:
            if incident["place"] and (incident["country"], fold(incident["place"])) not in divisions():
                total += 1
                right += (words(incident["place"]), incident["admin1"]) in found
    return right / total


def words(name: str) -> frozenset[str]:
    """The words of a name without what may stand beside it or not: head words, adjectives, articles."""
    beside = {
        "مخيم",
        "قاعده",
        "معبر",
        "حقل",
        "مطار",
        "ميناء",
        "سد",
        "معسكر",
        "ثكنه",
        "سجن",
        "حاجز",
        "حي",
        "قريه",
        "بلده",
    }
    beside |= {"الدولي", "دولي", "العسكري", "عسكري", "العسكريه", "عسكريه", "الجويه", "جويه", "ريف", "منطقه", "قضاء"}
    kept = [word.strip("«»“”-") for word in fold(name).split()]
    return frozenset(w.removeprefix("ال") if len(w) > 4 else w for w in kept if w and w not in beside)


@pytest.mark.skipif(not SHARED.exists(), reason="the gold articles are not here")
def test_nine_gold_places_of_ten_resolve_into_their_division() -> None:
    assert share_in_their_division(SHARED / "gold/dev.jsonl", load_gazetteer()) >= 0.95
    assert share_in_their_division(SHARED / "gold/check.jsonl", load_gazetteer()) >= 0.88
