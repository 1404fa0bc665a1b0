"""Where a text says that something happened: mentions of places with the words that lead to them.

A mention is found by the gazetteer's finder of names or, where that finds none, by grammar (adjective and noun: "Курской области"; title and
name: "города Белгорода"). Which place it is, is for ``locate``; here only its words, its span and its part count.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from msgspec import Struct, structs

from skywitness.extract.core.grammar import Patterns
from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.scan import Scan
from skywitness.extract.core.shown import is_capital, is_separator, spots_by_grammar
from skywitness.geo.linking import Toponym
from skywitness.geo.signs import common_words
from skywitness.geo.spelling import fold_word
from skywitness.geo.toponyms import match_name
from skywitness.model.reading import PlaceMention
from skywitness.model.words import PlaceRole

NameFinder = Callable[[str, str], Sequence[Toponym]]
"""Takes a text and its language; gives the place names that a gazetteer knows."""
_LONGEST_LEAD = 6
_CALL_TOKENS = 5
_STEM_LETTERS = 4
_SHORTEST = 3
_SAME = 5
_SHORT_GAP = 2
_OTHER_MATTERS = frozenset({"quantity", "number", "model", "target", "month", "part_of_day"})
"""What a single word is rather than the village or river of that name: "Обе ракеты", "Град"."""
_BRIEF_TOKENS = 30
_CALLS = frozenset({"warned", "attention", "lifted"})
_QUOTES = frozenset('"#@')
_LEADS = frozenset({"over", "in", "near", "to", "from", "through", "between", "along"})
_ELSEWHERE = frozenset({"to", "from", "through"})
ROLES = {"to": PlaceRole.AIMED_AT, "from": PlaceRole.LAUNCHED_FROM}


class Spotted(Struct, frozen=True, gc=False):
    """A name at tokens ``first`` up to ``last``; ``told_with`` is set when the gazetteer takes it for the region of the name before it."""

    first: int
    last: int
    sort: str
    told_with: int | None


class Named(Struct, frozen=True, gc=False):
    """A place named at tokens ``first`` up to ``last``. ``lead`` is the kind of preposition before it ("" for none); ``lead_first`` is where the
    words that lead to it begin; ``sort`` is the kind of head ("region", "town", …); ``genitive`` tells a name that belongs to the one before it;
    ``stem`` is the beginning of its name, which declension leaves alone."""

    first: int
    last: int
    sort: str
    lead: str
    lead_first: int
    genitive: bool
    stem: str
    within: str | None = None


def names_in(scan: Scan, find_names: NameFinder, language: str) -> list[Toponym]:
    """What the gazetteer finds in a text, with spans of the plain view.

    It is asked for the text as it came, which ``locate`` will ask for again; only where lost line breaks were put back, for the mended one.
    """
    flat = scan.flat
    if flat.is_mended:
        return list(find_names(flat.cased, language))
    found = find_names(flat.source, language)
    if flat.is_whole:
        return list(found)
    return [structs.replace(name, span=(flat.view(name.span[0]), flat.view(name.span[1] - 1) + 1)) for name in found]


def find_places(scan: Scan, patterns: Patterns, toponyms: Sequence[Toponym]) -> list[Named]:
    """The places of a whole text in order. ``toponyms`` are what the gazetteer found in the plain view; grammar adds what it does not know."""
    leads = _lead_marks(scan)
    named: list[Named] = []
    for spot in _spot(scan, patterns, toponyms, leads):
        if spot.sort == "country":
            continue
        lead, lead_first = _lead(scan, patterns, leads, spot.first)
        if not lead and named and _joined(scan, named[-1].last, lead_first):
            lead = named[-1].lead
        genitive = _is_genitive(scan, patterns, spot)
        _settle(scan, patterns, named, Named(spot.first, spot.last, spot.sort, lead, lead_first, genitive, _stem(scan, spot)), spot)
    return named


def _spot(scan: Scan, patterns: Patterns, toponyms: Sequence[Toponym], leads: dict[int, Mark]) -> list[Spotted]:
    """All names in order, none overlapping: regions known by one phrase, what the gazetteer knows, what grammar shows, what heads an alert."""
    spots: list[Spotted] = []
    taken: set[int] = set()

    def take(found: Sequence[Spotted]) -> None:
        for spot in found:
            if not taken.intersection(range(spot.first, spot.last)):
                spots.append(spot)
                taken.update(range(spot.first, spot.last))

    take([Spotted(mark.first, mark.last, "region", None) for mark in scan.kinds.get("known", ())])
    voices = {index for mark in scan.kinds.get("asserter", ()) for index in range(mark.first, mark.last)}
    known = [spot for spot in _from_gazetteer(scan, toponyms) if spot.first not in voices and not _is_of_works(scan, patterns, spot)]
    other = {mark.first for kind in _OTHER_MATTERS for mark in scan.kinds.get(kind, ())}
    take([spot for spot in known if spot.first not in other or spot.last - spot.first > 1])
    take([Spotted(first, last, sort, None) for first, last, sort in spots_by_grammar(scan, patterns, scan.marks)])
    if len(scan.tokens) <= _BRIEF_TOKENS:
        told = {index for mark in scan.marks for index in range(mark.first, mark.last)}
        spots += _in_brief(scan, patterns, taken, leads, told)
    return sorted(spots, key=lambda spot: spot.first)


def _settle(scan: Scan, patterns: Patterns, named: list[Named], place: Named, spot: Spotted) -> None:
    """Add a place to those before it, or make it part of the last one."""
    before = named[-1] if named else None
    if before is None:
        named.append(place)
    elif spot.sort == "district" and before.stem[:_SAME] == place.stem[:_SAME] and _is_quoted(scan, before, place):
        named[-1] = structs.replace(place, lead=before.lead, lead_first=before.lead_first)
    elif before.sort == "district" and spot.sort == "town" and _titled(scan, before.last, spot.first, patterns):
        named[-1] = structs.replace(place, lead=before.lead, lead_first=before.lead_first, within=scan.quote(before.first, before.last))
    elif before.first <= place.lead_first <= spot.first and not place.lead and _belongs(scan, patterns, before, place, spot):
        named[-1] = _inside(before, scan.quote(spot.first, spot.last), spot.last)
    elif not _is_coast_of(scan, patterns, before, place):
        named.append(place)


def _is_quoted(scan: Scan, before: Named, place: Named) -> bool:
    """Whether a name in quotes only repeats that of the district behind it: "станции «Кореновская» Кореновского района"."""
    gap = [scan.tokens[index].text for index in range(before.last, place.first)]
    return gap == ['"'] and before.first > 0 and scan.tokens[before.first - 1].text == '"'


def _titled(scan: Scan, last: int, first: int, patterns: Patterns) -> bool:
    """Whether only a town's title stands between its district and its name: "Курский район, деревня Полевая"."""
    gap = [scan.tokens[index].text for index in range(last, first)]
    return 0 < len(gap) <= _SHORT_GAP and all(word == "," or patterns.between(word) for word in gap)


def _is_coast_of(scan: Scan, patterns: Patterns, sea: Named, place: Named) -> bool:
    """Whether a place only tells off which coast in a sea it was: "над акваторией Черного моря у побережья Крыма"."""
    leading = (scan.tokens[index].text for index in range(place.lead_first, place.first))
    is_beside = place.lead_first == sea.last and place.lead == "near"
    return sea.sort == "sea" and place.first - sea.last <= _LONGEST_LEAD + 2 and (is_beside or any(map(patterns.coast, leading)))


def _in_brief(scan: Scan, patterns: Patterns, taken: set[int], leads: dict[int, Mark], told: set[int]) -> list[Spotted]:
    """Names that a brief alert puts at the head of a line or behind a preposition, where the gazetteer alone would not trust them.

    A word of everyday Russian is none of them but at the head of an alert ("Левый берег, внимание"): its capital only begins a sentence.
    A name called out between signs ("Грохот на весь район, Елец.") is one, wherever it stands.
    """
    heads = dict(scan.sentences)
    spots = []
    for index, token in enumerate(scan.tokens):
        is_head, is_call = index in heads, _is_call(scan, index) or _is_last(scan, index)
        if (
            index in taken
            or index in told
            or not (is_head or is_call or index in leads)
            or len(token.text) < (_SHORTEST if is_call else _STEM_LETTERS)
        ):
            continue
        is_prose = index not in leads and not (is_head and _is_alert(scan, index, heads[index]))
        if patterns.no_name(token.text) or (is_prose and fold_word(token.text) in common_words()):
            continue
        if token.text[0].isalpha() and is_capital(scan, index) and match_name(scan.quote(index, index + 1)):
            spots.append(Spotted(index, index + 1, "name", None))
            taken.add(index)
    return spots


def _is_alert(scan: Scan, first: int, last: int) -> bool:
    """Whether a short sentence calls to those at the place that it begins with: "Левый берег, внимание"; not "Руки дрожат"."""
    return last - first <= _CALL_TOKENS and any(mark.value in _CALLS for mark in scan.marks_in(first, last, "what"))


def _is_call(scan: Scan, index: int) -> bool:
    """Whether a word stands alone between signs, as a name called out does: "Короче, Елец, что бахнуло?"."""
    around = [scan.tokens[at].text for at in (index - 1, index + 1) if 0 <= at < len(scan.tokens)]
    return all(not sign[0].isalnum() and sign not in _QUOTES for sign in around)


def _is_last(scan: Scan, index: int) -> bool:
    """Whether a word is the last of a text and the only one with a capital there, as residents sign with their town."""
    signs_only = all(not token.text[0].isalnum() for token in scan.tokens[index + 1 :])
    return signs_only and index > 1 and not is_capital(scan, index - 1) and scan.tokens[index - 1].text not in _QUOTES


def _stem(scan: Scan, spot: Spotted) -> str:
    word = max((scan.tokens[index].text for index in range(spot.first, spot.last)), key=len)
    return word[: max(_STEM_LETTERS, len(word) - 3)]


def _from_gazetteer(scan: Scan, toponyms: Sequence[Toponym]) -> list[Spotted]:
    """The gazetteer's names that begin where a token begins and end where one ends."""
    heads = {mark.last: mark.value for mark in scan.kinds.get("head", ())}
    starts = [token.start for token in scan.tokens]
    spots = []
    for toponym in toponyms:
        start, end = toponym.span
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if first < last and starts[first] == start and scan.tokens[last - 1].end == end:
            spots.append(Spotted(first, last, toponym.kind or heads.get(last, "name"), toponym.qualifies))
    return spots


def _is_of_works(scan: Scan, patterns: Patterns, spot: Spotted) -> bool:
    """Whether a name in quotes is that of a plant, a firm or a ship: it says nothing of where that stands."""
    around = [scan.tokens[index].text for index in (spot.first - 2, spot.first - 1, spot.last) if 0 <= index < len(scan.tokens)]
    return spot.first > 1 and spot.sort == "name" and around[1:] == ['"', '"'] and patterns.works(around[0])


def _inside(place: Named, within: str, last: int) -> Named:
    return structs.replace(place, last=last, within=within if place.within is None else f"{place.within} {within}")


def located(places: Sequence[Named]) -> list[Named]:
    """The places where something is, as against those it flies to, from or through."""
    return [place for place in places if place.lead not in _ELSEWHERE]


def mention_of(scan: Scan, place: Named, role: PlaceRole, count: int | None) -> PlaceMention:
    """The mention as the model has it. The surface leaves markup out and says the noun that was left out; the span is that of the whole."""
    start, end = scan.span(place.first, place.last)
    surface = " ".join(scan.quote(index, index + 1) for index in range(place.first, place.last))
    if place.sort == "elided":
        surface = f"{surface} {scan.elided_region}"
    if place.within:
        surface = _strip(surface, place.within)
    return PlaceMention(surface=surface, span=(start, end), role=role, count=count, within=place.within)


def _strip(surface: str, within: str) -> str:
    kept = surface.removesuffix(" ".join(within.split()))
    return kept.rstrip(" ,") or surface


def _lead_marks(scan: Scan) -> dict[int, Mark]:
    return {mark.last: mark for mark in scan.kinds.get("preposition", ()) if mark.value in _LEADS}


def _lead(scan: Scan, patterns: Patterns, leads: dict[int, Mark], first: int) -> tuple[str, int]:
    """The kind of the nearest preposition before a place, over words that may stand between, and where it begins."""
    index = first
    while index > 0 and first - index <= _LONGEST_LEAD:
        mark = leads.get(index)
        if mark is not None:
            return mark.value, mark.first
        if not patterns.between(scan.tokens[index - 1].text):
            break
        index -= 1
    return "", index


def _joined(scan: Scan, last: int, first: int) -> bool:
    return last < first <= last + 3 and all(is_separator(scan, index) for index in range(last, first))


def _is_genitive(scan: Scan, patterns: Patterns, spot: Spotted) -> bool:
    if spot.sort not in {"region", "district", "sea", "okrug", "area"}:
        return False
    words = [scan.tokens[spot.first].text, scan.tokens[spot.last - 1].text]
    return patterns.genitive(words[0]) and patterns.genitive_head(words[1])


def _belongs(scan: Scan, patterns: Patterns, place: Named, following: Named, spot: Spotted) -> bool:
    """Whether a name right behind a place only says in what that place lies: in the genitive, or a district told beside its town."""
    if place.sort in {"region", "sea", "country"}:
        return False
    gap = [scan.tokens[index].text for index in range(place.last, following.first)]
    if not gap and (following.genitive or _is_cut_region(scan, patterns, place, following)):
        return True
    is_town = place.sort in {"town", "name"} or spot.told_with is not None
    return (
        is_town
        and following.sort == "district"
        and place.sort != "district"
        and set(gap) <= {",", "("}
        and place.stem[:_SAME] != following.stem[:_SAME]
    )


def _is_cut_region(scan: Scan, patterns: Patterns, place: Named, following: Named) -> bool:
    """Whether a region's adjective stands behind a district and its noun is cut off: "Одинцовского района Московской об"."""
    word = scan.tokens[following.first].text
    return (
        place.sort == "district"
        and following.last >= len(scan.tokens) - 1
        and following.last - following.first == 1
        and patterns.genitive(word)
    )
