"""A rule of a kind to begin with, and scenarios that show what it says: what stands in `stub.yaml` of the kind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any, Final

import attrs

from servicepolicy.errors import MoneyError, UsageError
from servicepolicy.kinds.registry import kinds
from servicepolicy.language.plain import did_you_mean
from servicepolicy.money import Money
from servicepolicy.policy.reading.document_source import read_text
from servicepolicy.starting.place import place
from servicepolicy.starting.times import FIRST, Days, put_in
from servicepolicy.worktime._instant import date_of

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from servicepolicy.kinds.protocol import Kind
    from servicepolicy.policy.policy import Policy

__all__ = ["RuleStub", "rule_stub", "what_kinds_say"]

_AMOUNT: Final = re.compile(r"\b\d[\d.,]*\s+([A-Z]{3})\b")
_TIME: Final = re.compile(r"\d+(\+\d+)? \d\d:\d\d")
_CLAUSE: Final = {"en": "to be named", "zh": "待填"}


@attrs.frozen
class RuleStub:
    """A rule to begin with.

    Attributes:
        id: Its id.
        text: The rule as an item of `rules`, in YAML, with a comment above it.
        scenarios: Scenarios that show it, each as an item of `cases`.
    """

    id: str
    text: str
    scenarios: tuple[dict[str, Any], ...]


def what_kinds_say(language: str) -> dict[str, str]:
    """What a rule of each kind says, in a sentence; kinds that have nothing to begin with are left out."""
    return {name: _stub(name)["says"][language] for name, kind in kinds().items() if _file(kind).is_file()}


def rule_stub(
    policy: Policy, text: str, kind: str, *, id: str | None = None, clause: str | None = None, language: str = "en"
) -> RuleStub:
    """A rule of a kind for a policy: with its calendar, roles and currency.

    Args:
        policy: The policy to which it is added.
        text: The policy as it is written, whose currency it takes.
        kind: The kind of the rule.
        id: Its id; left out, one that fits the kind and is free.
        clause: The clause that it carries out.
        language: Of its title and comment.

    Raises:
        UsageError: There is no such kind, the id is taken, or the policy lacks roles of which the rule speaks.
    """
    stub = _stub(kind)
    taken = {rule.id for rule in policy.rules}
    if id in taken:
        raise UsageError(f"the policy has a rule `{id}` already: say another `--id`")
    chosen = id or next(name for name in _names(stub["id"]) if name not in taken)
    named = clause or _CLAUSE[language]
    days = _days(policy)
    words = _words(policy, text, stub["rule"], days)
    words |= {"id": chosen, "clause": json.dumps(named, ensure_ascii=False)}
    words["title"] = f"{{{language}: {json.dumps(stub['title'][language], ensure_ascii=False)}}}"
    rule = "\n".join(line for line in stub["rule"].rstrip("\n").split("\n") if words["clock"] or "${clock}" not in line)
    written = put_in(f"# {stub['says'][language]}\n{rule}\n", words, days)
    shown = [_scenario(one, chosen, named, words, days) for one in stub["shows"]]
    return RuleStub(chosen, written, tuple(shown))


def _stub(kind: str) -> Any:  # what the kind's own folder holds
    known = kinds()
    if kind not in known:
        raise UsageError(f"`{kind}` is no kind of rule: {did_you_mean(kind, known) or ', '.join(known)}")
    file = _file(known[kind])
    if not file.is_file():
        raise UsageError(f"the kind `{kind}` has no `stub.yaml` to begin with")
    return read_text(file.read_text(encoding="utf-8"), "stub.yaml").plain


def _file(kind: Kind) -> Traversable:
    return resources.files(import_module(kind.package)) / "stub.yaml"


def _names(first: str) -> Iterator[str]:
    yield first
    yield from (f"{first}-{number}" for number in range(2, 1000))


def _days(policy: Policy) -> Days:
    """Days on which the policy is in force, working days of its first calendar."""
    since = FIRST
    begins = None if policy.in_force is None else policy.in_force.bounds(policy.timezone)[0]
    if begins is not None:
        since = max(since, date_of(begins, policy.timezone))
    calendar = next(iter(policy.calendars.values()), None)
    return Days.of(policy.timezone, None if calendar is None else calendar.clock(), since)


def _words(policy: Policy, text: str, rule: str, days: Days) -> dict[str, str]:
    clock = next(iter(policy.calendars), "")
    year, week, _ = days.dates[0].isocalendar()
    words = {
        "clock": clock,
        "one_day": "1 working day" if clock else "1 day",
        "week 1": f"{year}-W{week:02}",
        "month 1": f"{days.dates[0]:%Y-%m}",
    }
    if "${currency}" in rule:
        words["currency"] = _currency(text, policy.timezone)
    if "${lower}" in rule:
        pair = next(((role.above[0], name) for name, role in policy.roles.items() if role.above), None)
        if pair is None:
            raise UsageError(
                "the rule speaks of a role and of one above it: declare them first, "
                "such as `roles: {clerk: {}, head: {above: [clerk]}}`"
            )
        words["lower"], words["upper"] = pair
    return words


def _currency(text: str, zone: str) -> str:
    """The currency of the first amount in a policy, else that of its zone's country."""
    for found in _AMOUNT.finditer(text):
        try:
            return Money.parse(f"1 {found[1]}").currency
        except MoneyError:
            continue
    return place("en", zone).currency


def _scenario(shown: Any, rule: str, clause: str, words: Mapping[str, str], days: Days) -> dict[str, Any]:
    """A scenario as an item of a file's `cases`."""
    said = _placed(shown, words, days)
    case: dict[str, Any] = {"id": f"{rule}-{said['name']}", "rule": rule, "clause": clause}
    if "assess" in said:
        subjects = [_keyed(one, f"{rule}-{said['name']}") for one in said["assess"]["subjects"]]
        case["assess"] = {**said["assess"], "subjects": subjects}
    else:
        case["as_of"] = said["as_of"]
        case["subject"] = _keyed(said["subject"], f"{rule}-{said['name']}")
    case["expect"] = {"status": said["status"], **said.get("finding", {})}
    return case


def _keyed(subject: dict[str, Any], key: str) -> dict[str, Any]:
    return subject if "id" in subject else {"id": key, **subject}


def _placed(said: Any, words: Mapping[str, str], days: Days) -> Any:
    """Plain values with the words of a policy in them, and times in its zone."""
    match said:
        case dict():
            return {key: _placed(part, words, days) for key, part in said.items()}
        case list():
            return [_placed(part, words, days) for part in said]
        case str():
            return days.at(said) if _TIME.fullmatch(said) else put_in(said, words, days)
        case _:
            return said
