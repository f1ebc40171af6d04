"""The policy book."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

import servicepolicy as sp
from servicepolicy.kinds.registry import kinds
from servicepolicy.reporting.book import Book, Shown, as_html, as_markdown, book_of
from tests.reporting.desk import GOLDEN, SHOWN, desk, written

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
def test_changes_show_what_was_and_what_is(write: Callable[[Book], str]) -> None:
    """Against an earlier version the book ends with a table: the value as it was and as it is."""
    text = write(book(policy("3 hours")))
    assert "Changes against the earlier version" in text
    assert "3 hours" in text
    assert "2 hours" in text
    assert policy("3 hours").digest in text


@pytest.mark.parametrize("write", [as_html, as_markdown])
def test_changes_say_what_they_mean(write: Callable[[Book], str]) -> None:
    """A shorter time is told as stricter, in both languages, beside the value and the rule that reads it."""
    made = book(policy("3 hours"))
    assert {change.what: dict(change.meaning) for change in made.changes}["rule"] == {"zh": "更严", "en": "stricter"}
    text = write(made)
    assert "stricter" in text
    assert "更严" in text


def test_nothing_changed_is_said() -> None:
    """Against itself, the book says that nothing changed."""
    assert "Nothing changed." in as_html(book(policy()))


def test_a_scenario_stands_under_its_rule() -> None:
    """What shows a rule at work is listed with how it ends."""
    assert "at the last second" in as_html(book())
    assert "at the last second (符合 / met)" in as_markdown(book())


@pytest.mark.parametrize("pack", sp.packs())
def test_the_shipped_policies_have_a_book(pack: str) -> None:
    """Every clause that a shipped policy cites or carries stands in its book."""
    shipped = sp.load(pack, fill="example-bank")
    page = Page(as_html(book_of(shipped)))
    cited = {clause for rule in shipped.rules for clause in rule.clause}
    cited.update(clause for statement in shipped.statements for clause in statement.clause)
    assert cited <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_book_reads_as_it_was_read(language: str) -> None:
    """The book of a small policy with rules of every kind is written in the words that were read and found good."""
    assert written(language) == (GOLDEN / f"desk.{language}.md").read_text(encoding="utf-8")


def test_the_small_policy_has_every_kind() -> None:
    """No kind of rule is missing in the policy whose book is read word for word."""
    assert {rule.kind for rule in book_of(desk()).rules} == set(kinds())


def test_scenarios_are_counted_for_each_rule() -> None:
    """The table of coverage has every rule, how its scenarios end, and a rule that nothing shows stands out."""
    made = book_of(desk(), scenarios=SHOWN)
    assert made.statuses == ("met", "breached", "permit")
    counted = {row.rule.id: dict(row.counts) for row in made.coverage}
    assert counted["answered"] == {"met": 1, "breached": 1}
    assert counted["kept"] == {}
    assert "no scenario shows it" in "".join(Page(as_html(made)).text)


def test_without_scenarios_there_is_no_table_of_them() -> None:
    """A book that was given no scenario does not say of each rule that nothing shows it."""
    assert book_of(desk()).coverage == ()
    assert 'id="coverage"' not in as_html(book_of(desk()))


def test_every_blank_stands_in_the_table_of_values() -> None:
    """Each value has its row at the end with its clauses, dates and origin, also one that no rule uses."""
    rows = [(row.name, row.clause, row.since, row.until) for row in book_of(desk()).values]
    assert rows == [
        ("answer_within", ("D-1.2",), None, "2026-07-01"),
        ("answer_within", ("D-1.2",), "2026-07-01", None),
        ("speech", ("D-1.6",), None, None),
        ("fines", ("D-4.2",), None, None),
    ]


def test_a_ladder_is_told_row_by_row() -> None:
    """What fills a blank of type `ladder` is told as lines, not as the data it is written in."""
    (row,) = [row for row in book_of(desk()).values if row.name == "fines"]
    assert row.value["en"] == ("first occurrence: warning", "from the second occurrence on: 50 CNY")


def test_a_service_level_stands_under_its_clause_and_in_its_chapter() -> None:
    """It is told once with the clause that it carries out, and once among the service levels."""
    made = book_of(desk())
    (entry,) = [entry for entry in made.entries if entry.clause == "D-1.7"]
    assert [one.id for one in entry.rules] == [one.id for one in made.levels] == ["answers"]


def test_changes_beside_the_rules_are_told_in_words() -> None:
    """Against an earlier version, facts, roles and service levels stand as they were and as they are."""
    was = desk().plain()
    was["slas"][0]["objective"] = "90%"
    was["roles"]["head"]["title"]["en"] = "boss"
    was["facts"]["beyond_clerk"]["is"] = ["refuse", "unknown"]
    made = book_of(desk(), earlier=sp.Policy(**was))
    told = {(change.what, change.name): (change.before["en"], change.after["en"]) for change in made.changes}
    assert "at least 90%" in told["sla", "answers"][0][0]
    assert "at least 95%" in told["sla", "answers"][1][0]
    assert told["role", "head"] == (("boss, above teller",), ("head of the desk, above teller",))
    assert "is refused or is unknown" in told["fact", "beyond_clerk"][0][0]
