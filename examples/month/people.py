"""What is on file about employees and candidates: attendance, leave, training, ratings, conduct, rewards, sanctions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random  # noqa: TID251  # seeded: it repeats itself exactly

from make_complaint_log import BEIJING

from month.days import at, days, month_of, working_days
from month.diary import CUSTOMER, Diary, Person
from month.staff import Staff

COMPETENCES = [
    "communication",
    "service_awareness",
    "banking_knowledge",
    "learning",
    "stress",
    "problem_solving",
    "computer_entry",
]
SERVICE = (
    *("overall", "satisfaction", "attitude", "efficiency", "knowledge"),
    *("problem_solving", "accuracy", "teamwork", "rules", "attendance"),
)
OF_CUSTOMERS = ("overall", "satisfaction", "attitude", "efficiency")
FINED = {"untidy_desk": "untidy_desk", "smoking": "smoking", "file_not_returned": "files_not_returned"}
HR = Person("e51", "hr-officer", "head-office")


def file_of(person: Person, month: str, dice: Random, staff: Staff) -> Diary:
    """An employee's file, from the beginning of the year to the end of the month."""
    first, last = month_of(month)
    year = date(first.year, 1, 1)
    story = Diary(
        "agent", person.id, at(year, 8), dice, kind="human", role=person.role, unit=person.unit, post=person.role
    )
    superior = _superior(person, staff)
    joined = first + timedelta(days=1) if person.new else date(2024, 3, 1)
    story.header |= {"timezone": "Asia/Shanghai", "joined_on": joined.isoformat()}
    story.header |= {
        "career_plan": story.noted(not story.chance(0.06)),
        "career_path": ["agent", "supervisor", "manager"],
    }
    story.header |= {"level": "junior" if person.new else "senior", "on_probation": person.new}
    story.header["user_ids"] = ["savings"] if person.role == "teller" else ["cases"]
    _begins(story, person, joined, superior)
    _trained(story, max(year, joined), last)
    for month_first in _months(max(year, joined), last):
        _rated(story, month_first, last, superior)
    _at_work(story, person, max(year, joined), first, last, superior)
    _conduct(story, first, last, superior)
    return story


def _superior(person: Person, staff: Staff) -> Person:
    heads = {"department": "department-head", "centre": "manager", "branch-1": "branch-head"}
    if person.unit == "centre" and person.role == "agent":
        return staff.of("supervisor")[0]
    return staff.of(heads.get(person.unit, "supervising-leader"))[0]


def _months(first: date, last: date) -> Iterable[date]:
    return [day for day in days(first.replace(day=1), last) if day.day == 1]


def _begins(story: Diary, person: Person, joined: date, superior: Person) -> None:
    """The first weeks of a new agent: induction, training in the business, a mentor."""
    story.on(
        at(joined - timedelta(days=24), 9),
        "trained",
        programme="induction",
        days=story.mostly(5, 3, 0.1),
        topics=["culture", "organisation", "rules", "ethics"],
    )
    story.on(
        at(joined - timedelta(days=17), 9),
        "trained",
        programme="business",
        weeks=story.noted(2, 0.1),
        topics=["banking_knowledge", "service_skill", "system_operation"],
    )
    story.on(
        at(joined - timedelta(days=3), 9),
        "trained",
        programme="new_employee",
        weeks=4,
        topics=["products", "complaint_process", "communication"],
    )
    story.on(at(joined, 8, 30), "joined", to_role=person.role, to_unit=person.unit)
    story.note("mentor_assigned", superior, mentor="a001")
    story.on(at(joined, 9), "started_duty", post=person.role)
    story.on(at(joined, 15), "guided", Person("a001", "agent", person.unit), mentor="a001")


def _trained(story: Diary, first: date, last: date) -> None:
    for n, month_first in enumerate(_months(first, last)):
        if not story.chance(0.05):
            story.on(
                at(max(first, month_first) + timedelta(days=10), 15),
                "trained",
                programme="in_service",
                topics=["service"],
                topic="service",
                hours=2,
                slot=f"{month_first:%Y-%m}",
            )
        if n == 1 and not story.chance(0.1):
            topics = ["banking_knowledge", "service_skill"]
            story.on(at(month_first + timedelta(days=4), 15), "trained", programme="business", topics=topics, weeks=1)
        if n < 2:
            story.on(
                at(max(first, month_first) + timedelta(days=12), 15),
                "trained",
                programme="compliance",
                topics=["rules"],
                hours=2,
            )
        story.on(
            at(max(first, month_first) + timedelta(days=13), 12),
            "studied",
            topics=["rules"],
            hours=story.dice.randint(1, 6),
            platform="online_learning",
        )
    if story.chance(0.4):
        story.on(at(first + timedelta(days=20), 9), "rotated", post="other-post")
    product = last.replace(day=story.mostly(12, 23, 0.1))
    if not story.chance(0.1):
        story.on(at(product, 10), "trained", programme="product", topic="product-new-card", hours=1)


def _rated(story: Diary, first: date, last: date, superior: Person) -> None:
    """Ratings at the end of a month, and the appraisal in the month after."""
    end, period, level = _end(first), f"{first:%Y-%m}", story.dice.choice((76, 84, 86, 89, 92, 96))
    if end <= last:
        story.now = at(end, 16)
        for indicator in SERVICE:
            _score(story, "self", None, indicator, level, period)
            _score(story, "superior", superior, indicator, level, period)
            if indicator in OF_CUSTOMERS:
                _score(story, "customer", CUSTOMER, indicator, level, period)
        for n in range(2):
            done = {"resolution": f"{period}-{n + 1}", "in_time": story.noted(not story.chance(0.1))}
            story.note("decision_executed", None, meeting=f"M-{period}", score=level, **done)
        if story.chance(0.3):
            story.note("complaint_handled", superior, case="C-00001", score=level)
            story.note("emergency_handled", superior, incident="E-0001", score=level)
    appraised = end + timedelta(days=story.mostly(6, 15, 0.06))
    if appraised <= last:
        story.on(at(appraised, 10), "appraised", superior, period=period, occasion="regular", score=level)


def _score(story: Diary, rater: str, who: Person | None, indicator: str, level: int, period: str) -> None:
    score = min(100, level + story.dice.randint(-7, 7))
    story.note("rated", who, rater=rater, indicator=indicator, score=story.noted(score, 0.004), period=period)


def _end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _at_work(story: Diary, person: Person, since: date, first: date, last: date, superior: Person) -> None:
    """Working days: the own desk, in and out; once in a while leave."""
    away = story.dice.choice(working_days(first, last)) if story.chance(0.4) else None
    for day in working_days(since, last):
        if person.unit == "branch-1" and not (day >= first and story.chance(0.02)):
            story.on(at(day, 9, 5), "area_cleaned", person, area="personal", slot=day.isoformat())
        if day == away:
            _leave(story, person, day, superior)
        elif day >= first:
            _present(story, person, day)


def _present(story: Diary, person: Person, day: date) -> None:
    late, early = story.chance(0.02), story.chance(0.01)
    begin, end = at(day, 9, 12) if late else at(day, 8, 50), at(day, 17, 5) if early else at(day, 18)
    story.on(begin, "clocked_in", person, due_at=at(day, 9).isoformat(), late=late, minutes_late=12 if late else 0)
    story.on(end, "clocked_out", person, due_at=at(day, 17, 30).isoformat(), early=early)


def _leave(story: Diary, person: Person, day: date, superior: Person) -> None:
    times = {
        "leave": f"L-{day:%m%d}",
        "from_time": at(day, 0).isoformat(),
        "until": at(day + timedelta(days=1), 0).isoformat(),
    }
    if story.chance(0.8):
        story.on(at(day - timedelta(days=3), 10), "leave_requested", person, **times)
        if story.chance(0.95):
            story.on(at(day - timedelta(days=2), 10), "leave_approved", superior, **times)
        story.on(at(day, 9), "absent", person, **times)
        return
    story.on(at(day, 9), "absent", person, leave=story.mostly(times["leave"], None, 0.5))
    if not story.chance(0.2):
        key = {"decision": f"P-{person.id}-A1"}
        story.on(at(day + timedelta(days=2), 10), "sanctioned", HR, for_what="absenteeism", sanction="warning", **key)
        story.on(at(day + timedelta(days=3), 10), "published", HR, **key)


def _conduct(story: Diary, first: date, last: date, superior: Person) -> None:
    """What should not happen, and happens now and then."""
    day = story.dice.choice(working_days(first, last))
    if story.chance(0.04):
        story.on(
            at(day, 11), "gift_received", what="gift", giver=story.dice.choice(("customer", "other")), handed_in=True
        )
    if story.chance(0.03):
        story.on(at(day, 11), "disclosed", what="customer_information", authorised=story.noted(False, 0.3))
    if story.chance(0.05):
        story.on(at(day, 16), "unrelated_activity", activity="games", working_time=True)
    if story.chance(0.1):
        _violated(story, at(day, 16), superior)
    for n in range(3):
        story.on(at(day, 10 + n), "business_done", by_rules=story.noted(not story.chance(0.01)), authorised=True)


def _violated(story: Diary, moment: datetime, superior: Person) -> None:
    """A violation, and the sanction that the department or the branch has for it; once in a while it is forgotten."""
    minor = story.chance(0.7)
    grave = "minor" if minor else "serious"
    story.on(moment, "violation_established", superior, violation="V-1", what="rules", severity=grave)
    if superior.unit == "branch-1":
        sanction = {"for_what": "control", "sanction": "warning"}
    elif minor:
        sanction = {"for_what": "violation", "sanction": "reminder"}
    else:
        sanction = {"for_what": "violation", "sanction": "fine", "amount": "500 CNY"}
    if not story.chance(0.15):
        key = f"P-{story.header['id']}-V1"
        story.on(moment + timedelta(days=2), "sanctioned", HR, **sanction, decision=key, published=True)
        story.on(moment + timedelta(days=4), "published", HR, decision=key)


def punished(stories: Iterable[Diary], inspections: Iterable[dict[str, object]], dice: Random) -> None:
    """Administration notes what it imposes for order and cleanliness, the day after; not always rightly."""
    files = {str(story.header["id"]): story for story in stories}
    times: dict[tuple[str, str], int] = {}
    for day, person, what in sorted(_findings(inspections)):
        if person not in files or what not in FINED:
            continue
        times[person, what] = times.get((person, what), 0) + 1
        reminded = what == "untidy_desk" and times[person, what] == 1
        if dice.random() < 0.15:
            continue
        amount = None if reminded else "20 CNY" if dice.random() < 0.15 else "10 CNY"
        sanction = {"sanction": "reminder" if reminded else "fine", "amount": amount}
        story, key = files[person], f"P-{person}-{len(files[person].events)}"
        admin = Person("n1", "administration", "branch-1")
        story.on(
            day + timedelta(days=1),
            "sanctioned",
            admin,
            for_what=FINED[what],
            **sanction,
            to_fund=None if reminded else "activity-fund",
            decision=key,
            published=True,
        )
        story.on(day + timedelta(days=2), "published", HR, decision=key)


def _findings(inspections: Iterable[dict[str, object]]) -> Iterable[tuple[datetime, str, str]]:
    for inspection in inspections:
        events = inspection["events"]
        for event in events if isinstance(events, list) else ():
            if event["event"] == "found":
                yield datetime.fromisoformat(event["at"]).astimezone(BEIJING), str(event["person"]), str(event["what"])


def applied(number: int, month: str, dice: Random) -> Diary:
    """Somebody who would like to work at the contact centre."""
    first, _ = month_of(month)
    day = first + timedelta(days=dice.randint(0, 9))
    story = Diary("candidate", f"K-{number:04}", at(day, 10), dice, position="agent", unit="centre")
    story.header |= {
        "age": story.noted(dice.randint(21, 33)),
        "education": dice.choice(("junior_college", "bachelor", "bachelor", "secondary_school")),
    }
    story.header |= {
        "field_of_study": dice.choice(("finance", "economics", "history")),
        "competences": story.mostly(COMPETENCES, COMPETENCES[:5], 0.1),
    }
    story.header["service_experience"] = story.noted(story.chance(0.6))
    story.note(
        "applied",
        CUSTOMER,
        channel=story.mostly(dice.choice(("own_site", "job_board", "campus")), "a_cousin", 0.06),
        position="agent",
    )
    steps = (
        ("resume_screened", {"meets_basic_conditions": not story.chance(0.15)}),
        (
            "tested",
            {
                "covers": ["banking_knowledge", "service_awareness", "communication", "computer_operation"],
                "score": dice.randint(50, 98),
            },
        ),
        (
            "interviewed",
            {"parts": story.mostly(["structured", "simulated_scenario"], ["structured"], 0.1), "passed": True},
        ),
        ("background_checked", {"verifies": ["education", "work_history"], "passed": story.noted(True)}),
    )
    for step, fields in steps:
        story.works(300, 1200)
        if step != "background_checked" or not story.chance(0.08):
            story.note(step, HR, **fields)
        if fields.get("meets_basic_conditions") is False and not story.chance(0.1):
            story.note("rejected", HR, stage="resume")
            return story
    story.works(300, 600)
    hired = not story.chance(0.4)
    story.note(
        "decided",
        HR,
        outcome="hired" if hired else "not_hired",
        rests_on=["tested", "interviewed", "background_checked"],
    )
    if hired:
        story.works(300, 600)
        story.note("onboarded", HR, to_role="agent", to_unit="centre")
    return story
