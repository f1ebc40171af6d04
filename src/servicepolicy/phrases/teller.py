"""Says values, conditions and selectors of a policy in one language, with what fills its blanks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from servicepolicy.language.band import Band
from servicepolicy.language.bound.names import ACTOR_FIELDS
from servicepolicy.language.condition import ORDER_TESTS, AnyCondition, Condition, FieldTest, NotCondition, Test
from servicepolicy.language.period import Period
from servicepolicy.language.selector import EventPattern, Selector
from servicepolicy.language.value import Blank, Choose, Field, Greatest, Least, Literal, Value, ValueForm
from servicepolicy.models.vocabulary import event_fields, event_kinds, field_kind
from servicepolicy.models.vocabulary._own import SHIPPED, OwnVocabulary
from servicepolicy.phrases.acts import act, so_said
from servicepolicy.phrases.catalogue import BOOK
from servicepolicy.phrases.codes import code_word, field_word
from servicepolicy.phrases.conditions import all_on_record, beside_presence, denied, is_either, is_several, recorded
from servicepolicy.phrases.templates import is_template, template_words
from servicepolicy.phrases.terms import in_language, listed
from servicepolicy.phrases.times import amounts, period, span
from servicepolicy.worktime.counting import CLOSE, Counting

__all__ = ["Sentence", "Teller"]

ORDINALS = ("first", "second", "third")


@attrs.frozen
class Sentence:
    """One sentence about a rule, and what is listed under it."""

    text: str
    under: tuple[str, ...] = ()


@attrs.frozen
class Teller:
    """Says the parts of a policy.

    Args:
        language: `en` or `zh`.
        values: What fills each blank, with the periods in which it holds; a blank that is not there is open.
        rules: What rules and service levels are called, by their ids.
        roles: What roles are called.
        facts: What computed facts are called.
        about: The kind of subject on which events are.
        asked: The field of which a value is being said: `public` is another word of an area than of an answer.
        acts: The kinds of events whose fields are being said; none: those of the header.
        own: What the policy adds to the vocabulary.
        of_actors: Whether fields are those of whoever acts, for whom `kind` and `role` mean something else.

    Raises:
        UsageError: There are no words in that language.
    """

    language: str = attrs.field(validator=lambda _self, _attribute, value: _known(value))
    values: Mapping[str, tuple[tuple[ValueForm, Period], ...]]
    rules: Mapping[str, str] = attrs.field(factory=dict)
    roles: Mapping[str, str] = attrs.field(factory=dict)
    facts: Mapping[str, str] = attrs.field(factory=dict)
    about: str = ""
    asked: str = ""
    acts: tuple[str, ...] = ()
    own: OwnVocabulary = SHIPPED
    of_actors: bool = False

    # sentences

    def say(self, code: str, **args: object) -> str:
        """A phrase of the book; an empty argument stays empty."""
        return amounts(BOOK[code][in_language(self.language)].format_map(args), self.language)

    def sentence(self, code: str, *, under: Iterable[str] = (), **args: object) -> Sentence:
        """A sentence that begins with a capital letter, and what is listed under it."""
        text = self.say(code, **args)
        place = next((index for index, sign in enumerate(text) if sign != "“"), 0)
        return Sentence(text[:place] + text[place : place + 1].upper() + text[place + 1 :], tuple(under))

    def listed(self, items: Iterable[str]) -> str:
        """Several things, one after the other."""
        return listed(items, self.language)

    def role(self, id: str) -> str:
        """What a role is called."""
        return self.roles.get(id, id)

    def either(self, items: Iterable[str]) -> str:
        """Several things, any of which will do: `a, b or c`."""
        *first, last = items
        return self.say("event.or").join([self.listed(first), last]) if first else last

    def each_role(self, ids: Iterable[str]) -> str:
        """Several roles, one after the other."""
        return self.listed(map(self.role, ids))

    def any_role(self, ids: Iterable[str]) -> str:
        """Several roles, any of which will do."""
        return self.either([self.role(id) for id in ids] or [""])

    def rule(self, *ids: str) -> str:
        """What rules are called, in quotes."""
        return self.listed(self.say("quoted", text=self.rules.get(id, id)) for id in ids)

    def subject(self, kind: str) -> str:
        """What a kind of subject is called."""
        code = f"subject.{kind}"
        return self.say(code) if code in BOOK else self.word(kind)

    def ordinal(self, number: int) -> str:
        """A place in an order: `first`, `12th`; Chinese puts its own word before the number."""
        if self.language == "zh":
            return str(number)
        if number <= len(ORDINALS):
            return ORDINALS[number - 1]
        ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{ending}"

    def indicator(self, id: str) -> str:
        """What an indicator without a title is called."""
        return self.word(id.replace("-", "_"))

    def word(self, code: str) -> str:
        """What a code is called."""
        own = self.own.code_words(self.about, code)
        return (
            own.said(self.language, code) if own else code_word(code, self.language, self.asked, self.about, self.acts)
        )

    # values

    def value(self, said: Value | ValueForm) -> str:
        """A value, its blanks filled; one whose value changes says when."""
        form = said.form if isinstance(said, Value) else said
        match form:
            case Literal(raw):
                return self.outright(raw)
            case Field(path):
                if path.startswith("subject.") and (self.acts or self.of_actors):
                    called = attrs.evolve(self, acts=(), of_actors=False).path(path)
                    return self.say("value.of_subject", field=called, subject=self.subject(self.about))
                return self.say("value.field", field=self.path(path))
            case Blank(name):
                return self._filled(name)
            case Least(values):
                return self.say("value.least", values=self.listed(self.value(one) for one in values))
            case Greatest(values):
                return self.say("value.greatest", values=self.listed(self.value(one) for one in values))
            case Choose(options):
                *before, last = self._options(options)
                first = self.say("value.else").join(before)
                return self.say("event.apart").join([first, last] if first else [last])

    def _options(self, options: Iterable[object]) -> Iterable[str]:
        for option in options:
            when, value = getattr(option, "when", None), self.value(getattr(option, "value"))  # noqa: B009 - an option is told by its parts
            if when is None:
                yield self.say("value.otherwise", value=value)
            else:
                yield self.say("value.when", value=value, condition=self._grouped(when))

    def _filled(self, name: str) -> str:
        dated = self.values.get(name, ())
        if not dated:
            return self.say("value.open", name=name)
        return self.listed(self.dated(self.value(form), period) for form, period in dated)

    def dated(self, value: str, period: Period) -> str:
        """A value with the period in which it holds."""
        since, until = self.day(period.since or ""), self.day(period.until or "")
        if not since and not until:
            return value
        code = "value.until" if not since else "value.since" if not until else "value.between"
        return self.say(code, value=value, since=since, until=until)

    def day(self, said: str) -> str:
        """A date: `1 April 2026`, `2026年4月1日`; what is none stays as it is."""
        return period(said, self.language) if len(said) == _LENGTH_OF_A_DATE else said

    def outright(self, raw: object) -> str:
        """A value said outright."""
        match raw:
            case bool():
                return self.say("value.true" if raw else "value.false")
            case list() | tuple():
                return self.listed(self.outright(one) for one in raw)
            case Mapping():
                return self.listed(f"{self.outright(key)}: {self.outright(one)}" for key, one in raw.items())
            case "true" | "false":
                return self.say(f"value.{raw}")
            case Band(low, high):
                return self.say("value.range", low=low, high=high)
            case _:
                text = str(raw)
                if is_template(text):
                    return template_words(text, self.language)
                if text in self.roles:
                    return self.roles[text]
                if self.asked.rpartition(".")[2] in _OF_ACTS and text in event_kinds(self.about or "case"):
                    return self.act(text)
                told = amounts(span(text, self.language), self.language)
                word = told if told != text else self.day(self.word(text))
                return self.say("quoted", text=word) if self.asked.rpartition(".")[2] in _OF_ACTS else word

    # conditions

    def condition(self, condition: Condition) -> str:
        """All clauses of a condition."""
        clauses = [self._clause(clause) for clause in condition.clauses]
        if len(clauses) == 1:
            return clauses[0]
        joined = (
            self.say("word.group", text=text) if is_either(clause) else text
            for text, clause in zip(clauses, condition.clauses, strict=True)
        )
        return self.say("word.and").join(joined)

    def who(self, condition: Condition) -> str:
        """Those who fit: `teller or branch head`, where their role or kind is all that is asked."""
        return self.people(condition) or self.say("who.fits", condition=self.of_whoever_acts().condition(condition))

    def each_of_them(self, of: str, condition: Condition) -> str:
        """What each of several people must be."""
        people = self.people(condition)
        fits = people or self.of_whoever_acts().condition(condition)
        return self.say(f"{of}.each{'' if people else '.fits'}", who=fits)

    def of_whoever_acts(self) -> Teller:
        """Says the fields of whoever acts."""
        return attrs.evolve(self, of_actors=True)

    def people(self, condition: Condition) -> str:
        """Those who fit by their role, their team or what they are, where that is all that is asked; else nothing."""
        match condition.clauses:
            case (FieldTest("role", (Test("is" | "in", operands),)),) if _outright(operands):
                return self.any_role([str(one.raw) for one in operands if isinstance(one, Literal)])
            case (FieldTest("member_of", (Test("is", (Literal(team),)),)),):
                return self.say("who.members", team=self.word(str(team)))
            case (FieldTest("kind", (Test("is" | "in", operands),)),) if _outright(operands):
                kinds = (f"who.{one.raw}" for one in operands if isinstance(one, Literal))
                return self.say("event.or").join(self.say(kind) for kind in kinds)
            case _:
                return ""

    def _clause(self, clause: FieldTest | AnyCondition | NotCondition) -> str:
        match clause:
            case FieldTest(path, tests):
                asked = beside_presence(tests)
                said = self.say("word.and").join(self._test(path, test) for test in asked)
                return said if len(asked) == len(tests) else self.say("condition.on_record", condition=said)
            case AnyCondition(options) if len(options) > 1 and (noted := all_on_record(options)):
                return self.say("condition.on_record", condition=self._either(noted))
            case AnyCondition(options):
                return self.say("word.or").join(self._grouped(option) for option in options)
            case NotCondition(condition) if noted := recorded(condition):
                return self.say("condition.not_on_record", condition=self._either(noted))
            case NotCondition(condition) if instead := denied(condition):
                return self.condition(instead)
            case NotCondition(condition):
                return self.say("condition.not", condition=self._grouped(condition))

    def _either(self, noted: list[FieldTest]) -> str:
        """One of several tests; of fields that are asked the same, the fields."""
        (first, *others) = noted
        if others and all(test.tests == first.tests for test in others):
            names = self.say("event.or").join(self.path(test.path) for test in noted)
            return attrs.evolve(self, asked=first.path)._tested(names, first.tests[0])
        told = self.say("word.or").join(self._test(test.path, test.tests[0]) for test in noted)
        return self.say("word.group", text=told) if others else told

    def _grouped(self, condition: Condition) -> str:
        text = self.condition(condition)
        several = len(condition.clauses) > 1 or any(map(is_several, condition.clauses))
        return self.say("word.group", text=text) if several else text

    def _test(self, path: str, test: Test) -> str:
        return attrs.evolve(self, asked=path)._tested(self.path(path), test)

    def _tested(self, name: str, test: Test) -> str:
        if test.op == "has":
            return self.say("word.and").join(self._has(name, inner) for inner in test.inner)
        if test.op == "size" and (least := _none_or_some(test)):
            return self.say(f"test.size.{least}", field=name)
        if test.inner:
            inside = [self._inside(inner) for inner in test.inner]
            return self.say(f"test.{test.op}", field=name, inner=self.say("word.and").join(inside))
        if test.op in ("is", "in", "not", "present") and len(test.operands) == 1:
            (only,) = test.operands
            word = str(only.raw).lower() if isinstance(only, Literal) else ""
            if word in ("true", "false"):
                so = word if test.op != "not" else "false" if word == "true" else "true"
                return self._yes_or_no(name, "present" if test.op == "present" else "is", so)
        if test.op in ("in", "not") and self._a_range(test):
            return self.say(
                "test.band" if test.op == "in" else "test.band.not",
                field=name,
                value=self.measured(self._operands(test)),
            )
        several = self._each(test) if test.op in ("in", "not") else []
        if several:
            op = test.op if len(several) > 1 else "is" if test.op == "in" else "not.one"
            return self.say(f"test.{op}", field=name, value=self.either(map(self.measured, several)))
        if test.op in ORDER_TESTS:
            return self._ordered(name, test)
        opened = test.op == "in" or (test.op == "not" and isinstance(test.operands[0], Blank))
        code = f"test.{test.op}.open" if opened else f"test.{test.op}"
        return self.say(code, field=name, value=self.measured(self._operands(test)))

    def all_of(self, condition: Condition) -> list[str]:
        """What a list must have all of by a condition, one by one; none where that changes, or is open."""
        tests = [test for clause in condition.clauses if isinstance(clause, FieldTest) for test in clause.tests]
        return [one for test in tests for inner in test.inner if inner.op == "all" for one in self._each(inner)]

    def _has(self, name: str, test: Test) -> str:
        each = self._each(test)
        one = ".one" if len(each) == 1 and test.op != "none" else ""
        many = ".many" if one and _plural(each[0]) else ""
        return self.say(f"test.{test.op}{one}{many}", field=name, value=self._operands(test))

    def _inside(self, test: Test) -> str:
        each = self._each(test) if test.op == "in" else []
        return self.say(f"inner.{test.op}", value=self.either(each) if each else self._operands(test))

    def _yes_or_no(self, name: str, op: str, word: str) -> str:
        answer = f"answer.{self.asked.rpartition('.')[2]}"
        known = self.asked not in self.facts and f"{answer}.true" in BOOK
        if op == "present" and self.asked in self.facts:
            return self.say(f"test.present.{word}.fact", field=name)
        if op == "present":
            holds = self.say(f"{answer}.true") if known and self.language == "en" else ""
            return self.say(f"test.present.{word}{'.whether' if holds else ''}", field=holds or name)
        if known:
            return self.say(f"{answer}.{word}")
        if self.asked in self.facts:
            return self.say(f"test.fact.{word}", field=name)
        so = so_said(name)
        return so if so and word == "true" else self.say(f"test.is.{word}", field=name)

    def holds(self, path: str) -> str:
        """That a field holds which is yes or no; nothing for any other field."""
        code = f"answer.{path.rpartition('.')[2]}.true"
        return self.say(code) if path not in self.facts and code in BOOK else ""

    def answered(self, path: str, word: str) -> str:
        """What the answer to a field that asks is: `true` or `false`."""
        return attrs.evolve(self, asked=path)._yes_or_no(self.path(path), "is", word)

    def _ordered(self, name: str, test: Test) -> str:
        """A test on what is earlier or later, more or less, higher or lower: each has its own words."""
        bound, kind = test.operands[0], self._kind_of(self.asked)
        whole = str(bound.raw) if isinstance(bound, Literal) else ""
        if kind == "integer" and (test.op, whole) in _NONE:
            return self.say("test.zero", field=name)
        beside = self._kind_of(bound.path) if isinstance(bound, Field) else ""
        timed = {kind, beside} & {"instant", "date"} or (isinstance(bound, Literal) and self.day(whole) != whole)
        form = ".time" if timed else ".count" if kind == "integer" else ""
        return self.say(f"test.{test.op}{form}", field=name, value=self.measured(self._operands(test)))

    def _kind_of(self, path: str) -> str:
        """What a field holds, as far as words need to know: numbers that are counted, times, or something else."""
        if path in self.facts:
            return "integer"
        first, dot, rest = path.partition(".")
        if dot and first in ("subject", "organisation"):
            return field_kind(rest, self.about if first == "subject" else "organisation")
        return "instant" if path == "at" else field_kind(path, self.about, self.acts)

    def measured(self, value: str) -> str:
        """A value with the unit of the field of which it is said, if that has one."""
        unit = f"unit.{self.asked.rpartition('.')[2]}"
        if unit not in BOOK or self.asked in self.facts or not value[:1].isdigit():
            return value
        return self.say(unit, value=value)

    def _each(self, test: Test) -> list[str]:
        """The values that a test names, one by one; none where what fills a blank changes, or is open."""
        found: list[str] = []
        for one in test.operands:
            forms = self.values.get(one.name, ()) if isinstance(one, Blank) else ((one, Period()),)
            if len(forms) != 1 or not isinstance(forms[0][0], Literal) or forms[0][1] != Period():
                return []
            raw = forms[0][0].raw
            found += map(self.outright, raw if isinstance(raw, list | tuple) else (raw,))
        return found

    def _a_range(self, test: Test) -> bool:
        """Whether a blank is filled by a lowest and a highest number."""
        forms = [form for one in test.operands if isinstance(one, Blank) for form, _ in self.values.get(one.name, ())]
        return bool(forms) and all(_is_range(form) for form in forms)

    def _operands(self, test: Test) -> str:
        if self._a_range(test):
            return self.listed(self._ranges(test))
        return self.listed(self.value(one) for one in test.operands)

    def _ranges(self, test: Test) -> Iterator[str]:
        for one in test.operands:
            for form, dated in self.values.get(one.name, ()) if isinstance(one, Blank) else ():
                low, high = _ends(form)
                yield self.dated(self.say("value.range", low=self.outright(low), high=self.outright(high)), dated)

    def path(self, path: str) -> str:
        """What a field is called."""
        if path in self.facts:
            return self.facts[path]
        first, dot, rest = path.partition(".")
        if dot and f"path.{first}" in BOOK:
            of = self.about if first == "subject" else "organisation" if first == "organisation" else ""
            own = self.own.field_words(of, rest)
            called = own.said(self.language, rest) if own else field_word(rest, self.language, of)
            if first == "subject" and self._has_its_own(rest):
                asks = ".whether" if called.startswith("是否") else ""
                return self.say(f"value.of_subject{asks}", field=called, subject=self.subject(of))
            return self.say(f"path.{first}", field=called)
        if self.of_actors and f"actor.{path}" in BOOK:
            return self.say(f"actor.{path}")
        if own := self.own.field_words(self.about, path):
            return own.said(self.language, path)
        return field_word(path, self.language, self.about, self.acts)

    def _has_its_own(self, name: str) -> bool:
        """Whether the events, or the actors, that are spoken of have a field of the name, as the subject has."""
        if self.of_actors and name in ACTOR_FIELDS:
            return True
        kinds = [kind for kind in self.acts if kind in event_kinds(self.about)] if self.about else []
        return any(name in event_fields(self.about, kind) for kind in kinds)

    # events

    def selector(self, selector: Selector) -> str:
        """Which events count."""
        if len(selector.parts) == 1:
            return self._any_of(selector.parts[0])
        if all(len(part) == len(part[0].events) == 1 for part in selector.parts):
            return self.say("event.all", events=self.listed(map(self._any_of, selector.parts)))
        apart = self.say("event.apart").join(self._any_of(part, beside_others=True) for part in selector.parts)
        return self.say("event.all", events=apart)

    def _any_of(self, patterns: Sequence[EventPattern], *, beside_others: bool = False) -> str:
        """One of several patterns; where one names several events itself, each is set off from the next."""
        said = [self._pattern(one) for one in patterns]
        if len(said) == 1 or all(len(one.events) == 1 for one in patterns):
            return self.either(said)
        text = self.say("word.or").join(said)
        return self.say("word.group", text=text) if beside_others else text

    def _pattern(self, pattern: EventPattern) -> str:
        said = self.either(self.of_events(pattern).act(kind) for kind in pattern.events)
        if pattern.nth != "each":
            said = self.say(f"event.{pattern.nth}", event=said)
        if pattern.on == "organisation":
            said = self.say("event.organisation", event=said)
        if pattern.where.clauses:
            each = ".each" if len(pattern.events) > 1 else ""
            condition = self.of_events(pattern).condition(pattern.where)
            said = self.say(f"event.where{each}", event=said, condition=condition)
        if pattern.who.clauses:
            said = self.say("event.who", event=said, who=self.who(pattern.who))
        if pattern.actors is not None:
            said = self.say("event.distinct", event=said, count=pattern.actors.distinct)
            if pattern.actors.who.clauses:
                said += self.each_of_them("event", pattern.actors.who)
        return said

    def of_events(self, *patterns: EventPattern) -> Teller:
        """Says the fields of certain events, as they are called there."""
        about = "organisation" if any(one.on == "organisation" for one in patterns) else self.about
        return attrs.evolve(self, about=about, acts=tuple(kind for one in patterns for kind in one.events))

    def act(self, kind: str) -> str:
        """What a kind of event is called, in quotes."""
        if kind == "any":
            return self.say("event.any")
        own = self.own.kind_words(self.about, kind)
        if own is None and kind.startswith("x."):  # it has no word, but people need not read how it is written
            return self.say("event", act=kind.removeprefix("x.").replace("_", " "))
        return self.say("event", act=own.said(self.language, kind) if own else act(kind, self.language, self.about))

    def counting(self, said: str | Counting | None) -> Iterator[Sentence]:
        """By which convention days are counted, and what comes in too late in the day."""
        said = said.name or said if isinstance(said, Counting) else said
        if isinstance(said, str):
            code = f"counting.{said}"
            yield self.sentence("counting", counting=self.say(code) if code in BOOK else said)
        elif said is not None:
            if said.source:
                yield self.sentence("counting", counting=said.source)
            yield self.sentence(f"counting.first_day.{said.first_day}")
            over = "" if said.roll == "none" else f".{said.over.replace(' ', '_')}"
            yield self.sentence(f"counting.roll.{said.roll}{over}")
            yield self.sentence(f"counting.ends.{said.ends}")
            if said.hours == "next hour":
                yield self.sentence("counting.hours")
            if said.contains == "two working days":
                yield self.sentence("counting.contains")
            for name in said.silent:
                yield self.sentence(f"counting.silent.{name}")
            if said.receipt == "next working day":
                code = "at" if said.cut_off not in (None, CLOSE) else said.cut_off or "closed"
                yield self.sentence(f"counting.receipt.{code}", cut_off=said.cut_off or "")

    def clock(self, name: str | None) -> str:
        """On which calendar time is counted; nothing where none is named."""
        if name is None:
            return ""
        return self.say("clock.unit") if name == "unit" else self.say("clock", clock=self.word(name))


def _known(language: str) -> None:
    in_language(language)


def _outright(operands: Iterable[ValueForm]) -> bool:
    return all(isinstance(one, Literal) and not isinstance(one.raw, list | tuple) for one in operands)


_OF_ACTS = ("action", "step")  # fields that name an act
_NONE = {("le", "0"), ("lt", "1"), ("is", "0")}
_SOME = {("ge", "1"), ("gt", "0")}
_LENGTH_OF_A_DATE = 10


def _none_or_some(test: Test) -> str:
    """`none` or `some`, where that is all that a size must be."""
    if len(test.inner) != 1 or len(test.inner[0].operands) != 1:
        return ""
    bound = test.inner[0].operands[0]
    asked = (test.inner[0].op, str(bound.raw) if isinstance(bound, Literal) else "")
    return "none" if asked in _NONE else "some" if asked in _SOME else ""


def _plural(word: str) -> bool:
    """Whether an English word looks like several things."""
    return word.endswith("s") and not word.endswith(("ss", "is", "us"))


def _ends(form: ValueForm) -> tuple[object, object]:
    """The lowest and the highest number of a range."""
    match form:
        case Literal(Band(low, high)) | Literal([low, high]):
            return low, high
        case _:
            return "", ""


def _is_range(form: ValueForm) -> bool:
    if isinstance(form, Literal) and isinstance(form.raw, Band):
        return True
    if not isinstance(form, Literal) or not isinstance(form.raw, list | tuple) or len(form.raw) != 2:
        return False
    return all(str(end).replace(".", "", 1).isdigit() for end in form.raw)
