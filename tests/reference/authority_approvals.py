"""The naive twin of authority: the approvals of an act, up to the act or, in an emergency, up to a later event."""

from __future__ import annotations

from datetime import datetime
from itertools import combinations, pairwise, permutations
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
        return [event for event in self.of.matching(selector) if event is not self.of.act and self.of.is_about(event)]

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
        return self._alive(event) and self._covers(event) and self._is_left(event)

    def _alive(self, approval: Plain) -> bool:
        """Whether nothing took it back, or ended it, since."""
        for end in self.of.matching(self.form["until"]) if "until" in self.form else []:
            if self._reaches(end) and not surely_after(approval, end) and end is not approval:
                return False
        for event in self.of.events:
            if not self._reaches(event) or surely_after(approval, event) or event is approval:
                continue
            if event["event"] == "approval_withdrawn" and self.of.is_about(event):
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
        covered, wanted = typed(approval.get("amount")), self.of.to_approve(self.of.act)
        question = (approval["number"], "amount", "covers the act", False)
        if wanted is None:
            return self.world.ask(question)
        parts = [self.of.to_approve(part) for part in self.of.parts() if not surely_after(approval, part)]
        since = sum(part[1] for part in parts if part and part[0] == wanted[0] and part[1] > 0)
        if covered is None:  # what costs nothing is covered by whatever was approved
            return (None not in parts and wanted[1] + since == 0) or self.world.ask(question)
        if covered[0] != wanted[0] or covered[1] < wanted[1] + since:
            return False
        return None not in parts or self.world.ask(question)

    def _is_left(self, approval: Plain) -> bool:
        """Whether earlier acts left enough of it: it is spent as far as it was used, unless it stands."""
        splitting = self.of.rule.get("splitting", {})
        if self.until is not None or typed(self.form.get("stands", False)) or splitting.get("per") == "case":
            return True
        users = [one for one in self.of.before() if any(approval is used for used in one.uses())]
        if not users or self.form.get("covers", "amount" if "amount" in self.of.rule else "nothing") == "nothing":
            return not users
        covered, wanted = typed(approval.get("amount")), self.of.to_approve(self.of.act)
        if covered is None or wanted is None:
            return True  # what it covers was asked
        taken = [self.of.to_approve(one.act) for one in users]
        known = sum(one[1] for one in taken if one is not None and one[0] == wanted[0] and one[1] > 0)
        if covered[0] != wanted[0] or covered[1] < wanted[1] + known:
            return False
        return None not in taken or self.world.ask((approval["number"], "amount", "is left", False))

    def used(self, approvers: Plain) -> list[Plain]:
        """The approvals that an act uses which has all that it needs: the earliest that will do."""
        form = next(form for form in FORMS if form in approvers)
        wanted, given = as_list(approvers[form]), self.given()
        if form == "any_of":
            return [one for one in given if any(self._stands_for(one, role, approvers) for role in wanted)][:1]
        if form == "all_of" and approvers.get("same_person") == "allowed":
            return [next(one for one in given if self._stands_for(one, role, approvers)) for role in wanted]
        if form == "all_of":
            signed = [(one, person) for one in given for person in actors(one) or [{}]]
            several = next(
                several
                for several in permutations(signed, len(wanted))
                if all(self._may(one, who, role, approvers) for (one, who), role in zip(several, wanted, strict=True))
                and self._all_another(several)
            )
            return [one for one, _ in several]
        return list(
            next(
                several
                for several in permutations(given, len(wanted))
                if not any(surely_after(one, other) for one, other in pairwise(several))
                and self._different(several)
                and all(self._stands_for(one, role, approvers) for one, role in zip(several, wanted, strict=True))
            )
        )

    # ------------------------------------------------------------ by whom

    def _stands_for(self, approval: Plain, role: str, approvers: Plain) -> bool:
        """Whether one of those who approved may, in that role."""
        return any(self._may(approval, approver, role, approvers) for approver in actors(approval) or [{}])

    def _may(self, approval: Plain, approver: Plain, role: str, approvers: Plain) -> bool:
        """Whether somebody may approve in a role, in person or in another's place."""
        from tests.reference.authority_act import roles_below

        roles: Plain = self.of.at_hand["roles"]
        wanted = [role]
        if typed(approvers.get("or_above", False)):
            wanted += [other for other in roles if role in roles_below(roles, other)]
        number, at, people = approval["number"], approval["at"], self.of.people
        actions = (self.of.act["event"], approval["event"])

        def home(number: int, actor: Plain) -> bool:
            return approvers.get("unit") != "own" or self._at_home(number, actor, at, role)

        if people.has_role(number, approver, at, wanted) and home(number, approver):
            return self._another_than_the_maker(approval, approver, actions)
        if self.of.in_place_of(approver, at, wanted, actions, home):
            return self._another_than_the_maker(approval, approver, actions)
        return False

    def _at_home(self, number: int, actor: Plain, at: datetime, role: str) -> bool:
        """Whether somebody's post is in the case's own unit; of a role above the one asked for, also in one above."""
        held = self.of.people.role_of(actor, at)
        if held is None:  # this world says that it is the right one, and nobody knows where
            return self.of.world.ask((number, "unit", "own unit", False))
        own = header_value(self.of.subject, self.of.events, "unit", at)
        if own is None:
            return self.of.world.ask((0, "unit", "own unit", False))
        unit = self.of.people.unit_of(actor, at, held)
        if unit is None:
            return self.of.world.ask((number, "unit", f"is {own}", False))
        if held == role or unit == own:
            return bool(unit == own)
        below = self.of.people.below(own, unit)
        return self.of.world.ask((0, "units", f"{own} under {unit}", False)) if below is None else below

    def _another_than_the_maker(self, approval: Plain, approver: Plain, actions: tuple[str, ...]) -> bool:
        """Nobody approves an own act, or that of one in whose place they act, or who acts in theirs."""
        if self.form.get("not", "maker") != "maker":
            return True
        people, act = self.of.people, self.of.act
        approving = approver.get("id"), approval["at"]
        for maker in self.of.doers:
            if people.in_common(approving, (maker.get("id"), act["at"]), actions, self.of.unsaid):
                return False
        if "id" not in approver:
            return self.world.ask((approval["number"], "by", "maker", False))
        if any("id" not in maker for maker in self.of.doers):
            return self.world.ask((act["number"], "by", "maker", False))
        return True

    def lacking(self, approvers: Plain) -> tuple[str, ...]:
        """The roles whose approval is missing."""
        form = next(form for form in FORMS if form in approvers)
        wanted, given = as_list(approvers[form]), self.given()
        if form == "any_of":
            done = any(self._stands_for(one, role, approvers) for one in given for role in wanted)
            return () if done else tuple(wanted)
        if form == "all_of" and approvers.get("same_person") == "allowed":
            return tuple(role for role in wanted if not any(self._stands_for(one, role, approvers) for one in given))
        if form == "all_of":
            return self._lacking_of_all(wanted, approvers, given)
        return self._lacking_in_chain(wanted, approvers, given)

    def _lacking_of_all(self, wanted: list[str], approvers: Plain, given: list[Plain]) -> tuple[str, ...]:
        """Each role needs another person: the fewest that are left; of as few, the first in which exact roles count."""
        signed = [(one, person) for one in given for person in actors(one) or [{}]]
        exact = {**approvers, "or_above": "false"}
        for count in range(len(wanted), 0, -1):
            ways = [
                those
                for those in combinations(range(len(wanted)), count)
                if self._assigned([wanted[place] for place in those], approvers, signed)
            ]
            if count == len(wanted) and ways:
                return ()
            if ways:
                exactly = [t for t in ways if self._assigned([wanted[place] for place in t], exact, signed)]
                kept = max(exactly or ways, key=lambda those: those[::-1])
                return tuple(role for place, role in enumerate(wanted) if place not in kept)
        return tuple(wanted)

    def _assigned(self, roles: list[str], approvers: Plain, signed: list[tuple[Plain, Plain]]) -> bool:
        """Whether each of some roles was signed for by somebody else."""
        return any(
            all(self._may(one, person, role, approvers) for (one, person), role in zip(several, roles, strict=True))
            and self._all_another(several)
            for several in permutations(signed, len(roles))
        )

    def _all_another(self, several: tuple[tuple[Plain, Plain], ...]) -> bool:
        for (one, person), (other, another) in combinations(several, 2):
            if "id" in person and "id" in another:
                if person["id"] == another["id"]:
                    return False
            elif not self.of.world.ask((one["number"], "by", f"another than at {other['number']}", False)):
                return False
        return True

    def _lacking_in_chain(self, wanted: list[str], approvers: Plain, given: list[Plain]) -> tuple[str, ...]:
        best = tuple(wanted)
        for length in range(1, len(wanted) + 1):
            for several in permutations(given, length):
                in_order = not any(surely_after(one, other) for one, other in pairwise(several))
                if (
                    in_order
                    and self._different(several)
                    and all(self._stands_for(one, role, approvers) for one, role in zip(several, wanted, strict=False))
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
        roles = as_list(approvers[form])
        good = [one for one in self.given() if any(self._stands_for(one, role, approvers) for role in roles)]
        return any(not any(surely_after(one, refusal) for one in good) for refusal in self.refusals())
