"""What the codes of fields, and fields themselves, are called where a rule is told and no event is at hand.

English says the code itself where it is a word; Chinese a word of its own, or the code where there is none.
"""

from __future__ import annotations

from typing import Final

from servicepolicy.phrases.acts import FIELDS
from servicepolicy.phrases.codes_of_office import CODES_OF_OFFICE

__all__ = ["ACTS_OF_SUBJECTS", "CODES", "CODES_EN", "FIELDS_EN", "code_word", "field_word"]

CODES: Final[dict[str, str]] = {
    **CODES_OF_OFFICE,
    # subjects and their types
    "agent": "坐席人员",
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

CODES_OF_FIELDS: Final[dict[tuple[str, str], str]] = {
    ("area", "company"): "全公司",
    ("area", "office"): "办公区域",
    ("area", "personal"): "个人区域",
    ("area", "public"): "公共区域",
    ("about", "quality"): "服务质量",
    ("indicator", "quality"): "服务质量",
}
"""Codes that are called something else as the value of a field."""

ACTS_OF_SUBJECTS: Final[dict[tuple[str, str], str]] = {("meeting", "resolved"): "作出决议"}
"""Kinds of events that are called something else on a subject of one kind."""

CODES_EN: Final[dict[str, str]] = {
    "activity-fund": "the activity fund",
    "core-complaint-team": "the core team for complaints",
    "corporate-teller": "corporate teller",
    "faq": "questions and answers",
    "half": "half-year",
    "small-meeting-room": "small meeting room",
}
"""Codes that are no plain words in English."""

FIELDS_EN: Final[dict[str, str]] = {
    "about": "topic",
    "absent_heads": "departments whose head is absent",
    "answerable_on_spot": "can be answered on the spot",
    "apart": "taken aside",
    "asked": "who is asked",
    "back_office": "needs a back office",
    "by": "person",
    "by_procedure": "done by the procedure",
    "by_rules": "done by the rules",
    "chair_role": "post of the chair",
    "covers": "contents",
    "displayed": "what is displayed",
    "due": "due date",
    "ended_by": "who ended it",
    "entered_in": "register",
    "entrances_by": "who cleans the entrances",
    "executing": "who carries it out",
    "for_period": "period",
    "for_week": "week",
    "for_what": "reason",
    "group_heads_report_to": "superior of the group heads",
    "in_order": "what is in order",
    "into": "destination",
    "kept": "copy kept",
    "manager_office_by": "who cleans the manager's office",
    "means": "means used",
    "medium": "kept as",
    "not_in_order": "what is not in order",
    "on_desk": "what is on the desk",
    "on_duty": "whoever is on duty",
    "owner_at_close": "owner at the closing",
    "parts": "its parts",
    "plans": "plans and rules in place",
    "platform": "place",
    "posts_undescribed": "posts whose authority is not described",
    "process_parts": "parts of the process",
    "public_areas_by": "who cleans the public areas",
    "regime_covers": "what the rules cover",
    "regime_in_writing": "rules in writing",
    "reply_by": "the agreed time",
    "rests_on": "what it rests on",
    "slot": "period",
    "standard_covers": "what the standard covers",
    "substance": "kind of answer",
    "to": "recipient",
    "to_role": "role of the recipient",
    "to_unit": "unit of the recipient",
    "user_ids": "system accounts",
    "verifies": "what is verified",
    "what": "matter",
    "without_liaison": "departments without a liaison",
}
"""Fields whose names alone do not say what they are."""


def code_word(code: str, language: str, field: str = "") -> str:
    """What a code is called: `customer_threatens_to_leave` is said `customer threatens to leave`.

    Args:
        code: The code.
        language: `en` or `zh`.
        field: The field that has it, where that matters.
    """
    if language == "zh":
        return CODES_OF_FIELDS.get((field, code)) or CODES.get(code) or FIELDS.get(code, code)
    return CODES_EN.get(code) or (code.replace("_", " ") if code.isidentifier() else code)


def field_word(path: str, language: str) -> str:
    """What a field is called, without its path."""
    name = path.rpartition(".")[2]
    if language == "zh":
        return FIELDS.get(name) or CODES.get(name, path)
    return FIELDS_EN.get(path, path.replace("_", " ").replace(".", " "))
