"""From plain values to a policy document, part by part, so that one wrong part hides no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, cast

import attrs
from pydantic import BaseModel, TypeAdapter, ValidationError

from servicepolicy.errors import Problem, Where
from servicepolicy.kinds.registry import kinds
from servicepolicy.language.bound.fillings import Fill
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.rule import Name, Rule
from servicepolicy.language.service_level import SLA
from servicepolicy.language.vocabulary_table import OwnTable
from servicepolicy.policy.reading.document import BlankDeclaration, Header, PolicyDocument, Role, Statement
from servicepolicy.policy.reading.source import Path, Source
from servicepolicy.worktime import WorkCalendar
from servicepolicy.worktime._built import validated

__all__ = ["Draft", "read_document", "read_part"]

_NAMED: Final[dict[str, Any]] = {
    "calendars": WorkCalendar,
    "roles": Role,
    "vocabulary": OwnTable,
    "blanks": BlankDeclaration,
    "values": Fill,
    "facts": ComputedFact,
}
_LISTED: Final = ("rules", "statements")


class _Said(Header):
    """What is read in one piece. The schema of a whole document holds those of all its parts: it is not built here."""

    slas: tuple[SLA, ...] = ()


@attrs.define
class Draft:
    """A document as far as it could be read.

    Attributes:
        document: What could be read of it.
        source: Where everything stands.
        problems: What could not.
        declared: By section, every name it declares, those of parts that could not be read included.
        spots: The path of each rule, in the order of `document.rules`.
        alike: Calendars that begin with what another one says, as they are written: `{like: office, ..}`.
        sources: The document of each rule, where they come from several layers; else empty.
        lower: By section, the document of each part that comes from a layer below.
    """

    document: PolicyDocument
    source: Source
    problems: list[Problem]
    declared: dict[str, dict[str, Path]]
    spots: tuple[Path, ...]
    alike: dict[str, Mapping[str, Any]] = attrs.field(factory=dict[str, Mapping[str, Any]])
    sources: list[Source] = attrs.field(factory=list[Source])
    lower: dict[str, dict[str, Source]] = attrs.field(factory=dict[str, dict[str, Source]])

    def where(self, rule: int, *inside: str | int, key: bool = False) -> Where:
        """The place of something inside a rule, given by its number."""
        source = self.sources[rule] if self.sources else self.source
        return source.where((*self.spots[rule], *inside), key=key)

    def where_named(self, section: str, name: str, *inside: str | int, key: bool = False) -> Where:
        """The place of something inside a named part, such as a computed fact."""
        source = self.lower.get(section, {}).get(name, self.source)
        return source.where((section, name, *inside), key=key)


def read_document(source: Source) -> Draft:
    """Read a policy document; never stops at the first problem."""
    problems = list(source.problems)
    raw = source.plain
    if not isinstance(raw, Mapping):
        problems.append(
            Problem("not-a-policy", source.where(()), "a policy is a mapping", "begin with `servicepolicy: 1`")
        )
        raw = {"policy": "unnamed", "timezone": "UTC"}
    said = cast("Mapping[str, Any]", raw)
    alike = _alike(said.get("calendars"))
    named = {section: _named(section, said.get(section), source, problems, alike) for section in _NAMED}
    rules, spots = _rules(said.get("rules"), source, problems)
    statements = _listed("statements", Statement, said.get("statements"), source, problems)
    header = _header(said, said.get("calendars"), source, problems)
    sections: dict[str, Any] = {**named, "rules": tuple(rules), "statements": tuple(statements)}
    document = PolicyDocument.model_construct(header.model_fields_set | sections.keys(), **vars(header), **sections)
    declared: dict[str, dict[str, Path]] = {
        section: {str(name): (section, str(name)) for name in said.get(section) or ()}
        for section in _NAMED
        if isinstance(said.get(section), Mapping)
    }
    declared["rules"] = _ids(said.get("rules"), source, problems)
    return Draft(document, source, problems, declared, tuple(spots), alike)


def _alike(calendars: Any) -> dict[str, Mapping[str, Any]]:
    """The calendars that begin with what another one says: that may stand in a layer below, and is looked up later."""
    written = calendars if isinstance(calendars, Mapping) else {}
    return {str(name): body for name, body in written.items() if isinstance(body, Mapping) and "like" in body}


def _header(said: Mapping[str, Any], calendars: Any, source: Source, problems: list[Problem]) -> _Said:
    header = {
        key: value for key, value in said.items() if key not in _NAMED and key not in _LISTED and value is not None
    }
    if source.file is not None and "servicepolicy" not in header:
        help = "put `servicepolicy: 1` in the first line"
        problems.append(Problem("missing-key", source.where(()), "the document does not say its format", help))
    if "timezone" not in header and "extends" in header:
        header["timezone"] = "UTC"
        document = _header(header, None, source, problems)
        document.model_fields_set.discard("timezone")
        return document
    if "timezone" not in header and isinstance(calendars, Mapping):
        zones = {
            body.get("timezone") for body in calendars.values() if isinstance(body, Mapping) and "like" not in body
        }
        zones |= {body.timezone for body in calendars.values() if isinstance(body, WorkCalendar)}
        if len(zones) == 1 and isinstance(next(iter(zones)), str):
            header["timezone"] = zones.pop()
    while True:
        try:
            return _zoned(validated(_Said, header), source, problems)
        except ValidationError as error:
            from servicepolicy.policy.reading.validation_errors import problems_of  # most documents need none of it

            problems.extend(problems_of(error, source, (), header, PolicyDocument))
            wrong = {detail["loc"][0] for detail in error.errors(include_url=False, include_input=False)}
        header = {key: value for key, value in header.items() if key not in wrong}
        for key, standing_in in (("policy", "unnamed"), ("timezone", "UTC")):
            if key in wrong:
                header[key] = standing_in


def _zoned(document: _Said, source: Source, problems: list[Problem]) -> _Said:
    from servicepolicy.worktime._instant import zone

    try:
        zone(document.timezone)
    except ValueError as error:
        help = "an IANA name such as `Europe/London`"
        problems.append(Problem("unknown-zone", source.where(("timezone",)), str(error), help))
        return document.replaced(timezone="UTC")
    return document


def _named(section: str, raw: Any, source: Source, problems: list[Problem], alike: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a section by name; those that cannot be read are left out."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        message = f"`{section}` must be a mapping of names"
        problems.append(Problem("wrong-type", source.where((section,)), message))
        return {}
    read: dict[str, Any] = {}
    for name, body in raw.items():
        path = (section, str(name))
        read_part(Name, name, path, source, problems, key=True)
        if section == "calendars" and str(name) in alike:
            continue
        found = read_part(_NAMED[section], {} if body is None and section == "roles" else body, path, source, problems)
        if found is not None:
            read[str(name)] = found
    return read


def read_part(schema: Any, body: Any, path: Path, source: Source, problems: list[Problem], *, key: bool = False) -> Any:
    """One part, without the keys that it should not have, or `None` if it cannot be read."""
    model = schema if isinstance(schema, type) and issubclass(schema, BaseModel) else None
    # A model keeps the schema that it builds here, and is written with it later; an adapter's is its own.
    validate: Callable[[Any], Any] = _adapter(schema).validate_python if model is None else partial(validated, model)
    try:
        return validate(body)
    except ValidationError as error:
        from servicepolicy.policy.reading.partial_read import problems_and_rest

        found, rest = problems_and_rest(validate, error, source, path, body, model)
        if key:
            found = [attrs.evolve(problem, where=source.where(path, key=True)) for problem in found]
        problems.extend(found)
        return rest


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(schema: Any) -> TypeAdapter[Any]:
    if schema not in _ADAPTERS:
        _ADAPTERS[schema] = TypeAdapter(schema)
    return _ADAPTERS[schema]


def _items(section: str, raw: Any, source: Source, problems: list[Problem]) -> list[tuple[Path, Any]]:
    if raw is None:
        return []
    if not isinstance(raw, list | tuple):
        problems.append(Problem("wrong-type", source.where((section,)), f"`{section}` must be a list"))
        return []
    return [((section, index), body) for index, body in enumerate(raw)]


def _listed(section: str, schema: type[BaseModel], raw: Any, source: Source, problems: list[Problem]) -> list[Any]:
    read = (read_part(schema, body, path, source, problems) for path, body in _items(section, raw, source, problems))
    return [found for found in read if found is not None]


def _rules(raw: Any, source: Source, problems: list[Problem]) -> tuple[list[Rule], list[Path]]:
    rules: list[Rule] = []
    spots: list[Path] = []
    for path, body in _items("rules", raw, source, problems):
        rule = body if isinstance(body, Rule) else _rule(body, path, source, problems)
        if rule is not None:
            rules.append(rule)
            spots.append(path)
    return rules, spots


def _rule(body: Any, path: Path, source: Source, problems: list[Problem]) -> Rule | None:
    if not isinstance(body, Mapping):
        problems.append(
            Problem("wrong-type", source.where(path), "a rule must be a mapping", "`{id, kind, clause, ..}`")
        )
        return None
    kind = body.get("kind")
    if not isinstance(kind, str) or kind not in kinds():
        listed = ", ".join(f"`{known}`" for known in kinds())
        if kind is None:
            problem = Problem("missing-key", source.where(path), "a rule does not say its `kind`", f"one of {listed}")
        else:
            help = did_you_mean(kind, kinds()) or f"one of {listed}"
            problem = Problem("unknown-kind", source.where((*path, "kind")), f"`{kind}` is not a kind of rule", help)
        problems.append(problem)
        return None
    rule: Rule | None = read_part(kinds()[kind].rule, body, path, source, problems)
    return rule


def _ids(raw: Any, source: Source, problems: list[Problem]) -> dict[str, Path]:
    """Every id among the rules; one that stands twice is a problem."""
    seen: dict[str, Path] = {}
    for index, body in enumerate(raw if isinstance(raw, list | tuple) else ()):
        name = body.get("id") if isinstance(body, Mapping) else getattr(body, "id", None)
        if not isinstance(name, str):
            continue
        path: Path = ("rules", index)
        if name in seen:
            first = source.where((*seen[name], "id"))
            where = source.where((*path, "id"))
            before = f"line {first.line}" if first.line is not None else str(first.path)
            message = f"two rules have the id `{name}`: the first stands in {before}"
            problems.append(Problem("duplicate-id", where, message, "give each rule an id of its own"))
        else:
            seen[name] = path
    return seen
