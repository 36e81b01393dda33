"""Coverage-guided fuzzing of the page reader: python fuzz/pages.py [SECONDS], 60 by default.

Needs atheris, which the project does not install. Starts from the golden pages; what makes anything but an Article or a
PageRefused, or takes longer than ten seconds or 2 GB, is written to the working directory as crash-*, timeout-* or
oom-*.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("atheris is not installed: pip install atheris, then run this again")

with atheris.instrument_imports(include=["extract.page"]):
    from extract.errors import PageRefused
    from extract.page import read_page, read_post
    from extract.page.dates import find_date

_GOLDEN = Path(__file__).parent.parent / "tests" / "extract" / "page" / "golden"


def _one_input(data: bytes) -> None:
    """The first byte chooses what reads the rest."""
    choice, rest = data[:1], data[1:]
    with suppress(PageRefused):
        if choice == b"P":
            read_post({"title": {"rendered": "عنوان"}, "content": {"rendered": rest.decode("utf-8", "replace")}})
        elif choice == b"D":
            find_date(rest.decode("utf-8", "replace"))
        else:
            read_page(rest, "https://example.org/2024/05/12/1", "text/html", language="ar")


def main() -> None:
    """Fuzzes for the seconds asked for; ends with libFuzzer's exit code, 0 when nothing was found."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    corpus = Path(tempfile.mkdtemp(prefix="rasd-fuzz-"))
    for path in _GOLDEN.glob("*.html"):
        (corpus / path.stem).write_bytes(b"H" + path.read_bytes())
    options = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=40000", "-verbosity=1"]
    atheris.Setup([sys.argv[0], str(corpus), *options], _one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
