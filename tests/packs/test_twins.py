"""The shipped sequences and requirements, judged by the naive twins too: each rule on the facts of every scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.models.vocabulary import setters, subject_model
from servicepolicy.policy.reading.shipped import read_pack, read_profile
from servicepolicy.testing import load_scenarios
from servicepolicy.testing.typed import typed_record
from tests.reference import requirement, sequence
from tests.reference.conditions import TooManyQuestions
from tests.reference.subject import SETTERS

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
    """The sequences and requirements of a pack whose every name the twins can read.

    They are not told the computed facts of a pack, and know only of cases which event sets which field of the header.
    """
    document, values = read_pack(pack).plain, read_profile("example-bank").plain["fills"][pack]
    for rule in document["rules"]:
        strange = set(document.get("facts", {})) | ({*setters(rule["subject"])} - {*SETTERS})
        if rule["kind"] in ("sequence", "requirement") and strange.isdisjoint(names_in(rule)):
            yield spread(filled(rule, values))


def names_in(said: Any) -> Iterator[str]:
    """Every name in a rule, of a field or of anything else."""
    match said:
        case dict():
            for key, part in said.items():
                yield str(key).rpartition(".")[2]
                yield from names_in(part)
        case list():
            for part in said:
                yield from names_in(part)
        case _:
            yield str(said)


IN_FORCE = {"from": "2026-01-01T00:00:00+08:00"}  # of every shipped policy


def readable(record: Plain) -> bool:
    """Whether the twin can read a record: it knows no zone for bare dates, and of no field that a source lacks."""
    dated = [entry for value in record.values() if isinstance(value, list) for entry in value if "value" in entry]
    bare = [entry for entry in dated if any(len(str(entry.get(key) or "T" * 20)) <= 10 for key in ("from", "until"))]
    return not bare and not record.get("not_offered")


def peopled(record: Plain, roles: Iterable[str]) -> Plain:
    """A record in which whoever acts in a role of the policy is said to be human: the twin is told of no roles."""
    people = set(roles)
    return {
        **record,
        "events": [{"kind": "human", **event} if event.get("role") in people else event for event in record["events"]],
    }


def told(verdicts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What applies: which of two acts of one instant is the second is not the twin's business."""
    return sorted((name.split("#")[0], status) for name, status in verdicts if status != "not_applicable")


@pytest.mark.parametrize("pack", sp.packs())
def test_the_shipped_rules_agree_with_their_twins(pack: str) -> None:
    """Every occurrence of every such rule, on the facts of every scenario, has the status that the twin gives it."""
    calendars = {**read_pack(pack).plain["calendars"], "always": DAY_AND_NIGHT}
    rules, loaded = list(rules_of(pack)), load_scenarios(pack)
    assert rules
    compared = 0
    for case in loaded.document.cases:
        if case.subject is None or case.as_of is None or case.as_of >= PUBLISHED:
            continue
        record = {"events": [], **typed_record(case.subject)}
        if not readable(record):
            continue
        kind, as_of = str(record.get("subject", "case")), datetime.fromisoformat(case.as_of)
        report = loaded.policy.evaluate(subject_model(kind).model_validate(record), as_of=as_of)
        known = peopled(record, read_pack(pack).plain["roles"])
        for rule in (rule for rule in rules if rule["subject"] == kind):
            try:
                if rule["kind"] == "sequence":
                    twin = sequence.evaluate(rule, known, as_of, None, calendars)
                else:
                    twin = requirement.evaluate({"in_force": IN_FORCE, **rule}, known, as_of)
            except TooManyQuestions:
                continue  # words that are lost may each be any of a list
            if any(".code " in doubt for verdict in report[rule["id"]].verdicts for doubt in verdict.doubts):
                continue  # which codes are declared, the twin is not told
            compared += 1
            ours = told((verdict.occurrence, str(verdict.status)) for verdict in report[rule["id"]].verdicts)
            assert ours == told((one["occurrence"], one["status"]) for one in twin), (case.id, rule["id"])
    assert compared > len(rules)
