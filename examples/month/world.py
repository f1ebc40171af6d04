"""Makes the month of an invented bank, of any size: one folder for each document by which a part of it works.

Every folder holds one file a kind of subject, a record a line, and `context.json`: the bank itself. Nobody in it
exists. Most is done as it should be, some is late or left out, and some was not written down. The same seed and size
write the same bytes.

    python examples/bank_month.py make FOLDER [--times 10]
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random  # noqa: TID251  # seeded: it repeats itself exactly

from month import branch, calls, complaints, office, people
from month.days import at, days, month_of, worked, working_days
from month.diary import Diary
from month.staff import Staff, chart, hired

Records = dict[str, dict[str, list[dict[str, object]]]]  # by folder, by kind of subject

PLURAL = {
    "case": "cases",
    "interaction": "interactions",
    "agent": "agents",
    "organisation": "organisation",
    "shift": "shifts",
    "inspection": "inspections",
    "meeting": "meetings",
    "document": "documents",
    "incident": "incidents",
    "candidate": "candidates",
}


@dataclass(frozen=True)
class Size:
    """How much there is of everything in the month."""

    agents: int = 12
    tellers: int = 5
    complaints: int = 60
    branch_complaints: int = 25
    desk_cases: int = 20
    calls: int = 240
    chats: int = 80
    visits: int = 100
    contacts: int = 2800
    requests: int = 60
    questions: int = 60
    emergencies: int = 4
    leaks: int = 1
    candidates: int = 10
    files: int = 30

    def times(self, factor: int) -> Size:
        """A world so many times as large."""
        return Size(**{field.name: getattr(self, field.name) * factor for field in fields(self)})


def make_world(folder: Path, seed: int = 20260331, month: str = "2026-03", size: Size | None = None) -> Records:
    """Write the month of the bank into a folder, and return what was written."""
    found = records(seed, month, size or Size())
    for part, kinds in found.items():
        (folder / part).mkdir(parents=True, exist_ok=True)
        for kind, lines in kinds.items():
            _write(folder / part / f"{PLURAL[kind]}.jsonl", "".join(f"{_line(one)}\n" for one in lines))
        _write(
            folder / part / "context.json",
            _line({"organisation": kinds["organisation"][0], "ledger": _ledger(kinds)}) + "\n",
        )
    return found


def records(seed: int, month: str, size: Size) -> Records:
    """Everything that there is to tell, by folder and kind of subject."""
    dice, staff = Random(seed), hired(size.agents, size.tellers)  # noqa: S311  # a story, no secret
    first, last = month_of(month)
    until = at(last + timedelta(days=1), 0)
    bank = office.bank(month, dice, staff, chart(staff))
    stories = {
        "complaint-handling": [*_department(first, last, dice, staff, size)],
        "agent-process": [*_centre(first, last, dice, staff, size)],
        "branch-service": [*_branch(first, last, dice, staff, size)],
        "service-handbook": [*_desk(first, last, dice, staff, size)],
    }
    found: Records = {}
    for part, told in stories.items():
        kinds: dict[str, list[dict[str, object]]] = defaultdict(list)
        for story in [*told, bank]:
            kinds[story.subject].append(story.record(until))
        found[part] = dict(kinds)
    return found


def _department(first: date, last: date, dice: Random, staff: Staff, size: Size) -> Iterable[Diary]:
    month, open_days = f"{first:%Y-%m}", working_days(first, last)
    for number, opened in enumerate(_arrivals(size.complaints, open_days, dice), start=1):
        yield complaints.of_the_department(number, opened, dice)
    for number in range(1, size.contacts + 1):
        yield complaints.contact(number, dice.choice(open_days), dice)
    for person in staff.department:
        yield people.file_of(person, month, dice, staff)
    for number in range(1, size.files + 1):
        yield office.complaint_file(number, dice.choice(open_days), dice, staff)
    for number in range(1, 5):
        yield office.report(number, open_days[4 * number], dice)
    for day in open_days:
        if day.weekday() == 0:
            yield office.weekly(day, dice)
    yield office.vote(open_days[9], dice, staff)
    for number in range(1, size.leaks + 1):
        yield office.leak(number, dice.choice(open_days[:-3]), dice)


def _centre(first: date, last: date, dice: Random, staff: Staff, size: Size) -> Iterable[Diary]:
    month, every_day, agents = f"{first:%Y-%m}", days(first, last), staff.of("agent")
    for number in range(1, size.calls + 1):
        yield calls.called(number, dice.choice(every_day), dice, dice.choice(agents))
    for number in range(size.calls + 1, size.calls + size.chats + 1):
        yield calls.chatted(number, dice.choice(every_day), dice, dice.choice(agents))
    for number in range(1, size.requests + 1):
        yield calls.requested(number, dice.choice(every_day), dice, staff)
    for number in range(1, size.questions + 1):
        yield calls.asked(number, dice.choice(every_day), dice, staff)
    for number in range(1, size.emergencies + 1):
        yield calls.emergency(number, dice.choice(every_day), dice, staff)
    for person in staff.centre:
        yield people.file_of(person, month, dice, staff)
    for number in range(1, size.candidates + 1):
        yield people.applied(number, month, dice)
    for number in range(1, 4):
        yield office.report(number, working_days(first, last)[3 * number], dice)


def _branch(first: date, last: date, dice: Random, staff: Staff, size: Size) -> Iterable[Diary]:
    month, open_days = f"{first:%Y-%m}", working_days(first, last)
    for number in range(1, size.branch_complaints + 1):
        yield complaints.of_the_branch(number, dice.choice(open_days), dice, staff)
    for number in range(1, size.visits + 1):
        yield branch.visited(number, dice.choice(open_days), dice, staff)
    inspections = []
    for day in open_days:
        for teller in staff.of("teller"):
            yield branch.shift(day, teller, dice, staff)
        inspections.append(branch.public_area(day, dice, staff))
        at_desks = [person for person in staff.branch if person.unit == "branch-1"]
        inspections += [branch.desk(day, one, dice, staff) for one in dice.sample(at_desks, k=min(4, len(at_desks)))]
    yield from inspections
    files = [people.file_of(person, month, dice, staff) for person in staff.branch if person.unit == "branch-1"]
    people.punished(files, (story.record(at(last, 18)) for story in inspections), dice)
    yield from files
    for number in range(1, 7):
        yield office.statement(number, dice.choice(open_days), dice)


def _desk(first: date, last: date, dice: Random, staff: Staff, size: Size) -> Iterable[Diary]:
    open_days = working_days(first, last)
    for number in range(1, size.desk_cases + 1):
        yield complaints.of_the_desk(number, dice.choice(open_days), dice, staff)
    for person in staff.desk:
        yield people.file_of(person, f"{first:%Y-%m}", dice, staff)
    for number in range(1, size.files // 2 + 1):
        yield office.customer_file(number, dice.choice(open_days), dice)


def _arrivals(count: int, open_days: list[date], dice: Random) -> list[datetime]:
    """When complaints come in: in office hours, to the second, in order."""
    return sorted(
        worked(at(dice.choice(open_days), 9), dice.randint(0, 415)) + timedelta(seconds=dice.randint(0, 59))
        for _ in range(count)
    )


def _ledger(kinds: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    """What was paid, settled and put right, over all cases of a folder."""
    return [
        {
            "action": event["event"],
            "at": event["at"],
            "amount": event["amount"],
            "case": case["id"],
            "agent": event.get("by"),
        }
        for case in kinds.get("case", ())
        for event in _events(case)
        if event["event"] in {"remedied", "settled", "paid"} and "amount" in event
    ]


def _events(record: dict[str, object]) -> list[dict[str, object]]:
    events = record["events"]
    return events if isinstance(events, list) else []


def _line(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
