"""Whether the engine says of some facts what is suspected; and the scenarios that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from servicepolicy.errors import ServicePolicyError
from servicepolicy.language.suspected.suspicion import Example
from servicepolicy.models.agent import Agent
from servicepolicy.models.context import Context
from servicepolicy.results.report import Report
from servicepolicy.results.verdict import Verdict
from servicepolicy.worktime._instant import DAY_US, from_us

if TYPE_CHECKING:
    from servicepolicy.policy.policy import Policy

__all__ = ["confirmed"]

Plain = Any  # a scenario as a document has it


def confirmed(policy: Policy, example: Example) -> list[dict[str, Plain]] | None:
    """The scenarios of an example, if the engine says of it what is expected; else `None`.

    Args:
        policy: The policy, its blanks filled.
        example: The facts, and what is expected.
    """
    try:
        if example.act is not None:
            return _decided(policy, example)
        if example.period is not None:
            return _assessed(policy, example)
        return _judged(policy, example)
    except (ServicePolicyError, KeyError):
        return None  # facts that cannot be, which show nothing


def _context(example: Example) -> Context | None:
    return None if example.context is None else Context.model_validate(example.context)


def _moment(at: int, policy: Policy) -> str:
    return from_us(at, policy.timezone).isoformat()


# one subject


def _judged(policy: Policy, example: Example) -> list[dict[str, Plain]] | None:
    report = _report(policy, example, example.record)
    statuses = {rule: str(report[rule].status) for rule in example.expect}
    if any(status not in example.expect[rule] for rule, status in statuses.items()):
        return None
    if any(_due(report, rule) != due for rule, due in example.due.items()):
        return None
    if example.like is not None:
        other = _report(policy, example, example.like)
        if any(str(other[rule].status) != status for rule, status in statuses.items()):
            return None
    if not _noticed(policy, example):
        return None
    return [_judged_case(policy, example, rule, report[rule].verdicts) for rule in example.expect]


def _report(policy: Policy, example: Example, record: Plain) -> Report:
    subject = policy.read(record)
    as_of = from_us(example.as_of, policy.timezone)
    return policy.evaluate(subject, as_of=as_of, context=_context(example), rules=tuple(example.expect))


def _due(report: Report, rule: str) -> int | None:
    return next((one.due_us for one in report[rule].verdicts if one.due_us is not None), None)


def _noticed(policy: Policy, example: Example) -> bool:
    """Whether all that is expected to come up does."""
    if not example.notices:
        return True
    first, last = from_us(example.as_of - 60 * DAY_US, policy.timezone), from_us(example.as_of, policy.timezone)
    found = policy.notices(policy.read(example.record), after=first, until=last, context=_context(example))
    said = {(notice.rule, notice.kind, notice.role) for notice in found}
    return all(notice in said for notice in example.notices)


def _judged_case(policy: Policy, example: Example, rule: str, verdicts: tuple[Verdict, ...]) -> dict[str, Plain]:
    shown = _worst(verdicts)
    expect: dict[str, Plain] = {"status": "not_applicable" if shown is None else str(shown.status)}
    if shown is not None:
        expect["reason"] = shown.reason.code
        if shown.due_us is not None:
            expect["due"] = _moment(shown.due_us, policy)
    case = {"id": rule, "rule": rule, "as_of": _moment(example.as_of, policy), "subject": example.record}
    return {**case, **_with_context(example), "expect": expect}


def _worst(verdicts: tuple[Verdict, ...]) -> Verdict | None:
    order = ("breached", "unknown", "pending", "met", "not_applicable")
    return min(verdicts, key=lambda one: order.index(str(one.status)), default=None)


def _with_context(example: Example) -> dict[str, Plain]:
    return {} if example.context is None else {"context": example.context}


# an act


def _decided(policy: Policy, example: Example) -> list[dict[str, Plain]] | None:
    act = example.act
    assert act is not None  # noqa: S101 - asked before
    decision = policy.decide(
        act.action,
        by=Agent.model_validate({"subject": "agent", **act.by}),
        on=None if example.record is None else policy.read(example.record),
        amount=act.amount,
        at=from_us(example.as_of, policy.timezone),
        context=_context(example),
        **act.fields,
    )
    if str(decision.effect) not in act.effects or act.reason not in ("", decision.reason.code):
        return None
    asked: dict[str, Plain] = {"action": act.action, "by": act.by, "at": _moment(example.as_of, policy)}
    if act.amount is not None:
        asked["amount"] = act.amount
    if act.fields:
        asked["fields"] = dict(act.fields)
    case: dict[str, Plain] = {"id": act.action, "decide": asked}
    if example.record is not None:
        case["subject"] = example.record
    return [{**case, **_with_context(example), "expect": {"effect": str(decision.effect)}}]


# a period


def _assessed(policy: Policy, example: Example) -> list[dict[str, Plain]] | None:
    period = example.period
    assert period is not None  # noqa: S101 - asked before
    assessment = policy.assess(
        [policy.read(record) for record in period.subjects],
        period.period,
        as_of=from_us(example.as_of, policy.timezone),
        context=_context(example),
    )
    cases: list[dict[str, Plain]] = []
    for rule, statuses in example.expect.items():
        findings = list(assessment[rule])
        found = [one for one in findings if str(one.status) in statuses]
        if not findings or len(found) < len(findings):
            return None
        expect: dict[str, Plain] = {"status": str(found[0].status)}
        for name, said in period.said.get(rule, {}).items():
            if _texts(getattr(found[0], name)) != _texts(said):
                return None
            expect[name] = said
        asked: dict[str, Plain] = {"period": period.period, "as_of": _moment(example.as_of, policy)}
        case = {"id": rule, "rule": rule, "assess": {**asked, "subjects": list(period.subjects)}}
        cases.append({**case, **_with_context(example), "expect": expect})
    return cases


def _texts(said: object) -> list[str]:
    return [str(one) for one in said] if isinstance(said, list | tuple) else [str(said)]


def merged(example: Example) -> Iterator[Mapping[str, Plain]]:
    """The records of an example."""
    if example.record is not None:
        yield example.record
    if example.period is not None:
        yield from example.period.subjects
