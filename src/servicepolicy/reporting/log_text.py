"""What a log held and when it was judged, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from servicepolicy.errors import visible
from servicepolicy.worktime._instant import from_us, to_us

if TYPE_CHECKING:
    from servicepolicy.reporting.read_sections import Read

__all__ = ["heading_text"]

MANY = 10  # activities that a mapping does not list, named one by one

_SAID = {
    "en": {
        "policy": "policy {id}  {digest}",
        "as_of": "as of {as_of}",
        "known_at": ", known at {known_at}",
        "masked": "; people go by pseudonyms",
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
        "masked": "；人员以化名列示",
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


def heading_text(read: Read, language: str) -> str:
    """By which policy, as of when, how much was read and what was not: what is zero is left out, times are local."""
    said, policy = _SAID[language], read.policy
    when = "" if read.as_of is None else said["as_of"].format(as_of=_local(to_us(read.as_of), policy.timezone))
    if read.known_at is not None:
        when += said["known_at"].format(known_at=_local(to_us(read.known_at), policy.timezone))
    if read.masked:
        when += said["masked"]
    head = [said["policy"].format(id=policy.id, digest=policy.digest), *([when] if when else [])]
    return "\n".join((*head, "\n  ".join(_counts(read, language))))


def _counts(read: Read, language: str) -> Iterator[str]:
    said, counts = _SAID[language], read.counts
    yield said["log"].format(file=read.file, rows=counts.rows, events=counts.events, subjects=counts.subjects)
    if counts.first is not None and counts.last is not None:
        first, last = (_local(at, read.policy.timezone) for at in (counts.first, counts.last))
        yield said["span"].format(first=first, last=last)
    for name in (
        *("refused", "unplaced", "duplicates", "ignored", "passed_over", "merged"),
        *("twice_told", "skipped_hours"),
    ):
        count = getattr(counts, name)
        if count:
            yield said[name].format(count=count)
    if counts.unmapped:
        names = _named((name or said["empty"], count) for name, count in counts.unmapped.most_common())
        yield said["unmapped"].format(count=counts.unmapped.total(), names=names)
    if counts.unreadable:
        names = _named((f"{column} ({code})", count) for (code, column), count in counts.unreadable.most_common())
        yield said["unreadable"].format(count=counts.unreadable.total(), names=names)
    if counts.unlisted_texts:
        named = ((f"{column}: {text}", count) for (column, text), count in counts.unlisted_texts.most_common())
        yield said["unlisted"].format(names=_named(named))
    if counts.forms:
        yield said["forms"].format(names=_named(counts.forms.most_common()))


def _local(us: int, zone: str) -> str:
    return from_us(us, zone).isoformat(timespec="seconds")


def _named(counted: Iterable[tuple[str, int]]) -> str:
    listed = [f"`{visible(name)}` {count}" for name, count in counted]
    more = [f"+{len(listed) - MANY}"] if len(listed) > MANY else []
    return ", ".join([*listed[:MANY], *more])
