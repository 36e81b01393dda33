"""An article is read again at certain ages, however often Rasd runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.fetch.freshness import READINGS, is_due

FIRST = datetime(2024, 5, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("last_read", "age", "due"),
    [
        (0 * HOUR, 0.5 * HOUR, False),
        (0 * HOUR, 1 * HOUR, True),
        (1 * HOUR, 3 * HOUR, False),
        (1 * HOUR, 5 * HOUR, True),
        (0 * HOUR, 3 * DAY, True),
        (2 * DAY, 3 * DAY, False),
        (2 * DAY, 5 * DAY, False),
        (0 * DAY, 300 * DAY, True),
    ],
)
def test_an_article_is_due_when_it_has_come_of_an_age(last_read: timedelta, age: timedelta, due: bool) -> None:
    assert is_due(FIRST, FIRST + last_read, FIRST + age, lag=3 * DAY) is due


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=50), st.integers(min_value=1, max_value=20))
def test_however_often_rasd_runs_an_article_is_read_a_bounded_number_of_times(hours: int, lag: int) -> None:
    last, readings = FIRST, 0
    for run in range(1, 40 * 24 // hours):
        now = FIRST + run * hours * HOUR
        if is_due(FIRST, last, now, timedelta(days=lag)):
            last, readings = now, readings + 1
    assert readings <= len(READINGS)
    assert last - FIRST <= timedelta(days=lag) + hours * HOUR
