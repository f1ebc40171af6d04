"""Profiles: one bank's answers to what policies leave open."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path as FilePath
from typing import Any, cast

import attrs
from pydantic import TypeAdapter, ValidationError

from servicepolicy.errors import Problem, Where
from servicepolicy.language.bound.fillings import Fill, Filling
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.rule import Title
from servicepolicy.policy.reading import shipped
from servicepolicy.policy.reading.document_source import read_file
from servicepolicy.policy.reading.source import Path, Source
from servicepolicy.worktime._built import validated

__all__ = ["GIVEN", "Profile", "fillings_at", "read_fill"]

GIVEN = "given"  # who fills a blank that Python code fills
_KEYS = ("servicepolicy", "profile", "title", "fills", "quotes")


@attrs.frozen
class Profile:
    """What fills the blanks of one or more policies.

    Attributes:
        id: Its name, `given` for what Python code handed in.
        title: What people call it.
        fills: By policy, then by blank; `None` as policy stands for whichever is loaded.
        source: Where everything stands.
        problems: What could not be read.
        quotes: By policy, then by clause, the sentence of the source.
    """

    id: str
    title: Title | None
    fills: Mapping[str | None, Mapping[str, Filling]]
    source: Source
    problems: tuple[Problem, ...] = ()
    quotes: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict[str, Mapping[str, str]])


def read_fill(fill: str | FilePath | Mapping[str, Any]) -> Profile:
    """Read a profile: a shipped one by name, one from a path ending in `.yaml`, or a mapping of blanks to values.

    Raises:
        UsageError: There is no shipped profile of that name.
        PolicyError: The file is no YAML 1.2 in UTF-8.
    """
    if isinstance(fill, Mapping):
        source = Source({str(name): value for name, value in fill.items()})
        problems: list[Problem] = []
        return Profile(
            GIVEN, None, {None: fillings_at(source.plain, ("fill",), GIVEN, source, problems)}, source, tuple(problems)
        )
    if isinstance(fill, FilePath) or str(fill).endswith((".yaml", ".yml")):
        return _profile(read_file(FilePath(fill)), FilePath(fill).parent)
    return _shipped(str(fill))


@cache
def _shipped(name: str) -> Profile:
    """A shipped profile, read once: it serves several policies, and nothing changes it."""
    return _profile(shipped.read_profile(name))


def _profile(source: Source, beside: FilePath | None = None) -> Profile:
    problems = list(source.problems)
    raw = source.plain
    if not isinstance(raw, Mapping) or "profile" not in raw:
        problems.append(
            Problem("not-a-profile", source.where(()), "a profile is a mapping that says `profile: its-name`")
        )
        return Profile("unnamed", None, {}, source, tuple(problems))
    said = cast("Mapping[str, Any]", raw)
    for key in said:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS) or f"known: {', '.join(_KEYS)}"
            message = f"`{key}` is not a key of a profile"
            problems.append(Problem("unknown-key", source.where((key,), key=True), message, hint))
    if said.get("servicepolicy") != "1":
        message, help = "the profile does not say its format", "put `servicepolicy: 1` in the first line"
        problems.append(Problem("missing-key", source.where(("servicepolicy",)), message, help))
    name = str(said["profile"])
    title = _title(said.get("title"), source, problems)
    titled = ("", "") if title is None else (title.en, title.zh)
    fills: dict[str | None, Mapping[str, Filling]] = {}
    sections = said.get("fills")
    if not isinstance(sections, Mapping):
        message = "`fills` must be a mapping of policies to their blanks"
        problems.append(Problem("wrong-type", source.where(("fills",)), message))
        sections = {}
    for policy, body in sections.items():
        found = fillings_at(body, ("fills", str(policy)), name, source, problems)
        fills[str(policy)] = {blank: attrs.evolve(one, titled=titled) for blank, one in found.items()}
    quotes = _quotes(said.get("quotes"), source, beside, problems)
    return Profile(name, title, fills, source, tuple(problems), quotes)


def _quotes(raw: Any, source: Source, beside: FilePath | None, problems: list[Problem]) -> dict[str, Mapping[str, str]]:
    """The sentences of the sources by policy and clause: said here, or in a file beside the profile."""
    base: Path = ("quotes",)
    if isinstance(raw, str):
        if beside is None:
            problems.append(
                Problem("wrong-type", source.where(base), "a shipped profile holds no sentences of a source")
            )
            return {}
        source, base = read_file(beside / raw), ()
        problems.extend(source.problems)
        raw = source.plain
    found: dict[str, Mapping[str, str]] = {}
    for policy, clauses in raw.items() if isinstance(raw, Mapping) else ():
        if isinstance(clauses, Mapping):
            found[str(policy)] = {str(clause): str(sentence) for clause, sentence in clauses.items()}
    if raw is not None and (not isinstance(raw, Mapping) or len(found) != len(raw)):
        message = "sentences of a source stand by policy, then by clause"
        help = "such as `{complaint-handling: {CH-1.2.1: ..}}`"
        problems.append(Problem("wrong-type", source.where(base), message, help))
    return found


def _title(raw: Any, source: Source, problems: list[Problem]) -> Title | None:
    if raw is None:
        return None
    try:
        return validated(Title, raw)
    except ValidationError as error:
        from servicepolicy.policy.reading.validation_errors import problems_of

        problems.extend(problems_of(error, source, ("title",), raw, Title))
        return None


def fillings_at(body: Any, base: Path, by: str, source: Source, problems: list[Problem]) -> dict[str, Filling]:
    """The fillings in one mapping of blanks to values.

    Args:
        body: The mapping as written.
        base: Where it stands.
        by: Who fills.
        source: The document.
        problems: What cannot be read is added here.
    """
    if not isinstance(body, Mapping):
        if body is not None:
            problems.append(Problem("wrong-type", source.where(base), "must be a mapping of blanks to values"))
        return {}
    found: dict[str, Filling] = {}
    for name, raw in body.items():
        path = (*base, str(name))
        try:
            fill = _FILLS.validate_python(raw)
        except ValidationError as error:
            from servicepolicy.policy.reading.validation_errors import problems_of  # most profiles need none of it

            problems.extend(problems_of(error, source, path, raw, None))
            continue
        found[str(name)] = filling(fill, by, source, path)
    return found


def filling(fill: Fill, by: str, source: Source, path: Path) -> Filling:
    """A fill with the place of each of its values."""
    return Filling(fill, by, tuple(_place(source, (*path, *dated.spot)) for dated in fill.values))


def _place(source: Source, path: Path) -> Where:
    return source.where(path)


_FILLS: TypeAdapter[Fill] = TypeAdapter(Fill)
