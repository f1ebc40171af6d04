"""What is judged: the subjects of a log, or of whatever else, in portions; in this process or in several."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Any, Final, TypeVar

from servicepolicy.errors import UsageError
from servicepolicy.logs import Log
from servicepolicy.models.context import Context
from servicepolicy.models.packed import packed, unpacked
from servicepolicy.models.subject import SubjectRecord
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.policy import arguments
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Verdict

__all__ = ["facts_of", "in_portions", "judging"]

PORTION: Final = 500  # subjects that are judged at once: what a process is sent, and what is counted by itself
_Found = TypeVar("_Found")
_ours: list[Callable[[Iterable[SubjectFacts]], Any]] = []  # of a worker process: what it was sent when it began


def facts_of(cases: Iterable[SubjectRecord | SubjectFacts]) -> Iterator[SubjectFacts]:
    """The facts of each subject; a log tells them without making a record of what is plainly right."""
    return cases.facts() if isinstance(cases, Log) else map(arguments.facts_of, cases)


def judging(
    policy: Policy, *, as_of: datetime, known_at: datetime | None, context: Context | None, rules: Iterable[str] | None
) -> Callable[[SubjectFacts], list[Verdict]]:
    """How many subjects are judged by one question: as `Policy.evaluate` does, whose arguments are looked at once."""
    moment, known = arguments.instant(as_of, "as_of"), arguments.perhaps(known_at, "known_at")
    asked = None if rules is None else arguments.rules_of(policy, rules)
    engine = policy._engine(known, context)  # it is bound once, not asked of each subject
    return partial(engine.verdicts, as_of=moment, known_at=known, context=context, rules=asked)


def in_portions(
    judge: Callable[[Iterable[SubjectFacts]], _Found],
    cases: Iterable[SubjectRecord | SubjectFacts],
    workers: int = 1,
) -> Iterator[_Found]:
    """What is found of each portion of the subjects, in their order; these are read once, and only some are held.

    One process takes them all as one portion, one at a time: what is held of many is what garbage collection takes long
    to go through.

    Args:
        judge: What is done with a portion; it can be pickled, and each worker is sent it once.
        cases: The subjects.
        workers: How many processes judge beside this one, which reads; 1: this one does both.

    Raises:
        UsageError: There is no such number of workers, or one was ended from outside.
    """
    if workers < 1:
        raise UsageError(f"`workers` is a number of processes, 1 or more, and not {workers}")
    if workers == 1:
        yield judge(facts_of(cases))
        return
    portions = _portions(facts_of(cases))
    # A process that has threads must not be forked, and what reads Parquet has.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (pickle.dumps(judge),))
    waiting: deque[Future[_Found]] = deque()
    try:
        for portion in portions:
            waiting.append(pool.submit(_judge, [packed(facts) for facts in portion]))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise UsageError(
            "a worker did not begin, or was ended from outside: a script that asks for workers does so under "
            '`if __name__ == "__main__":`; fewer `workers` need less memory'
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _portions(facts: Iterator[SubjectFacts]) -> Iterator[list[SubjectFacts]]:
    while portion := list(islice(facts, PORTION)):
        yield portion


def _begin(judge: bytes) -> None:
    _ours[:] = [pickle.loads(judge)]  # noqa: S301  # it comes from our own parent


def _judge(portion: list[Any]) -> Any:
    return _ours[0]([unpacked(one) for one in portion])
