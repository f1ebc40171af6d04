"""The branch: shifts at the counter, inspections of order and cleanliness, complaints, and talks with customers."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random  # noqa: TID251  # seeded: it repeats itself exactly

from month.days import at
from month.diary import CUSTOMER, Diary, Person
from month.staff import Staff

BINS = ("bin-lobby", "bin-counter", "bin-office")
POINTS = [
    "floor",
    "doors",
    "windows",
    "sills",
    "meeting_rooms",
    "copier",
    "water_bar",
    "sink",
    "fax",
    "devices",
    "cables",
]
DESK = ["desk", "dust", "litter", "cables", "devices", "keyboard", "floor"]
OFFENCES = (*("untidy_desk",) * 5, "file_not_returned", "smoking", "dust")


def shift(day: date, teller: Person, dice: Random, staff: Staff) -> Diary:
    """One teller's day at the counter."""
    general = staff.of("general-teller")[0]
    story = Diary("shift", f"S-{day:%m%d}-{teller.id}", at(day, 8, 40), dice, unit="branch-1", teller=teller.id)
    story.header |= {
        "post": teller.role,
        "general_teller": general.id,
        "date": day.isoformat(),
        "cash_limit": "50000 CNY",
    }
    story.note("began", teller)
    second = story.mostly((teller, general), (teller,), 0.02)
    story.note(
        "escort_entered",
        (Person("k1", "escort", "head-office"), Person("k2", "escort", "head-office")),
        session="morning",
    )
    story.note("bags_opened", second, session="morning", bags=2)
    _cash(story, teller)
    _absence(story, day, teller, general)
    _special(story, teller)
    if story.chance(0.03):
        story.note("form_filled", teller, form="transfer", for_customer=story.noted(story.chance(0.5), 0.2))
    _closing(story, day, teller, general)
    return story


def _cash(story: Diary, teller: Person) -> None:
    for n in range(story.dice.randint(1, 3)):
        receipt, amount = f"R-{n + 1}", f"{story.dice.choice((3000, 20000, 60000, 120000))} CNY"
        story.passes(20, 60)
        story.note("cash_received", teller, receipt=receipt, amount=amount)
        story.passes(*((31, 70) if story.chance(0.04) else (1, 8)))
        story.note("cash_locked", teller, receipt=receipt, amount=amount)


def _absence(story: Diary, day: date, teller: Person, general: Person) -> None:
    """The teller leaves the seat for lunch."""
    story.now = max(story.now, at(day, 12)) + timedelta(minutes=story.dice.randint(0, 9))
    absence = {"absence": "A-1"}
    if not story.chance(0.03):
        story.note("cash_counted", story.mostly((teller, general), (teller,), 0.03), **absence, agrees=True)
        story.note("provisionally_balanced", teller, **absence, agrees=story.noted(True))
    if not story.chance(0.03):
        story.note("signed_out", teller, **absence, temporary=True)
        story.note("stamps_put_away", teller, **absence, locked=story.noted(True))
    minutes = story.dice.randint(30, 60)
    story.note("seat_left", teller, **absence, minutes=minutes)
    story.passes(minutes, minutes)
    story.note("seat_taken", teller, **absence)
    story.note("signed_in", teller, **absence)


def _special(story: Diary, teller: Person) -> None:
    if story.chance(0.3):
        story.passes(5, 60)
        story.note("special_business_done", teller, business="X-1")
        story.passes(*((61, 120) if story.chance(0.08) else (2, 25)))
        story.note("register_printed", teller, business="X-1")
        story.note("register_filled", teller, business="X-1", by_rules=story.noted(True))


def _closing(story: Diary, day: date, teller: Person, general: Person) -> None:
    if story.chance(0.05):
        story.on(at(day, 16, 20), "atm_difference_found", teller, difference="D-1", machine="atm-1", amount="100 CNY")
        story.now = at(day, 17, 5) if not story.chance(0.2) else at(day + timedelta(days=1), 9, 5)
        story.note("atm_difference_settled", teller, difference="D-1", machine="atm-1")
    story.on(at(day, 17, 35), "balanced", teller, agrees=True)
    story.passes(1, 5)
    if not story.chance(0.02):
        story.note("cash_counted", (teller, general), agrees=True)
    story.note("bags_sealed", story.mostly((teller, general), (teller,), 0.02), session="evening", bags=2)
    story.note(
        "escort_left", (Person("k1", "escort", "head-office"), Person("k2", "escort", "head-office")), session="evening"
    )
    story.passes(2, 10)
    story.note("ended", teller)


def public_area(day: date, dice: Random, staff: Staff) -> Diary:
    """The public area of the branch on one day: bins, the meeting room, the round with the checklist."""
    duty = dice.choice(staff.of("teller"))
    story = Diary(
        "inspection", f"H-{day:%m%d}-public", at(day, 8, 30), dice, area="public", place="lobby", unit="branch-1"
    )
    story.header |= {"on_duty": duty.id, "date": day.isoformat(), "inspector": "n1"}
    for one in BINS:
        story.note("day_began", bin=one)
    story.on(at(day, 11), "room_used", place="meeting-room")
    story.passes(5, 25)
    story.note("cleaned", duty, place="meeting-room", items=["tables", "floor"])
    story.on(
        at(day, 12, 40),
        "meal_eaten",
        duty,
        place=story.mostly("small-meeting-room", "counter", 0.04),
        meal="L-1",
        person=duty.id,
    )
    story.note("meal_ended", meal="L-1", person=duty.id, place="small-meeting-room")
    story.passes(*((31, 80) if story.chance(0.06) else (3, 20)))
    story.note(
        "waste_cleared", duty, meal="L-1", person=duty.id, place="small-meeting-room", water_bar_dry=story.noted(True)
    )
    wrong = [dice.choice(POINTS)] if story.chance(0.08) else []
    fine = [point for point in POINTS if point not in wrong]
    story.on(at(day, 16), "checked", staff.of("administration"), checked=POINTS, in_order=fine, not_in_order=wrong)
    for one in BINS:
        if not story.chance(0.02):
            story.on(at(day, 17, 20), "bin_emptied", duty, bin=one, person=duty.id)
    story.on(at(day, 17, 25), "waste_emptied", duty)
    story.on(at(day, 18), "day_ended")
    return story


def desk(day: date, person: Person, dice: Random, staff: Staff) -> Diary:
    """One desk, looked at without notice."""
    story = Diary("inspection", f"H-{day:%m%d}-{person.id}", at(day, 14), dice, area="personal", person=person.id)
    story.header |= {"unit": person.unit, "inspector": "n1", "date": day.isoformat(), "announced": False}
    inspector = staff.of("administration")
    offence = dice.choice(OFFENCES) if story.chance(0.2) else None
    story.note("used", person, item="file-1", person=person.id)
    if offence != "file_not_returned":
        story.passes(5, 25)
        story.note("returned", person, item="file-1", person=person.id)
    if offence == "smoking":
        story.note("smoked", person, person=person.id, guests=story.noted(False, 0.2))
    wrong = {"untidy_desk": ["desk"], "dust": ["dust"]}.get(str(offence), [])
    story.on(
        at(day, 15, 30),
        "checked",
        inspector,
        checked=DESK,
        in_order=[point for point in DESK if point not in wrong],
        not_in_order=story.noted(wrong),
        on_desk=story.mostly([], ["food"], 0.04),
    )
    if offence:
        story.note("found", inspector, what=offence, person=person.id)
    off = ["computer", "screen", "main_switch"]
    story.on(
        at(day, 17, 50),
        "workplace_left",
        person,
        person=person.id,
        area_tidied=story.noted(True),
        switched_off=story.mostly(off, off[:2], 0.04),
    )
    story.on(at(day, 18), "day_ended")
    return story


def visited(number: int, day: date, dice: Random, staff: Staff) -> Diary:
    """A talk at the counter."""
    teller = dice.choice(staff.of("teller"))
    story = Diary(
        "interaction", f"V-{number:06}", at(day, 9) + timedelta(minutes=dice.randint(0, 170)), dice, channel="in_person"
    )
    story.header |= {
        "direction": "inbound",
        "agent": teller.id,
        "unit": "branch-1",
        "customer": f"K-{dice.randint(1000, 9999)}",
    }
    story.note("received", CUSTOMER)
    story.passes(1, 12)
    if story.chance(0.05):
        conduct = dice.choice(("threw_item", "amount_called_out", "request_refused", "impatient"))
        story.note("conduct_noted", staff.of("lobby-manager"), conduct=story.noted(conduct, 0.1), person=teller.id)
    story.note("ended", teller, ended_by="customer")
    if story.chance(0.3):
        for indicator in ("appearance", "manner", "patience"):
            score = dice.randint(60, 79) if story.chance(0.06) else dice.randint(80, 100)
            story.note(
                "rated", Person("q1", "quality", "head-office"), rater="quality", indicator=indicator, score=score
            )
    if story.chance(0.5):
        story.note(
            "rated", CUSTOMER, rater="customer", indicator="satisfaction", score=dice.choice((100, 100, 90, 80, 60))
        )
    return story
