"""The engine of a policy, made once for each state of knowledge about it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from servicepolicy.errors import UsageError
from servicepolicy.policy.filling.open_blanks import open_blanks_error
from servicepolicy.policy.own_terms import terms_said

if TYPE_CHECKING:
    from servicepolicy.engine.engine import Engine
    from servicepolicy.language.bound.edition import Edition
    from servicepolicy.models.context import Context
    from servicepolicy.policy.load import Built
    from servicepolicy.policy.text import Text

__all__ = ["engine_of"]


def engine_of(
    policy: Text, built: Built, cells: dict[str, Any], known_at: int | None, context: Context | None = None
) -> Engine:
    """The engine over what was published by an instant.

    Args:
        policy: The policy.
        built: What it was built from.
        cells: Where the policy keeps what was worked out once.
        known_at: UTC microseconds; `None`: everything is known. So it is, too, where nothing was published later.
        context: What the engine will be asked with.

    Raises:
        OpenBlanksError: The policy has blanks that nothing fills.
        UsageError: The context is none.
    """
    if context is not None and not hasattr(context, "waivers"):  # known by what it has: its class would cost an import
        raise UsageError("`context` must be a `Context`: read a mapping with `Context.model_validate` first")
    if "engine" not in cells:
        if policy.open_blanks:
            from servicepolicy.policy.versions.digest import plain_document  # only what cannot be asked is told

            blanks = {name: policy.blanks[name] for name in policy.open_blanks}
            terms = terms_said(built.document, plain_document(built.document))
            raise open_blanks_error(policy.id, blanks, built.places, terms)
        cells["engine"] = _made(policy, policy.editions)
    complete: Engine = cells["engine"]
    return complete if known_at is None else _as_known(policy, built, cells, known_at)


def _as_known(policy: Text, built: Built, cells: dict[str, Any], known_at: int) -> Engine:
    from servicepolicy.policy.versions.editions import editions_of, publications

    if "publications" not in cells:
        cells["publications"] = publications(built.document, built.fillings)
    moments: tuple[int, ...] = cells["publications"]
    seen = bisect_right(moments, known_at)
    name = "engine" if seen == len(moments) else f"engine {seen}"
    if name not in cells:
        editions = editions_of(built.document, built.fillings, known_at)
        cells[name] = _made(policy, editions)
    found: Engine = cells[name]
    return found


def _made(policy: Text, editions: tuple[Edition, ...]) -> Engine:
    from servicepolicy.engine.engine import Engine  # evaluators are compiled when they are needed

    return Engine(editions, policy.pin, policy.id, policy.digest, policy.basis)
