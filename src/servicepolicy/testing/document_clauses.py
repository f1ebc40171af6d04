"""The clauses of the documents of the shipped policies."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import cast

import attrs

from servicepolicy.policy.reading.document_source import read_bytes

__all__ = ["ListedClause", "listed_clauses"]


@attrs.frozen
class ListedClause:
    """A clause of a document.

    Attributes:
        kind: The kind of rule that decides it; `guidance` and `scope` are decided by no fact.
        subject: On whose timeline it is decided.
    """

    kind: str
    subject: str


def listed_clauses(policy: str) -> Mapping[str, ListedClause]:
    """The clauses of the document of a shipped policy, in its order; none of another policy."""
    file = resources.files("servicepolicy").joinpath("packs", "clauses", f"{policy}.yaml")
    if not file.is_file():
        return {}
    plain = cast("Mapping[str, Mapping[str, Mapping[str, str]]]", read_bytes(file.read_bytes()).plain)
    return {name: ListedClause(said["kind"], said["subject"]) for name, said in plain["clauses"].items()}
