"""What the codes of fields, and fields themselves, are called where a rule is told and no event is at hand.

English says the code itself; Chinese a word, or the code where there is none.
"""

from __future__ import annotations

from typing import Final

from servicepolicy.wording.acts import FIELDS

__all__ = ["CODES", "FIELDS_EN", "code_word", "field_word"]

CODES: Final[dict[str, str]] = {
    # subjects and their types
    "agent": "坐席",
    "business": "业务",
    "candidate": "应聘者",
    "case": "案件",
    "complaint": "投诉",
    "document": "文件",
    "incident": "突发事件",
    "inquiry": "咨询",
    "inspection": "检查",
    "interaction": "接触",
    "meeting": "会议",
    "organisation": "机构",
    "shift": "班次",
    "suggestion": "建议",
    # channels
    "email": "电子邮件",
    "in_person": "当面",
    "letter": "信函",
    "online": "在线",
    "opinion_book": "意见簿",
    "opinion_register": "意见登记簿",
    "telephone": "电话",
    # actors, recipients, visibility
    "bot": "机器人",
    "customer": "客户",
    "human": "人工",
    "internal": "内部",
    "public": "对外",
    "system": "系统",
    "acknowledgement": "仅确认收悉",
    "full": "完整答复",
    "partial": "部分答复",
    # severity and outcome
    "critical": "特别重大",
    "major": "重大",
    "minor": "轻微",
    "normal": "一般",
    "serious": "严重",
    "solved": "已解决",
    "unfounded": "不成立",
    "unsolved": "未解决",
    # reasons
    "awaiting_customer": "等待客户",
    "customer_threatens_to_leave": "客户声称将终止往来",
    # raters
    "quality": "质检",
    "self": "本人",
    "superior": "上级",
}
"""Codes in Chinese."""

FIELDS_EN: Final[dict[str, str]] = {
    "by": "person",
    "kind": "kind of actor",
    "role": "role",
    "to": "recipient",
    "to_role": "role of the recipient",
    "to_unit": "unit of the recipient",
}
"""Fields whose names alone do not say what they are."""


def code_word(code: str, language: str) -> str:
    """What a code is called: `customer_threatens_to_leave` is said `customer threatens to leave`."""
    if language == "zh":
        return CODES.get(code, code)
    return code.replace("_", " ") if code.isidentifier() else code


def field_word(path: str, language: str) -> str:
    """What a field is called, without its path."""
    name = path.rpartition(".")[2]
    if language == "zh":
        return FIELDS.get(name, path)
    return FIELDS_EN.get(path, path.replace("_", " ").replace(".", " "))
