"""The phrases of last days: of a day of rest that gives way to another, and of the conventions by which it does."""

from __future__ import annotations

from typing import Final

__all__ = ["DATES"]

DATES: Final[dict[str, tuple[str, str]]] = {
    "step.rolled_holiday": (
        "the last day, {rest}, is a holiday; the next day that is no day of rest takes its place: {taken}{law}",
        "最后一日 {rest} 为节假日，顺延至 {taken}{law}",
    ),
    "step.rolled_weekend": (
        "the last day, {rest}, falls on a weekend; the next day that is no day of rest takes its place: {taken}{law}",
        "最后一日 {rest} 为周末，顺延至 {taken}{law}",
    ),
    "step.rolled_closed": (
        "the last day, {rest}, is a closed day; the next day that is open takes its place: {taken}{law}",
        "最后一日 {rest} 不营业，顺延至 {taken}{law}",
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
    "law.au-aia-36": (
        "au-aia-36: Acts Interpretation Act 1901 (Cth), s 36(2)",
        "au-aia-36：澳大利亚《1901年法律解释法》第 36 条第 2 款",
    ),
    "law.ca-interpretation-act": (
        "ca-interpretation-act: Interpretation Act (Canada), s 26",
        "ca-interpretation-act：加拿大《解释法》第 26 条",
    ),
}
