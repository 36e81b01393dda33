"""The tables of sentences that stand beside the tests."""

from __future__ import annotations

import csv
from pathlib import Path


def rows(test: str, name: str) -> list[dict[str, str]]:
    """The rows of the TSV file `name` in the folder of the test file `test`, each by its column names."""
    with Path(test).with_name(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
