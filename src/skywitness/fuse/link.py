"""From sketches to groups of one happening each: copies follow their originals, the rest is linked in one burst."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from msgspec import Struct

from skywitness.fuse.block import Pair
from skywitness.fuse.compare import Likeness
from skywitness.fuse.parameters import Parameters
from skywitness.fuse.sketch import Sketch
from skywitness.fuse.stream import Linker
from skywitness.model.ids import Digest

T = TypeVar("T")


class Linking(Struct, frozen=True, kw_only=True):
    """What linking works on: sketches in a fixed order, what each copy comes from and its first origin, and pairs that people keep apart."""

    sketches: Sequence[Sketch]
    parent: Mapping[Digest, Digest]
    origin: Mapping[Digest, Digest]
    apart: frozenset[Pair] = frozenset()
    parameters: Parameters


class Linked(Struct, frozen=True):
    """Groups of positions, each sorted, in the order of their first member; the pairs that speak for one, with their weights in thousandths of a bit; and what tells why."""

    groups: list[list[int]]
    weights: Mapping[Pair, int]
    explain: Callable[[Pair], str]


def link(work: Linking) -> Linked:
    """The groups that the sketches make. Every position is in exactly one. A copy goes where its original goes and weighs nothing."""
    follows = find_followed(work)
    leading = [position for position in range(len(work.sketches)) if position not in follows]
    linker = link_leading(work, leading)
    number = {position: index for index, position in enumerate(leading)}
    groups: dict[int, list[int]] = defaultdict(list)
    for position in range(len(work.sketches)):
        groups[linker.leader[number[follows.get(position, position)]]].append(position)
    weights = {
        (leading[left], leading[right]): weight
        for (left, right), weight in linker.weights()
        if weight > 0 and linker.leader[left] == linker.leader[right]
    }

    def explain(pair: Pair) -> str:
        return name_reasons(linker.explain((number[pair[0]], number[pair[1]])))

    return Linked(sorted(groups.values()), weights, explain)


def name_strongest(pairs: Iterable[tuple[int, Pair]], explain: Callable[[Pair], str], most: int) -> tuple[str, ...]:
    """The reasons of weighed pairs by falling weight, those of one weight by their words, until there are as many as are wanted, or a few more. A large group has
    thousands of pairs, and what is not shown is not put into words.
    """
    named = dict[str, None]()
    for _, alike in groupby(sorted(pairs, key=lambda each: -each[0]), key=lambda each: each[0]):
        if len(named) >= most:
            break
        named.update(dict.fromkeys(sorted(explain(pair) for _, pair in alike)))
    return tuple(named)


def link_leading(work: Linking, leading: Sequence[int]) -> Linker:
    """The occurrences at these positions, linked in one burst."""
    number = {position: index for index, position in enumerate(leading)}
    apart = [(number[left], number[right]) for left, right in work.apart if left in number and right in number]
    linker = Linker(work.parameters, origin=work.origin, apart=apart)
    linker.add(work.sketches[position] for position in leading)
    return linker


def name_reasons(found: Iterable[Likeness]) -> str:
    """What speaks for or against a pair, the strongest first."""
    strongest = sorted(found, key=lambda likeness: (-abs(likeness.weight), likeness.why))
    return "; ".join(likeness.why for likeness in strongest if likeness.weight)


def find_followed(work: Linking) -> dict[int, int]:
    """The occurrence that an occurrence of a copy repeats: the same thing told of the same place by the nearest report that it comes from."""
    tables: dict[Digest, dict[tuple[object, ...], int]] = defaultdict(dict)
    for position in range(len(work.sketches) - 1, -1, -1):
        sketch = work.sketches[position]
        for about in tell_about(sketch):
            tables[sketch.report][about] = position
    follows: dict[int, int] = {}
    for position, sketch in enumerate(work.sketches):
        followed = follow(sketch, work.parent, tables)
        if followed is not None:
            follows[position] = follows.get(followed, followed)
    return follows


def tell_about(sketch: Sketch) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """What an occurrence of a copy must agree in with the one that it repeats: all, and at the least."""
    least = (sketch.what, sketch.threat, sketch.region)
    return (*least, sketch.place, sketch.count), least


def follow(sketch: Sketch, parent: Mapping[Digest, Digest], tables: Mapping[Digest, Mapping[tuple[object, ...], T]]) -> T | None:
    """What the nearest report that a copy comes from tells of the same, by the tables of what reports tell about; None when none does."""
    report = parent.get(sketch.report)
    while report is not None:
        table = tables.get(report, {})
        for about in tell_about(sketch):
            if about in table:
                return table[about]
        report = parent.get(report)
    return None
