"""Verdicts that stand in a table, counted as one would be after the other: all but a few are never made."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from servicepolicy.logs.columns.portion import Among
from servicepolicy.money import Money
from servicepolicy.reporting.grouping import NOBODY, Dimension
from servicepolicy.reporting.summary import Count, Reasons, RuleTally, Summary, undeclared_in
from servicepolicy.results.rows import field_of
from servicepolicy.results.verdict import Status, Verdict, WhyNot, step_named

if TYPE_CHECKING:
    from servicepolicy.columnar.session import ReadOff
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.reporting.formats.setting import Room
    from servicepolicy.results.report import Report

__all__ = ["tally"]

Ask = Callable[["SubjectFacts", Iterable[str]], "Report"]
"""What the engine says of a subject, some rules asked."""

_BETWEEN: Final = "\x1f"
_CODE: Final = "code "  # in the name of a fact that is a code that nobody declared
_BREACHED: Final = pl.col("status") == Status.BREACHED.value
_TOLD: Final = pl.col("status").is_in([Status.BREACHED.value, Status.UNKNOWN.value])


def tally(summary: Summary, read: ReadOff, facts: Sequence[SubjectFacts], ask: Ask, room: Room) -> set[int]:
    """Count what was found of some subjects of one kind.

    Args:
        summary: To what it is added.
        read: What was found.
        facts: The subjects.
        ask: Asked for the few verdicts that a summary shows.
        room: How many more verdicts of a status by a rule are listed one by one; `None`: all of them.

    Returns:
        The places of the subjects of which a verdict is listed.
    """
    some = ask(facts[0], [tally.rule.id for tally in (*summary.rules, *summary.advice)])
    binding = [tally.rule.id for tally in summary.rules]
    breached = {place for place, verdicts in read.verdicts.items() if any(_breaks(one) for one in verdicts)}
    for place, verdicts in read.verdicts.items():
        for verdict in verdicts:
            summary.take(verdict, {one.name: one.of(verdict, facts[place], some.zone) for one in summary.dimensions})
    listed = {
        place
        for place, verdicts in read.verdicts.items()
        if any(room.get((one.status, one.rule), 0) != 0 for one in verdicts)
    }
    if read.table is not None:
        table = _Table(read.table, facts, some.zone, ask)
        table.count_in(summary)
        breached |= table.breached(binding)
        listed |= table.listed(room)
    summary.take_subjects(some.kind, len(facts), some.not_judged, len(breached))
    return listed


def _breaks(verdict: Verdict) -> bool:
    return verdict.status is Status.BREACHED and verdict.waived is None and verdict.level == "breach"


class _Table:
    """The verdicts on some subjects, none of which is waived."""

    def __init__(self, table: pl.DataFrame, facts: Sequence[SubjectFacts], zone: str, ask: Ask) -> None:
        self._facts, self._zone, self._ask = facts, zone, ask
        ids = facts.crowd.keys if isinstance(facts, Among) else [one.id for one in facts]
        places = pl.DataFrame({"subject": ids, "place": range(len(facts))})
        moment = pl.coalesce("due", "stopped", "started")
        counted = pl.coalesce(pl.col("due") - pl.duration(microseconds=1), "stopped", "started")
        month = counted.dt.convert_time_zone(zone).dt.strftime("%Y-%m").fill_null("")
        self._told = table.join(places, on="subject", how="left", maintain_order="left").with_columns(
            pl.col("rule", "status", "reason").cast(pl.String),
            occurrence=pl.col("occurrence").fill_null(""),
            moment=moment.dt.epoch("us"),
            month=month,
            measured=~_BREACHED | ~_to_spare(),
            undone=_undone(),
        )

    def count_in(self, summary: Summary) -> None:
        """Add them to a summary."""
        tallies = {rule: summary.tally(rule) for rule in self._told["rule"].unique().to_list()}
        self._count(tallies)
        self._reasons(tallies)
        self._margins(tallies)
        self._breaches(tallies, summary.worst_kept)
        for one in tallies.values():
            summary.take_tally(one)
        for doubts, count in self._told["doubts"].drop_nulls().list.join(_BETWEEN).value_counts().iter_rows():
            summary.doubt(str(doubts).split(_BETWEEN), int(count))
        self._undeclared(summary)
        for dimension in summary.dimensions:
            grouped = self._told.select("rule", "status", "month", group=self._group(dimension))
            for rule, status, group, many in _counted(grouped, "rule", "status", "group"):
                summary.take_group(dimension.name, group, rule, _count_of(status, many))
            if dimension.name in summary.crossed:
                binding = pl.col("rule").is_in([tally.rule.id for tally in summary.rules])
                told = grouped.filter(binding, pl.col("status") != Status.NOT_APPLICABLE.value)
                for status, group, month, many in _counted(told, "status", "group", "month"):
                    summary.take_cross(dimension.name, group, month, _count_of(status, many))

    def breached(self, rules: Sequence[str]) -> set[int]:
        """The places of the subjects with a breach of one of some rules."""
        return set(self._told.filter(_BREACHED, pl.col("rule").is_in(rules))["place"].unique().to_list())

    def _undeclared(self, summary: Summary) -> None:
        """Roles and codes that nobody declared: of each, one verdict is asked what was probably meant."""
        coded = pl.col("doubts").list.eval(pl.element().str.contains(_CODE, literal=True)).list.any()
        known: dict[object, tuple[WhyNot, ...]] = {}
        for rule, place, occurrence, doubts in (
            self._told.filter(coded).select("rule", "place", "occurrence", "doubts").iter_rows()
        ):
            facts = self._facts[place]
            said = frozenset(_held(facts, doubt) for doubt in doubts if _CODE in doubt)
            if said not in known:
                known[said] = undeclared_in(self._verdict(rule, place, occurrence))
            for near in known[said]:
                summary.take_undeclared(near, 1, facts.id)

    def listed(self, room: Room) -> set[int]:
        """The places of the subjects whose verdicts are listed."""
        found: set[int] = set()
        wanted = {(status.value, rule): many for (status, rule), many in room.items() if many != 0}
        if wanted:
            for (rule, status), here in self._told.select("rule", "status", "place").group_by("rule", "status"):
                many = wanted.get((str(status), str(rule)), 0)
                places = here["place"].sort()
                found.update((places if many is None else places.head(many)).to_list())
        return found

    def _count(self, tallies: Mapping[str, RuleTally]) -> None:
        for rule, status, month, many in _counted(self._told, "rule", "status", "month"):
            found, tally = Status(status), tallies[rule]
            tally.statuses[found] += many
            if found is not Status.NOT_APPLICABLE:
                tally.months.setdefault(month, Count()).add(found, times=many)

    def _reasons(self, tallies: Mapping[str, RuleTally]) -> None:
        some = self._told.filter(_TOLD)
        some = some.with_columns(step=pl.col("reason_args").cast(pl.String).map_elements(_step, pl.String))
        keys = ("rule", "status", "reason", "step")
        lacking: dict[tuple[object, ...], Counter[str]] = {}
        for *key_of, names, many in some.select(*keys, "doubts").group_by(*keys, "doubts").len().iter_rows():
            facts = lacking.setdefault(tuple(key_of), Counter())
            facts.update(dict.fromkeys({field_of(name) for name in names or ()}, many))
        for key, here in some.group_by(*keys):
            rule, status, reason, _ = key
            ((place, occurrence),) = _worst(here, 1).select("place", "occurrence").rows()
            example = self._verdict(str(rule), place, occurrence)
            named = step_named(example.reason.args)
            tallies[str(rule)].why[Status(str(status)), str(reason), named] = Reasons(len(here), example, lacking[key])

    def _margins(self, tallies: Mapping[str, RuleTally]) -> None:
        measured = self._told.filter("measured")
        tightness = pl.col("margin_wall"), pl.col("margin_working").fill_null(pl.duration())
        timed = measured.filter(pl.col("margin_wall").is_not_null()).sort(*tightness, maintain_order=True)
        for row in timed.unique("rule", keep="first").iter_rows(named=True):
            tallies[row["rule"]].tightest = self._verdict(row["rule"], row["place"], row["occurrence"]).margin
        for rule, text in measured.filter(pl.col("margin_money").is_not_null())["rule", "margin_money"].unique().rows():
            money, over = Money.parse(text), tallies[rule].over
            held = over.get(money.currency)
            if held is None or money < held:
                over[money.currency] = money

    def _breaches(self, tallies: Mapping[str, RuleTally], keep: int) -> None:
        breached = self._told.filter(_BREACHED)
        for rule, many in breached.filter("undone").group_by("rule").len().iter_rows():
            tallies[rule].undone = many
        for rule, first, last in (
            breached.group_by("rule")
            .agg(pl.col("moment").min().alias("first"), pl.col("moment").max().alias("last"))
            .iter_rows()
        ):
            tallies[rule].first, tallies[rule].last = first, last
        for (rule,), here in breached.group_by("rule"):
            worst = _worst(here, keep).select("place", "occurrence").rows()
            tallies[str(rule)].worst = [self._verdict(str(rule), *row) for row in worst]

    def _group(self, dimension: Dimension) -> pl.Series:
        told = self._told
        if dimension.period is not None:
            known = {month: dimension.period(month) for month in told["month"].unique().to_list()}
            return told["month"].replace_strict(known, return_dtype=pl.String)
        if not dimension.of_subjects:
            who = pl.col("credit").list.join(", ")
            return told.select(pl.coalesce(who, "owner").fill_null(NOBODY))["credit"]
        groups = pl.Series([dimension.of_subject(one, self._zone) for one in self._facts], dtype=pl.String)
        found = groups.gather(told["place"])
        rows = (found == NOBODY).arg_true()
        if not len(rows):
            return found
        actors = zip(told["credit"].gather(rows).to_list(), told["place"].gather(rows).to_list(), strict=True)
        return found.scatter(rows, [dimension.of_actors(credit or (), self._facts[place]) for credit, place in actors])

    def _verdict(self, rule: str, place: int, occurrence: str) -> Verdict:
        """A verdict as the engine makes it, with all that it says."""
        report = self._ask(self._facts[place], [rule])
        return next(one for one in (*report.verdicts, *report.advice) if one.occurrence == occurrence)


def _step(args: str) -> str | None:
    """The arguments of a reason that names a step and nothing else."""
    return args if step_named(tuple((name, said) for name, said in json.loads(args))) else None


def _held(facts: SubjectFacts, doubt: str) -> tuple[str, str]:
    """A field whose code nobody declared, and what it holds: `3.code role` is that of the third event."""
    place, _, field = doubt.partition(_CODE)
    number = int(place[:-1]) if place[:-1].isdigit() else 0
    event = next((one for one in facts.timeline.events if one.number == number), None)
    if event is None:
        return field, repr(facts.header.get(field))
    return field, repr([actor.role for actor in event.actors] if field == "role" else event.fields.get(field))


def _count_of(status: str, many: int) -> Count:
    counted = Count()
    counted.add(Status(status), times=many)
    return counted


def _to_spare() -> pl.Expr:
    """Whether there is a margin that says that nothing was exceeded."""
    wall, money = pl.col("margin_wall"), pl.col("margin_money")
    there = wall.is_not_null() | money.is_not_null()
    kept = (wall >= pl.duration()).fill_null(value=True) & ~money.str.starts_with("-").fill_null(value=False)
    return there & kept


def _undone() -> pl.Expr:
    """Whether what fell due was not done until the moment that is judged (`Verdict.undone`)."""
    lacking = (pl.col(name).is_null() for name in ("stopped", "margin_wall", "margin_money"))
    return _BREACHED & pl.col("due").is_not_null() & pl.all_horizontal(*lacking)


def _worst(breached: pl.DataFrame, keep: int) -> pl.DataFrame:
    """The worst of some breaches, worst first: what is not done yet, by time, else by money, else by name."""
    timed = breached.filter(pl.col("undone") | pl.col("margin_wall").is_not_null())
    by = (~pl.col("undone"), pl.when("undone").then("due"), "margin_wall", "subject", "occurrence")
    found = timed.sort(*by).head(keep)
    others = breached.filter(~pl.col("undone"), pl.col("margin_wall").is_null())
    others = others.select("subject", "occurrence", "margin_money", "place")
    if len(found) == keep or not len(others):
        return found
    amounts = [None if text is None else Money.parse(text) for text in others["margin_money"].to_list()]
    keys = [(1, "", 0) if money is None else (0, money.currency, money.amount) for money in amounts]
    names = others.select("subject", "occurrence").rows()
    order = sorted(range(len(others)), key=lambda row: (keys[row], names[row]))[: keep - len(found)]
    return pl.concat([found.select(others.columns), others[order]])


def _counted(table: pl.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    return table.group_by(names).len().iter_rows()
