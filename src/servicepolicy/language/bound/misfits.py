"""What does not fit where it stands, told while it is bound: names, codes, types, blanks, templates, bands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, Protocol

import attrs

from servicepolicy.errors import MoneyError, Where
from servicepolicy.language.bound.fillings import Filling
from servicepolicy.language.bound.found import Found, Path
from servicepolicy.language.bound.names import FACT, HOST, Ref, Unresolved, Vocabulary
from servicepolicy.language.bound.says import ACTOR, EVENT
from servicepolicy.language.bound.types import canonical
from servicepolicy.language.condition import FieldTest, Test, upside_down
from servicepolicy.language.operand import typed
from servicepolicy.language.plain import did_you_mean
from servicepolicy.language.selector import ANY_EVENT
from servicepolicy.language.template import Template
from servicepolicy.language.value import Literal, ValueForm, blank_names, literals, two_currencies
from servicepolicy.models.vocabulary import FieldType
from servicepolicy.worktime import Span

__all__ = ["Asked", "Declared", "Misfits", "roles_in"]

_ORDERED: Final = frozenset({"gt", "ge", "lt", "le"})
_UNORDERED: Final = frozenset({"bool", "code", "text", "list"})
_OF_TEXT: Final = ("text", "code", "date", "list")

# Which types of blanks suit a field of a kind.
_SUITS: Final[Mapping[str, frozenset[str]]] = {
    "bool": frozenset({"text"}),
    "integer": frozenset({"integer", "number", "list", "range"}),
    "decimal": frozenset({"integer", "number", "list", "range"}),
    "money": frozenset({"money"}),
    "code": frozenset({"text", "list"}),
    "text": frozenset({"text", "list"}),
    "list": frozenset({"text", "list"}),
}

# Which types of fields can serve where a value of some type is wanted; else only its own.
_SERVES: Final[Mapping[str, tuple[str, ...]]] = {
    "integer": ("integer", "decimal"),
    "number": ("integer", "decimal"),
    "instant": ("instant", "date"),
    "phrase": ("text", "list"),
}
_NUMBERS: Final = frozenset({"integer", "decimal", "duration"})
_WORDS: Final = frozenset({"text", "code", "list", "date"})


class Blank(Protocol):
    """What a policy says of a blank."""

    @property
    def type(self) -> str:
        """Of which type it is."""
        ...


@attrs.frozen(slots=True)
class Declared:
    """What a policy declares beside the names of facts.

    Args:
        blanks: Its blanks, as far as they could be read.
        blank_names: The names of all its blanks.
        roles: The names of all its roles; without any, every role may be named.
        fillings: What fills its blanks.
        other_names: For each subject, what else people call its events.
    """

    blanks: Mapping[str, Blank]
    blank_names: Collection[str]
    roles: Collection[str]
    fillings: Mapping[str, Filling]
    other_names: Mapping[str, Mapping[str, str]]


@attrs.frozen(slots=True)
class Asked:
    """What a test asks of.

    Args:
        name: The field, as a message names it.
        ref: What it means.
        path: Where the test stands.
        op: The test.
    """

    name: str
    ref: Ref
    path: Path
    op: str = ""

    @property
    def of_a_role(self) -> bool:
        """Whether it asks for a role."""
        ref = self.ref
        return (ref.root in (ACTOR, EVENT) and ref.name == "role") or ref.path == "to_role"


class Misfits:
    """Everything that does not fit, as it is met.

    Attributes:
        found: What was met so far.
        declared: What the policy declares.
    """

    __slots__ = ("_elsewhere", "_words", "declared", "found")

    def __init__(self, declared: Declared, words: Vocabulary) -> None:
        self.found: list[Found] = []
        self.declared = declared
        self._words = words
        self._elsewhere: Where | None = None

    def taken(self) -> list[Found]:
        """What was met since it was last asked."""
        found, self.found = self.found, []
        return found

    def moved(self, where: Where | None) -> Where | None:
        """From here on what is bound stands elsewhere, in a profile or another layer; where it stood until now."""
        outer, self._elsewhere = self._elsewhere, where
        return outer

    def _tell(self, code: str, path: Path, message: str, help: str = "") -> None:
        self.found.append(Found(code, path, message, help, self._elsewhere))

    # names

    def unresolved(self, why: Unresolved, path: Path) -> None:
        """A name that means nothing."""
        self._tell("unknown-field", path, why.message, why.help)

    def events(self, kinds: Iterable[str], subject: str, path: Path) -> None:
        """Kinds of events that a subject has not."""
        known = self._words.event_kinds(subject)
        free = not self._words.is_closed(subject)
        for kind in kinds:
            if kind not in known and kind != ANY_EVENT and not (free and kind.startswith(HOST)):
                message = f"`{kind}` is not an event of {_one(subject)}"
                self._tell("unknown-event", (*path, "event"), message, self._kind_meant(kind, subject, known))

    def _kind_meant(self, kind: str, subject: str, known: Iterable[str]) -> str:
        other_names = self.declared.other_names.get(subject)
        if other_names is not None and kind in other_names:
            return f"it is another name of `{other_names[kind]}`: write that"
        hint = did_you_mean(kind, known)
        if other_names is not None and kind.startswith(HOST):
            return hint or "declare it under `vocabulary`"
        return hint or f"an event of your own starts with `{HOST}`"

    # tests

    def suits(self, asked: Asked) -> bool:
        """Whether a test can be asked of a field at all; what it compares with is then looked at."""
        kind = asked.ref.kind
        match asked.op:
            case "present":
                return False
            case "has" | "size" | "each" if kind not in (None, "list"):
                message, help = (
                    f"`{asked.name}` is not a list: `{asked.op}` cannot be asked of it",
                    "use `in`, or `not`",
                )
            case "matches" if kind is not None and kind not in _OF_TEXT:
                message = f"`{asked.name}` is of type {kind}, and a template is of text"
                help = "use `ge` and `le`, or `in`"
            case op if op in _ORDERED and kind in _UNORDERED:
                message, help = f"`{asked.name}` has no order: `{op}` cannot be asked of it", "use `in`, or `not`"
            case _:
                return True
        self._tell("illegal-combination", asked.path, message, help)
        return False

    def said(self, raw: object, wanted: str, path: Path, asked: Asked | None) -> None:
        """A value that is not of the type of its place, or that the field it is compared with can never have."""
        if asked is None:
            self._literal(raw, wanted, path)
        else:
            self._operand(raw, asked)

    def _operand(self, raw: object, asked: Asked) -> None:
        if asked.op == "matches":
            self._template(raw, asked)
        elif asked.of_a_role:
            self.found.extend(roles_in(_texts(raw), self.declared.roles, asked.path, self._elsewhere))
        elif asked.ref.type is not None:
            self._of_its_type(raw, asked, asked.ref.type)
        self._of_its_clock(raw, asked)

    def _of_its_type(self, raw: object, asked: Asked, declared: FieldType) -> None:
        for said in _texts(raw):
            if declared.codes is None:
                try:
                    typed(said, declared)
                except ValueError as error:
                    self._tell("wrong-type", asked.path, f"`{asked.name}`: {error}")
            elif said not in declared.codes:
                help = did_you_mean(said, declared.codes) or _one_of(declared.codes)
                self._tell("unknown-code", asked.path, f"`{said}` is not a value of `{asked.name}`", help)

    def _template(self, raw: object, asked: Asked) -> None:
        """Some text must be able to match a template."""
        try:
            template = Template.parse(str(raw))
        except ValueError as error:
            self._tell("wrong-template", asked.path, str(error))
            return
        codes = asked.ref.type.codes if asked.ref.type is not None else None
        if codes is not None and not any(template.matches(code) for code in codes):
            message = f"no value of `{asked.name}` can match the template"
            self._tell("wrong-template", asked.path, message, _one_of(codes))

    def _of_its_clock(self, raw: object, asked: Asked) -> None:
        """Time on any clock is not compared with working time."""
        ref = asked.ref
        fact = self._words.facts.get(ref.name) if ref.root == FACT and ref.kind == "duration" else None
        if fact is None or fact.elapsed is None or fact.elapsed.clock is not None or not _is_working(raw):
            return
        message = f"`{ref.name}` is time on any clock, and `{raw}` is working time"
        self._tell("wrong-type", asked.path, message, "say `clock: office` beside its `elapsed`")

    def band(self, tested: FieldTest, path: Path) -> None:
        """Bounds that leave nothing between them, or cannot be compared, once their blanks are filled."""
        lower = [one for test in tested.tests if test.op in ("ge", "gt") for one in self._bounds(test)]
        upper = [one for test in tested.tests if test.op in ("le", "lt") for one in self._bounds(test)]
        strict = "gt" if any(test.op in ("gt", "lt") for test in tested.tests) else "ge"
        for low, low_place in lower:
            for high, high_place in upper:
                where = high_place or low_place
                if where is None:
                    continue
                foreign = two_currencies((low, high))
                if foreign:
                    message = f"the bounds of `{tested.path}` are in {' and '.join(foreign)}, which cannot be compared"
                    self.found.append(Found("two-currencies", path, message, "say them in one currency", where))
                    return
                if upside_down((Test(strict, (low,)), Test("le", (high,)))):
                    message = f"the band of `{tested.path}` is upside down: no value lies in it"
                    self.found.append(Found("upside-down", path, message, "the lower bound is `ge`", where))
                    return

    def _bounds(self, test: Test) -> Iterator[tuple[Literal, Where | None]]:
        """What the bound of a test may be, what fills its blanks included."""
        for operand in test.operands:
            yield from ((literal, None) for literal in literals(operand))
            for name in blank_names(operand):
                for form, place in self.forms_of(name):
                    yield from ((literal, place) for literal in literals(form))

    # values

    def _literal(self, raw: object, wanted: str, path: Path) -> None:
        """A value that is not of the type that is wanted; of what fills a blank, the blank's own type is asked."""
        if not wanted or self._elsewhere is not None:
            return
        key = path[-1]
        if wanted == "instant":
            message = f"`{key}` is read from a field, not said outright"
            self._tell("wrong-type", path, message, "such as `{field: reply_by}`")
            return
        try:
            canonical(wanted, raw)
        except (ValueError, MoneyError) as error:
            self._tell("wrong-type", path, f"`{key}`: {error}")

    def blank(self, name: str, wanted: str, path: Path, asked: Asked | None) -> None:
        """A blank that is not declared, or whose type does not suit."""
        blank = self.declared.blanks.get(name)
        if blank is None:
            if name not in self.declared.blank_names:
                help = did_you_mean(name, self.declared.blank_names)
                help = help or "declare it under `blanks`, with the question it leaves open"
                self._tell("unknown-blank", path, f"`{name}` is not a blank of this policy", help)
            return
        if asked is not None:
            kind = asked.ref.kind or ""
            if asked.op != "matches" and kind in _SUITS and blank.type not in _SUITS[kind]:
                message = f"`{asked.name}` is of type {kind}, the blank `{name}` of type {blank.type}"
                self._tell("wrong-type", path, message, "declare the blank with a type that suits")
        elif wanted and blank.type != wanted and not (wanted == "phrase" and blank.type in ("text", "list")):
            message = f"{_one(wanted)} is wanted here, and `{name}` is a blank of type {blank.type}"
            self._tell("wrong-type", path, message, f"declare it with `type: {wanted}`")

    def forms_of(self, name: str) -> Iterator[tuple[ValueForm, Where | None]]:
        """What fills a blank, one period after another, each with its place."""
        filling = self.declared.fillings.get(name)
        if filling is not None:
            for dated, place in zip(filling.fill.values, filling.places, strict=False):
                yield dated.form, place

    def read(self, ref: Ref, wanted: str, path: Path, asked: Asked | None) -> None:
        """A field that is no value, is not of the type that is wanted, or cannot equal what it is compared with."""
        if ref.root == ACTOR and ref.name == "member_of":
            help = "name the team: `{member_of: complaint-desk}`"
            message = f"`{ref.path}` can be asked of somebody, and is not a value"
            self._tell("illegal-combination", path, message, help)
        elif asked is not None:
            if ref.kind is not None and asked.ref.kind is not None and not _alike(ref.kind, asked.ref.kind):
                message = f"`{asked.ref.path}` is of type {asked.ref.kind}, and `{ref.path}` of type {ref.kind}"
                self._tell("wrong-type", path, message, "compare it with a field of its own type")
        elif wanted and ref.kind is not None and ref.kind not in _SERVES.get(wanted, (wanted,)):
            self._tell("wrong-type", path, f"`{ref.path}` is of type {ref.kind}, and {_one(wanted)} is wanted here")


def roles_in(
    names: Iterable[str], declared: Collection[str], path: Path, elsewhere: Where | None = None
) -> Iterator[Found]:
    """The roles among some names that a policy does not declare; a policy without roles takes any."""
    for name in names:
        if declared and name not in declared:
            help = did_you_mean(name, declared) or "declare it under `roles`"
            yield Found("unknown-role", path, f"`{name}` is not a role of this policy", help, elsewhere)


def _is_working(raw: object) -> bool:
    try:
        return (raw if isinstance(raw, Span) else Span(str(raw))).kind == "working"
    except ValueError:
        return False


def _alike(one: str, other: str) -> bool:
    """Whether values of two types can be equal."""
    kinds = {one, other}
    return len(kinds) == 1 or kinds <= _NUMBERS or kinds <= _WORDS


def _one(what: str) -> str:
    """A word with its article."""
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _one_of(codes: Iterable[str]) -> str:
    return f"one of {', '.join(f'`{code}`' for code in codes)}"


def _texts(raw: object) -> tuple[str, ...]:
    items = raw if isinstance(raw, list | tuple) else (raw,)
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in items)
