"""Measures: a closed vocabulary of what is counted over many subjects, and the populations that they count."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from servicepolicy.language.bound.says import EventsOf, Says
from servicepolicy.language.condition import Condition
from servicepolicy.language.plain import LISTED, did_you_mean, refuse
from servicepolicy.language.rule import Name, Part, SubjectKind
from servicepolicy.language.selector import Selector
from servicepolicy.language.value import Literal as Said
from servicepolicy.language.value import Value
from servicepolicy.worktime import Span
from servicepolicy.worktime.period import UNITS

__all__ = [
    "CREDITS",
    "FORMS",
    "OF_A_SHARE",
    "OF_A_VERDICT",
    "Measure",
    "Population",
    "as_percent",
    "as_quantity",
    "check_period",
    "exactly",
    "percent",
]

FORMS: Final = ("share", "rate", "mean", "median", "quantile", "count", "ratio", "kept")
OF_A_SHARE: Final = ("share", "kept", "ratio")  # forms whose value is a share: 0 to 1, for a ratio mostly so
OF_A_VERDICT: Final = ("used", "margin", "working_margin")
CREDITS: Final = ("self", "actor", "owner", "owner_at_close", "unit", "all")
"""Words that say to whom a case is credited; any other word is a field that holds the person or unit."""

_OVER_A_FIELD: Final = ("mean", "median", "quantile")
_COUNTED: Final = ("count", "ratio", "rate")
_OVER_ANOTHER: Final = ("ratio", "rate")
_SHARED: Final = ("credit", "in", "on")  # said once beside a measure, meant for its populations
_NUMBER: Final = re.compile(r"(?P<number>-?\d+(\.\d+)?(/[1-9]\d*)?)\s*(?P<percent>%)?", re.ASCII)


Names = Annotated[tuple[Name, ...], LISTED]


class Population(Part):
    """What is counted: subjects, events on them, or verdicts about them; each with the one to whom it is credited.

    Reads `{of: case, where: {..}, credit: owner_at_close, in: stop}`, `{event: rated, where: {rater: customer}}`,
    `{of: inspection, event: found, where: {..}, credit: person}` and `{verdicts: answered-in-time, is: breached}`.

    Attributes:
        of: The kinds of subjects on which to look; absent: the kind that the rule judges, for verdicts that of theirs.
        event: Which of their events are counted, one case each; absent: the subjects themselves.
        verdicts: The rules whose verdicts are counted.
        is_: The statuses that are counted (`is` in a document); absent: met and breached.
        where: Which of them: asked of the event, or of the header where subjects or verdicts are counted. In a share:
            what is counted among all.
        among: Which subjects, asked of the header.
        credit: To whom a case is credited: `self` (the subject itself), `actor` (who did it), `owner` (who held the
            question then), `owner_at_close`, `unit`, `all` (everybody), or the field that names the person. Absent:
            what the rule's subject suggests (see `credited`).
        in_: Which instant decides the period (`in` in a document): `start` (opening; start of a verdict), `stop`
            (closing; when it was done) or, for verdicts, `due`, their default. An event belongs where it happened.
        field: The number that a mean, median or quantile is taken of (`of` in a document): a field of the event or of
            the header; of a verdict `used` (from start to stop), `margin` or `working_margin`.
        by: Field of the event that says whose rating it is, for an indicator with `raters`.
        distinct: Field of the event or of the header; what has the same value counts once, in a `count`, `ratio` or
            `rate`.
    """

    of: Annotated[tuple[SubjectKind, ...], LISTED] = ()
    event: Annotated[Selector | None, Says(subject="of")] = None
    verdicts: Names = ()
    is_: Annotated[tuple[Literal["met", "breached"], ...], LISTED] = Field((), alias="is")
    where: Annotated[Condition, Says(at=EventsOf("event"), subject="of")] = Condition()
    among: Annotated[Condition, Says(subject="of")] = Condition()
    credit: str | None = None
    in_: Literal["due", "start", "stop"] | None = Field(None, alias="in")
    field: str | None = None
    by: str | None = None
    distinct: str | None = None

    def credited(self, subject: str, judged: str, *, splits: bool) -> str:
        """How cases on a kind of subjects are credited, by a rule that judges subjects of some kind, perhaps by unit.

        Where nothing is said: the subjects of the rule's own kind are credited to themselves; for an organisation
        everything counts, or what happened in each unit where the rule judges units; for anybody else an event or a
        verdict is credited to who acted, and a subject to who owned it when it was closed.
        """
        if self.credit is not None:
            return self.credit
        if splits:
            return "unit"
        if subject == judged:
            return "self"
        if judged == "organisation":
            return "all"
        return "actor" if self.event is not None or self.verdicts else "owner_at_close"

    @model_validator(mode="before")
    @classmethod
    def _written(cls, raw: Any) -> Any:
        """An event's name stands for the whole; `count` and a list of events are other ways of writing `event`."""
        if isinstance(raw, str):
            raw = {"event": raw}
        if not isinstance(raw, Mapping):
            return raw
        said = dict(raw)
        if "count" in said and "event" not in said:
            said["event"] = said.pop("count")
        if isinstance(said.get("event"), list | tuple):
            said["event"] = {"event": said["event"]}
        return said

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Also in its shorter forms: an event's name, rules, or `count` and `on` for `event` and `of`."""
        written = handler(core)
        made = handler.resolve_ref_schema(written)
        words = {"type": "array", "items": {"type": "string"}}
        several: JsonSchemaValue = {"anyOf": [{"type": "string"}, words]}
        for key in ("of", "on", "verdicts", "is"):
            made["properties"][key] = several
        made["properties"]["event"] = made["properties"]["count"] = {"type": ["string", "array", "object"]}
        made["type"] = ["string", "array", "object"]
        return written

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if self.event is not None and self.verdicts:
            raise refuse("not-a-population", "say one of `event` and `verdicts`", (), "subjects: say neither")
        if self.event is not None and len(self.event.parts) > 1:
            raise refuse("illegal-combination", "`event` is one event, not all of several", ("event",), "use `any`")
        if self.event is not None and self.in_ is not None:
            raise refuse("illegal-combination", "an event belongs to the period in which it happened", ("in",))
        if self.in_ == "due" and not self.verdicts:
            raise refuse("illegal-combination", "only a verdict falls due", ("in",), "`in: start` or `in: stop`")
        if self.is_ and not self.verdicts:
            raise refuse("illegal-combination", "`is` goes with `verdicts`", ("is",))
        if self.verdicts and not self.of and (self.where.clauses or self.among.clauses):
            help = "name the subject of those rules: `of: case`, or `on: case` beside a field"
            raise refuse("not-a-population", "a condition on the subjects of verdicts needs their kind", (), help)
        if self.distinct is not None and self.verdicts:
            raise refuse("illegal-combination", "a verdict has no field that is told apart", ("distinct",))
        if self.by is not None and self.event is None:
            raise refuse("illegal-combination", "`by` is a field of an `event`", ("by",))
        return self


class Measure(Part):
    """What is measured: exactly one form.

    `credit`, `in` and `on` (the kinds of subjects) may stand beside the form and are meant for its populations.

    Attributes:
        share: How many of a population meet its `where`: `{share: {of: case, where: {reopened: false}}}`.
        kept: Share of the verdicts of rules that were met: `{kept: answered-in-time}`. Advice is not counted.
        mean: Mean of a number: `{mean: {event: rated, of: score}}`.
        median: The middle of a number; of an even count the mean of the two in the middle.
        quantile: The quantile of a number, by nearest rank; `at` says which.
        count: How many.
        ratio: How many, for each of those in `to`: `{ratio: forced_pass, to: seal_verified}`.
        rate: The same, for every `each` of them.
        to: The population that a ratio or rate divides by.
        at: Which quantile, a share above 0: `90%`.
        each: For how many a rate is told, such as 1000.
    """

    share: Population | None = None
    kept: Population | None = None
    mean: Population | None = None
    median: Population | None = None
    quantile: Population | None = None
    count: Population | None = None
    ratio: Population | None = None
    rate: Population | None = None
    to: Population | None = None
    at: Annotated[Value | None, Says()] = None
    each: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _written(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return raw
        said = dict(raw)
        shared = {key: said.pop(key) for key in _SHARED if key in said}
        if "on" in shared:
            shared["of"] = shared.pop("on")
        for form in (*FORMS, "to"):
            if form in said:
                said[form] = _with_shared(_spelled(form, said[form]), shared)
        return said

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """With what may stand beside the form, for its populations."""
        written = handler(core)
        beside = handler.resolve_ref_schema(written)["properties"]
        beside["credit"] = {"type": "string"}
        beside["in"] = {"enum": ["due", "start", "stop"]}
        beside["on"] = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
        return written

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        said = [form for form in FORMS if getattr(self, form) is not None]
        if len(said) != 1:
            raise refuse("not-a-measure", f"a measure has exactly one form of {', '.join(FORMS)}", ())
        form = said[0]
        if (form in _OVER_ANOTHER) != (self.to is not None):
            raise refuse("not-a-measure", "`to` goes with `ratio` and `rate`, and they need it", ("to",))
        if (form == "rate") != (self.each is not None):
            raise refuse("not-a-measure", "`each` goes with `rate`, and it needs it", ("each",), "`each: 1000`")
        if (form == "quantile") != (self.at is not None):
            raise refuse("not-a-measure", "`at` goes with `quantile`, and it needs it", ("at",), "`at: 90%`")
        self._check_population(form)
        return self

    def _check_population(self, form: str) -> None:
        counted = self.population
        if (form in _OVER_A_FIELD) != (counted.field is not None):
            message = f"`{form}` takes no field" if counted.field is not None else f"of what is the `{form}`?"
            raise refuse("not-a-measure", message, (form,), f"`of` goes with {', '.join(_OVER_A_FIELD)}")
        if counted.verdicts and counted.field is not None and counted.field not in OF_A_VERDICT:
            help = f"one of {', '.join(OF_A_VERDICT)}"
            raise refuse("unknown-word", f"`{counted.field}` is not a number of a verdict", (form,), help)
        if self.to is not None and self.to.distinct is not None:
            raise refuse("not-a-measure", "what is divided by is counted whole", ("to", "distinct"))
        if counted.distinct is not None and form not in _COUNTED:
            raise refuse("not-a-measure", f"`{form}` counts nothing once", (form,), "`distinct` goes with `count`")
        if form == "kept" and (not counted.verdicts or counted.is_):
            raise refuse("not-a-measure", "`kept` names rules", (form,), "`kept: answered-in-time`")
        if form == "share" and (counted.verdicts or not counted.where.clauses):
            help = "say which with `where`; for verdicts use `kept`"
            raise refuse("not-a-measure", "a share counts what meets a condition", (form,), help)

    @property
    def form(self) -> str:
        """Its form."""
        return next(form for form in FORMS if getattr(self, form) is not None)

    @property
    def population(self) -> Population:
        """What it counts."""
        found: Population = getattr(self, self.form)
        return found

    def populations(self) -> Iterator[tuple[str, Population]]:
        """What it counts and what it divides by, each with its key."""
        yield self.form, self.population
        if self.to is not None:
            yield "to", self.to

    @property
    def is_a_share(self) -> bool:
        """Whether its value is a share, told in per cent."""
        return self.form in OF_A_SHARE

    @property
    def is_a_time(self) -> bool:
        """Whether its value is a time, in microseconds."""
        return bool(self.population.verdicts) and self.population.field is not None


def _spelled(form: str, raw: Any) -> Any:
    """A population as it is held: `of` beside a mean is the field, `on` the kinds; rules alone are what is kept."""
    if form == "kept" and isinstance(raw, str | list | tuple):
        return {"verdicts": raw}
    if not isinstance(raw, Mapping):
        return {"event": raw} if isinstance(raw, str) else raw
    said = dict(raw)
    if form in _OVER_A_FIELD and "of" in said and "field" not in said:
        said["field"] = said.pop("of")
    if "on" in said and "of" not in said:
        said["of"] = said.pop("on")
    return said


def _with_shared(raw: Any, shared: Mapping[str, Any]) -> Any:
    return {**shared, **raw} if isinstance(raw, Mapping) else raw


def as_quantity(raw: object) -> Fraction:
    """A number, exactly; a span of plain time is in microseconds.

    Args:
        raw: `95%`, `0.95`, `2/3`, 30, `4 hours`.

    Raises:
        ValueError: It is none of these.
    """
    if isinstance(raw, Fraction):
        return raw
    found = _NUMBER.fullmatch(str(raw).strip())
    if found is not None:
        return Fraction(found["number"]) / (100 if found["percent"] else 1)
    try:
        span = raw if isinstance(raw, Span) else Span(str(raw))
    except ValueError:
        span = None
    if span is not None and span.kind == "elapsed":
        return Fraction(span.amount)
    raise ValueError(f"`{raw}` is not a number, such as `95%`, `4.5` or `4 hours`")


def as_percent(raw: object) -> Fraction:
    """A number of per cent, as a share: `5%` and `5` are both 1/20.

    Raises:
        ValueError: It is no number.
    """
    found = _NUMBER.fullmatch(str(raw).strip())
    if found is None:
        raise ValueError(f"`{raw}` is not a number of per cent, such as `5%`")
    return Fraction(found["number"]) / 100


def check_period(period: Value) -> None:
    """A period said outright is one that the calendar has.

    Raises:
        PydanticCustomError: It is none of the calendar's.
    """
    if isinstance(period.form, Said) and period.form.raw not in UNITS:
        help = did_you_mean(period.form.raw, UNITS) or f"one of {', '.join(UNITS)}"
        raise refuse("unknown-word", f"`{period.form.raw}` is not a period of the calendar", ("period",), help)


def exactly(number: Fraction) -> str:
    """A fraction as text that reads back to the same: `82.5`, `2/3`."""
    rest = number.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = max(twos, fives)
    digits = f"{abs(number.numerator) * 10**places // number.denominator:0{places + 1}d}"
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def percent(share: Fraction) -> str:
    """A share as text, exactly: `95%`, or `2/3`, which no per cent are."""
    hundredfold = exactly(share * 100)
    return exactly(share) if "/" in hundredfold else f"{hundredfold}%"
