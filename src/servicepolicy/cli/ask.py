"""`servicepolicy agenda`, `decide` and `explain`: one case, or one act."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from servicepolicy.cli.common import (
    INVALID,
    allow_empty_option,
    context_option,
    fill_option,
    instant,
    language_option,
    mapping_option,
    open_context,
    open_policy,
    open_record,
    said_instant,
    say_log_problems,
    say_not_there,
    say_notes,
    telling_problems,
)
from servicepolicy.cli.masking import mask_options, masked
from servicepolicy.cli.screen import show
from servicepolicy.cli.subjects import moment_of, open_subjects
from servicepolicy.errors import FactsError, UsageError, Where
from servicepolicy.language.plain import all_known
from servicepolicy.logs import Log
from servicepolicy.phrases.catalogue import words
from servicepolicy.reporting.duties import Agenda, agenda_of, agenda_text, duties_text, duty_first
from servicepolicy.reporting.jsonout import line, written
from servicepolicy.reporting.noted import Looked, looked_at
from servicepolicy.results.duty import Duty
from servicepolicy.results.verdict import Effect, Status
from servicepolicy.worktime._instant import date_of, first_instant, from_us, to_us

if TYPE_CHECKING:
    from datetime import datetime

    from servicepolicy.models.masking import Mask
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.models.timeline import SubjectFacts
    from servicepolicy.policy.policy import Policy

__all__ = ["agenda", "decide", "explain"]

_EFFECT_CODES = {Effect.PERMIT: 0, Effect.NEEDS_APPROVAL: 1, Effect.REFUSE: 1, Effect.UNKNOWN: 4}

_SAID: Final = words("commands")

form_option = click.option("--format", "form", type=click.Choice(["table", "json", "jsonl"]), default="table")


@click.command()
@click.argument("policy")
@click.argument("log", metavar="LOG_OR_FOLDER")
@fill_option
@mapping_option
@click.option("--as-of", metavar="TIME", help="Now, so to say; default: the last instant of the log.")
@click.option("--until", metavar="TIME", help="Only what is due by then; of a folder, by the end of the day.")
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="Duties of this role only; may be repeated.")
@click.option("--case", "only", multiple=True, metavar="ID", help="Of this case only; may be repeated.")
@allow_empty_option
@context_option
@form_option
@language_option
@mask_options
@telling_problems
def agenda(  # noqa: PLR0913, PLR0917  # one argument an option, all passed by name
    policy: str,
    log: str,
    fill: str | None,
    mapping: str | None,
    as_of: str | None,
    until: str | None,
    roles: tuple[str, ...],
    only: tuple[str, ...],
    allow_empty: bool,
    context_file: str | None,
    form: str,
    lang: str,
    mask: Mask | None,
) -> int:
    """What is to be done about the cases of a log: by which role, by when, under which rule; the most urgent first.

    Of a FOLDER all files of subjects are read, with `context.json` for the context, and what is due by the end of the
    day that is judged is listed by role. Where it looked at nothing, it ends with 3.
    """
    opened = open_policy(policy, fill)
    last = instant(until, "--until", opened.timezone)
    _check_roles(opened, roles)
    subjects, context = open_subjects(log, mapping, context_file, allow_empty=allow_empty)
    context = masked(mask, (opened,), subjects, context)
    judged_at = moment_of(subjects, as_of, opened.timezone, allow_empty=allow_empty)
    by_role = subjects.folder is not None
    if by_role:
        last = last or _end_of_day(judged_at, opened.timezone)
    hidden = only if mask is None else tuple(map(mask.under(opened).key, only))  # those of people
    duties: list[Duty] = []
    closed: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for subject in subjects.facts():
        if judged_at is not None and (not only or subject.id in (*only, *hidden)):
            seen.add((subject.subject, subject.id))
            found = opened.agenda(subject, as_of=judged_at, context=context)
            if found and _is_closed(subject, to_us(judged_at)):
                closed.add(subject.id)
            duties += found
    there = {held for _, held in seen}
    absent = [key for key, also in zip(only, hidden, strict=True) if key not in there and also not in there]
    if absent:  # it would have nothing to do
        return max(say_not_there(subjects, key) for key in absent)
    looked = _looked(opened, subjects, log, {kind for kind, _ in seen}, allow_empty=allow_empty)
    laid_out = agenda_of(duties, None if last is None else to_us(last), roles)
    as_of_there = None if judged_at is None else from_us(to_us(judged_at), opened.timezone)
    _show_agenda(laid_out, form, lang, as_of_there, by_role=by_role)
    of_closed = sum(duty.subject in closed for duty in laid_out.duties)
    if of_closed:
        click.echo(_SAID[lang]["closed"].format(count=of_closed), err=True)
    say_log_problems(subjects, looked.nothing)
    say_notes(looked.perhaps)
    return INVALID if subjects.problems or looked.nothing else 0


def _is_closed(facts: SubjectFacts, at: int) -> bool:
    """Whether a subject was closed by then, and not opened again."""
    ends = [e.at for kind in ("closed", "withdrawn") for e in facts.timeline.by_kind.get(kind, ()) if e.at <= at]
    again = [e.at for e in facts.timeline.by_kind.get("reopened", ()) if e.at <= at]
    return bool(ends) and max(ends) > max(again, default=ends[0] - 1)


def _looked(policy: Policy, subjects: Log, path: str, held: set[str], *, allow_empty: bool) -> Looked:
    """What is to be said of what an agenda looked at."""
    about = {rule.subject for rule in policy.rules if not rule.nature.over_a_period}
    return looked_at(
        where=Where(file=Path(path).name),
        policy=policy.id,
        rows=subjects.rows,
        refused=bool(subjects.problems),
        judged=not about.isdisjoint(held),
        held=held,
        about=about,
        unmatched=subjects.unmatched,
        allow_empty=allow_empty,
    )


def _show_agenda(agenda: Agenda, form: str, lang: str, judged_at: datetime | None, *, by_role: bool) -> None:
    duties = agenda.duties if by_role else sorted(agenda.duties, key=duty_first)
    as_of = None if judged_at is None else judged_at.isoformat(timespec="seconds")
    if form == "table":
        if as_of is not None:  # beside the table, which scripts read
            click.echo(_SAID[lang]["as_of"].format(as_of=as_of), err=True)
        show(agenda_text(agenda, lang) if by_role else duties_text(duties, lang))
    elif form == "json":
        left_out = {"later": agenda.later, "undated": agenda.undated} if by_role else {}
        click.echo(written({"as_of": as_of, "duties": [duty.plain() for duty in duties], **left_out}))
    else:
        for duty in duties:
            click.echo(line(duty.plain()))


def _end_of_day(moment: datetime | None, zone: str) -> datetime | None:
    """24:00 of the day of a moment, by the dates of a zone: what is due that day is due by then."""
    return None if moment is None else from_us(first_instant(date_of(to_us(moment), zone).toordinal() + 1, zone), zone)


def _check_roles(policy: Policy, roles: tuple[str, ...]) -> None:
    """Refuse a role to which no rule gives a duty: a misspelt one would have nothing to do."""
    known = tuple(dict.fromkeys(duty for rule in policy.rules if (duty := rule.duty) is not None))
    all_known((name for name in roles if name not in policy.roles), known, f"is not a role of `{policy.id}`")


def _check_role(policy: Policy, role: str | None) -> None:
    """Refuse to decide for a role that a policy does not declare: a misspelt one may do nothing."""
    if role is not None and policy.roles:
        all_known([role], policy.roles, f"is not a role of `{policy.id}`")


@click.command()
@click.argument("policy")
@click.argument("action")
@fill_option
@click.option("--by", "person", required=True, metavar="ID", help="Who would do it.")
@click.option("--role", metavar="ROLE", help="In which role; the organisation of the context comes first.")
@click.option("--unit", metavar="UNIT", help="For which unit.")
@click.option("--amount", metavar="MONEY", help="The amount, such as '250 GBP'.")
@click.option("--at", "at_text", metavar="TIME", required=True, help="When.")
@click.option("--field", "said", multiple=True, metavar="NAME=VALUE", help="Any other field of the act; repeatable.")
@click.option("--on", "file", metavar="FILE", help="The case: a JSON file, or a log with --case.")
@mapping_option
@click.option("--case", "key", metavar="ID", help="Which case of a log.")
@click.option("--type", "kind", metavar="TYPE", help="Without a file: of what type the case is, such as complaint.")
@click.option("--matter", metavar="KEY", help="Which matter of the case.")
@context_option
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@language_option
@telling_problems
def decide(  # noqa: PLR0913, PLR0917  # one argument an option, all passed by name
    policy: str,
    action: str,
    fill: str | None,
    person: str,
    role: str | None,
    unit: str | None,
    amount: str | None,
    at_text: str,
    said: tuple[str, ...],
    file: str | None,
    mapping: str | None,
    key: str | None,
    kind: str | None,
    matter: str | None,
    context_file: str | None,
    form: str,
    lang: str,
) -> int:
    """Whether somebody may do ACTION, before it is done.

    What the act would hold is said by --field, such as `--field to=e5 --field customer_told=true`; the codes of a list
    stand with commas between them. What is left out and would make a difference gives no leave.

    Exit code: 0 permitted, 1 refused or approval needed, 4 unknown.
    """
    from servicepolicy.cli.act_fields import act_fields
    from servicepolicy.models.agent import Agent

    opened = open_policy(policy, fill)
    _check_role(opened, role)
    given = {"id": person, "role": role, "unit": unit}
    agent = Agent.model_validate({name: value for name, value in given.items() if value is not None})
    on = _on(file, mapping, key, kind)
    also = {name: text for name, text in (("amount", amount), ("matter", matter)) if text is not None}
    decision = opened.decide(
        action,
        by=agent,
        on=on,
        at=said_instant(at_text, "--at", opened.timezone),
        context=open_context(context_file),
        **act_fields(opened, on, action, said, also),
    )
    if form == "json":
        click.echo(written(decision.plain()))
    else:
        show(decision.explain(lang))
    return _EFFECT_CODES[decision.effect]


def _on(file: str | None, mapping: str | None, key: str | None, kind: str | None) -> SubjectRecord | None:
    """The subject of an act: that in a file, one of which only the type is known, or none."""
    from servicepolicy.models.vocabulary import subject_model, subjects

    if file is not None:
        if kind is not None:
            raise click.BadParameter("the file says of what type the case is", param_hint="--type")
        return open_record(file, "--on", key, mapping)
    if kind is None:
        return None
    subject = kind if kind in subjects() else "case"
    said = {"id": "-", "events": []} | ({"type": kind} if kind != subject else {})
    try:
        return subject_model(subject).model_validate(said)
    except FactsError as error:
        told = "; ".join(f"{problem.message} {problem.help}".strip() for problem in error.problems)
        raise click.BadParameter(f"`{kind}`: {told}", param_hint="--type") from None


@click.command()
@click.argument("policy")
@click.argument("log", metavar="LOG_OR_FOLDER")
@click.argument("case")
@fill_option
@mapping_option
@click.option("--as-of", metavar="TIME", help="The moment that is judged; default: the last instant of the log.")
@click.option("--known-at", metavar="TIME", help="What was recorded by then.")
@click.option("--rule", "only", multiple=True, metavar="RULE", help="This rule only; may be repeated.")
@context_option
@click.option("--format", "form", type=click.Choice(["table", "json", "svg"]), default="table")
@language_option
@mask_options
@telling_problems
def explain(  # noqa: PLR0913, PLR0917  # one argument an option, all passed by name
    policy: str,
    log: str,
    case: str,
    fill: str | None,
    mapping: str | None,
    as_of: str | None,
    known_at: str | None,
    only: tuple[str, ...],
    context_file: str | None,
    form: str,
    lang: str,
    mask: Mask | None,
) -> int:
    """Every verdict on one CASE of LOG, in words, or as a timeline in SVG.

    Of a FOLDER all files of subjects are read, with `context.json` for the context.
    """
    from servicepolicy.reporting.checked import shown_rules
    from servicepolicy.reporting.explained import events_text, with_skipped_days

    opened = open_policy(policy, fill)
    known = instant(known_at, "--known-at", opened.timezone)
    shown = shown_rules(opened, only)
    cases, context = open_subjects(log, mapping, context_file)
    context = masked(mask, (opened,), cases, context)
    also = case if mask is None else mask.under(opened).key(case)  # that of a person
    judged_at = instant(as_of, "--as-of", opened.timezone)
    subject = None
    for one in cases.facts():  # to the end: what cannot be used may be of this case, too
        if subject is None and one.id in (case, also):
            subject = one
    if subject is None:
        return say_not_there(cases, case)
    judged_at = judged_at or moment_of(cases, None, opened.timezone)
    if judged_at is None:  # a log that holds the case has an event, or has told so
        raise UsageError("say `--as-of`")
    report = opened.evaluate(subject, as_of=judged_at, known_at=known, context=context, rules=shown)
    verdicts = (*report.verdicts, *report.advice)
    if form == "svg":
        from servicepolicy.reporting.timeline import case_svg  # few ask for a picture

        picture = case_svg(
            opened, subject, as_of=judged_at, known_at=known, context=context, rules=shown, language=lang
        )
        click.echo(picture)
    elif form == "json":
        click.echo(written({"verdicts": [verdict.plain() for verdict in verdicts]}))
    else:
        told = [v for v in verdicts if only or v.status is not Status.NOT_APPLICABLE]
        read = events_text(told, subject, lang)
        parts = [*(with_skipped_days(verdict, opened, lang) for verdict in told), *([read] if read else [])]
        show("\n\n".join(parts) or _SAID[lang]["none_applies"])
    for other in (key for key, into in cases.counts.merged_into.items() if into == case):
        click.echo(f"note: `{other}` was merged into `{case}`, and is judged with it", err=True)
    say_log_problems(cases)
    if cases.problems:
        return INVALID
    return 1 if any(v.status is Status.BREACHED and v.level == "breach" and v.waived is None for v in verdicts) else 0
