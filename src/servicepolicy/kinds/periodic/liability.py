"""Since when, and until when, somebody owes a periodic duty; and who owes it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.service import last_day_over
from servicepolicy.judging.values import ValueReader
from servicepolicy.kinds.periodic.rule import Periodic
from servicepolicy.language.bound.edition import Edition
from servicepolicy.models.timeline import Dated
from servicepolicy.worktime._instant import date_of, first_instant, local_or_instant

__all__ = ["Stretch", "in_force", "members_at", "served"]

_LAST = 1 << 62
_POSTS = ("role", "unit", "post")  # dated fields of an agent that tell of its service


@attrs.frozen(slots=True)
class Stretch:
    """Somebody owes it from one instant until another (UTC microseconds, half open)."""

    since: int
    until: int = _LAST


def in_force(rule: Periodic, edition: Edition) -> tuple[int | None, int]:
    """When the rule and its policy are in force: the first instant, if there is one, and the first one after it."""
    bounds = [edition.in_force]
    if rule.in_force is not None:
        bounds.append(rule.in_force.bounds(edition.zone))
    since = max((begin for begin, _ in bounds if begin is not None), default=None)
    return since, min((end for _, end in bounds if end is not None), default=_LAST)


def served(scene: Scene, rule: Periodic, since: ValueReader | None, force: int | None) -> tuple[Stretch, ...] | Missing:
    """The stretches in which the subject owes the act, in order; or what would tell.

    Args:
        scene: The subject.
        rule: The rule.
        since: Reads when the duty begins, where the rule says so.
        force: First instant at which the rule is in force.
    """
    found = _agent(scene) if rule.subject == "agent" else _opened(scene, force)
    if since is not None:
        begins = _said(scene, since)
        if isinstance(begins, Missing):
            return begins
        found = (Stretch(begins),) if isinstance(found, Missing) else _cut(found, begins)
    if isinstance(found, Missing) or force is None:
        return found
    return _cut(found, force)


def _cut(stretches: tuple[Stretch, ...], since: int) -> tuple[Stretch, ...]:
    return tuple(attrs.evolve(one, since=max(one.since, since)) for one in stretches if one.until > since)


def _said(scene: Scene, since: ValueReader) -> int | Missing:
    read = since.read(scene, None, scene.as_of)
    if read.missing is not None:
        return read.missing
    if isinstance(read.value, int) and not isinstance(read.value, bool):
        return read.value
    return local_or_instant(str(read.value), scene.edition.zone)


def _opened(scene: Scene, force: int | None) -> tuple[Stretch, ...] | Missing:
    """An organisation: from its opening, else from when the rule is in force, else from the first event."""
    stated = scene.facts.header.get("opened_at")
    begins = stated if isinstance(stated, int) else scene.facts.opened if force is None else None
    if begins is not None:
        return (Stretch(_day_of(scene, begins)),)
    return Missing(0, "opened_at") if force is None else (Stretch(force),)


def _agent(scene: Scene) -> tuple[Stretch, ...] | Missing:
    """An agent: while in service. Where nothing says since when, from the first trace of it."""
    found: list[Stretch] = []
    since, until = _hired(scene)
    over = last_day_over(scene.facts, scene.edition.zone)
    for event in scene.timeline.events:
        if since is not None and over is not None and since < over <= event.at:
            found.append(Stretch(since, over))
            since = None
        if event.kind == "left" and since is not None:
            found.append(Stretch(since, event.at))
            since = None
        elif event.kind == "joined" and since is None and (found or event.at >= (_first_day(scene) or event.at)):
            since = _day_of(scene, event.at)
    if since is not None and over is not None and since < over:  # who came back later is there again
        until = min(until, over)
    if since is not None and since < until:
        found.append(Stretch(since, until))
    return tuple(found) or Missing(0, "joined_on")


def _hired(scene: Scene) -> tuple[int | None, int]:
    """Since when, and until when if a post that ended tells so."""
    day, facts = _first_day(scene), scene.facts
    if day is not None:
        return day, _LAST
    joined = scene.timeline.by_kind.get("joined")
    if joined is not None:
        return None, _LAST
    dated = [held for name in _POSTS for held in _dated(facts.header.get(name))]
    if dated and all(held.from_ is not None for held in dated):
        last = max(_LAST if held.until is None else held.until for held in dated)
        return min(held.from_ for held in dated if held.from_ is not None), last
    return (None if facts.opened is None else _day_of(scene, facts.opened)), _LAST


def _day_of(scene: Scene, at: int) -> int:
    """The first instant of the local date: who comes in the morning has served the day."""
    zone = scene.edition.zone
    return first_instant(date_of(at, zone).toordinal(), zone)


def _first_day(scene: Scene) -> int | None:
    stated = scene.facts.header.get("joined_on")
    if isinstance(stated, str):
        return local_or_instant(stated, scene.edition.zone)
    return stated if isinstance(stated, int) else None


def _dated(stated: object) -> Iterator[Dated]:
    if isinstance(stated, tuple):
        yield from (held for held in stated if isinstance(held, Dated))


def members_at(scene: Scene, path: str, at: int) -> tuple[str, ...] | Missing:
    """Those who are on a list at an instant, sorted; or what would tell."""
    root, _, name = path.rpartition(".")
    found: object = None
    if root in ("", "subject"):
        found = scene.facts.value(name, at)
    elif root == "organisation" and scene.context is not None and scene.context.organisation is not None:
        found = scene.context.organisation.facts().value(name, at)
    if found is None and name == "members" and scene.organisation is not None and _is_whole_bank(scene, root):
        found = scene.organisation.members(None, at)
    if not isinstance(found, tuple | frozenset):
        return Missing(0, path)
    return tuple(sorted({str(member) for member in found}))


def _is_whole_bank(scene: Scene, root: str) -> bool:
    stated = scene.context.organisation if scene.context is not None else None
    return root == "organisation" or (stated is not None and stated.id == scene.facts.id)
