"""What the parts of periodic duties are called in a policy book, English and Chinese."""

from __future__ import annotations

from typing import Final

__all__ = ["DUTIES"]

DUTIES: Final[dict[str, tuple[str, str]]] = {
    "periodic.every": (
        "in every {unit}{day}{time}, {act} takes place{count}{clock}.",
        "每{unit}{day}{time}须完成{act}{count}{clock}。",
    ),
    "periodic.every.last": (
        "in every {unit}, by its end, {act} takes place{count}{clock}.",
        "每{unit}须完成{act}{count}{clock}。",
    ),
    "periodic.rrule": (
        "on each date of the recurrence “{rrule}”{time}, {act} takes place{count}{clock}.",
        "在“{rrule}”所定的每个日期{time}，须完成{act}{count}{clock}。",
    ),
    "periodic.after": (
        "for every {unit}, {act} takes place within {within} after it has ended{count}{clock}.",
        "每{unit}结束后{within}内，须完成{act}{count}{clock}。",
    ),
    "periodic.rrule.after": (
        "for each date of the recurrence “{rrule}”, {act} takes place within {within} after it{count}{clock}.",
        "“{rrule}”所定的每个日期之后{within}内，须完成{act}{count}{clock}。",
    ),
    "periodic.weeks.odd": ("week with an odd number", "逢单周"),
    "periodic.weeks.even": ("week with an even number", "逢双周"),
    "periodic.day.last": (", on its last day", "的最后一天"),
    "periodic.day.working_day": (" that is a working day", "（工作日）"),
    "periodic.day.number": (", on day {number}", "{number}日"),
    "periodic.day.date": (", on {month}-{day}", "{month}月{day}日"),
    "periodic.day.mon": (", on Monday", "星期一"),
    "periodic.day.tue": (", on Tuesday", "星期二"),
    "periodic.day.wed": (", on Wednesday", "星期三"),
    "periodic.day.thu": (", on Thursday", "星期四"),
    "periodic.day.fri": (", on Friday", "星期五"),
    "periodic.day.sat": (", on Saturday", "星期六"),
    "periodic.day.sun": (", on Sunday", "星期日"),
    "periodic.before": (", by {time}", "{time}前"),
    "periodic.at": (", not before {time}", "{time}起"),
    "periodic.count": (", at least {count} times", "，至少{count}次"),
    "periodic.count.distinct": (
        ", at least {count} times, each time with another {field}",
        "，至少{count}次，每次的{field}不同",
    ),
    "periodic.slot": (
        "the record may say itself for which period it was done ({field}).",
        "记录可注明所属的周期（{field}）。",
    ),
    "periodic.each": ("everybody owes it in person: {field}.", "须逐人完成：{field}。"),
    "periodic.each.by": (
        "everybody owes it in person: {field}; who did it is told by: {by}.",
        "须逐人完成：{field}；由谁完成以“{by}”为准。",
    ),
    "periodic.on_holiday.skip": ("what falls on a holiday is not owed.", "适逢节假日的，无须办理。"),
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
