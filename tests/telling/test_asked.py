"""What was asked and what was found, in the words of the policy book."""

from __future__ import annotations

from typing import Any

import pytest

from servicepolicy.language.condition import Condition
from servicepolicy.language.label import Label, Named
from servicepolicy.language.value import Literal
from servicepolicy.models.vocabulary import _tables
from servicepolicy.phrases.catalogue import BOOK
from servicepolicy.results.verdict import Asked
from servicepolicy.telling.asked import asked_in_words, found_in_words
from tests.telling.building import at, bank, branch, complaint, event

ROLES = {"head": ("department head", "部门负责人")}
NAMED = Named(
    {"kinds": Literal(["fees", "fraud"]), "least": Literal("3")},
    {},
    {"reviews": ("reviews within a year", "一年内评估次数")},
    {},
    {},
)
LABEL = Label("Asia/Shanghai", roles=ROLES, about="case", named=NAMED)


def told(condition: dict[str, Any], language: str, *kinds: str, about: str = "case") -> str:
    """A condition as it is told where it failed."""
    label = Label("Asia/Shanghai", roles=ROLES, about=about, named=NAMED)
    return asked_in_words(Asked(Condition.parse(condition), kinds), label, language)


@pytest.mark.parametrize(
    ("condition", "english", "chinese"),
    [
        ({"satisfied": False}, "the customer is not satisfied", "客户不满意"),
        ({"channel": {"in": ["letter"]}}, "channel is letter", "渠道为信函"),
        ({"channel": {"in": ["letter", "email"]}}, "channel is letter or email", "渠道为信函或电子邮件"),
        ({"channel": {"not": ["letter", "email"]}}, "channel is not letter or email", "渠道不是信函或电子邮件"),
        ({"amount": {"gt": "50000 CNY"}}, "amount above 50000 CNY", "金额超过50,000元"),
        ({"category": {"in": {"blank": "kinds"}}}, "category is fees or fraud", "类别为收费或欺诈"),
        ({"reviews": {"lt": "1"}}, "reviews within a year is 0", "一年内评估次数为0"),
        ({"reviews": {"ge": {"blank": "least"}}}, "reviews within a year at least 3", "一年内评估次数不少于3"),
        ({"satisfied": {"present": True}}, "it is recorded whether the customer is satisfied", "已记录客户是否满意"),
        (
            {"severity": {"present": True, "is": "major"}},
            "as recorded, severity is major",
            "有记录表明严重程度为重大",
        ),
        (
            {"any": [{"severity": {"present": True, "is": "major"}}, {"channel": {"present": True, "is": "letter"}}]},
            "as recorded, (severity is major; or channel is letter)",
            "有记录表明（严重程度为重大；或渠道为信函）",
        ),
        ({"due_at": {"le": "2026-03-01"}}, "due at not after 1 Mar 2026", "答复期限不晚于2026年3月1日"),
        (
            {"reviews": {"ge": {"field": "due_at"}}},
            "reviews within a year not before due at",
            "一年内评估次数不早于答复期限",
        ),
        (
            {"any": [{"channel": "letter"}, {"satisfied": True, "channel": "email"}]},
            "channel is letter; or (the customer is satisfied; and channel is email)",
            "渠道为信函；或（客户满意；且渠道为电子邮件）",
        ),
        ({"not": {"severity": "major"}}, "severity is not major", "严重程度不是重大"),
        ({"satisfied": {"not": True}}, "the customer is not satisfied", "客户不满意"),
        ({"not": {"severity": {"present": True}}}, "severity not recorded", "未记录严重程度"),
        (
            {"not": {"severity": {"present": True, "is": "major"}}},
            "nothing on record says that severity is major",
            "没有记录表明严重程度为重大",
        ),
        (
            {
                "any": [
                    {"severity": {"present": True, "is": "major"}},
                    {"priority": {"present": True, "is": "major"}},
                ]
            },
            "as recorded, severity or priority is major",
            "有记录表明严重程度或优先级为重大",
        ),
        (
            {"not": {"any": [{"severity": {"in": ["major", "minor"]}}, {"reviews": {"lt": "1"}, "satisfied": True}]}},
            "severity is not major or minor; and (reviews within a year at least 1; or the customer is not satisfied)",
            "严重程度不是重大或轻微；且（一年内评估次数不少于1；或客户不满意）",
        ),
        (
            {"channel": "letter", "not": {"amount": {"gt": "5 CNY"}, "reviews": {"present": True}}},
            "channel is letter; and (amount at most 5 CNY; or there is no record of reviews within a year)",
            "渠道为信函；且（金额不超过5元；或未记录一年内评估次数）",
        ),
    ],
)
def test_a_test_is_told_in_words(condition: dict[str, Any], english: str, chinese: str) -> None:
    """Codes, amounts, dates, blanks and computed facts are told, whatever the form of the test."""
    assert (told(condition, "en"), told(condition, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("about", "kind", "condition", "english", "chinese"),
    [
        ("interaction", None, {"rings": {"le": "3"}}, "number of rings at most 3", "响铃次数不超过3声"),
        ("case", "resolution_recorded", {"to_role": "head"}, "role of the recipient is department head", None),
        ("document", None, {"keepers": {"size": {"le": "0"}}}, "no keepers", "没有保管人"),
        ("document", None, {"keepers": {"size": {"ge": "1"}}}, "keepers: at least one", "至少有一项保管人"),
        ("organisation", None, {"channels": {"has": {"all": ["telephone"]}}}, "telephone is among channels", None),
    ],
)
def test_a_field_is_told_as_what_it_holds(
    about: str, kind: str | None, condition: dict[str, Any], english: str, chinese: str | None
) -> None:
    """Numbers have their units, lists are full or empty, roles go by their titles."""
    kinds = () if kind is None else (kind,)
    assert told(condition, "en", *kinds, about=about) == english
    assert chinese is None or told(condition, "zh", *kinds, about=about) == chinese


@pytest.mark.parametrize(
    ("condition", "found", "english", "chinese"),
    [
        ({"satisfied": True}, "false", "the customer is not satisfied", "客户不满意"),
        ({"channel": "letter"}, "telephone", "telephone", "电话"),
        ({"to_role": "head"}, "head", "department head", "部门负责人"),
        ({"amount": {"le": "5 CNY"}}, "70000 CNY", "70000 CNY", "70,000元"),
        (
            {"channels": {"has": {"all": ["letter", "telephone"]}}},
            "letter",
            "letter (lacking: telephone)",
            "信函（缺少：电话）",
        ),
        ({"any": [{"channel": "letter"}]}, "as it stands", "as it stands", "as it stands"),
    ],
)
def test_what_was_found_is_told_in_words(condition: dict[str, Any], found: str, english: str, chinese: str) -> None:
    """The answer to a question, a code, a role, an amount; what belongs to no one test stays as it is."""
    asked = Asked(Condition.parse(condition))
    said = tuple(found_in_words(asked, found, LABEL, language) for language in ("en", "zh"))
    assert said == (english, chinese)


def test_a_verdict_tells_what_fills_a_blank() -> None:
    """A test against a blank is told with its value, never as the policy writes it."""
    case = complaint(event("transferred", "06 09:30", "e17", to="m1", to_role="complaint-manager"), category="fees")
    handed = branch().evaluate(case, as_of=at("06 17:00"))["first-asked-is-responsible"].verdicts
    assert not any(sign in one.explain(language) for one in handed for language in ("en", "zh") for sign in "{}")


def test_a_test_that_failed_is_no_part_of_the_data() -> None:
    """What a verdict is told with is neither written as JSON nor compared."""
    case = complaint(event("closed", "06 09:30", "e17"), severity="major")
    found = bank().evaluate(case, as_of=at("07 10:00"))
    assert "asked" not in str([verdict.plain() for verdict in found.verdicts])


def test_every_question_has_an_answer_in_words() -> None:
    """Each field that is true or false says in both languages what each of the two means."""
    fields = {name for subject in _tables.SUBJECTS for name, field in _fields(subject) if field.type.kind == "bool"}
    lacking = {name for name in fields for word in ("true", "false") if f"answer.{name}.{word}" not in BOOK}
    assert lacking == set()


def _fields(subject: str) -> list[tuple[str, Any]]:
    of_events = [field for _, entry in _tables.entries(subject) for field in entry.fields.items()]
    return [*_tables.header(subject).items(), *of_events]
