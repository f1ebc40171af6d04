"""What a log held and when it was judged, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from servicepolicy.errors import visible
from servicepolicy.phrases.catalogue import words
from servicepolicy.worktime._instant import from_us, to_us

if TYPE_CHECKING:
    from servicepolicy.reporting.read_sections import Read

__all__ = ["heading_text"]

MANY = 10  # activities that a mapping does not list, named one by one

_SAID: Final = words("heading")


def heading_text(read: Read, language: str) -> str:
    """By which policy, as of when, how much was read and what was not: what is zero is left out, times are local."""
    said, policy = _SAID[language], read.policy
    when = "" if read.as_of is None else said["as_of"].format(as_of=_local(to_us(read.as_of), policy.timezone))
    if read.known_at is not None:
        when += said["known_at"].format(known_at=_local(to_us(read.known_at), policy.timezone))
    if read.masked:
        when += said["masked"]
    head = [said["policy"].format(id=policy.id, digest=policy.digest), *([when] if when else [])]
    return "\n".join((*head, "\n  ".join(_counts(read, language))))


def _counts(read: Read, language: str) -> Iterator[str]:
    said, counts = _SAID[language], read.counts
    yield said["log"].format(file=read.file, rows=counts.rows, events=counts.events, subjects=counts.subjects)
    if counts.first is not None and counts.last is not None:
        first, last = (_local(at, read.policy.timezone) for at in (counts.first, counts.last))
        yield said["span"].format(first=first, last=last)
    for name in (
        *("refused", "unplaced", "duplicates", "ignored", "passed_over", "merged"),
        *("twice_told", "skipped_hours"),
    ):
        count = getattr(counts, name)
        if count:
            yield said[name].format(count=count)
    if counts.unmapped:
        names = _named((name or said["empty"], count) for name, count in counts.unmapped.most_common())
        yield said["unmapped"].format(count=counts.unmapped.total(), names=names)
    if counts.unreadable:
        names = _named((f"{column} ({code})", count) for (code, column), count in counts.unreadable.most_common())
        yield said["unreadable"].format(count=counts.unreadable.total(), names=names)
    if counts.unlisted_texts:
        named = ((f"{column}: {text}", count) for (column, text), count in counts.unlisted_texts.most_common())
        yield said["unlisted"].format(names=_named(named))
    if counts.forms:
        yield said["forms"].format(names=_named(counts.forms.most_common()))


def _local(us: int, zone: str) -> str:
    return from_us(us, zone).isoformat(timespec="seconds")


def _named(counted: Iterable[tuple[str, int]]) -> str:
    listed = [f"`{visible(name)}` {count}" for name, count in counted]
    more = [f"+{len(listed) - MANY}"] if len(listed) > MANY else []
    return ", ".join([*listed[:MANY], *more])
