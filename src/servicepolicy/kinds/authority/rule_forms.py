"""The forms of authority beside limits: competence, two people at one act, and votes."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import attrs
from pydantic import Field, model_validator
from pydantic_core import core_schema

from servicepolicy.language import plain
from servicepolicy.language.bound.says import ACTOR, Says
from servicepolicy.language.bound.shares import check_share
from servicepolicy.language.condition import Condition
from servicepolicy.language.plain import LISTED, Plain, Spot, refuse
from servicepolicy.language.rule import Part
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Literal as Said
from servicepolicy.language.value import Value

__all__ = ["Competence", "Electorate", "Passing", "Publication", "Roles", "Together", "Votes"]


Roles = Annotated[tuple[str, ...], LISTED, Field(min_length=1)]


@attrs.frozen(slots=True)
class Competence:
    """Which posts may take which step.

    Reads `{classified: [intake-specialist], investigated: analyst}`.

    Args:
        steps: Event kinds, each with the roles of which one is enough.
    """

    steps: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def parse(cls, raw: Plain, spot: Spot = ()) -> "Competence":
        """Read it from a table of steps.

        Raises:
            PydanticCustomError: For what is not such a table; the error says where.
        """
        if isinstance(raw, Competence):
            return raw
        if not isinstance(raw, Mapping) or not raw:
            help = "`{classified: [intake-specialist], investigated: [analyst]}`"
            raise refuse(
                "not-a-table", "`competence` is a table of steps, each with the roles that may take it", spot, help
            )
        return cls(
            tuple((plain.text(step, spot, "a step"), _roles(roles, (*spot, str(step)))) for step, roles in raw.items())
        )

    def plain(self) -> Plain:
        """Write it as plain data."""
        return {step: list(roles) for step, roles in self.steps}

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        json = {"type": "object", "description": "steps mapped to the roles that may take them"}
        return plain.plain_schema(cls, cls.parse, json)


def _roles(raw: Plain, spot: Spot) -> tuple[str, ...]:
    listed = raw if isinstance(raw, list | tuple) else (raw,)
    if not listed:
        raise refuse("not-a-list", "a step that nobody may take", spot, "name a role, or leave the step out")
    return tuple(plain.text(role, (*spot, index), "a role") for index, role in enumerate(listed))


class Together(Part):
    """Several people at one act.

    Attributes:
        distinct: At least so many different people.
        who: What each of them must be.
    """

    distinct: int = Field(default=2, ge=2)
    who: Annotated[Condition, Says(at=ACTOR)] = Condition()


class Electorate(Part):
    """Who may vote, as it was when the vote was opened.

    Attributes:
        members_of: The members of this unit, of those below it, or of this team; `everybody` is the whole organisation.
        field: A field of the subject, or a computed fact, that lists them; beside `members_of` it is read where the
            organisation is not known.
    """

    members_of: str | None = None
    field: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.members_of is None and self.field is None:
            raise refuse("no-electorate", "an electorate says `members_of` or `field`", ())
        return self


class Passing(Part):
    """What carries a proposal; an abstention is turnout and no assent.

    Attributes:
        share_for: At least this share is for it: `2/3`, `60%`, `0.6`; or
        more_than: more than this share is.
        of: Of those who `voted`, abstentions included, or of the whole `electorate`.
    """

    share_for: Annotated[Value | None, Says()] = None
    more_than: Annotated[Value | None, Says()] = None
    of: Literal["voted", "electorate"] = "voted"

    @property
    def bound(self) -> Value:
        """The share, whichever way it is meant."""
        return next(share for share in (self.share_for, self.more_than) if share is not None)

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.share_for is None) == (self.more_than is None):
            raise refuse("no-share", "a vote is passed by exactly one of `share_for` and `more_than`", ())
        for name in ("share_for", "more_than"):
            check_share(getattr(self, name), name)
        return self


class Publication(Part):
    """The result must be made known.

    Attributes:
        event: What makes it known.
        within: How long after the act that the vote was about; once all have voted it may come before the act.
        clock: Name of the calendar; `unit` is that of the subject's unit.
        counting: How days are counted.
    """

    event: Annotated[Selector, Says()]
    within: Annotated[Value, Says("span")]
    clock: str | None = None
    counting: str | None = None


class Votes(Part):
    """An act needs a vote that was carried.

    Attributes:
        event: One ballot: its actors vote, its field `choice` says `for`, `against` or `abstained`.
        electorate: Who may vote.
        quorum: How many of them must have voted: `all`, or a share.
        pass_: What carries it.
        opens: What opens the vote; absent: the first ballot.
        closes: What closes it; absent: the act itself.
        anew: After which everybody votes anew, such as an amendment: votes before the last one do not count.
        latest_vote_counts: Whoever votes again changes the vote; else the first ballot stands.
        publish: How the result must be made known.
    """

    event: Annotated[Selector, Says()]
    electorate: Electorate | None = None
    quorum: Annotated[Value, Says()] = Value(Said("all"))
    pass_: Passing = Field(alias="pass")
    opens: Annotated[Selector | None, Says()] = None
    closes: Annotated[Selector | None, Says()] = None
    anew: Annotated[Selector | None, Says()] = None
    latest_vote_counts: bool = True
    publish: Publication | None = None

    @property
    def quorum_of_all(self) -> bool:
        """Whether everybody must have voted."""
        return isinstance(self.quorum.form, Said) and self.quorum.form.raw == "all"

    @model_validator(mode="after")
    def _can_be_counted(self) -> Self:
        if self.electorate is None:
            help = "`electorate: {members_of: ...}`"
            raise refuse("no-electorate", "a vote without an electorate: nobody knows who may vote", (), help)
        if not self.quorum_of_all:
            check_share(self.quorum, "quorum")
        for name in ("event", "opens", "closes", "anew"):
            selector = getattr(self, name)
            if selector is not None and len(selector.parts) > 1:
                raise refuse("illegal-combination", f"`{name}` is one event, not all of several", (name,), "use `any`")
        return self
