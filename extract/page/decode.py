"""From the bytes of a response to UTF-8: which encoding a page is really in, whatever it says of itself.

What a page says is often wrong on old Arabic sites: UTF-8 is known by its form alone, and Arabic in a one-byte
encoding by the letters that Arabic uses most.
"""

from __future__ import annotations

import codecs
import re

import cchardet

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# Bytes: the standard says 1024, old pages put scripts before the declaration.
_META_REACH = 8192
_SAMPLE = 200_000
# Words, taken evenly from all of a page, that tell its language.
_ENOUGH = 1_000
_PIECE = 32_768
# As the WHATWG Encoding Standard reads these labels.
_LABELS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "windows-1252": "cp1252",
    "asmo-708": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "iso-8859-6-i": "iso8859-6",
    "x-mac-arabic": "mac-arabic",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
}
_ARABIC_CODECS = ("cp1256", "iso8859-6", "mac-arabic")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
# The commonest Arabic endings and words: in any other encoding these bytes are rare.
_COMMON = re.compile(r"\b(?:و?ال|(?:في|من|على|إلى|أن)\b)|(?:ية|ات)\b")
# Of a hundred letters of Arabic prose some twelve begin or end such a word; of other bytes hardly one.
_ARABIC_SHARE = 0.04
# Bad bytes for every good character beyond ASCII: more, and the page is not UTF-8 with a scratch.
_SCRATCHES = 0.05


def _char(byte: int, codec: str) -> str:
    return bytes([byte]).decode(codec, "replace")


# By codec: the bytes of Arabic letters, and of every character beyond ASCII.
_LETTERS = {name: bytes(b for b in range(256) if "\u0621" <= _char(b, name) <= "\u064a") for name in _ARABIC_CODECS}
_HIGH = {name: bytes(b for b in range(256) if _char(b, name) > "\x7f") for name in _ARABIC_CODECS}


def to_utf8(page: str | bytes, content_type: str | None = None) -> bytes:
    """`page` in UTF-8 without a byte order mark; U+FFFD stands for what cannot be read.

    `content_type` is the HTTP header's value.
    """
    if isinstance(page, str):
        return page.encode("utf-8", "replace")
    name = encoding_of(page, content_type)
    return page if name == "utf-8" else page.decode(name, "replace").encode("utf-8", "replace")


def encoding_of(page: bytes, content_type: str | None = None) -> str:
    """The name of the codec that reads `page`: 'utf-8' only where every byte is."""
    for bom, name in _BOMS:
        if page.startswith(bom):
            return name
    if wide := _wide(page):
        return wide
    if _is_utf8(page):
        return "utf-8"
    return _scratched_utf8(page) or _arabic(page) or _declared(page, content_type) or _detected(page)


def _is_utf8(page: bytes) -> bool:
    """Whether all of `page` is UTF-8; piece by piece, which spares the memory of a second page."""
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        for at in range(0, len(page), _PIECE):
            decode(page[at : at + _PIECE])
        decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _wide(page: bytes) -> str | None:
    """UTF-16 without a mark: the zeros of its ASCII characters stand on one side of every pair of bytes."""
    head = page[:2000]
    before, after = head[::2].count(0), head[1::2].count(0)
    if max(before, after) < len(head) * 0.02 or min(before, after) * 5 > max(before, after):
        return None
    return "utf-16-le" if after > before else "utf-16-be"


def _scratched_utf8(page: bytes) -> str | None:
    text = page[:_SAMPLE].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return "utf_8" if bad <= good * _SCRATCHES else None


def _arabic(page: bytes) -> str | None:
    """The one-byte Arabic encoding in which `page` reads as Arabic, if there is one."""
    found = _BEYOND_ASCII.findall(re.sub(rb"<[^>]*>", b" ", page[:_SAMPLE]))
    words = b" ".join(found[:: len(found) // _ENOUGH + 1])
    windows, *others = _ARABIC_CODECS
    if _arabic_share(words, windows) > _ARABIC_SHARE:  # text in one of the others hardly ever reads as Arabic in it
        return windows
    share, name = max((_arabic_share(words, name), name) for name in others)
    return name if share > _ARABIC_SHARE else None


def _arabic_share(words: bytes, codec: str) -> float:
    """How many of the letters of `words` begin or end a common word of Arabic, if they are in `codec`."""
    letters = len(words) - len(words.translate(None, _HIGH[codec]))
    if (len(words) - len(words.translate(None, _LETTERS[codec]))) * 2 < letters or not letters:
        return 0.0
    return len(_COMMON.findall(words.decode(codec, "replace"))) / letters


def _declared(page: bytes, content_type: str | None) -> str | None:
    """The first of the header's and the page's own declarations that reads every byte."""
    header = _HEADER_CHARSET.search(content_type or "")
    labels = [header[1]] if header else []
    labels += [label.decode("ascii", "ignore") for label in _META_CHARSET.findall(page[:_META_REACH])]
    for label in labels:
        name = _LABELS.get(label.lower(), label)
        try:
            page.decode(name)
        except (LookupError, ValueError):
            continue
        return name
    return None


def _detected(page: bytes) -> str:
    name = cchardet.detect(page[:_SAMPLE])["encoding"]
    try:
        return codecs.lookup(name or "").name
    except LookupError:
        return "cp1252"
