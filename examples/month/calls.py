"""The contact centre: calls, chats, business for customers, questions that go to a supervisor, and emergencies."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random  # noqa: TID251  # seeded: it repeats itself exactly

from month.days import at
from month.diary import BOT, CUSTOMER, Diary, Person
from month.staff import Staff

GREETINGS = ("您好，示例银行，很高兴为您服务。", "您好，感谢致电示例银行，请问有什么可以帮您？")
CURT = ("喂，说。", "您好，请讲。")
ANSWERS = ("请您稍等，我为您查询一下。", "谢谢您的耐心等待，这笔费用是这样计算的。", "请您放心，今天就会到账。")
BAD_ANSWERS = ("大概吧，您过几天再看看。", "你急什么，没完没了的。", "这个不归我管。")
FAREWELL, NO_FAREWELL = "感谢您的来电，祝您生活愉快，再见。", "就这样吧。"
NEEDS = ("余额查询", "转账未到账", "年费疑问", "密码重置", "理财咨询", "贷款进度")


def called(number: int, day: date, dice: Random, agent: Person) -> Diary:
    """One telephone call."""
    story = _conversation(number, "telephone", day, dice, agent)
    story.header["call_time_recorded"] = story.noted(True)
    story.header["caller_number"] = story.noted(f"***{dice.randint(1000, 9999)}")
    pace = dice.randint(185, 238) if story.chance(0.94) else dice.choice((158, 172, 252, 268))
    story.header["speech_rate"] = story.noted(pace, 0.04)
    story.note("received", CUSTOMER)
    story.passes(0.1, 0.4)
    story.note("answered", agent, rings=story.noted(dice.choice((1, 1, 2, 2, 2, 3)) if story.chance(0.93) else 5))
    story.note("said", agent, speaker="agent", text=dice.choice(GREETINGS if story.chance(0.95) else CURT))
    _served(story, agent)
    return story


def chatted(number: int, day: date, dice: Random, agent: Person) -> Diary:
    """One inquiry online: a machine welcomes, a human answers."""
    story = _conversation(number, "online", day, dice, agent)
    story.note("received", CUSTOMER)
    story.note("replied", BOT, to="customer", substance="acknowledgement", automatic=True)
    _served(story, agent, slow=story.chance(0.07))
    return story


def _conversation(number: int, channel: str, day: date, dice: Random, agent: Person) -> Diary:
    start = at(day, 8) + timedelta(seconds=dice.randint(600, 11 * 3600))
    story = Diary("interaction", f"I-{number:06}", start, dice, channel=channel, direction="inbound")
    story.header |= {"agent": agent.id, "unit": agent.unit, "customer": f"K-{dice.randint(1000, 9999)}"}
    story.header |= {"customer_name": story.noted("***"), "customer_contact": story.noted("***")}
    story.header |= {"item": dice.choice(NEEDS), "description": story.noted("***")}
    story.header["jargon"] = story.noted(story.chance(0.03))
    story.header["interruptions"] = story.noted(0 if story.chance(0.96) else dice.randint(1, 3))
    return story


def _served(story: Diary, agent: Person, *, slow: bool = False) -> None:
    """What the customer needs, the answer, and the end."""
    if not story.chance(0.04):
        story.passes(0.1, 0.5)
        story.note("need_asked", agent)
    story.note("said", CUSTOMER, speaker="customer", text="我想问一下。")
    story.passes(*((3, 6) if slow else (0.3, 2)))
    story.note("replied", agent, to="customer", substance="full")
    story.note("said", agent, speaker="agent", text=story.dice.choice(ANSWERS if story.chance(0.96) else BAD_ANSWERS))
    important = story.chance(0.3)
    story.header["important_items"] = story.noted(["amount"] if important else [])
    if important:
        story.passes(0.2, 1)
        if not story.chance(0.06):
            story.note("read_back", agent, confirmed=story.noted(True))
    story.passes(0.5, 4)
    _ended(story, agent)


def _ended(story: Diary, agent: Person) -> None:
    hung_up = story.chance(0.05)
    if not hung_up and not story.chance(0.04):
        story.note("satisfaction_asked", agent, satisfied=story.noted(story.chance(0.88), 0.1))
        story.note("further_needs_asked", agent)
    story.note("said", agent, speaker="agent", text=FAREWELL if story.chance(0.96) else NO_FAREWELL)
    story.note("ended", CUSTOMER if hung_up else agent, ended_by="customer" if hung_up else "internal")
    if story.chance(0.1):
        story.note("opinion_recorded", agent)
        if story.chance(0.9):
            _later(story, 30, 600, "opinion_passed_on", agent, to_unit="department")
    _later(story, 70, 200, "data_recorded", agent, items=["time", "need", "handling", "feedback"], share=0.04)
    _later(story, 250, 400, "record_compiled", agent, complete=True, share=0.04)
    story.note("archived", agent)
    _rated(story)


def _later(
    story: Diary, low: float, high: float, event: str, who: Person, *, share: float = 1, **fields: object
) -> None:
    """An act soon after the talk; in a share of cases much later."""
    now = story.now
    story.passes(*((low, high) if story.chance(share) else (1, 15)))
    story.note(event, who, **fields)
    if share == 1:
        story.now = now


def _rated(story: Diary) -> None:
    """Some customers rate the talk, and quality control listens to some."""
    dice = story.dice
    if story.chance(0.6):
        story.passes(1, 60)
        score = dice.choice((100, 100, 100, 90, 90, 80, 80, 60, 40))
        story.note("rated", CUSTOMER, rater="customer", indicator="satisfaction", score=score)
    if story.chance(0.15):
        story.passes(60, 600)
        quality = Person("q1", "quality", "centre")
        accurate = story.noted(not story.chance(0.05), 0.03)
        story.note("sampled", quality, indicator="accuracy", accurate=accurate, score=100 if accurate else 60)
        for indicator in ("tone", "attitude"):
            low = story.chance(0.05)
            score = dice.randint(60, 79) if low else dice.randint(80, 100)
            story.note("rated", quality, rater="quality", indicator=indicator, score=story.noted(score))


def requested(number: int, day: date, dice: Random, staff: Staff) -> Diary:
    """Business for a customer: done on the spot, or passed to a department."""
    agent = dice.choice(staff.of("agent"))
    story = Diary("case", f"B-{number:05}", at(day, 8) + timedelta(minutes=dice.randint(10, 600)), dice)
    behind = dice.random() < 0.4
    service = dice.choice(("loan_application", "card_application") if behind else ("account_query", "password_reset"))
    story.header |= {"type": "business", "unit": "centre", "channel": "telephone", "service": service}
    story.header |= {
        "back_office": story.noted(behind),
        "complexity": "simple",
        "amount": "0 CNY",
        "customer": f"K-{dice.randint(1000, 9999)}",
    }
    talk = {"interaction": f"I-{number:06}"}
    story.note("received", agent, **talk)
    story.note("requested", agent, service=service, **talk)
    story.passes(1, 6)
    if behind:
        told = story.noted(not story.chance(0.05))
        story.note("procedure_told", agent, procedure=True, expected_time=told, **talk)
        story.note("interaction_ended", agent, **talk)
        story.passes(*((61, 200) if story.chance(0.06) else (3, 50)))
        story.note("passed_on", agent, to_unit="department")
        story.works(300, 1200)
        story.note("completed", Person("w1", "clerk", "head-office"), by_procedure=True)
    else:
        late = story.chance(0.05)
        if late:
            story.note("interaction_ended", agent, **talk)
        story.note("completed", agent, by_procedure=story.noted(True), **talk)
        if not late:
            story.passes(0.2, 1)
            story.note("interaction_ended", agent, **talk)
    story.passes(*((121, 300) if story.chance(0.05) else (0.2, 90)))
    story.note("result_reported", agent, to="customer")
    story.note("resolved", agent, first_contact=not behind)
    story.note("closed", agent, outcome="solved")
    return story


def asked(number: int, day: date, dice: Random, staff: Staff) -> Diary:
    """A question: most are answered at once, some are complex or about money and go to the supervisor."""
    agent, supervisor = dice.choice(staff.of("agent")), dice.choice(staff.of("supervisor"))
    story = Diary("case", f"Q-{number:05}", at(day, 8) + timedelta(minutes=dice.randint(10, 600)), dice)
    hard = story.chance(0.3)
    amount = dice.choice((20, 50, 120, 200, 260, 800)) if story.chance(0.25) else 0
    story.header |= {"type": "inquiry", "unit": "centre", "channel": "telephone"}
    story.header |= {"complexity": story.noted("complex" if hard else "simple"), "amount": story.noted(f"{amount} CNY")}
    story.note("received", agent)
    if hard or (amount > 200 and story.chance(0.85)):
        story.passes(*((31, 60) if story.chance(0.08) else (2, 25)))
        story.note("escalated", agent, to=supervisor.id, to_role="supervisor")
        story.passes(*((11, 30) if story.chance(0.1) else (1, 9)))
        story.note("guidance_given", supervisor, to=agent.id)
    elif story.chance(0.15):
        _handed_on(story, agent, dice.choice(staff.of("agent")))
    if amount:
        story.passes(1, 10)
        if amount > 200 and story.chance(0.9):
            story.note("approved", supervisor, action="settled", amount=f"{amount} CNY")
            story.passes(1, 10)
        story.note("settled", agent, amount=f"{amount} CNY", accepted=True)
    story.passes(1, 20)
    story.note("replied", agent, to="customer", substance="full")
    story.note("resolved", agent, first_contact=not hard)
    story.note("closed", agent, outcome="solved")
    return story


def _handed_on(story: Diary, agent: Person, other: Person) -> None:
    story.passes(2, 10)
    introduced = story.noted(not story.chance(0.2))
    reason = {"to": other.id, "to_role": "agent", "reason_code": "other-product"}
    story.note("transferred", agent, **reason, customer_told=True, receiver_introduced=introduced)


def emergency(number: int, day: date, dice: Random, staff: Staff) -> Diary:
    """Something fails, somebody is angry, or everybody calls at once."""
    kind = ("system_failure", "customer_complaint", "sudden_peak", "other")[number % 4]
    agent, supervisor = dice.choice(staff.of("agent")), dice.choice(staff.of("supervisor"))
    start = at(day, 9) + timedelta(minutes=dice.randint(5, 400))
    story = Diary("incident", f"E-{number:04}", start, dice, kind=kind, unit="centre", occurred_at=start.isoformat())
    if kind == "system_failure":
        story.header |= {"system": "telephony", "hinders_intake": True}
        story.note("failed", system="telephony")
    story.passes(0.5, 4)
    story.note("discovered", agent)
    if kind == "customer_complaint":
        story.passes(1, 8)
        story.note("calmed", agent)
    story.note("classed", agent, incident_kind=kind)
    if kind == "system_failure":
        story.passes(*((16, 30) if story.chance(0.1) else (1, 8)))
        story.note("engineering_called", agent, system="telephony")
        story.note("service_diverted", supervisor, channels=["self_service"])
    story.passes(*((11, 20) if story.chance(0.15) else (1, 7)))
    scope = story.noted("telephone", 0.1)
    told = {"to_role": "supervisor", "to": supervisor.id, "incident_kind": kind, "scope": scope}
    story.note("reported", agent, **told, occurred_at=start.isoformat())
    story.passes(3, 20)
    story.note("team_formed", supervisor, members=[supervisor.id, agent.id])
    story.note("plan_made", supervisor, measures=["divert"])
    _answered(story, kind, agent, supervisor)
    story.passes(20, 45)
    story.note("progress_reported", supervisor, to_role="manager")
    story.passes(5, 50)
    if kind == "system_failure":
        story.note("restored", system="telephony")
    story.note("resolved", supervisor)
    story.note("closed", supervisor)
    return story


def _answered(story: Diary, kind: str, agent: Person, supervisor: Person) -> None:
    match kind:
        case "system_failure":
            story.note("manual_intake_started", agent)
        case "customer_complaint":
            story.note("demand_understood", agent)
            story.note("process_followed", agent)
        case "sudden_peak":
            story.note("agents_reallocated", supervisor, agents=2)
            story.note("support_added", supervisor, agents=3)
            if not story.chance(0.3):
                story.note("process_streamlined", supervisor)
        case _:
            story.note("measures_taken", supervisor, measures=["hours_adjusted"])
