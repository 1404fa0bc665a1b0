"""One interception in the making: how further sentences add to what was told first, and what fills its gaps at the end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from skywitness.extract.core.figures import Spot
from skywitness.extract.core.places import Named, located
from skywitness.extract.core.statements import Statement
from skywitness.model.place import Period

_TOWNS = frozenset({"town", "district", "name"})


class Joined(Struct, kw_only=True):
    """One assertion of a report as the rules see it: tokens ``first`` up to ``last`` carry it.

    ``told`` is the number of the attack that the interception answers; ``statement`` the first sentence about it, ``header`` that of the attack.
    """

    what: str
    target: str
    model: str | None
    count: int | None
    spots: list[Spot]
    statement: Statement
    period: Period
    first: int
    last: int
    header: Statement | None = None
    told: int | None = None
    is_total: bool = False
    is_undivided: bool = False
    """Whether the count was told as a whole, with no places, so that later sentences may divide it."""
    inside: Joined | None = None
    """The assertion whose count contains this one."""


def add_to(joined: list[Joined], new: Joined) -> None:
    """Add what a sentence tells: to the assertion that it goes on with, else as one of its own."""
    if new.inside is not None:
        joined.append(new)
        return
    old = next((one for one in reversed(joined) if _same_matter(one, new)), None)
    if old is None:
        joined.append(new)
    else:
        _absorb(old, new)


def _same_matter(old: Joined, new: Joined) -> bool:
    """Whether a further sentence goes on about the same targets: same target, no period or total of its own, and no look back."""
    if old.inside is not None or old.statement.goes_back != new.statement.goes_back:
        return False
    if old.target != new.target and not (new.target == "unknown" and new.model is None):
        return False
    if (old.model and new.model and old.model != new.model) or new.is_total != old.is_total:
        return False
    own = new.statement.period
    return not (own.start or own.end) or (own.start, own.end) == (old.period.start, old.period.end)


def _absorb(old: Joined, new: Joined) -> None:
    """Take in what a further sentence says: numbers that divide the total told before, or only repeat it, add nothing; others are added."""
    known = {_name_of(spot) for spot in old.spots}
    fresh = [spot for spot in new.spots if _name_of(spot) not in known]
    divides = (old.is_undivided and _told(old) + (new.count or 0) <= (old.count or 0)) or _retells(old, new, fresh)
    if old.count is None and (not old.spots or (len(old.spots) == 1 and not fresh)):
        old.count = new.count
        old.spots = [Spot(spot.place, new.count) for spot in old.spots]
    elif old.count is None:
        pass
    elif new.count is not None and not (divides and _goes_on_dividing(old, fresh)) and (_says_more(new) or (fresh and not divides)):
        old.count += new.count
    around = [] if old.spots or fresh else located(new.statement.places)
    there = new.count if divides and new.statement.divides else old.count
    old.spots = [*old.spots, *fresh, *(Spot(place, there if len(around) == 1 else None) for place in around)]
    old.last = max(old.last, new.last)
    old.model = old.model or new.model


def _goes_on_dividing(old: Joined, fresh: Sequence[Spot]) -> bool:
    """Whether "еще" only goes through the places of a total: some were told before, or several are told at once."""
    return old.is_undivided and (bool(old.spots) or len(fresh) > 1)


def _retells(old: Joined, new: Joined, fresh: Sequence[Spot]) -> bool:
    """Whether what was told of one region is told again of the towns in it, as articles do: "два — над областью … два: один — над Воронежем"."""
    return new.count == old.count and [spot.place.sort for spot in old.spots] == ["region"] and all(s.place.sort in _TOWNS for s in fresh)


def _told(one: Joined) -> int:
    return sum(spot.count or 0 for spot in one.spots)


def _name_of(spot: Spot) -> str:
    """The beginning of a place's name, which declension leaves alone."""
    return spot.place.stem


def _says_more(new: Joined) -> bool:
    return any("more" in entry.item.flags for entry in new.statement.placed)


def settle(joined: Sequence[Joined]) -> None:
    """Give each its number, which is the attack's when that is larger, and a place when no number took one: its sentence's, then the attack's."""
    for one in joined:
        is_foiled = one.header is not None and one.header.what == "foiled"
        if one.inside is None and one.told is not None and (one.count is None or (is_foiled and one.told >= one.count)):
            one.spots = [Spot(spot.place, one.told) for spot in one.spots] if one.count is None and len(one.spots) == 1 else one.spots
            one.count = one.told
    _lend_periods(joined)
    filled = [(one, _places_for(one, joined)) for one in joined if not one.spots and one.inside is None]
    for one, places in filled:
        one.spots = [Spot(place, one.count if len(places) == 1 else None) for place in places]


def _lend_periods(joined: Sequence[Joined]) -> None:
    """Give the clock times told for one interception to the next sentence's, when that tells no time of its own."""
    for before, one in pairwise(joined):
        if not (one.period.start or one.period.end or one.period.word) and one.statement.sentence - before.statement.sentence == 1:
            one.period = before.period if before.period.start and before.period.end else one.period


def _places_for(one: Joined, joined: Sequence[Joined]) -> list[Named]:
    own = _free_places(one.statement, joined)
    if own or one.header is None or one.statement.is_over_region or _is_partly_placed(one, joined):
        return own
    return _bearing(one.header.places)


def _is_partly_placed(one: Joined, joined: Sequence[Joined]) -> bool:
    return any(other.spots for other in joined if other.statement is one.statement and other is not one)


def _free_places(statement: Statement, joined: Sequence[Joined]) -> list[Named]:
    taken = {spot.place.first for one in joined if one.statement is statement for spot in one.spots}
    return [] if taken else _bearing(statement.places)


def _bearing(places: Sequence[Named]) -> list[Named]:
    """Where it happened; failing that, where the targets were flying to."""
    return located(places) or [place for place in places if place.lead == "to"]
