"""What a policy document may say."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from servicepolicy.kinds.registry import kinds, on_change
from servicepolicy.language.bound.fillings import Fill
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.period import Period
from servicepolicy.language.plain import LISTED
from servicepolicy.language.rule import Clauses, Name, Part, Rule, Title
from servicepolicy.language.service_level import SLA
from servicepolicy.language.vocabulary_table import OwnTable
from servicepolicy.money import CURRENCY_SIGNS, MINOR_UNITS, Money
from servicepolicy.worktime import Counting, WorkCalendar
from servicepolicy.worktime._hours import iso_date

__all__ = [
    "OF_ITS_ISSUE",
    "Approval",
    "BlankDeclaration",
    "BlankType",
    "Header",
    "PolicyDocument",
    "Role",
    "SourceClause",
    "Statement",
    "chapter_of",
]

OF_ITS_ISSUE = ("version", "issued", "approved")
"""What is said of a text once it stands: no part of what it means, and never taken over from a layer below."""

BlankType = Literal[
    "span", "money", "number", "integer", "time", "text", "list", "range", "period", "bands", "ladder", "share"
]


def _format(raw: Any) -> Any:  # anything that a document may say
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


def _a_date(raw: str) -> str:
    Period.parse({"from": raw})
    return raw


def _a_day(raw: str) -> str:
    iso_date(raw)
    return raw


def _an_amount(raw: str) -> str:
    Money.parse(raw)
    return raw


def _a_currency(raw: str) -> str:
    if raw not in MINOR_UNITS:
        meant = CURRENCY_SIGNS.get(raw.strip(), "GBP")
        raise ValueError(f"`{raw}` is not a currency of ISO 4217: write its code, `{meant}`")
    return raw


class BlankDeclaration(Part):
    """What the source leaves open.

    Attributes:
        type: What must fill it; a `range` is a list of its lowest and its highest number, `bands` and `ladder` are the
            table and the ladder of an incentive.
        clause: The clauses that leave it open.
        ask: The question to put to the bank.
        one_of: The only values that fill it; absent: any of its type.
        layers: What a layer may do with a value of the layer below: `open` (replace it), `tighten_only` (only replace
            it by a tighter one: the rules that use it say which way that is), `closed` (nothing).
    """

    type: BlankType
    clause: Clauses
    ask: Title
    one_of: tuple[str, ...] = ()
    layers: Literal["open", "tighten_only", "closed"] = "open"


class Role(Part):
    """A role of the organisation, and the roles right below it.

    Attributes:
        title: What people call it.
        above: The roles right below it.
        kind: Who holds it: people, unless it says `bot` or `system`. Where nobody recorded the kind of an actor in this
            role, it is this.
    """

    title: Title | None = None
    kind: Literal["human", "bot", "system"] = "human"
    above: Annotated[tuple[str, ...], LISTED] = ()


def _placed(raw: Any) -> Any:  # anything that a document may say
    return {"at": raw} if isinstance(raw, str) else raw


class SourceClause(Part):
    """Where a clause stands in the source, in the source's own numbering, and perhaps its sentence.

    Attributes:
        at: The source's own numbering, such as `四（三）4`, `第七条（二）` or `3.7`.
        text: The sentence itself, where whoever may quote it supplies it.
    """

    at: str
    text: str = ""


class Statement(Part):
    """A clause that no fact can decide: it is carried as text, never as a rule that always passes."""

    clause: Clauses
    kind: Literal["guidance", "scope"]
    zh: str = ""
    en: str = ""


class AnyKind:
    """A rule of any kind that is registered, told apart by `kind`."""

    def __get_pydantic_core_schema__(self, _source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """One schema a kind."""
        told_apart = {kind.name: handler.generate_schema(kind.rule) for kind in kinds().values()}
        return core_schema.tagged_union_schema(told_apart, discriminator="kind")


class Approval(Part):
    """Who approved a text, and when.

    Attributes:
        by: A name, as it is to stand in the book.
        role: The role in which it was approved: one that the policy declares, or any title.
        on: The date.
        digest: Of which text; absent: nobody recorded it.
    """

    by: Annotated[str, Field(min_length=1)]
    role: str = ""
    on: Annotated[str, AfterValidator(_a_day)]
    digest: Annotated[str, Field(pattern=r"^sp1:[0-9a-f]{64}$")] | None = None


class Header(Part):
    """What a document says of itself, apart from its sections: they are read part by part, without this schema."""

    servicepolicy: Annotated[Literal["1"], BeforeValidator(_format)] = "1"
    policy: Name
    title: Title | None = None
    source: str | None = None
    extends: str | None = None
    timezone: str
    in_force: Period | None = None
    published: Annotated[str, AfterValidator(_a_date)] | None = None
    layers: Literal["open", "tighten_only", "closed"] = "open"
    pin: Literal["opened", "cycle", "latest"] = "opened"
    counting: str | Counting = "plain"
    open_acts: Annotated[tuple[str, ...], LISTED] = ()
    source_note: Title | None = None
    version: str | None = None
    issued: Annotated[str, AfterValidator(_a_day)] | None = None
    approved: tuple[Approval, ...] = ()
    currency: Annotated[str, AfterValidator(_a_currency)] | None = None
    amounts: dict[Annotated[str, AfterValidator(_an_amount)], Annotated[str, AfterValidator(_an_amount)]] = Field(
        default_factory=dict
    )
    clocks: dict[str, str] = Field(default_factory=dict)
    chapters: dict[str, Title] = Field(default_factory=dict)
    clauses: dict[str, Annotated[SourceClause, BeforeValidator(_placed)]] = Field(default_factory=dict)


class PolicyDocument(Header):
    """One policy.

    Attributes:
        servicepolicy: Version of the format.
        policy: Its id.
        title: What people call it.
        source: The document that it carries out.
        extends: The layer below: the name of a shipped pack, or a path beside this file.
        timezone: IANA zone of its dates; absent: that of its calendars, if they share one.
        in_force: When it is in force.
        published: Date of publication, carried for readers.
        pin: Which version governs a running case: that of its opening, of its cycle, or the latest.
        counting: How days are counted where a rule does not say.
        open_acts: Acts that need no licence, such as `replied`: `decide` permits them, and asks all rules but those of
            authority; an act that neither these nor a rule of authority names is refused.
        source_note: What must be said of the copy of the source that was read, such as where it breaks off.
        version: What its text is called among its versions, such as `3.1`.
        issued: The date on which it was issued.
        approved: Who approved it. Like `version` and `issued` this is said of a text: it changes no digest.
        currency: Its currency: amounts of nothing which the layers below say outright are meant in it, and other
            amounts that are said in another currency are told.
        amounts: By amount that the rules of the layers below say outright, what is said instead: `{10 CNY: 2 GBP}`.
        clocks: By calendar of the layers below, what counts instead where their rules name it: `unit` is the calendar
            of the subject's unit, where it has one. The layers below must leave that calendar open.
        chapters: What the chapters are called, by what the clauses of each begin with: `CH-1` is that of `CH-1.2.3`.
        clauses: By clause, where it stands in the source, and perhaps its sentence.
        calendars: Working calendars by name.
        roles: Roles by name.
        vocabulary: Fields, events, codes and synonyms of its own, by subject.
        blanks: What the source leaves open.
        layers: What a layer on top may do besides filling blanks: `open` (add rules, and say `counting`, `pin` and
            `in_force` anew), `tighten_only` (add rules that lift nothing), `closed` (nothing).
        values: What this document itself fills in, as a layer does for the one below.
        facts: Computed facts by name.
        rules: The rules.
        slas: Service levels: sets of deadlines with an objective.
        statements: Clauses carried as text.
    """

    calendars: dict[Name, WorkCalendar] = Field(default_factory=dict)
    roles: dict[Name, Role] = Field(default_factory=dict)
    vocabulary: dict[Name, OwnTable] = Field(default_factory=dict)
    blanks: dict[Name, BlankDeclaration] = Field(default_factory=dict)
    values: dict[Name, Fill] = Field(default_factory=dict)
    facts: dict[Name, ComputedFact] = Field(default_factory=dict)
    rules: tuple[Annotated[Rule, AnyKind()], ...] = ()
    slas: tuple[SLA, ...] = ()
    statements: tuple[Statement, ...] = ()

    def cited(self) -> tuple[str, ...]:
        """Every clause that a rule, a service level, a statement or a blank cites."""
        citing = [one.clause for one in self.rules]
        citing += [one.clause for one in self.slas]
        citing += [one.clause for one in self.statements]
        citing += [one.clause for one in self.blanks.values()]
        return tuple(dict.fromkeys(clause for clauses in citing for clause in clauses))


_CHAPTER = re.compile(r"\D*?[^\s.](?=\.\S)|\D*\d+")  # an abbreviation ends with a full stop and a space


def chapter_of(clause: str) -> str:
    """The chapter of a clause: `CH-1` of `CH-1.2.1`, `2` of `2.10`, `§ 2` of `§ 2 ust. 1`."""
    found = _CHAPTER.match(clause)
    return clause if found is None else found.group()


on_change(lambda: PolicyDocument.model_rebuild(force=True))
