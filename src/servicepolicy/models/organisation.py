"""The organisation: units, posts, teams and delegations, each with its dates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Literal, Unpack, cast

from pydantic import Field

from servicepolicy.errors import Problem, Where
from servicepolicy.models.dated_fields import (
    DatedCode,
    DatedFlag,
    DatedTexts,
    Interval,
    has_dates,
    holdings,
    inside_interval,
)
from servicepolicy.models.fields import Amount, Code, Count, Texts, absent
from servicepolicy.models.organisation_queries import Answers, Delegation, Post, grouped
from servicepolicy.models.record import meant
from servicepolicy.models.subject import SubjectRecord, date_without_zone
from servicepolicy.models.unit import Unit

if TYPE_CHECKING:
    from servicepolicy.models.vocabulary.records import OrganisationGiven

__all__ = ["DelegationRecord", "Member", "Organisation", "Team", "Unit"]


class Member(Interval, frozen=True):
    """A post: one person in one role of one unit."""

    person: Code = Field(description="key of the person")
    role: Code = Field(description="the role")
    unit: Code = Field(description="the unit")


class Team(Interval, frozen=True):
    """People of several units who work together, such as those who may read complaint files."""

    id: Code = Field(description="key of the team")
    members: tuple[Code, ...] = Field(description="keys of the people")


class DelegationRecord(Interval, frozen=True):
    """One person lets another act in the first one's place. What was delegated cannot be delegated again.

    It says for what, up to what amount and until when: what is left out is not known, and never without bound.
    """

    from_person: Code = Field(description="key of who delegates")
    to_person: Code = Field(description="key of who acts instead")
    actions: Texts = Field(description="what the other may do; `*` is everything")
    limit: Amount | None = absent("up to what amount; left out, it is not known")


class Organisation(SubjectRecord, frozen=True):
    """The bank, as it was from time to time. What it does not cover is unknown."""

    if TYPE_CHECKING:

        def __init__(self, **given: Unpack[OrganisationGiven]) -> None: ...

    SUBJECT: ClassVar[str] = "organisation"

    subject: Literal["organisation"] = Field(default="organisation", description="what the subject is")
    title: Code | None = absent("what it is called")
    units: tuple[Unit, ...] | None = absent("its units")
    posts: tuple[Member, ...] | None = absent("who holds which post when")
    teams: tuple[Team, ...] | None = absent("its teams")
    delegations: tuple[DelegationRecord, ...] | None = absent("who lets whom act")
    members: DatedTexts | None = absent("keys of its people, where posts are not listed, or a dated list of such lists")
    departments: Texts | None = absent("departments that work with customers")
    groups: Texts | None = absent("groups of the customer service department")
    without_liaison: DatedTexts | None = absent("departments that have named no liaison; an empty list: none")
    group_heads_report_to: Code | None = absent("role to which the head of the service department reports")
    headcount: Count | None = absent("how many work in complaint handling")
    intake_specialists: Count | None = absent("how many of them are intake specialists")
    analysts: Count | None = absent("how many of them are investigation analysts")
    channels: DatedTexts | None = absent("channels through which complaints come")
    information_channels: DatedTexts | None = absent("channels through which customer information is collected")
    feedback_channels: DatedTexts | None = absent("how opinions are collected: survey, quality_sampling ...")
    service_department: DatedFlag | None = absent("whether there is a department for customer service")
    recruiting_channels: DatedTexts | None = absent(
        "channels through which vacancies are advertised: own_site, job_board ..."
    )
    displayed: DatedTexts | None = absent("what is put up where customers see it")
    complaint_telephone: Code | None = absent("telephone number for complaints")
    plans: DatedTexts | None = absent(
        "plans and systems that exist: emergency_plan, complaint_process, satisfaction_evaluation, training_plan ..."
    )
    process_parts: DatedTexts | None = absent("parts of the service process: inquiry, complaint_handling ...")
    standard_covers: DatedTexts | None = absent("what the quality standard sets: attitude, efficiency, accuracy ...")
    regime_covers: DatedTexts | None = absent("what the regime of customer information covers: collection, use ...")
    regime_in_writing: DatedFlag | None = absent("whether that regime is in writing")
    platforms: DatedTexts | None = absent("platforms that are available, such as online_learning")
    training_methods: DatedTexts | None = absent("how training is given: lecture, case_study, drill, online ...")
    library: DatedTexts | None = absent("what the library of training holds: handbooks, courseware, cases, faq ...")
    posts_undescribed: DatedTexts | None = absent(
        "posts whose authority no job description states; an empty list: none"
    )
    controls_unassigned: DatedTexts | None = absent("controls without a responsible or executing person")
    head: DatedCode | None = absent("key of its head, who is chiefly responsible")
    complaint_manager: DatedCode | None = absent("key of the complaint manager")
    complaint_duties: DatedTexts | None = absent("what complaint management does: intake, statistics, analysis ...")
    public_areas_by: DatedCode | None = absent("role in charge of the public areas")
    manager_office_by: DatedCode | None = absent("role in charge of the general manager's office")
    entrances_by: DatedCode | None = absent("role in charge of entrance, stairs, corridors, toilets and outer glass")

    def own_problems(self) -> Iterable[Problem]:
        """Units form a tree, names lead somewhere, and delegations do not lead back."""
        yield from super().own_problems()
        yield from _unit_problems(self.units or ())
        yield from self._post_problems()
        if self.timezone is None:
            yield from self._dates_without_zone()
        else:
            yield from _delegation_problems(self.delegations or (), self.timezone)

    def answers(self) -> Answers:
        """The organisation as evaluators ask it; worked out once."""
        cached = vars(self).get("_answers")
        if not isinstance(cached, Answers):
            cached = vars(self)["_answers"] = _compiled(self)
        return cached

    def _header(self) -> dict[str, object]:
        header = super()._header()
        if self.posts is not None:
            header["posts"] = _posts_of(self)
        return header

    def _post_problems(self) -> Iterable[Problem]:
        if self.units is None:
            return
        known = {unit.id for unit in self.units}
        for index, post in enumerate(self.posts or ()):
            if post.unit not in known:
                yield _unknown_unit(f"posts[{index}].unit", post.unit, known)

    def _dates_without_zone(self) -> Iterable[Problem]:
        named: tuple[tuple[str, tuple[Interval, ...]], ...] = (
            ("posts", self.posts or ()),
            ("teams", self.teams or ()),
            ("delegations", self.delegations or ()),
        )
        dateless = True
        for name, intervals in named:
            for index, interval in enumerate(intervals):
                if has_dates(interval):
                    dateless = False
                    yield date_without_zone(f"{name}[{index}]")
        if dateless:
            yield from _delegation_problems(self.delegations or (), None)


def _posts_of(organisation: Organisation) -> tuple[Post, ...]:
    zone = organisation.timezone
    return tuple(
        Post(post.person, post.role, post.unit, *inside_interval(post, zone)) for post in organisation.posts or ()
    )


def _compiled(organisation: Organisation) -> Answers:
    zone = organisation.timezone
    posts = _posts_of(organisation)
    delegations = [
        Delegation(
            given.from_person,
            given.to_person,
            None if "*" in given.actions else frozenset(given.actions),
            given.limit,
            *inside_interval(given, zone),
            given.until is not None,
        )
        for given in organisation.delegations or ()
    ]
    teams: dict[str, list[tuple[int, int, frozenset[str]]]] = {}
    for team in organisation.teams or ():
        teams.setdefault(team.id, []).append((*inside_interval(team, zone), frozenset(team.members)))
    return Answers(
        None if organisation.units is None else {unit.id: unit for unit in organisation.units},
        None if organisation.posts is None else grouped((post.person, post) for post in posts),
        grouped((post.unit, post) for post in posts),
        None if organisation.teams is None else {name: tuple(spans) for name, spans in teams.items()},
        None if organisation.delegations is None else grouped((given.to_person, given) for given in delegations),
        _members(organisation),
    )


def _members(organisation: Organisation) -> tuple[tuple[int, int, frozenset[str]], ...] | None:
    stated = organisation.members
    if stated is None:
        return None
    entries = holdings(stated)
    if not entries:
        always = Interval()
        return ((*inside_interval(always, None), frozenset(_people(stated))),)
    return tuple((*inside_interval(entry, organisation.timezone), frozenset(_people(entry.value))) for entry in entries)


def _people(stated: object) -> tuple[str, ...]:
    return tuple(person for person in cast("tuple[object, ...]", stated) if isinstance(person, str))


def _unknown_unit(path: str, name: str, known: Iterable[str]) -> Problem:
    return Problem("unknown-unit", Where(path=path), f"`{name}` is not a unit here", meant(name, known))


def _unit_problems(units: tuple[Unit, ...]) -> Iterable[Problem]:
    parents = {unit.id: unit.parent for unit in units}
    first: dict[str, int] = {}
    for index, unit in enumerate(units):
        if first.setdefault(unit.id, index) != index:
            message = f"`{unit.id}` is also the id of `units[{first[unit.id]}]`"
            yield Problem("one-id-two-contents", Where(path=f"units[{index}].id"), message)
        if unit.parent is not None and unit.parent not in parents:
            yield _unknown_unit(f"units[{index}].parent", unit.parent, parents)
        elif _leads_back(unit.id, parents):
            message = f"`{unit.id}` is a part of itself"
            yield Problem("cyclic-units", Where(path=f"units[{index}].parent"), message, "one unit has no parent")


def _leads_back(unit: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    above = parents[unit]
    while above is not None and above not in seen:
        if above == unit:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _delegation_problems(delegations: tuple[DelegationRecord, ...], zone: str | None) -> Iterable[Problem]:
    """Nobody delegates to oneself, and no delegations form a circle for one action at one time."""
    for index, delegation in enumerate(delegations):
        if delegation.from_person == delegation.to_person:
            message = f"`{delegation.from_person}` delegates to itself"
            yield Problem("cyclic-delegation", Where(path=f"delegations[{index}].to_person"), message)
    spans = [inside_interval(delegation, zone) for delegation in delegations]
    for index, delegation in enumerate(delegations):
        if delegation.from_person != delegation.to_person and _circular(index, delegations, spans):
            message = (
                f"what `{delegation.from_person}` delegates to `{delegation.to_person}` comes back at the same time"
            )
            hint = "end one of the delegations before the other begins"
            yield Problem("cyclic-delegation", Where(path=f"delegations[{index}].to_person"), message, hint)


def _circular(start: int, delegations: tuple[DelegationRecord, ...], spans: list[tuple[int, int]]) -> bool:
    """Whether a way leads from the receiver back to the giver, while all its delegations hold, for one action."""
    goal = delegations[start].from_person
    ways = [(delegations[start].to_person, *spans[start], _actions(delegations[start]))]
    seen: set[tuple[str, int, int, frozenset[str] | None]] = set(ways)
    while ways:
        person, begins, ends, actions = ways.pop()
        if person == goal:
            return True
        for delegation, (from_, until) in zip(delegations, spans, strict=True):
            if delegation.from_person != person:
                continue
            common = _common(actions, _actions(delegation))
            way = (delegation.to_person, max(begins, from_), min(ends, until), common)
            if way[1] < way[2] and common != frozenset() and way not in seen:
                seen.add(way)
                ways.append(way)
    return False


def _actions(delegation: DelegationRecord) -> frozenset[str] | None:
    """The actions, `None` for everything."""
    return None if "*" in delegation.actions else frozenset(delegation.actions)


def _common(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
