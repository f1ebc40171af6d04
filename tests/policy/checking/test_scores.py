"""Scorecards and service levels that cannot be meant are problems at load, each at its place with a way out."""

from __future__ import annotations

from typing import Any

import pytest

from servicepolicy.errors import PolicyError, Problem
from servicepolicy.policy.policy import Policy

ANSWERED: dict[str, Any] = {
    "id": "answered",
    "kind": "deadline",
    "clause": "1",
    "start": "received",
    "stop": "replied",
    "within": "2 days",
}
ADVICE = {**ANSWERED, "id": "advised", "level": "advice"}
RATED: dict[str, Any] = {"mean": {"event": "rated", "of": "score"}}
BY_RATER: dict[str, Any] = {"mean": {"event": "rated", "of": "score", "by": "rater"}}
CASES: dict[str, Any] = {"share": {"of": "case", "where": {"reopened": "false"}}}
SHARES = {name: {"type": "share", "clause": "1", "ask": {"en": "?"}} for name in ("one", "two")}


def problems(*indicators: dict[str, Any], slas: Any = (), blanks: Any = None, fill: Any = None, **more: Any) -> Any:
    """What is wrong with a scorecard with these indicators, and with service levels."""
    card = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
    rules = [ANSWERED, ADVICE, {**card, "indicators": list(indicators), **more}]
    with pytest.raises(PolicyError) as caught:
        Policy(policy="p", timezone="Asia/Shanghai", rules=rules, slas=list(slas), blanks=blanks, fill=fill)
    return caught.value.problems


def only(found: tuple[Problem, ...]) -> tuple[str, str]:
    """Code and message of the only problem."""
    (problem,) = found
    return problem.code, problem.message


def figure(**said: Any) -> dict[str, Any]:
    """An indicator."""
    return {"id": "figure", "measure": RATED, **said}


@pytest.mark.parametrize(
    ("measure", "code", "message"),
    [
        ({"mean": {"event": "rated"}}, "not-a-measure", "of what is the `mean`?"),
        ({"count": {"event": "rated", "field": "score"}}, "not-a-measure", "`count` takes no field"),
        ({**RATED, "count": "rated"}, "not-a-measure", "a measure has exactly one form"),
        ({"quantile": {"event": "rated", "of": "score"}}, "not-a-measure", "`at` goes with `quantile`"),
        ({"ratio": "rated"}, "not-a-measure", "`to` goes with `ratio` and `rate`"),
        ({"rate": "rated", "to": "rated"}, "not-a-measure", "`each` goes with `rate`"),
        ({"share": {"of": "case"}}, "not-a-measure", "a share counts what meets a condition"),
        ({"kept": {"of": "case"}}, "not-a-measure", "`kept` names rules"),
        ({"mean": {"verdicts": "answered", "of": "score"}}, "unknown-word", "`score` is not a number of a verdict"),
        (
            {"count": {"event": "rated", "verdicts": "answered"}},
            "not-a-population",
            "say one of `event` and `verdicts`",
        ),
        ({"count": {"event": "rated", "in": "stop"}}, "illegal-combination", "an event belongs to the period"),
        ({"count": {"of": "case", "in": "due"}}, "illegal-combination", "only a verdict falls due"),
        ({"kept": {"verdicts": "answered", "where": {"channel": "letter"}}}, "not-a-population", "needs their kind"),
        ({"mean": {"event": "rated", "of": "scor"}}, "unknown-field", "`scor` is not a field of what is counted"),
        ({"mean": {"event": "rated", "of": "rater"}}, "wrong-type", "`rater` of `rated` is of type code"),
        ({"kept": "anwsered"}, "unknown-rule", "`anwsered` is not a rule of this policy"),
        ({"kept": "advised"}, "wrong-kind", "`advised` is advice, which is in no attainment"),
        ({"kept": "card"}, "wrong-kind", "`card` is judged over a period"),
        ({**CASES, "credit": "ownr"}, "unknown-field", "`ownr` is not a field of what is counted"),
        ({**CASES, "credit": "customer_name"}, "personal-matter", "`customer_name` cannot tell apart"),
        ({**CASES, "credit": "x.desk"}, "personal-matter", "`x.desk` cannot tell apart"),
        ({"count": "ratd"}, "unknown-event", "`ratd` is not an event of an agent"),
        ({"share": {"event": "rated", "where": {"scor": "1"}}}, "unknown-field", "`scor` is not a field of `rated`"),
    ],
)
def test_a_measure_that_measures_nothing(measure: dict[str, Any], code: str, message: str) -> None:
    """Each form has what it needs, and what it names exists and is a number."""
    found = only(problems(figure(measure=measure)))
    assert found[0] == code
    assert message in found[1]


@pytest.mark.parametrize(
    ("indicator", "code", "message"),
    [
        (figure(target={}), "no-target", "a target says none of"),
        (figure(target={"ge": "much"}), "wrong-type", "`much` is not a number"),
        (figure(change={"up": "5%", "down": "5%"}), "not-a-change", "exactly one of `up` and `down`"),
        (figure(weight="100%"), "illegal-combination", "nothing says how the indicator enters the score"),
        (figure(score="value"), "illegal-combination", "a value enters the score by its `scale`"),
        (figure(score="target"), "illegal-combination", "there is no target to be met"),
        (figure(raters={"self": "100%"}), "illegal-combination", "`raters` need a mean that says `by`"),
        (figure(measure=BY_RATER), "illegal-combination", "`by` tells raters apart"),
        (
            figure(measure=BY_RATER, raters={"self": "20%", "superior": "30%"}),
            "weights-do-not-sum",
            "the raters add up to 50%, not to 100%",
        ),
        (figure(measure=CASES, target={"ge": "95"}), "wrong-value", "`95` is more than all"),
        (figure(measure=CASES, target={"gt": "100%"}), "idle-target", "no share is so"),
        (figure(measure=CASES, target={"le": "100%"}), "idle-target", "every share is so"),
        (
            figure(target={"ge": {"choose": [{"value": "1"}]}}),
            "illegal-combination",
            "`ge` is one number for everybody",
        ),
    ],
)
def test_an_indicator_that_does_not_fit_together(indicator: dict[str, Any], code: str, message: str) -> None:
    """Targets, weights, scales and raters are said where they mean something."""
    found = only(problems(indicator))
    assert found[0] == code
    assert message in found[1]


def test_weights_said_outright_add_up() -> None:
    """Half and 30 % are 80 %, not everything."""
    indicators = [figure(id=name, scale=["0", "100"], weight=weight) for name, weight in (("a", "50%"), ("b", "30%"))]
    assert only(problems(*indicators)) == ("weights-do-not-sum", "the weights add up to 80%, not to 100%")


def test_weights_that_are_filled_add_up_at_every_moment() -> None:
    """Two blanks that add up before a date and not after it; each weight is told."""
    indicators = [figure(id=name, scale=["0", "100"], weight={"blank": name}) for name in ("one", "two")]
    fill = {"one": [{"value": "50%", "until": "2026-07-01"}, {"value": "60%", "from": "2026-07-01"}], "two": "50%"}
    (problem,) = problems(*indicators, blanks=SHARES, fill=fill)
    assert problem.message == "the weights add up to 110%, not to 100%"
    assert "`one` 60%, `two` 50%" in problem.help


def test_open_weights_are_no_problem_yet() -> None:
    """A policy with open blanks can be loaded, as any other."""
    card = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
    indicators = [figure(id=name, scale=["0", "100"], weight={"blank": name}) for name in ("one", "two")]
    policy = Policy(policy="p", timezone="UTC", rules=[{**card, "indicators": indicators}], blanks=SHARES)
    assert policy.open_blanks == ("one", "two")


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        ({"period": "monht"}, "unknown-word", "`monht` is not a period of the calendar"),
        ({"per": "unit"}, "illegal-combination", "a scorecard is split by `unit` and by nothing else"),
        ({"target": {"ge": "80"}}, "no-score", "without weights there is no score"),
        ({"target": {"ge": "high"}}, "no-score", "without weights there is no score"),
    ],
)
def test_a_scorecard_that_cannot_be_told(more: dict[str, Any], code: str, message: str) -> None:
    """Periods are those of the calendar, and a score needs weights."""
    found = only(problems(figure(), **more))
    assert found[0] == code
    assert message in found[1]


def test_indicators_are_told_apart() -> None:
    """Two indicators of one name are a problem, and so is a scorecard without any."""
    assert only(problems(figure(), figure()))[0] == "duplicate-id"
    assert only(problems())[1] == "a scorecard measures something"


@pytest.mark.parametrize(
    ("level", "code", "message"),
    [
        ({"rules": "anwsered"}, "unknown-rule", "`anwsered` is not a rule of this policy"),
        ({"rules": "card"}, "wrong-kind", "`card` is not a deadline"),
        ({"rules": "advised"}, "wrong-kind", "`advised` is advice"),
        ({"of": "incident"}, "wrong-kind", "`answered` is about a case"),
        ({"objective": "195%"}, "wrong-value", "`195%` is not a share of what falls due"),
        ({"objective": "most"}, "wrong-type", "`most` is not a number"),
        ({"per": "customer_name"}, "personal-matter", "`customer_name` cannot tell apart"),
        ({"per": "chanel"}, "unknown-field", "`chanel` is not a field"),
        ({"where": {"chanel": "letter"}}, "unknown-field", "`chanel` is neither a field of a case nor a computed fact"),
        ({"id": "answered"}, "duplicate-id", "a rule or another service level has the id `answered`"),
        ({"period": "fortnight"}, "unknown-word", "`fortnight` is not a period of the calendar"),
    ],
)
def test_a_service_level_that_cannot_be_reached(level: dict[str, Any], code: str, message: str) -> None:
    """Its rules are deadlines about its subject, its objective a share, and its parts no personal field."""
    said = {"id": "level", "rules": "answered", "objective": "95%", "period": "month", **level}
    found = only(problems(figure(), slas=[said]))
    assert found[0] == code
    assert message in found[1]


def test_what_is_loaded_writes_itself_back() -> None:
    """Scorecards and service levels come back from their own YAML with the same digest."""
    card = {"id": "card", "kind": "scorecard", "subject": "agent", "clause": "2", "period": "month"}
    indicators = [
        figure(id="a", scale=["0", "100"], weight="40%", change={"down": "5", "in": "points"}),
        figure(id="b", measure=CASES, weight="60%", target={"ge": "90%"}),
    ]
    level = {"id": "level", "rules": "answered", "objective": "95%", "period": "month", "where": {"channel": "letter"}}
    rules = [ANSWERED, {**card, "indicators": indicators, "grades": [{"ge": "90", "grade": "a"}, {"grade": "b"}]}]
    policy = Policy(policy="p", timezone="UTC", rules=rules, slas=[level])
    again = Policy(**policy.plain() | {"servicepolicy": None})
    assert again.digest == policy.digest
