"""Tests of a policy in words."""

from __future__ import annotations

import pytest

from servicepolicy.phrases.conditions import in_words


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("customer_told is true", "customer_told is true", "是否告知客户（customer_told）：是"),
        ("satisfied is false", "satisfied is false", "客户是否满意（satisfied）：否"),
        ("channel is letter", "channel is letter", "渠道（channel）为 letter"),
        ("channel in letter", "channel is letter", "渠道（channel）为 letter"),
        ("channel in letter, email", "channel is one of letter, email", "渠道（channel）为以下之一：letter、email"),
        ("channel not email, letter", "channel is none of email, letter", "渠道（channel）不为 email、letter"),
        ("speech_rate in 180 to 240", "speech_rate from 180 to 240", "语速（speech_rate）在 180 至 240 之间"),
        ("speech_rate ge 180", "speech_rate is at least 180", "语速（speech_rate）不低于 180"),
        ("speech_rate gt 180", "speech_rate is above 180", "语速（speech_rate）超过 180"),
        ("speech_rate le 240", "speech_rate is at most 240", "语速（speech_rate）不超过 240"),
        ("speech_rate lt 240", "speech_rate is below 240", "语速（speech_rate）低于 240"),
        ("owner present true", "owner is recorded", "已记录责任人（owner）"),
        (
            "to is customer or to is agent",
            "to is customer or to is agent",
            "对象（to）为 customer，或对象（to）为 agent",
        ),
        (
            "agreed is true and confidential is false",
            "agreed is true and confidential is false",
            "是否达成一致（agreed）：是，且是否保密（confidential）：否",
        ),
        ("owner present false", "owner is not recorded", "未记录责任人（owner）"),
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
        "number matches {alnum:1-12}-{date:yyyymmdd}",
        "tags has all a, b",
        "beyond_post.x",
    ],
)
def test_what_is_no_plain_test_stays_as_written(written: str) -> None:
    """Nothing is guessed: what is not plain is quoted as the policy says it, in both languages."""
    assert (in_words(written, "en"), in_words(written, "zh")) == (written, written)
