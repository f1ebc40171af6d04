"""Records and events as typed dictionaries, for editors and type checkers: `CaseRecord`, `CaseReceived`, `CaseEvent`.

What they hold stands in `records.pyi`, which is written from the tables (`python -m tests.models.typed_records`). When
a program runs, each is a plain dictionary: what is in it is checked where it is read.

Example:
    >>> from servicepolicy.models.vocabulary.records import CaseReceived
    >>> CaseReceived(event="received", at="2026-01-05T09:12:00+08:00", in_writing=True)["event"]
    'received'
"""

from __future__ import annotations

from servicepolicy.models.vocabulary import event_kinds, subjects

__all__: list[str] = []


def __getattr__(name: str) -> type[dict[str, object]]:
    for subject in subjects():
        rest = name.removeprefix(subject.capitalize())
        if rest != name:
            kinds = ("".join(word.capitalize() for word in kind.split("_")) for kind in event_kinds(subject))
            if rest in ("Record", "Given", "Event", *kinds):
                return dict
    raise AttributeError(f"there is no record `{name}`")
