"""An assessment in every format: a page that is filed, tables and documents for machines, all of them complete."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from textwrap import dedent
from typing import IO, Final

from servicepolicy.errors import UsageError
from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import titled
from servicepolicy.phrases.times import period
from servicepolicy.reporting.assess_report import AssessReport, assessment_text
from servicepolicy.reporting.assess_sections import assess_sections, finding_title
from servicepolicy.reporting.formats.opened import BESIDE, Written
from servicepolicy.reporting.formats.page_parts import (
    CLOSING,
    Tile,
    escaped,
    escaped_lines,
    find_html,
    opening,
    pairs_html,
    section_html,
)
from servicepolicy.reporting.formats.setting import Setting
from servicepolicy.reporting.jsonout import line, written
from servicepolicy.reporting.log_text import heading_text
from servicepolicy.reporting.remarks import left_out
from servicepolicy.results.assessment import Finding
from servicepolicy.results.verdict import Status

__all__ = ["ASSESS_FORMS", "assess_totals", "write_assessment"]

ASSESS_FORMS: Final = ("text", "html", "csv", "xlsx", "parquet", "json", "jsonl")
EXPLAINED: Final = 500  # findings on a page that is read and printed
_SHOWN: Final = (Status.MET, Status.BREACHED, Status.PENDING, Status.UNKNOWN)
_SAID: Final = words("assessment_page")


def write_assessment(report: AssessReport, form: str, target: str | IO[str], setting: Setting) -> None:
    """Writes an assessment into a file, or a stream; a file takes its name only once it is whole.

    Args:
        report: The assessment.
        form: One of `ASSESS_FORMS`.
        target: The name of a file, or an open text stream.
        setting: How to write.

    Raises:
        UsageError: There is no such format, the file cannot be written, or an extra is not installed.
    """
    if form not in ASSESS_FORMS:
        raise UsageError(f"`{form}` is not a format of an assessment: {', '.join(ASSESS_FORMS)}")
    file = Written(form, target)
    try:
        if isinstance(file.out, Path):
            _BINARY[form](report, file.out, setting)
        else:
            _TEXTS[form](report, file.out, setting)
        file.close(None if file.path is None or form not in BESIDE else _beside(report, file.path.name, form, setting))
    except BaseException:
        file.abandon()
        raise


def assess_totals(report: AssessReport, language: str) -> str:
    """How many findings there are of each status, on one line."""
    said, statuses = _SAID[language], report.statuses
    return ("，" if language == "zh" else ", ").join(f"{said[one.value]} {statuses[one]:,}" for one in _SHOWN)


def _text(report: AssessReport, out: IO[str], setting: Setting) -> None:
    language = setting.language
    told = assessment_text(report.findings, language, report.worst)
    first = "".join(f"{told}\n" for code, _, told in left_out(report.counts, language) if code == "of_any")
    heading, asked = heading_text(report, language), period(report.assessment.period, language)
    out.write(f"{first}{heading}\n{asked}\n{assess_totals(report, language)}\n\n{told}\n")


def _json(report: AssessReport, out: IO[str], _: Setting) -> None:
    out.write(f"{written(report.plain())}\n")


def _jsonl(report: AssessReport, out: IO[str], _: Setting) -> None:
    out.writelines(f"{line(one.plain())}\n" for one in report.findings)


def _csv(report: AssessReport, out: IO[str], setting: Setting) -> None:
    from servicepolicy.reporting.formats.csv_rows import Lines

    rows = report.assessment.rows_of(report.findings)
    lines = Lines(out, rows.kinds, setting.dialect)
    for row in rows.rows:
        lines.add(row)


def _beside(report: AssessReport, name: str, form: str, setting: Setting) -> dict[str, object]:
    """What stands in the file beside one that holds rows and nothing else."""
    from servicepolicy.reporting.formats.csv_rows import metadata

    if form != "csv":
        return report.plain()
    kinds = report.assessment.rows_of(()).kinds
    return metadata(name, ((one, one, kind) for one, kind in kinds.items()), report.plain(), setting.dialect)


def _xlsx(report: AssessReport, path: Path, setting: Setting) -> None:
    from servicepolicy.reporting.formats.excel import Workbook

    book = Workbook(setting.language)
    front = [book.section(one) for one in assess_sections(report, setting.language, parts=True)]
    rows = report.assessment.rows_of(report.findings)
    sheet = book.new(_SAID[setting.language]["sheet"], tuple(rows.kinds), [max(12, len(name)) for name in rows.kinds])
    for row in rows.rows:
        book.append(sheet, (row.get(name) for name in rows.kinds))
    book.save([*front, sheet], path)


def _parquet(report: AssessReport, path: Path, _: Setting) -> None:
    from servicepolicy.results.frames import polars_of

    rows = report.assessment.rows_of(report.findings)
    polars_of(rows.rows, rows.kinds, rows.zone).write_parquet(path, metadata={"servicepolicy": line(report.plain())})


def _html(report: AssessReport, out: IO[str], setting: Setting) -> None:
    out.writelines(_page(report, setting.language))


def _page(report: AssessReport, language: str) -> Iterator[str]:
    said, findings = _SAID[language], report.findings
    laid_out = {section.id: section for section in assess_sections(report, language)}
    called = titled(report.policy.title, language) or report.policy.id
    head = said["head"].format(policy=called, period=period(report.assessment.period, language))
    statuses = report.statuses
    tiles: list[Tile] = [("", f"{statuses.total():,}", said["assessed"], "")]
    tiles += [(one.value, f"{statuses[one]:,}", said[one.value], "") for one in _SHOWN]
    before = [name for name in ("findings", "slas", "scorecards", "awards") if name in laid_out]
    last = [name for name in ("run", "read", "problems") if name in laid_out]
    named = {name: section.title for name, section in laid_out.items()} | {"explained": said["explained"]}
    links = [(name, named[name]) for name in (*before, "explained", *last)]
    first = ((name, told) for _, name, told in left_out(report.counts, language))
    yield from opening(head, laid_out["run"], tiles, first, links, language)
    yield from (section_html(laid_out[name], language) for name in before)
    yield from _explained(findings, language)
    yield pairs_html(laid_out["run"], language)
    yield from (section_html(laid_out[name], language) for name in last[1:])
    yield CLOSING


def _explained(findings: Sequence[Finding], language: str) -> Iterator[str]:
    """Each finding in words, the worst first, folded but for those that are breached or unknown."""
    said = _SAID[language]
    yield f'<section><h2 id="explained">{said["explained"]}</h2>'
    told = [one for one in findings if one.status is not Status.NOT_APPLICABLE]
    if not told:
        yield f"<p>{said['none']}</p></section>"
        return
    if len(told) > EXPLAINED:
        yield f"<p>{escaped(said['capped'].format(left=f'{len(told) - EXPLAINED:,}'))}</p>"
    rules = sorted({(one.rule, finding_title(one, language)) for one in told})
    yield find_html(said["find"], rules, ((one.value, said[one.value]) for one in _SHOWN), language)
    yield '<div id="list">'
    for one in told[:EXPLAINED]:
        heading, *body = one.explain(language).split("\n")
        state = " open" if one.status in (Status.BREACHED, Status.UNKNOWN) else ""
        yield (
            f'<details data-r="{escape(one.rule)}" data-s="{one.status.value}"{state}>'
            f'<summary class="s-{one.status.value}">{escaped(heading)}</summary>'
            f"<pre>{escaped_lines(dedent(chr(10).join(body)))}</pre></details>\n"
        )
    yield "</div></section>"


_TEXTS: Final[Mapping[str, Callable[[AssessReport, IO[str], Setting], None]]] = {
    "text": _text,
    "html": _html,
    "csv": _csv,
    "json": _json,
    "jsonl": _jsonl,
}
_BINARY: Final[Mapping[str, Callable[[AssessReport, Path, Setting], None]]] = {"xlsx": _xlsx, "parquet": _parquet}
