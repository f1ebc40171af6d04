"""The phrases: a code, and what it says in English and in Chinese. `{names}` are filled in.

`code.argument` follows `code` where the argument is given; `code.kind` replaces `code` for that kind of rule.
"""

from __future__ import annotations

from typing import Final

from servicepolicy.phrases.phrases_of_awards import AWARDS
from servicepolicy.phrases.phrases_of_dates import DATES
from servicepolicy.phrases.phrases_of_kinds import AUTHORITY, OWNERSHIP, REQUIREMENT, SEQUENCE
from servicepolicy.phrases.phrases_of_periods import PERIODIC
from servicepolicy.phrases.phrases_of_policies import POLICIES
from servicepolicy.phrases.phrases_of_retention import RETENTION
from servicepolicy.phrases.phrases_of_scores import SCORES

__all__ = ["PHRASES"]

_FRAME: Final[dict[str, tuple[str, str]]] = {
    "status.met": ("MET", "符合"),
    "status.breached": ("BREACHED", "违反"),
    "status.pending": ("PENDING", "待定"),
    "status.unknown": ("UNKNOWN", "无法判定"),
    "status.not_applicable": ("NOT APPLICABLE", "不适用"),
    "verdict.head": (
        "{status}: {title} [{clause}, rule {rule}, {subject}]",
        "{status}：{title}〔{clause}，规则 {rule}，{subject}〕",
    ),
    "verdict.matter": ("about {matter}", "事项：{matter}"),
    "verdict.reason": ("{reason}: {margin}", "{reason}，{margin}"),
    "verdict.duty": ("owed by: {duty}", "责任岗位：{duty}"),
    "verdict.owner": ("the question was with {owner}", "当时由 {owner} 负责"),
    "verdict.owner.pending": ("the question is with {owner}", "现由 {owner} 负责"),
    "verdict.perhaps_by": ("who may have acted: {people}", "可能的经办人：{people}"),
    "verdict.candidates": ("the question was with one of: {people}", "当时由以下之一负责：{people}"),
    "verdict.candidates.pending": ("the question is with one of: {people}", "现由以下之一负责：{people}"),
    "verdict.facts": ("read from: {facts}", "依据：{facts}"),
    "verdict.fact": ("event {event} ({role})", "事件 {event}（{role}）"),
    "verdict.doubts": ("would be settled by: {doubts}", "补充以下信息即可判定：{doubts}"),
    "verdict.doubts.left_open": (
        "what is left open here would be settled by: {doubts}",
        "未定之处，补充以下信息即可判定：{doubts}",
    ),
    "verdict.waived": (
        "an accepted exception covers it, and it stays breached: {waiver}",
        "已有获批的例外（{waiver}），仍记为违反",
    ),
    "doubt.event": ("{field} of event {event}", "事件 {event} 的“{field}”"),
    "doubt.organisation": ("{field} of event {event} of the organisation", "机构事件 {event} 的“{field}”"),
    "doubt.date_only": ("the hours of what has only a date", "只有日期的事件的具体时刻"),
    "doubt.calendar": ("the holidays of {calendar} in {year}", "“{calendar}”日历 {year} 年的节假日"),
    "doubt.value": ("a value for {value} in the policy", "制度中 {value} 的取值"),
    "test.and": (" and ", "，且"),
    "test.or": (" or ", "，或"),
    "test.is": ("{field} is {value}", "{field}为 {value}"),
    "test.is.true": ("{field} is true", "{field}：是"),
    "test.is.false": ("{field} is false", "{field}：否"),
    "test.in": ("{field} is one of {value}", "{field}为以下之一：{value}"),
    "test.band": ("{field} from {value}", "{field}在 {value} 之间"),
    "test.not": ("{field} is none of {value}", "{field}不为 {value}"),
    "test.gt": ("{field} is above {value}", "{field}超过 {value}"),
    "test.ge": ("{field} is at least {value}", "{field}不低于 {value}"),
    "test.lt": ("{field} is below {value}", "{field}低于 {value}"),
    "test.le": ("{field} is at most {value}", "{field}不超过 {value}"),
    "test.matches": ("{field} is written like {value}", "{field}的格式为 {value}"),
    "test.all": ("{field} includes all of {value}", "{field}包含：{value}"),
    "test.any": ("{field} includes at least one of {value}", "{field}至少包含以下之一：{value}"),
    "test.none": ("{field} includes none of {value}", "{field}不包含：{value}"),
    "test.under": ("{field} at or below {value}", "{field}为 {value} 或其下级"),
    "test.present.true": ("{field} is recorded", "已记录{field}"),
    "test.present.false": ("{field} is not recorded", "未记录{field}"),
    "time.started": ("counted from {at}", "起算：{at}"),
    "time.started.authority": ("done {at}{by}", "办理：{at}{by}"),
    "time.started.ownership": ("asked {at}", "首问：{at}"),
    "time.handed": ("handed over {at}{by}", "移交：{at}{by}"),
    "time.due": ("due {at}", "到期：{at}"),
    "time.due.authority": ("formalities due {at}", "补办到期：{at}"),
    "time.due_latest": ("at the latest {at}", "最迟：{at}"),
    "time.due_latest.unsettled": (
        "due {at} on the reading more lenient to whoever owes it; the law leaves it open",
        "法律未明确，按较宽的理解：{at}到期",
    ),
    "time.due_latest.date_only": (
        "due {at} if it began as late as its date allows; the hour is not on record",
        "若当日最晚时刻起算，到期：{at}（未记录具体时刻）",
    ),
    "time.due_unpublished": (
        "due when the holidays of its year are published: so long it cannot be counted",
        "到期日所在年份的节假日尚未公布，暂无法计算到期时间",
    ),
    "time.stopped": ("done {at}{by}", "完成：{at}{by}"),
    "time.stopped.authority": ("formalities completed {at}", "补办完成：{at}"),
    "time.by": (" by {people}", "，{people}"),
    "margin.left": ("{wall} to spare", "提前 {wall}"),
    "margin.over": ("{wall} over", "超出 {wall}"),
    "margin.left_working": ("{wall} to spare, {working} of it working time", "提前 {wall}（其中工作时间 {working}）"),
    "margin.over_working": ("{wall} over, {working} of it working time", "超出 {wall}（其中工作时间 {working}）"),
    "margin.exact": ("at the last moment", "恰在最后时刻"),
    "margin.money_left": ("the amount is {money} below the upper limit of its tier", "金额距本档上限尚有 {money}"),
    "margin.money_exact": ("the amount is exactly at the upper limit of its tier", "金额恰为本档上限"),
    "margin.money_over": ("the amount exceeds the limit by {money}", "金额超出上限 {money}"),
    "value.policy": ("{name}: {value}, as the policy says", "{name}：{value}（制度规定）"),
    "value.field": ("{name}: {value}, as recorded", "{name}：{value}（据记录）"),
    "value.field.due": ("{name}: as it was recorded", "{name}：据记录"),
    "value.filled": ("{name}: {value} (`{blank}`, set by {who})", "{name}：{value}（{who} 为“{blank}”设定）"),
    "value.filled_since": (
        "{name}: {value} (`{blank}`, set by {who} from {since} on)",
        "{name}：{value}（{who} 为“{blank}”设定，自 {since} 起）",
    ),
    "who.given": ("the caller", "调用方"),
    "name.within": ("time allowed", "时限"),
    "name.within.before": ("time allowed at first", "原时限"),
    "name.due": ("promised time", "约定时间"),
    "name.formalities.within": ("time allowed for the formalities", "补办时限"),
    "name.handover.within": ("time allowed for the hand-over", "移交时限"),
    "name.extend.to": ("extension {number}, to", "第 {number} 步延期，延长至"),
    "name.extend.by": ("extension {number}, by", "第 {number} 步延期，增加"),
    "name.extend.at_most": ("extension {number}, at most", "第 {number} 步延期，最长"),
    "name.tiers.gt": ("tier {number} begins above", "第 {number} 档下限（不含）"),
    "name.tiers.ge": ("tier {number} begins at", "第 {number} 档下限（含）"),
    "name.tiers.lt": ("tier {number} ends below", "第 {number} 档上限（不含）"),
    "name.tiers.le": ("tier {number} ends at", "第 {number} 档上限（含）"),
    "tier.gt": ("above {money}", "超过 {money}"),
    "tier.ge": ("{money} or more", "{money} 及以上"),
    "tier.lt": ("below {money}", "低于 {money}"),
    "tier.le": ("up to {money}", "不超过 {money}"),
    "tier.any": ("whatever the amount", "不论金额"),
    "tier.role": ("acting as {roles}", "由 {roles} 办理"),
    "tier.none": ("no approval", "无须审批"),
    "tier.approval": ("approval by {roles}", "由 {roles} 审批"),
    "word.to": (" to ", " 至 "),
    "word.or": (" or ", " 或 "),
    "word.or_else": (", or else ", "，或者"),
    "word.and": (" and ", " 和 "),
    "word.then": (", then ", "，再 "),
    "report.head": (
        "{subject} under {policy}, as of {as_of}: {counts}",
        "{subject}，依据 {policy}，截至{as_of}：{counts}",
    ),
    "report.counts": (
        "{breached} breached, {unknown} unknown, {pending} pending, {met} met, {not_applicable} not applicable",
        "违反 {breached}，无法判定 {unknown}，待定 {pending}，符合 {met}，不适用 {not_applicable}",
    ),
    "report.next": ("next change by time alone: {at}", "下一次仅因时间推移而变化：{at}"),
    "state.paused": ("the clock is paused", "计时已暂停"),
    "state.open": ("still not done", "至今未完成"),
    "state.open.requirement": ("still not as required", "目前仍不符合"),
    "state.cancelled": ("it ended only after it fell due", "到期后才终止"),
    "state.date_only": (
        "the due time is counted from the beginning of the date: its hour is not on record",
        "到期时间自当日零时起算，未记录具体时刻",
    ),
    "state.earliest": (
        "the due time is the earliest that what is not recorded allows",
        "到期时间取未记录信息所允许的最早时间",
    ),
    "state.tie": ("events of the same instant have no recorded order", "同一时刻的事件先后顺序未记录"),
    "state.warned": ("the warning time has passed", "已过预警时间"),
    "state.emergency": ("done first, in an emergency", "紧急情况下先行办理"),
}

_PARTS: Final[dict[str, tuple[str, str]]] = {
    "role.start": ("start", "起算"),
    "role.stop": ("completion", "完成"),
    "role.reset": ("new start", "重新起算"),
    "role.cancel": ("end", "终止"),
    "role.reclassify": ("re-classification", "重新分类"),
    "role.extend": ("extension", "延期"),
    "role.pause": ("pause", "暂停"),
    "role.resume": ("resumption", "恢复"),
    "role.reopen": ("reopening", "重新打开"),
    "role.promise": ("promise", "约定"),
    "role.act": ("act", "办理"),
    "role.summed": ("counted into the sum", "计入合计"),
    "role.approval": ("approval", "批准"),
    "role.refusal": ("refusal", "否决"),
    "role.emergency": ("emergency", "紧急情况"),
    "role.vote": ("vote", "投票"),
    "role.vote_opened": ("opening of the vote", "表决开始"),
    "role.vote_closed": ("closing of the vote", "表决结束"),
    "role.published": ("publication", "公布"),
    "role.formalities": ("formalities", "补办手续"),
    "role.owner": ("by which the giver held the question", "移交人接手"),
    "role.handover": ("hand-over", "移交"),
    "role.end": ("end", "结束"),
}

_REASONS: Final[dict[str, tuple[str, str]]] = {
    "reason.in_time": ("it was done in time", "按时完成"),
    "reason.too_late": ("it was done too late", "完成时已逾期"),
    "reason.not_done": ("it was not done by the due time", "到期未完成"),
    "reason.not_yet_due": ("it is not yet due", "尚未到期"),
    "reason.paused": ("the clock is paused, so it has no due time now", "计时暂停，目前没有到期时间"),
    "reason.not_triggered": ("nothing happened that calls for it", "未发生触发事件"),
    "reason.not_applicable": ("the rule does not apply here", "本规则不适用"),
    "reason.cancelled": ("it was called off before it fell due", "到期前已取消"),
    "reason.ended": ("the duty came to its end before it fell due", "到期前义务已终止"),
    "reason.reclassified_out": ("after the re-classification the rule does not apply", "重新分类后本规则不适用"),
    "reason.not_in_force": ("the policy was not in force then", "当时本制度未生效"),
    "reason.missing_fact": ("cannot be decided: {fact} is not recorded", "未记录 {fact}，无法判定"),
    "reason.missing_value": ("the policy has no value in force: {fact} is missing", "制度没有生效的取值：缺少{fact}"),
    "reason.no_option": ("no option of the rule's choice fits {fact}", "规则的各选项均不适用于{fact}"),
    "reason.calendar_not_published": (
        "it falls due where the holidays are not published: {calendar}",
        "到期日所在年份的节假日尚未公布：{calendar}",
    ),
    "reason.date_only": (
        "it depends on the hour, and only the date is on record",
        "结论取决于具体时刻，而记录中只有日期",
    ),
    "reason.hangs_on_missing": ("cannot be decided; not recorded: {facts}", "无法判定，缺少以下记录：{facts}"),
    "reason.either_way": (
        "it comes out the same, whatever these turn out to be: {facts}",
        "无论以下信息如何，结论相同：{facts}",
    ),
    "reason.either_way.codes": (
        "{either}; which of these depends on: {facts}",
        "{either}；属于哪种情形，取决于：{facts}",
    ),
    "reason.waits_for": ("it depends on what time will show: {facts}", "有待时间推移后确定：{facts}"),
    "reason.too_many_doubts": (
        "too much is not recorded to tell ({count} facts)",
        "未记录的信息过多（{count} 项），无法判定",
    ),
}

_STEPS: Final[dict[str, tuple[str, str]]] = {
    "step.reset": ("counted anew from {at}", "自{at}重新起算"),
    "step.extended_to": ("extended to {value}, granted {at}", "{at}批准延长至 {value}"),
    "step.extended_by": ("extended by {value}, granted {at}", "{at}批准延长 {value}"),
    "step.extended_at_most": ("but not beyond {value} in all", "但总共不超过 {value}"),
    "step.reclassified_retroactive": (
        "re-classified {at}: {value} from the start, pauses not counted",
        "{at}重新分类：自始按 {value} 计，扣除暂停",
    ),
    "step.reclassified_retroactive_without_credit": (
        "re-classified {at}: {value} from the start, earlier pauses counted in",
        "{at}重新分类：自始按 {value} 计，此前暂停不扣除",
    ),
    "step.reclassified_from_change": (
        "re-classified {at}: {value} from then on",
        "{at}重新分类：自变更时起按 {value} 计",
    ),
    "step.reclassified_carry": (
        "re-classified {at}: {value} in all, the time already used counts",
        "{at}重新分类：共 {value}，已用时间计入",
    ),
    "why_not.extension_condition": (
        "event {event} did not extend it: not met: {test}",
        "事件 {event} 未能延期：不满足 {test}",
    ),
    "why_not.extension_after": (
        "event {event} did not extend it: step {test} was not granted before",
        "事件 {event} 未能延期：此前未批准第 {test} 步",
    ),
    "why_not.fails_test": (
        "event {event} does not count: {test} is required",
        "事件 {event} 不计：要求 {test}",
    ),
    "why_not.fails_test.found": (
        "event {event} does not count: {test} is required, and it was {found}",
        "事件 {event} 不计：要求 {test}，实际为 {found}",
    ),
    "why_not.before_it_began": (
        "event {event} does not count: it came before the time began",
        "事件 {event} 不计：发生在起算之前",
    ),
    "why_not.of_another_matter": (
        "event {event} does not count: it belongs to another matter, {test}",
        "事件 {event} 不计：属于另一事项 {test}",
    ),
    "why_not.extension_late": (
        "event {event} did not extend it: it came after the due time",
        "事件 {event} 未能延期：已过到期时间",
    ),
}

PHRASES: Final[dict[str, tuple[str, str]]] = {
    **_FRAME,
    **_PARTS,
    **_REASONS,
    **_STEPS,
    **AUTHORITY,
    **AWARDS,
    **DATES,
    **OWNERSHIP,
    **PERIODIC,
    **POLICIES,
    **REQUIREMENT,
    **RETENTION,
    **SCORES,
    **SEQUENCE,
}
"""Every code with its English and its Chinese phrase."""
