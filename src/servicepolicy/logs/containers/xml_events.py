"""Elements of XML, a piece at a time: no entities, no document types, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Final
from xml.parsers import expat

import attrs

__all__ = ["Element", "XmlError", "elements"]

_AT_ONCE: Final = 65_536
_DEEPEST: Final = 64
_LONGEST: Final = 4_000_000  # characters of one text


class XmlError(ValueError):
    """What is read is no XML that can be used. The sentence follows `the file is`."""

    def __init__(self, message: str, *, too_large: bool = False, line: int | None = None) -> None:
        super().__init__(message)
        self.too_large = too_large
        self.line = line


@attrs.frozen(slots=True)
class Element:
    """The beginning or the end of an element.

    Attributes:
        name: Its name, without a prefix.
        attributes: Its attributes, without prefixes.
        ended: Whether this is its end.
        text: At its end, the text that stands directly in it.
        line: The line that it begins or ends on.
    """

    name: str
    attributes: dict[str, str]
    ended: bool
    text: str = ""
    line: int = 0


def elements(stream: IO[bytes], largest: int) -> Iterator[Element]:
    """The elements of a document, in order.

    Raises:
        XmlError: It is no whole XML, declares entities or a document type, or is larger than `largest` bytes.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    found: list[Element] = []
    texts: list[list[str]] = []
    opened: list[tuple[str, dict[str, str]]] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(opened) >= _DEEPEST:
            raise XmlError("nested too deeply")
        bare = name.rpartition(":")[2]
        given = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        opened.append((bare, given))
        texts.append([])
        found.append(Element(bare, given, False, "", parser.CurrentLineNumber))

    def end(name: str) -> None:
        del name
        bare, given = opened.pop()
        found.append(Element(bare, given, True, "".join(texts.pop()), parser.CurrentLineNumber))

    def text(data: str) -> None:
        if texts:
            texts[-1].append(data)
            if len(texts[-1]) > 1 and sum(map(len, texts[-1])) > _LONGEST:
                raise XmlError("too large: a text in it is too long", too_large=True)

    def never(*_: Any) -> int:
        raise XmlError("not one that can be read safely: it declares a document type or entities")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = never
    parser.EntityDeclHandler = never
    parser.ExternalEntityRefHandler = never
    total = 0
    try:
        while block := stream.read(_AT_ONCE):
            total += len(block)
            if total > largest:
                raise XmlError("too large", too_large=True)
            parser.Parse(block, False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
        yield from found
    except expat.ExpatError as error:
        cut = "no element found" in str(error) or "unclosed" in str(error)
        said = "not whole: it is cut off" if cut else "not XML that can be read"
        raise XmlError(said, line=error.lineno) from None
