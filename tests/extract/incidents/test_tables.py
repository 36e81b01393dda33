"""The tables of the coder: what a rule asks for by name stands in them once, and as the text is compared with it."""

from __future__ import annotations

from collections import Counter

import pytest

from extract.arabic.normalize import fold
from extract.incidents.words import DATA, rows, word_set


def test_a_word_set_has_its_name_alone() -> None:
    names = Counter(row["name"] for row in rows("word_sets"))
    assert [name for name, times in names.items() if times > 1] == []


def test_a_word_set_is_found_however_its_hamzas_are_spelled() -> None:
    for row in rows("word_sets"):
        for word in row["words"].split():
            assert fold(word.replace("+", " ")) in word_set(row["name"])


@pytest.mark.parametrize("table", sorted(path.stem for path in DATA.glob("*.tsv")))
def test_every_row_of_a_table_has_its_columns(table: str) -> None:
    for row in rows(table):
        assert None not in {*row, *row.values()}, row
