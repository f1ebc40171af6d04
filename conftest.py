"""Runs the Python examples of README.md and docs/ with the tests."""

from __future__ import annotations

from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "CONTRIBUTING.md", "docs/*.md", "docs/**/*.md"],
    excludes=["docs/_build/**"],
).pytest()

# The site's settings are read by Sphinx alone; building the wheel leaves copies of nothing that has examples.
collect_ignore = ["docs/conf.py", "build", "tests/wheel_smoke.py", "tests/typing"]
