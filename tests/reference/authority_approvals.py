"""The naive twin of authority: the approvals of an act, up to the act or, in an emergency, up to a later event."""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import TYPE_CHECKING, Any

from tests.reference.authority_people import as_list, surely_after
from tests.reference.conditions import typed
from tests.reference.subject import SETTERS, actors, header_value

if TYPE_CHECKING:
    from tests.reference.authority_act import Act

Plain = dict[str, Any]
FORMS = ("any_of", "all_of", "chain")


class Approvals:
    """What was approved of an act: by the act, or whenever it was written down up to another event."""

    def __init__(self, act: Act, until: Plain | None) -> None:
        self.of, self.until, self.world = act, until, act.world
        self.form: Plain = act.rule.get("approval", {})

    def _reaches(self, event: Plain) -> bool:
        """Whether an event came in time to be looked at."""
        return event is not self.of.act and not surely_after(event, self.until or self.of.act)

    def of_kind(self, name: str) -> list[Plain]:
        """All that approves the act (`approved`) or refuses it (`refused`), in order, whenever it came."""
        selector = self.form.get({"approved": "event", "refused": "refused"}[name], name)
        return [event for event in self.of.matching(selector) if event is not self.of.act and self._of_action(event)]

    def _of_action(self, event: Plain) -> bool:
        return event.get("action") in (None, self.of.act["event"])

    def refusals(self) -> list[Plain]:
        """What refuses the act, in order."""
        return [event for event in self.of_kind("refused") if self._reaches(event)]

    # ------------------------------------------------------------ which count

    def given(self) -> list[Plain]:
        """The approvals that count, whichever role they need."""
        return [event for event in self.of_kind("approved") if self._reaches(event) and self._counts(event)]

    def _counts(self, event: Plain) -> bool:
        from tests.reference.authority_act import late_entry

        if self.until is None and event["recorded_at"] > self.of.at + late_entry(self.of.rule):
            return False
        return self._alive(event) and self._covers(event)

    def _alive(self, approval: Plain) -> bool:
        """Whether nothing took it back since."""
        for event in self.of.events:
            if not self._reaches(event) or surely_after(approval, event) or event is approval:
                continue
            if event["event"] == "approval_withdrawn" and self._of_action(event):
                return False
            if event["event"] in SETTERS["amount"] and self._changes(approval, event):
                return False
        return not any(not surely_after(approval, refusal) for refusal in self.refusals())

    def _changes(self, approval: Plain, change: Plain) -> bool:
        """Whether the amount is another than when it was approved."""
        if "amount" not in self.of.rule:
            return False
        if "amount" not in change:
            return self.world.ask((change["number"], "amount", "changed", False))
        earlier = [one for one in self.of.events if one is not change and one["at"] <= approval["at"]]
        before = header_value(self.of.subject, earlier, "amount", approval["at"]) or approval.get("amount")
        if before is None:
            return self.world.ask((approval["number"], "amount", "changed", False))
        return bool(typed(before) != typed(change["amount"]))

    def _covers(self, approval: Plain) -> bool:
        """Whether it is of at least the amount, with the parts since: one approval is not spent twice."""
        if self.form.get("covers", "amount" if "amount" in self.of.rule else "nothing") == "nothing":
            return True
        covered, wanted = typed(approval.get("amount")), self.of.own(self.of.act)
        question = (approval["number"], "amount", "covers the act", False)
        if covered is None or wanted is None:
            return self.world.ask(question)
        parts = [self.of.own(part) for part in self.of.parts() if not surely_after(approval, part)]
        since = sum(part[1] for part in parts if part and part[0] == wanted[0] and part[1] > 0)
        if covered[0] != wanted[0] or covered[1] < wanted[1] + since:
            return False
        return None not in parts or self.world.ask(question)

    # ------------------------------------------------------------ by whom

    def _stands_for(self, approval: Plain, role: str, above: Any) -> bool:
        """Whether one of those who approved may, in that role."""
        from tests.reference.authority_act import roles_below

        roles: Plain = self.of.at_hand["roles"]
        wanted = [role, *(other for other in roles if role in roles_below(roles, other))] if above else [role]
        actions = (self.of.act["event"], approval["event"])
        return any(
            self._another_than_the_maker(approval, approver, actions)
            and (
                self.of.people.has_role(approval["number"], approver, approval["at"], wanted)
                or self.of.in_place_of(approver, approval["at"], wanted, actions)
            )
            for approver in actors(approval) or [{}]
        )

    def _another_than_the_maker(self, approval: Plain, approver: Plain, actions: tuple[str, ...]) -> bool:
        """Nobody approves an own act, or that of one in whose place they act, or who acts in theirs."""
        if self.form.get("not", "maker") != "maker":
            return True
        people, act = self.of.people, self.of.act
        theirs = people.selves(approver.get("id"), approval["at"], actions)
        for maker in self.of.doers:
            if theirs & people.selves(maker.get("id"), act["at"], actions) - {None}:
                return False
        if "id" not in approver:
            return self.world.ask((approval["number"], "by", "maker", False))
        if any("id" not in maker for maker in self.of.doers):
            return self.world.ask((act["number"], "by", "maker", False))
        return True

    def lacking(self, approvers: Plain) -> tuple[str, ...]:
        """The roles whose approval is missing."""
        form = next(form for form in FORMS if form in approvers)
        wanted, above, given = as_list(approvers[form]), typed(approvers.get("or_above", False)), self.given()
        if form == "any_of":
            done = any(self._stands_for(one, role, above) for one in given for role in wanted)
            return () if done else tuple(wanted)
        if form == "all_of":  # one person who holds two roles may approve in both
            return tuple(role for role in wanted if not any(self._stands_for(one, role, above) for one in given))
        return self._lacking_in_chain(wanted, above, given)

    def _lacking_in_chain(self, wanted: list[str], above: Any, given: list[Plain]) -> tuple[str, ...]:
        best = tuple(wanted)
        for length in range(1, len(wanted) + 1):
            for several in permutations(given, length):
                in_order = not any(surely_after(one, other) for one, other in pairwise(several))
                if (
                    in_order
                    and self._different(several)
                    and all(self._stands_for(one, role, above) for one, role in zip(several, wanted, strict=False))
                ):
                    best = tuple(wanted[length:])
        return best

    def _different(self, several: tuple[Plain, ...]) -> bool:
        """Whether nobody takes two steps."""
        people = [(actors(one) or [{}])[0].get("id") for one in several]
        known = [person for person in people if person is not None]
        if len(set(known)) < len(known):
            return False
        nameless = [one["number"] for one, person in zip(several, people, strict=True) if person is None]
        return len(several) < 2 or all(self.world.ask((one, "by", "another in the chain", False)) for one in nameless)

    def refused(self, approvers: Plain) -> bool:
        """Whether it was refused, and nobody who may has approved it since."""
        form = next(form for form in FORMS if form in approvers)
        above = typed(approvers.get("or_above", False))
        good = [
            one for one in self.given() if any(self._stands_for(one, role, above) for role in as_list(approvers[form]))
        ]
        return any(not any(surely_after(one, refusal) for one in good) for refusal in self.refusals())
