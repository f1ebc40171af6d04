"""Runs scenarios: a policy is asked, and what it says is compared with what it must say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import attrs
from pydantic import ValidationError

from servicepolicy.errors import PolicyError, Problem, ServicePolicyError, UsageError, Where
from servicepolicy.models.agent import Agent
from servicepolicy.models.context import Context
from servicepolicy.models.vocabulary import subject_model
from servicepolicy.policy.policy import load
from servicepolicy.policy.reading.document_source import read_file
from servicepolicy.policy.reading.source import Source
from servicepolicy.policy.reading.validation_errors import problems_of
from servicepolicy.testing.assessed import compare_findings
from servicepolicy.testing.comparing import Difference, compare_decision, compare_verdicts
from servicepolicy.testing.document import Asked, Scenario, ScenarioDocument
from servicepolicy.testing.named import unknown_names
from servicepolicy.testing.periods import AssessedPeriod
from servicepolicy.testing.typed import typed_record
from servicepolicy.worktime._built import validated
from servicepolicy.worktime._instant import from_us, parse_us

if TYPE_CHECKING:
    from servicepolicy.language.rule import Rule
    from servicepolicy.language.service_level import SLA
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.policy.policy import Policy
    from servicepolicy.results.assessment import Finding
    from servicepolicy.results.verdict import Verdict

__all__ = ["Result", "Scenarios", "is_policy", "load_scenarios", "rules_of", "run"]


_OTHERS: Final = frozenset({"policy", "profile", "mapping"})  # what other files call themselves


@attrs.frozen
class Result:
    """What came of one scenario.

    Attributes:
        scenario: The scenario.
        differences: Where the policy said something else; none = passed.
        explanations: What the policy said, in words, by language.
        problem: Why the policy could not be asked at all.
        verdicts: The verdicts of the rule.
        findings: The findings of the rule, where a period was asked about.
    """

    scenario: Scenario
    differences: tuple[Difference, ...] = ()
    explanations: Mapping[str, str] = attrs.field(factory=dict[str, str], repr=False)
    problem: str = ""
    verdicts: tuple[Verdict, ...] = attrs.field(default=(), repr=False)
    findings: tuple[Finding, ...] = attrs.field(default=(), repr=False)

    @property
    def passed(self) -> bool:
        """Whether the policy said what it must."""
        return not self.differences and not self.problem

    def plain(self) -> dict[str, object]:
        """The result as JSON-ready data."""
        plain: dict[str, object] = {"scenario": self.scenario.id, "passed": self.passed}
        if self.scenario.rule:
            plain["rule"] = self.scenario.rule
        if self.scenario.clause:
            plain["clause"] = list(self.scenario.clause)
        if self.differences:
            plain["differences"] = [attrs.asdict(difference) for difference in self.differences]
        if self.problem:
            plain["problem"] = self.problem
        return plain


@attrs.frozen
class Scenarios:
    """A file of scenarios with the policy that they ask.

    Attributes:
        file: Name of the file.
        document: What it says.
        policy: The policy, its blanks filled.
    """

    file: str
    document: ScenarioDocument
    policy: Policy

    @property
    def rules(self) -> tuple[Rule | SLA, ...]:
        """Everything that scenarios can ask: the rules of the policy, and its service levels."""
        return rules_of(self.policy)

    def results(self) -> Iterator[Result]:
        """The result of each scenario, in the order of the file."""
        for case in self.document.cases:
            yield self.result_of(case)

    def result_of(self, case: Scenario) -> Result:
        """The result of one scenario, its own or another."""
        try:
            context = _context(self.document.context_of(case))
            if case.decide is not None:
                return self._decided(case, case.decide, context)
            if case.assess is not None:
                return self._assessed(case, case.assess, context)
            return self._judged(case, context)
        except ServicePolicyError as error:
            return Result(case, problem=str(error))

    def _assessed(self, case: Scenario, asked: AssessedPeriod, context: Context | None) -> Result:
        assessment = self.policy.assess(
            [_record(raw) for raw in asked.subjects],
            asked.period,
            as_of=None if asked.as_of is None else _instant(asked.as_of),
            known_at=None if asked.known_at is None else _instant(asked.known_at),
            context=context,
        )
        findings = assessment[case.rule or ""]
        said = {language: "\n".join(one.explain(language) for one in findings) for language in ("en", "zh")}
        several = case.expect.findings is not None
        expected = case.expect.findings or (case.expect,)
        differences = compare_findings(expected, findings, all_of_them=several)
        return Result(case, differences, said, findings=tuple(findings))

    def _judged(self, case: Scenario, context: Context | None) -> Result:
        subject = _record(case.subject or {})
        known_at = None if case.known_at is None else _instant(case.known_at)
        report = self.policy.evaluate(subject, as_of=_instant(case.as_of or ""), known_at=known_at, context=context)
        result = report[case.rule or ""]
        said = {language: "\n".join(v.explain(language) for v in result.verdicts) for language in ("en", "zh")}
        differences = compare_verdicts(case.expect, result.status, result.verdicts)
        return Result(case, differences, said, verdicts=result.verdicts)

    def _decided(self, case: Scenario, asked: Asked, context: Context | None) -> Result:
        agent = Agent.model_validate(typed_record({"subject": "agent", **asked.by}))
        subject = None if case.subject is None else _record(case.subject)
        decision = self.policy.decide(
            asked.action,
            by=agent,
            on=subject,
            amount=asked.amount,
            at=_instant(asked.at),
            context=context,
            **asked.fields,
        )
        said = {language: decision.explain(language) for language in ("en", "zh")}
        return Result(case, compare_decision(case.expect, decision), said)


def rules_of(policy: Policy) -> tuple[Rule | SLA, ...]:
    """The rules of a policy, and its service levels."""
    return (*policy.rules, *policy.slas)


def load_scenarios(path: str | Path) -> Scenarios:
    """The scenarios of a shipped pack, those in a file, or those of all files in a folder.

    Args:
        path: Name of a shipped pack, a path that ends in `.yaml`, or a folder of such files about one policy.

    Raises:
        PolicyError: A file, or the policy that it names, cannot be used.
        UsageError: There is no such pack.
    """
    file = Path(path)
    if file.suffix.lower() in (".yaml", ".yml"):
        source = read_file(file, file.name)
        if _is_another(source):
            _refuse_another(source, file.name)
        return _loaded(source, file.parent)
    if file.is_dir():
        return _together(file)
    shipped = resources.files("servicepolicy").joinpath("packs", "scenarios", str(path))
    if not shipped.is_dir():
        raise UsageError(f"no scenarios for `{path}`: name a shipped pack, a folder, or a path that ends in `.yaml`")
    with resources.as_file(shipped) as real:
        return _together(real)


def run(path: str | Path) -> tuple[Result, ...]:
    """The results of all scenarios of a shipped pack or file (see `load_scenarios`)."""
    return tuple(load_scenarios(path).results())


def _loaded(source: Source, folder: Path) -> Scenarios:
    document = _document(source)
    name = document.scenarios
    policy = load(folder / name if name.endswith((".yaml", ".yml")) else name, fill=_fill(document.fill, folder))
    unknown = list(unknown_names(document, policy, source))
    if unknown:
        raise PolicyError(unknown)
    return Scenarios(source.file or "", document, policy)


def _together(folder: Path) -> Scenarios:
    """The scenarios of the files of a folder, which ask one policy filled in one way, as those of one file."""
    files = (read_file(file, f"{folder.resolve().name}/{file.name}") for file in sorted(folder.glob("*.yaml")))
    parts = [_loaded(source, folder) for source in files if not _is_another(source)]
    if not parts:
        raise UsageError(f"the folder `{folder.name}` holds no scenarios: they are files that end in `.yaml`")
    problems: list[Problem] = []
    first_in: dict[str, str] = {}
    for part in parts:
        if part.policy != parts[0].policy:
            message = f"it asks another policy than `{parts[0].file}`, or fills it in another way"
            problems.append(
                Problem("two-policies", Where(part.file), message, "one policy a folder, filled in one way")
            )
        for case in part.document.cases:
            if first_in.setdefault(case.id, part.file) != part.file:
                message = f"the scenario `{case.id}` is also in `{first_in[case.id]}`"
                problems.append(Problem("duplicate-id", Where(part.file), message, "give one of them another id"))
    if problems:
        raise PolicyError(problems)
    cases = [
        case.model_copy(update={"context": part.document.context_of(case)})
        for part in parts
        for case in part.document.cases
    ]
    document = parts[0].document.model_copy(update={"cases": tuple(cases), "context": None})
    return Scenarios(folder.resolve().name, document, parts[0].policy)


def is_policy(path: str) -> bool:
    """Whether a file is no scenarios but a policy."""
    file = Path(path)
    if file.suffix.lower() not in (".yaml", ".yml") or not file.is_file():
        return False
    said = read_file(file, file.name).plain
    return isinstance(said, Mapping) and "policy" in said and "cases" not in said


def _is_another(source: Source) -> bool:
    """Whether a file says of itself that it is something else: the policy, a profile, a mapping."""
    said = source.plain if isinstance(source.plain, Mapping) else {}
    return not source.problems and "scenarios" not in said and "cases" not in said and not _OTHERS.isdisjoint(said)


def _refuse_another(source: Source, name: str) -> NoReturn:
    kind = next(kind for kind in ("policy", "profile", "mapping") if kind in source.plain)
    way_out = ", or let `servicepolicy test --suggest` write first ones" if kind == "policy" else ""
    raise UsageError(f"`{name}` is a {kind}, and no file of scenarios: name the scenarios of its policy{way_out}")


def _document(source: Source) -> ScenarioDocument:
    problems = list(source.problems)
    try:
        document = validated(ScenarioDocument, source.plain)
    except ValidationError as error:
        problems += problems_of(error, source, (), source.plain, ScenarioDocument)
    else:
        if not problems:
            return document
    raise PolicyError(problems)


def _fill(fill: str | dict[str, Any] | None, folder: Path) -> str | Path | dict[str, Any] | None:
    return folder / fill if isinstance(fill, str) and fill.endswith((".yaml", ".yml")) else fill


def _record(raw: Mapping[str, Any]) -> SubjectRecord:
    record = typed_record(raw)
    return subject_model(str(record.get("subject", "case"))).model_validate(record)


def _context(raw: Mapping[str, Any] | None) -> Context | None:
    return None if raw is None else Context.model_validate(raw)


def _instant(text: str) -> Any:  # a pendulum time; only the ground floor names that type
    try:
        return from_us(parse_us(text), "UTC")
    except ValueError as error:
        raise UsageError(f"`{text}`: {error}") from None
