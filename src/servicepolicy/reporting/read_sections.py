"""What a report says of its log: what was judged, what was not read, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from servicepolicy.errors import visible
from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import titled
from servicepolicy.reporting.section import Cell, Section
from servicepolicy.worktime._instant import from_us, to_us

if TYPE_CHECKING:
    from servicepolicy import logs
    from servicepolicy.errors import Problem
    from servicepolicy.policy.policy import Policy

__all__ = ["Read", "problems_section", "read_plain", "read_section", "run_names", "run_section"]

_TEXTS: Final = 20  # that a `map` does not list

_SAID: Final = words("read")


class Read(Protocol):
    """What every report knows of what it judged."""

    @property
    def policy(self) -> Policy:
        """By what was judged."""
        ...

    @property
    def file(self) -> str:
        """Name of the log."""
        ...

    @property
    def counts(self) -> logs.Counts:
        """What was read of it, and what was not."""
        ...

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """The columns of a foreign log from which each field is read."""
        ...

    @property
    def exit_code(self) -> int:
        """What a script is told."""
        ...

    @property
    def as_of(self) -> datetime | None:
        """The moment that is judged."""
        ...

    @property
    def known_at(self) -> datetime | None:
        """What was recorded later does not exist."""
        ...

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What of the log could not be used."""
        ...

    @property
    def unlisted(self) -> int:
        """How many more there are."""
        ...

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is no problem, and may be none of what was meant."""
        ...

    @property
    def masked(self) -> bool:
        """Whether people go by pseudonyms."""
        ...


def run_names(language: str) -> tuple[str, ...]:
    """What a reader has to know first of what was judged: the log, from when to when, and as of when."""
    return tuple(_SAID[language][name] for name in ("log", "first", "last", "as_of", "known_at", "people"))


def run_section(read: Read, remarks: Iterable[str], language: str, further: Iterable[tuple[str, Cell]] = ()) -> Section:
    """What was judged: by what, as of when, and how much.

    Args:
        read: The report.
        remarks: What is to be seen first.
        language: `en` or `zh`.
        further: What this kind of report says besides.
    """
    return Section("run", _SAID[language]["run"], (), (*_run(read, remarks, language), *further))


def _run(read: Read, remarks: Iterable[str], language: str) -> Iterator[tuple[Cell, ...]]:
    said, policy, counts = _SAID[language], read.policy, read.counts
    title = titled(policy.title, language)
    yield said["policy"], f"{title} ({policy.id})" if title else policy.id
    yield said["digest"], policy.digest
    for name, at in (("as_of", read.as_of), ("known_at", read.known_at)):
        if at is not None:
            yield said[name], from_us(to_us(at), policy.timezone)
    for remark in remarks:
        yield said["remark"], remark
    if read.masked:
        yield said["people"], said["masked"]
    yield said["zone"], policy.timezone
    yield said["log"], read.file
    if counts.first is not None and counts.last is not None:
        yield said["first"], from_us(counts.first, policy.timezone)
        yield said["last"], from_us(counts.last, policy.timezone)
    for name in ("rows", "events", "subjects"):
        yield said[name], int(getattr(counts, name))


def read_section(counts: logs.Counts, language: str) -> Section:
    """What was not read, each with how often."""
    said = _SAID[language]
    names = (*("refused", "unplaced", "duplicates", "ignored", "passed_over"), "merged", "twice_told", "skipped_hours")
    rows: list[tuple[Cell, ...]] = [(said[name], int(getattr(counts, name))) for name in names if getattr(counts, name)]
    rows += [
        (said["unmapped"].format(name=name or said["empty"]), count) for name, count in counts.unmapped.most_common()
    ]
    rows += [
        (said["unreadable"].format(name=column, code=code), count)
        for (code, column), count in counts.unreadable.most_common()
    ]
    rows += [
        (said["unlisted"].format(name=column, text=visible(text)), count)
        for (column, text), count in counts.unlisted_texts.most_common(_TEXTS)
    ]
    rows += [
        (said["merged_into"].format(name=visible(name), into=visible(into)), None)
        for name, into in islice(sorted(counts.merged_into.items()), _TEXTS)
    ]
    rows += [(said["unmatched"].format(name=name), None) for name in counts.unmatched]
    return Section("read", said["read"], (said["what"], said["count"]), tuple(rows))


def problems_section(read: Read, language: str) -> Section:
    """What of the log could not be used, and what is to be told besides."""
    said, listed = _SAID[language], (*read.problems, *read.notes)
    rows = tuple((one.code, str(one.where), one.message, one.help) for one in listed)
    head = tuple(said[name] for name in ("code", "where", "problem", "help"))
    note = said["more"].format(count=read.unlisted) if read.unlisted else ""
    return Section("problems", said["problems"], head, rows, note)


def read_plain(report: Read, more_problems: Sequence[Problem] = ()) -> dict[str, object]:
    """The same as JSON-ready data: the log, what of it could not be used, and the exit code.

    Args:
        report: The report.
        more_problems: Those that it does not list and a writer has been told.
    """
    return {
        **({} if report.known_at is None else {"known_at": report.known_at.isoformat()}),
        "zone": report.policy.timezone,
        "exit_code": report.exit_code,
        **({"masked": True} if report.masked else {}),
        "log": {
            "file": report.file,
            **report.counts.plain(),
            "columns": {name: list(columns) for name, columns in sorted(report.columns.items())},
        },
        "problems": [_problem(one) for one in (*report.problems, *more_problems)],
        "problems_not_listed": report.unlisted - len(more_problems),
        "notes": [_problem(one) for one in report.notes],
    }


def _problem(problem: Problem) -> dict[str, str]:
    return {"code": problem.code, "where": str(problem.where), "message": problem.message, "help": problem.help}
