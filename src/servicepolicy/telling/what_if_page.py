"""A replay as a page: self-contained, searchable, legible in print and in the dark."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from servicepolicy.phrases.catalogue import words
from servicepolicy.phrases.terms import doubt
from servicepolicy.telling.what_if import changes_of, flip_parts, rule_name, said_in, said_of, status_text
from servicepolicy.telling.what_if_pictures import matrix_svg

if TYPE_CHECKING:
    from servicepolicy.results.replay import Flip, Replay, RuleReplay

__all__ = ["replay_page", "replay_part"]

_PAGE: Final = """
:root{color-scheme:light dark}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
@media print{body{margin:0;max-width:none}}
"""
# Each rule is of the replay alone: in a notebook it stands among what others wrote.
_STYLE: Final = """
.replay{font:16px/1.5 system-ui,sans-serif}
.replay h1{font-size:1.5rem}.replay h2{font-size:1.2rem;margin-top:2rem}
.replay table{border-collapse:collapse;width:100%;font-size:.9rem}
.replay td,.replay th{border-bottom:1px solid #8886;padding:.3rem .5rem;text-align:left;vertical-align:top}
.replay td{overflow-wrap:break-word;min-width:4rem}.replay th{white-space:nowrap}
.replay pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:.5rem 0 1rem}
.replay pre{padding-left:1rem;border-left:3px solid #8886}
.replay .num{text-align:right;font-variant-numeric:tabular-nums}
.replay .wide{overflow-x:auto}
.replay .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr))}
.replay .pair{gap:0 1rem;font-size:.9rem}
@media print{.replay h2,.replay .head,.replay summary{break-after:avoid}.replay pre,.replay tr{break-inside:avoid}
.replay details>*{display:block}.replay details::details-content{content-visibility:visible;display:block}}
"""
_SAID: Final = words("replay_page")


def replay_page(replay: Replay, language: str) -> str:
    """A replay as a page of its own."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{_SAID[language]['title']}</title><style>{_PAGE}</style></head>"
        f"<body>{replay_part(replay, language)}</body></html>\n"
    )


def replay_part(replay: Replay, language: str) -> str:
    """A replay as a part of a page, such as a notebook: what it looks like touches nothing else there."""
    words, said = said_in(language), _SAID[language]
    head = words["head"].format(subjects=replay.subjects, as_of=replay.as_of.isoformat(timespec="minutes", sep=" "))
    parts = [f"<h1>{said['title']}</h1>", f"<p>{escape(head)}</p>", f"<h2>{said['changes']}</h2>"]
    inert = {(change.what, change.said) for change in replay.inert}
    rows = [
        [name, said_of(old, language), said_of(new, language), ", ".join(change.rules) + mark]
        for change in replay.changes
        for name, old, new in changes_of(change)
        for mark in [f" ({said['inert']})" if inert & {(change.what, name), (change.what, change.name)} else ""]
    ]
    head_row = ["", said["was"], said["is"], said["rule"]]
    parts.append(_table(head_row, rows) if rows else f"<p>{said['nothing']}</p>")
    if replay.assessed:
        parts.append(f"<p>{escape(words['assessed'].format(names=', '.join(replay.assessed)))}</p>")
    for one in replay.rules:
        parts += _rule(one, replay, language)
    for name, groups in replay.groups.items():
        parts.append(f"<h2>{escape(said['by'].format(name=name))}</h2>")
        found = [
            [group or words["nobody"], rule, status_text(old, language), status_text(new, language), str(count)]
            for group, rules in groups.items()
            for rule, counts in rules.items()
            for (old, new), count in sorted(counts.items())
        ]
        parts.append(_table([name, said["rule"], said["old"], said["new"], said["count"]], found))
    if replay.unjudged:
        parts.append(f"<h2>{said['unjudged']}</h2>")
        parts.append(
            _table(["", said["count"]], [[doubt(name, language), str(n)] for name, n in replay.unjudged.items()])
        )
    return f'<div class="replay" lang="{language}"><style>{_STYLE}</style>{"".join(parts)}</div>'


def _rule(one: RuleReplay, replay: Replay, language: str) -> list[str]:
    said, words = _SAID[language], said_in(language)
    key = {"both": "rule", "old": "only_old", "new": "only_new"}[one.side]
    parts = [
        f"<h2>{escape(rule_name(one, language))}</h2>",
        f"<p>{escape(words[key].format(rule=rule_name(one, language), changed=one.changed, applied=one.applied))}</p>",
        f'<div class="wide">{matrix_svg(one, language)}</div>',
    ]
    flips = list(replay.flipped(rule=one.rule))
    if flips:
        rows = [[flip.subject, status_text(flip.old, language), status_text(flip.new, language)] for flip in flips]
        listed = _table([said["subject"], said["old"], said["new"]], rows)
        parts.append(f"<details><summary>{said['cases']}: {len(rows)}</summary>{listed}</details>")
        shown = [flip for flip in flips if flip.before is not None or flip.after is not None][:10]
        texts = "".join(_pair(flip, language) for flip in shown)
        parts.append(f"<details open><summary>{said['side']}</summary>{texts}</details>")
    return parts


def _pair(flip: Flip, language: str) -> str:
    head, before, after = flip_parts(flip, language)
    sides = "".join(f"<pre>{escape(told)}</pre>" for told in (before, after) if told)
    return f'<p class="head">{"<br>".join(map(escape, head))}</p><div class="pair">{sides}</div>'


def _table(head: list[str], rows: list[list[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td{_kind(cell)}>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _kind(cell: str) -> str:
    return ' class="num"' if cell.isdecimal() else ""
