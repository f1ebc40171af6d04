"""From worlds to awards: what is missing is tried both ways, and what all ways have in common is said."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from fractions import Fraction

import attrs

from servicepolicy.judging.agreement import one_reason
from servicepolicy.judging.case_view import Scene, complete
from servicepolicy.kinds.incentive.rule import Incentive
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.truth import (
    Leaf,
    Settle,
    TooManyWorlds,
    Truth,
    deciding,
    explore,
    outcomes,
    renamed,
)
from servicepolicy.models.timeline import ALL_EVENTS, SubjectFacts
from servicepolicy.money import Money
from servicepolicy.results.award import Award, AwardLine, What
from servicepolicy.results.verdict import Applied, Reason, Status, worst

__all__ = ["Lacking", "Outcome", "asking", "award", "bare", "settled_for", "whole"]

_WORST_FIRST = (Status.BREACHED, Status.UNKNOWN, Status.PENDING, Status.MET, Status.NOT_APPLICABLE)


class Lacking(Exception):
    """Something is missing without which nothing can be said.

    Attributes:
        names: The facts or values.
    """

    def __init__(self, *names: str) -> None:
        self.names = tuple(name.removeprefix("option ") for name in names)
        super().__init__(*names)


@attrs.frozen(slots=True, kw_only=True)
class Outcome:
    """What an incentive says of one subject in one world.

    Attributes:
        lines: What it consists of.
        reason: Why nothing is said line by line.
        values: The policy's values used.
        lacking: What is missing, where nothing can be said.
        least: What it brings at the least, where that cannot be told by worlds.
        most: Likewise at the most.
    """

    lines: tuple[AwardLine, ...] = ()
    reason: Reason | None = None
    values: tuple[Applied, ...] = ()
    lacking: tuple[str, ...] = ()
    least: tuple[What, ...] = ()
    most: tuple[What, ...] = ()

    @property
    def status(self) -> Status:
        """The worst of its lines."""
        return Status.UNKNOWN if self.lacking else worst(line.status for line in self.lines)

    @property
    def entitled(self) -> tuple[What, ...]:
        """What it brings."""
        return tuple(line.entitled for line in self.lines if line.entitled is not None)

    @property
    def recorded(self) -> tuple[What, ...]:
        """What is on record."""
        return tuple(line.recorded for line in self.lines if line.recorded is not None)


def settled_for(settle: Settle, subject: str) -> Settle:
    """The same world, asked about one subject of many: its doubts carry its id."""

    def named(leaf: Leaf) -> Leaf:
        return Leaf(0, f"{subject}/{leaf.name}", leaf.test)

    def ask(truth: Truth) -> bool:
        return settle(renamed(truth, named))

    return ask


def whole(facts: SubjectFacts) -> None:
    """Refuse a subject some of whose events are lost.

    Raises:
        Lacking: It is such a one.
    """
    if facts.half_read:
        raise Lacking(f"{facts.id}/{ALL_EVENTS}")


@contextmanager
def asking(scene: Scene, settle: Settle) -> Generator[Settle]:
    """Judge a subject of many in a world.

    Raises:
        Lacking: The subject was read by half.
    """
    whole(scene.facts)
    scene.settle = settled_for(settle, scene.facts.id)
    scene.memo.clear()
    try:
        yield scene.settle
    finally:
        scene.settle = complete
        scene.memo.clear()


def bare(rule: Incentive, edition: Edition, subject: str, period: str, status: Status, reason: Reason) -> Award:
    """An award that says nothing but its status and reason."""
    return Award(
        rule=rule.id,
        clause=rule.clause,
        subject_kind=rule.subject,
        subject=subject,
        period=period,
        status=status,
        reason=reason,
        level=rule.level,
        gravity=rule.gravity,
        label=edition.label(rule),
    )


def award(blank: Award, world: Callable[[Settle], Outcome], meanings: Mapping[str, Iterable[str]]) -> Award:
    """What all worlds say of one subject.

    Args:
        blank: The award without anything in it.
        world: What is said in one world.
        meanings: What would settle a doubt, for doubts that are not facts themselves, such as a score.
    """

    def judged(settle: Settle) -> Outcome:
        try:
            return world(settle)
        except Lacking as lacking:
            return Outcome(lacking=lacking.names)

    try:
        tree = explore(judged)
    except TooManyWorlds as many:
        reason = Reason.of("too_many_doubts", count=len(many.leaves))
        return attrs.evolve(blank, status=Status.UNKNOWN, reason=reason, doubts=_names(many.leaves, meanings))
    found = list(outcomes(tree))
    leaves = deciding(tree, lambda outcome: outcome.status)
    shown = found[0]
    if leaves or shown.status is Status.UNKNOWN:
        lacking = {name for outcome in found for name in outcome.lacking}
        doubts = tuple(sorted({*_names(leaves, meanings), *(_meant(name, meanings) for name in lacking)} - {""}))
        doubts = tuple(sorted({part for doubt in doubts for part in doubt.split("\n")}))
        blank = attrs.evolve(
            blank, status=Status.UNKNOWN, reason=Reason.of("hangs_on_missing", facts=doubts), doubts=doubts
        )
        return _bounded(_common(blank, found), found)
    told = _told(blank, shown)
    if any(_told(blank, outcome).reason != told.reason for outcome in found):
        hanging = _names(deciding(tree, lambda outcome: _told(blank, outcome).reason), meanings)
        told = attrs.evolve(told, reason=one_reason([_uncounted(blank, outcome) for outcome in found], hanging))
    return _bounded(_common(told, found), found)


def _names(leaves: Iterable[Leaf], meanings: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({part for leaf in leaves for part in _meant(leaf.name, meanings).split("\n")}))


def _meant(name: str, meanings: Mapping[str, Iterable[str]]) -> str:
    return "\n".join(meanings.get(name, ())) or name


def _told(blank: Award, outcome: Outcome) -> Award:
    if outcome.reason is not None:
        return attrs.evolve(blank, status=outcome.status, reason=outcome.reason)
    if not outcome.lines:
        return attrs.evolve(blank, status=Status.NOT_APPLICABLE, reason=Reason.of("award_nothing_due"))
    line = min(outcome.lines, key=lambda one: _WORST_FIRST.index(one.status))
    count = sum(one.code == line.code for one in outcome.lines)
    return attrs.evolve(blank, status=outcome.status, reason=Reason(line.code, (("count", count),)))


def _uncounted(blank: Award, outcome: Outcome) -> Reason:
    """Why, whatever the number of lines of which it is so."""
    reason = _told(blank, outcome).reason
    return Reason(reason.code, tuple((name, arg) for name, arg in reason.args if name != "count"))


def _common(blank: Award, found: list[Outcome]) -> Award:
    """What all worlds have in common."""
    first = found[0]
    lines = tuple(line for line in first.lines if all(line in other.lines for other in found[1:]))
    entitled = first.entitled if all(other.entitled == first.entitled for other in found[1:]) else ()
    recorded = tuple(line.recorded for line in lines if line.recorded is not None)
    if all(other.recorded == first.recorded for other in found[1:]):
        recorded = first.recorded
    values = tuple(dict.fromkeys(value for outcome in found for value in outcome.values))
    return attrs.evolve(blank, lines=lines, entitled=entitled, recorded=recorded, values=values)


def _bounded(told: Award, found: list[Outcome]) -> Award:
    """The least and the most that it can bring."""
    stated = [outcome for outcome in found if outcome.least or outcome.most]
    if stated:
        return attrs.evolve(told, least=stated[0].least, most=stated[0].most)
    if any(outcome.lacking for outcome in found):
        return told
    weighed = sorted((outcome.entitled for outcome in found), key=_weight)
    return attrs.evolve(told, least=weighed[0], most=weighed[-1])


def _weight(entitled: tuple[What, ...]) -> tuple[Fraction, int, str]:
    """By the sum of the amounts, then by how many things there are."""
    total = sum((Fraction(what.amount) for what in entitled if isinstance(what, Money)), Fraction(0))
    return total, len(entitled), repr(entitled)
