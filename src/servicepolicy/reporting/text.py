"""A summary as text that a person can read, in English or Chinese, without any colour."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from servicepolicy.errors import visible
from servicepolicy.language.rule import Rule
from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import doubt, titled
from servicepolicy.reporting.durations import padded, width, worst_of, wrapped
from servicepolicy.reporting.summary import RuleTally, Summary
from servicepolicy.results.verdict import Status

__all__ = [
    "COLUMNS",
    "aligned",
    "elsewhere_text",
    "missing_text",
    "rule_text",
    "share_text",
    "summary_text",
    "table",
    "tables_text",
    "worst_text",
]

_NARROWEST: Final = 16  # columns; titles in less room are left to the terminal

COLUMNS: Final = (Status.MET, Status.BREACHED, Status.PENDING, Status.UNKNOWN, Status.NOT_APPLICABLE)

_SAID: Final = words("summary")


def summary_text(
    summary: Summary, language: str, columns: int = 0, read_from: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> str:
    """The whole summary: the table, advice apart, what is missing, and the worst cases explained.

    Args:
        summary: What was counted.
        language: `en` or `zh`.
        columns: How wide the screen is; rules with long titles take several lines there. 0: as wide as need be.
        read_from: The columns of a foreign log from which each field is read.
    """
    parts = [tables_text(summary, language, columns), missing_text(summary, language, read_from=read_from)]
    parts += [worst_text(summary, language), elsewhere_text(summary, language)]
    return "\n\n".join(part for part in parts if part)


def tables_text(summary: Summary, language: str, columns: int = 0) -> str:
    """The tables of rules, advice apart, and how many found nothing to judge."""
    said = _SAID[language]
    used, advice = _used(summary.rules), _used(summary.advice)
    parts = [table(used, language, columns)]
    if advice:
        parts.append(f"{said['advice']}\n{table(advice, language, columns)}")
    idle = len(summary.rules) + len(summary.advice) - len(used) - len(advice) - summary.elsewhere
    if idle > 0 and used:
        parts.append(said["idle"].format(count=idle))
    return "\n\n".join(parts)


def elsewhere_text(summary: Summary, language: str) -> str:
    """How many rules are about other subjects, or over a period."""
    return _SAID[language]["elsewhere"].format(count=summary.elsewhere) if summary.elsewhere else ""


def _used(tallies: Sequence[RuleTally]) -> tuple[RuleTally, ...]:
    """Rules that gave a verdict: a line of noughts says nothing."""
    return tuple(tally for tally in tallies if tally.statuses.total())


def table(tallies: Sequence[RuleTally], language: str, columns: int = 0) -> str:
    """One line a rule: met, breached, pending, unknown, n.a., the share of the met, the worst margin, the rule."""
    said = _SAID[language]
    if not tallies:
        return said["no_rules"]
    head = [*(said[status] for status in COLUMNS), said["rate"], said["margin"], said["rule"]]
    rows = [
        [
            *(str(tally.statuses[status]) for status in COLUMNS),
            "" if tally.count.rate is None else share_text(tally.count.rate, language),
            worst_of(tally.undone, tally.worst_margin, language),
            rule_text(tally.rule, language) + _waived(tally, language),
        ]
        for tally in tallies
    ]
    return "\n".join(_lines([head, *rows], columns))


def rule_text(rule: Rule, language: str) -> str:
    """A rule as people call it: id, clauses and title."""
    parts = (rule.id, ", ".join(rule.clause), titled(rule.title, language))
    return "  ".join(part for part in parts if part)


def _waived(tally: RuleTally, language: str) -> str:
    return f"  ({_SAID[language]['waived'].format(count=tally.waived)})" if tally.waived else ""


def _lines(rows: Sequence[Sequence[str]], columns: int = 0) -> Iterator[str]:
    """Numbers and margins to the right; the last column, which is of any length, to the left, in lines that fit."""
    rows = [[visible(cell) for cell in row] for row in rows]
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]) - 1)]
    before = sum(widths) + 2 * len(widths)
    room = columns - before if columns - before >= _NARROWEST else 0
    for row in rows:
        cells = [padded(cell, wide, right=True) for cell, wide in zip(row[:-1], widths, strict=True)]
        first, *more = wrapped(row[-1], room) if room else [row[-1]]
        yield "  ".join([*cells, first]).rstrip()
        yield from (" " * before + line for line in more)


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> Iterator[str]:
    """Columns of words, to the left; at some places columns of numbers, to the right."""
    rows = [[visible(cell) for cell in row] for row in rows]
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = (padded(cell, wide, right=at in right) for at, (cell, wide) in enumerate(zip(row, widths, strict=True)))
        yield "  ".join(cells).rstrip()


def missing_text(
    summary: Summary,
    language: str,
    most: int = 8,
    read_from: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> str:
    """The facts on which unknown verdicts hang, those of most verdicts first."""
    if not summary.missing:
        return ""
    said = _SAID[language]
    ranked = sorted(summary.missing.items(), key=lambda item: (-item[1], item[0]))[:most]
    rows = [[str(count), doubt(name, language) + _columns(read_from.get(name, ()), language)] for name, count in ranked]
    return "\n".join([said["missing"], *_indented(_lines(rows))])


def _columns(names: Sequence[str], language: str) -> str:
    """From which columns a fact would be read."""
    listed = ", ".join(f"`{name}`" for name in names)
    return _SAID[language]["columns"].format(names=listed) if names else ""


def worst_text(summary: Summary, language: str) -> str:
    """The worst cases, each explained."""
    if not summary.worst:
        return ""
    heading = _SAID[language]["worst"].format(shown=len(summary.worst), count=summary.breaches)
    return "\n\n".join([heading, *(verdict.explain(language).strip() for verdict in summary.worst)])


def _indented(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"  {line}".rstrip()


def share_text(share: Fraction, language: str) -> str:
    """A share in per cent, with one decimal: what is not quite all is never said to be, nor what is something nothing.

    >>> share_text(Fraction(9999, 10000), "en")
    '99.9 %'
    """
    tenths = round(share * 1000)
    if tenths == 1000 and share < 1:
        tenths = 999
    if tenths == 0 and share > 0:
        tenths = 1
    return f"{tenths // 10}.{tenths % 10}{'' if language == 'zh' else ' '}%"
