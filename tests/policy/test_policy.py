"""The policy as hosts hold it: immutable, asked with aware times, filled before it judges."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from servicepolicy.errors import NaiveTimeError, OpenBlanksError, PolicyError, UsageError
from servicepolicy.models.agent import Agent
from servicepolicy.models.complaint import Complaint
from servicepolicy.money import Money
from servicepolicy.policy.policy import Policy, load
from servicepolicy.policy.reading.shipped import packs, profiles
from servicepolicy.results.verdict import Effect, Status
from servicepolicy.worktime.holidays import HolidaySource
from tests.policy.documents import BOTH_BLANKS, FILL, HEAD, loaded

TEXT = HEAD + BOTH_BLANKS
RECEIVED = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
CASE = Complaint.model_validate(
    {"id": "C-1", "events": [{"event": "received", "at": "2026-03-02T09:00:00+08:00", "by": "e1"}]}
)


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    """The example with its blanks filled."""
    return loaded(tmp_path, TEXT, FILL)


def test_the_shipped_names_are_listed() -> None:
    """`packs` and `profiles` name what `load` takes."""
    assert {"branch-service", "complaint-handling"} <= set(packs())
    assert "example-bank" in profiles()


@pytest.mark.parametrize("pack", packs())
def test_every_shipped_policy_is_clean(pack: str) -> None:
    """Shipped policies load with the shipped profile without a warning and without an open blank."""
    policy = load(pack, fill="example-bank")
    assert policy.warnings == ()
    assert policy.open_blanks == ()


def test_an_unknown_pack_is_told() -> None:
    """A misspelt name is told with the nearest one."""
    with pytest.raises(
        UsageError,
        match=r"`complaint-handing` is neither a shipped policy nor a path.*did you mean `complaint-handling`",
    ):
        load("complaint-handing")


def test_the_basis_holds_the_dates_of_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calendars that say the same and keep other holidays make another basis; those without holidays do not mind."""

    def basis(**said: object) -> str:
        hours = {"mon-fri": ["09:00-17:00"]}
        calendar = {"timezone": "Asia/Shanghai", "hours": hours, **said}
        return Policy(policy="p", timezone="Asia/Shanghai", calendars={"office": calendar}).basis

    before, plain = basis(holidays="CN"), basis()
    assert before == basis(holidays="CN")
    monkeypatch.setattr(HolidaySource, "digest", lambda _: "other dates")
    assert basis(holidays="CN") != before
    assert basis() == plain


def test_an_answer_comes_from_the_engine(policy: Policy) -> None:
    """A case is judged by the filled policy: due four working hours after receipt, across the lunch break."""
    due = datetime.fromisoformat("2026-03-02T14:30:00+08:00")
    report = policy.evaluate(CASE, as_of=due)
    assert report["answered"].status is Status.PENDING
    assert report.verdicts[0].due == due
    assert policy.evaluate(CASE, as_of=due + timedelta(microseconds=1))["answered"].status is Status.BREACHED
    assert (report.policy, report.digest, report.basis) == ("example", policy.digest, policy.basis)


def test_duties_and_notices_come_from_the_engine(policy: Policy) -> None:
    """The agenda names the rule that is due, and the breach is a notice of the time at which it arose."""
    assert [duty.rule for duty in policy.agenda(CASE, as_of=RECEIVED)] == ["answered"]
    notices = policy.notices(CASE, after=RECEIVED, until=RECEIVED + timedelta(days=1))
    assert [(notice.kind, notice.rule) for notice in notices] == [("breach", "answered")]


@pytest.mark.parametrize(
    ("amount", "effect"),
    [("500 CNY", Effect.PERMIT), ("500.01 CNY", Effect.NEEDS_APPROVAL), (Money("-1", "CNY"), Effect.REFUSE)],
)
def test_a_decision_comes_from_the_engine(policy: Policy, amount: Any, effect: Effect) -> None:
    """Exactly the limit is within it; a fen above needs the head."""
    by = Agent(id="e9", role="clerk")
    assert policy.decide("remedied", by=by, on=CASE, amount=amount, at=RECEIVED).effect is effect


def test_a_decision_needs_no_case(policy: Policy) -> None:
    """Who asks in general asks without a subject; several people may act together."""
    decision = policy.decide("remedied", by=["e1", Agent(id="e2", role="clerk")], amount="1 CNY", at=RECEIVED)
    assert decision.effect is Effect.PERMIT


def test_an_action_that_no_rule_names_is_refused(policy: Policy) -> None:
    """No rule means no permission."""
    assert policy.decide("settled", by="e1", amount="1 CNY", at=RECEIVED).effect is Effect.REFUSE


def test_a_field_that_the_act_does_not_have_is_told(policy: Policy) -> None:
    """A misspelt keyword of `decide` is a wrong call, not an unknown."""
    with pytest.raises(UsageError, match="`mater` is not a field of `remedied`; did you mean `matter`"):
        policy.decide("remedied", by="e1", amount="1 CNY", at=RECEIVED, mater="m1")


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda policy: policy.evaluate(CASE), "as_of"),
        (lambda policy: policy.agenda(CASE), "as_of"),
        (lambda policy: policy.decide("remedied", by="e1"), "at"),
        (lambda policy: policy.owner(CASE), "at"),
        (lambda policy: policy.notices(CASE, until=RECEIVED), "after"),
    ],
)
def test_a_moment_must_be_said(policy: Policy, call: Any, name: str) -> None:
    """There is no clock: a call without its moment is refused and says so."""
    with pytest.raises(UsageError, match=f"`{name}` is missing: there is no clock here"):
        call(policy)


@pytest.mark.parametrize(
    "call",
    [
        lambda policy, at: policy.evaluate(CASE, as_of=at),
        lambda policy, at: policy.evaluate(CASE, as_of=RECEIVED, known_at=at),
        lambda policy, at: policy.decide("remedied", by="e1", at=at),
        lambda policy, at: policy.at(at),
    ],
)
def test_naive_times_are_refused(policy: Policy, call: Any) -> None:
    """A time without zone or offset is never guessed at."""
    with pytest.raises(NaiveTimeError):
        call(policy, datetime(2026, 3, 2, 9, 0))  # noqa: DTZ001 - the point of the test


def test_a_text_is_no_moment(policy: Policy) -> None:
    """Times are given as times."""
    with pytest.raises(UsageError, match="`as_of` must be a datetime"):
        policy.evaluate(CASE, as_of="2026-03-02")  # type: ignore[arg-type]  # the point of the test


def test_a_record_is_read_before_it_is_judged(policy: Policy) -> None:
    """A mapping is not judged: it has not been checked."""
    with pytest.raises(UsageError, match="read it with its `model_validate` first"):
        policy.evaluate({"id": "C-1"}, as_of=RECEIVED)  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda policy: policy.decide("remedied", by=None, at=RECEIVED), "`by` says who acts"),
        (lambda policy: policy.decide("remedied", by={"id": "e1", "role": "head"}, at=RECEIVED), "`by` says who acts"),
        (lambda policy: policy.decide("remedied", by=["e1", 5], at=RECEIVED), "`by` says who acts"),
        (lambda policy: policy.decide("remedied", by="e1", amount=5, at=RECEIVED), "`amount` needs a currency"),
        (lambda policy: policy.decide("remedied", by="e1", at=RECEIVED, context={}), "`context` must be a `Context`"),
        (lambda policy: policy.evaluate(CASE, as_of=RECEIVED, context={}), "`context` must be a `Context`"),
        (lambda policy: policy.agenda(CASE, as_of=RECEIVED, context={}), "`context` must be a `Context`"),
        (lambda policy: policy.owner(CASE, at=RECEIVED, context={}), "`context` must be a `Context`"),
        (lambda policy: policy.notices(CASE, after=RECEIVED, until=RECEIVED, context={}), "`context` must be a `Con"),
        (lambda policy: policy.assess([CASE], "2026-01", context={}), "`context` must be a `Context`"),
        (lambda policy: policy.assess(None, "2026-01"), "`subjects` must be several"),
        (lambda _: load(5), "loaded by its name"),  # type: ignore[arg-type]  # the point of the test
        (lambda _: load(None), "loaded by its name"),  # type: ignore[arg-type]  # the point of the test
    ],
)
def test_a_wrong_call_says_what_to_hand_in(policy: Policy, call: Any, message: str) -> None:
    """What is neither is refused in our words, and nobody is taken for a person called `id`."""
    with pytest.raises(UsageError, match=message):
        call(policy)


def test_a_policy_does_not_change(policy: Policy) -> None:
    """No attribute can be set."""
    with pytest.raises(AttributeError, match="a policy does not change: `rules` cannot be set"):
        policy.rules = ()  # type: ignore[misc]  # the point of the test


def test_a_policy_shows_its_id_and_digest_only(policy: Policy) -> None:
    """The representation is short and says which policy it is."""
    assert repr(policy) == f"Policy('example', {policy.digest[:16]}…)"


def test_a_policy_can_be_copied_and_sent(policy: Policy) -> None:
    """Copies, and what comes out on the other side of a pickle, are equal and answer alike."""
    for other in (copy.copy(policy), copy.deepcopy(policy), pickle.loads(pickle.dumps(policy))):  # noqa: S301 - our own bytes
        assert other == policy
        assert other.evaluate(CASE, as_of=RECEIVED) == policy.evaluate(CASE, as_of=RECEIVED)


def test_provenance_of_a_rule_names_its_place(policy: Policy) -> None:
    """A rule is traced to the document and line that state it."""
    (said,) = policy.provenance("paid")
    assert (said.by, said.where.line, said.value) == ("example", 15, None)


def test_provenance_of_nothing_is_told(policy: Policy) -> None:
    """A name that the policy does not have is a wrong call, with the nearest name."""
    with pytest.raises(UsageError, match="`paidd` is neither a blank nor a rule of `example`; did you mean `paid`"):
        policy.provenance("paidd")


def test_a_policy_built_in_python_is_checked_as_well() -> None:
    """Problems of a policy without a file are placed by their path."""
    rule = {"id": "a", "kind": "deadline", "clause": "1", "start": "recieved", "stop": "replied", "within": "2 days"}
    with pytest.raises(PolicyError) as caught:
        Policy(policy="p", timezone="UTC", rules=[rule])
    assert [str(problem.where) for problem in caught.value.problems] == ["rules[0].start.event"]


def test_open_blanks_stop_every_question(tmp_path: Path) -> None:
    """No method judges by a policy with an open blank."""
    policy = loaded(tmp_path, TEXT)
    for ask in (
        lambda: policy.agenda(CASE, as_of=RECEIVED),
        lambda: policy.decide("remedied", by="e1", amount="1 CNY", at=RECEIVED),
        lambda: policy.owner(CASE, at=RECEIVED),
        lambda: policy.notices(CASE, after=RECEIVED, until=RECEIVED),
    ):
        with pytest.raises(OpenBlanksError):
            ask()


def test_roles_are_known_with_all_below_them(tmp_path: Path) -> None:
    """An edition knows of each role which roles stand below it, at any depth."""
    text = TEXT.replace("  head: {above: [clerk]}\n", "  head: {above: [clerk]}\n  leader: {above: head}\n")
    policy = loaded(tmp_path, text, FILL)
    assert policy.editions[0].roles == {
        "clerk": frozenset(),
        "head": frozenset({"clerk"}),
        "leader": frozenset({"head", "clerk"}),
    }


def test_a_rule_without_a_clock_counts_in_the_policys_zone(policy: Policy) -> None:
    """The clock without a name is always open and has the policy's zone."""
    clock = policy.editions[0].clocks[""]
    assert clock.elapsed(RECEIVED, RECEIVED + timedelta(days=3)) == timedelta(days=3)
