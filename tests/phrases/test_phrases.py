"""Every code that an evaluator can say has words in both languages, and the words get what they name."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import servicepolicy
from servicepolicy.kinds.deadline.rule import Deadline
from servicepolicy.phrases.catalogue import BOOK, PHRASES, WHATIF, words
from servicepolicy.phrases.terms import say
from servicepolicy.results.verdict import Effect, Status
from servicepolicy.worktime.counting import CONVENTIONS

PACKAGE = Path(servicepolicy.__file__).parent
SOURCES = sorted(
    path for room in ("judging", "kinds", "engine") for path in (PACKAGE / room).rglob("*.py") if path.stem != "words"
)
# What `servicepolicy.telling` gives a phrase beside the arguments of its reason.
GIVEN = {
    "step": {"at", "until", "amount", "value"},
    "why_not": {"event", "test", "tier"},
    "role": set[str](),
    "state": set[str](),
    "ground": {"event"},
}
# Words of a state that say nothing beyond the status and the due time.
SILENT = {"late"}


def names(phrase: str) -> set[str]:
    """The placeholders of a phrase."""
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


def literals(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may be, as far as it says so outright."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from literals(body)
            yield from literals(orelse)
        case ast.Tuple(elts=elts):
            for part in elts:
                yield from literals(part)
        case ast.JoinedStr(values=[ast.Constant(value=str() as prefix), *_]):
            yield f"{prefix}*"
        case _:
            pass


def called(node: ast.Call) -> str:
    """The name of what is called, as it is written."""
    return ast.unparse(node.func)


def of_call(node: ast.Call) -> Iterator[tuple[str, str, frozenset[str]]]:
    """What a call says: the kind of code, the code, and the names of what goes with it."""
    given = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
    kinds = {"Reason.of": "reason", "Reason": "reason", "Step": "step", "WhyNot": "why_not"}
    name = called(node)
    if name in kinds and node.args:
        for code in literals(node.args[0]):
            yield kinds[name], code, given
    if name == "FactRef" and len(node.args) == 2:
        for code in literals(node.args[1]):
            yield "role", code, frozenset()
    if name.endswith(".note") and len(node.args) == 2:
        for code in literals(node.args[1]):
            yield "role", code, frozenset()
    for keyword in node.keywords:
        if keyword.arg in ("ground", "state"):
            for code in literals(keyword.value):
                yield keyword.arg, code, frozenset()


def of_assignment(targets: list[ast.expr], value: ast.expr) -> Iterator[tuple[str, str, frozenset[str]]]:
    """What an assignment says: `code = ...`, `status, code = ...`, `state = (*state, ...)`."""
    for target in targets:
        match target, value:
            case ast.Name(id="code"), _:
                yield from (("reason", code, frozenset[str]()) for code in literals(value))
            case ast.Name(id="state"), ast.Tuple():
                yield from (("state", code, frozenset[str]()) for code in literals(value))
            case ast.Tuple(elts=left), ast.Tuple(elts=right):
                for one, other in zip(left, right, strict=False):
                    yield from of_assignment([one], other)
            case ast.Tuple(elts=left), ast.IfExp(body=body, orelse=orelse):
                yield from of_assignment([target], body)
                yield from of_assignment([target], orelse)
            case _:
                pass


def endings_of(function: ast.AST) -> Iterator[ast.Assign]:
    """The assignments in a function whose `code` is but the end of one: `f"must_{code}"`."""
    if not isinstance(function, ast.FunctionDef):
        return
    inside = [*ast.walk(function)]
    parts = (part for node in inside if isinstance(node, ast.JoinedStr) for part in node.values)
    if any(isinstance(part, ast.FormattedValue) and ast.unparse(part.value) == "code" for part in parts):
        yield from (node for node in inside if isinstance(node, ast.Assign))


@cache
def said() -> set[tuple[str, str, frozenset[str]]]:
    """Everything that the evaluators say outright."""
    found: set[tuple[str, str, frozenset[str]]] = set()
    for source in SOURCES:
        nodes = [*ast.walk(ast.parse(source.read_text(encoding="utf-8")))]
        endings = {id(node) for function in nodes for node in endings_of(function)}
        for node in nodes:
            if isinstance(node, ast.Call):
                found.update(of_call(node))
            elif isinstance(node, ast.Assign) and id(node) not in endings:
                found.update(of_assignment(node.targets, node.value))
    return {(kind, code, given) for kind, code, given in found if code}


@pytest.mark.parametrize(("kind", "code", "given"), sorted(said(), key=repr))
def test_every_code_has_words(kind: str, code: str, given: frozenset[str]) -> None:
    """A code that an evaluator says has a phrase, and what the phrase names is what the code carries."""
    if kind == "state" and code in SILENT:
        return
    if code.endswith("*"):  # the end of the code is worked out: each way it can end is tested below
        assert any(phrase.startswith(f"{kind}.{code[:-1]}") for phrase in PHRASES)
        return
    assert f"{kind}.{code}" in PHRASES
    if given or kind in GIVEN:
        told = {name.removesuffix("_us") for name in given}
        supplied = GIVEN[kind] | (told & {"found"}) if kind in GIVEN else told
        for phrase in PHRASES[f"{kind}.{code}"]:
            assert names(phrase) <= supplied, phrase


def test_the_walk_finds_what_is_said() -> None:
    """The walk over the syntax trees finds codes of every kind, plain ones and those that are chosen."""
    found = {(kind, code) for kind, code, _ in said()}
    assert found >= {
        ("reason", "not_yet_due"),
        ("reason", "in_time"),
        ("reason", "too_late"),
        ("step", "reset"),
        ("step", "extended_*"),
        ("why_not", "extension_late"),
        ("role", "start"),
        ("ground", "unit_head"),
        ("state", "tie"),
    }


def test_codes_that_are_put_together_have_words() -> None:
    """Each form of an extension, each way of a re-classification and of a new version has its step."""
    modes = get_args(Deadline.model_fields["on_reclassify"].annotation)
    steps = [f"step.reclassified_{mode}" for mode in modes if mode != "none"]
    steps += [f"step.renewed_{mode}" for mode in get_args(Deadline.model_fields["on_version"].annotation)]
    steps += [f"step.extended_{form}" for form in ("to", "by", "at_most")]
    assert [step for step in steps if step not in PHRASES] == []


def test_statuses_and_effects_have_words() -> None:
    """Each status and each effect of a decision has its word."""
    codes = [f"status.{status.value}" for status in Status] + [f"effect.{effect.value}" for effect in Effect]
    assert [code for code in codes if code not in PHRASES] == []


@pytest.mark.parametrize("code", sorted(PHRASES))
def test_both_languages_name_the_same(code: str) -> None:
    """The English and the Chinese phrase have the same placeholders, and neither is empty."""
    english, chinese = PHRASES[code]
    assert names(english) == names(chinese)
    assert english
    assert chinese


@pytest.mark.parametrize("code", sorted(PHRASES))
def test_the_languages_are_what_they_say(code: str) -> None:
    """An English phrase has no Chinese sign in it, and a Chinese phrase no halfwidth comma, colon or full stop."""
    english, chinese = PHRASES[code]
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", english)
    assert not re.search(r"[,:;.!?]", re.sub(r"\{[^}]*\}", "", chinese))
    assert not english.endswith(".")


def test_every_phrase_is_used() -> None:
    """No phrase stands for a code that nobody says: each has its code, or its place, somewhere in the source."""
    files = [path for path in PACKAGE.rglob("*.py") if "phrases" not in path.stem]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    words = {*re.findall(r"[a-z_]+", source), *re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", source)}
    prefixes = [code[:-1] for _, code, _ in said() if code.endswith("*")]
    unused = [code for code in PHRASES if not _last(code, prefixes) <= words]
    assert unused == []


def _last(code: str, prefixes: list[str]) -> set[str]:
    """The word of a code that must stand in the source; of one that is put together, its parts."""
    word = code.rpartition(".")[2]
    for prefix in prefixes:
        if word.startswith(prefix):
            return {prefix, word.removeprefix(prefix)}
    if code.startswith("margin.money_"):
        return {code.removeprefix("margin.money_")}
    return {word.removesuffix("_working").removesuffix("_idle")}


def test_a_code_without_words_is_still_told() -> None:
    """A code that has no phrase is told by its own words, so that nothing is ever swallowed."""
    assert say("reason.no_such_thing", "en") == "no such thing"


CATALOGUES = sorted((PACKAGE / "phrases" / "catalogues").rglob("*.json"))


def test_catalogues_are_found() -> None:
    """There are catalogues for verdicts, the book, changes and reports, and what is read is what they hold together."""
    assert {path.parent.name for path in CATALOGUES} == {"verdicts", "book", "whatif", "reports"}
    read = len(PHRASES) + len(BOOK) + len(WHATIF)
    held = [json.loads(path.read_text(encoding="utf-8")) for path in CATALOGUES if path not in REPORTS]
    assert sum(map(len, held)) == read


REPORTS = [path for path in CATALOGUES if path.parent.name == "reports"]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_words_of_reports_are_asked_for(path: Path) -> None:
    """Every topic of reports is read by a module, every code of it stands in the source, and none is said in common."""
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.jinja")]
    source = "\n".join(one.read_text(encoding="utf-8") for one in files)
    common = words("common")
    assert path.stem == "common" or f'words("{path.stem}")' in source
    for code, phrase in json.loads(path.read_text(encoding="utf-8")).items():
        assert re.search(rf"\b{code.rpartition('.')[2]}\b", source), code
        assert path.stem == "common" or (common["en"].get(code), common["zh"].get(code)) != (phrase["en"], phrase["zh"])


def test_a_topic_says_its_own_words_before_those_of_all() -> None:
    """What all reports say alike is said once, and a topic that says it otherwise is heard first."""
    assert words("check")["en"]["met"] == words("assess")["en"]["met"] == "met"
    assert words("check")["zh"]["not_applicable"] == "不适用"
    assert (words("summary")["en"]["not_applicable"], words("check")["en"]["not_applicable"]) == (
        "n.a.",
        "not applicable",
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_catalogue_says_every_code_once_in_both_languages(path: Path) -> None:
    """No code stands twice, none lacks a language, both languages name the same things, and codes are in order."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len({name for name, _ in pairs}) == len(pairs)
        return dict(pairs)

    said = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)
    assert list(said) == sorted(said)
    for code, phrase in said.items():
        assert set(phrase) == {"en", "zh"}, code
        assert phrase["en"] == phrase["zh"] == "" or (phrase["en"].strip() and phrase["zh"].strip()), code
        assert names(phrase["zh"]) <= names(phrase["en"]) | {"zh"}, code


@pytest.mark.parametrize("name", sorted(CONVENTIONS))
def test_every_convention_has_words(name: str) -> None:
    """The book calls each counting convention by a name, and a date that it moves cites its law."""
    assert f"counting.{name}" in BOOK
    assert CONVENTIONS[name].roll == "none" or f"law.{name}" in PHRASES
