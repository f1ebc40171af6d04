"""The findings of a policy: what is suspected in each of its editions, as far as the engine confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

import attrs

from servicepolicy.errors import Problem, Where
from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.bound.walk import blanks_in, parts_of
from servicepolicy.language.label import LANGUAGES
from servicepolicy.language.rule import Rule
from servicepolicy.language.suspected.code import Arg, Code, Severity
from servicepolicy.language.suspected.imagined import Imagined
from servicepolicy.language.suspected.suspicion import Example, Spot, Suspicion
from servicepolicy.language.suspected.view import View
from servicepolicy.lint.allowances import allowed
from servicepolicy.lint.calendars import calendars_in
from servicepolicy.lint.choices import choices_in
from servicepolicy.lint.codes import codes
from servicepolicy.lint.conditions import conditions_in, facts_in
from servicepolicy.lint.confirm import confirmed
from servicepolicy.lint.contradictions import contradictions_in
from servicepolicy.lint.dates import dates_in
from servicepolicy.lint.finding import Finding
from servicepolicy.lint.layers import loosened
from servicepolicy.lint.pairs import ANY
from servicepolicy.lint.stand_ins import filled_in
from servicepolicy.lint.unheld import unheld_in
from servicepolicy.lint.unused import unused_in, words_in
from servicepolicy.worktime._instant import date_of

if TYPE_CHECKING:
    from servicepolicy.models.organisation import Organisation
    from servicepolicy.models.organisation_queries import Answers
from servicepolicy.policy.own_terms import currency_in
from servicepolicy.policy.policy import Policy

__all__ = ["findings_of"]

_LAST: Final = 1 << 40
_NAMED: Final = ("calendars", "blanks", "values", "facts", "roles")
_SHIPPED: Final = "packs/"
_OF_AN_ORGANISATION: Final = frozenset({"nobody-owes", "nobody-meets"})


def findings_of(policy: Policy, organisation: Organisation | None = None) -> tuple[Finding, ...]:
    """What is wrong with the meaning of a policy, in the order of its document.

    Args:
        policy: The policy.
        organisation: Whose posts are looked at, too.
    """
    suspected = _plainest(_suspicions(policy, None if organisation is None else organisation.answers()))
    asked = filled_in(policy)
    known = codes()
    found = [_finding(one, known[one.code], policy, asked) for one in suspected]
    found += [_of_problem(problem, policy, known, asked) for problem in _not_told(policy, found)]
    unasked = _OF_AN_ORGANISATION if organisation is None else frozenset[str]()
    return tuple(sorted(allowed(found, policy, known, unasked), key=_in_order))


def _in_order(finding: Finding) -> tuple[str, int, int, str]:
    where = finding.where
    return where.file or "", where.line or _LAST, where.column or _LAST, finding.code


# what is suspected


def _suspicions(policy: Policy, organisation: Answers | None) -> Iterator[Suspicion]:
    earlier: list[tuple[Edition, View]] = []
    roles: Mapping[str, Any] = policy.plain().get("roles", {})
    machines = frozenset(name for name, said in roles.items() if said and said.get("kind") in ("bot", "system"))
    for edition in policy.editions:
        view = View(edition, policy.calendars, currency_in(policy))
        seen = earlier[-1][0] if earlier else None
        changed = {rule.id for rule in edition.rules if seen is None or not _same(rule, seen, edition)}
        since = edition.since if earlier else None
        for rule in edition.rules:
            if rule.id in changed:
                yield from _since(_of_rule(rule, view), since)
        if seen is None:
            yield from facts_in(view)
        yield from _since(contradictions_in(view, changed, policy), since)
        if organisation is not None:
            yield from _since(unheld_in(view, organisation, machines), since)
        earlier.append((edition, view))
    if earlier:
        views = [view for _, view in earlier]
        yield from dates_in(policy, views)
        yield from unused_in(policy, views[-1])
        yield from calendars_in(policy, views[-1])
        yield from loosened(policy, views[-1])


def _same(rule: Rule, before: Edition, now: Edition) -> bool:
    """Whether a rule says the same in two editions."""
    if before.rule(rule.id) is not rule:
        return False
    blanks = set(blanks_in(parts_of(rule)))
    return all(before.values.get(name) == now.values.get(name) for name in blanks)


def _since(suspicions: Iterable[Suspicion], since: int | None) -> Iterator[Suspicion]:
    for one in suspicions:
        yield one if since is None else attrs.evolve(one, since=since)


def _of_rule(rule: Rule, view: View) -> Iterator[Suspicion]:
    """A kind's own suspicions, and those that hold of every kind where it has none of its own."""
    own = list(kind_of(rule).lint.suspicions(rule, view))
    yield from own
    said = [one.spot.path for one in own]
    for one in (*conditions_in(rule, view), *choices_in(rule, view)):
        if not any(path and one.spot.path[: len(path)] == path for path in said):
            yield one


def _plainest(suspicions: Iterable[Suspicion]) -> list[Suspicion]:
    """Each once; of a rule that never applies nothing else is told."""
    once: dict[tuple[str, str, Any, tuple[str, ...]], Suspicion] = {}
    for one in suspicions:
        once.setdefault((one.code, one.spot.name, one.spot.path, one.rules), one)
    dead = {one.spot.name for one in once.values() if one.code == "dead-rule"}
    return [one for one in once.values() if one.code == "dead-rule" or not dead & set(one.rules)]


# findings


def _finding(suspicion: Suspicion, code: Code, policy: Policy, asked: Policy | None) -> Finding:
    scenario = _scenario(suspicion, policy, asked)
    severity: Severity = suspicion.severity or code.severity
    if scenario is None:
        severity = "note"  # what the engine does not confirm is no error
    return Finding(
        code=suspicion.code,
        severity=severity,
        where=_where(suspicion.spot, policy),
        rules=suspicion.rules,
        clause=_clauses(suspicion.rules, policy),
        messages=_said(code.message, suspicion.args),
        helps=_said(code.help, suspicion.args),
        scenario=scenario,
        since=None if suspicion.since is None else str(date_of(suspicion.since, policy.timezone)),
    )


def _said(tell: Any, args: Mapping[str, Arg]) -> dict[str, str]:
    return {language: tell(language, args) for language in LANGUAGES}


def _scenario(suspicion: Suspicion, policy: Policy, asked: Policy | None) -> Mapping[str, Any] | None:
    if asked is None:
        return None
    for example in suspicion.examples:
        cases = confirmed(asked, example)
        if cases is not None:
            shown = [{**deepcopy(case), "id": f"{suspicion.code}-{case['id']}"} for case in cases]
            document: dict[str, Any] = {"servicepolicy": 1, "scenarios": _name(policy)}
            if asked.values:
                document["fill"] = dict(asked.values)
            return {**document, "cases": shown}
    return None


def _name(policy: Policy) -> str:
    """By what name scenarios ask for a policy."""
    draft = policy._built.draft
    file = None if draft is None else draft.source.file
    if file is None:
        return f"{policy.id}.yaml"
    return file.removeprefix(_SHIPPED).removesuffix(".yaml") if file.startswith(_SHIPPED) else file


def _clauses(names: Iterable[str], policy: Policy) -> tuple[str, ...]:
    said = {rule.id: rule.clause for rule in policy.rules} | {level.id: level.clause for level in policy.slas}
    return tuple(dict.fromkeys(clause for name in names for clause in said.get(name, ())))


def _where(spot: Spot, policy: Policy) -> Where:
    draft = policy._built.draft
    if spot.section:
        if draft is None:
            return Where(path=f"{spot.section}.{spot.name}")
        return draft.where_named(spot.section, spot.name, *spot.path, key=not spot.path)
    number = None if draft is None else _number(spot.name, draft.document.rules)
    if draft is None or number is None:
        return policy._built.places[spot.name][0] if spot.name in policy._built.places else Where(path=spot.name)
    return draft.where(number, *spot.path)


def _number(name: str, rules: Iterable[Rule]) -> int | None:
    return next((number for number, rule in enumerate(rules) if rule.id == name), None)


# what loading tells


_SUPERSEDED: Final[Mapping[str, frozenset[str]]] = {
    "start-is-stop": frozenset({"start-is-stop"}),
    "idle-pause": frozenset({"idle-pause", "empty-pause"}),
    "gap-in-values": frozenset({"gap-in-values"}),
    "unused-blank": frozenset({"unused-blank"}),
    "shut-for-good": frozenset({"never-due"}),
}
"""By the code of a warning: the codes of findings that tell the same, and more."""


def _not_told(policy: Policy, found: Iterable[Finding]) -> Iterator[Problem]:
    told = {(one.code, one.where.line) for one in found}
    codes_told = {code for code, _ in told}
    for problem in policy.warnings:
        if problem.code == "no-option":
            continue  # whether a choice leaves anything open that the rule applies to, is looked for exactly
        better = _SUPERSEDED.get(problem.code, frozenset())
        near = problem.code in ("shut-for-good", "gap-in-values", "unused-blank")
        if near and better & codes_told:
            continue
        if not any((code, line) in told for code in better for line in (problem.where.line,)):
            yield problem


def _of_problem(problem: Problem, policy: Policy, known: Mapping[str, Code], asked: Policy | None) -> Finding:
    """A warning of loading, as a finding, with a case of the rule in which it stands."""
    rules = _rules_at(problem.where, policy)
    code = known.get(problem.code)
    shown = Suspicion(problem.code, Spot(""), rules, {}, tuple(_some_case(rules, policy)))
    return Finding(
        code=problem.code,
        severity="warning" if code is None or code.severity == "error" else code.severity,
        where=problem.where,
        rules=rules,
        clause=_clauses(rules, policy),
        messages={"en": problem.message, "zh": problem.message if code is None else code.zh},
        helps={"en": problem.help, "zh": problem.help if code is None else code.help_zh},
        scenario=_scenario(shown, policy, asked),
    )


def _some_case(rules: Iterable[str], policy: Policy) -> Iterator[Example]:
    """A case of a rule, whatever is said of it."""
    view = View(policy.editions[-1], policy.calendars, currency_in(policy))
    for name in rules:
        rule = view.by_name.get(name)
        if rule is not None and not rule.nature.over_a_period:
            world = Imagined(view, rule.subject)
            as_of = kind_of(rule).lint.scene(rule, view, world)
            yield world.example(as_of, {name: ANY})


def _rules_at(where: Where, policy: Policy) -> tuple[str, ...]:
    """The rule in which a place lies; of a named part, such as a calendar, the rules that name it."""
    section, _, rest = where.path.partition(".")
    if section in _NAMED:
        name = rest.partition(".")[0]
        plain = policy.plain().get("rules", ())
        return tuple(rule["id"] for rule in plain if name in words_in(rule))
    best: tuple[int, str] | None = None
    for rule in policy.rules:
        place, _layer = policy._built.places.get(rule.id, (Where(), ""))
        if place.file == where.file and place.line is not None and where.line is not None and place.line <= where.line:
            best = max(best or (0, ""), (place.line, rule.id))
    return (best[1],) if best is not None and where.path.startswith("rules") else ()
