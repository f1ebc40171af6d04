"""Codes of open lists that a policy declares: by comparing a field with them, or as words of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from servicepolicy.language.bound.walk import PlacedCondition, parts_of
from servicepolicy.language.computed_fact import ComputedFact
from servicepolicy.language.rule import Rule
from servicepolicy.language.value import Blank, Literal, ValueForm, leaves
from servicepolicy.models.vocabulary._own import OwnVocabulary

__all__ = ["DeclaredCodes", "codes_declared"]

_NO_VALUES = frozenset({"present", "matches", "size"})  # tests that compare with no value of the field


@attrs.frozen(slots=True)
class DeclaredCodes:
    """The codes of open lists that a policy knows beside those of the vocabulary.

    Args:
        compared: The codes that fields are compared with, by the name of the field or of the computed fact.
        own: The words that the policy brings, for whatever field.
    """

    compared: Mapping[str, frozenset[str]]
    own: frozenset[str]

    def has(self, name: str, code: str) -> bool:
        """Whether a code of a field, or of a computed fact, is declared."""
        return code in self.own or code in self.compared.get(name, ())


def codes_declared(
    rules: Iterable[Rule], facts: Mapping[str, ComputedFact], values: Mapping[str, ValueForm], own: OwnVocabulary
) -> DeclaredCodes:
    """The codes that a policy declares.

    Args:
        rules: Its rules.
        facts: Its computed facts.
        values: What fills its blanks.
        own: Its own vocabulary.
    """
    compared: dict[str, set[str]] = {}
    every: list[Rule | ComputedFact] = [*rules, *facts.values()]
    for said in every:
        for part in parts_of(said):
            if isinstance(part, PlacedCondition):
                for tested in part.condition.tested():
                    codes = compared.setdefault(tested.path.rpartition(".")[2], set())
                    tests = (test for test in tested.tests if test.op not in _NO_VALUES)
                    codes.update(code for test in tests for form in test.values() for code in _said(form, values))
    for name, fact in facts.items():
        if fact.compare is not None:
            sides = (fact.compare[0], fact.compare[2])
            limits = {_plainly(side.value) for side in sides if side.value is not None}
            for read in (side.of or side.field for side in sides):
                if read is not None and limits:
                    compared.setdefault(read, set()).update(limits)
        for source in fact.together or ():
            if source.code is not None:
                compared.setdefault(name, set()).add(source.code)
        if fact.of is not None:  # what is made of a field is of the field's codes, and the other way round
            both = compared.get(name, set()) | compared.get(fact.of, set())
            compared[name] = compared[fact.of] = both
    words = frozenset(code for terms in own.own.values() for code in terms.code_words)
    return DeclaredCodes({name: frozenset(codes) for name, codes in compared.items()}, words)


def _plainly(raw: object) -> str:
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


def _said(form: ValueForm, values: Mapping[str, ValueForm]) -> Iterator[str]:
    for leaf in leaves(form):
        match leaf:
            case Literal(raw):
                yield from map(_plainly, raw if isinstance(raw, list | tuple) else (raw,))
            case Blank(name) if name in values:
                yield from _said(values[name], {})
            case _:
                pass
