"""Lays out one sentence of a Ukrainian report: its cues, what flies in it, where, when and who says so, background left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from skywitness.extract.core.absent import find_absences
from skywitness.extract.core.counts import Item
from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.places import Named
from skywitness.extract.core.scan import Scan
from skywitness.extract.uk.whereabouts import Region, from_lists
from skywitness.model.place import Period

_GROUND_MODELS = frozenset({"S-200", "S-300", "S-400"})
_MAKING = ("виробництв", "зберіган", "складан", "збірк", "підготовк", "оператор", "запуск")
_ONE_OF = frozenset({"один", "одне", "одна", "одного", "однієї", "одній"})
_OFFICE_REACH = 4
FLIERS_OF_CREWS = frozenset({"aircraft", "helicopter"})
_FOREGROUND = frozenset({"attacked", "impact", "intercepted", "damage", "casualties", "launched", "destroyed", "debris_fell"})


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
    regions: Mapping[int, Region]

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
    regions: Mapping[int, Region],
) -> Line:
    """The sentence at some tokens, laid out."""
    first, last = bounds
    hidden = _background(scan, first, last)
    hidden.update(index for begin, end in find_absences(scan, items, places, first, last) for index in range(begin, end))
    marks = scan.marks_in(first, last)
    cues = [mark for mark in marks if mark.kind == "what" and mark.first not in hidden]
    sites = [mark for mark in [*marks, *_bases(scan, first, last)] if mark.kind == "site" and mark.first not in hidden]
    weapons: list[Item] = []
    victims: list[Item] = []
    is_downed = any(cue.value in {"intercepted", "sighted"} for cue in cues)
    is_struck = any(cue.value in {"attacked", "impact", "destroyed", "damage"} for cue in cues)
    is_struck = is_struck and not any(cue.value == "air_defence_active" for cue in cues)
    for item in items:
        if item.first in hidden:
            continue
        if scan.tokens[item.first].text in _ONE_OF and scan.words(item.first + 1, item.first + 2) in {"з", "із", "зі"}:
            item.count = None
        (victims if is_struck and _is_victim(scan, item, sites, is_downed=is_downed) else weapons).append(item)
    seen = [place for place in from_lists(scan, places, first) if place.first not in hidden]
    voiced = [place for place in seen if not _is_of_speaker(scan, place, first)]
    seen = voiced or seen
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


def _bases(scan: Scan, first: int, last: int) -> list[Mark]:
    """The places where a military unit is told by its abbreviation "в/ч", whose stroke the tables cannot say."""
    words = [scan.tokens[index].text for index in range(first, last)]
    return [
        Mark("site", "military", 0, first + at, first + at + 3, {}) for at in range(len(words) - 2) if words[at : at + 3] == ["в", "/", "ч"]
    ]


def _is_of_speaker(scan: Scan, place: Named, first: int) -> bool:
    """Whether a place only names an office that speaks: "— повідомили в уряді Курської області"."""
    before = scan.marks_in(max(first, place.first - _OFFICE_REACH), place.first)
    return any(mark.kind in {"says", "asserter"} for mark in before) and not any(mark.kind in {"what", "target"} for mark in before)


def _is_victim(scan: Scan, item: Item, sites: Sequence[Mark], *, is_downed: bool) -> bool:
    """Whether an item was hit rather than flew: "по «Іскандерам»", "склад шахедів", "ЗРК С-400", aircraft on the ground."""
    if item.target in FLIERS_OF_CREWS:
        return not is_downed
    words = [scan.tokens[index].text for index in range(max(0, item.first - 3), item.first)]
    if "/" in words[-2:]:
        return False
    near = [word for word in words if word[0].isalnum()]
    if any(word.startswith(_MAKING) for word in near):
        return True
    if near and near[-1] in {"по", "проти", "антени", "комплексів", "комплекс", "комплексу", "для"}:
        return True
    if item.model in _GROUND_MODELS and not any(scan.tokens[index].text.startswith("ракет") for index in range(item.first, item.last)):
        return True
    return any(0 <= item.first - site.last <= 1 and site.value in {"military", "industry"} for site in sites)
