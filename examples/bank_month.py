"""A month in an invented bank, from its first call to its bonuses.

Makes the bank's month (see `examples/month`), judges every subject by the policy of its part of the bank, assesses the
month (scorecards, service levels, bonuses, sanctions), and lists what is due on the last day.

    python examples/bank_month.py                            # makes the month, and tells it
    python examples/bank_month.py --make FOLDER --times 10   # only makes a month, ten times as large
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from month.world import Size, make_world

import servicepolicy as sp
from servicepolicy.logs import read_folder
from servicepolicy.reporting import agenda_of, agenda_text
from servicepolicy.results.assessment import Finding

MONTH = "2026-03"
LAST_MORNING = datetime.fromisoformat("2026-03-31T11:00:00+08:00")
MIDNIGHT = datetime.fromisoformat("2026-04-01T00:00:00+08:00")
NAMES = {sp.Status.MET: "met", sp.Status.BREACHED: "breached"}
LEVELS = Path(__file__).parent / "month" / "levels"


class Part:
    """One part of the bank: the policy that it works by, its subjects, and the bank around it."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self.policy = sp.load(LEVELS / f"{folder.name}.yaml", fill="example-bank")
        self.context = sp.Context.model_validate(json.loads((folder / "context.json").read_text(encoding="utf-8")))
        self.subjects = tuple(read_folder(folder))


def counted(part: Part) -> Iterator[str]:
    """Met, breached, pending and unknown, by rule, for every rule of which anything was breached or unknown."""
    found: defaultdict[str, Counter[sp.Status]] = defaultdict(Counter)
    for subject in part.subjects:
        report = part.policy.evaluate(subject, as_of=MIDNIGHT, context=part.context)
        for verdict in (*report.verdicts, *report.advice):
            found[verdict.rule][verdict.status] += 1
    columns = (sp.Status.MET, sp.Status.BREACHED, sp.Status.PENDING, sp.Status.UNKNOWN)
    judged, total = [rule for rule in part.policy.rules if rule.id in found], sum(found.values(), Counter[sp.Status]())
    clean = sum(not (counts[sp.Status.BREACHED] or counts[sp.Status.UNKNOWN]) for counts in found.values())
    yield " ".join(f"{name:>8}" for name in ("met", "breached", "pending", "unknown"))
    for rule in judged:
        if found[rule.id][sp.Status.BREACHED] or found[rule.id][sp.Status.UNKNOWN]:
            numbers = " ".join(f"{found[rule.id][status]:8}" for status in columns)
            yield f"{numbers}  {rule.id}  {', '.join(rule.clause)}"
    numbers = " ".join(f"{total[status]:8}" for status in columns)
    yield f"{numbers}  in all; of {len(judged)} rules {clean} were neither breached nor unknown"


def assessed(part: Part) -> Iterator[str]:
    """The month's scorecards, service levels and awards: how many of each came out how, and some of them in words."""
    found = part.policy.assess(part.subjects, MONTH, context=part.context)
    for title, findings in (
        ("scorecards", found.scorecards),
        ("service levels", found.slas),
        ("bonuses and sanctions", found.awards),
    ):
        by_rule: defaultdict[str, list[Finding]] = defaultdict(list)
        for one in findings:
            if one.status is not sp.Status.NOT_APPLICABLE:
                by_rule[one.rule].append(one)
        if by_rule:
            yield f"\n{title}"
            yield from (f"  {rule:24} {tally(of_rule)}" for rule, of_rule in by_rule.items())
            told = [most_telling(of_rule) for of_rule in by_rule.values()]
            for finding in told if title.startswith("bonuses") else [most_telling(told)]:
                yield "\n" + finding.explain("en").strip()


def tally(findings: list[Finding]) -> str:
    """How many findings of one rule came out how, and what they bring in all; a team's bonus is counted once."""
    statuses = Counter(NAMES.get(one.status, str(one.status)) for one in findings)
    brings: defaultdict[str, Decimal] = defaultdict(Decimal)
    members = [one for one in findings if getattr(one, "subject_kind", "") == "agent"]
    for one in members or findings:
        for what in getattr(one, "entitled", ()):
            money = isinstance(what, sp.Money)
            brings[what.currency if money else str(what)] += what.amount if money else 1
    parts = [f"{count} {status}" for status, count in sorted(statuses.items())]
    return ", ".join(parts) + "".join(f"; {count} {what}" for what, count in sorted(brings.items()))


def most_telling(findings: list[Finding]) -> Finding:
    """The finding that has most to say: a breached one, else the first."""
    return next((one for one in findings if one.status is sp.Status.BREACHED), findings[0])


def due(part: Part) -> str:
    """What is to be done on the last day, by role, what is overdue first."""
    duties = [
        duty
        for subject in part.subjects
        for duty in part.policy.agenda(subject, as_of=LAST_MORNING, context=part.context)
    ]
    midnight = int(MIDNIGHT.timestamp()) * 1_000_000
    return agenda_text(agenda_of(duties, midnight), "en")


def tell(folder: Path) -> None:
    """The month of every part of the bank."""
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        begun = perf_counter()
        part = Part(place)
        print(f"{'═' * 100}\n{part.name}: {len(part.subjects)} subjects, {MONTH}\n")
        print("\n".join(counted(part)))
        judged = perf_counter()
        print("\n".join(assessed(part)))
        done = perf_counter()
        print(f"\ndue on {LAST_MORNING:%d %B %Y, %H:%M}\n\n{due(part)}")
        took = (judged - begun, done - judged, perf_counter() - done)
        print("\nseconds: {:.1f} to read and judge, {:.1f} to assess, {:.1f} for the agenda\n".format(*took))


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--make", metavar="FOLDER", type=Path, help="only write the month into this folder")
    asked.add_argument("--times", type=int, default=1, help="so many times as large")
    asked.add_argument("--seed", type=int, default=20260331)
    given = asked.parse_args()
    size = Size().times(given.times)
    if given.make is not None:
        make_world(given.make, given.seed, MONTH, size)
    else:
        with TemporaryDirectory() as made:
            make_world(Path(made), given.seed, MONTH, size)
            tell(Path(made))
