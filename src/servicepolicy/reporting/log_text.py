"""What a log held and when it was judged, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from servicepolicy.errors import visible

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
    passed_over: int
    merged: int
    twice_told: int
    skipped_hours: int
    forms: Counter[str]
    unmapped: Counter[str]
    unreadable: Counter[tuple[str, str]]
    unlisted_texts: Counter[tuple[str, str]]

    @property
    def span(self) -> tuple[str, str] | None:
        """The first and the last instant of any event."""
        ...


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
        "passed_over": "rows that are no events, passed over: {count}",
        "merged": "cases that were merged into another, and are judged with it: {count}",
        "twice_told": "times that their zone tells twice: {count}; the first is taken, unless the rows' order decides",
        "skipped_hours": "times that their zone skips: {count}; the end of the gap is taken",
        "span": "events from {first} to {last}",
        "forms": "times by the form in which they are written: {names}",
        "empty": "(empty)",
        "unmapped": "rows of activities that the mapping does not list: {count} ({names})",
        "unreadable": "cells that could not be read: {count} ({names})",
        "unlisted": "texts that a `map` does not list, by column: {names}",
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
        "passed_over": "不是事件而略过的行：{count}",
        "merged": "已并入其他对象、一并判定的对象：{count}",
        "twice_told": "所在时区重复出现的时刻：{count}，除非行序另有说明，取前一个",
        "skipped_hours": "所在时区跳过的时刻：{count}，取跳过后的第一刻",
        "span": "事件起讫：{first} 至 {last}",
        "forms": "各种写法的时间：{names}",
        "empty": "（空）",
        "unmapped": "活动未列入映射的行：{count}（{names}）",
        "unreadable": "无法读取的单元格：{count}（{names}）",
        "unlisted": "`map` 未列出的内容（按列）：{names}",
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
    if counts.span is not None:
        lines.append(said["span"].format(first=counts.span[0], last=counts.span[1]))
    for name in (
        *("refused", "unplaced", "duplicates", "ignored", "passed_over", "merged"),
        *("twice_told", "skipped_hours"),
    ):
        count = getattr(counts, name)
        if count:
            lines.append(said[name].format(count=count))
    if counts.unmapped:
        names = _named((name or said["empty"], count) for name, count in counts.unmapped.most_common())
        lines.append(said["unmapped"].format(count=counts.unmapped.total(), names=names))
    if counts.unreadable:
        names = _named((f"{column} ({code})", count) for (code, column), count in counts.unreadable.most_common())
        lines.append(said["unreadable"].format(count=counts.unreadable.total(), names=names))
    if counts.unlisted_texts:
        named = ((f"{column}: {text}", count) for (column, text), count in counts.unlisted_texts.most_common())
        lines.append(said["unlisted"].format(names=_named(named)))
    if counts.forms:
        lines.append(said["forms"].format(names=_named(counts.forms.most_common())))
    return "\n  ".join(lines)


def _named(counted: Iterable[tuple[str, int]]) -> str:
    listed = [f"`{visible(name)}` {count}" for name, count in counted]
    more = [f"+{len(listed) - MANY}"] if len(listed) > MANY else []
    return ", ".join([*listed[:MANY], *more])
