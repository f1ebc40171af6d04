"""What replays, thresholds and sweeps found, in words: English and Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from servicepolicy.phrases.acts import field
from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import doubt, in_language
from servicepolicy.phrases.times import amounts, span
from servicepolicy.results.replay import Flip, Transition
from servicepolicy.results.verdict import Status

if TYPE_CHECKING:
    from fractions import Fraction

    from servicepolicy.results.replay import Changed, Replay, RuleReplay
    from servicepolicy.results.sweep import Point, Sweep
    from servicepolicy.results.thresholds import Threshold, Thresholds

__all__ = [
    "changes_of",
    "flip_parts",
    "flips_text",
    "moves_text",
    "names_text",
    "replay_text",
    "rule_name",
    "said_in",
    "said_of",
    "status_text",
    "sweep_text",
    "thresholds_text",
]

MOST: Final = 8  # facts and transitions that a text names
GROUPS: Final = 30  # groups that a text names; data and pages hold all

_SAID: Final = words("replay")


def said_in(language: str) -> Mapping[str, str]:
    """The words of a language.

    Raises:
        UsageError: There is no such language.
    """
    in_language(language)
    return _SAID[language]


def status_text(status: str, language: str) -> str:
    """A status, or that a policy does not judge it."""
    return said_in(language)[status]


def rule_name(one: RuleReplay | Flip, language: str) -> str:
    """The id of a rule, with the new one where it is renamed."""
    return (
        one.rule if one.renamed_to is None else said_in(language)["renamed"].format(rule=one.rule, name=one.renamed_to)
    )


def moves_text(counts: Mapping[Transition, int], language: str) -> list[tuple[str, int]]:
    """Transitions in words, changed ones first, each with its count."""
    said = said_in(language)
    ranked = sorted(counts.items(), key=lambda item: (item[0][0] == item[0][1], -item[1], item[0]))
    return [(said["moves"].format(old=said[old], new=said[new]), count) for (old, new), count in ranked]


def replay_text(replay: Replay, language: str) -> str:
    """A replay as text."""
    said = said_in(language)
    moment = replay.as_of.isoformat(timespec="minutes", sep=" ")
    judged = replay.rules or replay.assessed
    parts = [said["head"].format(subjects=replay.subjects, as_of=moment) if judged else said["nothing"]]
    lines = [f"  {name}: {_move(old, new, language)}" for one in replay.changes for name, old, new in changes_of(one)]
    more = [f"  {said['other'].format(count=len(lines) - GROUPS)}"] if len(lines) > GROUPS else []
    parts += ["\n".join([*lines[:GROUPS], *more])] if lines else []
    parts += ["\n".join(_rule_lines(one, replay, language)) for one in replay.rules]
    if replay.inert:
        parts.append(said["inert"].format(names=names_text(replay.inert)))
    if replay.assessed:
        parts.append(said["assessed"].format(names=", ".join(f"`{name}`" for name in replay.assessed)))
    if replay.unjudged:
        lines = [f"  {count:>7}  {doubt(name, language)}" for name, count in list(replay.unjudged.items())[:MOST]]
        parts.append("\n".join([said["unjudged"], *lines]))
    parts += ["\n".join(_group_lines(name, replay, language)) for name in replay.groups]
    return "\n\n".join(parts)


def changes_of(change: Changed) -> list[tuple[str, object, object]]:
    """What was changed, part by part: its name, and what both policies say, as plain data; a renamed rule has ids."""
    found: list[tuple[str, object, object]] = []
    if change.renamed_to is not None:
        found.append((change.name, change.name, change.renamed_to))
    parts = change.parts or ((change,) if change.old != change.new else ())
    return [*found, *((part.said, part.old, part.new) for part in parts)]


def names_text(changes: Iterable[Changed]) -> str:
    """Changes by their names."""
    return ", ".join(f"`{change.said}`" for change in changes)


def _rule_lines(one: RuleReplay, replay: Replay, language: str) -> Iterable[str]:
    said = said_in(language)
    key = {"both": "rule", "old": "only_old", "new": "only_new"}[one.side]
    yield said[key].format(rule=rule_name(one, language), changed=one.changed, applied=one.applied)
    for (text, count), (old, new) in zip(moves_text(one.by_subject, language), _ranked(one.by_subject), strict=True):
        line = f"  {count:>7}  {text}"
        cases = [flip.subject for flip in replay.flipped(old, new, one.rule)][:3] if old != new else []
        yield f"{line}   {said['cases'].format(cases=', '.join(cases))}" if cases else line
    late = {side: one.over_us.get(side, 0) for side in ("old", "new")}
    if late["old"] != late["new"]:
        yield "  " + said["late"].format(**{side: duration_text(us, language) for side, us in late.items()})
    money = {side: _money(one, side, said["none"]) for side in ("old", "new")}
    if money["old"] != money["new"]:
        yield "  " + said["money"].format(**money)


def _ranked(counts: Mapping[Transition, int]) -> list[Transition]:
    return sorted(counts, key=lambda change: (change[0] == change[1], -counts[change], change))


def _money(one: RuleReplay, side: str, none: str) -> str:
    found = [f"{amount} {currency}" for (where, currency), amount in sorted(one.over_money.items()) if where == side]
    return ", ".join(found) or none


def duration_text(us: int, language: str) -> str:
    """A length of time in days, hours and minutes."""
    minutes, hours, days = us // 60_000_000 % 60, us // 3_600_000_000 % 24, us // 86_400_000_000
    names = ("d", "h", "min") if language == "en" else ("天", "小时", "分钟")
    parts = [f"{count} {name}" for count, name in zip((days, hours, minutes), names, strict=True) if count]
    return " ".join(parts) or f"0 {names[-1]}"


def _grouped_by(name: str, language: str) -> str:
    """What cases are grouped by: as it is asked for, and in Chinese with its word."""
    if language == "en":
        return name
    return "月份（month）" if name == "month" else field(name, language, "case")


def _group_lines(name: str, replay: Replay, language: str) -> Iterable[str]:
    said = said_in(language)
    yield said["groups"].format(name=_grouped_by(name, language))
    for group, rules in list(replay.groups[name].items())[:GROUPS]:
        for rule, counts in rules.items():
            changed = [(text, count) for text, count in moves_text(counts, language)]
            told = "; ".join(f"{text} {count}" for text, count in changed[:MOST])
            yield f"  {group or said['nobody']}  {rule}: {told}"
    if len(replay.groups[name]) > GROUPS:
        yield "  " + said["more"].format(count=len(replay.groups[name]) - GROUPS)


def flips_text(flips: Sequence[Flip], language: str) -> str:
    """Flipped verdicts one after the other, and what differs first."""
    said = said_in(language)
    parts: list[str] = []
    for flip in flips:
        head, before, after = flip_parts(flip, language)
        lines = [*head]
        for key, told in (("before", before), ("after", after)):
            if told:
                lines += [said[key], *(f"  {line}" for line in told.splitlines())]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def flip_parts(flip: Flip, language: str) -> tuple[list[str], str, str]:
    """What flipped and what differs first, and each verdict in words; `""` where it is not kept."""
    said = said_in(language)
    head = [
        said["flip"].format(
            rule=rule_name(flip, language), subject=flip.subject, old=said[flip.old], new=said[flip.new]
        )
    ]
    difference = flip.difference
    if difference is not None:
        old, new = (_plainly(one, language) for one in (difference.old, difference.new))
        head.append(said["differs"].format(what=said[f"first.{difference.what}"], old=old, new=new))
    if flip.before is None and flip.after is None:
        head.append(said["statuses_only"])
    before, after = ("" if one is None else one.explain(language).strip() for one in (flip.before, flip.after))
    return head, before, after


def said_of(held: object, language: str) -> str:
    """What a policy says, as plain data, in a line."""
    said = said_in(language)
    match held:
        case None:
            return said["none"]
        case {"choose": list(options) | tuple(options)}:
            return "; ".join(said_of(option, language) for option in options)
        case {"value": value, **more} if more.keys() <= {"when"}:
            key = "where" if more else "otherwise"
            return said[key].format(value=said_of(value, language), when=said_of(more.get("when"), language))
        case {"value": value, **more} if more.keys() <= {"from", "until"}:
            key = "stretch" if len(more) == 2 else "since" if "from" in more else "until"
            return said[key].format(value=said_of(value, language), since=more.get("from"), until=more.get("until"))
        case Mapping():
            return ", ".join(f"{key}: {said_of(part, language)}" for key, part in held.items())
        case list() | tuple():
            several = any(isinstance(part, Mapping) for part in held)
            return ("; " if several else ", ").join(said_of(part, language) for part in held)
        case _:
            return amounts(span(str(held), language), language)


def _move(old: object, new: object, language: str) -> str:
    """What became of what was changed; a whole rule that was added or taken away is not told at length."""
    said = said_in(language)
    if old is None or new is None:
        word, held = (said["added"], new) if old is None else (said["removed"], old)
        return word if isinstance(held, Mapping) and "value" not in held else f"{word}: {said_of(held, language)}"
    return said["moves"].format(old=said_of(old, language), new=said_of(new, language))


def _plainly(held: object, language: str) -> str:
    said = said_in(language)
    if isinstance(held, Mapping):
        return ", ".join(said_of(value, language) for value in held.values()) or said["none"]
    return said.get(str(held)) or said_of(held, language)


def thresholds_text(found: Thresholds, language: str) -> str:
    """Thresholds as text."""
    said = said_in(language)
    parts = [
        said["value"].format(
            value=found.value, rule=found.rule, occurrences=found.occurrences, open=found.open, unknown=found.unknown
        )
    ]
    parts += _share_lines(found, found.overall, language, "  ")
    for name, groups in found.groups.items():
        parts.append(said["groups"].format(name=_grouped_by(name, language)))
        for group, shares in list(groups.items())[:GROUPS]:
            parts.append(f"  {group or said['nobody']}")
            parts += _share_lines(found, shares, language, "    ")
        if len(groups) > GROUPS:
            parts.append("  " + said["more"].format(count=len(groups) - GROUPS))
    return "\n".join(parts)


def _share_lines(found: Thresholds, shares: Mapping[Fraction, Threshold], language: str, indent: str) -> Iterable[str]:
    said = said_in(language)
    for one in shares.values():
        share = f"{float(one.share) * 100:g} %"
        steps = (one.attained_least, one.attained_most, one.least, one.most)
        least, most, least_of_all, most_of_all = (
            said["no_limit"] if step is None else said_of(found.said(step), language) for step in steps
        )
        if one.attained_least is None:
            line = said["never"].format(share=share)
        else:
            line = said["share" if least == most else "between"].format(share=share, least=least, most=most)
        if steps[2:] != steps[:2]:
            key = "of_all_at" if least_of_all == most_of_all else "of_all"
            of_all = said["of_all_never" if one.least is None else key]
            line += f" ({of_all.format(least=least_of_all, most=most_of_all)})"
        yield indent + line


def sweep_text(found: Sweep, language: str) -> str:
    """A sweep as text: a line a point."""
    said = said_in(language)
    lines = [said["sweep"].format(subjects=found.subjects, points=len(found.points))]
    for point in found.points:
        values = ", ".join(f"{name} = {said_of(value, language)}" for name, value in point.values.items())
        shares = ", ".join(f"{rule} {_counted(point, rule, language)}" for rule in found.rules)
        lines.append(f"  {values}: {shares}")
    return "\n".join(lines)


def _counted(point: Point, rule: str, language: str) -> str:
    """The share that is kept, of how many, and what is not decided there."""
    counts, said = point.rules.get(rule, {}), said_in(language)
    kept, decided = counts.get(Status.MET, 0), counts.get(Status.MET, 0) + counts.get(Status.BREACHED, 0)
    left = [
        f"{count} {said[str(status)]}"
        for status in (Status.UNKNOWN, Status.PENDING)
        if (count := counts.get(status, 0))
    ]
    told = ("，" if language == "zh" else ", ").join([said["of"].format(kept=kept, decided=decided), *left])
    return f"{_percent(point.share(rule))} ({told})"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share * 100:.1f} %"
