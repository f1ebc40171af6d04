"""Incentive: what scores, ranks and breaches bring, and whether that is on record."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Self, Unpack

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from servicepolicy.kinds.incentive.rule_forms import (
    Appraisal,
    Counts,
    Favours,
    Pool,
    Promotion,
    Published,
    Rank,
    Recorded,
    Team,
)
from servicepolicy.language.award_tables import (
    Entitlement,
    counted_whole,
    gaps_in,
    parse_ladder,
    parse_table,
)
from servicepolicy.language.bound.says import EventsOf, Says
from servicepolicy.language.plain import Spot, did_you_mean, refuse
from servicepolicy.language.rule import Name, Nature, Part, Rule, SubjectKind
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Blank, Choose, Greatest, Least, Value, ValueForm
from servicepolicy.language.value import Literal as Said
from servicepolicy.worktime import Span
from servicepolicy.worktime.period import UNITS, PeriodUnit

if TYPE_CHECKING:
    from servicepolicy.language.said import AmountSaid, PartSaid, RuleSaid, SelectorSaid, SpanSaid, TableSaid

__all__ = [
    "CALENDAR",
    "FORMS",
    "RULE",
    "Appraisal",
    "Counts",
    "Favours",
    "Incentive",
    "Pool",
    "Promotion",
    "Published",
    "Rank",
    "Recorded",
    "Repeat",
    "Team",
    "check_said",
    "window_of",
]

FORMS: Final = ("score", "rank", "promotion", "counts", "team", "pool")
CALENDAR: Final = "calendar "


class Repeat(Part):
    """What comes in the place of the ladder for those who will not learn.

    Attributes:
        first: From which time on, counted over all that is counted, in the same window (`from` in a document).
        entitles: What it brings.
    """

    first: Annotated[Value, Says("integer")] = Field(alias="from")
    entitles: Annotated[Value, Says()]


class Incentive(Rule):
    """What somebody has earned or has coming, compared with what is on record.

    An award is met where it is on record as it should be, and in time; it is broken where it is missing, is less or
    more, or is on record without a right to it. Incentives are judged over periods, by `assess`.

    Attributes:
        period: How long a period is; absent: that of the scorecard that it names, else a month.
        score: The scorecard whose score brings something, by `table`, or once its targets are met, `entitles`.
        rank: The first few by score bring `entitles`.
        promotion: How somebody may climb; each promotion is judged.
        counts: What is counted; it brings something each time, by `ladder`, or at the end of the period, by `table`.
        team: A bonus for those who work together, by `table`, or once the targets are met, `entitles`.
        pool: Money that fines are paid into; its balance is kept, and what it pays for.
        table: What each band of scores or counts brings: `[{ge: 80, lt: 90, entitles: 1000 CNY}, ..]`.
        ladder: What the first, second, third time brings: `[{nth: 1, entitles: reminder}, {from: 2, each: 10 CNY}]`.
        entitles: What it brings, where it is one thing: a code, an amount, or a list of codes of which one is chosen.
        window: Over what time it is counted: a span back from each time, or `calendar year`, `calendar month` ...;
            absent: since ever.
        reset: An event of the counted person after which counting starts anew.
        repeat: What comes in the ladder's place from some time on.
        cap: The most that a period can bring.
        recorded: Where it is on record; absent: it is told what it brings, and nothing is compared.
        published: What is on record is made known.
    """

    if TYPE_CHECKING:

        def __init__(  # noqa: PLR0913 - the fields of the rule
            self,
            *,
            kind: Literal["incentive"] = ...,
            period: str | Mapping[str, object] | None = ...,
            score: str | None = ...,
            rank: PartSaid | None = ...,
            promotion: PartSaid | None = ...,
            counts: PartSaid | None = ...,
            team: PartSaid | None = ...,
            pool: PartSaid | None = ...,
            table: TableSaid | None = ...,
            ladder: TableSaid | None = ...,
            entitles: AmountSaid | None = ...,
            window: SpanSaid | None = ...,
            reset: SelectorSaid | None = ...,
            repeat: PartSaid | None = ...,
            cap: AmountSaid | None = ...,
            recorded: PartSaid | None = ...,
            published: PartSaid | None = ...,
            **common: Unpack[RuleSaid],
        ) -> None: ...

    nature: ClassVar[Nature] = Nature(over_a_period=True)

    kind: Literal["incentive"] = "incentive"
    subject: SubjectKind = "agent"
    period: Annotated[PeriodUnit | Value | None, Field(union_mode="left_to_right"), Says("period")] = None
    score: Name | None = None
    rank: Rank | None = None
    promotion: Promotion | None = None
    counts: Annotated[Counts | None, Says(subject="counted_on")] = None
    team: Team | None = None
    pool: Pool | None = None
    table: Annotated[Value | None, Says("bands")] = None
    ladder: Annotated[Value | None, Says("ladder", at=EventsOf("counts"), subject="counted_on")] = None
    entitles: Annotated[Value | None, Says()] = None
    window: Annotated[Value | None, Says()] = None
    reset: Annotated[Selector | None, Says()] = None
    repeat: Repeat | None = None
    cap: Annotated[Value | None, Says("money")] = None
    recorded: Annotated[Recorded | None, Says(subject="recipient")] = None
    published: Annotated[Published | None, Says(subject="recipient")] = None

    def about(self) -> Iterator[Selector]:
        """No event of a subject: it is about whole periods."""
        yield from ()

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        said = [form for form in FORMS if getattr(self, form) is not None]
        if len(said) != 1:
            raise refuse("not-an-incentive", f"an incentive has exactly one form of {', '.join(FORMS)}", ())
        return self

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        allowed = _GOES_WITH[self.form]
        for key in _PARTS:
            if getattr(self, key) is not None and key not in allowed:
                raise refuse("illegal-combination", f"`{key}` does not go with `{self.form}`", (key,))
        one_of = [key for key in ("table", "ladder", "entitles") if key in allowed]
        if one_of and sum(getattr(self, key) is not None for key in one_of) != 1:
            words = " or ".join(f"`{key}`" for key in one_of)
            raise refuse("brings-nothing", f"with `{self.form}` goes one of {words}: what it brings", ())
        if self.team is not None and self.team.when == "exceeded" and self.entitles is None:
            help = "say `entitles`, or begin a band with `gt`"
            raise refuse("illegal-combination", "a table has bounds of its own", ("team", "when"), help)
        if self.ladder is None and (self.repeat is not None or self.reset is not None):
            raise refuse("illegal-combination", "`repeat` and `reset` go with a `ladder`", ())
        if self.published is not None and self.recorded is None:
            raise refuse(
                "illegal-combination", "what is not on record is not published", ("published",), "say `recorded`"
            )
        if self.subject not in ("agent", "organisation"):
            help = "what is counted may lie on other subjects: `counts: {of: inspection, ..}`"
            raise refuse(
                "illegal-combination", "awards are given to an `agent` or an `organisation`", ("subject",), help
            )
        if self.form in _OF and self.subject != _OF[self.form]:
            raise refuse("illegal-combination", f"`{self.form}` is about one `{_OF[self.form]}`", ("subject",))
        return self

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        for key, form in self.tables():
            for spot, raw in said_in(form):
                try:
                    check_said(self, key[-1], raw)
                except PydanticCustomError as error:
                    context = error.context or {}
                    inner = (*key, *spot, *context.get("spot", ()))
                    raise refuse("wrong-award", error.message(), inner, str(context.get("help", ""))) from None
        return self

    @property
    def form(self) -> str:
        """Which of the forms it has."""
        return next(form for form in FORMS if getattr(self, form) is not None)

    @property
    def recipient(self) -> SubjectKind:
        """On which kind of subject it is on record: with the members, where a team's bonus is split."""
        return "agent" if self.team is not None and self.team.split is not None else self.subject

    @property
    def counted_on(self) -> SubjectKind:
        """On which kind of subject lies what is counted."""
        return self.counts.of or self.subject if self.counts is not None else self.subject

    def tables(self) -> Iterator[tuple[Spot, ValueForm]]:
        """The values that hold tables, ladders, entitlements and windows, each with its place."""
        for key in ("table", "ladder", "entitles", "window", "period"):
            value = getattr(self, key)
            if isinstance(value, Value):
                yield (key,), value.form
        if self.repeat is not None:
            yield ("repeat", "entitles"), self.repeat.entitles.form

    def scorecards(self) -> Iterator[tuple[Spot, str]]:
        """The scorecards that it names, each with its place."""
        if self.score is not None:
            yield ("score",), self.score
        if self.rank is not None:
            yield ("rank", "by"), self.rank.by
        if self.team is not None:
            yield ("team", "by"), self.team.by
            if self.team.members is not None:
                yield ("team", "members"), self.team.members
        if self.promotion is not None:
            if self.promotion.after is not None:
                yield ("promotion", "after", "scorecard"), self.promotion.after.scorecard
            if self.promotion.favours is not None:
                yield ("promotion", "favours", "by"), self.promotion.favours.by


_COMPARED: Final = ("recorded", "published")
_GOES_WITH: Final[dict[str, tuple[str, ...]]] = {
    "score": ("table", "entitles", *_COMPARED),
    "rank": ("entitles", *_COMPARED),
    "promotion": (),
    "counts": ("table", "ladder", "window", "reset", "repeat", "cap", *_COMPARED),
    "team": ("table", "entitles", *_COMPARED),
    "pool": (),
}
_PARTS: Final = ("table", "ladder", "entitles", "window", "reset", "repeat", "cap", *_COMPARED)
_OF: Final = {"rank": "agent", "promotion": "agent", "team": "organisation", "pool": "organisation"}


def said_in(form: ValueForm, spot: Spot = ()) -> Iterator[tuple[Spot, object]]:
    """What a value says outright, whichever choice it takes, each with its place."""
    match form:
        case Said(raw):
            yield spot, raw
        case Choose(options):
            for index, option in enumerate(options):
                yield from said_in(option.value, (*spot, "choose", index, "value"))
        case Least(values) | Greatest(values):
            for index, item in enumerate(values):
                yield from said_in(item, (*spot, index))
        case Blank(_) | _:
            return


def window_of(raw: object) -> PeriodUnit | Span:
    """A window: `calendar year` is the year in which something lies, `1 year` the year before it.

    Raises:
        ValueError: It is neither a calendar's period nor a span that can be counted back.
    """
    said = str(raw)
    if said.startswith(CALENDAR):
        for unit in UNITS:
            if unit == said.removeprefix(CALENDAR):
                return unit
        raise ValueError(f"`{said}` is not a window: a calendar has {', '.join(UNITS)}")
    span = raw if isinstance(raw, Span) else Span(said)
    if span.kind not in ("elapsed", "days", "weeks", "months", "years"):
        raise ValueError(f"a window is counted back in hours, days, weeks, months or years; `{said}` is none")
    return span


def check_said(rule: Incentive, key: object, raw: Any) -> None:
    """Read what a rule, or what fills its blank, says of an award.

    Args:
        rule: The rule.
        key: Which of its values: `table`, `ladder`, `entitles`, `window`, `period`.
        raw: What is said.

    Raises:
        PydanticCustomError: It cannot be read, or leaves a gap.
    """
    reader = _READ.get(str(key))
    if reader is not None:
        reader(rule, raw)


def _check_table(rule: Incentive, raw: Any) -> None:
    table = parse_table(raw)
    counted = counted_whole(table) if rule.form == "counts" else table
    for index, message in gaps_in(counted):
        help = "let one band end where the next begins: `lt` goes with `ge`, `le` with `gt`"
        raise refuse("gap-in-table", message, (index,), help)


def _check_ladder(rule: Incentive, raw: Any) -> None:
    ladder = parse_ladder(raw)
    last = ladder[-1].last
    if last is not None and not _taken_over(rule, last + 1):
        help = f"end with `from: {last + 1}`, and `entitles: none` where it brings nothing"
        raise refuse("hole-in-ladder", f"the ladder says nothing from time {last + 1} on", (), help)


def _taken_over(rule: Incentive, first: int) -> bool:
    """Whether `repeat` holds from some time on, as far as is said."""
    if rule.repeat is None:
        return False
    said = [str(raw) for _, raw in said_in(rule.repeat.first.form)]
    return all(not one.isdecimal() or int(one) <= first for one in said)


def _check_window(_rule: Incentive, raw: Any) -> None:
    try:
        window_of(raw)
    except ValueError as error:
        raise refuse("not-a-window", str(error), (), "such as `1 year`, or `calendar year`") from None


def _check_period(_rule: Incentive, raw: Any) -> None:
    if raw not in UNITS:
        help = did_you_mean(raw, UNITS) or f"one of {', '.join(UNITS)}"
        raise refuse("unknown-word", f"`{raw}` is not a period of the calendar", (), help)


def _check_entitles(_rule: Incentive, raw: Any) -> None:
    Entitlement.parse(raw)


_READ: Final[dict[str, Callable[[Incentive, Any], None]]] = {
    "table": _check_table,
    "ladder": _check_ladder,
    "entitles": _check_entitles,
    "period": _check_period,
    "window": _check_window,
}


RULE = Incentive
