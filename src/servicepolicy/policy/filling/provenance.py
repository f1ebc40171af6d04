"""Who set what, when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from servicepolicy.errors import Where
from servicepolicy.language.plain import Plain, all_known
from servicepolicy.language.value import plain_value

if TYPE_CHECKING:
    from servicepolicy.policy.load import Built

__all__ = ["Provenance", "provenance_of"]


@attrs.frozen
class Provenance:
    """One thing that somebody said about a value, a rule or a blank.

    Attributes:
        name: The blank or rule.
        by: Id of the profile or policy that says it; `given` for Python code.
        value: What it says, as plain data; `None` where a policy leaves a blank open, or states a rule.
        since: From when it holds (a date in the policy's zone, or a time with offset); `None`: always.
        until: Until when it holds, excluded; `None`: for ever.
        where: Where that stands.
        replaced: Another layer or profile has said something else since.
    """

    name: str
    by: str
    value: Plain
    since: str | None
    until: str | None
    where: Where
    replaced: bool = False


def provenance_of(name: str, built: Built) -> tuple[Provenance, ...]:
    """Who set a blank or stated a rule, and when it holds; the earliest said first.

    Raises:
        UsageError: There is neither a blank nor a rule of that name.
    """
    all_known([name], built.places, f"is neither a blank nor a rule of `{built.document.policy}`")
    place, layer = built.places[name]
    rule = next((rule for rule in built.document.rules if rule.id == name), None)
    period = rule.in_force if rule is not None else None
    first = Provenance(name, layer, None, period.since if period else None, period.until if period else None, place)
    return (first, *_said(name, built))


def _said(name: str, built: Built) -> Iterable[Provenance]:
    fillings = built.history.get(name, ())
    for filling in fillings:
        for dated, where in zip(filling.fill.values, filling.places, strict=True):
            value = plain_value(dated.form)
            replaced = filling is not fillings[-1]
            yield Provenance(name, filling.by, value, dated.period.since, dated.period.until, where, replaced)
