"""What Prefect's user interface shows beside a run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from prefect.artifacts import acreate_table_artifact

from flows.show import to_json


async def keep_table(key: str, rows: Sequence[Mapping[str, Any]], description: str) -> None:
    """Keeps `rows` as the artifact `key` of the run; days and moments are told in ISO 8601."""
    await acreate_table_artifact(key=key, table=json.loads(to_json(rows)), description=description)
