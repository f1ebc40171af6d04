"""The check of a record, in short: what is plainly right becomes facts at once, what is not is left to the record.

A log has a hundred thousand events, and to make a record of each takes longer than to judge it. Here the fields of a
record are looked at one by one, by the types of the record's own class, and each different text of a field once. What
ties fields together, and all that is not plainly right, is for the record: it alone says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, cast, get_args

import attrs
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from servicepolicy.models.event import Actor, Event
from servicepolicy.models.events._base import COMMON, EventRecord
from servicepolicy.models.fields import Code, Flag, HostValue, Instant, Personal, Texts, Whole, inside
from servicepolicy.models.quick_making import quickly
from servicepolicy.models.record import HostRecord, mark_of
from servicepolicy.models.subject import FRAME, SubjectRecord, event_model_of, known_zone
from servicepolicy.models.timeline import VOIDED, SubjectFacts, Timeline, unoffered
from servicepolicy.models.vocabulary import subject_model, subjects
from servicepolicy.worktime._instant import in_reach, to_us

__all__ = [
    "NO_SEQ",
    "UNSURE",
    "Draft",
    "Heading",
    "Placed",
    "RecordForm",
    "draft_of",
    "form_of",
    "heading_of",
    "plain_timeline",
    "quick_facts",
    "quick_subject",
    "timeline_of",
    "with_fields",
]

_MANY: Final = 20_000  # texts of one field that are remembered
NO_SEQ: Final = 1 << 62  # stands after all that have one

if TYPE_CHECKING:
    _new_event, _new_timeline, _new_facts = Event, Timeline, SubjectFacts
else:
    _new_event, _new_timeline, _new_facts = quickly(Event), quickly(Timeline), quickly(SubjectFacts)


class _Unsure:
    """What is told of a value that the record has to look at."""


UNSURE: Final = _Unsure()
_Read = Callable[[Any], object]
"""What a value is inside of facts: `None` where it is absent, `UNSURE` where it is not plainly right."""


def quick_facts(content: Mapping[str, Any]) -> SubjectFacts | None:
    """The facts of a record as `model_validate(...).facts()` tells them; `None` = ask that, it may be wrong."""
    given, subject = content.get("events"), content.get("subject", "case")
    if type(given) is not list or type(subject) is not str or subject not in _known():
        return None
    events: list[Placed] = []
    for event in cast("list[object]", given):
        placed = _placed(subject, event)
        if placed is None:
            return None
        events.append(placed)
    return quick_subject(content, events)


def quick_subject(content: Mapping[str, Any], events: list[Placed]) -> SubjectFacts | None:
    """The same of a header and events that were read before; what `content` says of events is passed by."""
    heading = heading_of(content)
    timeline = None if heading is None else timeline_of(events)
    return None if heading is None or timeline is None else heading.facts(content.get("id"), timeline)


class Heading(NamedTuple):
    """What a header says, whosever it is.

    Attributes:
        subject: What the subject is.
        kind: Its type.
        fields: What the header says, but for the id.
        not_offered: What the source cannot supply.
    """

    subject: str
    kind: str | None
    fields: Mapping[str, object]
    not_offered: frozenset[str]

    def facts(self, key: object, timeline: Timeline) -> SubjectFacts | None:
        """The facts of the subject with this id; `None` = it is for the record, it may be wrong."""
        form = _header(self.subject)
        read = form.readers.get("id") or form.read("id")
        found = UNSURE if read is None else read(key)
        if type(found) is not str or not found:
            return None
        return _new_facts(found, self.subject, self.kind, {**self.fields, "id": found}, timeline, self.not_offered)


def heading_of(content: Mapping[str, Any]) -> Heading | None:
    """What a header says; `None` = it is for the record, it may be wrong."""
    subject = content.get("subject", "case")
    if type(content) is not dict or type(subject) is not str or subject not in _known():
        return None
    form = _header(subject)
    header: dict[str, object] = dict(form.preset)
    for name, value in content.items():
        if name == "id":
            continue
        found = form.value(name, value)
        if found is UNSURE:
            return None
        if found is not None and (found != "" or name.startswith("x.")):
            header[name] = found
    zone, kind = header.pop("timezone", None), header.get("type")
    not_offered = unoffered(cast("tuple[str, ...]", header.pop("not_offered", ())))
    if zone is not None and not known_zone(cast("str", zone)):
        return None
    return Heading(subject, kind if isinstance(kind, str) else None, header, not_offered)


# ---------------------------------------------------------------- events

Placed = tuple[int, int, str, int, int | None, str | None, tuple[Actor, ...], Mapping[str, object]]
"""An event before it is numbered: instant, order there, kind, when recorded, `seq`, id, who did it, its own fields."""
_place: Final = itemgetter(0, 1)


class Draft(NamedTuple):
    """What an event says, whenever it happened.

    Attributes:
        kind: Its kind.
        recorded: When it was written down, UTC microseconds; `None`: at once.
        seq: Its number among those of its instant.
        key: Its id.
        actors: Who did it.
        fields: Its own fields; shared by events that say the same.
    """

    kind: str
    recorded: int | None
    seq: int | None
    key: str | None
    actors: tuple[Actor, ...]
    fields: Mapping[str, object]

    def at(self, instant: int, seq: int | None) -> Placed | None:
        """The event that happened at an instant; `None` = it was written down before."""
        recorded = instant if self.recorded is None else self.recorded
        if recorded < instant:
            return None
        order = NO_SEQ if seq is None else seq
        return instant, order, self.kind, recorded, seq, self.key, self.actors, self.fields


def draft_of(subject: str, given: Mapping[str, Any]) -> Draft | None:
    """What an event says, whatever its `at`; `None` = it is for the record, it may be wrong."""
    kind = given.get("event")
    if type(kind) is not str or (form := _event(subject, kind)) is None:
        return None
    fields: dict[str, Any] = dict(form.preset)
    readers = form.readers
    for name, value in given.items():
        read = readers.get(name) or form.read(name)
        found = UNSURE if read is None else read(value)
        if found is UNSURE:
            return None
        if found is not None and found != "":
            fields[name] = found
    recorded, seq, key = fields.pop("recorded_at", None), fields.pop("seq", None), fields.pop("id", None)
    return Draft(kind, recorded, seq, key, _who(fields), fields)


def with_fields(draft: Draft, subject: str, given: Mapping[str, Any]) -> Draft | None:
    """What an event says, and some more fields that it has none of; `None` = it is for the record, it may be wrong."""
    form = _event(subject, draft.kind)
    if form is None:
        return None
    more: dict[str, Any] = {}
    for name, value in given.items():
        found = form.value(name, value)
        if found is UNSURE:
            return None
        if found is not None and found != "":
            more[name] = found
    recorded, key = more.pop("recorded_at", draft.recorded), more.pop("id", draft.key)
    return Draft(draft.kind, recorded, draft.seq, key, draft.actors, {**draft.fields, **more} if more else draft.fields)


def _placed(subject: str, given: Any) -> Placed | None:
    if type(given) is not dict:
        return None
    at = given.get("at")
    instant: object = UNSURE
    if type(at) is datetime:
        instant = to_us(at) if at.utcoffset() is not None and in_reach(at) else UNSURE
    elif type(at) is str:
        instant = _of(Instant)(at)
    draft = draft_of(subject, given) if type(instant) is int else None
    return None if draft is None or type(instant) is not int else draft.at(instant, draft.seq)


def timeline_of(events: list[Placed]) -> Timeline | None:
    """The timeline of events; `None` = the record has to look at them."""
    placed = sorted(events, key=_place)
    at, seq = None, 0
    for one in placed:
        if one[0] == at and (seq == one[1] or one[1] == NO_SEQ):
            return _arranged(placed)  # of one instant, and nobody says in which order
        at, seq = one[0], one[1]
    ids = [one[5] for one in placed if one[5] is not None]
    return _arranged(placed) if len(set(ids)) < len(ids) else plain_timeline(placed)


def plain_timeline(placed: list[Placed]) -> Timeline:
    """The timeline of events that stand in order, none of them twice."""
    kinds: dict[str, list[Event]] = {}
    whole: list[Event] = []
    last = placed[0][3] if placed else 0
    for number, (instant, _, kind, recorded, order, key, actors, fields) in enumerate(placed, start=1):
        event = _new_event(number, kind, instant, recorded, order, key, actors, fields)
        whole.append(event)
        if kind in kinds:
            kinds[kind].append(event)
        else:
            kinds[kind] = [event]
        last = recorded if recorded > last else last  # noqa: FURB136  # `max` takes three times as long
    told = tuple(whole)
    return _new_timeline(told, {kind: tuple(found) for kind, found in kinds.items()}, 0, 0, told, (), last)


def _arranged(placed: list[Placed]) -> Timeline | None:
    """As every timeline is, where the order of its events is a question."""
    events = [Event(0, kind, at, recorded, seq, key, actors, fields)
              for at, _, kind, recorded, seq, key, actors, fields in placed]  # fmt: skip
    timeline, conflicts = Timeline.arranged(events)
    return None if conflicts else timeline


def _who(fields: dict[str, Any]) -> tuple[Actor, ...]:
    by, role = fields.pop("by", None), fields.pop("role", None)
    unit, kind = fields.pop("unit", None), fields.pop("kind", None)
    if by is None and role is None and unit is None and kind is None:
        return ()
    return _actor(by, role, unit, kind)


@lru_cache(maxsize=10_000)
def _actor(by: Any, role: Any, unit: Any, kind: Any) -> tuple[Actor, ...]:
    return (Actor(by, role, unit, kind),)


# ---------------------------------------------------------------- how each field is read


@attrs.define
class RecordForm:
    """How the fields of a class of records are read, each made ready when it is first met.

    Attributes:
        model: The class.
        preset: What stands there where it is left out.
        left: Fields that only the record can read.
        passed: Fields that are read apart.
    """

    model: type[HostRecord]
    preset: dict[str, object]
    left: frozenset[str]
    passed: frozenset[str]
    readers: dict[str, _Read] = attrs.field(factory=dict[str, _Read])

    def read(self, name: object) -> _Read | None:
        """How a field is read; `None` = there is no such field, or one that is the record's to read."""
        if type(name) is not str or name in self.left:
            return None
        field = self.model.model_fields.get(name)
        if name in self.passed:
            made: _Read = _pass_by
        elif field is None:
            if not (self.model.takes_own(name) and name.isascii()):
                return None
            made = _of(HostValue)
            if len(self.readers) > _MANY:  # names of a host's own have no end
                return made
        elif field.alias is not None or (field.default is None and not _optional(field)):
            return None
        else:
            made = _reader(field)
        self.readers[name] = made
        return made

    def value(self, name: str, given: object) -> object:
        """What a field is inside of facts: `None` where it is absent, `UNSURE` where that is for the record to say."""
        read = self.readers.get(name) or self.read(name)
        return UNSURE if read is None else read(given)


def _optional(field: FieldInfo) -> bool:
    return type(None) in get_args(field.annotation)


def _preset(model: type[HostRecord], passed: frozenset[str]) -> dict[str, object]:
    return {
        name: inside(field.default)
        for name, field in model.model_fields.items()
        if name not in passed and not field.is_required() and field.default not in (None, "")
    }


@cache
def _known() -> frozenset[str]:
    return frozenset(subjects())


@cache
def _header(subject: str) -> RecordForm:
    model: type[SubjectRecord] = subject_model(subject)
    return RecordForm(model, _preset(model, FRAME), frozenset(), frozenset({"events"}))


@lru_cache(maxsize=1024)  # a host's own kinds have no end
def _event(subject: str, kind: str) -> RecordForm | None:
    model: type[EventRecord] | None = event_model_of(subject, kind)
    if model is None or kind == VOIDED:
        return None
    passed = frozenset({"event", "at"})
    return RecordForm(model, _preset(model, COMMON), frozenset({"actors", "voids"}), passed)


def form_of(subject: str, kind: str | None = None) -> RecordForm | None:
    """How the header of a subject is read, or an event of a kind; `None` = only the record can read it."""
    return _header(subject) if kind is None else _event(subject, kind)


def _pass_by(_given: object) -> None:
    return None


def _reader(field: FieldInfo) -> _Read:
    annotation: Any = field.annotation
    if field.metadata:
        annotation = Annotated[(annotation, *field.metadata)]
    if mark_of(field).dated:
        return _plain_only(_of(annotation))
    return next((read for plain, read in _PLAIN if plain == annotation), None) or _of(annotation)


def _flag(given: object) -> object:
    return given if given is None or given is True or given is False else UNSURE


def _code(given: object) -> object:
    if given is None:
        return None
    return given if type(given) is str and given and (given.isascii() or _writable(given)) else UNSURE


def _text(given: object) -> object:
    if given is None:
        return None
    return given if type(given) is str and (given.isascii() or _writable(given)) else UNSURE


def _whole(given: object) -> object:
    return given if given is None or type(given) is int else UNSURE


def _instant(given: object) -> object:
    if type(given) is datetime and given.tzinfo is not None and in_reach(given):
        return to_us(given)
    return _of(_perhaps(Instant))(given)


def _texts(given: Any) -> object:
    """A list of codes, equal lists once: a log says the same of each of its subjects."""
    if given is None:
        return None
    return _checked_texts(tuple(given)) if type(given) is list and all(type(one) is str for one in given) else UNSURE


@lru_cache(maxsize=1_000)
def _checked_texts(given: tuple[str, ...]) -> object:
    return given if all(_code(one) is one for one in given) else UNSURE


def _writable(text: str) -> bool:
    """Whether a text has no halves of letters, which no record takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _perhaps(annotation: Any) -> Any:
    return annotation | None


_PLAIN: Final[tuple[tuple[Any, _Read], ...]] = (
    (Code, _code),
    (_perhaps(Code), _code),
    (_perhaps(Personal), _text),
    (_perhaps(Flag), _flag),
    (_perhaps(Whole), _whole),
    (_perhaps(Texts), _texts),
    (_perhaps(Instant), _instant),
)
"""Types that most fields are of, and that are looked at in no time."""


def _plain_only(read: _Read) -> _Read:
    """A field that may hold several values, one after the other: then it is the record's to read."""
    return lambda given: read(given) if given is None or type(given) in (str, bool) else UNSURE


@cache
def _of(annotation: Any) -> _Read:
    """How a value of a type is read, by the check of that type; equal texts once."""
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    known: dict[str, object] = {}

    def checked(given: object) -> object:
        try:
            return inside(adapter.validate_python(given))
        except ValidationError:
            return UNSURE

    def read(given: Any) -> object:
        if type(given) is not str:
            return checked(given)
        found = known.get(given, known)
        if found is known:
            found = checked(given)
            if len(known) < _MANY:
                known[given] = found
        return found

    return read
