"""The limits at which shares of a log would have been kept."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.results.shape import shown_to_pydantic
from servicepolicy.results.what_if_forms import THRESHOLDS

__all__ = ["Threshold", "Thresholds", "amount_said", "is_money", "share_of"]


@attrs.frozen(kw_only=True)
class Threshold:
    """At which limits a share is kept, as steps of the grid; `None`: at none.

    Attributes:
        share: The share.
        attained_least: Of what is decided at the limit, if everything unknown was kept; what is open is left out.
        attained_most: Likewise, if nothing unknown was kept.
        least: Of all occurrences, if every open one was done at the moment that is judged, and all unknown ones kept.
        most: Of all occurrences, if no open one is ever done, and no unknown one was kept.
    """

    share: Fraction
    attained_least: int | None
    attained_most: int | None
    least: int | None
    most: int | None


@shown_to_pydantic(said=THRESHOLDS, fields=False)
@attrs.frozen(kw_only=True)
class Thresholds:
    """The limits at which shares of a log would have been kept.

    Attributes:
        value: Name of the value that was varied.
        rule: The rule that reads it.
        unit: What a step is called.
        size: How many units a step is.
        occurrences: How many occurrences the rule was about.
        open: How many are open at the moment that is judged.
        unknown: How many are unknown at some limit, as they lack a fact.
        overall: By share, the limits for the whole log.
        groups: By grouping, then group, likewise.
        needed: By step, how many occurrences are kept from there on and not below, for a picture.
        never: How many are kept at no step.
    """

    value: str
    rule: str
    unit: str
    size: Decimal
    occurrences: int
    open: int
    unknown: int
    overall: Mapping[Fraction, Threshold]
    groups: Mapping[str, Mapping[str, Mapping[Fraction, Threshold]]]
    needed: Mapping[int, int]
    never: int = 0

    def __getitem__(self, share: float | Fraction) -> Threshold:
        """The limits for a share, such as `0.95`.

        Raises:
            UsageError: That share was not asked for.
        """
        wanted = share_of(share)
        if wanted not in self.overall:
            asked = ", ".join(f"{float(one):g}" for one in self.overall)
            raise UsageError(f"the share {float(wanted):g} was not asked for: {asked}")
        return self.overall[wanted]

    def said(self, step: int | None) -> str | None:
        """A step as a policy would say the limit; `None`: there is none."""
        return None if step is None else amount_said(self.size * step, self.unit)

    def table(self, language: str = "en") -> str:
        """The result as text."""
        from servicepolicy.telling.what_if import thresholds_text

        return thresholds_text(self, language)

    def _repr_svg_(self) -> str:
        from servicepolicy.telling.what_if_pictures import thresholds_svg

        return thresholds_svg(self)

    def plain(self) -> dict[str, object]:
        """The result as JSON-ready data."""
        return {
            "value": self.value,
            "rule": self.rule,
            "unit": self.unit,
            "step": str(self.size),
            "occurrences": self.occurrences,
            "open": self.open,
            "unknown": self.unknown,
            "overall": [_plain(one) for one in self.overall.values()],
            "groups": {
                name: {group: [_plain(one) for one in shares.values()] for group, shares in groups.items()}
                for name, groups in self.groups.items()
            },
        }


def _plain(one: Threshold) -> dict[str, object]:
    return {**attrs.asdict(one), "share": float(one.share)}


def share_of(share: float | Fraction) -> Fraction:
    """A share, exactly.

    Raises:
        UsageError: It does not lie between nought and one.
    """
    exact = share if isinstance(share, Fraction) else Fraction(str(share))
    if not 0 < exact <= 1:
        raise UsageError(f"a share lies above 0 and is at most 1, such as 0.95, and `{share}` is not")
    return exact


def is_money(unit: str) -> bool:
    """Whether a unit is a currency."""
    return len(unit) == len("CNY") and unit.isupper()


def amount_said(count: Decimal, unit: str) -> str:
    """So many of a unit, as a policy says it: `1 working hour`, `2 working hours`, `500 CNY`."""
    one = count == 1 and not is_money(unit)
    return f"{count} {unit.removesuffix('s') if one else unit}".strip()
