"""From worlds to verdicts: one subject, one rule, every way the doubtful facts could turn out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, Final, Protocol, TypeAlias, runtime_checkable

from servicepolicy.judging.agreement import alike, by_event, common, earliest, sure
from servicepolicy.judging.case_view import Scene, UnsettledTruth, complete
from servicepolicy.judging.declared import with_undeclared
from servicepolicy.judging.matching import Matcher
from servicepolicy.judging.matters import prefix_of
from servicepolicy.judging.near_misses import LACKING, with_near_misses
from servicepolicy.judging.over_days import over_days
from servicepolicy.judging.quick_results import changed, new_verdict, verdict_in_order
from servicepolicy.judging.without_bank import without_bank
from servicepolicy.judging.worlds import hanging_on, in_every_world, names
from servicepolicy.language.rule import Rule
from servicepolicy.language.truth import Fork, Leaf, Settle, TooManyWorlds, Tree, Truth, deciding, explore, outcomes
from servicepolicy.results.verdict import Reason, Status, Verdict

__all__ = [
    "NOTHING_AWAITED",
    "Awaited",
    "Evaluator",
    "Judged",
    "about",
    "agreed",
    "apart",
    "blank_verdict",
    "by_itself",
    "judge",
    "not_final",
    "not_judged",
]

Judged = tuple[Verdict, ...]


@runtime_checkable
class SplitsByMatter(Protocol):
    """Decides matters that can also be judged one by one."""

    def by_matter(self, scene: Scene) -> list[tuple[str | None, Callable[[], Judged]]]:
        """The matters, and how each is judged by itself; none where nothing splits the timeline."""
        ...


Awaited: TypeAlias = tuple[tuple[str, ...], str]
"""The acts that are awaited, and whether `any_of` or `all_of` them; one act, or none, needs no such word."""

NOTHING_AWAITED: Final[Awaited] = ((), "")


class Evaluator(Protocol):
    """Decides one rule for one subject, in one world.

    One that waits for an act has it as `looked_for`, a compiled selector: acts on record that were not it are told.
    """

    @property
    def rule(self) -> Rule:
        """The rule that it decides."""
        ...

    def judge(self, scene: Scene) -> Judged:
        """The verdicts, one an occurrence; doubts are handed to `scene.settle`."""
        ...

    def awaited(self, verdict: Verdict, /) -> Awaited | None:
        """What would do what an open verdict of the rule waits for; `None` where only time has to pass."""
        ...


def blank_verdict(
    rule: Rule,
    scene: Scene,
    status: Status,
    reason: Reason,
    occurrence: str = "",
    state: tuple[str, ...] = (),
    **more: Any,
) -> Verdict:
    """A verdict that says nothing but its status and reason, and what more there is to say."""
    return verdict_in_order(
        rule.id,
        getattr(rule, "kind", ""),
        rule.clause,
        scene.facts.id,
        occurrence,
        status,
        reason,
        state,
        rule.level,
        rule.gravity,
        rule.duty,
        label=scene.edition.label(rule),
        **more,
    )


def about(blank: Verdict, subject: str) -> Verdict:
    """A blank verdict about a subject: always another one, for it is marked with what it was made of."""
    return changed(blank, subject=subject)


def not_judged(verdicts: Iterable[Verdict], may_govern: Callable[[str], bool]) -> Iterator[Verdict]:
    """What is said of a subject that was read by half: one unknown verdict a rule, if that is about it."""
    for rule, group in groupby(verdicts, key=_rule_of):
        found = tuple(group)
        codes = {verdict.reason.code for verdict in found}
        if codes == {"not_applicable"} or (codes == {"not_in_force"} and not may_govern(rule)):
            yield from found
            continue
        one = found[0]
        yield new_verdict(
            rule=one.rule,
            kind=one.kind,
            clause=one.clause,
            subject=one.subject,
            occurrence="",
            status=Status.UNKNOWN,
            reason=Reason.of("half_read"),
            level=one.level,
            gravity=one.gravity,
            duty=one.duty,
            label=one.label,
        )


def _rule_of(verdict: Verdict) -> str:
    return verdict.rule


def not_final(verdicts: Iterable[Verdict]) -> Judged:
    """Verdicts that a later event may change: computed facts grow, and the first event of a matter renames them."""
    return tuple(changed(verdict, final=False) if verdict.final else verdict for verdict in verdicts)


def judge(evaluator: Evaluator, scene: Scene) -> Judged:
    """Decide a rule: complete facts once, doubtful ones in every world, dates at both ends of their day."""
    if not scene.timeline.dated and (scene.context is None or not scene.organisation_has_days):
        return _judge(evaluator, scene)
    overtaken = getattr(evaluator, "says_overtaken", False)
    return over_days(evaluator.rule, scene, lambda placed: _judge(evaluator, placed), overtaken=overtaken)


def _judge(evaluator: Evaluator, scene: Scene) -> Judged:
    if scene.memo:
        scene.memo.clear()
    try:
        found = evaluator.judge(scene)  # `scene.settle` refuses doubts; most facts hold none, and worlds have a price
    except UnsettledTruth as unsettled:
        found = _in_every_world(evaluator, scene, unsettled.doubt)
        scene.memo.clear()  # it holds what the last world assumed
    asks = scene.organisation is None and evaluator.rule.id in scene.edition.asks_the_bank
    for verdict in found:  # most lack nothing and hang on nothing, and a generator would cost as much as a test
        if asks or verdict.doubts or verdict.left_open or verdict.status in LACKING:
            found = _told_why(evaluator, scene, found, asks=asks)
            break
    return not_final(found) if scene.moving else found


def _told_why(evaluator: Evaluator, scene: Scene, found: Judged, *, asks: bool) -> Judged:
    """Verdicts, with what was not what they lack, and what was said of what they hang on.

    Args:
        evaluator: What made them.
        scene: The subject.
        found: The verdicts.
        asks: The rule asks of a bank of which nothing is known.
    """
    # What a kind waits for, where it says so: before Python 3.12, to ask a protocol takes as long as many a verdict.
    looked_for: Matcher | None = getattr(evaluator, "looked_for", None)
    found = with_near_misses(evaluator.rule, looked_for, scene, found)
    if asks:
        found = without_bank(evaluator.rule, scene, found)
    return with_undeclared(scene, found)


def apart(rule: Rule, scene: Scene, judged: Callable[[], Judged], key: str) -> Judged:
    """One occurrence on its own: its doubts do not multiply with those of others.

    Args:
        rule: The rule.
        scene: The subject.
        judged: The verdict in one world, none where that world has no such occurrence.
        key: The occurrence.
    """
    outer = scene.settle
    scene.settle = complete
    try:
        return judged()
    except UnsettledTruth as unsettled:
        first = unsettled.doubt
    finally:
        scene.settle = outer
    try:
        tree: Tree[Judged] = in_every_world(scene, judged, first=first)
    except TooManyWorlds as many:
        return (_too_many(rule, scene, many, key),)
    finally:
        scene.settle = outer
    found = agreed(rule, scene, tree) if isinstance(tree, Fork) else tree
    return not_final(found) if scene.memo else found


def by_itself(rule: Rule, scene: Scene, judged: Callable[[], Judged], undecided: Callable[[Reason], Verdict]) -> Judged:
    """One occurrence on its own, in every way its doubts may turn out.

    Args:
        rule: The rule.
        scene: The subject.
        judged: The verdict in one world.
        undecided: What is said where there are more ways than can be tried.
    """
    outer = scene.settle
    scene.settle = complete
    try:
        return judged()
    except UnsettledTruth:
        pass
    finally:
        scene.settle = outer
    try:
        tree: Tree[Judged] = in_every_world(scene, judged)
    except TooManyWorlds as many:
        reason = Reason.of("too_many_doubts", count=len(many.leaves))
        return (changed(undecided(reason), doubts=names(many.leaves)),)
    finally:
        scene.settle = outer
        scene.memo.clear()  # it holds what the last world assumed
    return agreed(rule, scene, tree) if isinstance(tree, Fork) else tree


def _in_every_world(evaluator: Evaluator, scene: Scene, first: Truth) -> Judged:
    def world(settle: Settle) -> Judged:
        scene.settle = settle
        scene.memo.clear()
        return evaluator.judge(scene)

    try:
        tree = explore(world, first=first)
    except TooManyWorlds as many:
        return tuple(_matter_by_matter(evaluator, scene)) or (_too_many(evaluator.rule, scene, many, ""),)
    finally:
        scene.settle = complete
    return agreed(evaluator.rule, scene, tree) if isinstance(tree, Fork) else tree


def _matter_by_matter(evaluator: Evaluator, scene: Scene) -> Iterator[Verdict]:
    """Where all doubts together are too many: each matter in the worlds of its own doubts."""
    matters = evaluator.by_matter(scene) if isinstance(evaluator, SplitsByMatter) else []
    if len(matters) < 2:
        return
    for matter, judged in matters:
        try:
            tree = in_every_world(scene, judged)
        except TooManyWorlds as many:
            yield _too_many(evaluator.rule, scene, many, prefix_of(matter))
            continue
        found = agreed(evaluator.rule, scene, tree) if isinstance(tree, Fork) else tree
        yield from (verdict for verdict in found if verdict.occurrence)


def _too_many(rule: Rule, scene: Scene, many: TooManyWorlds, occurrence: str) -> Verdict:
    reason = Reason.of("too_many_doubts", count=len(many.leaves))
    verdict = blank_verdict(rule, scene, Status.UNKNOWN, reason, occurrence)
    return changed(verdict, doubts=_names(many.leaves))


def _names(leaves: tuple[Leaf, ...]) -> tuple[str, ...]:
    return tuple(sorted({leaf.name for leaf in leaves}))


def agreed(rule: Rule, scene: Scene, tree: Tree[Judged]) -> Judged:
    """Per occurrence: the status on which all worlds agree, else unknown with what it hangs on."""
    worlds = list(outcomes(tree))
    keys = dict.fromkeys(verdict.occurrence for world in worlds for verdict in world if verdict.occurrence)
    if not keys:
        keys = dict.fromkeys([""])
    return tuple(_occurrence(rule, scene, tree, worlds, key) for key in sorted(keys))


def _of(world: Judged, key: str) -> Verdict | None:
    for verdict in world:
        if verdict.occurrence == key:
            return verdict
    return None


def _occurrence(rule: Rule, scene: Scene, tree: Tree[Judged], worlds: list[Judged], key: str) -> Verdict:
    def status(world: Judged) -> Status:
        found = _of(world, key)
        return Status.NOT_APPLICABLE if found is None else found.status

    found = [verdict for world in worlds if (verdict := _of(world, key)) is not None]
    leaves = deciding(tree, status)
    if not leaves and found:
        told = alike(found, lambda: _names(deciding(tree, lambda world: sure(_of(world, key)))))
        begun = len(found) == len(worlds)  # else what comes may yet begin it in a world in which nothing has
        return told if begun or not told.final else changed(told, final=False)
    doubts = set(_names(leaves)).union(*(verdict.doubts for verdict in found))
    if leaves and all(leaf.future for leaf in leaves):
        waiting = blank_verdict(rule, scene, Status.PENDING, Reason.of("waits_for", facts=tuple(sorted(doubts))), key)
        return changed(waiting, next_us=earliest(verdict.next_us for verdict in found))
    reason = hanging_on(leaves, tuple(sorted(doubts)))
    return blank_verdict(
        rule,
        scene,
        Status.UNKNOWN,
        reason,
        key,
        doubts=tuple(sorted(doubts)),
        started_us=common([verdict.started_us for verdict in found]),
        due_us=common([verdict.due_us for verdict in found]),
        facts=tuple(sorted({fact for verdict in found for fact in verdict.facts}, key=by_event)),
        next_us=earliest(verdict.next_us for verdict in found),
    )
