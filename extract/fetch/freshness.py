"""When an article is read again: edits and late tolls come soon after publication, and ever more rarely later."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta

from extract.fetch.response import Verdict

READINGS = (
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=4),
    timedelta(days=7),
    timedelta(days=14),
)
"""The ages at which an article is read again; a publisher is asked for it eight times more, not at every run."""

LASTING = frozenset(
    {
        Verdict.GONE,
        Verdict.REFUSED,
        Verdict.UNEXPECTED,
        Verdict.DISALLOWED,
        Verdict.BAD_URL,
        Verdict.PRIVATE_ADDRESS,
        Verdict.TOO_LARGE,
        Verdict.BOMB,
        Verdict.BAD_ENCODING,
        Verdict.WRONG_TYPE,
        Verdict.TOO_MANY_REDIRECTS,
    }
)
"""Failures that a page would only repeat if it were asked for at once: it too waits for one of the READINGS."""


def is_due(first_read: datetime, last_read: datetime, now: datetime, lag: timedelta) -> bool:
    """Whether one of the READINGS has passed since `last_read`, ages being counted from `first_read`.

    Ages beyond `lag` bring nothing: what has not changed by then is taken as settled.
    """

    def readings_by(moment: datetime) -> int:
        return bisect_right(READINGS, min(moment - first_read, lag))

    return readings_by(now) > readings_by(last_read)
