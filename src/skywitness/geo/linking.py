"""A name as a text has it, and the region or district told beside it: "Ейск Краснодарского края", "в Липецкой области, в Ельце", "the Kursk Region's Rylsk district"."""

from __future__ import annotations

import re

from msgspec import Struct, structs

from skywitness.geo.gazetteer import Gazetteer
from skywitness.geo.regions import CLAIMED_BY_ANOTHER, ENCLAVES
from skywitness.geo.tokens import VOID
from skywitness.geo.unnamed import is_unnamed

_INTO_REGION = re.compile(
    r"[\s,(–—»\"”-]*(?:(?:що|який|яка|который|которая|что|в|у|во|та|на|території|территории|районе|районі|of|in|the)\s+)*[\s(]*"
)
_INSIDE = re.compile(r"\b(?:в|у|во)(?:\s+район[еі])?\s*$|\bin(?: the)?\s*$")
_COARSER = {"site": 5, "quarter": 4, "town": 3, "district": 2, "region": 1, "country": 0}
HOLDERS = frozenset({"region", "district", "country"})
MAX_BETWEEN = 24
LARGE_TOWN = 50_000
"""A town of this size stands in lists beside regions ("Курск, Брянская область"); a smaller one is told to lie in them."""


class Toponym(Struct, frozen=True, kw_only=True):
    """A place name where it stands in a text, with every place it may mean.

    ``candidates`` are gazetteer ids in no order of merit. ``kind`` is what the text says it is: region, district, town, site kinds, sea, country; None when only
    the name tells. ``within`` is the wording of a containing region or district told beside it; that region is a toponym of its own, whose
    ``qualifies`` is the position (in the list) of the name that it only helps to locate.
    """

    surface: str
    span: tuple[int, int]
    candidates: tuple[str, ...]
    kind: str | None = None
    former: tuple[str, ...] = ()
    """Those of the candidates that are only formerly, or elsewhere, called so."""
    within: str | None = None
    qualifies: int | None = None


def link_regions(text: str, toponyms: list[Toponym], names: Gazetteer) -> list[Toponym]:
    """Give every name the region or district told right behind it ("Ейск Краснодарского края"), or right before ("в Липецкой области, в Ельце", "Липецкая область, Елецкий район")."""
    linked = list(toponyms)
    for i in range(len(linked) - 1, 0, -1):
        left, right = linked[i - 1], linked[i]
        gap = text[left.span[1] : right.span[0]].replace(VOID, "")
        if (
            len(gap) > MAX_BETWEEN
            or not _INTO_REGION.fullmatch(gap)
            or ("," in gap and _may_be_region(left, names))
            or is_unnamed(right.surface)
        ):
            continue
        if _is_coarser(right, left, names) and (_lies_in(left, right, names) or (right.kind in HOLDERS and _must_lie_in(left, gap, names))):
            linked[i - 1] = structs.replace(left, within=right.surface)
            linked[i] = structs.replace(right, qualifies=i - 1)
        elif (
            "(" not in gap
            and (
                _INSIDE.search(gap)
                or left.surface.endswith(("'s", "’s"))
                or (gap.strip() == "," and left.kind == "region" and right.kind == "district")
            )
            and _is_coarser(left, right, names)
            and _lies_in(right, left, names)
        ):
            linked[i] = structs.replace(right, within=left.surface)
            linked[i - 1] = structs.replace(left, qualifies=i)
    return linked


def _may_be_region(name: Toponym, names: Gazetteer) -> bool:
    """Whether a name that nothing calls a town can be a whole region, which stands beside another and not in it ("над Крымом, Ростовской областью")."""
    return name.kind is None and any(names.place_of(candidate).kind == "region" for candidate in name.candidates)


def _must_lie_in(name: Toponym, gap: str, names: Gazetteer) -> bool:
    """Whether the region behind can only be what the name lies in, known there or not: nothing but a space or a bracket between, or a small town before a comma."""
    if gap.strip() in {"", "("}:
        return True
    if name.kind == "town" and gap.strip(" ,") in {"в", "у", "во"}:
        return True
    return gap.strip() == "," and all(names.place_of(candidate).population < LARGE_TOWN for candidate in name.candidates)


def _is_coarser(region: Toponym, name: Toponym, names: Gazetteer) -> bool:
    """Whether one name can be a region, district or country that holds a place of the other."""
    if _lies_on(name, region, names):
        return True
    if region.kind in _COARSER:
        return region.kind in HOLDERS and _COARSER[region.kind] < _COARSER.get(name.kind or "town", 5)
    kinds = {names.place_of(candidate).kind for candidate in region.candidates} & HOLDERS
    finest = max(_COARSER.get(names.place_of(candidate).kind, 5) for candidate in name.candidates)
    return any(_COARSER[kind] < finest for kind in kinds)


def _lies_on(name: Toponym, region: Toponym, names: Gazetteer) -> bool:
    """Whether the name is a region that lies inside the other on the ground (Sevastopol in Crimea), though its code is its own."""
    return any(
        names.place_of(candidate).iso in ENCLAVES.get(names.place_of(holder).iso or "", ())
        for candidate in name.candidates
        for holder in region.candidates
        if names.place_of(holder).kind == "region"
    )


def _lies_in(name: Toponym, region: Toponym, names: Gazetteer) -> bool:
    """Whether any place of the name lies in any place of the region, by region code or country."""
    if _lies_on(name, region, names):
        return True
    holders = [place for candidate in region.candidates if (place := names.place_of(candidate)).kind in HOLDERS]
    codes, countries = {place.iso for place in holders if place.iso}, {place.country for place in holders if place.kind == "country"}
    inner = [names.place_of(candidate) for candidate in name.candidates]
    return any(place.iso in codes or place.country in countries or (countries and place.iso in CLAIMED_BY_ANOTHER) for place in inner)
