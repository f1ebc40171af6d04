"""Shares that a rule names: outright, or by a blank that something fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found
from servicepolicy.language.plain import refuse
from servicepolicy.language.share import as_share
from servicepolicy.language.value import Literal as Said
from servicepolicy.language.value import Value, blank_names, literals

__all__ = ["check_share", "wrong_shares"]


def check_share(value: Value | None, name: str) -> None:
    """Refuse what is said outright and is no share.

    Args:
        value: What stands in a field of a rule.
        name: The field.

    Raises:
        PydanticCustomError: It is no share.
    """
    if value is None or not isinstance(value.form, Said):
        return
    try:
        as_share(value.form.raw)
    except ValueError as error:
        raise refuse("wrong-type", f"`{name}`: {error}", (name,)) from None


def wrong_shares(value: Value, path: tuple[str | int, ...], fillings: Mapping[str, Filling]) -> Iterator[Found]:
    """What is no share, wherever it is said.

    Args:
        value: What stands in a field of a rule.
        path: Where that field is.
        fillings: What fills the blanks.
    """
    forms = [value.form]
    for name in blank_names(value.form):
        if name in fillings:
            forms.extend(dated.form for dated in fillings[name].fill.values)
    for literal in (one for form in forms for one in literals(form)):
        try:
            as_share(literal.raw)
        except ValueError as error:
            yield Found("wrong-type", path, f"`{path[-1]}`: {error}")
