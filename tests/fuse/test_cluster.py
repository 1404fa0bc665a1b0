"""Contraction: the partition depends on weights alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skywitness.fuse.cluster import components, contract

EDGES = st.dictionaries(st.tuples(st.integers(0, 8), st.integers(9, 16)), st.integers(-40, 40), max_size=30)


@given(weights=EDGES, data=st.data())
def test_the_order_of_edges_changes_nothing(weights: dict[tuple[int, int], int], data: st.DataObject) -> None:
    shuffled = dict(data.draw(st.permutations(list(weights.items()))))
    assert contract(shuffled) == contract(weights)


@given(weights=EDGES)
def test_components_solved_apart_give_the_partition_of_the_whole(weights: dict[tuple[int, int], int]) -> None:
    apart: dict[int, int] = {}
    for group in components(weights):
        apart.update(contract({pair: weight for pair, weight in weights.items() if pair[0] in group}))
    assert apart == contract(weights)


@given(weights=EDGES)
def test_no_two_clusters_would_gain_by_joining(weights: dict[tuple[int, int], int]) -> None:
    leader = contract(weights)
    between: dict[tuple[int, int], int] = {}
    for (left, right), weight in weights.items():
        pair = (min(leader[left], leader[right]), max(leader[left], leader[right]))
        between[pair] = between.get(pair, 0) + weight
    assert all(total <= 0 for pair, total in between.items() if pair[0] != pair[1])


def test_a_bar_outweighs_any_evidence() -> None:
    assert contract({(1, 2): 9000, (2, 3): 9000, (1, 3): -(10**9)})[1] != contract({(1, 2): 9000, (2, 3): 9000, (1, 3): -(10**9)})[3]
