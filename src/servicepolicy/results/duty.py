"""What is to be done and what has come up, read from verdicts: duties and notices, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.language.label import Label
from servicepolicy.results.shape import shown_to_pydantic
from servicepolicy.results.verdict import plain_of, time_of
from servicepolicy.worktime._instant import from_us

if TYPE_CHECKING:
    from servicepolicy.results.frames import Rows
    from servicepolicy.results.rows import Kind, Row

__all__ = ["Duty", "Notice"]


@shown_to_pydantic()
@attrs.frozen(slots=True, kw_only=True)
class Duty:
    """Something that is to be done: what, by which role, by when, under which rule.

    Attributes:
        rule: Id of the rule.
        clause: Its clauses.
        subject: Id of the subject.
        occurrence: Which occurrence of the rule.
        act: The kinds of events that do it.
        form: `any_of`: one of them is enough; `all_of`: each is needed, and one written `a|b` is either. Empty for one.
        role: The role that owes it, `None` where the rule names none.
        person: Who owes it, where that is known.
        approvers: The roles whose approval is awaited, where that is what is to be done.
        due_us: When it is due.
        overdue: It fell due and was not done.
        state: What else to know, as in the verdict.
    """

    rule: str
    clause: tuple[str, ...]
    subject: str
    occurrence: str
    act: tuple[str, ...]
    form: str = ""
    role: str | None
    person: str | None = None
    approvers: tuple[str, ...] = ()
    due_us: int | None = None
    overdue: bool = False
    state: tuple[str, ...] = ()
    label: Label = attrs.field(default=Label("UTC"), repr=False, eq=False)

    @property
    def due(self) -> datetime | None:
        """When it is due; `None` while the clock stands still or the time is not known."""
        return time_of(self.due_us, self.label)

    def as_rows(self) -> Rows:
        """The duty as the one row of a frame."""
        from servicepolicy.results.frames import Rows

        row: Row = {
            "rule": self.rule,
            "clause": ", ".join(self.clause),
            "subject_kind": self.label.about or None,
            "subject": self.subject,
            "occurrence": self.occurrence,
            "act": "; ".join(self.act),
            "role": self.role,
            "person": self.person,
            "approvers": "; ".join(self.approvers) or None,
            "due": self.due,
            "overdue": self.overdue,
            "state": "; ".join(self.state) or None,
        }
        return Rows(_DUTY, [row], self.label.zone)

    def plain(self) -> dict[str, object]:
        """The duty as JSON-ready data."""
        return plain_of(self)


@shown_to_pydantic()
@attrs.frozen(slots=True, kw_only=True)
class Notice:
    """A warning, breach or escalation, with an identity that never changes: act on each once.

    Attributes:
        identity: Its identity.
        kind: `warning`, `breach` or `escalation`.
        rule: Id of the rule.
        level: `breach` or `advice`: what is only advised can be left undone, and its notices say so.
        clause: The clauses of the rule.
        subject: Id of the subject.
        occurrence: Which occurrence of the rule.
        at_us: When it arose.
        role: Whom to tell: who owes the act, or whom an escalation names.
        due_us: When the act was due.
    """

    identity: str
    kind: str
    rule: str
    level: str = "breach"
    clause: tuple[str, ...]
    subject: str
    occurrence: str
    at_us: int
    role: str | None = None
    due_us: int | None = None
    label: Label = attrs.field(default=Label("UTC"), repr=False, eq=False)

    @property
    def at(self) -> datetime:
        """When it arose."""
        return from_us(self.at_us, self.label.zone)

    @property
    def due(self) -> datetime | None:
        """When the act was due."""
        return time_of(self.due_us, self.label)

    def as_rows(self) -> Rows:
        """The notice as the one row of a frame."""
        from servicepolicy.results.frames import Rows

        row: Row = {
            "identity": self.identity,
            "kind": self.kind,
            "rule": self.rule,
            "level": self.level,
            "clause": ", ".join(self.clause),
            "subject_kind": self.label.about or None,
            "subject": self.subject,
            "occurrence": self.occurrence,
            "role": self.role,
            "at": self.at,
            "due": self.due,
        }
        return Rows(_NOTICE, [row], self.label.zone)

    def plain(self) -> dict[str, object]:
        """The notice as JSON-ready data."""
        return plain_of(self)


_DUTY: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("rule", "clause", "subject_kind", "subject", "occurrence", "act"), "text"),
    **dict.fromkeys(("role", "person", "approvers"), "text"),
    "due": "time",
    "overdue": "flag",
    "state": "text",
}
_NOTICE: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("identity", "kind", "rule", "level", "clause", "subject_kind", "subject", "occurrence"), "text"),
    "role": "text",
    "at": "time",
    "due": "time",
}
