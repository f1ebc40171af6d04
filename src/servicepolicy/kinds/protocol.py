"""What a kind of rule supplies, whole: a folder of modules, each with the parts that are named here.

A folder has `rule.py` (what may be said), `check.py` (what loads and means nothing), `compare.py` (how two versions of
it lie), `judge.py` (what decides it) and `words.py` (what tells it). Whatever it lacks is an error when it is
registered, never silence later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Protocol, cast, runtime_checkable

from servicepolicy.errors import UsageError
from servicepolicy.language.rule import Nature, Rule

if TYPE_CHECKING:
    from servicepolicy.judging.cohort import Cohort, Reads
    from servicepolicy.judging.scorebook import ScoreBook
    from servicepolicy.judging.situation import Situation
    from servicepolicy.judging.verdicts import Evaluator
    from servicepolicy.language.bound.comparing import Differing, Reading
    from servicepolicy.language.bound.edition import Edition
    from servicepolicy.language.bound.found import Found
    from servicepolicy.language.bound.known import Known
    from servicepolicy.language.suspected.claims import Claim
    from servicepolicy.language.suspected.code import Code
    from servicepolicy.language.suspected.crowd import Outcomes, Trial
    from servicepolicy.language.suspected.imagined import Imagined
    from servicepolicy.language.suspected.suspicion import Suspicion
    from servicepolicy.language.suspected.view import View
    from servicepolicy.phrases.manner import Manner
    from servicepolicy.phrases.teller import Sentence, Teller
    from servicepolicy.results.assessment import ScorecardFinding
    from servicepolicy.results.award import Award
    from servicepolicy.results.verdict import Verdict
    from servicepolicy.worktime.period import CalendarPeriod

__all__ = ["Check", "Columns", "Compare", "Foretelling", "Judge", "Kind", "Lint", "PeriodJudge", "Trials", "Words"]


# the parts of a folder


class Check(Protocol):
    """`check.py`: what loads and means nothing."""

    def problems(self, rule: Any, known: Known) -> Iterator[Found]:
        """Everything for which a rule of the kind cannot be used, beyond the names and types that all kinds share."""
        ...

    def warnings(self, rule: Any, known: Known) -> Iterator[Found]:
        """What can be used and is probably not meant."""
        ...


class Compare(Protocol):
    """`compare.py`: how two versions of a rule lie, part by part."""

    def compared(self, old: Reading, new: Reading) -> Iterator[Differing]:
        """The parts in which two readings of a rule of the kind differ, each with how it pulls."""
        ...


class Judge(Protocol):
    """`judge.py` of a kind that is judged subject by subject."""

    def evaluator(self, rule: Any, edition: Edition) -> Evaluator:
        """A rule of the kind, compiled for one edition of the policy."""
        ...


class PeriodJudge(Protocol):
    """`judge.py` of a kind that is judged over a period and many subjects."""

    def findings(
        self, rules: Iterable[str], cohort: Cohort, asked: CalendarPeriod, scores: ScoreBook
    ) -> Iterator[ScorecardFinding | Award]:
        """What is found of everybody by the rules of the kind that are named, in each of their periods."""
        ...


@runtime_checkable
class Foretelling(Protocol):
    """`judge.py` of a kind over a period that knows before what it will ask: each subject is read once, and let go.

    Where a kind does not know, everything is kept.
    """

    def reads(self, rules: Iterable[str], cohort: Cohort, asked: CalendarPeriod, scores: ScoreBook) -> Iterator[Reads]:
        """What the rules of the kind that are named ask of all subjects."""
        ...


class Lint(Protocol):
    """`lint.py`: what is suspected of the meaning of a rule, and what it claims beside others.

    A folder may leave it out: then nothing is suspected beyond what holds of every kind.
    """

    CODES: Mapping[str, Code]
    """What its findings say, by code."""

    def suspicions(self, rule: Any, view: View) -> Iterator[Suspicion]:
        """What is suspected of a rule by itself, with facts that would show it."""
        ...

    def claims(self, rule: Any, view: View) -> Iterator[Claim]:
        """What a rule claims, to be compared with the claims of others."""
        ...

    def scene(self, rule: Any, view: View, world: Imagined) -> int:
        """Let happen what a rule is asked about; the moment at which to ask it."""
        ...


class Trials(Protocol):
    """`trials.py`: periods in which a rule of a kind that is judged over periods can be asked.

    A folder may leave it out: then nothing is imagined.
    """

    def trials(self, rule: Any, view: View, outcomes: Outcomes) -> Iterator[Trial]:
        """Everybody in a period, at each limit of a rule and beside it."""
        ...

    def recorded(self, rule: Any, trial: Trial, found: Any) -> Iterator[Trial]:
        """The same period with what was found put on record: as it should be, late, and otherwise."""
        ...


class Columns(Protocol):
    """`columns.py`: what the verdicts of a rule hang on, so that many subjects can be judged at once.

    A folder may leave it out: then each subject is judged by itself.
    """

    def situation(self, rule: Any, edition: Edition) -> Situation:
        """What its verdicts hang on, beside the events and fields that its conditions and selectors name."""
        ...


class Words(Protocol):
    """`words.py`: a rule in the policy book, and what its verdicts say of times."""

    TITLE: tuple[str, str]
    """What people call the kind, in English and Chinese."""

    PHRASES: Mapping[str, tuple[str, str]]
    """What its codes say in verdicts, in English and Chinese, as far as the catalogues of all kinds do not."""

    BOOK: Mapping[str, tuple[str, str]]
    """The same for the sentences of the policy book."""

    def sentences(self, rule: Any, teller: Teller) -> Iterator[Sentence]:
        """Everything that a rule of the kind says by itself."""
        ...

    def manner(self, verdict: Verdict) -> Manner:
        """How a verdict tells of its times."""
        ...


# a kind

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "check": ("problems", "warnings"),
    "compare": ("compared",),
    "words": ("TITLE", "sentences", "manner"),
}
_OF_SUBJECTS: Final = ("evaluator",)
_OF_PERIODS: Final = ("findings",)


class Kind:
    """One kind of rule: the folder that holds it. Its modules are imported when they are first asked for.

    Args:
        name: What `kind:` says in a policy.
        package: The dotted name of the folder.
    """

    def __init__(self, name: str, package: str) -> None:
        self.name = name
        self.package = package
        self._parts: dict[str, ModuleType] = {}
        self._lacking: set[str] = set()

    def part(self, name: str) -> ModuleType:
        """One module of the folder."""
        found = self._parts.get(name)
        if found is None:
            found = self._parts[name] = import_module(f"{self.package}.{name}")
        return found

    def _perhaps(self, name: str) -> ModuleType | None:
        """One module of the folder that it may leave out."""
        if name in self._lacking:
            return None
        try:
            return self.part(name)
        except ModuleNotFoundError as error:
            if error.name != f"{self.package}.{name}":
                raise
        self._lacking.add(name)
        return None

    @property
    def rule(self) -> type[Rule]:
        """What a rule of the kind may say."""
        return cast("type[Rule]", self.part("rule").RULE)

    @property
    def nature(self) -> Nature:
        """What it has in common with some other kinds."""
        return self.rule.nature

    @property
    def check(self) -> Check:
        """What loads and means nothing."""
        return cast("Check", self.part("check"))

    @property
    def comparison(self) -> Compare:
        """How two versions of a rule lie."""
        return cast("Compare", self.part("compare"))

    @property
    def judge(self) -> Judge:
        """What decides it, subject by subject."""
        return cast("Judge", self.part("judge"))

    @property
    def assessor(self) -> PeriodJudge:
        """What decides it over a period."""
        return cast("PeriodJudge", self.part("judge"))

    @property
    def lint(self) -> Lint:
        """What is suspected of it."""
        return cast("Lint", self._perhaps("lint") or import_module("servicepolicy.language.suspected.unsuspected"))

    @property
    def trials(self) -> Trials | None:
        """Periods in which it can be asked; `None` where the folder says nothing."""
        return cast("Trials | None", self._perhaps("trials"))

    @property
    def columns(self) -> Columns | None:
        """What its verdicts hang on, for whoever judges many subjects at once; `None` where the folder says nothing."""
        return cast("Columns | None", self._perhaps("columns"))

    @property
    def words(self) -> Words:
        """What tells it."""
        return cast("Words", self.part("words"))

    def whole(self, *words: str) -> Kind:
        """The kind itself, if its folder supplies every part.

        Args:
            words: What `words.py` has to supply besides, where no catalogue has it.

        Raises:
            UsageError: It does not, with everything that is missing.
        """
        if missing := list(self._missing(words)):
            raise UsageError(f"the kind `{self.name}` lacks {', '.join(f'`{name}`' for name in missing)}")
        return self

    def _missing(self, words: tuple[str, ...]) -> Iterator[str]:
        try:
            rule = self.rule
        except (ImportError, AttributeError):
            yield "rule.RULE"
            return
        if rule.model_fields.get("kind") is None or rule.model_fields["kind"].default != self.name:
            yield "rule.RULE.kind"
        for name in ("nature", "about"):
            if name not in vars(rule):
                yield f"rule.RULE.{name}"
        wanted = {
            **_PARTS,
            "words": (*_PARTS["words"], *words),
            "judge": _OF_PERIODS if rule.nature.over_a_period else _OF_SUBJECTS,
        }
        for part, names in wanted.items():
            try:
                module = self.part(part)
            except ImportError:
                yield f"{part}.py"
                continue
            yield from (f"{part}.{name}" for name in names if not hasattr(module, name))
