"""Worlds: how they are gone through, and what an outcome is said to hang on."""

from __future__ import annotations

from servicepolicy.language.truth import Fork, Leaf, Settle, Truth, all_of, any_of, deciding, explore, negate, outcomes

ONE, OTHER = Leaf(1, "visibility", "is public"), Leaf(2, "substance", "in full")


def test_each_world_takes_one_run() -> None:
    """What is asked for the first time is answered where it is asked: no judgement is begun again for it."""
    runs = 0

    def judge(settle: Settle) -> tuple[bool, bool]:
        nonlocal runs
        runs += 1
        return settle(ONE), settle(OTHER)

    assert sorted(outcomes(explore(judge))) == [(False, False), (False, True), (True, False), (True, True)]
    assert runs == 4


def test_what_was_kept_before_a_question_is_there_in_both_worlds_of_it() -> None:
    """A judgement goes on from where the worlds part, and sees nothing of what the other world kept after that."""
    seen: list[tuple[object, object]] = []

    def judge(settle: Settle) -> bool:
        kept = getattr(settle, "kept")  # noqa: B009  # a world is more than its call says
        seen.append((kept("before"), kept("after")))
        getattr(settle, "keep")("before", 1)  # noqa: B009  # likewise
        answer = settle(ONE)
        getattr(settle, "keep")("after", answer)  # noqa: B009  # likewise
        return answer

    explore(judge)
    assert seen == [(None, None), (1, None)]


def hangs(test: Truth) -> tuple[Leaf, ...]:
    """What an outcome hangs on that is one where a test holds and another where it does not."""
    assert not isinstance(test, bool)
    return deciding(Fork(test, "yes", "no"), lambda outcome: outcome)


def test_an_outcome_hangs_on_every_part_of_its_question() -> None:
    """Each leaf that stands once in the only question is named, in order, however it stands there."""
    assert hangs(all_of([OTHER, negate(ONE)])) == (ONE, OTHER)
    assert hangs(negate(any_of([OTHER, ONE]))) == (ONE, OTHER)


def test_an_outcome_does_not_hang_on_what_cancels() -> None:
    """A leaf that stands twice in the only question may not matter, and is then left out."""
    assert hangs(any_of([ONE, negate(ONE)])) == ()
    assert hangs(any_of([all_of([ONE, OTHER]), all_of([negate(ONE), OTHER])])) == (OTHER,)


def test_what_holds_however_its_leaves_turn_out_is_asked_in_no_world() -> None:
    """A truth whose own leaves cancel is yes or no by itself, also inside of others, and whatever was asked before."""
    always, never = any_of([ONE, negate(ONE)]), all_of([OTHER, negate(OTHER)])
    assert explore(lambda settle: (settle(always), settle(never), settle(negate(never)))) == (True, False, True)
    assert explore(lambda settle: settle(all_of([always, any_of([never, negate(never)])]))) is True
    both = explore(lambda settle: (settle(ONE), settle(any_of([negate(ONE), never])), settle(always)))
    assert sorted(outcomes(both)) == [(False, True, True), (True, False, True)]
