"""A check laid out in sections: tables that a page, a workbook and a text show alike."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from servicepolicy.errors import visible
from servicepolicy.language.rule import Rule
from servicepolicy.phrases.terms import doubt
from servicepolicy.reporting.durations import worst_of
from servicepolicy.reporting.grouping import NOBODY
from servicepolicy.reporting.remarks import remarks
from servicepolicy.reporting.summary import OTHERS, Count, RuleTally
from servicepolicy.reporting.text import share_text
from servicepolicy.results.moments import minute_text
from servicepolicy.results.verdict import Status
from servicepolicy.telling.verdicts import reason_in_general
from servicepolicy.worktime._instant import from_us

if TYPE_CHECKING:
    from datetime import datetime

    from servicepolicy.models.context import Waiver
    from servicepolicy.reporting.check_report import CheckReport

__all__ = [
    "Cell",
    "Section",
    "by_title",
    "cell_text",
    "group_title",
    "rule_title",
    "run_names",
    "sections",
    "status_text",
]

_TEXTS: Final = 20  # that a `map` does not list
_LATEST: Final = 12  # months beside each other

Cell: TypeAlias = str | int | Fraction | None

_SAID: Final[dict[str, dict[str, str]]] = {
    "en": {
        "run": "What was judged",
        "remark": "to be seen first",
        "policy": "policy",
        "digest": "digest",
        "as_of": "as of",
        "known_at": "known at",
        "zone": "time zone",
        "log": "log",
        "span": "events from",
        "to": "to",
        "rows": "rows read",
        "events": "events",
        "subjects": "subjects judged",
        "subjects_breached": "of these with at least one breach",
        "read": "What was not read",
        "what": "what",
        "count": "count",
        "refused": "subjects left out because of problems",
        "unplaced": "rows that do not tell their case; any verdict may lack what they say",
        "duplicates": "duplicate events, counted once",
        "ignored": "rows that the mapping ignores",
        "passed_over": "rows that are no events, passed over",
        "merged": "cases merged into another, and judged with it",
        "merged_into": "`{name}` was merged into `{into}`",
        "twice_told": "times that their zone tells twice; the first is taken unless the rows' order decides",
        "skipped_hours": "times that their zone skips; the end of the gap is taken",
        "unmapped": "rows of the activity `{name}`, which the mapping does not list",
        "unreadable": "cells of the column `{name}` that could not be read ({code})",
        "unlisted": "`{text}` in the column `{name}`, whose `map` does not list it",
        "unmatched": "entry of the mapping that no row matches: `{name}`",
        "empty": "(empty)",
        "rules": "By rule",
        "advice": "Advice (never a breach)",
        "rule": "rule",
        "clause": "clause",
        "title": "title",
        "met": "met",
        "breached": "breached",
        "waived": "of these waived",
        "pending": "pending",
        "unknown": "unknown",
        "not_applicable": "not applicable",
        "rate": "met in",
        "between": "with the unknown",
        "margin": "worst margin",
        "since": "Since when",
        "uncovered": "breached, not waived",
        "covered_too": "Breaches that an accepted exception covers are left out here: {count}.",
        "crossed": "Breached {by}, and by month",
        "latest": "The latest {shown} of {count} months; `--format json` has all.",
        "crossed_note": "What an accepted exception covers is left out; an empty cell had nothing to decide.",
        "first": "first breach",
        "last": "last breach",
        "months_with": "months with breaches",
        "most": "most in",
        "why": "Why",
        "status": "status",
        "reason": "why",
        "example": "worst example",
        "month": "By month in which it fell due",
        "in": "month",
        "no_month": "(no time)",
        "by": "By {name}",
        "by_agent": "By who did it, or owned it",
        "by_unit": "By unit",
        "by_quarter": "By quarter",
        "by_year": "By year",
        "agent": "who",
        "unit": "unit",
        "quarter": "quarter",
        "year": "year",
        "nobody": "(not on record)",
        "others": "(all others)",
        "missing": "Facts that would settle the unknown",
        "fact": "fact",
        "verdicts": "verdicts",
        "columns": "columns of the log",
        "waivers": "Accepted exceptions",
        "waiver": "exception",
        "approver": "accepted by",
        "because": "because",
        "in_words": "(said in words, which stay in the context)",
        "for": "for",
        "any": "any",
        "from": "from",
        "until": "until",
        "covers": "covers",
        "not_covered": "does not cover",
        "waiver_own": "whoever acted accepted it themselves",
        "waiver_too_late": "breached before it held",
        "waiver_expired": "it had expired",
        "waiver_unsaid": "whether it is meant is not recorded",
        "not_judged": "What was not judged, and why",
        "not_asked": "it was not asked for",
        "over_a_period": "it judges a period: use `assess`",
        "other_subject": "the log holds no {about}",
        "never_begins": "it begins with {about}, which occurs in no case",
        "nothing_applied": "nothing here concerned it",
        "not_in_force": "it was not in force",
        "problems": "Problems",
        "code": "code",
        "where": "where",
        "problem": "problem",
        "help": "way out",
        "more": "and {count} more",
    },
    "zh": {
        "run": "判定对象",
        "remark": "请先阅",
        "policy": "制度",
        "digest": "摘要值",
        "as_of": "判定时点",
        "known_at": "知悉时点",
        "zone": "时区",
        "log": "日志",
        "span": "事件起讫",
        "to": "至",
        "rows": "读取行数",
        "events": "事件数",
        "subjects": "已判定对象数",
        "subjects_breached": "其中至少有一项违反的对象数",
        "read": "未读取的内容",
        "what": "内容",
        "count": "数量",
        "refused": "因资料有误未判定的对象",
        "unplaced": "不知属于哪个对象的行；任一判定都可能缺少其中所记内容",
        "duplicates": "只计一次的重复事件",
        "ignored": "按映射忽略的行",
        "passed_over": "不是事件而略过的行",
        "merged": "已并入其他对象、一并判定的对象",
        "merged_into": "`{name}` 已并入 `{into}`",
        "twice_told": "所在时区重复出现的时刻，除非行序另有说明，取前一个",
        "skipped_hours": "所在时区跳过的时刻，取跳过后的第一刻",
        "unmapped": "活动 `{name}` 的行，未列入映射",
        "unreadable": "列 `{name}` 中无法读取的单元格（{code}）",
        "unlisted": "列 `{name}` 中的 `{text}`，其 `map` 未列出",
        "unmatched": "没有任何行与之对应的映射项：`{name}`",
        "empty": "（空）",
        "rules": "按规则",
        "advice": "建议性规则（不计违反）",
        "rule": "规则",
        "clause": "条款",
        "title": "规则名称",
        "met": "符合",
        "breached": "违反",
        "waived": "其中已获批例外",
        "pending": "待定",
        "unknown": "无法判定",
        "not_applicable": "不适用",
        "rate": "符合率",
        "between": "计入无法判定的",
        "margin": "最差情形",
        "since": "从何时起",
        "uncovered": "违反（不含获批例外）",
        "covered_too": "此处不含已获批例外的违反：{count} 项。",
        "crossed": "违反数（{by}、按月份）",
        "latest": "所列为 {count} 个月中最近的 {shown} 个月；`--format json` 列出全部。",
        "crossed_note": "不含已获批例外的违反；空格表示当月没有可判定的。",
        "first": "首次违反",
        "last": "最近一次违反",
        "months_with": "有违反的月数",
        "most": "最多的月份",
        "why": "原因",
        "status": "结论",
        "reason": "原因",
        "example": "最严重的一例",
        "month": "按到期月份",
        "in": "月份",
        "no_month": "（无时间）",
        "by": "按 {name}",
        "by_agent": "按经办人或责任人",
        "by_unit": "按部门",
        "by_quarter": "按季度",
        "by_year": "按年度",
        "agent": "人员",
        "unit": "部门",
        "quarter": "季度",
        "year": "年度",
        "nobody": "（无记录）",
        "others": "（其余）",
        "missing": "补充以下信息后即可判定",
        "fact": "信息",
        "verdicts": "涉及的判定数",
        "columns": "日志中的列",
        "waivers": "获批例外",
        "waiver": "例外",
        "approver": "批准人",
        "because": "理由",
        "in_words": "（文字理由，见背景资料）",
        "for": "适用于",
        "any": "不限",
        "from": "自",
        "until": "至",
        "covers": "涵盖",
        "not_covered": "不涵盖",
        "waiver_own": "由经办人自己批准",
        "waiver_too_late": "违反在其生效之前",
        "waiver_expired": "已经失效",
        "waiver_unsaid": "是否适用没有记录",
        "not_judged": "未判定的规则及原因",
        "not_asked": "未要求判定",
        "over_a_period": "须按期考核：请用 `assess`",
        "other_subject": "日志中没有其所针对的对象（{about}）",
        "never_begins": "起算事件（{about}）在日志中没有出现",
        "nothing_applied": "此处没有涉及它的情形",
        "not_in_force": "当时未施行",
        "problems": "问题",
        "code": "代码",
        "where": "位置",
        "problem": "问题",
        "help": "解决办法",
        "more": "另有 {count} 个",
    },
}


@attrs.frozen
class Section:
    """A table with a title.

    Attributes:
        id: What it is: `run`, `rules`, `month` ...
        title: Its title.
        head: The names of its columns; none: it is a list of pairs.
        rows: Its rows.
        note: What is to be said below it.
    """

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def used(self) -> tuple[int, ...]:
        """The places of columns that say something: nothing and noughts alone do not, but for the met and breached."""
        if self.id.startswith("crossed-"):  # a month without a breach says something
            return tuple(range(len(self.head)))
        kept = {name for said in _SAID.values() for name in (said["met"], said["breached"])}
        return tuple(
            at
            for at, name in enumerate(self.head)
            if any(row[at] not in (None, "", 0) for row in self.rows) or name in kept
        )

    def numbers(self) -> frozenset[int]:
        """The places of columns of numbers."""
        return frozenset(
            at for at in range(len(self.head)) if all(isinstance(row[at], int | Fraction | None) for row in self.rows)
        )


def sections(checked: CheckReport, language: str) -> tuple[Section, ...]:
    """All sections that have something to say."""
    said = _SAID[language]
    summary = checked.summary
    found = [
        Section("run", said["run"], (), tuple(_run(checked, said))),
        _not_read(checked, said),
        *_rules(checked, language),
        _since(checked, language),
        _why(checked, language),
        *(_by(checked, name, language) for name in ("month", *summary.groups)),
        *(_crossed(checked, name, language) for name in summary.crossed),
        _missing(checked, language),
        _waivers(checked, said),
        _not_judged(checked, language),
        _problems(checked, said),
    ]
    return tuple(section for section in found if section.rows)


def cell_text(cell: Cell, language: str) -> str:
    """A cell as people read it."""
    match cell:
        case None:
            return ""
        case Fraction():
            return share_text(cell, language)
        case int():
            return f"{cell:,}"
        case _:
            return cell


def rule_title(rule: Rule, language: str) -> str:
    """What a rule is called; `""` where it has no title."""
    return "" if rule.title is None else (rule.title.en if language == "en" else rule.title.zh)


def run_names(language: str) -> tuple[str, ...]:
    """What a reader has to know first of what was judged: the log, from when to when, and as of when."""
    return tuple(_SAID[language][name] for name in ("log", "span", "as_of", "known_at"))


def group_title(name: str, language: str) -> str:
    """What the column of a grouping is called."""
    return _SAID[language].get(name, name)


def by_title(name: str, language: str) -> str:
    """The heading of counts by something."""
    said = _SAID[language]
    return said["month"] if name == "month" else said.get(f"by_{name}", said["by"].format(name=name))


def _run(checked: CheckReport, said: dict[str, str]) -> Iterator[tuple[Cell, ...]]:
    policy, counts = checked.policy, checked.counts
    title = policy.title.zh if said is _SAID["zh"] else policy.title.en
    yield said["policy"], f"{title} ({policy.id})" if title else policy.id
    yield said["digest"], policy.digest
    for name, at in (("as_of", checked.as_of), ("known_at", checked.known_at)):
        if at is not None:
            yield said[name], _local(at, policy.timezone)
    language = "zh" if said is _SAID["zh"] else "en"
    for *_, remark in remarks(checked, language):
        yield said["remark"], remark
    yield said["zone"], policy.timezone
    yield said["log"], checked.file
    if counts.first is not None and counts.last is not None:
        first, last = (_local_us(at, policy.timezone) for at in (counts.first, counts.last))
        yield said["span"], f"{first} {said['to']} {last}"
    for name in ("rows", "events", "subjects"):
        yield said[name], int(getattr(counts, name))
    yield said["subjects_breached"], checked.summary.subjects_breached


def _local(at: datetime, zone: str) -> str:
    from servicepolicy.worktime._instant import to_us

    return _local_us(to_us(at), zone)


def _local_us(us: int, zone: str) -> str:
    return from_us(us, zone).isoformat(sep=" ", timespec="seconds")


def _not_read(checked: CheckReport, said: dict[str, str]) -> Section:
    counts = checked.counts
    names = (*("refused", "unplaced", "duplicates", "ignored", "passed_over"), "merged", "twice_told", "skipped_hours")
    rows: list[tuple[Cell, ...]] = [(said[name], int(getattr(counts, name))) for name in names if getattr(counts, name)]
    rows += [
        (said["unmapped"].format(name=name or said["empty"]), count) for name, count in counts.unmapped.most_common()
    ]
    rows += [
        (said["unreadable"].format(name=column, code=code), count)
        for (code, column), count in counts.unreadable.most_common()
    ]
    rows += [
        (said["unlisted"].format(name=column, text=visible(text)), count)
        for (column, text), count in counts.unlisted_texts.most_common(_TEXTS)
    ]
    rows += [
        (said["merged_into"].format(name=visible(name), into=visible(into)), None)
        for name, into in islice(sorted(counts.merged_into.items()), _TEXTS)
    ]
    rows += [(said["unmatched"].format(name=name), None) for name in counts.unmatched]
    return Section("read", said["read"], (said["what"], said["count"]), tuple(rows))


def _rules(checked: CheckReport, language: str) -> Iterator[Section]:
    said, summary = _SAID[language], checked.summary
    names = ("met", "breached", "waived", "pending", "unknown", "not_applicable", "rate", "between", "margin")
    head = tuple(said[name] for name in ("rule", "clause", "title", *names))
    for name, tallies in (("rules", summary.rules), ("advice", summary.advice)):
        rows = tuple(_rule(tally, language) for tally in tallies if tally.statuses.total())
        yield Section(name, said[name], head, rows)


def _rule(tally: RuleTally, language: str) -> tuple[Cell, ...]:
    rule, counted = tally.rule, tally.count
    numbers = (counted.met, counted.breached, counted.waived, counted.pending, counted.unknown, counted.not_applicable)
    title = rule_title(rule, language)
    rates = (counted.rate, _between(counted, language))
    return (
        rule.id,
        ", ".join(rule.clause),
        title,
        *numbers,
        *rates,
        worst_of(tally.undone, tally.worst_margin, language),
    )


def _between(counted: Count, language: str) -> str | None:
    """Between what the rate can be once what is unknown is known."""
    bounds = counted.bounds
    if bounds is None or bounds[0] == bounds[1]:
        return None
    return " – ".join(share_text(bound, language) for bound in bounds)


def _since(checked: CheckReport, language: str) -> Section:
    said, zone = _SAID[language], checked.policy.timezone
    head = tuple(said[name] for name in ("rule", "title", "uncovered", "first", "last", "months_with", "most"))
    rows: list[tuple[Cell, ...]] = []
    for tally in checked.summary.rules:
        months = {month: counted.breached - counted.waived for month, counted in tally.months.items()}
        hit = {month: count for month, count in months.items() if month and count}
        uncovered = tally.statuses[Status.BREACHED] - tally.waived
        if not tally.statuses[Status.BREACHED] or (uncovered and tally.first is None):
            continue
        most = max(hit.items(), key=lambda item: (item[1], item[0])) if hit else None
        rows.append(
            (
                tally.rule.id,
                rule_title(tally.rule, language),
                uncovered,
                "" if tally.first is None else minute_text(from_us(tally.first, zone)),
                "" if tally.last is None else minute_text(from_us(tally.last, zone)),
                len(hit),
                "" if most is None else f"{most[0]} ({most[1]:,})",
            )
        )
    waived = checked.summary.waived
    note = said["covered_too"].format(count=f"{waived:,}") if waived else ""
    return Section("since", said["since"], head, tuple(rows), note)


def _why(checked: CheckReport, language: str) -> Section:
    said = _SAID[language]
    head = tuple(said[name] for name in ("rule", "title", "status", "count", "reason", "example"))
    rows = tuple(
        (
            tally.rule.id,
            rule_title(tally.rule, language),
            said[status.value],
            found.count,
            reason_in_general(found.example, found.count, found.facts, language),
            found.example.subject,
        )
        for tally in checked.summary.rules
        for status, _, found in tally.reasons
    )
    return Section("why", said["why"], head, rows)


def _by(checked: CheckReport, name: str, language: str) -> Section:
    said = _SAID[language]
    shown = ("met", "breached", "waived", "pending", "unknown", "rate", "between")
    head = (said["in"] if name == "month" else said.get(name, name), *(said[one] for one in shown))
    rows = tuple(
        (
            _group(group, name, said),
            *(counted.met, counted.breached, counted.waived, counted.pending, counted.unknown),
            *(counted.rate, _between(counted, language)),
        )
        for group, counted in checked.summary.by(name).items()
        if counted.total > counted.not_applicable
    )
    return Section(f"by-{name}", by_title(name, language), head, rows)


def _crossed(checked: CheckReport, name: str, language: str) -> Section:
    """How many were breached in each group and month, the latest months last; told where there are several."""
    said, summary = _SAID[language], checked.summary
    counts = summary.crossed[name]
    every = sorted({month for _, month in counts if month})
    months = every[-_LATEST:]
    rows = tuple(
        (_group(group, name, said), *(_uncovered(counts.get((group, month))) for month in months))
        for group in summary.by(name)
        if any((group, month) in counts for month in months)
    )
    note = said["latest"].format(shown=len(months), count=len(every)) if len(every) > len(months) else ""
    by = by_title(name, language)
    title = said["crossed"].format(by=by[:1].lower() + by[1:])
    told = " ".join(part for part in (said["crossed_note"], note) if part)
    return Section(f"crossed-{name}", title, (said.get(name, name), *months), rows if len(every) > 1 else (), told)


def _uncovered(counted: Count | None) -> int | None:
    return None if counted is None or not counted.decided else counted.breached - counted.waived


def _group(group: str, name: str, said: dict[str, str]) -> str:
    if group == OTHERS:
        return said["others"]
    return group if group != NOBODY else said["no_month" if name == "month" else "nobody"]


def _missing(checked: CheckReport, language: str) -> Section:
    said, summary = _SAID[language], checked.summary
    ranked = sorted(summary.missing.items(), key=lambda item: (-item[1], item[0]))
    rows = tuple((count, doubt(name, language), ", ".join(checked.columns.get(name, ()))) for name, count in ranked)
    note = said["more"].format(count=summary.unlisted) if summary.unlisted else ""
    return Section("missing", said["missing"], (said["verdicts"], said["fact"], said["columns"]), rows, note)


def _waivers(checked: CheckReport, said: dict[str, str]) -> Section:
    names = ("waiver", "approver", "because", "for", "from", "until", "covers", "not_covered")
    rows = tuple(tuple(_waiver(waiver, checked, said)) for waiver in checked.waivers)
    return Section("waivers", said["waivers"], tuple(said[name] for name in names), rows)


def _waiver(waiver: Waiver, checked: CheckReport, said: dict[str, str]) -> Iterator[Cell]:
    summary = checked.summary
    yield waiver.id
    yield waiver.approver
    yield waiver.told_code or said["in_words"]
    yield "; ".join(waiver.about()) or said["any"]
    for end in (waiver.from_, waiver.until):
        yield "" if end is None else str(end)
    yield sum(count for (name, _), count in summary.waivers.items() if name == waiver.id)
    refused = {why: count for (name, why), count in sorted(summary.refused_waivers.items()) if name == waiver.id}
    yield "; ".join(f"{count}: {said.get(why, why)}" for why, count in refused.items())


def _not_judged(checked: CheckReport, language: str) -> Section:
    said = _SAID[language]
    rows = tuple(
        (
            one.rule.id,
            ", ".join(one.rule.clause),
            rule_title(one.rule, language),
            said[one.why].format(about=", ".join(one.about)),
        )
        for one in sorted(checked.not_judged, key=lambda one: one.why)
    )
    head = tuple(said[name] for name in ("rule", "clause", "title", "reason"))
    return Section("not_judged", said["not_judged"], head, rows)


def _problems(checked: CheckReport, said: dict[str, str]) -> Section:
    listed = (*checked.problems, *checked.notes)
    rows = tuple((one.code, str(one.where), one.message, one.help) for one in listed)
    head = tuple(said[name] for name in ("code", "where", "problem", "help"))
    note = said["more"].format(count=checked.unlisted) if checked.unlisted else ""
    return Section("problems", said["problems"], head, rows, note)


def status_text(status: Status, language: str) -> str:
    """A status in a table."""
    return _SAID[language][status.value]
