"""Below the loader there is no clock, locale, environment, randomness, network or file, and the checker sees each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.purity import CLOCK, CODE, FILES, FLOATS, NETWORK, ORDER, RANDOM, SETTINGS, impurities

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "servicepolicy"
BELOW_THE_LOADER = (
    "errors.py",
    "money.py",
    "worktime",
    "models",
    "language",
    "phrases",
    "results",
    "judging",
    "kinds",
    "engine",
    "telling",
)
EXCEPTIONS = {
    # The zone data are read from the pinned `tzdata` package, never from the machine.
    "worktime/countries.py": frozenset({"importlib.resources", "read_text"}),
    "worktime/_instant.py": frozenset({"importlib.resources", "read_bytes", "open"}),
    # Its own subjects' modules, by fixed names, on first use: an import statement that waits.
    "models/vocabulary/__init__.py": frozenset({"importlib.import_module"}),
    # Its own tables, shipped beside it.
    "models/vocabulary/_tables.py": frozenset({"importlib.resources", "read_text"}),
    # The modules of a kind's own folder, on first use: loading a policy judges nothing.
    "kinds/protocol.py": frozenset({"importlib.import_module"}),
    # A table of a library that the host has installed, handed out where it is asked for.
    "results/frames.py": frozenset({"importlib.import_module"}),
    # Its own catalogues, which are part of the package: an import of data.
    "language/suspected/code.py": frozenset({"importlib.resources", "read_text"}),
    "phrases/catalogue.py": frozenset({"importlib.resources", "read_text"}),
}


def modules() -> list[Path]:
    """Every source file of the pure core."""
    found = [PACKAGE / name for name in BELOW_THE_LOADER if name.endswith(".py")]
    found += [path for name in BELOW_THE_LOADER for path in sorted((PACKAGE / name).rglob("*.py"))]
    return [path for path in found if path.exists()]


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_the_core_is_pure(path: Path) -> None:
    """A module below the loader does nothing whose outcome depends on more than its arguments."""
    name = path.relative_to(PACKAGE).as_posix()
    found = impurities(
        path.read_text(encoding="utf-8"), allowed=EXCEPTIONS.get(name, frozenset()), money=name == "money.py"
    )
    assert not found, "\n" + "\n".join(f"{name}:{line}: `{code}` {reason}" for line, code, reason in found)


def test_the_core_is_found() -> None:
    """The walk reaches the ground floor and every room named: an emptied list cannot pass for a pure core."""
    names = {path.relative_to(PACKAGE).as_posix() for path in modules()}
    assert {"errors.py", "money.py"} <= names
    assert [name for name in BELOW_THE_LOADER if not (PACKAGE / name).exists()] == []


BAD = [
    ("import time", CLOCK),
    ("from time import monotonic", CLOCK),
    ("import pendulum\npendulum.now()", CLOCK),
    ("import pendulum\npendulum.parse('now')", CLOCK),
    ("from datetime import datetime as d\nstart = d.now(tz=None)", CLOCK),
    ("from datetime import datetime as d\nfield(default_factory=d.utcnow)", CLOCK),
    ("from datetime import date\ndate.today()", CLOCK),
    ("import random", RANDOM),
    ("from secrets import token_hex", RANDOM),
    ("import uuid", RANDOM),
    ("def f():\n    import uuid", RANDOM),
    ("import locale", SETTINGS),
    ("import os", SETTINGS),
    ("from os import environ", SETTINGS),
    ("import os.path", SETTINGS),
    ("import sys", SETTINGS),
    ("from zoneinfo import ZoneInfo", SETTINGS),
    ("at.astimezone()", SETTINGS),
    ("datetime.fromtimestamp(0)", SETTINGS),
    ("at.strftime('%A')", SETTINGS),
    ("at.strftime(form)", SETTINGS),
    ("import decimal\ndecimal.getcontext().prec = 3", SETTINGS),
    ("from decimal import localcontext", SETTINGS),
    ("pendulum.local_timezone()", SETTINGS),
    ("open('policy.yaml')", FILES),
    ("print('done')", FILES),
    ("from pathlib import Path", FILES),
    ("from importlib import resources", FILES),
    ("import importlib.resources", FILES),
    ("place.read_text()", FILES),
    ("place.open('rb')", FILES),
    ("import logging", FILES),
    ("import socket", NETWORK),
    ("from urllib.request import urlopen", NETWORK),
    ("import subprocess", NETWORK),
    ("import asyncio", NETWORK),
    ("eval('1')", CODE),
    ("__import__('os')", CODE),
    ("import pickle", CODE),
    ("key = hash('a')", ORDER),
    ("key = id(rule)", ORDER),
    ("for name in {'a', 'b'}:\n    pass", ORDER),
    ("names = [name for name in set(given)]", ORDER),
    ("names = tuple(frozenset(given))", ORDER),
    ("text = ', '.join({name for name in given})", ORDER),
]


@pytest.mark.parametrize(("source", "reason"), BAD, ids=[source.splitlines()[-1] for source, _ in BAD])
def test_each_impurity_is_seen(source: str, reason: str) -> None:
    """The checker finds exactly this one kind of impurity in a module that has it."""
    assert {finding.reason for finding in impurities(source)} == {reason}


@pytest.mark.parametrize("source", ["float('1')", "rate = 0.1", "share = amount / 3"])
def test_floats_are_seen_where_money_is(source: str) -> None:
    """Floating point is refused in the module of money, and only there."""
    assert [finding.reason for finding in impurities(source, money=True)] == [FLOATS]
    assert impurities(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime, timedelta",
        "open = 3\nstate.open_cases.append(open)",
        "for name in sorted({'b', 'a'}):\n    pass",
        "known = name in {'a', 'b'}",
        "known = any(name in given for name in {'a', 'b'})",
        "class A:\n    def __hash__(self):\n        return hash(self.key)",
        "at.astimezone(zone)",
        "at.strftime('%Y-%m-%dT%H:%M')",
        "calendar.open('mon')",
        "case.at\nnow = as_of",
    ],
)
def test_pure_code_passes(source: str) -> None:
    """What only looks like an impurity is left alone."""
    assert impurities(source) == []


def test_exceptions_are_of_modules_that_exist() -> None:
    """An exception does not outlive its module."""
    assert [name for name in EXCEPTIONS if not (PACKAGE / name).exists()] == []


def test_a_named_exception_holds_for_one_import_only() -> None:
    """The exception for zone data opens `importlib.resources` and nothing beside it."""
    allowed = frozenset({"importlib.resources"})
    assert impurities("from importlib import resources", allowed=allowed) == []
    assert impurities("import importlib.resources", allowed=allowed) == []
    assert impurities("from importlib.resources import files", allowed=allowed) == []
    assert impurities("import importlib", allowed=allowed) != []
    assert impurities("import os", allowed=allowed) != []
    assert impurities("place.read_bytes()", allowed=allowed) != []
    assert impurities("place.read_bytes()", allowed=allowed | {"read_bytes"}) == []


def test_a_finding_says_where_and_why() -> None:
    """A finding carries the line, the code as written and the reason."""
    assert impurities("x = 1\nimport time\n") == [(2, "import time", CLOCK)]
