"""A decision record: what was decided, under which text, about whom and when, in the shape of a CloudEvent.

Source: CNCF, CloudEvents 1.0.2. Its `id` is made of what was decided about and of nothing else, so that the same
question has the same record, and one that was sent twice is known again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol, cast

import attrs

from servicepolicy.errors import UsageError
from servicepolicy.worktime._instant import iso

__all__ = ["MASKED", "PEOPLE", "Judged", "record_of"]

MASKED: Final = "masked"
"""What stands in the place of what is not told."""

PEOPLE: Final = ("candidates", "credit", "found", "owner", "perhaps_by", "who")
"""Fields that name people, or may: keys of staff, and what was found where a test nearly held."""


class Digested(Protocol):
    """What has one digest of everything that it says."""

    def digest(self) -> str:
        """The digest."""
        ...


@attrs.frozen(slots=True, weakref_slot=False)
class Judged:
    """What a verdict or a decision was made of: under which text, about whom, as of when.

    Args:
        policy: Id of the policy.
        digest: Identifies its meaning.
        basis: Identifies the calendars and the zone data.
        kind: What the subject is: `case`, `agent` ...
        subject: Its id.
        as_of_us: The moment that is judged, UTC microseconds.
        known_at_us: What was recorded later does not exist; `None`: everything handed in was known.
        context: Organisation, ledger, waivers.
    """

    policy: str
    digest: str
    basis: str
    kind: str
    subject: str
    as_of_us: int
    known_at_us: int | None = None
    context: Digested | None = attrs.field(default=None, repr=False)

    def context_digest(self) -> str | None:
        """Identifies all that was handed in around the subject; `None`: nothing was."""
        return None if self.context is None else self.context.digest()


def record_of(
    kind: str, plain: Mapping[str, object], judged: Judged | None, parts: Mapping[str, object], mask: Iterable[str]
) -> dict[str, object]:
    """A record of something decided.

    Args:
        kind: `verdict` or `decision`.
        plain: What was decided, as JSON-ready data.
        judged: Under which text, about whom, when.
        parts: What tells it from others that were decided at the same time: rule and occurrence, or the act.
        mask: Names of fields whose values are not told.

    Raises:
        UsageError: It was not made by asking a policy, so nobody knows under which text.
    """
    if judged is None:
        raise UsageError(f"this {kind} was not made by asking a policy, so it has no record: ask `report.records()`")
    context = judged.context_digest()
    said: dict[str, object | None] = {
        "digest": judged.digest,
        "kind": judged.kind,
        "subject": judged.subject,
        **parts,
        "as_of": iso(judged.as_of_us),
        "known_at": None if judged.known_at_us is None else iso(judged.known_at_us),
        "context": context,
    }
    hidden = frozenset(mask)
    about = {
        "policy": judged.policy,
        "digest": judged.digest,
        "basis": judged.basis,
        "context": context,
        "kind": judged.kind,
        "known_at": said["known_at"],
    }
    left_out: set[str] = set()
    told = _masked(dict(plain), hidden, left_out)
    return {
        "specversion": "1.0",
        "id": hashlib.sha256(_canonical(said)).hexdigest(),
        "source": f"urn:servicepolicy:policy:{judged.policy}",
        "type": f"servicepolicy.{kind}.v1",
        "subject": f"{judged.kind}/{judged.subject}",
        "time": iso(judged.as_of_us),
        "datacontenttype": "application/json",
        "data": {
            **{name: value for name, value in about.items() if value is not None},
            kind: told,
            "masked": sorted(left_out),
        },
    }


def _masked(value: object, hidden: frozenset[str], left_out: set[str]) -> object:
    """A value with hidden fields masked; which ones is added to `left_out`."""
    match value:
        case dict():
            fields = cast("dict[str, Any]", value)
            left_out.update(hidden.intersection(fields))
            return {name: MASKED if name in hidden else _masked(one, hidden, left_out) for name, one in fields.items()}
        case list():
            return [_masked(one, hidden, left_out) for one in cast("list[object]", value)]
        case _:
            return value


def _canonical(said: Mapping[str, object]) -> bytes:
    return json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
