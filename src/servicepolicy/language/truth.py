"""The three values, and the one place where unknown is decided.

A test that cannot be decided is a `Doubt`: an expression over leaves, a leaf being one test on one field of one
event. A judgement is a function that asks `settle(truth)` whenever it needs a yes or a no. `explore` runs it in every
world that the doubts allow, lazily: facts that are complete are judged once and cost nothing.

A status is given only if it is the same in every world; the leaves on which it hangs are named otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeAlias, TypeVar

import attrs

__all__ = [
    "Doubt",
    "Fork",
    "Leaf",
    "Settle",
    "TooManyWorlds",
    "Tree",
    "Truth",
    "all_of",
    "any_of",
    "deciding",
    "explore",
    "fact_name",
    "negate",
    "outcomes",
]

WORLDS = 256  # more worlds than this are not told apart: the verdict is then unknown


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


@attrs.frozen(slots=True, order=True)
class Leaf(Doubt):
    """One undecidable test.

    Args:
        event: Number of the event, 0 for the header, context or a computed fact.
        field: Name of the field that is missing, with its root where that is not the event.
        test: Which test on the field: two tests on one field are two leaves; a test and its negation are one.
        future: Nothing is missing, only time has to pass.
    """

    event: int
    field: str
    test: str
    future: bool = False

    @property
    def name(self) -> str:
        """What a verdict calls it: `3.visibility`, `channel` for the header, `organisation.2.what`."""
        return fact_name(self.event, self.field)


@attrs.frozen(slots=True)
class _Not(Doubt):
    parts: tuple[Doubt]


@attrs.frozen(slots=True)
class _All(Doubt):
    parts: tuple[Doubt, ...]


@attrs.frozen(slots=True)
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


def _under(truth: Truth, world: Mapping[Leaf, bool]) -> Truth:
    """What a truth becomes once some leaves are assumed."""
    match truth:
        case Leaf():
            return world.get(truth, truth)
        case _Not((part,)):
            return negate(_under(part, world))
        case _All(parts):
            return all_of(_under(part, world) for part in parts)
        case _Any(parts):
            return any_of(_under(part, world) for part in parts)
        case _:
            return truth


def _first_leaf(doubt: Doubt) -> Leaf:
    return doubt if isinstance(doubt, Leaf) else _first_leaf(doubt.parts[0])


class _Asked(Exception):
    """The judgement needs a leaf that this world does not assume."""

    def __init__(self, leaf: Leaf) -> None:
        self.leaf = leaf
        super().__init__()


class TooManyWorlds(Exception):
    """The doubts allow more worlds than are told apart.

    Attributes:
        leaves: Every leaf that was met, sorted.
    """

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        self.leaves = tuple(sorted(set(leaves)))
        super().__init__(f"{len(self.leaves)} doubtful tests")


T = TypeVar("T")


@attrs.frozen(slots=True)
class Fork(Generic[T]):
    """The outcome hangs on `leaf`."""

    leaf: Leaf
    if_true: Tree[T]
    if_false: Tree[T]


Tree: TypeAlias = "Fork[T] | T"


def explore(judge: Callable[[Settle], T], limit: int = WORLDS) -> Tree[T]:
    """Run a judgement in every world that its doubts allow.

    Args:
        judge: A pure function. It must hand every truth it acts on to `settle`.
        limit: How many worlds are told apart.

    Returns:
        The outcome itself where no doubt was met, else a tree of forks with outcomes as leaves.

    Raises:
        TooManyWorlds: There are more than `limit`.
    """
    met: set[Leaf] = set()
    runs = 0

    def branch(world: dict[Leaf, bool]) -> Tree[T]:
        nonlocal runs
        runs += 1
        if runs > 2 * limit:
            raise TooManyWorlds(met)

        def settle(truth: Truth) -> bool:
            if truth is True or truth is False:
                return truth
            settled = _under(truth, world)
            if isinstance(settled, Doubt):
                raise _Asked(_first_leaf(settled))
            return settled

        try:
            return judge(settle)
        except _Asked as asked:
            leaf = asked.leaf
        met.add(leaf)
        if_true = branch({**world, leaf: True})
        if_false = branch({**world, leaf: False})
        return if_true if if_true == if_false else Fork(leaf, if_true, if_false)

    return branch({})


def outcomes(tree: Tree[T]) -> Iterator[T]:
    """The outcomes of all worlds, those of true leaves first."""
    if isinstance(tree, Fork):
        yield from outcomes(tree.if_true)
        yield from outcomes(tree.if_false)
    else:
        yield tree


def _restrict(tree: Tree[T], leaf: Leaf, value: bool) -> Tree[T]:
    if not isinstance(tree, Fork):
        return tree
    if tree.leaf == leaf:
        return _restrict(tree.if_true if value else tree.if_false, leaf, value)
    if_true, if_false = _restrict(tree.if_true, leaf, value), _restrict(tree.if_false, leaf, value)
    return if_true if if_true == if_false else Fork(tree.leaf, if_true, if_false)


def _same(one: Tree[T], other: Tree[T]) -> bool:
    """Whether two trees say the same in every world, whatever the order of their forks."""
    if one == other:
        return True
    if isinstance(one, Fork):
        leaf = one.leaf
    elif isinstance(other, Fork):
        leaf = other.leaf
    else:
        return False
    return all(_same(_restrict(one, leaf, value), _restrict(other, leaf, value)) for value in (True, False))


def _leaves(tree: Tree[T]) -> set[Leaf]:
    if not isinstance(tree, Fork):
        return set()
    return {tree.leaf} | _leaves(tree.if_true) | _leaves(tree.if_false)


def deciding(tree: Tree[T], by: Callable[[T], Hashable]) -> tuple[Leaf, ...]:
    """The leaves on which `by` of the outcome hangs; those that no longer matter are left out.

    Args:
        tree: What `explore` returned.
        by: What of an outcome is to be compared, for example its status.
    """

    def reduced(node: Tree[T]) -> Tree[Hashable]:
        if not isinstance(node, Fork):
            return by(node)
        if_true, if_false = reduced(node.if_true), reduced(node.if_false)
        return if_true if if_true == if_false else Fork(node.leaf, if_true, if_false)

    plain = reduced(tree)
    return tuple(
        leaf
        for leaf in sorted(_leaves(plain))
        if not _same(_restrict(plain, leaf, True), _restrict(plain, leaf, False))
    )
