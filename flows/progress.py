"""How far a backfill has come: runs tell it, and whoever started them may watch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Watcher = Callable[[float, int], None]
"""Is told which part of one source's reading has just been done, 1 being the whole, and how many pages that was."""

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Within the block `watcher` is told how far every source is."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


@contextmanager
def one_source() -> Iterator[Callable[[int], None]]:
    """The reading of one source; what it yields is called with the number of pages after each. At the end it is done,
    however it ended."""
    tell = _watcher.get() or (lambda part, pages: None)
    left = 1.0

    def page_of(pages: int) -> None:
        nonlocal left
        left -= 1 / pages
        tell(1 / pages, 1)

    try:
        yield page_of
    finally:
        tell(left, 0)
