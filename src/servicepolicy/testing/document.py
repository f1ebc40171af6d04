"""Scenario files: facts, an instant, and what a policy must say about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from servicepolicy.language.plain import LISTED, refuse
from servicepolicy.language.rule import Name, Part
from servicepolicy.testing.periods import AssessedPeriod, ExpectedFinding

__all__ = ["Asked", "Expected", "ExpectedVerdict", "Scenario", "ScenarioDocument"]

StatusWord = Literal["met", "breached", "pending", "unknown", "not_applicable"]
EffectWord = Literal["permit", "needs_approval", "refuse", "unknown"]


_BESIDE = "say it: `reason`, `due` and whatever else is expected stand beside it"


Texts = Annotated[tuple[str, ...], LISTED]


class ExpectedVerdict(Part):
    """What must be said about one occurrence of a rule. What is left out may be anything.

    Attributes:
        occurrence: Which occurrence.
        status: Its status.
        due: When it is due; times are compared as instants.
        due_latest: The later reading of an unsettled law.
        started: When it began.
        stopped: When it was done.
        doubts: All facts that would settle it, in any order.
        state: Words that must be among its states.
        reason: Code of the reason.
        owner: Who owned the question.
        credit: Who did it, all of them.
        waived: The accepted exception that covers it.
    """

    occurrence: str | None = None
    status: StatusWord | None = None
    due: str | None = None
    due_latest: str | None = None
    started: str | None = None
    stopped: str | None = None
    doubts: Texts | None = None
    state: Texts | None = None
    reason: str | None = None
    owner: str | None = None
    credit: Texts | None = None
    waived: str | None = None


class Expected(ExpectedVerdict, ExpectedFinding):
    """What must be said about a rule, or about an act.

    Without `occurrence`, `status` is that of the rule, its worst verdict, of which everything else is asked.

    Attributes:
        verdicts: Every verdict of the rule, in any order; more verdicts than these are a failure.
        findings: For `assess`: every finding of the rule, in any order; more findings than these are a failure.
        effect: For `decide`: the effect.
        approvers: For `decide`: the roles whose approval is missing, in this order.
        rule: For `decide`: the rule that decided.
    """

    verdicts: tuple[ExpectedVerdict, ...] | None = None
    findings: tuple[ExpectedFinding, ...] | None = None
    effect: EffectWord | None = None
    approvers: Texts | None = None
    rule: str | None = None


class Asked(Part):
    """A question before an act. Fields of the act beside these stand in `fields`.

    Attributes:
        action: The act.
        by: Who would do it.
        amount: The amount, such as `80000 CNY`.
        at: When.
        fields: Further fields of the act.
    """

    action: str
    by: dict[str, Any]
    amount: str | None = None
    at: str
    fields: dict[str, Any] = Field(default_factory=dict)


class Scenario(Part):
    """One scenario: a rule is judged at `as_of`, or over a period, or an act is asked about.

    Attributes:
        id: What it shows.
        rule: The rule that is judged.
        clause: The clauses that it illustrates.
        as_of: The instant that is judged.
        known_at: The instant of knowledge, if other than everything handed in.
        subject: The record of the subject.
        context: The context, instead of the file's.
        decide: The question before an act.
        assess: The question about a period and everybody in it; `rule` may be a service level.
        expect: What must be said.
    """

    id: Name
    rule: str | None = None
    clause: Texts = ()
    as_of: str | None = None
    known_at: str | None = None
    subject: dict[str, Any] | None = None
    context: dict[str, Any] | None = None
    decide: Asked | None = None
    assess: AssessedPeriod | None = None
    expect: Expected
    title: str = ""

    @model_validator(mode="after")
    def _expects_something(self) -> Scenario:
        for name in ("verdicts", "findings"):
            if getattr(self.expect, name) == ():
                help = "each rule that is judged says something; say what"
                raise refuse("expects-nothing", f"a scenario expects `{name}`, and none", ("expect", name), help)
        return self

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Scenario:
        if self.assess is not None:
            self._asks_about_a_period()
        elif self.decide is None:
            missing = [name for name in ("rule", "as_of", "subject") if getattr(self, name) is None]
            if missing:
                raise refuse("not-a-scenario", f"a scenario without `decide` says no `{missing[0]}`", (missing[0],))
            if self.expect.status is None and self.expect.verdicts is None:
                raise refuse(
                    "expects-nothing", "a scenario expects neither `status` nor `verdicts`", ("expect",), _BESIDE
                )
        elif self.expect.effect is None:
            raise refuse("expects-nothing", "a scenario with `decide` expects no `effect`", ("expect",), _BESIDE)
        return self

    def _asks_about_a_period(self) -> None:
        if self.rule is None:
            raise refuse("not-a-scenario", "a scenario with `assess` says no `rule`", ("rule",))
        for name in ("as_of", "known_at", "subject", "decide"):
            if getattr(self, name) is not None:
                help = "`as_of`, `known_at` and `subjects` stand inside `assess`"
                raise refuse("not-a-scenario", f"`{name}` does not go with `assess`", (name,), help)
        if self.expect.status is None and self.expect.findings is None:
            raise refuse("expects-nothing", "a scenario expects neither `status` nor `findings`", ("expect",), _BESIDE)


class ScenarioDocument(Part):
    """A file of scenarios for one policy.

    Attributes:
        servicepolicy: Version of the format: 1.
        scenarios: The policy: name of a shipped pack, or a path relative to this file that ends in `.yaml`.
        fill: What fills its blanks: a profile, or values.
        context: The context of every scenario that has none of its own.
        cases: The scenarios.
    """

    servicepolicy: Literal[1, "1"]
    scenarios: str
    fill: str | dict[str, Any] | None = None
    context: dict[str, Any] | None = None
    cases: tuple[Scenario, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_of_each(self) -> ScenarioDocument:
        seen: dict[str, int] = {}
        for index, case in enumerate(self.cases):
            if case.id in seen:
                raise refuse("duplicate-id", f"the scenario `{case.id}` is there twice", ("cases", index, "id"))
            seen[case.id] = index
        return self

    def context_of(self, case: Scenario) -> Mapping[str, Any] | None:
        """The context of a scenario."""
        return self.context if case.context is None else case.context
