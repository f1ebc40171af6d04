"""What offices do: documents, meetings, and what the bank itself does again and again."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random  # noqa: TID251  # seeded: it repeats itself exactly

from month.days import at, days, month_of, week_of, working_days
from month.diary import Diary, Person
from month.staff import Staff

HEAD, LEADER = Person("e90", "department-head", "department"), Person("e99", "supervising-leader", "head-office")
DEPARTMENTS = ["department", "sales", "engineering", "finance"]
CLEANED = ["meeting_rooms", "floors", "sills", "tables", "water_bar", "bar_counter", "bins"]
STATE: dict[str, object] = {
    "departments": DEPARTMENTS,
    "groups": ["cards", "loans", "wealth"],
    "without_liaison": [],
    "group_heads_report_to": "supervising-leader",
    "headcount": 12,
    "intake_specialists": 5,
    "analysts": 4,
    "channels": ["in_person", "telephone", "email", "opinion_book"],
    "information_channels": ["application_form", "questionnaire", "transaction_record"],
    "feedback_channels": ["survey", "quality_sampling"],
    "service_department": True,
    "displayed": ["opinion_book", "complaint_telephone"],
    "complaint_telephone": "95000",
    "plans": [
        "emergency_plan",
        "complaint_process",
        "satisfaction_evaluation",
        "satisfaction_measures",
        "training_plan",
        "training_content",
    ],
    "process_parts": ["inquiry", "business_handling", "complaint_handling", "customer_feedback"],
    "standard_covers": ["attitude", "efficiency", "accuracy"],
    "regime_covers": ["collection", "storage", "use", "transmission"],
    "regime_in_writing": True,
    "platforms": ["online_learning", "shared_platform"],
    "training_methods": ["lecture", "case_study", "drill", "online"],
    "library": ["handbooks", "courseware", "cases", "faq"],
    "posts_undescribed": ["remittance-teller"],
    "controls_unassigned": [],
    "head": "h1",
    "complaint_manager": "c1",
    "complaint_duties": ["intake", "handling", "answering", "statistics", "analysis", "reporting"],
    "public_areas_by": "administrative-assistant",
    "manager_office_by": "administrative-assistant",
    "entrances_by": "cleaner",
}


def bank(month: str, dice: Random, staff: Staff, chart: dict[str, object]) -> Diary:
    """The bank itself: its chart, what it has, and its recurring acts since the beginning of the year."""
    first, last = month_of(month)
    year = date(first.year, 1, 1)
    story = Diary("organisation", "example-bank", at(year, 9), dice)
    story.header |= chart | STATE | {"members": [person.id for person in staff.of("teller")]}
    story.on(at(date(2026, 1, 5), 9), "plan_drawn_up", HEAD, plan="training", for_period=str(first.year))
    for month_before in ("2025-10", "2025-11", "2025-12"):
        _measured(story, month_before)
    for day in days(year, last):
        _every_day(story, day, staff, 0.03 if day >= first else 0)
    for monday in (day for day in days(year, last) if day.weekday() == 0):
        _every_week(story, monday, 0.1 if monday >= first else 0)
    for begin in (day for day in days(year, last) if day.day == 1):
        _every_month(story, begin, last)
    for begin in (day for day in days(year, last) if day.day == 1 and day.month % 3 == 1):
        _every_quarter(story, begin + timedelta(days=45))
    _this_month(story, first, last)
    return story


def _every_day(story: Diary, day: date, staff: Staff, slips: float) -> None:
    """What the branch does every day; before the month that is told, nothing slips."""
    manager, admin = staff.of("complaint-manager")[0], staff.of("administration")[0]
    for _ in working_days(day, day):
        if not story.chance(slips):
            story.on(at(day, 9, 20), "opinion_book_read", manager, slot=day.isoformat())
        duty = story.dice.choice(staff.of("teller"))
        if not story.chance(slips):
            items = CLEANED[:-1] if story.chance(slips) else CLEANED
            served = {"area": "public", "person": duty.id, "items": items, "slot": day.isoformat()}
            story.on(at(day, 8, 45), "cleaned", duty, **served)
        for n in range(story.dice.randint(3, 6)):
            story.on(at(day, 10 + n), "seal_verified", document=f"SV-{day:%m%d}-{n}")
            if story.chance(0.015):
                story.note("forced_pass", document=f"SV-{day:%m%d}-{n}")
        if day.weekday() == 2:
            story.on(at(day, 14, 10), "hygiene_checked", admin, announced=False, area="office")
    if day.weekday() == 5 and int(week_of(day)[-2:]) % 2:
        _saturday(story, day, staff, 3 * slips)


def _saturday(story: Diary, day: date, staff: Staff, slips: float) -> None:
    """The Saturday of an odd week: training, a review, and in the afternoon everybody cleans."""
    slot = {"slot": week_of(day)}
    story.on(at(day, 9), "training_held", None, training=f"T-{day:%m%d}", method="lecture", topics=["review"], **slot)
    if not story.chance(slips):
        story.on(at(day, 11), "meeting_held", None, meeting_kind="review", topics=["service"], **slot)
    for teller in staff.of("teller"):
        if not story.chance(slips):
            story.on(at(day, 14, 30), "cleaned", teller, area="company", person=teller.id, **slot)


def _every_week(story: Diary, monday: date, slips: float) -> None:
    """Liaisons, the weekly meeting, the report of Friday; in a week off somebody comes in for them."""
    friday, week = monday + timedelta(days=4), week_of(monday)
    first_day = (working_days(monday, friday) or [friday])[0]
    story.on(at(first_day, 10), "liaison_synced", departments=DEPARTMENTS[:3], slot=week)
    if not story.chance(slips):
        topics = {"topics": ["open_complaints", "process_improvement"], "slot": week}
        story.on(at(first_day, 15), "meeting_held", HEAD, meeting_kind="weekly", chaired_by="e90", **topics)
    handed_in = working_days(monday - timedelta(days=10), friday)[-1]
    hour = 17 if story.chance(slips) else 16
    story.on(at(handed_in, hour, 20), "report_submitted", HEAD, report="complaints", for_week=week)


def _every_month(story: Diary, begin: date, last: date) -> None:
    period = f"{begin:%Y-%m}"
    end = min(last, (begin.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1))
    close = working_days(begin, end)[-2]
    story.on(at(close, 10), "progress_reported", HEAD, to_role="supervising-leader", for_period=period)
    story.note("minutes_compiled", HEAD, for_period=period)
    story.note("surveyed", asked="employees", anonymous=True, topics=["process_pain_points"], slot=period)
    story.note("repaired", system="customer_information", slot=period)
    story.on(
        at(close, 11), "data_consolidated", complete_share=98, accurate_share=story.noted(97, 0.1), for_period=period
    )
    story.note("report_submitted", covers=["volume", "satisfaction", "handling"], report="service", for_period=period)
    story.note("complaints_reported", HEAD, for_period=period, to_role="head-office-service")
    story.note("services_counted", services=story.dice.randint(9000, 11000), for_period=period)
    _measured(story, period)
    scores = [story.dice.randint(80, 98) for _ in range(5)]
    for n, day in enumerate(working_days(begin, end)):
        story.on(at(day, 11), "monitored", what="service", score=scores[n % len(scores)])
    for unit in ("sales", "engineering", "department", "centre", "branch-1"):
        story.on(
            at(close, 14),
            "unit_rated",
            LEADER,
            unit_rated=unit,
            indicator="satisfaction",
            score=story.dice.randint(80, 98),
            for_period=period,
        )
    for n in range(12):
        story.on(at(begin + timedelta(days=n * 2), 13), "lead_opened", unit="sales", lead=f"{period}-{n}")
        if story.chance(0.5):
            story.on(at(begin + timedelta(days=n * 2), 16), "deal_closed", unit="sales", lead=f"{period}-{n}")
    for n in range(8):
        story.on(
            at(begin + timedelta(days=n * 3), 13),
            "delivered",
            unit="engineering",
            delivery=f"{period}-{n}",
            in_time=story.noted(not story.chance(0.12)),
        )


def _measured(story: Diary, period: str) -> None:
    dice, found = story.dice, {"process_steps": 6}
    found |= {"handling_minutes": dice.randint(28, 33), "quality": dice.randint(88, 95)}
    for indicator, value in found.items():
        story.note("measured", indicator=indicator, value=value, cases=dice.randint(40, 400), for_period=period)


def _every_quarter(story: Diary, day: date) -> None:
    quarter = f"{day.year}-Q{(day.month + 2) // 3}"
    story.on(at(day, 9), "assessed", what="results", slot=quarter)
    story.note("improvement_proposed", process="complaint_handling", slot=quarter)
    story.on(
        at(day, 10),
        "meeting_held",
        LEADER,
        meeting_kind="strategy",
        chair_role="supervising-leader",
        absent_heads=[],
        aims_set=story.noted(True),
        slot=quarter,
    )
    story.on(at(day, 11), "security_checked", system="customer_information", slot=quarter)
    story.on(at(day, 14), "audited", internal=True, scope=["process"], slot=quarter)
    story.on(at(day, 15), "management_briefed", topic="service_analysis", slot=quarter)
    story.on(at(day, 16), "library_updated", items=["faq"], slot=quarter)
    story.note("training_evaluated", means=["exam"], mastery=88, satisfaction=91, slot=quarter)
    relations = Person("d31", "relationship-manager", "desk")
    story.on(
        at(day, 17),
        "surveyed",
        relations,
        asked="customers",
        topics=["needs", "opinions", "satisfaction"],
        score=story.dice.randint(84, 93),
        slot=quarter,
    )
    story.note("cleaned", area="office", slot=quarter)
    story.note("assessed", what="information_security")
    story.note("assessed", what="controls")
    story.note("reviewed", process="customer_service")
    story.note("cross_trained", departments=DEPARTMENTS[:2])


def _this_month(story: Diary, first: date, last: date) -> None:
    """A launch, planned training, problems found and put right, notices, the fund."""
    story.on(at(first + timedelta(days=8), 9), "launched", what="product", topic="product-new-card")
    story.note("training_planned", training="T-new-card", for_period=f"{first:%Y-%m}")
    story.on(
        at(first + timedelta(days=15), 14),
        "training_held",
        training="T-new-card",
        method="case_study",
        topics=["product-new-card"],
    )
    story.on(
        at(first + timedelta(days=4), 9),
        "analysed",
        analysis="AN-1",
        topics=["hot_topics", "efficiency", "satisfaction"],
        for_period=f"{first:%Y-%m}",
    )
    story.on(at(first + timedelta(days=10), 9), "decision_made", LEADER, analysis="AN-1")
    for n, about in enumerate(("quality", "control", "process", "training", "security")):
        found = working_days(first, last)[2 + 2 * n]
        story.on(at(found, 10), "problem_found", problem=f"PR-{n}", about=about, source="sampling")
        story.on(at(found, 11), "made_known", problem=f"PR-{n}", to_unit="all", topic="problem")
        story.works(*((4400, 5000) if story.chance(0.15) else (420, 1900)))
        story.note("problem_rectified", problem=f"PR-{n}")
    for n, urgency in enumerate(("important", "urgent", "important")):
        channel = "telephone" if urgency == "urgent" else story.mostly("messenger", "email", 0.2)
        story.on(
            at(first + timedelta(days=5 * n + 1), 9), "notice_sent", notice=f"NO-{n}", urgency=urgency, channel=channel
        )
    story.on(
        at(last - timedelta(days=1), 16), "fund_spent", fund="activity-fund", amount="30 CNY", purpose="group_activity"
    )


def complaint_file(number: int, day: date, dice: Random, staff: Staff) -> Diary:
    """The file of a complaint, on paper or electronic."""
    paper = number % 3 == 0
    story = Diary("document", f"D-{number:05}", at(day, 10), dice, kind="complaint_file", holds_personal=True)
    story.header |= {"medium": "paper" if paper else "electronic", "case": f"C-{number:05}", "key_file": False}
    story.header |= {"encrypted": story.noted(True), "platform": None if paper else "encrypted_server"}
    analyst = dice.choice(staff.of("analyst"))
    story.note("created", analyst, template="file", from_library=True)
    kind = story.mostly("TS", "ts", 0.06)
    story.note("filed", analyst, number=f"RETAIL-{day:%Y%m%d}-{kind}", location="archive-1" if paper else "server-1")
    story.passes(60, 600)
    reader = staff.of("teller")[0] if story.chance(0.06) else analyst
    story.note("accessed", reader, purpose=story.noted("investigation", 0.05))
    if paper:
        story.passes(60, 600)
        story.note("archived", analyst, location=story.mostly("archive-1", "cellar", 0.06))
    if story.chance(0.2):
        story.note(
            "transmitted", analyst, to_unit="engineering", external=False, encrypted=story.noted(not story.chance(0.1))
        )
    return story


def customer_file(number: int, day: date, dice: Random) -> Diary:
    """Information about a customer, from its collection to the database."""
    story = Diary("document", f"U-{number:05}", at(day, 10), dice, kind="customer_information", holds_personal=True)
    story.header |= {
        "security_measures": story.mostly(["encryption", "access_control"], ["encryption"], 0.05),
        "encrypted": True,
    }
    clerk = Person("d11", "consultant", "desk")
    for step, fields in (
        ("collected", {"source": "questionnaire"}),
        ("sorted", {}),
        ("classified", {"category": "retail"}),
    ):
        if step == "collected" or not story.chance(0.04):
            story.note(step, clerk, **fields)
        story.passes(10, 200)
    story.note("entered", clerk, into="customer_database")
    if story.chance(0.05):
        story.note("disclosed", clerk, authorised=story.noted(False, 0.3))
    return story


def report(number: int, day: date, dice: Random) -> Diary:
    """A report, or the plan for training."""
    plan = number == 1
    story = Diary(
        "document",
        f"R-{number:05}",
        at(day, 10),
        dice,
        kind="training_plan" if plan else "report",
        holds_personal=False,
    )
    story.header |= {"key_file": True, "platform": story.mostly("shared_platform", "own_disk", 0.1)}
    story.header["contents"] = ["aim", "content", "method", "time", "trainer"] if plan else None
    story.note("created", HEAD, template="report", from_library=story.mostly(True, False, 0.1))
    story.note("checked", HEAD, complete=True, accurate=story.noted(not story.chance(0.06)), in_format=True)
    story.passes(10, 60)
    story.note("submitted", HEAD, to_role="supervising-leader")
    return story


def statement(number: int, day: date, dice: Random) -> Diary:
    """The statement of a corporate customer, kept by one person."""
    story = Diary(
        "document", f"Z-{number:05}", at(day, 10), dice, kind="statement", corporate=True, designated_keeper="g1"
    )
    keepers = story.mostly(["g1"], ["g1", "t001"], 0.08)
    story.note("kept", Person("g1", "general-teller", "branch-1"), keepers=story.noted(keepers, 0.05))
    return story


def weekly(day: date, dice: Random) -> Diary:
    """The weekly meeting of the complaint department."""
    story = Diary("meeting", f"M-{day:%m%d}", at(day, 15), dice, kind="weekly", unit="department")
    story.note("opened", HEAD, chair="e90", chair_role="department-head", attendees=["e90", "e11", "e21"])
    for topic in ("open_complaints", "process_improvement"):
        story.note("discussed", topic=topic)
    for n in range(dice.randint(1, 3)):
        key = {"resolution": f"{day:%m%d}-{n}"}
        story.on(at(day, 15, 40 + n), "resolved", HEAD, **key, topic="open_complaints")
        story.on(
            at(day, 17),
            "minuted",
            HEAD,
            **key,
            in_writing=True,
            topic="open_complaints",
            text="***",
            owner=story.noted("e11", 0.1),
            due=(day + timedelta(days=7)).isoformat(),
        )
        story.passes(*((1500, 2000) if story.chance(0.08) else (60, 900)))
        story.note("assigned", HEAD, **key, owner="e11")
    story.on(at(day, 16, 30), "ended", HEAD)
    return story


def vote(day: date, dice: Random, staff: Staff) -> Diary:
    """A vote of all on a change of the rules."""
    voters = [p for p in staff.department if p.role not in {"sales-representative", "engineer"}]
    story = Diary("meeting", f"M-{day:%m%d}-vote", at(day, 14), dice, kind="vote", unit="department")
    story.header["electorate"] = [p.id for p in voters]
    key = {"proposal": "callback-times", "matter": "rules"}
    story.note("proposed", HEAD, **key)
    story.note("vote_opened", HEAD, **key)
    for voter in voters:
        story.passes(1, 9)
        story.note("voted", voter, **key, choice=story.mostly("for", "against", 0.15))
    story.passes(1, 5)
    story.note("vote_closed", HEAD, **key)
    story.note("adopted", HEAD, **key)
    story.works(30, 300)
    story.note("result_published", HEAD, **key)
    return story


def leak(number: int, day: date, dice: Random) -> Diary:
    """Information about a customer got out."""
    story = Diary("incident", f"X-{number:04}", at(day, 10), dice, kind="data_leak", unit="department")
    story.note("discovered", HEAD)
    story.passes(*((65, 200) if story.chance(0.3) else (5, 50)))
    story.note("reported", HEAD, to="e99", to_role="supervising-leader", incident_kind="data_leak")
    story.note("investigation_opened", HEAD, internal=True)
    story.works(600, 1500)
    story.note("resolved", HEAD)
    return story
