"""A policy's own life in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servicepolicy.phrases.terms import doubt, in_language, listed, say, titled
from servicepolicy.phrases.times import moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from servicepolicy.results.life import Life

__all__ = ["explain_life"]


def explain_life(life: Life, verdicts: Iterable[str], language: str) -> str:
    """Where a policy stands, since when and why; then the verdicts behind it.

    Args:
        life: Where it stands.
        verdicts: What the rules say of it, already in words.
        language: `en` or `zh`.

    Raises:
        UsageError: There are no words in that language.
    """
    in_language(language)
    head = say(
        "life.head",
        language,
        policy=titled(life.label, language) or life.policy,
        digest=life.digest[:16],
        state=say(f"life.state.{life.state}", language),
        reason=say(f"life.{life.reason.code}", language, **dict(life.reason.args)),
    )
    lines = [head]
    if life.since_us is not None:
        lines.append(say("life.since", language, at=moment(life.since_us, life.label.zone, language)))
    if life.next_us is not None:
        lines.append(say("life.next", language, at=moment(life.next_us, life.label.zone, language)))
    if life.doubts:
        doubts = listed((doubt(name, language) for name in life.doubts), language)
        lines.append(say("verdict.doubts", language, doubts=doubts))
    return "\n".join([lines[0], *(f"  {line}" for line in lines[1:]), *verdicts])
