"""What every test may lean on: the shared folder of source texts and known answers, and the Hypothesis profiles."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Continuous integration repeats itself exactly; a developer's machine tries others every run; `make fuzz` tries most.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60, print_blob=True)
settings.register_profile("dev", deadline=None, max_examples=60, print_blob=True)
settings.register_profile(
    "fuzz",
    deadline=None,
    max_examples=int(os.environ.get("FUZZ_EXAMPLES") or 1000),
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
UNDER_CI = os.environ.get("CI", "").lower() in {"1", "true"}
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if UNDER_CI else "dev"))

LONGEST = ("tests/real/", "tests/packs/", "test_twins", "tests/cli/")
# Whole policies, logs and pages once more, or the source read as text: what they run of the library, the tests of its
# modules run too. They are not measured, as the tracer of coverage takes three times as long.
REPEATED = (
    *("tests/test_canary", "tests/test_house.py", "tests/test_purity.py"),
    *("tests/cli/test_guide.py", "tests/engine/test_laws.py"),
    *("tests/packs/test_clauses.py", "tests/packs/test_examples.py"),
    *("tests/models/test_personal.py", "tests/models/test_subjects.py::test_the_schema_"),
    *(
        "tests/policy/reading/test_parsing.py::test_shipped_",
        "tests/policy/reading/test_parsing.py::test_readers_agree_",
    ),
    *("tests/policy/versions/test_digest.py::test_shipped_", "tests/policy/filling/test_tighter_law.py"),
    *("tests/telling/test_golden.py::test_nothing_", "tests/telling/test_golden.py::test_chinese_"),
    *("tests/phrases/test_phrases.py", "tests/worktime/test_differential.py"),
    *("tests/whatif/test_diff_law.py", "tests/whatif/test_diff.py::test_each_side_", "tests/lint/test_laws.py"),
    *("tests/lint/test_packs.py", "tests/lint/test_corpus.py::test_each_scenario_"),
)
CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of source documents, vectors and logs that stands beside the checkout and is not a part of it."""
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        reason = f"no shared folder beside {CHECKOUT.name}: known answers cannot be compared"
        if UNDER_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files begin first, so that no process waits for one of them at the end.

    The laws beside a comparison run what the comparison runs: once under the tracer of coverage is enough.
    """
    for item in items:
        law = item.path.name.startswith("test_twins") and "agree" not in item.name
        if law or item.nodeid.startswith(REPEATED):
            item.add_marker(pytest.mark.unmeasured)
    items.sort(key=lambda item: next((rank for rank, part in enumerate(LONGEST) if part in item.nodeid), len(LONGEST)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Nothing measures an `unmeasured` test, nor what it stands on.

    The marker of pytest-cov stops its last measurement: in a worker of xdist it has begun two, and the other goes on.
    """
    measured = item.config.pluginmanager.hasplugin("_cov")  # else a tracer is a debugger, and stays
    tracer = sys.gettrace() if measured and item.get_closest_marker("unmeasured") else None
    if tracer is not None:
        sys.settrace(None)
    try:
        return (yield)
    finally:
        if tracer is not None:
            sys.settrace(tracer)
