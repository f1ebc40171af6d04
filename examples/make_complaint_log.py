"""Writes `complaints.jsonl`: the complaints of an invented bank in the first half of 2026, one a line.

Nobody in it exists. Most complaints are handled as the policy asks; some are late, some lack an approval, some were
recorded with a field missing, and the youngest are still open. The same seed writes the same bytes.

    python examples/make_complaint_log.py
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect_right
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from random import Random  # noqa: TID251  # seeded: it repeats itself exactly

SEED = 20260630
COMPLAINTS = 200
BEIJING = timezone(timedelta(hours=8))
FIRST, LAST = date(2026, 1, 5), date(2026, 6, 30)
END = datetime(2026, 6, 30, 17, 30, tzinfo=BEIJING)  # what comes later is not in the log yet

# Days off and make-up days of the first half of 2026 (notice of the State Council, 4 November 2025).
DAYS_OFF = (
    *(date(2026, 2, day) for day in range(15, 24)),
    *(date(2026, 4, day) for day in (4, 5, 6)),
    *(date(2026, 5, day) for day in (1, 2, 3, 4, 5)),
    *(date(2026, 6, day) for day in (19, 20, 21)),
)
MAKE_UP_DAYS = (date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9))
OFFICE_HOURS = ((time(9, 0), time(12, 0)), (time(13, 30), time(17, 30)))
DAY = 420  # working minutes a day

INTAKE = tuple(f"e1{n}" for n in range(1, 6))
ANALYSTS = tuple(f"e2{n}" for n in range(1, 5))
ENGINEERS = tuple(f"e3{n}" for n in range(1, 5))
CALLBACK = ("e41", "e42")
HEAD, LEADER, FINANCE, TECHNICIAN, ARBITER = "e90", "e99", "e71", "e61", "e51"
OUTSIDERS = ("e81", "e82", "e89")  # from sales; nobody wrote down the post of the last
ROLES = {
    **dict.fromkeys(INTAKE, "intake-specialist"),
    **dict.fromkeys(ANALYSTS, "analyst"),
    **dict.fromkeys(ENGINEERS, "solution-engineer"),
    **dict.fromkeys(CALLBACK, "callback-specialist"),
    HEAD: "department-head",
    LEADER: "supervising-leader",
    FINANCE: "finance-officer",
    TECHNICIAN: "engineer",
    ARBITER: "hr-officer",
    **dict.fromkeys(OUTSIDERS[:2], "sales-representative"),
}
CHANNELS = ("telephone", "telephone", "telephone", "online", "online", "in_person", "email", "letter")
MATTERS = (
    ("fees", "credit-card", "年费重复收取"),
    ("fees", "current-account", "账户管理费不清楚"),
    ("transfer", "mobile-banking", "转账长时间未到账"),
    ("atm", "debit-card", "取款机吞卡"),
    ("attitude", "counter", "柜台等候过久且态度冷淡"),
    ("loan", "mortgage", "提前还款申请无人答复"),
    ("investment", "wealth-product", "产品风险说明不足"),
    ("fraud", "debit-card", "卡片被盗刷"),
)


def working_days() -> list[date]:
    """The days on which the bank works, in order."""
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 60))
    return [day for day in days if day in MAKE_UP_DAYS or (day.weekday() < 5 and day not in DAYS_OFF)]


DAYS = working_days()


def moment(day: date, at: time) -> datetime:
    """A local time of a day."""
    return datetime.combine(day, at, BEIJING)


def after(since: datetime, minutes: float) -> datetime:
    """The moment at which so many working minutes have passed."""
    left = timedelta(minutes=minutes)
    for day in DAYS[max(bisect_right(DAYS, since.date()) - 1, 0) :]:
        for opens, closes in OFFICE_HOURS:
            begin = max(moment(day, opens), since)
            span = moment(day, closes) - begin
            if span > timedelta(0):
                if left <= span:
                    return begin + left
                left -= span
    raise ValueError("the log ends before the complaint does")


class Diary:
    """One complaint as it is being told: a header, events, and the moment that has been reached."""

    def __init__(self, number: int, at: datetime, dice: Random) -> None:
        self.dice = dice
        self.aside = Random(f"{SEED}-{number}")  # noqa: S311  # what is told in passing leaves the story as it is
        self.number = number
        self.now = at
        self.major = False
        self.header: dict[str, object] = {"id": f"C-2026-{number:04d}", "type": "complaint"}
        self.events: list[dict[str, object]] = []

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.dice.random() < share

    def rarely(self, share: float) -> bool:
        """True in this share of cases, told in passing."""
        return self.aside.random() < share

    def each(self, nth: int) -> bool:
        """True for each so many complaints, whatever the dice say."""
        return self.number % nth == 0

    def passes(self, low: int, high: int) -> None:
        """Working time goes by, in minutes, to the second."""
        self.now = after(self.now, self.dice.randint(low * 60, high * 60) / 60).replace(microsecond=0)

    def waits(self, days: int) -> None:
        """Calendar days go by, and the work goes on when the bank is open."""
        self.now = after(self.now + timedelta(days=days), 1)

    def note(self, event: str, by: str | None = None, **fields: object) -> dict[str, object]:
        """Write an event down; fields that are `None` were not recorded."""
        actor = {"by": by, "role": ROLES.get(by)} if by else {}
        written = {"event": event, "at": self.now.isoformat(), **actor, **fields}
        self.events.append({name: value for name, value in written.items() if value is not None})
        return self.events[-1]

    def record(self) -> dict[str, object]:
        """The complaint as it stands at the end of the log."""
        end = END.isoformat()
        return {**self.header, "events": [event for event in self.events if str(event["at"]) <= end]}


def received(diary: Diary) -> None:
    """The complaint comes in, is recorded, answered for the first time and classified."""
    dice = diary.dice
    category, product, content = dice.choice(MATTERS)
    amount = dice.choice((0, 0, 0, 20, 80, 150, 300, 680, 1200, 2500, 8000, 26000, 50000, 64000, 120000))
    diary.header |= {"channel": dice.choice(CHANNELS), "product": product, "amount": f"{amount} CNY"}
    diary.header |= {"customer": f"K-{dice.randint(1000, 9999)}", "content": content}
    who = dice.choice(INTAKE)
    diary.note("received", who)
    start = diary.now
    diary.passes(2, 8)
    whole = None if diary.rarely(0.03) else not diary.rarely(0.04)
    diary.note("recorded", who, customer_recorded=True, content_recorded=whole)
    if diary.header["channel"] == "online":
        diary.note("replied", "bot-1", kind="bot", to="customer", visibility="public", substance="acknowledgement")
    first_response(diary, who)
    diary.now = start
    diary.passes(*((260, 500) if diary.chance(0.04) else (30, 170)))
    severity = (
        "major" if amount >= 50000 or category == "fraud" else dice.choice(("minor", "normal", "normal", "serious"))
    )
    clerk = dice.choice(ANALYSTS) if diary.chance(0.02) else who
    diary.note("classified", clerk, category=category, severity=None if diary.chance(0.02) else severity)
    diary.major = severity == "major"
    diary.passes(5, 40)
    diary.note("assigned", HEAD, to=dice.choice(ANALYSTS), to_role="analyst")


def first_response(diary: Diary, who: str) -> None:
    """Somebody answers the customer; rarely too late, and rarely nobody wrote down whether it was a human."""
    diary.passes(*((121, 400) if diary.chance(0.05) else (5, 105)))
    kind = None if diary.chance(0.03) else "human"
    diary.note("replied", who, kind=kind, to="customer", visibility="public", substance="partial")


def handed_on(diary: Diary) -> None:
    """Some complaints change hands; not always is the receiver introduced."""
    if diary.chance(0.18):
        introduced = diary.chance(0.7)
        fields = {"to": diary.dice.choice(ANALYSTS), "to_role": "analyst", "reason_code": "other-business-line"}
        diary.passes(10, 60)
        diary.note("transferred", HEAD, **fields, customer_told=introduced, receiver_introduced=introduced)


def investigated(diary: Diary) -> bool | None:
    """Evidence and responsibility; sometimes the customer has to bring something first. Tells whose fault it was."""
    analyst = diary.dice.choice(ANALYSTS)
    if diary.chance(0.16):
        diary.passes(30, 300)
        diary.note("paused", analyst, reason=None if diary.chance(0.1) else "awaiting_customer", customer_told=True)
        diary.waits(diary.dice.randint(2, 9))
        if diary.chance(0.5):
            diary.note("customer_replied", "customer", kind="customer")
        diary.passes(1, 30)
        diary.note("resumed", analyst)
    diary.passes(120, 2 * DAY)
    diary.note("evidence_collected", None if diary.rarely(0.03) else analyst)
    if diary.chance(0.12):
        diary.note("support_given", diary.dice.choice(OUTSIDERS) if diary.chance(0.2) else TECHNICIAN)
    diary.passes(*((3 * DAY, 6 * DAY) if diary.chance(0.07) else (60, 2 * DAY)))
    fault = diary.chance(0.62)
    judge = diary.dice.choice(INTAKE) if diary.chance(0.02) else analyst
    diary.note("responsibility_determined", judge, bank_at_fault=None if diary.chance(0.03) else fault)
    return fault


def remedied(diary: Diary) -> None:
    """The bank puts it right: a remedy, its approval, and the money."""
    amount = str(diary.header["amount"])
    money = int(amount.removesuffix(" CNY"))
    engineer = diary.dice.choice(ENGINEERS)
    diary.passes(60, 400)
    remedy = "refund" if money else "apology"
    diary.note("remedy_set", engineer, remedy=remedy, amount=amount)
    diary.note("approval_requested", engineer, action="remedied", amount=amount)
    if money and diary.chance(0.09):
        acted_first(diary, amount)
        return
    if money > 50000 and diary.chance(0.3):
        in_parts(diary, engineer, money)
        return
    approver = LEADER if money > 50000 and not diary.chance(0.15) else HEAD
    if diary.each(40):  # a colleague's word is no approval
        approver = ANALYSTS[0]
    skipped = diary.chance(0.03)
    if not skipped:
        diary.passes(20, 240)
        approval = diary.note("approved", approver, action="remedied", amount=amount)
        if diary.chance(0.03):  # signed on paper and typed in days later: at the act nobody could know
            approval["recorded_at"] = after(diary.now, 3 * DAY).isoformat()
    diary.passes(*((3 * DAY, 5 * DAY) if diary.chance(0.07) else (10, DAY)))
    given = None if diary.chance(0.02) else amount
    diary.note("remedied", diary.dice.choice(INTAKE) if diary.chance(0.04) else engineer, remedy=remedy, amount=given)
    if skipped and diary.chance(0.5):
        diary.passes(30, 200)
        diary.note("approved", approver, action="remedied", amount=amount)
    if money:
        paid(diary, engineer, amount)


def in_parts(diary: Diary, engineer: str, money: int) -> None:
    """Two halves, each of which the head could approve, make one amount that the head could not."""
    for _ in range(2):
        half = f"{money // 2} CNY"
        diary.passes(20, 240)
        diary.note("approved", HEAD, action="remedied", amount=half)
        diary.passes(10, 120)
        diary.note("remedied", engineer, remedy="refund", amount=half)


def acted_first(diary: Diary, amount: str) -> None:
    """The customer is about to leave the bank: the intake specialist acts, the approval follows."""
    who = diary.dice.choice(INTAKE)
    diary.passes(5, 60)
    diary.note("emergency_declared", who, reason="customer_threatens_to_leave", threatens_to_leave=True)
    diary.passes(2, 20)
    diary.note("remedied", who, remedy="refund", amount=amount)
    diary.passes(*((500, 900) if diary.chance(0.3) else (60, 400)))
    big = int(amount.removesuffix(" CNY")) > 50000
    diary.note("approved", LEADER if big else HEAD, action="remedied", amount=amount)


def paid(diary: Diary, who: str, amount: str) -> None:
    """Finance approves the expense, and it is paid."""
    diary.passes(10, 200)
    if not diary.chance(0.04):
        diary.note("expense_approved", HEAD if diary.chance(0.04) else FINANCE, amount=amount)
        diary.passes(5, 60)
    diary.note("paid", who, amount=amount)


def disputed(diary: Diary) -> None:
    """Departments disagree whose fault it was: the head mediates, and human resources decide what is left."""
    begun = diary.now
    diary.note("disputed", diary.aside.choice(ANALYSTS))
    agreed = diary.rarely(0.4)
    if not diary.rarely(0.2):
        diary.now = after(begun, 8)
        written, kept = not diary.rarely(0.2), None if diary.rarely(0.15) else True
        diary.note("mediated", HEAD, agreed=agreed, confidential=kept, result_in_writing=written)
    if not agreed:
        diary.now = after(begun, 16)
        decided = diary.note("arbitrated", HEAD if diary.rarely(0.25) else ARBITER, result_in_writing=True)
        if diary.each(5):  # nobody thought of asking them
            diary.events.remove(decided)
        elif diary.each(7):
            decided["result_in_writing"] = False
    diary.now = begun


def finished(diary: Diary) -> None:
    """The customer has the answer, is called back, and the complaint is closed."""
    if diary.rarely(0.1):
        disputed(diary)
    engineer = diary.dice.choice(ENGINEERS)
    diary.passes(20, 200)
    diary.note("replied", engineer, kind="human", to="customer", visibility="public", substance="full")
    diary.note("resolved", engineer)
    diary.passes(*((7 * DAY, 9 * DAY) if diary.chance(0.05) else (120, 3 * DAY)))
    if not diary.chance(0.03):
        caller = engineer if diary.chance(0.03) else diary.dice.choice(CALLBACK)
        diary.note("called_back", caller, reached=True, satisfied=diary.chance(0.85))
    diary.passes(5, 60)
    if diary.major and not diary.chance(0.15):
        diary.note("signed", ANALYSTS[0] if diary.each(9) else HEAD, step="closing")
        diary.passes(5, 60)
    diary.note("closed", diary.dice.choice(OUTSIDERS if diary.chance(0.03) else CALLBACK), outcome="solved")


def told(number: int, at: datetime, dice: Random) -> dict[str, object]:
    """One complaint from its first word to its last."""
    diary = Diary(number, at, dice)
    received(diary)
    if diary.chance(0.03):
        diary.passes(10, 300)
        diary.note("withdrawn", "customer", kind="customer")
        diary.note("closed", dice.choice(CALLBACK), outcome="other")
    else:
        handled(diary)
        if diary.chance(0.05):
            diary.waits(dice.randint(3, 12))
            diary.note("reopened", "customer", kind="customer", reason_code="not-solved", reopened=True)
            handled(diary)
    if diary.rarely(0.02):  # the bank is at fault, and nobody thinks of a remedy
        forgotten = ("remedy_set", "approval_requested", "approved", "emergency_declared", "remedied", "paid")
        diary.events = [event for event in diary.events if not str(event["event"]).startswith((*forgotten, "expense"))]
    diary.events.sort(key=lambda event: str(event["at"]))
    return diary.record()


def handled(diary: Diary) -> None:
    """Investigation, remedy where the bank is at fault, and the end."""
    handed_on(diary)
    if investigated(diary):
        remedied(diary)
    finished(diary)


def arrivals(dice: Random) -> list[datetime]:
    """When the complaints come in: in office hours, to the second, in order."""
    open_days = [day for day in DAYS if day <= LAST]
    chosen = (after(moment(dice.choice(open_days), time(9, 0)), dice.randint(0, DAY - 5)) for _ in range(COMPLAINTS))
    return sorted(at + timedelta(seconds=dice.randint(0, 59)) for at in chosen)


def log() -> str:
    """The whole log, as text."""
    dice = Random(SEED)  # noqa: S311  # a story, no secret
    complaints = [told(number, at, dice) for number, at in enumerate(arrivals(dice), start=1)]
    return "".join(json.dumps(complaint, ensure_ascii=False) + "\n" for complaint in complaints)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the complaints of an invented bank, one a line.")
    beside = Path(__file__).with_name("complaints.jsonl")
    parser.add_argument("file", nargs="?", type=Path, default=beside, help="where to write them (default: %(default)s)")
    parser.parse_args().file.write_text(log(), encoding="utf-8", newline="\n")
