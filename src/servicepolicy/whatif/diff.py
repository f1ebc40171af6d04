"""What a new version of a policy means against the old one: what is asked more, what less, and from when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import Final, Literal, TypeAlias

import attrs

from servicepolicy.errors import MoneyError, UsageError
from servicepolicy.language.bound.comparing import Reading
from servicepolicy.language.bound.order import Order, joined
from servicepolicy.language.bound.types import canonical
from servicepolicy.language.service_level import SLA
from servicepolicy.language.value import Literal as Outright
from servicepolicy.language.value import ValueForm, plain_value
from servicepolicy.policy.policy import Policy
from servicepolicy.policy.versions.diff import Change as Said
from servicepolicy.policy.versions.diff import changes_between
from servicepolicy.policy.versions.level_orders import level_order
from servicepolicy.policy.versions.rule_orders import RuleOrder, renamed_rules, rule_orders
from servicepolicy.results.shape import shown_to_pydantic
from servicepolicy.results.what_if_forms import DIFF
from servicepolicy.whatif.affected import differing_rules
from servicepolicy.whatif.diff_examples import Allowance, Example, examples_of
from servicepolicy.worktime._instant import from_us

__all__ = ["Change", "Diff", "Direction", "change_of", "diff"]

Direction: TypeAlias = Literal["stricter", "looser", "incomparable", "moved", "reworded", "renamed", "notices"]

Overall: TypeAlias = Literal["same", "stricter", "looser", "incomparable"]

_DIRECTIONS: Final[Mapping[Order, Direction]] = {
    "more": "stricter", "less": "looser", "apart": "incomparable", "untold": "incomparable",
}  # fmt: skip
_OVERALL: Final[Mapping[Order, Overall]] = {
    "same": "same", "more": "stricter", "less": "looser", "apart": "incomparable", "untold": "incomparable",
}  # fmt: skip
_ORDERS: Final[Mapping[str, Order]] = {"stricter": "more", "looser": "less", "incomparable": "apart"}
_WANTED: Final[Mapping[Order, frozenset[str]]] = {
    "more": frozenset({"new"}), "less": frozenset({"old"}), "apart": frozenset({"new", "old"}),
    "untold": frozenset({"new", "old"}),
}  # fmt: skip


@attrs.frozen
class Change:
    """One thing that is otherwise.

    Attributes:
        what: `rule`, `sla`, `value`, `calendar`, `role`, `fact`, `statement` or `policy`.
        name: Its name in the old policy; of what is added, in the new one.
        how: Whether it was `added`, `removed` or `changed`.
        direction: What that means. `stricter`: whatever keeps the new rule keeps the old one, and not the other way
            round; `looser`: the reverse; `incomparable`: each is kept by what breaches the other, or nobody can tell;
            `moved`: the same under another clause, or owed by another role; `renamed`: the same under another name;
            `notices`: only what is told meanwhile; `reworded`: the same in other words. `None`: what it means is told
            by the rules that read it.
        proved: Whether the direction was proved. If not, it is `incomparable`, and the examples show what they can.
        clause: The clauses that it concerns.
        since: The date, or the instant, from which it is otherwise; `None`: from the beginning of both versions.
        until: Until when; `None`: to the end of both.
        parts: What of it is otherwise, such as `within`; of a value what it is now.
        renamed_to: Its new name, if it has another one.
        before: It as it was, as `servicepolicy.policy.versions.diff.Change` has it.
        after: It as it is.
        examples: A case for each side, confirmed by both engines, as far as one could be made.
    """

    what: str
    name: str
    how: Literal["added", "removed", "changed"]
    direction: Direction | None
    clause: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    parts: tuple[str, ...] = ()
    proved: bool = True
    renamed_to: str | None = None
    before: object = attrs.field(default=None, repr=False)
    after: object = attrs.field(default=None, repr=False)
    examples: tuple[Example, ...] = attrs.field(default=(), repr=False)

    @property
    def said(self) -> str:
        """It in short: `stricter from 2026-07-01`, `renamed to reply-in-time`, `added`."""
        match self.what, self.how:
            case "rule", "added" | "removed":
                word: str = self.how
            case "value", "changed":
                word = ", ".join(self.parts) or self.how
            case _:
                word = self.direction if self.what in ("rule", "sla") and self.direction else self.how
        if self.renamed_to is not None:
            renamed = f"renamed to {self.renamed_to}"
            word = renamed if self.direction in ("renamed", None) else f"{renamed}, {word}"
        return " ".join((word, *self._dates()))

    def _dates(self) -> Iterator[str]:
        if self.since is not None:
            yield f"from {self.since}"
        if self.until is not None:
            yield f"until {self.until}"

    def plain(self) -> dict[str, object]:
        """It as JSON-ready data."""
        said: dict[str, object] = {
            "what": self.what,
            "name": self.name,
            "how": self.how,
            "change": self.said,
            "direction": self.direction,
            "proved": self.proved,
            "clause": list(self.clause),
            "since": self.since,
            "until": self.until,
            "parts": list(self.parts),
            "renamed_to": self.renamed_to,
            "examples": [example.plain() for example in self.examples],
        }
        return said


@shown_to_pydantic(said=DIFF, fields=False)
@attrs.frozen(eq=False)
class Diff:
    """What is otherwise in a new version of a policy.

    Attributes:
        old: Digest of the old version.
        new: Digest of the new one; where both are the same, nothing is otherwise.
        changes: Everything that is otherwise, rules first.
        affected: Ids of the rules of either version whose verdicts may differ.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    affected: tuple[str, ...]
    _policies: tuple[Policy, Policy] = attrs.field(repr=False, alias="policies")

    @cached_property
    def rules(self) -> Mapping[str, str]:
        """For each rule that is otherwise, how: `stricter from 2026-07-01`, `renamed to reply-in-time`, `added`."""
        found: dict[str, list[str]] = {}
        for change in self.changes:
            if change.what == "rule":
                found.setdefault(change.name, []).append(change.said)
        return {name: "; ".join(said) for name, said in found.items()}

    @cached_property
    def other(self) -> tuple[Change, ...]:
        """What is otherwise and is no rule."""
        return tuple(change for change in self.changes if change.what != "rule")

    @cached_property
    def overall(self) -> Overall:
        """What all of it together means: whether whatever keeps the new version keeps the old one."""
        orders: list[Order] = []
        for change in self.changes:
            if change.what == "rule" and change.how != "changed":
                orders.append(_of_a_whole_rule(change))
            elif change.direction is not None:
                orders.append(_ORDERS.get(change.direction, "same"))
        found = joined(orders)
        return _OVERALL[found]

    @property
    def looser_in_a_case(self) -> bool:
        """Whether a case is breached under the old version only, by a change whose direction is not proved."""
        unproved = (change for change in self.changes if not change.proved)
        return any(example.side == "old" for change in unproved for example in change.examples)

    def __bool__(self) -> bool:
        """Whether anything is otherwise."""
        return bool(self.changes)

    def explain(self, language: str = "en") -> str:
        """What is otherwise in words, in `en` or `zh`, with a case for each side."""
        from servicepolicy.whatif.diff_words import explain_diff

        return explain_diff(self, self._policies, language)

    def plain(self) -> dict[str, object]:
        """It as JSON-ready data."""
        return {
            "old": self.old,
            "new": self.new,
            "overall": self.overall,
            "affected": list(self.affected),
            "changes": [change.plain() for change in self.changes],
        }


def _of_a_whole_rule(change: Change) -> Order:
    return _ORDERS.get(change.direction or "", "same")


def diff(old: Policy, new: Policy, *, examples: bool = True) -> Diff:
    """What a new version of a policy means against the old one.

    Facts are complete here: that an incomplete case becomes unknown, or is no longer, is no difference. Equal digests
    differ in nothing; unequal ones differ in something.

    Args:
        old: The old version.
        new: The new one.
        examples: Look for a case for each side; without, it takes a fraction of the time.

    Raises:
        UsageError: They are two policies, with no rule in common.

    Example:
        >>> from servicepolicy import load
        >>> then = load("service-handbook", fill="example-bank")
        >>> diff(then, then).changes
        ()
    """
    _of_one_policy(old, new)
    if old.digest == new.digest:
        return Diff(old.digest, new.digest, (), (), (old, new))
    orders = rule_orders(old, new)
    allowance = Allowance(sum(order.order != "same" for order in orders)) if examples else None
    changes = [change_of(order, old, new, allowance) for order in orders]
    changes += _others(old, new, orders)
    if not changes:
        changes.append(Change("policy", "order", "changed", "reworded"))
    return Diff(old.digest, new.digest, tuple(changes), _affected(old, new), (old, new))


def _of_one_policy(old: Policy, new: Policy) -> None:
    before, after = ({rule.id for rule in policy.rules} for policy in (old, new))
    if old.id != new.id and before and after and before.isdisjoint(after):
        raise UsageError(
            f"`{old.id}` and `{new.id}` share no rule: give two versions of one policy, whose rules keep their ids"
        )


# rules


def change_of(order: RuleOrder, old: Policy, new: Policy, allowance: Allowance | None) -> Change:
    """What it means that a rule lies so, with a case for each side.

    Args:
        order: How it lies.
        old: The old policy.
        new: The new one.
        allowance: How many questions the engines are asked to find a case; `None`: no case is wanted.
    """
    name = order.old if order.old is not None else order.new or ""
    before = next((rule for rule in old.rules if rule.id == order.old), None)
    after = next((rule for rule in new.rules if rule.id == order.new), None)
    said = after if after is not None else before
    how: Literal["added", "removed", "changed"] = (
        "added" if before is None else "removed" if after is None else "changed"
    )
    renamed = order.new if order.old is not None and order.new not in (None, order.old) else None
    found: tuple[Example, ...] = ()
    lies = order.order
    if lies != "same" and allowance is not None:
        found = _examples(order, old, new, allowance)
    licence = how != "changed" and said is not None and _licenses(said.actions(), old if how == "added" else new)
    direction, proved = _direction(order, found)
    if licence:
        direction, proved = "incomparable", True
    return Change(
        "rule",
        name,
        how,
        "renamed" if renamed is not None and lies == "same" else direction,
        clause=said.clause if said is not None else (),
        since=None
        if order.since == old.editions[0].since == new.editions[0].since
        else _date(order.since, new.timezone),
        until=None
        if order.until == old.editions[-1].until == new.editions[-1].until
        else _date(order.until, new.timezone),
        parts=tuple(dict.fromkeys(".".join(part.path) for part in order.parts)),
        proved=proved,
        renamed_to=renamed,
        before=before,
        after=after,
        examples=found,
    )


def _direction(order: RuleOrder, found: tuple[Example, ...]) -> tuple[Direction | None, bool]:
    if order.order == "untold":
        # a case shows that one side asks more somewhere, and never that the other asks more nowhere
        return "incomparable", len({example.side for example in found}) == 2
    if order.order != "same":
        return _DIRECTIONS[order.order], True
    if order.old is None or order.new is None:  # advice comes or goes
        return "notices", True
    sorts = {part.sort for part in order.parts}
    return ("notices" if "notices" in sorts else "moved" if "moved" in sorts else "reworded"), True


def _licenses(acts: frozenset[str], without: Policy) -> bool:
    """Whether an act would be refused where the rule is not, as no other rule names it."""
    named = {act for rule in without.rules for act in rule.actions()} | {
        act for edition in without.editions for act in edition.open_acts
    }
    return bool(acts) and not acts <= named


def _examples(order: RuleOrder, old: Policy, new: Policy, allowance: Allowance) -> tuple[Example, ...]:
    at = order.since if order.since is not None else order.until - 1 if order.until is not None else 0
    sides = [(policy, _reading(policy, name, at)) for policy, name in ((old, order.old), (new, order.new))]
    if all(reading is None for _, reading in sides):
        return ()
    return examples_of(sides[0], sides[1], order.since, order.until, _WANTED[order.order], allowance)


def _reading(policy: Policy, name: str | None, at: int) -> Reading | None:
    edition = next((one for one in policy.editions if one.covers(at)), None)
    rule = edition.rule(name) if edition is not None and name is not None else None
    return None if edition is None or rule is None else Reading(rule, edition, policy.calendars)


def _date(at: int | None, zone: str) -> str | None:
    """The date that begins at an instant, or the instant."""
    if at is None:
        return None
    moment: datetime = from_us(at, zone)
    midnight = (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)
    return moment.date().isoformat() if midnight else moment.isoformat()


def _affected(old: Policy, new: Policy) -> tuple[str, ...]:
    """The rules that say otherwise than before, or rest on something that does; titles, clauses and names apart."""
    renamed = renamed_rules(old, new)
    differing = differing_rules(old, new, renamed)
    return tuple(name for rule in differing for name in dict.fromkeys((rule, renamed.get(rule, rule))))


# everything else


def _others(old: Policy, new: Policy, orders: Iterable[RuleOrder]) -> Iterator[Change]:
    told = {name for order in orders for name in (order.old, order.new)}
    for said in changes_between(old, new):
        match said.what:
            case "rule":
                if said.name not in told:  # in another order of words that means the same to everybody
                    yield _other(said, "reworded")
            case "value":
                parts = tuple(_values_now(said.name, old, new))
                if parts or said.how == "removed" or _fewer_values(said.name, old, new):
                    yield attrs.evolve(_other(said, None), parts=parts)
            case "sla":
                yield _other(said, _of_service_level(said, old, new))
            case "statement":
                yield _other(said, "reworded")
            case "policy":
                yield _other(said, _of_policy(said, old, new))
            case _:
                yield _other(said, "reworded" if _titles_only(said) else None)


def _other(said: Said, direction: Direction | None) -> Change:
    return Change(said.what, said.name, said.how, direction, said.clause, before=said.before, after=said.after)


def _values_now(name: str, old: Policy, new: Policy) -> Iterator[str]:
    """What fills a blank now, where that is otherwise than it was: `1 day from 2026-07-01`."""
    kind = new.blanks[name].type if name in new.blanks else old.blanks[name].type
    was = [] if name not in old.fillings else list(old.fillings[name].fill.values)
    for dated in new.fillings[name].fill.values if name in new.fillings else ():
        same = [one for one in was if _written(one.form, kind) == _written(dated.form, kind)]
        since, until = dated.period.bounds(new.timezone)
        if not any(_covers(one.period.bounds(old.timezone), (since, until)) for one in same):
            said = str(plain_value(dated.form))
            begins = [f"from {dated.period.since}"] if dated.period.since else []
            yield " ".join((said, *begins, *([f"until {dated.period.until}"] if dated.period.until else [])))


def _fewer_values(name: str, old: Policy, new: Policy) -> bool:
    """Whether a blank had a value at a time at which it has none now."""
    return next(_values_now(name, new, old), None) is not None


def _written(form: ValueForm, kind: str) -> object:
    """A value in the one writing of its type."""
    if isinstance(form, Outright):
        with suppress(ValueError, MoneyError):
            return canonical(kind, form.raw)
    return plain_value(form)


def _covers(outer: tuple[int | None, int | None], inner: tuple[int | None, int | None]) -> bool:
    begun = outer[0] is None or (inner[0] is not None and outer[0] <= inner[0])
    return begun and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


def _of_service_level(said: Said, old: Policy, new: Policy) -> Direction:
    one, other = said.before, said.after
    if not isinstance(one, SLA) or not isinstance(other, SLA):
        binding = getattr(one if one is not None else other, "level", "breach") == "breach"
        return "notices" if not binding else "stricter" if one is None else "looser"
    order = level_order((one, old.editions[-1]), (other, new.editions[-1]))
    if order == "same":
        return "moved" if one.clause != other.clause else "reworded"
    return _DIRECTIONS[order]


_REWORDED: Final = frozenset({"title", "source", "published"})


def _of_policy(said: Said, old: Policy, new: Policy) -> Direction | None:
    match said.name:
        case name if name in _REWORDED:
            return "reworded"
        case "open_acts":
            was, now = ({act for edition in policy.editions for act in edition.open_acts} for policy in (old, new))
            return "looser" if was < now else "stricter" if now < was else "reworded" if was == now else "incomparable"
        case "pin" if len(old.editions) > 1 or len(new.editions) > 1:
            return "incomparable"
        case "pin":
            return "reworded"
        case _:
            return None


def _titles_only(said: Said) -> bool:
    one, other = said.before, said.after
    replaced = getattr(one, "replaced", None)
    title = getattr(other, "title", None)
    return replaced is not None and other is not None and hasattr(other, "title") and replaced(title=title) == other
