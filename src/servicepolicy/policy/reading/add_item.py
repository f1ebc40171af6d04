"""An item added to a list of a document as it is written: every other character stays, comments included."""

from __future__ import annotations

from typing import Any

from servicepolicy.policy.reading.document_source import read_text
from servicepolicy.policy.reading.source import refusal
from servicepolicy.policy.reading.write_yaml import as_yaml

__all__ = ["item_as_yaml", "with_item"]


def with_item(text: str, key: str, item: str, file: str | None = None) -> str:
    """The text of a document with one more item at the end of a list of its top level.

    Args:
        text: The document.
        key: The list; a document that has none gets one.
        item: The item as YAML, its first line beginning with `- `, comments before it allowed.
        file: What messages call the document.

    Raises:
        PolicyError: The document cannot be read, or its list is written so that no line can be added to it.
    """
    source = read_text(text, file)
    before = source.plain.get(key) if isinstance(source.plain, dict) else None
    end = "\r\n" if "\r\n" in text else "\n"
    ended, item = text if text.endswith("\n") else f"{text}{end}", item.replace("\n", end)
    if before is None:
        added = f"{ended}{key}:{end}{item}"
    else:
        added = _below(ended, source.values[(key,)][0], source.values.get((key, 0)), item)
    after = read_text(added, file).plain if added else None
    grown = None if after is None else after.get(key)
    if not isinstance(grown, list) or grown[:-1] != (before or []):
        help = f"write each item of `{key}` on lines of its own, beginning with `- `, and nothing behind the last"
        raise refusal("not-a-block", file, f"no item can be added to `{key}` as it is written", help)
    return added


def _below(text: str, line: int, first: tuple[int, int] | None, item: str) -> str:
    """The text with the item below the last line of a list that begins at a line; `""` where it has no lines."""
    lines = text.split("\n")
    if first is None:
        return ""
    dash = lines[first[0] - 1].find("- ")
    if dash < 0 or dash >= first[1] - 1:
        return ""
    last = first[0] - 1
    for number in range(line - 1, len(lines)):
        stripped = lines[number].strip()
        if not stripped or stripped.startswith("#"):
            continue
        indented = len(lines[number]) - len(lines[number].lstrip(" "))
        if number > first[0] - 1 and (indented < dash or (indented == dash and not stripped.startswith("-"))):
            break
        last = number
    indented_item = [f"{' ' * dash}{one}" if one.strip() else one for one in item.removesuffix("\n").split("\n")]
    between = "\r" if lines[last].endswith("\r") else ""
    return "\n".join([*lines[: last + 1], between, *indented_item, *lines[last + 1 :]])


def item_as_yaml(plain: dict[str, Any]) -> str:
    """Plain values as one item of a list."""
    return as_yaml({"items": [plain]}).split("\n", 1)[1]
