"""The words of a part of a policy, as plain data: whatever it may name."""

from __future__ import annotations

__all__ = ["words_in"]


def words_in(said: object) -> set[str]:
    """Every word in plain data, keys included, and every part of a path such as `subject.amount`."""
    match said:
        case dict():
            return {word for key, value in said.items() for word in (*words_in(key), *words_in(value))}
        case list() | tuple():
            return {word for item in said for word in words_in(item)}
        case str():
            return {said, *said.split(".")}
        case _:
            return set()
