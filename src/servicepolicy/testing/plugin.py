"""A pytest plugin: files that end in `.scenario.yaml` or `.scenarios.yaml` are tests, a scenario each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from servicepolicy.testing.scenario import Result

__all__ = ["ScenarioFile", "ScenarioItem", "pytest_addoption", "pytest_collect_file"]

ENDINGS = (".scenario.yaml", ".scenarios.yaml")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The language in which a failing scenario is explained."""
    parser.addini("servicepolicy_language", "language of explanations: en or zh", default="en")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """The scenarios of a file."""
    return ScenarioFile.from_parent(parent, path=file_path) if file_path.name.endswith(ENDINGS) else None


class ScenarioFile(pytest.File):
    """A file of scenarios."""

    def collect(self) -> Iterator[ScenarioItem]:
        """A test a scenario; a file that cannot be used is an error of collection, with every problem."""
        from servicepolicy.errors import ServicePolicyError  # a run without scenarios imports nothing
        from servicepolicy.testing.scenario import load_scenarios

        try:
            loaded = load_scenarios(self.path)
        except ServicePolicyError as error:
            raise self.CollectError(str(error)) from None
        for case in loaded.document.cases:
            yield ScenarioItem.from_parent(self, name=case.id, asked=(loaded, case))


class ScenarioItem(pytest.Item):
    """One scenario."""

    def __init__(self, *, asked: Any, **more: Any) -> None:  # what pytest hands on
        super().__init__(**more)
        self._scenarios, self._case = asked

    def runtest(self) -> None:
        """Ask the policy, and compare."""
        result = self._scenarios.result_of(self._case)
        if not result.passed:
            raise ScenarioError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was expected, what was said and why, in place of a traceback."""
        if isinstance(excinfo.value, ScenarioError):
            from servicepolicy.testing.failing import failing_text

            return failing_text(excinfo.value.result, str(self.config.getini("servicepolicy_language")))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file, and the scenario's id."""
        return self.path, None, self.name


class ScenarioError(AssertionError):
    """A policy said something else than a scenario expects."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.scenario.id)
        self.result = result
