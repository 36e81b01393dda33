"""The whole coder on the gold articles: speed against camel-tools' stock path, growth with length, memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from extract.incidents import code_article
from extract.model import Article

GOLD = Path(__file__).parent.parent / "tests" / "gold" / "dev.jsonl"
NEWS_WORDS = 250  # in an article of news, to compare with figures of other texts


def articles() -> list[Article]:
    """The gold articles as the coder takes them."""
    rows = map(json.loads, GOLD.read_text("utf-8").splitlines())
    return [Article(row["url"], row["title"], row["text"], datetime.fromisoformat(row["published"])) for row in rows]


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Seconds of processor that `work` takes, the best of some rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def memory() -> None:
    """The peak of a fresh process that codes every article, and how long its first article took."""
    first, *others = articles()
    start = time.process_time()
    code_article(first)
    loaded = time.process_time() - start
    for article in others:
        code_article(article)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"a fresh process: {loaded:.1f} s to the first answer, {peak:.0f} MB at its peak")


def speed() -> None:
    """Articles a second, warm, beside what the stock path takes for only analysing their words."""
    from camel_tools.tokenizers.word import simple_word_tokenize  # noqa: PLC0415

    from extract.arabic import camel  # noqa: PLC0415

    analyzer = camel.own_analyzer()
    news = articles()
    words = sum(len(article.text.split()) for article in news)

    def stock() -> None:
        for article in news:
            for token in simple_word_tokenize(article.text):
                analyzer.analyze(token)

    def ours() -> None:
        for article in news:
            code_article(article)

    took, base = seconds(ours), seconds(stock)
    print(f"{len(news)} articles of {words / len(news):.0f} words: {len(news) / took:.0f} articles/s, "
          f"as {words / took / NEWS_WORDS:.0f} of {NEWS_WORDS} words")  # fmt: skip
    print(f"{base / took:.2f} times as fast as camel-tools' stock path merely analyses them")


def growth() -> None:
    """One text of all the news, and pieces of it: twice the text should take twice the time."""
    news = "\n".join(article.text for article in articles())
    sizes = [len(news) // 8, len(news) // 4, len(news) // 2, len(news)]
    times = [
        seconds(lambda size=size: code_article(Article("", "", news[:size], datetime(2024, 10, 9))))  # type: ignore[misc]
        for size in sizes
    ]
    for size, smaller, larger in zip(sizes, times, times[1:], strict=False):
        print(f"text of {2 * size:,} characters: {larger:.2f} s, {larger / smaller:.1f} times one half as long")


if __name__ == "__main__":
    if sys.argv[1:] == ["memory"]:
        memory()
    else:
        subprocess.run([sys.executable, __file__, "memory"], check=True)
        speed()
        growth()
