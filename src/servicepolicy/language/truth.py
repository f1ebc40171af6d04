"""The three values, and the one place where unknown is decided.

A test that cannot be decided is a `Doubt`: an expression over leaves, a leaf being one test on one field of one
event. A judgement is a function that asks `settle(truth)` whenever it needs a yes or a no. `explore` runs it in every
world that the doubts allow, lazily: facts that are complete are judged once and cost nothing.

A world answers whole doubts, not single leaves: five missing fields of one event are one question. Where two doubts
share a leaf, the answers that contradict each other are no world. A judgement may say how far it has come
(`World.keep`), and goes on from there in the worlds that differ only later: `n` doubtful events of which the first true
one counts cost `n` steps and not `n` times `n`.

A status is given only if it is the same in every world; the leaves on which it hangs are named otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeAlias, TypeVar

import attrs

from servicepolicy.language._diagram import FALSE, TRUE, Diagram

__all__ = [
    "Doubt",
    "Fork",
    "Leaf",
    "Settle",
    "TooManyWorlds",
    "Tree",
    "Truth",
    "World",
    "all_of",
    "any_of",
    "deciding",
    "explore",
    "fact_name",
    "negate",
    "outcomes",
    "renamed",
]

WORLDS = 256  # of doubts that multiply, more worlds than this are not told apart: the verdict is then unknown


class Doubt:
    """A truth that the facts at hand do not settle.

    Attributes:
        parts: What it is made of; nothing, if it is a leaf.
    """

    __slots__ = ()
    parts: tuple[Doubt, ...] = ()

    def __bool__(self) -> bool:
        """Refuse to be read as yes or no: a doubt must be settled, never tested."""
        raise TypeError("an unknown truth was used as yes or no")


Truth: TypeAlias = bool | Doubt
Settle: TypeAlias = Callable[[Truth], bool]


def fact_name(event: int, field: str) -> str:
    """What a verdict calls a field of an event, of the header (0), or of an event of the organisation (negative)."""
    if event < 0:
        return f"organisation.{-event}.{field}"
    return f"{event}.{field}" if event else field


# Nobody changes doubts; to make frozen ones takes three times as long, and many are made for each missing fact.
@attrs.define(slots=True, order=True, unsafe_hash=True, cache_hash=True)
class Leaf(Doubt):
    """One undecidable test.

    Args:
        event: Number of the event, 0 for the header, context or a computed fact.
        field: Name of the field that is missing, with its root where that is not the event.
        test: Which test on the field: two tests on one field are two leaves; a test and its negation are one.
        future: Nothing is missing, only time has to pass.
        unfit: Nothing is missing: no option of a choice fits what is recorded in the field.
    """

    event: int
    field: str
    test: str
    future: bool = False
    unfit: bool = False

    @property
    def name(self) -> str:
        """What a verdict calls it: `3.visibility`, `channel` for the header, `organisation.2.what`."""
        return fact_name(self.event, self.field)


@attrs.define(slots=True, unsafe_hash=True, cache_hash=True)
class _Not(Doubt):
    parts: tuple[Doubt]


@attrs.define(slots=True, unsafe_hash=True, cache_hash=True)
class _All(Doubt):
    parts: tuple[Doubt, ...]


@attrs.define(slots=True, unsafe_hash=True, cache_hash=True)
class _Any(Doubt):
    parts: tuple[Doubt, ...]


def negate(truth: Truth) -> Truth:
    """Say the opposite; a doubt stays a doubt."""
    if isinstance(truth, Doubt):
        return truth.parts[0] if isinstance(truth, _Not) else _Not((truth,))
    return not truth


def all_of(truths: Iterable[Truth]) -> Truth:
    """Conjunction: false as soon as one is false, whatever the doubts."""
    doubts: list[Doubt] = []
    for truth in truths:
        if isinstance(truth, Doubt):
            doubts.append(truth)
        elif not truth:
            return False
    if not doubts:
        return True
    return doubts[0] if len(doubts) == 1 else _All(tuple(doubts))


def any_of(truths: Iterable[Truth]) -> Truth:
    """Disjunction: true as soon as one is true, whatever the doubts."""
    doubts: list[Doubt] = []
    for truth in truths:
        if isinstance(truth, Doubt):
            doubts.append(truth)
        elif truth:
            return True
    if not doubts:
        return False
    return doubts[0] if len(doubts) == 1 else _Any(tuple(doubts))


def renamed(truth: Truth, name: Callable[[Leaf], Leaf]) -> Truth:
    """The same truth over other leaves."""
    match truth:
        case Leaf():
            return name(truth)
        case _Not((part,)):
            return negate(renamed(part, name))
        case _All(parts):
            return all_of(renamed(part, name) for part in parts)
        case _Any(parts):
            return any_of(renamed(part, name) for part in parts)
        case _:
            return truth


def _leaves_of(doubt: Doubt) -> Sequence[Leaf]:
    return (doubt,) if isinstance(doubt, Leaf) else _leaves_within(doubt)


@lru_cache(maxsize=1024)  # what is asked is assumed, taken back and named: each time its leaves are wanted
def _leaves_within(doubt: Doubt) -> tuple[Leaf, ...]:
    return tuple([leaf for part in doubt.parts for leaf in _leaves_of(part)])


_in_order = attrgetter("event", "field", "test", "future")  # as leaves compare, in a quarter of the time


class _Diagrams:
    """Truths as decision diagrams over leaves, in the order in which those were met."""

    def __init__(self) -> None:
        self.diagram = Diagram()
        self.leaves: list[Leaf] = []
        self._places: dict[Leaf, int] = {}
        self._drawn: dict[Doubt, int] = {}

    def meet(self, doubt: Doubt) -> None:
        """Give its leaves their places, if they have none."""
        for leaf in _leaves_of(doubt):
            if leaf not in self._places:
                self._places[leaf] = len(self.leaves)
                self.leaves.append(leaf)

    def of(self, truth: Truth) -> int:
        """The diagram of a truth whose leaves were met."""
        if not isinstance(truth, Doubt):
            return TRUE if truth else FALSE
        drawn = self._drawn.get(truth)
        if drawn is None:
            drawn = self._drawn[truth] = self._draw(truth)
        return drawn

    def _draw(self, doubt: Doubt) -> int:
        diagram = self.diagram
        match doubt:
            case Leaf():
                return diagram.test(self._places[doubt])
            case _Not((part,)):
                return diagram.choose(self.of(part), FALSE, TRUE)
            case _All(parts):
                found = TRUE
                for part in reversed(parts):
                    found = diagram.choose(self.of(part), found, FALSE)
                return found
            case _:
                found = FALSE
                for part in reversed(doubt.parts):
                    found = diagram.choose(self.of(part), TRUE, found)
                return found


class _TooFar(Exception):
    """The judgement asks more than is told apart."""


class TooManyWorlds(Exception):
    """The doubts allow more worlds than are told apart.

    Attributes:
        leaves: Every leaf that was met, sorted.
    """

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self.leaves = tuple(sorted(set(leaves), key=_in_order))
        super().__init__(f"{len(self.leaves)} doubtful tests")


class World:
    """One way in which the doubts may turn out, as far as it was asked; called with a truth it says yes or no.

    The same object serves one world after another. What it is asked for the first time is true in the world at hand,
    which goes on, and stands as a fork: the worlds in which it is false come later.

    Args:
        limit: How many worlds are told apart, beside those that come with each further leaf by itself.

    Attributes:
        forks: The doubts that are not explored to their end, each answered in one way.
        met: Every leaf that was met.
    """

    __slots__ = ("_answers", "_diagrams", "_kept", "_limit", "_steps", "_users", "forks", "met")

    def __init__(self, limit: int) -> None:
        self.forks: list[_Open[Any]] = []
        self._limit = limit
        self._steps = 1
        self._diagrams: _Diagrams | None = None  # drawn once doubts share a leaf
        self.met: dict[Leaf, None] = {}
        self._answers: dict[Doubt, bool] = {}
        self._users: dict[Leaf, list[Doubt]] = {}  # which of the answered doubts hang on a leaf
        self._kept: dict[Hashable, object] = {}

    def __call__(self, truth: Truth) -> bool:
        """Yes or no."""
        if not isinstance(truth, Doubt):
            return truth
        if isinstance(truth, _Not):
            return not self(truth.parts[0])
        answer = self._answers.get(truth)
        if answer is None:
            leaves = _leaves_of(truth)
            # What was answered may settle it, and so may the truth itself, where a leaf stands in it more than once.
            if any(self._users.get(leaf) for leaf in leaves) or len(set(leaves)) < len(leaves):
                answer = self._implied(truth)
            if answer is None:
                asked = self._question(truth, leaves)
                self._fork(asked)
                return asked is truth or self(truth)
        return answer

    def _fork(self, doubt: Doubt) -> None:
        self.forks.append(_Open(doubt, dict(self._kept)))
        self.assume(doubt, True)
        self.step()

    def step(self) -> None:
        """Count one more answer, or one more world.

        Raises:
            _TooFar: They are more than are told apart.
        """
        self._steps += 1
        if self._steps > 2 * self._limit + 2 * len(self.met):
            raise _TooFar

    def _question(self, truth: Doubt, leaves: Sequence[Leaf]) -> Doubt:
        """What is asked first: what an event and the header say together hangs on the header for other events too."""
        of_header = [leaf for leaf in leaves if leaf.event == 0]
        if of_header and len(of_header) < len(leaves):
            return next((leaf for leaf in of_header if self._implied(leaf) is None), truth)
        return truth

    def _implied(self, truth: Doubt) -> bool | None:
        """What the answers so far leave of a doubt that shares leaves with them."""
        diagrams = self._diagrams
        if diagrams is None:
            diagrams = self._diagrams = _Diagrams()
        diagrams.meet(truth)
        asked = diagrams.of(truth)
        known = TRUE
        for doubt in self._related(truth):
            diagrams.meet(doubt)
            drawn, yes = diagrams.of(doubt), self._answers[doubt]
            known = diagrams.diagram.choose(drawn, known if yes else FALSE, FALSE if yes else known)
        if diagrams.diagram.choose(asked, known, FALSE) == FALSE:
            return False
        return True if diagrams.diagram.choose(asked, FALSE, known) == FALSE else None

    def _related(self, truth: Doubt) -> list[Doubt]:
        """The answered doubts that share a leaf with it, or with one of those."""
        found: dict[Doubt, None] = {}
        waiting = [truth]
        while waiting:
            for leaf in _leaves_of(waiting.pop()):
                for doubt in self._users.get(leaf, ()):
                    if doubt not in found:
                        found[doubt] = None
                        waiting.append(doubt)
        return list(found)

    # what a judgement may use

    def kept(self, name: Hashable) -> Any:
        """How far a part of the judgement had come under the answers given so far; `None` if it kept nothing."""
        return self._kept.get(name)

    def keep(self, name: Hashable, state: object) -> None:
        """Remember how far a part of the judgement has come; the state must not be changed afterwards."""
        self._kept[name] = state

    # what the exploration does

    def begin(self, kept: dict[Hashable, object]) -> None:
        """Go on with what was kept when the last question was asked."""
        self._kept = dict(kept)

    def assume(self, doubt: Doubt, answer: bool) -> None:
        """Answer a doubt."""
        self._answers[doubt] = answer
        for leaf in _leaves_of(doubt):
            self.met[leaf] = None
            self._users.setdefault(leaf, []).append(doubt)

    def retract(self, doubt: Doubt) -> None:
        """Take the last answer back."""
        del self._answers[doubt]
        for leaf in _leaves_of(doubt):
            self._users[leaf].pop()


T = TypeVar("T")


@attrs.frozen(slots=True, eq=False)
class Fork(Generic[T]):
    """The outcome hangs on a doubt: a leaf, or an expression over leaves."""

    test: Doubt
    if_true: Tree[T]
    if_false: Tree[T]


Tree: TypeAlias = "Fork[T] | T"


@attrs.define(slots=True, eq=False)
class _Open(Generic[T]):
    """A fork while its sides are explored."""

    test: Doubt
    kept: dict[Hashable, object]
    if_true: list[Tree[T]] = attrs.field(factory=list["Tree[T]"])


def explore(judge: Callable[[Settle], T], limit: int = WORLDS, *, first: Truth = True) -> Tree[T]:
    """Run a judgement in every world that its doubts allow.

    Args:
        judge: A pure function. It must hand every truth it acts on to `settle`.
        limit: How many worlds are told apart, beside those that come with each further leaf by itself.
        first: What the judgement is known to ask, if that is doubtful; it is answered before the first run.

    Returns:
        The outcome itself where no doubt was met, else a tree of forks with outcomes as leaves.

    Raises:
        TooManyWorlds: There are more.
    """
    world = World(limit)
    try:
        if isinstance(first, Doubt):
            world(first)
        while True:
            found: Tree[T] = judge(world)
            while world.forks and world.forks[-1].if_true:  # both sides of the last fork are explored
                done = world.forks.pop()
                world.retract(done.test)
                found = _fork(done.test, done.if_true[0], found)
            if not world.forks:
                return found
            last = world.forks[-1]
            last.if_true.append(found)
            world.retract(last.test)
            world.assume(last.test, False)
            world.begin(last.kept)
            world.step()
    except _TooFar:
        raise TooManyWorlds(world.met) from None


def _fork(test: Doubt, if_true: Tree[T], if_false: Tree[T]) -> Tree[T]:
    if if_true is if_false:
        return if_true
    alike = not isinstance(if_true, Fork) and not isinstance(if_false, Fork) and if_true == if_false
    return if_true if alike else Fork(test, if_true, if_false)


def outcomes(tree: Tree[T]) -> Iterator[T]:
    """The outcomes of all worlds, those of true leaves first."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Fork):
            waiting += (node.if_false, node.if_true)
        else:
            yield node


def deciding(tree: Tree[T], by: Callable[[T], Hashable]) -> tuple[Leaf, ...]:
    """The leaves on which `by` of the outcome hangs; those that no longer matter are left out.

    Args:
        tree: What `explore` returned.
        by: What of an outcome is to be compared, for example its status.
    """
    if not isinstance(tree, Fork):
        return ()
    said = [by(outcome) for outcome in outcomes(tree)]
    if len(set(said)) == 1:  # so it mostly is, and nothing need be drawn
        return ()
    if not isinstance(tree.if_true, Fork) and not isinstance(tree.if_false, Fork):  # it hangs on one question
        leaves = _leaves_of(tree.test)
        if len(set(leaves)) == len(leaves):  # and so on every leaf, where each stands in it once
            return tuple(sorted(leaves, key=_in_order))
    diagrams = _Diagrams()
    order: list[Tree[T]] = []
    waiting: list[Tree[T]] = [tree]
    while waiting:
        node = waiting.pop()
        order.append(node)
        if isinstance(node, Fork):
            diagrams.meet(node.test)
            waiting += (node.if_false, node.if_true)
    drawn: list[int] = []
    for node in reversed(order):  # the sides of a fork stand behind it, the true one nearer
        if isinstance(node, Fork):
            if_true = drawn.pop()
            drawn.append(diagrams.diagram.choose(diagrams.of(node.test), if_true, drawn.pop()))
        else:
            drawn.append(diagrams.diagram.outcome(said.pop()))  # outcomes come in the order of their nodes
    found = (diagrams.leaves[place] for place in diagrams.diagram.tested(drawn[0]))
    return tuple(sorted(found, key=_in_order))
