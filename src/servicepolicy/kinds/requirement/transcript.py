"""What was said in a conversation, against what must, or must not, be said. Words are read, never repeated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

import attrs

from servicepolicy.judging.case_view import Missing, Scene
from servicepolicy.judging.conditions import compile_condition
from servicepolicy.judging.matching import Matcher, events_of
from servicepolicy.judging.occurrence import instants
from servicepolicy.judging.readers import Place
from servicepolicy.judging.values import ValueReader, as_texts, value_reader
from servicepolicy.kinds.requirement.rule import Spoken
from servicepolicy.language.bound.edition import Edition
from servicepolicy.language.phrase import Phrase
from servicepolicy.language.scripts import SIMPLIFIED
from servicepolicy.language.share import as_share
from servicepolicy.language.truth import Leaf, Truth, all_of, any_of
from servicepolicy.language.value import blank_names
from servicepolicy.language.wordlists import WORD_LISTS
from servicepolicy.models.event import Event
from servicepolicy.results.verdict import FactRef, WhyNot

__all__ = ["Speech", "Wording", "folded"]

SAID = frozenset({"said"})
SPEAKERS = {"human": "agent", "bot": "bot", "system": "bot", "customer": "customer"}  # by the kind of who did it

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{_CJK}]")
_SPACE_IN_HAN = re.compile(rf"(?<=[{_CJK}]) (?=[{_CJK}])")


def folded(text: str) -> str:
    """A text without what does not count: case, width, the form of an apostrophe, spacing, and the script."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    plain = plain.translate(SIMPLIFIED)
    return _SPACE_IN_HAN.sub("", " ".join(plain.split()))


@attrs.frozen(slots=True)
class Wording:
    """Several phrases, any of which counts.

    Args:
        name: What the policy calls them.
        pattern: Finds any of them in a folded text.
        spelling: Each phrase as the policy writes it, by its folded form.
    """

    name: str
    pattern: re.Pattern[str]
    spelling: dict[str, str]

    @classmethod
    def of(cls, name: str, phrases: Iterable[str]) -> Wording:
        """The wording of some phrases: English at the edges of words, Chinese anywhere."""
        spelling = {folded(phrase): phrase for phrase in phrases}
        longest_first = sorted(spelling, key=lambda phrase: (-len(phrase), phrase))
        return cls(name, re.compile("|".join(_bounded(phrase) for phrase in longest_first)), spelling)

    def found(self, text: str) -> str | None:
        """The phrase that a folded text holds, as the policy writes it."""
        hit = self.pattern.search(text)
        return None if hit is None else self.spelling[hit[0]]


def _bounded(phrase: str) -> str:
    """A phrase with the edges at which it may stand; a Chinese sign beside a Latin word is an edge."""
    written = re.escape(phrase)
    if _HAN.search(phrase):
        return written
    before = rf"(?<![^\W{_CJK}])" if re.match(r"\w", phrase) else ""
    after = rf"(?![^\W{_CJK}])" if re.search(r"\w$", phrase) else ""
    return f"{before}{written}{after}"


@attrs.define(slots=True)
class Counted:
    """Of the utterances of some speakers: how many hold a phrase; those of which not all is known come last.

    Attributes:
        heard: How many do.
        of: Of how many.
        open: Whose they are, and whether they do, of those of which that is not known.
    """

    heard: int = 0
    of: int = 0
    open: list[tuple[Truth, Truth]] = attrs.field(factory=list["tuple[Truth, Truth]"])

    def add(self, by: Truth, holds: Truth) -> None:
        """Count one."""
        if by is True and isinstance(holds, bool):
            self._count(holds)
        elif by is not False:
            self.open.append((by, holds))

    def _count(self, holds: bool) -> None:
        self.heard += holds
        self.of += 1

    def reach(self, share: Fraction, scene: Scene) -> bool:
        """Whether at least this share holds one; asks of the open ones no more than it hangs on."""
        while self.open:
            if self._least(share) or not self._most(share):
                break
            by, holds = self.open.pop(0)
            if scene.settle(by):
                self._count(scene.settle(holds))
        return self._least(share)

    def _least(self, share: Fraction) -> bool:
        """Whether it is reached if all that is open turns out badly."""
        against = sum(holds is not True for _, holds in self.open)
        return _reached(self.heard, self.of + against, share)

    def _most(self, share: Fraction) -> bool:
        """Whether it is reached if all that is open turns out well."""
        well = sum(holds is not False for _, holds in self.open)
        return _reached(self.heard + well, self.of + well, share)


def _reached(heard: int, of: int, share: Fraction) -> bool:
    return of > 0 and heard >= share * of


class Speech:
    """One `spoken` of a requirement, compiled for one edition."""

    def __init__(self, spoken: Spoken, edition: Edition, subject: str) -> None:
        self.spoken = spoken
        self.by = frozenset(spoken.by)
        self.any = [_item(phrase, Place.of(edition, spoken, "any_", subject)) for phrase in spoken.any_]
        self.all = [_item(phrase, Place.of(edition, spoken, "all_", subject)) for phrase in spoken.all_]
        self.none = [_item(phrase, Place.of(edition, spoken, "none_", subject)) for phrase in spoken.none_]
        place = Place.of(edition, spoken, "noted", subject)
        self.noted = None if spoken.noted is None else Matcher(spoken.noted, place)
        self.otherwise = compile_condition(spoken.otherwise, Place.of(edition, spoken, "otherwise", subject))
        share = spoken.share
        self.share = (
            None if share is None else value_reader(share.form, Place.of(edition, spoken, "share", subject), as_share)
        )
        self._worded: dict[tuple[str, ...], Wording] = {}

    def fault(self, scene: Scene, at: int, facts: list[FactRef]) -> WhyNot | None:
        """What speaks against it by an instant, `None` if it is kept; utterances that count are added to `facts`."""
        said = [event for event in events_of(scene, SAID) if event.at <= at]
        if not said:  # nobody is silent for a whole talk: the transcript is not there
            return self._without_transcript(scene, at, facts)
        turn = [(event, folded(text) if isinstance(text := event.fields.get("text"), str) else None) for event in said]
        for item in self.none:
            if self._heard(scene, turn, [item], at, facts):
                number = facts[-1].event
                return WhyNot("said", number, self._phrase(scene, item, turn, number, at))
        for item in self.all:
            if not self._heard(scene, turn, [item], at, facts):
                return WhyNot("not_said", 0, _name(item))
        if self.any:
            return self._any_unsaid(scene, turn, at, facts)
        return None

    def _any_unsaid(self, scene: Scene, turn: Sequence[_Utterance], at: int, facts: list[FactRef]) -> WhyNot | None:
        names = ", ".join(_name(item) for item in self.any)
        if self.share is None:
            return None if self._heard(scene, turn, self.any, at, facts) else WhyNot("not_said", 0, names)
        read = self.share.read(scene, None, at)
        if read.missing is not None or not isinstance(read.value, Fraction):
            missing = read.missing or Missing(0, "spoken.share")
            return None if scene.settle(missing.leaf("share")) else WhyNot("not_said", 0, names)
        part = self._part(scene, [event for event, _ in turn])
        counted, holding = Counted(), []
        for event, text in turn:
            if event.number not in part:
                continue
            by, holds = self._by(event), self._holds(event, text, self.any, scene, at)
            counted.add(by, holds)
            holding += [event.number] if by is True and holds is True else []
        if counted.reach(read.value, scene):
            facts.extend(FactRef(number, "said") for number in holding)
            return None
        if not counted.heard:
            return WhyNot("not_said", 0, names)
        return WhyNot("said_too_seldom", 0, names, f"{counted.heard}/{counted.of}")

    def _without_transcript(self, scene: Scene, at: int, facts: list[FactRef]) -> WhyNot | None:
        """What speaks against it where no utterance is on record: a text without speakers, or what was noted."""
        text = scene.facts.value("transcript", at)
        whole = folded(text) if isinstance(text, str) else None
        if whole is not None and self._ruled_out(scene, whole, at):
            return WhyNot("not_said", 0, ", ".join(_name(item) for item in (*self.all, *self.any)))
        if whole is not None and self.none and not (self.all or self.any or self._found(scene, whole, self.none, at)):
            return None
        noted = [] if self.noted is None else [one for one in self.noted.candidates(scene) if one.at <= at]
        if self.noted is not None and noted:
            shown = next((one for one in noted if scene.settle(self.noted.truth(scene, one))), None)
            facts.extend(() if shown is None else (FactRef(shown.number, "noted"),))
            return None if shown is not None else WhyNot("not_noted", noted[-1].number)
        if self.otherwise is not None:
            return None if scene.settle(self.otherwise(scene, None, at, None)) else WhyNot("not_noted")
        return None if scene.settle(Leaf(0, "transcript", repr(self.spoken))) else WhyNot("no_transcript")

    def _ruled_out(self, scene: Scene, whole: str, at: int) -> bool:
        """Whether nobody said what has to be said."""
        if any(not self._found(scene, whole, [item], at) for item in self.all):
            return True
        return bool(self.any) and not self._found(scene, whole, self.any, at)

    def _found(self, scene: Scene, whole: str, items: Sequence[_Item], at: int) -> bool:
        """Whether somebody said any of the items, or that is not known for want of their words."""
        wordings = [self._wording(scene, item, at) for item in items]
        return any(wording is None or wording.found(whole) is not None for wording in wordings)

    def _phrase(self, scene: Scene, item: _Item, turn: Sequence[_Utterance], number: int, at: int) -> str:
        text = next(text for event, text in turn if event.number == number)
        wording = self._wording(scene, item, at)
        found = wording.found(text) if text is not None and wording is not None else None
        return found or _name(item)

    def _heard(
        self, scene: Scene, turn: Sequence[_Utterance], items: Sequence[_Item], at: int, facts: list[FactRef]
    ) -> bool:
        """Whether any of the items was said by the speakers, in the part that counts."""
        heard = [
            (event, truth) for event, text in turn if (truth := self._truth(scene, event, text, items, at)) is not False
        ]
        if not heard:  # whoever spoke, and whichever part it was
            return False
        part = self._part(scene, [event for event, _ in turn])
        counting = [(event, truth) for event, truth in heard if event.number in part]
        if not scene.settle(any_of(truth for _, truth in counting)):
            return False
        facts.append(FactRef(next(event.number for event, truth in counting if scene.settle(truth)), "said"))
        return True

    def _truth(self, scene: Scene, event: Event, text: str | None, items: Sequence[_Item], at: int) -> Truth:
        """Whether an utterance is by the speakers and holds any of the items."""
        by = self._by(event)
        return False if by is False else all_of([by, self._holds(event, text, items, scene, at)])

    def _holds(self, event: Event, text: str | None, items: Sequence[_Item], scene: Scene, at: int) -> Truth:
        """Whether an utterance holds any of the items, whoever said it."""
        if text is None:
            return Leaf(event.number, "text", f"says {[_name(item) for item in items]}")
        held: list[Truth] = []
        for item in items:
            wording = self._wording(scene, item, at)
            held.append(
                Missing(0, f"value {_name(item)}").leaf("said") if wording is None else wording.found(text) is not None
            )
        return any_of(held)

    def _by(self, event: Event) -> Truth:
        speaker = event.fields.get("speaker")
        if speaker is None and event.actors:
            speaker = SPEAKERS.get(event.actors[0].kind or "")
        return Leaf(event.number, "speaker", f"in {sorted(self.by)}") if speaker is None else speaker in self.by

    def _part(self, scene: Scene, said: Sequence[Event]) -> frozenset[int]:
        """The numbers of the utterances that count; where simultaneous ones end a turn, those are still in it."""
        if self.spoken.part == "anywhere":
            return frozenset(event.number for event in said)
        groups = list(instants(said))
        found: set[int] = set()
        for group in groups if self.spoken.part == "opening" else reversed(groups):
            own = {event.number for event in group if scene.settle(self._by(event))}
            if found and not own:
                break
            found |= own
            if found and len(own) < len(group):
                break
        return frozenset(found)

    def _wording(self, scene: Scene, item: _Item, at: int) -> Wording | None:
        """The phrases of an item; `None` if the policy has no value for them."""
        if isinstance(item, Wording):
            return item
        phrase, reader = item
        read = reader.read(scene, None, at)
        if read.missing is not None:
            return None
        phrases = tuple(str(one) for one in read.value) if isinstance(read.value, tuple) else (str(read.value),)
        if phrases not in self._worded:
            self._worded[phrases] = Wording.of(_called(phrase), phrases)
        return self._worded[phrases]


_Utterance: TypeAlias = tuple[Event, str | None]
_Item: TypeAlias = "Wording | tuple[Phrase, ValueReader]"


def _item(phrase: Phrase, place: Place) -> _Item:
    if phrase.form is None:
        name = phrase.words or ""
        return Wording.of(name, WORD_LISTS[name])
    reader = value_reader(phrase.form, place, as_texts)
    constant = reader.constant
    if constant is not None and constant.missing is None and isinstance(constant.value, tuple):
        return Wording.of(_called(phrase, constant.value), constant.value)
    return phrase, reader


def _called(phrase: Phrase, phrases: Sequence[str] = ()) -> str:
    return ", ".join(phrases or tuple(phrase.blanks()))


def _name(item: _Item) -> str:
    return item.name if isinstance(item, Wording) else _called(item[0])


def blanks_in(spoken: Iterable[Spoken]) -> Iterator[str]:
    """The blanks named in what is spoken."""
    for one in spoken:
        for phrase in (*one.any_, *one.all_, *one.none_):
            yield from phrase.blanks()
        if one.share is not None:
            yield from blank_names(one.share.form)
