"""The reckoning of a roll-up: its figure against its own parts, and against what the ledger holds in its period and places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from skywitness.fuse.counts import Added
from skywitness.fuse.sketch import Sketch
from skywitness.fuse.tally import COUNTED, add_up, count_uncounted
from skywitness.model.reading import Assertion
from skywitness.model.words import CountState, PlaceRole

COUNTED_IN = frozenset({PlaceRole.OCCURRED, PlaceRole.FELL})
NO_FIGURE = {
    CountState.WITHHELD: "the figure is withheld",
    CountState.UNKNOWN: "the figure is said to be unknown",
    CountState.NOT_GIVEN: "the roll-up gives no figure",
}
"""Why a roll-up without a figure cannot be compared; a figure of zero can."""


class Reckoned(Struct, frozen=True, kw_only=True):
    """What stands against a stated figure.

    ``own`` is what the roll-up's own parts add up to, None when it is not divided. ``told`` is what other reports counted inside, None when
    none did. ``held`` is what the incidents of the ledger add up to, place by place: a place that others counted less in, or not at all, has
    the roll-up's own part. ``most`` is the same if no post of a voice repeats another one of it, and every town is another happening. ``happenings`` is how many happenings others
    told of inside, counted or not; ``uncounted`` how many of them are of the kind that is counted and have no figure.
    """

    own: int | None = None
    told: int | None = None
    held: int | None = None
    most: int | None = None
    overlapping: bool = False
    happenings: int = 0
    uncounted: int = 0


def is_divided(assertion: Assertion) -> bool:
    """Whether a count is given both for the whole and for two places or more."""
    return assertion.count is not None and len(own_parts(assertion)) > 1


def own_parts(assertion: Assertion) -> list[int]:
    """The counts that a roll-up gives for its places. What flew towards a place is no part: it was counted where it was shot down."""
    return [place.count for place in assertion.places if place.count is not None and place.role in COUNTED_IN]


def reckon(assertion: Assertion, own: Iterable[Sketch], covered: Sequence[Sketch]) -> Reckoned:
    """What stands against the figure of an assertion, given its own occurrences and those of others that it covers."""
    counted = COUNTED if assertion.what in COUNTED else frozenset({assertion.what})
    added = add_up(covered, counted)
    told = added.total if added else None
    overlapping = bool(added and added.overlapping)
    if not is_divided(assertion):
        return Reckoned(
            told=told,
            held=told,
            most=added.most if added else None,
            overlapping=overlapping,
            happenings=len(covered),
            uncounted=count_uncounted(covered, counted),
        )
    others = _add_up_by_zone(covered)
    held: dict[str, int] = defaultdict(int)
    for part in own:
        if part.role in COUNTED_IN:
            held[part.zone or part.occurrence] += part.count or 0
    crossing = any(found.overlapping and found.total > held.get(zone, 0) for zone, found in others.items())
    total = sum(max(held.get(zone, 0), others[zone].total if zone in others else 0) for zone in {*held, *others})
    return Reckoned(own=sum(own_parts(assertion)), told=told, held=total, most=total, overlapping=crossing, happenings=len(covered))


def match_stated(stated: int | None, found: Reckoned) -> int | None:
    """What the ledger holds against a figure: the sum nearest to it of those that the posts can mean; None when nothing was counted.

    >>> match_stated(3, Reckoned(told=1, held=1, most=4)), match_stated(9, Reckoned(told=1, held=1, most=4))
    (3, 4)
    """
    if found.held is None or stated is None:
        return found.held
    return min(max(stated, found.held), max(found.held, found.most or 0))


def _add_up_by_zone(covered: Iterable[Sketch]) -> Mapping[str, Added]:
    zones: dict[str, list[Sketch]] = defaultdict(list)
    for sketch in covered:
        zones[sketch.zone or ""].append(sketch)
    return {zone: added for zone, found in zones.items() if (added := add_up(found)) is not None}


def give_verdict(stated: int | None, found: Reckoned, *, state: CountState = CountState.NOT_GIVEN, has_period: bool = True) -> str:
    """The reconciliation in a few words: with the incidents of the ledger, then with the roll-up's own parts.

    A difference means nothing when the period is not stated; that two figures agree does.

    >>> give_verdict(42, Reckoned(told=38, held=38, happenings=3))
    'short by 4'
    >>> give_verdict(3, Reckoned(told=1, held=1, most=4, happenings=4))
    'consistent: 1 to 4 told by others, who may repeat each other or give no count'
    >>> give_verdict(27, Reckoned(own=27, told=17, held=27, happenings=2))
    'consistent: 17 told by others, the rest by its own parts alone; parts consistent'
    """
    if stated is None:
        return f"cannot be compared: {NO_FIGURE.get(state, NO_FIGURE[CountState.NOT_GIVEN])}"
    parts = "" if found.own is None else f"; parts {_compare(stated, found.own)}"
    if found.held is None:
        return f"cannot be compared: {_name_the_missing(found, has_period)}{parts}"
    matched = match_stated(stated, found) or 0
    if found.overlapping:
        return f"overlapping windows: {found.held} with double counts possible{parts}"
    if matched != stated and not has_period:
        return f"cannot be compared: period not stated{parts}"
    if matched < stated and found.uncounted:
        return f"cannot be compared: {matched} counted, and no count for {found.uncounted} more of what is told inside it{parts}"
    return f"{_compare(stated, matched)}{_name_the_grounds(found) or _name_the_doubt(stated, found)}{parts}"


def _name_the_grounds(found: Reckoned) -> str:
    """How much of a sum rests on the roll-up's own parts, empty when none of it does."""
    if found.own is None or found.held is None or (found.told or 0) >= found.held:
        return ""
    return " by its own parts alone" if found.told is None else f": {found.told} told by others, the rest by its own parts alone"


def _name_the_doubt(stated: int, found: Reckoned) -> str:
    """That posts may repeat each other or give no count, empty when it makes no difference."""
    least, most = found.held or 0, found.most or 0
    if not least < stated <= most:
        return ""
    return f": {least} to {most} told by others, who may repeat each other or give no count"


def _compare(stated: int, found: int) -> str:
    if found == stated:
        return "consistent"
    return f"short by {stated - found}" if found < stated else f"over by {found - stated}"


def _name_the_missing(found: Reckoned, has_period: bool) -> str:
    if not has_period:
        return "period not stated"
    if found.happenings:
        return f"no count for any of the {found.happenings} happenings told inside it"
    return "no other report tells of a happening in its period and places"
