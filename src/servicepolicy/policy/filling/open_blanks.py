"""What is said of blanks that nothing fills: each with its clause, its question and an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from servicepolicy.errors import OpenBlanksError, Problem, Where
from servicepolicy.policy.own_terms import Terms
from servicepolicy.policy.reading.document import BlankDeclaration, BlankType

__all__ = ["open_blanks_error"]

_SUCH_AS: Final[dict[BlankType, str]] = {
    "span": "`4 working hours`",
    "money": "`250 EUR`",
    "number": "`1.5`",
    "integer": "`3`",
    "time": "`17:30`",
    "text": "`archive`",
    "list": "`[major, critical]`",
    "range": "`[18, 35]`",
    "period": "`month`",
    "bands": "`[{ge: 90, entitles: 250 EUR}, {ge: 80, lt: 90, entitles: 100 EUR}]`",
    "ladder": "`[{nth: 1, entitles: reminder}, {from: 2, each: 10 EUR}]`",
    "share": "`95%`",
}


def open_blanks_error(
    policy: str, blanks: Mapping[str, BlankDeclaration], places: Mapping[str, tuple[Where, str]], terms: Terms
) -> OpenBlanksError:
    """The error for a policy that is asked although blanks are open.

    Args:
        policy: Its id.
        blanks: The open blanks by name.
        places: Where each is declared, and in which layer.
        terms: In which examples are said.
    """
    heading = f"the policy `{policy}` has open blanks: it cannot judge until these blanks are filled"
    return OpenBlanksError(terms.problems(_problems(blanks, places)), heading)


def _problems(blanks: Mapping[str, BlankDeclaration], places: Mapping[str, tuple[Where, str]]) -> Iterator[Problem]:
    for name, declared in blanks.items():
        where, _ = places.get(name, (Where(), ""))
        question = " / ".join(text for text in (declared.ask.zh, declared.ask.en) if text)
        message = f"`{name}` ({', '.join(declared.clause)}) is open: {question}"
        help = f"fill it in a profile or with `fill=`, such as {_SUCH_AS[declared.type]}"
        yield Problem("open-blank", where, message, help)
