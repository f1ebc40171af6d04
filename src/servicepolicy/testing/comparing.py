"""What was expected beside what was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import attrs

from servicepolicy.results.verdict import Decision, Status, Verdict
from servicepolicy.testing.document import Expected, ExpectedVerdict
from servicepolicy.worktime._instant import parse_us

__all__ = ["Difference", "compare_decision", "compare_verdicts", "differing", "differing_lists"]

TIMES = ("due", "due_latest", "started", "stopped")


@attrs.frozen
class Difference:
    """One thing that was said otherwise.

    Attributes:
        what: What it is, such as `due`, with the occurrence where several were expected.
        expected: What must be said.
        got: What was said.
    """

    what: str
    expected: str
    got: str


def compare_verdicts(expect: Expected, status: Status, verdicts: Sequence[Verdict]) -> tuple[Difference, ...]:
    """Where the verdicts of a rule differ from what is expected."""
    return tuple(_differences(expect, status, verdicts))


def _differences(expect: Expected, status: Status, verdicts: Sequence[Verdict]) -> Iterator[Difference]:
    if expect.verdicts is not None:
        yield from _all_of(expect.verdicts, verdicts)
    if expect.status is None:
        return
    if expect.occurrence is None:
        yield from differing("status", expect.status, status.value)
        one = next((verdict for verdict in verdicts if verdict.status is status), None)
    else:
        one = next((verdict for verdict in verdicts if verdict.occurrence == expect.occurrence), None)
        if one is None:
            yield Difference("occurrence", expect.occurrence, _list(v.occurrence for v in verdicts))
            return
        yield from differing("status", expect.status, one.status.value)
    if one is not None:
        yield from _details(expect, one, "")


def _all_of(expected: Sequence[ExpectedVerdict], verdicts: Sequence[Verdict]) -> Iterator[Difference]:
    """Each expected verdict has one of its own: that of its occurrence, else the next that none is matched with."""
    left = list(verdicts)
    for place, expect in enumerate(expected, start=1):
        what = f"verdict {expect.occurrence or place}"
        one = next((v for v in left if expect.occurrence is None or v.occurrence == expect.occurrence), None)
        if one is None:
            yield Difference(what, expect.status or "a verdict", "none")
            continue
        left.remove(one)
        yield from differing(f"{what} status", expect.status, one.status.value)
        yield from _details(expect, one, f"{what} ")
    for one in left:
        yield Difference(f"verdict {one.occurrence}", "none", str(one.status))


def _details(expect: ExpectedVerdict, verdict: Verdict, before: str) -> Iterator[Difference]:
    for name in TIMES:
        wanted = getattr(expect, name)
        if wanted is not None:
            at: datetime | None = getattr(verdict, name)
            if getattr(verdict, f"{name}_us") != parse_us(wanted):
                # both by the clock of the explanation; of what there is none, as it is written
                meant = datetime.fromisoformat(wanted)
                said = wanted if at is None else meant.astimezone(at.tzinfo).isoformat()
                yield Difference(before + name, said, "none" if at is None else at.isoformat())
    yield from differing(f"{before}owner", expect.owner, verdict.owner)
    yield from differing(f"{before}waived", expect.waived, verdict.waived)
    yield from differing(f"{before}reason", expect.reason, verdict.reason.code)
    yield from differing_lists(f"{before}doubts", expect.doubts, verdict.doubts)
    yield from differing_lists(f"{before}credit", expect.credit, verdict.credit)
    if expect.state is not None and not set(expect.state) <= set(verdict.state):
        yield Difference(f"{before}state", _list(expect.state), _list(verdict.state))


def compare_decision(expect: Expected, decision: Decision) -> tuple[Difference, ...]:
    """Where a decision differs from what is expected."""
    return tuple(_decision_differences(expect, decision))


def _decision_differences(expect: Expected, decision: Decision) -> Iterator[Difference]:
    yield from differing("effect", expect.effect, decision.effect.value)
    if expect.approvers is not None and expect.approvers != decision.approvers:
        yield Difference("approvers", _list(expect.approvers), _list(decision.approvers))
    yield from differing("rule", expect.rule, decision.rule)
    yield from differing("reason", expect.reason, decision.reason.code)
    yield from differing_lists("doubts", expect.doubts, decision.doubts)


def differing(what: str, wanted: str | None, got: str | None) -> Iterator[Difference]:
    """The difference, where something is expected and another thing was said."""
    if wanted is not None and wanted != got:
        yield Difference(what, wanted, got or "none")


def differing_lists(what: str, wanted: Iterable[str] | None, got: Iterable[str]) -> Iterator[Difference]:
    """Likewise of lists, in whatever order."""
    if wanted is not None and (listed := sorted(wanted)) != (found := sorted(got)):
        yield Difference(what, _list(listed), _list(found))


def _list(words: Iterable[str]) -> str:
    return ", ".join(words) or "none"
