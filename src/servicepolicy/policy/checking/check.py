"""What a policy says wrongly although each part of it can be read; and what is probably not meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import attrs

from servicepolicy.errors import Problem, Where
from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.names import HOST
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.rule import Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.models.vocabulary import event_kinds, subjects
from servicepolicy.policy.checking.membership import memberships_in
from servicepolicy.policy.checking.references import circles_in, convention, names_in
from servicepolicy.policy.checking.service_levels import levels_in
from servicepolicy.policy.checking.vocabulary_check import Words
from servicepolicy.policy.checking.walk import Walk
from servicepolicy.policy.checking.warnings import oddities_in, shut_for_good
from servicepolicy.policy.reading.document import PolicyDocument, chapter_of
from servicepolicy.policy.reading.read_document import Draft

__all__ = ["errors_in", "vocabulary_errors_in", "warnings_in"]

Fillings = Mapping[str, Filling]
Touched = Callable[[Rule | ComputedFact | SLA], bool]


def errors_in(draft: Draft, fillings: Fillings, walk: Walk, touched: Touched | None = None) -> list[Problem]:
    """Everything for which a policy cannot be used.

    Args:
        draft: The policy.
        fillings: What fills its blanks.
        walk: What its rules hold.
        touched: Whether a rule or a computed fact is to be looked at; `None`: all are.
    """
    words = Words(draft.document, draft.declared, fillings, walk)
    problems = list(_of_rules(draft, words, touched))
    for name, fact in draft.document.facts.items():
        if touched is not None and not touched(fact):
            continue
        found = [*words.check(fact), *names_in(fact, words)]
        problems.extend(_placed(found, partial(_fact_place, draft, name)))
    problems.extend(_of_document(draft, walk))
    problems.extend(levels_in(draft, words, fillings))
    return problems


def vocabulary_errors_in(layers: Iterable[Draft], whole: PolicyDocument) -> Iterator[Problem]:
    """Everything that is wrong with what the layers of a policy add to the vocabulary, each at its own place."""
    if not whole.vocabulary:
        return
    from servicepolicy.policy.checking.vocabulary_table import own_mistakes_in  # most policies add nothing

    for draft in layers:
        for subject, table in draft.document.vocabulary.items():
            for one in own_mistakes_in(subject, table, whole.vocabulary.get(subject, table)):
                where = draft.source.where(("vocabulary", subject, *one.path), key=True)
                yield Problem(one.code, where, one.message, one.help)


def _of_rules(draft: Draft, words: Words, touched: Touched | None) -> Iterator[Problem]:
    for number, rule in enumerate(draft.document.rules):
        if touched is not None and not touched(rule):
            continue
        found = [
            *words.check(rule),
            *names_in(rule, words),
            *memberships_in(rule, words.walk),
            *kind_of(rule).check.problems(rule, words),
        ]
        here = [attrs.evolve(one, path=rule.written_at(one.path)) for one in found]
        yield from _placed(here, partial(_rule_place, draft, number))


def _rule_place(draft: Draft, number: int, path: Path, key: bool) -> Where:
    return draft.where(number, *path, key=key)


def _fact_place(draft: Draft, name: str, path: Path, key: bool) -> Where:
    return draft.where_named("facts", name, *path, key=key)


def _calendar_place(draft: Draft, name: str, path: Path, key: bool) -> Where:
    return draft.where_named("calendars", name, *path, key=key or not path)


def _placed(found: Iterable[Found], where: Callable[[Path, bool], Where]) -> Iterator[Problem]:
    for one in found:
        yield Problem(one.code, one.elsewhere or where(one.path, one.code == "unknown-field"), one.message, one.help)


def _of_document(draft: Draft, walk: Walk) -> Iterator[Problem]:
    document, source = draft.document, draft.source
    if isinstance(document.counting, str):
        for one in convention(document.counting, ("counting",)):
            yield Problem(one.code, source.where(one.path), one.message, one.help)
    concerned = dict.fromkeys((*(rule.subject for rule in document.rules), *subjects()))
    for index, act in enumerate(document.open_acts):
        if not act.startswith(HOST) and not any(act in event_kinds(subject) for subject in concerned):
            where, acts = source.where(("open_acts", index)), {kind for one in subjects() for kind in event_kinds(one)}
            yield Problem("unknown-event", where, f"`{act}` is not an event of any subject", did_you_mean(act, acts))
    for name in document.chapters:
        known = tuple(dict.fromkeys(chapter_of(clause) for clause in document.cited()))
        if name not in known:
            where, message = source.where(("chapters", name), key=True), f"no clause begins with `{name}`"
            yield Problem("unknown-chapter", where, message, did_you_mean(name, known))
    for name, role in document.roles.items():
        for lower in role.above:
            if lower not in draft.declared.get("roles", {}):
                help = did_you_mean(lower, document.roles) or "declare it under `roles`"
                yield Problem(
                    "unknown-role",
                    draft.where_named("roles", name, "above"),
                    f"`{lower}` is not a role of this policy",
                    help,
                )
    for section, circle in circles_in(document, walk):
        chain = " → ".join(f"`{name}`" for name in circle)
        what = "the computed facts" if section == "facts" else "the roles"
        help = "a fact must not hang on itself" if section == "facts" else "a role cannot stand above itself"
        code = "cyclic-facts" if section == "facts" else "cyclic-roles"
        yield Problem(code, draft.where_named(section, circle[0], key=True), f"{what} run in a circle: {chain}", help)


def warnings_in(draft: Draft, fillings: Fillings, walk: Walk) -> list[Problem]:
    """Everything that is probably not what was meant."""
    words = Words(draft.document, draft.declared, fillings, walk)
    problems: list[Problem] = []
    for number, rule in enumerate(draft.document.rules):
        problems.extend(_placed(oddities_in(rule, words), partial(_rule_place, draft, number)))
    for name, calendar in draft.document.calendars.items():
        problems.extend(_placed(shut_for_good(name, calendar), partial(_calendar_place, draft, name)))
    return [*problems, *_unused(draft, walk)]


def _unused(draft: Draft, walk: Walk) -> Iterator[Problem]:
    document = draft.document
    everything: tuple[Rule | ComputedFact | SLA, ...] = (*document.rules, *document.facts.values(), *document.slas)
    used = {name for said in everything for name in walk.blanks_of(said)}
    for name in document.blanks:
        if name not in used:
            help = "use it as `{blank: " + name + "}`, or take it away"
            yield Problem(
                "unused-blank", draft.where_named("blanks", name, key=True), f"no rule uses the blank `{name}`", help
            )
