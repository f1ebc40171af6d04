"""What a run notes beside its verdicts: what it is a run of, and which of its files are whole."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from servicepolicy.errors import UsageError

__all__ = ["NOTES", "RunNotes", "disk_full", "put_whole"]

NOTES: Final = "run.json"
_FULL: Final = (28, 122)  # ENOSPC, EDQUOT: no space, no quota left


@attrs.define
class RunNotes:
    """The notes of a run, kept in the folder of its verdicts.

    Attributes:
        of: What the run is a run of: policy, digest, basis, versions, moments, sources. Another run has others.
        parts: For each partition that is whole, by its number: its file, its rows, what was found.
        partitions: How many partitions there are, and how many rows lie in each, once all rows were read.
        complete: Every partition is judged.
        bounds: For each table the first row of each partition, one more at the end, where the rows stand by subject in
            its one file; `None`: partitions lie in files of their own.
    """

    of: dict[str, Any]
    parts: dict[str, dict[str, Any]] = attrs.field(factory=dict[str, dict[str, Any]])
    partitions: list[list[int]] | None = None
    complete: bool = False
    bounds: dict[str, list[int]] | None = None

    def save(self, folder: Path) -> None:
        """Write the notes: as a whole, or not at all."""
        held = {name: getattr(self, name) for name in attrs.fields_dict(RunNotes)}
        put_whole(folder / NOTES, json.dumps(held, ensure_ascii=False).encode())

    @classmethod
    def load(cls, folder: Path) -> RunNotes | None:
        """The notes in a folder; `None` where there are none.

        Raises:
            UsageError: What is there are no notes of a run.
        """
        try:
            held = json.loads((folder / NOTES).read_bytes())
            return cls(held["of"], held["parts"], held["partitions"], held["complete"], held.get("bounds"))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            raise UsageError(f"`{NOTES}` in `{folder.name}` are no notes of a run: give another folder") from None

    def differs(self, of: Mapping[str, Any]) -> list[str]:
        """What another run is not alike in."""
        return [name for name in of if self.of.get(name) != of[name]]


def put_whole(path: Path, content: bytes) -> None:
    """Write a file under another name first: who finds it finds all of it, whenever the machine stops."""
    waiting = path.with_name(path.name + ".part")
    with waiting.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)


def disk_full(error: BaseException) -> bool:
    """Whether an error says that nothing more can be written."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    said = str(error)
    return "No space left" in said or "os error 28" in said or "Disk quota" in said
