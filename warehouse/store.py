"""Where a warehouse is: a file, or a lake."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

LAKE_PREFIX = "ducklake:postgres:"


@dataclass(frozen=True, slots=True)
class Lake:
    """A DuckLake: its `catalog`, "ducklake:postgres:" and a connection string, and the `files` of its rows.

    `files` is a folder of Parquet files that all machines reach under one name, or an address: s3://bucket/rasd.
    """

    catalog: str
    files: str

    @property
    def postgres(self) -> str:
        """PostgreSQL's connection string."""
        return self.catalog.removeprefix(LAKE_PREFIX)

    def __str__(self) -> str:
        return without_password(self.catalog)


Store = Path | str | Lake


def without_password(text: str) -> str:
    """The text with the passwords of connection strings and of URLs struck out."""
    return re.sub(r"(password=)(?:'[^']*'|\S+)|(://[^:/@\s]*:)[^@\s]*(?=@)", r"\1\2***", text)
