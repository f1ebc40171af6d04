"""Loading: from a name, a path or Python values to everything that a policy holds; every problem in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

import attrs

from servicepolicy.errors import PolicyError, Problem, UsageError, Where
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.rule import Rule
from servicepolicy.policy.checking import check
from servicepolicy.policy.checking.walk import Walk
from servicepolicy.policy.filling.blanks import check_filling, gaps
from servicepolicy.policy.filling.layers import Layer, merged
from servicepolicy.policy.filling.profile import Profile, filling, read_fill
from servicepolicy.policy.own_terms import terms_said
from servicepolicy.policy.reading import shipped
from servicepolicy.policy.reading.document import PolicyDocument, SourceClause
from servicepolicy.policy.reading.document_source import read_file, read_text
from servicepolicy.policy.reading.read_document import Draft, read_document
from servicepolicy.policy.reading.source import Remark, Source

__all__ = ["Built", "Fills", "build", "layers_of_text", "open_layers"]

Fills = str | FilePath | Mapping[str, Any] | Sequence[str | FilePath | Mapping[str, Any]] | None


@attrs.frozen(eq=False)
class Built:
    """A policy with everything it needs.

    Attributes:
        document: What it says, its layers put together.
        fillings: What fills each blank now.
        history: Everything that was said about each blank, the latest last.
        places: Where rules and blanks stand.
        layers: Ids of its layers, the lowest first.
        warnings: What is probably not meant.
        draft: As it was read, with the place of everything; not kept where a policy goes to another process.
        remarks: What comments say to `lint`.
    """

    document: PolicyDocument
    fillings: Mapping[str, Filling]
    history: Mapping[str, tuple[Filling, ...]]
    places: Mapping[str, tuple[Where, str]]
    layers: tuple[str, ...]
    warnings: tuple[Problem, ...]
    draft: Draft | None = attrs.field(default=None, repr=False)
    remarks: tuple[Remark, ...] = ()


def open_layers(name_or_path: str | FilePath, layers_in: str | FilePath | None = None) -> list[Layer]:
    """Read a policy and every layer below it, the lowest first.

    Args:
        name_or_path: The policy.
        layers_in: The folder in which files of layers may lie; left out, that of the policy.

    Raises:
        UsageError: There is no shipped policy of that name, or it is neither name nor path.
        PolicyError: A file cannot be read, a layer lies elsewhere, or the layers run in a circle.
    """
    if not isinstance(name_or_path, str | FilePath):
        raise UsageError(
            "a policy is loaded by its name, or by the path of a `.yaml` file; `Policy(...)` takes its parts"
        )
    layers: list[Layer] = []
    wanted: str | FilePath | None = name_or_path
    beside = FilePath()
    seen: list[str] = []
    asked_by: Where | None = None
    allowed = FilePath(name_or_path).parent if layers_in is None else FilePath(layers_in)
    while wanted is not None:
        is_path = isinstance(wanted, FilePath) or str(wanted).endswith((".yaml", ".yml"))
        target = beside / wanted if is_path else FilePath(wanted)
        identity = str(target.resolve()) if is_path else str(wanted)
        if identity in seen:
            chain = " → ".join(f"`{FilePath(one).name}`" for one in (*seen[seen.index(identity) :], identity))
            message = f"the layers run in a circle: {chain}"
            raise PolicyError([Problem("cyclic-layers", asked_by or Where(), message, "take away one `extends`")])
        seen.append(identity)
        if is_path and asked_by is not None and not target.resolve().is_relative_to(allowed.resolve()):
            message = "the layer lies outside of the folder of the policy"
            help = "put it there, or name the folder that holds them all: `load(.., layers_in=FOLDER)`"
            raise PolicyError([Problem("layer-elsewhere", asked_by, message, help)])
        source = _open(target if is_path else str(wanted), asked_by)
        beside = target.parent if is_path else beside
        draft = read_document(source)
        layers.insert(0, Layer(draft.document.policy, draft))
        wanted = draft.document.extends
        asked_by = source.where(("extends",))
    return layers


def layers_of_text(text: str, layers_in: str | FilePath | None = None) -> list[Layer]:
    """Read a policy from its text, and every layer below it, the lowest first.

    Args:
        text: The policy as YAML.
        layers_in: The folder in which files of layers lie.

    Raises:
        UsageError: It is no text, or the path of a file.
        PolicyError: It cannot be read, or names a layer that is not shipped where no folder is named.
    """
    if not isinstance(text, str):
        raise UsageError("`loads` takes the text of a policy; `load` takes its name or the path of a file")
    if "\n" not in text and text.endswith((".yaml", ".yml")):
        raise UsageError("`loads` takes the text of a policy, and this is the path of one: use `load`")
    source = read_text(text)
    draft = read_document(source)
    below = draft.document.extends
    lower: list[Layer] = []
    if below is not None:
        asked_by = source.where(("extends",))
        if not below.endswith((".yaml", ".yml")):
            _open(below, asked_by)  # one that is not shipped is told where it is named
            lower = open_layers(below)
        elif layers_in is None:
            help = "name the folder that holds it: `loads(.., layers_in=FOLDER)`"
            message = "a text lies in no folder, so this layer is not found"
            raise PolicyError([Problem("layer-elsewhere", asked_by, message, help)])
        elif not (FilePath(layers_in) / below).resolve().is_relative_to(FilePath(layers_in).resolve()):
            message = "the layer lies outside of the folder that is named"
            raise PolicyError([Problem("layer-elsewhere", asked_by, message, "put it there")])
        else:
            lower = open_layers(FilePath(layers_in) / below, layers_in)
    return [*lower, Layer(draft.document.policy, draft)]


def _open(target: str | FilePath, asked_by: Where | None) -> Source:
    try:
        if isinstance(target, FilePath):
            return read_file(target)
        return shipped.read_pack(target)
    except UsageError as error:
        if asked_by is None:
            raise
        problem = Problem("unknown-layer", asked_by, str(error))
    except PolicyError as error:
        if asked_by is None or error.problems[0].code != "no-such-file":
            raise
        help = "give a path from this file's folder, or the name of a shipped policy"
        problem = Problem("no-such-file", asked_by, error.problems[0].message, help)
    raise PolicyError([problem])


def build(layers: list[Layer], fill: Fills) -> Built:
    """Put layers and profiles together, and check everything.

    Raises:
        PolicyError: With every problem of every document.
        UsageError: There is no shipped profile of that name.
    """
    problems = [problem for layer in layers for problem in layer.draft.problems]
    profiles = [read_fill(one) for one in _stacked(fill)]
    problems.extend(problem for profile in profiles for problem in profile.problems)
    draft, clashes = merged(layers)
    problems.extend(clashes)
    history = _history(layers, profiles, draft, problems)
    fillings = {name: said[-1] for name, said in history.items()}
    draft = _quoting(draft, layers, profiles, problems)
    walk = Walk()
    problems.extend(check.vocabulary_errors_in([layer.draft for layer in layers], draft.document))
    problems.extend(check.errors_in(draft, fillings, walk))
    if problems:
        texts = (layer.draft.source.plain for layer in layers)
        terms = terms_said(draft.document, *texts)
        raise PolicyError(terms.problems(_in_order(problems)), _heading(draft.document, problems))
    warnings = [*check.warnings_in(draft, fillings, walk)]
    warnings.extend(_approved_elsewhere(draft, fillings))
    if draft.document.currency is not None:
        from servicepolicy.policy.filling.offices import foreign_amounts  # most policies name no currency

        warnings.extend(foreign_amounts(draft, fillings))
    for name, filled in fillings.items():
        warnings.extend(gaps(name, filled, draft.document.timezone))
    return Built(
        document=draft.document,
        fillings=fillings,
        history=history,
        places=_places(layers),
        layers=tuple(layer.id for layer in layers),
        warnings=tuple(_in_order(warnings)),
        draft=draft,
        remarks=tuple(remark for layer in layers for remark in layer.draft.source.remarks),
    )


def _quoting(draft: Draft, layers: list[Layer], profiles: list[Profile], problems: list[Problem]) -> Draft:
    """The draft with the sentences that profiles supply for its clauses."""
    clauses = dict(draft.document.clauses)
    for profile in profiles:
        for layer in layers:
            for clause, sentence in profile.quotes.get(layer.id, {}).items():
                known = clauses.get(clause)
                if known is None and clause not in draft.document.cited():
                    hint = did_you_mean(clause, draft.document.cited())
                    place = profile.source.where(("quotes", layer.id, clause), key=True)
                    problems.append(Problem("unknown-clause", place, f"`{clause}` is cited by nothing", hint))
                    continue
                clauses[clause] = SourceClause(at="" if known is None else known.at, text=sentence)
    return attrs.evolve(draft, document=draft.document.replaced(clauses=clauses)) if clauses else draft


def _approved_elsewhere(draft: Draft, fillings: Mapping[str, Filling]) -> Iterator[Problem]:
    """Approvals that were given to another text than this one."""
    if not draft.document.approved:
        return
    from servicepolicy.policy.versions.digest import digest_of  # most policies name no approval

    for number, one in enumerate(draft.document.approved):
        if one.digest is not None and one.digest != digest_of(draft.document, fillings):
            where = draft.source.where(("approved", number, "digest"))
            message = "what was approved is another text: the digest is not the one of this policy and its values"
            yield Problem("approved-other-text", where, message, "have this text approved, or load the one that was")


def _heading(document: PolicyDocument, problems: list[Problem]) -> str:
    count = len(problems)
    return f"the policy `{document.policy}` cannot be used: {count} problem{'s' if count != 1 else ''}"


def _in_order(problems: list[Problem]) -> list[Problem]:
    """By file, as they were met, then by line; one that is said twice is said once."""
    files: dict[str | None, int] = {}
    for problem in problems:
        files.setdefault(problem.where.file, len(files))
    once = dict.fromkeys(problems)
    return sorted(once, key=lambda one: (files[one.where.file], one.where.line or 0, one.where.column or 0))


def _stacked(fill: Fills) -> tuple[str | FilePath | Mapping[str, Any], ...]:
    """What fills the blanks, the first said first: what comes later replaces it."""
    if fill is None:
        return ()
    return (fill,) if isinstance(fill, str | FilePath | Mapping) else tuple(fill)


def _history(
    layers: list[Layer], profiles: list[Profile], draft: Draft, problems: list[Problem]
) -> dict[str, tuple[Filling, ...]]:
    """Who said what about each blank: each layer's own values, and right above them the profiles' for that layer."""
    history: dict[str, tuple[Filling, ...]] = {}
    below: tuple[Rule, ...] = ()
    for layer in layers:
        own = layer.draft.document.values
        said = {name: filling(fill, layer.id, layer.draft.source, ("values", name)) for name, fill in own.items()}
        _add(history, said, draft, problems, below)
        below = (*below, *layer.draft.document.rules)
        for profile in profiles:
            _add(history, dict(profile.fills.get(layer.id, {})), draft, problems, below)
    for profile in profiles:
        _add(history, dict(profile.fills.get(None, {})), draft, problems, below)
        _fills_something(profile, layers, draft, problems)
    return history


def _fills_something(profile: Profile, layers: list[Layer], draft: Draft, problems: list[Problem]) -> None:
    known = [policy for policy in profile.fills if policy is not None]
    if None in profile.fills or any(layer.id in profile.fills for layer in layers) or not draft.document.blanks:
        return
    if profile.problems:
        return
    message = f"the profile `{profile.id}` fills nothing of `{draft.document.policy}`"
    help = f"it fills {', '.join(f'`{one}`' for one in known)}" if known else ""
    problems.append(Problem("profile-fills-nothing", profile.source.where(("fills",)), message, help))


def _add(
    history: dict[str, tuple[Filling, ...]],
    said: dict[str, Filling],
    draft: Draft,
    problems: list[Problem],
    below: tuple[Rule, ...],
) -> None:
    blanks = draft.document.blanks
    for name, one in said.items():
        place = one.places[0] if one.places else Where()
        declared = blanks.get(name)
        if declared is None:
            if name not in draft.declared.get("blanks", {}):
                message = f"`{name}` is not a blank of `{draft.document.policy}`"
                known = tuple(blanks)
                help = did_you_mean(name, known) or (f"its blanks: {', '.join(known)}" if known else "it has no blanks")
                problems.append(Problem("unknown-blank", place, message, help))
            continue
        before = history.get(name, ())
        wrong = list(check_filling(name, declared, one, draft.document.timezone))
        if before and not wrong:
            from servicepolicy.policy.filling.layers import may_replace

            others = {other: filled[-1] for other, filled in history.items() if other != name}
            wrong.extend(may_replace(name, draft.document, before[-1], one, place, below, others))
        problems.extend(wrong)
        if not wrong:
            history[name] = (*before, one)


def _places(layers: list[Layer]) -> dict[str, tuple[Where, str]]:
    """Where each rule and blank stands, and in which layer."""
    found: dict[str, tuple[Where, str]] = {}
    for layer in layers:
        source = layer.draft.source
        for name in layer.draft.document.blanks:
            found[name] = (source.where(("blanks", name), key=True), layer.id)
        for rule, spot in zip(layer.draft.document.rules, layer.draft.spots, strict=True):
            found[rule.id] = (source.where(spot), layer.id)
    return found
