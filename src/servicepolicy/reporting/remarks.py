"""What a reader of a check has to know before any number: what was left out, and what judged nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from servicepolicy.logs.counts import passed_over
from servicepolicy.phrases.catalogue import words

if TYPE_CHECKING:
    from servicepolicy import logs
    from servicepolicy.reporting.check_report import CheckReport

__all__ = ["left_out", "remarks"]

_NAMED: Final = 5  # rules, one by one
_SAID: Final = words("remarks")


def left_out(counts: logs.Counts, language: str) -> tuple[tuple[str, str, str], ...]:
    """What of the log is in no number: of each remark a code, the section that tells more, and the text."""
    said = _SAID[language]
    keyless = [column for code, column in counts.unreadable if code == "no-case"]
    way_out = said["way_out"].format(said=passed_over(keyless[0])) if len(keyless) == 1 else ""
    found = (("of_any" if counts.of_any_case else "rows_of_none", counts.unplaced), ("left_out", counts.refused))
    return tuple(
        (code, "problems", said[code].format(count=f"{count:,}", subjects=f"{counts.subjects:,}", way_out=way_out))
        for code, count in found
        if count
    )


def remarks(checked: CheckReport, language: str) -> tuple[tuple[str, str, str], ...]:
    """The same of a check, and which rules judged nothing."""
    said = _SAID[language]
    unstarted = [one.rule.id for one in checked.not_judged if one.why == "never_begins"]
    idle = sum(one.why in ("nothing_applied", "other_subject", "not_in_force") for one in checked.not_judged)
    named = ", ".join(unstarted[:_NAMED]) + (f" +{len(unstarted) - _NAMED}" if len(unstarted) > _NAMED else "")
    found = (("unstarted", len(unstarted)), ("idle", idle))
    judged = (
        (code, "not_judged", said[code].format(count=f"{count:,}", names=named)) for code, count in found if count
    )
    return (*left_out(checked.counts, language), *judged)
