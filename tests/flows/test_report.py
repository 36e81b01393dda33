"""The report: one file that a browser shows without a network, and that says what the tables say."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from extract.errors import SettingsError
from extract.model import Article, GeoPrecision, Mention, Span, SubEventType, TimePrecision, Toll
from extract.places.build import COVERED
from extract.places.gazetteer import DATA, read_table
from flows.report import web_link, write_report
from flows.report.charts import outlined
from flows.report.outlines import wind
from warehouse.db import open_warehouse
from warehouse.load import LoadedArticle, load_articles
from warehouse.merge import merge
from warehouse.report import Scope
from warehouse.snapshot import open_public, publish

MADE = datetime(2024, 3, 1, 8, tzinfo=UTC)
SARMIN = {"country": "SY", "admin1": "Idlib", "place": "سرمين", "latitude": 35.9, "longitude": 36.72}
HEBRON = {"country": "PS", "admin1": "West Bank", "place": "الخليل", "latitude": 31.53, "longitude": 35.09}
BERN = {"country": "CH", "admin1": None, "place": "برن", "latitude": 46.9, "longitude": 7.4}
IDLIB = {"country": "SY", "admin1": "Idlib", "place": None, "latitude": 35.9, "longitude": 36.6}


def told(outlet: str, *incidents: dict[str, Any], url: str = "") -> LoadedArticle:
    """An article of 2 February 2024 that tells `incidents`, a sentence each, after an opening of its own."""
    text, mentions = f"كلمة {outlet} {len(incidents)} افتتاحية لا تخبر بشيء.", []
    for values in incidents:
        sentence = f"وقع {values.get('kind', 'قصف')} في {values['place'] or values['admin1']}."
        mentions.append(mention(sentence, len(text) + 1, **values))
        text = f"{text}\n{sentence}"
    url = url or f"https://{outlet}.example/1"
    article = Article(url, "عنوان", text, published=datetime(2024, 2, 2, tzinfo=UTC), source=outlet)
    return LoadedArticle(article, tuple(mentions), fetch_id=outlet, warc_file="a.warc.gz", warc_offset=0)


def mention(sentence: str, start: int, **values: Any) -> Mention:
    day = values.get("day", date(2024, 2, 1))
    return Mention(
        sub_event_type=values.get("kind", SubEventType.SHELLING),
        evidence=sentence,
        span=Span(start, start + len(sentence)),
        date_start=day,
        date_end=day,
        time_precision=TimePrecision.DAY,
        country=values["country"],
        admin1=values["admin1"],
        place=values["place"],
        latitude=values["latitude"],
        longitude=values["longitude"],
        geo_precision=GeoPrecision.EXACT if values["place"] else GeoPrecision.REGION,
        actor1=values.get("actor1", "syrian_regime"),
        suspected=(),
        actor2="civilians",
        weapons=(),
        killed=values.get("killed"),
        injured=None,
        claim=None,
        background=False,
        confidence=0.8,
    )


Write = Callable[..., LexborHTMLParser]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def published(folder: Path) -> Iterator[Any]:
    """Four incidents: one at Sarmin that two outlets tell with different tolls, and three elsewhere."""
    articles = [
        told("one", SARMIN | {"killed": Toll(5, 5)}, HEBRON | {"kind": SubEventType.ARRESTS, "actor1": "israel"}),
        told("two", SARMIN | {"killed": Toll(9, 9)}),
        told("three", BERN | {"kind": SubEventType.PEACEFUL_PROTEST, "actor1": "<script>alert(1)</script>"},
             url="javascript:alert(1)"),
        told("four", IDLIB | {"kind": SubEventType.ATTACK, "day": date(2023, 2, 1), "killed": Toll(3, None)}),
    ]  # fmt: skip
    with open_warehouse(folder / "w.duckdb") as con:
        con.execute("SET threads = 1")
        load_articles(con, articles)
        merge(con)
        publish(con, folder / "public.duckdb")
    with open_public(folder / "public.duckdb") as con:
        yield con


@pytest.fixture(scope="module")
def page(folder: Path, published: Any) -> Path:
    """The report of all that is published."""
    assert write_report(published, Scope(), folder / "all.html", MADE) == 4
    return folder / "all.html"


@pytest.fixture(scope="module")
def html(page: Path) -> LexborHTMLParser:
    return LexborHTMLParser(page.read_text(encoding="utf-8"))


def marks(html: LexborHTMLParser, where: str) -> list[str]:
    """What the marks of the charts in `where` say when pointed at."""
    return [node.attributes["aria-label"] or "" for node in html.css(f"{where} [role=graphics-symbol][aria-label]")]


def test_each_incident_is_a_row_with_its_words_and_its_articles(html):
    rows = {row.css_first(".where bdi").text(): row for row in html.css(".incidents tbody tr[data-at]") if
            row.css_first(".where bdi")}  # fmt: skip
    assert set(rows) == {"سرمين", "الخليل", "برن"}
    row = rows["سرمين"]
    assert row.css_first("blockquote mark").text() == "وقع قصف في سرمين."
    assert row.css_first("blockquote").attributes == {"lang": "ar", "dir": "rtl"}
    assert {link.attributes["href"] for link in row.css(".words a")} == {
        "https://one.example/1",
        "https://two.example/1",
    }
    assert row.css_first(".killed").text() == "5–9"


def test_every_point_says_how_many_where_and_how_surely(html):
    (hebron,) = marks(html, '[aria-label="Map of Palestinian Territory"]')
    assert hebron == "الخليل, West Bank: 1 incident; Strategic developments; the place itself"
    assert "Idlib: 1 incident, 3 killed; Violence against civilians; only the region is known" in marks(
        html, ".first .wide"
    )


def test_a_point_leads_to_the_row_of_its_incident(html):
    targets = {link.attributes["xlink:href"] for link in html.css(".maps a")}
    assert targets <= {f"#{anchor.attributes['id']}" for anchor in html.css(".incidents a[id]")}
    assert len(targets) == 3


def test_what_is_on_no_map_is_said(html):
    assert "Not drawn: Switzerland 1." in html.body.text()


def test_the_timeline_sets_the_articles_beside_the_kinds(html):
    drawn = html.css_first('[aria-label="Incidents over time, by kind"]')
    names = [text.text() for text in drawn.css("text")]
    assert {"Protests", "Explosions/Remote violence", "Articles read, by day of publication"} <= set(names)
    assert "Battles" not in names


def test_a_contested_toll_is_shown_with_who_says_what(html):
    assert sorted(marks(html, '.wide[aria-label="Tolls on which outlets differ"]')) == [
        "5 killed: one",
        "9 killed: two",
    ]


def test_a_sum_with_an_open_toll_in_it_has_no_upper_bound(html):
    told = html.css_first("dl.figures").text()
    assert "8 or more; told for 2 incidents" in told
    assert " to " not in told


def test_what_comes_from_a_page_is_text_and_never_code(page, html):
    assert "<script>alert" not in page.read_text(encoding="utf-8")
    assert not [node for node in html.css("[href]") if (node.attributes.get("href") or "").startswith("javascript")]
    assert [web_link(url) for url in ("https://a.example", "javascript:x", "", None)] == [
        "https://a.example",
        "",
        "",
        "",
    ]


def test_days_without_incidents_are_told_as_such_and_not_as_quiet(published, folder):
    path = folder / "empty.html"
    assert write_report(published, Scope(since=date(2024, 2, 2), countries=("IQ",)), path, MADE) == 0
    told = LexborHTMLParser(path.read_text(encoding="utf-8")).body.text()
    assert "4 articles published in these days were read. That nothing was found in them does not say" in told
    write_report(published, Scope(since=date(2030, 1, 1)), path, MADE)
    assert "No article published in these days has been read" in path.read_text(encoding="utf-8")


def test_a_country_that_is_none_is_refused_and_nothing_is_written(published, folder):
    with pytest.raises(SettingsError, match="no country 'XX'"):
        write_report(published, Scope(countries=("XX",)), folder / "xx.html", MADE)
    assert not (folder / "xx.html").exists()


def test_every_country_of_the_gazetteer_is_drawn_where_it_lies():
    assert set(COVERED) <= outlined().keys()
    for _, row in read_table(DATA / "admin1.tsv"):
        west, south, east, north = outlined()[row["country"]]["bounds"]
        assert west < float(row["lon"]) < east, row
        assert south < float(row["lat"]) < north, row


def test_rings_run_clockwise_and_holes_against_it_as_maps_on_a_sphere_need():
    square = [[0, 0], [9, 0], [0, 9], [-9, 0], [0, -9]]  # anticlockwise, in steps
    hole = [[3, 3], [3, 0], [0, 3], [-3, 0], [0, -3]]
    geometries = [{"type": "Polygon", "arcs": [[0], [1]]}, {"type": "MultiPolygon", "arcs": [[[~0]], [[1]]]}]
    wind({"arcs": [square, hole], "objects": {"areas": {"geometries": geometries}}})
    assert [area["arcs"] for area in geometries] == [[[~0], [1]], [[[~0]], [[~1]]]]


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
in_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium")


_BROWSER_ITSELF = "not an origin"
"""The initiator of what Chromium asks for by its own will; its names are not resolved here."""


def browse(url: str, folder: Path) -> tuple[LexborHTMLParser, list[str], set[str]]:
    """The page at `url` as Chromium leaves it after its scripts, what its console says, and what the page asked for."""
    log, profile = folder / "net.json", folder / "profile"
    done = subprocess.run(
        [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={profile}", f"--log-net-log={log}", "--enable-logging=stderr",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--virtual-time-budget=3000", "--dump-dom", url,
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    shutil.rmtree(profile)
    events = (event.get("params", {}) for event in json.loads(log.read_text(encoding="utf-8"))["events"])
    asked = {event["url"] for event in events if event.get("initiator", _BROWSER_ITSELF) != _BROWSER_ITSELF}
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return LexborHTMLParser(done.stdout), console, {url for url in asked if url.startswith("http")}


@in_browser
def test_a_browser_shows_the_report_without_a_network_and_without_complaint(page, tmp_path):
    html, console, asked = browse(page.as_uri(), tmp_path)
    assert (console, asked) == ([], set())
    assert [len(figure.css("svg path")) > 10 for figure in html.css(".maps figure")] == [True, True]
    assert html.css_first(".filter output").text() == "4 of 4"


@in_browser
def test_pointing_at_a_place_narrows_the_table_to_it(page, html, tmp_path):
    row = next(row for row in html.css(".incidents tbody tr") if "سرمين" in row.text())
    narrowed, console, _ = browse(f"{page.as_uri()}#at-{row.attributes['data-at']}", tmp_path)
    assert console == []
    shown = [row for row in narrowed.css(".incidents tbody tr") if "hidden" not in row.attributes]
    assert [row.attributes["id"] for row in shown] == [row.attributes["id"]]


@in_browser
def test_the_page_forbids_itself_the_network(page, tmp_path):
    tampered = tmp_path / "tampered.html"
    picture = '<img src="http://127.0.0.1:9/picture.png">'
    tampered.write_text(page.read_text(encoding="utf-8").replace("<main>", f"<main>{picture}"), encoding="utf-8")
    _, console, asked = browse(tampered.as_uri(), tmp_path)
    assert asked == set()
    assert "Content Security Policy" in " ".join(console)
    tampered.write_text(picture, encoding="utf-8")
    assert browse(tampered.as_uri(), tmp_path)[2] == {"http://127.0.0.1:9/picture.png"}
