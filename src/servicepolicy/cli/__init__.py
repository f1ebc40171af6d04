"""The command line, with the extra `cli`; without it, a message that says how to get it."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; the process ends with its exit code."""
    try:
        from servicepolicy.cli.app import app
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("click", "rich"):
            raise
        sys.stderr.write("the command line needs click and rich: pip install 'servicepolicy[cli]'\n")
        raise SystemExit(2) from None
    app.main(prog_name="servicepolicy")
