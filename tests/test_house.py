"""The house is in order: the front door, the columns, the size of rooms, what an import costs, what is promised."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest

import servicepolicy

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "servicepolicy"
SOURCES = sorted(PACKAGE.rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

KINDS = {
    "deadline",
    "requirement",
    "sequence",
    "authority",
    "ownership",
    "periodic",
    "retention",
    "scorecard",
    "incentive",
}
# The imports that may lead back, each with its reason. Besides, results ask `telling` for their words inside functions.
LEADING_BACK = {
    (
        "language.value",
        "language.condition",
    ): "one grammar: a condition compares values, a value is chosen by conditions",
    ("judging.values", "judging.conditions"): "the same grammar, as it is compiled",
    ("whatif.diff", "whatif.diff_words"): "a difference asks for its words inside a function, as results do",
    ("whatif.proof", "whatif.diff_words"): "a proof likewise",
    ("policy.policy", "lint"): "a policy says what is wrong with it, inside a function, as results explain themselves",
    ("policy.policy", "lint.finding"): "and names what it returns",
}
LONGEST_MODULE = 600
# Each costs more than the whole budget of `import servicepolicy`, or is no dependency of the core.
NOT_AT_IMPORT = (
    *("holidays", "chinese_calendar", "ruamel.yaml", "yaml"),
    *("polars", "click", "rich", "pytest", "hypothesis"),
)

COMMITTED = [
    path
    for pattern in ("*", ".ci/*", "src/**/*", "tests/**/*", "docs/**/*", "examples/**/*", "benchmarks/**/*")
    for path in ROOT.glob(pattern)
    if path.is_file()
    and "_build" not in path.parts
    and path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".jsonl", ".csv", ".txt", ""}
    and path.name not in {".coverage", ".git"}
]


def relative(path: Path) -> str:
    """The path as a reader of the repository knows it."""
    return path.relative_to(ROOT).as_posix()


@cache
def imports_of(path: Path) -> set[str]:
    """Names that a module imports, at whatever depth, annotations included: `a.b`, `a.b.c` for `from a.b import c`."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                named |= {alias.name for alias in names}
            case ast.ImportFrom(module=str(module), names=names, level=0):
                named |= {module} | {f"{module}.{alias.name}" for alias in names}
            case ast.ImportFrom(module=module, names=names, level=1):
                package = ".".join(path.relative_to(PACKAGE.parent).parent.parts)
                base = f"{package}.{module}" if module else package
                named |= {base} | {f"{base}.{alias.name}" for alias in names}
            case _:
                pass
    return named


def module_of(path: Path) -> str:
    """The dotted name of a module below the package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules() -> dict[str, set[str]]:
    """The modules that each module names: `a.b` for `from a import b` where b is one, else `a`."""
    modules = {module_of(path): path for path in SOURCES if path != PACKAGE / "__init__.py"}
    graph: dict[str, set[str]] = {name: set() for name in modules}
    for name, path in modules.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("servicepolicy."):
                base = str(node.module).removeprefix("servicepolicy.")
                whole = [f"{base}.{alias.name}" for alias in node.names]
                graph[name] |= {one if one in modules else base for one in whole} - {name}
    return graph


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Modules that reach themselves, those of one circle together."""
    reached = {name: reach(graph, name) for name in graph}
    found = {frozenset(other for other in reached[name] if name in reached[other]) for name in graph}
    return sorted(sorted(circle) for circle in found if circle)


def reach(graph: dict[str, set[str]], start: str) -> set[str]:
    """Everything to which the imports of a module lead."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        for name in graph[ahead.pop()] - seen:
            seen.add(name)
            ahead.append(name)
    return seen


def test_no_modules_stand_in_a_circle() -> None:
    """No module leads back to itself, annotations and imports inside functions included, but where said above."""
    graph = imported_modules()
    unused = [edge for edge in LEADING_BACK if edge[1] not in graph[edge[0]]]
    for module, named in graph.items():
        graph[module] = {
            name
            for name in named
            if (module, name) not in LEADING_BACK
            and not (module.startswith("results.") and name.split(".")[0] == "telling")
        }
    assert (circles(graph), unused) == ([], [])


def test_a_circle_is_found() -> None:
    """What looks for circles finds one through several modules, and none where two ways lead to one module."""
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [["a", "b", "c"]]
    assert circles({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}) == []


def test_results_ask_for_words_only_when_they_are_told() -> None:
    """What was found names the room that tells it inside functions alone: so much may lead back."""
    for path in (PACKAGE / "results").glob("*.py"):
        at_once = [
            node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ImportFrom)
        ]
        assert not [node for node in at_once if (node.module or "").startswith("servicepolicy.telling")], path.name


def test_the_front_door_is_sorted_and_whole() -> None:
    """`__all__` is sorted, has no double, and every name in it exists."""
    names = servicepolicy.__all__
    assert list(names) == sorted(set(names))
    assert [name for name in names if not hasattr(servicepolicy, name)] == []


def test_the_front_door_only_imports() -> None:
    """The top `__init__` defines nothing of its own, beyond what delays an import."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    defined = [node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    assert set(defined) <= {"__getattr__", "__dir__"}


def test_public_names_say_what_they_are() -> None:
    """Everything in the front door that can carry a docstring carries one of its own."""
    silent = [
        name
        for name in servicepolicy.__all__
        if callable(thing := getattr(servicepolicy, name)) and not (thing.__doc__ or "").strip()
    ]
    assert silent == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_module_says_what_it_is(path: Path) -> None:
    """A module opens with a docstring, unless it is an empty `__init__`."""
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_rooms_are_small(path: Path) -> None:
    """No module is so long that it hides two."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_no_module_has_a_name_that_says_nothing(path: Path) -> None:
    """Files are called by words of the field."""
    assert not set(path.stem.strip("_").split("_")) & {"data", "info", "manager", "helper", "helpers", "utils", "util"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_a_folder_with_the_same_files(kind: str) -> None:
    """A kind has what may be said, what decides and what tells it in a folder of its own, and a twin in the tests."""
    files = {path.stem for path in (PACKAGE / "kinds" / kind).glob("*.py")}
    assert {"rule", "judge", "words"} <= files
    assert (ROOT / "tests" / "reference" / f"{kind}.py").is_file()


def test_nothing_outside_compares_the_name_of_a_kind() -> None:
    """What kinds differ in, a rule's nature or its folder says: no other module asks `kind` for one of the nine."""
    asking = [
        f"{relative(path)}:{node.lineno}"
        for path in SOURCES
        if PACKAGE / "kinds" not in path.parents
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare | ast.Match)
        and any(isinstance(part, ast.Attribute) and part.attr == "kind" for part in ast.walk(_asked(node)))
        and any(isinstance(part, ast.Constant) and part.value in KINDS for part in ast.walk(node))
    ]
    assert asking == []


def _asked(node: ast.Compare | ast.Match) -> ast.expr:
    return node.left if isinstance(node, ast.Compare) else node.subject


def test_one_module_touches_pendulum() -> None:
    """Pendulum's traps are contained: only `worktime/_instant.py` imports it, annotations included."""
    touching = [
        relative(path) for path in SOURCES if any(name.split(".")[0] == "pendulum" for name in imports_of(path))
    ]
    assert touching == ["src/servicepolicy/worktime/_instant.py"]


def test_the_front_door_leaves_heavy_things_outside() -> None:
    """`import servicepolicy` loads no holiday tables, no YAML, no tables, no terminal and no test library."""
    code = f"import sys, servicepolicy; print([name for name in {NOT_AT_IMPORT!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.strip() == "[]"


def test_loading_a_policy_leaves_judging_outside() -> None:
    """`load` reads and checks with neither the facts of subjects nor what judges them or tells of it."""
    code = "import sys, servicepolicy as sp; sp.load('complaint-handling', fill='example-bank'); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = ran.stdout.split()
    floors = (
        "servicepolicy.models.",
        "servicepolicy.judging.",
        "servicepolicy.engine.",
        "servicepolicy.telling.",
        "servicepolicy.results.verdict",
        "servicepolicy.results.report",
    )
    only = [f"servicepolicy.models.vocabulary{name}" for name in ("", "._own", "._tables", "._words", ".names")]
    assert sorted(name for name in loaded if name.startswith(floors)) == only
    assert "ruamel.yaml" not in loaded


def test_the_installed_version_is_the_project_s() -> None:
    """What pip reports, and so every report's footer, is the version in pyproject.toml."""
    assert version("servicepolicy") == PROJECT["project"]["version"]


def test_type_information_is_shipped() -> None:
    """The package carries the marker by which type checkers trust its annotations."""
    assert (PACKAGE / "py.typed").is_file()
    assert "Typing :: Typed" in PROJECT["project"]["classifiers"]


def test_every_import_is_declared() -> None:
    """What the source imports is in the standard library, a dependency or an extra; nothing rides along by chance."""
    distributions = {
        "adbc_driver_postgresql": "adbc-driver-postgresql",
        "attr": "attrs",
        "charset_normalizer": "charset-normalizer",
        "chinese_calendar": "chinesecalendar",
        "dateutil": "python-dateutil",
        "pydantic_core": "pydantic",
        "ruamel": "ruamel.yaml",
        "typing_extensions": "typing-extensions",
        "yaml": "pyyaml",
    }
    declared = [*PROJECT["project"]["dependencies"]]
    for extra in PROJECT["project"]["optional-dependencies"].values():
        declared += extra
    names = {re.split(r"[<>=\[ ]", requirement)[0] for requirement in declared}
    outside = {
        top
        for path in SOURCES
        for top in (name.split(".")[0] for name in imports_of(path))
        if top not in sys.stdlib_module_names and top not in {"servicepolicy", "__future__"}
    }
    assert {top for top in outside if distributions.get(top, top) not in names} == set()


@pytest.mark.parametrize("target", ["venv", "demo", "test", "fuzz", "check", "docs", "bench", "wheel", "clean"])
def test_the_makefile_has_what_is_promised(target: str) -> None:
    """Each documented command is a target that says what it does."""
    assert re.search(rf"^{target}:.*## \w", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_demo_finds_breaches_and_nothing_worse() -> None:
    """The command of `make demo` ends with the exit code for breaches, prints what it found, and does not crash."""
    written = re.search(r"/servicepolicy (check .*?) \|\|", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert written
    start = "import sys; from servicepolicy.cli import main; sys.exit(main())"
    ran = subprocess.run(
        [sys.executable, "-c", start, *written[1].split()], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (ran.returncode, ran.stderr.count("Traceback"), bool(ran.stdout.strip())) == (1, 0, True), ran.stderr


def test_continuous_integration_runs_everything() -> None:
    """One script runs tests, checks, documentation and wheel, and stops at the first failure."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert {"test", "check", "docs", "wheel"} <= set(
        re.findall(r"\w+", " ".join(re.findall("^make (.*)$", script, re.MULTILINE)))
    )


@pytest.mark.parametrize("path", COMMITTED, ids=relative)
def test_nothing_names_the_machine_it_was_written_on(path: Path) -> None:
    """No committed text holds a path of one machine or the address of a package registry."""
    unwanted = (
        "/wo" + "rk/",
        "/tm" + "p/",
        "/home/" + "user",
        "pypi." + "org",
        "registry." + "npmjs",
        "files." + "pythonhosted",
    )
    text = path.read_text(encoding="utf-8")
    assert [word for word in unwanted if word in text] == []


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=relative)
def test_every_test_says_what_it_proves(path: Path) -> None:
    """Every test function opens with a docstring."""
    silent = [
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test") and not ast.get_docstring(node)
    ]
    assert silent == []
