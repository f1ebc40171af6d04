"""Writes the typed dictionaries of records and events from the tables of the vocabulary.

python -m tests.models.typed_records
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

from servicepolicy.models.vocabulary import (
    FieldType,
    common_fields,
    event_fields,
    event_kinds,
    event_means,
    header_fields,
    subjects,
)

FILE = Path(str(resources.files("servicepolicy.models.vocabulary") / "records.pyi"))
HEAD = '''"""Records and events as typed dictionaries. Written by `tests.models.typed_records` from the tables."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Required, TypeAlias, TypedDict

from servicepolicy.models.events._base import Doer, EventRecord
from servicepolicy.models.organisation import DelegationRecord, Member, Team
from servicepolicy.models.unit import Unit
from servicepolicy.money import Money

_Amount: TypeAlias = str | Money | Mapping[str, str | int]
_Day: TypeAlias = str | date
_Instant: TypeAlias = str | datetime
_Number: TypeAlias = int | str | float | Decimal

class _Event(TypedDict, total=False):
    """What every event has."""

    at: Required[_Instant]
    voids: str | None
'''
TYPES = {
    "bool": "bool",
    "code": "str",
    "date": "_Day",
    "decimal": "_Number",
    "instant": "_Instant",
    "integer": "int",
    "list": "Sequence[str]",
    "money": "_Amount",
    "text": "str",
}
# Records of their own, as such or as mappings.
APART = {"units": "Unit", "posts": "Member", "teams": "Team", "delegations": "DelegationRecord", "actors": "Doer"}


def held(name: str, field: FieldType) -> str:
    """What a type checker lets a field hold."""
    if name in APART:
        return f"Sequence[{APART[name]} | Mapping[str, Any]] | None"
    if field.codes is not None:
        return f"Literal[{', '.join(repr(code) for code in field.codes)}] | None".replace("'", '"')
    plain = TYPES[field.kind]
    return f"{plain} | Sequence[Mapping[str, Any]] | None" if field.dated else f"{plain} | None"


def fields(known: Mapping[str, FieldType], base: Mapping[str, FieldType]) -> Iterator[str]:
    """The fields that a class has beside those of the one it stands on."""
    for name, field in known.items():
        if name not in base:
            yield f"    {name}: {held(name, field)}"


def camel(kind: str) -> str:
    """A kind of event as a name of a class."""
    return "".join(word.capitalize() for word in kind.split("_"))


def written() -> str:
    """The stub, as it should be."""
    common = common_fields()
    lines = [HEAD.rstrip(), *fields({name: one for name, one in common.items() if name != "at"}, {})]
    for subject in subjects():
        title = subject.capitalize()
        first, *others = (event_fields(subject, kind) for kind in event_kinds(subject))
        shared = {name: one for name, one in first.items() if all(other.get(name) == one for other in others)}
        base = "_Event"
        if len(shared) > len(common):
            base = f"_{title}Event"
            lines += ["", f"class {base}(_Event, total=False):", *fields(shared, common)]
        for kind in event_kinds(subject):
            means = event_means(subject, kind).splitlines()[0]
            lines += ["", f"class {title}{camel(kind)}({base}, total=False):", f'    """{means}"""', ""]
            lines += [f'    event: Required[Literal["{kind}"]]', *fields(event_fields(subject, kind), shared)]
        known = " | ".join(f"{title}{camel(kind)}" for kind in event_kinds(subject))
        lines += ["", f"{title}Event: TypeAlias = {known}", ""]
        lines += [f"class _{title}Header(TypedDict, total=False):", "    id: Required[str]"]
        lines += ["    timezone: str | None", "    not_offered: Sequence[str] | None"]
        lines += fields({name: one for name, one in header_fields(subject).items() if name != "id"}, {})
        lines += [f"class {title}Record(_{title}Header, total=False):", f'    """A record of a subject: {subject}."""']
        lines += ["", f"    events: Sequence[{title}Event]", ""]
        lines += [f"class {title}Given(_{title}Header, total=False):"]
        lines += ['    """What the constructor takes: events may be mappings of any kind, or read already."""']
        lines += ["", f"    events: Sequence[{title}Event | EventRecord | Mapping[str, object]]", ""]
    return formatted("\n".join(lines) + "\n")


def formatted(text: str) -> str:
    """As the formatter writes it."""
    ran = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--stdin-filename", "records.pyi", "-"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
