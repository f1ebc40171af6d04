"""The policy book."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.kinds.registry import kinds
from servicepolicy.phrases.catalogue import BOOK
from servicepolicy.policy.reading.document import chapter_of
from servicepolicy.reporting.book import Book, Shown, as_html, as_markdown, book_of
from servicepolicy.worktime.counting import counting
from servicepolicy.worktime.holidays import JURISDICTIONS, source
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
        if tag not in ("meta", "br", "link", "col", "input"):
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


def test_calendars_stand_in_the_book_with_their_holidays() -> None:
    """Zone, hours, whose holidays, for which years they are known and by which data, other closed days, later hours."""
    calendar = {
        "timezone": "Europe/London",
        "hours": {"mon-fri": ["09:00-12:00", "13:00-17:00"], "sat": ["00:00-24:00"]},
        "holidays": ["GB-ENG", "2026-07-01"],
        "closed": ["12-24", "2026-05-11/2026-05-12"],
        "special": {"2026-12-31": ["09:00-12:00"], "2026-06-01": []},
        "versions": [{"from": "2027-01-01", "hours": {"mon-sun": ["10:00-16:00"]}}],
    }
    made = book_of(sp.Policy(policy="desk", calendars={"office": calendar}, counting="uk-disp"), languages=("en",))
    (entry,) = made.calendars
    assert [(sentence.text, sentence.under) for sentence in entry.said["en"]] == [
        ("Time zone: Europe/London.", ()),
        ("Opening hours:", ("Monday to Friday: 09:00–12:00, 13:00–17:00", "Saturday: all day")),
        (
            "Closed on the public holidays of England and Wales (GB-ENG).",
            (
                f"Known for 2012 to 2028: {JURISDICTIONS['GB-ENG'].published}. What needs a later year is unknown.",
                f"State of the holiday data: {source('GB-ENG').digest()[:16]}.",
            ),
        ),
        ("Holidays listed by date: 1 Jul 2026.", ()),
        ("Also closed: 24 Dec every year, 11 May 2026 to 12 May 2026.", ()),
        ("Days with hours of their own:", ("1 Jun 2026: closed", "31 Dec 2026: 09:00–12:00")),
        ("From 1 Jan 2027 on:", ("Opening hours:", "Monday to Sunday: 10:00–16:00")),
    ]
    assert "DISP" in made.counting["en"][0].text


@pytest.mark.parametrize("code", sorted(JURISDICTIONS))
def test_every_jurisdiction_has_its_name_and_ground_in_both_languages(code: str) -> None:
    """Whose holidays are kept is said in words, and so is on what ground they are known."""
    assert BOOK[f"ground.{code}"][0] == JURISDICTIONS[code].published
    assert all(BOOK[f"holidays.{code}"])


def test_roles_stand_from_the_top_down() -> None:
    """Whoever stands above others comes first, and each stands once, below the first that stands above it."""
    above: dict[str, dict[str, Any]] = {"head": {"above": ["clerk", "bot"]}, "chief": {"above": ["head", "clerk"]}}
    roles: dict[str, dict[str, Any]] = {"clerk": {}, "bot": {"kind": "bot"}, **above}
    made = book_of(sp.Policy(policy="desk", timezone="UTC", roles=roles), languages=("en",))
    assert [(row.id, row.depth) for row in made.roles] == [("chief", 0), ("head", 1), ("clerk", 2), ("bot", 2)]


def test_names_of_its_own_are_told_with_their_titles() -> None:
    """Events, fields and codes that the policy declares stand in a table by their titles."""
    told = {row.id: (row.what, row.title["zh"], row.of["zh"]) for row in book_of(desk()).own}
    assert told["x.weighed"] == ("event", "称重", "案件")
    assert told["x.grams"] == ("field", "重量", "称重")
    assert book_of(desk()).own[-1].means["en"] == "gold; silver"


@pytest.mark.parametrize("write", [as_html, as_markdown])
def test_version_issue_and_approvals_stand_at_the_head_and_are_signed(write: Callable[[Book], str]) -> None:
    """The version, the date of issue and who approved it stand at the head, and once more where it is signed."""
    text = write(book_of(desk(), languages=("en",)))
    assert "2.1" in text
    assert "2025-12-15" in text
    assert text.count("C. Head") == 2
    assert text.index("C. Head") < text.index("D-1.1") < text.rindex("C. Head")


def approved(digest: str) -> sp.Policy:
    """The small policy, approved."""
    approval = {"by": "A. Board", "role": "the board", "on": "2025-12-14", "digest": digest}
    said = policy().plain()
    return sp.Policy(**{**said, "approved": [approval], "version": "3", "issued": "2026-01-01"})


def test_approving_a_text_changes_no_digest_and_approving_another_is_told() -> None:
    """A version, a date of issue and approvals say nothing else with the text; an approval of another text says so."""
    plain = sp.Policy(**policy().plain())
    good, other = approved(plain.digest), approved("sp1:" + "0" * 64)
    assert good.digest == other.digest == plain.digest
    assert [one.other for one in book_of(good).approvals] == [False]
    assert [one.other for one in book_of(other).approvals] == [True]
    assert "approved-other-text" not in {warning.code for warning in good.warnings}
    (warning,) = [warning for warning in other.warnings if warning.code == "approved-other-text"]
    assert warning.where.path == "approved[0].digest"
    assert "approved another text" in as_html(book_of(other))


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"issued": "yesterday"}, "wrong-value", "issued"),
        ({"issued": "2026-13-01"}, "wrong-value", "issued"),
        ({"approved": [{"by": "A", "on": "soon"}]}, "wrong-value", "approved[0].on"),
        ({"approved": [{"on": "2026-01-01"}]}, "missing-key", "approved[0]"),
        ({"approved": [{"by": "A", "on": "2026-01-01", "rank": "x"}]}, "unknown-key", "approved[0].rank"),
        ({"chapters": {"D-7": {"en": "Seven"}}}, "unknown-chapter", "chapters.D-7"),
        ({"chapters": {"D-2": "Two"}}, "wrong-type", "chapters.D-2"),
    ],
)
def test_what_is_said_wrongly_of_a_text_is_told_with_its_place(said: dict[str, Any], code: str, path: str) -> None:
    """A date that is none, an approval without a name, a chapter without clauses: one problem each, at its place."""
    with pytest.raises(sp.PolicyError) as caught:
        sp.Policy(**{**policy().plain(), **said})
    assert [(problem.code, problem.where.path) for problem in caught.value.problems] == [(code, path)]


def test_chapters_have_their_names_in_contents_and_headings() -> None:
    """What the policy calls a chapter stands in the contents and over its clauses."""
    assert [(chapter.name, chapter.title["en"]) for chapter in book_of(desk()).chapters][:2] == [
        ("D-1", "Answers"),
        ("D-2", ""),
    ]
    page = as_html(book_of(desk(), languages=("en",)))
    assert 'href="#chapter-D-1">D-1 Answers</a>' in page
    assert "## D-1 Answers" in as_markdown(book_of(desk(), languages=("en",)))


@pytest.mark.parametrize(
    ("clause", "chapter"),
    [
        ("CH-1.2.1", "CH-1"),
        ("2.10", "2"),
        ("12", "12"),
        ("§ 2 ust. 1", "§ 2"),
        ("Art. 5 Abs. 2", "Art. 5"),
        ("A.3", "A"),
        ("四（三）4", "四（三）4"),
        ("第七条（二）", "第七条（二）"),
    ],
)
def test_a_chapter_is_what_comes_before_its_parts(clause: str, chapter: str) -> None:
    """A full stop within a number parts it; one that ends an abbreviation does not."""
    assert chapter_of(clause) == chapter


def test_a_convention_of_ones_own_is_told_choice_by_choice() -> None:
    """What starts from a named convention and changes it is not told by the name, and not by its law."""
    own = {"like": "plain", "roll": "next", "over": "weekends and holidays"}
    rule = {"id": "closed", "kind": "deadline", "clause": "1", "start": "received", "stop": "closed"}
    rule |= {"within": "30 days", "counting": own}
    text = as_markdown(book_of(sp.Policy(policy="own", timezone="Europe/Warsaw", rules=[rule]), languages=("en",)))
    told = text[text.index("## 1") :]
    assert (
        "A last day that is a Saturday, a Sunday or a holiday gives way to the next day that is none of these." in told
    )
    assert "nothing rolls" not in told
    assert counting({"like": "eu-1182-71", "receipt": "next working day"}).source.startswith("Regulation")
    assert counting({"like": "eu-1182-71", "roll": "none"}).source == ""


def test_what_a_rule_compares_with_is_explained() -> None:
    """A computed fact is told wherever a rule reads it, also where a field is only compared with it."""
    published: dict[str, Any] = {"subject": "agent", "type": "list", "union": "published", "of": "decision"}
    published["title"] = {"zh": "已公布的决定", "en": "decisions made known"}
    known: dict[str, Any] = {"event": "rewarded", "where": {"decision": {"in": {"field": "published_so_far"}}}}
    rule: dict[str, Any] = {
        "id": "published",
        "kind": "sequence",
        "subject": "agent",
        "clause": "D-1",
        "title": {"zh": "公布", "en": "Published"},
        "followed": {"every": "rewarded", "by": known, "within": "2 hours"},
    }
    made = sp.Policy(
        policy="desk",
        timezone="Asia/Shanghai",
        facts={"published_so_far": published},
        rules=[rule],
    )
    assert "“Decisions made known” means: decision of every “published”, put together." in as_markdown(book_of(made))
