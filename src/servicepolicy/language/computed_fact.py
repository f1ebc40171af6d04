"""Computed facts: named once, typed, acyclic, from a closed list. Conditions then test plain fields."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from servicepolicy.language.bound.says import Says
from servicepolicy.language.condition import Condition
from servicepolicy.language.plain import did_you_mean, refuse, under_in
from servicepolicy.language.rule import Part, SubjectKind, Title
from servicepolicy.language.selector import Selector
from servicepolicy.worktime import Span

__all__ = ["FORMS", "Between", "ComputedFact", "Lasting", "ListedBy", "Picked"]

FORMS = (
    "count",
    "sum",
    "min",
    "max",
    "union",
    "distinct",
    "first",
    "last",
    "elapsed",
    "compare",
    "verdict",
    "authority",
    "staff",
    "together",
)
# What a rule answers, after the act and before it.
_ANSWERS = {
    "verdict": ("met", "breached", "pending", "unknown", "not_applicable"),
    "authority": ("permit", "needs_approval", "refuse", "unknown"),
}
_ANSWER = {"verdict": "a status of a verdict", "authority": "an answer of an authority rule"}
_OVER_A_FIELD = ("sum", "min", "max", "union", "distinct", "first", "last")


Words = Annotated[tuple[str, ...], BeforeValidator(under_in), Field(min_length=1)]


class Between(Part):
    """The time from one event to another; with a clock, working time."""

    since: Annotated[Selector, Says()] = Field(alias="from")
    until: Annotated[Selector, Says()] = Field(alias="to")
    clock: str | None = None

    def moves(self) -> bool:
        """Whether a later event can be another beginning or end: the last of several."""
        return any(pattern.nth == "last" for side in (self.since, self.until) for pattern in side.patterns())


class Lasting(Part):
    """How long what an event grants lasts: from one of its fields, or from `at`, to another, both included."""

    since: str = Field(alias="from")
    until: str


class ListedBy(Part):
    """What puts codes into a list.

    Attributes:
        field: A header field or a computed fact that lists them; or
        code: one code, which is in the list
        when: where this holds,
        unless: and is not where this holds; where another source lists it all the same, nobody knows.
    """

    field: str | None = None
    code: str | None = None
    when: Annotated[Condition, Says()] = Condition()
    unless: Annotated[Condition, Says()] = Condition()

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.field is None) == (self.code is None) or (self.code is None) == bool(self.when.clauses):
            raise refuse("not-a-fact", "say `{field}`, or `{code, when}`", ())
        if self.unless.clauses and self.code is None:
            raise refuse("not-a-fact", "`unless` says where a `code` is not in the list", ("unless",))
        return self


class Picked(Part):
    """One side of a comparison: a field of the first or last matching event, a header field, or a value."""

    first: Annotated[Selector | None, Says()] = None
    last: Annotated[Selector | None, Says()] = None
    of: str | None = None
    field: str | None = None
    value: str | int | bool | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        events = (self.first is not None) + (self.last is not None)
        others = (self.field is not None) + (self.value is not None)
        if events + others != 1 or bool(events) != (self.of is not None):
            raise refuse("not-comparable", "say `{first, of}`, `{last, of}`, `{field}` or `{value}`", ())
        return self


class ComputedFact(Part):
    """One computed fact.

    Attributes:
        subject: For which subject it is computed.
        type: The type of its value; `duration` is in microseconds.
        title: What people call it.
        of: The event field that `sum`, `min`, `max`, `union`, `distinct`, `first`, `last` work on (`at`: the instant);
            for `authority` whose authority is asked: a role's, or the `owner`'s where somebody owns what is judged.
        is_: For `verdict` and `authority` (`is` in a document): the statuses or effects for which it is true.
        staff: How many people hold one of these roles at the instant, by the organisation's posts; unknown where it
            lists none.
        together: One list of what each of these lists or stands for; what one of them lacks, the list may hold as well.
        ended_by: For `union` and `distinct`: what ends what was named: a value counts only as long as no such event has
            named the same since, in the same field.
        lasting: Only events of which the time that they grant, such as a leave, includes the instant asked about.
        on: Whose events are read: the subject's own, or those of the whole organisation.
        within: Only events in the window of this length that ends at the judged instant.
    """

    subject: SubjectKind = "case"
    type: Literal["bool", "number", "money", "duration", "instant", "text", "list"]
    title: Title | None = None
    count: Annotated[Selector | None, Says()] = None
    sum: Annotated[Selector | None, Says()] = None
    min: Annotated[Selector | None, Says()] = None
    max: Annotated[Selector | None, Says()] = None
    union: Annotated[Selector | None, Says()] = None
    distinct: Annotated[Selector | None, Says()] = None
    first: Annotated[Selector | None, Says()] = None
    last: Annotated[Selector | None, Says()] = None
    elapsed: Between | None = None
    compare: tuple[Picked, Literal["eq", "ne", "gt", "ge", "lt", "le"], Picked] | None = None
    verdict: str | None = None
    authority: str | None = None
    staff: Words | None = None
    together: Annotated[tuple[ListedBy, ...], Field(min_length=1)] | None = None
    of: str | None = None
    ended_by: Annotated[Selector | None, Says()] = None
    is_: Words | None = Field(None, alias="is")
    lasting: Lasting | None = None
    on: Literal["subject", "organisation"] = "subject"
    within: Span | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        said = self.form_names()
        if len(said) != 1:
            raise refuse("not-a-fact", f"a computed fact has exactly one form of {', '.join(FORMS)}", ())
        form = said[0]
        if (form in _OVER_A_FIELD or form == "authority") != (self.of is not None):
            raise refuse(
                "not-a-fact",
                f"`of` goes with {', '.join((*_OVER_A_FIELD, 'authority'))} and with nothing else",
                ("of",),
            )
        if (form in ("verdict", "authority")) != (self.is_ is not None):
            raise refuse("not-a-fact", "`is` goes with `verdict` and `authority` and with nothing else", ("is",))
        if form == "staff" and (self.type != "number" or self.within is not None or self.on != "subject"):
            help = "`type: number`, and neither `within` nor `on`"
            raise refuse("not-a-fact", "`staff` is a number of people as posts stand at the instant", (), help)
        if form == "together" and (self.type != "list" or self.within is not None or self.on != "subject"):
            help = "`type: list`, and neither `within` nor `on`"
            raise refuse("not-a-fact", "`together` is one list as things stand at the instant", (), help)
        if self.ended_by is not None and form not in ("union", "distinct"):
            help = "they tell values apart; other forms count events"
            raise refuse(
                "not-a-fact", "`ended_by` goes with union, distinct and with nothing else", ("ended_by",), help
            )
        if self.lasting is not None and form not in ("count", *_OVER_A_FIELD):
            message = "`lasting` goes with the forms that read events one by one and with nothing else"
            raise refuse(
                "not-a-fact", message, ("lasting",), f"`count`, {', '.join(f'`{one}`' for one in _OVER_A_FIELD)}"
            )
        for word in self.is_ or ():
            if word not in _ANSWERS[form]:
                help = did_you_mean(word, _ANSWERS[form]) or f"one of {', '.join(f'`{one}`' for one in _ANSWERS[form])}"
                raise refuse("unknown-code", f"`{word}` is not {_ANSWER[form]}", ("is",), help)
        return self

    def form_names(self) -> tuple[str, ...]:
        """The forms it says; a valid fact says one."""
        return tuple(name for name in FORMS if getattr(self, name) is not None)

    @property
    def kind(self) -> str:
        """Its type, in the words in which fields have one."""
        return "decimal" if self.type == "number" else self.type

    @property
    def form(self) -> str:
        """Its form."""
        return self.form_names()[0]

    def selector(self) -> Selector:
        """The events it counts or works on.

        Raises:
            TypeError: Its form has no selector of its own.
        """
        found = getattr(self, self.form)
        if not isinstance(found, Selector):
            raise TypeError(f"a fact of form `{self.form}` counts no events")
        return found

    def fields(self) -> Iterator[str]:
        """The header fields and computed facts that it reads by name, beside those of its conditions."""
        sides = () if self.compare is None else (self.compare[0], self.compare[2])
        yield from (read.field for read in (*sides, *(self.together or ())) if read.field is not None)

    def rules(self) -> Iterator[str]:
        """The rules whose answers it reads."""
        for rule in (self.verdict, self.authority):
            if rule is not None:
                yield rule
