"""The dateline that opens an agency's text: "دمشق - سانا", "بيروت (رويترز) -", "رام الله 17-3-2025 وفا-"."""

from __future__ import annotations

import re

from extract.page.vocabulary import AGENCIES, fold_line

# As many characters of the text may hold a dateline; a dash, a colon, a slash or a closing bracket ends it.
_REACH = 70
_END = re.compile(r"\s*[-–—ـ:/]+\s*|\)\s*[-–—:]?\s*")


def dateline_of(text: str) -> str | None:
    """The place and agency that open `text`, without the mark that ends them; None where it opens with none.

    A dateline names an agency: "قال مصدر:" is none.
    """
    opening = text[:_REACH].split("\n", maxsplit=1)[0]
    for end in reversed(list(_END.finditer(opening))):
        line = opening[: end.start()] + (")" if end[0].startswith(")") else "")
        words = re.sub(r"[()\"«»:/،,–—-]+|\d+", " ", fold_line(line)).split()
        if len(words) <= 6 and any(" ".join(words[-count:]) in AGENCIES for count in (1, 2, 3)):
            return line.strip()
    return None
