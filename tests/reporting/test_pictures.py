"""The pictures of the guide show what the library draws now."""

from __future__ import annotations

from tests.reporting.pictures import FOLDER, pictures


def test_the_guides_pictures_are_of_today() -> None:
    """Each picture in the documentation is the one that is drawn; else `python -m tests.reporting.pictures`."""
    for name, picture in pictures():
        assert (FOLDER / name).read_text(encoding="utf-8") == f"{picture}\n", name
