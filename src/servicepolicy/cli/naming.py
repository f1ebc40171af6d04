"""What commands are called by those who do not know their names yet."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from servicepolicy.language.plain import did_you_mean

__all__ = ["ALIASES", "meant"]

ALIASES: Final = {"validate": "lint", "show": "packs", "list": "packs", "map-log": "map"}
"""Other names under which a command works."""

_MEANT: Final = {
    "check": ("run", "judge", "report", "audit", "evaluate", "eval", "monitor", "scan"),
    "lint": ("verify", "valid"),
    "packs": ("rules", "policies", "profiles", "ls", "info", "describe"),
    "agenda": ("todo", "duties", "due", "tasks", "next", "notices"),
    "assess": ("score", "scorecard", "scorecards", "kpi", "sla", "bonus", "awards"),
    "explain": ("why", "case", "verdict", "timeline"),
    "decide": ("can", "may", "allow", "allowed", "authorize", "authorise", "permit", "query"),
    "diff": ("compare", "changes"),
    "replay": ("simulate", "what-if", "whatif", "backtest"),
    "kept-at": ("threshold", "thresholds", "limits"),
    "sweep": ("vary", "grid"),
    "book": ("doc", "docs", "document", "print", "publish", "manual"),
    "map": ("mapping", "import", "convert", "read", "columns"),
    "test": ("scenarios", "tests", "coverage"),
    "init": ("start", "create", "scaffold", "setup"),
    "new": ("add", "rule"),
    "schema": ("schemas", "jsonschema"),
    "completion": ("complete", "completions", "autocomplete"),
    "--help": ("help",),
    "--version": ("version",),
}


def meant(word: str, known: Collection[str]) -> str:
    """The command that is meant by a word, said as a way out; `""` if nobody knows."""
    for command, words in _MEANT.items():
        if word.lower() in words:
            return f"`servicepolicy {command}` does that"
    return did_you_mean(word, (*known, *ALIASES))
