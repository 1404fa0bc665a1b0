"""Linking that goes on: occurrences come and go one by one or in bursts, and only the components that they touch are solved again.

Batch is one burst. What is compared, what it weighs and which groups come out depend on the occurrences alone, never on their order, nor on those that went.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from skywitness.fuse.alerts import Alerts
from skywitness.fuse.block import Blocks, Pair, order_of
from skywitness.fuse.cluster import contract
from skywitness.fuse.compare import NAMELESS, Likeness, find_levels, minutes_told_apart, say_level
from skywitness.fuse.parameters import Parameters
from skywitness.fuse.sketch import Sketch
from skywitness.model.ids import Digest

BIT = 1000
"""Weights are summed in thousandths of a bit, as whole numbers, so that no sum depends on order."""
DECIDED = 10**9
GONE = -1
"""The leader of what went."""
MOST_WAITING = 2_000
"""How many pairs of a burst wait to be weighed: enough that few are weighed twice, so few that what they look at is still at hand."""


class Linker:
    """All occurrences so far, numbered as they came in, the weight of every compared pair, and the group of each.

    ``origin`` gives the first origin of the report of a copy, as it is when an occurrence comes in; ``apart`` holds pairs of numbers that a person keeps apart.
    Firm occurrences are clustered first; a loose one then joins the one group that fits it best, or others like it.
    """

    def __init__(self, parameters: Parameters, *, origin: Mapping[Digest, Digest] | None = None, apart: Iterable[Pair] = ()) -> None:
        self.sketches: list[Sketch] = []
        self.leader: list[int] = []
        """The first occurrence, in the order of publication, of the group of each; valid once settled."""
        self.members: dict[int, set[int]] = {}
        """The numbers of each group, by its leader."""
        self._parameters = parameters
        self._origin: Mapping[Digest, Digest] = {} if origin is None else origin
        self._origins: list[Digest] = []
        self._apart = set(apart)
        self._blocks = Blocks(self.sketches)
        self._alerts = Alerts(self.sketches)
        self._is_loose = bytearray()
        self._beside: list[dict[int, int]] = []
        self._bits: dict[tuple[str, ...], int] = {}
        self._touched: set[int] = set()
        self._changed: set[Pair] = set()
        self._barred: dict[int, list[Pair]] = defaultdict(list)
        for pair in self._apart:
            self._barred[max(pair)].append(pair)

    def add(self, sketches: Iterable[Sketch]) -> set[int]:
        """Take in a burst of occurrences, and bring the groups that it touches up to date; gives the numbers whose pairs or group changed."""
        for sketch in sketches:
            self._take_in(sketch)
            if len(self._changed) > MOST_WAITING:
                self._weigh_changed()
        self._weigh_changed()
        return self._settle()

    def replace(self, gone: Iterable[int], sketches: Iterable[Sketch]) -> set[int]:
        """Let these numbers go for good and take in a burst, as :meth:`add` does; numbers that went are among those given."""
        for number in gone:
            self._let_go(number)
        return self.add(sketches)

    def keep_apart(self, apart: Iterable[Pair]) -> set[int]:
        """Make these the pairs that a person keeps apart; gives the numbers whose pairs or group changed."""
        wanted = set(apart)
        for pair in self._apart ^ wanted:
            self._apart ^= {pair}
            self._weigh_or_forget(pair)
        self._weigh_changed()
        return self._settle()

    def beside(self, number: int) -> Mapping[int, int]:
        """What an occurrence was compared with, and the weight of each pair in thousandths of a bit."""
        return self._beside[number]

    def groups(self) -> list[list[int]]:
        """The groups, as numbers of occurrences in the order of arrival."""
        return sorted(sorted(group) for group in self.members.values())

    def weights(self) -> Iterable[tuple[Pair, int]]:
        """Every compared pair and its weight in thousandths of a bit."""
        return (((left, right), weight) for left, beside in enumerate(self._beside) for right, weight in beside.items() if left < right)

    def explain(self, pair: Pair) -> list[Likeness]:
        """What each comparison of a pair says."""
        left, right = (self.sketches[number] for number in pair)
        return [say_level(level, left, right, self._parameters) for level in self.levels(pair)]

    def levels(self, pair: Pair) -> tuple[str, ...]:
        """The level that each comparison of a pair comes to."""
        left, right = self.sketches[pair[0]], self.sketches[pair[1]]
        is_copy = self._origins[pair[0]] == self._origins[pair[1]]
        found = find_levels(left, right, self._parameters, is_copy=is_copy and left.report != right.report)
        if self._is_loose[pair[0]] or self._is_loose[pair[1]]:
            return found
        if self._alerts.ends(*pair):
            found = ("clear.ends", *found[1:])
        return (*found, "clear.between") if self._alerts.are_parted(*pair) else found

    def _take_in(self, sketch: Sketch) -> None:
        number = len(self.sketches)
        self.sketches.append(sketch)
        self.leader.append(number)
        self.members[number] = {number}
        self._beside.append({})
        self._is_loose.append(sketch.is_loose)
        self._origins.append(self._origin.get(sketch.report, sketch.report))
        self._touched.add(number)
        beside, pushed = self._blocks.insert(number, self._origins[number])
        self._changed.update((other, number) for other in beside)
        self._changed.update(self._barred.get(number, ()))
        if not sketch.is_loose:
            renewed, moved = self._alerts.insert(number)
            pushed += renewed
            self._changed.update(self._pairs_across(moved, sketch.last_s or 0.0))
        for pair in pushed:
            self._weigh_or_forget(pair)

    def _let_go(self, number: int) -> None:
        """Undo what taking it in did: what it pushed apart is compared again, and what it parted or ended is looked at anew."""
        self._weigh_changed()
        sketch = self.sketches[number]
        for other in list(self._beside[number]):
            self._forget((min(number, other), max(number, other)))
        self._move(number, None)
        pulled = self._blocks.remove(number, self._origins[number])
        if not sketch.is_loose:
            renewed, moved = self._alerts.remove(number)
            pulled += renewed
            self._changed.update(self._pairs_across(moved, sketch.last_s or 0.0))
        for pair in pulled:
            self._weigh_or_forget(pair)
        self._touched.add(number)

    def _weigh_or_forget(self, pair: Pair) -> None:
        """Have a pair weighed when it is compared still, or again; forget it when it is not."""
        if self._is_held(pair):
            self._changed.add(pair)
        else:
            self._changed.discard(pair)
            self._forget(pair)

    def _move(self, number: int, leader: int | None) -> None:
        """Put an occurrence into the group of a leader; None: into none, it is gone."""
        group = self.members[self.leader[number]]
        group.discard(number)
        if not group:
            del self.members[self.leader[number]]
        self.leader[number] = GONE if leader is None else leader
        if leader is not None:
            self.members.setdefault(leader, set()).add(number)

    def _pairs_across(self, numbers: Iterable[int], instant_s: float) -> Iterator[Pair]:
        """Compared pairs of firm occurrences of which the one is among these and the other ends no sooner than an instant."""
        for left in numbers:
            for right in self._beside[left]:
                if (self.sketches[right].last_s or 0.0) >= instant_s and not self._is_loose[right]:
                    yield (left, right) if left < right else (right, left)

    def _weigh_changed(self) -> None:
        for pair in self._changed:
            self._weigh(pair)
        self._changed.clear()

    def _is_held(self, pair: Pair) -> bool:
        if GONE in (self.leader[pair[0]], self.leader[pair[1]]):
            return False
        origins = (self._origins[pair[0]], self._origins[pair[1]])
        return pair in self._apart or self._alerts.ends(*pair) or self._blocks.hold(pair, origins)

    def _weigh(self, pair: Pair) -> None:
        left, right = pair
        if pair not in self._apart:
            levels = self.levels(pair)
            weight = self._bits.get(levels)
            if weight is None:
                weight = self._bits[levels] = round(BIT * self._parameters.prior) + sum(
                    round(BIT * self._parameters.weigh(level)) for level in levels
                )
            if NAMELESS in levels:
                weight -= round(BIT * minutes_told_apart(self.sketches[left], self.sketches[right]) / 20)
        elif self._is_loose[left] or self._is_loose[right]:
            self._forget(pair)
            return
        else:
            weight = -DECIDED
        if self._beside[left].get(right) != weight:
            self._beside[left][right] = self._beside[right][left] = weight
            self._touched.update(pair)

    def _forget(self, pair: Pair) -> None:
        if self._beside[pair[0]].pop(pair[1], None) is not None:
            del self._beside[pair[1]][pair[0]]
            self._touched.update(pair)

    def _settle(self) -> set[int]:
        """Solve the components of what was touched: the firm ones, then what is loose beside them."""
        touched = set(self._touched)
        there = [number for number in touched if self.leader[number] != GONE]
        moved = self._solve({number for number in there if not self._is_loose[number]}, {})
        loose = {number for number in there if self._is_loose[number]}
        loose.update(other for number in moved for other in self._beside[number] if self._is_loose[other])
        self._touched.clear()
        return touched.union(moved, self._settle_loose(loose))

    def _settle_loose(self, changed: set[int]) -> list[int]:
        around = set(changed)
        fresh = changed
        while fresh:
            fresh = {
                other for number in fresh for other, weight in self._beside[number].items() if weight > 0 and self._is_loose[other]
            } - around
            around |= fresh
        best = {number: self._choose_firm(number) for number in around}
        moved = self._solve({number for number in around if best[number] is None}, best)
        for number, leader in best.items():
            if leader is not None and self.leader[number] != leader:
                self._move(number, leader)
                moved.append(number)
        return moved

    def _choose_firm(self, number: int) -> int | None:
        """The firm group that fits a loose occurrence best, by the best pair and then by all of them; None when none does."""
        speaking: dict[int, list[int]] = defaultdict(list)
        for other, weight in self._beside[number].items():
            if weight > 0 and not self._is_loose[other]:
                speaking[self.leader[other]].append(weight)
        fits = ((-max(weights), -sum(weights), order_of(self.sketches[leader]), leader) for leader, weights in speaking.items())
        return min(fits)[3] if speaking else None

    def _solve(self, numbers: set[int], best: Mapping[int, int | None]) -> list[int]:
        """Solve the components, connected by pairs that speak for one happening, that these numbers are in; gives those whose group changed.

        What only speaks against joins no component: no sum of such pairs ever brings two together. Loose ones
        that have a firm group (``best``) stand aside.
        """
        solved: set[int] = set()
        changed: list[int] = []
        for start in numbers:
            if start in solved:
                continue
            members = self._component(start, best)
            solved.update(members)
            for number, leader in self._group(members).items():
                if self.leader[number] != leader:
                    self._move(number, leader)
                    changed.append(number)
        return changed

    def _component(self, start: int, best: Mapping[int, int | None]) -> list[int]:
        is_loose = self._is_loose
        members, found = [start], {start}
        for number in members:
            for other, weight in self._beside[number].items():
                if weight > 0 and other not in found and is_loose[other] == is_loose[start] and best.get(other) is None:
                    found.add(other)
                    members.append(other)
        return members

    def _group(self, members: list[int]) -> dict[int, int]:
        """The leader of each member of a component."""
        if len(members) == 1:
            return {members[0]: members[0]}
        ordered = sorted(members, key=lambda number: order_of(self.sketches[number]))
        rank = {number: index for index, number in enumerate(ordered)}
        weights = {
            (rank[left], rank[right]): weight
            for left in ordered
            for right, weight in self._beside[left].items()
            if right in rank and rank[left] < rank[right]
        }
        return {ordered[index]: ordered[leader] for index, leader in contract(weights).items()}
