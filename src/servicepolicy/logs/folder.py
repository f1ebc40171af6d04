"""A folder of subjects: files of cases, agents, shifts, documents ..., read as one log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from servicepolicy.errors import Problem, UsageError
from servicepolicy.logs.containers.source import CONTEXT
from servicepolicy.logs.counts import Counts, Findings
from servicepolicy.logs.log import Log, read_log
from servicepolicy.logs.mapping import LogMapping

if TYPE_CHECKING:
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.models.timeline import SubjectFacts

__all__ = ["CONTEXT", "Folder", "read_folder"]


@attrs.define
class Folder:
    """The subjects of all files of a folder, in the order of the files' names, checked as they are asked for.

    Subjects that cannot be used are left out, and so is a subject whose records lie in several files; `problems` says
    which and why once a pass has ended.

    Attributes:
        path: The folder.
        log: Its files, as one log.
    """

    path: Path
    log: Log

    def __iter__(self) -> Iterator[SubjectRecord]:
        """Every subject that can be used."""
        return iter(self.log)

    def facts(self) -> Iterator[SubjectFacts]:
        """What judges read of every subject that can be used."""
        return self.log.facts()

    def last_instant(self) -> datetime | None:
        """The latest time of any event that can be read, in UTC; a pass of its own. `None` = there is none."""
        return self.log.last_instant()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the latest pass could not use."""
        return self.log.problems

    @property
    def unlisted(self) -> int:
        """How many more problems there are than `problems` lists."""
        return self.log.unlisted

    @property
    def rows(self) -> int:
        """How many lines or records the latest pass has read."""
        return self.log.rows

    @property
    def counts(self) -> Counts:
        """What the latest pass has read so far."""
        return self.log.counts

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Entries of the mapping that matched no row."""
        return self.log.unmatched

    @property
    def context(self) -> Path | None:
        """The context that lies beside the subjects, if there is one."""
        beside = self.path / CONTEXT
        return beside if beside.is_file() else None


def read_folder(
    path: str | Path, mapping: LogMapping | dict[str, Any] | str | Path | None = None, *, allow_empty: bool = False
) -> Folder:
    """Opens a folder: all its files that can be read are one log, and a case may lie in several of them.

    Folders inside it are not read, and neither is `context.json`, which is not a subject.

    Args:
        path: The folder.
        mapping: What the columns and activities of its files mean, if they are not in our own words.
        allow_empty: Files without any line, and a folder without files, hold no subjects, and are no error.

    Raises:
        UsageError: There is no such folder, or no file of subjects in it.
        FactsError: A file cannot be read.
    """
    path = Path(path)
    if not path.is_dir():
        raise UsageError(f"no folder `{path}`")
    try:
        return Folder(path, read_log(path, mapping, allow_empty=allow_empty))
    except UsageError:
        if not allow_empty or any(file.is_file() and file.stat().st_size for file in path.iterdir()):
            raise
    return Folder(path, Log(path.name, 0, lambda _: iter(()), Findings(path.name)))
