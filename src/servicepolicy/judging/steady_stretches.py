"""When a subject's header changes: the stretches of time in which a condition on it cannot change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicepolicy.judging.case_view import Scene
from servicepolicy.models.dated_fields import inside_interval
from servicepolicy.models.timeline import Dated, SubjectFacts
from servicepolicy.worktime import Span
from servicepolicy.worktime.window import window_end

__all__ = ["begins", "changes", "first_record", "next_change", "said_by_header"]


def _bounds(values: Iterable[object]) -> Iterator[int]:
    for value in values:
        if isinstance(value, tuple):
            for item in value:
                if isinstance(item, Dated):
                    yield from (bound for bound in (item.from_, item.until) if bound is not None)


def said_by_header(facts: SubjectFacts) -> Iterator[int]:
    """Instants that a header names: the opening, and where a dated field begins or ceases to hold."""
    stated = facts.header.get("opened_at")
    if isinstance(stated, int):
        yield stated
    yield from _bounds(facts.header.values())


def dated_bounds(scene: Scene, *, organisation: bool) -> Iterator[int]:
    """Instants at which a dated field begins or ceases to hold, of the header and, if it is read, the organisation."""
    yield from _bounds(scene.facts.header.values())
    bank = scene.context.organisation if organisation and scene.context is not None else None
    if bank is None:
        return
    yield from _bounds(bank.facts().header.values())
    yield from (event.at for event in bank.facts().timeline.events)
    for post in bank.posts or ():
        yield from inside_interval(post, bank.timezone)


def begins(scene: Scene) -> int | None:
    """From when a state is watched: the opening, else the first thing that is known; `None` where nothing says."""
    stated = scene.facts.header.get("opened_at")
    if isinstance(stated, int):
        return stated
    known = [bound for bound in _bounds(scene.facts.header.values()) if bound <= scene.as_of]
    opened = scene.facts.opened
    return min([*known, *([opened] if opened is not None else [])], default=None)


def first_record(scene: Scene, name: str) -> int | None:
    """When a header field came to be on record; `None` where it always was, or never is."""
    stated = scene.facts.header.get(name)
    if isinstance(stated, tuple) and any(isinstance(one, Dated) for one in stated):
        begun = [one.from_ for one in stated if isinstance(one, Dated)]
        if None in begun:  # a value that has only an end
            return None
    elif stated is not None:
        return None
    return next((at for at in scene.facts.changes(name) if scene.facts.value(name, at) is not None), None)


def changes(
    scene: Scene, since: int, until: int, *, organisation: bool, windows: Iterable[Span] = ()
) -> dict[int, list[int]]:
    """Instants in `[since, until)` at which a state may change, in order, each with the events that stand at it.

    The first is `since` itself, even where no time is watched but that instant.

    Args:
        scene: The subject.
        since: From when the state is watched.
        until: Until when.
        organisation: Whether it hangs on the organisation.
        windows: The windows of what is computed: it changes where an event leaves one.
    """
    found: dict[int, list[int]] = {since: []}
    for bound in dated_bounds(scene, organisation=organisation):
        if since < bound < until:
            found.setdefault(bound, [])
    for window in windows:
        for event in scene.timeline.events:
            leaves = window_end(event.at, window, scene.edition.zone)
            if since < leaves < until:
                found.setdefault(leaves, [])
    for event in scene.timeline.events:
        if since <= event.at < until:
            found.setdefault(event.at, []).append(event.number)
    return dict(sorted(found.items()))


def next_change(scene: Scene, *, organisation: bool) -> int | None:
    """The next instant at which time alone changes what a header says."""
    opened = scene.facts.header.get("opened_at")
    moments = [*dated_bounds(scene, organisation=organisation), *([opened] if isinstance(opened, int) else [])]
    return min((at for at in moments if at > scene.as_of), default=None)
