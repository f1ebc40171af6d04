"""Writes a page for each problem code: `python -m tests.problems.pages`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from servicepolicy.policy.reading.document_source import read_file
from tests.problems.found import found

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "problems"
TABLE: Final = Path(__file__).with_name("problems.yaml")
OF: Final = {
    "policy": "Policies, and other documents",
    "profile": "Profiles, and what fills blanks",
    "scenarios": "Scenarios",
    "mapping": "Mappings",
    "log": "Logs",
    "facts": "Facts: records of subjects, and the context",
    "settings": "Calls, settings and results",
}
MOST: Final = 6  # sentences that a page shows
_HEAD: Final = """\
# Problem codes

Whatever is wrong with a policy, a mapping, a log or a record is told as a **problem**: a stable code, the place, one
sentence, and the way out. Scripts may rely on the code; sentences change. In Python the problems are in
`error.problems`, and all of them are listed at once. What can be used but is probably not meant has its own codes: see
[lint](../lint/index.md).

No message holds a value of a field that is personal.
"""


def table() -> dict[str, dict[str, str]]:
    """What is written about each code."""
    plain: Any = read_file(TABLE).plain
    return dict(sorted(plain.items()))


def pages() -> Iterator[tuple[str, str]]:
    """Each page with the name of its file."""
    written = table()
    yield "index.md", _index(written)
    for code, about in written.items():
        where = "; ".join(OF[of].lower() for of in about["of"].split())
        said = f"In: {where}\n\n{about['means']}\n\nWhat to do: {about['mend']}\n"
        yield f"{code}.md", f"# {code}\n\n{said}"


def sentences(code: str) -> str:
    """The sentences with which the source tells a code today, as a site shows them below its page."""
    told = sorted(found().get(code, ()))[:MOST]
    quoted = (sentence.replace("*", r"\*").replace("<", r"\<") for sentence in told)
    return "\nSuch as:\n\n" + "\n>\n".join(f"> {sentence}" for sentence in quoted) + "\n" if told else ""


def _index(written: Mapping[str, Mapping[str, str]]) -> str:
    parts = [_HEAD]
    for of, title in OF.items():
        listed = [
            f"- [{code}]({code}.md): {about['means']}" for code, about in written.items() if of in about["of"].split()
        ]
        parts.append(f"## {title}\n\n" + "\n".join(listed) + "\n")
    return "\n".join([*parts, "```{toctree}\n:hidden:\n:glob:\n\n*\n```\n"])


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.md"):
        old.unlink()
    for name, text in pages():
        (FOLDER / name).write_text(text, encoding="utf-8")
