"""The accuracy floor: the coder on the gold articles, about a hundredth under what was once reached."""

from __future__ import annotations

import pytest

from extract.incidents import code_article
from tests.gold.scoring import Score, read_gold, score

pytestmark = pytest.mark.xdist_group("accuracy")  # one process codes them, once


@pytest.fixture(scope="module")
def reached() -> Score:
    return score(list(read_gold()), code_article)


def test_four_incidents_in_five_have_kind_day_and_place_right(reached: Score) -> None:
    assert reached.strict.f1 >= 0.85


def test_the_incidents_that_a_careful_reader_codes_are_found(reached: Score) -> None:
    assert reached.found.f1 >= 0.90


def test_the_fields_of_the_incidents_are_right(reached: Score) -> None:
    assert reached.arguments.f1 >= 0.84


def test_little_is_invented_in_articles_that_report_nothing(reached: Score) -> None:
    assert reached.invented <= 3


def test_gold_itself_scores_as_wholly_right() -> None:
    golds = list(read_gold())
    incidents = {gold.article: gold.incidents for gold in golds}
    perfect = score(golds, lambda article: incidents[article])
    assert (perfect.strict.f1, perfect.found.f1, perfect.arguments.f1, perfect.invented) == (1, 1, 1, 0)


def test_a_coder_that_finds_nothing_scores_nothing() -> None:
    silent = score(list(read_gold()), lambda _: [])
    assert (silent.coded, silent.strict.f1, silent.found.f1, silent.arguments.f1) == (0, 0, 0, 0)
