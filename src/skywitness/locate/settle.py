"""Settles which of the places of one name is meant: every piece of evidence has a weight and a sentence, and too small a lead settles nothing.

Weights are powers of ten: a lead of 1.0 is like being ten times larger. The size of a place counts by the logarithm of its population, the prior
that the population baseline of toponym resolution uses (Leidner 2007); regions named in the post, the source's own region and the places
named beside it can outweigh size, but only up to :data:`CONTEXT_LIMIT`, so that a village next door does not become the capital.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from skywitness.geo.gazetteer import GazetteerPlace
from skywitness.geo.regions import CLAIMED_BY_ANOTHER, ENCLAVES
from skywitness.geo.sphere import distance_m

SIZE_OF_KIND = {"sea": 7.0, "area": 5.5, "quarter": 3.6}
BONUS_OF_KIND = {"town": 0.0, "district": 0.6, "region": 0.4, "country": 1.0}
SITE_SIZE = 4.2
POST_REGION = 2.4
SOURCE_REGION = 2.2
NEAR = 2.6
NEAR_SCALE_M = 120_000
SETTLED = 3.0
SAME_COUNTRY = 1.6
SAME_REGION = 1.6
CONTEXT_LIMIT = 4.0
LEAD_WITH_REASON = 0.15
LEAD = 0.9
"""How far the best must be ahead of the next one."""
LEAD_OF_SMALL_TOWN = 1.5
"""The same when nothing but size speaks for a small town."""
LEAD_OF_MANY = 1.3
MANY = 6
"""So many places of one name, and size alone says less."""
LARGE_TOWN = 30_000
SAME_PLACE_M = 30_000
TELLING_SIZE = 5_000
"""From so many people on, two namesakes of one region with the same number of them are one town."""
CITY = 100_000
"""A town of this size goes before its own region of the same spelling (Ставрополь, Ставрополье)."""


class Surroundings(Struct, frozen=True, kw_only=True):
    """What is known around a name, all from other names: regions told in the post, the source's region, places in no doubt."""

    post_regions: frozenset[str] = frozenset()
    source_region: str | None = None
    beside: tuple[GazetteerPlace, ...] = ()
    share: Mapping[str, float] = {}
    """By country ("UA") and by region ("UA-63"): the share of the other names that lie there."""
    settled: frozenset[str] = frozenset()
    """Ids of places that another mention in the text is told to be."""
    open: tuple[tuple[tuple[GazetteerPlace, float], ...], ...] = ()
    """For each other name that is not settled: the places that it may mean, each with its share of the weight of all."""
    unlikely: Mapping[str, float] = {}
    """Ids of places that bear the name only in a way (formerly, or as the town of a district), and what that costs them."""


class Settled(Struct, frozen=True):
    """The place meant with the reason; or no place with the reason; ``region`` is the one region code that all remaining places share, when none could be preferred."""

    place: GazetteerPlace | None
    why: str
    region: str | None = None


def settle(name: str, places: Sequence[GazetteerPlace], around: Surroundings, holders: Sequence[GazetteerPlace] = ()) -> Settled:
    """The place that a name means among those it may mean.

    ``holders`` are the readings of the containing region told with the name. A name told to lie where none of its
    places lies is not settled.
    """
    if not places:
        return Settled(None, f'the gazetteer has no place called "{name}"')
    if any(place.kind == "continent" for place in places):
        return Settled(None, f"{places[0].en} is wider than any point could stand for")
    if holders:
        inside = [place for place in places if any(lies_in(place, holder) for holder in holders)]
        if not inside and all(holder.kind == "country" for holder in holders) and any(place.iso in CLAIMED_BY_ANOTHER for place in places):
            inside = [place for place in places if place.iso in CLAIMED_BY_ANOTHER]
        if not inside:
            return Settled(None, f'no "{name}" is known in {holders[0].en}', _shared_region(holders))
        return _lead(inside, around, because=f"told to lie in {holders[0].en}")
    return _lead(places, around, because=None)


def lies_in(place: GazetteerPlace, holder: GazetteerPlace) -> bool:
    """Whether a place lies in a region, country or district, as far as codes and the district's disc tell."""
    if holder.kind == "country":
        return place.country == holder.country
    if holder.kind == "region":
        if place.iso in ENCLAVES.get(holder.iso or "", ()):
            return True
        return place.admin == holder.admin if place.admin and holder.admin else place.iso is not None and place.iso == holder.iso
    return place.iso == holder.iso and distance_m(place.lat, place.lon, holder.lat, holder.lon) < holder.radius_m + 20_000


def _lead(places: Sequence[GazetteerPlace], around: Surroundings, *, because: str | None) -> Settled:
    if len(places) == 1:
        return Settled(places[0], because or f"the only place known by that name is {places[0].en}")
    large = {place.iso for place in places if place.kind == "town" and place.population >= CITY}
    places = [place for place in places if place.kind != "region" or place.iso not in large]
    scored = sorted(((*_weigh(place, around), place) for place in places), key=lambda row: (-row[0], row[2].id))
    best_score, reason, best = scored[0]
    rivals = [(score, place) for score, _, place in scored[1:] if not is_same_place(place, best)]
    if not rivals:
        return Settled(best, because or f"the only place known by that name is {best.en}")
    lead = _lead_needed(best, len(rivals), has_reason=bool(reason or because))
    if best_score - rivals[0][0] >= lead:
        return Settled(
            best, "; ".join(filter(None, (because, reason or f"by far the largest of {len(rivals) + 1} places of that name is {best.en}")))
        )
    close = [best, *(place for score, place in rivals if best_score - score < lead)]
    return Settled(
        None, f"{len(close)} places of that name are equally likely" + (f" ({because})" if because else ""), _shared_region(close)
    )


def _lead_needed(best: GazetteerPlace, rivals: int, *, has_reason: bool) -> float:
    """How far the best must be ahead: less when the text speaks for it, more when only its size does and the name is common or the town small."""
    if has_reason:
        return LEAD_WITH_REASON
    if rivals >= MANY:
        return LEAD_OF_MANY
    return LEAD if best.kind != "town" or best.population >= LARGE_TOWN else LEAD_OF_SMALL_TOWN


def _shared_region(places: Sequence[GazetteerPlace]) -> str | None:
    codes = {place.iso for place in places}
    return codes.pop() if len(codes) == 1 else None


def is_same_place(one: GazetteerPlace, other: GazetteerPlace) -> bool:
    """Whether two rows are one place for our purpose: the town and its region of the same name, a district and its seat, one village entered twice."""
    if one.iso != other.iso or one.country != other.country:
        return False
    apart_m = distance_m(one.lat, one.lon, other.lat, other.lon)
    return apart_m < (SAME_PLACE_M if one.kind != other.kind or _is_entered_twice(one, other) else 5_000)


def _is_entered_twice(one: GazetteerPlace, other: GazetteerPlace) -> bool:
    """Whether two towns of one name and region have as good as the same number of people: the gazetteer has one town in two rows."""
    fewer, more = sorted((one.population, other.population))
    return fewer >= TELLING_SIZE and more - fewer <= more * 0.05


def _weigh(place: GazetteerPlace, around: Surroundings) -> tuple[float, str]:
    """The weight of a place, and the sentence of its heaviest context."""
    size = _size(place)
    evidence = list[tuple[float, str]]()
    if place.iso and place.iso in around.post_regions:
        evidence.append((POST_REGION, f"its region {place.iso} is named in the post"))
    if place.iso and place.iso == around.source_region:
        evidence.append((SOURCE_REGION, f"it lies in the source's region {place.iso}"))
    if place.id in around.settled:
        evidence.append((SETTLED, "told so elsewhere in the text"))
    if near := _nearest(place, around.beside):
        apart_m, other = near
        evidence.append((NEAR * math.exp(-apart_m / NEAR_SCALE_M), f"{apart_m / 1000:.0f} km from {other.en}, named in the same post"))
    if share := around.share.get(place.country):
        evidence.append((SAME_COUNTRY * share, f"most of the other places named are in {place.country}"))
    if place.iso and (share := around.share.get(place.iso)):
        evidence.append((SAME_REGION * share, f"other places named are in {place.iso}"))
    if around.open and (may_be := _nearest_open(place, around.open)):
        weight, apart_m, other = may_be
        evidence.append((NEAR * weight, f"{apart_m / 1000:.0f} km from {other.en}, which another name of the post may mean"))
    evidence.sort(reverse=True)
    size -= around.unlikely.get(place.id, 0.0)
    context = min(CONTEXT_LIMIT, sum(weight for weight, _ in evidence))
    return size + context, evidence[0][1] if evidence and evidence[0][0] > 0.5 else ""


def shares(places: Sequence[GazetteerPlace], around: Surroundings) -> tuple[tuple[GazetteerPlace, float], ...]:
    """The places that an open name may mean, each with its share of the weight of all: weights are powers of ten."""
    weights = [10 ** _weigh(place, around)[0] for place in places]
    whole = sum(weights)
    return tuple((place, weight / whole) for place, weight in zip(places, weights, strict=True))


def _nearest_open(
    place: GazetteerPlace, names: Sequence[Sequence[tuple[GazetteerPlace, float]]]
) -> tuple[float, float, GazetteerPlace] | None:
    """The place near by that some open name means most likely: names that could each mean several places mean those that lie together."""
    near = [
        (share * math.exp(-apart_m / NEAR_SCALE_M), apart_m, other)
        for candidates in names
        for other, share in candidates
        if other.id != place.id and (apart_m := distance_m(place.lat, place.lon, other.lat, other.lon)) < 3 * NEAR_SCALE_M
    ]
    return max(near, key=lambda one: one[0], default=None)


def _size(place: GazetteerPlace) -> float:
    """How much a place weighs by itself: the logarithm of the people in it, more for regions and countries, which are spoken of as wholes."""
    if place.kind in BONUS_OF_KIND:
        return BONUS_OF_KIND[place.kind] + math.log10(max(place.population, 10_000 if place.kind == "district" else 300))
    return SIZE_OF_KIND.get(place.kind, SITE_SIZE)


def _nearest(place: GazetteerPlace, beside: Sequence[GazetteerPlace]) -> tuple[float, GazetteerPlace] | None:
    apart = ((distance_m(place.lat, place.lon, other.lat, other.lon), other) for other in beside if other.id != place.id)
    return min(apart, key=lambda pair: pair[0], default=None)
