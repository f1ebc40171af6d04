"""What all rule kinds have in common."""

from abc import abstractmethod
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, ClassVar, Final, Literal

import attrs
from pydantic import AfterValidator, Field

from servicepolicy.language.bound.says import Says
from servicepolicy.language.condition import Condition
from servicepolicy.language.period import Period
from servicepolicy.language.plain import LISTED, refuse
from servicepolicy.language.selector import Selector
from servicepolicy.models.vocabulary._tables import SubjectKind
from servicepolicy.worktime._built import Built

__all__ = [
    "LASTING",
    "MATTER",
    "WHOLE",
    "Clauses",
    "Name",
    "Nature",
    "Part",
    "Rule",
    "Selecting",
    "SubjectKind",
    "Title",
]


def _name(raw: str) -> str:
    if not raw or raw != raw.strip() or any(sign.isspace() or sign in "/=" for sign in raw):
        raise refuse(
            "not-a-name", f"`{raw}` is not a name", (), "use letters, digits and hyphens, such as `first-response`"
        )
    return raw


@cache  # asked for by every check of every rule; pydantic takes its time to say which fields there are
def _kind_name(rule: "type[Rule]") -> str:
    return str(rule.model_fields["kind"].default)


WHOLE: Final = "subject"
"""What `per` says where a timeline is judged whole."""

MATTER: Final = "matter"
"""The event field that tells matters apart where a rule says nothing else."""

_OF_MATTERS = frozenset({"case", "interaction", "inspection"})
"""Subjects whose events may name a matter."""

LASTING = frozenset({"agent", "document", "organisation"})
"""Subjects that stay: what is judged about them began at some time of its own, not when they did."""

Name = Annotated[str, AfterValidator(_name)]
Clauses = Annotated[tuple[str, ...], LISTED, Field(min_length=1)]


class Part(Built):
    """A frozen piece of a policy document: unknown keys are refused, errors never repeat their input."""


class Selecting(Part):
    """A part that selects events by keys of its own, such as `event`, `where` and `who`."""

    @abstractmethod
    def selected(self) -> Selector | None:
        """The events that it selects, if it selects any."""


class Title(Part):
    """A name for people, in Chinese and English."""

    zh: str = ""
    en: str = ""


@attrs.frozen(slots=True)
class Nature:
    """What some kinds of rules have in common and others have not.

    Attributes:
        over_a_period: It is judged over a period and many subjects, by `assess`; `evaluate` leaves it out.
        as_of_the_act: An act is judged by what is in force when it is done, whatever the policy is pinned to.
        across_versions: A count that runs may be judged by several editions in turn.
        by_time_alone: Duties begin by time alone; what is breached stays so, and nothing warns of it.
        begins_once: What an occurrence began with never moves.
        says_per_itself: Its own words say what `per` means.
        keeps_scores: Others look its findings up.
        broken_by_the_act: Where nothing fell due, it was breached when the act was done.
        in_service_levels: A service level may count its verdicts.
        taken_over: What began before the policy's first day is judged by its first version, from that day on.
    """

    over_a_period: bool = False
    as_of_the_act: bool = False
    across_versions: bool = False
    by_time_alone: bool = False
    begins_once: bool = False
    says_per_itself: bool = False
    keeps_scores: bool = False
    broken_by_the_act: bool = False
    in_service_levels: bool = False
    taken_over: bool = False


class Rule(Part):
    """The fields that every rule kind has.

    Attributes:
        id: Its name, unique in the policy.
        subject: What it judges: `case`, `agent`, `document`, `shift` ...
        clause: The clauses of the source that it carries out.
        title: What people call it.
        applies: Condition on the subject under which it applies.
        per: Event field that splits the timeline into matters which never meet; `subject` judges it whole. Left out, a
            deadline, an authority, an ownership, a requirement at an event, and what comes in order, before, after or
            once is judged for each `matter` that the events of a case, an interaction or an inspection name.
        gravity: How heavy a breach weighs.
        in_force: When the rule itself is in force.
        duty: Role that owes it.
        level: `breach`, or `advice`: reported apart, never in an exit code.
    """

    nature: ClassVar[Nature] = Nature()

    id: Name
    subject: SubjectKind = "case"
    clause: Clauses
    title: Title | None = None
    applies: Annotated[Condition, Says()] = Condition()
    per: str | None = None
    gravity: Literal["minor", "normal", "serious"] = "normal"
    in_force: Period | None = None
    duty: str | None = None
    level: Literal["breach", "advice"] = "breach"

    @classmethod
    def kind_name(cls) -> str:
        """What `kind:` says in a policy."""
        return _kind_name(cls)

    def about(self) -> Iterator[Selector]:
        """The events that it is about: its start, or the act that it judges."""
        yield from ()

    def looked_for(self) -> Iterator[Selector]:
        """The acts that would do what it asks; none where it waits for none."""
        yield from ()

    @property
    def begins_again(self) -> bool:
        """Whether what it is about can come a second time and be asked about again."""
        return all(pattern.nth == "each" for selector in self.about() for pattern in selector.patterns())

    @property
    def begun_by_an_event(self) -> bool:
        """Whether there is nothing to judge where none of the events happened that it is about."""
        return not self.nature.by_time_alone

    @property
    def at_each_event(self) -> int | None:
        """How many verdicts at most begin with one event; `None`: any number, as duties come back by the hour."""
        return None if self.nature.by_time_alone else 1

    @property
    def looks_ahead(self) -> bool:
        """Whether what it looks for comes after what it is about."""
        return True

    @property
    def reads_every_event(self) -> bool:
        """Whether an event of any kind may mean something to it, although it does not say so."""
        return False

    def unsaid(self) -> Iterator[Selector]:
        """The events that it reads although it does not name them, such as what closes a case."""
        yield from ()

    def actions(self) -> frozenset[str]:
        """The acts that it gives leave to, as kinds of events; none where it is no power."""
        return frozenset()

    def carried_by_vote(self) -> frozenset[str]:
        """Those of its acts that a vote carries."""
        return frozenset()

    def binds(self, act: str) -> bool:
        """Whether it says who may have a part in an act."""
        return act in self.actions()

    def lifts(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """The rules of which it lifts something, each with the path where that is said."""
        yield from ()

    def figures(self) -> frozenset[str]:
        """The names of the figures that it finds, where others look them up."""
        return frozenset()

    def part_titles(self) -> dict[str, tuple[str, str]]:
        """What its parts that have an id are called, in English and Chinese."""
        return {}

    def written_at(self, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """Where something of it is written, which may be under another key than the one that reads it."""
        return path

    @classmethod
    def as_written(cls, schema: dict[str, Any]) -> None:
        """Widen the JSON Schema of the kind by other ways of writing that the loader takes."""

    def main_kinds(self) -> tuple[str, ...]:
        """The kinds of the events that it is about."""
        return tuple(sorted({kind for selector in self.about() for kind in selector.kinds()}))

    @property
    def splits_by(self) -> str | None:
        """The event field by which matters are told apart; `None`: the timeline is judged whole."""
        if self.per is not None:
            return None if self.per == WHOLE else self.per
        return MATTER if self.subject in _OF_MATTERS and self.of_each_matter else None

    @property
    def of_each_matter(self) -> bool:
        """Whether it is meant for each matter where nothing is said."""
        return False
