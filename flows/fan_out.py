"""Where the work on batches is done: in processes of this machine, or on a Dask cluster."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from typing import Protocol, TypeVar

from extract.errors import RasdError, SettingsError

_T = TypeVar("_T")
_R = TypeVar("_R")
_R_co = TypeVar("_R_co", covariant=True)
_AHEAD = 2
"""Batches a worker has before it, so that none waits for the next while results are written."""


class FanOut(Protocol):
    """Does `work` on every batch, many at once; the results come in the batches' order, each as soon as it can."""

    def __call__(self, work: Callable[[_T], _R], batches: Iterable[_T]) -> Iterator[_R]:
        """Batches are taken only as fast as results are, so that any number of them fits into memory."""


class _Future(Protocol[_R_co]):
    def result(self) -> _R_co: ...


@contextmanager
def processes(number: int | None = None) -> Iterator[FanOut]:
    """`number` processes of this machine, one a core if it is not given; RasdError where one of them dies."""
    workers = number or len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:

        def run(work: Callable[[_T], _R], batches: Iterable[_T]) -> Iterator[_R]:
            try:
                yield from _in_order(lambda batch: pool.submit(work, batch), batches, _AHEAD * workers)
            except BrokenExecutor as error:
                raise RasdError(
                    f"a worker process died ({error}): too little memory? Start again, it goes on"
                ) from error

        yield run


@contextmanager
def cluster(scheduler: str) -> Iterator[FanOut]:
    """The workers of the Dask cluster whose scheduler is at `scheduler` (tcp://host:8786); to be used within a flow.

    Raises SettingsError where the extra `cluster` is not installed, RasdError where the scheduler does not answer.
    """
    try:
        from prefect_dask import DaskTaskRunner  # noqa: PLC0415  # an extra that few need
    except ImportError as error:
        raise SettingsError(
            f"dask_scheduler is {scheduler!r}, but prefect-dask is missing: "
            "pip install --no-deps -r requirements-cluster.lock"
        ) from error
    from prefect import task  # noqa: PLC0415
    from prefect.cache_policies import NO_CACHE  # noqa: PLC0415

    with ExitStack() as stack:
        try:
            runner = stack.enter_context(DaskTaskRunner(address=scheduler))
        except OSError as error:
            raise RasdError(f"dask_scheduler {scheduler!r} does not answer ({error}): start it, or unset it") from error
        workers = len(runner.client.scheduler_info()["workers"])

        def run(work: Callable[[_T], _R], batches: Iterable[_T]) -> Iterator[_R]:
            @task(name="batch", cache_policy=NO_CACHE, persist_result=False)
            def one(batch: _T) -> _R:
                return work(batch)

            yield from _in_order(lambda batch: runner.submit(one, {"batch": batch}), batches, _AHEAD * max(1, workers))

        yield run


def _in_order(submit: Callable[[_T], _Future[_R]], batches: Iterable[_T], most: int) -> Iterator[_R]:
    """The results of what is submitted, at most so many at once."""
    waiting: deque[_Future[_R]] = deque()
    for batch in batches:
        waiting.append(submit(batch))
        if len(waiting) == most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
