"""Requirements: at each event, on the header, throughout, on lists, bands and templates."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.worktime._instant import to_us
from tests.judging.building import case, event, instant

DAY = "2026-01-05"
LATER = "2026-01-09T09:00"


def rule(**said: Any) -> dict[str, Any]:
    """A requirement; what is said is added. A state is judged as it stands unless `hold` says otherwise."""
    asked = {} if {"at", "until", "spoken", "hold"} & said.keys() else {"hold": "now"}
    return {"id": "required", "kind": "requirement", "clause": "X-1", **asked, **said}


def talk(*events: dict[str, Any], **header: Any) -> sp.Interaction:
    """A call with these events."""
    return sp.Interaction.model_validate({"id": "I-1", **header, "events": list(events)})


def judged(said: dict[str, Any], subject: Any, as_of: str = LATER, **more: Any) -> list[sp.Verdict]:
    """The verdicts of one requirement."""
    policy = sp.Policy(policy="p", timezone="Europe/London", rules=[said], **more)
    return list(policy.evaluate(subject, as_of=instant(as_of))["required"].verdicts)


def only(said: dict[str, Any], subject: Any, as_of: str = LATER, **more: Any) -> sp.Verdict:
    """The single verdict of one requirement."""
    (found,) = judged(said, subject, as_of, **more)
    return found


def statuses(found: list[sp.Verdict]) -> dict[str, str]:
    """The status of each occurrence."""
    return {verdict.occurrence: str(verdict.status) for verdict in found}


def problems(said: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    """The code and the message of everything for which a policy with this rule is refused."""
    with pytest.raises(sp.PolicyError) as caught:
        sp.Policy(policy="p", timezone="Europe/London", rules=[said], **more)
    return [(problem.code, problem.message) for problem in caught.value.problems]


def blank(kind: str) -> dict[str, Any]:
    """The declaration of a blank."""
    return {"type": kind, "clause": "X-1", "ask": {"en": "how many?"}}


# at each event


def test_each_event_is_an_occurrence_judged_at_its_instant() -> None:
    """Two replies give two final verdicts, each by its own fields."""
    subject = case(
        event("replied", f"{DAY}T09:00", by="e1", visibility="public"),
        event("replied", f"{DAY}T10:00", by="e2", visibility="internal"),
    )
    found = judged(rule(at="replied", must={"visibility": "public"}), subject)
    assert statuses(found) == {"20260105T090000Z": "met", "20260105T100000Z": "breached"}
    assert [(verdict.final, verdict.credit) for verdict in found] == [(True, ("e1",)), (True, ("e2",))]


def test_nothing_to_judge_is_not_applicable() -> None:
    """Without a matching event nothing is met and nothing is broken."""
    found = only(rule(at="replied", must={"visibility": "public"}), case())
    assert (found.status, found.reason.code) == ("not_applicable", "not_triggered")


def test_the_header_is_read_as_it_stood_at_the_event() -> None:
    """A later re-classification changes no earlier verdict."""
    subject = case(
        event("replied", f"{DAY}T09:00"),
        event("reclassified", f"{DAY}T10:00", severity="serious"),
        event("replied", f"{DAY}T11:00"),
        severity="minor",
    )
    found = judged(rule(at="replied", must={"subject.severity": "minor"}), subject)
    assert [str(verdict.status) for verdict in found] == ["met", "breached"]


def test_applies_is_asked_at_each_event() -> None:
    """A rule for serious cases leaves out what happened before the case became one."""
    subject = case(
        event("replied", f"{DAY}T09:00"),
        event("reclassified", f"{DAY}T10:00", severity="serious"),
        event("replied", f"{DAY}T11:00"),
        severity="minor",
    )
    found = judged(rule(at="replied", applies={"severity": "serious"}, must={"by": {"present": True}}), subject)
    assert [str(verdict.status) for verdict in found] == ["not_applicable", "breached"]


def test_matters_do_not_meet() -> None:
    """Each occurrence is named after its matter; an event without one is judged once, beside them."""
    subject = case(
        event("replied", f"{DAY}T09:00", matter="a", visibility="public"),
        event("replied", f"{DAY}T10:00", matter="b", visibility="internal"),
        event("replied", f"{DAY}T11:00", visibility="public"),
    )
    found = statuses(judged(rule(at="replied", per="matter", must={"visibility": "public"}), subject))
    assert found == {
        "20260105T110000Z": "met",
        "a/20260105T090000Z": "met",
        "b/20260105T100000Z": "breached",
    }


def test_two_events_of_one_instant_have_two_keys() -> None:
    """The second of one instant is numbered."""
    subject = case(event("replied", f"{DAY}T09:00", by="e1"), event("replied", f"{DAY}T09:00", by="e2"))
    found = statuses(judged(rule(at="replied", must={"by": {"present": True}}), subject))
    assert list(found) == ["20260105T090000Z", "20260105T090000Z#2"]


def test_doubts_of_many_events_do_not_multiply() -> None:
    """Forty events that each lack a field are forty unknowns, each with its own doubts."""
    subject = case(*(event("replied", f"{DAY}T09:{minute:02}") for minute in range(40)))
    found = judged(rule(at="replied", must={"visibility": "public", "substance": "full"}), subject)
    assert [verdict.doubts for verdict in found[:2]] == [
        ("1.substance", "1.visibility"),
        ("2.substance", "2.visibility"),
    ]
    assert {str(verdict.status) for verdict in found} == {"unknown"}
    assert len(found) == 40


def test_a_doubtful_event_is_an_unknown_occurrence() -> None:
    """Whether the reply was public is not recorded: whether it is judged at all is unknown."""
    at = {"event": "replied", "where": {"visibility": "public"}}
    found = only(rule(at=at, must={"substance": "full"}), case(event("replied", f"{DAY}T09:00", substance="full")))
    assert (found.status, found.doubts) == ("unknown", ("1.visibility",))


def test_a_doubt_that_changes_nothing_is_left_out() -> None:
    """What fails for sure is broken, whatever else is missing."""
    found = only(
        rule(at="replied", must={"visibility": "public", "substance": "full"}),
        case(event("replied", f"{DAY}T09:00", substance="partial")),
    )
    assert (found.status, found.doubts, found.why_not[0].test) == ("breached", (), "substance is full")


def test_any_event_must_name_its_actor() -> None:
    """`event: any` with `present` finds the step that nobody signed."""
    subject = case(event("received", f"{DAY}T09:00", by="e1"), event("resolved", f"{DAY}T10:00"))
    found = judged(rule(at={"event": "any"}, must={"by": {"present": True}}), subject)
    assert [str(verdict.status) for verdict in found] == ["met", "breached"]


# the header


def test_the_header_is_judged_now() -> None:
    """Without `until` the verdict stands as long as the header does; a breach is open and can be mended."""
    found = only(rule(must={"category": {"present": True}}), case())
    assert (found.status, found.final, found.state, found.occurrence) == ("breached", False, ("open",), "1")
    assert only(rule(must={"category": {"present": True}}), case(category="credit")).status == "met"


def test_before_the_end_it_is_pending_whether_it_holds_or_not() -> None:
    """With `until` nothing is decided before the event."""
    said = rule(subject="interaction", must={"jargon": False}, until="ended")
    for jargon in (True, False):
        found = only(said, talk(event("received", f"{DAY}T09:00"), jargon=jargon))
        assert (found.status, found.reason.code) == ("pending", "judged_at_the_end")


def test_at_the_end_it_is_final() -> None:
    """The header as it stood at the end decides, for good."""
    said = rule(subject="interaction", must={"confirmed": True}, until="ended")
    subject = talk(event("ended", f"{DAY}T09:10"), event("read_back", f"{DAY}T09:20", confirmed=True), confirmed=False)
    found = only(said, subject)
    assert (found.status, found.final, found.started) == ("breached", True, instant(f"{DAY}T09:10"))


def test_the_agenda_names_what_is_awaited() -> None:
    """A pending requirement is a duty of its role until the event at which it is judged."""
    said = rule(must={"category": {"present": True}}, until="resolved", duty="clerk")
    policy = sp.Policy(policy="p", timezone="Europe/London", rules=[said])
    (duty,) = policy.agenda(case(event("received", f"{DAY}T09:00")), as_of=instant(LATER))
    assert (duty.act, duty.role, duty.overdue) == (("resolved",), "clerk", False)


def test_must_not_is_broken_where_all_of_it_holds() -> None:
    """One of two forbidden things alone is no breach; `any` makes each of them one."""
    subject = talk(jargon=True, vague_words=False)
    both = {"jargon": True, "vague_words": True}
    assert only(rule(subject="interaction", must_not=both), subject).status == "met"
    each = {"any": [{"jargon": True}, {"vague_words": True}]}
    found = only(rule(subject="interaction", must_not=each), subject)
    assert (found.status, found.why_not[0].code) == ("breached", "must_not")


# numbers and bands


@pytest.mark.parametrize(
    ("rate", "status", "code"),
    [(179, "breached", "must_below"), (180, "met", ""), (240, "met", ""), (241, "breached", "must_above")],
)
def test_a_number_lies_in_its_band_at_the_bounds(rate: int, status: str, code: str) -> None:
    """`ge` and `le` include their bounds; a breach says on which side it lies."""
    found = only(rule(subject="interaction", must={"speech_rate": {"ge": 180, "le": 240}}), talk(speech_rate=rate))
    assert (str(found.status), [why.code for why in found.why_not]) == (status, [code] if code else [])


@pytest.mark.parametrize(
    ("rings", "status", "code"),
    [(1, "breached", "must_below"), (2, "met", ""), (4, "met", ""), (5, "breached", "must_above")],
)
def test_a_blank_of_type_range_is_a_band(rings: int, status: str, code: str) -> None:
    """`in` with a range takes everything between its two numbers, both included; who filled it is told."""
    found = only(
        rule(subject="interaction", must={"rings": {"in": {"blank": "rings"}}}),
        talk(rings=rings),
        blanks={"rings": blank("range")},
        values={"rings": [2, 4]},
    )
    assert (str(found.status), [why.code for why in found.why_not]) == (status, [code] if code else [])
    assert [(value.name, value.value, value.origin) for value in found.values] == [("rings", "2 to 4", "rings/p")]


def test_a_band_upside_down_is_refused() -> None:
    """No number is at least 5 and at most 3, nor above 5 and below 5; one that is 5 is in a band of one."""
    for band in ({"ge": "5", "le": "3"}, {"gt": "5", "lt": "5"}, {"ge": "5", "lt": "5"}):
        assert [code for code, _ in problems(rule(subject="interaction", must={"rings": band}))] == ["upside-down"]
    assert only(rule(subject="interaction", must={"rings": {"ge": "5", "le": "5"}}), talk(rings=5)).status == "met"


def test_amounts_upside_down_are_refused() -> None:
    """Bounds of one currency are compared as amounts."""
    said = rule(must={"amount": {"gt": "100 CNY", "le": "90 CNY"}})
    assert [code for code, _ in problems(said)] == ["upside-down"]


def test_blanks_that_make_a_band_upside_down_are_refused() -> None:
    """What fills the bounds is looked at as well, and the problem says so."""
    said = rule(subject="interaction", must={"rings": {"ge": {"blank": "least"}, "le": {"blank": "most"}}})
    found = problems(said, blanks={"least": blank("integer"), "most": blank("integer")}, values={"least": 5, "most": 3})
    assert [code for code, _ in found] == ["upside-down"]


# lists


@pytest.mark.parametrize(
    ("test", "items", "status"),
    [
        ({"has": {"all": ["amount", "account"]}}, ["account", "amount", "date"], "met"),
        ({"has": {"all": ["amount", "account"]}}, ["account"], "breached"),
        ({"has": {"any": ["amount", "account"]}}, ["account"], "met"),
        ({"has": {"any": ["amount", "account"]}}, ["date"], "breached"),
        ({"has": {"none": ["password"]}}, ["date"], "met"),
        ({"has": {"none": ["password"]}}, ["date", "password"], "breached"),
        ({"has": {"any": ["amount"], "none": ["password"]}}, ["amount", "password"], "breached"),
        ({"size": 2}, ["amount", "date"], "met"),
        ({"size": {"gt": 2}}, ["amount", "date"], "breached"),
        ({"size": {"le": 2}}, ["amount", "amount", "date"], "met"),
        ({"size": 3}, ["amount", "amount", "date"], "breached"),
        ({"each": {"in": ["amount", "date"]}}, ["amount", "date"], "met"),
        ({"each": {"in": ["amount", "date"]}}, ["amount", "other"], "breached"),
        ({"each": {"matches": "{lower:1-6}"}}, ["amount", "Date"], "breached"),
        ({"has": {"all": ["amount"]}}, None, "unknown"),
        ({"has": {"none": ["amount"]}}, None, "unknown"),
        ({"size": {"ge": 0}}, None, "unknown"),
        ({"each": {"in": ["amount"]}}, None, "unknown"),
    ],
)
def test_lists_are_tested_by_what_they_hold(test: dict[str, Any], items: list[str] | None, status: str) -> None:
    """`has`, `size` and `each` on a list; of a list that is not recorded nothing is known."""
    found = only(rule(subject="interaction", must={"important_items": test}), talk(important_items=items))
    assert str(found.status) == status
    assert found.doubts == (("important_items",) if status == "unknown" else ())


def test_a_blank_may_hold_what_a_list_must_hold() -> None:
    """`has: {all: {blank: ..}}` asks for each item of the blank."""
    said = rule(subject="interaction", must={"important_items": {"has": {"all": {"blank": "items"}}}})
    more: dict[str, Any] = {"blanks": {"items": blank("list")}, "values": {"items": ["amount", "account"]}}
    assert only(said, talk(important_items=["amount"]), **more).status == "breached"
    assert only(said, talk(important_items=["account", "amount"]), **more).status == "met"


def test_what_is_no_list_has_no_size() -> None:
    """A test on lists, asked of another field, is refused when the policy is loaded."""
    assert [code for code, _ in problems(rule(must={"category": {"size": 2}}))] == ["illegal-combination"]
    assert [code for code, _ in problems(rule(subject="interaction", must={"important_items": {"size": "few"}}))] == [
        "wrong-type"
    ]


# templates


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("PRJ1-20260228-AB", "met"),
        ("PRJ1-20260230-AB", "breached"),
        ("PRJ1-20260228-ab", "breached"),
        ("-20260228-AB", "breached"),
        ("PRJ1-20260228-AB ", "breached"),
        (None, "unknown"),
    ],
)
def test_a_number_has_the_form_of_its_template(number: str | None, status: str) -> None:
    """Project, date and type: the whole text counts, and the date is one of the calendar."""
    said = rule(subject="interaction", must={"product": {"matches": "{alnum:1-12}-{date:yyyymmdd}-{upper:2}"}})
    assert str(only(said, talk(product=number)).status) == status


def test_a_template_that_no_text_can_match_is_refused() -> None:
    """A field that ends before it begins, a date in no known form, and a field of codes that never fit."""
    for template in ("{digits:3-2}", "{date:yyyymm32}", "{digits:0}", "", "{upper"):
        assert problems(rule(must={"category": {"matches": template}})), template
    assert [code for code, _ in problems(rule(must={"severity": {"matches": "{digits:4}"}}))] == ["wrong-template"]


def test_a_template_may_stand_in_a_blank() -> None:
    """What fills it is checked when the policy is loaded."""
    said = rule(must={"category": {"matches": {"blank": "form"}}})
    more: dict[str, Any] = {"blanks": {"form": blank("text")}}
    assert only(said, case(category="AB"), **more, values={"form": "{upper:2}"}).status == "met"
    assert [code for code, _ in problems(said, **more, values={"form": "{upper:2-1}"})] == ["wrong-template"]


# throughout


def test_each_interval_in_which_it_does_not_hold_is_an_occurrence() -> None:
    """A state that is broken, mended and broken again gives two occurrences; the second is still open."""
    subject = case(
        event("received", f"{DAY}T09:00"),
        event("reclassified", f"{DAY}T10:00", severity="serious"),
        event("reclassified", f"{DAY}T11:00", severity="minor"),
        event("reclassified", f"{DAY}T12:00", severity="serious"),
        severity="minor",
    )
    first, second = judged(rule(hold="throughout", must={"severity": {"not": "serious"}}), subject)
    assert (first.occurrence, first.started, first.stopped) == (
        "20260105T100000Z",
        instant(f"{DAY}T10:00"),
        instant(f"{DAY}T11:00"),
    )
    assert (first.status, first.final, first.state) == ("breached", True, ())
    assert (second.occurrence, second.stopped, second.state) == ("20260105T120000Z", None, ("open",))


def test_never_broken_is_one_kept_occurrence() -> None:
    """Throughout means: no moment since the opening at which it did not hold."""
    found = only(
        rule(hold="throughout", must={"severity": "minor"}), case(event("received", DAY + "T09:00"), severity="minor")
    )
    assert (found.status, found.occurrence, found.final) == ("met", "1", False)


def test_throughout_ends_at_until() -> None:
    """What happens after the end breaks nothing, and the answer is final."""
    subject = case(
        event("received", f"{DAY}T09:00"),
        event("resolved", f"{DAY}T10:00"),
        event("reclassified", f"{DAY}T11:00", severity="serious"),
        severity="minor",
    )
    found = only(rule(hold="throughout", must={"severity": "minor"}, until="resolved"), subject)
    assert (found.status, found.final) == ("met", True)


def test_before_the_first_record_nothing_is_watched() -> None:
    """What lies before the first record of a field that is tested is not watched; never recorded, it is unknown."""
    subject = case(event("received", f"{DAY}T09:00"), event("classified", f"{DAY}T10:00", severity="serious"))
    found = judged(rule(hold="throughout", must={"severity": "minor"}), subject)
    assert statuses(found) == {"20260105T100000Z": "breached"}
    silent = judged(rule(hold="throughout", must={"severity": "minor"}), case(event("received", f"{DAY}T09:00")))
    assert statuses(silent) == {"20260105T090000Z": "unknown"}


def test_the_first_event_opens_the_subject_whatever_it_is() -> None:
    """A state is watched from the first event that is known, also where no rule asks about it."""
    told = rule(hold="throughout", must={"severity": "minor"})
    (empty,) = judged(told, case(severity="minor"))
    assert (empty.status, empty.arithmetic) == ("met", ())
    (begun,) = judged(told, case(event("x.beside", f"{DAY}T09:00"), severity="minor"))
    assert begun.status == "met"
    assert [(step.code, step.at) for step in begun.arithmetic] == [("watched", to_us(instant(f"{DAY}T09:00")))]


def file(platform: Any, encrypted: Any = True, **header: Any) -> sp.Document:
    """An electronic file; each field may be a value, or values with their dates."""
    told = {"platform": platform, "encrypted": encrypted, "timezone": "Europe/London", **header}
    return sp.Document.model_validate({"id": "D-1", "medium": "electronic", "events": [], **told})


def state(**said: Any) -> dict[str, Any]:
    """A requirement on a file: it lies, encrypted, on a server of its own."""
    must = {"platform": "server", "encrypted": True}
    return {"id": "required", "kind": "requirement", "clause": "X-1", "subject": "document", "must": must, **said}


def test_a_state_is_judged_throughout() -> None:
    """A month in the clear is a breach, though all is well when it is asked; `now` asks only how it stands."""
    history = [{"value": False, "from": "2026-01-01", "until": "2026-02-01"}, {"value": True, "from": "2026-02-01"}]
    clear = file("server", history)
    found = only(state(), clear, "2026-06-01T09:00")
    assert str(found.status) == "breached"
    assert (found.started, found.stopped) == (instant("2026-01-01T00:00"), instant("2026-02-01T00:00"))
    assert str(only(state(hold="now"), clear, "2026-06-01T09:00").status) == "met"


@pytest.mark.parametrize(
    ("platform", "encrypted", "more", "since"),
    [
        ([{"value": "server", "from": "2026-02-01"}], True, {}, "2026-02-01T00:00"),
        ([{"value": "server", "from": "2026-02-01"}], [{"value": True, "from": "2026-03-01"}], {}, "2026-03-01T00:00"),
        ([{"value": "server", "from": "2026-02-01"}], True, {"in_force": {"from": "2026-03-01"}}, "2026-03-01T00:00"),
    ],
)
def test_a_verdict_says_since_when_a_state_is_watched(
    platform: Any, encrypted: Any, more: dict[str, Any], since: str
) -> None:
    """A state is watched from the latest of the rule's date, the opening, and the first record of what it tests."""
    found = only(state(**more), file(platform, encrypted), "2026-06-01T09:00")
    assert str(found.status) == "met"
    assert [(step.code, step.at) for step in found.arithmetic] == [("watched", to_us(instant(since)))]
    assert "watched since" in found.explain("en")


def test_a_value_with_only_an_end_holds_from_the_opening() -> None:
    """A value that says only until when it held was on record from the opening: the time before its end is watched."""
    values = [{"value": "desktop", "until": "2026-02-01"}, {"value": "server", "from": "2026-02-01"}]
    found = only(state(), file(values, opened_at="2026-01-10T00:00:00Z"), "2026-06-01T09:00")
    assert (str(found.status), found.started) == ("breached", instant("2026-01-10T00:00"))


def test_a_dated_field_changes_by_time_alone() -> None:
    """Where a post ends later, the next change is the day on which it does."""
    agent = sp.Agent.model_validate(
        {
            "id": "e1",
            "timezone": "Europe/London",
            "role": [
                {"value": "clerk", "from": "2026-01-01", "until": "2026-02-01"},
                {"value": "head", "from": "2026-02-01"},
            ],
        }
    )
    said = rule(subject="agent", hold="throughout", must={"role": "clerk"})
    policy = sp.Policy(policy="p", timezone="Europe/London", rules=[said])
    report = policy.evaluate(agent, as_of=instant("2026-01-09T09:00"))
    assert (report["required"].status, report.next_change) == ("met", instant("2026-02-01T00:00"))
    (broken,) = policy.evaluate(agent, as_of=instant("2026-03-01T09:00"))["required"].verdicts
    assert (broken.status, broken.started) == ("breached", instant("2026-02-01T00:00"))


# the rule itself


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "no-test"),
        ({"at": "replied", "until": "resolved", "must": {"by": {"present": True}}}, "illegal-combination"),
        ({"at": "replied", "hold": "throughout", "must": {"by": {"present": True}}}, "illegal-combination"),
        ({"per": "matter", "must": {"category": "a"}}, "illegal-combination"),
        ({"until": {"all": ["resolved", "closed"]}, "must": {"category": "a"}}, "illegal-combination"),
        ({"spoken": {"any": ["hello"]}}, "illegal-combination"),
        ({"must": {"categry": "a"}}, "unknown-field"),
        ({"at": "replied", "must": {"category": "a"}}, "unknown-field"),
        ({"at": "answered", "must": {"by": {"present": True}}}, "unknown-event"),
        ({"must": {"category": {"has": ["a"]}}}, "no-test"),
        ({"must": {"category": {"size": {"present": True}}}}, "unknown-key"),
    ],
)
def test_what_cannot_be_judged_is_refused(said: dict[str, Any], code: str) -> None:
    """Each combination that means nothing is a problem when the policy is loaded."""
    assert code in [found for found, _ in problems(rule(**said))]


def test_a_requirement_writes_itself_back() -> None:
    """What a policy writes as YAML loads to the same digest."""
    policy = sp.Policy(
        policy="p",
        timezone="Europe/London",
        rules=[
            rule(
                subject="interaction",
                must={"important_items": {"has": {"all": ["amount"]}, "size": {"ge": 1, "lt": 5}}, "rings": {"le": 3}},
                must_not={"any": [{"jargon": True}, {"product": {"matches": "{upper:2}-{{x}}"}}]},
                spoken=[{"part": "opening", "all": [{"words": "greeting"}, {"blank": "bank"}]}],
                until="ended",
            )
        ],
        blanks={"bank": blank("text")},
        values={"bank": "Example Bank"},
    )
    from ruamel.yaml import YAML

    read = YAML(typ="safe", pure=True).load(policy.to_yaml())
    del read["servicepolicy"]
    assert sp.Policy(**read).digest == policy.digest


def test_a_state_on_a_count_is_judged_where_the_count_changes() -> None:
    """A count within a window is followed: broken until an answer came, and again from where it left the window."""
    facts = {"answers": {"type": "number", "count": "replied", "within": "2 days"}}
    asked = rule(hold="throughout", must={"answers": {"ge": 1}})
    subject = case(event("received", "2026-01-05T09:00"), event("replied", "2026-01-06T10:00"))
    found = judged(asked, subject, facts=facts)
    told = [
        (one.started and one.started.isoformat()[:16], one.stopped and one.stopped.isoformat()[:16]) for one in found
    ]
    assert told == [("2026-01-05T09:00", "2026-01-06T10:00"), ("2026-01-08T10:00", None)]
