"""What a reader of a check has to know before any number: what was left out, and what judged nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from servicepolicy import logs
    from servicepolicy.reporting.check_report import CheckReport

__all__ = ["left_out", "remarks"]

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


def left_out(counts: logs.Counts, language: str) -> tuple[tuple[str, str, str], ...]:
    """What of the log is in no number: of each remark a code, the section that tells more, and the text."""
    found = (("left_out", counts.refused), ("rows_of_none", counts.unplaced))
    return tuple((code, "problems", _SAID[language][code].format(count=f"{count:,}")) for code, count in found if count)


def remarks(checked: CheckReport, language: str) -> tuple[tuple[str, str, str], ...]:
    """The same of a check, and which rules judged nothing."""
    said = _SAID[language]
    unstarted = [one.rule.id for one in checked.not_judged if one.why == "never_begins"]
    idle = sum(one.why in ("nothing_applied", "other_subject", "not_in_force") for one in checked.not_judged)
    named = ", ".join(unstarted[:_NAMED]) + (f" +{len(unstarted) - _NAMED}" if len(unstarted) > _NAMED else "")
    found = (("unstarted", len(unstarted)), ("idle", idle))
    judged = (
        (code, "not_judged", said[code].format(count=f"{count:,}", names=named)) for code, count in found if count
    )
    return (*left_out(checked.counts, language), *judged)
