"""Duties as text: what is to be done, by whom, by when."""

from __future__ import annotations

from collections.abc import Sequence

from servicepolicy.reporting.text import aligned
from servicepolicy.verdict import Duty
from servicepolicy.wording.acts import act
from servicepolicy.wording.terms import role

__all__ = ["duties_text", "duty_first"]

_SAID = {
    "en": {
        "head": ("due", "who", "case", "what", "rule"),
        "none": "nothing is to be done",
        "overdue": "overdue",
        "no_due": "no time set",
    },
    "zh": {
        "head": ("期限", "责任人", "对象", "事项", "规则"),
        "none": "没有待办事项",
        "overdue": "逾期",
        "no_due": "未定",
    },
}
_NEVER = 1 << 62


def duty_first(duty: Duty) -> tuple[int, str, str, str]:
    """The order of an agenda: what is due first, first; what has no time, last."""
    return (_NEVER if duty.due_us is None else duty.due_us, duty.subject, duty.rule, duty.occurrence)


def _acts(duty: Duty, language: str) -> str:
    """What is to be done: in Chinese by its word, in English by the name under which it is recorded."""
    if language == "zh":
        return "、".join(act(kind, language) for kind in duty.act)
    return ", ".join(duty.act)


def duties_text(duties: Sequence[Duty], language: str) -> str:
    """One line a duty, times in the policy's zone."""
    said = _SAID[language]
    if not duties:
        return str(said["none"])
    rows = [
        [
            str(said["no_due"]) if duty.due is None else duty.due.strftime("%Y-%m-%d %H:%M"),
            duty.person or role(duty.role or "", duty.label.roles, language),
            duty.subject,
            _acts(duty, language) + (f" ({said['overdue']})" if duty.overdue else ""),
            f"{duty.rule}  {', '.join(duty.clause)}",
        ]
        for duty in duties
    ]
    return "\n".join(aligned([list(said["head"]), *rows]))
