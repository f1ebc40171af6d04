"""Tests of a policy in words."""

from __future__ import annotations

import pytest

from servicepolicy.phrases.conditions import in_words


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("customer_told is true", "customer_told is true", "告知客户"),
        ("satisfied is false", "satisfied is false", "客户是否满意：否"),
        ("channel is letter", "channel is letter", "渠道为信函"),
        ("channel in letter", "channel is letter", "渠道为信函"),
        ("channel in letter, email", "channel is one of letter, email", "渠道为以下之一：信函、电子邮件"),
        ("channel not email, letter", "channel is none of email, letter", "渠道不为电子邮件、信函"),
        ("speech_rate in 180 to 240", "speech_rate from 180 to 240", "语速在 180 至 240 之间"),
        ("speech_rate ge 180", "speech_rate is at least 180", "语速不低于 180"),
        ("speech_rate gt 180", "speech_rate is above 180", "语速超过 180"),
        ("speech_rate le 240", "speech_rate is at most 240", "语速不超过 240"),
        ("speech_rate lt 240", "speech_rate is below 240", "语速低于 240"),
        ("owner present true", "owner is recorded", "已记录责任人"),
        (
            "to is customer or to is agent",
            "to is customer or to is agent",
            "对象为客户，或对象为坐席人员",
        ),
        (
            "agreed is true and confidential is false",
            "agreed is true and confidential is false",
            "达成一致，且是否保密：否",
        ),
        (
            "number matches {upper:2}-{date:yyyymmdd}",
            "number is written like 2 capital letters, “-”, a date such as 20260131",
            "编号的格式为 2位大写字母、“-”、日期（如20260131）",
        ),
        ("channel has all letter, email", "channel includes all of letter, email", "渠道包含：信函、电子邮件"),
        ("amount gt 50000 CNY", "amount is above 50000 CNY", "金额超过 50,000元"),
        ("owner present false", "owner is not recorded", "未记录责任人"),
    ],
)
def test_a_test_is_told_in_words(written: str, english: str, chinese: str) -> None:
    """Each way to test a field has its words in both languages."""
    assert (in_words(written, "en"), in_words(written, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    "written",
    [
        "who role is teller",
        "jargon is true or vague_words is true and interruptions ge 3",
        "speech_rate ge 180 and le 240",
        "beyond_post.x",
    ],
)
def test_what_is_no_plain_test_stays_as_written(written: str) -> None:
    """Nothing is guessed: what is not plain is quoted as the policy says it, in both languages."""
    assert (in_words(written, "en"), in_words(written, "zh")) == (written, written)
