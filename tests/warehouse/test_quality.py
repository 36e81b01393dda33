"""How well merging does on made-up reports and on gold."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.merge import merge_mentions
from warehouse.tuning.gold import read_events, read_told, told_twice
from warehouse.tuning.quality import b_cubed, pairwise
from warehouse.tuning.reports import make_reports

GOLD = Path(__file__).parents[2].parent / "shared" / "gold"


def test_made_up_events_told_by_many_outlets_are_found_again():
    reports = list(make_reports(300, seed=8))
    found = [key for (key,) in merge_mentions([(report.article, [report.mention]) for report in reports])]
    quality = b_cubed(found, [report.event for report in reports])
    assert quality.f1 > 0.92
    assert quality.precision > 0.97


def test_made_up_reports_depend_on_the_seed_alone():
    assert list(make_reports(5, seed=1)) == list(make_reports(5, seed=1)) != list(make_reports(5, seed=2))


def test_measures_of_quality_say_what_their_definitions_say():
    found, true = ["x", "x", "x", "y"], [1, 1, 2, 2]
    assert pairwise(found, true).precision == pytest.approx(1 / 3)
    assert pairwise(found, true).recall == pytest.approx(1 / 2)
    assert b_cubed(found, true).precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert b_cubed(found, true).recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert b_cubed(true, true).f1 == 1


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold articles are not beside the repository")
def test_the_events_that_several_gold_articles_tell_are_merged():
    told = read_told(GOLD / "dev.jsonl")
    events = read_events(GOLD / "same.json")
    merged = merge_mentions(list(told.values()))
    true = [events.get((key, n), (key, n)) for key, (_, mentions) in told.items() for n in range(len(mentions))]
    quality = pairwise([key for keys in merged for key in keys], true)
    assert quality.precision > 0.9
    assert quality.recall > 0.9


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold articles are not beside the repository")
def test_incidents_that_one_gold_article_tells_would_stay_apart_even_in_articles_of_their_own():
    told = read_told(GOLD / "dev.jsonl")
    reports = list(
        told_twice(told, {key: (article, []) for key, (article, _) in told.items()}, read_events(GOLD / "same.json"))
    )
    found = [key for (key,) in merge_mentions([(report.article, [report.mention]) for report in reports])]
    assert pairwise(found, [report.event for report in reports]).precision > 0.8
