"""A mapping proposed for a file: by the names of its columns and by what stands in them. A person has to read it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

import attrs

from servicepolicy.errors import FactsError, Problem, UsageError, Where
from servicepolicy.logs.containers.open import read_table
from servicepolicy.logs.containers.source import Source, sources_of
from servicepolicy.logs.mapping import RowPlace, TableFormat
from servicepolicy.logs.texts import text_of
from servicepolicy.logs.time_forms import form_of

__all__ = ["Proposal", "propose"]

_SAMPLE: Final = 2_000  # rows that are looked at
_WIDEST: Final = 200  # columns that are looked at
_FEW: Final = 60  # activities of a log, at most
_LATEST: Final = 2_000_000_000  # seconds since 1970: in 2033

_FORMS: Final = (
    *("iso", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d/%m/%Y %I:%M %p"),
    *("%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d-%m-%Y %H:%M"),
    *("%d-%m-%Y %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%d/%b/%y %I:%M %p", "%d-%b-%Y %H:%M:%S"),
    *("%d %b %Y %H:%M", "%b %d, %Y %I:%M %p", "%Y年%m月%d日 %H时%M分", "%Y年%m月%d日 %H:%M", "%Y/%m/%d %p%I:%M"),
    *("%Y%m%d%H%M%S", "%Y%m%d %H%M%S", "%a, %d %b %Y %H:%M:%S %z", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y"),
    *("epoch", "epoch-ms", "excel"),
)
_CASE: Final = re.compile(
    r"case:concept:name|ticket|issue.?key|case|incident|number|request|complaint[ _.]?(id|no|ref|key)|\bref(erence)?\b"
    r"|工单|案件|编号|(^|_|\.|\b)(id|key|nr)$",
    re.IGNORECASE,
)
_TIME: Final = re.compile(
    r"timestamp|time|date|created|opened|updated|changed|(^|_| )at$|when|时间|日期|datum|zeit", re.IGNORECASE
)
_EVENT: Final = re.compile(
    r"^concept:name$|activity|event|action|status|state|operation|step|操作|活动|状态|环节|vorgang", re.IGNORECASE
)
_PERSON: Final = re.compile(
    r"org:resource|person|agent|user|author|actor|(^|_)by$|assignee|owner|经办|处理人|人员|bearbeiter", re.IGNORECASE
)
_ROLE: Final = re.compile(r"org:role|\brole|post$|position|岗位|角色", re.IGNORECASE)
_MEANT: Final[tuple[tuple[str, str], ...]] = (
    (r"re-?open|重开|重新打开", "reopened"),
    (r"open|creat|receiv|submi|new|insert|regist|受理|登记|新建|提交|eingang", "received"),
    (r"assign|分派|指派|转派", "assigned"),
    (r"answer|repl|respon|first response|答复|回复|antwort", "replied"),
    (r"resol|solve|fixed|解决|gelöst", "resolved"),
    (r"clos|complet|finish|关闭|办结|结案|geschlossen", "closed"),
    (r"refund|paid|payment|退款|赔付|付款", "paid"),
    (r"wait|pend|pause|hold|挂起|暂停|等待", "paused"),
    (r"resum|恢复", "resumed"),
    (r"\back\b|acknowl|accept|确认|接单", "acknowledged"),
    (r"withdr|cancel|撤回|撤销", "withdrawn"),
)  # fmt: skip


@attrs.frozen
class Proposal:
    """A mapping that may be meant.

    Attributes:
        text: The mapping as YAML, with what has to be decided by a person beside it.
        doubts: What that is, one sentence each.
    """

    text: str
    doubts: tuple[str, ...]


@attrs.frozen
class _Column:
    name: str
    texts: Counter[str]
    filled: int

    def form(self) -> tuple[str, ...]:
        """The forms of times in which everything is written that the column holds."""
        if not self.filled:
            return ()
        texts = list(islice(self.texts, 300))
        if all(text.isdecimal() for text in texts):
            numbers = [int(text) for text in texts]
            forms = (("epoch", 1), ("epoch-ms", 1000))
            return tuple(name for name, scale in forms if all(5e8 < number / scale < _LATEST for number in numbers))
        found: list[str] = []
        for form in _FORMS[:-3]:
            read = form_of(form)
            if all(read(text) is not None for text in texts):
                found.append(form)
        return tuple(found)

    @property
    def zoned(self) -> bool:
        """Whether every time says its zone or offset."""
        read = form_of("iso")
        written = [read(text) for text in islice(self.texts, 300)]
        return bool(written) and all(one is not None and one.wall.tzinfo is not None for one in written)


def propose(log: object, *, zone: str | None = None, subject: str = "case") -> Proposal:
    """A mapping for a log.

    Args:
        log: A path, a folder, a file object, a frame ..., as for `read_log`; the first of several files is looked at.
        zone: The zone of times that name none.
        subject: What the log's cases are.

    Raises:
        UsageError: It needs no mapping, as it is in our own words.
        FactsError: It cannot be read, or nothing in it looks like a time or a case.
    """
    source = sources_of(log)[0]
    style = _style(source)
    columns = _columns(source, style)
    if not columns:
        raise FactsError([Problem("nothing-proposed", Where(file=source.name), "the log has no columns")])
    if source.form in (".jsonl", ".ndjson", ".json") and _ours(source):
        raise UsageError(f"`{source.name}` is in our own words, and needs no mapping")
    return _Writing(source, columns, zone, subject, style).proposal()


def _ours(source: Source) -> bool:
    from servicepolicy.logs.containers.json_rows import documents

    names = set(next((line.content for line in documents(source) if line.content is not None), {}))
    return {"id", "events"} <= names or {"case", "event", "at"} <= names


def _style(source: Source) -> TableFormat:
    """How a text file is written: what can be decoded is, and a delimiter is what the first line has most of."""
    if source.form not in ("", ".csv", ".tsv", ".txt"):
        return TableFormat()
    head = source.first(200_000)
    encoding = "utf-8-sig"
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = next((name for name in ("utf-8-sig", "gb18030") if _decodes(head, name)), "cp1252")
    line = head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else encoding, "replace").partition(
        "\n"
    )[0]
    counts = {sign: line.count(sign) for sign in (",", ";", "\t", "|")}
    most = max(counts, key=lambda sign: counts[sign])
    return TableFormat(delimiter=most if counts[most] > counts[","] else None, encoding=encoding)


def _decodes(head: bytes, encoding: str) -> bool:
    cut = head[: head.rfind(b"\n")] if b"\n" in head else head  # the last character may be cut in two
    try:
        cut.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _columns(source: Source, style: TableFormat) -> list[_Column]:
    place = RowPlace()
    names = _names(source, place, style)[:_WIDEST]
    table = read_table(source, names, frozenset(), place, style)
    texts: list[Counter[str]] = [Counter() for _ in names]
    for _, cells, note in islice(table.rows, _SAMPLE):
        if note is not None:
            continue
        for counter, held in zip(texts, cells, strict=True):
            if held is not None and text_of(held).strip():
                counter[text_of(held).strip()] += 1
    return [_Column(name, counter, counter.total()) for name, counter in zip(names, texts, strict=True)]


def _names(source: Source, place: RowPlace, style: TableFormat) -> list[str]:
    if source.form in (".json", ".jsonl", ".ndjson"):
        from servicepolicy.logs.containers.json_rows import documents

        found: dict[str, None] = {}
        for line in islice(documents(source), 200):
            found |= dict.fromkeys(_paths(line.content or {}))
        return list(found)
    if source.form in (".xes", ".xml"):
        table = read_table(source, (), frozenset(), place, style)
        for _ in islice(table.rows, 200):
            pass
        return sorted(table.present)
    table = read_table(source, (), frozenset(), place, style)
    counted = Counter(table.present)
    return [name for name in dict.fromkeys(table.present) if counted[name] == 1]


def _paths(content: Mapping[str, object], above: str = "") -> Iterator[str]:
    for key, value in content.items():
        if isinstance(value, dict) and len(above.split(".")) < 4:
            yield from _paths(value, f"{above}{key}.")
        elif not isinstance(value, list):
            yield f"{above}{key}"


class _Writing:
    def __init__(
        self, source: Source, columns: Sequence[_Column], zone: str | None, subject: str, style: TableFormat
    ) -> None:
        self._style = style
        self._source = source
        self._columns = columns
        self._zone = zone
        self._subject = subject
        self._doubts: list[str] = []
        self._times = {column.name: forms for column in columns if (forms := column.form())}

    def proposal(self) -> Proposal:
        """The mapping, line by line."""
        case, event = self._case(), self._event()
        if case is None or not self._times:
            message = (
                "nothing in the log looks like the time of an event"
                if case
                else "no column looks like the key of a case"
            )
            names = ", ".join(f"`{column.name}`" for column in self._columns[:12])
            raise FactsError([Problem("nothing-proposed", Where(file=self._source.name), message, f"it has {names}")])
        lines = ["servicepolicy: 1", "mapping: proposed", f"subject: {self._subject}", f"case: {_quoted(case)}"]
        if event is None:
            lines += self._wide()
        else:
            lines += [f"at: {self._at(self._main_time(), '')}", f"event: {_quoted(event.name)}"]
        lines += self._actor(case)
        written = []
        if self._style.delimiter is not None and self._source.form != ".tsv":
            written.append(f"delimiter: {_quoted(self._style.delimiter)}")
        if self._style.encoding != "utf-8-sig":
            written.append(f"encoding: {self._style.encoding}")
            self._doubts.append(
                f"the file is no UTF-8, and `{self._style.encoding}` is a guess: are all letters right?"
            )
        if written:
            lines.append(f"csv: {{{', '.join(written)}}}")
        if self._subject == "case":
            lines.append("constants: {type: complaint}")
        if event is not None:
            lines += ["events:", *self._events(event)]
        return Proposal("\n".join(lines) + "\n", tuple(self._doubts))

    def _named(self, pattern: re.Pattern[str], among: Iterable[_Column]) -> list[_Column]:
        """Columns whose name says what they are, the one that says it by its first word first."""
        ranked = [
            (found.start(), place, column)
            for place, column in enumerate(among)
            if (found := pattern.search(column.name))
        ]
        return [column for *_, column in sorted(ranked, key=lambda one: one[:2])]

    def _case(self) -> str | None:
        keys = [column for column in self._columns if column.filled and column.name not in self._times]
        exact = [column for column in keys if column.name == "case:concept:name"]
        found = exact or self._named(_CASE, keys)
        return found[0].name if found else None

    def _event(self) -> _Column | None:
        few = [column for column in self._columns if 0 < len(column.texts) <= _FEW and column.name not in self._times]
        few = [column for column in few if column.name != self._case()]
        found = self._named(_EVENT, few)
        repeated = [one for one in found if one.name == "concept:name" or _rows_repeat(self._columns, self._case())]
        return repeated[0] if repeated else None

    def _main_time(self) -> str:
        timed = [column for column in self._columns if column.name in self._times]
        exact = [column for column in timed if column.name == "time:timestamp"]
        return (exact or self._named(_TIME, timed) or timed)[0].name

    def _at(self, name: str, head: str) -> str:
        forms = self._times[name]
        column = next(one for one in self._columns if one.name == name)
        said = [f"column: {_quoted(name)}"] if head == "" else []
        if forms[0] != "iso":
            said.append(f"format: {_quoted(forms[0])}")
        others = [form for form in forms[1:] if {"%d", "%m"} <= set(re.findall(r"%[dm]", form)) and forms[0] != "iso"]
        if others:
            self._doubts.append(f"`{name}` may as well be written `{others[0]}`: say which")
        if not column.zoned and forms[0] not in ("epoch", "epoch-ms") and "%z" not in forms[0]:
            said.append(f"zone: {self._zone or 'UTC'}")
            if self._zone is None:
                self._doubts.append(f"times in `{name}` name no zone, and `UTC` is a guess: say which, or `--zone`")
        return "{" + ", ".join(said) + "}"

    def _wide(self) -> Iterator[str]:
        yield f"times: {self._at(self._main_time(), 'times')}"
        yield "milestones:"
        first = True
        for column in self._columns:
            if column.name in self._times:
                kind = _meant(column.name) or ("received" if first else "")
                first = False
                if kind:
                    yield f"  {_quoted(column.name)}: {_event_of(kind)}"
                else:
                    yield f"  # {_quoted(column.name)}:"

    def _actor(self, case: str) -> Iterator[str]:
        rest = [one for one in self._columns if one.filled and one.name not in self._times and one.name != case]
        people, roles = self._named(_PERSON, rest), self._named(_ROLE, rest)
        said = [f"id: {_quoted(people[0].name)}"] if people else []
        if roles and people and roles[0].name != people[0].name:
            said.append(f"role: {_quoted(roles[0].name)}")
        if said:
            yield f"actor: {{{', '.join(said)}}}"

    def _events(self, event: _Column) -> Iterator[str]:
        for text, count in event.texts.most_common():
            kind = _meant(text)
            if kind:
                yield f"  {_quoted(text)}: {_event_of(kind)}"
            else:
                yield f"  {_quoted(text)}: ignore  # {count} rows"
        if any(_meant(text) is None for text in event.texts):
            self._doubts.append("activities whose meaning is not plain are ignored: say what they are")


def _rows_repeat(columns: Sequence[_Column], case: str | None) -> bool:
    """Whether cases have several rows."""
    found = next((column for column in columns if column.name == case), None)
    return found is not None and found.filled > len(found.texts)


def _meant(text: str) -> str | None:
    return next((kind for pattern, kind in _MEANT if re.search(pattern, text, re.IGNORECASE)), None)


def _event_of(kind: str) -> str:
    return "{event: replied, fields: {to: {constant: customer}}}" if kind == "replied" else kind


def _quoted(text: str) -> str:
    """A text as YAML takes it."""
    if re.fullmatch(r"[A-Za-z_\u4e00-\u9fff][\w .\u4e00-\u9fff-]*", text) and text == text.strip():
        return text
    return "'" + text.replace("'", "''") + "'" if text.isprintable() else _escaped(text)


def _escaped(text: str) -> str:
    import json

    return json.dumps(text)
