"""What all subjects share: an id, a header, and events that are read by their kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import ClassVar, Self, cast

from pydantic import Field, SerializeAsAny, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from servicepolicy.errors import FactsError, Problem, Where, meant_by
from servicepolicy.models.dated_fields import has_dates, holdings, inside_dated
from servicepolicy.models.event import Event
from servicepolicy.models.events._base import EventRecord, HostEvent, Voided
from servicepolicy.models.fields import Code, Instant, Texts, absent, inside
from servicepolicy.models.record import HostRecord, as_error, joined, mark_of, problems_of, unknown_name
from servicepolicy.models.timeline import SubjectFacts, Timeline, unoffered
from servicepolicy.worktime._instant import zone, zone_meant

__all__ = ["FRAME", "SubjectRecord", "event_model_of", "known_zone", "read_events", "zone_help"]

# A kind is shown in logs: it is a code, not a sentence.
_HOST_KIND = re.compile(r"x(\.[A-Za-z0-9_\-]{1,40}){1,4}")
FRAME = frozenset({"events", "not_offered", "timezone"})
"""Not fields that a rule can read: they say how the others are to be read."""


class SubjectRecord(HostRecord, frozen=True):
    """Base of all subjects: `id`, `subject`, header fields and `events`."""

    SUBJECT: ClassVar[str] = ""

    id: Code = Field(description="key of the subject")
    subject: str = Field(description="what the subject is")
    events: tuple[SerializeAsAny[EventRecord], ...] = Field(default=(), description="what happened, in any order")
    opened_at: Instant | None = absent("when it was opened; left out, it is the instant of the first event")
    timezone: Code | None = absent("IANA zone in which plain dates of this record begin")
    not_offered: Texts | None = absent(
        "names (`field`, `event.field`) that the source of the record cannot supply; `events`: some are lost"
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        """A class is built when it is first used; a host that names it in a route or an adapter uses it.

        An adapter that waits, too, is built outside of what its host has arranged: FastAPI's warnings would show.
        """
        del kwargs
        cls.model_config = {**cls.model_config, "defer_build": False}

    @field_validator("events", mode="before")
    @classmethod
    def _read_events(cls, given: object) -> object:
        return read_events(cls.SUBJECT, given)

    def with_event(self, event: EventRecord | Mapping[str, object]) -> Self:
        """The record with one event more, wherever it belongs in time; only that event is checked. This one stays.

        Args:
            event: The event, as in the record's `events`.

        Raises:
            FactsError: The event cannot be used, or contradicts another; its place is `events[n]`, n being how many
                there were.

        Example:
            >>> from servicepolicy.models.complaint import Complaint
            >>> case = Complaint(id="C-1", events=[{"event": "received", "at": "2026-01-05T09:12:00+08:00"}])
            >>> len(case.with_event({"event": "replied", "at": "2026-01-05T11:00:00+08:00"}).events)
            2
        """
        place = f"events[{len(self.events)}]"
        read = _read_event(self.SUBJECT, event)
        if not isinstance(read, EventRecord):
            raise FactsError(Problem(p.code, Where(path=joined(place, p.where.path)), p.message, p.help) for p in read)
        if self.timezone is None and not isinstance(read.at, datetime):
            raise FactsError([date_without_zone(f"{place}.at")])
        drafts: tuple[Event, ...] = vars(self).get("_drafts") or self._drafted()
        vars(self)["_drafts"] = drafts
        made = self.__copy__()
        vars(made).pop("_facts", None)
        # Not checked anew, nor drafted: a record that grows would pay for all its events each time.
        vars(made).update(events=(*self.events, read), _drafts=(*drafts, read.draft(self.timezone)))
        made.__pydantic_fields_set__.add("events")
        problems = tuple(made._arranged())
        if problems:
            raise FactsError(problems)
        return made

    def own_problems(self) -> Iterable[Problem]:
        """Events must not contradict one another, and plain dates need a zone."""
        yield from self._arranged()
        yield from self._zone_problems()

    def _arranged(self) -> Iterable[Problem]:
        """Puts the events in their order, and tells which contradict one another."""
        voids = {index: event.voids for index, event in enumerate(self.events) if event.voids is not None}
        timeline, conflicts = Timeline.arranged(vars(self).get("_drafts") or self._drafted(), voids)
        yield from (conflict.problem() for conflict in conflicts)
        # Frozen for callers; what was worked out anyway is kept.
        vars(self)["_timeline"] = timeline

    def _drafted(self) -> tuple[Event, ...]:
        zone = self.timezone if self.timezone is not None and known_zone(self.timezone) else None
        return tuple(event.draft(zone) for event in self.events)

    def _zone_problems(self) -> Iterable[Problem]:
        if self.timezone is not None:
            if not known_zone(self.timezone):
                message = "`timezone` is not an IANA zone"
                yield Problem("unknown-zone", Where(path="timezone"), message, zone_help(self.timezone))
            return
        for index, event in enumerate(self.events):
            if not isinstance(event.at, datetime):
                yield date_without_zone(f"events[{index}].at")
        for name in _dated_names(type(self)):
            for index, entry in enumerate(holdings(getattr(self, name))):
                if has_dates(entry):
                    yield date_without_zone(f"{name}[{index}]")

    def facts(self) -> SubjectFacts:
        """The subject as evaluators read it; worked out once."""
        cached = vars(self).get("_facts")
        if isinstance(cached, SubjectFacts):
            return cached
        header = self._header()
        kind = header.get("type")
        timeline = cast("Timeline", vars(self)["_timeline"])
        not_offered = unoffered(self.not_offered or ())
        made = SubjectFacts(
            self.id, self.SUBJECT, kind if isinstance(kind, str) else None, header, timeline, not_offered
        )
        vars(self)["_facts"] = made
        return made

    def _header(self) -> dict[str, object]:
        header: dict[str, object] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name in FRAME or value is None or value == "":
                continue
            entries = holdings(value)
            header[name] = inside_dated(entries, self.timezone) if entries else inside(value)
        extra: dict[str, object] = self.__pydantic_extra__ or {}
        header.update((name, inside(value)) for name, value in extra.items() if value is not None)
        return header


@cache
def _dated_names(model: type[SubjectRecord]) -> tuple[str, ...]:
    return tuple(name for name, field in model.model_fields.items() if mark_of(field).dated)


def date_without_zone(path: str) -> Problem:
    """A date that is no instant, because nothing says where it begins."""
    message = "a date without a time is a day of a zone, and none is named"
    return Problem("date-without-zone", Where(path=path), message, "name the record's `timezone`, or write an instant")


def zone_help(name: str) -> str:
    """Which zone was probably meant by a name that is none."""
    meant = zone_meant(name)
    return f"did you mean `{meant}`?" if meant else "such as `Europe/London`"


def known_zone(name: str) -> bool:
    """Whether the zone rules know a name."""
    try:
        zone(name)
    except ValueError:
        return False
    return True


def read_events(subject: str, given: object) -> tuple[EventRecord, ...]:
    """Reads each event by its kind; the problems of all events are raised together.

    Raises:
        PydanticCustomError: What is wrong, for pydantic to gather with the problems of other fields.
    """
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        raise PydanticCustomError("wrong_type", "must be a list")
    read: list[EventRecord] = []
    problems: list[Problem] = []
    for index, event in enumerate(cast("Sequence[object]", given)):
        found = _read_event(subject, event)
        if isinstance(found, EventRecord):
            read.append(found)
        else:
            place = f"[{index}]"
            problems.extend(Problem(p.code, Where(path=joined(place, p.where.path)), p.message, p.help) for p in found)
    if problems:
        raise as_error(problems)
    return tuple(read)


def _read_event(subject: str, given: object) -> EventRecord | Sequence[Problem]:
    if isinstance(given, EventRecord):
        return _belonging(subject, given)
    if not isinstance(given, Mapping):
        return [Problem("wrong-type", Where(), "an event must be a mapping of fields")]
    said = cast("Mapping[object, object]", given)
    kind = said.get("event")
    if not isinstance(kind, str):
        message = "`event` is missing" if kind is None else "`event` must be text"
        nameless = Problem("missing-field" if kind is None else "wrong-type", Where(path="event"), message)
        return [nameless, *_besides(subject, said, "")]
    model = event_model_of(subject, kind)
    if model is None:
        return [_unknown_event(subject, kind), *_besides(subject, said, kind)]
    try:
        return cast("EventRecord", model.__pydantic_validator__.validate_python(given))
    except ValidationError as error:
        return problems_of(error)


def _besides(subject: str, said: Mapping[object, object], kind: str) -> Iterator[Problem]:
    """What else is wrong with an event of a kind that there is not: in what every event says, and in what was meant."""
    from servicepolicy.models.vocabulary.names import event_kinds

    meant = meant_by(kind, event_kinds(subject))
    model = event_model_of(subject, meant) or HostEvent
    try:
        model.__pydantic_validator__.validate_python({**said, "event": meant or "x.unknown"})
    except ValidationError as error:
        yield from (one for one in problems_of(error) if one.code not in ("unknown-field", "missing-field"))


def _belonging(subject: str, event: EventRecord) -> EventRecord | Sequence[Problem]:
    model = event_model_of(subject, event.event)
    if model is type(event):
        return event
    return [_unknown_event(subject, event.event) if model is None else _of_another(subject, event)]


@lru_cache(maxsize=1024)  # asked of every event; a host's own kinds have no end
def event_model_of(subject: str, kind: str) -> type[EventRecord] | None:
    """The class that checks events of a kind, a host's own included; `None` where there is no such kind."""
    from servicepolicy.models.vocabulary._classes import event_class

    if _HOST_KIND.fullmatch(kind):
        return HostEvent
    return Voided if kind == "voided" else event_class(subject, kind)


def _of_another(subject: str, event: EventRecord) -> Problem:
    """An event of a kind that the subject has, too, with fields of its own."""
    from servicepolicy.models.vocabulary.names import with_article

    message = f"this `{event.event}` is not of the class that {with_article(subject)} has for it"
    way_out = f'write it as a mapping, or make it with `event_model("{subject}", "{event.event}")`'
    return Problem("unknown-event", Where(path="event"), message, way_out)


def _unknown_event(subject: str, kind: str) -> Problem:
    from servicepolicy.models.vocabulary.names import event_kinds, with_article

    what = f"event of {with_article(subject)}"
    problem = unknown_name("unknown-event", Where(path="event"), what, kind, event_kinds(subject))
    own = "an event of your own starts with `x.` and has letters, digits, `-`, `_` and `.`"
    return Problem(problem.code, problem.where, problem.message, problem.help or own)
