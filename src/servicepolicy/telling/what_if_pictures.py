"""Pictures of a replay, of thresholds and of a sweep: SVG that prints, that a screen reader reads, light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from servicepolicy.phrases.catalogue import words
from servicepolicy.results.replay import ABSENT, RuleReplay
from servicepolicy.results.verdict import Status
from servicepolicy.telling.what_if import moves_text, said_in, status_text

if TYPE_CHECKING:
    from servicepolicy.results.sweep import Sweep
    from servicepolicy.results.thresholds import Thresholds

__all__ = ["matrix_svg", "sweep_svg", "thresholds_svg"]

ORDER: Final = (*(str(one) for one in (Status.BREACHED, Status.UNKNOWN, Status.PENDING, Status.MET)),
                str(Status.NOT_APPLICABLE), ABSENT)  # fmt: skip
_WORSE: Final = {status: rank for rank, status in enumerate(ORDER)}
# Colours that differ in lightness as well, so that they differ in print; dark grounds get lighter ones.
_STYLE: Final = (
    ".t{fill:#1a1a1a;font:13px system-ui,sans-serif}.s{fill:#555}.l{stroke:#888;fill:none}.b{fill:#ececec}"
    ".w{fill:#f2b8a8}.g{fill:#b9dcc4}.k{fill:#d9d9d9}.c{stroke:#1f5fa8;stroke-width:2;fill:none}.d{fill:#1f5fa8}"
    "@media (prefers-color-scheme:dark){.t{fill:#eee}.s{fill:#bbb}.b{fill:#333}.w{fill:#7d3526}.g{fill:#285c3b}"
    ".k{fill:#444}.c{stroke:#8ec1ff}.d{fill:#8ec1ff}}"
    "@media print{.t{fill:#000}.s{fill:#333}.b{fill:#eee}.w{fill:#f2b8a8}.g{fill:#b9dcc4}.k{fill:#ddd}}"
)
_SAID: Final = words("pictures")
_WIDTH: Final = 640
_CELL: Final = (86, 34)
_LEFT: Final = 120
_WIDE_FROM: Final = 0x2E80


def _svg(width: int, height: int, title: str, described: str, parts: Iterable[str]) -> str:
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'style="max-width:100%;height:auto;width:{width}px">'
        f"<title>{escape(title)}</title><desc>{escape(described)}</desc><style>{_STYLE}</style>{body}</svg>"
    )


def _text(x: float, y: float, said: str, anchor: str = "start", kind: str = "t") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}" text-anchor="{anchor}">{escape(said)}</text>'


def _wide(said: str) -> int:
    """About how wide a text is drawn: a Chinese character is twice as wide as a letter."""
    return sum(14 if ord(letter) > _WIDE_FROM else 7 for letter in said)


def matrix_svg(one: RuleReplay, language: str = "en") -> str:
    """The transitions of a rule: a row a status under the old policy, a column a status under the new one."""
    old = [status for status in ORDER if any(change[0] == status for change in one.by_subject)]
    new = [status for status in ORDER if any(change[1] == status for change in one.by_subject)]
    wide, high = _CELL
    parts = [_text(_LEFT - 10, 18, _SAID[language]["axes"], "end", "t s")]
    for column, status in enumerate(new):
        parts.append(_text(_LEFT + wide * (column + 0.5), 18, status_text(status, language), "middle", "t s"))
    for row, before in enumerate(old):
        y = 28 + row * high
        parts.append(_text(_LEFT - 10, y + high / 2 + 5, status_text(before, language), "end", "t s"))
        for column, after in enumerate(new):
            count = one.by_subject.get((before, after), 0)
            kind = "k" if before == after else "w" if _WORSE[after] < _WORSE[before] else "g"
            x = _LEFT + column * wide
            ground = kind if count else "b"
            parts.append(f'<rect x="{x}" y="{y}" width="{wide - 3}" height="{high - 3}" rx="3" class="{ground}"/>')
            if count:
                parts.append(_text(x + (wide - 3) / 2, y + high / 2 + 4, f"{count:,}", "middle"))
    described = "; ".join(f"{text}: {count}" for text, count in moves_text(one.by_subject, language))
    return _svg(max(_LEFT + len(new) * wide, 320), 34 + len(old) * high, one.rule, described, parts)


def _curve(points: Sequence[tuple[float, float]], *, stepped: bool) -> str:
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for x, y in points[1:]:
        path += f"H{x:.1f}V{y:.1f}" if stepped else f"L{x:.1f} {y:.1f}"
    return f'<path d="{path}" class="c"/>'


def _frame(high: int, values: Sequence[tuple[float, str]]) -> list[str]:
    """The axes: shares upwards, and to the right values, each at its part of the way, as many as have room."""
    parts = [f'<path d="M{_LEFT} 20V{high}H{_WIDTH - 20}" class="l"/>']
    for share in (0, 50, 100):
        y = high - (high - 30) * share / 100
        parts += [_text(_LEFT - 8, y + 4, f"{share} %", "end", "t s"), f'<path d="M{_LEFT - 4} {y:g}h4" class="l"/>']
    room, free = _WIDTH - 20 - _LEFT, float(_LEFT)
    until = _WIDTH - 20 - _wide(values[-1][1])
    for part, said in values:
        wide, x = _wide(said), _LEFT + room * part
        left = _LEFT if part == 0 else x - (wide if part == 1 else wide / 2)
        if left < free or (part < 1 and left + wide > until - 12):
            continue
        free = left + wide + 12
        parts += [_text(left, high + 20, said, "start", "t s"), f'<path d="M{x:.1f} {high}v4" class="l"/>']
    return parts


def thresholds_svg(found: Thresholds, language: str = "en") -> str:
    """What share is kept at which limit, with the limits of the shares that were asked for."""
    steps = sorted(found.needed)
    decided = sum(found.needed.values()) + found.never
    last = next((one.attained_least for one in reversed(list(found.overall.values())) if one.attained_least), None)
    top = max(last or 1, steps[0] if steps else 1)
    high = 240

    def spot(step: float, share: float) -> tuple[float, float]:
        return _LEFT + (_WIDTH - 20 - _LEFT) * min(step / top, 1), high - (high - 30) * share

    totals = list(accumulate(found.needed[step] for step in steps))
    shown = [(step, total / decided) for step, total in zip(steps, totals, strict=True) if step <= top]
    curve = [spot(0, 0), *(spot(step, share) for step, share in shown)]
    marks = sorted({0, *(top * quarter // 4 for quarter in (1, 2, 3)), top})
    labels = [(mark / top, found.said(mark) or "" if mark else f"0 {found.unit}") for mark in marks]
    parts = [*_frame(high, labels), _curve(curve, stepped=True)]
    reached = [one for one in found.overall.values() if one.attained_least is not None]
    for place, one in enumerate(reached):
        x, y = spot(one.attained_least or 0, float(one.share))
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="d"/>')
        label = f"{float(one.share) * 100:g} %: {found.said(one.attained_least)}"
        parts.append(_text(_WIDTH - 24, high - 14 - 20 * (len(reached) - 1 - place), label, "end"))
    described = "; ".join(
        f"{float(one.share) * 100:g} %: {found.said(one.attained_least) or said_in(language)['none']}"
        for one in found.overall.values()
    )
    return _svg(_WIDTH, high + 34, f"{found.value}: {said_in(language)['kept']}", described, parts)


def sweep_svg(found: Sweep, language: str = "en") -> str:
    """The share that is kept at each point: a line a rule for one value, a table of shades for two."""
    names = list(found.values)
    described = "; ".join(
        f"{', '.join(str(value) for value in point.values.values())}: "
        + ", ".join(f"{rule} {_percent(point.share(rule))}" for rule in found.rules)
        for point in found.points
    )
    title = f"{', '.join(names)}: {said_in(language)['kept']}"
    if len(names) == 1:
        return _svg(_WIDTH, 300, title, described, _line(found, names[0]))
    return _svg(*_size(found), title, described, _shades(found, names, language))


def _line(found: Sweep, name: str) -> list[str]:
    values, high = found.values[name], 240
    parts = _frame(high, [(place / max(len(values) - 1, 1), str(value)) for place, value in enumerate(values)])
    room = _WIDTH - 20 - _LEFT
    for number, rule in enumerate(found.rules):
        points: list[tuple[float, float]] = []
        for place, point in enumerate(found.points):
            share = point.share(rule)
            if share is not None:
                points.append((_LEFT + room * place / max(len(values) - 1, 1), high - (high - 30) * share))
        if points:
            parts.append(_curve(points, stepped=False))
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" class="d"/>' for x, y in points]
            parts.append(_text(points[-1][0], points[-1][1] - 8 - 14 * number, rule, "end"))
    return parts


def _cells(found: Sweep) -> tuple[int, int]:
    """How wide the heads of the rows are, and a column."""
    left, wide = (max(_wide(str(one)) for one in heads) for heads in found.values.values())
    return max(_LEFT, left + 16), max(_CELL[0], wide + 12)


def _size(found: Sweep) -> tuple[int, int]:
    rows, columns = found.values.values()
    left, wide = _cells(found)
    heads = (_wide(f"{rule}: {' / '.join(found.values)}") + 8 for rule in found.rules)
    undecided = 24 if any(point.share(rule) is None for point in found.points for rule in found.rules) else 0
    return max(left + len(columns) * wide, *heads), len(found.rules) * (len(rows) * _CELL[1] + 56) + undecided


def _shades(found: Sweep, names: Sequence[str], language: str) -> list[str]:
    rows, columns = (found.values[name] for name in names)
    (left, wide), high = _cells(found), _CELL[1]
    parts: list[str] = []
    for number, rule in enumerate(found.rules):
        top = number * (len(rows) * high + 56) + 40
        parts.append(_text(4, top - 24, f"{rule}: {names[0]} / {names[1]}"))
        parts += [
            _text(left + wide * (column + 0.5), top - 6, str(value), "middle", "t s")
            for column, value in enumerate(columns)
        ]
        for place, point in enumerate(found.points):
            row, column = divmod(place, len(columns))
            x, y, share = left + column * wide, top + row * high, point.share(rule)
            if column == 0:
                parts.append(_text(left - 8, y + high / 2 + 4, str(rows[row]), "end", "t s"))
            opacity = 0 if share is None else share
            box = f'<rect x="{x}" y="{y}" width="{wide - 3}" height="{high - 3}" rx="3" class="{{}}" opacity="{{}}"/>'
            parts.append(box.format("b", 1))
            parts.append(box.format("g", f"{opacity:.2f}"))
            parts.append(_text(x + wide / 2, y + high / 2 + 4, _percent(share), "middle"))
    if any(point.share(rule) is None for point in found.points for rule in found.rules):
        parts.append(_text(4, _size(found)[1] - 8, _SAID[language]["undecided"], kind="t s"))
    return parts


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share * 100:.1f} %"
