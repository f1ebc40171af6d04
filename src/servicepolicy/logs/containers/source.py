"""What is handed in as a log, as sources that can be opened again and again."""

from __future__ import annotations

import gzip
import io
import sys
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, Any, Final, cast

import attrs

from servicepolicy.errors import FactsError, UsageError
from servicepolicy.logs.table import EMPTY, refused

__all__ = ["CONTEXT", "CUT_OFF", "FORMS", "Source", "cut_off", "form_of", "matching", "sources_of"]

CONTEXT: Final = "context.json"
FORMS: Final = (
    *(".jsonl", ".ndjson", ".json", ".jsonocel", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet"),
    *(".arrow", ".feather", ".ipc", ".xes", ".xml", ".xmlocel", ".sqlite", ".db"),
)
"""Endings of files that can be read; each may be packed (`.gz`, `.zst`, `.zip`)."""

CUT_OFF: Final = "it may have been cut off while it was copied: compare its size, copy it again"
_PACKED: Final = (".gz", ".zst", ".zip")
_ROWS: Final = ("fetchmany", "collect", "to_batches")  # what has them has rows
_IN_MEMORY: Final = 16_000_000  # what is larger lies on disk while it is read
_MUCH: Final = 32_000_000  # bytes, from which on it matters how much smaller they were
_TIMES: Final = 100
_UNPACKED: Final = 4_000_000_000  # bytes that a packed file may come to
_MAGIC: Final = (
    (b"PAR1", ".parquet"), (b"ARROW1", ".arrow"), (b"SQLite format 3\0", ".sqlite"), (b"PK\x03\x04", ".zip"),
    (b"\x1f\x8b", ".gz"), (b"\x28\xb5\x2f\xfd", ".zst"), (b"\xd0\xcf\x11\xe0", ".ole"),
)  # fmt: skip
_FIRST: Final = 4096


@attrs.frozen
class Source:
    """One file, stream or object that rows are read from.

    Attributes:
        name: Its name, for problems.
        form: The ending that says what it holds: `.csv`.
        opened: Opens it at its beginning, unpacked.
        path: Where it lies, if it lies there as it is.
        held: Rows that are no file: a frame, a cursor, an iterable of mappings.
    """

    name: str
    form: str
    opened: Callable[[], IO[bytes]] | None = None
    path: Path | None = None
    held: object = None

    @contextmanager
    def open(self) -> Generator[IO[bytes]]:
        """Its bytes, unpacked.

        Raises:
            FactsError: It is cut off, or packed in another way than its name says.
        """
        if self.opened is None:
            raise UsageError(f"`{self.name}` is not a file")
        try:
            stream = self.opened()
        except PermissionError:
            raise UsageError(f"`{self.name}` may not be read: permission is denied") from None
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
            raise refused("not-readable", self.name, "the file cannot be opened") from None
        try:
            yield stream
        except (EOFError, gzip.BadGzipFile, zlib.error, zipfile.BadZipFile) as error:
            raise cut_off(self.name) from error
        finally:
            stream.close()

    def first(self, count: int = _FIRST) -> bytes:
        """Its first bytes."""
        with self.open() as stream:
            return stream.read(count)


def cut_off(name: str) -> FactsError:
    """The error for a file that ends before its end."""
    return refused("not-readable", name, "the file is not whole: it is cut off, or damaged", CUT_OFF)


def sources_of(given: object) -> tuple[Source, ...]:
    """The sources of what is handed in: a path, `-`, a file object, a folder, a frame, a cursor, or several of them.

    Raises:
        UsageError: There is nothing there, or nothing that can be read.
        FactsError: A file is empty, or is not what its name says.
    """
    match given:
        case str() | Path():
            return _of_path(given)
        case bytes() | bytearray():
            return _of_stream(io.BytesIO(bytes(given)), "log")
        case list() | tuple() if given and all(_is_file(item) for item in given):
            return tuple(source for item in cast("list[object]", given) for source in sources_of(item))
        case _:
            return _of_object(given)


def _of_object(given: object) -> tuple[Source, ...]:
    if hasattr(given, "read"):
        name = getattr(given, "name", None)
        return _of_stream(given, Path(name).name if isinstance(name, str) else "log")
    if isinstance(given, Mapping) or (
        not isinstance(given, Iterable) and not any(hasattr(given, name) for name in _ROWS)
    ):
        raise UsageError("a log is a path, a file object, a frame, a cursor, or an iterable of mappings")
    return (Source(_named(given), "objects", held=given),)


def _is_file(item: object) -> bool:
    return isinstance(item, str | Path) or hasattr(item, "read")


def _named(given: object) -> str:
    kind = type(given)
    return f"{kind.__module__.partition('.')[0]}.{kind.__name__}" if kind.__module__ != "builtins" else kind.__name__


def matching(sources: Iterable[Source], pattern: str | None) -> tuple[Source, ...]:
    """The sources whose name a mapping means."""
    return tuple(source for source in sources if pattern is None or fnmatch(source.name, pattern))


# ---------------------------------------------------------------- paths and streams


def _of_path(given: str | Path) -> tuple[Source, ...]:
    if given == "-":
        return _of_stream(sys.stdin.buffer, "standard input")
    path = Path(given)
    try:
        folder, file = path.is_dir(), path.is_file()
        size = path.stat().st_size if file else 0
    except OSError as error:
        raise UsageError(f"`{path}` cannot be read: {(error.strerror or 'no reason given').lower()}") from None
    except ValueError:
        raise UsageError("the path of the log is not one that can be read") from None
    if folder:
        return _of_folder(path)
    if not file:
        raise UsageError(f"no file `{path}`")
    if size == 0:
        raise refused(EMPTY, path.name, "the log is empty")
    return _of_file(path.name, _opener(path), path)


def _of_folder(path: Path) -> tuple[Source, ...]:
    """The logs of a folder: known forms, no hidden files, no folders inside it."""
    found: list[Source] = []
    empty = False
    try:
        files = sorted(path.iterdir())
    except OSError as error:
        raise UsageError(f"`{path}` cannot be read: {(error.strerror or 'no reason given').lower()}") from None
    for file in files:
        form, _ = form_of(file.name)
        try:
            usable = file.is_file() and not file.name.startswith((".", "~")) and file.name != CONTEXT
        except OSError:  # a link to itself
            usable = False
        if file.is_symlink() and not usable and not _leads_somewhere(file):
            raise UsageError(
                f"the link `{file.name}` in the folder `{path}` leads nowhere: what it stands for is not read"
            )
        if not usable or (form not in FORMS and form != ".zip"):
            continue
        if not file.stat().st_size:
            empty = True
        else:
            found += _of_file(file.name, _opener(file), file)
    if not found and empty:
        raise refused(EMPTY, path.name, "the files of the folder are empty")
    if not found:
        raise UsageError(f"the folder `{path}` holds no log that can be read: {', '.join(FORMS[:8])} ...")
    return tuple(found)


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _leads_somewhere(link: Path) -> bool:
    try:
        return link.exists()
    except OSError:
        return False


def _of_stream(stream: Any, name: str) -> tuple[Source, ...]:
    """A stream is read once, and lies in memory or on disk while it is needed."""
    kept = _Kept()
    while block := stream.read(1_000_000):
        kept.stream.write(block.encode("utf-8") if isinstance(block, str) else block)
    if not kept.stream.tell():
        raise refused(EMPTY, name, "the log is empty")
    return _of_file(name, kept, None)


class _Kept:
    """What was read of a stream, in memory or on disk as long as it is needed; opened, it begins anew."""

    def __init__(self) -> None:
        self.stream = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # it lives as long as the source
        weakref.finalize(self, self.stream.close)

    def __call__(self) -> IO[bytes]:
        self.stream.seek(0)
        return _buffered(_Lent(self.stream))


class _Measured:
    """Reads what is unpacked, and tells a file that is made to fill the memory: no log packs so well."""

    def __init__(self, stream: Any, packed: Any, name: str) -> None:
        self._stream = stream
        self._packed = packed
        self._name = name
        self._total = 0

    def read(self, size: int) -> bytes:
        """The next bytes."""
        block = bytes(self._stream.read(size))
        self._total += len(block)
        if self._total > _MUCH and self._total > _TIMES * self._packed.tell():
            message = f"the file unpacks to more than {_TIMES} times its size, as no log does"
            raise refused("too-large", self._name, message)
        return block


class _Lent(io.RawIOBase):
    """A stream that is read; closing it closes what it is told to close, and leaves the rest open."""

    def __init__(self, stream: Any, *closed_with_it: Any) -> None:
        self._stream = stream
        self._closed_with_it = closed_with_it

    def close(self) -> None:
        for one in self._closed_with_it:
            one.close()
        super().close()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._stream.seek(offset, whence)
        return int(self._stream.tell())

    def tell(self) -> int:
        return int(self._stream.tell())

    def readinto(self, buffer: Any) -> int:
        block = self._stream.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


def _buffered(stream: io.RawIOBase) -> IO[bytes]:
    return cast("IO[bytes]", io.BufferedReader(stream))


def form_of(name: str) -> tuple[str, str]:
    """The ending that says what a file holds, and how it is packed."""
    suffixes = [suffix.lower() for suffix in Path(name).suffixes]
    packed = suffixes.pop() if suffixes and suffixes[-1] in _PACKED else ""
    if packed == ".zip" and not (suffixes and suffixes[-1] in FORMS):
        return ".zip", ""
    return (suffixes[-1] if suffixes else ""), packed


def _of_file(name: str, opened: Callable[[], IO[bytes]], path: Path | None) -> tuple[Source, ...]:
    form, packed = form_of(name)
    source = Source(name, form, opened, path)
    head = source.first(16)
    magic = next((kind for start, kind in _MAGIC if head.startswith(start)), "")
    if packed in (".gz", ".zst") and magic != packed:
        if magic or packed == ".zst":
            raise refused("not-readable", name, f"the file is called `{packed}` and is not packed in that way")
        packed = ""
    if magic in (".gz", ".zst"):
        return _unpacked(name, form if packed else "", opened, magic)
    if magic == ".zip":
        return _of_zip(source)
    if magic == ".ole":
        raise _old_workbook(source)
    if magic:
        return (attrs.evolve(source, form=magic),)
    return (_of_text(source),)


def _unpacked(name: str, form: str, opened: Callable[[], IO[bytes]], magic: str) -> tuple[Source, ...]:
    def stream() -> IO[bytes]:
        raw = opened()
        if magic == ".gz":
            unpacking = gzip.GzipFile(fileobj=raw)
            return _buffered(_Lent(_Measured(unpacking, raw, name), unpacking, raw))
        return _zst(raw, name)

    source = Source(name, form, stream)
    head = source.first()
    inner = next((kind for start, kind in _MAGIC if head.startswith(start)), "")
    if inner in (".gz", ".zst", ".ole"):
        raise refused("not-readable", name, "the file is packed twice", "unpack it once")
    if inner:  # what is read here and there cannot be read from a packed stream
        kept = _Kept()
        with source.open() as unpacked:
            _copied(unpacked, kept.stream, name)
        whole = Source(name, inner, kept)
        return _of_zip(whole) if inner == ".zip" else (whole,)
    return (_of_text(source),)


def _copied(stream: IO[bytes], kept: Any, name: str) -> None:
    total = 0
    while block := stream.read(1_000_000):
        total += len(block)
        if total > _UNPACKED // 8:
            raise refused("too-large", name, f"the file unpacks to more than {_UNPACKED // 8_000_000} MB")
        kept.write(block)


def _zst(stream: IO[bytes], name: str) -> IO[bytes]:
    try:
        import zstandard
    except ImportError:
        raise UsageError(f"reading `{name}` needs zstandard: `pip install 'servicepolicy[bulk]'`") from None
    reader = zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True)
    return _buffered(_Lent(_Measured(_Unpacking(reader, name), stream, name), reader, stream))


class _Unpacking:
    """Unpacks as it is read, and tells a file that is cut off."""

    def __init__(self, reader: Any, name: str) -> None:
        self._reader = reader
        self._name = name

    def read(self, size: int) -> bytes:
        """The next bytes."""
        import zstandard

        try:
            return bytes(self._reader.read(size))
        except zstandard.ZstdError:
            raise EOFError from None


def _of_zip(source: Source) -> tuple[Source, ...]:
    """The files of an archive, each as a source; a workbook is an archive, too."""
    with source.open() as stream:
        try:
            archive = zipfile.ZipFile(stream)
            members = [one for one in archive.infolist() if not one.is_dir()]
        except (zipfile.BadZipFile, OSError, ValueError):
            raise cut_off(source.name) from None
    names = {one.filename for one in members}
    if "[Content_Types].xml" in names or "xl/workbook.xml" in names:
        return (attrs.evolve(source, form=".xlsx"),)
    found: list[Source] = []
    for one in members:
        name = Path(one.filename).name
        form, _ = form_of(name)
        hidden = name.startswith((".", "~")) or one.filename.startswith("__MACOSX/") or name == CONTEXT
        if hidden or form not in FORMS or not one.file_size:
            continue
        if one.flag_bits & 1:
            raise refused("not-readable", source.name, "the archive has a password", "unpack it first")
        if one.file_size > _MUCH and one.file_size > _TIMES * one.compress_size:
            message = f"`{name}` unpacks to more than {_TIMES} times its size, as no log does"
            raise refused("too-large", source.name, message)
        found += _of_file(name, _member(source, one.filename), None)
    if not found:
        raise refused("not-readable", source.name, "the archive holds no log that can be read")
    return tuple(sorted(found, key=lambda one: one.name))


def _member(source: Source, filename: str) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        outer = cast("Callable[[], IO[bytes]]", source.opened)()
        archive = zipfile.ZipFile(outer)
        member = archive.open(filename)
        return _buffered(_Lent(member, member, archive, outer))

    return opened


def _old_workbook(source: Source) -> FactsError:
    with source.open() as stream:
        content = stream.read(4_000_000)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return refused("not-readable", source.name, "the workbook has a password", "save it without one")
    return refused("not-readable", source.name, "the workbook is of the old kind, `.xls`", "save it as `.xlsx`")


def _of_text(source: Source) -> Source:
    """A file without a mark of its own is text; what its name says of another kind is wrong."""
    head = source.first().removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        if source.form in ("", ".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json"):
            raise refused(EMPTY, source.name, "the log is empty")
        raise cut_off(source.name)
    low = head[:400].lower()
    if low.startswith((b"<!doctype html", b"<html", b"<table")) or (b"<html" in low):
        said = "the file is HTML under another name" if source.form != ".html" else "the file is HTML"
        raise refused("not-readable", source.name, f"{said}: a page, and not a log", "open it and save it as `.xlsx`")
    if source.form in (".xlsx", ".xlsm", ".xls", ".parquet", ".arrow", ".feather", ".ipc", ".sqlite", ".db"):
        texts = b"\0" not in head
        kind = {".xls": "workbook", ".xlsx": "workbook", ".xlsm": "workbook"}.get(
            source.form, source.form[1:].capitalize()
        )
        if texts:
            hint = "rename it to what it is, such as `.csv`"
            raise refused("not-readable", source.name, f"the file is text (CSV perhaps), and not {kind}", hint)
        raise refused("not-readable", source.name, f"the file is not a whole {kind} file", CUT_OFF)
    if source.form in FORMS:
        return source
    if head[:1] in (b"{", b"["):
        return attrs.evolve(source, form=".json" if head[:1] == b"[" else ".jsonl")
    if head[:1] == b"<":
        return attrs.evolve(source, form=".xml")
    return source
