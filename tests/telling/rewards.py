"""Worked awards: fines, bonuses, honours with ties, shares of a team, promotions, a fund; and a policy's own life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from servicepolicy.results.award import Award
from tests.kinds.incentive.awarding import (
    agent,
    assess,
    desk,
    fined,
    found,
    rated,
    reminded,
    scorecard,
    team_card,
)
from tests.kinds.incentive.test_score_awards import BONUS, CLIMB, FINED, POOL, STAR, TEAM, bank, moved, paid, promoted
from tests.policy.versions import test_life as lives

Plain = dict[str, Any]
TITLES = {
    "desk": {"en": "Tidy desks", "zh": "桌面整洁"},
    "bonus": {"en": "Appraisal bonus", "zh": "绩效奖金"},
    "star": {"en": "Service stars", "zh": "服务明星"},
    "team-bonus": {"en": "Team bonus", "zh": "团队奖金"},
    "climb": {"en": "Promotion", "zh": "晋升"},
    "fund": {"en": "Activity fund", "zh": "活动基金"},
}


def awarded(
    rules: list[Plain], subjects: list[Plain], who: str = "e1", as_of: str = "2026-02-20"
) -> Callable[[str], str]:
    """How the award of somebody reads, by the last rule."""

    def told(language: str) -> str:
        name = rules[-1]["id"]
        titled = [*rules[:-1], {**rules[-1], "title": TITLES[name]}]
        awards = [one for one in assess(titled, subjects, as_of=as_of)[name] if isinstance(one, Award)]
        return next(one for one in awards if one.subject == who).explain(language)

    return told


def life(at: str, *events: Plain) -> Callable[[str], str]:
    """How it reads where a text stands."""
    digest = lives.FOUR.digest[:16]  # of this text alone: another digest says nothing else
    return lambda language: lives.life(*events, at=at).explain(language).replace(digest, "sp1:0123456789ab")


TWICE = [found("I1", "2026-01-05"), found("I2", "2026-01-12")]
FEW = [scorecard(), {**STAR, "rank": {"by": "appraisal", "first": "1", "ties": ["none"]}}]
SHARED = [scorecard(), {**STAR, "rank": {"by": "appraisal", "first": "1"}}]
TIED = [agent("e1", rated("90")), agent("e2", rated("90")), agent("e3", rated("70"))]
SPENT = moved("fund_spent", "2026-01-25", "12.50 CNY", purpose="group_activity")
CASES: dict[str, Callable[[str], str]] = {
    "fined-rightly": awarded([desk()], [*TWICE, agent("e1", reminded("2026-01-06"), fined("2026-01-13"))]),
    "fined-late": awarded([desk()], [*TWICE, agent("e1", reminded("2026-01-06"), fined("2026-01-19"))]),
    "reminded-in-place-of-a-fine": awarded(
        [desk()], [*TWICE, agent("e1", reminded("2026-01-06"), reminded("2026-01-13"))]
    ),
    "fined-without-a-ground": awarded([desk()], [agent("e1", fined("2026-01-13"))]),
    "fined-or-not": awarded([desk()], [*TWICE, found("I3", "2026-01-19", None), agent("e1", reminded("2026-01-06"))]),
    "fine-not-yet-on-record": awarded([desk()], [found("I1", "2026-01-30"), agent("e1")], as_of="2026-02-02"),
    "bonus-paid": awarded([scorecard(), BONUS], [agent("e1", rated("85"), paid("1000 CNY"))]),
    "bonus-too-small": awarded([scorecard(), BONUS], [agent("e1", rated("85"), paid("900 CNY"))]),
    "bonus-of-an-unknown-score": awarded([scorecard(), BONUS], [agent("e1", rated("85"), rated(None))]),
    "honour-shared": awarded(SHARED, TIED),
    "honour-for-nobody": awarded(FEW, TIED),
    "honour-or-not": awarded(SHARED, [agent("e1", rated("90")), agent("e2", rated(None))]),
    "share-of-the-team": awarded(
        [team_card(), TEAM], [agent(name, rated(score)) for name, score in (("e1", "80"), ("e2", "90"), ("e3", "97"))]
    ),
    "promoted-rightly": awarded([CLIMB], [agent("e1", promoted("supervisor"), role="agent")]),
    "promoted-past-a-rung": awarded([CLIMB], [agent("e1", promoted("manager"), role="agent")]),
    "fund-adds-up": awarded(
        [desk(), POOL], [*FINED, bank(moved("fund_paid_in", "2026-01-20", "20 CNY"), SPENT)], "activity-fund"
    ),
    "fund-misused": awarded(
        [desk(), POOL],
        [
            *FINED,
            bank(
                moved("fund_paid_in", "2026-01-20", "20 CNY"),
                moved("fund_spent", "2026-01-25", "5 CNY", purpose="office_supplies"),
            ),
        ],
        "activity-fund",
    ),
    "life-as-a-draft": life("2026-02-02T12:00", *lives.WHOLE),
    "life-after-the-vote": life("2026-02-04T12:00", *lives.WHOLE),
    "life-before-its-dates": life("2026-02-10T12:00", *lives.WHOLE),
    "life-in-force": life(lives.LATER, *lives.WHOLE),
    "life-of-a-lost-vote": life(
        lives.LATER, lives.PROPOSED, lives.BALLOTS[0], lives.LOST, lives.BALLOTS[2], *lives.WHOLE[4:]
    ),
}
