"""How fast pages are read: against parsing alone, and against trafilatura where it is installed.

Reads the golden pages of the tests, and the pages of ../shared/pages where they are. Times are process times of the
best of several rounds; trust the ratios.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from extract.errors import PageRefused
from extract.page import read_page
from extract.page.decode import to_utf8

_ROOT = Path(__file__).parent.parent
_GOLDEN = _ROOT / "tests" / "extract" / "page" / "golden"
_SHARED = _ROOT.parent / "shared" / "pages"
_ROUNDS = 3

Page = tuple[bytes, str]


def main() -> None:
    """Prints a line a set of pages and a way of reading them."""
    golden = [(path.read_bytes(), _url(path)) for path in sorted(_GOLDEN.glob("*.html"))]
    _report("golden pages", golden)
    if (_SHARED / "expected.jsonl").exists():
        rows = [json.loads(line) for line in (_SHARED / "expected.jsonl").read_text("utf-8").splitlines()]
        _report("real pages", [(gzip.decompress((_SHARED / "html" / r["page"]).read_bytes()), r["url"]) for r in rows])


def _url(path: Path) -> str:
    return str(json.loads(path.with_suffix(".json").read_text("utf-8"))["url"])


def _report(name: str, pages: list[Page]) -> None:
    kilobytes = sum(len(page) for page, _ in pages) / len(pages) / 1024
    print(f"{name}: {len(pages)}, {kilobytes:.0f} KB each")
    reading = _time(_read, pages)
    print(f"  read_page     {1000 * reading:7.2f} ms a page, {1 / reading:6.0f} pages/s")
    parsing = _time(_parse, pages)
    print(f"  Lexbor alone  {1000 * parsing:7.2f} ms a page: reading costs {reading / parsing:.1f} times as much")
    if importlib.util.find_spec("trafilatura"):
        import trafilatura  # noqa: PLC0415  # only where somebody has installed it

        peer = _time(lambda page: trafilatura.extract(page[0], include_comments=False), pages)
        print(f"  trafilatura   {1000 * peer:7.2f} ms a page: {peer / reading:.1f} times as long as read_page")


def _read(page: Page) -> None:
    with suppress(PageRefused):
        read_page(*page)


def _parse(page: Page) -> None:
    LexborHTMLParser(to_utf8(page[0]))


def _time(work: Callable[[Page], object], pages: list[Page]) -> float:
    """Seconds of process time a page, the best of several rounds."""
    rounds = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        for page in pages:
            work(page)
        rounds.append(time.process_time() - began)
    return min(rounds) / len(pages)


if __name__ == "__main__":
    main()
