"""What one sentence of a Ukrainian report tells: what was brought down or launched, what is warned of, what is seen and heard."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from skywitness.extract.core.counts import Item, actor_in
from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.numbers import Number
from skywitness.extract.core.places import Named
from skywitness.extract.core.recordings import is_old_footage
from skywitness.extract.uk.lines import Line
from skywitness.extract.uk.raids import Figure, count_by_place, figures_in
from skywitness.extract.uk.strikes import WERE, is_negated, plain, strikes_in
from skywitness.extract.uk.told import Told, count_of
from skywitness.model.reading import Asserter
from skywitness.model.words import CountState, Factuality

_OF_THEM = frozenset({"яких", "них", "котрих"})
_FROM = frozenset({"з", "із", "зі", "-", "ть", "ти", "х"})
_BRIEF_TOKENS = 16
_FEW_WORDS = 6
_BRIEF_LETTERS = 140
_LOCATIVE = ("і", "ї", "ах", "ях")
_LOST = "lost from radar"


def matters_in(line: Line, numbers: Sequence[Number], voice: Asserter, firmness: Factuality) -> list[Told]:
    """All that a sentence tells, each matter once."""
    if line.cues_of("denied") or is_old_footage(line.scan, line.first, line.last):
        return [plain(line, "denied", voice, firmness, value=next((mark.value for mark in line.marks("denies")), None))]
    told = _downed(line, numbers, voice, firmness) + _launched(line, voice, firmness)
    is_counted = bool(told)
    if not any(one.what == "sighted" for one in told):
        told += strikes_in(line, numbers, voice, firmness)
    if not is_counted or line.has("air_defence_active"):
        told += _alerts(line, voice, firmness, bool(told))
    return told


def _downed(line: Line, numbers: Sequence[Number], voice: Asserter, firmness: Factuality) -> list[Told]:
    """What was brought down, or lost from sight, by type."""
    cues = line.cues_of("intercepted") or [cue for cue in line.cues_of("destroyed") if _flies_nearest(line, cue)]
    figures = figures_in(line, [item for item in line.weapons if item.target is not None])
    counted = [figure for figure in figures if figure.count is not None]
    if not cues and line.has("lost"):
        return [plain(line, "sighted", voice, firmness, **_figure(one), value=_LOST, is_bare=True) for one in counted]
    if not cues or line.has("warned") or (not counted and line.victims):
        return []
    mine = counted or figures[:1]
    if not mine:
        return _downed_unnamed(line, cues, voice, firmness)
    beside = _number_beside(line, cues, numbers) if len(mine) == 1 else None
    more = {
        "means": next((mark.value for mark in line.marks("means")), None) or actor_in(line.scan.marks_in(line.first, line.last)),
        "negated": any(is_negated(line, cue) for cue in cues),
        "state": _state(line),
    }
    where = [place for place in line.places if place.lead not in {"from", "through"}] if len(mine) == 1 else []
    told = [plain(line, "intercepted", voice, firmness, **_figure(one), places=where, **more) for one in mine]
    if beside is not None:
        told[0].count = beside
    elif len(mine) == 1 and (parted := count_by_place(line)):
        told[0].count, told[0].bound = parted
    return told


def _downed_unnamed(line: Line, cues: Sequence[Mark], voice: Asserter, firmness: Factuality) -> list[Told]:
    """What was brought down when nothing that flies is named: by a verb that is only said of that, in a few words."""
    is_brief = line.scan.tokens[-1].end <= _BRIEF_LETTERS
    if not line.marks("airborne") or not is_brief or line.marks("ground") or line.sites:
        return []
    counted = [item for item in line.weapons if item.count is not None]
    numbers = {mark.first for mark in line.marks("number")}
    if any(not _ends_there(line, item) for item in counted) or (not counted and any(cue.last in numbers for cue in cues)):
        return []  # what is counted is something else
    bare = [item.count for item in counted]
    count, bound = count_by_place(line) or (bare[0] if len(bare) == 1 else None, {})
    negated = any(is_negated(line, cue) for cue in cues)
    where = [place for place in line.places if place.lead not in {"from", "through"}]
    means = next((mark.value for mark in line.marks("means")), None)
    return [plain(line, "intercepted", voice, firmness, places=where, count=count, bound=bound, means=means, negated=negated)]


def _ends_there(line: Line, item: Item) -> bool:
    """Whether nothing is counted behind a number: a sign, a verb, a place or the end stands there."""
    if item.last >= line.last or not line.scan.tokens[item.last].text[0].isalnum():
        return True
    said = any(mark.kind in {"what", "quantity", "part_of_day"} for mark in line.scan.marks_in(item.last, item.last + 1))
    return said or any(item.last in {place.lead_first, place.first} for place in line.places)


def _number_beside(line: Line, cues: Sequence[Mark], numbers: Sequence[Number]) -> int | None:
    """The number that stands by itself before the verb: "по 9 шахедах, 8 знищено", "летіло 14, 9 з яких було збито"."""
    taken = {index for item in line.weapons if item.target is not None for index in range(item.first, item.last)}
    near = [number for number in numbers if number.first not in taken and any(_leads_to(line, number, cue) for cue in cues)]
    return near[0].value if near else None


def _leads_to(line: Line, number: Number, cue: Mark) -> bool:
    between = {line.scan.tokens[index].text for index in range(number.last, cue.first)}
    return number.last == cue.first or (bool(between & _OF_THEM) and between <= _OF_THEM | _FROM | WERE and number.last < cue.first)


def _figure(figure: Figure) -> dict[str, object]:
    return {"target": figure.target, "model": figure.model, "count": figure.count}


def _state(line: Line) -> CountState:
    """Whether the number is said not to be told, or not to be known yet."""
    marks = line.marks("disclosure")
    if not marks or all(mark.value != "count" for mark in line.marks("topic")):
        return CountState.NOT_GIVEN
    return CountState.UNKNOWN if marks[0].value == "being clarified" else CountState.WITHHELD


def _flies_nearest(line: Line, cue: Mark) -> bool:
    """Whether a verb of destruction is about something that flew: nearer to it than anything on the ground."""
    flying = [_gap(cue, item.first, item.last) for item in line.weapons if item.target not in {None, "any"}]
    ground = [_gap(cue, mark.first, mark.last) for mark in [*line.sites, *line.marks("ground")]]
    return bool(flying) and min(flying) <= _FEW_WORDS and (not ground or min(flying) < min(ground))


def _gap(cue: Mark, first: int, last: int) -> int:
    return first - cue.last if first >= cue.last else max(cue.first - last, 0)


def _launched(line: Line, voice: Asserter, firmness: Factuality) -> list[Told]:
    """What was launched, by type: each class with a number, and those named beside them without one."""
    if not line.has("launched", "attacked") or line.has("intercepted", "warned"):
        return []
    figures = figures_in(line, [item for item in line.weapons if item.target is not None])
    counted = [figure for figure in figures if any(item.count is not None for item in figure.items)]
    if not counted or (line.sites and not line.has("launched")) or (line.has("attacked") and line.has("impact")):
        return []
    if len(counted) == 1 and counted[0].count == 1 and not line.has("launched"):
        return []
    return [
        plain(line, "sighted", voice, firmness, **_figure(figure), places=_origins(line, figures, position))
        for position, figure in enumerate(figures)
    ]


def _origins(line: Line, figures: Sequence[Figure], position: int) -> list[Named]:
    """Where a figure's targets came from or were bound for: the places told behind it, else those behind the next figure."""
    for later in range(position, len(figures)):
        first = figures[later].items[0].first
        last = figures[later + 1].items[0].first if later + 1 < len(figures) else line.last
        behind = [place for place in line.places if first <= place.first < last]
        if behind:
            ahead = [place for place in line.places if place.first < figures[0].items[0].first and place.lead != "from"]
            return [*ahead, *behind]
    return [place for place in line.places if place.lead != "from"]


def _alerts(line: Line, voice: Asserter, firmness: Factuality, has_more: bool) -> list[Told]:
    """A warning, an all-clear or air defence at work; else, when nothing more is told, what is seen or heard."""
    told: list[Told] = []
    if line.has("air_defence_active") and line.has("heard"):
        told.append(plain(line, "sighted", voice, firmness, is_bare=True))
    what = next((what for what in ("all_clear", "warned", "air_defence_active") if line.has(what)), None)
    if what is not None:
        target, model = _alerted(line)
        told.append(plain(line, what, voice, firmness, places=_but_origins(line), target=target, model=model, count=None))
    return told if told or has_more else _seen(line, voice, firmness)


def _but_origins(line: Line) -> list[Named]:
    return [place for place in line.places if place.lead != "from"]


def _seen(line: Line, voice: Asserter, firmness: Factuality) -> list[Told]:
    """What flies or is heard to explode, and where to."""
    flies = [item for item in line.weapons if item.target is not None]
    heading = [_headed(line, place) for place in line.places]
    if line.has("aimed") and line.places:
        return [plain(line, "sighted", voice, firmness, places=[structs.replace(place, lead="to") for place in line.places])]
    if line.has("heard"):
        return [plain(line, "sighted", voice, firmness, is_bare=True)]
    is_seen = _moves(line) or (line.has("seen") and (line.places or _in_the_air(line)))
    if is_seen and (flies or any(place.lead in {"to", "through", "over"} for place in line.places)):
        count, bound = _groups_seen(line, flies)
        return [plain(line, "sighted", voice, firmness, places=heading, count=count, bound=bound)]
    is_brief = line.last - line.first <= _BRIEF_TOKENS
    if flies and line.places and not line.cues and (is_brief or line.marks("says")):
        is_fast = all(item.target in {"ballistic_missile", "guided_bomb"} for item in flies)
        count, bound = _groups_seen(line, flies)
        if is_fast and is_brief:
            return [plain(line, "warned", voice, firmness, places=heading)]
        return [plain(line, "sighted", voice, firmness, places=heading, count=count, bound=bound)]
    return []


def _groups_seen(line: Line, flies: Sequence[Item]) -> tuple[int | None, dict[int, int]]:
    """How many are seen in all, and how many of several groups each place is told: "3 на А, 2 на Б"."""
    groups = [item for item in line.weapons if item.count is not None]
    if any(count_of(item) is None for item in groups) or len({item.target for item in groups} - {None}) > 1:
        return None, {}
    if not flies:
        return count_by_place(line) or (None, {})
    if len(groups) < 2 or flies[0].first > groups[0].last:  # one group
        counted = [figure for figure in figures_in(line, flies) if any(item.count is not None for item in figure.items)]
        return (counted[0].count if len(counted) == 1 else None), {}
    bound: dict[int, int] = {}
    for place in line.places:
        before = [item.count for item in groups if item.last <= place.first]
        if before and before[-1] is not None and place.lead != "from":
            bound[place.first] = before[-1]
    return sum(item.count or 0 for item in groups), bound


def _moves(line: Line) -> bool:
    return line.has("sighted") or any(place.lead in {"to", "through"} for place in line.places)


def _headed(line: Line, place: Named) -> Named:
    """The place, bound for when it stands behind "на" in the accusative: "на Кременчук", not "на Сумщині"."""
    before = line.scan.tokens[place.first - 1].text if place.first > line.first else ""
    name = line.scan.tokens[place.last - 1].text
    return structs.replace(place, lead="to") if before == "на" and not name.endswith(_LOCATIVE) else place


def _in_the_air(line: Line) -> bool:
    words = {line.scan.tokens[index].text for index in range(line.first, line.last)}
    return bool(words & {"просторі", "небі", "повітрі"})


def _alerted(line: Line) -> tuple[str, str | None]:
    named = [item for item in line.weapons if item.target not in {None, "any"}]
    best = next((item for item in named if item.target != "unknown"), named[0] if named else None)
    return (best.target or "unknown", best.model) if best is not None else ("unknown", None)
