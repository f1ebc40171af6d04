"""A conformance kit: scenarios and what must be said of them, as JSON for an implementation in another language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, cast

from servicepolicy.errors import CalendarNotPublished, UsageError
from servicepolicy.phrases.catalogue import PHRASES
from servicepolicy.testing.document import Expected
from servicepolicy.testing.scenario import Result, Scenarios
from servicepolicy.worktime import WorkCalendar

__all__ = ["check_answers", "kit", "reason_codes"]

FORMAT: Final = 1
_TOLD: Final = ("occurrence", "status", "due", "due_latest", "started", "stopped", "owner", "doubts")
_ASKED: Final = (*_TOLD[1:], "reason")


def kit(scenarios: Scenarios) -> dict[str, object]:
    """The policy, and each scenario with the facts, the moment and the answer: self-contained, nothing left to look up.

    `unsaid` says by rule what the policy leaves unsaid and therefore means; `open_days` and `holidays` are those of the
    calendars that close on published holidays, in the years of the cases, as far as they are published. The answer is
    that of this library where the scenario passes; one that fails is left out and counted, since it is not known which
    of the two is wrong.
    """
    results = list(scenarios.results())
    policy = scenarios.policy.plain()
    cases = [_case(scenarios, result) for result in results if result.passed]
    said = {rule["id"]: rule for rule in policy["rules"]}
    whole = {rule.id: rule.model_dump(mode="json", by_alias=True, exclude_none=True) for rule in scenarios.policy.rules}
    return {
        "servicepolicy": FORMAT,
        "policy": policy,
        "unsaid": {name: _unsaid(rule, said[name]) for name, rule in whole.items()},
        "calendars": _published(scenarios.policy.calendars, cases),
        "reasons": reason_codes(),
        "digest": scenarios.policy.digest,
        "basis": scenarios.policy.basis,
        "cases": cases,
        "left_out": sum(not result.passed for result in results),
    }


def reason_codes() -> dict[str, str]:
    """Every code that the reason of a verdict can have, with its sentence; what stands in braces is filled in."""
    said = ((code.split(".")[1:], phrases[0]) for code, phrases in PHRASES.items() if code.startswith("reason."))
    return {parts[0]: phrase for parts, phrase in sorted(said) if len(parts) == 1}


def _unsaid(whole: Any, said: Any) -> Any:
    """What a part of a policy means without saying it: its fields that stand nowhere, at any depth."""
    if isinstance(whole, dict) and isinstance(said, dict):
        parts = {name: part if name not in said else _unsaid(part, said[name]) for name, part in whole.items()}
        return {name: part for name, part in parts.items() if part not in ({}, [], None, "")}
    if isinstance(whole, list) and isinstance(said, list) and len(whole) == len(said):
        parts = {str(place): _unsaid(*pair) for place, pair in enumerate(zip(whole, said, strict=True))}
        return {place: part for place, part in parts.items() if part}
    return {}


def _published(calendars: Mapping[str, WorkCalendar], cases: object) -> dict[str, dict[str, list[str]]]:
    """The days on which calendars with published holidays are open, and those holidays, in the years of the cases."""
    years = sorted({int(year) for year in re.findall(r"\b(?:19|20)\d\d(?=-\d\d-\d\d)", str(cases))})
    found: dict[str, dict[str, list[str]]] = {}
    for name, calendar in calendars.items():
        if not calendar.jurisdictions or not years:
            continue
        clock = calendar.clock()
        listed: dict[str, list[str]] = {"open_days": [], "holidays": []}
        for year in range(years[0], years[-1] + 1):
            first, after = date(year, 1, 1), date(year + 1, 1, 1)
            try:
                listed["open_days"] += [str(day) for day in calendar.open_days(first, after)]
                days = map(date.fromordinal, range(first.toordinal(), after.toordinal()))
                listed["holidays"] += [str(day) for day in days if clock.is_holiday(day.toordinal())]
            except CalendarNotPublished:
                continue
        found[name] = listed
    return found


def _case(scenarios: Scenarios, result: Result) -> dict[str, object]:
    case = result.scenario
    asked = case.model_dump(mode="json", exclude_none=True, exclude={"expect", "clause", "title"})
    context = scenarios.document.context_of(case)
    if context is not None:
        asked["context"] = dict(context)
    said: dict[str, object] = case.expect.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    if result.verdicts:
        said = {"verdicts": [_verdict(verdict.plain()) for verdict in result.verdicts]}
    return {**asked, "clause": list(case.clause), "answer": said}


def _verdict(plain: Mapping[str, object]) -> dict[str, object]:
    """What an implementation must say of an occurrence; the reason is a code, since words are its own."""
    told = {name: plain[name] for name in _TOLD if name in plain}
    reason = plain.get("reason")
    return {**told, "reason": reason["code"] if isinstance(reason, Mapping) else reason}


def check_answers(kit_: Mapping[str, object], answers: Mapping[str, object]) -> list[str]:
    """Where the answers of another implementation differ from a kit: a line for each thing that differs.

    Times are the same where they are one instant, however they are written; the order of verdicts and of doubts means
    nothing; and what is left out is the same as nothing. A verdict that stands twice, a case that the kit has not, a
    key that nobody reads and a kit without cases are told, too.

    Args:
        kit_: What `kit` made.
        answers: By the id of each case, its `answer` in the same form.

    Raises:
        UsageError: The kit is none.
    """
    held = kit_.get("cases")
    if not isinstance(held, list):
        raise UsageError("this is no conformance kit: it has no `cases`")
    cases = {str(case["id"]): case for case in cast("list[Mapping[str, Any]]", held)}
    wrong = [] if cases else ["the kit has no cases: nothing was checked"]
    wrong += [f"{name}: the kit has no such case" for name in answers if name not in cases]
    for name, case in cases.items():
        if name not in answers:
            wrong.append(f"{name}: no answer")
        else:
            wrong += [f"{name}: {line}" for line in _unlike(case["answer"], answers[name])]
    return wrong


def _unlike(expected: Mapping[str, Any], got: object) -> Iterator[str]:
    in_verdicts = "verdicts" in expected
    said = cast("Mapping[str, Any]", got) if isinstance(got, Mapping) else {}
    verdicts = said.get("verdicts")
    whole = isinstance(verdicts, list) and all(isinstance(one, Mapping) for one in cast("list[object]", verdicts))
    if not isinstance(got, Mapping) or (in_verdicts and not whole):
        form = '{"verdicts": [{"occurrence": .., "status": ..}]}' if in_verdicts else str(dict(expected))
        yield f"an answer is written like {form}"
        return
    yield from _strange(said, ("verdicts",) if in_verdicts else Expected.model_fields.keys() - {"verdicts"})
    if not in_verdicts:
        yield from _fields_unlike(expected, expected, said)
        return
    given = _by_occurrence(cast("list[Mapping[str, Any]]", verdicts))
    wanted = _by_occurrence(expected["verdicts"])
    for occurrence in dict.fromkeys((*wanted, *given)):
        named = f"occurrence {occurrence}" if occurrence else "its verdict"
        if occurrence not in given:
            yield f"{named} is missing"
        elif occurrence not in wanted:
            yield f"{named} is not expected"
        elif len(given[occurrence]) > 1:
            yield f"{named} stands {len(given[occurrence])} times: it has one verdict"
        else:
            yield from (f"{named}: {line}" for line in _strange(given[occurrence][0], (*_TOLD, "reason")))
            differing = _fields_unlike(_ASKED, wanted[occurrence][0], given[occurrence][0])
            yield from (f"{named}: {line}" for line in differing)


def _strange(said: Mapping[str, Any], known: Collection[str]) -> Iterator[str]:
    """The keys that an answer has and nobody reads: misspelt, or of another form."""
    for name in said:
        if name not in known:
            yield f"`{name}` is no key here"


def _by_occurrence(verdicts: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for verdict in verdicts:
        found.setdefault(str(verdict.get("occurrence") or ""), []).append(verdict)
    return found


def _fields_unlike(names: Iterable[str], expected: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[str]:
    for name in names:
        wanted, given = expected.get(name), got.get(name)
        if _plainly(wanted) != _plainly(given):
            yield f"{name}: expected {_shown(wanted)}, got {_shown(given)}"


def _plainly(said: object) -> object:
    """What is said, in one form: times as instants, lists in one order, nothing as nothing."""
    if isinstance(said, list):
        return sorted(str(one) for one in cast("list[object]", said)) or None
    if isinstance(said, str):
        try:
            at = datetime.fromisoformat(said)
        except ValueError:
            return said or None
        return at if at.utcoffset() is not None else said
    return said or None


def _shown(said: object) -> object:
    return "nothing" if said is None else said
