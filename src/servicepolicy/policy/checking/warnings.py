"""What can be used and is probably not what was meant."""

from __future__ import annotations

from collections.abc import Iterator

from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.language.rule import Rule
from servicepolicy.language.selector import EventPattern, Selector
from servicepolicy.policy.checking.vocabulary_check import Found
from servicepolicy.worktime import WorkCalendar

__all__ = ["oddities_in", "pinned_in", "shut_for_good"]


def oddities_in(rule: Rule) -> Iterator[Found]:
    """Warnings about one rule."""
    if isinstance(rule, Deadline):
        yield from _start_is_stop(rule)
        yield from _idle_pauses(rule)
    if isinstance(rule, Authority):
        yield from _idle_approval(rule)


def _idle_approval(rule: Authority) -> Iterator[Found]:
    """What is said of approvals although every tier lets the actor decide alone."""
    said = "approval" in rule.model_fields_set and rule.approval.model_fields_set - {"unsaid_is_any"}
    if said and rule.tiers and all(tier.approvers == "none" for tier in rule.tiers):
        help = "say `approvers: {any_of: [..]}` in a tier, or take `approval` away"
        yield Found("idle-approval", ("approval",), "`approval` does nothing: no tier asks for one", help)


def shut_for_good(name: str, calendar: WorkCalendar) -> Iterator[Found]:
    """A calendar that never opens again, as one that has `special` dates and no hours."""
    last = calendar.last_opening()
    if last is not None:
        message = f"the calendar `{name}` never opens again after {last}: what needs time after it can never be due"
        yield Found("shut-for-good", (), message, "give it `hours`, or take the closed dates away that have no end")


def pinned_in(rule: Rule, pin: str) -> Iterator[Found]:
    """What a new version does to a running count is said, and no version ever reaches one."""
    if isinstance(rule, Deadline) and "on_version" in rule.model_fields_set and pin != "latest":
        message = f"`on_version` does nothing: the policy is pinned to `{pin}`, and a running count keeps its version"
        yield Found("unread-version", ("on_version",), message, "say `pin: latest`, or take `on_version` away")


def _start_is_stop(rule: Deadline) -> Iterator[Found]:
    """An event that starts the clock and satisfies it at once: the rule is always kept."""
    if (
        len(rule.stop.parts) > 1
        or len(rule.start.parts) > 1
        or rule.cycle not in ("once", "each_start", "oldest_unanswered")
    ):
        return
    for start in rule.start.patterns():
        if any(_covers(stop, start) for stop in rule.stop.patterns()):
            message = f"{_spoken(start)} starts the clock and stops it at once"
            yield Found(
                "start-is-stop",
                ("stop",),
                message,
                "let the stop be another event, or say more of it in `where` and `who`",
            )


def _idle_pauses(rule: Deadline) -> Iterator[Found]:
    """A pause that cannot begin while the clock runs, or that ends as it begins."""
    if not isinstance(rule.pause, tuple):
        return
    for number, pause in enumerate(rule.pause):
        path = ("pause", number)
        begins = list(pause.since.patterns())
        enders = [("stop", rule.stop), ("cancel", rule.cancel)]
        for key, selector in enders:
            if selector is not None and all(_always(selector, begin) for begin in begins):
                message = f"the pause cannot occur: what begins it is a `{key}`, which comes first"
                yield Found("idle-pause", path, message, "name another event in `from`")
        if pause.until is not None and all(_always(pause.until, begin) for begin in begins):
            yield Found(
                "idle-pause", path, "the pause ends with the event that begins it", "name another event in `until`"
            )
        if (
            len(rule.start.parts) == 1
            and rule.cycle == "once"
            and begins
            and all(_only_start(rule, begin) for begin in begins)
        ):
            message = "the pause cannot occur while the clock runs: only the start begins it"
            yield Found("idle-pause", path, message, "name another event in `from`")


def _only_start(rule: Deadline, begin: EventPattern) -> bool:
    return any(_covers(start, begin) and start.nth == "first" for start in rule.start.patterns())


def _always(selector: Selector, begin: EventPattern) -> bool:
    """Whether every event of a pattern is surely one of a selector as well."""
    return len(selector.parts) == 1 and any(_covers(pattern, begin) for pattern in selector.patterns())


def _covers(wide: EventPattern, narrow: EventPattern) -> bool:
    """Whether every event of the narrow pattern is one of the wide one, as far as can be read off them."""
    if wide.on != narrow.on or wide.nth != "each":
        return wide == narrow
    kinds = set(narrow.events) <= set(wide.events)
    where = set(wide.where.clauses) <= set(narrow.where.clauses)
    return kinds and where and set(wide.who.clauses) <= set(narrow.who.clauses)


def _spoken(pattern: EventPattern) -> str:
    return " or ".join(f"`{kind}`" for kind in pattern.events)
