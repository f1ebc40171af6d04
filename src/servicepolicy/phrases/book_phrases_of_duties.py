"""What the parts of periodic duties are called in a policy book, English and Chinese."""

from __future__ import annotations

from typing import Final

__all__ = ["DUTIES"]

DUTIES: Final[dict[str, tuple[str, str]]] = {
    "periodic.every": (
        "{act} is required each {unit}{when}{count}{clock}.",
        "每{unit}{when}须完成{act}{count}{clock}。",
    ),
    "periodic.rrule": (
        "{act} is required on each date of the recurrence “{rrule}”{when}{count}{clock}.",
        "在“{rrule}”所定的每个日期{when}，须完成{act}{count}{clock}。",
    ),
    "periodic.after": (
        "{act} is required within {within} after the end of each {unit}{count}{clock}.",
        "每{unit}结束后{within}内，须完成{act}{count}{clock}。",
    ),
    "periodic.ahead": (
        "{act} is required before each {unit} begins{count}{clock}.",
        "每{unit}开始之前，须完成{act}{count}{clock}。",
    ),
    "periodic.rrule.after": (
        "{act} is required within {within} after each date of the recurrence “{rrule}”{count}{clock}.",
        "“{rrule}”所定的每个日期之后{within}内，须完成{act}{count}{clock}。",
    ),
    "periodic.weeks.odd": ("week with an odd number", "逢单周"),
    "periodic.weeks.even": ("week with an even number", "逢双周"),
    "periodic.working_day": ("working day", "个工作日"),
    "day.last": ("its last day", "最后一天"),
    "day.number": ("day {number}", "{number}日"),
    "day.date": ("day {day} of month {month}", "{month}月{day}日"),
    "day.mon": ("Monday", "周一"),
    "day.tue": ("Tuesday", "周二"),
    "day.wed": ("Wednesday", "周三"),
    "day.thu": ("Thursday", "周四"),
    "day.fri": ("Friday", "周五"),
    "day.sat": ("Saturday", "周六"),
    "day.sun": ("Sunday", "周日"),
    "when.end": (", by the end of {day}", "{day}结束前"),
    "when.before": (", by {time} on {day}", "{day}{time}前"),
    "when.before.day": (", by {time}", "{time}前"),
    "when.at": (", on {day}, not before {time}", "{day}{time}起至当日结束"),
    "when.at.day": (", not before {time}", "{time}起至当日结束"),
    "when.between": (", on {day} between {time} and {before}", "{day}{time}至{before}之间"),
    "when.between.day": (", between {time} and {before}", "{time}至{before}之间"),
    "periodic.covers": (", once or in parts, with {what} as {field}", "，可分次完成，{field}合计应包括：{what}"),
    "periodic.once": (", at least once", "，至少一次"),
    "periodic.count": (", at least {count} times", "，至少{count}次"),
    "periodic.distinct": (", each time with another {field}", "，每次的{field}不同"),
    "periodic.slot": (
        "a record that names its period counts for that one.",
        "记录注明所属周期的，计入该周期。",
    ),
    "periodic.each": ("each must do it in person: {field}.", "须逐人完成：{field}。"),
    "periodic.each.by": (
        "each must do it in person: {field}; who did it is told by: {by}.",
        "须逐人完成：{field}；由谁完成以“{by}”为准。",
    ),
    "periodic.on_holiday.skip": ("not required on holidays.", "适逢节假日的，无须办理。"),
    "periodic.on_holiday.previous": (
        "what falls on a holiday moves to the working day before.",
        "适逢节假日的，提前至前一个工作日。",
    ),
    "periodic.on_holiday.next": (
        "what falls on a holiday moves to the next working day.",
        "适逢节假日的，顺延至下一个工作日。",
    ),
    "periodic.partial.count": (
        "a first period that had begun before the duty counts too.",
        "首个周期不足一整期的，也须办理。",
    ),
    "periodic.since": ("the duty begins: {since}.", "自{since}起须办理。"),
}
