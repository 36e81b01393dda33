"""Explaining: from an incident back to the published words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from extract.errors import SettingsError
from warehouse.explain import explain
from warehouse.load import load_articles
from warehouse.merge import merge


def test_an_incident_leads_back_to_its_sentences_and_archive(con, article, incident):
    load_articles(con, [article("a", incident()), article("b", incident(killed=1))])
    merge(con)
    (key,) = con.execute("SELECT incident_id FROM incident").fetchone()
    told = explain(con, key[:8])
    assert told["incident"]["incident_id"] == key
    first, second = told["mentions"]
    assert first["sentence"] == "وقع Shelling/artillery/missile attack في سرمين."
    assert (first["url"], first["warc_file"], first["warc_offset"]) == ("https://a.example/1", "2023-10.warc.gz", 100)
    assert first["merged_because"]["linked_to"] == second["mention_id"]
    parts = [value for name, value in first["merged_because"].items() if name != "linked_to"]
    assert first["score"] == pytest.approx(sum(parts))


def test_the_id_of_an_incident_that_was_merged_still_leads_to_it(con, article, incident):
    later = incident()["day"] + timedelta(days=1)
    load_articles(con, [article("b", incident(), published=later)])
    merge(con)
    (old,) = con.execute("SELECT incident_id FROM incident").fetchone()
    load_articles(con, [article("a", incident())])
    merge(con)
    (new,) = con.execute("SELECT incident_id FROM incident").fetchone()
    assert old != new
    assert explain(con, old)["incident"]["incident_id"] == new


def test_an_id_that_is_none_says_where_ids_are(con):
    with pytest.raises(SettingsError, match="incident_id"):
        explain(con, "ffff")
