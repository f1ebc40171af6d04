"""A check laid out in sections: tables that a page, a workbook and a text show alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import doubt, titled
from servicepolicy.reporting.durations import worst_of
from servicepolicy.reporting.grouping import HALF_READ, NOBODY
from servicepolicy.reporting.read_sections import problems_section, read_section, run_section
from servicepolicy.reporting.remarks import remarks
from servicepolicy.reporting.section import Cell, Section
from servicepolicy.reporting.summary import OTHERS, Count, RuleTally
from servicepolicy.reporting.text import share_text
from servicepolicy.results.verdict import Status
from servicepolicy.telling.verdicts import reason_in_general
from servicepolicy.worktime._instant import from_us

if TYPE_CHECKING:
    from servicepolicy.models.context import Waiver
    from servicepolicy.reporting.check_report import CheckReport

__all__ = ["by_title", "group_title", "sections", "status_text"]

_LATEST: Final = 12  # months beside each other

_SAID: Final = words("check")


def sections(checked: CheckReport, language: str) -> tuple[Section, ...]:
    """All sections that have something to say."""
    said = _SAID[language]
    summary = checked.summary
    found = [
        run_section(
            checked,
            (told for *_, told in remarks(checked, language)),
            language,
            [(said["subjects_breached"], summary.subjects_breached)],
        ),
        read_section(checked.counts, language),
        *_rules(checked, language),
        _since(checked, language),
        _why(checked, language),
        *(_by(checked, name, language) for name in ("month", *summary.groups)),
        *(_crossed(checked, name, language) for name in summary.crossed),
        _missing(checked, language),
        _waivers(checked, said),
        _not_judged(checked, language),
        problems_section(checked, language),
    ]
    return tuple(section for section in found if section.rows)


def group_title(name: str, language: str) -> str:
    """What the column of a grouping is called."""
    return _SAID[language].get(f"group.{name}", name)


def by_title(name: str, language: str) -> str:
    """The heading of counts by something."""
    said = _SAID[language]
    return said.get(f"by.{name}", said["by"].format(name=name))


def _rules(checked: CheckReport, language: str) -> Iterator[Section]:
    said, summary = _SAID[language], checked.summary
    names = ("met", "breached", "waived", "pending", "unknown", "not_applicable", "rate", "between", "margin")
    head = tuple(said[name] for name in ("rule", "clause", "title", *names))
    for name, tallies in (("rules", summary.rules), ("advice", summary.advice)):
        rows = tuple(_rule(tally, language) for tally in tallies if tally.statuses.total())
        yield Section(name, said[name], head, rows)


def _rule(tally: RuleTally, language: str) -> tuple[Cell, ...]:
    rule, counted = tally.rule, tally.count
    numbers = (counted.met, counted.breached, counted.waived, counted.pending, counted.unknown, counted.not_applicable)
    title = titled(rule.title, language)
    rates = (counted.rate, _between(counted, language))
    return (
        rule.id,
        ", ".join(rule.clause),
        title,
        *numbers,
        *rates,
        worst_of(tally.undone, tally.worst_margin, language),
    )


def _between(counted: Count, language: str) -> str | None:
    """Between what the rate can be once what is unknown is known."""
    bounds = counted.bounds
    if bounds is None or bounds[0] == bounds[1]:
        return None
    return " – ".join(share_text(bound, language) for bound in bounds)


def _since(checked: CheckReport, language: str) -> Section:
    said, zone = _SAID[language], checked.policy.timezone
    head = tuple(said[name] for name in ("rule", "title", "uncovered", "first", "last", "months_with", "most"))
    rows: list[tuple[Cell, ...]] = []
    for tally in checked.summary.rules:
        months = {month: counted.breached - counted.waived for month, counted in tally.months.items()}
        hit = {month: count for month, count in months.items() if month and count}
        uncovered = tally.statuses[Status.BREACHED] - tally.waived
        if not tally.statuses[Status.BREACHED] or (uncovered and tally.first is None):
            continue
        most = max(hit.items(), key=lambda item: (item[1], item[0])) if hit else None
        rows.append(
            (
                tally.rule.id,
                titled(tally.rule.title, language),
                uncovered,
                None if tally.first is None else from_us(tally.first, zone),
                None if tally.last is None else from_us(tally.last, zone),
                len(hit),
                "" if most is None else f"{most[0]} ({most[1]:,})",
            )
        )
    waived = checked.summary.waived
    note = said["covered_too"].format(count=f"{waived:,}") if waived else ""
    return Section("since", said["since"], head, tuple(rows), note)


def _why(checked: CheckReport, language: str) -> Section:
    said = _SAID[language]
    head = tuple(said[name] for name in ("rule", "title", "status", "count", "reason", "example"))
    rows = tuple(
        (
            tally.rule.id,
            titled(tally.rule.title, language),
            said[status.value],
            found.count,
            reason_in_general(found.example, found.count, found.facts, language),
            found.example.subject,
        )
        for tally in checked.summary.rules
        for status, _, found in tally.reasons
    )
    return Section("why", said["why"], head, rows)


def _by(checked: CheckReport, name: str, language: str) -> Section:
    said = _SAID[language]
    shown = ("met", "breached", "waived", "pending", "unknown", "rate", "between")
    head = (group_title(name, language), *(said[one] for one in shown))
    rows = tuple(
        (
            _group(group, name, said),
            *(counted.met, counted.breached, counted.waived, counted.pending, counted.unknown),
            *(counted.rate, _between(counted, language)),
        )
        for group, counted in checked.summary.by(name).items()
        if counted.total > counted.not_applicable
    )
    return Section(f"by-{name}", by_title(name, language), head, rows)


def _crossed(checked: CheckReport, name: str, language: str) -> Section:
    """How many were breached in each group and month, the latest months last; told where there are several."""
    said, summary = _SAID[language], checked.summary
    counts = summary.crossed[name]
    every = sorted({month for _, month in counts if month})
    months = every[-_LATEST:]
    rows = tuple(
        (_group(group, name, said), *(_uncovered(counts.get((group, month))) for month in months))
        for group in summary.by(name)
        if any((group, month) in counts for month in months)
    )
    note = said["latest"].format(shown=len(months), count=len(every)) if len(every) > len(months) else ""
    by = by_title(name, language)
    title = said["crossed"].format(by=by[:1].lower() + by[1:])
    told = " ".join(part for part in (said["crossed_note"], note) if part)
    return Section(
        f"crossed-{name}", title, (group_title(name, language), *months), rows if len(every) > 1 else (), told
    )


def _uncovered(counted: Count | None) -> int | None:
    return None if counted is None or not counted.decided else counted.breached - counted.waived


def _group(group: str, name: str, said: Mapping[str, str]) -> str:
    if group == OTHERS:
        return said["others"]
    if group == HALF_READ:
        return said["half_read"]
    return group if group != NOBODY else said["no_month" if name == "month" else "nobody"]


def _missing(checked: CheckReport, language: str) -> Section:
    said, summary = _SAID[language], checked.summary
    ranked = sorted(summary.missing.items(), key=lambda item: (-item[1], item[0]))
    rows = tuple((count, doubt(name, language), ", ".join(checked.columns.get(name, ()))) for name, count in ranked)
    note = said["more"].format(count=summary.unlisted) if summary.unlisted else ""
    return Section("missing", said["missing"], (said["verdicts"], said["fact"], said["columns"]), rows, note)


def _waivers(checked: CheckReport, said: Mapping[str, str]) -> Section:
    names = ("waiver", "approver", "because", "for", "from", "until", "covers", "not_covered")
    rows = tuple(tuple(_waiver(waiver, checked, said)) for waiver in checked.waivers)
    return Section("waivers", said["waivers"], tuple(said[name] for name in names), rows)


def _waiver(waiver: Waiver, checked: CheckReport, said: Mapping[str, str]) -> Iterator[Cell]:
    summary = checked.summary
    yield waiver.id
    yield waiver.approver
    yield waiver.told_code or said["in_words"]
    yield "; ".join(waiver.about()) or said["any"]
    begins = _local(waiver.from_, checked.policy.timezone)
    yield begins.date() if isinstance(begins, datetime) and begins.time() == time() else begins
    yield _local(waiver.until, checked.policy.timezone)
    yield sum(count for (name, _), count in summary.waivers.items() if name == waiver.id)
    refused = {why: count for (name, why), count in sorted(summary.refused_waivers.items()) if name == waiver.id}
    yield "; ".join(f"{count}: {said.get(why, why)}" for why, count in refused.items())


def _local(end: date | None, zone: str) -> date | None:
    return end.astimezone(ZoneInfo(zone)) if isinstance(end, datetime) else end


def _not_judged(checked: CheckReport, language: str) -> Section:
    said = _SAID[language]
    rows = tuple(
        (
            one.rule.id,
            ", ".join(one.rule.clause),
            titled(one.rule.title, language),
            said[one.why].format(about=", ".join(one.about)),
        )
        for one in sorted(checked.not_judged, key=lambda one: one.why)
    )
    head = tuple(said[name] for name in ("rule", "clause", "title", "reason"))
    return Section("not_judged", said["not_judged"], head, rows)


def status_text(status: Status, language: str) -> str:
    """A status in a table."""
    return _SAID[language][status.value]
