"""A case as a picture."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree

import pytest

import servicepolicy as sp
from servicepolicy.reporting import case_svg

AS_OF = datetime.fromisoformat("2026-01-20T09:00:00+08:00")
SVG = "{http://www.w3.org/2000/svg}"
EVENTS = [
    {"event": "received", "at": "2026-01-05T09:12:00+08:00", "by": "e17", "role": "intake-specialist"},
    {"event": "classified", "at": "2026-01-05T14:54:00+08:00", "by": "e17", "role": "intake-specialist"},
    {"event": "paused", "at": "2026-01-06T10:00:00+08:00", "reason": "awaiting_customer", "customer_told": True},
    {"event": "resumed", "at": "2026-01-07T15:00:00+08:00"},
]


def drawn(*rules: str, language: str = "en") -> ElementTree.Element:
    """The picture of a complaint that was classified late and paused."""
    policy = sp.load("complaint-handling", fill="example-bank")
    case = sp.Case.model_validate({"id": "C-1", "type": "complaint", "customer": "K-77", "events": EVENTS})
    picture = case_svg(policy, case, as_of=AS_OF, rules=rules or None, language=language)
    return ElementTree.fromstring(picture)  # noqa: S314 - of our own making


def kinds(picture: ElementTree.Element) -> list[str]:
    """What is drawn, by class."""
    return [part.get("class", "") for part in picture.iter() if part.tag != f"{SVG}text"]


def test_a_late_act_is_a_line_a_dot_and_the_time_over() -> None:
    """The due instant, what was done, and the time after it in another colour; office hours are shaded."""
    found = kinds(drawn("classified-in-time"))
    assert (found.count("d"), found.count("t"), found.count("breached")) == (1, 1, 1)
    assert found.count("o") >= 2
    assert found.count("w") == 1


def test_a_pause_is_drawn() -> None:
    """The stretch that does not count is lighter."""
    assert kinds(drawn("investigated-in-time")).count("p") == 1


@pytest.mark.parametrize(("language", "word"), [("en", "classified"), ("zh", "分类")])
def test_whoever_does_not_see_it_is_told(language: str, word: str) -> None:
    """The description holds the verdicts in words; the events are listed by name; no customer is named."""
    picture = drawn("classified-in-time", language=language)
    assert word in (picture.findtext(f"{SVG}desc") or "")
    assert any(word in (text.text or "") for text in picture.iter(f"{SVG}text"))
    assert "K-77" not in ElementTree.tostring(picture, encoding="unicode")


def test_what_has_no_row_is_named() -> None:
    """A rule without times is said below, with its status; a sign is explained only if it is drawn."""
    said = [text.text or "" for text in drawn().iter(f"{SVG}text")]
    [apart] = [text for text in said if text.startswith("Nothing is drawn of: ")]
    assert "(" in apart
    assert "paused" in said
    assert "paused" not in [text.text for text in drawn("classified-in-time").iter(f"{SVG}text")]


def test_nothing_to_draw_is_an_error() -> None:
    """A rule without times, or a language that there is not."""
    with pytest.raises(sp.UsageError, match="nothing to draw"):
        drawn("called-back-in-time")
    with pytest.raises(sp.UsageError):
        drawn("classified-in-time", language="fr")
