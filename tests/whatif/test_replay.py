"""A log judged by two policies at once."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import servicepolicy as sp
from servicepolicy.logs import read_log
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.whatif import Baseline, replay
from tests.whatif.cases import ANSWERED, AS_OF, MONDAY, OFFICE, PAUSE, case, hours, logs, policy

OLD_ANSWERED = {**ANSWERED, "within": "4 hours"}
OLD = policy(OLD_ANSWERED, {**ANSWERED, "id": "settled", "stop": "resolved", "within": "2 days"})
LOG = [
    case("quick", ("received", hours(0)), ("replied", hours(1)), channel="email"),
    case("slow", ("received", hours(0)), ("replied", hours(3)), channel="email"),
    case("late", ("received", hours(0)), ("replied", hours(5)), channel="letter"),
    case("never", ("received", hours(1)), channel="letter"),
]


def statuses(of: sp.Policy, cases: list[sp.Case]) -> dict[tuple[str, str], str]:
    """The status of each case under each rule, by a full run."""
    found: dict[tuple[str, str], str] = {}
    for one in cases:
        report = of.evaluate(one, as_of=AS_OF)
        for rule in {verdict.rule for verdict in (*report.verdicts, *report.advice)}:
            found[rule, one.id] = str(report[rule].status)
    return found


def test_what_changes_is_counted_and_named() -> None:
    """Transitions by subject, and each flip with both verdicts and the first thing in which they differ."""
    found = replay(LOG, OLD, OLD.but({"answered.within": "2 hours"}), as_of=AS_OF)
    assert [one.rule for one in found.rules] == ["answered"]
    assert found["answered"].by_subject == {("met", "met"): 1, ("met", "breached"): 1, ("breached", "breached"): 2}
    (flip,) = found.flips
    assert (flip.subject, flip.old, flip.new) == ("slow", "met", "breached")
    assert flip.difference is not None
    assert (flip.difference.what, flip.difference.old, flip.difference.new) == (
        "values",
        {"within": "4 hours"},
        {"within": "2 hours"},
    )
    assert "slow" in found.explain("slow", "en")
    assert "违反" in found.explain("slow", "zh")


def test_only_what_the_change_touches_is_judged() -> None:
    """A rule that means the same is left out; where nothing differs nothing is read."""
    same = replay(iter(()), OLD, OLD.but({"answered.within": "240 minutes"}), as_of=AS_OF)
    assert (same.rules, same.changes, same.subjects) == ((), (), 0)
    assert [one.rule for one in replay(LOG, OLD, OLD, as_of=AS_OF, rules="all").rules] == ["answered", "settled"]


def test_a_rule_that_one_policy_lacks_is_absent_there() -> None:
    """Taken away or added, its cases are not judged on one side, and nothing flips."""
    found = replay(LOG, OLD, OLD.but({"settled": None}), as_of=AS_OF)
    assert (found["settled"].side, found.flips) == ("old", ())
    assert set(found["settled"].by_subject) == {("breached", "absent")}


LATER = {**ANSWERED, "stop": "resolved", "within": "2 days"}
RENAMED = {**ANSWERED, "id": "replied", "within": {"blank": "soon"}}
SOON = {"type": "span", "clause": "D-1", "ask": {"zh": "多久?", "en": "How long?"}}
DATED = {"soon": [{"value": "4 hours", "until": "2027-01-01"}, {"value": "5 hours", "from": "2027-01-01"}]}
FORMERLY = {"soon": [{"value": "2 hours", "until": "2027-01-01"}, {"value": "5 hours", "from": "2027-01-01"}]}


def test_a_rule_that_is_only_renamed_is_not_judged() -> None:
    """Another id, in another spelling: no flip, not even where no other rule is shared, and the renaming is told."""
    new = policy({**ANSWERED, "id": "replied", "within": "240 minutes"}, {**LATER, "id": "more"})
    found = replay(LOG, OLD.but({"settled": None}), new, as_of=AS_OF)
    assert [(one.rule, one.side) for one in found.rules] == [("more", "new")]
    assert [(one.name, one.renamed_to, one.rules) for one in found.changes][:1] == [("answered", "replied", ())]
    assert sp.diff(OLD.but({"settled": None}), new).affected == ("more",)
    alone = replay([], OLD.but({"settled": None}), new.but({"more": None}), as_of=AS_OF)
    assert alone.rules == ()
    assert alone.table().splitlines()[2:] == ["  answered: answered to replied"]


def test_a_renamed_rule_is_compared_with_its_new_name(tmp_path: Path) -> None:
    """Where a renamed rule was another one at some time, its cases flip under one name, whatever is asked of them."""
    old = policy({**RENAMED, "id": "answered"}, blanks={"soon": SOON}, fill=DATED)
    new = policy(RENAMED, blanks={"soon": SOON}, fill=FORMERLY)
    assert sp.diff(old, new, examples=False).affected == ("answered", "replied")
    found = replay(LOG, old, new, as_of=AS_OF, by="channel")
    (rule,) = found.rules
    assert (rule.rule, rule.renamed_to, rule.side) == ("answered", "replied", "both")
    assert rule.by_subject == {("met", "met"): 1, ("met", "breached"): 1, ("breached", "breached"): 2}
    assert found["replied"] is found["answered"] is found[rule]
    assert [flip.subject for flip in found.flipped("met", "breached", "replied")] == ["slow"]
    assert found.by("channel")["email"] == {"answered": {("met", "met"): 1, ("met", "breached"): 1}}
    assert rule.over_us["new"] - rule.over_us["old"] == 5 * 3_600_000_000
    assert found.to_csv().splitlines()[1].startswith("answered,slow,met,breached")
    assert all("renamed to replied" in said for said in (found.table(), found.to_html(), found.explain("slow")))
    for asked in (["answered"], ["replied"], "all"):
        assert replay(LOG, old, new, as_of=AS_OF, rules=asked)["answered"].by_subject == rule.by_subject
    Baseline.of(LOG, old, as_of=AS_OF).save(tmp_path / "kept.json")
    kept = replay(LOG, old, new, as_of=AS_OF, baseline=Baseline.open(tmp_path / "kept.json"))
    assert (kept.flips[0].subject, kept["replied"].by_subject) == ("slow", rule.by_subject)


def test_a_renamed_rule_that_no_case_reads_otherwise_is_inert() -> None:
    """Its verdicts bear another name, and say the same."""
    old = policy({**RENAMED, "id": "answered"}, blanks={"soon": SOON}, fill=DATED)
    later = {"soon": [DATED["soon"][0] | {"until": "2026-12-01"}, {"value": "5 hours", "from": "2026-12-01"}]}
    found = replay(LOG, old, policy(RENAMED, blanks={"soon": SOON}, fill=later), as_of=AS_OF)
    assert [change.name for change in found.inert] == ["soon"]


def test_a_change_that_no_case_reads_is_told() -> None:
    """A value for a channel that never occurs changes nothing, and that is said."""
    chosen = {"choose": [{"when": {"channel": "in_person"}, "value": "1 hour"}, {"value": "4 hours"}]}
    old = policy({**ANSWERED, "within": chosen})
    found = replay(LOG, old, old.but({"answered.within.choose.0.value": "2 hours"}), as_of=AS_OF)
    assert [change.name for change in found.inert] == ["answered"]
    assert [change.name for change in replay(LOG, OLD, OLD.but({"answered.within": "9 days"}), as_of=AS_OF).inert] == []


def inert(old: sp.Policy, new: sp.Policy, **more: Any) -> list[str]:
    """What of a change no case of the log reads."""
    return [change.said for change in replay(LOG, old, new, as_of=AS_OF, **more).inert]


def test_a_rule_that_never_applies_is_inert_where_it_is_added_and_where_it_is_taken_away() -> None:
    """That there is no such rule, and that it does not apply, is one to every case."""
    letters = {**LATER, "id": "letters", "applies": {"channel": "in_person"}}
    soon = {"blanks": {"soon": SOON}, "fill": {"soon": "1 hour"}}
    both = policy(OLD_ANSWERED, letters), policy(OLD_ANSWERED, letters | {"within": {"blank": "soon"}}, **soon)
    assert [inert(policy(OLD_ANSWERED), new) for new in both] == [["letters"], ["soon", "letters"]]
    assert inert(both[0], policy(OLD_ANSWERED)) == ["letters"]
    assert inert(policy(OLD_ANSWERED), policy(OLD_ANSWERED, letters | {"applies": {"channel": "email"}})) == []


MINUTES = {**ANSWERED, "clock": "office", "within": "480 working minutes"}
HOLIDAYS = {"office": {**OFFICE, "closed": ["2026-01-06", "2026-02-03", "2026-05-01"]}}
WORKING = {**ANSWERED, "clock": "office", "within": "8 working hours"}
OPTIONS = [
    {"when": {"channel": channel}, "value": value} for channel, value in (("letter", "1 hour"), ("online", "2 hours"))
]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            policy(RENAMED, blanks={"soon": SOON}, fill={"soon": "4 hours"}),
            policy(RENAMED, blanks={"soon": SOON}, fill=FORMERLY),
            ["soon from 2027-01-01"],
        ),
        (
            policy(RENAMED, blanks={"soon": SOON}, fill=DATED),
            policy(RENAMED, blanks={"soon": SOON}, fill={"soon": "2 hours"}),
            ["soon from 2027-01-01"],
        ),
        (
            OLD.but({"settled": None}),
            policy({**ANSWERED, "within": {"choose": [*OPTIONS, {"value": "3 hours"}]}}),
            ["answered.within.choose.1"],
        ),
        (
            policy({**ANSWERED, "within": {"choose": [*OPTIONS, {"value": "3 hours"}]}}),
            policy({**ANSWERED, "within": {"choose": [OPTIONS[0], {"value": "4 hours"}]}}),
            ["answered.within.choose.1"],
        ),
        (
            policy(RENAMED, blanks={"soon": SOON}, fill={"soon": "4 hours"}),
            policy(RENAMED, blanks={"soon": SOON}, fill={"soon": {"choose": [*OPTIONS, {"value": "3 hours"}]}}),
            ["soon.choose.1"],
        ),
        (
            policy(WORKING),
            sp.Policy(policy="desk", timezone="UTC", calendars=HOLIDAYS, rules=[MINUTES]),
            ["office.closed 2026-02-03", "office.closed 2026-05-01"],
        ),
        (
            policy(WORKING | {"applies": {"channel": "letter"}}),
            policy(WORKING | {"applies": {"channel": ["email", "online", "letter"]}}),
            ["answered.applies.channel.in online"],
        ),
        (
            policy(WORKING),
            policy(WORKING | {"within": "4 working hours", "pause": [{"from": "paused", "until": "resumed"}]}),
            ["answered.pause"],
        ),
    ],
)  # fmt: skip
def test_the_part_of_a_change_that_no_case_reads_is_told(old: sp.Policy, new: sp.Policy, said: list[str]) -> None:
    """One value of several, one option, one closed date, one code, one key: beside parts that cases do read."""
    assert inert(old, new) == said
    assert inert(old, new, baseline=Baseline.of(LOG, old, as_of=AS_OF)) == said


def test_what_is_only_written_otherwise_is_no_part_of_a_change() -> None:
    """240 minutes are 4 hours: beside a change that no case reads, and one that cases read, that is not told."""
    new = policy({**ANSWERED, "within": "240 minutes", "stop": {"any": ["closed", "replied"]}, "pause": PAUSE})
    assert inert(OLD.but({"settled": None}), new) == ["answered"]
    assert inert(OLD.but({"settled": None}), new.but({"answered.start": "paused"})) == [
        "answered.stop.any closed",
        "answered.pause",
    ]


def test_a_change_later_than_the_log_is_inert() -> None:
    """A value that holds from next year on is read by no case of this year."""
    blank = {"type": "span", "clause": "D-1", "ask": {"zh": "多久?", "en": "How long?"}}
    old = policy({**ANSWERED, "within": {"blank": "soon"}}, blanks={"soon": blank}, fill={"soon": "4 hours"})
    found = replay(LOG, old, old.but({"soon": "1 hour"}, since="2027-01-01"), as_of=AS_OF)
    assert [change.name for change in found.inert] == ["soon"]
    assert found.flips == ()


def test_a_table_says_part_by_part_what_was_changed() -> None:
    """Dated values, options, closed dates and rules in a line each, as people say them; on the page too."""
    blanks: dict[str, Any] = {"blanks": {"soon": SOON}}
    old = policy(RENAMED | {"clock": "office"}, **blanks, fill={"soon": "4 hours"})
    new = sp.Policy(
        policy="desk",
        timezone="UTC",
        calendars=HOLIDAYS,
        rules=[RENAMED | {"clock": "office"}, LATER | {"id": "more"}],
        **blanks,
        fill={"soon": [{"value": {"choose": [OPTIONS[0], {"value": "4 hours"}]}, "from": "2026-01-05"}, DATED["soon"][0]
              | {"until": "2026-01-05"}]},
    )  # fmt: skip
    found = replay(LOG, old, new, as_of=AS_OF)
    lines = found.table().split("\n\n")[1].splitlines()
    assert [line.strip() for line in lines] == [
        "soon.choose.0 from 2026-01-05: added: 1 hour where channel: letter",
        "more: added",
        "office.closed 2026-01-06: added: 2026-01-06",
        "office.closed 2026-02-03: added: 2026-02-03",
        "office.closed 2026-05-01: added: 2026-05-01",
    ]
    assert "soon.choose.0 from 2026-01-05" in found.to_html("zh")
    assert found.plain()["changes"][0]["parts"][0]["name"] == "soon.choose.0 from 2026-01-05"  # type: ignore[index]


def test_cases_are_grouped() -> None:
    """By a field of the header, by month, by who did it; what does not say is a group of its own."""
    found = replay(LOG, OLD, OLD.but({"answered.within": "2 hours"}), as_of=AS_OF, by=["channel", "month"])
    assert found.by("channel")["email"]["answered"] == {("met", "met"): 1, ("met", "breached"): 1}
    assert list(found.by("month")) == ["2026-01"]
    assert "按渠道（channel）：" in found.table("zh")
    assert "按月份（month）：" in found.table("zh")
    assert "By channel:" in found.table()


def test_minutes_over_the_limit_are_summed() -> None:
    """What is done late or never counts by how much, on each side."""
    new, moment = OLD.but({"answered.within": "2 hours"}), MONDAY + hours(8)
    found = replay(LOG, OLD, new, as_of=moment)["answered"]
    late, owed = (1, 4), (3, 5)
    assert found.over_us == {side: 3_600_000_000 * (late[at] + owed[at]) for at, side in enumerate(("old", "new"))}


def test_what_is_unknown_names_the_missing_fact() -> None:
    """The fact that would settle it, with the number of cases."""
    cases = [case("a", ("received", hours(0)), ("replied", hours(1)))]
    asked = {"event": "replied", "who": {"role": "agent"}}
    found = replay(cases, OLD, OLD.but({"answered.stop": asked}), as_of=AS_OF)
    assert found["answered"].by_subject == {("met", "unknown"): 1}
    assert list(found.unjudged.values()) == [1]


def test_a_kept_baseline_is_used_and_a_stale_one_refused(tmp_path: Path) -> None:
    """The old policy need not be judged again; a baseline of another policy or moment is no baseline."""
    Baseline.of(LOG, OLD, as_of=AS_OF).save(tmp_path / "kept.json")
    kept, new = Baseline.open(tmp_path / "kept.json"), OLD.but({"answered.within": "2 hours"})
    found = replay(LOG, OLD, new, as_of=AS_OF, baseline=kept)
    assert found["answered"].by_subject == replay(LOG, OLD, new, as_of=AS_OF)["answered"].by_subject
    with pytest.raises(sp.UsageError, match="stale"):
        replay(LOG, new, OLD, as_of=AS_OF, baseline=kept)
    with pytest.raises(sp.UsageError, match="as of"):
        replay(LOG, OLD, new, as_of=AS_OF + timedelta(days=1), baseline=kept)
    with pytest.raises(sp.UsageError, match="another context"):
        replay(LOG, OLD, new, as_of=AS_OF, baseline=kept, context=sp.Context(ledger=[]))
    (tmp_path / "kept.json").write_text("[]")
    with pytest.raises(sp.FactsError, match="no baseline"):
        Baseline.open(tmp_path / "kept.json")


def test_a_case_that_is_another_one_since_a_baseline_was_kept_is_judged_anew(tmp_path: Path) -> None:
    """What was recorded since then, a late or a changed record, a new case: the answer is that without a baseline."""
    Baseline.of(LOG, OLD, as_of=AS_OF).save(tmp_path / "kept.json")
    kept, new = Baseline.open(tmp_path / "kept.json"), OLD.but({"answered.within": "2 hours"})
    since = [
        case("quick", ("received", hours(0)), ("replied", hours(9)), channel="email"),
        LOG[1].model_copy(update={"channel": "letter"}),
        case("fresh", ("received", hours(0)), ("replied", hours(3)), channel="letter"),
        LOG[3],
    ]
    one, other = (replay(since, OLD, new, as_of=AS_OF, by="channel", baseline=base) for base in (kept, None))
    assert (one["answered"].by_subject, one.groups) == (other["answered"].by_subject, other.groups)
    assert one["answered"].by_subject == {("met", "breached"): 2, ("breached", "breached"): 2}
    again = [sp.Case.model_validate(case.model_dump()) for case in LOG]
    assert all(kept.of_case(one.facts()) is not None for one in again)


@pytest.mark.parametrize(
    ("cases", "new", "more", "said"),
    [
        ([], OLD.but({"answered.within": "1 hour"}), {}, "no case that can be used"),
        ([sp.Agent(id="a")], OLD.but({"answered.within": "1 hour"}), {}, "nothing was judged"),
        (LOG, policy({**ANSWERED, "id": "else", "within": "1 hour"}), {}, "share no rule"),
        (LOG, OLD, {"rules": ["answerd"]}, "did you mean `answered`"),
        (LOG, OLD, {"rules": "answered"}, "several ids"),
        (LOG, OLD.but({"answered.within": "1 hour"}), {"by": "chanel"}, "did you mean `channel`"),
        (LOG, OLD.but({"answered.within": "1 hour"}), {"by": "priority"}, "no case says `priority`"),
        (LOG, OLD.but({"answered.within": "1 hour"}), {"by": "summary"}, "cannot be grouped"),
    ],
)
def test_what_means_nothing_is_one_clear_error(cases: list[Any], new: sp.Policy, more: Any, said: str) -> None:
    """A replay that looked at nothing does not pass, and a name that means nothing is told."""
    with pytest.raises(sp.UsageError, match=said):
        replay(cases, OLD, new, as_of=AS_OF, **more)


@given(logs(), st.sampled_from(["30 minutes", "6 hours", "3 working hours", "2 working days", "3 days"]), st.booleans())
def test_it_is_two_full_runs(cases: list[sp.Case], within: str, paused: bool) -> None:
    """Whatever the log and the change: the transitions are those of two full runs, compared case by case."""
    rule = {**ANSWERED, "clock": "office", "within": "4 working hours", **({"pause": PAUSE} if paused else {})}
    old = policy(rule)
    new = old.but({"answered.within": within})
    found = replay(cases, old, new, as_of=AS_OF, rules="all")
    before, after = statuses(old, cases), statuses(new, cases)
    assert found["answered"].by_subject == Counter((before[key], after[key]) for key in before)
    flipped = [(flip.subject, flip.old, flip.new) for flip in found.flips]
    assert flipped == [(key[1], before[key], after[key]) for key in before if before[key] != after[key]]


TOGGLES: dict[str, dict[str, Any]] = {
    "answered.within": {"within": "1 working day"},
    "answered.pause": {"pause": PAUSE},
    "answered.applies": {"applies": {"channel": "email"}},
    "office.closed": {"closed": ["2026-01-06"]},
    "office.special": {"special": {"2026-01-10": ["09:00-12:00"]}},
}


def toggled(names: frozenset[str]) -> sp.Policy:
    """A policy that says some things otherwise."""
    said = {"answered": {**ANSWERED, "clock": "office", "within": "6 working hours"}, "office": {**OFFICE}}
    for name in names:
        said[name.partition(".")[0]] |= TOGGLES[name]
    return sp.Policy(policy="desk", timezone="UTC", calendars={"office": said["office"]}, rules=[said["answered"]])


def full(of: sp.Policy, cases: list[sp.Case]) -> list[object]:
    """What a policy says of a log, but of what it does not apply to."""
    reports = (of.evaluate(one, as_of=AS_OF) for one in cases)
    return [[one for one in report.verdicts if one.status is not sp.Status.NOT_APPLICABLE] for report in reports]


@settings(max_examples=8)
@given(logs(), st.sets(st.sampled_from(sorted(TOGGLES)), min_size=2).map(frozenset))
def test_a_part_is_inert_where_full_runs_without_it_and_with_it_alone_say_the_same(
    cases: list[sp.Case], names: frozenset[str]
) -> None:
    """Whatever is changed together: part by part, as full runs of both policies with the part turned round say."""
    cases = [one.model_copy(update={"id": f"{one.id}-{at}"}) for at, one in enumerate(cases)]
    old, new = toggled(frozenset()), toggled(names)
    found = replay(cases, old, new, as_of=AS_OF).inert
    told = {
        name for one in found for name in names if one.said == name or (one.part is None and name.startswith(one.said))
    }
    before, after = full(old, cases), full(new, cases)
    same = {
        name
        for name in names
        if full(toggled(names - {name}), cases) == after and full(toggled(frozenset({name})), cases) == before
    }
    assert told == same


# ---------------------------------------------------------------- real logs


@cache
def facts(log: Path, mapping: str) -> tuple[SubjectFacts, ...]:
    """A log, read once for all pairs that read it alike."""
    return tuple(read_log(log, yaml.safe_load(mapping)).facts())


def told(found: sp.Replay) -> dict[str, Any]:
    """A replay in the form of the known answers."""
    rules: Any = found.plain()["rules"]
    return {
        rule: {
            "by_subject": sorted(map(tuple, one["by_subject"])),
            "by_occurrence": sorted(map(tuple, one["by_occurrence"])),
            "flips": {change: sorted(subjects) for change, subjects in one["flips"].items()},
        }
        for rule, one in rules.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("number", ["01", "05", "06", "18"])
def test_real_logs(shared: Path, number: str) -> None:
    """Transitions and flips over real logs are those of two full runs of another hand."""
    folder = shared / "what-if" / "replay" / number
    expected = json.loads((folder / "expected.json").read_text())
    log = shared / "data" / Path((folder / "log.txt").read_text().strip()).name
    moment = datetime.fromisoformat(expected["as_of"]).astimezone(UTC)
    cases = facts(log, (folder / "mapping.yaml").read_text(encoding="utf-8"))
    old, new = sp.load(folder / "old.yaml"), sp.load(folder / "new.yaml")
    found = told(replay(cases, old, new, as_of=moment, rules="all"))
    wanted = expected["rules"]
    assert found.keys() == wanted.keys()
    for rule, one in wanted.items():
        assert found[rule]["by_subject"] == sorted(map(tuple, one["by_subject"]))
        assert found[rule]["by_occurrence"] == sorted(map(tuple, one["by_occurrence"]))
        if one["side"] == "both":
            assert found[rule]["flips"] == {change: sorted(keys) for change, keys in one.get("flips", {}).items()}
