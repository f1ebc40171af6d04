"""A check as text: what was judged, the counts by rule, since when and why, months and groups, the worst cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, TYPE_CHECKING, Final

from servicepolicy.errors import visible
from servicepolicy.phrases.catalogue import words
from servicepolicy.reporting.log_text import heading_text
from servicepolicy.reporting.remarks import remarks
from servicepolicy.reporting.section import Section, cell_text
from servicepolicy.reporting.sections import sections
from servicepolicy.reporting.text import aligned, elsewhere_text, missing_text, share_text, tables_text, worst_text

if TYPE_CHECKING:
    from servicepolicy.errors import Problem
    from servicepolicy.language.rule import Rule
    from servicepolicy.reporting.check_report import CheckReport
    from servicepolicy.reporting.formats.setting import Setting
    from servicepolicy.results.report import Report
    from servicepolicy.results.verdict import Status

__all__ = ["TextWriter", "checked_text", "totals_text"]

MANY: Final = 24  # rows of one section that a person reads here; a page or a table has all
_SAID: Final = words("text")


class TextWriter:
    """Writes a check as text, once it is done."""

    def __init__(self, out: IO[str], setting: Setting) -> None:
        self._out, self._setting = out, setting

    def report(self, report: Report, groups: Sequence[Mapping[str, str]]) -> None:
        """Nothing: the counts are kept elsewhere."""

    def room(self, status: Status, rule: Rule) -> int | None:  # noqa: ARG002 - as all writers
        """None: the counts are kept elsewhere."""
        return 0

    def finish(self, checked: CheckReport, problems: Sequence[Problem]) -> None:  # noqa: ARG002 - as all formats
        """Write it."""
        text = checked_text(checked, self._setting.language, self._setting.width)
        self._out.write("\n".join(visible(line) for line in text.split("\n")) + "\n")


def checked_text(checked: CheckReport, language: str, columns: int = 0) -> str:
    """The whole check.

    Args:
        checked: The check.
        language: `en` or `zh`.
        columns: How wide the screen is; 0: as wide as need be.
    """
    told = remarks(checked, language)
    first = [text for code, _, text in told if code == "of_any"]
    summary, head = checked.summary, [*first, heading_text(checked, language)]
    if summary.total.total:
        head.append(totals_text(checked, language))
    head += [text for code, _, text in told if code == "unstarted"]
    laid_out = {section.id: section for section in sections(checked, language)}
    parts = ["\n".join(head), tables_text(summary, language, columns)]
    parts += [_section(laid_out[name], language) for name in ("since", "why") if name in laid_out]
    parts += [_section(one, language) for name, one in laid_out.items() if _is_grouping(name, one, checked)]
    if "waivers" in laid_out:
        parts.append(_section(laid_out["waivers"], language))
    parts += [missing_text(summary, language, read_from=checked.columns), worst_text(summary, language)]
    parts.append(elsewhere_text(summary, language))
    return "\n\n".join(part for part in parts if part)


def totals_text(checked: CheckReport, language: str) -> str:
    """The counts of all rules whose breach is a breach, on one line."""
    said, whole = _SAID[language], checked.summary.total
    rate = ""
    if whole.rate is not None:
        rate = said["rate"].format(rate=share_text(whole.rate, language), count=f"{whole.decided:,}")
        if whole.unknown and whole.bounds is not None:
            low, high = (share_text(bound, language) for bound in whole.bounds)
            rate += said["bounds"].format(low=low, high=high)
    return said["totals"].format(
        met=f"{whole.met:,}",
        breached=f"{whole.breached:,}",
        waived=said["waived"].format(count=f"{whole.waived:,}") if whole.waived else "",
        pending=f"{whole.pending:,}",
        unknown=f"{whole.unknown:,}",
        rate=rate,
        with_breach=said["with_breach"].format(
            count=f"{checked.summary.subjects_breached:,}", subjects=f"{checked.summary.subjects:,}"
        )
        if whole.breached
        else "",
    )


def _is_grouping(name: str, section: Section, checked: CheckReport) -> bool:
    """Months are told where there are several, or where they were asked for."""
    if name == "by-month":
        return len(section.rows) > 1 or "month" in checked.by
    return name.startswith(("by-", "crossed-"))


def _section(section: Section, language: str) -> str:
    """A section as a table; columns without anything are left out."""
    latest = section.id == "by-month"  # the last ones are those of most interest
    rows = section.rows[-MANY:] if latest else section.rows[:MANY]
    used, numbers = section.used(), section.numbers()
    texts = [[cell_text(row[at], language) for at in used] for row in rows]
    head = [section.head[at] for at in used]
    lines = [
        section.title,
        *(f"  {line}" for line in aligned([head, *texts], {used.index(at) for at in used if at in numbers})),
    ]
    if section.note:
        lines.append(f"  {section.note}")
    if len(section.rows) > len(rows):
        lines.append(f"  {_SAID[language]['more'].format(count=len(section.rows) - len(rows))}")
    return "\n".join(lines)
