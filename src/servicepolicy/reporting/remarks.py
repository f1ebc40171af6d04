"""What a reader of a check has to know before any number: what was left out, and what judged nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from servicepolicy.logs.counts import passed_over

if TYPE_CHECKING:
    from servicepolicy import logs
    from servicepolicy.reporting.check_report import CheckReport

__all__ = ["left_out", "remarks"]

_NAMED: Final = 5  # rules, one by one
_SAID: Final = {
    "en": {
        "left_out": "subjects left out, as something of them could not be read: {count}",
        "rows_of_none": "rows that tell no case, and are missing from some: {count}",
        "of_any": "nothing could be judged of any of the {subjects} subjects: rows that tell no case ({count}) may be "
        "of any, as rows of cases stand mixed{way_out}",
        "way_out": ". If they are of none (totals, footers), the mapping says `rows: {said}`",
        "unstarted": "judged nothing, as what begins them occurs in no case: {names}",
        "idle": "rules that nothing here concerned: {count}",
    },
    "zh": {
        "left_out": "因资料无法读取而未判定的对象：{count}",
        "rows_of_none": "不知属于哪个对象、因而有所缺失的行：{count}",
        "of_any": "{subjects} 个对象均无法判定：有 {count} 行不知属于哪个对象，"
        "各对象的行又相互交错，可能属于任何一个{way_out}",
        "way_out": "。如不属于任何对象（如合计行、页脚），请在映射中写明 `rows: {said}`",
        "unstarted": "起算事件在日志中没有出现、因而什么也没有判定的规则：{names}",
        "idle": "此处没有涉及的规则：{count}",
    },
}


def left_out(counts: logs.Counts, language: str) -> tuple[tuple[str, str, str], ...]:
    """What of the log is in no number: of each remark a code, the section that tells more, and the text."""
    said = _SAID[language]
    keyless = [column for code, column in counts.unreadable if code == "no-case"]
    way_out = said["way_out"].format(said=passed_over(keyless[0])) if len(keyless) == 1 else ""
    found = (("of_any" if counts.of_any_case else "rows_of_none", counts.unplaced), ("left_out", counts.refused))
    return tuple(
        (code, "problems", said[code].format(count=f"{count:,}", subjects=f"{counts.subjects:,}", way_out=way_out))
        for code, count in found
        if count
    )


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
