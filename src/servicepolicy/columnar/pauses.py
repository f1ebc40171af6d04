"""The pauses of deadlines over columns: when each began and ended, for subjects whose events surely say so.

What ends a pause is folded event by event, for all subjects at once. The reference engine has the last word: it judges
some subjects of each situation, and where it says otherwise the situation is left to it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from servicepolicy.columnar.clock_arrays import NONE, Instants, Pauses
from servicepolicy.columnar.log import Flags
from servicepolicy.judging.situation import CANCELS, PAUSES, RESUMES, STARTS, STOPS

__all__ = ["MOST_PAUSES", "folded"]

MOST_PAUSES: Final = 3


def folded(
    at: list[Instants], signals: list[npt.NDArray[np.int64]], caps: list[Instants] | None, as_of: int
) -> tuple[npt.NDArray[np.int64], Pauses, Flags]:
    """The pauses of the one occurrence that subjects have.

    Args:
        at: When each event happened, event by event.
        signals: What each is, as bits of `servicepolicy.judging.situation`.
        caps: When a pause that begins with each would end by itself; `None`: none does.
        as_of: The moment at which a pause that still runs is cut.

    Returns:
        The place of the event that starts it (-1: none does), its pauses, and whether more is said than is folded here.
    """
    size = len(at[0])
    start = np.full(size, -1, dtype=np.int64)
    over = np.zeros(size, dtype=bool)
    held = np.zeros(size, dtype=bool)
    odd = np.zeros(size, dtype=bool)
    number = np.zeros(size, dtype=np.int64)
    begun = [np.full(size, NONE, dtype=np.int64) for _ in range(MOST_PAUSES + 1)]
    ended = [np.full(size, NONE, dtype=np.int64) for _ in range(MOST_PAUSES + 1)]
    cap = np.full(size, NONE, dtype=np.int64)

    def end(which: Flags, when: Instants) -> None:
        for place in range(MOST_PAUSES + 1):
            here = which & (number == place)
            ended[place][here] = when[here]
        number[which] += 1
        held[which] = False

    for place, (instant, signal) in enumerate(zip(at, signals, strict=True)):
        running = (start >= 0) & ~over
        if caps is not None:
            end(running & held & (cap != NONE) & (cap <= instant), cap)
        stops = running & ((signal & STOPS) != 0)
        cancels = running & ~stops & ((signal & CANCELS) != 0)
        end((stops | cancels) & held, instant)
        over |= stops | cancels
        going = running & ~over
        pauses = going & ~held & ((signal & PAUSES) != 0)
        resumes = going & held & ((signal & RESUMES) != 0)
        odd |= ((signal & PAUSES) != 0) & (start < 0)  # what starts later starts paused
        odd |= (pauses | resumes) & ((signal & PAUSES) != 0) & ((signal & RESUMES) != 0)
        end(resumes, instant)
        for which in range(MOST_PAUSES + 1):
            here = pauses & (number == which)
            begun[which][here] = instant[here]
        held |= pauses
        if caps is not None:
            cap = np.where(pauses, caps[place], cap)
        starts = (start < 0) & ((signal & STARTS) != 0)
        start[starts] = place
        odd |= starts & ((signal & (STOPS | CANCELS | PAUSES | RESUMES)) != 0)
    running = (start >= 0) & ~over & held
    if caps is not None:
        end(running & (cap != NONE) & (cap <= as_of), cap)
    end((start >= 0) & ~over & held, np.full(size, as_of, dtype=np.int64))
    odd |= number > MOST_PAUSES
    return start, list(zip(begun[:MOST_PAUSES], ended[:MOST_PAUSES], strict=True)), odd
