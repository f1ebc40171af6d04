"""How a verdict tells of its times: what kinds of rules differ in, as a value."""

from __future__ import annotations

import attrs

__all__ = ["Manner"]


@attrs.frozen(slots=True)
class Manner:
    """What the times of a verdict mean.

    Attributes:
        began: What its start is: `started`; `handed` where a question changed hands then; empty where it is not told.
        way: What follows the code of a time, as in `.in_place`: which of several meanings it has.
        at_once: It is about a single act, which neither begins nor ends anything.
        instant: Start and stop are one instant: it is told once.
    """

    began: str = "started"
    way: str = ""
    at_once: bool = False
    instant: bool = False

    @classmethod
    def of_outcome(cls, outcome: str, began: int | None, ended: int | None) -> Manner:
        """That of a verdict whose times mean what its outcome says, or that is about a single act.

        Args:
            outcome: The code of its reason.
            began: When it began, in microseconds.
            ended: When it ended, in microseconds.
        """
        at_once = ended is not None and ended == began
        return cls("" if at_once else "started", f".{outcome}", at_once=at_once)
