"""What a Ukrainian report tells, one matter at a time, before matters are joined and made into drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from skywitness.extract.core.counts import Item
from skywitness.extract.core.drafts import Draft
from skywitness.extract.core.places import Named, mention_of
from skywitness.extract.core.scan import Scan
from skywitness.extract.uk.lines import Line
from skywitness.model.place import Period
from skywitness.model.reading import Asserter, PlaceMention
from skywitness.model.words import CountState, Factuality, PlaceRole, Target, What

_ROLES = {"to": PlaceRole.AIMED_AT, "from": PlaceRole.LAUNCHED_FROM}


class Told(Struct, kw_only=True):
    """One matter at tokens ``first`` up to ``last``.

    ``is_bare`` tells an attack of which no hit is told; it gives way to one that is. ``is_active`` tells a site destroyed, which is a hit when no
    other is told. ``part_of`` is the position of the total that contains this number.
    """

    what: str
    line: Line
    target: str = "unknown"
    model: str | None = None
    means: str | None = None
    count: int | None = None
    places: list[Named]
    period: Period
    asserter: Asserter
    factuality: Factuality = Factuality.CERTAIN
    negated: bool = False
    value: str | None = None
    is_bare: bool = False
    is_active: bool = False
    state: CountState = CountState.NOT_GIVEN
    first: int
    last: int
    part_of: int | None = None
    bound: Mapping[int, int] = {}
    """How many are told for each place, by the token where its name begins, when several groups are told apart."""


def draft_of(scan: Scan, told: Told) -> Draft:
    """The draft of one matter. A number goes to its place when there is only one."""
    where = [place for place in told.places if place.lead != "from"]
    mentions = tuple(_mention(scan, place, told, alone=len(where) == 1) for place in told.places)
    return Draft(
        what=What(told.what),
        target=Target(told.target if told.target != "any" else "unknown"),
        model=told.model,
        means=told.means,
        count=told.count,
        count_state=told.state,
        places=mentions,
        period=told.period,
        asserter=told.asserter,
        factuality=told.factuality,
        negated=told.negated,
        span=scan.trimmed_span(told.first, told.last),
        value=told.value,
        part_of=told.part_of,
    )


def _mention(scan: Scan, place: Named, told: Told, *, alone: bool) -> PlaceMention:
    role = PlaceRole.FELL if told.what == "debris_fell" and place.lead != "from" else _ROLES.get(place.lead, PlaceRole.OCCURRED)
    counted = told.bound.get(place.first)
    counted = told.count if counted is None and alone and place.lead != "from" and place.sort != "country" else counted
    return mention_of(scan, place, role, counted)


def count_of(item: Item) -> int | None:
    """How many an item says: its number, one when its form says so, else not given."""
    if item.count is not None and not item.is_range and "at_most" not in item.flags:
        return item.count
    if item.is_range or item.flags & {"several", "all", "at_most"}:
        return None
    return 1 if item.agreed == 1 else None


def weapon_of(items: Sequence[Item]) -> tuple[str, str | None]:
    """The class and type of what flew: the first that is named with its class."""
    named = [item for item in items if item.target not in {None, "any"}]
    first = next((item for item in named if item.target != "unknown"), named[0] if named else None)
    if first is None:
        return "unknown", None
    same = [item.model for item in named if item.target == first.target and item.model]
    return first.target or "unknown", same[0] if len(set(same)) == 1 else first.model


def less_firm(one: Factuality, other: Factuality) -> Factuality:
    """The less firm of two."""
    order = [Factuality.UNCOMMITTED, Factuality.POSSIBLE, Factuality.PROBABLE, Factuality.CERTAIN]
    return min(one, other, key=order.index)
