"""Stories: articles that are copies or edits of one text, found by MinHash."""

from __future__ import annotations

import re

from rensa import RMinHash

from warehouse.components import components
from warehouse.db import Connection, run_sql

PERMUTATIONS = 128
_SEED = 7
_SHINGLE = 3  # words: long enough that two reports of one event in their own words share next to none
_WORD = re.compile(r"\w+")


def signature(text: str) -> list[int]:
    """The MinHash of `text`'s runs of three words: two texts agree in as many places as they share runs."""
    words = _WORD.findall(text)
    minhash = RMinHash(PERMUTATIONS, _SEED)
    minhash.update([" ".join(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))])
    return list(minhash.digest())


def find_stories(con: Connection) -> None:
    """Give the articles in merge_queue, and those whose story they change, their story_id.

    Articles whose story_id changes join merge_queue.
    """
    run_sql(con, "stories")
    components(con)
    run_sql(con, "stories_name")
