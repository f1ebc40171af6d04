"""The vocabulary of facts as the loader asks for it: written down, so that no model is built to read a policy.

Building the models of all events takes longer than everything else that loading does. What the loader asks of them
(which events and fields exist, and of what type they are) stands in `lexicon.json`, with the digest of the modules that
it was read off. Where that digest is not theirs, because a model was changed and the list not yet written anew, the
models themselves are asked: the list can be late, never wrong.

`python -m servicepolicy.policy.lexicon` writes it anew; a test says when that is due.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from servicepolicy.models import vocabulary
from servicepolicy.models.vocabulary import FieldType

__all__ = ["event_fields", "event_kinds", "header_fields", "is_current", "written"]

_FILE: Final = "lexicon.json"
# They say nothing of which events and fields there are.
_WITHOUT_WORDS: Final = frozenset({"context.py", "timeline.py", "_answers.py", "_order.py", "_schema.py"})
Fields = Mapping[str, FieldType]


@cache
def header_fields(subject: str) -> Fields:
    """Header fields of a subject by name, as `vocabulary.header_fields`, without their meanings.

    Raises:
        UsageError: There is no such subject.
    """
    entry = _entry(subject)
    return vocabulary.header_fields(subject) if entry is None else _fields(entry["header"])


@cache
def event_kinds(subject: str) -> tuple[str, ...]:
    """Kinds of events of a subject, sorted.

    Raises:
        UsageError: There is no such subject.
    """
    entry = _entry(subject)
    return vocabulary.event_kinds(subject) if entry is None else tuple(entry["events"])


@cache
def event_fields(subject: str, kind: str) -> Fields:
    """Fields of a kind of event by name, as `vocabulary.event_fields`, without their meanings.

    Raises:
        UsageError: There is no such subject or kind.
    """
    entry = _entry(subject)
    if entry is None or kind not in entry["events"]:
        return vocabulary.event_fields(subject, kind)
    return MappingProxyType({**_common(), **_fields(entry["events"][kind])})


@cache
def is_current() -> bool:
    """Whether the list was read off the models as they are."""
    found: bool = _list()["of"] == _digest()
    return found


def written() -> str:
    """The list as it should be, read off the models: a line for each kind of event."""
    common: Fields | None = None
    for fields in (vocabulary.event_fields(subject, kind) for subject, kind in _every_event()):
        common = fields if common is None else {name: one for name, one in common.items() if fields.get(name) == one}
    said = {name: _plain(one) for name, one in (common or {}).items()}
    lines = [f'"of": {json.dumps(_digest())}', f'"common": {json.dumps(said)}']
    for subject in vocabulary.subjects():
        header = {name: _plain(one) for name, one in vocabulary.header_fields(subject).items()}
        events = (f"{json.dumps(kind)}: {json.dumps(_own(subject, kind, said))}" for kind in _kinds(subject))
        lines.append(
            f'"{subject}": {{\n  "header": {json.dumps(header)},\n  "events": {{\n    '
            + ",\n    ".join(events)
            + "\n  }}"
        )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _every_event() -> Iterator[tuple[str, str]]:
    return ((subject, kind) for subject in vocabulary.subjects() for kind in _kinds(subject))


def _kinds(subject: str) -> tuple[str, ...]:
    return vocabulary.event_kinds(subject)


def _own(subject: str, kind: str, common: Mapping[str, object]) -> dict[str, object]:
    """What a kind of event has beyond the fields of all."""
    fields = ((name, _plain(one)) for name, one in vocabulary.event_fields(subject, kind).items())
    return {name: one for name, one in fields if common.get(name) != one}


def _plain(one: FieldType) -> object:
    """A type as it is written: its kind alone, or whatever else there is to be said."""
    codes = list(one.codes) if one.codes else None
    said = {"kind": one.kind, "codes": codes, "personal": one.personal, "dated": one.dated}
    there = {name: value for name, value in said.items() if value}
    return there if len(there) > 1 else one.kind


def _fields(entry: Mapping[str, Any]) -> Fields:
    return MappingProxyType({name: _type(said) for name, said in entry.items()})


def _type(said: Any) -> FieldType:  # one entry of the list: a kind, or all that there is to be said
    if isinstance(said, str):
        return _of_kind(said)
    codes = said.get("codes")
    return FieldType(said["kind"], codes and tuple(codes), said.get("personal", False), said.get("dated", False))


@cache
def _of_kind(kind: str) -> FieldType:
    return FieldType(kind)


def _entry(subject: str) -> dict[str, Any] | None:
    """What the list says of a subject, `None` where the models are to be asked."""
    found: dict[str, Any] | None = _list().get(subject) if is_current() else None
    return found


@cache
def _common() -> Fields:
    """The fields of all events."""
    return _fields(_list()["common"])


def _file() -> Traversable:
    return resources.files("servicepolicy") / "policy" / _FILE


@cache
def _list() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_file().read_bytes())
    return found


def _digest() -> str:
    """Identifies the source of the models, as far as it says which words there are."""
    hashed = sha256()
    for name, module in sorted(_modules(resources.files("servicepolicy") / "models", "")):
        hashed.update(f"{name}\n".encode() + module.read_bytes())
    return hashed.hexdigest()


def _modules(folder: Traversable, base: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _modules(entry, f"{base}{entry.name}/")
        elif entry.name.endswith(".py") and entry.name not in _WITHOUT_WORDS:
            yield base + entry.name, entry


if __name__ == "__main__":
    Path(str(_file())).write_text(written(), encoding="utf-8")
