"""Work shared out among processes: each gets, once, what does the work, and then one piece after another."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

from servicepolicy.errors import UsageError

__all__ = ["Job", "judged"]

Piece = TypeVar("Piece", contravariant=True)  # noqa: PLC0105  # the name says what it is
Found = TypeVar("Found", covariant=True)  # noqa: PLC0105  # likewise
P = TypeVar("P")
F = TypeVar("F")

_ours: list[Job[Any, Any]] = []  # of a worker process: what it was sent when it began


class Job(Protocol[Piece, Found]):
    """What does the work; it can be pickled."""

    def judge(self, piece: Piece, /) -> Found:
        """Do one piece of it."""
        ...


def judged(job: Job[P, F], pieces: Iterable[P], workers: int, *, stopped: str = "") -> Iterator[F]:
    """What was found in each piece, in the order in which they are done.

    Args:
        job: What does the work.
        pieces: They are asked for as workers are free.
        workers: How many processes; with 1 it is this one.
        stopped: What to say besides where a worker was ended.

    Raises:
        UsageError: A worker was ended from outside.
    """
    if workers == 1:
        for piece in pieces:
            yield job.judge(piece)
        return
    # A process that has threads must not be forked, and Polars has.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (pickle.dumps(job), _threads(workers)))
    running: set[Future[F]] = set()
    try:
        for piece in pieces:
            running.add(pool.submit(_judge, piece))
            if len(running) > workers:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)
    except BrokenProcessPool:
        raise UsageError(
            f"a worker was ended from outside, perhaps as the memory was used up{stopped and ': '}{stopped}"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _threads(workers: int) -> int:
    return max(1, (os.cpu_count() or 1) // workers)


def _begin(job: bytes, threads: int) -> None:
    os.environ["POLARS_MAX_THREADS"] = str(threads)  # before Polars is imported, which unpickling may do
    _ours[:] = [pickle.loads(job)]  # noqa: S301  # it comes from our own parent


def _judge(piece: Any) -> Any:
    return _ours[0].judge(piece)
