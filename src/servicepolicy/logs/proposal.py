"""A mapping proposed for a file: by what stands in its columns, and by their names. A person has to read it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, cast

import attrs

from servicepolicy.errors import FactsError, Problem, UsageError, Where, visible
from servicepolicy.logs.containers.source import Source, sources_of
from servicepolicy.logs.fitting_forms import Fitting, fitting, is_nothing
from servicepolicy.logs.proposed_columns import STATE, Guess, Taken, taken_of
from servicepolicy.logs.proposed_fields import Money, money_in, unit_of
from servicepolicy.logs.proposed_table import Column, Seen, seen_tables
from servicepolicy.logs.proposed_words import Meaning, meanings
from servicepolicy.logs.texts import quoted
from servicepolicy.logs.time_forms import ISO
from servicepolicy.models.vocabulary import event_fields, header_fields

__all__ = ["Proposal", "propose"]

_LISTED: Final = 60  # activities, one a line
_UNUSED: Final = 40  # columns, one a line
_Field = tuple[dict[str, object], bool, str]
"""A field of the header as a mapping says it, whether it is taken, and why."""

_FILES: Final = 60  # of a folder, that are looked at


@attrs.frozen
class Proposal:
    """A mapping that may be meant.

    Attributes:
        text: The mapping as YAML, with what each of its parts was taken for, and how sure that is.
        doubts: What has to be decided by a person, one sentence each.
    """

    text: str
    doubts: tuple[str, ...]
    _place: Mapping[str, object] | None = attrs.field(default=None, repr=False, eq=False)

    def passing_over(self, column: str, rows: str, *, timed: bool) -> Proposal:
        """The mapping for a log in which rows without a key leave every case unjudged.

        Args:
            column: The column of keys.
            rows: How many such rows there are, in words.
            timed: Some of them say when they were: then a person has to decide; those that do not are totals.
        """
        if self._place is None:  # several tables, each with a place of its own
            return self
        place = {**self._place, "pass_over": {**_mapping(self._place.get("pass_over")), column: ""}}
        line = f"rows: {_flow(place)}"
        if timed:
            left = f"{rows} no `{visible(column)}`, and may be of any case: until that is known, nothing is judged"
            told = f"# {line}  # decide: say so if they are of none"
            return attrs.evolve(self, text=_with_line(self.text, told, kept=True), doubts=(*self.doubts, left))
        told = f"{line}  # unsure: {rows} no `{visible(column)}` and no time: totals, of no case?"
        return attrs.evolve(self, text=_with_line(self.text, told, kept=False))


def propose(
    log: object,
    *,
    zone: str | None = None,
    subject: str = "case",
    dates: Literal["day-first", "month-first"] | None = None,
) -> Proposal:
    """A mapping for a log.

    Args:
        log: A path, a folder, a file object, a frame ..., as for `read_log`; the first of several files is looked at.
        zone: The zone of times that name none.
        subject: What the log's cases are.
        dates: Whether the day or the month is first, where no row decides it.

    Raises:
        UsageError: It needs no mapping, as it is in our own words.
        FactsError: It cannot be read, or nothing in it looks like a time or a case.
    """
    sources = sources_of(log)
    source = sources[0]
    if source.form in (".jsonl", ".ndjson", ".json") and _ours(source):
        raise UsageError(f"`{source.name}` is in our own words, and needs no mapping")
    tables = _tables(sources)
    taken = [(taken_of(seen), seen) for seen in tables]
    best, seen = max(taken, key=lambda one: one[0].weight, default=(None, None))
    if best is None or seen is None or not seen.columns:
        raise FactsError([Problem("nothing-proposed", Where(file=source.name), "the log has no columns")])
    if best.case is None or best.at is None:
        lacking = "nothing in the log looks like the time of an event"
        message = "no column looks like the key of a case" if best.case is None else lacking
        names = ", ".join(f"`{visible(column.name)}`" for column in seen.columns[:12])
        raise FactsError([Problem("nothing-proposed", Where(file=source.name), message, f"it has {names}")])
    alike = _sheets_like(seen, tables)
    if alike:
        seen = attrs.evolve(seen, place={"sheet": seen.sheet, **seen.place}).joined(alike)
        best = taken_of(seen)
    writing = _Writing(source, seen, best, zone, subject, dates, alike)
    known = {seen.named, *(one.named for one in alike)}
    others = [one.named for found, one in taken if one.named not in known and found.case and found.at and one.named]
    if others:
        writing.doubts.append(f"{seen.named} is read, and not {', '.join(others[:5])}: is that what is meant?")
    if len(sources) > 1 and len(tables) > 1:
        writing.doubts.append(f"`{source.name}` was looked at, the first of {len(sources)} files")
    return writing.proposal()


def _tables(sources: Sequence[Source]) -> list[Seen]:
    """The tables of the first source; if it is one table, with those of other files of its form."""
    tables = list(seen_tables(sources[0]))
    if len(sources) == 1 or len(tables) > 1:
        return tables
    others = [one for one in sources[1:_FILES] if one.form == sources[0].form]
    return [table.joined(seen for one in others for seen in seen_tables(one)) for table in tables]


def _sheets_like(seen: Seen, tables: Sequence[Seen]) -> list[Seen]:
    """Other sheets of the same columns: a month each, as a rule."""
    names = [column.name for column in seen.columns]
    alike = [one for one in tables if one is not seen and [column.name for column in one.columns] == names]
    return [attrs.evolve(one, place={"sheet": one.sheet, **one.place}) for one in alike if one.sheet]


def _ours(source: Source) -> bool:
    from servicepolicy.logs.containers.json_rows import documents

    names = set(next((line.content for line in documents(source) if line.content is not None), {}))
    return {"id", "events"} <= names or {"case", "event", "at"} <= names


class _Writing:
    def __init__(
        self,
        source: Source,
        seen: Seen,
        taken: Taken,
        zone: str | None,
        subject: str,
        dates: Literal["day-first", "month-first"] | None,
        alike: Sequence[Seen] = (),
    ) -> None:
        self._source = source
        self._seen = seen
        self._taken = taken
        self._zone = zone
        self._subject = subject
        self._dates = dates
        self.doubts: list[str] = list(seen.doubts)
        self._used: set[str] = set()
        self._absent: dict[str, None] = {}
        self._shared: dict[str, object] = {}
        self._alike = tuple(alike)
        taken_names = [
            one.name
            for one in (taken.case, taken.at, taken.clock, taken.event, taken.person, taken.role)
            if one is not None
        ]
        self._money = money_in(seen, taken_names)
        known = [*taken_names, *(money.name for money in self._money)]
        person = None if taken.person is None else taken.person.name
        self._unit = unit_of(seen, known, person, taken.groups)

    def proposal(self) -> Proposal:
        """The mapping, line by line."""
        taken, seen = self._taken, self._seen
        lines = ["servicepolicy: 1", "mapping: proposed", f"subject: {self._subject}"]
        if seen.place and not self._alike:
            lines.append(f"rows: {_flow(seen.place)}")
        if seen.style:
            lines.append(f"csv: {_flow(seen.style)}")
        if taken.case is not None:
            lines.append(self._with_reason(f"case: {self._case(taken.case.name)}", taken.case))
        body: list[str] = []
        if not taken.several and taken.event is None:
            lines += self._times()
            body += self._wide()
        elif taken.at is not None:
            lines += self._at(taken.at)
        lines += self._actor()
        if self._subject == "case":
            lines.append("constants: {type: complaint}  # unsure: are they complaints?")
        if taken.changes is not None:
            body += self._changes(*taken.changes)
        elif taken.event is not None and taken.repeated:
            body += self._snapshots(taken.event)
        elif taken.event is not None:
            self._used.add(taken.event.name)
            body.append(self._with_reason(f"event: {quoted(taken.event.name)}", taken.event))
            body += ["events:", *self._events(taken.event)]
        elif taken.several:
            self.doubts.append("no column says what happened: what is a row, and in which of them does a case begin?")
            body += [
                "events:",
                "- {event: ignore}  # unsure: what is a row? `- {when: {COLUMN: text}, event: replied}`",
            ]
        lines += self._header()
        if self._absent:
            lines.append(f"absent: {_flow(['', *self._absent])}")
        lines += self._in_tables(body) if self._alike else body
        lines += self._unused()
        place = None if self._alike else seen.place
        return Proposal("\n".join(lines) + "\n", tuple(dict.fromkeys(self.doubts)), place)

    def _in_tables(self, body: list[str]) -> Iterator[str]:
        """The same for several tables that have the same columns."""
        yield "tables:"
        for place in (self._seen.place, *(one.place for one in self._alike)):
            yield f"- rows: {_flow(place)}"
            yield from (f"  {line}" for line in body)

    def _case(self, name: str) -> str:
        self._used.add(name)
        return _flow(_cell_of(name))

    def _with_reason(self, line: str, found: Guess) -> str:
        if found.surety != "sure":
            self.doubts.append(f"`{visible(found.name)}` was taken for {found.role}: {found.why}")
        return f"{line}  # {found.surety}: {found.why}"

    # ---------------------------------------------------------------- times

    def _at(self, found: Guess) -> Iterator[str]:
        self._used.add(found.name)
        column = self._seen.column(found.name)
        zone = self._time_zone(column)
        where: dict[str, object] = {"column": column.name}
        clock = self._taken.clock
        if clock is not None:
            self._used.add(clock.name)
            where = {"columns": [column.name, clock.name]}
            pairs = zip(self._seen.cells(column.name), self._seen.cells(clock.name), strict=True)
            column = attrs.evolve(column, fit=fitting(f"{day} {time}" for day, time in pairs if day and time))
        for said, remark in self._forms(column, found.why if found.surety == "sure" else ""):
            line = "at: " + _flow({**where, **said, **zone})
            yield line + (f"  # {remark}" if remark else "") if not remark.startswith("#") else f"# {line}  {remark}"
        if found.surety != "sure":
            self.doubts.append(f"`{visible(found.name)}` was taken for {found.role}: {found.why}")

    def _forms(self, column: Column, why: str) -> Iterator[tuple[dict[str, object], str]]:
        """The form of a column, or each that it may be; those are comments, and begin with `#`."""
        fit = column.fit
        if fit is None:
            yield {}, ""
            return
        chosen = self._chosen(fit)
        name = visible(column.name)
        if chosen is None:
            ways = " or ".join(f"`{_deciding(forms)}`" for forms in (fit.forms, fit.others) if forms)
            if fit.mixed:
                self.doubts.append(f"`{name}` has the day first in some rows and the month first in others: say which")
            else:
                self.doubts.append(f"`{name}` may be written {ways}, and no row decides it: say which, or `--dates`")
            yield {}, "decide: is the day first, or the month?"
            for forms in (fit.forms, fit.others):
                if forms:
                    yield self._said(forms, fit), f"# the {_first_of(forms)} first"
            return
        if fit.zones:
            shown = ", ".join(f"`{one}`" for one in fit.zones[:5])
            self.doubts.append(f"times in `{name}` name the zones {shown}, which may be several: say `zones`")
        unread = sum(column.texts[text] for text in fit.unread)
        if unread:
            hold = "holds" if unread == 1 else "hold"
            self.doubts.append(f"{_rows(unread)} of `{name}` {hold} what is not a time: their cases will be left out")
        self._absent |= dict.fromkeys(text for text in column.texts if is_nothing(text))
        remark = f"sure: {why}" if why else ""
        if fit.decided and not self._dates:
            remark = f"sure: `{visible(fit.decided)}` decides that the {_first_of(chosen)} is first"
        yield self._said(chosen, fit), remark

    def _chosen(self, fit: Fitting) -> tuple[str, ...] | None:
        """The forms that are meant, or nothing where a person has to say which."""
        if not fit.others and not fit.mixed:
            return fit.forms
        if self._dates is None:
            return None
        first = "day" if self._dates == "day-first" else "month"
        return next((forms for forms in (fit.forms, fit.others) if forms and _first_of(forms) == first), fit.forms)

    def _said(self, forms: tuple[str, ...], fit: Fitting) -> dict[str, object]:
        said: dict[str, object] = {}
        if forms != (ISO,):
            said["format"] = forms[0] if len(forms) == 1 else list(forms)
        if fit.months:
            said["months"] = fit.months
        return said

    def _time_zone(self, column: Column) -> dict[str, object]:
        fit = column.fit
        if fit is None or fit.zoned or self._source.form in (".jsonocel", ".xmlocel", ".sqlite", ".db"):
            return {}
        if self._zone is None:
            name = visible(column.name)
            self.doubts.append(f"times in `{name}` name no zone, and `UTC` is a guess: say which, or `--zone`")
        return {"zone": self._zone or "UTC"}

    # ---------------------------------------------------------------- events

    def _events(self, found: Guess) -> Iterator[str]:
        column = self._seen.column(found.name)
        meant = meanings(list(column.texts), self._subject)
        paid = self._paid(self._seen.cells(found.name), meant)
        for text, count in column.texts.most_common(_LISTED):
            yield self._activity(text, meant[text], count, paid.get(text))
        self._tell_unsure(meant)
        if len(meant) > _LISTED:
            self.doubts.append(f"{len(meant) - _LISTED} more activities are not listed here")

    def _paid(self, activities: Sequence[str], meant: dict[str, Meaning]) -> dict[str, Money]:
        """The amounts of activities that surely are events with one: whose rows alone hold them."""
        found: dict[str, Money] = {}
        for money in self._money:
            held = {activities[place] for place in money.rows}
            if money.open or not held or not all(_has_amount(meant.get(text), self._subject) for text in held):
                continue
            self._used |= {money.name, *_columns_in(money.cell)}
            for text in held:
                found.setdefault(text, money)
        return found

    def _activity(self, text: str, meant: Meaning, count: int, money: Money | None) -> str:
        if meant.sure and money is not None:
            cell = _flow({"amount": {"column": money.name, **money.cell}})
            return f"  {quoted(text)}: {{event: {meant.kind}, fields: {cell}}}"
        if meant.sure:
            return f"  {quoted(text)}: {_event_of(meant.kind)}"
        return f"  {quoted(text)}: ignore  # {_unsure(meant)}, {_rows(count)}"

    def _tell_unsure(self, meant: dict[str, Meaning]) -> None:
        unsure = sum(1 for one in meant.values() if not one.sure)
        if unsure:
            what = "activity is" if unsure == 1 else "activities are"
            self.doubts.append(f"{unsure} {what} ignored until you say what is meant: see `# unsure`")
        if not any(one.sure and one.kind == "received" for one in meant.values()) and self._subject == "case":
            self.doubts.append("no activity surely says that a case was received: which one begins it?")

    def _snapshots(self, found: Guess) -> Iterator[str]:
        """Rows that repeat a state say only by a change that something happened."""
        self._used.add(found.name)
        column = self._seen.column(found.name)
        meant = meanings(list(column.texts), self._subject)
        yield f"# {found.surety}: `{visible(found.name)}` is a state, and rows repeat it: events arise from its changes"
        yield "derive:"
        for text, count in column.texts.most_common(_LISTED):
            one = meant[text]
            when = _flow({"column": found.name, "becomes": text})
            if one.sure:
                yield f"- {{when: {when}, {_event_keys(one.kind)}}}"
            else:
                yield f"# - {{when: {when}, event: {one.kind or '?'}}}  # {_unsure(one)}, {_rows(count)}"
        if not any(one.sure for one in meant.values()):
            yield "- {when: first row, event: received}  # unsure"
        self._tell_unsure(meant)

    def _changes(self, field: Guess, new: Guess) -> Iterator[str]:
        """Rows that say which field was changed, and to what."""
        self._used |= {field.name, new.name}
        fields, news = self._seen.cells(field.name), self._seen.cells(new.name)
        counted = Counter(zip(fields, news, strict=True))
        what, became = visible(field.name), visible(new.name)
        yield f"# {field.surety}: rows say what was changed (`{what}`) and to what (`{became}`)"
        yield "events:"
        states = {to for what, to in counted if STATE.search(what) and to}
        known = meanings(sorted(states), self._subject)
        meant: dict[str, Meaning] = {}
        rest: Counter[str] = Counter()
        if "" in fields:  # else nobody could tell what such a row is
            when = _flow({field.name: {"present": "false"}})
            yield f"- {{when: {when}, event: ignore}}  # unsure, {_rows(fields.count(''))}"
        for what in dict.fromkeys(what for what, to in counted if STATE.search(what) and not to):
            when = _flow({field.name: what, new.name: {"present": "false"}})
            yield f"- {{when: {when}, event: ignore}}  # unsure, {_rows(counted[what, ''])}"
            del counted[what, ""]
        for (what, to), count in counted.most_common():
            if re.search(r"^created?$|^opened$|creat", what, re.IGNORECASE) and not to:
                yield f"- {{when: {_flow({field.name: what})}, event: received}}"
                meant[what] = Meaning("received", sure=True)
            elif STATE.search(what) and to and len(meant) < _LISTED:
                one = meant[to] = known[to]
                when = _flow({field.name: what, new.name: to})
                kind = _event_keys(one.kind) if one.sure else "event: ignore"
                yield f"- {{when: {when}, {kind}}}" + ("" if one.sure else f"  # {_unsure(one)}, {_rows(count)}")
            else:
                rest[what] += count
        for what, count in rest.most_common(_LISTED):
            if what:
                yield f"- {{when: {_flow({field.name: what})}, event: ignore}}  # unsure, {_rows(count)}"
        self._tell_unsure(meant | {what: Meaning("", sure=False) for what in rest})

    def _times(self) -> Iterator[str]:
        """How times are written, of whatever column that does not say otherwise."""
        self._shared = {} if self._taken.at is None else self._said_of(self._seen.column(self._taken.at.name))
        if self._shared:
            yield f"times: {_flow(self._shared)}"

    def _wide(self) -> Iterator[str]:
        """A row a case: each column of times is a milestone."""
        timed = [column for column in self._seen.columns if column.fit is not None]
        meant = meanings([column.name for column in timed], self._subject)
        yield "# a row a case: what each of its times is"
        lines = [line for column in timed for line in self._milestone(column, meant[column.name], self._shared)]
        yield "milestones:" if any(not line.startswith("  #") for line in lines) else "# milestones:"
        yield from lines
        self._tell_unsure(meant)

    def _milestone(self, column: Column, meant: Meaning, shared: dict[str, object]) -> Iterator[str]:
        self._used.add(column.name)
        chosen = None if column.fit is None else self._chosen(column.fit)
        for said, remark in self._forms(column, ""):
            own = {**said, **self._quiet_zone(column)}
            at: dict[str, object] = {} if own == shared else {"at": {"column": column.name, **own}}
            if remark.startswith("#"):
                yield f"  # {quoted(column.name)}: {_flow({'event': meant.kind or '?', **at})}  {remark}"
            elif meant.sure and chosen is not None:
                yield f"  {quoted(column.name)}: {_milestone(meant.kind, at)}"
            else:
                yield f"  # {quoted(column.name)}: {meant.kind or '?'}  # {_unsure(meant)}"

    def _said_of(self, column: Column) -> dict[str, object]:
        fit = column.fit
        chosen = None if fit is None else self._chosen(fit)
        said = {} if fit is None or chosen is None else self._said(chosen, fit)
        return {**said, **self._time_zone(column)}

    def _quiet_zone(self, column: Column) -> dict[str, object]:
        before = len(self.doubts)
        zone = self._time_zone(column)
        del self.doubts[before:]
        return zone

    # ---------------------------------------------------------------- people, and the rest

    def _actor(self) -> Iterator[str]:
        """Who acted; whoever is merely named in a row of several events, or is in charge, need not have done them."""
        person, role = self._taken.person, self._taken.role
        if role is not None and (person is None or role.surety != "sure"):
            self._used.add(role.name)
            yield f"# actor: {_flow({'role': role.name})}  # unsure: is this the role of who acted?"
            self.doubts.append(f"`{visible(role.name)}` may be the role of who acted")
        if person is None:
            self.doubts.append("no column was found that says who acted")
            return
        whole = not self._taken.several and self._taken.event is None
        found = [person, *([role] if role is not None and role.surety == "sure" else ())]
        said = {name: _cell_of(one.name) for name, one in zip(("id", "role"), found, strict=False)}
        unit = self._unit
        if unit is not None and unit[1] == "actor":
            said["unit"] = unit[0]
        line = f"actor: {_flow(said)}"
        if whole or person.surety == "unsure":
            why = "a row tells several events: who did which?" if whole else person.why
            self.doubts.append(f"`{visible(person.name)}` may be who acted: {why}")
            yield f"# {line}  # unsure: {why}"
            return
        self._used |= {one.name for one in found} | ({unit[0]} if "unit" in said and unit is not None else set[str]())
        why = "; ".join(f"{name} {one.surety}: {one.why}" for name, one in zip(("id", "role"), found, strict=False))
        yield f"{line}  # {why}"
        if person.surety != "sure":
            self.doubts.append(f"`{visible(person.name)}` was taken for {person.role}: {person.why}")

    def _header(self) -> Iterator[str]:
        """Fields of the case, in one mapping: those that are unsure are comments that can be taken as they stand."""
        fields = [*self._units(), *self._amounts()]
        sure = any(one for _, one, _ in fields)
        if len(fields) == 1:
            said, taken, why = fields[0]
            yield f"{'' if taken else '# '}header: {_flow(said)}  # {why}"
        elif fields:
            yield "header:" if sure else "# header:"
        for said, taken, why in fields if len(fields) > 1 else ():
            mark = "  " if taken else "  # " if sure else "#   "
            yield f"{mark}{_flow(said)[1:-1]}  # {why}"

    def _units(self) -> Iterator[_Field]:
        """The units of who acted stand with the actor; those of the case, and others, are told."""
        if self._unit is None or self._unit[0] in self._used:
            return
        name, whose = self._unit
        self._used.add(name)
        if whose == "case":
            yield {"unit": name}, True, "likely: it is one in every case"
            self.doubts.append(f"`{visible(name)}` was taken for the unit of the case")
            return
        yield {"unit": name}, False, "unsure: whose unit is it? of who acted: `actor: {unit: ..}`"
        self.doubts.append(f"`{visible(name)}` holds units: is it the unit of the case, or of who acted?")

    def _amounts(self) -> Iterator[_Field]:
        """Amounts that are of no event for sure: of what, or by which signs, a person has to say."""
        for money in self._money:
            if money.name in self._used:
                continue
            self._used |= {money.name, *_columns_in(money.cell)}
            what = money.open or "of the case, or of an event?"
            yield {"amount": {"column": money.name, **money.cell}}, False, f"unsure: {what}"
            self.doubts.append(f"`{visible(money.name)}` holds amounts: {what}")

    def _unused(self) -> Iterator[str]:
        rest = [column for column in self._seen.columns if column.name not in self._used]
        if not rest:
            return
        yield "# columns that are not read:"
        known = header_fields(self._subject)
        for column in rest[:_UNUSED]:
            what = "times" if column.fit is not None else "numbers" if _numbers(column) else "texts"
            name = re.sub(r"\W+", "_", column.name.casefold()).strip("_")
            hint = f"; in `header` perhaps `{name}: {quoted(column.name)}`" if name in known and name != "id" else ""
            yield f"# - {_comment(column.name)}: {what} in {_rows(column.filled)}{hint}"
        if len(rest) > _UNUSED:
            yield f"# - and {len(rest) - _UNUSED} more"


def _has_amount(meant: Meaning | None, subject: str) -> bool:
    """Whether an activity surely is an event with an amount."""
    return meant is not None and meant.sure and "amount" in event_fields(subject, meant.kind)


def _columns_in(cell: Mapping[str, object]) -> tuple[str, ...]:
    """The column with the currency of an amount."""
    currency = cell.get("currency")
    return (str(currency["column"]),) if isinstance(currency, dict) else ()


def _cell_of(name: str) -> object:
    return {"object": name.removeprefix("object:")} if name.startswith("object:") else name


def _numbers(column: Column) -> bool:
    return all(re.fullmatch(r"[-+]?[\d.,' ]*\d[\d.,' ]*", text) for text in list(column.texts)[:200])


def _unsure(meant: Meaning) -> str:
    return f"unsure: {meant.kind}?" if meant.kind else "unsure"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _deciding(forms: Sequence[str]) -> str:
    """The form in which the order of day and month is open."""
    return next((form for form in forms if re.search(r"%[dm].*%[dm]", form) and not form.startswith("%Y")), forms[0])


def _first_of(forms: Sequence[str]) -> str:
    """What stands first in it."""
    figures = re.findall(r"%([dmyb])", _deciding(forms))
    return {"d": "day", "m": "month", "b": "month"}.get(figures[0] if figures else "", "year")


def _event_of(kind: str) -> str:
    return f"{{{_event_keys(kind)}}}" if kind == "replied" else kind


def _event_keys(kind: str) -> str:
    return "event: replied, fields: {to: {constant: customer}}" if kind == "replied" else f"event: {kind}"


def _milestone(kind: str, at: dict[str, object]) -> str:
    if not at:
        return _event_of(kind)
    return f"{{{_event_keys(kind)}, at: {_flow(at['at'])}}}"


# ---------------------------------------------------------------- as YAML


def _flow(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{quoted(str(name))}: {_flow(one)}" for name, one in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(_flow(one) for one in value) + "]"
        case int():
            return str(value)
        case _:
            return quoted(str(value))


def _mapping(said: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", said) if isinstance(said, Mapping) else {}


def _with_line(text: str, line: str, *, kept: bool) -> str:
    """A line about rows, after that of the subject; one that is there is kept beside it, or goes."""
    before, after = text.split("\nsubject: ", 1)
    subject, _, rest = after.partition("\n")
    if not kept and rest.startswith("rows: "):
        rest = rest.partition("\n")[2]
    return f"{before}\nsubject: {subject}\n{line}\n{rest}"


def _comment(text: str) -> str:
    return visible(" ".join(text.split()))
