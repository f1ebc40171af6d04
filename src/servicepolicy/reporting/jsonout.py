"""A check and its summary as JSON: same input, same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction

from servicepolicy.reporting.summary import Count, RuleTally, Summary
from servicepolicy.reporting.text import COLUMNS
from servicepolicy.results.verdict import step_named
from servicepolicy.worktime._instant import iso

__all__ = ["line", "summary_plain", "written"]


def summary_plain(summary: Summary, columns: Mapping[str, Sequence[str]] | None = None) -> dict[str, object]:
    """The summary as JSON-ready data.

    Args:
        summary: The counts.
        columns: The columns of a foreign log from which each field is read.
    """
    known = columns or {}
    return {
        "subjects": summary.subjects,
        "subjects_breached": summary.subjects_breached,
        "kinds": dict(sorted(summary.kinds.items())),
        "breaches": summary.breaches,
        "waived": summary.waived,
        "unknown": summary.unknown,
        "not_judged": summary.not_judged,
        "total": _count(summary.total),
        "rules": [_rule(tally) for tally in summary.rules],
        "advice": [_rule(tally) for tally in summary.advice],
        "months": {month: _count(counted) for month, counted in summary.months.items()},
        "by": {name: _groups(summary, name) for name in summary.groups},
        "missing": dict(sorted(summary.missing.items())),
        "missing_columns": {name: list(known[name]) for name in sorted(summary.missing) if name in known},
        "missing_not_listed": summary.unlisted,
        "worst": [verdict.plain() for verdict in summary.worst],
    }


def _groups(summary: Summary, name: str) -> dict[str, object]:
    """The counts of each group, and of each rule in it."""
    rules: dict[str, dict[str, object]] = {}
    for (group, rule), counted in sorted(summary.groups[name].items()):
        rules.setdefault(group, {})[rule] = _count(counted)
    months: dict[str, dict[str, object]] = {}
    for (group, month), counted in sorted(summary.crossed.get(name, {}).items()):
        months.setdefault(group, {})[month] = _count(counted)
    return {
        group: {
            **_count(counted),
            "rules": rules[group],
            **({"months": months.get(group, {})} if name in summary.crossed else {}),
        }
        for group, counted in summary.by(name).items()
    }


def _count(counted: Count) -> dict[str, object]:
    plain: dict[str, object] = {str(status): getattr(counted, status.value) for status in COLUMNS}
    return plain | {"waived": counted.waived, "rate": _share(counted.rate)}


def _share(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share), 6)


def _rule(tally: RuleTally) -> dict[str, object]:
    rule = tally.rule
    plain: dict[str, object] = {"rule": rule.id, "clause": list(rule.clause)}
    if rule.title is not None:
        plain["title"] = {"zh": rule.title.zh, "en": rule.title.en}
    plain.update(_count(tally.count))
    bounds = tally.count.bounds
    if bounds is not None and bounds[0] != bounds[1]:
        plain["rate_between"] = [_share(bound) for bound in bounds]
    if tally.undone:
        plain["not_done"] = tally.undone
    if tally.tightest is not None:
        plain["worst_margin_us"] = tally.tightest.wall_us
    if tally.over:
        plain["worst_margin_money"] = [str(tally.over[currency]) for currency in sorted(tally.over)]
    if tally.first is not None and tally.last is not None:
        plain["breached_since"], plain["breached_last"] = iso(tally.first), iso(tally.last)
    if tally.why:
        plain["why"] = [
            {"status": status.value, "reason": code, "count": found.count, "example": found.example.subject}
            | {name: said for name, said in step_named(found.example.reason.args) if name == "step"}
            | ({"lacking": dict(found.facts.most_common())} if found.facts else {})
            for status, code, found in tally.reasons
        ]
    if tally.months:
        plain["months"] = {month: _count(tally.months[month]) for month in sorted(tally.months)}
    return plain


def line(plain: Mapping[str, object]) -> str:
    """JSON on one line."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def written(plain: Mapping[str, object]) -> str:
    """JSON for people, too."""
    return json.dumps(plain, ensure_ascii=False, indent=2)
