"""The code of a finding: how grave it is, and what it says in English and Chinese.

Codes are data: a kind of rule has its own in `codes.json` in its folder, `lint` those that hold whatever the kind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Final, Literal, TypeAlias

import attrs

__all__ = ["SEVERITIES", "Arg", "Code", "Severity", "codes_beside", "filled"]

Severity: TypeAlias = Literal["note", "warning", "error"]

SEVERITIES: Final[tuple[Severity, ...]] = ("note", "warning", "error")
"""The least first."""

Arg: TypeAlias = "str | int | tuple[str, ...]"
"""What a message is filled with: a name, a number, or several names, which are quoted one by one."""

_BETWEEN: Final[Mapping[str, str]] = {"en": ", ", "zh": "、"}


@attrs.frozen(slots=True)
class Code:
    """What a finding of this code says.

    Args:
        severity: `error`: the policy does something that nobody can have meant; `warning`: dead words, or a sure sign
            of a slip; `note`: worth knowing.
        en: The message in English, with places such as `{act}` for what is named.
        zh: The same in Chinese.
        help_en: The way out in English.
        help_zh: The same in Chinese.
    """

    severity: Severity
    en: str
    zh: str
    help_en: str
    help_zh: str

    def message(self, language: str, args: Mapping[str, Arg]) -> str:
        """The message, filled."""
        return filled(self.zh if language == "zh" else self.en, language, args)

    def help(self, language: str, args: Mapping[str, Arg]) -> str:
        """The way out, filled."""
        return filled(self.help_zh if language == "zh" else self.help_en, language, args)


def codes_beside(package: str) -> Mapping[str, Code]:
    """The codes that the file `codes.json` of a package says.

    Args:
        package: Its name, such as `servicepolicy.lint`.
    """
    said = json.loads((resources.files(package) / "codes.json").read_text(encoding="utf-8"))
    return {name: Code(**code) for name, code in said.items()}


def filled(text: str, language: str, args: Mapping[str, Arg]) -> str:
    """A text with its places filled."""
    return text.format_map({name: _written(arg, language) for name, arg in args.items()})


def _written(arg: Arg, language: str) -> str:
    if isinstance(arg, tuple):
        return _BETWEEN[language].join(f"`{one}`" for one in arg)
    return str(arg)
