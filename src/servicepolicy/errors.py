"""What can go wrong, as values that carry fields.

Wording of messages: lowercase, no full stop, names of the user's things in backticks, the way out in `help`.
No message ever holds a value of a personal field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, Final

import attrs

__all__ = [
    "CalendarNotPublished",
    "FactsError",
    "MoneyError",
    "NaiveTimeError",
    "NeverOpensAgain",
    "NothingJudgedError",
    "OpenBlanksError",
    "PolicyError",
    "Problem",
    "ServicePolicyError",
    "TimeRangeError",
    "UsageError",
    "Where",
    "meant_by",
    "visible",
]

# What moves the cursor, turns the direction of writing or ends a line, and what is no character of any text.
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb]"
)


def visible(text: str) -> str:
    r"""A text from a log as people may read it: what they could not see, or what would move other text, is spelt out.

    >>> print(visible("C-1\r\nINJECT"))
    C-1\r\nINJECT
    """
    if text.isprintable():
        return text
    return _UNSEEN.sub(lambda found: repr(found[0])[1:-1], text)


# Words that people use for what has another name here.
_SAME_AS: Final[Mapping[str, str]] = {
    "kept": "met", "fulfilled": "met", "broken": "breached", "violated": "breached", "late": "breached",
    "open": "pending", "allow": "permit", "allowed": "permit", "deny": "refuse", "denied": "refuse",
    "person": "human", "people": "human", "staff": "human", "employee": "human", "agent": "human",
    "robot": "bot", "chatbot": "bot", "machine": "system", "client": "customer",
    "pay": "paid", "payed": "paid", "refund": "paid", "refunded": "paid", "compensated": "paid",
}  # fmt: skip


_LONGEST: Final = 60  # no name is longer: what is, is none, and is not looked at letter by letter


def meant_by(word: object, known: Iterable[str]) -> str:
    """The known word that is near, or says the same; an empty text if none is."""
    import difflib  # most policies have nothing misspelt

    names = list(known)
    if len(str(word)) > _LONGEST:
        return ""
    meant = _SAME_AS.get(str(word).lower())
    if meant in names:
        return meant
    near = difflib.get_close_matches(str(word), names, n=3, cutoff=0.7)
    return max(near, key=lambda name: _alike(str(word), name), default="")


def _alike(word: str, name: str) -> float:
    """How near two words are; the beginning, which is seldom misspelt, counts most."""
    import difflib

    same = next((place for place, (one, other) in enumerate(zip(word, name, strict=False)) if one != other), 4)
    return difflib.SequenceMatcher(None, name, word).ratio() + min(same, 4) / 20


@attrs.frozen
class Where:
    """A place in something the user wrote.

    Args:
        file: Name of the file or pack, `None` for what was built in Python.
        line: Line, counted from 1.
        column: Column, counted from 1.
        path: Path inside the document, such as `rules[3].within` or `events[2].at`.
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str = ""

    def __str__(self) -> str:
        spot = [visible(self.file)] if self.file else []
        if self.line is not None:
            spot.append(str(self.line))
            if self.column is not None:
                spot.append(str(self.column))
        place = ":".join(spot)
        path = visible(self.path)
        if place and path:
            return f"{place} ({path})"
        return place or path


@attrs.frozen
class Problem:
    """One thing that is wrong with a policy, a fact or a mapping.

    Args:
        code: Stable code, such as `unknown-key`: scripts may rely on it.
        where: Where it stands.
        message: One plain sentence: what is wrong. Lowercase, no full stop, user input in backticks.
        help: What to do about it, or `""`.
    """

    code: str
    where: Where
    message: str
    help: str = ""

    def plain(self) -> dict[str, object]:
        """The problem as JSON-ready data; what is empty is left out."""
        place = {name: said for name, said in attrs.asdict(self.where).items() if said}
        said = {"code": self.code, "where": place, "message": self.message, "help": self.help}
        return {name: value for name, value in said.items() if value}

    def __str__(self) -> str:
        place = str(self.where)
        message = visible(self.message)
        text = f"{place}: {message} [{self.code}]" if place else f"{message} [{self.code}]"
        return f"{text}\n    help: {visible(self.help)}" if self.help else text


class ServicePolicyError(Exception):
    """Everything that this library raises on purpose.

    Attributes:
        problems: What is wrong, one by one; where an error is about one thing, that one.
    """

    CODE: ClassVar[str] = "error"

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, one by one."""
        return (Problem(self.CODE, Where(), str(self)),)

    def plain(self) -> dict[str, object]:
        """The error as JSON-ready data: a code, and every problem with its place and the way out."""
        return {"error": self.CODE, "problems": [problem.plain() for problem in self.problems]}


class ProblemsError(ServicePolicyError, ValueError):
    """Something handed in has one or more problems; all of them are listed.

    Attributes:
        problems: Every problem, in the order of the document.
    """

    def __init__(self, problems: Iterable[Problem], heading: str = "") -> None:
        self._problems: tuple[Problem, ...] = tuple(problems)
        count = len(self._problems)
        self.heading = heading or f"{count} problem{'s' if count != 1 else ''}"
        super().__init__("\n".join([self.heading, *(f"  {problem}" for problem in self._problems)]))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, in the order of the document."""
        return self._problems

    def __reduce__(self) -> tuple[object, ...]:  # else it would be made again of its text
        return type(self), (self._problems, self.heading)


class PolicyError(ProblemsError):
    """A policy, profile or calendar document cannot be used."""

    CODE = "policy"


class OpenBlanksError(PolicyError):
    """A policy was to be evaluated although it has blanks that no profile fills."""

    CODE = "open-blanks"


class FactsError(ProblemsError):
    """A subject, event, log line or mapping cannot be used. Values are never shown."""

    CODE = "facts"


class NaiveTimeError(ServicePolicyError, ValueError):
    """A time without a zone or offset was handed in."""

    CODE = "naive-time"


class TimeRangeError(ServicePolicyError, ValueError):
    """A time was handed in that lies before 1900 or after 2200: spans from it could not be reckoned."""

    CODE = "time-out-of-range"


class MoneyError(ServicePolicyError, ValueError):
    """An amount that is no amount, an unknown currency, or arithmetic over two currencies."""

    CODE = "wrong-amount"


class UsageError(ServicePolicyError, LookupError):
    """A call names something that does not exist: a rule, a pack, a language."""

    CODE = "wrong-call"


class NothingJudgedError(UsageError):
    """What was handed in has nothing that was asked about, so that no answer would mean anything."""

    CODE = "nothing-judged"


class CalendarNotPublished(ServicePolicyError, LookupError):
    """The holidays of a year are not published, so no date in it can be counted.

    Attributes:
        calendar: Name of the calendar or jurisdiction.
        year: The year concerned: that of the first date that was looked at and is not covered.
        known_until: The first instant (UTC microseconds) that is not covered; an answer that was sought lies at or
            after it. `None` where the missing year lies before the covered ones.
    """

    CODE = "calendar-not-published"

    def __init__(self, calendar: str, year: int, known_until: int | None = None) -> None:
        self.calendar = calendar
        self.year = year
        self.known_until = known_until
        super().__init__(f"calendar not published: {year} (`{calendar}`)")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.calendar, self.year, self.known_until)


class NeverOpensAgain(CalendarNotPublished):
    """Working time is needed after the last date on which a calendar opens.

    Attributes:
        last: The last date with hours.
    """

    def __init__(self, calendar: str, last: date, known_until: int) -> None:
        super().__init__(calendar, last.year, known_until)
        self.last = last
        self.args = (f"the calendar `{calendar}` never opens again after {last}",)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.calendar, self.last, self.known_until)
