"""What a command reads: a log, or a folder of subjects with their context beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from servicepolicy.cli.common import instant, open_context
from servicepolicy.logs import Log, read_log
from servicepolicy.logs.folder import read_folder
from servicepolicy.reporting.checked import last_instant

if TYPE_CHECKING:
    from datetime import datetime

    from servicepolicy.models.context import Context

__all__ = ["moment_of", "open_subjects"]


def open_subjects(
    paths: str | Sequence[str], mapping: str | None, context_file: str | None, *, allow_empty: bool = False
) -> tuple[Log, Context | None]:
    """The subjects at a path, or at several, and their context: the named one, else the one in the folder.

    Raises:
        UsageError: There is nothing to read there.
        FactsError: The context, or what is read, cannot be used.
    """
    several = (paths,) if isinstance(paths, str) else tuple(paths)
    path = several[0]
    if len(several) > 1 or not Path(path).is_dir():
        context = open_context(context_file)
        return read_log(path if len(several) == 1 else several, mapping, allow_empty=allow_empty), context
    folder = read_folder(path, mapping, allow_empty=allow_empty)
    beside = None if folder.context is None else str(folder.context)
    return folder, open_context(context_file or beside)


def moment_of(subjects: Log, as_of: str | None, zone: str, *, allow_empty: bool = False) -> datetime | None:
    """The moment that is judged: the one that is said, else the last instant of what was read, for every command alike.

    A date alone is the end of that day.

    Raises:
        FactsError: Nothing has an event that can be used.
        UsageError: Nothing has an event.
    """
    return instant(as_of, "--as-of", zone) or last_instant(subjects, allow_empty=allow_empty)
