"""The JSON Schema for editors."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest

from servicepolicy.kinds.registry import kinds
from servicepolicy.policy.reading.json_schema import schema
from servicepolicy.policy.reading.shipped import packs


def test_every_kind_of_rule_is_in_the_schema() -> None:
    """Each kind has its own branch, chosen by `kind`, which must be said."""
    made = schema()
    mapping = made["properties"]["rules"]["items"]["discriminator"]["mapping"]
    assert set(mapping) == set(kinds())
    assert all("kind" in made["$defs"][path.rsplit("/", 1)[-1]]["required"] for path in mapping.values())


def test_the_schema_knows_what_the_loader_knows() -> None:
    """Unknown keys are refused at every level that the loader refuses them."""
    made = schema()
    assert made["additionalProperties"] is False
    open_parts = [name for name, part in made["$defs"].items() if part.get("additionalProperties") is not False]
    assert open_parts == []


@pytest.mark.parametrize("pack", packs())
def test_the_shipped_packs_fit_the_schema(pack: str) -> None:
    """An editor with the schema finds nothing wrong with a shipped policy."""
    import jsonschema
    from ruamel.yaml import YAML  # as an editor reads it

    text = (resources.files("servicepolicy") / "packs" / f"{pack}.yaml").read_text(encoding="utf-8")
    document: Any = YAML(typ="safe", pure=True).load(text)
    document["in_force"] = {key: str(value) for key, value in document.get("in_force", {}).items()}
    found = [error.message for error in jsonschema.Draft202012Validator(schema()).iter_errors(document)]
    assert found == []


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ({"like": "office", "hours": {"sat": ["09:00-12:00"]}}, True),
        ({"timezone": "Europe/London", "hours": {"sat": ["09:00-12:00"]}, "layers": "open"}, True),
        ({"hours": {"sat": ["09:00-12:00"]}}, False),
        ({"like": "office", "opens": "early"}, False),
    ],
)
def test_a_calendar_that_begins_with_another_fits_the_schema(said: dict[str, Any], fits: bool) -> None:
    """A calendar says its zone, or with which other calendar it begins; and nothing else than the loader knows."""
    import jsonschema

    document = {"servicepolicy": 1, "policy": "bank", "extends": "complaint-handling", "calendars": {"office": said}}
    assert jsonschema.Draft202012Validator(schema()).is_valid(document) is fits
