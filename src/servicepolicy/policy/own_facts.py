"""Records that are read by the vocabulary of a policy: what it declares of its own is checked like what is shipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.language.plain import did_you_mean
from servicepolicy.models.vocabulary import FieldType, subject_model, with_article
from servicepolicy.models.vocabulary._held import held
from servicepolicy.models.vocabulary._own import HOST, OwnTerms, OwnVocabulary
from servicepolicy.policy.misspelt import misspelt, misspelt_roles
from servicepolicy.policy.own_terms import terms_of

if TYPE_CHECKING:
    from servicepolicy.models.subject import SubjectRecord
    from servicepolicy.policy.text import Text

__all__ = ["read_record"]


def read_record(policy: Text, record: Mapping[str, Any], wanted: type[SubjectRecord] | None = None) -> SubjectRecord:
    """Check a record by the shipped vocabulary and by what a policy adds to it; synonyms are replaced.

    Args:
        policy: The policy; a role or a code that looks like one of it is told.
        record: Header and events, with `subject`; absent: a case, or what the class is about.
        wanted: The class of the record; absent: that of its subject.

    Raises:
        FactsError: With every problem of the record; examples are in the currency and zone of the policy.
        UsageError: It is no mapping, or there is no such subject.
    """
    if not isinstance(record, Mapping):
        raise UsageError("a record is read from a mapping of fields")
    subject = record.get("subject", "case" if wanted is None else wanted.SUBJECT)
    model = wanted or subject_model(subject if isinstance(subject, str) else "")
    own = policy.own_vocabulary.own.get(str(subject))
    try:
        checked = (
            model.model_validate(record) if own is None else _by_own_words(policy.own_vocabulary, own, model, record)
        )
        problems = tuple(misspelt(checked, policy.editions, policy.own_vocabulary))
        if not problems:
            return checked
    except FactsError as error:
        problems = (*error.problems, *misspelt_roles(record, policy.editions))
    raise FactsError(terms_of(policy).problems(problems))


def _by_own_words(
    vocabulary: OwnVocabulary, own: OwnTerms, model: type[SubjectRecord], record: Mapping[str, Any]
) -> SubjectRecord:
    subject = model.SUBJECT
    said = {**record, "events": _renamed(record.get("events", ()), own)}
    problems = list(_problems(said, subject, vocabulary))
    try:
        checked = model.model_validate(said)
    except FactsError as error:
        problems = [*error.problems, *problems]
    else:
        if not problems:
            return checked
    raise FactsError(problems)


def _renamed(events: object, own: OwnTerms) -> object:
    """Events under the names that rules use; what is no list is left for the model to tell."""
    if not isinstance(events, Sequence) or isinstance(events, str | bytes):
        return events
    return [_one_renamed(event, own) for event in cast("Sequence[object]", events)]


def _one_renamed(event: object, own: OwnTerms) -> object:
    if not isinstance(event, Mapping):
        return event
    said = cast("Mapping[str, object]", event)
    kind = said.get("event")
    return {**said, "event": own.synonyms[kind]} if isinstance(kind, str) and kind in own.synonyms else event


def _problems(record: Mapping[str, Any], subject: str, vocabulary: OwnVocabulary) -> Iterator[Problem]:
    yield from _fields(record, vocabulary.header_fields(subject), "")
    events = record["events"]
    for index, event in enumerate(events if isinstance(events, list) else ()):
        if not isinstance(event, Mapping):
            continue
        said = cast("Mapping[str, object]", event)
        kind, place = said.get("event"), f"events[{index}]"
        if not isinstance(kind, str):
            continue
        known = vocabulary.event_kinds(subject)
        if kind in known:
            yield from _fields(said, vocabulary.event_fields(subject, kind), f"{place}.", kind)
        elif kind.startswith(HOST):
            help = did_you_mean(kind, known) or "declare it under `vocabulary` of the policy"
            message = "the policy declares no such event of " + with_article(subject)
            yield Problem("unknown-event", Where(path=f"{place}.event"), message, help)


def _fields(
    record: Mapping[str, object], known: Mapping[str, FieldType], base: str, kind: str = ""
) -> Iterator[Problem]:
    """Fields of a host's own, and those of its own events: declared, and of their type."""
    for name, value in record.items():
        free = kind.startswith(HOST) and name not in _FRAME and name not in _CHECKED
        if not isinstance(name, str) or value is None or not (name.startswith(HOST) or free):
            continue
        declared = known.get(name)
        where = Where(path=base + name if name.replace(".", "").isidentifier() else base.rstrip("."))
        if declared is None:
            help = did_you_mean(name, known) or "declare it under `vocabulary` of the policy"
            yield Problem("unknown-field", where, "the policy declares no such field", help)
            continue
        try:
            held(tuple(value) if isinstance(value, list) else _exact(value), declared)
        except ValueError as error:
            yield Problem(
                "unknown-code" if declared.codes else "wrong-type", where, f"`{name}` {error}", _codes(declared)
            )


# Fields that every event has, which its class checks.
_FRAME = frozenset({"event", "voids"})
_CHECKED = frozenset({"id", "at", "recorded_at", "seq", "by", "role", "unit", "kind", "actors", "note"})


def _exact(value: object) -> object:
    from decimal import Decimal

    return Decimal(repr(value)) if isinstance(value, float) else value


def _codes(declared: FieldType) -> str:
    return "one of " + ", ".join(f"`{code}`" for code in declared.codes) if declared.codes else ""
