"""DuckDB's extensions, loaded from their packages: nothing is downloaded, nothing goes to a home."""

from __future__ import annotations

from importlib.resources import files

import duckdb

from extract.errors import WarehouseError


def load_extension(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load the extension from its package. Raises WarehouseError with the package to install where it is missing."""
    package = f"duckdb_extension_{name}"
    version = duckdb.__version__
    cure = f"pip install {package.replace('_', '-')}=={version}"
    try:
        file = files(package) / "extensions" / f"v{version}" / f"{name}.duckdb_extension"
    except ModuleNotFoundError:
        raise WarehouseError(f"DuckDB's extension {name} is not installed: {cure}") from None
    try:
        con.execute(f"LOAD '{file}'")
    except duckdb.Error as error:
        raise WarehouseError(f"DuckDB's extension {name} cannot be loaded ({error}): {cure}") from error
