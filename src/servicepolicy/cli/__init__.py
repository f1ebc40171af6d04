"""The command line, with the extra `cli`; without it, a message that says how to get it."""

from __future__ import annotations

import gc
import io
import sys

__all__ = ["main"]


def _write_everywhere() -> None:
    """What a terminal or a pipe cannot write is written as JSON escapes it, which every reader of JSON takes back."""
    import codecs

    def escaped(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)), error.end

    codecs.register_error("servicepolicy-escape", escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="servicepolicy-escape")


def main() -> None:
    """Run the command line; the process ends with its exit code."""
    try:
        from servicepolicy.cli.app import app
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("click", "rich"):
            raise
        sys.stderr.write("the command line needs click and rich: pip install 'servicepolicy[cli]'\n")
        raise SystemExit(2) from None
    _write_everywhere()
    gc.set_threshold(20_000, 20, 20)  # of this process: of what a log makes hardly anything is in circles
    app.main(prog_name="servicepolicy")
