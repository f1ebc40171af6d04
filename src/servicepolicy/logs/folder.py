"""A folder of subjects: files of cases, agents, shifts, documents ..., read as one log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from servicepolicy.errors import Problem, UsageError, Where
from servicepolicy.logs.counts import Findings
from servicepolicy.logs.found import Found
from servicepolicy.logs.log import Log, read_log

if TYPE_CHECKING:
    from servicepolicy.models.subject import SubjectRecord

__all__ = ["CONTEXT", "Folder", "read_folder"]

CONTEXT: Final = "context.json"
_LINES: Final = (".jsonl", ".ndjson")


@attrs.define
class Folder:
    """The subjects of all files of a folder, in the order of the files' names, checked as they are asked for.

    Subjects that cannot be used are left out, and so is a subject that another file has told before; `problems` says
    which and why once a pass has ended.

    Attributes:
        path: The folder.
        logs: One log a file.
    """

    path: Path
    logs: tuple[Log, ...]
    _told_twice: list[Problem] = attrs.field(factory=list[Problem], init=False)

    def __iter__(self) -> Iterator[SubjectRecord]:
        """Every subject that can be used."""
        self._told_twice = []
        first: dict[tuple[str, str], str] = {}
        for log in self.logs:
            for subject in log:
                told_in = first.setdefault((subject.subject, subject.id), log.file)
                if told_in == log.file:
                    yield subject
                else:
                    where = Where(file=log.file, path=subject.id)
                    self._told_twice.append(
                        Problem("one-id-twice", where, f"`{told_in}` tells this {subject.subject} too")
                    )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the latest pass could not use."""
        return (*(problem for log in self.logs for problem in log.problems), *self._told_twice)

    @property
    def unlisted(self) -> int:
        """How many more problems there are than `problems` lists."""
        return sum(log.unlisted for log in self.logs)

    @property
    def rows(self) -> int:
        """How many lines or records the latest pass has read."""
        return sum(log.rows for log in self.logs)

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Entries of a mapping that matched no row: none, for a folder holds records in our own words."""
        return ()

    @property
    def context(self) -> Path | None:
        """The context that lies beside the subjects, if there is one."""
        beside = self.path / CONTEXT
        return beside if beside.is_file() else None


def read_folder(path: str | Path, *, allow_empty: bool = False) -> Folder:
    """Opens a folder: `.jsonl` files hold a record a line, `.json` files one record or a list of them.

    Folders inside it are not read, and neither is `context.json`, which is not a subject.

    Args:
        path: The folder.
        allow_empty: Files without any line, and a folder without files, hold no subjects, and are no error.

    Raises:
        UsageError: There is no such folder, or no file of subjects in it.
        FactsError: A file is empty.
    """
    path = Path(path)
    if not path.is_dir():
        raise UsageError(f"no folder `{path}`")
    files = [file for file in sorted(path.iterdir()) if file.is_file() and file.name != CONTEXT]
    logs = tuple(
        read_log(file, allow_empty=allow_empty) if file.suffix.lower() in _LINES else _whole(file)
        for file in files
        if file.suffix.lower() in (*_LINES, ".json")
    )
    if not logs and not allow_empty:
        raise UsageError(f"the folder `{path}` has no file of subjects: `.jsonl` or `.json`")
    return Folder(path, logs)


def _whole(file: Path) -> Log:
    """The log of a file that is JSON as a whole."""

    def records(findings: Findings) -> Iterator[Found]:
        try:
            content = json.loads(file.read_bytes(), parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            where = Where(file=file.name, line=getattr(error, "lineno", None), column=getattr(error, "colno", None))
            findings.add(Problem("not-json", where, "the file is not JSON"))
            return
        for record in cast("list[object]", content) if isinstance(content, list) else [content]:
            findings.counts.rows += 1
            if isinstance(record, dict):
                yield Found(cast("dict[str, Any]", record))
            else:
                where = Where(file=file.name)
                findings.add(Problem("not-a-record", where, "a record is a mapping of fields, or a list of such"))

    return Log(file.name, None, records, Findings(file.name))
