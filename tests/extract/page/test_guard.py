"""Pages that would take a parser too long or too much memory, and a thousand ordinary ones."""

import subprocess
import sys

import pytest

from extract.errors import PageRefused
from extract.page import read_page

_URL = "https://example.org/1"
_PARAGRAPH = "<p>قصف مدفعي عنيف استهدف أحياء المدينة القديمة وأوقع قتلى وجرحى بين المدنيين، بحسب شهود عيان.</p>\n"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        pytest.param(_PARAGRAPH * 180_000, "too large", id="30 MB of paragraphs"),
        pytest.param("<div>" * 100_000 + _PARAGRAPH, "too deep", id="100,000 nested divs"),
        pytest.param("<div>" * 100_000 + _PARAGRAPH + "</div>" * 100_000, "too large", id="closed again"),
        pytest.param("<ul><li>" * 50_000 + _PARAGRAPH, "too deep", id="nested lists"),
        pytest.param("<p>" + "<b><i>" * 50_000 + _PARAGRAPH, "too deep", id="bold and italic never closed"),
        pytest.param("<b>x</p>" * 60_000, "too deep", id="bold opened in every paragraph"),
        pytest.param("<p>x" * 400_000, "too large", id="too many tags"),
        pytest.param(f"<div {' '.join(f'a{n}=1' for n in range(100_000))}>{_PARAGRAPH}", "too many attributes"),
        pytest.param(f"<div {' '.join(f'a{n}' for n in range(100_000))}>{_PARAGRAPH}", "too many attributes"),
        pytest.param(f'<div {" ".join(f"""a{n}=">" """ for n in range(60_000))}>{_PARAGRAPH}', "too many attributes"),
    ],
)
def test_a_monster_is_refused_before_it_is_parsed(page, reason):
    with pytest.raises(PageRefused) as refused:
        read_page(page.encode(), _URL)
    assert refused.value.reason == reason


def test_a_long_page_of_many_tags_is_read():
    menu = "<ul>" + '<li><a href="/1">خبر آخر من الأرشيف</a></li>' * 4_000 + "</ul>"
    page = f"<html><body>{menu}<div class='entry-content'>{_PARAGRAPH * 40}</div>{menu}</body></html>"
    article = read_page(page, _URL)
    assert article.text.startswith("قصف مدفعي")
    assert "الأرشيف" not in article.text


def test_long_data_in_a_script_is_no_tag():
    words = " ".join(f'"كلمة{n}": {n},' for n in range(20_000))
    page = f"<html><body><script>var x = {{{words}}}</script>{_PARAGRAPH * 3}</body></html>"
    assert read_page(page, _URL).text.startswith("قصف مدفعي")


_THOUSAND_PAGES = r"""
import re, sys
from pathlib import Path
from extract.page import read_page
paragraph = sys.stdin.buffer.read().decode()
menu = "".join(f"<li class='item-{n}'><a href='/{n}'>خبر آخر من الأرشيف رقم {n}</a></li>" for n in range(300))
article = f"<article><h1>عنوان الخبر الأول</h1><time datetime='2024-05-12'>12 أيار</time>{paragraph * 8}</article>"
page = f"<html><body><ul class='menu'>{menu}</ul>{article}</body></html>".encode()
page += b"<script>" + b"x = 1; " * ((120_000 - len(page)) // 7) + b"</script>"
for number in range(1000):
    assert read_page(page, f"https://example.org/{number}").text
print(int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process its own peak")
def test_a_thousand_pages_keep_under_200_megabytes():
    done = subprocess.run(
        [sys.executable, "-c", _THOUSAND_PAGES], input=_PARAGRAPH.encode(), capture_output=True, check=True
    )
    assert int(done.stdout) < 200
