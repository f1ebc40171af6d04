"""The shipped sequences and requirements, judged by the naive twins too: each rule on the facts of every scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.models.vocabulary import subject_model
from servicepolicy.policy.shipped import read_pack, read_profile
from servicepolicy.testing import load_scenarios
from servicepolicy.testing.typed import typed_record
from tests.reference import requirement, sequence

Plain = dict[str, Any]

DAY_AND_NIGHT = {"timezone": "Asia/Shanghai", "hours": {"mon-sun": ["00:00-24:00"]}}
PUBLISHED = "2027"  # from here on the days off are not published, and the twin knows of no days off at all


def filled(said: Any, values: Plain) -> Any:
    """A rule as it is written, its blanks filled."""
    match said:
        case {"blank": name}:
            return values[name]
        case dict():
            return {key: filled(part, values) for key, part in said.items()}
        case list():
            return [filled(part, values) for part in said]
        case _:
            return said


def spread(rule: Plain) -> Plain:
    """Of what is spoken, lists of phrases without lists in them, as the twin reads them."""
    if "spoken" not in rule:
        return rule
    spoken = rule["spoken"] if isinstance(rule["spoken"], list) else [rule["spoken"]]
    for one in spoken:
        for key in {"any", "all", "none"} & set(one):
            one[key] = [phrase for said in one[key] for phrase in (said if isinstance(said, list) else [said])]
    return {**rule, "spoken": spoken}


def rules_of(pack: str) -> Iterator[Plain]:
    """The sequences and requirements of a pack that ask for no computed fact: the twins know of none."""
    document, values = read_pack(pack).plain, read_profile("example-bank").plain["fills"][pack]
    for rule in document["rules"]:
        computed = set(document.get("facts", {})) & set(rule.get("applies", {}))
        if rule["kind"] in ("sequence", "requirement") and not computed:
            yield spread(filled(rule, values))


def told(verdicts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What applies: which of two acts of one instant is the second is not the twin's business."""
    return sorted((name.split("#")[0], status) for name, status in verdicts if status != "not_applicable")


@pytest.mark.parametrize("pack", sp.packs())
def test_the_shipped_rules_agree_with_their_twins(pack: str) -> None:
    """Every occurrence of every such rule, on the facts of every scenario, has the status that the twin gives it."""
    calendars = {**read_pack(pack).plain["calendars"], "always": DAY_AND_NIGHT}
    rules, loaded = list(rules_of(pack)), load_scenarios(pack)
    assert rules
    for case in loaded.document.cases:
        if case.subject is None or case.as_of is None or case.as_of >= PUBLISHED:
            continue
        record = typed_record(case.subject)
        kind, as_of = str(record.get("subject", "case")), datetime.fromisoformat(case.as_of)
        report = loaded.policy.evaluate(subject_model(kind).model_validate(record), as_of=as_of)
        for rule in (rule for rule in rules if rule["subject"] == kind):
            if rule["kind"] == "sequence":
                twin = sequence.evaluate(rule, record, as_of, None, calendars)
            else:
                twin = requirement.evaluate(rule, record, as_of)
            ours = told((verdict.occurrence, str(verdict.status)) for verdict in report[rule["id"]].verdicts)
            assert ours == told((one["occurrence"], one["status"]) for one in twin), (case.id, rule["id"])
