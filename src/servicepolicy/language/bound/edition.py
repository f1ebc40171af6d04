"""One edition of a policy: everything that is constant between two moments at which a value or a rule changes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING

import attrs

from servicepolicy.language.bound.bind import Binder
from servicepolicy.language.bound.names import Vocabulary
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.rule import Rule
from servicepolicy.language.value import ValueForm
from servicepolicy.models.vocabulary._own import SHIPPED, OwnVocabulary
from servicepolicy.worktime import Counting
from servicepolicy.worktime.counting import counting as convention_of

if TYPE_CHECKING:
    from servicepolicy.language.bound.declared_codes import DeclaredCodes
    from servicepolicy.language.label import Label, Named
    from servicepolicy.worktime import WorkClock

__all__ = ["Edition", "Resolved"]


_ROLES = ("role", "to_role")  # fields that hold the role of a policy


@cache
def _label() -> type[Label]:
    from servicepolicy.language.label import Label

    return Label


@attrs.frozen
class Resolved:
    """What a blank holds in this edition, and who said so: `blank/profile/since`."""

    form: ValueForm
    origin: str


@attrs.frozen(eq=False)
class Edition:
    """A policy between two moments.

    Attributes:
        policy: Id of the policy.
        since: First instant (UTC microseconds), `None` for ever.
        until: First instant after it, `None` for ever.
        zone: The policy's zone.
        rules: The rules in force.
        values: What fills each blank; a blank that is missing has no value in this edition.
        clocks: The calendars by name.
        counting: The counting convention where a rule names none.
        facts: The computed facts by name.
        roles: Each role with all roles declared below it.
        in_force: First instant of the whole policy and first one after it, `None` for ever.
        titles: What roles are called, in English and Chinese.
        open_acts: The acts that need no licence.
        kinds: For each role who holds it: `human`, `bot` or `system`.
        vocabulary: The names that its rules may use.
        fillers: What those who filled its blanks are called.
        clauses: Where clauses stand in the source, and their sentences, where somebody supplied them.
    """

    policy: str
    since: int | None
    until: int | None
    zone: str
    rules: tuple[Rule, ...]
    values: Mapping[str, Resolved]
    clocks: Mapping[str, WorkClock]
    counting: Counting
    facts: Mapping[str, ComputedFact]
    roles: Mapping[str, frozenset[str]]
    in_force: tuple[int | None, int | None] = (None, None)
    titles: Mapping[str, tuple[str, str]] = attrs.field(factory=dict[str, tuple[str, str]])
    open_acts: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = attrs.field(factory=dict[str, str])
    vocabulary: OwnVocabulary = SHIPPED
    fillers: Mapping[str, tuple[str, str]] = attrs.field(factory=dict[str, tuple[str, str]])
    clauses: Mapping[str, tuple[str, str]] = attrs.field(factory=dict[str, tuple[str, str]])
    _labels: dict[str, Label] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def convention(self, said: str | Counting | None) -> Counting:
        """The counting convention that a rule names, or that of the policy."""
        return self.counting if said is None else convention_of(said)

    @cached_property
    def words(self) -> Vocabulary:
        """The names that there are."""
        own = self.vocabulary
        return Vocabulary(own.event_kinds, own.event_fields, own.header_fields, self.facts, self.facts, own.is_closed)

    @cached_property
    def binder(self) -> Binder:
        """Binds what its rules say: names to what they mean, blanks to what fills them."""
        return Binder(self.words, self.values, self.vocabulary)

    @cached_property
    def named(self) -> Named:
        """What its things are called, and what fills its blanks."""
        from servicepolicy.language.label import Named

        return Named(
            {name: resolved.form for name, resolved in self.values.items()},
            {rule.id: (rule.title.en, rule.title.zh) for rule in self.rules if rule.title is not None},
            {name: (fact.title.en, fact.title.zh) for name, fact in self.facts.items() if fact.title is not None},
            self.fillers,
            dict(self.vocabulary.own),  # a verdict can be pickled
            self.clauses,
        )

    @cached_property
    def asks_the_bank(self) -> frozenset[str]:
        """The rules on another subject that name events of the whole organisation."""
        from servicepolicy.language.bound.walk import PlacedSelector, parts_of

        return frozenset(
            rule.id
            for rule in self.rules
            if rule.subject != "organisation"
            for part in parts_of(rule)
            if isinstance(part, PlacedSelector)
            if any(pattern.on == "organisation" for pattern in part.selector.patterns())
        )

    @cached_property
    def role_names(self) -> frozenset[str]:
        """The roles that it declares; where it declares none, those with which its conditions compare one."""
        return frozenset(self.roles) or frozenset().union(*(self.codes.compared.get(name, ()) for name in _ROLES))

    @cached_property
    def codes(self) -> DeclaredCodes:
        """The codes of open lists that it knows beside those of the vocabulary; asked for where another is met."""
        from servicepolicy.language.bound.declared_codes import codes_declared

        values = {name: resolved.form for name, resolved in self.values.items()}
        return codes_declared(self.rules, self.facts, values, self.vocabulary)

    def acts_of(self, subject: str) -> frozenset[str]:
        """The events of a kind of subject that its rules name."""
        from servicepolicy.language.bound.walk import PlacedSelector, parts_of

        parts = (part for rule in self.rules if rule.subject == subject for part in parts_of(rule))
        return frozenset(kind for part in parts if isinstance(part, PlacedSelector) for kind in part.selector.kinds())

    def covers(self, at: int) -> bool:
        """Whether this edition is the one at an instant."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)

    def rule(self, name: str) -> Rule | None:
        """The rule of an id, if there is one in force."""
        return next((rule for rule in self.rules if rule.id == name), None)

    def label(self, rule: Rule) -> Label:
        """What a verdict of this rule needs to be put into words."""
        found = self._labels.get(rule.id)
        if found is None:
            zh, en = ("", "") if rule.title is None else (rule.title.zh, rule.title.en)
            found = _label()(self.zone, zh, en, self.titles, rule.subject, rule.part_titles(), self.named)
            self._labels[rule.id] = found
        return found
