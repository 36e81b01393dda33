"""The cookbook's queries run, and the dictionary tells every column."""

from __future__ import annotations

import pytest

from warehouse.cookbook import recipes
from warehouse.db import open_warehouse
from warehouse.dictionary import dictionary
from warehouse.load import LoadedArticle, load_articles
from warehouse.merge import merge
from warehouse.snapshot import open_public, publish
from warehouse.tuning.reports import make_reports

NOTHING_TO_TELL = {"Search, in Arabic or English", "Changes since last week, and the article that brought each"}


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cookbook")
    with open_warehouse(folder / "w.duckdb") as con:
        load_articles(con, [LoadedArticle(report.article, (report.mention,)) for report in make_reports(80, seed=5)])
        merge(con)
        publish(con, folder / "public.duckdb")
    return folder / "public.duckdb"


@pytest.mark.parametrize("question", recipes())
def test_each_question_of_the_cookbook_is_answered(public, question):
    with open_public(public) as con:
        rows = con.execute(recipes()[question]).fetchall()
    assert rows or question in NOTHING_TO_TELL


def test_the_cookbook_has_fifteen_questions():
    assert len(recipes()) == 15


def test_the_dictionary_tells_every_table_and_column():
    text = dictionary()
    with open_warehouse(":memory:") as con:
        columns = con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
    assert text.startswith("### `incidents`\n\nOne flat row an incident")
    assert "None" not in text
    for table, column in columns:
        assert f"### `{table}`" in text
        assert f"| `{column}` |" in text
