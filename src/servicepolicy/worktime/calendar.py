"""Working calendars: when an office is open, as data that a person can read and a policy can carry."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from servicepolicy.worktime import _hours
from servicepolicy.worktime._built import Built
from servicepolicy.worktime._instant import parse_us, zone, zone_data_version
from servicepolicy.worktime._opening import EARLIEST, LATEST, Edition, Timetable
from servicepolicy.worktime.holidays import source

if TYPE_CHECKING:
    from typing import TypeAlias

    from servicepolicy.worktime.clock import WorkClock

    HoursSaid: TypeAlias = Mapping[str, str | Sequence[str]]
    DatesSaid: TypeAlias = str | date | Sequence[str | date] | None
    SpecialSaid: TypeAlias = HoursSaid | Mapping[date, str | Sequence[str]]

__all__ = ["CalendarVersion", "WorkCalendar"]


def _as_text(given: object) -> object:
    return given.isoformat() if type(given) is date else given


def _as_texts(given: object) -> object:
    """One where a list is asked for; Python dates where texts are."""
    if given is None:
        return ()
    if isinstance(given, str | date):
        given = (given,)
    return tuple(_as_text(one) for one in given) if isinstance(given, list | tuple) else given


def _text_keys(given: object) -> object:
    return {_as_text(key): value for key, value in given.items()} if isinstance(given, Mapping) else given


def _held(given: Sequence[str]) -> tuple[str, ...]:  # of `tuple` itself, pydantic would have to read the documentation
    return tuple(given)


# Hosts may write lists; what is held are tuples.
Texts = Annotated[Sequence[str], BeforeValidator(_as_texts), AfterValidator(_held)]
Dated = Annotated[str, BeforeValidator(_as_text)]
ByDate = Annotated[Mapping[str, Texts], BeforeValidator(_text_keys)]


class _Openings(Built):
    """What a calendar and each of its versions may say."""

    hours: Mapping[str, Texts] = Field(default_factory=dict)
    holidays: Texts = ()
    closed: Texts = ()
    special: ByDate = Field(default_factory=dict)

    @field_validator("hours", "closed", "special")
    @classmethod
    def _can_be_read(cls, given: Any, info: ValidationInfo) -> Any:
        readers: dict[str, Callable[[Any], object]] = {
            "hours": _hours.week,
            "closed": _hours.closed_dates,
            "special": _hours.special_dates,
        }
        readers[info.field_name or ""](given)
        return given

    @field_validator("holidays")
    @classmethod
    def _are_known(cls, given: Sequence[str]) -> Sequence[str]:
        for one in given:
            _ = _hours.iso_date(one) if one[:1].isdigit() else source(one)
        return given


class CalendarVersion(_Openings):
    """What a calendar says from one date on. What it does not say stays as the calendar itself has it.

    Args:
        since: The first local date (`from` in YAML).
        until: The first local date on which it no longer holds; absent: until the next version.
        published: When it became known, a time with offset; absent: always known.
        hours: As in a calendar; so are the other three.
        holidays: See there.
        closed: See there.
        special: See there.
    """

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            since: str | date,
            until: str | date | None = ...,
            published: str | None = ...,
            hours: "HoursSaid" = ...,
            holidays: "DatesSaid" = ...,
            closed: "DatesSaid" = ...,
            special: "SpecialSaid" = ...,
        ) -> None: ...

    since: Dated = Field(alias="from")
    until: Dated | None = None
    published: str | None = None

    @field_validator("since", "until")
    @classmethod
    def _is_a_date(cls, given: str | None) -> str | None:
        if given is not None:
            _hours.iso_date(given)
        return given

    @field_validator("published")
    @classmethod
    def _is_an_instant(cls, given: str | None) -> str | None:
        if given is not None:
            parse_us(given)
        return given

    def is_known(self, at: int | None) -> bool:
        """It was published by an instant (UTC microseconds); `None` is the end of time."""
        return at is None or self.published is None or parse_us(self.published) <= at

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError(
                f"a version ends before it begins: `until: {self.until}` is not after `from: {self.since}`"
            )
        return self


class WorkCalendar(_Openings):
    """When an office is open.

    What rules a date, strongest first: `special`, `closed`, `holidays`, `hours`.

    Args:
        timezone: IANA name of the zone in which everything below is meant.
        hours: Windows by weekdays: `{"mon-fri": ["09:00-12:00", "13:30-17:30"], "sat": ["09:00-12:00"]}`; keys such as
            `mon,wed` and `sun-thu`; windows past midnight such as `22:00-06:00`; all day is `00:00-24:00`.
        holidays: A jurisdiction such as `CN` or `GB-ENG`, a date, or a list of these. A weekend day that a
            jurisdiction works in exchange has the hours of the first weekday that has any.
        closed: Dates without hours: `2025-12-25`, `2025-12-24/2026-01-02`, every year `12-25` or `12-24/01-02`.
        special: Dates that say all their hours: `{"2025-12-24": ["09:00-12:00"]}`; none is closed.
        versions: What changes at which date; a date goes by the version in force on it.
        name: What messages call it.
        layers: Whether a layer on top of the policy may say it otherwise (`open`): each bank has its own hours.

    Raises:
        PolicyError: Something cannot be read, versions leave a gap or overlap, or the calendar can never
            open.

    Example:
        >>> london = WorkCalendar(timezone="Europe/London", hours={"mon-fri": ["09:00-17:00"]}, closed=["12-25"])
        >>> [day.isoformat() for day in london.open_days(date(2025, 12, 24), date(2025, 12, 27))]
        ['2025-12-24', '2025-12-26']
    """

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            timezone: str,
            hours: "HoursSaid" = ...,
            holidays: "DatesSaid" = ...,
            closed: "DatesSaid" = ...,
            special: "SpecialSaid" = ...,
            versions: Sequence[CalendarVersion | Mapping[str, object]] = ...,
            name: str | None = ...,
            layers: Literal["open", "closed"] = ...,
        ) -> None: ...

    timezone: str
    versions: tuple[CalendarVersion, ...] = ()
    name: str | None = None
    layers: Literal["open", "closed"] = "closed"

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, given: str) -> str:
        zone(given)
        return given

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        for earlier, later in zip(self.versions, self.versions[1:], strict=False):
            if later.since <= earlier.since:
                raise ValueError(f"versions overlap: one from `{later.since}` follows one from `{earlier.since}`")
            if earlier.until is not None and earlier.until > later.since:
                raise ValueError(f"versions overlap from `{later.since}` to `{earlier.until}`")
            if earlier.until is not None and earlier.until < later.since:
                raise ValueError(f"versions leave a gap from `{earlier.until}` to `{later.since}`")
        if not any(edition.can_open() for edition in self._editions(tuple(range(len(self.versions))))):
            raise ValueError("the calendar can never open: give it `hours` that its closed dates do not take away")
        return self

    def clock(self, *, known_at: int | None = None) -> "WorkClock":
        """The compiled calendar, made once.

        Args:
            known_at: Leave out versions that were published after this instant (UTC microseconds).
        """
        known = tuple(index for index, version in enumerate(self.versions) if version.is_known(known_at))
        if known not in self._clocks:
            from servicepolicy.worktime.clock import WorkClock  # to read and check a calendar takes no clock

            self._clocks[known] = WorkClock(self._timetable(known))
        return self._clocks[known]

    def open_days(self, since: date, until: date) -> list[date]:
        """The working dates from one date, included, until another, excluded.

        Raises:
            CalendarNotPublished: The holidays of one of them are not published.
        """
        return self.clock().open_days(since, until)

    def last_opening(self) -> date | None:
        """The last date that may have hours, where there are none from then on for ever.

        `None` where there is no such date, or where nobody can say: holidays are not published, or versions end.
        """
        last = self._timetable(tuple(range(len(self.versions)))).last_opening()
        return None if last is None else date.fromordinal(last)

    def digest(self, since: date | None = None, until: date | None = None) -> str:
        """A SHA-256 of the hours of the dates from one, included, until another, excluded, and of the zone's rules.

        Without dates, it is of what the calendar says. The name is no part of either, nor what layers may do.

        Raises:
            CalendarNotPublished: The holidays of one of the dates are not published.
        """
        from hashlib import sha256

        if since is None or until is None:
            said: object = self.model_dump_json(exclude={"name", "layers"}, by_alias=True)
        else:
            said = self.clock().segments(since, until)
        return sha256(f"{self.timezone} {zone_data_version()} {said}".encode()).hexdigest()

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        """Whose holidays it keeps in any of its versions, sorted: `CN`, `GB-ENG`; dates of its own are none."""
        editions = self._editions(tuple(range(len(self.versions))))
        return tuple(sorted({kept.jurisdiction.code for edition in editions for kept in edition.sources}))

    @cached_property
    def _clocks(self) -> "dict[tuple[int, ...], WorkClock]":
        return {}

    def __copy__(self) -> Self:
        """A copy makes its own clocks: `model_copy` may change what they were made of."""
        copied = super().__copy__()
        if "_clocks" in vars(copied):
            del copied._clocks
        return copied

    def __getstate__(self) -> dict[Any, Any]:
        """Clocks are made again on the other side."""
        state = super().__getstate__()
        return state | {"__dict__": {name: held for name, held in state["__dict__"].items() if name != "_clocks"}}

    def _timetable(self, known: tuple[int, ...]) -> Timetable:
        name = self.name or ", ".join(self._effective("holidays", None)) or self.timezone
        return Timetable(name, self.timezone, tuple(self._editions(known)))

    def _editions(self, known: tuple[int, ...]) -> list[Edition]:
        """What holds from when until when: the calendar itself before its first version, then each known version."""
        versions = [self.versions[index] for index in known]
        begins = [_hours.iso_date(version.since) for version in versions] + [LATEST]
        editions = [
            self._edition(version, since, following if version.until is None else _hours.iso_date(version.until))
            for version, since, following in zip(versions, begins, begins[1:], strict=False)
        ]
        if self.hours or self.special or not self.versions:
            editions.insert(0, self._edition(None, EARLIEST, begins[0]))
        return editions

    def _edition(self, version: CalendarVersion | None, since: int, until: int) -> Edition:
        named = tuple(self._effective("holidays", version))
        return Edition(
            since=since,
            until=until,
            week=_hours.week(self._effective("hours", version)),
            closed=_hours.closed_dates(self._effective("closed", version)),
            special=_hours.special_dates(self._effective("special", version)),
            sources=tuple(source(one) for one in named if not one[:1].isdigit()),
            listed=frozenset(_hours.iso_date(one) for one in named if one[:1].isdigit()),
        )

    def _effective(self, field: str, version: CalendarVersion | None) -> Any:
        """What a version says, or the calendar where the version is silent."""
        return getattr(version if version is not None and field in version.model_fields_set else self, field)
