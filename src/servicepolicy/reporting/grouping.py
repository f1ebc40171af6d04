"""By what verdicts are grouped: the rule, the month in which they fell due, the unit, who acted, a header field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.results.moments import month_of
from servicepolicy.whatif.grouping import NOBODY, Grouping, groupings

if TYPE_CHECKING:
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.results.verdict import Verdict

__all__ = ["ALWAYS", "HALF_READ", "NOBODY", "Dimension", "dimensions"]

ALWAYS: Final = ("rule", "month")  # every summary has them
HALF_READ: Final = "(half-read)"
"""The group of what may belong to any, as some of what happened is lost."""

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
        if self.period is not None:
            return self.period(month_of(verdict, zone))
        if not self.of_subjects:
            return ", ".join(verdict.credit) or verdict.owner or NOBODY
        if facts is None:
            return NOBODY
        found = self.of_subject(facts, zone)
        return self.of_actors(verdict.credit, facts) if found == NOBODY else found

    @property
    def period(self) -> Callable[[str], str] | None:
        """What makes a group of the month of a verdict; `None` where no time does."""
        return _PERIODS.get(self.name)

    @property
    def of_subjects(self) -> bool:
        """Whether what is known of the subject is asked first, and not when it was or who acted."""
        return self.name not in _PERIODS and self.name != _AGENT

    def of_subject(self, facts: SubjectFacts, zone: str) -> str:
        """The group of all verdicts on a subject; `""` where nothing says, another of what was read by half."""
        found = NOBODY if self._grouping is None else self._grouping.of(facts, None, zone)
        return HALF_READ if found == NOBODY and facts.half_read else found

    def of_actors(self, credit: Sequence[str], facts: SubjectFacts) -> str:
        """The group that whoever acted belongs to, where the subject names none: the unit for which they did."""
        if self.name == _UNIT:
            for event in facts.timeline.events:
                for actor in event.actors:
                    if actor.id in credit and actor.unit:
                        return actor.unit
        return NOBODY


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
