"""Which names in a Ukrainian sentence are places, which of them only say where another lies, and which are origins of a launch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from skywitness.extract.core.places import Named
from skywitness.extract.core.scan import Scan
from skywitness.geo.gazetteer import default_gazetteer
from skywitness.geo.linking import Toponym

_NO_PLACE = frozenset({"common", "mute", "what", "target", "model", "asserter", "quantity", "factuality", "relative"})
_HELD: Mapping[str, set[str]] = {"UA-43": {"UA-40"}}
"""Regions that lie inside another one on the ground."""
_INTO = frozenset(
    {
        "н",
        "п",
        "нп",
        "м",
        "смт",
        "с",
        "село",
        "місто",
        "бухти",
        ",",
        "(",
        '"',
        ".",
        "-",
        "що",
        "в",
        "у",
        "на",
        "т",
        "о",
        "тот",
        "районі",
        "район",
        "місті",
        "селі",
        "селищі",
        "біля",
        "території",
        "області",
        "аеродром",
        "аеродрому",
        "аеродромі",
        "околицях",
        "порт",
        "порту",
        "тимчасово",
        "окупованому",
        "окупованій",
    }
)
_LONGEST_GAP = 8
_LONGEST_LIST = 3
_LONGEST_CLAUSE = 12
_AND = frozenset({"та", "і", "й", "/", "а"})
_SITES = frozenset({"airfield", "refinery", "depot", "plant", "power", "port", "bridge", "base"})
_LONGEST_CLAUSE = 12
_RELATIONAL = ("ське", "ський", "ська", "ського", "ському", "цьке", "цький", "цька")
_NAMED_AFTER = frozenset(
    {
        "військ",
        "угруповання",
        "угрупуванню",
        "групи",
        "група",
        "операції",
        "спецоперації",
        "батальйон",
        "батальйону",
        "полк",
        "полку",
        "бригада",
        "бригади",
        "корабель",
        "кораблі",
        "корабля",
        "катер",
        "крейсер",
        "судно",
        "танкер",
        "ракета",
        "ракети",
        "дрон",
        "станція",
        "фк",
        "клуб",
        "телеканал",
        "видання",
    }
)
_COUNTRY = frozenset({"україна", "україни", "україні", "україну", "україною"})
_OVER = ("по", "інфраструктур", "територі", "небі", "над", "всій")
_OTHER_LEADS = frozenset({"в", "у", "на", "над", "до", "по", "через", "біля", "повз", "курсом", "напрямку"})


class Region(Struct, frozen=True):
    """The codes of the regions where a name can lie; ``is_coarse`` when the name is that of a region itself.

    ``tells_of`` is the token of the name that the gazetteer takes this one to be told with.
    """

    codes: frozenset[str]
    is_coarse: bool
    is_site: bool = False
    tells_of: int | None = None


def regions_of(scan: Scan, toponyms: Sequence[Toponym]) -> Mapping[int, Region]:
    """The regions that each place name can lie in, by each token of the name."""
    gazetteer = default_gazetteer()
    starts = {token.start: index for index, token in enumerate(scan.tokens)}
    found: dict[int, Region] = {}
    for toponym in toponyms:
        places = [gazetteer.place_of(one) for one in toponym.candidates]
        if toponym.span[0] in starts and places:
            codes = frozenset(place.iso for place in places if place.iso)
            helped = starts.get(toponyms[toponym.qualifies].span[0]) if toponym.qualifies is not None else None
            kinds = {place.kind for place in places}
            region = Region(codes, "region" in kinds, kinds <= _SITES, helped)
            found.update((index, region) for start, index in starts.items() if toponym.span[0] <= start < toponym.span[1])
    return found


def settle_places(scan: Scan, places: Sequence[Named], regions: Mapping[int, Region]) -> list[Named]:
    """The places of a sentence without common words taken for names, and without the regions that only say where another one lies.

    "Шуя, Івановська область" and "Липецька область, Єлецький район" are one place each; "Харків та Харківська область" are two.
    """
    named = [_known(place, regions) for place in places if not _is_common(scan, place)]
    kept: list[Named] = []
    for place in named:
        unknown = place.sort == "district" and place.first not in regions
        if any(
            _holds(scan, place, one, regions) and not (one.sort == "district" and one.first not in regions)
            for one in named
            if one is not place
        ):
            continue
        if unknown and any(_holds(scan, one, place, regions) for one in named if one is not place):
            continue
        outer = next((one for one in named if one is not place and _holds(scan, one, place, regions)), None)
        within = place.within or (scan.quote(outer.first, outer.last) if outer is not None and _overlap(outer, place, regions) else None)
        lead = place.lead or (outer.lead if outer is not None and outer.first < place.first else "")
        kept.append(structs.replace(place, within=within, lead=lead))
    return kept


def _overlap(outer: Named, inner: Named, regions: Mapping[int, Region]) -> bool:
    big, small = regions.get(outer.first), regions.get(inner.first)
    return big is None or small is None or bool(big.codes & small.codes)


def _is_common(scan: Scan, place: Named) -> bool:
    """Whether a name is a word of the tables instead: of forces, weapons, deeds."""
    if place.last > place.first + 1:
        return False
    following = scan.tokens[place.last].text if place.last < len(scan.tokens) else ""
    if not place.lead and scan.tokens[place.first].text.endswith(_RELATIONAL) and following.isalpha() and len(following) > _LONGEST_LIST:
        return True
    if place.first > 1 and scan.tokens[place.first - 1].text == '"' and scan.tokens[place.first - 2].text in _NAMED_AFTER:
        return True
    return any(
        mark.kind in _NO_PLACE and mark.first <= place.first < mark.last for mark in scan.marks_in(max(0, place.first - 4), place.last)
    )


def _known(place: Named, regions: Mapping[int, Region]) -> Named:
    """A district that no gazetteer knows gives way to the region told with it."""
    if place.first in regions or place.within is None:
        return place
    first = next((index for index in range(place.first, place.last) if index in regions and regions[index].is_coarse), None)
    return place if first is None else structs.replace(place, first=first, sort="region", within=None)


def _holds(scan: Scan, outer: Named, inner: Named, regions: Mapping[int, Region]) -> bool:
    """Whether one place only says where another one of the same sentence lies; "A and its region" are two."""
    big, small = regions.get(outer.first), regions.get(inner.first)
    if big is None:
        return False
    first, last = min(inner.last, outer.last), max(inner.first, outer.first)
    gap = [scan.tokens[index].text for index in range(first, last)]
    is_list = len(gap) <= _LONGEST_LIST and bool(set(gap) & _AND)
    is_fine = small is None or not small.is_coarse
    if big.is_coarse and is_fine and big.tells_of is not None and inner.first <= big.tells_of < inner.last:
        return not is_list
    is_close = len(gap) <= _LONGEST_GAP and all(word in _INTO for word in gap)
    if small is None:
        return big.is_coarse and is_close
    if not big.is_coarse and not big.is_site and outer.sort not in _SITES:
        is_part = small.is_site or inner.sort in _SITES or (inner.sort == "district" and outer.sort != "district" and "," not in gap)
        return is_part and is_close and bool(gap) and bool(big.codes & small.codes)
    if not big.is_coarse or (small.is_coarse and not small.codes <= _inside(big) - big.codes):
        return False
    is_apart = len(gap) > _LONGEST_CLAUSE or "," in gap or bool(scan.marks_in(first, last, "what"))
    is_apart = not is_close and (outer.first < inner.first or is_apart)
    return bool(_inside(big) & small.codes) and not is_list and not is_apart


def _inside(region: Region) -> frozenset[str]:
    return region.codes.union(*(_HELD.get(code, set()) for code in region.codes))


def country_in(scan: Scan, first: int, last: int) -> list[Named]:
    """Ukraine as a whole, where a sentence says that it was attacked or warned: "по Україні", "територією України", "атакував Україну"."""
    words = [token.text for token in scan.tokens[first:last]]
    for index in range(1, len(words)):
        before = words[max(0, index - 2) : index]
        if words[index] == "україну" or (words[index] in _COUNTRY and any(word.startswith(_OVER) for word in before)):
            return [Named(first + index, first + index + 1, "country", "over", first + index, genitive=False, stem="україн")]
    return []


def from_lists(scan: Scan, places: Sequence[Named], first: int) -> list[Named]:
    """The places with "із напрямків A, B, C" read as a list of origins up to the next thing that is said to happen."""
    origins = [mark.last for mark in scan.marks if mark.kind == "preposition" and mark.value == "from" and mark.first >= first]
    ends = [mark.first for mark in scan.marks if mark.kind in {"what", "target", "model"}]
    settled: list[Named] = []
    for place in places:
        begun = max((index for index in origins if index <= place.first), default=None)
        is_open = begun is not None and not any(begun <= end < place.first for end in ends)
        tight = begun is not None and (_is_list(scan, begun, place.first) if is_open else False)
        settled.append(structs.replace(place, lead="from") if not place.lead and tight else place)
    return settled


def _is_list(scan: Scan, first: int, last: int) -> bool:
    """Whether some tokens are names with signs between: no word of another preposition, no full stop but after an abbreviation."""
    words = [scan.tokens[index].text for index in range(first, last)]
    return not any(word in _OTHER_LEADS for word in words) and "!" not in words
