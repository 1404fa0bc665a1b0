"""Rows of coded happenings, linked without any text: the pair model of linking with clocks and distances, and the same clustering.

The rows of one source can be told to be different happenings each; then at most one row of every source is in an incident.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import floor

import msgspec
from msgspec import Struct

from skywitness.fuse.cluster import Pair, components, contract
from skywitness.fuse.compare import Likeness, compare_count, kilometres_between
from skywitness.fuse.parameters import Parameters, shipped_parameters
from skywitness.model.coded import CodedRow
from skywitness.model.ids import IncidentId, content_id
from skywitness.model.place import Place
from skywitness.model.words import Precision

BIT = 1000
"""Weights are summed in thousandths of a bit, as whole numbers, so that no sum depends on order."""
APART = -(10**9)
DAY_S, HOUR_S = 86_400.0, 3_600.0
COMPARED_GAP_S = 2 * HOUR_S
NEIGHBOURS = 60
"""How many later rows of one block each is compared with, so that a burst costs no square."""
CELLS_PER_DEGREE = 2
GRIDS = ((0.0, 0.0), (0.0, 0.5), (0.5, 0.0), (0.5, 0.5))
"""Four grids of such cells, each half a cell off: what lies within a quarter of a degree shares a cell of one."""
HASH_CHARACTERS, ALIKE_BITS = 64, 31
"""Perceptual hashes of 256 bits that differ in at most so many are of one picture (PDQ, Meta 2019)."""


class RowParameters(Struct, frozen=True, forbid_unknown_fields=True):
    """Weights in bits for what only tables tell. The file explains each."""

    version: str
    begin_minutes: dict[int, float]
    begin_later: float
    end_minutes: dict[int, float]
    end_later: float
    same_day: float
    kilometres: dict[float, float]
    farther: float
    what_differs: float
    fingerprint: float


class LinkedRow(Struct, frozen=True, kw_only=True):
    """One row, the incident that it belongs to, how many rows that has, and what speaks most for it."""

    row: CodedRow
    incident: IncidentId
    rows: int
    why: str


@cache
def row_parameters() -> RowParameters:
    """The parameters that ship with this version."""
    return msgspec.yaml.decode((files("skywitness.fuse") / "rows.yml").read_bytes(), type=RowParameters, strict=False)


def link_rows(rows: Iterable[CodedRow], *, once_per_source: bool = False) -> list[LinkedRow]:
    """Every row with its incident, in the order of their beginnings. The order in which they come changes nothing, ids included.

    ``once_per_source`` takes each source's rows for happenings of their own, so that no two of them are one incident. Cost: n log n.
    """
    ordered = sorted(rows, key=_said)
    weighed = weigh_rows(ordered, once_per_source=once_per_source)
    leader = {position: position for position in range(len(ordered))}
    component_of = {node: group[0] for group in components(pair for pair, (weight, _) in weighed.items() if weight > 0) for node in group}
    inside: dict[int, dict[Pair, int]] = defaultdict(dict)
    for pair, (weight, _) in weighed.items():
        if pair[0] in component_of and component_of[pair[0]] == component_of.get(pair[1]):
            inside[component_of[pair[0]]][pair] = weight
    for weights in inside.values():
        leader.update(contract(weights))
    groups: dict[int, list[int]] = defaultdict(list)
    for position, head in leader.items():
        groups[head].append(position)
    strongest: dict[int, tuple[int, str]] = {}
    for (left, right), (weight, why) in weighed.items():
        if weight > 0 and leader[left] == leader[right]:
            for each in (left, right):
                strongest[each] = max(strongest.get(each, (0, "")), (weight, why))
    names = {head: IncidentId(content_id("i", "rows", *_said(ordered[min(group)]))) for head, group in groups.items()}
    return [
        LinkedRow(
            row=row,
            incident=names[leader[position]],
            rows=len(groups[leader[position]]),
            why=strongest[position][1] if position in strongest else "no other row is like it",
        )
        for position, row in enumerate(ordered)
    ]


def weigh_rows(ordered: Sequence[CodedRow], *, once_per_source: bool) -> dict[Pair, tuple[int, str]]:
    """Every blocked pair with its weight in thousandths of a bit, and why, strongest comparison first."""
    shared, own = shipped_parameters(), row_parameters()
    weighed = {}
    for pair in sorted(block_rows(ordered)):
        left, right = ordered[pair[0]], ordered[pair[1]]
        if once_per_source and left.source == right.source and _said(left) != _said(right):
            weighed[pair] = (APART, "each row of one source is a happening of its own")
            continue
        found = sorted(compare_rows(left, right, shared, own), key=lambda likeness: (-abs(likeness.weight), likeness.why))
        weight = round(BIT * shared.prior) + sum(round(BIT * likeness.weight) for likeness in found)
        weighed[pair] = (weight, "; ".join(likeness.why for likeness in found if likeness.weight))
    return weighed


def _said(row: CodedRow) -> tuple[str, ...]:
    """All that a row says, as texts that sort by time first; where it stood is no part of it."""
    told = (
        row.begins_at,
        row.ends_at,
        row.region,
        row.place,
        row.lat,
        row.lon,
        row.what,
        row.target,
        row.count,
        row.fingerprint,
        row.row_id,
    )
    return (*("" if each is None else str(each) for each in told), row.source)


def block_rows(ordered: Sequence[CodedRow]) -> set[Pair]:
    """Positions of rows worth a comparison: of one region, place or neighbourhood and close in time, or with one fingerprint."""
    blocks: dict[tuple[str, Hashable], list[int]] = defaultdict(list)
    for position, row in enumerate(ordered):
        for key in _keys(row):
            blocks[key].append(position)
    pairs: set[Pair] = set()
    for (kind, _), group in blocks.items():
        pairs.update(_sweep(group, ordered, None if kind == "fingerprint" else COMPARED_GAP_S))
    return pairs


def _keys(row: CodedRow) -> Iterator[tuple[str, Hashable]]:
    if row.region:
        yield "region", row.region
    if row.place:
        yield "place", row.place
    if row.lat is not None and row.lon is not None:
        for grid in GRIDS:
            north, east = grid
            yield "cell", (grid, floor(row.lat * CELLS_PER_DEGREE + north), floor(row.lon * CELLS_PER_DEGREE + east))
    if row.fingerprint:
        yield "fingerprint", row.fingerprint


def _sweep(group: Sequence[int], ordered: Sequence[CodedRow], gap_s: float | None) -> Iterator[Pair]:
    """Pairs of a block that lie at most so far apart in time; all neighbours where that does not matter."""
    for index, position in enumerate(group):
        until_s = _ends_s(ordered[position])
        for other in group[index + 1 : index + 1 + NEIGHBOURS]:
            if gap_s is not None and ordered[other].begins_at.timestamp() > until_s + gap_s:
                break
            yield position, other


def _ends_s(row: CodedRow) -> float:
    begins_s = row.begins_at.timestamp()
    return row.ends_at.timestamp() if row.ends_at else begins_s + (DAY_S if row.is_day else 0.0)


def compare_rows(left: CodedRow, right: CodedRow, shared: Parameters, own: RowParameters) -> Iterator[Likeness]:
    """Every comparison of two rows; with the prior their weights add up to the log2 odds that they are one happening."""
    yield from _compare_clocks(left, right, shared, own)
    yield _compare_places(left, right, shared, own)
    if left.target and right.target:
        same = left.target.lower() == right.target.lower()
        yield Likeness(shared.threat["same" if same else "differs"], f"{left.target} {'in both' if same else f'is not {right.target}'}")
    if left.what and right.what:
        same = left.what.lower() == right.what.lower()
        yield Likeness(shared.outcome["agrees"] if same else own.what_differs, f"{left.what} {'in both' if same else f'and {right.what}'}")
    if left.count is not None and right.count is not None:
        yield compare_count(left.count, right.count, shared)
    if left.fingerprint and right.fingerprint and _is_same_picture(left.fingerprint, right.fingerprint):
        yield Likeness(own.fingerprint, "the same footage")


def _compare_clocks(left: CodedRow, right: CodedRow, shared: Parameters, own: RowParameters) -> Iterator[Likeness]:
    gap_s = right.begins_at.timestamp() - _ends_s(left)
    if gap_s > COMPARED_GAP_S:
        yield Likeness(shared.time["apart"], f"{gap_s / HOUR_S:.0f} hours apart")
    elif left.is_day or right.is_day:
        yield Likeness(own.same_day, "on the same day")
    else:
        begin_minutes = abs((right.begins_at - left.begins_at).total_seconds()) / 60
        yield Likeness(_level(begin_minutes, own.begin_minutes, own.begin_later), f"begun {begin_minutes:.0f} minutes apart")
        if left.ends_at and right.ends_at:
            end_minutes = abs((right.ends_at - left.ends_at).total_seconds()) / 60
            yield Likeness(_level(end_minutes, own.end_minutes, own.end_later), f"ended {end_minutes:.0f} minutes apart")


def _compare_places(left: CodedRow, right: CodedRow, shared: Parameters, own: RowParameters) -> Likeness:
    if left.lat is not None and right.lat is not None:
        apart_km = kilometres_between(_point(left), _point(right))
        return Likeness(_level(apart_km, own.kilometres, own.farther), f"{apart_km:.0f} km apart")
    if left.place and right.place:
        if left.place == right.place and (not left.region or not right.region or left.region == right.region):
            return Likeness(shared.area["same_place"], f"both {left.place}")
        if not left.region or not right.region:
            return Likeness(shared.area["near"], f"{left.place} and {right.place}")
    if left.region and right.region:
        same = left.region == right.region
        return Likeness(
            shared.area["same_region" if same else "apart"], f"both in {left.region}" if same else f"{left.region} is not {right.region}"
        )
    return Likeness(shared.area["unknown"], "the place of one of them is unknown")


def _point(row: CodedRow) -> Place:
    return Place(name="", iso=None, lat=row.lat or 0.0, lon=row.lon or 0.0, radius_m=0.0, precision=Precision.POINT)


def _level(measured: float, levels: Mapping[int, float] | Mapping[float, float], beyond: float) -> float:
    return next((weight for limit, weight in sorted(levels.items()) if measured <= limit), beyond)


def _is_same_picture(one: str, other: str) -> bool:
    """Whether two fingerprints are equal or, as perceptual hashes, nearly so.

    >>> _is_same_picture("0" * 64, "0" * 63 + "f"), _is_same_picture("0" * 64, "f" * 64)
    (True, False)
    """
    if one == other:
        return True
    if len(one) != HASH_CHARACTERS or len(other) != HASH_CHARACTERS:
        return False
    try:
        return (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE_BITS
    except ValueError:
        return False
