"""What the codes say that are about policies themselves: accepted exceptions, and a policy's own life."""

from __future__ import annotations

from typing import Final

__all__ = ["POLICIES"]

POLICIES: Final[dict[str, tuple[str, str]]] = {
    "life.head": ("{policy} ({digest}…): {state}, {reason}", "{policy}（{digest}…）：{state}，{reason}"),
    "life.since": ("since {at}", "自{at}起"),
    "life.next": ("unless something else happens, this changes at {at}", "如无其他变动，将于{at}变化"),
    "life.state.draft": ("DRAFT", "草案"),
    "life.state.voted": ("VOTED", "已表决"),
    "life.state.published": ("PUBLISHED", "已公布"),
    "life.state.in_force": ("IN FORCE", "有效"),
    "life.state.superseded": ("SUPERSEDED", "已被取代"),
    "life.state.unknown": ("UNKNOWN", "无法判定"),
    "life.not_adopted": ("it has not been adopted", "尚未通过"),
    "life.adopted_other_text": ("what was adopted is another text than this one", "通过的是另一文本"),
    "life.adoption_refused": ("the adoption does not count under rule {rule}", "依规则 {rule}，此次通过不予认可"),
    "life.adopted_alone": ("nobody was for it but whoever proposed it", "除提议人外无人赞成"),
    "life.not_judged": ("no rule judges this adoption", "没有规则适用于此次通过"),
    "life.adopted": ("it was adopted and is not yet published", "已通过，尚未公布"),
    "life.published_before_adoption": (
        "it was adopted, and published only before that",
        "已通过，但公布早于通过",
    ),
    "life.not_yet_in_force": ("its dates in force have not begun", "尚未到生效日期"),
    "life.no_longer_in_force": ("its dates in force are over", "有效期已满"),
    "life.in_force": ("it was adopted and published, and its dates have begun", "已通过并公布，且在有效期内"),
    "life.superseded": ("another text took its place", "已由另一文本取代"),
    "life.hangs_on_missing": ("what decides it is not recorded", "缺少决定性的记录"),
    "why_not.waiver_own": (
        "the exception {test} does not count: whoever approved it acted here, or was responsible",
        "例外 {test} 不予认可：批准人即为经办人或责任人",
    ),
    "why_not.waiver_expired": ("the exception {test} had expired", "例外 {test} 已过有效期"),
    "why_not.waiver_too_late": (
        "the exception {test} did not yet hold at the time of the breach",
        "违反发生时，例外 {test} 尚未生效",
    ),
}
