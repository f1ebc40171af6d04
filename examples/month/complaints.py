"""Complaints: those of the complaint department, of the branch, and of the advice desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random  # noqa: TID251  # seeded: it repeats itself exactly

from make_complaint_log import told

from month.days import at
from month.diary import CUSTOMER, Diary, Person
from month.staff import Staff

AMOUNTS = (0, 0, 0, 80, 200, 480, 700, 2600, 9000, 14000)
KINDS = ("business_issue", "service_attitude", "product_quality", "fees", "investment", "fraud")


def of_the_department(number: int, opened: datetime, dice: Random) -> Diary:
    """A complaint in the care of the complaint department, told as in `make_complaint_log.py`."""
    story = Diary("case", f"C-{number:05}", opened, dice)
    header = told(number, opened, dice)
    events = header.pop("events")
    story.header |= header | {"id": f"C-{number:05}", "unit": "department", "reopened": False}
    for event in events if isinstance(events, list) else ():
        if event["event"] == "resolved":
            event["first_contact"] = story.chance(0.6)
        if event["event"] == "called_back":
            event["score"] = story.noted(dice.choice((100, 90, 90, 80, 60) if event.get("satisfied") else (40, 20)))
        story.events.append(event)
    return story


def contact(number: int, day: date, dice: Random) -> Diary:
    """One contact of any customer with the bank: the department only counts them."""
    channel = dice.choice(("telephone", "online", "in_person"))
    story = Diary("interaction", f"I-{number:07}", at(day, 9), dice, channel=channel)
    story.note("received", CUSTOMER)
    return story


def of_the_branch(number: int, day: date, dice: Random, staff: Staff) -> Diary:
    """A complaint at the branch: in person, by phone, by letter or in the opinion book."""
    first = dice.choice(staff.of("teller", "lobby-manager"))
    story = Diary(
        "case", f"N-{number:05}", at(day, 9) + timedelta(minutes=dice.randint(0, 170)), dice, type="complaint"
    )
    channel = dice.choice(("in_person", "in_person", "in_person", "telephone", "letter", "opinion_book"))
    easy = channel in {"in_person", "telephone"} and story.chance(0.55)
    story.header |= {"unit": "branch-1", "channel": channel, "customer": f"K-{dice.randint(1000, 9999)}"}
    story.header |= {"answerable_on_spot": story.noted(easy), "contact_left": story.noted(True)}
    amount = dice.choice(AMOUNTS[:5] if easy else AMOUNTS)
    story.header["amount"] = story.noted(f"{amount} CNY")
    manager = staff.of("complaint-manager")[0]
    spoken = channel in {"in_person", "telephone"}
    story.note("received", first if spoken else manager)
    if spoken:
        story.passes(1, 5)
        story.note("recorded", first, content_recorded=True, points_repeated=story.noted(not story.chance(0.05)))
    if easy:
        _on_the_spot(story, first, amount, staff)
    else:
        _by_the_manager(story, first, amount, staff, spoken=spoken)
    return story


def _money(story: Diary, who: Person, amount: int) -> None:
    if amount:
        story.note("settled", who, amount=f"{amount} CNY", accepted=True)


def _on_the_spot(story: Diary, first: Person, amount: int, staff: Staff) -> None:
    manager, head = staff.of("complaint-manager")[0], staff.of("branch-head")[0]
    story.note("verified", first)
    story.note("investigated", first, cause="counter")
    _money(story, first, amount)
    story.passes(*((13, 40) if story.chance(0.06) else (2, 8)))
    story.note("replied", first, to="customer", substance="full")
    story.note("cause_analysed", manager, cause=story.noted("counter"))
    story.note("resolved", first, accepted=True, first_contact=True)
    _registered(story, manager, head)


def _registered(story: Diary, manager: Person, head: Person) -> None:
    story.passes(5, 60)
    if not story.chance(0.05):
        story.note("registered", manager, entered_in="opinion_register", outcome_noted=story.noted(True))
    story.passes(5, 120)
    if not story.chance(0.04):
        story.note("signed", head, step="register")
    story.note("closed", manager, outcome="solved")


def _by_the_manager(story: Diary, first: Person, amount: int, staff: Staff, *, spoken: bool) -> None:
    manager, head = staff.of("complaint-manager")[0], staff.of("branch-head")[0]
    channel, received = story.header["channel"], story.now
    if spoken:
        story.passes(*((14, 50) if story.chance(0.08) else (1, 6)))
        story.note(
            "reply_time_agreed",
            manager,
            agreed_by="customer",
            reply_by=at(received.date() + timedelta(days=3), 17).isoformat(),
        )
        story.note(
            "transferred",
            first,
            to=manager.id,
            to_role="complaint-manager",
            customer_told=True,
            receiver_introduced=True,
        )
        story.note("taken_over", manager, from_person=first.id, apart=story.noted(True, 0.1))
        story.note("calmed", manager)
        story.note("solution_proposed", manager, to="customer")
        story.note("decision_requested", manager, to=head.id, to_role="branch-head")
        story.note("interaction_ended", manager)
    if channel in {"letter", "telephone", "in_person"}:
        story.note("registered", manager, entered_in="opinion_register", outcome_noted=False)
    story.works(*((31, 90) if story.chance(0.1) else (2, 25)))
    story.note("reported", manager, to=head.id, to_role="branch-head")
    story.note("told_responsible", manager, person=first.id)
    story.works(60, 600)
    story.note("verified", manager)
    story.note("investigated", manager, cause="procedure")
    if amount > 10000:
        _reported_up(story, manager, head)
    fault = story.chance(0.5)
    story.note("responsibility_determined", manager, bank_at_fault=story.noted(fault))
    if not fault:
        story.note("explained", manager, to="customer", patient=True)
    if amount <= 10000:
        _money(story, manager, amount)
    book = channel == "opinion_book"
    if book:
        story.note("replied", manager, to="customer", substance="full", in_opinion_book=True, signed=True)
        story.works(5, 60)
    story.note("replied", manager, to="customer", substance="full", in_opinion_book=False)
    if fault:
        story.works(*((1300, 1600) if story.chance(0.08) else (10, 600)))
        story.note("apologised", manager, to="customer")
        story.note("corrected", manager)
        story.note("measures_taken", manager)
    story.note("cause_analysed", manager, cause=story.noted("procedure"))
    story.note("resolved", manager, accepted=True, first_contact=False)
    _registered(story, manager, head)


def _reported_up(story: Diary, manager: Person, head: Person) -> None:
    story.note("confirmed_beyond", head, scope="branch")
    if story.header["channel"] == "letter":
        story.note("copied", manager, kept=True)
    story.works(*((250, 400) if story.chance(0.1) else (10, 200)))
    story.note("reported_up", manager, to="head-office-service", to_role="head-office-service")
    story.works(200, 900)
    story.note("followed_up", manager, with_unit="head-office")


def of_the_desk(number: int, day: date, dice: Random, staff: Staff) -> Diary:
    """A complaint, a suggestion or an inquiry at the advice desk."""
    kind = dice.choice(("complaint", "complaint", "inquiry", "suggestion"))
    story = Diary("case", f"F-{number:05}", at(day, 9) + timedelta(minutes=dice.randint(0, 170)), dice, type=kind)
    story.header |= {
        "unit": "desk",
        "channel": dice.choice(("in_person", "email")),
        "customer": f"K-{dice.randint(1000, 9999)}",
    }
    handler, consultant = dice.choice(staff.of("complaint-handler")), dice.choice(staff.of("consultant"))
    if kind == "inquiry":
        who = story.mostly(consultant, handler, 0.06)
        story.note("received", consultant)
        story.works(5, 200)
        story.note("explained", who, to="customer", patient=True)
        story.note("replied", who, to="customer", substance="full")
        story.note("closed", who, outcome="solved")
        return story
    story.note("received", story.mostly(handler, consultant, 0.04))
    story.works(5, 60)
    story.note("classified", handler, category=story.noted(story.mostly(dice.choice(KINDS), "weather", 0.03)))
    for _ in range(dice.randint(1, 3)):
        story.works(*((850, 1200) if story.chance(0.06) else (300, 800)))
        story.note("progress_told", handler, to="customer")
    story.note("investigated", handler, cause="procedure")
    story.works(*((2000, 2600) if story.chance(0.06) else (30, 300)))
    story.note("solution_proposed", handler, to="customer")
    story.note("resolved", handler, accepted=True, first_contact=False)
    if not story.chance(0.05):
        story.works(5, 60)
        story.note("result_reported", handler, to="customer")
    story.note("closed", handler, outcome="solved")
    return story
