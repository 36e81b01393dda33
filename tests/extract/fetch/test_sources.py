"""What a sources file may say, and what is answered when it says something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.errors import SettingsError
from extract.fetch.sources import Listing, load_sources

DAY = {"name": "The Day", "home": "https://day.example/", "time_zone": "Asia/Damascus"}


def test_a_later_layer_changes_single_fields_adds_sources_and_switches_off(tmp_path: Path) -> None:
    base = tmp_path / "sources.toml"
    base.write_text('[sources.day]\nname = "The Day"\nhome = "https://day.example/"\ngap = 5\n', "utf-8")
    user = tmp_path / "rasd.toml"
    user.write_text('[sources.day]\nenabled = false\n[sources.mine]\nname = "M"\nhome = "http://m.example/"\n', "utf-8")
    sources = load_sources(base, user)
    assert list(sources) == ["day", "mine"]
    assert (sources["day"].gap, sources["day"].enabled, sources["day"].name) == (5, False, "The Day")


def test_a_file_without_sources_is_an_empty_layer(tmp_path: Path) -> None:
    settings = tmp_path / "rasd.toml"
    settings.write_text('data = "somewhere"\n', "utf-8")
    assert load_sources(settings) == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"source_scale": "Local"}, "field source_scale is 'Local'; allowed are Subnational, National"),
        ({"time_zone": "Asia/Nowhere"}, "field time_zone is 'Asia/Nowhere'; allowed: a name of the IANA"),
        ({"feed": "https://day.example/feed"}, "has a field feed that does not exist; allowed are id, name"),
        ({"feeds": ["day.example/feed"]}, "field feeds is ['day.example/feed']; allowed: an address that begins with"),
        ({"gap": -1}, "field gap is -1; allowed: Input should be greater than or equal to 0"),
        ({"listings": [{"url": "https://day.example/{n}"}]}, "no other placeholders than {page} and {date"),
        ({"listings": [{"url": "https://day.example/", "links": "a"}]}, "allowed are url, link, match, next"),
        ({"telegram": ["@day"]}, "without @"),
        ({"exclude": "(tags"}, "field exclude is '(tags'; allowed: a regular expression"),
    ],
)
def test_a_wrong_field_is_refused_with_file_source_field_and_what_is_allowed(
    change: dict[str, object], said: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        load_sources({"day": {**DAY, **change}})
    assert "the given sources: source day" in str(refused.value)
    assert said in str(refused.value)


def test_a_missing_field_and_a_broken_file_name_themselves(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="source day lacks the field home"):
        load_sources({"day": {"name": "The Day"}})
    broken = tmp_path / "sources.toml"
    broken.write_text("[sources", "utf-8")
    with pytest.raises(SettingsError, match=r"sources\.toml: cannot be read as TOML"):
        load_sources(broken)


def test_an_outlet_without_a_group_stands_for_itself() -> None:
    sources = load_sources({"day": DAY, "eve": {**DAY, "independence_group": "day"}})
    assert (sources["day"].group, sources["eve"].group) == ("day", "day")


def test_a_listing_knows_what_it_is_counted_by() -> None:
    assert Listing(url="https://d.example/{date:%Y/%m/%d}?p={page}").by == {"date", "page"}
    assert Listing(url="https://d.example/news").by == frozenset()


def test_the_outlets_that_rasd_brings_cover_seven_countries_and_can_all_be_discovered() -> None:
    sources = load_sources(Path(__file__).parents[3] / "flows/sources.toml")
    assert len(sources) >= 60
    assert {"SY", "IQ", "YE", "LB", "PS", "SD", "LY"} <= {source.country for source in sources.values()}
    assert [key for key, source in sources.items() if not source.can_be_discovered or not source.name_ar] == []
    assert len({source.home for source in sources.values()}) == len(sources)
