"""Correlation clustering by greedy additive edge contraction: which occurrences belong together, given the weight of every compared pair."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping

Pair = tuple[int, int]


def contract(weights: Mapping[Pair, int]) -> dict[int, int]:
    """The cluster of every node that appears in a pair, named by the smallest node in it.

    The heaviest positive edge is contracted, parallel edges add up, until no positive edge is left (GAEC, Keuper et al. 2015). Weights are whole
    numbers, so that sums do not depend on order; ties go to the smallest pair of nodes. Cost: n log n in the number of pairs.

    >>> contract({(1, 2): 30, (2, 3): 10, (1, 3): -50})
    {1: 1, 2: 1, 3: 3}
    """
    beside: dict[int, dict[int, int]] = {}
    for (left, right), weight in weights.items():
        beside.setdefault(left, {})[right] = weight
        beside.setdefault(right, {})[left] = weight
    leader = {node: node for node in beside}
    heap = [(-weight, *sorted(pair)) for pair, weight in weights.items() if weight > 0]
    heapq.heapify(heap)
    while heap:
        negated, keep, gone = heapq.heappop(heap)
        if beside.get(keep, {}).get(gone) != -negated:
            continue
        for changed in _absorb(beside, keep, gone):
            weight = beside[keep][changed]
            if weight > 0:
                heapq.heappush(heap, (-weight, min(keep, changed), max(keep, changed)))
        leader[gone] = keep
    return {node: _find(leader, node) for node in sorted(leader)}


def _absorb(beside: dict[int, dict[int, int]], keep: int, gone: int) -> list[int]:
    """Move all edges of a node to the one that keeps it; the neighbours whose edge changed."""
    moved = beside.pop(gone)
    del moved[keep], beside[keep][gone]
    for other, weight in moved.items():
        del beside[other][gone]
        total = beside[keep].get(other, 0) + weight
        beside[keep][other] = beside[other][keep] = total
    return sorted(moved)


def _find(leader: dict[int, int], node: int) -> int:
    while leader[node] != node:
        leader[node] = leader[leader[node]]
        node = leader[node]
    return node


def components(pairs: Iterable[Pair]) -> list[list[int]]:
    """Nodes that pairs connect, each component sorted, in the order of their smallest node.

    >>> components([(1, 2), (5, 6), (2, 3)])
    [[1, 2, 3], [5, 6]]
    """
    leader: dict[int, int] = {}
    for left, right in pairs:
        first, second = (_find(leader, leader.setdefault(node, node)) for node in (left, right))
        leader[max(first, second)] = min(first, second)
    groups: dict[int, list[int]] = {}
    for node in sorted(leader):
        groups.setdefault(_find(leader, node), []).append(node)
    return [groups[head] for head in sorted(groups)]
