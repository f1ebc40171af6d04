"""The policy book."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

import servicepolicy as sp
from servicepolicy.reporting.book import Book, Shown, as_html, as_markdown, book_of

BLANK = {"type": "span", "clause": "D-2.10", "ask": {"zh": "多久<答复>?", "en": "How | long?"}}
RULES = [
    {"id": "answered", "kind": "deadline", "clause": ["D-2.10", "D-2.9"], "start": "received", "stop": "replied",
     "within": {"blank": "soon"}, "title": {"zh": "答复", "en": "Answered <in time>"}},
]  # fmt: skip
TEXTS = [{"clause": "D-1.1", "kind": "scope", "zh": "适用于全行", "en": "Holds for the *whole* bank"}]


def policy(soon: str | None = "2 hours") -> sp.Policy:
    """A small policy."""
    return sp.Policy(
        policy="desk",
        title={"zh": "柜台", "en": "The desk"},
        source="desk.txt",
        in_force={"from": "2026-01-01"},
        timezone="Asia/Shanghai",
        blanks={"soon": BLANK},
        rules=RULES,
        statements=TEXTS,
        fill={} if soon is None else {"soon": soon},
    )


def book(earlier: sp.Policy | None = None) -> Book:
    """Its book with one scenario."""
    return book_of(policy(), scenarios=[Shown("answered", "at the last second", "met")], earlier=earlier)


class Page(HTMLParser):
    """The text, ids and addresses of a page; tags that are not closed are found."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br", "link"):
            self.open.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_clauses_stand_in_the_order_in_which_people_count() -> None:
    """Clause 2.9 comes before clause 2.10, and each rule stands under every clause that it carries out."""
    assert [entry.clause for entry in book().entries] == ["D-1.1", "D-2.9", "D-2.10"]
    assert [len(entry.rules) for entry in book().entries] == [0, 1, 1]


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    """Every tag is closed, every address is a place on the page itself, nothing is loaded."""
    page = Page(as_html(book(policy("3 hours"))))
    assert page.open == []
    assert page.addresses
    assert {address.removeprefix("#") for address in page.addresses} <= set(page.ids)


def test_text_of_the_policy_is_never_markup() -> None:
    """What a policy says with angle brackets is shown with them, in HTML and in Markdown."""
    page = as_html(book())
    assert "Answered &lt;in time&gt;" in page
    assert "多久&lt;答复&gt;?" in page
    written = as_markdown(book())
    assert "Answered \\<in time\\>" in written
    assert "the \\*whole\\* bank" in written
    assert "How \\| long?" in written


def test_values_stand_with_their_origin() -> None:
    """What was asked, what fills it and who says so stand in one row."""
    (entry,) = [entry for entry in book().entries if entry.clause == "D-2.9"]
    (row,) = entry.rules[0].values
    assert (row.name, row.asked["en"], row.value["zh"], row.by) == ("soon", "How | long?", ("2小时",), "given")


def test_an_open_blank_is_told_as_open() -> None:
    """A book of a policy with open blanks says so at its head and at the value."""
    open_book = book_of(policy(None), languages=("en",))
    text = "".join(Page(as_html(open_book)).text)
    assert "Still open: soon" in text
    assert "[open: soon]" in text


@pytest.mark.parametrize("write", [as_html, as_markdown])
def test_changes_show_what_was_and_what_is(write: object) -> None:
    """Against an earlier version the book ends with a table: the value as it was and as it is."""
    assert callable(write)
    text = write(book(policy("3 hours")))
    assert "Changes against the earlier version" in text
    assert "3 hours" in text
    assert "2 hours" in text
    assert policy("3 hours").digest in text


def test_nothing_changed_is_said() -> None:
    """Against itself, the book says that nothing changed."""
    assert "Nothing changed." in as_html(book(policy()))


def test_a_scenario_stands_under_its_rule() -> None:
    """What shows a rule at work is listed with how it ends."""
    assert "at the last second" in as_html(book())
    assert "at the last second (符合 / kept)" in as_markdown(book())


@pytest.mark.parametrize("pack", sp.packs())
def test_the_shipped_policies_have_a_book(pack: str) -> None:
    """Every clause that a shipped policy cites or carries stands in its book."""
    shipped = sp.load(pack, fill="example-bank")
    page = Page(as_html(book_of(shipped)))
    cited = {clause for said in (*shipped.rules, *shipped.statements) for clause in said.clause}
    assert cited <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
