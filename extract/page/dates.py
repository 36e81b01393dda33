"""Dates as outlets print them beside a headline: Levantine, Egyptian, Maghrebi and Hijri months, any digits."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import datetime
from importlib.resources import files

from hijridate import Hijri

_DATA = tomllib.loads(files("extract.page").joinpath("data/dates.toml").read_text("utf-8"))
_MONTHS = {name: number for names in _DATA["months"].values() for number, name in enumerate(names, 1)}
_HIJRI = {name: number for names in _DATA["hijri"].values() for number, name in enumerate(names, 1)}
_AFTERNOON, _MORNING = frozenset(_DATA["hours"]["afternoon"]), frozenset(_DATA["hours"]["morning"])

_FOLD = str.maketrans("أإآٱىةک\u06cc", "ااااي\u0647ك\u064a")
_MARKS = re.compile(r"[\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def _names(names: dict[str, int]) -> str:
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))


# "12 آب/أغسطس 2024", "12 من آب 2024", "الثاني عشر" is not printed beside headlines.
_NAMED = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.,،]*(?:من\s+)?(?:شهر\s+)?({_names(_MONTHS)})(?![^\W\d_])"
    rf"(?:\s*[/(\-]\s*(?:{_names(_MONTHS)})\)?)?[\s\-/.,،]*(?:من\s+)?(?:عام\s+|سنة\s+)?(\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_])({_names(_MONTHS)})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*[,،]?\s+(\d{{4}})(?!\d)", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?((?:19|20)\d\d)(?!\d)")
_HIJRI_NAMED = re.compile(
    rf"(?<!\d)(\d{{1,2}})[\s\-/.,،]*(?:من\s+)?({_names(_HIJRI)})(?![^\W\d_])[\s\-/.,،]*(1[34]\d\d)(?!\d)"
)
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?!\d)\s*([^\W\d_]+)?")


def fold_date(text: str) -> str:
    """`text` with ASCII digits and the spelling of data/dates.toml."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_FOLD).translate(_DIGITS).lower()


_DIGITS = {ord(digit): str(unicodedata.digit(digit)) for digit in "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"}


def find_date(text: str) -> datetime | None:
    """The first date printed in `text`, with its time of day where one is printed; without a zone.

    Numbers alone are read day first, as Arabic outlets print them; a Hijri date counts where no other is printed.
    """
    if not _DIGIT.search(text):
        return None
    text = fold_date(text)
    for pattern, order in ((_NAMED, "dny"), (_MONTH_FIRST, "ndy"), (_YEAR_FIRST, "ymd"), (_DAY_FIRST, "dmy")):
        for match in pattern.finditer(text):
            parts = dict(zip(order, match.groups(), strict=True))
            month = _MONTHS[" ".join(parts["n"].split())] if "n" in parts else int(parts["m"])
            moment = _moment(int(parts["y"]), month, int(parts["d"]), text)
            if moment:
                return moment
    for match in _HIJRI_NAMED.finditer(text):
        day, name, year = match.groups()
        try:
            gregorian = Hijri(int(year), _HIJRI[" ".join(name.split())], int(day)).to_gregorian()
        except (ValueError, OverflowError):
            continue
        return _moment(gregorian.year, gregorian.month, gregorian.day, text)
    return None


def _moment(year: int, month: int, day: int, text: str) -> datetime | None:
    hour = minute = 0
    clock = _CLOCK.search(text)
    if clock:
        hour, minute = int(clock[1]), int(clock[2])
        if clock[3] in _AFTERNOON and hour < 12:
            hour += 12
        elif clock[3] in _MORNING and hour == 12:
            hour = 0
    try:
        return datetime(year, month, day, hour, minute)
    except ValueError:
        return None
