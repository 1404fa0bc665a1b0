"""Which names in a Ukrainian sentence are places, which of them only say where another lies, and which are origins of a launch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from skywitness.extract.core.places import Named
from skywitness.extract.core.scan import Scan
from skywitness.geo.gazetteer import default_gazetteer
from skywitness.geo.toponyms import Toponym

_NO_PLACE = frozenset({"common", "mute", "what", "target", "model", "asserter", "quantity", "factuality", "relative"})
_HELD: Mapping[str, set[str]] = {"UA-43": {"UA-40"}}
"""Regions that lie inside another one on the ground."""
_INTO = frozenset(
    {
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
_LONGEST_GAP = 6
_LONGEST_LIST = 3
_LONGEST_CLAUSE = 12
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
_OVER = ("по", "атак", "територі", "небі", "над", "всій", "обстріля")
_OTHER_LEADS = frozenset({"в", "у", "на", "над", "до", "по", "через", "біля", "повз", "курсом", "напрямку"})


class Region(Struct, frozen=True):
    """The codes of the regions where a name can lie; ``is_coarse`` when the name is that of a region itself.

    ``tells_of`` is the token of the name that the gazetteer takes this one to be told with.
    """

    codes: frozenset[str]
    is_coarse: bool
    tells_of: int | None = None


def regions_of(scan: Scan, toponyms: Sequence[Toponym]) -> Mapping[int, Region]:
    """The regions that each place name can lie in, by the token where the name begins."""
    gazetteer = default_gazetteer()
    starts = {token.start: index for index, token in enumerate(scan.tokens)}
    found: dict[int, Region] = {}
    for toponym in toponyms:
        places = [gazetteer.place_of(one) for one in toponym.candidates]
        if toponym.span[0] in starts and places:
            codes = frozenset(place.iso for place in places if place.iso)
            helped = toponyms[toponym.qualifies].span[0] if toponym.qualifies is not None else None
            found[starts[toponym.span[0]]] = Region(
                codes, any(place.kind == "region" for place in places), starts.get(helped) if helped is not None else None
            )
    return found


def settle_places(scan: Scan, places: Sequence[Named], regions: Mapping[int, Region]) -> list[Named]:
    """The places of a sentence without common words taken for names, and without the regions that only say where another one lies.

    "Шуя, Івановська область" and "Липецька область, Єлецький район" are one place each; "Харків та Харківська область" are two.
    """
    named = [_known(scan, place, regions) for place in places if not _is_common(scan, place)]
    kept: list[Named] = []
    for place in named:
        inner = [one for one in named if one is not place and _holds(scan, place, one, regions)]
        if inner:
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
    if place.first > 1 and scan.tokens[place.first - 1].text == '"' and scan.tokens[place.first - 2].text in _NAMED_AFTER:
        return True
    return any(
        mark.kind in _NO_PLACE and mark.first <= place.first < mark.last for mark in scan.marks_in(max(0, place.first - 4), place.last)
    )


def _known(scan: Scan, place: Named, regions: Mapping[int, Region]) -> Named:
    """A district that no gazetteer knows gives way to the region told with it."""
    if place.first in regions or place.within is None:
        return place
    first = next((index for index in range(place.first, place.last) if index in regions and regions[index].is_coarse), None)
    return place if first is None else structs.replace(place, first=first, sort="region", within=None)


def _holds(scan: Scan, outer: Named, inner: Named, regions: Mapping[int, Region]) -> bool:
    """Whether one place is the region of another in the same sentence, told only to say where that lies; "A and its region" are two."""
    big, small = regions.get(outer.first), regions.get(inner.first)
    if (
        big is None
        or not big.is_coarse
        or (small is not None and small.is_coarse and not small.codes < _HELD.get(min(big.codes, default=""), set()))
    ):
        return False
    first, last = min(inner.last, outer.last), max(inner.first, outer.first)
    gap = [scan.tokens[index].text for index in range(first, last)]
    if small is None:
        return len(gap) <= _LONGEST_GAP and bool(gap) and all(word in _INTO for word in gap)
    if len(gap) > _LONGEST_CLAUSE:
        return False
    codes = big.codes.union(*(_HELD.get(code, set()) for code in big.codes))
    return bool(codes & small.codes) and not (len(gap) <= _LONGEST_LIST and set(gap) & {"та", "і", "й", "/", "а"})


def country_in(scan: Scan, first: int, last: int) -> list[Named]:
    """Ukraine as a whole, where a sentence says that it was attacked or warned: "по Україні", "територією України", "атакував Україну"."""
    words = [token.text for token in scan.tokens[first:last]]
    for index in range(1, len(words)):
        before = words[max(0, index - 2) : index]
        if words[index].startswith("україн") and words[index] in _COUNTRY and any(word.startswith(_OVER) for word in before):
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
