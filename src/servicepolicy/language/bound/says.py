"""What a field of a rule may say: of which type a value in it is, and what a bare name in it means.

It stands on the field itself, once. The loader's check, the evaluators, the book and the tests read it from there.
"""

from __future__ import annotations

from typing import Final

import attrs

__all__ = ["ACTOR", "EVENT", "HEADER", "NEVER", "EventsOf", "Says"]

HEADER, EVENT, ACTOR = "header", "event", "actor"
"""What a bare name means: a field of the header, of the event at hand, or of who did it."""

NEVER: Final = ""


@attrs.frozen(slots=True)
class EventsOf:
    """A bare name is a field of the events that another field of the part selects; where that is absent, the header's.

    Args:
        field: The other field.
    """

    field: str


@attrs.frozen(slots=True)
class Says:
    """What stands in a field of a rule.

    Args:
        type: Of which type a value is: `span`, `money`, `integer` ...; empty: of any, or checked by the kind itself.
        at: What a bare name means: `HEADER`, `ACTOR`, or a field of the `EventsOf` another field.
        subject: Another attribute that says on which kinds of subjects it lies; empty: on that of the rule.
        read_with: Another attribute without which nobody reads what stands here by default; `NEVER` without anything.
        owned: It is asked while somebody owns what is judged.
        spans: Which spans can be counted here, where not all can that a calendar counts: `kept`, `window`;
            `added`: the kind says, as it hangs on the span to which it is added.
    """

    type: str = ""
    at: str | EventsOf = HEADER
    subject: str = ""
    read_with: str | None = None
    owned: bool = False
    spans: str = ""
