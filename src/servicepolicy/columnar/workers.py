"""Partitions judged, in this process or in several: each of these gets the policy once."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from servicepolicy.errors import UsageError

if TYPE_CHECKING:
    from servicepolicy.columnar.partition_job import PartitionJob

__all__ = ["judged"]

_ours: list[PartitionJob] = []  # of a worker process: what it was sent when it began


def judged(job: PartitionJob, numbers: Iterable[int], workers: int) -> Iterator[dict[str, Any]]:
    """What was found in each partition, as they are done.

    Raises:
        UsageError: A worker was ended from outside.
    """
    if workers == 1:
        for number in numbers:
            yield job.judge(number)
        return
    # A process that has threads must not be forked, and Polars has.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (pickle.dumps(job), _threads(workers)))
    waiting = iter(numbers)
    running: set[Future[dict[str, Any]]] = set()
    try:
        for number in waiting:
            running.add(pool.submit(_judge, number))
            if len(running) > workers:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for one in done:
                    yield one.result()
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for one in done:
                yield one.result()
    except BrokenProcessPool:
        raise UsageError(
            "a worker was ended from outside, perhaps as the memory was used up: what is done is kept, and the same "
            "call goes on; more `partitions` need less memory"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _threads(workers: int) -> int:
    return max(1, (os.cpu_count() or 1) // workers)


def _begin(job: bytes, threads: int) -> None:
    os.environ["POLARS_MAX_THREADS"] = str(threads)  # before Polars is imported, which unpickling does
    _ours[:] = [pickle.loads(job)]  # noqa: S301  # it comes from our own parent


def _judge(number: int) -> dict[str, Any]:
    return _ours[0].judge(number)
