"""Which column of a table is the case, the time, the activity, the person: by what they hold, and by their names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

import attrs

from servicepolicy.logs.proposed_table import Column, Seen, activity_share
from servicepolicy.models.vocabulary import usual_roles

__all__ = ["STATE", "Guess", "Taken", "taken_of"]

_FEW: Final = 60  # activities of a log, at most
_LONG: Final = 70  # characters: what is longer is no activity
_SURE: Final = {"case": 4.0, "event": 5.0, "at": 3.0}
_ENOUGH: Final = {"case": 1.5, "event": 2.5}
_REPEATED: Final = 0.25  # of the rows that follow another of their case: so many say a state that has not changed


def _words(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_THING: Final = (
    r"case|ticket|complaint|incident|issue|enquiry|inquiry|request|claim|query|dispute|interaction|call|vorgangs?|fall"
    r"|beschwerde|anfrage|reklamation|dossier|réclamation|demande|sprawa|reklamacja|zgłoszenie|工单|案件|投诉|单据|流水|受理"
)
_CASE: Final = _words(
    rf"^case:concept:name$|^(.*[\W_])?({_THING})[\W_]*(id|no|nr|num|number|ref|reference|key|code|#|nummer|编号|单号|号)\.?$"
    r"|(ticket|case|issue|incident)(id|number|key|no|ref)$|^n[°ºo]\.? .*"
    r"|工单号|工单编号|案件编号|投诉编号|aktenzeichen|geschäftszeichen"
    r"|(vorgangs|fall|ticket|beschwerde)(nr|nummer|id)|^object:.*(case|ticket|complaint|incident|request|claim)"
)
_KEY: Final = _words(
    rf"^({_THING})$|(^|[\W_])(ref|reference|number|id|nr|no|key|num|nummer|sys_id|document ?key|parent ?id|编号|单号"
    r"|référence|objectid|guid)\.?$|(ref|id|nr|key|_no|编号)$|^\^*(.*\.)?(id|key|number)$"
)
_NO_CASE: Final = _words(
    r"event|history|audit|row|line|seq|lfd|log.?id|user|customer|client|account|agent|author|kunde|konto|客户|phone|e-?mail"
    r"|序号|creator|assignee|owner|by\b|contact|requester|item.?id|comment|message|field|from|to\b|value|position|agent|staff"
    r"|branch|product|queue|group|team|type|via|status|priority"
)
_EVENT: Final = _words(
    r"^(.*[\W_])?(concept:name|activity|event|action|what happened|what was done|happened|entry|action taken"
    r"|status ?change|status|state|stage|step|operation|milestone|vorgang|aktion|aktivität|ereignis"
    r"|tätigkeit|vorgangsart|statusänderung|étape|activité|événement|statut|movement|outcome|czynność|zdarzenie"
    r"|disposition|call result|history ?type|type"
    r"|操作|操作类型|活动|状态|环节|节点|动作|处理动作|事件|类型|步骤|处理环节)([\W_]*(type|name|code|desc|description|taken))?$"
)
_TIME: Final = _words(
    r"timestamp|time|date|created|opened|updated|changed|(^|[_ .])at$|when|时间|日期|datum|zeit|entered|heure|quand"
)
_NOT_WHEN: Final = _words(
    r"due|target|birth|expir|sla|deadline|frist|fällig|geburt|promis|期限|到期|expected|value date"
)
_PERSON: Final = (
    _words(r"resource|(^|[\W_])by$|author|actor|who|操作人|经办|changed ?by|handled ?by|performed|done ?by|bearbeiter"
           r"|erfasst von|von$|par$|^user|user ?name|operator|编辑人|处理人|created ?by|updater"),
    _words(r"agent|handler|advis[eo]r|staff|employee|officer|clerk|mitarbeiter|benutzer|utilisateur|conseiller|坐席|客服|员工"
           r"|人员|person|consultant|rep\b|user|teller|pracownik|konsultant"),
    _words(r"assignee|assigned|owner|责任人|负责人|zuständig"),
)  # fmt: skip
_NOBODY: Final = _words(
    r"customer|client|requester|kunde|客户|caller|contact|reporter|submitter|team|group|queue|branch|\bcount"
)
_ROLE: Final = _words(
    r"org:role|\brole|post$|position|grade|job|rank|title|funktion|rolle|dienstgrad|岗位|角色|职位|职务|poste"
)
_OFFICE: Final = _words(
    r"advis|manager|clerk|agent|supervisor|head|officer|teller|director|team.?lead|leiter|berater|sachbearbeiter|conseiller"
    r"|主管|经理|坐席|柜员|专员|客服|analyst|handler|specialist|chef"
)
_FIELD: Final = _words(
    r"^\^*(.*[\W_.])?(field|field[ _]?name|field ?/ ?event|attribute|attribute[ _]?name|property"
    r"|feld|feldname|changed ?field|column ?name"
    r"|字段|变更字段)$"
)
_NEW: Final = _words(
    r"^\^*(.*[\W_.])?(new|new ?value|to|tostring|to ?string|value_to|after|neu|neuer ?wert|nachher|nach|current ?value"
    r"|newvalue|变更后|新值|value)$"
)
_OF_DAY: Final = re.compile(
    r"(上午|下午)?\d{1,2}:\d{2}(:\d{2})?\s*([ap]\.?m\.?|uhr)?|([01]\d|2[0-3])[0-5]\d([0-5]\d)?", re.IGNORECASE
)
_OLD: Final = _words(r"old|prev|from|before|\balt|vorher|变更前|旧")
STATE: Final = _words(r"stat(us|e)|stage|phase|zustand|statut|状态")
_FLAGS: Final = frozenset({"true", "false", "yes", "no", "y", "n", "ja", "nein", "oui", "non", "是", "否", "x"})
_ID: Final = re.compile(r"[A-Za-z\u4e00-\u9fff]{0,12}[-_/# .]?[A-Za-z0-9]*\d[A-Za-z0-9]*([-_/.][A-Za-z0-9]+){0,5}")


@attrs.frozen
class Guess:
    """A column, and what it was taken for.

    Attributes:
        name: The column.
        role: What it was taken for.
        surety: `sure`, `likely` or `unsure`.
        why: By what.
    """

    name: str
    role: str
    surety: str
    why: str


@attrs.frozen
class Taken:
    """What the columns of a table were taken for.

    Attributes:
        case: The key of the case.
        at: When a row happened.
        clock: The column with the time of day, where that of `at` holds the date alone.
        event: The activity, if a row is an event.
        changes: Of rows that say what was changed: the column with the field, and that with what it became.
        person: Who acted.
        role: In which role.
        several: Whether cases have several rows.
        repeated: Whether rows repeat a state.
        weight: How much speaks for this being a log at all.
        groups: The rows of each case, by place.
    """

    case: Guess | None
    at: Guess | None
    clock: Column | None
    event: Guess | None
    changes: tuple[Guess, Guess] | None
    person: Guess | None
    role: Guess | None
    several: bool
    repeated: bool
    weight: float
    groups: tuple[Sequence[int], ...] = ()


def taken_of(seen: Seen) -> Taken:
    """What the columns of a table are."""
    return _Taking(seen).taken()


class _Taking:
    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._columns = seen.columns
        self._rows = max(len(seen.rows), 1)
        self._groups: dict[str, list[int]] = {}

    def taken(self) -> Taken:
        """Each in turn: what is known of one helps to find the next."""
        case = self._case()
        if case is not None:
            groups = defaultdict[str, list[int]](list)
            for place, key in enumerate(self._seen.cells(case.name)):
                if key:
                    groups[key].append(place)
            self._groups = dict(groups)
        several = [group for group in self._groups.values() if len(group) > 1]
        at = self._at(several)
        if at is not None:
            self._in_time(at.name)
        changes = self._changes(case) if several else None
        clock = None if at is None else self._clock(at.name)
        left = [one for one in (case, at, clock, *(changes or ())) if one is not None]
        alone = sum(1 for column in self._columns if column.fit is not None) == 1
        event = self._event([one.name for one in left]) if (several or alone) and changes is None else None
        left += [one for one in (event,) if one is not None]
        person, role = self._people([one.name for one in left])
        repeated = event is not None and self._is_repeated(event.name)
        weight = sum(3.0 for one in (case, at) if one) + (3.0 if changes else 0.0)
        weight += 0.0 if event is None else {"sure": 3.0, "likely": 2.0}.get(event.surety, 0.5)
        weight += min(len(self._seen.rows), 50) / 50 + (1 if several else 0)
        if at is not None and several and not self._varies(self._seen.cells(at.name), several):
            weight -= 2
        rows = tuple(self._groups.values())
        return Taken(case, at, clock, event, changes, person, role, bool(several), repeated, weight, rows)

    # ---------------------------------------------------------------- the case

    def _case(self) -> Guess | None:
        scored = [(score, column) for column in self._columns if (score := self._case_score(column)) is not None]
        if not scored:
            return None
        score, column = max(scored, key=lambda one: one[0])
        rest = sorted((other for other, one in scored if one is not column), reverse=True)
        if score < _ENOUGH["case"]:
            return None
        clear = not rest or rest[0] < score - 0.5
        surety = "sure" if score >= _SURE["case"] and clear else "likely" if score >= 2.5 else "unsure"
        named = "its name, and " if _CASE.search(column.name) or _KEY.search(column.name) else ""
        why = f"{named}{_counted(len(column.texts), 'key')} in {_counted(self._seen.count, 'row')}"
        return Guess(column.name, "the key of the case", surety, why)

    def _case_score(self, column: Column) -> float | None:
        if column.fit is not None and not _CASE.search(column.name):
            return None
        if column.filled < 0.6 * self._seen.count or len(column.texts) < 1:
            return None
        name = _bare(column.name)
        keys = list(column.texts)[:500]
        shaped = sum(1 for text in keys if _is_key(text)) / len(keys)
        if shaped < 0.5 and not _CASE.search(column.name):
            return None
        named = _KEY.search(name)
        score = 3.0 if _CASE.search(name) else 0.0 if named is None else 2.5 if named[1] else 1.5
        around = column.name.rpartition(".")[0].rpartition(".")[2]
        if (_NO_CASE.search(name) or _NO_CASE.search(around)) and not _CASE.search(name):
            score -= 2.0
        if column.name.startswith("^"):
            score += 0.3  # of several keys, that of what holds the rest
        score += shaped + 0.2 * any(sign.isalpha() for sign in keys[0])
        often = column.filled / len(column.texts)
        if 1.05 <= often <= 400:
            score += 1.0
        elif len(column.texts) == 1 and self._seen.count > 8 and not column.name.startswith("^"):
            score -= 1.0
        whole = column.name == "case:concept:name"
        return score + (5 if whole else 0)

    # ---------------------------------------------------------------- times

    def _at(self, several: Sequence[Sequence[int]]) -> Guess | None:
        timed = [column for column in self._columns if column.fit is not None]
        if not timed:
            return None

        def score(column: Column) -> float:
            name = _bare(column.name)
            points = 1.0 if _TIME.search(name) else 0.0
            points += 5.0 if column.name == "time:timestamp" else 0.0
            points -= 2.0 if _NOT_WHEN.search(name) else 0.0
            points += 2.0 * column.filled / max(self._seen.count, 1)
            if several and self._varies(self._seen.cells(column.name), several):
                points += 2.0
            points -= 0.1 * column.name.count("^")
            return points

        best = max(timed, key=score)
        clear = all(score(one) < score(best) - 0.5 for one in timed if one is not best)
        surety = "sure" if clear or not several else "likely"
        others = (
            ""
            if clear or not several
            else f"; other times are in {_listed(one.name for one in timed if one is not best)}"
        )
        return Guess(
            best.name, "the time of a row", surety, f"times in {best.filled} of {self._seen.count} rows{others}"
        )

    def _clock(self, name: str) -> Column | None:
        """A column with times of day beside one of dates alone."""
        fit = self._seen.column(name).fit
        texts = list(self._seen.column(name).texts)[:50]
        if fit is None or any("%H" in form or "%I" in form for form in fit.forms) or any(":" in text for text in texts):
            return None
        if not fit.forms or fit.forms[0] in ("epoch", "epoch-ms", "epoch-us", "excel"):
            return None
        for column in self._columns:
            held = list(column.texts)[:500]
            named = re.search(r"time|zeit|uhr|heure|zet|时|uzeit|clock", column.name, re.IGNORECASE)
            if column.name != name and held and named and all(_OF_DAY.fullmatch(text) for text in held):
                return column
        return None

    def _varies(self, cells: Sequence[str], groups: Sequence[Sequence[int]]) -> bool:
        """Whether a column differs within most cases."""
        differing = sum(1 for group in groups if len({cells[at] for at in group}) > 1)
        return differing >= 0.5 * len(groups)

    def _in_time(self, name: str) -> None:
        """The rows of each case in order of time, if all of them can be read."""
        from servicepolicy.logs.time_forms import form_of

        fit = self._seen.column(name).fit
        if fit is None:
            return
        forms = [form_of(form, fit.months) for form in fit.forms]
        cells = self._seen.cells(name)

        def moment(at: int) -> float:
            written = next((one for form in forms if (one := form(cells[at])) is not None), None)
            return (
                float("inf")
                if written is None
                else written.wall.replace(tzinfo=None).toordinal() * 86_400.0
                + (written.wall.hour * 3600 + written.wall.minute * 60 + written.wall.second)
            )

        for key, group in self._groups.items():
            self._groups[key] = sorted(group, key=moment)

    # ---------------------------------------------------------------- activities

    def _event(self, taken: Sequence[str]) -> Guess | None:
        scored = [
            (score, column)
            for column in self._columns
            if column.name not in taken and (score := self._event_score(column)) is not None
        ]
        if not scored:
            return None
        score, column = max(scored, key=lambda one: one[0])
        if score < _ENOUGH["event"]:
            return None
        rest = [
            one.name for other, one in scored if one is not column and other > score - 1.0 and other >= _ENOUGH["event"]
        ]
        surety = "sure" if score >= _SURE["event"] and not rest else "likely" if score >= 3.5 else "unsure"
        why = f"{len(column.texts)} texts in {column.filled} rows, which differ within cases"
        return Guess(column.name, "the activity", surety, why + (f"; or is it {_listed(rest)}?" if rest else ""))

    def _event_score(self, column: Column) -> float | None:
        texts = list(column.texts)
        if column.fit is not None or not 1 < len(texts) <= _FEW or column.filled < 0.5 * self._seen.count:
            return None
        if sum(len(text) for text in texts) / len(texts) > _LONG or not any(sign.isalpha() for sign in "".join(texts)):
            return None
        if {text.casefold() for text in texts} <= _FLAGS:
            return None
        if len(texts) > 0.8 * column.filled and column.filled > 8:
            return None
        cells = self._seen.cells(column.name)
        groups = [group for group in self._groups.values() if len(group) > 1]
        exact = column.name in ("concept:name", "type") and any(one.name.startswith("case:") for one in self._columns)
        score = 4.0 if exact else 2.0 if _EVENT.search(_bare(column.name)) else 0.0
        if _PERSON[0].search(column.name) or _PERSON[1].search(column.name) or _ROLE.search(column.name):
            score -= 1.5
        score += 3.0 * activity_share(column)
        score += 0.0 if not groups else 1.5 if self._varies(cells, groups) else -1.0
        firsts = Counter(cells[group[0]] for group in self._groups.values())
        del firsts[""]
        score -= 0.0 if activity_share(column) or not _names_people(texts) else 2.0
        score += firsts.most_common(1)[0][1] / len(self._groups) if firsts else 0.0
        return score

    def _is_repeated(self, name: str) -> bool:
        """Whether many rows say the same as the row before them, in a column that is called a state."""
        if not STATE.search(name):
            return False
        cells = self._seen.cells(name)
        pairs = [(cells[a], cells[b]) for group in self._groups.values() for a, b in pairwise(group)]
        return bool(pairs) and sum(1 for before, after in pairs if before == after) >= _REPEATED * len(pairs)

    def _changes(self, case: Guess | None) -> tuple[Guess, Guess] | None:
        """Columns with the field that was changed, and what it became."""
        named = [one for one in self._columns if one.fit is None and (case is None or one.name != case.name)]
        fields = [one for one in named if _FIELD.search(_bare(one.name)) and 0 < len(one.texts) <= _FEW]
        new = [one for one in self._columns if _NEW.search(_bare(one.name)) and one not in fields]
        new = [one for one in new if not _OLD.search(one.name)]
        if not fields or not new:
            return None
        field = fields[0]
        states = [place for place, text in enumerate(self._seen.cells(field.name)) if STATE.search(text)]

        def rank(one: Column) -> tuple[int, int]:
            cells = self._seen.cells(one.name)
            return -sum(1 for place in states if any(sign.isalpha() for sign in cells[place])), -one.filled

        became = min(new, key=rank)
        why = f"{_counted(len(field.texts), 'field')} in {_counted(field.filled, 'row')}"
        return Guess(field.name, "the field that was changed", "sure", why), Guess(
            became.name, "what it became", "sure", why
        )

    # ---------------------------------------------------------------- people

    def _people(self, taken: Sequence[str]) -> tuple[Guess | None, Guess | None]:
        rest = [one for one in self._columns if one.name not in taken and one.fit is None and one.filled]
        role = self._named(rest, _ROLE, self._is_role)
        if role is None:
            role = next((one for one in rest if len(one.texts) > 1 and self._share_of_roles(one) > 0.6), None)
        others = [one for one in rest if one is not role]
        ranked = ((self._named(others, pattern, _is_person), place) for place, pattern in enumerate(_PERSON))
        person, rank = next(((one, place) for one, place in ranked if one is not None), (None, 0))
        person_found = None
        if person is not None:
            surety = ("sure", "likely", "unsure")[rank]
            why = (
                "its name",
                "its name; did this person do it?",
                "its name; whoever is in charge need not have done it",
            )
            person_found = Guess(person.name, "who acted", surety, why[rank])
        role_found = None
        if role is not None and person is not None:
            known = self._share_of_roles(role) > 0.3
            role_found = Guess(
                role.name, "the role of who acted", "sure" if known else "unsure", _counted(len(role.texts), "text")
            )
        return person_found, role_found

    def _named(
        self, among: Sequence[Column], pattern: re.Pattern[str], fits: Callable[[Column], bool]
    ) -> Column | None:
        found = [one for one in among if pattern.search(_path(one.name)) and not _NOBODY.search(one.name) and fits(one)]
        return max(found, key=lambda one: one.filled, default=None)

    def _is_role(self, column: Column) -> bool:
        return len(column.texts) <= 20 and (
            self._share_of_roles(column) > 0
            or re.search(r"role|rolle|岗位|角色|职位|职务", column.name, re.IGNORECASE) is not None
        )

    def _share_of_roles(self, column: Column) -> float:
        if len(column.texts) > 20 or not column.texts:
            return 0.0
        known = usual_roles()
        held = sum(1 for text in column.texts if text.casefold() in known or _OFFICE.search(text))
        return held / len(column.texts)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _is_person(column: Column) -> bool:
    texts = list(column.texts)[:300]
    if texts[0].startswith("{"):
        return False
    sentences = sum(1 for text in texts if len(text) > 60 or len(text.split()) > 5)
    return sentences <= 0.2 * len(texts)


def _names_people(texts: Sequence[str]) -> bool:
    """Whether nearly all texts are two or three words that each begin with a capital, as names do."""
    named = [text for text in texts if 2 <= len(words := text.split()) <= 3 and all(word.istitle() for word in words)]
    return len(named) > 0.8 * len(texts)


def _is_key(text: str) -> bool:
    """Whether a text looks like a key: it has figures, and is no sentence."""
    return len(text) <= 64 and _ID.fullmatch(text) is not None


def _bare(name: str) -> str:
    """A name of a column without the path to it."""
    if name.startswith("object:"):
        return name
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub(r"^\^*(.*\.(?=[^\W\d]))?", "", name))


def _path(name: str) -> str:
    """A name of a column as words, without what says only that it is a key."""
    return re.sub(
        r"[\W_]*(account ?id|id|name|email|login|key)$", "", name.lstrip("^").replace(".", " "), flags=re.IGNORECASE
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in list(names)[:4])
