"""Sequence: what comes before what, what must follow, what never happens, and who may not do both."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Self, Unpack

from pydantic import model_validator

from servicepolicy.language.bound.says import EventsOf, Says
from servicepolicy.language.closing_events import CLOSING
from servicepolicy.language.plain import Spot, refuse
from servicepolicy.language.rule import Nature, Part, Rule
from servicepolicy.language.selector import Selector
from servicepolicy.language.step import Step
from servicepolicy.language.value import Value
from servicepolicy.worktime import Counting

if TYPE_CHECKING:
    from servicepolicy.language.said import CountingSaid, PartSaid, RuleSaid, SelectorSaid, StepsSaid

__all__ = ["FORMS", "RULE", "Compared", "Followed", "Preceded", "Sequence"]

FORMS: Final = ("order", "preceded", "followed", "never", "once", "never_same", "same")


class Preceded(Part):
    """Each of some events comes after another.

    Attributes:
        every: The events that need one before them.
        by: What must have happened before; the last one counts.
        within: How long before at most.
    """

    every: Annotated[Selector, Says()]
    by: Annotated[Selector, Says()]
    within: Annotated[Value | None, Says("span")] = None


class Followed(Part):
    """Events that another must follow. One follower may answer several of them.

    Attributes:
        every: Each of these must be followed; or
        some: one of these must be followed.
        by: What must follow; the first one counts.
        within: How long after at most.
        before: It must come before the next one of these.
        by_end_of: Field of the event that must be followed with the period for which it was planned, such as
            `2026-09`: where it names one, what must follow is due by the end of that period, in place of `within`.
        about: Field of the event that must be followed with what it is about: only what names the same follows it.
        named_in: The fields of what follows, one value or a list, in which it names what it is about.
        told_apart_by: Field by which what must be followed is told apart, such as `service`: what follows and names one
            follows that, what names none the one that waits.
        itself: Whether an event that must be followed `counts` as what follows it, where it is that too.
    """

    every: Annotated[Selector | None, Says()] = None
    some: Annotated[Selector | None, Says()] = None
    by: Annotated[Selector, Says()]
    within: Annotated[Value | None, Says("span")] = None
    before: Annotated[Selector | None, Says()] = None
    by_end_of: Annotated[Value | None, Says("code", at=EventsOf("begins"))] = None
    about: Annotated[Value | None, Says("code", at=EventsOf("begins"))] = None
    named_in: tuple[str, ...] = ()
    told_apart_by: str | None = None
    itself: Literal["counts"] | None = None

    @property
    def begins(self) -> Selector:
        """What must be followed."""
        return next(selector for selector in (self.every, self.some) if selector is not None)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.every is None) == (self.some is None):
            raise refuse("no-form", "`followed` says exactly one of `every` and `some`", (), "`every: received`")
        if (self.about is None) != (not self.named_in):
            help = "`about: {field: product}`, `named_in: [topic]`"
            raise refuse("illegal-combination", "`about` and `named_in` are said together or not at all", (), help)
        if self.about is not None and self.told_apart_by is not None:
            message, help = "`about` and `told_apart_by` say the same in two ways", "take one of the two away"
            raise refuse("illegal-combination", message, ("told_apart_by",), help)
        return self


class Compared(Part):
    """Two acts, and what of those who did them is compared.

    Attributes:
        of: The two acts; all events of each count.
        by: The `person`, the `role` or the `unit`.
    """

    of: Annotated[tuple[Selector, Selector], Says()]
    by: Literal["person", "role", "unit"] = "person"


class Sequence(Rule):
    """What comes before what. A rule says exactly one of the seven forms.

    Attributes:
        order: These steps in this order, each counted by its first occurrence; none may be skipped.
        preceded: Each of some events comes after another.
        followed: Each, or some, of some events is followed by another.
        never: This never happens.
        once: This happens at most once.
        never_same: Two acts never by the same person, role or unit, over all who did them (four eyes).
        same: Two acts always by one and the same person, role or unit.
        until: When it becomes final: what is missing then is broken, what comes after does not count.
        cancel: What ends an `order`, or the wait for what must be `followed`, without a verdict; what was broken by
            then stays broken.
        on_reopen: What a reopening does to an `order`: nothing, or it takes the place of the first step, and all that
            follow it are asked once more (`new_cycle`).
        reopened: The event that reopens.
        clock: Name of the calendar whose zone, days and hours count; `unit` is that of the subject's unit.
        counting: How days are counted: a convention's name, or the convention itself.
    """

    if TYPE_CHECKING:

        def __init__(  # noqa: PLR0913 - the fields of the rule
            self,
            *,
            kind: Literal["sequence"] = ...,
            order: StepsSaid | None = ...,
            preceded: PartSaid | None = ...,
            followed: PartSaid | None = ...,
            never: SelectorSaid | None = ...,
            once: SelectorSaid | None = ...,
            never_same: PartSaid | None = ...,
            same: PartSaid | None = ...,
            until: SelectorSaid | None = ...,
            cancel: SelectorSaid | None = ...,
            on_reopen: Literal["none", "new_cycle"] = ...,
            reopened: SelectorSaid = ...,
            clock: str | None = ...,
            counting: CountingSaid | None = ...,
            **common: Unpack[RuleSaid],
        ) -> None: ...

    nature: ClassVar[Nature] = Nature(begins_once=True, broken_by_the_act=True)

    kind: Literal["sequence"] = "sequence"
    order: Annotated[tuple[Step, ...] | None, Says("span")] = None
    preceded: Preceded | None = None
    followed: Followed | None = None
    never: Annotated[Selector | None, Says()] = None
    once: Annotated[Selector | None, Says()] = None
    never_same: Compared | None = None
    same: Compared | None = None
    until: Annotated[Selector | None, Says()] = None
    cancel: Annotated[Selector | None, Says()] = None
    on_reopen: Literal["none", "new_cycle"] = "none"
    reopened: Annotated[Selector, Says(read_with="on_reopen")] = Selector.parse("reopened")
    clock: str | None = None
    counting: str | Counting | None = None

    @property
    def form(self) -> str:
        """Which of the seven forms it has."""
        return next(form for form in FORMS if getattr(self, form) is not None)

    @property
    def ends_with_subject(self) -> bool:
        """Whether it is final when the subject is closed, as long as nothing else is said."""
        said = self.followed
        return self.order is not None or (said is not None and said.within is None and said.before is None)

    @property
    def of_each_matter(self) -> bool:
        """Whether it is meant for each matter where nothing is said."""
        return self.form in ("order", "preceded", "followed", "once")

    def begins(self) -> Iterator[Selector]:
        """The events that it is about: those that make it applicable."""
        if self.order is not None:
            yield from (step.selector for step in self.order)
        for alone in (self.never, self.once):
            if alone is not None:
                yield alone
        for compared in (self.never_same, self.same):
            if compared is not None:
                yield from compared.of
        if self.preceded is not None:
            yield self.preceded.every
        if self.followed is not None:
            yield self.followed.begins

    def about(self) -> Iterator[Selector]:
        """What makes it applicable."""
        return self.begins()

    def looked_for(self) -> Iterator[Selector]:
        """What must have come before, what must follow, or the steps after the first, but for one that ends it all."""
        yield from (step.selector for step in (self.order or ())[1:] if step.selector != self.until)
        following = self.preceded or self.followed
        if following is not None:
            yield following.by

    @property
    def begins_again(self) -> bool:
        """Steps come again in another matter; what must never happen, or be followed once, is asked about once."""
        if self.never is not None or (self.followed is not None and self.followed.some is not None):
            return False
        return self.order is None or self.splits_by is not None

    @property
    def begun_by_an_event(self) -> bool:
        """What must never happen is kept as long as it does not."""
        return self.never is None

    @property
    def looks_ahead(self) -> bool:
        """Whether what it looks for comes after what it is about."""
        return self.preceded is None

    def binds(self, act: str) -> bool:
        """Whether an act is among those that make it applicable."""
        return act in self.main_kinds()

    def spans(self) -> Iterator[tuple[Spot, Value]]:
        """Every time limit in it, with the path of its holder."""
        for number, step in enumerate(self.order or ()):
            if step.within is not None:
                yield ("order", number), step.within
        for name, timed in (("preceded", self.preceded), ("followed", self.followed)):
            if timed is not None and timed.within is not None:
                yield (name,), timed.within

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        said = [form for form in FORMS if getattr(self, form) is not None]
        if len(said) != 1:
            message = "a sequence has exactly one form" + (f", not {' and '.join(said)}" if said else "")
            raise refuse("no-form", message, (), f"one of {', '.join(f'`{form}`' for form in FORMS)}")
        return self

    @model_validator(mode="after")
    def _steps_differ(self) -> Self:
        if self.order is None:
            return self
        if len(self.order) < 2:
            raise refuse("no-order", "an order has at least two steps", ("order",))
        if self.order[0].within is not None:
            raise refuse("nothing-before", "the first step follows no other", ("order", 0, "within"), "take it away")
        selectors = [step.selector for step in self.order]
        for number, selector in enumerate(selectors):
            if selector in selectors[:number]:
                help = "repeats count by the first occurrence; say in `where` or `who` how they differ"
                raise refuse("step-twice", f"step {number + 1} stands in the order twice", ("order", number), help)
        return self

    @model_validator(mode="after")
    def _one_event_each(self) -> Self:
        single = [("until",), ("cancel",), ("never",), ("once",), ("preceded", "every"), ("followed", "every")]
        single += [("followed", "some"), ("followed", "before")]
        found: dict[Spot, Any] = {path: self._at(path) for path in single}
        for form in ("never_same", "same"):
            compared = getattr(self, form)
            if compared is not None:
                found |= {(form, "of", number): selector for number, selector in enumerate(compared.of)}
        for path, selector in found.items():
            if selector is not None and len(selector.parts) > 1:
                message = f"`{path[-1] if isinstance(path[-1], str) else 'of'}` is one event, not all of several"
                raise refuse("illegal-combination", message, path, "use `any`")
        return self

    def _at(self, path: tuple[str, ...]) -> Selector | None:
        here: Any = self
        for name in path:
            here = getattr(here, name) if here is not None else None
        return here if isinstance(here, Selector) else None

    def unsaid(self) -> Iterator[Selector]:
        """What closes the subject, where that limits what is asked and nothing else is said to."""
        if self.until is None and self.subject in CLOSING and self.ends_with_subject:
            yield Selector.parse(CLOSING[self.subject])

    @model_validator(mode="after")
    def _can_be_broken(self) -> Self:
        limited = self.order is not None or not self.ends_with_subject or self.until is not None
        if not limited and self.subject not in CLOSING:
            message = f"nothing limits what follows, and the {self.subject} never closes: it could never be broken"
            raise refuse("no-limit", message, ("followed",), "say `within`, `before` or `until`")
        if self.preceded is not None and self.until is not None:
            raise refuse("illegal-combination", "`preceded` looks back, and `until` ahead", ("until",), "take it away")
        if self.cancel is not None and self.order is None and self.followed is None:
            message = f"`{self.form}` waits for nothing that could be called off"
            raise refuse("illegal-combination", message, ("cancel",), "say in `applies` to what it does not apply")
        if self.on_reopen != "none" and self.order is None:
            message = "a reopening begins an `order` anew, and this is none"
            raise refuse("illegal-combination", message, ("on_reopen",), "take it away")
        if self.clock is not None and not any(self.spans()):
            raise refuse("no-span", "`clock` counts nothing: no `within` is said", ("clock",))
        return self


RULE = Sequence
