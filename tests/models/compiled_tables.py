"""Writes the tables of the vocabulary as JSON, which is read in a tenth of the time that their YAML takes.

python -m tests.models.compiled_tables
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from servicepolicy.models.vocabulary import subjects

FOLDER = Path(str(resources.files("servicepolicy.models.vocabulary")))


def names() -> tuple[str, ...]:
    """The tables: one a subject, and what they share."""
    return ("common", *subjects())


def compiled_file(name: str) -> Path:
    """Where a table stands as JSON."""
    return FOLDER / "compiled" / f"{name}.json"


def said(name: str) -> Any:
    """What a table says: mappings, lists and texts; every plain word is a text."""
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - texts alone


def compiled(name: str) -> str:
    """A table as JSON, one line an entry, so that what changed can be seen."""
    table: Mapping[str, Mapping[str, Any]] = said(name)
    return "{\n" + ",\n".join(_section(key, entries) for key, entries in table.items()) + "\n}\n"


def _section(key: str, entries: Mapping[str, Any]) -> str:
    return f"{_compact(key)}:{{\n" + ",\n".join(_lines(entries)) + "\n}"


def _lines(entries: Mapping[str, Any]) -> Iterator[str]:
    return (f"{_compact(name)}:{_compact(entry)}" for name, entry in entries.items())


def _compact(written: object) -> str:
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    for table_name in names():
        compiled_file(table_name).parent.mkdir(exist_ok=True)
        compiled_file(table_name).write_text(compiled(table_name), encoding="utf-8")
