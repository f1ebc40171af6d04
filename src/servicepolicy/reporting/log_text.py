"""What a log held and when it was judged, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections import Counter
    from datetime import datetime

__all__ = ["LogCounts", "counts_text", "heading_text"]

MANY = 10  # activities that a mapping does not list, named one by one


class LogCounts(Protocol):
    """Counts of what was read of a log (`servicepolicy.logs.Counts`)."""

    rows: int
    events: int
    subjects: int
    refused: int
    duplicates: int
    unplaced: int
    ignored: int
    unmapped: Counter[str]
    unreadable: Counter[tuple[str, str]]


class Judged(Protocol):
    """A policy as a heading names it."""

    @property
    def id(self) -> str:
        """Its name."""
        ...

    @property
    def digest(self) -> str:
        """The identity of its meaning."""
        ...


_SAID = {
    "en": {
        "policy": "policy {id}  {digest}",
        "as_of": "as of {as_of}",
        "known_at": ", known at {known_at}",
        "log": "{file}: rows {rows}, events {events}, subjects judged {subjects}",
        "refused": "left out because of problems: {count}",
        "duplicates": "duplicate events, counted once: {count} (two at one instant need an `id` or a `seq`)",
        "unplaced": "rows that do not tell their case: {count}; any verdict here may lack what they say",
        "ignored": "rows ignored by the mapping: {count}",
        "unmapped": "rows of activities that the mapping does not list: {count} ({names})",
        "unreadable": "cells that could not be read: {count} ({names})",
    },
    "zh": {
        "policy": "制度 {id}  {digest}",
        "as_of": "判定时点 {as_of}",
        "known_at": "，知悉时点 {known_at}",
        "log": "{file}：{rows} 行，{events} 个事件，已判定 {subjects} 个对象",
        "refused": "因资料有误未判定的对象：{count}",
        "duplicates": "只计一次的重复事件：{count}（同一时刻确有两次的，请以`id`或`seq`区分）",
        "unplaced": "不知属于哪个对象的行：{count}；以下任一判定都可能缺少其中所记内容",
        "ignored": "按映射忽略的行：{count}",
        "unmapped": "活动未列入映射的行：{count}（{names}）",
        "unreadable": "无法读取的单元格：{count}（{names}）",
    },
}


def heading_text(policy: Judged, as_of: datetime | None, known_at: datetime | None, language: str) -> str:
    """By which policy and as of when."""
    said = _SAID[language]
    when = "" if as_of is None else said["as_of"].format(as_of=as_of.isoformat())
    if known_at is not None:
        when += said["known_at"].format(known_at=known_at.isoformat())
    return f"{said['policy'].format(id=policy.id, digest=policy.digest)}\n{when}".rstrip()


def counts_text(file: str, counts: LogCounts, language: str) -> str:
    """How much was read, and what was not; what is zero is left out."""
    said = _SAID[language]
    lines = [said["log"].format(file=file, rows=counts.rows, events=counts.events, subjects=counts.subjects)]
    for name in ("refused", "unplaced", "duplicates", "ignored"):
        count = getattr(counts, name)
        if count:
            lines.append(said[name].format(count=count))
    if counts.unmapped:
        names = _named((name, count) for name, count in counts.unmapped.most_common())
        lines.append(said["unmapped"].format(count=counts.unmapped.total(), names=names))
    if counts.unreadable:
        names = _named((f"{column} ({code})", count) for (code, column), count in counts.unreadable.most_common())
        lines.append(said["unreadable"].format(count=counts.unreadable.total(), names=names))
    return "\n  ".join(lines)


def _named(counted: Iterable[tuple[str, int]]) -> str:
    listed = [f"`{name}` {count}" for name, count in counted]
    more = [f"+{len(listed) - MANY}"] if len(listed) > MANY else []
    return ", ".join([*listed[:MANY], *more])
