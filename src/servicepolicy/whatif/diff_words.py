"""A difference and a proof in words, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from servicepolicy.language.rule import Rule
from servicepolicy.phrases.acts import act
from servicepolicy.phrases.catalogue import PHRASES, WHATIF
from servicepolicy.phrases.codes import code_word, field_word
from servicepolicy.phrases.teller import Teller
from servicepolicy.phrases.terms import in_language, listed, titled
from servicepolicy.phrases.times import amounts, moment
from servicepolicy.policy.policy import Policy
from servicepolicy.policy.teller import teller_of
from servicepolicy.telling.book import sentences
from servicepolicy.worktime._instant import parse_us

if TYPE_CHECKING:
    from servicepolicy.whatif.diff import Change, Diff
    from servicepolicy.whatif.diff_examples import Example
    from servicepolicy.whatif.proof import Proof

__all__ = ["explain_diff", "explain_proof", "said_of"]

_FRAME: Final = frozenset({"event", "at", "by", "role", "subject", "id", "events"})


def explain_diff(diff: Diff, policies: tuple[Policy, Policy], language: str) -> str:
    """What is otherwise, one change after the other.

    Args:
        diff: The difference.
        policies: The old and the new policy.
        language: `en` or `zh`.

    Raises:
        UsageError: There are no words in that language.
    """
    old, new = policies
    tellers = teller_of(old, language), teller_of(new, language)
    head = diff.overall if diff.changes else "nothing"
    lines = [_say(f"diff.head.{head}", language, policy=titled(new.title, language) or new.id)]
    for change in diff.changes:
        lines += _change(change, policies, tellers, language)
    return "\n".join(lines)


def explain_proof(proof: Proof, new: Policy, language: str) -> str:
    """Whether a policy is at least as strict, and the case that shows that it is not."""
    parts = listed(proof.parts, language) or (proof.rule or "")
    lines = [_say(f"proof.{proof.reason}", language, rule=proof.rule or "", parts=parts)]
    if proof.scenario is not None:
        lines.append(f"  {_case(proof.scenario, language, teller_of(new, language), (True, True))}")
    return "\n".join(lines)


def _change(
    change: Change, policies: tuple[Policy, Policy], tellers: tuple[Teller, Teller], language: str
) -> Iterator[str]:
    name = _say(f"diff.other.{change.what}", language, name=_name(change, tellers))
    said = said_of(change, language)
    if change.clause:
        yield _say("diff.line", language, name=name, clause=listed(change.clause, language), said=said)
    else:
        yield _say("diff.line.bare", language, name=name, said=said)
    before, after = (
        _lines(side, policy, teller)
        for side, policy, teller in zip((change.before, change.after), policies, tellers, strict=True)
    )
    if change.how == "changed":
        yield from (f"  {_say('diff.before', language, text=line)}" for line in before if line not in after)
    yield from (f"  {_say('diff.after', language, text=line)}" for line in after if line not in before)
    binding = tuple(getattr(side, "level", "breach") == "breach" for side in (change.before, change.after))
    yield from (f"  {_case(example, language, tellers[1], binding)}" for example in change.examples)


def _name(change: Change, tellers: tuple[Teller, Teller]) -> str:
    titled = tellers[1].rules.get(change.name) or tellers[0].rules.get(change.name)
    return f"{change.name} {titled}" if titled and change.what in ("rule", "sla") else change.name


def said_of(change: Change, language: str) -> str:
    """What a change means, in short, with its dates: `stricter from 2026-07-01`.

    Args:
        change: The change.
        language: `en` or `zh`.
    """
    if change.what == "rule" and change.how != "changed":
        said = _say(f"diff.said.{change.how}", language)
    elif change.what == "value" and change.parts:
        return listed((amounts(part, language) for part in change.parts), language)
    else:
        word = change.direction if change.direction not in (None, "renamed") else None
        said = _say(f"diff.said.{word or change.how}", language)
    if change.renamed_to is not None:
        renamed = _say("diff.said.renamed", language, name=change.renamed_to)
        said = renamed if change.direction == "renamed" else listed((renamed, said), language)
    if not change.proved:
        said = _say("diff.unproved", language, said=said)
    match change.since, change.until:
        case None, None:
            return said
        case since, None:
            return _say("diff.since", language, said=said, since=since)
        case None, until:
            return _say("diff.until", language, said=said, until=until)
        case since, until:
            return _say("diff.stretch", language, said=said, since=since, until=until)


def _lines(side: object, _policy: Policy, teller: Teller) -> tuple[str, ...]:
    """What a side says, where it is told at length."""
    match side:
        case Rule():
            return tuple(line for told in sentences(side, teller) for line in (told.text, *told.under))
        case str():
            return (side,)
        case _:
            return ()


# cases


def _case(example: Example, language: str, teller: Teller, binding: tuple[bool, ...]) -> str:
    record = example.record
    about = record.get("subject", "case")
    header = listed(_fields(record, str(about), (), language), language)
    events = [_event(event, str(about), teller) for event in record["events"]]
    told = listed([*([header] if header else []), *events], language)
    old, new = (
        _statuses(side, language, binding=binds)
        for side, binds in zip((example.old, example.new), binding, strict=True)
    )
    return _say("diff.case", language, case=told, at=_moment(example.as_of, language), old=old, new=new)


def _statuses(side: Mapping[str, str], language: str, *, binding: bool) -> str:
    if not side:
        return _say("diff.no_rule", language)
    told = listed((PHRASES[f"status.{status}"][in_language(language)] for status in side.values()), language)
    return told if binding else _say("diff.advice", language, status=told)


def _event(event: Mapping[str, Any], about: str, teller: Teller) -> str:
    kind, language = str(event["event"]), teller.language
    done = _say(
        "diff.done.by" if "role" in event else "diff.done",
        language,
        act=act(kind, language, about),
        role=teller.role(str(event.get("role", ""))),
        at=_moment(str(event["at"]), language),
    )
    fields = listed(_fields(event, about, (kind,), language), language)
    return _say("diff.done.with", language, done=done, fields=fields) if fields else done


def _fields(said: Mapping[str, Any], about: str, kinds: tuple[str, ...], language: str) -> Iterator[str]:
    for name, value in said.items():
        if name in _FRAME:
            continue
        field = field_word(name, language, about, kinds)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        word = amounts(code_word(text, language, name, about, kinds), language)
        yield _say("diff.field", language, field=field, value=word)


def _moment(text: str, language: str) -> str:
    return moment(parse_us(text), _zone_of(text), language)


def _zone_of(text: str) -> str:
    """The zone of an offset, as the zone data calls it, so that a time is shown as it is written."""
    hours, minutes = int(text[-6:-3]), int(text[-2:])
    return f"Etc/GMT{-hours:+d}" if text[-6] in "+-" and not minutes else "UTC"


def _say(code: str, language: str, **args: object) -> str:
    return WHATIF[code][in_language(language)].format_map(args)
