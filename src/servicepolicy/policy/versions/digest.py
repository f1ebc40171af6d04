"""The digest: what a policy means, whatever the formatting, comments, order of keys or spelling of spans."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from servicepolicy.errors import MoneyError
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.policy.filling.blanks import canonical
from servicepolicy.policy.reading.document import PolicyDocument

__all__ = ["PREFIX", "digest_of", "in_order", "plain_document", "plain_rule"]

PREFIX: Final = "sp1:"

# Where a value's type is known from the key alone.
_SPANS: Final = frozenset({"within", "keep", "to", "by", "at_most"})
_BOUNDS: Final = frozenset({"gt", "ge", "lt", "le"})


def plain_document(document: PolicyDocument) -> dict[str, Any]:
    """A document as plain values that read back to the same; what is as it would be anyway is left out."""
    header = {"rules", "facts", "calendars"}
    written: dict[str, Any] = {
        "servicepolicy": 1,
        "policy": document.policy,
        **document.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=header),
    }
    written["servicepolicy"] = 1
    if document.calendars:
        written["calendars"] = {
            name: calendar.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"name"})
            for name, calendar in document.calendars.items()
        }
    if document.facts:
        written["facts"] = {
            name: fact.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            for name, fact in document.facts.items()
        }
    if document.rules:
        written["rules"] = [plain_rule(rule) for rule in document.rules]
    return written


def plain_rule(rule: Any) -> dict[str, Any]:  # one of the rule kinds
    """A rule as plain values that read back to the same."""
    said = rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"id": said.pop("id"), "kind": rule.kind, **said}


def digest_of(document: PolicyDocument, fillings: Mapping[str, Filling]) -> str:
    """SHA-256 over the canonical meaning of a policy and of what fills its blanks.

    Titles and questions are part of it, since people approve what they read; who filled a blank is not.
    """
    meaning = plain_document(document)
    meaning.pop("values", None)
    meaning.pop("extends", None)
    meaning["rules"] = [_typed(rule, "") for rule in meaning.get("rules", ())]
    meaning["fills"] = {
        name: _filled(document.blanks[name].type, filling.fill.plain())
        for name, filling in fillings.items()
        if name in document.blanks
    }
    text = json.dumps(_texts(meaning), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return PREFIX + hashlib.sha256(text.encode()).hexdigest()


def _typed(plain: Any, key: str) -> Any:
    """A rule with its spans and bounds in canonical writing."""
    if isinstance(plain, Mapping):
        if key in _SPANS | _BOUNDS:  # a choice: the values inside are of the type that is wanted here
            return {name: _typed_inside(name, value, key) for name, value in plain.items()}
        return {name: _typed(value, name) for name, value in plain.items()}
    if isinstance(plain, list):
        return [_typed(item, key if key in _SPANS | _BOUNDS else "") for item in plain]
    return _scalar(plain, key)


def _typed_inside(name: str, value: Any, key: str) -> Any:
    if name in ("choose", "least", "greatest", "value"):
        return _typed(value, key)
    return value if name in ("blank", "field") else _typed(value, "")


def _scalar(plain: Any, key: str) -> Any:
    kinds = ("span",) if key in _SPANS else ("money",) if key in _BOUNDS else ()
    for kind in kinds:
        try:
            return canonical(kind, plain)
        except (ValueError, MoneyError):
            continue
    return plain


def _filled(kind: str, plain: Any) -> Any:
    if isinstance(plain, list) and plain and all(isinstance(item, Mapping) and "value" in item for item in plain):
        return [{**item, "value": _filled(kind, item["value"])} for item in plain]
    if isinstance(plain, Mapping):
        wanted = {"choose", "least", "greatest", "value"}
        return {name: _filled_inside(kind, value) if name in wanted else value for name, value in plain.items()}
    return canonical(kind, plain)


def _filled_inside(kind: str, plain: Any) -> Any:
    if isinstance(plain, list) and kind not in ("list", "range", "bands", "ladder"):
        return [_filled(kind, item) for item in plain]
    if isinstance(plain, list) and any(isinstance(item, Mapping) and "value" in item for item in plain):
        return [_filled(kind, item) for item in plain]
    return _filled(kind, plain)


def _texts(plain: Any) -> Any:
    """Every scalar as text, as a document would say it."""
    match plain:
        case Mapping():
            return {str(key): _texts(value) for key, value in plain.items() if value is not None}
        case list() | tuple():
            return [_texts(item) for item in plain]
        case bool():
            return "true" if plain else "false"
        case None:
            return None
        case _:
            return str(plain)


_ORDER = (
    "servicepolicy", "policy", "title", "source", "timezone", "in_force", "published", "layers", "pin", "counting",
    "open_acts",
    "calendars", "roles", "vocabulary", "blanks", "values", "facts", "rules", "slas", "statements",
)  # fmt: skip


def in_order(written: Mapping[str, Any]) -> dict[str, Any]:
    """The sections of a document in the order in which people read them; `extends` is left out, its layer is in it."""
    return {key: written[key] for key in _ORDER if key in written}
