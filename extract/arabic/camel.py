"""The only door to camel-tools: its analyzer over our own database or the user's, without network or downloads."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from extract.arabic import almor, lexicon
from extract.errors import LexiconError, SettingsError

_loading = threading.RLock()


@cache
def own_analyzer() -> Any:
    """camel-tools' Analyzer over the lexicon."""
    with _loading:
        path = cached_database()
        if path is not None:
            return _open(path)
        # No folder to keep it in: compiled for this process alone.
        with tempfile.TemporaryDirectory(prefix="rasd-") as folder:
            return _open(_write(Path(folder) / "lexicon.db", almor.compile_lexicon()))


@lru_cache(2)
def analyzer(path: Path) -> Any:
    """camel-tools' Analyzer over the database at `path`; raises LexiconError where it cannot be read."""
    try:
        body, rewrites, _ = path.read_text("utf-8").partition("###POSTREGEX###")
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path} is no morphological database: {error}; give one in ALMOR's text format") from error
    if not rewrites:
        return _open(path)
    # Newer databases end in rules that rewrite their spelling. camel-tools 1.6 refuses them; reading needs none.
    with tempfile.TemporaryDirectory(prefix="rasd-") as folder:
        return _open(_write(Path(folder) / "morphology.db", body))


def find_database(named: Path) -> Path:
    """The database at path `named`, or of that name in the user's camel-tools data; raises SettingsError."""
    data = Path(os.environ.get("CAMELTOOLS_DATA") or Path.home() / ".camel_tools")
    for path in (named, data / "data" / "morphology_db" / named / "morphology.db"):
        if path.is_file():
            return path
    raise SettingsError(
        f"morphology_db {str(named)!r} is neither a file nor a database under {data}: "
        "give the path of an ALMOR database, or install one with camel_data"
    )


def cached_database() -> Path | None:
    """The lexicon compiled, kept in the user's cache by the hash of its content; None where nothing can be kept."""
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rasd"
        path = folder / f"lexicon-{lexicon.content_hash()}.db"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _write(path, almor.compile_lexicon())
    except (OSError, RuntimeError):  # a home that is missing or read-only
        return None
    return path


def _write(path: Path, text: str) -> Path:
    """Writes beside `path` and renames, so that no other process reads half a database."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    return Path(file.name).replace(path)


def _open(path: Path) -> Any:
    with _loading, _no_catalogue():
        database = importlib.import_module("camel_tools.morphology.database")
        morphology = importlib.import_module("camel_tools.morphology.analyzer")
        errors = importlib.import_module("camel_tools.morphology.errors")
    try:
        loaded = database.MorphologyDB(str(path))
    except (errors.MorphologyError, LookupError, TypeError) as error:
        raise LexiconError(f"{path} is no morphological database in ALMOR's text format: {error}") from error
    if not loaded.stem_hash:
        raise LexiconError(f"{path} holds no stems: it is cut short, or no database in ALMOR's text format")
    return morphology.Analyzer(loaded)


@contextmanager
def _no_catalogue() -> Iterator[None]:
    """Keeps camel-tools from fetching its catalogue of data packages over the network while it is imported.

    `camel_tools.data` does that at import, into the user's home. The analyzer only needs the name; afterwards the
    real module can be imported again by whoever wants it.
    """
    name = "camel_tools.data"
    if name in sys.modules:
        yield
        return
    stand_in = ModuleType(name)
    stand_in.CATALOGUE = SimpleNamespace(components={})  # type: ignore[attr-defined]
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        sys.modules.pop(name, None)
