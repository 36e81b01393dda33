"""Which rules read and code: a hash of each layer's code, data and libraries, by which a change of them is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import extract
from extract.fetch.sources import Source
from extract.model import content_id
from extract.places.gazetteer import EXTENSION

_EXTRACT = Path(extract.__file__).parent
_RULES = {".py", ".tsv", ".toml"}
_READER = ("page", "model.py")
_READER_LIBRARIES = ("selectolax", "faust-cchardet")
_CODER = ("arabic", "places", "incidents", "model.py")
_CODER_LIBRARIES = ("camel-tools", "simplemma", "hijridate", "pyahocorasick")


def reader_version(source: Source) -> str:
    """The version of what makes an article of a page of `source`: the page layer, and what is told of the outlet."""
    told = (source.id, source.country or "", source.language, source.time_zone, source.selectors.model_dump_json())
    return content_id(_layer(_READER, _READER_LIBRARIES), *told)


def coder_version(gazetteer: Path | None = None, morphology_db: str | None = None) -> str:
    """The version of what makes mentions of an article: Arabic, places, incidents, and the user's additions to them.

    `gazetteer` is the folder of the fuller gazetteer, `morphology_db` the setting of that name.
    """
    added = [path for path in ((gazetteer / EXTENSION) if gazetteer else None,) if path and path.is_file()]
    database = Path(morphology_db) if morphology_db else None
    added += [database] if database and database.is_file() else []
    return content_id(_layer(_CODER, _CODER_LIBRARIES), morphology_db or "", *map(_of_file, added))


@cache
def _layer(parts: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    """The version of some of extract's packages and modules, as they are when it is first asked for."""
    return content_id(*_of_files(parts), *(f"{name} {version(name)}" for name in libraries))


def _of_files(parts: Iterable[str]) -> Iterable[str]:
    for part in parts:
        whole = _EXTRACT / part
        for path in sorted(whole.rglob("*")) if whole.is_dir() else [whole]:
            if path.suffix in _RULES:
                yield f"{path.relative_to(_EXTRACT).as_posix()} {_of_file(path)}"


def _of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()
