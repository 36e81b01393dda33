"""Reading Arabic against camel-tools' stock path on the same text and database: tokens a second, load time, memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOLD = ROOT.parent / "shared" / "gold" / "dev.jsonl"
CASES = ROOT / "tests" / "extract" / "arabic" / "morphology_cases.tsv"


def text() -> str:
    """News to read: the gold articles where they are at hand, else the words of the morphology table over and over."""
    if GOLD.exists():
        return "\n".join(json.loads(line)["text"] for line in GOLD.read_text("utf-8").splitlines())
    rows = [line.split("\t") for line in CASES.read_text("utf-8").splitlines() if not line.startswith("#")]
    return " ".join(row[2] for row in rows[1:]) * 40


def rate(read: Callable[[str], int], news: str, rounds: int = 3) -> float:
    """Tokens a second, the best of some rounds."""
    best = 0.0
    for _ in range(rounds):
        start = time.perf_counter()
        tokens = read(news)
        best = max(best, tokens / (time.perf_counter() - start))
    return best


def load() -> None:
    """What importing the layer and reading a first word costs a fresh process, the dictionary for the rest included."""
    start = time.process_time()
    from extract.arabic.morphology import analyze  # noqa: PLC0415

    analyze("قصفت")
    lexicon = time.process_time() - start
    analyze("زمهرير")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"load: {lexicon:.2f} s of processor for the lexicon, "
          f"{time.process_time() - start:.2f} s with simplemma's dictionary; {memory:.0f} MB")  # fmt: skip


def speed() -> None:
    """Our path and the stock one, warm and with all types new."""
    from extract.arabic import camel, morphology  # noqa: PLC0415
    from extract.arabic.tokens import tokenize  # noqa: PLC0415

    analyzer = camel.own_analyzer()
    from camel_tools.tokenizers.word import simple_word_tokenize  # noqa: PLC0415

    def ours(news: str) -> int:
        tokens = tokenize(news)
        for token in tokens:
            morphology.analyze(token.text)
        return len(tokens)

    def new(news: str) -> int:
        morphology.configure(None)  # forgets every word
        types = {token.text for token in tokenize(news)}
        for word in types:
            morphology.analyze(word)
        return len(types)

    def stock(news: str) -> int:
        tokens = simple_word_tokenize(news)
        for token in tokens:
            analyzer.analyze(token)
        return len(tokens)

    news = text()
    fresh, base = rate(new, news), rate(stock, news)
    warm = rate(ours, news)
    print(f"stock path: {base:,.0f} tokens/s")
    print(f"Rasd, warm: {warm:,.0f} tokens/s, {warm / base:.1f} times the stock path")
    print(f"Rasd, all types new: {fresh:,.0f} tokens/s, {fresh / base:.1f} times the stock path")


if __name__ == "__main__":
    if sys.argv[1:] == ["load"]:
        load()
    else:
        subprocess.run([sys.executable, __file__, "load"], check=True)
        speed()
