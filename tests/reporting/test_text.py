"""A summary as text and as JSON."""

from __future__ import annotations

import json

import pytest

from servicepolicy.money import Money
from servicepolicy.reporting import summary_text
from servicepolicy.reporting.durations import lasting, margin_text, padded, width, wrapped
from servicepolicy.reporting.jsonout import line, summary_plain
from servicepolicy.reporting.sections import by_title, group_title
from servicepolicy.reporting.text import table
from servicepolicy.results.verdict import Margin, Status
from tests.reporting.test_summary import authority, deadline, summary, verdict

TITLE = {"zh": "首次答复", "en": "First answer in time"}


@pytest.mark.parametrize(
    ("us", "en", "zh"),
    [
        (0, "0 s", "0秒"),
        (1, "0.000001 s", "0.000001秒"),
        (999_999, "0.999999 s", "0.999999秒"),
        (59_000_000, "59 s", "59秒"),
        (60_000_000, "1 min", "1分钟"),
        (3_599_999_999, "59 min 59 s", "59分钟59秒"),
        (90_000_000_000, "1 d 1 h", "1天1小时"),
        (86_460_000_000, "1 d", "1天"),
    ],
)
def test_lengths_of_time(us: int, en: str, zh: str) -> None:
    """The two largest units that follow one another, cut off and never rounded up; less than a second in full."""
    assert (lasting(us, "en"), lasting(us, "zh")) == (en, zh)


@pytest.mark.parametrize(
    ("margin", "en", "zh"),
    [
        (None, "", ""),
        (Margin(), "", ""),
        (Margin(wall_us=-7_200_000_000), "2 h over", "超出2小时"),
        (Margin(wall_us=0), "0 s to spare", "有余0秒"),
        (Margin(money=Money("-0.01", "CNY")), "0.01 CNY over", "超出0.01 CNY"),
        (Margin(money=Money("300", "CNY")), "300 CNY to spare", "有余300 CNY"),
    ],
)
def test_margins(margin: Margin | None, en: str, zh: str) -> None:
    """A margin says how much, and on which side."""
    assert (margin_text(margin, "en"), margin_text(margin, "zh")) == (en, zh)


def test_chinese_takes_two_columns() -> None:
    """Widths are columns of a terminal: Chinese signs and punctuation take two, combining signs none."""
    assert (width("abc"), width("首次"), width("\uff08\uff0c\uff09"), width("e\u0301")) == (3, 4, 6, 1)
    assert padded("首次", 6) == "首次  "
    assert padded("7", 3, right=True) == "  7"


def test_rules_without_a_verdict_are_counted_and_not_listed() -> None:
    """Of a pack for ten subjects, a log of cases shows the rules that judged something."""
    used, idle, advice = deadline("answered"), authority("limit"), deadline("thanked", level="advice")
    text = summary_text(summary([used, idle, advice], verdict(used, Status.MET)), "en")
    assert "answered" in text
    assert "limit" not in text
    assert "Advice" not in text
    assert "rules that found nothing to judge here: 2" in text
    assert summary_text(summary([idle]), "en") == "no rule judged anything"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_columns_line_up(language: str) -> None:
    """In both languages every row of the table has its last column at the same place."""
    rule, limit = deadline("answered", title=TITLE), authority("limit")
    late = [verdict(rule, Status.BREACHED, f"C-{i}", hours=-30) for i in range(120)]
    made = summary([rule, limit], *late, verdict(limit, Status.MET, margin=Margin(money=Money("1", "CNY"))))
    head, first, second = table(made.rules, language).splitlines()
    starts = {
        width(head[: head.rindex("rule" if language == "en" else "规则")]),
        width(first[: first.index("answered")]),
        width(second[: second.index("limit")]),
    }
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("answered  X-1  First answer in time", 16, ["answered  X-1", "First answer in", "time"]),
        ("首次答复，按时", 8, ["首次答", "复，按时"]),
        ("at-length-named short", 8, ["at-length-named", "short"]),
        ("fits", 8, ["fits"]),
        ("", 8, [""]),
    ],
)
def test_texts_are_wrapped(text: str, columns: int, lines: list[str]) -> None:
    """A text is broken at blanks and between Chinese characters; no line begins with a Chinese comma."""
    assert wrapped(text, columns) == lines


@pytest.mark.parametrize("language", ["en", "zh"])
def test_long_titles_take_several_lines(language: str) -> None:
    """Where the screen is narrow nothing of a title is lost, and no line is wider than the screen."""
    rule = deadline("answered", title={"en": "First answer " * 8, "zh": "首次答复客户" * 8})
    made = summary([rule], verdict(rule, Status.BREACHED, hours=-2))
    lines = table(made.rules, language, 80).splitlines()
    assert len(lines) > 3
    assert max(width(line) for line in lines) <= 80
    wanted = table(made.rules, language).splitlines()[1]
    assert "".join("".join(lines[1:]).split()) == "".join(wanted.split())


def test_the_table_says_the_rule_in_full() -> None:
    """A row has the counts, the worst margin, the rule, its clause and its title in the language asked for."""
    rule = deadline("answered", title=TITLE)
    made = summary([rule], verdict(rule, Status.BREACHED, hours=-2), verdict(rule, Status.MET, "C-2", hours=1))
    row = table(made.rules, "en").splitlines()[1].split()
    assert row[:5] == ["1", "1", "0", "0", "0"]
    assert "2 h over  answered  X-1  First answer in time" in " ".join(table(made.rules, "en").split(" "))
    assert "首次答复" in table(made.rules, "zh")


def test_waived_breaches_show() -> None:
    """How many of the broken are waived stands beside the rule."""
    rule = deadline("answered")
    made = summary([rule], verdict(rule, Status.BREACHED, waived="W-1"), verdict(rule, Status.BREACHED, "C-2"))
    assert "of the breached, waived: 1" in table(made.rules, "en")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_worst_cases_are_explained(language: str) -> None:
    """Below the table each of the worst cases stands with its subject, in the words of the verdict."""
    rule = deadline("answered", title=TITLE)
    bad = verdict(rule, Status.BREACHED, "C-77", hours=-2)
    text = summary_text(summary([rule], bad), language)
    assert "C-77" in text
    assert bad.explain(language).splitlines()[0].strip() in text


def test_missing_facts_are_named() -> None:
    """The facts that would settle the unknown are listed with how many verdicts hang on each."""
    rule = deadline("answered")
    text = summary_text(summary([rule], verdict(rule, Status.UNKNOWN, doubts=("2.channel",))), "en")
    assert "Facts that would settle the unknown\n  1  channel" in text


def test_a_missing_fact_of_a_foreign_log_names_its_column() -> None:
    """Who exported the log looks for a column, not for our field."""
    rule = deadline("answered")
    counted = summary([rule], verdict(rule, Status.UNKNOWN, doubts=("2.by",)))
    assert "1  who acted (by), in column `org:resource`" in summary_text(
        counted, "en", read_from={"by": ["org:resource"]}
    )
    assert "1  经办人（by），所在列 `org:resource`" in summary_text(counted, "zh", read_from={"by": ["org:resource"]})


def test_nothing_judged() -> None:
    """A policy without rules for these subjects says so instead of showing an empty table."""
    assert summary_text(summary([]), "en") == "no rule judged anything"


def test_json_is_the_same_for_the_same_input() -> None:
    """JSON holds the counts and the worst cases, and is byte for byte the same in another order of the log."""
    rule, limit = deadline("answered", title=TITLE), authority("limit")
    verdicts = [
        verdict(rule, Status.BREACHED, "C-1", hours=-2),
        verdict(rule, Status.UNKNOWN, "C-2", doubts=("channel",)),
        verdict(limit, Status.MET, "C-3", margin=Margin(money=Money("1", "CNY"))),
    ]
    plain = summary_plain(summary([rule, limit], *verdicts))
    assert line(plain) == line(summary_plain(summary([rule, limit], *reversed(verdicts))))
    said = json.loads(line(plain))
    assert (said["breaches"], said["unknown"], said["missing"]) == (1, 1, {"channel": 1})
    assert said["rules"][0]["breached"] == 1
    assert said["rules"][0]["worst_margin_us"] == -7_200_000_000
    assert said["rules"][1]["worst_margin_money"] == ["1 CNY"]
    assert said["worst"][0]["subject"] == "C-1"


@pytest.mark.parametrize("field", ["title", "reason", "month_of_sale", "count"])
def test_a_field_is_not_called_by_the_word_of_another_column(field: str) -> None:
    """What a case is counted by keeps its name: a field `title` is not the title of a rule, nor `reason` why."""
    assert group_title(field, "zh") == group_title(field, "en") == field
    assert (by_title(field, "en"), by_title(field, "zh")) == (f"By {field}", f"按 {field}")


def test_usual_groupings_have_titles() -> None:
    """Who, the unit and the stretches of time are called by words."""
    names = ("month", "agent", "unit", "quarter", "year")
    assert [group_title(name, "zh") for name in names] == ["月份", "人员", "部门", "季度", "年度"]
    assert by_title("month", "en") == "By month in which it fell due"
    assert by_title("unit", "zh") == "按部门"
