"""By what verdicts are grouped: the rule, the month in which they fell due, the unit, who acted, a header field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.results.moments import moment_of, month_of
from servicepolicy.whatif.grouping import NOBODY, Grouping, groupings

if TYPE_CHECKING:
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.results.verdict import Verdict

__all__ = ["ALWAYS", "NOBODY", "Dimension", "dimensions"]

ALWAYS: Final = ("rule", "month")  # every summary has them
_PERIODS: Final[dict[str, Callable[[str], str]]] = {
    "month": lambda month: month,
    "quarter": lambda month: f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" if month else NOBODY,
    "year": lambda month: month[:4],
}
_UNIT: Final = "unit"
_AGENT: Final = "agent"
_CALLED: Final = {  # what people say, none of which is a field of any header
    "unit": ("branch", "department", "team", "office", "desk", "group"),
    "agent": ("people", "staff", "user", "employee", "who", "by", "handler", "assignee"),
    "month": ("day", "time", "trend"),
    "rule": ("rules", "clause"),
}


@attrs.frozen
class Dimension:
    """One way to group verdicts.

    Args:
        name: `month`, `quarter` or `year` (in which it fell due, was done or began, the first that is known), `unit`,
            `agent` (who did it, else who owned it), or a field of the subject's header.
    """

    name: str
    _grouping: Grouping | None = None

    def of(self, verdict: Verdict, facts: SubjectFacts | None, zone: str) -> str:
        """The group of a verdict; `""` where nothing says."""
        period = _PERIODS.get(self.name)
        if period is not None:
            return period(month_of(moment_of(verdict), zone))
        if self.name == _AGENT:
            return ", ".join(verdict.credit) or verdict.owner or NOBODY
        if facts is None or self._grouping is None:
            return NOBODY
        found = self._grouping.of(facts, verdict, zone)
        if found == NOBODY and self.name == _UNIT:
            return _unit_of(verdict, facts)
        return found


def dimensions(names: Iterable[str]) -> tuple[Dimension, ...]:
    """Ways to group verdicts, by their names; `rule` and `month` are in every summary and need none.

    Raises:
        UsageError: There is no such field, or it may hold personal data.
    """
    wanted = [name for name in dict.fromkeys(names) if name not in ALWAYS]
    for name in wanted:
        for group, words in _CALLED.items():
            if name.lower() in words:
                raise UsageError(f"verdicts cannot be counted by `{name}`: did you mean `{group}`?")
    return tuple(Dimension(name, None if name in _PERIODS else groupings((name,))[0]) for name in wanted)


def _unit_of(verdict: Verdict, facts: SubjectFacts) -> str:
    """The unit of whoever acted, where the subject names none."""
    for event in facts.timeline.events:
        for actor in event.actors:
            if actor.id in verdict.credit and actor.unit:
                return actor.unit
    return NOBODY
