"""How well merging does on made-up reports and on gold."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from extract.model import Article, Claim, GeoPrecision, Mention, Span, SubEventType, TimePrecision, Toll
from warehouse.merge import merge_mentions
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
    articles = [_gold_article(json.loads(line)) for line in (GOLD / "dev.jsonl").open(encoding="utf-8")]
    merged = merge_mentions([(article, mentions) for _, article, mentions in articles])
    event = {
        tuple(member): n for n, group in enumerate(json.loads((GOLD / "same.json").read_text())) for member in group
    }
    told = [(name, n) for name, _, mentions in articles for n in range(len(mentions))]
    quality = pairwise([key for keys in merged for key in keys], [event.get(each, each) for each in told])
    assert quality.precision > 0.9
    assert quality.recall > 0.85


def _gold_article(gold):
    mentions = [_gold_mention(gold["text"], values) for values in gold["incidents"]]
    published = datetime.fromisoformat(gold["published"])
    return gold["id"], Article(gold["url"], gold["title"], gold["text"], published, source=gold["source"]), mentions


def _gold_mention(text, values):
    start = text.index(values["evidence"])
    return Mention(
        sub_event_type=SubEventType(values["sub_event_type"]),
        evidence=values["evidence"],
        span=Span(start, start + len(values["evidence"])),
        date_start=_day(values["date_start"]),
        date_end=_day(values["date_end"]),
        time_precision=TimePrecision.DAY if values["date_start"] else None,
        country=values["country"],
        admin1=values["admin1"],
        place=values["place"],
        geo_precision=GeoPrecision.EXACT if values["place"] else GeoPrecision.REGION,
        actor1=values["actor1"],
        suspected=tuple(values["suspected"]),
        actor2=values["actor2"],
        weapons=tuple(values["weapons"]),
        killed=_toll(values["killed"]),
        injured=_toll(values["injured"]),
        claim=Claim(values["claim"]) if values["claim"] else None,
        background=values["background"],
    )


def _day(value):
    return date.fromisoformat(value) if value else None


def _toll(value):
    return Toll(*value) if value else None
