"""The cookbook: queries that answer what analysts ask, kept in cookbook.sql, each under its question."""

from __future__ import annotations

from pathlib import Path


def recipes() -> dict[str, str]:
    """Each question and the SQL that answers it on the published copy."""
    text = Path(__file__).with_name("cookbook.sql").read_text(encoding="utf-8")
    told = (recipe.strip().removeprefix("-- ").split("\n", 1) for recipe in text.split(";\n") if recipe.strip())
    return {recipe[0]: recipe[1] for recipe in told}
