"""Which value of a layer is tighter: kind by kind, exactly, at every instant, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from servicepolicy.errors import PolicyError, Problem
from servicepolicy.policy.policy import Policy, load
from tests.policy.documents import write

HEAD = """\
servicepolicy: 1
policy: group
timezone: Asia/Shanghai
calendars: {office: {timezone: Asia/Shanghai, hours: {mon-fri: ["09:00-17:00"]}}}
roles: {clerk: {}, head: {above: clerk}, director: {above: head}}
"""
DEADLINE = "{id: r, kind: deadline, clause: A-1, start: received, stop: replied, within: {blank: v}, clock: office}"


def problems(
    tmp_path: Path, kind: str, rules: list[str], old: str, new: str, more: str = "", head: str = HEAD
) -> list[Problem]:
    """What is wrong with a bank's value of the blank `v` over the group's."""
    blank = f"blanks: {{v: {{type: {kind}, clause: A-1, layers: tighten_only, ask: {{en: q}}}}}}\n"
    listed = "rules:\n" + "".join(f"- {rule}\n" for rule in rules)
    write(tmp_path, f"{head}{blank}{listed}{more}values: {{v: {old}}}\n", "group.yaml")
    bank = f"servicepolicy: 1\npolicy: bank\nextends: group.yaml\nvalues: {{v: {new}}}\n"
    try:
        load(write(tmp_path, bank, "bank.yaml"))
    except PolicyError as error:
        return list(error.problems)
    return []


def codes(*args: Any, **more: Any) -> list[str]:
    """The codes of what is wrong."""
    return [problem.code for problem in problems(*args, **more)]


def requirement(body: str) -> str:
    """A requirement that uses the blank."""
    return f"{{id: r, kind: requirement, clause: A-1, {body}}}"


def periodic(body: str) -> str:
    """A duty of the whole organisation that uses the blank."""
    return f"{{id: r, kind: periodic, subject: organisation, clause: A-1, act: x.met, {body}}}"


def tiers(low: str, high: str) -> str:
    """A limit at the blank, with the approvers below and above it."""
    return (
        "{id: r, kind: authority, clause: A-1, action: paid, amount: {field: amount}, tiers: ["
        f"{{le: {{blank: v}}, approvers: {low}}}, {{gt: {{blank: v}}, approvers: {high}}}]}}"
    )


SEQUENCE = (
    "{id: r, kind: sequence, clause: A-1, followed: {every: received, by: replied, within: {blank: v}}, clock: office}"
)
HANDOVER = (
    "{id: r, kind: ownership, clause: A-1, starts: received, ends: replied, clock: office,"
    " handover: {event: transferred, required: {channel: letter}, within: {blank: v}}}"
).replace(" clock: office,", "")
KEPT = "{id: r, kind: retention, clause: A-1, anchor: archived, keep: {blank: v}, destroyed: destroyed}"
COUNTED = "{event: received, where: {x.n: {ge: {blank: v}}}}"
CHOSEN = "{choose: [{when: {x.n: {ge: {blank: v}}}, value: 1 hour}, {value: 2 hours}]}"
GRID = DEADLINE.replace("clock: office", "clock: office, cycle: {repeat: from_due, until: closed}")


@pytest.mark.parametrize(
    ("kind", "rule", "old", "tighter", "looser"),
    [
        ("span", DEADLINE, "4 working hours", "3 working hours", "5 working hours"),
        ("span", SEQUENCE, "3 days", "2 days", "4 days"),
        ("span", HANDOVER, "3 hours", "2 hours", "4 hours"),
        ("span", KEPT, "5 years", "7 years", "3 years"),
        ("money", tiers("none", "{any_of: head}"), "500 CNY", "300 CNY", "500.01 CNY"),
        ("money", tiers("{any_of: head}", "none"), "500 CNY", "600 CNY", "499.99 CNY"),
        ("money", tiers("{any_of: head}", "{all_of: [head, director]}"), "500 CNY", "400 CNY", "600 CNY"),
        ("money", tiers("{any_of: head, or_above: true}", "{any_of: director}"), "500 CNY", "400 CNY", "600 CNY"),
        ("integer", requirement("must: {x.score: {ge: {blank: v}}}"), "60", "70", "50"),
        ("integer", requirement("must: {x.score: {le: {blank: v}}}"), "60", "50", "70"),
        ("integer", requirement("must_not: {x.score: {ge: {blank: v}}}"), "60", "50", "70"),
        (
            "integer",
            requirement("must: {not: {x.score: {ge: {blank: v}}}}"),
            "60",
            "50",
            "70",
        ),
        ("range", requirement("must: {x.age: {blank: v}}"), "[18, 35]", "[20, 35]", "[20, 36]"),
        ("list", requirement("must: {x.kind: {in: {blank: v}}}"), "[a, b]", "[a]", "[a, c]"),
        ("list", requirement("must: {x.kinds: {has: {all: {blank: v}}}}"), "[a, b]", "[a, b, c]", "[a]"),
        (
            "integer",
            requirement("applies: {x.score: {ge: {blank: v}}}, must: {channel: {present: true}}"),
            "60",
            "50",
            "70",
        ),
        ("integer", DEADLINE.replace("{blank: v}", "1 day").replace("received", COUNTED), "3", "2", "4"),
        ("integer", DEADLINE.replace("{blank: v}", CHOSEN), "3", "2", "4"),
        ("span", DEADLINE, "3 working days", "2 days", "4 working days"),
        ("span", DEADLINE, "3 days", "48 hours", "2 weeks"),
        ("span", DEADLINE, "2 weeks", "14 days", "15 days"),
        ("integer", periodic("every: month, at_least: {blank: v}"), "2", "3", "1"),
        ("period", periodic("every: {blank: v}"), "month", "week", "quarter"),
        (
            "time",
            periodic("every: week, on: fri, before: {blank: v}, slot: x.week"),
            '"17:00"',
            '"16:30"',
            '"17:30"',
        ),
    ],
)
def test_each_kind_has_its_tighter_way(
    tmp_path: Path, kind: str, rule: str, old: str, tighter: str, looser: str
) -> None:
    """A tighter value and the same one are taken; a looser one is refused, and the help says which way to go."""
    assert codes(tmp_path, kind, [rule], old, tighter) == []
    assert codes(tmp_path, kind, [rule], old, old) == []
    (problem,) = problems(tmp_path, kind, [rule], old, looser)
    assert problem.code == "not-tighter"
    assert problem.message.startswith("`v` may only be tightened, and `")
    assert (Path(problem.where.file or "").name, problem.where.line) == ("bank.yaml", 4)
    assert problem.help.startswith("say a value ")


@pytest.mark.parametrize(
    ("kind", "rules", "old", "new"),
    [
        ("span", [GRID], "3 days", "2 days"),
        ("span", [KEPT.replace("destroyed}", "destroyed, dispose: {within: 30 days}}")], "5 years", "7 years"),
        ("money", [tiers("{any_of: head}", "{any_of: director}")], "500 CNY", "400 CNY"),
        ("time", [periodic("every: week, on: fri, before: {blank: v}")], '"17:00"', '"16:30"'),
    ],
)
def test_a_place_without_a_tighter_way_is_refused(
    tmp_path: Path, kind: str, rules: list[str], old: str, new: str
) -> None:
    """Keeping the new value would not always keep the old one: nothing is guessed, and the place is named."""
    (problem,) = problems(tmp_path, kind, rules, old, new)
    assert problem.code == "no-direction"
    assert "`r." in problem.message


def test_two_places_that_pull_apart_are_refused(tmp_path: Path) -> None:
    """One blank for a floor and for a ceiling cannot be tightened; both places are named."""
    floor = "{id: floor, kind: requirement, clause: A-1, must: {x.n: {ge: {blank: v}}}}"
    ceiling = "{id: ceiling, kind: requirement, clause: A-1, must: {x.m: {le: {blank: v}}}}"
    (problem,) = problems(tmp_path, "integer", [floor, ceiling], "3", "2")
    assert (problem.code, problem.message) == (
        "no-direction",
        "`v` may only be tightened, and `floor.must` and `ceiling.must` pull apart",
    )


def test_an_objective_is_tighter_where_more_must_be_met(tmp_path: Path) -> None:
    """A service level over the group's rules may be raised and not lowered."""
    rule = DEADLINE.replace("{blank: v}", "4 hours")
    level = "slas: [{id: s, clause: A-1, rules: [r], objective: {blank: v}, period: month}]\n"
    assert codes(tmp_path, "share", [rule], "95%", "97%", more=level) == []
    assert codes(tmp_path, "share", [rule], "95%", "90%", more=level) == ["not-tighter"]


def test_a_fact_that_uses_the_blank_has_no_way(tmp_path: Path) -> None:
    """What a computed fact counts decides conditions, whose way is not known."""
    facts = "facts: {big: {type: number, count: {event: received, where: {x.n: {ge: {blank: v}}}}}}\n"
    rule = requirement("until: closed, must: {big: {ge: 1}}")
    assert codes(tmp_path, "integer", [rule], "3", "4", more=facts) == ["no-direction"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("3 days", "2 working days", "not-comparable"),
        ("3 days", "80 hours", "not-comparable"),
        ("3 days", "96 hours", "not-tighter"),
        ("120 minutes", "1 hour", None),
        ("3 days", "{field: x.span}", "not-comparable"),
        ("3 days", "{choose: [{when: {channel: letter}, value: 2 days}, {value: 1 day}]}", None),
        ("3 days", "{choose: [{when: {channel: letter}, value: 4 days}, {value: 1 day}]}", "not-tighter"),
        ("{choose: [{when: {channel: letter}, value: 9 days}, {value: 3 days}]}", "5 days", "not-tighter"),
        (
            "{choose: [{when: {channel: letter}, value: 9 days}, {value: 3 days}]}",
            "{choose: [{when: {channel: letter}, value: 8 days}, {value: 3 days}]}",
            None,
        ),
    ],
)
def test_units_and_choices_are_compared_or_refused(tmp_path: Path, old: str, new: str, code: str | None) -> None:
    """Spans of one unit compare; a choice is tighter if it is so however it turns out."""
    assert codes(tmp_path, "span", [DEADLINE], old, new) == ([] if code is None else [code])


def test_amounts_in_two_currencies_do_not_compare(tmp_path: Path) -> None:
    """Which of two currencies is worth more is no business of a policy."""
    found = codes(tmp_path, "money", [tiers("none", "{any_of: head}")], "500 CNY", "3 USD")
    assert "not-comparable" in found


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[{value: 4 days, until: 2026-07-01}, {value: 3 days, from: 2026-07-01}]", "3 days", None),
        ("[{value: 4 days, until: 2026-07-01}, {value: 3 days, from: 2026-07-01}]", "4 days", "not-tighter"),
        ("4 days", "[{value: 3 days, until: 2026-07-01}, {value: 2 days, from: 2026-07-01}]", None),
        ("4 days", "[{value: 3 days, until: 2026-07-01}, {value: 5 days, from: 2026-07-01}]", "not-tighter"),
        ("4 days", "[{value: 3 days, from: 2026-07-01}]", "not-tighter"),
        (
            "[{value: 4 days, from: 2026-07-01}]",
            "[{value: 9 days, until: 2026-07-01}, {value: 3 days, from: 2026-07-01}]",
            None,
        ),
    ],
)
def test_a_value_is_tighter_at_every_instant(tmp_path: Path, old: str, new: str, code: str | None) -> None:
    """Values are compared where both hold; where only the lower layer has one, taking it away is no tightening."""
    assert codes(tmp_path, "span", [DEADLINE], old, new) == ([] if code is None else [code])


def test_what_a_layer_adds_does_not_bind_it(tmp_path: Path) -> None:
    """A bank's own rule that uses the group's blank the other way is the bank's own affair."""
    blank = "blanks: {v: {type: integer, clause: A-1, layers: tighten_only, ask: {en: q}}}\n"
    rule = "rules:\n- {id: r, kind: requirement, clause: A-1, must: {x.n: {ge: {blank: v}}}}\n"
    write(tmp_path, f"{HEAD}{blank}{rule}values: {{v: 3}}\n", "group.yaml")
    own = "- {id: own, kind: requirement, clause: B-1, must: {x.m: {le: {blank: v}}}}"
    bank = f"servicepolicy: 1\npolicy: bank\nextends: group.yaml\nvalues: {{v: 4}}\nrules:\n{own}\n"
    assert load(write(tmp_path, bank, "bank.yaml")).provenance("v")[-1].value == "4"


# ---------------------------------------------------------------- what a layer may add

BASE = HEAD + "rules:\n- " + DEADLINE.replace("{blank: v}", "4 hours") + "\n"
LIMIT = "- {id: limit, kind: authority, clause: A-1, action: paid, who: {role: head}}\n"
EMERGENCY = (
    "rules: [{id: e, kind: authority, clause: B-1, action: paid,"
    " emergency: {when: emergency_declared, relaxes: limit, formalities: {within: 1 day}}}]\n"
)


@pytest.mark.parametrize(
    ("layers", "added", "code"),
    [
        ("open", "counting: uk-disp\n", None),
        ("open", EMERGENCY, None),
        ("tighten_only", "counting: uk-disp\n", "closed-layer"),
        ("tighten_only", "pin: latest\n", "closed-layer"),
        ("tighten_only", "in_force: {from: 2027-01-01}\n", "closed-layer"),
        ("tighten_only", EMERGENCY, "closed-layer"),
        ("tighten_only", "rules: [{id: own, kind: sequence, clause: B-1, never: x.shouted}]\n", None),
        ("closed", "rules: [{id: own, kind: sequence, clause: B-1, never: x.shouted}]\n", "closed-layer"),
        ("closed", "roles: {teller: {}}\n", "closed-layer"),
        ("closed", "title: {en: Ours}\n", None),
    ],
)
def test_a_layer_adds_what_it_may(tmp_path: Path, layers: str, added: str, code: str | None) -> None:
    """A policy says whether a layer on top may add rules, and whether what it adds may lift or reinterpret its own."""
    write(tmp_path, f"{BASE}{LIMIT}layers: {layers}\n", "group.yaml")
    path = write(tmp_path, f"servicepolicy: 1\npolicy: bank\nextends: group.yaml\n{added}", "bank.yaml")
    if code is None:
        assert load(path).layers == ("group", "bank")
    else:
        with pytest.raises(PolicyError) as caught:
            load(path)
        (problem,) = caught.value.problems
        assert problem.code == code
        assert Path(problem.where.file or "").name == "bank.yaml"


def test_no_layer_opens_what_one_below_has_closed(tmp_path: Path) -> None:
    """A bank may close what the group left open, and not the other way round."""
    write(tmp_path, f"{BASE}{LIMIT}layers: closed\n", "group.yaml")
    write(tmp_path, "servicepolicy: 1\npolicy: bank\nextends: group.yaml\nlayers: open\n", "bank.yaml")
    branch = "servicepolicy: 1\npolicy: branch\nextends: bank.yaml\nroles: {teller: {}}\n"
    with pytest.raises(PolicyError) as caught:
        load(write(tmp_path, branch, "branch.yaml"))
    assert [problem.code for problem in caught.value.problems] == ["closed-layer"]


def test_a_profile_is_held_to_it_too(tmp_path: Path) -> None:
    """A profile that fills a blank over a layer's value tightens or is refused like a layer."""
    blank = "blanks: {v: {type: span, clause: A-1, layers: tighten_only, ask: {en: q}}}\n"
    path = write(tmp_path, f"{HEAD}{blank}rules:\n- {DEADLINE}\nvalues: {{v: 4 hours}}\n", "group.yaml")
    assert isinstance(load(path, fill={"v": "3 hours"}), Policy)
    with pytest.raises(PolicyError, match="looser"):
        load(path, fill={"v": "5 hours"})


@pytest.mark.parametrize(
    ("zone", "new", "named"),
    [
        ("Europe/London", "48 hours", [True]),
        ("Europe/London", "60 hours", [False]),
        ("Asia/Shanghai", "60 hours", [False]),
        ("Asia/Shanghai", "48 hours", []),
    ],
)
def test_a_change_of_the_clock_is_named_where_it_alone_is_in_the_way(
    tmp_path: Path, zone: str, new: str, named: list[bool]
) -> None:
    """48 hours are over within two days but for one night: its date is said; where more is in the way, no date is."""
    deadline = DEADLINE.replace(", clock: office", "")
    found = problems(tmp_path, "span", [deadline], "2 days", new, head=HEAD.replace("Asia/Shanghai", zone))
    assert [(one.code, "2026-03-29" in one.message) for one in found] == [("not-comparable", one) for one in named]
