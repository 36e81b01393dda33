"""From the bytes of a response to its text: which encoding a page is really in."""

from __future__ import annotations

import codecs

import cchardet

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, content_type: str | None = None) -> str:
    """The text of `data`."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        name = cchardet.detect(data)["encoding"] or "windows-1256"
        return data.decode(name, "replace")
