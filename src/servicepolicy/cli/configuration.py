"""`servicepolicy.toml`, or `[tool.servicepolicy]` in `pyproject.toml`: what need not be said with every command."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

import attrs

from servicepolicy.errors import PolicyError, Problem, UsageError, Where

__all__ = ["Configuration", "configuration_at", "configuration_for"]

OWN: Final = "servicepolicy.toml"
SHARED: Final = "pyproject.toml"
CHOICES: Final = {"language": ("en", "zh"), "csv_dialect": ("plain", "excel")}
PATHS: Final = ("mapping", "context", "scenarios", "mask_salt")  # beside the file that names them
KEYS: Final = (
    "policy",
    "fill",
    "mapping",
    "context",
    "scenarios",
    "language",
    "by",
    "csv_dialect",
    "mask",
    "mask_salt",
)
SEVERAL: Final = ("by", "mask")
OPTIONS: Final = frozenset(("fill", "mapping", "context_file", "lang", "by", "dialect", "mask", "mask_salt"))
_ONE: Final = {"by": "unit", "mask": "people"}
_LIMIT: Final = 1_000_000  # bytes: more is no configuration


@attrs.frozen(kw_only=True)
class Configuration:
    """What is taken where the command line says nothing.

    Attributes:
        file: Where it stands; `None`: there is none.
        policy: The policy by which is judged.
        fill: What fills its blanks; it goes with this policy and no other.
        mapping: What the columns of the log mean.
        context: Organisation, ledger, waivers.
        scenarios: What `test` runs: a file, or a folder of files.
        language: `en` or `zh`.
        by: By what `check` counts.
        csv_dialect: `plain` or `excel`.
        mask: Who goes by a pseudonym: `people`, and whoever further fields name.
        mask_salt: What pseudonyms are made with.
    """

    file: Path | None = None
    policy: str | None = None
    fill: str | None = None
    mapping: str | None = None
    context: str | None = None
    scenarios: str | None = None
    language: str | None = None
    by: tuple[str, ...] = ()
    csv_dialect: str | None = None
    mask: tuple[str, ...] = ()
    mask_salt: str | None = None

    def defaults(self, *, of_policy: bool) -> dict[str, object]:
        """What stands for options that are not said, by the names of their parameters.

        Args:
            of_policy: The policy is the one that is named here, too.
        """
        said: dict[str, object | None] = {
            "fill": self.fill if of_policy else None,
            "mapping": self.mapping,
            "context_file": self.context,
            "lang": self.language,
            "by": self.by or None,
            "dialect": self.csv_dialect,
            "mask": self.mask or None,
            "mask_salt": self.mask_salt if self.mask else None,
        }
        return {name: value for name, value in said.items() if value is not None}


def configuration_for(folder: Path) -> Configuration:
    """The configuration of a folder: its own, else that of the nearest folder above it that has one.

    Raises:
        UsageError: It cannot be read.
        PolicyError: It says what means nothing.
    """
    for place in (folder, *folder.parents):
        own, shared = place / OWN, place / SHARED
        if own.is_file():
            return configuration_at(own)
        if shared.is_file() and (found := _read(shared, ("tool", "servicepolicy"))) is not None:
            return found
    return Configuration()


def configuration_at(file: Path) -> Configuration:
    """The configuration in a file.

    Raises:
        UsageError: There is no such file, or it cannot be read.
        PolicyError: It is not TOML, or says what means nothing.
    """
    table = ("tool", "servicepolicy") if file.name == SHARED else ()
    found = _read(file, table)
    if found is None:
        raise UsageError(f"`{file}` has no table `[tool.servicepolicy]`")
    return found


def _read(file: Path, table: tuple[str, ...]) -> Configuration | None:
    try:
        raw = file.read_bytes()
        text = raw.decode("utf-8") if len(raw) <= _LIMIT else ""
    except OSError as error:
        raise UsageError(f"cannot read `{file}`: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _refused(file, text="", key="", message="the file is not UTF-8", code="not-toml") from None
    if table and f"[{'.'.join(table)}" not in text:
        return None  # of others' files nothing is said
    try:
        said: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        ended = len(text.splitlines()) if "end of document" in str(error) else None
        line, column = (int(place[1]), int(place[2])) if place else (ended, None)
        where = Where(file=file.name, line=line, column=column)
        help = 'a line says `policy = "desk.yaml"`'
        raise PolicyError([Problem("not-toml", where, "the file is not TOML", help)]) from None
    for name in table:
        said = said.get(name) if isinstance(said, Mapping) else None
    return None if not isinstance(said, Mapping) else _checked(file, text, cast("Mapping[str, object]", said))


def _checked(file: Path, text: str, said: Mapping[str, object]) -> Configuration:
    from servicepolicy.language.plain import did_you_mean

    problems: list[Problem] = []
    for name, value in said.items():
        if name not in KEYS:
            hint = did_you_mean(name, KEYS) or f"it may say {', '.join(f'`{key}`' for key in KEYS)}"
            problems.append(_problem(file, text, name, f"`{name}` is no key of a configuration", "unknown-key", hint))
        elif name in SEVERAL:
            if not isinstance(value, list) or not all(isinstance(one, str) for one in cast("list[object]", value)):
                problems.append(
                    _problem(
                        file,
                        text,
                        name,
                        f"`{name}` must be a list of texts",
                        "wrong-type",
                        f'`{name} = ["{_ONE[name]}"]`',
                    )
                )
        elif not isinstance(value, str) or not value:
            problems.append(_problem(file, text, name, f"`{name}` must be text", "wrong-type"))
        elif value not in CHOICES.get(name, (value,)):
            choices = " or ".join(f"`{choice}`" for choice in CHOICES[name])
            problems.append(_problem(file, text, name, f"`{name}` is {choices}", "wrong-value"))
    if problems:
        raise PolicyError(problems)
    found = {name: value for name, value in said.items() if isinstance(value, str)}
    for name in PATHS:
        if name in found:
            found[name] = str(file.parent / found[name])
    for name in ("policy", "fill"):
        if name in found and found[name].endswith((".yaml", ".yml")):
            found[name] = str(file.parent / found[name])
    several = {name: tuple(cast("list[str]", said.get(name, []))) for name in SEVERAL}
    return Configuration(
        file=file,
        policy=found.get("policy"),
        fill=found.get("fill"),
        mapping=found.get("mapping"),
        context=found.get("context"),
        scenarios=found.get("scenarios"),
        language=found.get("language"),
        by=several["by"],
        mask=several["mask"],
        mask_salt=found.get("mask_salt"),
        csv_dialect=found.get("csv_dialect"),
    )


def _problem(file: Path, text: str, key: str, message: str, code: str, help: str = "") -> Problem:
    """A problem at the line that says a key."""
    pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    line = next((number for number, one in enumerate(text.splitlines(), 1) if key and pattern.match(one)), None)
    return Problem(code, Where(file=file.name, line=line, path=key if line is None else ""), message, help)


def _refused(file: Path, *, text: str, key: str, message: str, code: str) -> PolicyError:
    return PolicyError([_problem(file, text, key, message, code)])
