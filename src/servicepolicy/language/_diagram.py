"""Decision diagrams: what hangs on many yes-or-no tests, each diagram drawn once, so that equal ones are the same.

Reduced and ordered (Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", 1986): a test stands in the
diagram of a function exactly where the function hangs on it. Outcomes may be more than yes and no.
"""

from __future__ import annotations

from collections.abc import Hashable

__all__ = ["FALSE", "TRUE", "Diagram"]

FALSE, TRUE = 0, 1
_END = 1 << 60  # the place of an outcome: after every test


class Diagram:
    """Diagrams that share their parts, each known by a number; tests are known by their place in the order."""

    __slots__ = ("_chosen", "_nodes", "_numbers", "_outcomes")

    def __init__(self) -> None:
        self._nodes: list[tuple[int, int, int]] = [(_END, FALSE, FALSE), (_END, TRUE, TRUE)]
        self._numbers: dict[tuple[int, int, int], int] = {}
        self._outcomes: dict[Hashable, int] = {}
        self._chosen: dict[tuple[int, int, int], int] = {}

    def test(self, place: int) -> int:
        """The diagram that says what one test says."""
        return self._node(place, TRUE, FALSE)

    def outcome(self, said: Hashable) -> int:
        """The diagram that always says the same."""
        number = self._outcomes.get(said)
        if number is None:
            number = self._outcomes[said] = len(self._nodes)
            self._nodes.append((_END, number, number))
        return number

    def choose(self, test: int, if_true: int, if_false: int) -> int:
        """What one diagram says where another, of yes and no, says yes; else what a third says."""
        if test == TRUE or if_true == if_false:
            return if_true
        if test == FALSE:
            return if_false
        if if_true == TRUE and if_false == FALSE:
            return test
        key = test, if_true, if_false
        found = self._chosen.get(key)
        if found is None:
            nodes = self._nodes
            place = min(nodes[test][0], nodes[if_true][0], nodes[if_false][0])
            yes = self.choose(*(self._side(one, place, 1) for one in key))
            no = self.choose(*(self._side(one, place, 2) for one in key))
            found = self._chosen[key] = self._node(place, yes, no)
        return found

    def tested(self, root: int) -> set[int]:
        """The places of the tests on which a diagram hangs."""
        seen: set[int] = set()
        found: set[int] = set()
        waiting = [root]
        while waiting:
            number = waiting.pop()
            place, yes, no = self._nodes[number]
            if place != _END and number not in seen:
                seen.add(number)
                found.add(place)
                waiting += (yes, no)
        return found

    def _side(self, number: int, place: int, side: int) -> int:
        node = self._nodes[number]
        return node[side] if node[0] == place else number

    def _node(self, place: int, yes: int, no: int) -> int:
        if yes == no:
            return yes
        key = place, yes, no
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._nodes)
            self._nodes.append(key)
        return number
