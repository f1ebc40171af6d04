"""The codes of problems as the source says them, with the sentences that go with them: read off the syntax trees."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from servicepolicy.lint import codes

PACKAGE: Final = Path(__file__).resolve().parents[2] / "src" / "servicepolicy"
CODE: Final = re.compile(r"[a-z]+(?:-[a-z0-9]+)+|empty|elsewhere|unreachable")
SAYS: Final = {"Problem", "refuse", "refused", "refusal", "Found", "PydanticCustomError", "_problem", "problem"}
# Words of the same shape in modules whose codes stand in tables, which are no codes.
NO_CODES: Final = {
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "passed-over", "x-personal"),
    *("any-of", "extra-forbidden", "header-from", "on-reclassify", "open-acts", "string-type"),
}
MESSAGE_AT: Final = {"refuse": 1, "PydanticCustomError": 1}  # else the third argument


@cache
def found() -> dict[str, set[str]]:
    """Every code, with its sentences: what is put into one at run time is shown as `…`."""
    told: dict[str, set[str]] = defaultdict(set)
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node) in SAYS and node.args]
        for call in calls:
            if code := _code(call.args[0], pydantic=_name(call) == "PydanticCustomError"):
                told[code] |= set(_sentences(call))
        if not all(isinstance(call.args[0], ast.Constant) for call in calls):
            for code, sentences in _in_tables(tree):
                told[code] |= set(sentences)
    linted = codes()
    return {code: told[code] for code in sorted(told) if code not in linted}


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _code(node: ast.expr, *, pydantic: bool = False) -> str | None:
    """The code that a constant says; those of pydantic's errors are told with hyphens."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return None
    code = node.value.replace("_", "-") if pydantic else node.value
    return code if CODE.fullmatch(code) and code not in NO_CODES else None


def _in_tables(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Codes that stand in a tuple with their sentence, or alone."""
    for node in ast.walk(tree):
        match node:
            case ast.Tuple(elts=[first, second, *_]) if code := _code(first):
                yield code, [said for said in [_said(second)] if said]
            case ast.Call(args=[*args]):
                for at, arg in enumerate(args):
                    if (code := _code(arg)) and CODE.fullmatch(str(getattr(arg, "value", ""))):
                        yield code, [said for said in map(_said, args[at + 1 : at + 2]) if said]
            case ast.Constant() if (code := _code(node)) and node.value == code:
                yield code, []
            case _:
                pass


def _sentences(call: ast.Call) -> Iterator[str]:
    """What a call says, where it says it at once."""
    at = MESSAGE_AT.get(_name(call), 2)
    yield from (said for said in map(_said, call.args[at : at + 1]) if said)


def _said(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)) if " " in text:
            return re.sub(r"\{[^{}]*\}", "…", text)
        case ast.JoinedStr(values=parts):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
            return text if " " in text else ""
        case _:
            return ""
