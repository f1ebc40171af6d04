"""The cohort: all subjects that are assessed together, each read once and judged at most once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

import attrs

from servicepolicy.judging.case_view import Scene, UnsettledTruth
from servicepolicy.judging.conditions import Check
from servicepolicy.judging.occurrence import most_verdicts
from servicepolicy.judging.rows import Bounds, Row, Rows, Subjects, Table
from servicepolicy.judging.worlds import in_every_world
from servicepolicy.language.truth import Doubt, TooManyWorlds, Truth, deciding, explore, outcomes
from servicepolicy.models.context import Context
from servicepolicy.models.timeline import ALL_EVENTS, SubjectFacts, Timeline
from servicepolicy.results.verdict import Verdict

if TYPE_CHECKING:
    from servicepolicy.judging.policy_view import CompiledEdition, PolicyEngine
    from servicepolicy.language.measure import Population

__all__ = ["Cohort", "Read", "Reads", "asked", "worked_out"]


class Read(Protocol):
    """A population, as it is read of one subject after another."""

    @property
    def key(self) -> Hashable:
        """What tells it apart from others."""
        ...

    @property
    def population(self) -> Population:
        """What is counted."""
        ...

    @property
    def keeps(self) -> bool:
        """Whether the subjects of its rows are asked about again, once all are read."""
        ...

    def kinds(self, cohort: Cohort) -> tuple[str, ...]:
        """The kinds of subjects on which it looks."""
        ...

    def read(self, cohort: Cohort, facts: SubjectFacts, bounds: Bounds | None) -> Iterable[Row]:
        """The rows of one subject of these kinds that may lie within bounds."""
        ...


@attrs.frozen
class Reads:
    """What somebody asks of all subjects.

    Args:
        counted: What is counted of them.
        bounds: The first instant that matters to them and the first that does not any more; `None`: all matter.
        whole: The kinds of subjects of which everything is kept, as each is asked about by itself.
    """

    counted: tuple[Read, ...] = ()
    bounds: Bounds | None = None
    whole: frozenset[str] = frozenset()


class Cohort:
    """The subjects of an assessment: each is read once, by all who count something of it, and let go.

    Args:
        engine: The policy.
        as_of: The moment that is judged, UTC microseconds.
        known_at: What was recorded later does not exist; `None`: everything handed in.
        context: Organisation, ledger and waivers.
    """

    def __init__(
        self, engine: PolicyEngine, as_of: int, known_at: int | None = None, context: Context | None = None
    ) -> None:
        self.engine = engine
        self.as_of = as_of
        self.known_at = known_at
        self.context = context
        self._subjects: dict[str, Subjects] = {}
        self._whole: frozenset[str] | None = None
        self._kept: dict[tuple[str, str], SubjectFacts] = {}
        self._tables: dict[Hashable, Table] = {}
        self._rows: dict[Hashable, Rows] = {}
        self._judged: dict[str, frozenset[str]] = {}
        self._verdicts: dict[tuple[str, str], tuple[Verdict, ...]] = {}
        self._scenes: dict[tuple[int | None, str, str], Scene] = {}

    def take(self, subjects: Iterable[SubjectFacts], reads: Iterable[Reads] | None) -> None:
        """Read all subjects, one after another.

        Args:
            subjects: All subjects, in any order; of two with one kind and id the first counts.
            reads: What will be asked of them; `None`: nobody knows, and everything is kept.
        """
        asked = tuple(reads or ())
        self._whole = None if reads is None else frozenset().union(*(one.whole for one in asked))
        readers: dict[str, list[tuple[Read, Table, int]]] = {}
        for reader, bounds in _each_once(asked):
            kinds = reader.kinds(self)
            table = Table([(kind, self._of_kind(kind)) for kind in kinds], bounds)
            self._tables[reader.key] = table
            for place, kind in enumerate(kinds):
                readers.setdefault(kind, []).append((reader, table, place))
        for kind, asking in readers.items():
            self._judged[kind] = frozenset(rule for reader, _, _ in asking for rule in reader.population.verdicts)
        for facts in subjects:
            self._take(facts, readers.get(facts.subject, ()))
        organisation = self.context.organisation if self.context is not None else None
        if organisation is not None and not len(self._of_kind("organisation")):
            self._take(organisation.facts(), readers.get("organisation", ()))

    def _take(self, facts: SubjectFacts, readers: Iterable[tuple[Read, Table, int]]) -> None:
        place = self._of_kind(facts.subject).add(facts.id)
        if place is None:
            return
        keep = self._whole is None or facts.subject in self._whole
        for reader, table, kind in readers:
            before = len(table)
            for row in reader.read(self, facts, table.bounds):
                table.add(kind, place, row)
            keep = keep or (reader.keeps and len(table) > before)
        self._verdicts.clear()
        self._scenes.clear()
        if keep:
            self._kept[facts.subject, facts.id] = facts

    def _of_kind(self, kind: str) -> Subjects:
        if kind not in self._subjects:
            self._subjects[kind] = Subjects()
        return self._subjects[kind]

    def rows(self, reader: Read) -> Rows:
        """What a reader found, of every period and everybody.

        Raises:
            LookupError: Nobody said that it would be asked, and the subjects are gone.
        """
        if reader.key not in self._tables:
            self._read_now(reader)
        if reader.key not in self._rows:
            self._rows[reader.key] = self._tables[reader.key].rows()
        return self._rows[reader.key]

    def _read_now(self, reader: Read) -> None:
        """Read what nobody said before that it would be asked."""
        kinds = reader.kinds(self)
        for kind in kinds:
            self._must_be_whole(kind)
            self._judged[kind] = self._judged.get(kind, frozenset()).union(reader.population.verdicts)
        self._verdicts.clear()
        table = self._tables[reader.key] = Table([(kind, self._of_kind(kind)) for kind in kinds])
        for place, kind in enumerate(kinds):
            for number in range(len(subjects := self._of_kind(kind))):
                for row in reader.read(self, self._kept[kind, subjects[number]], None):
                    table.add(place, number, row)

    def _must_be_whole(self, kind: str) -> None:
        if self._whole is not None and kind not in self._whole:
            raise LookupError(f"nobody said that each `{kind}` would be asked about")

    def of(self, kind: str) -> Iterator[SubjectFacts]:
        """The subjects of a kind, in the order of their ids."""
        self._must_be_whole(kind)
        yield from (self._kept[key] for key in sorted(self._kept) if key[0] == kind)

    def subject(self, kind: str, name: str) -> SubjectFacts:
        """One subject; one of which nothing is known, if it was not handed in."""
        return self._kept.get((kind, name)) or SubjectFacts(name, kind, None, {}, Timeline.of(()))

    def has(self, facts: SubjectFacts) -> bool:
        """Whether a subject was handed in: of another one nothing is known."""
        return (facts.subject, facts.id) in self._kept

    def verdicts(self, facts: SubjectFacts) -> tuple[Verdict, ...]:
        """The verdicts on a subject that are counted, advice last; judged when they are first asked for."""
        key = facts.subject, facts.id
        if key not in self._verdicts:
            rules = self._judged[facts.subject]
            found = self.engine.verdicts(
                facts, as_of=self.as_of, known_at=self.known_at, context=self.context, rules=rules
            )
            self._verdicts[key] = tuple(sorted(found, key=lambda verdict: verdict.level == "advice"))
        return self._verdicts[key]

    def most_verdicts(self, facts: SubjectFacts, rule: str) -> int | None:
        """How many verdicts of a rule there may be on a subject; `None`: there is no bound."""
        rules = (one for edition in self.engine.editions.all for one in edition.rules if one.id == rule)
        return most_verdicts(facts, rules)

    def scene(self, compiled: CompiledEdition, facts: SubjectFacts) -> Scene:
        """A subject as an edition sees it."""
        key = compiled.edition.since, facts.subject, facts.id
        if key not in self._scenes:
            self._scenes[key] = compiled.scene(facts, self.as_of, self.known_at, self.context)
        return self._scenes[key]

    def kind_of(self, rule: str) -> str | None:
        """Which kind of subject a rule judges."""
        for edition in self.engine.editions.all:
            for one in edition.rules:
                if one.id == rule:
                    return one.subject
        return None


def _each_once(reads: Iterable[Reads]) -> Iterable[tuple[Read, Bounds | None]]:
    """Readers of the same once, with all that matters to any; one that keeps subjects before one that does not."""
    found: dict[Hashable, tuple[Read, Bounds | None]] = {}
    for one in reads:
        for reader in one.counted:
            kept, bounds = found.get(reader.key, (reader, one.bounds))
            both = None if bounds is None or one.bounds is None else _around(bounds, one.bounds)
            found[reader.key] = reader if reader.keeps else kept, both
    return found.values()


def _around(one: Bounds, other: Bounds) -> Bounds:
    return min(one[0], other[0]), max(one[1], other[1])


def asked(scene: Scene, condition: Check, at: int) -> tuple[bool | None, tuple[str, ...]]:
    """Whether a condition on the header holds; computed facts in it may hang on doubts of their own."""
    if scene.facts.half_read:
        return None, (ALL_EVENTS,)
    return _in_worlds(scene, lambda: condition(scene, None, at, None))


def worked_out(scene: Scene, ask: Callable[[], Truth]) -> tuple[bool | None, tuple[str, ...]]:
    """Yes, no, or `None` with the facts that would settle it, also where a computed fact in it hangs on doubts."""
    try:
        return _settled(ask())
    except UnsettledTruth:
        found = _in_worlds(scene, ask)
    scene.memo.clear()  # it holds what the last world assumed
    return found


def _in_worlds(scene: Scene, ask: Callable[[], Truth]) -> tuple[bool | None, tuple[str, ...]]:
    try:
        tree = in_every_world(scene, lambda: scene.settle(ask()))
    except TooManyWorlds as many:
        return None, tuple(sorted({leaf.name for leaf in many.leaves}))
    names = tuple(sorted({leaf.name for leaf in deciding(tree, lambda found: found)}))
    return (None, names) if names else (next(outcomes(tree)), ())


def _settled(truth: Truth) -> tuple[bool | None, tuple[str, ...]]:
    """Yes, no, or `None` with the facts that would settle it."""
    if not isinstance(truth, Doubt):
        return truth, ()
    try:
        tree = explore(lambda settle: settle(truth))
    except TooManyWorlds as many:
        return None, tuple(sorted({leaf.name for leaf in many.leaves}))
    names = tuple(sorted({leaf.name for leaf in deciding(tree, lambda found: found)}))
    return (None, names) if names else (next(outcomes(tree)), ())
