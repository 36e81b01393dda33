"""Numbers: what they say, what they count, and what they are part of."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.arabic.numbers import Quantity, QuantityKind, counted_noun, find_numbers
from extract.arabic.numerals import numerals
from extract.arabic.tokens import Token, tokenize

CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "numbers.tsv").read_text(encoding="utf-8").splitlines()[3:]
    if not line.startswith("#")
]


def told(quantity: Quantity, tokens: list[Token]) -> str:
    """A quantity as numbers.tsv writes it."""
    low = f"{quantity.low:g}" if isinstance(quantity.low, float) else str(quantity.low)
    if quantity.high is None:
        low += "+"
    elif quantity.high != quantity.low:
        low += f"–{quantity.high}"
    parts = [low]
    if quantity.noun is not None:
        parts.append(tokens[quantity.noun].text)
    if quantity.unit is not None:
        parts.append(f"({quantity.unit})")
    if quantity.kind is not QuantityKind.CARDINAL:
        parts.append(quantity.kind.value)
    if quantity.part_of is not None:
        parts.append(f"of {quantity.part_of.low}")
    return " ".join(parts)


@pytest.mark.parametrize(("text", "says"), CASES)
def test_a_text_says_its_numbers(text: str, says: str) -> None:
    tokens = tokenize(text)
    assert "; ".join(told(quantity, tokens) for quantity in find_numbers(tokens)) == says


MASCULINE = ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
FEMININE = ["", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"]
TENS = ["", "", "عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"]
HUNDREDS = ["", "مئة", "مئت", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"]


def below_hundred(number: int, *, feminine: bool, oblique: bool) -> str:
    """A number of 1–99 as it is written before a noun of that gender, in that case."""
    units, two = (FEMININE, "اثنت") if feminine else (MASCULINE, "اثن")
    dual = "ين" if oblique else "ان"
    if number == 2:
        return two + dual
    if number <= 10:
        return units[number]
    if number < 20:
        ten = "عشرة" if feminine else "عشر"
        if number == 11:
            return f"{'إحدى' if feminine else 'أحد'} {ten}"
        return f"{two}{'ي' if oblique else 'ا'} {ten}" if number == 12 else f"{units[number - 10]} {ten}"
    tens = TENS[number // 10] + ("ين" if oblique else "ون")
    unit = number % 10
    if unit == 0:
        return tens
    if unit == 2:
        return f"{two}{dual} و{tens}"
    return f"{units[unit]} و{tens}"


def in_words(number: int, *, feminine: bool, oblique: bool) -> str:
    """A number of 0–9,999 in words."""
    if number == 0:
        return "صفر"
    dual = "ين" if oblique else "ان"
    thousands, hundreds, rest = number // 1000, number // 100 % 10, number % 100
    parts = []
    if thousands:
        parts.append({1: "ألف", 2: f"ألف{dual}"}.get(thousands, f"{MASCULINE[thousands]} آلاف"))
    if hundreds:
        parts.append(HUNDREDS[hundreds] + (dual if hundreds == 2 else ""))
    if rest:
        parts.append(below_hundred(rest, feminine=feminine, oblique=oblique))
    return " و".join(parts)


@pytest.mark.parametrize("feminine", [False, True])
@pytest.mark.parametrize("oblique", [False, True])
def test_every_number_written_in_words_comes_back(feminine: bool, oblique: bool) -> None:
    text = " ، ".join(in_words(number, feminine=feminine, oblique=oblique) for number in range(10_000))
    assert [numeral.value for numeral in numerals(tokenize(text))] == list(range(10_000))


@given(st.integers(1, 999), st.integers(1, 999), st.booleans())
def test_thousands_and_the_rest_add_up(thousands: int, rest: int, oblique: bool) -> None:
    scale = {1: "ألف", 2: "ألفين"}.get(thousands)
    if scale is None:
        count = in_words(thousands, feminine=False, oblique=oblique)
        scale = f"{count} {'آلاف' if 3 <= thousands % 100 <= 10 else 'ألف'}"
    text = f"{scale} و{in_words(rest, feminine=False, oblique=oblique)}"
    assert [numeral.value for numeral in numerals(tokenize(text))] == [thousands * 1000 + rest]


@given(
    st.integers(0, 10**9), st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]), st.sampled_from(["", ",", "٬"])
)
def test_digits_of_every_script_and_grouping_come_back(number: int, digits: str, separator: str) -> None:
    written = f"{number:,}".replace(",", separator)
    written = "".join(digits[int(sign)] if sign.isdecimal() else sign for sign in written)
    assert [numeral.value for numeral in numerals(tokenize(f"قتل {written} شخصا"))] == [number]


@pytest.mark.parametrize(
    ("word", "unit", "number"),
    [
        ("والجرحى", "wounded", "plural"),
        ("قتيلاً", "dead", "singular"),
        ("للمدنيين", "person", "plural"),
        ("جنديان", "armed", "dual"),
        ("وبالقذائف", "munition", "plural"),
        ("طفلة", "person", "singular"),
    ],
)
def test_a_noun_tells_what_it_counts_and_how_many(word: str, unit: str, number: str) -> None:
    assert counted_noun(tokenize(word)[0]) == (unit, number)


def test_a_word_of_no_table_counts_nothing() -> None:
    assert counted_noun(tokenize("الحقيقة")[0]) is None


def test_offsets_point_at_the_words_of_the_text() -> None:
    text = "قُتل ما لا يقل عن خمسة وعشرين مدنيًا"
    (quantity,) = find_numbers(tokenize(text))
    assert text[quantity.start : quantity.end] == "ما لا يقل عن خمسة وعشرين"


def test_a_run_of_digits_longer_than_any_number_is_no_number() -> None:
    assert find_numbers(tokenize("9" * 5000)) == []


@given(st.text(alphabet=st.sampled_from("ثلاثةوعشرين ألف مئة بينهم منهم قتيلان 5،.-٪ من إلى"), max_size=80))
def test_numbers_lie_in_order_and_apart_whatever_the_text(text: str) -> None:
    tokens = tokenize(text)
    found = find_numbers(tokens)
    assert all(0 <= one.first < one.last <= len(tokens) for one in found)
    assert all(one.last <= other.last and one.first <= other.first for one, other in pairwise(found))
    assert all(one.high is None or one.low <= one.high for one in found)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert all(text[one.start : one.end].strip() for one in find_numbers(tokenize(text)))
