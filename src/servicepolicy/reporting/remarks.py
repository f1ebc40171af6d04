"""What a reader of a check has to know before any number: what was left out, and what judged nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from servicepolicy.reporting.check_report import CheckReport

__all__ = ["remarks"]

_NAMED: Final = 5  # rules, one by one
_SAID: Final = {
    "en": {
        "left_out": "subjects left out, as something of them could not be read: {count}",
        "rows_of_none": "rows that tell no case, and are missing from some: {count}",
        "unstarted": "judged nothing, as what begins them occurs in no case: {names}",
        "idle": "rules that nothing here concerned: {count}",
    },
    "zh": {
        "left_out": "因资料无法读取而未判定的对象：{count}",
        "rows_of_none": "不知属于哪个对象、因而有所缺失的行：{count}",
        "unstarted": "起算事件在日志中没有出现、因而什么也没有判定的规则：{names}",
        "idle": "此处没有涉及的规则：{count}",
    },
}


def remarks(checked: CheckReport, language: str) -> tuple[tuple[str, str, str], ...]:
    """Of each remark a code, the section that tells more, and the text."""
    said, counts = _SAID[language], checked.counts
    unstarted = [one.rule.id for one in checked.not_judged if one.why == "never_begins"]
    idle = sum(one.why in ("nothing_applied", "other_subject", "not_in_force") for one in checked.not_judged)
    named = ", ".join(unstarted[:_NAMED]) + (f" +{len(unstarted) - _NAMED}" if len(unstarted) > _NAMED else "")
    found = (
        ("problems", "left_out", counts.refused),
        ("problems", "rows_of_none", counts.unplaced),
        ("not_judged", "unstarted", len(unstarted)),
        ("not_judged", "idle", idle),
    )
    return tuple(
        (code, section, said[code].format(count=f"{count:,}", names=named)) for section, code, count in found if count
    )
