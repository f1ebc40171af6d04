"""What type checkers are told of constructors is what the classes take."""

from __future__ import annotations

import ast
import inspect
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import servicepolicy as sp
from servicepolicy.language.said import RuleSaid
from servicepolicy.models.vocabulary import subjects
from servicepolicy.policy.reading.document import PolicyDocument
from servicepolicy.policy.said import MoreSaid
from tests.typing.documented import module_of

RULES = ("Authority", "Deadline", "Incentive", "Ownership", "Periodic", "Requirement", "Retention", "Scorecard")


def told(model: type[Any]) -> dict[str, bool]:
    """The arguments that a type checker knows, and whether each may be left out."""
    module = ast.parse(Path(inspect.getsourcefile(model) or "").read_text(encoding="utf-8"))
    body = next(node for node in module.body if isinstance(node, ast.ClassDef) and node.name == model.__name__)
    [made] = [one for node in body.body if isinstance(node, ast.If) for one in node.body]
    assert isinstance(made, ast.FunctionDef)
    return {
        argument.arg: default is not None
        for argument, default in zip(made.args.kwonlyargs, made.args.kw_defaults, strict=True)
    }


def taken(model: type[BaseModel]) -> dict[str, bool]:
    """The arguments that a class takes, and whether each may be left out."""
    return {name: not field.is_required() for name, field in model.model_fields.items()}


@pytest.mark.parametrize("name", [*RULES, "Sequence", "SLA", "Context", "LedgerEntry", "WorkCalendar"])
def test_constructors_are_told_as_they_are(name: str) -> None:
    """Every field of the class is an argument for type checkers, and what must be said must be said there, too."""
    model: type[BaseModel] = getattr(sp, name)
    common = {name: "Required[" not in str(said) for name, said in RuleSaid.__annotations__.items()}
    assert told(model) | (common if "kind" in model.model_fields else {}) == taken(model)


def test_a_policy_takes_what_a_document_says() -> None:
    """What the constructor of a policy takes by name is what stands in a document, layers and zone apart."""
    named = {name for name in inspect.signature(sp.Policy).parameters if name not in ("fill", "more")}
    assert named | set(MoreSaid.__annotations__) == set(PolicyDocument.model_fields) - {"extends"}


def test_every_subject_tells_its_fields() -> None:
    """Each class of a subject has a constructor for type checkers."""
    for subject in subjects():
        model = getattr(sp, subject.capitalize())
        assert told(model) == {}  # all of it is in the typed dictionary, which is made from the table


def test_a_moment_is_asked_for_by_signature_alone() -> None:
    """A call without its moment is told in our words, although no type checker lets it pass."""
    policy = sp.Policy(
        policy="p",
        timezone="Europe/London",
        rules=[
            {
                "id": "r",
                "kind": "deadline",
                "clause": "1",
                "start": "received",
                "stop": "replied",
                "within": timedelta(hours=4),
            }
        ],
    )
    with pytest.raises(sp.UsageError, match="there is no clock here"):
        policy.evaluate(sp.Complaint(id="C-1"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def test_objects_stand_for_what_is_written() -> None:
    """A timedelta and an amount say what their texts say."""
    said: dict[str, Any] = {"id": "r", "clause": "1", "start": "received", "stop": "replied"}
    by_object = sp.Deadline(**said, within=timedelta(hours=4), warn=timedelta(hours=1))
    by_text = sp.Deadline(**said, within="4 hours", warn="1 hour")
    policies = [sp.Policy(policy="p", timezone="Europe/London", rules=[rule]) for rule in (by_object, by_text)]
    assert policies[0].digest == policies[1].digest


def test_a_record_is_read_as_its_class() -> None:
    """`read` gives the class that it is asked for, and refuses a record of another subject."""
    policy = sp.Policy(policy="p", timezone="Europe/London")
    assert type(policy.read({"id": "C-1"}, sp.Complaint)) is sp.Complaint
    assert type(policy.read({"id": "C-1"})) is sp.Case
    assert type(policy.read({"id": "e1"}, sp.Agent)) is sp.Agent
    with pytest.raises(sp.FactsError):
        policy.read({"id": "C-1", "subject": "agent"}, sp.Complaint)


def test_examples_keep_their_lines() -> None:
    """What a type checker finds in an example stands in the line of its page."""
    page = "# Title\n\n```python\na = 1\n```\n\n```console\n$ ls\n```\n\n```python\nb = 2\n```\n"
    assert module_of(page).splitlines() == ["# pyright: strict", "", "", "a = 1", *[""] * 7, "b = 2"]
    assert module_of("# Title\n\nNo examples.\n") == ""
    session = "# Title\n```python\n>>> for one in (1, 2):\n...     print(one)\n1\n2\n```\n"
    assert module_of(session).splitlines()[2:] == ["for one in (1, 2):", "    print(one)"]
