"""The warehouse at ten thousand to a million mentions: loading, merging, a day more, publishing, asking."""

from __future__ import annotations

import argparse
import gc
import math
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path

from warehouse.cookbook import recipes
from warehouse.db import Connection, open_warehouse, write
from warehouse.load import LoadedArticle, load_articles
from warehouse.merge import merge
from warehouse.snapshot import open_public, publish
from warehouse.tuning.reports import gather, make_reports

BATCH = 20_000  # articles
DAY = 2_000  # mentions


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ask(con: Connection, query: str) -> list[tuple[object, ...]]:
    """The answer to `query`, all of it."""
    return con.execute(query).fetchall()


def batches(articles: Iterable[LoadedArticle]) -> Iterator[list[LoadedArticle]]:
    """The articles, as many at a time as a run loads."""
    iterator = iter(articles)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def articles(mentions: int, seed: int, days: int) -> Iterator[LoadedArticle]:
    """Articles of three or four mentions each, `mentions` of them in all, nearly."""
    reports = make_reports(mentions // 4, seed, days=days, admin1s=90)
    return (LoadedArticle(article, tuple(told)) for article, told in gather(reports))


def measure(mentions: int, folder: Path) -> dict[str, float]:
    """Seconds each step takes on `mentions` mentions spread over ten years."""
    path, public = folder / f"{mentions}.duckdb", folder / f"{mentions}.public.duckdb"
    load = 0.0
    with ExitStack() as opened:
        con = opened.enter_context(open_warehouse(path))
        for batch in batches(articles(mentions, 1, 3650)):
            load += timed(partial(load_articles, con, batch))
        load += timed(opened.close)
    gc.collect()
    merged = timed(lambda: write(path, merge))
    more = list(articles(DAY, 2, 1))
    day = timed(lambda: write(path, lambda con: (load_articles(con, more), merge(con))))
    with open_warehouse(path) as con:
        published = timed(lambda: publish(con, public))
        found = con.execute("SELECT count(*) FROM mention").fetchone()
    assert found is not None
    with open_public(public) as reader:
        asked = max(timed(partial(ask, reader, query)) for query in recipes().values())
    return {
        "mentions": found[0],
        "load": load,
        "merge": merged,
        "load and merge": load + merged,
        "a day more": day,
        "publish": published,
        "slowest question": asked,
    }


def main() -> None:
    """Print the seconds, and how they grow against n log n."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    sizes = parser.parse_args().sizes
    with tempfile.TemporaryDirectory() as folder:
        before = None
        for size in sizes:
            seconds = measure(size, Path(folder))
            print("  ".join(f"{name} {value:.1f}" for name, value in seconds.items()), end="")
            n, whole = seconds["mentions"], seconds["load and merge"]
            if before:
                growth = (whole / before[1]) / (n * math.log(n) / (before[0] * math.log(before[0])))
                print(f"  growth against n log n {growth:.2f}", end="")
            print(f"  peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB")
            before = (n, whole)


if __name__ == "__main__":
    main()
