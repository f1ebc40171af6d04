"""What computed facts are called in a policy book, English and Chinese."""

from __future__ import annotations

from typing import Final

__all__ = ["COMPUTED"]

COMPUTED: Final[dict[str, tuple[str, str]]] = {
    "fact.means": ("“{name}” means: {meaning}.", "“{name}”是指：{meaning}。"),
    "fact.within": ("{meaning}, within the {within} before", "此前{within}内，{meaning}"),
    "fact.organisation": ("{meaning}, anywhere in the organisation", "全机构范围内，{meaning}"),
    "fact.count": ("how many times there was {events}", "{events}的次数"),
    "fact.sum": ("the sum of {field} over {events}", "各次{events}的{field}之和"),
    "fact.min": ("the least {field} of {events}", "各次{events}中最小的{field}"),
    "fact.max": ("the greatest {field} of {events}", "各次{events}中最大的{field}"),
    "fact.union": ("{field} of every {events}, put together", "各次{events}的{field}的合集"),
    "fact.distinct": ("how many different values of {field} there are in {events}", "各次{events}中不同{field}的数目"),
    "fact.first": ("{field} of the first {events}", "首次{events}的{field}"),
    "fact.last": ("{field} of the last {events}", "最后一次{events}的{field}"),
    "fact.first.at": ("when the first {events} was", "首次{events}的时间"),
    "fact.last.at": ("when the last {events} was", "最后一次{events}的时间"),
    "fact.elapsed": ("the time from {since} to {until}{clock}", "自{since}至{until}的时间{clock}"),
    "fact.compare.eq": ("{left} is the same as {right}", "{left}与{right}相同"),
    "fact.compare.ne": ("{left} is not the same as {right}", "{left}与{right}不同"),
    "fact.compare.gt": ("{left} is above {right}", "{left}高于{right}"),
    "fact.compare.ge": ("{left} is at least {right}", "{left}不低于{right}"),
    "fact.compare.lt": ("{left} is below {right}", "{left}低于{right}"),
    "fact.compare.le": ("{left} is at most {right}", "{left}不高于{right}"),
    "fact.verdict": ("{rule} is {answers}", "{rule}的判断为{answers}"),
    "fact.authority": (
        "what the case is about {answers} under {rule}, if done by {whose}",
        "由{whose}办理的，按{rule}判断为{answers}",
    ),
    "fact.whose.owner": ("whoever holds the question", "当时的责任人"),
    "fact.whose.actor": ("whoever acts", "经办人"),
    "fact.status.met": ("met", "符合"),
    "fact.status.breached": ("breached", "违反"),
    "fact.status.pending": ("pending", "待定"),
    "fact.status.unknown": ("unknown", "无法判定"),
    "fact.status.not_applicable": ("not applicable", "不适用"),
    "fact.effect.permit": ("is permitted", "准许"),
    "fact.effect.needs_approval": ("needs approval", "须审批"),
    "fact.effect.refuse": ("is refused", "拒绝"),
    "fact.effect.unknown": ("is unknown", "无法判定"),
}
