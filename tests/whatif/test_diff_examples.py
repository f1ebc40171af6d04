"""Cases that show a change: made of what the rules ask about, and of few questions."""

from __future__ import annotations

from typing import Any

import pytest

from servicepolicy import Policy, at_least_as_strict, diff
from tests.whatif.test_diff import LOW, answered, confirmed, money, one_of, policy

HEAD = {"gt": "1000 CNY", "approvers": one_of("head")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (answered(per="subject", cycle="each start"), answered(cycle="each start")),
        (answered(), answered(on_reopen="new_cycle")),
        (
            answered(stop={"all": ["replied", "resolved"]}),
            answered(stop={"all": ["replied", "resolved"]}, within="1 day"),
        ),
        (answered(within="5 days", cancel="withdrawn"), answered(within="5 days")),
        (
            answered(start={"event": "received", "where": {"channel": "letter"}, "who": {"kind": "customer"}}),
            answered(
                start={"event": "received", "where": {"channel": "letter"}, "who": {"kind": "customer"}}, within="1 day"
            ),
        ),
        (
            money(LOW[0], {"gt": "1000 CNY", "approvers": {"all_of": ["head", "leader"]}}),
            money(LOW[0], {"gt": "1000 CNY", "approvers": {"chain": ["head", "leader"]}}),
        ),
        (money(LOW[0], {"gt": "1000 CNY", "approvers": one_of("head", or_above=True)}), money(*LOW)),
        (money(*LOW, approval={"not": "nobody"}), money(*LOW)),
        (money(*LOW), money(*LOW, splitting={"sum": "remedied", "per": "case", "within": "30 days"})),
        (
            {
                "id": "k",
                "kind": "retention",
                "clause": "1",
                "anchor": "archived",
                "destroyed": "destroyed",
                "keep": "1 year",
            },
            {
                "id": "k",
                "kind": "retention",
                "clause": "1",
                "anchor": "archived",
                "destroyed": "destroyed",
                "keep": "1 year",
                "dispose": {"within": "30 days"},
            },
        ),
    ],
)
def test_what_is_stricter_is_shown_by_a_case(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Several matters, reopenings, two stops at once, approvals in a chain, acts that are summed: one case each."""
    one, other = policy(old), policy(new)
    (change,) = diff(one, other).changes
    assert (change.direction, [example.side for example in change.examples]) == ("stricter", ["new"])
    assert all(confirmed(example, one, other) for example in change.examples)


def test_the_choices_of_a_header_are_tried() -> None:
    """Where only one option changes, the case is one for which it is taken."""

    def chosen(minor: str) -> dict[str, Any]:
        return answered(within={"choose": [{"when": {"major": True}, "value": "1 day"}, {"value": minor}]})

    (change,) = diff(policy(chosen("3 days")), policy(chosen("2 days"))).changes
    (example,) = change.examples
    assert example.record["major"] is False


def test_a_case_lies_in_the_time_in_which_it_shows() -> None:
    """What is otherwise from a date on is shown by a case that begins after it."""
    rule = answered(within={"blank": "soon"})
    blank = {"blanks": {"soon": {"type": "span", "clause": "A-1", "ask": {"en": "?"}}}}
    dated = [{"value": "3 days", "until": "2027-07-01"}, {"value": "1 day", "from": "2027-07-01"}]
    found = diff(policy(rule, values={"soon": "3 days"}, **blank), policy(rule, values={"soon": dated}, **blank))
    (example,) = found.changes[0].examples
    assert example.record["events"][0]["at"] > "2027-07-01"


def test_an_open_blank_leaves_nothing_to_be_asked() -> None:
    """A policy that cannot judge shows no case; what it means is told all the same."""
    blank = {"blanks": {"soon": {"type": "span", "clause": "A-1", "ask": {"en": "?"}}}}
    rule = {"id": "other", "kind": "deadline", "clause": "2", "start": "received", "stop": "closed"}
    rules = answered(), {**rule, "within": {"blank": "soon"}}
    found = diff(policy(*rules, **blank), policy(answered(within="1 day"), rules[1], **blank))
    assert (dict(found.rules), found.changes[0].examples) == ({"answered": "stricter"}, ())


CHOSEN = {"choose": [{"when": {"channel": "letter"}, "value": "3 days"}, {"value": "1 day"}]}


@pytest.mark.parametrize(
    ("zone", "holds", "term", "hours", "in_force"),
    [
        ("Europe/London", False, "2 days", "48 hours", {"from": "2025-01-01"}),
        ("Europe/London", False, "1 week", "168 hours", {"until": "2020-01-01"}),
        ("America/Santiago", False, CHOSEN, "24 hours", None),
        ("Asia/Shanghai", True, "2 days", "48 hours", None),
    ],
)
def test_a_case_around_a_change_of_the_clock_is_found(
    zone: str, holds: bool, term: object, hours: str, in_force: object
) -> None:
    """Hours that are over in time but for one night a year are not as strict, and the night shows it."""
    more: dict[str, Any] = {} if in_force is None else {"in_force": in_force}
    old, new = (Policy(policy="desk", timezone=zone, rules=[answered(within=one)], **more) for one in (term, hours))
    proof = at_least_as_strict(new, old)
    assert (proof.holds, proof.scenario is not None) == (holds, not holds)
    (change,) = diff(old, new).changes
    assert {example.side for example in change.examples} == ({"new"} if holds else {"new", "old"})


def test_a_case_around_a_change_of_the_clock_is_found_for_a_step() -> None:
    """A term that stands inside a part of a rule is looked at as one that stands in the rule."""
    old, new = (
        Policy(
            policy="desk",
            timezone="Europe/London",
            rules=[
                {
                    "id": "s",
                    "kind": "sequence",
                    "clause": "1",
                    "order": ["received", {"event": "replied", "within": one}],
                }
            ],
        )
        for one in ("2 days", "48 hours")
    )
    assert at_least_as_strict(new, old).holds is False
