"""The small parts of a sentence: roles by the titles that the policy gives them."""

from __future__ import annotations

import pytest

from servicepolicy.phrases.terms import doubt, role, roles_in, say, tier

TITLES = {"head": ("department head", "部门负责人"), "clerk": ("", "柜员")}


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("head", "department head", "部门负责人"),
        ("clerk", "clerk", "柜员"),
        ("auditor", "auditor", "审计人员"),
        ("r-9", "r-9", "r-9"),
    ],
)
def test_a_role_goes_by_its_title(name: str, english: str, chinese: str) -> None:
    """A role is called what the policy calls it, else as in most banks, and by its id where nobody says."""
    assert (role(name, TITLES, "en"), role(name, TITLES, "zh")) == (english, chinese)


def test_roles_in_a_text_go_by_their_titles() -> None:
    """Every role in a list of roles is said by its title, whole names only."""
    assert roles_in("head or overhead, clerk", {**TITLES, "clerk": ("teller", "")}, "en") == (
        "department head or overhead, teller"
    )


def test_a_tier_names_roles_by_their_titles() -> None:
    """Those who act and those who approve a tier are said by title; Chinese words stand without blanks between."""
    said = "role clerk gt 100 CNY: head or president"
    assert tier(said, "en", TITLES) == "acting as clerk, above 100 CNY, approval by department head or president"
    assert tier(said, "zh", TITLES) == "由柜员办理，超过 100元，由部门负责人或行长审批"


@pytest.mark.parametrize(
    ("said", "english"),
    [
        ("role clerk any: none", "acting as clerk, whatever the amount, no approval"),
        ("role clerk or head any: clerk", "acting as clerk or department head, whatever the amount, approval by clerk"),
        ("role clerk: none", "acting as clerk, no approval"),
        ("any: head", "whatever the amount, approval by department head"),
        ("head and president", "approval by department head and president"),
    ],
)  # fmt: skip
def test_a_tier_without_bounds_speaks_of_amounts_only_where_it_says_so(said: str, english: str) -> None:
    """`any` is whatever the amount; a rule that knows no amounts says nothing of them."""
    assert tier(said, "en", TITLES) == english


def test_chinese_words_stand_together() -> None:
    """Blanks set off ids and numbers in a Chinese sentence, and go where a Chinese word takes their place."""
    assert say("needed.one", "zh", roles=("部门负责人",)) == "应由部门负责人批准而未获批准"
    assert say("needed.one", "zh", roles=("head",)) == "应由 head 批准而未获批准"


def test_the_kind_of_a_subject_is_not_that_of_an_actor() -> None:
    """What an incident is, is told as its class; only of a subject without a kind it is asked who acted."""
    assert doubt("kind", "zh", "incident") == "事件类别（kind）"
    assert doubt("kind", "zh", "case") == "办理人类别（kind）"
