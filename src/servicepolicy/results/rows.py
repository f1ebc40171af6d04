"""A verdict as a row of a table: the same columns in every format, with what they hold and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, Protocol, TypeAlias

import attrs

from servicepolicy.phrases.terms import titled
from servicepolicy.results.moments import minute_text, month_of
from servicepolicy.results.verdict import Status, Verdict

__all__ = ["COLUMNS", "Cell", "Column", "Kind", "Row", "field_of", "no_formula", "row_of", "rows_of", "settled_by"]

Kind: TypeAlias = Literal["text", "time", "number", "amount", "whole", "flag"]
Cell: TypeAlias = str | int | datetime | date | Decimal | Fraction | None
Row: TypeAlias = dict[str, Cell]


@attrs.frozen
class Column:
    """A column of verdicts.

    Attributes:
        name: Its name, for machines.
        kind: What it holds: a text, an instant in the policy's zone, a number, an amount of money.
        en: What it is called for people.
        zh: The same in Chinese.
        wide: How wide it is best shown, in characters.
    """

    name: str
    kind: Kind
    en: str
    zh: str
    wide: int = 14


COLUMNS: Final = (
    Column("policy", "text", "policy", "制度"),
    Column("rule", "text", "rule", "规则", 24),
    Column("title", "text", "title", "规则名称", 36),
    Column("clause", "text", "clause", "条款"),
    Column("level", "text", "level", "级别", 9),
    Column("gravity", "text", "gravity", "轻重", 9),
    Column("subject_kind", "text", "kind of subject", "对象种类"),
    Column("subject", "text", "subject", "对象", 20),
    Column("occurrence", "text", "occurrence", "事项", 20),
    Column("status", "text", "status", "结论", 12),
    Column("reason", "text", "reason code", "原因代码", 18),
    Column("why", "text", "why", "原因", 60),
    Column("started", "time", "began", "起算", 19),
    Column("due", "time", "due", "期限", 19),
    Column("due_by", "text", "due by", "最迟", 17),
    Column("due_latest", "time", "due, other reading", "期限（另一解读）", 19),
    Column("stopped", "time", "done", "完成", 19),
    Column("margin_seconds", "number", "margin in seconds", "余量（秒）"),
    Column("working_margin_seconds", "number", "margin in seconds of working time", "工作时间余量（秒）"),
    Column("margin_amount", "amount", "margin in money", "余量（金额）"),
    Column("margin_currency", "text", "currency", "币种", 9),
    Column("month", "text", "month", "月份", 9),
    Column("agent", "text", "done by", "经办人"),
    Column("owner", "text", "owner", "责任人"),
    Column("duty", "text", "owed by the role", "责任岗位"),
    Column("waived", "text", "waived by the exception", "获批例外", 16),
    Column("missing", "text", "what would settle it", "待补信息", 30),
    Column("columns", "text", "in the columns", "所在列", 24),
    Column("state", "text", "state", "状态"),
    Column("final", "text", "final", "已终局", 7),
    Column("events", "text", "events read", "依据事件", 12),
)
"""All columns; those of `--by` follow them."""

_TOLD: Final = (Status.BREACHED, Status.UNKNOWN, Status.PENDING)
_MICROSECONDS: Final = Decimal(1_000_000)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would work out


class Reported(Protocol):
    """A report, as far as its verdicts are rows."""

    @property
    def policy(self) -> str:
        """Id of the policy."""
        ...

    @property
    def kind(self) -> str:
        """What the subject is."""
        ...

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts."""
        ...

    @property
    def advice(self) -> tuple[Verdict, ...]:
        """Those of advice."""
        ...


def rows_of(
    report: Reported,
    groups: Sequence[Mapping[str, str]],
    language: str,
    columns: Mapping[str, Sequence[str]],
    statuses: frozenset[str],
) -> Iterator[Row]:
    """The verdicts of a report as rows.

    Args:
        report: The report.
        groups: To which groups each verdict belongs.
        language: `en` or `zh`, of titles and of why.
        columns: The columns of the log from which each field is read.
        statuses: Of which statuses.
    """
    for verdict, belongs in zip((*report.verdicts, *report.advice), groups, strict=True):
        if verdict.status.value in statuses:
            yield {**row_of(verdict, report.policy, report.kind, language, columns), **belongs}


def row_of(
    verdict: Verdict,
    policy: str,
    kind: str,
    language: str = "en",
    columns: Mapping[str, Sequence[str]] | None = None,
) -> Row:
    """A verdict as a row; times are in the policy's zone, and dates where no time is on record."""
    from servicepolicy.telling.verdicts import in_short  # words come on demand

    margin, label = verdict.measure, verdict.label
    money = None if margin is None else margin.money
    return {
        "policy": policy,
        "rule": verdict.rule,
        "title": titled(label, language) or None,
        "clause": ", ".join(verdict.clause),
        "level": verdict.level,
        "gravity": verdict.gravity,
        "subject_kind": kind,
        "subject": verdict.subject,
        "occurrence": verdict.occurrence,
        "status": verdict.status.value,
        "reason": verdict.reason.code,
        "why": in_short(verdict, language) if verdict.status in _TOLD else None,
        "started": verdict.started,
        "due": verdict.due,
        "due_by": None if verdict.due is None else minute_text(verdict.due),
        "due_latest": verdict.due_latest,
        "stopped": verdict.stopped,
        "margin_seconds": None if margin is None else _seconds(margin.wall_us),
        "working_margin_seconds": None if margin is None else _seconds(margin.working_us),
        "margin_amount": None if money is None else money.amount,
        "margin_currency": None if money is None else money.currency,
        "month": month_of(verdict, label.zone) or None,
        "agent": ", ".join(verdict.credit) or None,
        "owner": verdict.owner,
        "duty": verdict.duty,
        "waived": verdict.waived,
        "missing": "; ".join(verdict.doubts) or None,
        "columns": "; ".join(settled_by(verdict, columns or {})) or None,
        "state": "; ".join(verdict.state) or None,
        "final": "yes" if verdict.final else "no",
        "events": "; ".join(str(number) for number in _events(verdict)) or None,
    }


def settled_by(verdict: Verdict, columns: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The columns of the log that would settle an unknown, where they are known."""
    fields = dict.fromkeys(field_of(doubt) for doubt in verdict.doubts)
    return tuple(dict.fromkeys(name for field in fields for name in columns.get(field, ())))


def field_of(doubt: str) -> str:
    """A doubt without the number of its event: `3.channel` and `7.channel` are one missing field."""
    number, dot, field = doubt.partition(".")
    return field if dot and number.isdecimal() else doubt


def _events(verdict: Verdict) -> tuple[int, ...]:
    return tuple(sorted({fact.event for fact in verdict.facts if fact.event > 0}))


def _seconds(us: int | None) -> Decimal | None:
    return None if us is None else Decimal(us) / _MICROSECONDS


def no_formula(text: str) -> str:
    """A cell of text in which a spreadsheet finds no formula: what would be one begins with an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text
