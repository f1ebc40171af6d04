"""Every code has a page, every page a code, and what a page shows is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from servicepolicy import load
from servicepolicy.lint import code_of, codes
from servicepolicy.models.organisation import Organisation

PAGES = Path(__file__).resolve().parents[2] / "docs" / "lint"
EXAMPLE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
CODES = sorted(codes())
OF_NO_CASE = {"allowance-without-reason", "idle-allowance", "unknown-allowance", "approved-other-text"}
OF_TWO_FILES = {"layer-loosens"}
OF_AN_ORGANISATION = {"nobody-owes", "nobody-meets"}
BANK = {"id": "bank", "timezone": "Asia/Shanghai", "units": [{"id": "desk"}]}
POST = {"person": "e1", "role": "clerk", "unit": "desk"}


def test_codes_and_pages_are_the_same() -> None:
    """There is a page for each code, and none for anything else."""
    assert sorted(page.stem for page in PAGES.glob("*.md") if page.stem != "index") == CODES


def test_the_guide_names_each_code_under_its_gravity() -> None:
    """Whoever reads the guide can foretell how grave a finding will be."""
    guide = (PAGES.parent / "guide" / "lint.md").read_text(encoding="utf-8")
    for severity, heading in (("error", "Errors"), ("warning", "Warnings"), ("note", "Notes")):
        listed = guide.partition(f"\n{heading}:\n")[2].partition("\n\n")[0]
        assert sorted(re.findall("`([a-z-]+)`", listed)) == [one for one in CODES if code_of(one).severity == severity]


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_what_the_code_says(code: str) -> None:
    """A page is named like its code and says how grave it is."""
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code}\n\nSeverity: {code_of(code).severity}\n")


@pytest.mark.parametrize("code", [code for code in CODES if code not in OF_TWO_FILES])
def test_what_a_page_shows_is_found(code: str, tmp_path: Path) -> None:
    """The policy on a page has a finding of the code, as grave as the page says, with a scenario, in two languages."""
    found = EXAMPLE.search((PAGES / f"{code}.md").read_text(encoding="utf-8"))
    assert found is not None
    file = tmp_path / "example.yaml"
    file.write_text(found[1], encoding="utf-8")
    bank = Organisation.model_validate({**BANK, "posts": [POST]}) if code in OF_AN_ORGANISATION else None
    (finding, *_) = [one for one in load(file).lint(bank) if one.code == code]
    assert finding.severity == code_of(code).severity
    assert (finding.scenario is None) is (code in OF_NO_CASE)
    assert set(finding.messages) == {"en", "zh"}
    assert "{" not in finding.messages["en"].replace("{value", "").replace("{any_of", "")
    assert re.search("[\u4e00-\u9fff]", finding.messages["zh"])
