"""Forty pages whose encoding is declared, not declared, or declared wrongly; and pages in other scripts."""

from itertools import product

import pytest

from extract.errors import PageRefused
from extract.page import read_page
from extract.page.decode import encoding_of, to_utf8

_TEXT = (
    "قُتل ثلاثة مدنيين وأصيب سبعة آخرون، مساء أمس الثلاثاء، جراء قصف مدفعي استهدف حي القصور في مدينة دير الزور.\n"
    "وقالت مصادر محلية إن القصف مصدره مواقع على الضفة الأخرى من نهر الفرات، وإن فرق الإنقاذ نقلت الجرحى إلى المشفى.\n"
    "ولم تعلن أي جهة مسؤوليتها عن القصف حتى لحظة تحرير هذا الخبر."
)
_TITLE = "قتلى وجرحى بقصف على دير الزور"
_CODECS = {
    "utf-8": "utf-8",
    "windows-1256": "cp1256",
    "iso-8859-6": "iso8859-6",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
}
# Header and meta: nothing, the truth, or a lie.
_DECLARATIONS = [
    ("", ""), ("", "true"), ("true", ""), ("true", "true"),
    ("lie", ""), ("", "lie"), ("lie", "true"), ("lie", "lie"),
]  # fmt: skip
_LIES = {"utf-8": "windows-1256", "windows-1256": "utf-8", "iso-8859-6": "windows-1256"}


def _page(label: str, meta: str) -> str:
    declared = {"true": label, "lie": _LIES.get(label, "iso-8859-1"), "": ""}[meta]
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    text = _TEXT if label != "iso-8859-6" else _TEXT.replace("،", ",")
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n"))
    return f"<html><head>{head}<title>{_TITLE}</title></head><body><h1>{_TITLE}</h1>{body}</body></html>"


@pytest.mark.parametrize(("label", "declaration"), list(product(_CODECS, _DECLARATIONS)), ids=str)
def test_an_arabic_page_is_read_whatever_it_says_of_its_encoding(label, declaration):
    header, meta = declaration
    data = _page(label, meta).encode(_CODECS[label], "strict")
    said = {"true": label, "lie": _LIES.get(label, "iso-8859-1"), "": ""}[header]
    content_type = f"text/html; charset={said}" if said else "text/html"
    article = read_page(data, "https://example.org/1", content_type)
    assert article.title == _TITLE
    assert article.text.replace(",", "،") == _TEXT


@pytest.mark.parametrize(
    ("codec", "label", "text"),
    [
        ("cp1251", "windows-1251", "Вооружённые люди напали на пост полиции в горах, сообщили местные власти."),
        ("cp1252", "iso-8859-1", "À l’aube, des hommes armés ont attaqué un poste de police près de la frontière."),
        ("cp949", "euc-kr", "무장 괴한들이 새벽에 국경 근처 경찰서를 공격했다고 현지 당국이 밝혔다."),
        ("cp932", "shift_jis", "武装した男たちが国境近くの警察署を襲撃したと地元当局が明らかにした。"),
    ],
)
def test_a_page_in_another_script_is_read_as_it_declares(codec, label, text):
    page = f'<meta charset="{label}"><p>{text}</p>'.encode(codec)
    assert text in to_utf8(page).decode()


def test_some_broken_bytes_do_not_make_utf8_something_else():
    data = _page("utf-8", "").encode()
    scratched = data[:600] + b"\xff\xfe" + data[600:]
    assert encoding_of(scratched) == "utf_8"
    assert "\ufffd" in to_utf8(scratched).decode()


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252", "cp1256"])
def test_mojibake_is_refused_though_it_is_valid_utf8(wrong):
    page = _page("utf-8", "").encode().decode(wrong, "replace")
    with pytest.raises(PageRefused) as refused:
        read_page(page, "https://example.org/1")
    assert refused.value.reason == "mojibake"


def test_utf8_that_a_filter_has_gnawed_at_is_refused():
    data = bytearray(_page("utf-8", "").encode())
    gnawed = bytes(byte for at, byte in enumerate(data) if not (0x80 <= byte < 0xC0 and at % 3 == 0))
    with pytest.raises(PageRefused) as refused:
        read_page(gnawed, "https://example.org/1")
    assert refused.value.reason == "mojibake"
