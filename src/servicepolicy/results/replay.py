"""What a replay found: how often a verdict became another one, for whom, and what of the change nobody felt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.results.rows import no_formula
from servicepolicy.results.shape import shown_to_pydantic
from servicepolicy.results.verdict import Applied, Status, Verdict
from servicepolicy.results.what_if_forms import REPLAY

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "ABSENT",
    "Changed",
    "Difference",
    "Flip",
    "Replay",
    "RuleReplay",
    "Side",
    "Transition",
    "first_difference",
    "says_otherwise",
]

ABSENT: Final = "absent"  # the status of what one policy does not judge
Transition = tuple[str, str]
Side = Literal["both", "old", "new"]


@attrs.frozen
class Changed:
    """One thing that the new policy says otherwise.

    Attributes:
        what: `value`, `rule`, `fact`, `calendar` or `policy`.
        name: Its name.
        rules: The affected rules that rest on it.
        old: What the old policy says, as plain data; `None`: nothing.
        new: What the new one says.
        renamed_to: Its name in the new policy, if that is another one.
        part: Where it is a part of a change: which, by its path as `Policy.but` takes it, by the item of a list, by its
            dates. `old` and `new` are of the part then.
        parts: What of it is otherwise, where several things are, or one within it.
    """

    what: str
    name: str
    rules: tuple[str, ...]
    old: object = attrs.field(default=None, repr=False)
    new: object = attrs.field(default=None, repr=False)
    renamed_to: str | None = None
    part: str | None = None
    parts: tuple[Changed, ...] = attrs.field(default=(), repr=False)

    @property
    def said(self) -> str:
        """What it is called: `answer_within from 2027-01-01`, `answered.within.choose.1`."""
        return self.name if self.part is None else self.part


@attrs.frozen
class Difference:
    """The first thing in which two verdicts on the same occurrence differ.

    Attributes:
        what: `values`, `started`, `due`, `stopped`, `reason` or `status`.
        old: Under the old policy, as plain data.
        new: Under the new one.
    """

    what: str
    old: object
    new: object


@attrs.frozen(kw_only=True)
class Flip:
    """A subject whose status under a rule is another one under the new policy.

    Attributes:
        rule: Id of the rule; of a renamed one the old id.
        subject: Id of the subject.
        old: Its worst status under the old policy; `absent` where that judges nothing of it.
        new: Likewise under the new one.
        before: The verdict under the old policy that shows why, where it is kept (see `Replay.flips`).
        after: The verdict under the new one.
        renamed_to: Id of the rule in the new policy, if that is another one.
    """

    rule: str
    subject: str
    old: str
    new: str
    before: Verdict | None = None
    after: Verdict | None = None
    renamed_to: str | None = None

    @property
    def difference(self) -> Difference | None:
        """The first thing in which the verdicts differ, where both are kept."""
        return None if self.before is None or self.after is None else first_difference(self.before, self.after)


def _values(verdict: Verdict) -> object:
    return {applied.name: applied.value for applied in verdict.values}


_LOOKED_AT: Final = (
    ("values", _values),
    ("started", lambda verdict: verdict.started),
    ("due", lambda verdict: verdict.due),
    ("stopped", lambda verdict: verdict.stopped),
    ("reason", lambda verdict: verdict.reason.code),
    ("status", lambda verdict: str(verdict.status)),
)


def first_difference(before: Verdict, after: Verdict) -> Difference | None:
    """The first thing in which two verdicts differ, in the order in which one follows from the other."""
    for what, read in _LOOKED_AT:
        was, now = read(before), read(after)
        if was != now:
            return Difference(what, _shown(was, now), _shown(now, was))
    return None


def _shown(held: object, other: object) -> object:
    """One side; of the values used, those that differ."""
    if isinstance(held, dict) and isinstance(other, dict):
        return {name: value for name, value in held.items() if other.get(name) != value}
    return None if held is None else str(held)


def says_otherwise(before: Verdict, after: Verdict) -> bool:
    """Whether two verdicts differ in anything but who set their values, and how the rule is called and cited."""
    if before == after:
        return False
    if before.status is not after.status or before.due_us != after.due_us:  # to look at all else takes long
        return True
    return attrs.evolve(before, values=_unsigned(before)) != attrs.evolve(
        after, rule=before.rule, clause=before.clause, values=_unsigned(after)
    )


def _unsigned(verdict: Verdict) -> tuple[Applied, ...]:
    return tuple(attrs.evolve(applied, origin="") for applied in verdict.values)


@attrs.define
class RuleReplay:
    """What became of one rule.

    Attributes:
        rule: Its id; where it is renamed, the old one.
        side: Where it stands: in `both` policies, only in the `old` or the `new` one.
        renamed_to: Its id in the new policy, if that is another one.
        by_subject: How many subjects went from which status to which; the status of a subject is its worst.
        by_occurrence: Likewise for occurrences.
        over_us: By side, how long after their due instant things were done or are still open, microseconds summed.
        over_money: By side and currency, by how much amounts were above their limit, summed.
        read: Whether any verdict says anything otherwise; that a rule does not apply, and that there is none, is one.
    """

    rule: str
    side: Side
    renamed_to: str | None = None
    by_subject: Counter[Transition] = attrs.field(factory=Counter[Transition])
    by_occurrence: Counter[Transition] = attrs.field(factory=Counter[Transition])
    over_us: Counter[str] = attrs.field(factory=Counter[str])
    over_money: dict[tuple[str, str], Decimal] = attrs.field(factory=dict[tuple[str, str], Decimal])
    read: bool = False

    def take(self, other: RuleReplay) -> None:
        """Count what became of it in other subjects."""
        self.by_subject.update(other.by_subject)
        self.by_occurrence.update(other.by_occurrence)
        self.over_us.update(other.over_us)
        for key, amount in other.over_money.items():
            self.over_money[key] = self.over_money.get(key, Decimal(0)) + amount
        self.read = self.read or other.read

    @property
    def changed(self) -> int:
        """How many subjects have another status."""
        return sum(count for (old, new), count in self.by_subject.items() if old != new)

    @property
    def applied(self) -> int:
        """How many subjects the rule said something about, under either policy."""
        silent = (ABSENT, str(Status.NOT_APPLICABLE))
        return sum(count for (old, new), count in self.by_subject.items() if old not in silent or new not in silent)


@shown_to_pydantic(said=REPLAY, fields=False)
@attrs.frozen(kw_only=True)
class Replay:
    """What a log would have been judged to be.

    Attributes:
        old: Digest of the old policy.
        new: Digest of the new one.
        as_of: The moment that is judged.
        subjects: How many subjects were read.
        rules: What became of each rule that was judged, in the order of the policies.
        changes: What the new policy says otherwise, with the affected rules that rest on it.
        inert: The changes that no case ever read: without them each verdict is what it is, with them alone what it was.
            Where a case read a part of a change only, the other parts.
        assessed: Affected rules that are judged over a period: `assess` shows them, no single case does.
        flips: Every subject whose status under a rule is another one, in the order of the log. Both verdicts are kept
            for the first few of each transition of a rule; of the others the statuses.
        unjudged: By missing fact, how many subjects have an unknown verdict that it would settle, under either policy.
        groups: By grouping, then group, then rule: how many subjects went from which status to which.
    """

    old: str
    new: str
    as_of: datetime
    subjects: int
    rules: tuple[RuleReplay, ...]
    changes: tuple[Changed, ...]
    inert: tuple[Changed, ...] = ()
    assessed: tuple[str, ...] = ()
    flips: tuple[Flip, ...] = ()
    unjudged: Mapping[str, int] = attrs.field(factory=dict[str, int])
    groups: Mapping[str, Mapping[str, Mapping[str, Counter[Transition]]]] = attrs.field(
        factory=dict[str, Mapping[str, Mapping[str, Counter[Transition]]]]
    )

    def __getitem__(self, rule: str | RuleReplay) -> RuleReplay:
        """What became of one rule, by its id (a renamed one has two), or as `rules` holds it.

        Raises:
            UsageError: It was not judged.
        """
        name = rule.rule if isinstance(rule, RuleReplay) else rule
        for one in self.rules:
            if name in (one.rule, one.renamed_to):
                return one
        known = ", ".join(f"`{one.rule}`" for one in self.rules) or "none"
        raise UsageError(f"no rule `{name}` was judged twice; judged: {known}")

    @property
    def transitions(self) -> Counter[Transition]:
        """How many subjects went from which status to which, over all rules: a subject counts once a rule."""
        total: Counter[Transition] = Counter()
        for one in self.rules:
            total.update(one.by_subject)
        return total

    def by(self, grouping: str) -> Mapping[str, Mapping[str, Counter[Transition]]]:
        """By group, then rule, how many subjects went from which status to which.

        Raises:
            UsageError: The replay was not asked to group by that.
        """
        if grouping not in self.groups:
            known = ", ".join(f"`{name}`" for name in self.groups) or "nothing"
            raise UsageError(f"this replay is not grouped by `{grouping}`, but by {known}: say `by=` when replaying")
        return self.groups[grouping]

    def flipped(self, old: str | None = None, new: str | None = None, rule: str | None = None) -> Iterator[Flip]:
        """The flips from one status to another; what is left out is any."""
        for flip in self.flips:
            if rule in (None, flip.rule, flip.renamed_to) and old in (None, flip.old) and new in (None, flip.new):
                yield flip

    def explain(self, subject: str, language: str = "en") -> str:
        """Both verdicts on a flipped subject in words, rule by rule, and what differs first.

        Raises:
            UsageError: Nothing flipped for that subject.
        """
        from servicepolicy.telling.what_if import flips_text

        found = [flip for flip in self.flips if flip.subject == subject]
        if not found:
            raise UsageError(f"nothing is otherwise for `{subject}`: its statuses are the same under both policies")
        return flips_text(found, language)

    def table(self, language: str = "en") -> str:
        """The result as text."""
        from servicepolicy.telling.what_if import replay_text

        return replay_text(self, language)

    def plain(self) -> dict[str, object]:
        """The result as JSON-ready data."""
        return {
            "old": self.old,
            "new": self.new,
            "as_of": self.as_of.isoformat(),
            "subjects": self.subjects,
            "rules": {one.rule: _rule(one, self) for one in self.rules},
            "changes": [
                {
                    "what": one.what,
                    "name": one.name,
                    "renamed_to": one.renamed_to,
                    "rules": list(one.rules),
                    "old": one.old,
                    "new": one.new,
                    "parts": [{"name": part.said, "old": part.old, "new": part.new} for part in one.parts],
                }
                for one in self.changes
            ],
            "inert": [one.said for one in self.inert],
            "assessed": list(self.assessed),
            "unjudged": dict(self.unjudged),
            "groups": {
                name: {
                    group: {rule: _moves(counts) for rule, counts in rules.items()} for group, rules in groups.items()
                }
                for name, groups in self.groups.items()
            },
        }

    def to_csv(self) -> str:
        """Every flip as a line of CSV."""
        rows = (_COLUMNS, *(_row(flip) for flip in self.flips))
        return "".join(",".join(map(_cell, row)) + "\n" for row in rows)

    def _repr_html_(self) -> str:
        from servicepolicy.telling.what_if_page import replay_part

        return replay_part(self, "en")

    def to_html(self, language: str = "en") -> str:
        """The result as a page of its own."""
        from servicepolicy.telling.what_if_page import replay_page

        return replay_page(self, language)


_COLUMNS: Final = ("rule", "subject", "old", "new", "due_old", "due_new", "difference")


def _rule(one: RuleReplay, replay: Replay) -> dict[str, object]:
    flips: dict[str, list[str]] = {}
    for flip in replay.flipped(rule=one.rule):
        flips.setdefault(f"{flip.old}->{flip.new}", []).append(flip.subject)
    return {
        "side": one.side,
        "renamed_to": one.renamed_to,
        "by_subject": _moves(one.by_subject),
        "by_occurrence": _moves(one.by_occurrence),
        "flips": flips,
        "overdue_minutes": {side: us // 60_000_000 for side, us in sorted(one.over_us.items())},
        "above_limit": {
            f"{side} {currency}": str(amount) for (side, currency), amount in sorted(one.over_money.items())
        },
    }


def _moves(counts: Mapping[Transition, int]) -> list[list[object]]:
    return [[old, new, count] for (old, new), count in sorted(counts.items())]


def _row(flip: Flip) -> tuple[str, ...]:
    difference = flip.difference
    due = ["" if one is None or one.due is None else one.due.isoformat() for one in (flip.before, flip.after)]
    return (flip.rule, flip.subject, flip.old, flip.new, *due, "" if difference is None else difference.what)


def _cell(said: str) -> str:
    """A cell of CSV, in quotation marks where it needs them, and no formula of a spreadsheet."""
    said = no_formula(said)
    if not any(sign in said for sign in ',"\n\r'):
        return said
    return '"' + said.replace('"', '""') + '"'
