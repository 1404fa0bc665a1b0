"""The figures of a raid: how many of which type were launched, brought down and lost from sight, as the Air Force counts them.

A list such as "219 ударних БпЛА типу Shahed, Гербера та дрони інших типів" is one figure: types without a number of their own go with the
number before them when they are of the same class. What a table marks ``apart`` is counted by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from skywitness.extract.core.counts import Item
from skywitness.extract.uk.lines import Line
from skywitness.extract.uk.told import count_of

_FEWEST = 2
_APART = frozenset({"Banderol", "Dan-T"})


class Figure(Struct, kw_only=True):
    """Targets of one class told with one number, or with none. ``items`` are the words that tell it, in order; ``is_either``: types told with a stroke."""

    target: str
    items: list[Item]
    is_either: bool = False

    @property
    def count(self) -> int | None:
        """The number, when one is told."""
        return next((number for item in self.items if (number := count_of(item)) is not None), None)

    @property
    def model(self) -> str | None:
        """The type, when only one is named."""
        told = [item.model for item in self.items]
        models = list(dict.fromkeys(model for model in told if model))
        if models and (self.is_either or (len(models) == 1 and told[0]) or set(models) <= _APART):
            return "/".join(models)
        return None


def count_by_place(line: Line) -> tuple[int, dict[int, int]] | None:
    """How many in all, and how many each place is told, by the token where its name begins: "над А – 5, над Б – 3"; None when not every place has a number."""
    places = [place for place in line.places if place.lead not in {"from", "through"}]
    items = [item for item in line.weapons if item.count is not None and not item.is_range]
    whole = items[0] if items and items[0].target is not None and sum(item.count or 0 for item in items[1:]) == items[0].count else None
    parts = items[1:] if whole is not None else items
    if len(places) < _FEWEST or len(parts) != len(places) or len({item.target for item in parts} - {None}) > 1:
        return None
    ahead = places[0].first < parts[0].first
    for place, part, following in zip(places, parts, [*places[1:], None], strict=True):
        if (place.first < part.first) is not ahead or (ahead and following is not None and part.first > following.first):
            return None
    return sum(part.count or 0 for part in parts), {place.first: part.count or 0 for place, part in zip(places, parts, strict=True)}


def figures_in(line: Line, items: Sequence[Item]) -> list[Figure]:
    """The figures that some items of a sentence make up."""
    figures: list[Figure] = []
    for item in items:
        if item.target is None or _is_share(line, item):
            continue
        home = next((figure for figure in reversed(figures) if _goes_with(line, figure, item)), None)
        if home is not None:
            home.is_either = home.is_either or _is_stroke(line, home, item)
            home.items.append(item)
        else:
            figures.append(Figure(target=item.target, items=[item]))
    return _without_generals(figures)


def _is_share(line: Line, item: Item) -> bool:
    """Whether a number is only a share of the one before it: "(79 із них — реактивні)", "30 ракет з 38"."""
    after = " ".join(token.text for token in line.scan.tokens[item.first + 1 : item.first + 3])
    return item.count is not None and after.startswith(("із них", "з них", "із яких", "з яких"))


def _goes_with(line: Line, figure: Figure, item: Item) -> bool:
    if item.first < figure.items[-1].last:
        return True
    if item.count is not None:
        return False
    if _is_stroke(line, figure, item):
        return True
    if (item.model in _APART) != any(one.model in _APART for one in figure.items):
        return False
    return item.target == figure.target and (item.target == "uav" or item.model is None)


def _is_stroke(line: Line, figure: Figure, item: Item) -> bool:
    """Whether only a stroke stands between types: "Іскандер-М/KN-23" is one figure."""
    between = {line.scan.tokens[index].text for index in range(figure.items[-1].last, item.first)}
    return "/" in between and between <= {"/", '"'}


def _without_generals(figures: Sequence[Figure]) -> list[Figure]:
    """Without "targets" in general that have no number where a class is named too."""
    proper = [figure for figure in figures if figure.target != "any"]
    return [figure for figure in figures if figure.target != "any" or figure.count is not None or not proper]
