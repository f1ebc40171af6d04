"""Whether an event that licenses, refuses or takes back is about an act: it names the action (decision 66)."""

from __future__ import annotations

from servicepolicy.kinds.authority.rule import Authority
from servicepolicy.language.truth import Leaf, Truth
from servicepolicy.models.event import Event
from servicepolicy.models.vocabulary import event_fields, event_kinds

__all__ = ["AboutAct"]

_ACTION = "action"


class AboutAct:
    """Asks an event whether it is about an act.

    One that names an action is about that one. A kind that has no such field is about the act of the rule that names
    it. One that could name the action and does not leaves it open, unless the rule takes that for any.
    """

    __slots__ = ("_said_by", "_subject", "_unsaid_is_any")

    def __init__(self, rule: Authority) -> None:
        self._subject = rule.subject
        self._unsaid_is_any = _ACTION in rule.approval.unsaid_is_any
        self._said_by: dict[tuple[str, str], bool] = {}

    def __call__(self, event: Event, act: Event) -> Truth:
        """Whether an event is about an act."""
        action = event.fields.get(_ACTION)
        if action is not None:
            return action == act.kind
        if self._unsaid_is_any or not self._says(event):
            return True
        return Leaf(event.number, _ACTION, f"is {act.kind}")

    def _says(self, event: Event) -> bool:
        """Whether the vocabulary lets events of this kind name an action."""
        subject = "organisation" if event.number < 0 else self._subject
        if event.kind not in event_kinds(subject):
            return False
        found = self._said_by.get((subject, event.kind))
        if found is None:
            found = self._said_by[subject, event.kind] = _ACTION in event_fields(subject, event.kind)
        return found
