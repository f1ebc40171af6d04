"""What a layer says otherwise of the office below: hours, holidays, clocks, currency, zone, titles."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

import servicepolicy as sp
from servicepolicy.errors import PolicyError, Problem
from servicepolicy.language.rule import Title
from servicepolicy.policy.policy import Policy, load
from tests.policy.documents import BOTH_BLANKS, HEAD, write

CLOSED = HEAD.replace("policy: example", "policy: group") + BOTH_BLANKS
GROUP = CLOSED.replace("holidays: CN", "holidays: CN, layers: open")
VALUES = "values: {answer_within: 4 working hours, head_above: 500 GBP}\n"
LAYER = f"servicepolicy: 1\npolicy: bank\nextends: group.yaml\n{VALUES}"
LONDON = 'calendars: {office: {timezone: Europe/London, hours: {mon-fri: ["09:00-17:00"]}, holidays: GB-ENG}}\n'


def layered(folder: Path, said: str, group: str = GROUP) -> Policy:
    """A layer on top of the group's policy."""
    write(folder, group, "group.yaml")
    return load(write(folder, LAYER + said, "bank.yaml"))


def refused(folder: Path, said: str, group: str = GROUP) -> list[tuple[str, str, str]]:
    """What is wrong with a layer: each code with its file and path."""
    with pytest.raises(PolicyError) as caught:
        layered(folder, said, group)
    return [(one.code, Path(one.where.file or "").name, one.where.path) for one in caught.value.problems]


def due(policy: Policy, unit: str | None = None, calendars: dict[str, str] | None = None) -> datetime | None:
    """When a question of a Friday afternoon must be answered."""
    event = {"event": "received", "at": "2026-05-01T16:00:00+01:00"}
    case = sp.Complaint.model_validate({"id": "C-1", "unit": unit, "events": [event]})
    units = [{"id": name, "calendar": calendar} for name, calendar in (calendars or {}).items()]
    context = sp.Context.model_validate({"organisation": {"id": "bank", "units": units}})
    moment = datetime.fromisoformat("2026-05-01T16:30:00+01:00")
    (verdict,) = policy.evaluate(case, as_of=moment, context=context)["answered"].verdicts
    return verdict.due


def test_a_calendar_that_is_left_open_is_replaced(tmp_path: Path) -> None:
    """The bank's hours and holidays count where the rules of the layer below name its calendar."""
    policy = layered(tmp_path, f"timezone: Europe/London\n{LONDON}")
    assert (policy.timezone, policy.calendars["office"].jurisdictions) == ("Europe/London", ("GB-ENG",))
    # one hour of Friday; Monday 4 May is a bank holiday
    assert due(policy) == datetime.fromisoformat("2026-05-05T12:00:00+01:00")


def test_a_calendar_that_is_not_left_open_stays(tmp_path: Path) -> None:
    """Where the layer below says nothing, its calendar is its own, and so is its zone; the ways out are told."""
    assert refused(tmp_path, f"timezone: Europe/London\n{LONDON}", CLOSED) == [
        ("two-zones", "bank.yaml", "timezone"),
        ("already-declared", "bank.yaml", "calendars.office"),
    ]


def test_what_is_replaced_stays_open_unless_it_says_otherwise(tmp_path: Path) -> None:
    """A branch on the bank on the group says its hours too; where the bank closes them, it does not."""
    for said, stays in ((LONDON, "open"), (LONDON.replace("holidays: GB-ENG", "layers: closed"), "closed")):
        assert layered(tmp_path, said).calendars["office"].layers == stays


@pytest.mark.parametrize("mode", ["tighten_only", "closed"])
def test_a_policy_that_is_not_open_may_leave_its_calendar_open(tmp_path: Path, mode: str) -> None:
    """What a part says counts for it, whatever the policy as a whole allows."""
    policy = layered(tmp_path, LONDON, GROUP.replace("policy: group", f"policy: group\nlayers: {mode}"))
    assert policy.calendars["office"].timezone == "Europe/London"


def test_what_a_layer_may_not_loosen_it_still_may_not(tmp_path: Path) -> None:
    """A blank that may only be tightened is, whatever the hours of the layer are."""
    group = (
        GROUP.replace("{type: span,", "{type: span, layers: tighten_only,")
        + "values: {answer_within: 2 working hours}\n"
    )
    assert refused(tmp_path, LONDON, group) == [("not-tighter", "bank.yaml", "values.answer_within")]


def test_a_calendar_begins_with_what_another_says(tmp_path: Path) -> None:
    """`like` takes what is not said from the calendar of that name, its own of the layer below where it is its own."""
    said = """\
timezone: Asia/Shanghai
calendars:
  saturdays: {like: office, hours: {mon-fri: ["09:00-12:00"], sat: ["09:00-12:00"]}}
  office: {like: office, closed: [2026-03-02]}
"""
    policy = layered(tmp_path, said)
    assert list(policy.calendars) == ["office", "saturdays"]
    office, saturdays = policy.calendars["office"], policy.calendars["saturdays"]
    assert (list(office.hours), office.holidays, office.closed) == (["mon-fri"], ("CN",), ("2026-03-02",))
    assert (list(saturdays.hours), saturdays.holidays, saturdays.closed) == (
        ["mon-fri", "sat"],
        ("CN",),
        ("2026-03-02",),
    )
    assert load(write(tmp_path, policy.to_yaml(), "back.yaml")).digest == policy.digest


def test_a_calendar_like_another_of_the_same_document() -> None:
    """A policy of one document says a branch's hours once, too."""
    office = sp.WorkCalendar(timezone="Europe/London", hours={"mon-fri": ["09:00-17:00"]}, holidays="GB-ENG")
    branch = {"like": "office", "hours": {"mon-sat": ["10:00-16:00"]}}
    policy = Policy(policy="bank", calendars={"branch": branch, "office": office})
    assert policy.timezone == "Europe/London"
    assert policy.calendars["branch"].holidays == ("GB-ENG",)


@pytest.mark.parametrize(
    ("calendars", "problem"),
    [
        ("{leeds: {like: ofice}}", ("unknown-calendar", "bank.yaml", "calendars.leeds.like")),
        ("{leeds: {like: [office]}}", ("wrong-type", "bank.yaml", "calendars.leeds.like")),
        ("{leeds: {like: leeds}}", ("unknown-calendar", "bank.yaml", "calendars.leeds.like")),
        ("{leeds: {like: york}, york: {like: leeds}}", ("cyclic-calendars", "bank.yaml", "calendars.york.like")),
        ("{leeds: {like: office, hours: {mon: [9-5]}}}", ("wrong-value", "bank.yaml", "calendars.leeds.hours")),
        ("{leeds: {like: office, opens: x}}", ("unknown-key", "bank.yaml", "calendars.leeds.opens")),
        ("{leeds: {like: york}, york: {hours: 5}}", ("missing-key", "bank.yaml", "calendars.york")),
        ("{office: {like: office, layers: perhaps}}", ("unknown-word", "bank.yaml", "calendars.office.layers")),
    ],
)
def test_what_is_alike_wrongly_is_told_with_its_place(
    tmp_path: Path, calendars: str, problem: tuple[str, str, str]
) -> None:
    """A name that means nothing, a circle, hours that cannot be read: told at their own place in the layer."""
    assert problem in refused(tmp_path, f"calendars: {calendars}\n")


UNITS = {"leeds": "leeds", "york": "office"}
HOURS = '{mon-fri: ["09:00-17:00"], sat: ["09:00-12:30"]}'
BRANCH = f"calendars: {{leeds: {{like: office, hours: {HOURS}}}}}\nclocks: {{office: unit}}\n"


def test_a_branch_has_its_own_calendar(tmp_path: Path) -> None:
    """With `clocks` the calendar of the case's unit counts where a rule of the layer below names the office's."""
    group = GROUP.replace('"09:00-12:00", "13:30-17:30"', '"09:00-17:00"').replace("Asia/Shanghai", "Europe/London")
    policy = layered(tmp_path, BRANCH, group.replace("holidays: CN", "holidays: GB-ENG"))
    assert policy.plain()["rules"][0]["clock"] == "unit"
    assert "clocks" not in policy.plain()
    assert due(policy, "leeds", UNITS) == datetime.fromisoformat("2026-05-02T12:00:00+01:00")
    assert due(policy, "york", UNITS) == datetime.fromisoformat("2026-05-05T12:00:00+01:00")
    assert due(policy, None, UNITS) is None  # nobody knows whose hours count


def test_what_has_no_unit_keeps_its_calendar(tmp_path: Path) -> None:
    """A duty of the organisation counts by the calendar that its rule names, whatever the units have."""
    duty = "{id: told, kind: periodic, subject: organisation, clause: A-3, every: month, act: assessed, clock: office}"
    policy = layered(tmp_path, BRANCH, f"{GROUP}- {duty}\n")
    assert [(rule["id"], rule.get("clock")) for rule in policy.plain()["rules"]] == [
        ("answered", "unit"),
        ("paid", None),
        ("told", "office"),
    ]


@pytest.mark.parametrize(
    ("clocks", "group", "problem"),
    [
        ("{ofice: unit}", GROUP, ("unknown-clock", "bank.yaml", "clocks.ofice")),
        ("{office: leeds}", GROUP, ("unknown-clock", "bank.yaml", "clocks.office")),
        ("{office: unit}", CLOSED, ("closed-layer", "bank.yaml", "clocks.office")),
    ],
)
def test_clocks_that_mean_nothing_are_told(
    tmp_path: Path, clocks: str, group: str, problem: tuple[str, str, str]
) -> None:
    """A calendar that is not there, or that the layer below does not leave open."""
    assert refused(tmp_path, f"clocks: {clocks}\n", group) == [problem]


def test_clocks_without_a_layer_below_are_told() -> None:
    """They are about the rules of a layer below; a policy of one document says `clock` in its rules."""
    with pytest.raises(PolicyError) as caught:
        Policy(policy="bank", timezone="UTC", clocks={"office": "unit"})
    assert [problem.code for problem in caught.value.problems] == ["no-layer-below"]


PAID = """\
- id: refunded
  kind: authority
  clause: A-3
  action: remedied
  amount: {choose: [{when: {remedy: apology}, value: 0 CNY}, {value: {field: amount}}]}
  tiers: [{le: {blank: head_above}, approvers: none}]
"""


def test_nothing_is_nothing_in_the_currency_of_the_layer(tmp_path: Path) -> None:
    """An amount of nothing that a rule below says outright is meant in the currency that the layer names."""
    policy = layered(tmp_path, "currency: GBP\n", GROUP + PAID)
    assert policy.plain()["rules"][2]["amount"]["choose"][0]["value"] == "0 GBP"
    assert other(policy) == []


def other(policy: Policy) -> list[Problem]:
    """What is told of amounts in another currency."""
    return [warning for warning in policy.warnings if warning.code == "other-currency"]


def test_amounts_in_another_currency_are_told(tmp_path: Path) -> None:
    """An amount that a rule below says outright, and a value that nobody said in the bank's currency, are warned of."""
    group = GROUP + PAID.replace("le: {blank: head_above}", "le: 100 CNY")
    found = other(layered(tmp_path, "currency: GBP\n", group))
    assert [(Path(one.where.file or "").name, one.where.path) for one in found] == [
        ("group.yaml", "rules[2].tiers[0].le")
    ]
    write(tmp_path, GROUP, "group.yaml")
    yuan = load(write(tmp_path, LAYER.replace("500 GBP", "500 CNY") + "currency: GBP\n", "bank.yaml"))
    assert [one.where.path for one in other(yuan)] == ["values.head_above"]


FINED = """\
- id: fined
  kind: incentive
  subject: agent
  clause: A-4
  counts: {event: absent}
  ladder: [{nth: 1, entitles: reminder}, {from: 2, each: 10.00 CNY}]
  recorded: {event: sanctioned, within: 10 days}
"""


def test_an_amount_that_a_rule_says_outright_is_another_in_the_layer(tmp_path: Path) -> None:
    """A fine of the layer below is so much in the bank's currency, however it is written; then nothing is told."""
    group = GROUP + FINED + PAID.replace("le: {blank: head_above}", "le: 100 CNY")
    policy = layered(tmp_path, "currency: GBP\namounts: {10 CNY: 2 GBP, 100 CNY: 12.50 GBP}\n", group)
    fined, refunded = policy.plain()["rules"][2:]
    assert fined["ladder"] == [{"nth": "1", "entitles": "reminder"}, {"from": "2", "each": "2 GBP"}]
    assert refunded["tiers"] == [{"le": "12.50 GBP"}]
    assert other(policy) == []
    assert "amounts" not in policy.plain()


@pytest.mark.parametrize(
    ("amounts", "problem"),
    [
        ("{12 CNY: 2 GBP}", ("unknown-amount", "bank.yaml", "amounts.12 CNY")),
        ("{10 CNY: two pounds}", ("wrong-value", "bank.yaml", "amounts.10 CNY")),
        ("{10 yuan: 2 GBP}", ("wrong-value", "bank.yaml", "amounts.10 yuan")),
    ],
)
def test_amounts_that_mean_nothing_are_told(tmp_path: Path, amounts: str, problem: tuple[str, str, str]) -> None:
    """An amount that no rule below says, and what is no amount."""
    found = refused(tmp_path, f"amounts: {amounts}\n", GROUP + FINED)
    assert [(code, file, path.split("[")[0]) for code, file, path in found] == [problem]


def test_amounts_of_a_policy_that_may_only_be_tightened_stay(tmp_path: Path) -> None:
    """What rules below mean is changed by no layer that they do not allow."""
    group = GROUP.replace("policy: group", "policy: group\nlayers: tighten_only") + FINED
    assert refused(tmp_path, "amounts: {10 CNY: 2 GBP}\n", group) == [("closed-layer", "bank.yaml", "amounts")]


@pytest.mark.parametrize(("mode", "code"), [("tighten_only", "closed-layer"), ("closed", "closed-layer")])
def test_a_currency_is_not_changed_where_rules_may_not_be(tmp_path: Path, mode: str, code: str) -> None:
    """What rules below mean is changed by no layer that they do not allow."""
    group = GROUP.replace("policy: group", f"policy: group\nlayers: {mode}")
    assert refused(tmp_path, "currency: GBP\n", group) == [(code, "bank.yaml", "currency")]


def test_a_currency_that_is_none_is_told(tmp_path: Path) -> None:
    """A currency is a code of ISO 4217."""
    assert refused(tmp_path, "currency: pounds\n") == [("wrong-value", "bank.yaml", "currency")]


def test_roles_are_called_as_the_bank_calls_them(tmp_path: Path) -> None:
    """A layer says what a role below is called, in one language or both, and leaves its ladder as it is."""
    group = GROUP.replace("head: {above: [clerk]}", "head: {above: [clerk], title: {zh: 主管, en: head}}")
    policy = layered(tmp_path, "roles: {head: {title: {en: branch manager}}, clerk: {title: {en: cashier}}}\n", group)
    head = policy.roles["head"]
    assert (head.title and (head.title.en, head.title.zh), head.above) == (("branch manager", "主管"), ("clerk",))
    assert policy.roles["clerk"].title == Title(en="cashier")


@pytest.mark.parametrize("said", ["{above: []}", "{title: {en: boss}, kind: bot}", "{}"])
def test_a_layer_changes_nothing_else_of_a_role(tmp_path: Path, said: str) -> None:
    """Who stands above whom, and who may hold a role, is what the layer below says."""
    assert refused(tmp_path, f"roles: {{head: {said}}}\n") == [("already-declared", "bank.yaml", "roles.head")]


def test_a_title_that_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    """What is wrong with the title is told, and nothing else of the role."""
    assert refused(tmp_path, "roles: {head: {title: boss}}\n") == [("wrong-type", "bank.yaml", "roles.head.title")]


def test_a_closed_policy_keeps_its_titles(tmp_path: Path) -> None:
    """Where a layer fills blanks and adds nothing, it calls nothing otherwise."""
    group = GROUP.replace("policy: group", "policy: group\nlayers: closed")
    codes = {code for code, _, _ in refused(tmp_path, "roles: {head: {title: {en: boss}}}\n", group)}
    assert codes == {"closed-layer", "already-declared"}


def test_what_is_wrong_with_a_replaced_calendar_is_told_in_the_layer(tmp_path: Path) -> None:
    """A calendar that never opens again is warned of where it is said now."""
    shut = "calendars: {office: {timezone: Asia/Shanghai, special: {2035-12-24: ['09:00-12:00']}}}\n"
    (warning,) = [one for one in layered(tmp_path, shut).warnings if one.code == "shut-for-good"]
    assert Path(warning.where.file or "").name == "bank.yaml"
