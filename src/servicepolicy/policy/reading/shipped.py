"""The policies and profiles that are shipped with the library."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

from servicepolicy.errors import UsageError
from servicepolicy.language.plain import did_you_mean
from servicepolicy.policy.reading.document_source import read_bytes
from servicepolicy.policy.reading.source import Source

__all__ = ["packs", "profiles", "read_pack", "read_profile"]

_SUFFIX = ".yaml"


def _folder(*parts: str) -> Traversable:
    folder = resources.files("servicepolicy") / "packs"
    for part in parts:
        folder = folder / part
    return folder


def _names(folder: Traversable) -> tuple[str, ...]:
    return tuple(sorted(file.name.removesuffix(_SUFFIX) for file in folder.iterdir() if file.name.endswith(_SUFFIX)))


def packs() -> tuple[str, ...]:
    """Names of the shipped policies, sorted; `load` takes each."""
    return _names(_folder())


def profiles() -> tuple[str, ...]:
    """Names of the shipped profiles, sorted; `load(..., fill=...)` takes each."""
    return _names(_folder("profiles"))


def read_pack(name: str) -> Source:
    """Read a shipped policy.

    Raises:
        UsageError: There is none of that name.
    """
    return _read(name, "policy", packs(), ())


def read_profile(name: str) -> Source:
    """Read a shipped profile.

    Raises:
        UsageError: There is none of that name.
    """
    return _read(name, "profile", profiles(), ("profiles",))


def _read(name: str, what: str, known: tuple[str, ...], folder: tuple[str, ...]) -> Source:
    if name not in known:
        listed = ", ".join(f"`{one}`" for one in known)
        hint = did_you_mean(name, known) or f"shipped: {listed}"
        raise UsageError(f"`{name}` is neither a shipped {what} nor a path that ends in `{_SUFFIX}`; {hint}")
    file = f"{name}{_SUFFIX}"
    content = _folder(*folder, file).read_bytes()
    return read_bytes(content, "/".join(("packs", *folder, file)))
