"""One batch of subjects, judged: whoever is in one situation is judged once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, cast

import attrs
import numpy as np
import polars as pl

from servicepolicy.columnar.amounts import Column
from servicepolicy.columnar.checked import Checks
from servicepolicy.columnar.clock_arrays import NONE, ClockArrays, Instants
from servicepolicy.columnar.filled import Share, filled
from servicepolicy.columnar.gathered import Gathered, Reads
from servicepolicy.columnar.heads import Heads
from servicepolicy.columnar.log import Flags, Log, Places
from servicepolicy.columnar.mixing import Marks, Shelf
from servicepolicy.columnar.moves import follow
from servicepolicy.columnar.pieces import Pieces, pieces_of, shortened, to_be_shortened, to_be_taken_apart
from servicepolicy.columnar.question import Question, question_of
from servicepolicy.columnar.seen import Seen, pause, seen
from servicepolicy.columnar.situations import headed, letters_of, marked
from servicepolicy.columnar.templates import Example, Person, Template, Untold, likewise, template_of
from servicepolicy.columnar.verdict_table import Table, table_of
from servicepolicy.engine.engine import Engine
from servicepolicy.judging.situation import Situation
from servicepolicy.kinds.registry import kind_of
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.rule import Rule
from servicepolicy.models.context import Context, Waiver
from servicepolicy.policy.policy import Policy
from servicepolicy.results.verdict import Status, Verdict

__all__ = ["Judge", "within"]

Counts = dict[tuple[str, str, str], int]


_UNKNOWN: Final = -2
_UNTOLD: Final = -1
_APART: Final = -1  # why a subject is not judged as a whole: its pieces are


@attrs.define(eq=False)
class _Known:
    """What was found of the situations of one rule.

    Attributes:
        places: For the mark of a situation its place among `templates`; `_UNTOLD` where its events do not tell its
            verdicts.
        checks: For the mark of a situation its other word: whoever has the mark and another word is in another one.
        templates: What was found, each once, and its place; `told` lists it by its place.
        waiting: What was found of the one subject that was met in a situation so far: a second one has to confirm it.
        likewise: By the place of a template: of whom it tells no more than that they stand somewhere.
    """

    places: dict[int, int] = attrs.field(factory=dict[int, int])
    checks: dict[int, int] = attrs.field(factory=dict[int, int])
    templates: dict[Template, int] = attrs.field(factory=dict[Template, int])
    told: list[Template] = attrs.field(factory=list[Template])
    waiting: dict[int, Template] = attrs.field(factory=dict[int, Template])
    likewise: dict[int, list[Person]] = attrs.field(factory=dict[int, list[Person]])
    _shelf: Shelf = attrs.field(factory=lambda: Shelf(np.zeros(0, dtype=np.uint64)))
    _which: Places = attrs.field(factory=lambda: np.full(1, _UNKNOWN, dtype=np.int64))
    _check: Marks = attrs.field(factory=lambda: np.zeros(1, dtype=np.uint64))

    def keep(self, mark: int, template: Template | None) -> None:
        """Keep what was found of a situation; `None`: its events do not tell it."""
        if template is None:
            self.places[mark] = _UNTOLD
            return
        place = self.places[mark] = self.templates.setdefault(template, len(self.told))
        if place == len(self.told):
            self.told.append(template)
            if people := likewise(template):
                self.likewise[place] = people

    def which(self, marks: Marks, checks: Marks) -> Places:
        """The places of situations among the templates; `_UNKNOWN` where nothing is known of them."""
        if len(self._shelf) < len(self.places):
            self._shelf = Shelf(np.fromiter(self.places, dtype=np.uint64, count=len(self.places)))
            self._which = np.array([*self.places.values(), _UNKNOWN], dtype=np.int64)
            self._check = np.array([*(self.checks[mark] for mark in self.places), 0], dtype=np.uint64)
        found = self._shelf.places(marks)
        which = self._which[found]  # -1, where it is not on the shelf, is the last
        which[(self._check[found] != checks) & (found >= 0)] = _UNTOLD
        return which


@attrs.define(eq=False)
class _Asked:
    """What is asked of a batch about one rule.

    Attributes:
        question: What the rule asks.
        view: What it sees.
        cases: The subjects that columns can express.
        which: The place of the situation of each among what is known.
        trials: For each situation of which nothing is known yet, the subjects that are judged to know it.
    """

    question: Question
    view: Seen
    cases: Places
    which: Places
    trials: dict[int, Places]


class _Examples:
    """The subjects that are judged to know situations, as what their verdicts are told by."""

    def __init__(self, one: _Asked, log: Log, heads: Heads, clocks: Sequence[ClockArrays]) -> None:
        self._view, self._clocks, self._situation = one.view, clocks, one.question.situation
        self._opened = log.opened
        cases = np.concatenate(list(one.trials.values()))
        counts = one.view.count[cases]
        ends = np.cumsum(counts)
        self._begin = dict(zip(cases.tolist(), (ends - counts).tolist(), strict=True))
        places = np.repeat(one.view.first[cases] - (ends - counts), counts) + np.arange(int(counts.sum()))
        rows = one.view.rows[places]
        columns = [*one.view.people, *(name for name in one.question.sides if log.has(name))]
        said = {name: log.said(name, rows) for name in columns}
        compares = one.view.compared(one.question, log) & self._situation.people
        self._compares = compares[log.kind[rows]].tolist()
        compared_in = one.view.compared_in(self._situation)
        self._compared_in = [name in compared_in for name in one.view.people]
        self._numbers, self._at = log.number[rows].tolist(), log.at[rows].tolist()
        self._dues = [due[places].tolist() for due in one.view.dues]
        self._people = [said[name].cast(pl.String).to_list() for name in one.view.people]
        self._amounts = [] if one.view.amounts is None else one.view.amounts.amount[places].tolist()
        sides = {name: side for name, side in one.question.sides.items() if log.has(name)}
        self._sided = [_not_named(said[name].to_list(), side.named) for name, side in sides.items()]
        self._of_header = [heads.said(name, cases).to_list() for name in one.question.header_sides]
        self._place = {case: place for place, case in enumerate(cases.tolist())}
        limits = self._situation.limits
        self._limits = [] if limits is None else [int(one.amount * 100) for one in limits]

    def of(self, case: int) -> Example:
        """One of them."""
        begin, place = self._begin[case], self._place[case]
        mine = slice(begin, begin + int(self._view.count[case]))

        def worked(span: int, since: int, until: int) -> int | None:
            clock = self._clocks[int(self._view.clocks[span][case])]
            found = clock.worked(np.array([since, until], dtype=np.int64))
            return None if found is None else int(found[1] - found[0])

        return Example(
            self._numbers[mine],
            self._at[mine],
            [due[mine] for due in self._dues],
            [people[mine] for people in self._people],
            int(self._opened[case]),
            self._compares[mine],
            self._compared_in,
            self._situation.from_start,
            worked,
            self._amounts[mine],
            self._limits,
            {*chain.from_iterable(said[mine] for said in self._sided), *(said[place] for said in self._of_header)},
        )


def _not_named(said: Iterable[Any], named: Collection[str]) -> list[Any]:
    """What is said, without what a situation tells apart by itself."""
    return [None if one in named else one for one in said] if named else list(said)


class Judge:
    """Judges batches of subjects of one kind; what was found of a situation is kept for the batches that follow.

    Args:
        policy: The policy: it says what its subjects may say.
        engine: The reference engine.
        index: Which edition of the policy governs the subjects, if not all that happened to them; -1: none does.
        kind: The kind of subject.
        rules: Ids of the rules that are judged.
        as_of: The moment that is judged.
        known_at: What was recorded by then counts; `None`: all.
        context: What is around the subjects.
    """

    def __init__(
        self,
        policy: Policy,
        engine: Engine,
        index: int,
        kind: str,
        rules: Sequence[str],
        as_of: int,
        known_at: int | None,
        context: Context | None,
    ) -> None:
        self._policy, self._engine, self._index, self._context = policy, engine, index, context
        self._kind = kind
        self._parts: dict[str, Judge] = {}
        self._edition = edition = engine.editions.all[max(index, 0)]
        self._as_of, self._known_at = as_of, known_at
        held = engine.editions.holding(kind).items()
        self._questions = [_question(engine, index, name, those, context) for name, those in held if name in rules]
        self._names = list(edition.clocks)
        self._clocks = [ClockArrays(edition.clocks[name]) for name in self._names]
        self._known = {question.rule.id: _Known() for question in self._questions}
        self._bits: dict[str, dict[int, int]] = {question.rule.id: {} for question in self._questions}
        self._touched: dict[str, dict[str, bool]] = {question.rule.id: {} for question in self._questions}
        self._checks = Checks(policy, kind)
        self.counts: Counts = {}

    def judge(self, some: Gathered) -> Iterator[Table]:
        """The verdicts on subjects, as tables."""
        tables, rest = self.read_off(some)
        yield from tables
        yield table_of(verdict for verdicts in rest.values() for verdict in verdicts)

    def read_off(self, some: Gathered) -> tuple[list[Table], dict[tuple[int, str], list[Verdict]]]:
        """The verdicts on subjects: those that were read off, as tables; and the others, by subject and rule."""
        keys, reads = some.keys, some.reads
        log = Log(some.events, some.case, len(some), self._as_of, self._known_at)
        if some.numbers is not None:
            log.number = some.numbers
        known = Heads(some.heads, len(some), self._names, self._calendar_of)
        wrong = some.beyond
        if wrong is None:
            wrong = self._checks.events(log) | self._checks.heads(some.heads, keys)
        for cases in (*log.hard.values(), *known.hard.values()):
            wrong = wrong | cases
        elsewhere, reaching = self._elsewhere(log)

        amounts = Column.of(log) if log.has("amount") else None

        def signals(rule: str, letters: Marks, rows: Places) -> Places:
            return self._signals(rule, letters, rows, log, reads)

        asked: dict[int, set[str]] = {}
        shared: list[_Asked] = []
        apart: list[tuple[list[Table], dict[tuple[int, str], list[Verdict]]]] = []
        for question in self._questions:
            name = question.rule.id
            if question.beyond:
                self._ask(asked, np.arange(log.count), name)
                self._tell(question, "reference", question.beyond, log.count)
                continue
            view = seen(question, log, known, self._clocks, self._touching(question, log), amounts)
            view.beyond(wrong, "not_usable")
            view.beyond(reaching if self._throughout(question.rule) else elsewhere, "another_version")
            view.beyond(self._waived(name, keys), "waiver")
            for taken, made in (
                (to_be_taken_apart(question, log, view, reaching | wrong), pieces_of),
                (to_be_shortened(question, log, view, reaching | wrong), shortened),
            ):
                if some.numbers is None and taken.any():  # what is a piece already stays whole
                    view.why[taken] = _APART
                    pieces = made(question, log, view, taken, some, self._checks)
                    apart.append(self._taken_apart(question, pieces, reads, log.placed))
            letters = letters_of(question, log, view)
            pause(question, log, view, letters, self._clocks, self._as_of, signals)
            follow(question, log, known, view, letters, self._clocks, self._as_of, signals)
            view.mark, view.check = marked(
                question, log, view, letters, headed(question, known, log.count), self._as_of
            )
            one = self._asked(question, view)
            shared.append(one)
            for places in one.trials.values():
                self._ask(asked, places, name)
            self._ask(asked, np.flatnonzero(view.why > 0), name)
        found = self._judged(asked, reads, wrong, log.placed)
        late: dict[int, set[str]] = {}
        for one in shared:
            self._learn(one, log, known, found)
            self._one_person(one, log)
            self._ask(late, self._untold(one, found), one.question.rule.id)
        found |= self._judged(late, reads, wrong, log.placed)
        shares = [self._share(one) for one in shared]
        tables = [filled(shares, log, keys, self._clocks)] if any(len(share.cases) for share in shares) else []
        left = {one.question.rule.id: one.view.why != 0 for one in shared}
        rest = {pair: verdicts for pair, verdicts in found.items() if pair[1] not in left or left[pair[1]][pair[0]]}
        for more, verdicts_of in apart:
            tables += more
            rest |= verdicts_of
        return tables, rest

    def reads(self) -> tuple[frozenset[str], frozenset[str]]:
        """The fields of events, and those of the header, that some rule reads."""
        nothing = frozenset[str]()
        header = nothing.union(*(question.header for question in self._questions))
        return nothing.union(*(question.columns for question in self._questions)), header

    def _taken_apart(
        self, question: Question, pieces: Pieces, reads: Reads, placed: Flags
    ) -> tuple[list[Table], dict[tuple[int, str], list[Verdict]]]:
        """The verdicts on subjects of which a rule judges each piece by itself."""
        rule = question.rule.id
        if rule not in self._parts:
            self._parts[rule] = Judge(
                self._policy,
                self._engine,
                self._index,
                self._kind,
                (rule,),
                self._as_of,
                self._known_at,
                self._context,
            )
        tables, rest = self._parts[rule].read_off(pieces.gathered)
        found: dict[tuple[int, str], list[Verdict]] = {}
        for (piece, _), verdicts in rest.items():
            found.setdefault((int(pieces.of[piece]), rule), []).extend(verdicts)
        if pieces.facts is not None:  # what a piece tells is not all
            tables = [pieces.completed(table) for table in tables]
            found = self._judged({case: {rule} for case, _ in found}, reads, placed & False, placed)
        self._tell(question, "reference", "alone", len(found))
        self._tell(question, "columns", "", len(np.unique(pieces.of)) - len(found))
        return tables, found

    # what is asked of the reference engine

    def _ask(self, asked: dict[int, set[str]], cases: Places, rule: str) -> None:
        for case in cases.tolist():
            asked.setdefault(case, set()).add(rule)

    def _judged(
        self, asked: Mapping[int, set[str]], reads: Reads, wrong: Flags, placed: Flags
    ) -> dict[tuple[int, str], list[Verdict]]:
        """The verdicts of the reference engine, by subject and rule."""
        found: dict[tuple[int, str], list[Verdict]] = {
            (case, rule): [] for case, rules in asked.items() for rule in rules
        }
        usable = [case for case in sorted(asked) if not wrong[case]]
        told = chain(
            reads.facts([case for case in sorted(asked) if wrong[case]]), reads.quickly(usable, self._checks, placed)
        )
        for case, facts in told:
            for verdict in self._engine.verdicts(
                facts, as_of=self._as_of, known_at=self._known_at, context=self._context, rules=asked[case]
            ):
                found[case, verdict.rule].append(verdict)
        return found

    # situations

    def _asked(self, question: Question, view: Seen) -> _Asked:
        """What is asked, and who is judged to know the situations of which nothing is known yet: two of each."""
        known = self._known[question.rule.id]
        cases = np.flatnonzero(view.why == 0)
        which = known.which(view.mark[cases], view.check[cases])
        new = cases[which == _UNKNOWN]
        marks, inverse, sizes = np.unique(view.mark[new], return_inverse=True, return_counts=True)
        order = np.argsort(inverse, kind="stable")
        ends = np.cumsum(sizes)
        trials = {
            mark: new[order[[end - size] if size == 1 or mark in known.waiting else [end - size, end - 1]]]
            for mark, size, end in zip(marks.tolist(), sizes.tolist(), ends.tolist(), strict=True)
        }
        return _Asked(question, view, cases, which, trials)

    def _learn(self, one: _Asked, log: Log, heads: Heads, found: Mapping[tuple[int, str], list[Verdict]]) -> None:
        """Keep what was found of situations, where all that were judged say the same of them."""
        known, rule = self._known[one.question.rule.id], one.question.rule.id
        if not one.trials:
            return
        passing = set(one.question.situation.passing)
        if any(waiver.subject is None for waiver in self._waivers(rule)):  # of many breaches, by when they were
            passing.add(Status.BREACHED)
        examples = _Examples(one, log, heads, self._clocks)
        for mark, cases in one.trials.items():
            told = {known.waiting.pop(mark)} if mark in known.waiting else set[Template]()
            several = len(told) + len(cases) > 1
            check = known.checks.setdefault(mark, int(one.view.check[cases[0]]))
            shared = bool((one.view.check[cases] != check).any())  # by two situations
            try:
                for case in cases.tolist():
                    told.add(template_of(found[case, rule], examples.of(case), passing=passing))
            except Untold:
                told.clear()
            if shared or len(told) != 1:
                known.keep(mark, None)
            elif several:
                known.keep(mark, told.pop())
            else:
                known.waiting[mark] = told.pop()
        new = np.flatnonzero(one.which == _UNKNOWN)
        cases = one.cases[new]
        one.which[new] = known.which(one.view.mark[cases], one.view.check[cases])

    def _one_person(self, one: _Asked, log: Log) -> None:
        """Nothing is known of those of whom several stand where one person stood with whom was judged."""
        view = one.view
        for place, people in self._known[one.question.rule.id].likewise.items():
            for person in people:
                mine = np.flatnonzero(one.which == place)
                first = view.first[one.cases[mine]]
                stood = [
                    log.marks(view.people[column])[view.rows[first + event]]
                    for column, event in ((person.column, person.event), *person.likewise)
                ]
                one.which[mine[np.logical_or.reduce([who != stood[0] for who in stood[1:]])]] = _UNTOLD

    def _untold(self, one: _Asked, found: Mapping[tuple[int, str], list[Verdict]]) -> Places:
        """Who is left to the reference engine: nobody else is in the situation, or nothing is known of it."""
        rule = one.question.rule.id
        alone, untold = np.zeros(len(one.view.why), dtype=bool), np.zeros(len(one.view.why), dtype=bool)
        alone[one.cases[one.which == _UNKNOWN]] = True
        untold[one.cases[one.which == _UNTOLD]] = True
        one.view.beyond(alone, "alone")
        one.view.beyond(untold, "untold")
        left = np.flatnonzero(untold)
        return np.array([case for case in left.tolist() if (case, rule) not in found], dtype=np.int64)

    def _share(self, one: _Asked) -> Share:
        """Whose verdicts are read off."""
        for number, why in enumerate(one.view.reasons):
            if number:
                self._tell(one.question, "reference", why, int((one.view.why == number).sum()))
        read = one.which >= 0
        self._tell(one.question, "columns", "", int(read.sum()))
        rule = one.question.rule.id
        which = one.which[read]
        met = np.bincount(which) > 0  # few of all that were ever found are met in one batch
        templates = self._known[rule].told
        some = [templates[place] for place in np.flatnonzero(met).tolist()]
        return Share(rule, some, (np.cumsum(met) - 1)[which], one.cases[read], one.view)

    # the rest

    def _tell(self, question: Question, engine: str, why: str, pairs: int) -> None:
        key = question.rule.kind_name(), engine, why
        if pairs:
            self.counts[key] = self.counts.get(key, 0) + pairs

    def _touching(self, question: Question, log: Log) -> list[bool]:
        known = self._touched[question.rule.id]
        missing = [kind for kind in log.kinds if kind not in known]
        known.update(zip(missing, question.touched_by(missing, self._edition), strict=True))
        return [known[kind] or kind in question.unit_sources for kind in log.kinds]

    def _throughout(self, rule: Rule) -> bool:
        """Whether what a rule says hangs on the edition in force at each event, not on that of the opening alone."""
        return rule.nature.as_of_the_act or self._engine.pin != "opened"

    def _elsewhere(self, log: Log) -> tuple[Flags, Flags]:
        """The subjects that another edition governs, or of which nothing is known; and who reaches into another."""
        inside = self._governs(log.at)
        opened = np.where(log.opened == NONE, self._as_of, log.opened)
        first = np.ones(len(log.case), dtype=bool)
        first[1:] = log.case[1:] != log.case[:-1]
        elsewhere = ~self._governs(opened)
        elsewhere[log.case[first & ~inside]] = True  # what was taken back may have opened it
        here = np.bincount(log.case, minlength=log.count)
        alive = np.bincount(log.case[log.alive], minlength=log.count)
        elsewhere |= (here > 0) & (alive == 0)
        reaching = elsewhere.copy()
        reaching[log.case[~inside]] = True
        if self._engine.pin != "opened" and not self._edition.covers(self._as_of):
            reaching[:] = True
        return elsewhere, reaching

    def _governs(self, instants: Instants) -> Flags:
        """At which instants the edition is in force; where none governs, at which none is."""
        if self._index >= 0:
            return within(self._edition, instants)
        found: Flags = ~np.logical_or.reduce([within(edition, instants) for edition in self._engine.editions.all])
        return found

    def _waived(self, rule: str, keys: pl.Series) -> Flags:
        """The subjects that an accepted exception names with a rule."""
        named = [waiver.subject for waiver in self._waivers(rule) if waiver.subject is not None]
        return keys.is_in(named).to_numpy() if named else np.zeros(len(keys), dtype=bool)

    def _waivers(self, rule: str) -> list[Waiver]:
        """The accepted exceptions that are about a rule."""
        waivers = () if self._context is None else self._context.waivers or ()
        return [waiver for waiver in waivers if rule in waiver.of_rules()]

    def _signals(self, rule: str, letters: Marks, rows: Places, log: Log, reads: Reads) -> Places:
        """What events are to a count that can be paused, as the evaluator of the rule sees them: each letter once."""
        known = self._bits[rule]
        _, example, inverse = np.unique(letters, return_index=True, return_inverse=True)
        said = letters[example].tolist()
        new = [place for place, letter in zip(example.tolist(), said, strict=True) if letter not in known]
        compiled = self._engine.editions.compiled(self._index)
        evaluator = compiled.evaluators[rule]
        read = kind_of(evaluator.rule).part("columns").signals
        cases = [int(log.case[rows[place]]) for place in new]
        for place, (_, facts) in zip(new, reads.quickly(cases, self._checks, log.placed), strict=True):
            scene = compiled.scene(facts, self._as_of, self._known_at, self._context)
            number = int(log.number[rows[place]])
            event = next(one for one in scene.timeline.events if one.number == number)
            known[int(letters[place])] = int(read(evaluator, scene, event))
        return np.array([known[letter] for letter in said], dtype=np.int64)[inverse]

    def _calendar_of(self, unit: str) -> str | None:
        """The calendar of a unit; `None`: it has none, or nobody knows it."""
        organisation = None if self._context is None else self._context.organisation
        return None if organisation is None else organisation.answers().calendar_of(unit)


def _question(engine: Engine, index: int, name: str, holding: list[int], context: Context | None) -> Question:
    """What a rule asks of subjects that one edition governs, where some editions hold it.

    Of a rule that was not in force the same is said of everybody; one that is read as of each act is asked even so.
    """
    edition = engine.editions.all[index if index in holding else holding[0]]
    rule = cast("Rule", edition.rule(name))
    if index in holding or rule.nature.as_of_the_act:
        return question_of(rule, edition, context)
    return Question(rule, Situation(), idle=True)


def within(edition: Edition, instants: Instants) -> Flags:
    """Which instants an edition covers."""
    found: Flags = np.ones(len(instants), dtype=bool)
    if edition.since is not None:
        found &= instants >= edition.since
    if edition.until is not None:
        found &= instants < edition.until
    return found
