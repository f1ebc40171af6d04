"""Authority: who may do what, up to which amount, with whose approval."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, Unpack

from pydantic import ConfigDict, Field, model_validator

from servicepolicy.kinds.authority.ladder import unliftable
from servicepolicy.kinds.authority.rule_forms import (
    Competence,
    Electorate,
    Passing,
    Publication,
    Roles,
    Together,
    Votes,
)
from servicepolicy.language.bound.says import ACTOR, NEVER, EventsOf, Says
from servicepolicy.language.condition import Condition
from servicepolicy.language.plain import LISTED, refuse
from servicepolicy.language.rule import Nature, Part, Rule
from servicepolicy.language.selector import ANY_EVENT, Selector
from servicepolicy.language.value import Field as Path
from servicepolicy.language.value import Value
from servicepolicy.worktime import Span

if TYPE_CHECKING:
    from datetime import timedelta

    from servicepolicy.language.said import (
        AmountSaid,
        ConditionSaid,
        NumberSaid,
        PartSaid,
        PartsSaid,
        RuleSaid,
        SelectorSaid,
        TimeSaid,
    )

__all__ = [
    "RULE",
    "Approval",
    "Approvers",
    "Authority",
    "Competence",
    "Electorate",
    "Emergency",
    "Formalities",
    "Passing",
    "Publication",
    "Splitting",
    "Tier",
    "Together",
    "Votes",
]


# What each form cannot stand beside: both would say who decides.
_ALONE = {
    "competence": ("amount", "tiers", "splitting", "emergency", "votes"),
    "votes": ("amount", "tiers", "splitting", "emergency"),
    "emergency": ("tiers", "together", "needed_for"),
}


class Approvers(Part):
    """Who must approve: one of several roles, all of them, or all in this order (`chain`).

    Attributes:
        or_above: A role declared above one that is named may stand in for it.
        unit: `own`: whoever approves holds the post in the subject's own unit, as it was then; with `or_above`, a role
            above it also in a unit above that one.
        same_person: `allowed`: one person may sign in several of the roles of `all_of`; absent: each needs another.
    """

    any_of: Roles | None = None
    all_of: Roles | None = None
    chain: Roles | None = None
    or_above: bool = False
    unit: Literal["own"] | None = None
    same_person: Literal["allowed"] | None = None

    def asked(self) -> tuple[tuple[str, ...], Literal["any_of", "all_of", "chain"]]:
        """Those who are asked, and in which form."""
        if self.any_of is not None:
            return self.any_of, "any_of"
        return (self.all_of, "all_of") if self.all_of is not None else (self.chain or (), "chain")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.same_person is not None and self.all_of is None:
            message = "`same_person` says whether one person may sign for several, and only `all_of` asks for several"
            raise refuse("illegal-combination", message, ("same_person",), "take it away: no other form needs it")
        if sum(form is not None for form in (self.any_of, self.all_of, self.chain)) != 1:
            raise refuse("not-approvers", "approvers say exactly one of `any_of`, `all_of` and `chain`", ())
        return self


class Tier(Part):
    """One band of amounts, for some roles, and who must approve in it.

    Attributes:
        role: The acting roles for which it holds; absent: everybody.
        or_above: It holds for whoever stands above one of them, too.
        gt: Strictly above this amount.
        ge: At or above it.
        lt: Strictly below it.
        le: At or below it.
        approvers: `none` where the actor may decide alone.
    """

    role: Roles | None = None
    or_above: bool = False
    gt: Annotated[Value | None, Says("money")] = None
    ge: Annotated[Value | None, Says("money")] = None
    lt: Annotated[Value | None, Says("money")] = None
    le: Annotated[Value | None, Says("money")] = None
    approvers: Literal["none"] | Approvers = "none"

    @model_validator(mode="after")
    def _one_bound_a_side(self) -> Self:
        for low, high in (("gt", "ge"), ("lt", "le")):
            if getattr(self, low) is not None and getattr(self, high) is not None:
                raise refuse("two-bounds", f"a tier has both `{low}` and `{high}`", (high,), "keep one of them")
        return self


class Approval(Part):
    """Which event is an approval, and what makes it count.

    Attributes:
        event: The approving event.
        before: `action`: it must come at or before the act.
        covers: `amount`: its own amount must be at least that of the act, and one that states none leaves it unknown;
            `nothing`: whatever amount was approved counts. Absent: `amount` where the rule is about money.
        not_: `maker`: nobody approves an own act, also not through a delegate.
        refused: The event that refuses.
        stands: It licenses every act until it is withdrawn; absent: it is spent as far as it is used, one with an
            amount by that amount, one without by the first act.
        until: The event that ends it: what is done afterwards is no longer licensed by what came before.
        unsaid_is_any: What an approval (`action`) or a delegation (`limit`, `until`) may leave unsaid and then means
            any; absent: what is left unsaid is a missing fact.
    """

    event: Annotated[Selector, Says()] = Selector.parse("approved")
    before: Literal["action"] = "action"
    covers: Literal["amount", "nothing"] | None = None
    not_: Literal["maker", "nobody"] = Field(default="maker", alias="not")
    refused: Annotated[Selector, Says(read_with=NEVER)] = Selector.parse("refused")
    stands: bool = False
    until: Annotated[Selector | None, Says()] = None
    unsaid_is_any: Annotated[tuple[Literal["action", "limit", "until"], ...], LISTED] = ()


class Splitting(Part):
    """Acts are summed, so that a limit is not avoided by parts.

    Attributes:
        sum: The action that is summed.
        per: Over one `customer`, from the ledger, or over one `case`, from its own events.
        within: How far back; the window is open at its far end and includes the act.
    """

    sum: str
    per: Literal["customer", "case"]
    within: Span


class Formalities(Part):
    """What must follow an emergency act, and by when."""

    stop: Annotated[Selector, Says()] = Selector.parse("approved")
    within: Annotated[Value, Says("span")]
    clock: str | None = None
    counting: str | None = None


class Emergency(Part):
    """Who may act first in an emergency, and what must follow.

    Attributes:
        when: The event that declares the emergency, recorded by the act.
        who: Who may act so.
        relaxes: The rule whose order of approval it lifts, up to that rule's tiers.
        formalities: What is due afterwards.
    """

    when: Annotated[Selector, Says()]
    who: Annotated[Condition, Says(at=ACTOR)] = Condition()
    relaxes: str
    formalities: Formalities


def _action_may_be_left_out(schema: dict[str, Any]) -> None:
    """Say to editors what the loader does: a table of competence names the acts itself."""
    schema["required"] = [name for name in schema.get("required", ()) if name != "action"]
    schema["anyOf"] = [{"required": ["action"]}, {"required": ["competence"]}]


class Authority(Rule):
    """Who may do something: limits and approvals, competence, access, two people at one act, votes.

    One definition serves before the act and after it. All that a rule says must hold.

    Attributes:
        action: The act that is judged; with `competence` it may be left out.
        who: Who may do it at all; a role may be a delegator's, everything else is asked of the person who acts.
        competence: Which posts may take which step.
        needed_for: `{field: purpose}`: the act names what it was needed for.
        together: How many different people it takes at one act.
        votes: The vote that it takes.
        amount: The amount of the act.
        approved_amount: What an approval must cover, where that is another amount than the one that finds the tier:
            who must approve may hang on what is at stake, and what is approved is what is paid. Absent: `amount`.
        tiers: Bands of amounts, without holes or overlaps for any one role.
        approval: What an approval is.
        splitting: Which acts are summed.
        emergency: Acting first, formalities later. Such a rule has no tiers of its own.
        or_above: Whoever is declared above a role that `who`, `competence`, `together` or a tier names may do what the
            role may; who approves says so for itself.
        late_entry: How late a licensing fact may be recorded and still count; absent: it must be recorded by the act.
    """

    if TYPE_CHECKING:

        def __init__(  # noqa: PLR0913 - the fields of the rule
            self,
            *,
            kind: Literal["authority"] = ...,
            action: SelectorSaid,
            who: ConditionSaid = ...,
            competence: PartSaid | None = ...,
            needed_for: NumberSaid | TimeSaid | None = ...,
            together: PartSaid | None = ...,
            votes: PartSaid | None = ...,
            amount: AmountSaid | None = ...,
            approved_amount: AmountSaid | None = ...,
            tiers: PartsSaid = ...,
            approval: PartSaid = ...,
            splitting: PartSaid | None = ...,
            emergency: PartSaid | None = ...,
            or_above: bool = ...,
            late_entry: str | timedelta | Span | None = ...,
            **common: Unpack[RuleSaid],
        ) -> None: ...

    model_config = ConfigDict(json_schema_extra=_action_may_be_left_out)

    nature: ClassVar[Nature] = Nature(as_of_the_act=True, begins_once=True)

    kind: Literal["authority"] = "authority"
    action: Annotated[Selector, Says()]
    who: Annotated[Condition, Says(at=ACTOR)] = Condition()
    competence: Competence | None = None
    needed_for: Annotated[Value | None, Says(at=EventsOf("action"))] = None
    together: Together | None = None
    votes: Votes | None = None
    amount: Annotated[Value | None, Says("money", at=EventsOf("action"))] = None
    approved_amount: Annotated[Value | None, Says("money", at=EventsOf("action"))] = None
    tiers: tuple[Tier, ...] = ()
    approval: Annotated[Approval, Says(read_with="tiers")] = Field(default_factory=lambda: Approval.model_validate({}))
    splitting: Splitting | None = None
    emergency: Emergency | None = None
    or_above: bool = False
    late_entry: Span | None = None

    def about(self) -> Iterator[Selector]:
        """The act that is judged."""
        yield self.action

    def actions(self) -> frozenset[str]:
        """The acts that it limits."""
        return self.action.kinds()

    def written_at(self, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """A table of competence names the acts where there is one."""
        return ("competence",) if path[:1] == ("action",) and self.competence is not None else path

    def carried_by_vote(self) -> frozenset[str]:
        """All of its acts, where it says how one votes."""
        return frozenset() if self.votes is None else self.actions()

    def lifts(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """The rule whose order of approval an emergency relaxes."""
        if self.emergency is not None:
            yield ("emergency", "relaxes"), self.emergency.relaxes

    @property
    def reads_every_event(self) -> bool:
        """Whether events that it does not name matter to it: an approval may be taken back, and an amount changed."""
        return bool(self.tiers)

    @property
    def of_each_matter(self) -> bool:
        """Whether it is meant for each matter where nothing is said."""
        return True

    def evidence(self) -> frozenset[str] | None:
        """The kinds of events that may license an act, or follow from it; `None` for every kind."""
        said = [self.approval.event, self.approval.refused]
        said += [] if self.approval.until is None else [self.approval.until]
        if self.emergency is not None:
            said += [self.emergency.when, self.emergency.formalities.stop]
        if self.votes is not None:
            publish = None if self.votes.publish is None else self.votes.publish.event
            several = (self.votes.event, self.votes.opens, self.votes.closes, self.votes.anew, publish)
            said += [one for one in several if one is not None]
        kinds = frozenset(kind for one in said for kind in one.kinds()) | {"approval_withdrawn"}
        return None if ANY_EVENT in kinds else kinds

    @property
    def approval_covers_amount(self) -> bool:
        """Whether an approval must be of at least the amount: said outright, or the rule is about money."""
        covers = self.approval.covers
        return covers == "amount" or (covers is None and self.amount is not None)

    @model_validator(mode="before")
    @classmethod
    def _steps_are_acts(cls, raw: Any) -> Any:
        """A table of competence names the acts itself."""
        if not isinstance(raw, Mapping) or "action" in raw or not raw.get("competence"):
            return raw
        table = raw["competence"]
        steps = [step for step, _roles in table.steps] if isinstance(table, Competence) else list(table)
        return {**raw, "action": {"event": steps}}

    @model_validator(mode="after")
    def _limits_something(self) -> Self:
        forms = (self.emergency, self.competence, self.needed_for, self.together, self.votes)
        if not self.tiers and not self.who.clauses and all(form is None for form in forms):
            help = "one of `tiers`, `who`, `competence`, `needed_for`, `together`, `votes` and `emergency`"
            raise refuse("limits-nothing", "an authority rule does not say who may do it", (), help)
        bounded = any(bound is not None for tier in self.tiers for bound in (tier.gt, tier.ge, tier.lt, tier.le))
        if bounded and self.amount is None:
            raise refuse(
                "no-amount", "tiers have bounds but the rule has no `amount`", ("amount",), "`amount: {field: amount}`"
            )
        if self.splitting is not None and self.amount is None:
            raise refuse("no-amount", "`splitting` sums amounts but the rule has no `amount`", ("amount",))
        if self.approved_amount is not None and self.amount is None:
            message = "`approved_amount` is another amount than the one that is judged, and the rule has no `amount`"
            raise refuse("no-amount", message, ("approved_amount",), "`amount: {field: amount}`")
        if self.approved_amount is not None and not self.approval_covers_amount:
            message = "`approved_amount` is what an approval must cover, and `covers: nothing` says that it need not"
            raise refuse("illegal-combination", message, ("approved_amount",), "take one of them away")
        if len(self.action.parts) > 1:
            raise refuse("illegal-combination", "an action is one event, not all of several", ("action",), "use `any`")
        if self.needed_for is not None and not isinstance(self.needed_for.form, Path):
            raise refuse("not-a-value", "`needed_for` names a field", ("needed_for",), "`needed_for: {field: purpose}`")
        return self

    @model_validator(mode="after")
    def _roles_are_named(self) -> Self:
        """What stands above a role can be told only of roles that are named outright."""
        conditions = (("who", self.who), ("together", self.together.who if self.together is not None else None))
        for name, condition in conditions:
            if self.or_above and condition is not None and unliftable(condition):
                message = "`or_above` needs roles that are named outright"
                raise refuse("illegal-combination", message, (name,), "`role: [clerk, head]`")
        return self

    @model_validator(mode="after")
    def _approval_is_asked_for(self) -> Self:
        """What is said of approvals has something to be said of."""
        until = self.approval.until
        if until is not None and len(until.parts) > 1:
            message = "`until` is one event, not all of several"
            raise refuse("illegal-combination", message, ("approval", "until"), "use `any`")
        said = self.approval.model_fields_set - {"unsaid_is_any"}
        if not said or "approval" not in self.model_fields_set:
            return self
        word = min(said).removesuffix("_")
        if self.emergency is not None:
            message = f"`{word}` is said of approvals, and in an emergency those count that the relaxed rule asks for"
            help = f"say it in `{self.emergency.relaxes}`"
            raise refuse("illegal-combination", message, ("approval", word), help)
        if not self.tiers:
            message = f"`{word}` is said of approvals, and the rule has no tiers that could ask for one"
            help = "`tiers: [{approvers: {any_of: [..]}}]`, or take `approval` away"
            raise refuse("illegal-combination", message, ("approval", word), help)
        return self

    @model_validator(mode="after")
    def _forms_fit(self) -> Self:
        for form, others in _ALONE.items():
            other = next((name for name in others if getattr(self, form) and getattr(self, name)), None)
            if other is not None:
                message = f"`{form}` and `{other}` cannot stand in one rule"
                raise refuse("illegal-combination", message, (other,), "write a rule for each: all of them must permit")
        if self.competence is not None and self.action.kinds() != frozenset(
            step for step, _roles in self.competence.steps
        ):
            message = "`action` names other events than `competence`"
            raise refuse("illegal-combination", message, ("action",), "leave `action` out: the table names the acts")
        return self


RULE = Authority
