"""The phrases of periodic duties; `phrases.PHRASES` has them all."""

from __future__ import annotations

from typing import Final

__all__ = ["PERIODIC"]

PERIODIC: Final[dict[str, tuple[str, str]]] = {
    "reason.in_time.periodic": ('"{step}" for {slot} was done in time', "{slot} 的“{step}”已按时完成"),
    "reason.too_late.periodic": ('"{step}" for {slot} was done too late', "{slot} 的“{step}”完成时已逾期"),
    "reason.not_done.periodic": ('"{step}" for {slot} was not done by the due time', "{slot} 的“{step}”到期未完成"),
    "reason.not_yet_due.periodic": ('"{step}" for {slot} is not yet due', "{slot} 的“{step}”尚未到期"),
    "reason.in_time_count": (
        '"{step}" for {slot} was done often enough in time: {done} of {wanted}',
        "{slot} 的“{step}”已按时完成足够次数（应 {wanted} 次，已 {done} 次）",
    ),
    "reason.too_late_count": (
        '"{step}" for {slot} was done often enough only after it fell due: {done} of {wanted}',
        "{slot} 的“{step}”逾期后才完成足够次数（应 {wanted} 次，已 {done} 次）",
    ),
    "reason.not_done_count": (
        '"{step}" for {slot} was not done often enough by the due time: {done} of {wanted}',
        "{slot} 的“{step}”到期时次数不足（应 {wanted} 次，已 {done} 次）",
    ),
    "reason.not_yet_due_count": (
        '"{step}" for {slot} is not yet due: so far {done} of {wanted}',
        "{slot} 的“{step}”尚未到期（应 {wanted} 次，已 {done} 次）",
    ),
    "reason.no_working_day": ("{slot} has no working day, and nothing is required", "{slot} 没有工作日，无须办理"),
    "reason.holiday": ("{slot} falls on a holiday, and nothing is required", "{slot} 适逢节假日，无须办理"),
    "reason.no_slot_yet": ("no whole period of the duty has begun yet", "尚无完整的周期开始"),
    "reason.ended.periodic": ("service ended before it fell due", "到期前已离职"),
    "verdict.owner.periodic": ("to be done in person by {owner}", "责任人：{owner}"),
    "time.started.periodic": ("the period began {at}", "周期起始：{at}"),
    "name.every": ("how often", "周期"),
    "name.before": ("time of day by which it is due", "截止时刻"),
    "name.at": ("time of day from which it is done", "开始时刻"),
    "name.at_least": ("how many times at least", "最少次数"),
    "name.due.within": ("time allowed after the period", "周期结束后的时限"),
    "step.moved_off_holiday": ("a holiday moved it from {at}", "因节假日由{at}调整"),
    "why_not.too_early": (
        "event {event} came before the time from which it counts",
        "事件 {event} 早于规定的开始时刻，不计",
    ),
}
