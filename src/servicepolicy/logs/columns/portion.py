"""Some cases of a log that lie in columns: each is made as it is asked for, and many are judged as they lie there."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import overload

import attrs

from servicepolicy.logs.columns.cases import Piece
from servicepolicy.logs.columns.crowd import Crowd
from servicepolicy.logs.counts import Findings
from servicepolicy.logs.found import Found
from servicepolicy.logs.mapping import LogMapping
from servicepolicy.logs.rows import RowReader
from servicepolicy.models.subject import SubjectRecord
from servicepolicy.models.timeline import SubjectFacts
from servicepolicy.models.vocabulary import subject_model

__all__ = ["Among", "OneByOne", "Portion"]


@attrs.frozen
class OneByOne:
    """How cases are read one by one. It can be sent to another process.

    Attributes:
        said: The mapping, the zones of its tables, the milestones with which rows begin, and whether there are flags.
    """

    said: bytes

    @classmethod
    def of(
        cls, mapping: LogMapping, zones: Sequence[str | None], openings: Sequence[str | None], *, flags: bool
    ) -> OneByOne:
        """How the cases of a log are read.

        Args:
            mapping: The mapping.
            zones: For each of its tables the zone of times that name none.
            openings: The milestones with which rows begin.
            flags: Some cell of the log holds a flag.
        """
        return cls(pickle.dumps((mapping, tuple(zones), tuple(openings), flags)))

    def reader(self) -> RowReader:
        """What reads them; what it finds was counted before."""
        return _reader(self.said)


@lru_cache(maxsize=1)  # its own memory of what cells say is what makes it quick
def _reader(said: bytes) -> RowReader:
    mapping, zones, openings, flags = pickle.loads(said)  # noqa: S301  # written above
    reader = RowReader(mapping, Findings(""), zones, flags=flags)
    reader.expect(openings)
    return reader


@attrs.frozen(eq=False)
class Portion:
    """Some cases of a log.

    Attributes:
        piece: Their rows.
        crowd: Those that were read together.
        one_by_one: How a case is read by itself.
        others: Those that were read so and can be used, by their places in the piece.
    """

    piece: Piece
    crowd: Crowd
    one_by_one: OneByOne
    others: Sequence[tuple[int, SubjectFacts]] = ()

    def __len__(self) -> int:
        return len(self.crowd) + len(self.others)

    def among(self) -> Among:
        """Those that were read together."""
        return Among(self.piece, self.crowd, self.one_by_one)


@attrs.frozen(eq=False)
class Among(Sequence[SubjectFacts]):
    """The subjects of a crowd, each made as it is asked for.

    Attributes:
        piece: Their rows.
        crowd: They as they lie in columns.
        one_by_one: How a case is read by itself.
    """

    piece: Piece
    crowd: Crowd
    one_by_one: OneByOne

    def __len__(self) -> int:
        return len(self.crowd)

    @overload
    def __getitem__(self, at: int) -> SubjectFacts: ...
    @overload
    def __getitem__(self, at: slice) -> list[SubjectFacts]: ...
    def __getitem__(self, at: int | slice) -> SubjectFacts | list[SubjectFacts]:
        places = range(len(self))[at]
        found = [facts for _, facts in self.each((places,) if isinstance(places, int) else places)]
        return found[0] if isinstance(at, int) else found

    def each(self, wanted: Iterable[int]) -> Iterator[tuple[int, SubjectFacts]]:
        """Some of them, each with its place among them."""
        asked = list(wanted)
        cases = self.piece.some(self.crowd.places[asked].tolist())
        reader = self.one_by_one.reader()
        for place, (_, case) in zip(asked, cases, strict=True):
            yield place, self._facts(reader.facts(case))

    def _facts(self, found: SubjectFacts | Found) -> SubjectFacts:
        if isinstance(found, SubjectFacts):
            return found
        model: type[SubjectRecord] = subject_model(self.crowd.subject)
        return model.model_validate(found.content).facts()
