"""What measures, scorecards and service levels are called in a policy book, English and Chinese."""

from __future__ import annotations

from typing import Final

__all__ = ["FIGURES"]

FIGURES: Final[dict[str, tuple[str, str]]] = {
    # scorecards
    "scorecard.period": ("each {subject} is measured every {period}.", "每{period}对每一{subject}进行计量。"),
    "scorecard.period.unit": ("each unit is measured every {period}.", "每{period}对每一部门进行计量。"),
    "scorecard.indicators": ("what is measured:", "计量指标："),
    "scorecard.indicator": ("{name}: {measure}{rest}", "{name}：{measure}{rest}"),
    "scorecard.part": ("; {part}", "；{part}"),
    "scorecard.target": ("the score, from 0 to 100, is {target}.", "总分（满分100）须{target}。"),
    "scorecard.missing": (
        "an indicator without cases leaves its weight to the others.",
        "没有案例的指标，其权重由其余指标分担。",
    ),
    "scorecard.grades": ("grades: {grades}.", "等级：{grades}。"),
    "grade.from": ("{grade} from {value}", "{value}分及以上为{grade}"),
    "grade.rest": ("else {grade}", "其余为{grade}"),
    "indicator.target": ("target: {target}", "目标：{target}"),
    "indicator.scale": ("scale {low} to {high}", "评分范围{low}至{high}"),
    "indicator.weight": ("weight {weight}", "权重{weight}"),
    "indicator.cases": ("with fewer than {count} cases it has no value", "案例不足{count}例的不计值"),
    "indicator.raters": ("put together from {raters}", "由以下评分合成：{raters}"),
    "indicator.rater": ("{rater} {share}", "{rater}{share}"),
    "indicator.missing": ("whoever has not rated leaves the weight to the others", "未评分者的权重由其余评分者分担"),
    "indicator.score.target": (
        "in the score 100 points once the target is met, else none",
        "达标计100分，未达标计0分",
    ),
    "target.ge": ("at least {value}", "不低于{value}"),
    "target.gt": ("above {value}", "高于{value}"),
    "target.le": ("at most {value}", "不高于{value}"),
    "target.lt": ("below {value}", "低于{value}"),
    "change.up": ("up on the period before by at least {value}", "较上期上升至少{value}"),
    "change.down": ("down on the period before by at least {value}", "较上期下降至少{value}"),
    "change.no_fall": ("no lower than in the period before", "不低于上期"),
    "change.no_rise": ("no higher than in the period before", "不高于上期"),
    "change.points": ("{value} (points)", "{value}（百分点）"),
    # measures
    "measure.share": (
        "the share of {counted} with “{where}”",
        "{counted}中“{where}”的比例",
    ),
    "measure.kept": ("the share of {counted} that was met", "{counted}的达标率"),
    "measure.mean": ("the mean of {field} over {counted}", "{counted}的{field}平均值"),
    "measure.median": ("the median of {field} over {counted}", "{counted}的{field}中位数"),
    "measure.quantile": ("the {at} quantile of {field} over {counted}", "{counted}的{field}{at}分位数"),
    "measure.count": ("the number of {counted}", "{counted}的数量"),
    "measure.ratio": ("{counted}, as a share of {to}", "{counted}与{to}之比"),
    "measure.rate": ("{counted} for every {each} of {to}", "每{each}项{to}对应的{counted}数量"),
    "counted.subjects": ("{subject}s", "{subject}"),
    "counted.subjects.among": ("{subject} where {condition}", "{condition}的{subject}"),
    "counted.where": ("{counted} (where {condition})", "{counted}（{condition}）"),
    "counted.among": ("{counted} on {subject} where {condition}", "{condition}的{subject}中的{counted}"),
    "counted.on": ("{counted} (on: {subject})", "{counted}（见于：{subject}）"),
    "counted.verdicts": ("cases of {rules}", "{rules}的到期事项"),
    "subject.agent": ("employee", "员工"),
    "counted.verdicts.met": ("cases of {rules} that were met", "符合{rules}的事项"),
    "counted.verdicts.breached": ("cases of {rules} that were breached", "违反{rules}的事项"),
    "counted.credit": ("{counted} ({credit})", "{counted}（{credit}）"),
    "credit.actor": ("credited to whoever did it", "归于办理人"),
    "credit.owner": ("credited to whoever held the question then", "归于当时的责任人"),
    "credit.owner_at_close": ("credited to whoever held the question at its closing", "归于结案时的责任人"),
    "credit.unit": ("credited to the unit", "归于所在部门"),
    "credit.field": ("credited to: {field}", "归于：{field}"),
    "number.used": ("time used", "用时"),
    "number.margin": ("time to spare", "余时"),
    "number.working_margin": ("working time to spare", "工作余时"),
    # service levels
    "sla.objective": (
        "each {period}, at least {objective} of what falls due under {rules} is done in time.",
        "每{period}，{rules}到期事项的按时完成比例不低于{objective}。",
    ),
    "sla.per": ("told apart by {field}.", "按{field}分别计量。"),
    "sla.where": ("only where {condition}.", "仅计入：{condition}。"),
}
