"""The examples in messages, in the currency and the zone of the policy that is spoken of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from servicepolicy.errors import Problem
from servicepolicy.money import MINOR_UNITS
from servicepolicy.worktime._instant import from_us, parse_us
from servicepolicy.worktime.countries import country_of, currency_of

if TYPE_CHECKING:
    from servicepolicy.policy.reading.document import PolicyDocument
    from servicepolicy.policy.text import Text

__all__ = ["NEUTRAL", "Terms", "currency_in", "terms_of", "terms_said"]

_EXAMPLE: Final = re.compile(r"(?<=\b)(?P<before>like|such as|as in) `(?P<said>[^`]+)`")
_AMOUNT: Final = re.compile(r"\d ([A-Z]{3})\b")
_CURRENCY: Final = re.compile(r"(?<=\d) EUR\b")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?\+00:00")


@attrs.frozen
class Terms:
    """What examples are said in; where neither is known they stay as they are written, in euros and for London.

    Args:
        currency: ISO 4217 code.
        zone: IANA zone.
    """

    currency: str = ""
    zone: str = ""

    def text(self, message: str) -> str:
        """A message whose examples (`such as`, `like`, `as in`) are said so; what is no example stays."""
        return _EXAMPLE.sub(lambda found: f"{found['before']} `{self._example(found['said'])}`", message)

    def problem(self, problem: Problem) -> Problem:
        """A problem with its examples said so."""
        return attrs.evolve(problem, message=self.text(problem.message), help=self.text(problem.help))

    def problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """Several of them."""
        return [self.problem(problem) for problem in problems]

    def _example(self, said: str) -> str:
        if self.currency:
            said = _CURRENCY.sub(f" {self.currency}", said)
        if self.zone:
            said = _TIME.sub(self._there, said.replace("Europe/London", self.zone))
        return said

    def _there(self, found: re.Match[str]) -> str:
        """The same time on the clocks of the zone, with its offset."""
        wall = found[0].removesuffix("+00:00")
        offset = from_us(parse_us(found[0]), self.zone).isoformat()[-6:]
        return wall + (offset if offset[:1] in "+-" else "+00:00")


NEUTRAL: Final = Terms()


def terms_of(policy: Text) -> Terms:
    """The terms of a policy: the currency that it names, else that of most of its amounts, else that of its zone."""
    return terms_said(policy.document, policy.plain())


def currency_in(policy: Text) -> str:
    """The currency in which an example of a policy is said, euros where it tells of none."""
    return terms_of(policy).currency or "EUR"


def terms_said(document: PolicyDocument, *said: Any) -> Terms:
    """The terms of a document that may not be usable; `said` is what it says, as plain data or as text."""
    zone = "" if document.timezone == "UTC" else document.timezone  # it stands in the place of one that cannot be read
    if document.currency is not None:
        return Terms(document.currency, zone)
    counted = Counter(code for part in said for code in _codes(part))
    return Terms(counted.most_common(1)[0][0] if counted else currency_of(country_of(zone)), zone)


def _codes(said: Any) -> Iterable[str]:
    if isinstance(said, Mapping):
        for part in said.values():
            yield from _codes(part)
    elif isinstance(said, list | tuple):
        for part in said:
            yield from _codes(part)
    elif said is not None:
        yield from (code for code in _AMOUNT.findall(str(said)) if code in MINOR_UNITS)
