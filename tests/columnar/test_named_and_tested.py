"""A field that names whom a question goes to, and is tested as well: what it holds matters, not only who is one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

import servicepolicy as sp
from servicepolicy import columnar

AS_OF = datetime(2026, 4, 1, tzinfo=UTC)
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
TO_CUSTOMER = {"event": "replied", "where": {"to": "customer"}}
HANDED = {"event": "transferred", "allowed": {"customer_told": True}, "to_role": "head"}


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("received", TO_CUSTOMER),
        ("received", {"any": [TO_CUSTOMER, "withdrawn"]}),
        (TO_CUSTOMER, "closed"),
        ("received", "replied"),
    ],
)
def test_a_note_to_a_colleague_is_no_answer_to_the_customer(starts: Any, ends: Any) -> None:
    """Cases that differ in nothing but to whom the reply went are judged as the engine judges each."""
    rule = {"id": "r", "clause": "1", "kind": "ownership", "starts": starts, "ends": ends, "handover": HANDED}
    policy = sp.Policy(policy="p", timezone="UTC", roles={"head": {}}, rules=[rule])
    cases = {
        f"C-{number}": [
            {"event": "received", "at": FIRST + timedelta(hours=number), "by": "e1"},
            {"event": "replied", "at": FIRST + timedelta(days=2, hours=number), "by": "e2", "to": to},
            {"event": "closed", "at": FIRST + timedelta(days=5, hours=number), "by": "e4"},
        ]
        for number, to in enumerate(3 * ["customer"] + ["internal"] + 3 * ["customer"])
    }
    rows = [{"subject": key, "to": None, **event} for key, events in cases.items() for event in events]
    table = columnar.evaluate(policy, pl.DataFrame(rows), as_of=AS_OF).verdicts
    told = table.select("subject", pl.col("occurrence", "status", "reason").cast(pl.String)).rows()
    expected = [
        (key, verdict.occurrence, verdict.status.value, verdict.reason.code)
        for key, events in cases.items()
        for verdict in policy.evaluate(sp.Case.model_validate({"id": key, "events": events}), as_of=AS_OF)["r"].verdicts
    ]
    assert sorted((key, name or "", *rest) for key, name, *rest in told) == sorted(expected)
