"""What scorecards, service levels and awards of a scenario must say, beside what they said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from servicepolicy.errors import MoneyError
from servicepolicy.language.measure import as_quantity, exactly
from servicepolicy.money import Money
from servicepolicy.results.assessment import Finding
from servicepolicy.results.verdict import Reason, worst
from servicepolicy.testing.comparing import Difference, differing, differing_lists
from servicepolicy.testing.periods import NUMBERS, ExpectedFinding

__all__ = ["compare_findings"]

_LISTS = ("entitled", "recorded", "least", "most", "doubts")


def compare_findings(
    expected: Sequence[ExpectedFinding], findings: Sequence[Finding], *, all_of_them: bool
) -> tuple[Difference, ...]:
    """Where the findings of a rule differ from what is expected.

    Args:
        expected: What must be said.
        findings: What was said about the rule.
        all_of_them: More findings than are expected are a difference.
    """
    return tuple(_differences(expected, findings, all_of_them=all_of_them))


def _differences(
    expected: Sequence[ExpectedFinding], findings: Sequence[Finding], *, all_of_them: bool
) -> Iterator[Difference]:
    left = list(findings)
    for place, expect in enumerate(expected, start=1):
        before = f"{expect.subject or place} " if len(expected) > 1 or expect.subject else ""
        one = _meant(expect, left)
        if one is None:
            yield Difference(f"{before}finding", expect.status or "a finding", _names(left))
            continue
        left.remove(one)
        yield from _details(expect, one, before)
    if all_of_them:
        for one in left:
            yield Difference(f"{one.subject} {one.period}", "none", str(one.status))


def _meant(expect: ExpectedFinding, findings: Sequence[Finding]) -> Finding | None:
    """The finding that is meant; where nobody is named, the worst."""
    fitting = [
        one
        for one in findings
        if expect.subject in (None, one.subject) and expect.period in (None, one.period)
    ]  # fmt: skip
    status = worst(one.status for one in fitting)
    return next((one for one in fitting if one.status is status), None)


def _details(expect: ExpectedFinding, one: Finding, before: str) -> Iterator[Difference]:
    said: dict[str, object] = {name: getattr(one, name, None) for name in ExpectedFinding.model_fields}
    yield from differing(f"{before}status", expect.status, one.status.value)
    reason = said["reason"]
    yield from differing(f"{before}reason", expect.reason, reason.code if isinstance(reason, Reason) else "none")
    yield from differing(f"{before}grade", expect.grade, None if said["grade"] is None else str(said["grade"]))
    for name in NUMBERS:
        yield from _number(before + name, getattr(expect, name), said[name])
    for name in _LISTS:
        listed = getattr(expect, name)
        yield from differing_lists(before + name, None if listed is None else _texts(listed), _texts(said[name]))
    values: Mapping[str, object] = {part.id: part.value for part in getattr(one, "indicators", ())}
    for name, wanted in expect.indicators.items():
        yield from _number(f"{before}indicator {name}", wanted, values.get(name))


def _number(what: str, wanted: str | None, got: object) -> Iterator[Difference]:
    if wanted is None:
        return
    shown = exactly(Fraction(got)) if isinstance(got, Fraction | int) else "none"
    if wanted == "none" or shown == "none":
        if wanted != shown:
            yield Difference(what, wanted, shown)
    elif as_quantity(wanted) != as_quantity(shown):
        yield Difference(what, wanted, shown)


def _texts(held: object) -> tuple[str, ...]:
    if held is None:
        return ()
    return tuple(_amount(str(item)) for item in (held if isinstance(held, tuple | list) else (held,)))


def _amount(text: str) -> str:
    """An amount of money as it is compared: `10 CNY` for `10.00 CNY`; anything else as it is."""
    try:
        money = Money.parse(text)
    except MoneyError:
        return text
    return f"{exactly(Fraction(money.amount))} {money.currency}"


def _names(findings: Iterable[Finding]) -> str:
    return ", ".join(f"{one.subject} {one.period}" for one in findings) or "none"
