"""What a command reads: a log, or a folder of subjects with their context beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from servicepolicy.cli.common import open_context
from servicepolicy.logs import Log, read_log
from servicepolicy.logs.folder import Folder, read_folder

if TYPE_CHECKING:
    from servicepolicy.models.context import Context

__all__ = ["open_subjects"]


def open_subjects(
    paths: str | Sequence[str], mapping: str | None, context_file: str | None, *, allow_empty: bool = False
) -> tuple[Log | Folder, Context | None]:
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
