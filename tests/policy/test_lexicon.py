"""The written vocabulary: what the models say, and never anything else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources

import attrs
import pytest

from servicepolicy.errors import UsageError
from servicepolicy.models import vocabulary
from servicepolicy.policy import lexicon


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A list that was written before the models became what they are."""
    caches = (lexicon.is_current, lexicon._common, lexicon.header_fields, lexicon.event_kinds, lexicon.event_fields)
    said = {"of": "another", "common": {}, "case": {"header": {}, "events": {"received": {}}}}
    monkeypatch.setattr(lexicon, "_list", lambda: said)
    for one in caches:
        one.cache_clear()
    yield
    for one in caches:
        one.cache_clear()


def test_the_list_is_up_to_date() -> None:
    """What is written is what the models say; if not, run `make lexicon`."""
    assert (resources.files("servicepolicy.policy") / "lexicon.json").read_text("utf-8") == lexicon.written()


@pytest.mark.parametrize("subject", vocabulary.subjects())
def test_the_list_says_what_the_models_say(subject: str) -> None:
    """Names, order, types, codes and marks of all fields are those of the models."""
    assert lexicon.event_kinds(subject) == vocabulary.event_kinds(subject)
    kinds = vocabulary.event_kinds(subject)
    pairs = [(lexicon.event_fields(subject, kind), vocabulary.event_fields(subject, kind)) for kind in kinds]
    for found, fields in (*pairs, (lexicon.header_fields(subject), vocabulary.header_fields(subject))):
        assert list(found.items()) == [(name, attrs.evolve(one, meaning="")) for name, one in fields.items()]


@pytest.mark.usefixtures("late")
def test_a_late_list_is_not_believed() -> None:
    """Where the models changed after the list was written, they are asked themselves."""
    assert not lexicon.is_current()
    assert lexicon.event_kinds("case") == vocabulary.event_kinds("case")
    assert lexicon.header_fields("case") == vocabulary.header_fields("case")
    assert lexicon.event_fields("case", "received") == vocabulary.event_fields("case", "received")


def test_what_does_not_exist_is_refused() -> None:
    """Unknown subjects and kinds are refused as the vocabulary refuses them."""
    with pytest.raises(UsageError, match="`cow` is no subject"):
        lexicon.event_kinds("cow")
    with pytest.raises(UsageError, match="`milked` is no event of a case"):
        lexicon.event_fields("case", "milked")


def test_loading_builds_no_model_of_an_event() -> None:
    """A shipped policy is loaded without the models of events and without the strict reader of YAML."""
    code = (
        "import json, sys, servicepolicy as sp; sp.load('complaint-handling', fill='example-bank');"
        "print(json.dumps([name for name in sys.modules if name.startswith(('servicepolicy.models', 'ruamel'))]))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(ran.stdout))
    assert "servicepolicy.models.vocabulary" in loaded
    assert not [name for name in loaded if "events" in name or name.endswith(("complaint", "_subject"))]
    assert "ruamel.yaml" not in loaded
