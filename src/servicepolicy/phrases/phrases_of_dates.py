"""The phrases of how a due date came about: pauses, reopenings, versions, last days of rest that give way."""

from __future__ import annotations

from typing import Final

__all__ = ["DATES"]

DATES: Final[dict[str, tuple[str, str]]] = {
    "name.pause.cap": ("cap of pause {number}", "第 {number} 种暂停的上限"),
    "role.contact": ("contact by the customer, which ended the pause", "客户联系，暂停结束"),
    "step.paused": ("paused from {at}: {amount} not counted", "自{at}暂停，{amount}不计入"),
    "step.paused.capped": (
        "paused from {at}: {amount} not counted, its cap of {value} was reached",
        "自{at}暂停，{amount}不计入（已达上限 {value}）",
    ),
    "step.paused_overdue": (
        "paused from {at}, after it fell due: {amount} not counted as over",
        "到期后自{at}暂停，{amount}不计入逾期",
    ),
    "step.closed": ("closed from {at}: {amount} not counted", "自{at}完成至重新打开，{amount}不计入"),
    "step.counted_from": ("counted from {at}", "起算：{at}"),
    "step.reopened_resume": (
        "reopened {at}: the count goes on, without the time while it was closed",
        "{at}重新打开，继续计时，其间已完成的时间不计入",
    ),
    "step.reopened_count_closed": (
        "reopened {at}: the count goes on, with the time while it was closed",
        "{at}重新打开，继续计时，其间已完成的时间计入",
    ),
    "step.watched": ("watched since {at}", "自{at}起持续检查"),
    "step.away": ("from {at} the rule did not apply", "自{at}起本规则不适用"),
    "step.renewed_retroactive": (
        "new version {at}: {value} from the start, pauses not counted",
        "{at}新版本：自始按 {value} 计，扣除暂停",
    ),
    "step.renewed_retroactive_without_credit": (
        "new version {at}: {value} from the start, earlier pauses counted in",
        "{at}新版本：自始按 {value} 计，此前暂停不扣除",
    ),
    "step.renewed_from_change": (
        "new version {at}: {value} from then on",
        "{at}新版本：自变更时起按 {value} 计",
    ),
    "step.renewed_carry": (
        "new version {at}: {value} in all, the time already used counts",
        "{at}新版本：共 {value}，已用时间计入",
    ),
    "step.rolled_holiday": (
        "the last day, {rest}, is a holiday; the next day other than a day of rest takes its place: {taken}{law}",
        "最后一日 {rest} 为节假日，顺延至 {taken}{law}",
    ),
    "step.rolled_weekend": (
        "the last day, {rest}, falls on a weekend; the next day other than a day of rest takes its place: {taken}{law}",
        "最后一日 {rest} 为周末，顺延至 {taken}{law}",
    ),
    "step.rolled_closed": (
        "the last day, {rest}, is a closed day; the next day that is open takes its place: {taken}{law}",
        "最后一日 {rest} 不营业，顺延至 {taken}{law}",
    ),
    "step.rolled_lengthened": (
        "until {rest} the period would hold fewer than two working days; it ends with the second: {taken}{law}",
        "至 {rest} 期间内不足两个工作日，顺延至第二个工作日 {taken}{law}",
    ),
    "rolled.law": (" ({law})", "（{law}）"),
    "law.cn-civil-code": (
        "cn-civil-code: Civil Code of the PRC, art. 203",
        "cn-civil-code：《民法典》第二百零三条",
    ),
    "law.cn-nfra": (
        "cn-nfra: CBIRC Order 2020 No. 3, art. 43",
        "cn-nfra：《银行业保险业消费投诉处理管理办法》第四十三条",
    ),
    "law.eu-1182-71": (
        "eu-1182-71: Regulation (EEC, Euratom) 1182/71, art. 3(4)",
        "eu-1182-71：欧洲经济共同体第 1182/71 号条例第 3 条第 4 款",
    ),
    "law.eu-1182-71.rolled_lengthened": (
        "eu-1182-71: Regulation (EEC, Euratom) 1182/71, art. 3(5)",
        "eu-1182-71：欧洲经济共同体第 1182/71 号条例第 3 条第 5 款",
    ),
    "law.au-aia-36": (
        "au-aia-36: Acts Interpretation Act 1901 (Cth), s 36(2)",
        "au-aia-36：澳大利亚《1901年法律解释法》第 36 条第 2 款",
    ),
    "law.ca-interpretation-act": (
        "ca-interpretation-act: Interpretation Act (Canada), s 26",
        "ca-interpretation-act：加拿大《解释法》第 26 条",
    ),
}
