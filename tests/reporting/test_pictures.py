"""The pictures of the guide show what the library draws now."""

from __future__ import annotations

from tests.reporting.pictures import ANSWERED, FOLDER, ROOT, first_verdict, pictures


def test_the_guides_pictures_are_of_today() -> None:
    """Each picture in the documentation is the one that is drawn; else `python -m tests.reporting.pictures`."""
    for name, picture in pictures():
        assert (FOLDER / name).read_text(encoding="utf-8") == f"{picture}\n", name


def test_the_readme_opens_with_what_is_said() -> None:
    """The words below the picture are those of the report of which the picture is."""
    policy, case = first_verdict()
    report = policy.evaluate(case, as_of=ANSWERED)
    assert f"```text\n{report}\n```" in (ROOT / "README.md").read_text(encoding="utf-8")
