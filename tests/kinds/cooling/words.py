"""Cooling off in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from servicepolicy.phrases.manner import Manner
from servicepolicy.phrases.teller import Sentence, Teller
from servicepolicy.results.verdict import Verdict
from tests.kinds.cooling.rule import Cooling

TITLE: Final = ("cooling off", "冷静期")

PHRASES: Final[Mapping[str, tuple[str, str]]] = {
    "reason.cooling_runs": ("the cooling-off period still runs", "冷静期未满"),
    "reason.cooling_over": ("nothing was done while it ran", "冷静期内未办理"),
    "reason.cooling_broken": ("done before the cooling-off period was over", "冷静期未满即办理"),
    "time.due.cooling": ("over by {at}", "冷静期届满：{at}"),
}

BOOK: Final[Mapping[str, tuple[str, str]]] = {
    "rule.cooling": ("after {start}, no {act} for {lasts}", "{start}后{lasts}内不得办理：{act}"),
}


def sentences(rule: Cooling, teller: Teller) -> Iterator[Sentence]:
    """What must not be done, after what and for how long."""
    start, act = teller.selector(rule.start), teller.selector(rule.act)
    yield teller.sentence("rule.cooling", start=start, act=act, lasts=teller.value(rule.lasts))


def manner(_verdict: Verdict, /) -> Manner:
    """Its times are what they are called."""
    return Manner()
