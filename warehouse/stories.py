"""Stories: articles that are copies or edits of one text, found by MinHash."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rensa import RMinHash

from warehouse.components import components
from warehouse.db import Connection, run_sql

PERMUTATIONS = 64
SHORTEST = 40  # characters: the texts of shorter pages (a video's, a gallery's) are alike without being copies
_SEED = 7
_WORD = re.compile(r"\w+")


def signatures(texts: Sequence[str]) -> list[list[int] | None]:
    """The MinHash of each text's runs of three words: two texts agree in as many places as they share runs.

    A text shorter than SHORTEST has none.
    """
    found: list[list[int]] = RMinHash.digests_from_token_sets(map(_runs, texts), PERMUTATIONS, _SEED)
    return [signature if len(text) >= SHORTEST else None for text, signature in zip(texts, found, strict=True)]


def _runs(text: str) -> list[str]:
    words = _WORD.findall(text)
    return list(map(" ".join, zip(words, words[1:], words[2:], strict=False))) or [" ".join(words)]


def find_stories(con: Connection) -> None:
    """Give the articles in merge_queue, and those whose story they change, their story_id.

    Articles whose story_id changes join merge_queue.
    """
    run_sql(con, "stories")
    components(con, "copy_pair")
    run_sql(con, "stories_name")
