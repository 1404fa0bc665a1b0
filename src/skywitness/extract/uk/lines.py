"""Lays out one sentence of a Ukrainian report: its cues, what flies in it, where, when and who says so, background left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from skywitness.extract.core.counts import Item
from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.places import Named
from skywitness.extract.core.scan import Scan
from skywitness.model.place import Period

_GROUND_MODELS = frozenset({"S-200", "S-300", "S-400"})
_FLIERS_OF_CREWS = frozenset({"aircraft", "helicopter"})
_FOREGROUND = frozenset({"attacked", "impact", "intercepted", "damage", "casualties", "launched", "destroyed", "debris_fell"})
_HOLDERS = frozenset({"region", "district", "peninsula", "republic", "okrug"})
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


class Line(Struct, kw_only=True):
    """Tokens ``first`` up to ``last``. ``weapons`` fly or flew; ``victims`` are machines that were hit. ``sites`` are what stands on the ground."""

    scan: Scan
    first: int
    last: int
    position: int
    cues: list[Mark]
    weapons: list[Item]
    victims: list[Item]
    places: list[Named]
    sites: list[Mark]
    period: Period
    regions: Mapping[int, frozenset[str]]

    def has(self, *whats: str) -> bool:
        """Whether one of the cues says one of these."""
        return any(cue.value in whats for cue in self.cues)

    def cues_of(self, *whats: str) -> list[Mark]:
        """The cues that say one of these, in order."""
        return [cue for cue in self.cues if cue.value in whats]

    def marks(self, kind: str) -> list[Mark]:
        """The marks of a kind within the sentence."""
        return self.scan.marks_in(self.first, self.last, kind)


def lay_out(
    scan: Scan,
    bounds: tuple[int, int],
    position: int,
    items: Sequence[Item],
    places: Sequence[Named],
    period: Period,
    regions: Mapping[int, frozenset[str]],
) -> Line:
    """The sentence at some tokens, laid out."""
    first, last = bounds
    hidden = _background(scan, first, last)
    marks = scan.marks_in(first, last)
    cues = [mark for mark in marks if mark.kind == "what" and mark.first not in hidden]
    sites = [mark for mark in marks if mark.kind == "site" and mark.first not in hidden]
    weapons: list[Item] = []
    victims: list[Item] = []
    is_downed = any(cue.value in {"intercepted", "sighted"} for cue in cues)
    is_struck = any(cue.value in {"attacked", "impact", "destroyed", "damage"} for cue in cues)
    for item in items:
        if item.first in hidden:
            continue
        (victims if is_struck and _is_victim(scan, item, sites, is_downed=is_downed) else weapons).append(item)
    seen = [place for place in _from_lists(scan, places, first) if place.first not in hidden]
    return Line(
        scan=scan,
        first=first,
        last=last,
        position=position,
        cues=cues,
        weapons=weapons,
        victims=victims,
        places=seen,
        sites=sites,
        period=period,
        regions=regions,
    )


def settle_places(scan: Scan, places: Sequence[Named], regions: Mapping[int, frozenset[str]]) -> list[Named]:
    """The places without common words taken for names, and with each region that only says where its neighbour lies folded into that.

    "Шуя, Івановська область" and "Липецька область, Єлецький район" are one place each; "Харків та Харківська область" are two.
    """
    words = {mark.first for mark in scan.marks if mark.kind == "common"}
    folded: list[Named] = []
    for place in places:
        if place.first in words and place.last == place.first + 1:
            continue
        before = folded[-1] if folded else None
        if before is not None and _lies_in(scan, before, place, regions):
            folded[-1] = structs.replace(before, within=before.within or scan.quote(place.first, place.last))
        elif before is not None and _lies_in(scan, place, before, regions):
            folded[-1] = structs.replace(
                place, within=place.within or scan.quote(before.first, before.last), lead=place.lead or before.lead
            )
        else:
            folded.append(place)
    return folded


def _lies_in(scan: Scan, inner: Named, outer: Named, regions: Mapping[int, frozenset[str]]) -> bool:
    """Whether two neighbours are a place and the region or district told only to say where it lies."""
    if outer.sort not in _HOLDERS or (inner.sort == outer.sort) or inner.sort in {"region", "peninsula", "sea"}:
        return False
    first, last = min(inner.last, outer.last), max(inner.first, outer.first)
    gap = [scan.tokens[index].text for index in range(first, last)]
    known = regions.get(inner.first, frozenset()), regions.get(outer.first, frozenset())
    together = not all(known) or bool(known[0] & known[1])
    return together and len(gap) <= _LONGEST_GAP and all(word in _INTO for word in gap)


def _background(scan: Scan, first: int, last: int) -> set[int]:
    """The tokens of clauses that describe something named before ("завод, який виробляє ракети") and tell of no attack themselves."""
    hidden: set[int] = set()
    for mark in scan.marks_in(first, last, "relative"):
        before = [scan.tokens[index].text for index in range(max(first, mark.first - 3), mark.first)]
        if "," not in before:
            continue
        end = next((index for index in range(mark.last, last) if scan.tokens[index].text in {",", ")", ";"}), last)
        inside = scan.marks_in(mark.first, end, "what")
        if not any(cue.value in _FOREGROUND for cue in inside) and not scan.marks_in(mark.first, end, "says"):
            hidden.update(range(mark.first, end))
    return hidden


def _is_victim(scan: Scan, item: Item, sites: Sequence[Mark], *, is_downed: bool) -> bool:
    """Whether an item was hit rather than flew: "по «Іскандерам»", "склад шахедів", "ЗРК С-400", aircraft on the ground."""
    if item.target in _FLIERS_OF_CREWS:
        return not is_downed
    words = [scan.tokens[index].text for index in range(max(0, item.first - 3), item.first)]
    near = [word for word in words if word[0].isalnum()]
    if near and near[-1] in {"по", "проти", "антени", "комплексів", "комплекс", "комплексу", "для"}:
        return True
    if item.model in _GROUND_MODELS and not any(scan.tokens[index].text.startswith("ракет") for index in range(item.first, item.last)):
        return True
    return any(0 <= item.first - site.last <= 1 and site.value in {"military", "industry"} for site in sites)


def _from_lists(scan: Scan, places: Sequence[Named], first: int) -> list[Named]:
    """The places with "із напрямків: A, B, C" read as a list of origins to its end."""
    leads = {mark.last: mark for mark in scan.marks if mark.kind == "preposition" and mark.value == "from"}
    settled: list[Named] = []
    for place in places:
        lead = place.lead
        before = [index for index in range(max(first, place.first - 3), place.first) if scan.tokens[index].text == ":"]
        opened = leads.get(before[-1]) if before else None
        if not lead and opened is not None:
            lead = "from"
        elif not lead and settled and settled[-1].lead == "from" and _only_listed(scan, settled[-1].last, place.first):
            lead = "from"
        settled.append(structs.replace(place, lead=lead))
    return settled


def _only_listed(scan: Scan, first: int, last: int) -> bool:
    listed = {",", "-", "рф", ".", "тот", "та", "і", "й", "(", ")", "ар", "крим", "обл"}
    return last - first <= 6 and all(scan.tokens[index].text in listed for index in range(first, last))  # noqa: PLR2004  # a few signs
