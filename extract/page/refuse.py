"""Why a page that parsed is still no article: soft 404, block and consent pages, listings, films, stubs, mojibake."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from extract.errors import PageRefused
from extract.page.metadata import Metadata
from extract.page.strip import Reading
from extract.page.vocabulary import Trouble, fold_line, trouble_of

# Characters: a page that says so little and speaks of its own trouble, in its title or (still shorter) in its text,
# is about nothing else.
_SHORT, _STUB, _PAYWALLED_STUB = 600, 200, 150
# Less prose than this is a caption or a headline, unless it stands where articles stand.
_LEAST, _LEAST_FOR_SURE = 60, 20
# Linked lines among the paragraphs: an article has a few, a listing one or more for every teaser.
_MANY_LINKS = 8
_LINKED_HEADINGS = "h1 a,h2 a,h3 a,h4 a,a h2,a h3,a h4"
_FILM = re.compile(r"^video|^VideoObject$", re.IGNORECASE)
_ARTICLE = re.compile(r"^article$|Article$|Posting$")
_LISTING = frozenset(("CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList"))

# UTF-8 Arabic read as windows-1256, as windows-1252 or Latin-1, and characters that no decoder could read.
_MOJIBAKE = re.compile(
    "[\u0637\u0638][\u00a0-\u00bf\u2010-\u203a\u06a9\u0679\u067e\u0686\u0688\u0691\u0698\u06af\u0152\u0153\u0192\u02c6]|[ØÙÚÛ][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]|\ufffd"
)
_SUSPECT = re.compile("[\u00c0-\u00ff\ufffd\u0637]")
_ACCENTED = re.compile("[\u00c0-\u00ff]")
_LETTER = re.compile(r"[^\W\d_]")
_ARABIC = re.compile(r"[\u0621-\u064a\u066e-\u06d5\ufb50-\ufdff\ufe70-\ufefc]")
# Letters that Arabic has not, by the language that has them.
_FOREIGN = {
    "ckb": re.compile(r"[\u06ce\u06c6\u06d5\u0695\u06b5]"),
    "ur": re.compile(r"[\u0679\u0688\u0691\u06ba\u06d2\u06be]"),
    "fa": re.compile(r"[\u067e\u0686\u0698\u06af\u06cc\u06a9]"),
}
_ARABIC_SCRIPT = frozenset(("ar", *_FOREIGN))
# Characters that tell a language well enough.
_SAMPLE = 400
_MOJIBAKE_SAMPLE = 1500
_SAMPLE_OF_PAGE = 3000


def refuse_if_no_article(url: str, meta: Metadata, reading: Reading, body: LexborNode) -> None:
    """Raises PageRefused when the page `body` at `url`, of which `reading` was read, is no article."""
    text = "\n".join(reading.paragraphs)
    refuse_mojibake(url, reading.title + text)
    least = _LEAST_FOR_SURE if reading.is_sure else _LEAST
    trouble = None
    if len(text) < least:
        trouble = _trouble(meta.document_title, reading.title, body.text(separator=" ")[:_SAMPLE_OF_PAGE])
    elif len(text) < _SHORT:
        trouble = _trouble(meta.document_title, reading.title, text if len(text) < _STUB else "")
    if trouble:
        raise PageRefused(url, trouble.value, f"the page says so: {reading.title or text[:80]!r}")
    if meta.paywalled and len(text) < _PAYWALLED_STUB:
        raise PageRefused(url, Trouble.PAYWALL.value, "the text is for subscribers")
    is_article = any(map(_ARTICLE.search, meta.kinds))
    many_links = reading.links >= _MANY_LINKS and reading.links >= len(reading.paragraphs)
    if not is_article and (meta.kinds & _LISTING or many_links):
        raise PageRefused(url, "listing", f"{reading.links} links to elsewhere, {len(reading.paragraphs)} paragraphs")
    if len(text) < least:
        if len(body.css(_LINKED_HEADINGS)) >= _MANY_LINKS:
            raise PageRefused(url, "listing", "the page is made of linked headlines")
        if any(map(_FILM.search, meta.kinds)):
            raise PageRefused(url, "video", "the page shows a film and hardly any text")
        raise PageRefused(url, "no article", f"only {len(text)} characters of prose were found")


def _trouble(*texts: str) -> Trouble | None:
    """What the first of `texts` that speaks of any trouble speaks of."""
    return next((trouble for text in texts if (trouble := trouble_of(fold_line(text)))), None)


def refuse_mojibake(url: str, text: str) -> None:
    """Raises PageRefused when `text` was read in the wrong encoding, here or before it was published."""
    text = text[:_MOJIBAKE_SAMPLE]
    if not _SUSPECT.search(text):
        return
    broken, accented = len(_MOJIBAKE.findall(text)), len(_ACCENTED.findall(text))
    if (broken > 3 and broken > len(text) * 0.02) or accented > len(text) * 0.35 + 5:
        raise PageRefused(url, "mojibake", f"{broken + accented} unlikely characters, such as in {text[:40]!r}")


def language_of(text: str, declared: str) -> str:
    """The ISO 639 code of the language of `text`: by its letters where they are Arabic's, else as `declared`."""
    if not _ARABIC.search(text, 0, _SAMPLE):
        return "" if declared in _ARABIC_SCRIPT else declared
    sample = "".join(_LETTER.findall(text[:_SAMPLE]))
    arabic = len(_ARABIC.findall(sample))
    if arabic * 2 <= len(sample):
        return "" if declared in _ARABIC_SCRIPT else declared
    for code, foreign in _FOREIGN.items():
        if len(foreign.findall(sample)) > arabic * 0.03:
            return code
    return "ar"
