"""A summary and its verdicts as JSON: same input, same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping

from servicepolicy.reporting.summary import RuleTally, Summary
from servicepolicy.reporting.text import COLUMNS

__all__ = ["line", "summary_plain", "written"]


def summary_plain(summary: Summary) -> dict[str, object]:
    """The summary as JSON-ready data."""
    return {
        "subjects": summary.subjects,
        "breaches": summary.breaches,
        "waived": summary.waived,
        "unknown": summary.unknown,
        "not_judged": summary.not_judged,
        "rules": [_rule(tally) for tally in summary.rules],
        "advice": [_rule(tally) for tally in summary.advice],
        "missing": dict(sorted(summary.missing.items())),
        "worst": [verdict.plain() for verdict in summary.worst],
    }


def _rule(tally: RuleTally) -> dict[str, object]:
    rule = tally.rule
    plain: dict[str, object] = {"rule": rule.id, "clause": list(rule.clause)}
    if rule.title is not None:
        plain["title"] = {"zh": rule.title.zh, "en": rule.title.en}
    plain.update({str(status): tally.statuses[status] for status in COLUMNS})
    plain["waived"] = tally.waived
    if tally.tightest is not None:
        plain["worst_margin_us"] = tally.tightest.wall_us
    if tally.over:
        plain["worst_margin_money"] = [str(tally.over[currency]) for currency in sorted(tally.over)]
    return plain


def line(plain: Mapping[str, object]) -> str:
    """JSON on one line."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def written(plain: Mapping[str, object]) -> str:
    """JSON for people, too."""
    return json.dumps(plain, ensure_ascii=False, indent=2)
