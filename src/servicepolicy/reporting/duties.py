"""Duties as text: what is to be done, by whom, by when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import attrs

from servicepolicy.phrases.acts import acts
from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import role
from servicepolicy.reporting.text import aligned
from servicepolicy.results.duty import Duty
from servicepolicy.results.moments import minute_text
from servicepolicy.telling.naming import own_acts

if TYPE_CHECKING:
    from servicepolicy.results.frames import Library

__all__ = ["Agenda", "agenda_of", "agenda_text", "duties_text", "duty_first"]

_SAID: Final = words("agenda")
_NEVER = 1 << 62
_BETWEEN: Final = " / "  # roles of which one is enough
# The only occurrence, or one that is told apart by the instant at which it began: no news for a reader.
_UNTOLD: Final = re.compile(r"|[0-9]+|[0-9]{8}T[0-9.]+Z(#[0-9]+)?")


def duty_first(duty: Duty) -> tuple[int, str, str, str]:
    """The order of an agenda: what is due first, first; what has no time, last."""
    return (_NEVER if duty.due_us is None else duty.due_us, duty.subject, duty.rule, duty.occurrence)


def duties_text(duties: Sequence[Duty], language: str) -> str:
    """One line a duty, times in the policy's zone."""
    said = _SAID[language]
    if not duties:
        return said["none"]
    rows = [[_due(duty, language), _who(duty, language), duty.subject, *_what(duty, language)] for duty in duties]
    head = [said[name] for name in ("due", "who", "case", "what", "rule")]
    return "\n".join(aligned([head, *rows]))


def _due(duty: Duty, language: str) -> str:
    return _SAID[language]["no_due"] if duty.due is None else minute_text(duty.due)


def _who(duty: Duty, language: str) -> str:
    return duty.person or _by_post(duty, language)


def _by_post(duty: Duty, language: str) -> str:
    """The role that owes it, or those of whom an approval is awaited."""
    return _BETWEEN.join(role(name, duty.label.roles, language) for name in _posts(duty))


def _posts(duty: Duty) -> tuple[str, ...]:
    return duty.approvers if duty.role is None else (duty.role,)


def _about(duty: Duty) -> str:
    """The subject; where it has several matters or periods, which."""
    named = [part for part in duty.occurrence.split("/") if not _UNTOLD.fullmatch(part)]
    return duty.subject + (f" ({', '.join(named)})" if named else "")


def _what(duty: Duty, language: str) -> list[str]:
    told = acts(duty.act, duty.form, language, duty.label.about, own_acts(duty.label)) + (
        f" ({_SAID[language]['overdue']})" if duty.overdue else ""
    )
    return [told, f"{duty.rule}  {', '.join(duty.clause)}"]


@attrs.frozen(kw_only=True)
class Agenda:
    """What is to be done, by whom: each role's duties with what is due first first, the most pressed role first.

    Attributes:
        roles: Ids of roles, each with its duties, several of whom one approves with ` / ` between them; the empty id is
            for duties that no role owes.
        later: How many duties are left out because they are due later.
        undated: How many are left out because they have no due time, such as those whose clock stands still.
    """

    roles: tuple[tuple[str, tuple[Duty, ...]], ...]
    later: int = 0
    undated: int = 0

    @property
    def duties(self) -> tuple[Duty, ...]:
        """The duties, role by role."""
        return tuple(duty for _, duties in self.roles for duty in duties)

    def to_frame(self, library: Library | None = None) -> Any:
        """The duties as a frame of `polars` or `pandas`; see `servicepolicy.to_frame`.

        Raises:
            UsageError: The library is not installed.
        """
        from servicepolicy.results.frames import to_frame

        return to_frame(self.duties, library)


def agenda_of(duties: Iterable[Duty], until: int | None = None, roles: Sequence[str] = ()) -> Agenda:
    """Lays duties out by role.

    Args:
        duties: In any order.
        until: The last due instant that is shown, UTC microseconds; what has no due time is then left out, too. `None`:
            everything is shown.
        roles: Only these roles; none: all.
    """
    asked = [duty for duty in duties if not roles or not set(_posts(duty)).isdisjoint(roles)]
    dated = [duty for duty in asked if duty.due_us is not None]
    shown = asked if until is None else [duty for duty in dated if duty.due_us is not None and duty.due_us <= until]
    by_role = sorted(shown, key=lambda duty: (_BETWEEN.join(_posts(duty)), duty_first(duty)))
    grouped = [(name, tuple(group)) for name, group in groupby(by_role, key=lambda duty: _BETWEEN.join(_posts(duty)))]
    grouped.sort(key=lambda one: duty_first(one[1][0]))
    undated = 0 if until is None else len(asked) - len(dated)
    return Agenda(roles=tuple(grouped), later=len(asked) - len(shown) - undated, undated=undated)


def agenda_text(agenda: Agenda, language: str) -> str:
    """The duties of each role below its name, times in the policy's zone; at the end how many are left out."""
    said = _SAID[language]
    parts: list[str] = []
    for _, duties in agenda.roles:
        title = _by_post(duties[0], language) or said["anybody"]
        late = sum(duty.overdue for duty in duties)
        heading = said["at_work" if late else "none_late"].format(role=title, count=len(duties), overdue=late)
        rows = aligned([[f"  {_due(duty, language)}", _about(duty), *_what(duty, language)] for duty in duties])
        parts.append("\n".join([heading, *rows]))
    parts = parts or [said["none"]]
    if agenda.later or agenda.undated:
        parts.append(said["left_out"].format(later=agenda.later, undated=agenda.undated))
    return "\n\n".join(parts)
