"""A case as a picture: what happened, how working time and pauses counted, what was due when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING, Final

import attrs

from servicepolicy.errors import CalendarNotPublished, UsageError
from servicepolicy.phrases.acts import act
from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import in_language, say, titled
from servicepolicy.phrases.times import moment
from servicepolicy.policy import arguments
from servicepolicy.results.verdict import Status, Verdict
from servicepolicy.worktime._instant import from_us

if TYPE_CHECKING:
    from datetime import datetime

    from servicepolicy.models.context import Context
    from servicepolicy.models.event import Event
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.policy.policy import Policy
    from servicepolicy.worktime import WorkClock

__all__ = ["case_svg"]

_LEFT: Final = 230
_WIDTH: Final = 960
_ROW: Final = 40
_TOP: Final = 56
_DIGITS: Final = 14  # how wide the number of an event is
_FEW: Final = 4  # so many numbers of events are said as a stretch
_SHADED_DAYS: Final = 62  # a longer stretch would be a grey blur
_SAID: Final = words("timeline")
_STYLE: Final = (
    ".t{fill:#1a1a1a;font:12px system-ui,sans-serif}.s{fill:#555}.h{font-weight:600}.o{fill:#dce8f5}.l{stroke:#999}"
    ".met{fill:#5fa777}.breached{fill:#c9553d}.pending{fill:#7f8fb0}.unknown{fill:#c9a43d}.p{fill:#fff;opacity:.65}"
    ".d{stroke:#1a1a1a;stroke-width:2}.w{fill:#b07a00}.e{stroke:#666;stroke-dasharray:2 3}.n{stroke:#1f5fa8}"
    "@media (prefers-color-scheme:dark){.t{fill:#eee}.s{fill:#bbb}.o{fill:#26384d}.d{stroke:#fff}.p{fill:#111}"
    ".e{stroke:#999}.n{stroke:#8ec1ff}}"
    "@media print{.t{fill:#000}.s{fill:#333}.o{fill:#e8eef5}}"
)


@attrs.frozen
class _Scale:
    """From instants to places on the page."""

    first: int
    last: int

    def x(self, at: int) -> float:
        """Where an instant lies."""
        room = _WIDTH - _LEFT - 24
        return _LEFT + room * (min(max(at, self.first), self.last) - self.first) / (self.last - self.first)


def case_svg(
    policy: Policy,
    subject: SubjectRecord | SubjectFacts,
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    context: Context | None = None,
    rules: Iterable[str] | None = None,
    language: str = "en",
) -> str:
    """The timeline of a subject as SVG: a row a verdict that has a beginning and an end.

    Working time of the rule's calendar is shaded, pauses are lighter, the due instant is a line, warnings are
    triangles, what was done is a dot. Whoever does not see it is told the same in its description.

    Args:
        policy: The policy.
        subject: The subject.
        as_of: The moment that is judged.
        known_at: What was recorded later does not exist; absent: everything.
        context: Organisation, ledger, waivers.
        rules: Ids of the rules to show; absent: all that apply.
        language: `en` or `zh`.

    Raises:
        UsageError: There is no such rule or language, or no verdict has times.
    """
    in_language(language)
    said = _SAID[language]
    report = policy.evaluate(subject, as_of=as_of, known_at=known_at, context=context, rules=rules)
    shown = [verdict for verdict in (*report.verdicts, *report.advice) if _has_times(verdict)]
    if not shown:
        raise UsageError(f"no verdict on `{report.subject}` has a beginning and an end, so there is nothing to draw")
    shown.sort(key=lambda verdict: (verdict.started_us or 0, verdict.due_us or 0, verdict.rule))
    scale = _scale(shown, report.as_of_us)
    events = [event for event in arguments.facts_of(subject).timeline.events if scale.first <= event.at <= scale.last]
    parts = [*_axis(scale, policy.timezone), *_events(events, scale, len(shown))]
    for row, verdict in enumerate(shown):
        clock = _clock(policy, verdict)
        parts += _row(verdict, _TOP + row * _ROW, scale, clock, language, report.as_of_us)
    bottom = _TOP + len(shown) * _ROW
    undrawn = [
        verdict
        for verdict in (*report.verdicts, *report.advice)
        if verdict not in shown and verdict.status is not Status.NOT_APPLICABLE
    ]
    parts += _legend(events, policy.timezone, bottom, language, _signs(parts, language), undrawn)
    described = "\n\n".join(verdict.explain(language).strip() for verdict in shown)
    height = bottom + 30 + 18 * ((len(events) + 1) // 2 + bool(undrawn))
    title = said["title"].format(id=report.subject)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {height}" '
        f'style="max-width:100%;height:auto;width:{_WIDTH}px"><title>{escape(title)}</title>'
        f"<desc>{escape(described)}</desc><style>{_STYLE}</style>{''.join(parts)}</svg>"
    )


def _has_times(verdict: Verdict) -> bool:
    ends = verdict.due_us is not None or verdict.stopped_us is not None
    return verdict.started_us is not None and ends and verdict.status is not Status.NOT_APPLICABLE


def _scale(shown: Sequence[Verdict], as_of: int) -> _Scale:
    first = min(verdict.started_us or 0 for verdict in shown)
    ends = [at for verdict in shown for at in (verdict.due_us, verdict.stopped_us) if at is not None]
    last = max(ends)
    if any(verdict.stopped_us is None and verdict.status is not Status.MET for verdict in shown):
        last = max(last, min(as_of, last + (last - first) // 2))
    margin = max((last - first) // 40, 60_000_000)
    return _Scale(first - margin, last + margin)


def _clock(policy: Policy, verdict: Verdict) -> WorkClock | None:
    edition = policy.at(from_us(verdict.started_us or 0, policy.timezone)) or policy.editions[-1]
    rule = edition.rule(verdict.rule)
    name = getattr(rule, "clock", None)
    return edition.clocks.get(name) if isinstance(name, str) else None


def _text(x: float, y: float, said: str, anchor: str = "start", kind: str = "t") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(said)}</text>'


def _axis(scale: _Scale, zone: str) -> list[str]:
    """The first instants of days, as many as fit."""
    first, last = from_us(scale.first, zone), from_us(scale.last, zone)
    days = (last.date() - first.date()).days
    step = max(1, -(-days // 8))
    parts: list[str] = []
    for ahead in range(0, days + 1, step):
        day = (first + timedelta(days=ahead)).replace(hour=0, minute=0, second=0, microsecond=0)
        at = int(day.timestamp() * 1_000_000)
        if scale.first <= at <= scale.last:
            parts.append(f'<path d="M{scale.x(at):.1f} 34v8" class="l"/>')
            parts.append(_text(scale.x(at), 28, day.strftime("%m-%d"), "middle", "t s"))
    return parts


def _events(events: Sequence[Event], scale: _Scale, rows: int) -> list[str]:
    parts: list[str] = []
    together: list[tuple[float, list[int]]] = []  # numbers that have no room beside each other
    for event in events:
        x = scale.x(event.at)
        parts.append(f'<path d="M{x:.1f} 46V{_TOP + rows * _ROW}" class="e"/>')
        if together and x - together[-1][0] <= _DIGITS * len(together[-1][1]):
            together[-1][1].append(event.number)
        else:
            together.append((x, [event.number]))
    for x, numbers in together:
        said = ",".join(map(str, numbers)) if len(numbers) < _FEW else f"{numbers[0]}…{numbers[-1]}"
        parts.append(_text(x, 46, said, "middle" if len(numbers) == 1 else "start", "t s"))
    return parts


def _row(verdict: Verdict, y: int, scale: _Scale, clock: WorkClock | None, language: str, as_of: int) -> list[str]:
    status = say(f"status.{verdict.status.value}", language)
    title = titled(verdict.label, language) or verdict.rule
    parts = [_text(4, y + 16, _cut(title), kind="t h"), _text(4, y + 31, f"{status}  {verdict.rule}"[:38], kind="t s")]
    for begin, end in _open(clock, scale):
        parts.append(_bar(scale, begin, end, y + 4, 30, "o"))
    began = verdict.started_us or 0
    ended = verdict.stopped_us if verdict.stopped_us is not None else max(as_of, began)
    due = verdict.due_us
    if verdict.status is Status.BREACHED and due is not None and began < due < ended:  # in time up to there
        parts += [_bar(scale, began, due, y + 13, 12, "pending"), _bar(scale, due, ended, y + 13, 12, "breached")]
    else:
        parts.append(_bar(scale, began, ended, y + 13, 12, verdict.status.value))
    for step in verdict.arithmetic:
        if step.code.startswith("paused") and step.at is not None and step.amount:
            parts.append(_bar(scale, step.at, step.at + step.amount, y + 13, 12, "p"))
    for at in verdict.warnings_us:
        if scale.first <= at <= scale.last:
            x = scale.x(at)
            parts.append(f'<path d="M{x - 4:.1f} {y + 6}h8l-4 6z" class="w"/>')
    if verdict.due_us is not None:
        parts.append(f'<path d="M{scale.x(verdict.due_us):.1f} {y + 6}v26" class="d"/>')
    if verdict.stopped_us is not None:
        parts.append(f'<circle cx="{scale.x(verdict.stopped_us):.1f}" cy="{y + 19}" r="4" class="t"/>')
    return parts


def _bar(scale: _Scale, begin: int, end: int, y: int, height: int, kind: str) -> str:
    left = scale.x(begin)
    width = max(scale.x(end) - left, 1)
    return f'<rect x="{left:.1f}" y="{y}" width="{width:.1f}" height="{height}" class="{kind}"/>'


def _cut(said: str) -> str:
    most = 29
    return said if len(said) <= most else f"{said[: most - 1]}…"


def _open(clock: WorkClock | None, scale: _Scale) -> list[tuple[int, int]]:
    """The working time of a calendar, where there is little enough to be seen, and it is published."""
    if clock is None or scale.last - scale.first > _SHADED_DAYS * 86_400_000_000:
        return []
    first, last = (from_us(at, clock.zone).date() for at in (scale.first, scale.last))
    try:
        found = clock.segments(first, last + timedelta(days=1))
    except CalendarNotPublished:
        return []
    seen = [(max(begin, scale.first), min(end, scale.last)) for begin, end in found]
    return [(begin, end) for begin, end in seen if begin < end]


def _signs(parts: Sequence[str], language: str) -> list[tuple[str, str]]:
    """The signs that are there, each with what it means: those of bars by the class of their colour."""
    said, drawn = _SAID[language], "".join(parts)
    shown = [("d", "│", said["due"]), ("", "●", said["done"]), ("w", "▾", said["warning"])]
    signs = [(sign, told) for kind, sign, told in shown if not kind or f'class="{kind}"' in drawn]
    bars = [("o", said["open"]), ("p", said["paused"]), ("breached", said["late"])]
    return [*signs, *((kind, told) for kind, told in bars if f'class="{kind}"' in drawn)]


def _legend(
    events: Sequence[Event],
    zone: str,
    bottom: int,
    language: str,
    signs: Iterable[tuple[str, str]],
    undrawn: Sequence[Verdict],
) -> list[str]:
    """What the signs and the numbers mean, in two columns, and which rules have no row."""
    parts: list[str] = []
    x = 4
    for sign, told in signs:
        if len(sign) == 1 and not sign.isalpha():
            parts.append(_text(x, bottom + 18, f"{sign} {told}", kind="t s"))
        else:
            ground = f'<rect x="{x}" y="{bottom + 8}" width="14" height="12" class="k pending"/>' if sign == "p" else ""
            parts.append(f'{ground}<rect x="{x}" y="{bottom + 8}" width="14" height="12" class="k {sign}"/>')
            parts.append(_text(x + 20, bottom + 18, told, kind="t s"))
        x += 40 + 8 * len(told) + (6 * len(told) if language == "zh" else 0)
    for place, event in enumerate(events):
        column, row = place % 2, place // 2
        told = f"{event.number}  {act(event.kind, language)}  {moment(event.at, zone, language)}"
        parts.append(_text(4 + column * (_WIDTH // 2), bottom + 36 + 18 * row, told))
    if undrawn:
        rules = dict.fromkeys(f"{one.rule} ({say(f'status.{one.status.value}', language)})" for one in undrawn)
        told = f"{_SAID[language]['apart']}: {', '.join(rules)}"
        parts.append(_text(4, bottom + 36 + 18 * ((len(events) + 1) // 2), told, kind="t s"))
    return parts
