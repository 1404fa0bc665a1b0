"""Where a text says that something happened: mentions of places with the words that lead to them.

A mention is found by grammar (adjective and noun: "Курской области"; title and name: "города Белгорода") or by a finder of known names.
What it is, is for ``locate``; here only its words, its span and its part count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from skywitness.extract.core.grammar import Patterns
from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.scan import Scan
from skywitness.model.reading import PlaceMention
from skywitness.model.words import PlaceRole

NameFinder = Callable[[str, str], Sequence[tuple[int, int]]]
"""Takes a plain text and its language; gives the spans of place names known to a gazetteer."""
_ADJECTIVE_HEADS = frozenset({"region", "district", "sea", "peninsula", "region_area", "okrug"})
_NAME_HEADS = frozenset({"republic", "peninsula"})
_LONGEST_NAME = 3
_LONGEST_LEAD = 6
_LEADS = frozenset({"over", "in", "near", "to", "from", "through", "between", "along"})
ROLES = {"to": PlaceRole.AIMED_AT, "from": PlaceRole.LAUNCHED_FROM}


class Named(Struct, frozen=True):
    """A place named at tokens ``first`` up to ``last``. ``lead`` is the kind of preposition before it ("" for none); ``lead_first`` is where the
    words that lead to it begin; ``sort`` is the kind of head ("region", "town", …); ``genitive`` tells a name that belongs to the one before it."""

    first: int
    last: int
    sort: str
    lead: str
    lead_first: int
    genitive: bool
    within: str | None = None


def find_places(scan: Scan, patterns: Patterns, names: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> list[Named]:
    """The places of a whole text in order. ``names`` are spans in the plain view found by a gazetteer; grammar wins where both speak."""
    spots = _by_grammar(scan, patterns, marks)
    taken = {index for first, last, _ in spots for index in range(first, last)}
    for first, last in _token_ranges(scan, names):
        if not taken.intersection(range(first, last)):
            spots.append((first, last, "name"))
            taken.update(range(first, last))
    spots.sort()
    leads = _lead_marks(marks)
    named: list[Named] = []
    for first, last, sort in spots:
        lead, lead_first = _lead(scan, patterns, leads, first)
        if not lead and named and _joined(scan, named[-1].last, first):
            lead = named[-1].lead
        place = Named(first, last, sort, lead, lead_first, _is_genitive(scan, patterns, first, last, sort))
        if named and place.genitive and place.lead_first == first and _follows(scan, named[-1], first):
            named[-1] = _inside(named[-1], scan.quote(first, last), last)
        else:
            named.append(place)
    return named


def _inside(place: Named, within: str, last: int) -> Named:
    return Named(
        place.first,
        last,
        place.sort,
        place.lead,
        place.lead_first,
        place.genitive,
        within if place.within is None else f"{place.within} {within}",
    )


def mention_of(scan: Scan, place: Named, role: PlaceRole, count: int | None) -> PlaceMention:
    """The mention as the model has it. The surface leaves markup out; the span is that of the whole."""
    start, end = scan.span(place.first, place.last)
    surface = " ".join(scan.quote(index, index + 1) for index in range(place.first, place.last))
    if place.within:
        surface = _strip(surface, place.within)
    return PlaceMention(surface=surface, span=(start, end), role=role, count=count, within=place.within)


def _strip(surface: str, within: str) -> str:
    kept = surface.removesuffix(" ".join(within.split()))
    return kept.rstrip(" ,") or surface


def _by_grammar(scan: Scan, patterns: Patterns, marks: Sequence[Mark]) -> list[tuple[int, int, str]]:
    spots: list[tuple[int, int, str]] = []
    used: set[int] = set()
    for mark in marks:
        if mark.kind == "head":
            found = _with_head(scan, patterns, mark, used)
        elif mark.kind == "title" and _name_after(scan, mark.last):
            found = [(mark.first, _name_after(scan, mark.last), "town")]
        elif mark.kind == "known":
            found = [(mark.first, mark.last, "region")]
        else:
            continue
        for first, last, sort in found:
            if not used.intersection(range(first, last)):
                spots.append((first, last, sort))
                used.update(range(first, last))
    return spots


def _with_head(scan: Scan, patterns: Patterns, mark: Mark, used: set[int]) -> list[tuple[int, int, str]]:
    before = mark.first - 1
    if mark.value in _ADJECTIVE_HEADS and before >= 0 and _is_adjective(scan, patterns, before) and before not in used:
        return [(before, mark.last, mark.value), *_elided(scan, patterns, before, mark.value, used)]
    if mark.value in _NAME_HEADS:
        end = _name_after(scan, mark.last)
        if end:
            return [(mark.first, end, "region")]
    return []


def _elided(scan: Scan, patterns: Patterns, first: int, sort: str, used: set[int]) -> list[tuple[int, int, str]]:
    """The adjectives before "Белгородской, Брянской и Курской областей" that share its noun."""
    found: list[tuple[int, int, str]] = []
    index = first
    while index >= 2 and _is_separator(scan, index - 1):
        index -= 2
        while index > 0 and _is_separator(scan, index):
            index -= 1
        if index in used or not _is_adjective(scan, patterns, index) or not _is_capital(scan, index):
            break
        found.append((index, index + 1, sort))
    return found


def _is_separator(scan: Scan, index: int) -> bool:
    return scan.tokens[index].text in _SEPARATORS


_SEPARATORS = frozenset({",", "и", "а", "также", "/", "та", "і", "й", "and", "или"})


def _is_adjective(scan: Scan, patterns: Patterns, index: int) -> bool:
    return patterns.adjective.match(scan.tokens[index].text) is not None and (_is_capital(scan, index) or _is_known_lower(scan, index))


def _is_known_lower(scan: Scan, index: int) -> bool:
    """A lower-case adjective names a region only when its noun follows and it is a long relational one ("курской области" in a hasty post)."""
    word = scan.tokens[index].text
    return "ск" in word[2:] or "ьк" in word[2:]


def _is_capital(scan: Scan, index: int) -> bool:
    start, _ = scan.flat.span(scan.tokens[index].start, scan.tokens[index].end)
    return scan.flat.source[start].isupper()


def _name_after(scan: Scan, index: int) -> int:
    """Where a capitalised name that begins at a token ends; 0 when none does."""
    end = index
    while end < len(scan.tokens) and end - index < _LONGEST_NAME and scan.tokens[end].text[0].isalpha() and _is_capital(scan, end):
        end += 1
        if "-" in scan.tokens[end - 1].text or not _continues_name(scan, end):
            break
    return end if end > index else 0


def _continues_name(scan: Scan, index: int) -> bool:
    before = scan.tokens[index - 1].text
    return before.endswith(("ий", "ый", "ой", "его", "ого", "ая", "ое", "ые", "ных", "ная", "ем", "ом", "верная", "верной"))


def _token_ranges(scan: Scan, names: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    starts = {token.start: index for index, token in enumerate(scan.tokens)}
    ends = {token.end: index + 1 for index, token in enumerate(scan.tokens)}
    return [(starts[a], ends[b]) for a, b in names if a in starts and b in ends]


def _lead_marks(marks: Sequence[Mark]) -> dict[int, Mark]:
    longest: dict[int, Mark] = {}
    for mark in marks:
        if mark.kind == "preposition" and mark.value in _LEADS:
            longest[mark.last] = mark
    return longest


def _lead(scan: Scan, patterns: Patterns, leads: dict[int, Mark], first: int) -> tuple[str, int]:
    """The kind of the nearest preposition before a place, over words that may stand between, and where it begins."""
    index = first
    while index > 0 and first - index <= _LONGEST_LEAD:
        mark = leads.get(index)
        if mark is not None:
            return mark.value, mark.first
        if not patterns.between.match(scan.tokens[index - 1].text):
            return "", first
        index -= 1
    return "", first


def _joined(scan: Scan, last: int, first: int) -> bool:
    return last < first <= last + 3 and all(_is_separator(scan, index) for index in range(last, first))


def _is_genitive(scan: Scan, patterns: Patterns, first: int, last: int, sort: str) -> bool:
    if sort not in {"region", "district", "sea", "okrug"}:
        return False
    return (
        patterns.genitive.match(scan.tokens[first].text) is not None
        and patterns.genitive_head.match(scan.tokens[last - 1].text) is not None
    )


def _follows(scan: Scan, place: Named, first: int) -> bool:
    """Whether a genitive name right behind a place says in what that place lies."""
    return place.last == first and place.sort in {"district", "town", "name", "okrug"} and first < len(scan.tokens)
