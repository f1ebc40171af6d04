"""Writes the pages of the vocabulary: which fields and events each subject has, read off its table.

python docs/reference/write_vocabulary.py
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from servicepolicy.models.vocabulary import (
    FieldType,
    event_fields,
    event_kinds,
    event_means,
    event_words,
    field_words,
    header_fields,
    subjects,
)

HERE = Path(__file__).parent


def said(field: FieldType) -> str:
    """What a field holds, and what it means."""
    kind = "one of " + ", ".join(f"`{code}`" for code in field.codes) if field.codes else field.kind
    marks = [mark for mark, given in (("dated", field.dated), ("personal", field.personal)) if given]
    return f"{field.meaning} ({'; '.join([kind, *marks])})"


def rows(fields: Mapping[str, FieldType], subject: str, kind: str = "") -> Iterator[str]:
    """A list of fields, each with what it is called in Chinese."""
    for name, field in fields.items():
        words = field_words(name, subject, (kind,) if kind else ())
        called = "" if words is None else f" {words.zh}"
        yield f"- `{name}`{called}: {said(field)}"


def common(subject: str) -> dict[str, FieldType]:
    """The fields that every event of a subject has."""
    first, *others = (event_fields(subject, kind) for kind in event_kinds(subject))
    return {name: field for name, field in first.items() if all(name in other for other in others)}


def page(subject: str) -> str:
    """The page of one subject."""
    shared = common(subject)
    lines = [
        f"# The vocabulary of {subject}s",
        "",
        "Written by `write_vocabulary.py` from its table. A field of your own starts with `x.`, and so does an event.",
        "",
        "## Header",
        "",
        *rows(header_fields(subject), subject),
        "",
        "## Every event has",
        "",
        *rows(shared, subject, event_kinds(subject)[0]),
        "",
        "## Events",
    ]
    for kind in event_kinds(subject):
        own = {name: field for name, field in event_fields(subject, kind).items() if name not in shared}
        words = event_words(kind, subject)
        called = "" if words is None else f" {words.zh}"
        means = event_means(subject, kind).splitlines()[0]
        lines += ["", f"### `{kind}`{called}", "", means, "", *rows(own, subject, kind)]
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Write all pages."""
    for subject in subjects():
        (HERE / f"vocabulary-{subject}.md").write_text(page(subject).replace("\n\n\n", "\n\n"), encoding="utf-8")


if __name__ == "__main__":
    main()
