"""Headings of a policy book."""

from __future__ import annotations

from typing import Final

__all__ = ["HEADINGS"]

HEADINGS: Final[dict[str, dict[str, str]]] = {
    "added": {"zh": "新增", "en": "added"},
    "after": {"zh": "现为", "en": "now"},
    "before": {"zh": "原为", "en": "before"},
    "by": {"zh": "来源", "en": "set by"},
    "calendar": {"zh": "日历", "en": "calendar"},
    "changed": {"zh": "变更", "en": "changed"},
    "changes": {"zh": "与前一版本相比的变更", "en": "Changes against the earlier version"},
    "clause": {"zh": "条款", "en": "clause"},
    "clauses": {"zh": "条款与规则", "en": "Clauses and their rules"},
    "all_values": {"zh": "全部取值", "en": "All values"},
    "coverage": {"zh": "示例覆盖情况", "en": "How many scenarios show each rule"},
    "levels": {"zh": "服务水平目标", "en": "Service levels"},
    "only_text": {"zh": "仅作文字载明的条款", "en": "Clauses that are only text"},
    "total": {"zh": "合计", "en": "total"},
    "contents": {"zh": "目录", "en": "Contents"},
    "digest": {"zh": "版本标识", "en": "digest"},
    "fact": {"zh": "计算事实", "en": "computed fact"},
    "for_ever": {"zh": "长期", "en": "open"},
    "given": {"zh": "调用时给定", "en": "given in the call"},
    "guidance": {"zh": "原则性条款，不作判断", "en": "guidance, never judged"},
    "in_our_words": {"zh": "大意", "en": "in our words"},
    "paraphrase": {"zh": "大意：", "en": "In our words: "},
    "semicolon": {"zh": "；", "en": "; "},
    "in_force": {"zh": "施行日期", "en": "in force"},
    "no_changes": {"zh": "无变更。", "en": "Nothing changed."},
    "not_shown": {"zh": "尚无示例。", "en": "no scenario shows it"},
    "open_blanks": {"zh": "尚未填写的事项", "en": "Still open"},
    "policy": {"zh": "制度", "en": "policy"},
    "profile": {"zh": "取值", "en": "filled by"},
    "question": {"zh": "原文留白事项", "en": "what the source leaves open"},
    "removed": {"zh": "删除", "en": "removed"},
    "replaced": {"zh": "（已被取代）", "en": "(replaced)"},
    "role": {"zh": "岗位", "en": "role"},
    "rule": {"zh": "规则", "en": "rule"},
    "scenarios": {"zh": "示例", "en": "Scenarios"},
    "scope": {"zh": "适用范围，不作判断", "en": "scope, never judged"},
    "since": {"zh": "起", "en": "from"},
    "source": {"zh": "制度原文", "en": "source"},
    "statement": {"zh": "文字条款", "en": "carried text"},
    "until": {"zh": "止（不含）", "en": "until"},
    "value": {"zh": "取值", "en": "value"},
    "values": {"zh": "取值及来源", "en": "Values and where they come from"},
    "version": {"zh": "前一版本", "en": "earlier version"},
    # how scenarios end
    "met": {"zh": "符合", "en": "met"},
    "breached": {"zh": "违反", "en": "breached"},
    "pending": {"zh": "待定", "en": "pending"},
    "unknown": {"zh": "无法判定", "en": "unknown"},
    "not_applicable": {"zh": "不适用", "en": "not applicable"},
    "permit": {"zh": "准许", "en": "permit"},
    "needs_approval": {"zh": "须审批", "en": "needs approval"},
    "refuse": {"zh": "拒绝", "en": "refuse"},
    "sla": {"zh": "服务水平", "en": "service level"},
}
"""By code, in each language."""
