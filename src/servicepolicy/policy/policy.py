"""The policy that hosts hold: immutable, identified by its digest, and asked about subjects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Unpack, overload

import attrs

from servicepolicy.errors import Problem
from servicepolicy.language.rule import Rule, Title
from servicepolicy.language.service_level import SLA
from servicepolicy.language.vocabulary_table import vocabulary_of
from servicepolicy.policy import arguments
from servicepolicy.policy.engine_cache import engine_of
from servicepolicy.policy.filling.layers import Layer
from servicepolicy.policy.load import Built, Fills, build, layers_of_text, open_layers
from servicepolicy.policy.reading.document import BlankDeclaration, PolicyDocument, Role, SourceClause, Statement
from servicepolicy.policy.reading.read_document import read_document
from servicepolicy.policy.reading.source import Source

if TYPE_CHECKING:
    from servicepolicy.engine.engine import Engine
    from servicepolicy.language.bound.edition import Edition
    from servicepolicy.language.bound.fillings import Filling
    from servicepolicy.language.computed_fact import ComputedFact
    from servicepolicy.language.period import Period
    from servicepolicy.language.said import PartSaid
    from servicepolicy.lint.finding import Finding
    from servicepolicy.models.agent import Agent
    from servicepolicy.models.context import Context
    from servicepolicy.models.organisation import Organisation
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.models.vocabulary._own import OwnVocabulary
    from servicepolicy.money import Money
    from servicepolicy.policy.filling.provenance import Provenance
    from servicepolicy.policy.said import CalendarSaid, MoreSaid
    from servicepolicy.policy.versions.meanings import Meanings
    from servicepolicy.results.assessment import Assessment
    from servicepolicy.results.duty import Duty, Notice
    from servicepolicy.results.life import Life
    from servicepolicy.results.report import Report
    from servicepolicy.results.verdict import Decision, Owner
    from servicepolicy.worktime import Counting, WorkCalendar

    Subject = TypeVar("Subject", bound=SubjectRecord)

__all__ = ["Policy", "load", "loads"]


class Policy:
    """A policy, with what fills its blanks.

    Everything that a document may say can be said here; values are typed, or as in a document.

    Args:
        policy: Its id.
        timezone: IANA zone of its dates; absent: that of its calendars, if they share one.
        rules: The rules.
        calendars: Working calendars by name.
        blanks: What the source leaves open, by name.
        facts: Computed facts by name.
        roles: Roles by name, each with the roles right below it.
        statements: Clauses carried as text.
        fill: A profile's name or path, a mapping of blanks to values, or several of these: what is said later holds.
        more: What else a document may say: `title`, `source`, `in_force`, `pin`, `counting`, `published`, `values`.

    Raises:
        PolicyError: It cannot be used; every problem is listed.

    Example:
        >>> from servicepolicy.kinds.deadline.rule import Deadline
        >>> rule = Deadline.model_validate(
        ...     {"id": "answered", "clause": "1", "start": "received", "stop": "replied", "within": "2 days"}
        ... )
        >>> Policy(policy="answers", timezone="Asia/Shanghai", rules=[rule]).open_blanks
        ()
    """

    __slots__ = ("_built", "_cells")

    _built: Built
    _cells: dict[str, Any]  # what was worked out once

    def __init__(  # noqa: PLR0913 - the sections of a document
        self,
        *,
        policy: str,
        timezone: str | None = None,
        rules: Iterable[Rule | Mapping[str, object]] = (),
        calendars: Mapping[str, CalendarSaid] | None = None,
        blanks: Mapping[str, PartSaid] | None = None,
        facts: Mapping[str, PartSaid] | None = None,
        roles: Mapping[str, PartSaid | None] | None = None,
        statements: Iterable[PartSaid] = (),
        fill: Fills = None,
        **more: Unpack[MoreSaid],
    ) -> None:
        parts: dict[str, Any] = {
            "policy": policy,
            "timezone": timezone,
            "rules": arguments.listed(rules),
            "calendars": calendars,
            "blanks": blanks,
            "facts": facts,
            "roles": roles,
            "statements": arguments.listed(statements),
            **more,
        }
        said = {name: value for name, value in parts.items() if value is not None}
        draft = read_document(Source(said))
        self._hold(build([Layer(draft.document.policy, draft)], fill))

    def _hold(self, built: Built) -> None:
        object.__setattr__(self, "_built", built)
        object.__setattr__(self, "_cells", {})

    # what it says

    @property
    def id(self) -> str:
        """Its id."""
        return self._built.document.policy

    @property
    def document(self) -> PolicyDocument:
        """Everything that its document says, its layers put together."""
        return self._built.document

    @property
    def title(self) -> Title:
        """What people call it."""
        return self._built.document.title or Title()

    @property
    def source(self) -> str | None:
        """The document that it carries out."""
        return self._built.document.source

    @property
    def in_force(self) -> Period | None:
        """When it is in force; `None`: always."""
        return self._built.document.in_force

    @property
    def timezone(self) -> str:
        """IANA zone of its dates and of the times it shows."""
        return self._built.document.timezone

    @property
    def pin(self) -> Literal["opened", "cycle", "latest"]:
        """Which version governs a running case."""
        return self._built.document.pin

    @property
    def counting(self) -> str | Counting:
        """How days are counted where a rule does not say."""
        return self._built.document.counting

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of all layers, in their order, whether in force or not."""
        return self._built.document.rules

    @property
    def slas(self) -> tuple[SLA, ...]:
        """Service levels: sets of deadlines with an objective."""
        return self._built.document.slas

    @property
    def calendars(self) -> Mapping[str, WorkCalendar]:
        """Working calendars by name."""
        return self._built.document.calendars

    @property
    def roles(self) -> Mapping[str, Role]:
        """Roles by name."""
        return self._built.document.roles

    @property
    def own_vocabulary(self) -> OwnVocabulary:
        """The shipped vocabulary with what the policy adds to it under `vocabulary`."""
        vocabulary: OwnVocabulary = self._once("vocabulary", lambda: vocabulary_of(self._built.document.vocabulary))
        return vocabulary

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Clauses that no fact can decide, carried as text."""
        return self._built.document.statements

    @property
    def clauses(self) -> Mapping[str, SourceClause]:
        """Where each clause stands in the source, in the source's own numbering, and its sentence where supplied."""
        return self._built.document.clauses

    @property
    def blanks(self) -> Mapping[str, BlankDeclaration]:
        """What the source leaves open, filled or not."""
        return self._built.document.blanks

    @property
    def fillings(self) -> Mapping[str, Filling]:
        """What fills each blank now."""
        return self._built.fillings

    @property
    def facts(self) -> Mapping[str, ComputedFact]:
        """Computed facts by name."""
        return self._built.document.facts

    @property
    def open_blanks(self) -> tuple[str, ...]:
        """The blanks that nothing fills."""
        return tuple(name for name in self.blanks if name not in self._built.fillings)

    @property
    def layers(self) -> tuple[str, ...]:
        """Ids of its layers, the lowest first."""
        return self._built.layers

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is probably not what was meant."""
        return self._built.warnings

    @property
    def digest(self) -> str:
        """Identifies its meaning, filled blanks included, and not its formatting."""
        return str(self._once("digest", self._digest))

    @property
    def meanings(self) -> Meanings:
        """What it says part by part, and what each rule means with all that it rests on: for comparing versions."""
        found: Meanings = self._once("meanings", self._meanings)
        return found

    @property
    def basis(self) -> str:
        """Identifies its calendars, the dates of the holidays that they keep, and the zone data they are read with."""
        return str(self._once("basis", lambda: arguments.basis_of(self.calendars)))

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The policy between the moments at which a value or a rule changes, the earliest first."""
        return tuple(self._once("editions", self._editions))

    def at(self, instant: datetime) -> Edition | None:
        """The edition in force at an instant, `None` where the policy is not in force.

        Raises:
            NaiveTimeError: The instant has neither zone nor offset.
        """
        moment = arguments.instant(instant, "instant", self)
        return next((edition for edition in self.editions if edition.covers(moment)), None)

    def provenance(self, name: str) -> tuple[Provenance, ...]:
        """Who set a blank or stated a rule, and when it holds; the earliest said first.

        Raises:
            UsageError: The policy has neither a blank nor a rule of that name.
        """
        from servicepolicy.policy.filling.provenance import provenance_of

        return provenance_of(name, self._built)

    # writing it back

    def plain(self) -> dict[str, Any]:
        """The policy as plain data, layers and profile put together: what `to_yaml` writes."""
        from servicepolicy.policy.versions.digest import in_order, plain_document

        written = plain_document(self._built.document)
        if self.fillings:
            written["values"] = {name: filling.fill.plain() for name, filling in self.fillings.items()}
        return in_order(written)

    def to_yaml(self) -> str:
        """The policy as one document that loads to the same digest."""
        from servicepolicy.policy.reading.write_yaml import as_yaml

        return as_yaml(self.plain())

    # saying something otherwise

    @property
    def values(self) -> Mapping[str, Any]:
        """What fills each blank now, as plain data: what `fill` and `but` take. Open blanks are left out."""
        return {name: filling.fill.plain() for name, filling in self.fillings.items()}

    def but(self, changes: Mapping[str, Any], *, since: date | str | None = None) -> Policy:
        """The policy with a few things said otherwise; this one stays as it is.

        Args:
            changes: By the name of a blank, rule, calendar or computed fact, what is said instead, as in a document.
                A part of a rule is named by its path: `first-response.within`, `payment.tiers.0.up_to`. `None` takes a
                rule, or the part, away. Where two things share a name, say which: `rules.x`, `calendars.x`.
            since: The date from which on the values hold; until then what was. Absent: at all times.

        Raises:
            UsageError: There is nothing of that name, no rule reads it, or only a blank's value can change at a date.
            PolicyError: What would be said cannot be used; every problem is listed.

        Example:
            >>> policy = load("complaint-handling", fill="example-bank")
            >>> policy.but({"respond_within": "1 working hour"}).values["respond_within"]
            '1 working hour'
        """
        if not changes:
            return self
        from servicepolicy.policy.checking.walk import Walk
        from servicepolicy.policy.versions.changed import changed

        return _held(changed(self._built, changes, since, self._once("walk", Walk)))

    def said(self, name: str) -> Any:
        """What it says now under a name that `but` takes, as plain data; `None`: a blank that nothing fills.

        Raises:
            UsageError: There is nothing of that name.
        """
        from servicepolicy.policy.versions.changed import said

        return said(self._built, name)

    # reading facts

    @overload
    def read(self, record: Mapping[str, object], model: None = None) -> SubjectRecord: ...
    @overload
    def read(self, record: Mapping[str, object], model: type[Subject]) -> Subject: ...
    def read(self, record: Mapping[str, object], model: type[SubjectRecord] | None = None) -> SubjectRecord:
        """Check a record by the shipped vocabulary and by what this policy adds to it under `vocabulary`.

        Names under `x.` of a subject of which the policy declares some must be declared, and hold what they are
        declared to hold; synonyms of events are replaced by the names that the rules use. A role or a code that the
        policy does not know is told if it looks like one that it knows (`advisor`), and is otherwise unknown to it.

        Args:
            record: Header and events as plain data, with `subject`; absent: a case, or what `model` is about.
            model: The class of the record, such as `Complaint`; absent: that of its `subject`.

        Raises:
            FactsError: With every problem of the record; values of personal fields are never shown.
            UsageError: It is no mapping, or there is no such subject.
        """
        from servicepolicy.policy.own_facts import read_record

        return read_record(self, record, model)

    # looking for what is wrong with it

    def lint(self, organisation: Organisation | None = None) -> tuple[Finding, ...]:
        """What is wrong with its meaning: over facts and dates, each with facts of which the engine has confirmed it.

        What a comment `# lint: allow CODE because ...` allows is told as a note. Complete facts are meant: that some
        case with missing facts comes out unknown is no finding. Of an organisation, its posts are looked at, too.

        Example:
            >>> load("service-handbook", fill="example-bank").lint()
            ()
        """
        from servicepolicy.lint import findings_of

        return findings_of(self, organisation)

    # asking it

    @arguments.moments("as_of")
    def evaluate(
        self,
        subject: SubjectRecord | SubjectFacts,
        *,
        as_of: datetime,
        known_at: datetime | None = None,
        context: Context | None = None,
        rules: Iterable[str] | None = None,
    ) -> Report:
        """Judge a subject.

        Args:
            subject: A case, an agent or another subject.
            as_of: The moment that is judged: what happened later does not exist. It must be said: there is no clock.
            known_at: What was recorded later does not exist; absent: everything handed in.
            context: Organisation, ledger, waivers; what it lacks is unknown.
            rules: Ids of the rules that are judged, and nothing else is but what they rest on; absent: all.

        Raises:
            OpenBlanksError: The policy has blanks that nothing fills.
            NaiveTimeError: A time has neither zone nor offset.
            UsageError: `as_of` is missing, or the policy has no such rule.
        """
        moment, known = arguments.instant(as_of, "as_of", self), arguments.perhaps(known_at, "known_at", self)
        facts, asked = arguments.facts_of(subject), None if rules is None else arguments.rules_of(self, rules)
        return self._engine(known, context).evaluate(facts, as_of=moment, known_at=known, context=context, rules=asked)

    @arguments.moments("as_of")
    def agenda(
        self,
        subject: SubjectRecord | SubjectFacts,
        *,
        as_of: datetime,
        known_at: datetime | None = None,
        context: Context | None = None,
    ) -> tuple[Duty, ...]:
        """What is to be done for a subject, by whom and by when, soonest first. Arguments as for `evaluate`."""
        moment, recorded = arguments.instant(as_of, "as_of", self), arguments.perhaps(known_at, "known_at", self)
        facts = arguments.facts_of(subject)
        return self._engine(recorded, context).agenda(facts, as_of=moment, known_at=recorded, context=context)

    @arguments.moments("at")
    def decide(
        self,
        action: str,
        /,
        *,
        by: Agent | str | Sequence[Agent | str],
        on: SubjectRecord | SubjectFacts | None = None,
        amount: Money | str | None = None,
        at: datetime,
        context: Context | None = None,
        **fields: object,
    ) -> Decision:
        """Whether an act may be done now, before it is done.

        Args:
            action: The event kind of the act, such as `remedied`.
            by: Who wants to act; several people who act together.
            on: The subject; absent: one of which nothing is known.
            amount: The amount at stake, such as `Money("250", "GBP")` or `250 GBP`.
            at: The moment of the act. It must be said: there is no clock.
            context: Organisation and ledger; what it lacks is unknown.
            fields: Other fields of the act, such as `matter`.

        Raises:
            OpenBlanksError: The policy has blanks that nothing fills.
            NaiveTimeError: `at` has neither zone nor offset.
            UsageError: `at` is missing, or the act has no such field.
        """
        moment = arguments.instant(at, "at", self)
        facts = arguments.facts_or_nothing(on, action, self.rules)
        return self._engine(None, context).decide(
            action,
            actors=arguments.actors(by, moment, self.roles, context),
            facts=facts,
            amount=arguments.money(amount, self),
            at=moment,
            context=context,
            fields=arguments.fields_of(facts.subject, action, fields),
        )

    @arguments.moments("at")
    def owner(
        self,
        subject: SubjectRecord | SubjectFacts,
        *,
        at: datetime,
        context: Context | None = None,
        matter: str | None = None,
    ) -> Owner:
        """Who holds the question at a moment, since when and on what ground.

        Args:
            subject: The subject.
            at: The moment, with its zone.
            context: The organisation and all that is around the subject.
            matter: Of which matter, where several are open, each with an owner of its own.
        """
        moment, facts = arguments.instant(at, "at", self), arguments.facts_of(subject)
        return self._engine(None, context).owner(facts, at=moment, context=context, matter=matter)

    @arguments.moments("after", "until")
    def notices(
        self,
        subject: SubjectRecord | SubjectFacts,
        *,
        after: datetime,
        until: datetime,
        context: Context | None = None,
    ) -> tuple[Notice, ...]:
        """Warnings, breaches, escalations that arose in `[after, until)`, each with an identity that never changes."""
        first, last = arguments.instant(after, "after", self), arguments.instant(until, "until", self)
        return self._engine(None, context).notices(
            arguments.facts_of(subject), after=first, until=last, context=context
        )

    @arguments.moments("at")
    def life(
        self,
        meeting: SubjectRecord | SubjectFacts,
        *,
        at: datetime,
        under: Policy | None = None,
        context: Context | None = None,
    ) -> Life:
        """Where this text stood in its own life: drafted, voted on, published, in force or superseded by a meeting.

        `under` is the policy whose rules say how one is adopted; absent: this one.
        """
        from servicepolicy.policy.versions.lifecycle import life_of

        moment, facts, charter = arguments.instant(at, "at", self), arguments.facts_of(meeting), under or self
        return life_of(self, facts, at=moment, charter=charter, engine=charter._engine(None, context), context=context)

    def assess(
        self,
        subjects: Iterable[SubjectRecord | SubjectFacts],
        period: str,
        *,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
        context: Context | None = None,
    ) -> Assessment:
        """What `2026-Q1` comes to, by its end if `as_of` is absent; `subjects` are gone through once, in any order."""
        moment, recorded = arguments.perhaps(as_of, "as_of", self), arguments.perhaps(known_at, "known_at", self)
        return arguments.assess(self._engine(recorded, context), self.slas, subjects, period, moment, recorded, context)

    def _once(self, name: str, make: Any) -> Any:  # what `make` returns, made once
        if name not in self._cells:
            self._cells[name] = make()
        return self._cells[name]

    def _digest(self) -> str:
        from servicepolicy.policy.versions.digest import digest_of

        return digest_of(self._built.document, self._built.fillings)

    def _meanings(self) -> Meanings:
        from servicepolicy.policy.versions.meanings import meanings_of

        return meanings_of(self._built.document, self._built.fillings)

    def _editions(self) -> tuple[Edition, ...]:
        from servicepolicy.policy.versions.editions import editions_of

        return editions_of(self._built.document, self._built.fillings)

    def _engine(self, known_at: int | None = None, context: Context | None = None) -> Engine:
        return engine_of(self, self._built, self._cells, known_at, context)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a policy does not change: `{name}` cannot be set; load or build another one")

    def __copy__(self) -> Policy:
        return self

    def __deepcopy__(self, _memo: dict[int, Any]) -> Policy:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _held, (attrs.evolve(self._built, draft=None),)

    def __eq__(self, other: object) -> bool:
        return self.digest == other.digest if isinstance(other, Policy) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Policy({self.id!r}, {self.digest[:16]}…)"


def load(name_or_path: str | FilePath, fill: Fills = None, *, layers_in: str | FilePath | None = None) -> Policy:
    """Load a policy.

    Args:
        name_or_path: Name of a shipped policy (`packs()` lists them), or a path that ends in `.yaml`.
        fill: What fills its blanks: name of a shipped profile, path of one, a mapping of blanks to values, or several
            of these, of which the later replaces the earlier. A policy with open blanks can be loaded and read; it
            cannot be evaluated.
        layers_in: The folder in which files that `extends` names may lie; left out, that of the policy: a document
            does not reach for files elsewhere.

    Raises:
        PolicyError: A document cannot be used; every problem of every document is listed.
        UsageError: Nothing of that name is shipped.

    Example:
        >>> load("complaint-handling").open_blanks[:2]
        ('respond_within', 'classify_within')
    """
    return _held(build(open_layers(name_or_path, layers_in), fill))


def loads(text: str, fill: Fills = None, *, layers_in: str | FilePath | None = None) -> Policy:
    """Load a policy from its text, such as a file holds; `fill` and what is raised are as for `load`.

    A file that the text `extends` lies in the folder `layers_in`; a shipped policy needs none.
    """
    return _held(build(layers_of_text(text, layers_in), fill))


def _held(built: Built) -> Policy:
    """The policy of what was built."""
    made = Policy.__new__(Policy)
    made._hold(built)
    return made
