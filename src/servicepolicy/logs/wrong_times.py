"""What is said of texts that are no time in the form of a mapping: the text, if it may be shown, and what fits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from servicepolicy.logs.fitting_forms import fitting, is_nothing, is_shown
from servicepolicy.logs.time_forms import ISO

__all__ = ["help_with", "shown_among"]


def shown_among(texts: Iterable[str]) -> str:
    """The first text that may be shown, as it stands in a message; else nothing."""
    return next((f": `{text}`" for text in texts if text and is_shown(text)), "")


def help_with(texts: Sequence[str], expected: Sequence[str]) -> str:
    """The form that fits texts which the expected forms do not read.

    >>> help_with(["02-Apr-2026 09:14"], ("iso",))
    'say the form in the mapping: `format: "%d-%b-%Y %H:%M"`'
    >>> help_with(["n/a"], ("iso",))
    'list in `absent` what means that nothing is known: `absent: ["", "n/a"]`'
    """
    known = tuple(form for form in expected if form != ISO)
    if texts and all(is_nothing(text) for text in texts):
        first = texts[0].replace('"', "")
        return f'list in `absent` what means that nothing is known: `absent: ["", "{first}"]`'
    fit = fitting([text for text in texts if not is_nothing(text)])
    if fit is None:
        said = f"the form that was said is {_listed(known)}: " if known else ""
        return f"{said}correct the cells, or list in `absent` what means that nothing is known"
    months = f", months: {fit.months}" if fit.months else ""
    order = next((_day_first(form) for form in known if _day_first(form) is not None), None)
    alike = [forms for forms in (fit.forms, fit.others) if forms and order in map(_day_first, forms)]
    if fit.others and not fit.mixed and order is not None and alike:
        return f"say the form in the mapping beside the one that is there: `format: {_written((*known, *alike[0]))}`"
    if fit.others or fit.mixed:
        ways = [fit.forms, fit.others] if fit.others else [fit.forms]
        either = " or ".join(f"`format: {_written(forms)}{months}`" for forms in ways)
        return f"say whether the day or the month is first: {either}"
    if any(_turned(form, other) for form in fit.forms for other in known):
        return f"if day and month stand the other way round in the whole column: `format: {_written(fit.forms)}`"
    forms = (*known, *(form for form in fit.forms if form not in known))
    beside = " beside the one that is there" if known else ""
    return f"say the form in the mapping{beside}: `format: {_written(forms)}{months}`"


def _day_first(form: str) -> bool | None:
    """Whether a form has the day before the month; `None` where it does not matter."""
    day, month = form.find("%d"), form.find("%m")
    return None if min(day, month) < 0 or form.startswith(("%Y", "%y")) else day < month


def _turned(form: str, other: str) -> bool:
    """Whether two forms differ in the order of day and month alone."""
    return form != other and re.sub(r"%[dm]", "%_", form) == re.sub(r"%[dm]", "%_", other)


def _written(forms: Sequence[str]) -> str:
    return f'"{forms[0]}"' if len(forms) == 1 else "[" + ", ".join(f'"{form}"' for form in forms) + "]"


def _listed(forms: Sequence[str]) -> str:
    return " or ".join(f"`{form}`" for form in forms)
