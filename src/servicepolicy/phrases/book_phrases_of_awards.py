"""What the parts of incentives are called in a policy book, English and Chinese."""

from __future__ import annotations

from typing import Final

__all__ = ["AWARDS"]

AWARDS: Final[dict[str, tuple[str, str]]] = {
    "incentive.counts": ("counted, for each person: {event}{of}{credit}.", "按人计次：{event}{of}{credit}。"),
    "incentive.of": (" (on: {subject})", "（见于：{subject}）"),
    "incentive.credit": (", attributed to: {field}", "，归于：{field}"),
    "incentive.verdicts.breached": (
        "counted, for each person: every breach of {rules}.",
        "按人计次：违反{rules}的次数。",
    ),
    "incentive.verdicts.met": (
        "counted, for each person: every time that {rules} was met.",
        "按人计次：符合{rules}的次数。",
    ),
    "incentive.per": ("each {field} is counted for itself.", "按{field}分别计次。"),
    "incentive.window": ("counting period: {window}.", "计次期间：{window}。"),
    "incentive.calendar.day": ("the same day", "当日"),
    "incentive.calendar.week": ("the calendar week", "当周"),
    "incentive.calendar.month": ("the calendar month", "当月"),
    "incentive.calendar.quarter": ("the calendar quarter", "当季"),
    "incentive.calendar.half": ("the calendar half-year", "当半年"),
    "incentive.calendar.year": ("the calendar year", "当年"),
    "incentive.reset": ("counting starts anew after {event}.", "{event}后重新计次。"),
    "incentive.ladder": ("by occurrence:", "每次的处理："),
    "incentive.repeat": (
        "from the {first} time on, counted over all, instead: {what}.",
        "累计达第{first}次起改为：{what}。",
    ),
    "incentive.cap": ("a period brings at most {value}.", "每期最多{value}。"),
    "incentive.score": ("by the score on {scorecard}.", "按{scorecard}的得分。"),
    "incentive.table": ("what it brings:", "对应的奖惩："),
    "incentive.entitles": ("it brings {what}.", "奖惩内容：{what}。"),
    "incentive.met": ("once all targets of {scorecard} are met.", "{scorecard}各项目标全部达到时。"),
    "incentive.rank": ("the first {first} by {scorecard}{least}.", "{scorecard}排名前{first}名{least}。"),
    "incentive.rank.one": ("the best by {scorecard}{least}.", "{scorecard}排名第一者{least}。"),
    "incentive.least": (", with a score of at least {value}", "，且得分不低于{value}"),
    "incentive.ties.share": ("those who are equal{by} share the place.", "{by}相同者并列。"),
    "incentive.ties.none": ("of those who are equal{by} none has the place.", "{by}相同者均不计入。"),
    "incentive.ties.by": (" also in {indicators}", "{indicators}也"),
    "incentive.team": ("a bonus for the team, by {scorecard}.", "团队奖金，依据{scorecard}。"),
    "incentive.split.equal": ("it is shared equally, to the smallest coin.", "由成员平均分配，精确到分。"),
    "incentive.split.score": (
        "it is shared by the score on {scorecard}, to the smallest coin.",
        "按{scorecard}的得分分配，精确到分。",
    ),
    "incentive.promotion": ("promotions lead upwards: {ladder}.", "晋升阶梯：{ladder}。"),
    "incentive.step.one": ("promotion is one rung at a time.", "不得越级。"),
    "incentive.step.any": ("rungs may be skipped.", "可以越级。"),
    "incentive.after": (
        "a promotion rests on {scorecard}, whose period ended within {within} before{least}.",
        "晋升须依据{within}内结束的{scorecard}{least}。",
    ),
    "incentive.favours": ("the higher score on {scorecard} comes first.", "{scorecard}得分高者优先。"),
    "incentive.favours.least": (
        "a score of at least {value} on {scorecard} comes first.",
        "{scorecard}得分不低于{value}者优先。",
    ),
    "incentive.pool": ("what is fined for {name} must add up exactly.", "{name}的收支应当相符，精确到分。"),
    "incentive.paid_in": ("it is paid in by {event}.", "收入：{event}。"),
    "incentive.paid_out": ("it is spent by {event}.", "支出：{event}。"),
    "incentive.only": ("it is spent only where {condition}.", "仅限用于：{condition}。"),
    "incentive.recorded": ("must be recorded as {event}{within}.", "须登记为{event}{within}。"),
    "incentive.within": (", within {value}{clock}", "，期限{value}{clock}"),
    "incentive.published": ("must be made known by {event}{within}.", "须公布：{event}{within}。"),
    "incentive.published.itself": ("the record says that it was made known.", "记录中须注明已公布。"),
    "rung.one": ("{first} occurrence: {what}{to}", "第{first}次：{what}{to}"),
    "rung.some": ("{first} to {last} occurrence: {what} each time{to}", "第{first}至{last}次：每次{what}{to}"),
    "rung.on": ("from the {first} occurrence on: {what}{to}", "第{first}次起：{what}{to}"),
    "rung.to": (", to {pool}", "，归入{pool}"),
    "rung.where": ("where {condition}, {text}", "{condition}的，{text}"),
    "band.is": ("{low}: {what}", "{low}：{what}"),
    "band.open": ("{low}{high}: {what}", "{low}{high}：{what}"),
    "band.ge": ("from {value} ", "{value}及以上"),
    "band.gt": ("above {value} ", "{value}以上（不含）"),
    "band.le": ("up to {value}", "至{value}"),
    "band.lt": ("below {value}", "{value}以下（不含）"),
}
