"""What the codes of fields, and fields themselves, are called where a rule is told and no event is at hand.

A code without a word is said as it is written, in English without its joints.
"""

from __future__ import annotations

from servicepolicy.models.vocabulary import code_words, field_words

__all__ = ["code_word", "field_word"]


def code_word(code: str, language: str, field: str = "", subject: str = "", kinds: tuple[str, ...] = ()) -> str:
    """What a code is called: `customer_threatens_to_leave` is said `customer threatens to leave`.

    Args:
        code: The code.
        language: `en` or `zh`.
        field: The field that has it, where that matters.
        subject: The subject of which the field is.
        kinds: The events of which the field is; left out, it is one of the header.
    """
    words = code_words(code, field.rpartition(".")[2], subject, kinds)
    if language == "zh":
        return code if words is None else words.zh
    return (words.en if words is not None else None) or (code.replace("_", " ") if code.isidentifier() else code)


def field_word(path: str, language: str, subject: str = "", kinds: tuple[str, ...] = ()) -> str:
    """What a field is called, without its path.

    Args:
        path: The field, or the way to it.
        language: `en` or `zh`.
        subject: The subject of which it is.
        kinds: The events of which it is; left out, it is one of the header.
    """
    if path.startswith("x."):  # a host's own, whatever its last word is
        return path
    name = path.rpartition(".")[2]
    words = field_words(name, subject, kinds)
    if language == "zh":
        if words is None:
            words = code_words(name)
        return path if words is None else words.zh
    return (words.en if words is not None else None) or path.replace("_", " ").replace(".", " ")
