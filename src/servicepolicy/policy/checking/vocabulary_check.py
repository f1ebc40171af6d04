"""The words of a policy against the vocabulary of facts: events, fields, codes, roles, and the types of values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from servicepolicy.errors import Where
from servicepolicy.language.bound.bind import Binder
from servicepolicy.language.bound.edition import Resolved
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found, Path, no_rule
from servicepolicy.language.bound.misfits import Declared, Misfits, roles_in
from servicepolicy.language.bound.names import Vocabulary
from servicepolicy.language.bound.spans import uncounted
from servicepolicy.language.bound.stretch import Stretch
from servicepolicy.language.bound.walk import PlacedCondition, PlacedSelector, PlacedValue
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.period import Period
from servicepolicy.language.rule import Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.language.value import ValueForm
from servicepolicy.language.vocabulary_table import vocabulary_of
from servicepolicy.models.vocabulary._own import SHIPPED
from servicepolicy.policy.checking.facts_of_facts import asking_the_owner
from servicepolicy.policy.checking.walk import Walk
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.policy.versions.editions import steady

__all__ = ["Words"]


@attrs.frozen(eq=False, slots=False)
class Words:
    """The vocabulary that a policy's rules may use.

    Args:
        document: The policy.
        declared: By section, every name that is declared, unreadable parts included.
        fillings: What fills its blanks.
        walk: What its rules hold.
    """

    document: PolicyDocument
    declared: Mapping[str, Mapping[str, Path]]
    fillings: Mapping[str, Filling]
    walk: Walk

    @property
    def names(self) -> Vocabulary:
        """The events, fields and computed facts that can be named."""
        return self._names

    @cached_property
    def _names(self) -> Vocabulary:
        declared, own = self.declared.get("facts", {}), vocabulary_of(self.document.vocabulary)
        facts = self.document.facts
        return Vocabulary(own.event_kinds, own.event_fields, own.header_fields, facts, declared, own.is_closed)

    # what the check of a kind asks for

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Its rules, as far as they could be read."""
        return self.document.rules

    @property
    def facts(self) -> Collection[str]:
        """The names of its computed facts."""
        return self.document.facts

    @property
    def role_names(self) -> Collection[str]:
        """The roles that it declares."""
        return self.document.roles

    @property
    def zone(self) -> str:
        """The zone of its dates."""
        return self.document.timezone

    @property
    def pin(self) -> str:
        """Which edition governs a running case."""
        return self.document.pin

    @property
    def in_force(self) -> Period | None:
        """When it is in force."""
        return self.document.in_force

    @property
    def constant(self) -> Sequence[tuple[Stretch, Mapping[str, Resolved]]]:
        """The stretches of time in which nothing changes, each with what fills the blanks then."""
        return self._constant

    @cached_property
    def _constant(self) -> Sequence[tuple[Stretch, Mapping[str, Resolved]]]:
        return tuple(steady(self.document, self.fillings))

    @cached_property
    def asking_the_owner(self) -> frozenset[str]:
        """The computed facts that ask what the owner may do."""
        return asking_the_owner(self.document, self.walk)

    def names_in(self, section: str) -> Collection[str]:
        """Every name that a section declares, that of unreadable parts included."""
        return self.declared.get(section, {})

    def rule(self, name: str) -> Rule | None:
        """The rule of an id, if there is one that can be read."""
        return next((rule for rule in self.document.rules if rule.id == name), None)

    def power(self, name: str, path: Path) -> Iterator[Found]:
        """What is wrong with the name of a rule that must give leave to some act."""
        found = self.rule(name)
        if name not in self.names_in("rules"):
            yield from no_rule(name, self.names_in("rules"), path)
        elif found is not None and not found.actions():
            yield Found("wrong-kind", path, f"`{name}` is not an authority rule")

    @cached_property
    def misfits(self) -> Misfits:
        """Is told of everything that does not fit where it stands."""
        document = self.document
        other_names = {subject: table.synonyms for subject, table in document.vocabulary.items()}
        named = (self.declared.get("blanks", {}), self.declared.get("roles", {}))
        return Misfits(Declared(document.blanks, *named, self.fillings, other_names), self.names)

    @cached_property
    def binder(self) -> Binder:
        """Binds what the policy says, and tells what does not fit."""
        return Binder(self.names, {}, SHIPPED, self.misfits)

    def forms_of(self, name: str) -> Iterator[tuple[ValueForm, Where | None]]:
        """What fills a blank, one period after another, each with its place."""
        return self.misfits.forms_of(name)

    def filled(self, name: str) -> ValueForm | None:
        """What fills a blank, if it is always the same."""
        forms = [form for form, _ in self.forms_of(name)]
        return forms[0] if len(forms) == 1 else None

    def check(self, said: Rule | ComputedFact | SLA) -> Iterator[Found]:
        """Everything in a rule or fact that names something which does not exist, or is of another type."""
        binder, misfits = self.binder, self.misfits
        for part in self.walk.parts_of(said):
            match part:
                case PlacedSelector(path, selector, subject):
                    binder.selector(selector, subject, path)
                case PlacedCondition(path, condition, place, part=False):
                    binder.condition(condition, place, path)
                case PlacedValue(path, form, place, wanted):
                    binder.value(form, place, spot=path, wanted=wanted)
                    if wanted == "span":
                        misfits.found += uncounted(part, self.fillings, cycles=hasattr(said, "cycle_day"))
                case _:  # part of a selector or of a choice, with which it is bound
                    continue
        yield from misfits.taken()

    def roles(self, names: Iterable[str], path: Path) -> Iterator[Found]:
        """The roles among some names that the policy does not declare; a policy without roles takes any."""
        yield from roles_in(names, self.declared.get("roles", {}), path)
