"""The phrases: a code, and what it says in English and in Chinese. `{names}` are filled in."""

from __future__ import annotations

from typing import Final

__all__ = ["PHRASES"]

_FRAME: Final[dict[str, tuple[str, str]]] = {
    "status.met": ("KEPT", "已遵守"),
    "status.breached": ("BROKEN", "已违反"),
    "status.pending": ("PENDING", "尚未到期"),
    "status.unknown": ("UNKNOWN", "无法判定"),
    "status.not_applicable": ("NOT APPLICABLE", "不适用"),
    "verdict.head": (
        "{status}: {title} [{clause}, rule {rule}, {subject}]",
        "{status}:{title}〔{clause},规则 {rule},{subject}〕",
    ),
    "verdict.owner": ("the question was with {owner}", "当时由 {owner} 负责"),
    "verdict.credit": ("done by {credit}", "办理人:{credit}"),
    "verdict.facts": ("read from event {facts}", "依据事件:{facts}"),
    "verdict.doubts": ("would be settled by: {doubts}", "补充以下信息即可判定:{doubts}"),
    "verdict.waived": ("an accepted exception covers it: {waiver}", "已有获批的例外:{waiver}"),
    "time.started": ("counted from {at}", "起算:{at}"),
    "time.due": ("due {at}", "到期:{at}"),
    "time.due_latest": ("at the latest {at}, where the law leaves it open", "法律未明确时,最迟:{at}"),
    "time.stopped": ("done {at}", "完成:{at}"),
    "margin.left": ("{wall} to spare", "提前 {wall}"),
    "margin.over": ("{wall} over", "超出 {wall}"),
    "margin.left_working": ("{wall} to spare, {working} of it working time", "提前 {wall},其中工作时间 {working}"),
    "margin.over_working": ("{wall} over, {working} of it working time", "超出 {wall},其中工作时间 {working}"),
    "margin.money_left": ("{money} below the limit", "距限额尚余 {money}"),
    "margin.money_over": ("{money} above the limit", "超出限额 {money}"),
    "value.policy": ("{name}: {value}, as the policy says", "{name}:{value}(制度规定)"),
    "value.field": ("{name}: {value}, as recorded", "{name}:{value}(据记录)"),
    "value.filled": ("{name}: {value}, set by {who} for {blank}", "{name}:{value}({who} 为 {blank} 设定)"),
    "value.filled_since": (
        "{name}: {value}, set by {who} for {blank} from {since} on",
        "{name}:{value}({who} 为 {blank} 设定,自 {since} 起)",
    ),
    "name.within": ("time allowed", "时限"),
    "verdict.duty": ("to be done by: {duty}", "责任岗位:{duty}"),
    "decision.head": ("{effect}: {action} [{clause}] {title}", "{effect}:{action}〔{clause}〕{title}"),
    "effect.permit": ("PERMITTED", "可以办理"),
    "effect.needs_approval": ("NEEDS APPROVAL", "需先审批"),
    "effect.refuse": ("REFUSED", "不得办理"),
    "effect.unknown": ("UNKNOWN, so not permitted", "无法判定,不得办理"),
    "approvers.any_of": ("approval is missing from one of: {roles}", "尚需以下之一批准:{roles}"),
    "approvers.all_of": ("approval is missing from all of: {roles}", "尚需以下全部批准:{roles}"),
    "approvers.chain": ("approval is missing, in this order: {roles}", "尚需依次批准:{roles}"),
    "owner.is": (
        "{person} holds the question since {since}: {ground} [{clause}]",
        "自{since}起由 {person} 负责:{ground}〔{clause}〕",
    ),
    "owner.nobody": ("nobody holds the question", "目前无人负责"),
    "owner.unknown": (
        "unknown: one of {candidates}; would be settled by: {doubts}",
        "无法判定:{candidates} 之一;补充以下信息即可判定:{doubts}",
    ),
    "report.head": (
        "{subject} under {policy}, as of {as_of}: "
        + "{breached} broken, {unknown} unknown, {pending} pending, {met} kept, {not_applicable} not applicable",
        "{subject},依据 {policy},截至{as_of}:"
        + "违反 {breached},无法判定 {unknown},未到期 {pending},遵守 {met},不适用 {not_applicable}",
    ),
    "report.next": ("next change by time alone: {at}", "下一次仅因时间推移而变化:{at}"),
    "state.paused": ("the clock stands still", "计时已暂停"),
    "state.open": ("still not done", "至今未完成"),
    "state.cancelled": ("it ended only after it fell due", "到期后才终止"),
    "state.tie": ("events of the same instant stand in no recorded order", "同一时刻的事件先后顺序未记录"),
    "state.warned": ("the warning time has passed", "已过预警时间"),
    "state.late": ("it was late", "已逾期"),
}

_REASONS: Final[dict[str, tuple[str, str]]] = {
    "reason.in_time": ("it was done in time", "按时完成"),
    "reason.too_late": ("it was done too late", "完成时已逾期"),
    "reason.not_done": ("it fell due and was not done", "到期未完成"),
    "reason.not_yet_due": ("it is not yet due", "尚未到期"),
    "reason.paused": ("the clock is paused, so it has no due time now", "计时暂停,目前没有到期时间"),
    "reason.not_triggered": ("nothing happened that would call for it", "未发生触发事项"),
    "reason.not_applicable": ("the rule does not apply here", "本规则不适用"),
    "reason.cancelled": ("it was called off before it fell due", "到期前已取消"),
    "reason.ended": ("the duty came to its end before this interval fell due", "本周期到期前义务已终止"),
    "reason.reclassified_out": ("after the re-classification the rule does not apply", "重新分类后本规则不适用"),
    "reason.not_in_force": ("the policy was not in force then", "当时本制度未生效"),
    "reason.missing_fact": ("it cannot be decided without {fact}", "缺少 {fact},无法判定"),
    "reason.missing_value": ("the policy has no value in force for {fact}", "制度中 {fact} 没有生效的取值"),
    "reason.calendar_not_published": (
        "it falls due where the holidays are not published: {calendar}",
        "到期日所在年份的节假日尚未公布:{calendar}",
    ),
    "reason.hangs_on_missing": ("the answer hangs on what is not recorded: {facts}", "结论取决于未记录的信息:{facts}"),
    "reason.waits_for": ("it waits for what time will show: {facts}", "有待时间推移后确定:{facts}"),
    "reason.too_many_doubts": (
        "too much is not recorded to tell ({count} facts)",
        "未记录的信息过多({count} 项),无法判定",
    ),
    "reason.no_rule": ("no rule names this act; known: {known}", "没有规则涉及此项操作;已知操作:{known}"),
    "reason.no_rule_applies": ("rules name {action}, but none applies here", "虽有规则涉及 {action},但均不适用"),
}

_STEPS: Final[dict[str, tuple[str, str]]] = {
    "step.paused": ("paused from {at}: {amount} not counted", "自{at}暂停,{amount}不计入"),
    "step.reset": ("counted anew from {at}", "自{at}重新起算"),
    "step.extended_to": ("extended to {value}, granted {at}", "{at}批准延长至 {value}"),
    "step.extended_by": ("extended by {value}, granted {at}", "{at}批准延长 {value}"),
    "step.extended_at_most": ("at most {value}", "最长不超过 {value}"),
    "step.reclassified_retroactive": (
        "re-classified {at}: {value} from the start, pauses counted",
        "{at}重新分类:自始按 {value} 计,扣除暂停",
    ),
    "step.reclassified_retroactive_without_credit": (
        "re-classified {at}: {value} from the start, earlier pauses not counted",
        "{at}重新分类:自始按 {value} 计,此前暂停不扣除",
    ),
    "step.reclassified_from_change": (
        "re-classified {at}: {value} from then on",
        "{at}重新分类:自变更时起按 {value} 计",
    ),
    "step.reclassified_carry": (
        "re-classified {at}: of {value}, the time used counts",
        "{at}重新分类:按 {value} 计,已用时间计入",
    ),
    "why_not.extension_condition": (
        "event {event} did not extend it: {test} is not met",
        "事件 {event} 未能延期:不满足 {test}",
    ),
    "why_not.extension_after": (
        "event {event} did not extend it: step {test} was not granted before",
        "事件 {event} 未能延期:此前未批准第 {test} 步",
    ),
    "why_not.extension_late": (
        "event {event} did not extend it: it came after the due time",
        "事件 {event} 未能延期:已过到期时间",
    ),
}

PHRASES: Final[dict[str, tuple[str, str]]] = {**_FRAME, **_REASONS, **_STEPS}
"""Every code with its English and its Chinese phrase."""
