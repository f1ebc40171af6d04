"""Writes every Python example of README.md and docs/ as a module, a page each, for type checkers to read.

A line of a module is the line of its page, so that what is found can be looked up there. `make mypy` and `make pyright`
run it first; the modules lie in `tests/typing/documented/`, which is no part of the repository.

python -m tests.typing.documented
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "tests" / "typing" / "documented"
OPENS: Final = re.compile(r"^```python\s*$")
STRICT: Final = "# pyright: strict"
# Recipes call frameworks of which some have no types, or come without stubs: what these leave open is not ours.
OPEN: Final = (
    *("reportMissingImports", "reportMissingTypeStubs", "reportUntypedFunctionDecorator", "reportUntypedBaseClass"),
    *("reportUnknownMemberType", "reportUnknownVariableType", "reportUnknownArgumentType", "reportUnknownLambdaType"),
)
# Django makes the attributes of a model from its fields: a checker needs a plugin to know them.
MADE: Final = ("reportAttributeAccessIssue", "reportFunctionMemberAccess", "reportArgumentType", "reportIndexIssue")


def pages() -> Iterator[Path]:
    """The pages whose examples are run."""
    yield from (ROOT / name for name in ("README.md", "CONTRIBUTING.md"))
    yield from sorted(page for page in (ROOT / "docs").rglob("*.md") if "_build" not in page.parts)


def module_of(page: str, open_to: tuple[str, ...] = ()) -> str:
    """The examples of a page as one module: they share their names, as they do when they are run.

    Strict in every respect, whatever the settings for our own source leave out, but for the rules in `open_to`.
    """
    lines: list[str] = []
    inside = session = False
    for line in page.splitlines():
        if inside and line.startswith("```"):
            inside = False
        elif inside:
            session = session or line.startswith(">>> ")
            lines.append(line if not session else line[4:] if line[:4] in (">>> ", "... ") else "")
            continue
        elif OPENS.match(line):
            inside, session = True, False
        lines.append("")
    if not any(lines):
        return ""
    if lines[0]:
        raise ValueError("a page begins with words")
    lines[0] = ", ".join([STRICT, *(f"{rule}=false" for rule in open_to)])
    return "\n".join(lines).rstrip() + "\n"


def write(folder: Path = FOLDER) -> list[Path]:
    """Write the modules anew, recipes in a folder of their own, and say which."""
    shutil.rmtree(folder, ignore_errors=True)
    written: list[Path] = []
    for page in pages():
        parts = page.relative_to(ROOT).with_suffix("").parts
        recipe = "recipes" in parts
        open_to = (*(OPEN if recipe else ()), *(MADE if "django" in page.stem else ()))
        text = module_of(page.read_text(encoding="utf-8"), open_to)
        if text:
            name = "_".join(parts).replace("-", "_").lower()
            written.append(folder / ("recipes" if recipe else "") / f"{name}.py")
            written[-1].parent.mkdir(parents=True, exist_ok=True)
            written[-1].write_text(text, encoding="utf-8")
    return written


if __name__ == "__main__":
    write()
