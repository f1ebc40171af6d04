"""A reader of syntax trees that finds what a pure core must not do.

It sees what is written, not what happens: a module that reaches the clock through a dependency's own default is caught
by the tests of that module, not here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

CLOCK = "reads the clock"
RANDOM = "is random"
SETTINGS = "depends on the machine's settings"
FILES = "reads or writes files"
NETWORK = "reaches the network or other programs"
ORDER = "differs from run to run"
CODE = "runs text as code"
FLOATS = "makes money inexact"

MODULES = {
    CLOCK: "time timeit sched",
    RANDOM: "random secrets uuid numpy.random",
    SETTINGS: "locale os os.path sys platform getpass gettext zoneinfo tzlocal pwd argparse configparser"
    " site sysconfig",
    FILES: "io pathlib shutil tempfile glob fileinput sqlite3 shelve dbm mmap logging codecs zipfile tarfile gzip"
    " importlib pkgutil csv",
    NETWORK: "socket ssl http urllib ftplib smtplib asyncio subprocess multiprocessing threading concurrent requests"
    " httpx aiohttp signal select selectors webbrowser",
    CODE: "runpy code pickle marshal ctypes",
}
BY_MODULE = {module: reason for reason, modules in MODULES.items() for module in modules.split()}

CALLS = {
    FILES: "open input print",
    CODE: "eval exec compile __import__",
    ORDER: "id",
}
BY_CALL = {name: reason for reason, names in CALLS.items() for name in names.split()}

# Attributes, whatever they hang on: an alias must not hide them.
ATTRIBUTES = {
    CLOCK: "now today tomorrow yesterday utcnow utctoday",
    SETTINGS: "local_timezone set_local_timezone getcontext setcontext localcontext environ getenv strptime"
    " setlocale test_local_timezone default_timezone",
    FILES: "read_text write_text read_bytes write_bytes",
}
BY_ATTRIBUTE = {name: reason for reason, names in ATTRIBUTES.items() for name in names.split()}
# Formats of digits alone read the same in every locale; names of days and months do not.
DIGITS_ONLY = re.compile(r"(?:[^%]|%[YmdHMSjf%])*")
MODES = re.compile(r"[rwxab+t]{1,3}")
BARE_IMPORTS = {"getcontext", "setcontext", "localcontext"}  # `from decimal import getcontext`


class Finding(NamedTuple):
    """One impure spot: where, the code as written, and why it is refused."""

    line: int
    code: str
    reason: str


def impurities(source: str, *, allowed: frozenset[str] = frozenset(), money: bool = False) -> list[Finding]:
    """Everything impure in one module.

    Args:
        source: The module's text.
        allowed: Modules that this one may import and methods that it may call, each an exception that its caller has
            to name.
        money: Whether binary floating point is refused too.
    """
    tree = ast.parse(source)
    findings = [
        Finding(node.lineno, ast.unparse(node).splitlines()[0], reason)
        for node in ast.walk(tree)
        for reason in _reasons(node, allowed)
        if isinstance(node, ast.stmt | ast.expr)
    ]
    findings += _hashes_outside_hash(tree)
    if money:
        findings += _floats(tree)
    return sorted(set(findings))


def _reasons(node: ast.AST, allowed: frozenset[str]) -> Iterator[str]:
    yield from _imports(node, allowed)
    match node:
        case ast.Call():
            yield from _calls(node)
            yield from _formats(node)
            if "open" not in allowed:
                yield from _opens(node)
        case ast.Attribute(attr=attribute) if attribute in BY_ATTRIBUTE and attribute not in allowed:
            yield BY_ATTRIBUTE[attribute]
        case ast.For(iter=source) if _is_set(source):
            yield ORDER
        case ast.ListComp(generators=loops) | ast.DictComp(generators=loops) if any(_is_set(one.iter) for one in loops):
            yield ORDER
        case _:
            pass


def _imports(node: ast.AST, allowed: frozenset[str]) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            for alias in names:
                yield from _module(alias.name, allowed)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            if not any(f"{module}.{alias.name}" in allowed for alias in names):
                yield from _module(module, allowed)
            yield from (SETTINGS for alias in names if alias.name in BARE_IMPORTS)
        case _:
            pass


def _calls(node: ast.Call) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in BY_CALL:
            yield BY_CALL[name]
        case ast.Call(func=ast.Attribute(attr="astimezone"), args=[], keywords=[]):
            yield SETTINGS
        case ast.Call(func=ast.Attribute(attr="fromtimestamp"), args=[_], keywords=[]):
            yield SETTINGS
        case ast.Call(func=ast.Attribute(value=ast.Name(id="pendulum"), attr="parse" | "naive" | "local")):
            yield CLOCK
        case ast.Call(func=ast.Name(id="list" | "tuple" | "iter" | "enumerate"), args=[source, *_]) if _is_set(source):
            yield ORDER
        case ast.Call(func=ast.Attribute(attr="join"), args=[source]) if _is_set(source):
            yield ORDER
        case _:
            pass


def _formats(node: ast.Call) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Attribute(attr="strftime"), args=[ast.Constant(value=str(form))]):
            if not DIGITS_ONLY.fullmatch(form):
                yield SETTINGS
        case ast.Call(func=ast.Attribute(attr="strftime")):
            yield SETTINGS
        case _:
            pass


def _opens(node: ast.Call) -> Iterator[str]:
    """Calls of a path's `open`; a calendar's or a case's takes no file mode."""
    match node:
        case ast.Call(func=ast.Attribute(attr="open"), args=[ast.Constant(value=str(mode)), *_]) if MODES.fullmatch(
            mode
        ):
            yield FILES
        case _:
            pass


def _module(name: str, allowed: frozenset[str]) -> Iterator[str]:
    parts = name.split(".")
    for prefix in (".".join(parts[:length]) for length in range(1, len(parts) + 1)):
        if prefix in BY_MODULE and name not in allowed:
            yield BY_MODULE[prefix]
            return


def _is_set(node: ast.expr) -> bool:
    """A set as written: its order of iteration follows string hashes, which change with every run."""
    match node:
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case _:
            return False


def _hashes_outside_hash(tree: ast.Module) -> Iterator[Finding]:
    """Calls of `hash`, whose answer for text changes with every run, are for `__hash__` alone."""
    inside = {
        id(call)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name == "__hash__"
        for call in ast.walk(function)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="hash")) if id(node) not in inside:
                yield Finding(node.lineno, ast.unparse(node), ORDER)
            case _:
                pass


def _floats(tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="float")) | ast.Constant(value=float()):
                yield Finding(node.lineno, ast.unparse(node), FLOATS)
            case ast.BinOp(op=ast.Div(), lineno=line):
                yield Finding(line, ast.unparse(node), FLOATS)
            case _:
                pass
