"""What fills the blanks of a policy, row by row, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from servicepolicy.language.value import ValueForm, parse_value
from servicepolicy.phrases.award_tables import told_value
from servicepolicy.phrases.teller import Teller
from servicepolicy.phrases.terms import titled
from servicepolicy.policy.policy import Policy
from servicepolicy.reporting.book.parts import ValueRow

__all__ = ["value_lines", "value_rows"]


def value_rows(name: str, policy: Policy, tellers: Mapping[str, Teller]) -> Iterator[ValueRow]:
    """Everything that anybody said about a blank, the earliest first; one row where nobody did."""
    declared = policy.blanks[name]
    asked = {language: titled(declared.ask, language) for language in tellers}
    said = [one for one in policy.provenance(name) if one.value is not None]
    for one in said:
        form = parse_value(one.value)
        value = {language: value_lines(name, form, policy, teller) for language, teller in tellers.items()}
        yield ValueRow(name, declared.clause, asked, value, one.by, one.since, one.until, one.replaced)
    if not said:
        value = {language: (teller.say("value.open", name=name),) for language, teller in tellers.items()}
        yield ValueRow(name, declared.clause, asked, value, "", None, None, replaced=False)


def value_lines(name: str, form: ValueForm, policy: Policy, teller: Teller) -> tuple[str, ...]:
    """What fills a blank: one line, or the rows of a table or a ladder."""
    return told_value(form, policy.blanks[name].type, teller)
