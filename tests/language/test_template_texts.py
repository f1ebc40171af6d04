"""Texts that templates tell apart, against all short texts."""

from __future__ import annotations

from itertools import product

import pytest

from servicepolicy.language.bound.template_texts import TooManyTexts, texts_of
from servicepolicy.language.template import Template

GROUPS = (
    ("{digits:2}", "{alnum:2}"),
    ("A{digits:1}", "{upper:1}{alnum:1}", "{one_of:A1|B|AB}"),
    ("{digits:1-2}", "{digits:2-3}"),
    ("{name:2}", "{letters:1-2}", "-{alnum:1}"),
    ("{lower:1}{{", "{one_of:a|b}{{", "{alnum:1-3}"),
)


def _told(text: str, templates: tuple[str, ...]) -> tuple[bool, ...]:
    return tuple(Template.parse(one).matches(text) for one in templates)


@pytest.mark.parametrize("templates", GROUPS)
@pytest.mark.parametrize("named", [frozenset[str](), frozenset({"A1", "AB", "00", "--"})])
def test_each_way_of_matching_has_a_text_and_no_other_way_has(
    templates: tuple[str, ...], named: frozenset[str]
) -> None:
    """What is found is what all texts of up to three signs show, one text each, none of them named."""
    found = texts_of(templates, named)
    signs = "01ABCaz-{客 "
    texts = ("".join(text) for length in (1, 2, 3) for text in product(signs, repeat=length))
    assert {_told(text, templates) for text in found} == {_told(text, templates) for text in texts if text not in named}
    assert len({_told(text, templates) for text in found}) == len(found)
    assert not named & set(found)


def test_a_date_is_one_of_the_calendar() -> None:
    """A date is told from digits that are none."""
    none, date = texts_of(("{digits:8}", "{date:yyyymmdd}"))[1:]
    assert (_told(none, ("{date:yyyymmdd}",)), _told(date, ("{date:yyyymmdd}",))) == ((False,), (True,))


def test_what_is_too_long_is_refused() -> None:
    """Long templates that run together are not looked through for ever."""
    with pytest.raises(TooManyTexts):
        texts_of(("{alnum:1-200}", "{alnum:3-100}-{digits:50}", "{name:4-200}"))
