"""A folder of subjects: files of cases, agents, shifts, documents ..., read as one log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from servicepolicy.errors import UsageError
from servicepolicy.logs.counts import Findings
from servicepolicy.logs.log import Log, read_log
from servicepolicy.logs.mapping import LogMapping

__all__ = ["read_folder"]


def read_folder(
    path: str | Path, mapping: LogMapping | dict[str, Any] | str | Path | None = None, *, allow_empty: bool = False
) -> Log:
    """Opens a folder: all its files that can be read are one log, and a case may lie in several of them.

    Folders inside it are not read, and neither is `context.json`, which is not a subject: `context` of the log says
    where it lies.

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
        log = read_log(path, mapping, allow_empty=allow_empty)
    except UsageError:
        if not allow_empty or any(file.is_file() and file.stat().st_size for file in path.iterdir()):
            raise
        log = Log(path.name, 0, lambda _: iter(()), Findings(path.name))
    log.folder = path
    return log
