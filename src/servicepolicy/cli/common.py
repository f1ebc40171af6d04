"""What the commands share: reading arguments, and telling problems."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar, overload
from zoneinfo import ZoneInfo

import attrs
import click

from servicepolicy.errors import (
    FactsError,
    NaiveTimeError,
    NothingJudgedError,
    PolicyError,
    Problem,
    ServicePolicyError,
    Where,
)
from servicepolicy.worktime._instant import first_instant, from_us, in_reach, parse_us

if TYPE_CHECKING:
    from servicepolicy.logs import Log
    from servicepolicy.models.context import Context
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.policy.own_terms import Terms
    from servicepolicy.policy.policy import Policy
    from servicepolicy.reporting.check_report import CheckReport

__all__ = [
    "FAULT",
    "INVALID",
    "USAGE",
    "allow_empty_option",
    "code_of",
    "context_option",
    "csv_option",
    "fill_option",
    "forms_of",
    "instant",
    "language_option",
    "mapping_option",
    "open_context",
    "open_policy",
    "open_record",
    "output_options",
    "said_instant",
    "say_log_problems",
    "say_not_there",
    "say_notes",
    "say_problems",
    "telling_problems",
]

USAGE = 2
INVALID = 3
FAULT = 70  # a fault of this library: it says nothing of the cases, and is no breach
_NAMED = 3  # cases, where one has to be picked
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_OPENED = "servicepolicy.policy"  # where a command keeps the policy that it has opened
CUT_OFF = 141  # what shells say of a program that wrote to nobody

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., Any])

fill_option = click.option("--fill", metavar="PROFILE", help="Fills the policy's blanks: a shipped profile, or a file.")


def _unless_none(_: click.Context, __: click.Parameter, said: str | None) -> str | None:
    """`none` takes back what a configuration says."""
    return None if said == "none" else said


mapping_option = click.option(
    "--mapping",
    metavar="FILE",
    callback=_unless_none,
    help="What the columns and activities of a foreign log mean; `none`: not what the configuration says.",
)
context_option = click.option("--context", "context_file", metavar="FILE", help="JSON: organisation, ledger, waivers.")
allow_empty_option = click.option("--allow-empty", is_flag=True, help="A log without subjects is no problem.")
csv_option = click.option(
    "--csv-dialect",
    "dialect",
    type=click.Choice(["plain", "excel"]),
    default="plain",
    show_default=True,
    help="How CSV is written; `excel`: with semicolons and decimal commas, as it opens by a double click in Europe.",
)
language_option = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of explanations."
)


def output_options(forms: Iterable[str]) -> Callable[[F], F]:
    """In which form, and into which files, a report is written."""

    def added(command: F) -> F:
        form = click.option(
            "--format",
            "form",
            type=click.Choice([*forms, "table"]),
            help="How it is written; default: as the ending of -o says, else text.",
        )
        outputs = click.option(
            "-o",
            "--output",
            "outputs",
            multiple=True,
            metavar="FILE",
            help="Write into FILE; may be repeated, each as it ends.",
        )
        return form(outputs(command))

    return added


def forms_of(form: str | None, outputs: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """In which form standard output is written, if it is said, and in which each file: else as its ending says."""
    if form is not None and len(outputs) > 1:
        raise click.BadParameter("several files are written each as its ending says", param_hint="--format")
    from servicepolicy.reporting.formats import format_of  # most commands write no report

    said = "text" if form == "table" else form
    return said, tuple(said or format_of(name) for name in outputs)


def telling_problems(command: Callable[P, int]) -> Callable[P, NoReturn]:
    """A command that ends with the code it returns; what it cannot use is told on standard error.

    A wrong call ends with 2, an unusable policy, fact or log with 3, a fault of ours with 70.
    """

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> NoReturn:
        try:
            code = command(*args, **kwargs)
        except (PolicyError, FactsError) as error:
            say_problems(error.problems, error.heading)
            code = code_of(error)
        except ServicePolicyError as error:
            click.echo(f"error: {error}", err=True)
            code = INVALID if isinstance(error, NothingJudgedError) else USAGE
        except (KeyboardInterrupt, click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except BrokenPipeError:  # the reader has seen enough; nothing was decided, so no code of ours is right
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = CUT_OFF
        except Exception as error:  # noqa: BLE001  # whatever it is, no exit code of ours may say that it is a breach
            click.echo(f"error: {_fault(error)}", err=True)
            code = FAULT
        raise SystemExit(code)

    return told


def _fault(error: Exception) -> str:
    """What is said of a fault of ours: where it is, and nothing of what was handed in."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = "" if at is None else f" in {Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}"
    kind = "the memory is used up" if isinstance(error, MemoryError) else f"{type(error).__name__}{place}"
    return f"this is a fault of servicepolicy, and not of what was judged ({kind}): please report it"


def code_of(error: PolicyError | FactsError) -> int:
    """The exit code for what cannot be used: a file that was named and is not there is a wrong call."""
    return USAGE if all(p.code == "no-such-file" and p.where.line is None for p in error.problems) else INVALID


def say_problems(problems: Iterable[Problem], heading: str = "", more: int = 0) -> None:
    """Problems on standard error, each with its place and the way out."""
    if heading:
        click.echo(f"error: {heading}", err=True)
    for problem in _in_own_terms().problems(problems):
        click.echo(f"  {problem}".replace("\n", "\n  "), err=True)
    if more:
        click.echo(f"  and {more} more", err=True)


def say_log_problems(log: Log | CheckReport, besides: Sequence[Problem] = ()) -> None:
    """What of a log, of a folder of subjects, or of a check could not be used, and what is a problem besides."""
    told = (*log.problems, *besides)
    count = len(told) + log.unlisted
    if count:
        say_problems(told, f"{count} problem{'s' if count > 1 else ''} in the log", log.unlisted)


def say_not_there(subjects: Log, key: str) -> int:
    """That a case is not among the subjects, and why, if anybody knows: it was left out, or may be what was not read.

    Returns:
        The exit code: whoever named it was wrong, or has to mend the log first.
    """
    into = subjects.counts.merged_into.get(key)
    if into is not None:
        click.echo(f"error: `{key}` was merged into `{into}`, and is judged with it: ask about that", err=True)
        return USAGE
    own = [one for one in subjects.problems if one.where.path.split(": ")[0] == key]
    if own:
        say_problems(own, f"`{key}` was left out: it cannot be judged as long as this is wrong")
        return USAGE
    count = len(subjects.problems) + subjects.unlisted
    besides = f"; {count} problem{'s' if count > 1 else ''} in the log, which may be why" if count else ""
    say_problems(subjects.problems, f"the log has no case `{key}`{besides}", subjects.unlisted)
    return USAGE


def say_notes(notes: Iterable[Problem]) -> None:
    """What is no problem, and may be none of what was meant, on standard error."""
    for note in notes:
        click.echo(f"note: {note}".replace("\n", "\n  "), err=True)


@overload
def instant(text: str, option: str, zone: str | None = None) -> datetime: ...
@overload
def instant(text: str | None, option: str, zone: str | None = None) -> datetime | None: ...
def instant(text: str | None, option: str, zone: str | None = None) -> datetime | None:
    """An instant of the command line; a date alone is the end of that day, where a zone says when that is.

    Raises:
        click.BadParameter: It is no time, or has no offset.
    """
    if text is None:
        return None
    on = _date(text) if zone is not None else None
    if on is not None and zone is not None:
        return from_us(first_instant(on.toordinal() + 1, zone) - 1, zone)
    if zone is not None and _DATE.fullmatch(text):
        raise click.BadParameter(f"`{text}` is not a date between 1900 and 2200", param_hint=option)
    return said_instant(text, option, zone)


def said_instant(text: str, option: str, zone: str | None = None) -> datetime:
    """An instant of the command line that has to be said; where a zone is known, its offset is proposed.

    Raises:
        click.BadParameter: It is no time, or has no offset.
    """
    try:
        return from_us(parse_us(text), "UTC")
    except NaiveTimeError as error:
        meant = None if zone is None else _in_zone(text, zone)
        told = f"a time needs an offset; in {zone} it is `{meant}`" if meant else _in_own_terms().text(str(error))
        raise click.BadParameter(f"`{text}`: {told}", param_hint=option) from None
    except ValueError as error:
        raise click.BadParameter(f"`{text}`: {_in_own_terms().text(str(error))}", param_hint=option) from None


def _in_zone(text: str, zone: str) -> str | None:
    """A wall time with its offset there; `None` where it is no time, or is told twice or not at all."""
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        return None
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    return first.isoformat() if first.utcoffset() == second.utcoffset() else None


def _date(text: str) -> date | None:
    """A date without a time."""
    if len(text) != len("2026-03-31"):
        return None
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return on if in_reach(on) else None


def open_policy(name: str, fill: str | None) -> Policy:
    """A shipped pack, or the policy in a file.

    Raises:
        PolicyError: It cannot be used.
        UsageError: There is no such pack or profile.
    """
    from servicepolicy.policy.policy import load

    opened = load(name, fill=fill)
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta[_OPENED] = opened
    return opened


def _in_own_terms() -> Terms:
    """In which currency and zone examples are said: those of the policy that the command has opened."""
    from servicepolicy.policy.own_terms import NEUTRAL, terms_of  # most commands end without a problem

    context = click.get_current_context(silent=True)
    policy: Policy | None = None if context is None else context.meta.get(_OPENED)
    return NEUTRAL if policy is None else terms_of(policy)


def open_context(file: str | None) -> Context | None:
    """The context in a JSON file.

    Raises:
        FactsError: It cannot be used.
        click.BadParameter: There is no such file.
    """
    from servicepolicy.models.context import Context

    if file is None:
        return None
    content = _json(Path(file), "--context")
    with _problems_of(Path(file)):
        return Context.model_validate(content)


def open_record(file: str, argument: str, key: str | None = None, mapping: str | None = None) -> SubjectRecord:
    """The record of one subject in a JSON file, or in a log that a mapping may explain; `key` picks one of several.

    Raises:
        FactsError: It cannot be used, or parts of the log that may belong to it cannot.
        click.BadParameter: There is no such file, no such record in it, or several of which none is picked.
    """
    from servicepolicy.models.vocabulary import subject_model

    path = Path(file)
    if path.suffix.lower() == ".json" and mapping is None:
        record = _json(path, argument)
        kind = record.get("subject", "case") if isinstance(record, dict) else "case"
        with _problems_of(path):
            subject = subject_model(str(kind)).model_validate(record)
        if key not in (None, subject.id):
            raise click.BadParameter(f"`{file}` has no case `{key}`", param_hint=argument)
        return subject
    return _picked(path, file, argument, key, mapping)


def _picked(path: Path, file: str, argument: str, key: str | None, mapping: str | None) -> SubjectRecord:
    from servicepolicy.logs import read_log

    log = read_log(path, mapping)
    wanted = (subject for subject in log if key in (None, subject.id))
    found = list(islice(wanted, 1 if key is not None else _NAMED + 1))
    if len(found) > 1:
        named = ", ".join(f"`{subject.id}`" for subject in found[:_NAMED])
        more = " and more" if len(found) > _NAMED else ""
        raise click.BadParameter(
            f"`{file}` has several cases: say which with `--case`: {named}{more}", param_hint=argument
        )
    if not found and key is not None:
        raise SystemExit(say_not_there(log, key))
    if log.problems and (key is None or log.counts.unplaced):
        raise FactsError(log.problems)
    if not found:
        raise click.BadParameter(f"`{file}` has no case", param_hint=argument)
    return found[0]


@contextmanager
def _problems_of(path: Path) -> Generator[None, None, None]:
    """What is wrong with a record is told with the file that it stands in."""
    try:
        yield
    except FactsError as error:
        told = [attrs.evolve(problem, where=attrs.evolve(problem.where, file=path.name)) for problem in error.problems]
        raise FactsError(told) from None


def _json(path: Path, hint: str) -> Any:  # whatever the file holds; a model says what it must be
    from decimal import Decimal

    try:
        return json.loads(path.read_bytes(), parse_float=Decimal)
    except OSError:
        raise click.BadParameter(f"no file `{path}`", param_hint=hint) from None
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        where = Where(file=path.name, line=line, column=getattr(error, "colno", None))
        problem = Problem("not-json", where, "the file is not JSON", "it holds one object: `{...}`")
    raise FactsError([problem])
