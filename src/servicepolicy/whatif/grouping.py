"""By what cases are grouped: a field of the header, the month in which a case was opened, who did it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.language.plain import did_you_mean
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.models.vocabulary import header_fields, subjects
from servicepolicy.results.verdict import Verdict
from servicepolicy.worktime._instant import from_us

__all__ = ["NOBODY", "Grouping", "groupings"]

NOBODY = ""  # the group of what does not say
_PERIODS: dict[str, Callable[[int, int], str]] = {
    "month": lambda year, month: f"{year}-{month:02}",
    "quarter": lambda year, month: f"{year}-Q{(month + 2) // 3}",
    "year": lambda year, _: str(year),
}
_AGENT = "agent"


@attrs.frozen
class Grouping:
    """One way to group cases.

    Args:
        name: A field of the header, `month`, `quarter` or `year` (in which the subject was opened), or `agent` (who did
            it, else who owned it).
    """

    name: str

    def of(self, facts: SubjectFacts, verdict: Verdict | None, zone: str) -> str:
        """The group to which a verdict on a subject belongs; `""` where nothing says."""
        if self.name == _AGENT:
            return NOBODY if verdict is None else ", ".join(verdict.credit) or verdict.owner or NOBODY
        if self.name in _PERIODS:
            opened = facts.opened
            if opened is None:
                return NOBODY
            local = from_us(opened, zone)
            return _PERIODS[self.name](local.year, local.month)
        if self.name == "type":
            return facts.type or NOBODY
        held = facts.value(self.name, facts.opened)
        return NOBODY if held is None else str(held)


def groupings(names: Iterable[str]) -> tuple[Grouping, ...]:
    """Ways to group cases, by their names.

    Raises:
        UsageError: There is no such field, or it may hold personal data.
    """
    several = (names,) if isinstance(names, str) else tuple(names)
    return tuple(_grouping(name) for name in several)


def _grouping(name: str) -> Grouping:
    if name in (*_PERIODS, _AGENT, "type"):
        return Grouping(name)
    fields = {field: kind for subject in subjects() for field, kind in header_fields(subject).items()}
    found = fields.get(name)
    if found is None:
        known = (*_PERIODS, _AGENT, *fields)
        hint = did_you_mean(name, known) or "a field of the header, `month`, `quarter`, `year` or `agent`"
        raise UsageError(f"cases cannot be grouped by `{name}`; {hint}")
    if found.personal:
        raise UsageError(f"cases cannot be grouped by `{name}`: it may hold personal data, which no result shows")
    return Grouping(name)
