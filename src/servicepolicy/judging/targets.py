"""Values between bounds, and whether they meet a target whatever they turn out to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

import attrs

from servicepolicy.judging.readers import Place
from servicepolicy.judging.values import value_reader
from servicepolicy.language.measure import as_quantity
from servicepolicy.language.target import Target
from servicepolicy.language.value import Value
from servicepolicy.results.verdict import Applied

__all__ = ["Bound", "Tests", "holds", "read_bound", "read_tests", "together"]

Tests = tuple[tuple[str, Fraction | None], ...]


@attrs.frozen(slots=True)
class Bound:
    """The least and the greatest that a value can be; `None`: no bound."""

    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def value(self) -> Fraction | None:
        """The value, where it can be but one."""
        return self.low if self.low is not None and self.low == self.high else None


def read_bound(
    value: Value, place: Place, name: str, convert: Callable[[object], Fraction] = as_quantity
) -> tuple[Fraction | None, Applied | None]:
    """A number of the policy and what a finding lists of it; `None` where the edition has none."""
    read = value_reader(value.form, place, convert).constant
    if read is None or read.missing is not None or not isinstance(read.value, Fraction):
        return None, None
    return read.value, Applied(name, _written(value, place), read.origin)


def _written(value: Value, place: Place) -> str:
    """A number as the policy says it."""
    read = value_reader(value.form, place, str).constant
    return str(read.value) if read is not None else ""


def read_tests(target: Target, place: Place, name: str) -> tuple[Tests, tuple[Applied, ...]]:
    """The tests of a target, each with its bound."""
    read = [(op, *read_bound(value, place, f"{name} {op}")) for op, value in target.bounds()]
    return tuple((op, bound) for op, bound, _ in read), tuple(one for *_, one in read if one is not None)


def holds(op: str, bound: Fraction | None, value: Bound) -> bool | None:
    """Whether a value meets a test; `None`: it can turn out both ways."""
    if bound is None:
        return None
    if op in ("le", "lt"):
        return _flipped(holds("gt" if op == "le" else "ge", bound, value))
    low, high = value.low, value.high
    if low is not None and (low > bound or (op == "ge" and low == bound)):
        return True
    if high is not None and (high < bound or (op == "gt" and high == bound)):
        return False
    return None


def _flipped(found: bool | None) -> bool | None:
    return None if found is None else not found


def together(found: Iterable[bool | None]) -> bool | None:
    """Whether all hold: no as soon as one does not, else not known as soon as one is not."""
    answers = tuple(found)
    if False in answers:
        return False
    return None if None in answers else True
