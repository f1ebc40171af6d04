"""What doubt costs: counted in steps, so that it is the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.judging.matching import Pattern
from servicepolicy.language.truth import Truth, World
from servicepolicy.models.event import Event
from servicepolicy.models.vocabulary import event_fields
from tests.judging.building import case, event, instant, only, policy, rule, verdicts
from tests.kinds.incentive.awarding import agent, award, desk, found, reminded

FULL = {"event": "replied", "where": {"substance": "full"}}
HUMAN = {
    "event": "replied",
    "who": {"kind": "human"},
    "where": {"to": "customer", "visibility": "public", "substance": {"in": ["full", "partial"]}},
}
TIERS: list[dict[str, Any]] = [
    {"role": "clerk", "le": "100 EUR", "approvers": "none"},
    {"role": "clerk", "gt": "100 EUR", "approvers": {"any_of": ["manager"]}},
    {"role": "manager", "le": "500 EUR", "approvers": "none"},
]
SIGNED: dict[str, Any] = {"approval": {"event": "signed"}, "tiers": [{"approvers": {"any_of": ["manager"]}}]}


def order(**said: Any) -> dict[str, Any]:
    """A sequence."""
    return {"id": "s", "kind": "sequence", "clause": "X", **said}


def limit(**said: Any) -> dict[str, Any]:
    """An authority."""
    return {"id": "a", "kind": "authority", "clause": "X", "action": "remedied", **said}


def question(**said: Any) -> dict[str, Any]:
    """An ownership."""
    return {"id": "o", "kind": "ownership", "clause": "X", "starts": "received", "ends": "closed", **said}


def requirement(**said: Any) -> dict[str, Any]:
    """A requirement that the case came by telephone."""
    return {"id": "r", "kind": "requirement", "clause": "X", "must": {"subject.channel": "telephone"}, **said}


# The rule, and the kind of event that is doubtful for it.
RULES: dict[str, tuple[dict[str, Any], str]] = {
    "deadline, stops": (rule(stop=FULL), "replied"),
    "deadline, stops of which much is missing": (rule(stop=HUMAN), "replied"),
    "deadline, starts": (rule(start=FULL), "replied"),
    "deadline, each start, stops": (rule(stop=FULL, cycle="each start"), "replied"),
    "deadline, each start, starts": (rule(start=FULL, cycle="each start"), "replied"),
    "deadline, cancelled": (rule(cancel=FULL), "replied"),
    "deadline, paused": (
        rule(pause=[{"from": {"event": "paused", "where": {"reason": "awaiting_customer"}}, "until": "resumed"}]),
        "paused",
    ),
    "deadline, repeated": (rule(stop=FULL, cycle={"repeat": "from_act", "until": "closed"}), "replied"),
    "authority, role and amount": (limit(amount={"field": "amount"}, tiers=TIERS), "remedied"),
    "authority, who": (limit(who={"role": "clerk"}), "remedied"),
    "authority, approvals": (limit(action="closed", **SIGNED), "signed"),
    "requirement, at": (requirement(at=FULL), "replied"),
    "requirement, until": (requirement(until=FULL), "replied"),
    "preceded, by": (order(preceded={"every": "closed", "by": FULL}), "replied"),
    "preceded, every": (order(preceded={"every": FULL, "by": "received"}), "replied"),
    "followed, by": (order(followed={"every": "received", "by": FULL}), "replied"),
    "followed, every": (order(followed={"every": FULL, "by": "closed"}), "replied"),
    "followed, some": (order(followed={"some": FULL, "by": "closed"}), "replied"),
    "order": (order(order=["received", FULL, "closed"]), "replied"),
    "never": (order(never=FULL), "replied"),
    "once": (order(once=FULL), "replied"),
    "never the same": (order(never_same={"by": "person", "of": [FULL, "closed"]}), "replied"),
    "ownership, answers": (question(ends=FULL), "replied"),
    "ownership, hand-overs": (
        question(handover={"event": "transferred", "allowed": {"customer_told": "true"}, "otherwise": "moves"}),
        "transferred",
    ),
}


def doubtful(kind: str, count: int) -> list[dict[str, Any]]:
    """So many events of which nothing but the time is recorded, and for a hand-over to whom."""
    more = [{"to": f"e{place + 1}"} if kind == "transferred" else {} for place in range(count)]
    return [event(kind, f"2026-01-05T{9 + place // 60:02}:{place % 60:02}", **more[place]) for place in range(count)]


class Steps:
    """Counts what a judgement does: tests of an event against a selector, and worlds."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.taken = 0
        asked, begun = Pattern.truth, World.begin

        def truth(pattern: Pattern, scene: Any, tested: Event) -> Truth:
            self.taken += 1
            return asked(pattern, scene, tested)

        def begin(world: World, kept: dict[Any, object]) -> None:
            self.taken += 1
            begun(world, kept)

        patch.setattr(Pattern, "truth", truth)
        patch.setattr(World, "begin", begin)

    def of(self, said: dict[str, Any], kind: str, count: int) -> int:
        """How many it takes to judge a case with so many doubtful events."""
        judged = policy(said)
        received = event("received", "2026-01-05T08:59", by="e0", role="clerk", kind="human")
        closed = event("closed", "2026-01-09T09:00", by="e9", role="clerk", kind="human")
        facts = case(received, *doubtful(kind, count), closed)
        self.taken = 0
        judged.evaluate(facts, as_of=instant("2026-02-01T00:00"))
        return self.taken


@pytest.fixture
def steps() -> Iterator[Steps]:
    """A counter of steps."""
    with pytest.MonkeyPatch.context() as patch:
        yield Steps(patch)


@pytest.mark.parametrize("name", RULES)
def test_cost_is_at_most_linear_in_doubtful_events(name: str, steps: Steps) -> None:
    """Twice as many doubtful events take at most twice as many steps, and a few to spare."""
    said, kind = RULES[name]
    few, many = steps.of(said, kind, 80), steps.of(said, kind, 160)
    assert many <= 2.3 * few, (few, many)


def told(steps: Steps, said: dict[str, Any], count: int) -> int:
    """How many steps it takes to tell the notices of a life with so many events, of which nothing is missing."""
    kinds = ("replied", "remedied", "paused", "resumed", "received")
    fields: dict[str, dict[str, Any]] = {
        "replied": {"substance": "full", "to": "customer", "visibility": "public"},
        "paused": {"reason": "awaiting_customer"},
        "remedied": {"amount": "50 EUR"},
    }
    life = [
        event(
            kind,
            f"2026-01-{5 + place // 20:02}T{place % 20:02}:00",
            by="e1",
            role="clerk",
            kind="human",
            **fields.get(kind, {}),
        )
        for place, kind in ((place, kinds[place % 5]) for place in range(count))
    ]
    judged, facts = policy(said), case(*life, channel="telephone")
    steps.taken = 0
    judged.notices(facts, after=instant("2026-01-01T00:00"), until=instant("2026-02-01T00:00"))
    return steps.taken


@pytest.mark.parametrize("name", [name for name in RULES if name.startswith(("deadline", "authority", "requirement"))])
def test_notices_cost_is_linear_in_events(name: str, steps: Steps) -> None:
    """Notices of twice as long a life take at most twice as many steps, and a few to spare."""
    few, many = (told(steps, RULES[name][0], count) for count in (60, 120))
    assert many <= 2.3 * few, (few, many)


def test_a_sure_stop_in_time_is_met_whatever_came_before() -> None:
    """Of 240 replies before the one that counts, nobody knows what they held: met all the same, by whom is open."""
    replies = doubtful("replied", 240)
    sure = event("replied", "2026-01-05T14:00", substance="full", by="e1")
    asked = case(event("received", "2026-01-05T08:59"), *replies, sure)
    verdict = only(rule(stop=FULL, within="8 hours"), asked, "2026-01-06T09:00")
    assert (verdict.status.value, verdict.doubts, len(verdict.left_open)) == ("met", (), 240)


def test_only_doubts_that_matter_are_named() -> None:
    """A deadline of one hour hangs on the doubtful replies of that hour, and not on the 180 after it."""
    received = event("received", "2026-01-05T08:59")
    verdict = only(rule(stop=FULL, within="1 hour"), case(received, *doubtful("replied", 240)), "2026-01-06T09:00")
    assert verdict.status.value == "unknown"
    assert set(verdict.doubts) == {f"{number}.substance" for number in range(2, 62)}


def test_each_act_has_its_own_doubts() -> None:
    """Sixty acts without role and amount: each verdict names what its own act lacks."""
    acts = case(*doubtful("remedied", 60))
    found = verdicts(limit(amount={"field": "amount"}, tiers=TIERS), acts, "2026-02-01T00:00")
    assert [verdict.doubts for verdict in found] == [(f"{number}.amount", f"{number}.by") for number in range(1, 61)]


def test_each_start_has_its_own_doubts() -> None:
    """Forty questions and forty doubtful answers: each question hangs on the answers in its own time."""
    asked = [event("received", f"2026-01-05T{9 + place // 4:02}:{place % 4 * 15:02}") for place in range(40)]
    answers = [event("replied", f"2026-01-05T{9 + place // 4:02}:{place % 4 * 15 + 5:02}") for place in range(40)]
    each = rule(stop=FULL, within="20 minutes", clock=None, cycle="each start")
    found = verdicts(each, case(*asked, *answers), "2026-02-01T00:00")
    assert [len(verdict.doubts) for verdict in found] == [2] * 39 + [1]
    assert found[0].doubts == ("2.substance", "4.substance")


CLEANED: dict[str, Any] = {"id": "d", "kind": "periodic", "clause": "X", "subject": "organisation", "every": "week"}
CLEANED |= {"act": "cleaned", "in_force": {"from": "2026-01-01"}}
KEPT: dict[str, Any] = {"id": "k", "kind": "retention", "clause": "X", "anchor": "archived", "keep": "1 year"}
LASTING: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str, ...]]] = {
    "periodic": ({**CLEANED, "act": {"event": "cleaned", "who": {"role": "cleaner"}}}, {}, ("cleaned",)),
    "periodic, distinct": ({**CLEANED, "at_least": "400", "distinct": "area"}, {}, ("cleaned",)),
    "periodic, of each matter": ({**CLEANED, "per": "area", "at_least": "400"}, {"hall": "area"}, ("cleaned",)),
    "retention, begun anew": (
        {**KEPT, "destroyed": {"event": "destroyed", "who": {"role": "archivist"}}},
        {},
        ("archived", "destroyed"),
    ),
}


@pytest.mark.parametrize("name", LASTING)
def test_cost_of_what_recurs_and_what_is_kept_is_at_most_linear(name: str, steps: Steps) -> None:
    """Twice as many doubtful acts take at most twice as many steps, and a few to spare."""
    said, matters, kinds = LASTING[name]

    def taken(count: int) -> int:
        known = [
            event(kinds[0], f"2026-01-05T08:{place:02}", **{field: matter})
            for place, (matter, field) in enumerate(matters.items())
        ]
        acts = [
            event(kinds[place % len(kinds)], f"2026-01-05T{9 + place // 60:02}:{place % 60:02}")
            for place in range(count)
        ]
        made = sp.Organisation if said["kind"] == "periodic" else sp.Document
        subject = made.model_validate({"id": "S", "timezone": "Europe/London", "events": [*known, *acts]})
        judged = policy(said)
        steps.taken = 0
        judged.evaluate(subject, as_of=instant("2026-02-01T00:00"))
        return steps.taken

    few, many = taken(60), taken(120)
    assert many <= 2.3 * few, (few, many)


IN_MATTERS: dict[str, dict[str, Any]] = {
    "preceded": order(preceded={"every": "remedied", "by": "verified"}),
    "authority": limit(approval={"event": "verified"}, tiers=[{"approvers": {"any_of": ["manager"]}}]),
    "once": order(once="remedied"),
    "order": order(order=["verified", "remedied"]),
}


@pytest.mark.parametrize("name", IN_MATTERS)
def test_events_are_tested_once_for_each_matter(name: str, steps: Steps) -> None:
    """Twice as many matters, each with an act and what came before it, take at most four times as many steps."""

    def taken(count: int) -> int:
        life = [
            event(kind, f"2026-01-05T{9 + place // 30:02}:{place % 30 * 2 + later:02}", by="e1", matter=f"m{place:03}")
            for place in range(count)
            for later, kind in enumerate(("verified", "remedied"))
        ]
        judged, facts = policy(IN_MATTERS[name]), case(*life)
        steps.taken = 0
        judged.evaluate(facts, as_of=instant("2026-02-01T00:00"))
        return steps.taken

    few, many = taken(20), taken(40)
    assert many <= 4.6 * few, (few, many)


def test_what_is_assessed_costs_so_much_for_each_subject(steps: Steps) -> None:
    """Twice as many cases, of each of which a fact is missing, take twice as many steps in a score."""
    answered = rule(stop=FULL, within="2 days", clock=None)
    card = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
    indicator = {"id": "kept", "measure": {"kept": {"verdicts": "answered", "credit": "actor"}}}

    def taken(count: int) -> int:
        life = [event("received", "2026-01-05T09:00", by="e0"), event("replied", "2026-01-05T10:00", by="e1")]
        cases = [sp.Case.model_validate({"id": f"C-{n}", "type": "complaint", "events": life}) for n in range(count)]
        judged = policy(answered, {**card, "indicators": [indicator]})
        steps.taken = 0
        judged.assess([*cases, sp.Agent.model_validate({"id": "e1", "events": []})], "2026-01")
        return steps.taken

    few, many = taken(40), taken(80)
    assert many <= 2.3 * few, (few, many)


def test_awards_cost_so_much_for_each_case(steps: Steps) -> None:
    """Twice as many findings, half of them without a name, take twice as many steps in a ladder."""

    def taken(count: int) -> int:
        subjects = [found(f"I{number}", "2026-01-05", person=None if number % 2 else "e1") for number in range(count)]
        steps.taken = 0
        award(desk(), [*subjects, agent("e1", reminded("2026-01-06"))])
        return steps.taken

    few, many = taken(40), taken(80)
    assert many <= 2.3 * few, (few, many)


@pytest.mark.parametrize("name", RULES)
def test_an_evaluation_costs_so_much_for_each_event(name: str, steps: Steps) -> None:
    """Nothing is missing: of 700 events and of 2,800, four times as many tests."""
    said, kind = RULES[name]
    more: dict[str, Any] = {"by": "e1", "role": "clerk", "kind": "human", "substance": "full", "amount": "50 EUR"}
    fields = {
        "replied": {**more, "to": "customer", "visibility": "public"},
        "remedied": more,
        "paused": {"reason": "awaiting_customer", "by": "e1"},
        "signed": {**more, "role": "manager"},
        "transferred": {"by": "e1", "to": "e2", "customer_told": True},
    }

    def taken(count: int) -> int:
        offered = {*event_fields("case", kind), "by", "role", "kind"}
        known = {field: value for field, value in fields[kind].items() if field in offered}
        life = [
            event(kind, f"2026-01-{5 + place // 720:02}T{place // 60 % 12 + 9:02}:{place % 60:02}", **known)
            for place in range(count)
        ]
        judged, facts = policy(said), case(*life, event("closed", "2026-01-30T09:00", by="e9"), channel="telephone")
        steps.taken = 0
        judged.evaluate(facts, as_of=instant("2026-02-01T00:00"))
        return steps.taken

    few, many = taken(700), taken(2800)
    assert many <= 4.4 * max(few, 1), (few, many)


@pytest.mark.parametrize(
    "said",
    [
        rule(stop=FULL),
        limit(who={"role": "clerk"}),
        requirement(at=FULL),
        order(never=FULL),
        question(ends=FULL),
    ],
    ids=["deadline", "authority", "requirement", "sequence", "ownership"],
)
def test_rules_of_other_times_cost_nothing(said: dict[str, Any], steps: Steps) -> None:
    """Of eleven rules, each in force in a month of its own, a case of January is tested against one."""
    life = [
        event(kind, f"2026-01-{5 + place:02}T09:00", by="e1", role="clerk", kind="human", **more)
        for place, (kind, more) in enumerate(
            (("received", {}), ("replied", {"substance": "full"}), ("remedied", {"amount": "5 EUR"}), ("closed", {}))
        )
    ]
    months = [
        ("2026-01-01", "2026-02-01"),
        *((f"2026-{month:02}-01", f"2026-{month + 1:02}-01") for month in range(2, 12)),
    ]

    def taken(count: int) -> int:
        rules = [
            {**said, "id": f"r{number}", "in_force": {"from": since, "until": until}}
            for number, (since, until) in enumerate(months[:count])
        ]
        judged, facts = policy(*rules), case(*life, channel="telephone")
        steps.taken = 0
        judged.evaluate(facts, as_of=instant("2026-01-30T00:00"))
        return steps.taken

    assert taken(1) == taken(11) > 0
