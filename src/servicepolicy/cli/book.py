"""`servicepolicy book`: a policy as a document that is read and filed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import click

from servicepolicy.cli.common import fill_option, open_policy, telling_problems
from servicepolicy.errors import UsageError
from servicepolicy.reporting.book import Shown, as_html, as_markdown, book_of, teller_of

__all__ = ["book"]

LANGUAGES: dict[str, tuple[Literal["zh", "en"], ...]] = {"both": ("zh", "en"), "zh": ("zh",), "en": ("en",)}


@click.command()
@click.argument("policy")
@fill_option
@click.option("--lang", type=click.Choice(list(LANGUAGES)), default="both", show_default=True)
@click.option("--format", "form", type=click.Choice(["html", "markdown"]), help="Default: as FILE ends, else html.")
@click.option("--scenarios", metavar="PATH", help="Scenarios to list under their rules; a shipped pack brings its own.")
@click.option("--earlier", metavar="POLICY", help="An earlier version; the book ends with what changed since.")
@click.option("--earlier-fill", metavar="PROFILE", help="What filled the earlier version; without it, --fill.")
@click.option("--output", "-o", metavar="FILE", help="Where to write it; without it, on standard output.")
@telling_problems
def book(
    policy: str,
    fill: str | None,
    lang: str,
    form: str | None,
    scenarios: str | None,
    earlier: str | None,
    earlier_fill: str | None,
    output: str | None,
) -> int:
    """Write POLICY as a book: every clause, its rules in words, its values with their origin, its scenarios."""
    before = None if earlier is None else open_policy(earlier, earlier_fill or fill)
    languages = LANGUAGES[lang]
    shown = tuple(_shown(scenarios or policy, required=scenarios is not None, chinese="zh" in languages))
    made = book_of(open_policy(policy, fill), languages=languages, scenarios=shown, earlier=before)
    text = as_html(made) if (form or _form_of(output)) == "html" else as_markdown(made)
    if output is None:
        click.echo(text, nl=False)
        return 0
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(f"cannot write `{output}`: {error.strerror}", param_hint="--output") from None
    click.echo(
        f"{output}: {sum(1 for _ in made.entries)} clauses, {len(made.policy.rules)} rules, {len(shown)} scenarios"
    )
    return 0


def _form_of(output: str | None) -> str:
    """How a book is written into a file, as its name ends."""
    ending = Path(output or "").suffix.lower()
    forms = {"": "html", ".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}
    if ending not in forms:
        message = f"a book is not written as `{ending}`: write .html and print it, or .md, or say `--format`"
        raise click.BadParameter(message, param_hint="--output")
    return forms[ending]


def _shown(path: str, *, required: bool, chinese: bool) -> Iterator[Shown]:
    """The scenarios of a pack or a file, each with what it expects.

    Their names are English; for a Chinese book each is asked and told from its facts and the reason that it is given.
    """
    from servicepolicy.testing import load_scenarios
    from servicepolicy.testing.told import told

    if not required and path.endswith((".yaml", ".yml")):
        return
    try:
        loaded = load_scenarios(path)
    except UsageError:
        if required:
            raise
        return
    limits = {clause: rule.id for rule in loaded.policy.rules if rule.actions() for clause in rule.clause}
    teller = teller_of(loaded.policy, "zh")
    results = loaded.results() if chinese else ()
    said = {result.scenario.id: told(result, teller) for result in results}
    for case in loaded.document.cases:
        # Who is asked before an act may leave open which rule decides: it is the one that limits such acts.
        rule = case.rule or case.expect.rule or next((limits[name] for name in case.clause if name in limits), None)
        several = [verdict.status for verdict in case.expect.verdicts or ()]
        several += [finding.status for finding in case.expect.findings or ()]
        ways = (case.expect.status, case.expect.effect, *several)
        status = next((word for word in ways if word is not None), None)
        if rule is not None and status is not None:
            yield Shown(rule, case.title or case.id.replace("-", " "), status, said.get(case.id, ""))
