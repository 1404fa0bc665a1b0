"""What a Ukrainian sentence tells of attacks and what they did: hits, debris, damage, people hurt, services at work."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.consequences import is_age
from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.numbers import Number
from skywitness.extract.core.places import Named
from skywitness.extract.core.services import are_at_work
from skywitness.extract.uk.lines import FLIERS_OF_CREWS, Line
from skywitness.extract.uk.told import Told, count_of, weapon_of
from skywitness.model.reading import Asserter
from skywitness.model.words import Factuality

WERE = frozenset({"був", "була", "було", "були"})
_AFTER = frozenset({"після", "внаслідок", "унаслідок", "від", "результаті", "через"})
_OBJECT_REACH = 7
_NUMBER_REACH = 3
_CAUSE_REACH = 3
_CLAUSE_SIGNS = frozenset({",", ";", ".", "\n", "але", "проте", "однак"})


def strikes_in(line: Line, numbers: Sequence[Number], voice: Asserter, firmness: Factuality) -> list[Told]:
    """The strikes of a sentence and what is told with them."""
    told: list[Told] = []
    hit = _hit(line, numbers, voice, firmness)
    told += [hit] if hit is not None else []
    told += _beside(line, numbers, voice, firmness, hit)
    return told


def plain(line: Line, what: str, voice: Asserter, firmness: Factuality, **more: object) -> Told:
    """A matter that takes its weapon, places and span from its sentence."""
    target, model = weapon_of(line.weapons)
    fields: dict[str, object] = {
        "what": what,
        "line": line,
        "target": target,
        "model": model,
        "places": whereabouts(line),
        "period": line.period,
        "asserter": voice,
        "factuality": firmness,
        "first": line.first,
        "last": line.last,
    }
    return Told(**{**fields, **more})  # type: ignore[arg-type]  # the fields are those of the struct


def whereabouts(line: Line) -> list[Named]:
    """Where it happened: not where the weapons came from or passed through, nor where an earlier attack was."""
    here = [place for place in line.places if place.lead not in {"from", "through"}]
    causes = [cue for cue in line.cues_of("attacked") if is_after(line, cue)]
    apart = [place for place in here if not any(0 <= place.first - cue.last <= _CAUSE_REACH for cue in causes)]
    return apart or here


def _hit(line: Line, numbers: Sequence[Number], voice: Asserter, firmness: Factuality) -> Told | None:
    """The hit or attack that a sentence tells of; one named only as the cause of damage is no matter of its own."""
    cues = line.cues_of("impact", "attacked")
    cues += [cue for cue in line.cues_of("launched") if "удар" in line.scan.words(cue.first, cue.last)]
    cues = [cue for cue in cues if not _lands(line, cue)]
    if not cues or line.has("warned") or not all(is_negated(line, cue) for cue in line.cues_of("intercepted")):
        return None
    hits = [cue for cue in cues if cue.value == "impact"]
    if not hits and all(is_after(line, cue) for cue in cues):
        return None
    count = _count(line, hits)
    is_hit = bool(hits or line.sites or line.victims or line.has("damage"))
    if not is_hit and not line.places and not line.weapons:
        return None
    return plain(
        line,
        "impact" if is_hit else "sighted",
        voice,
        firmness,
        count=count,
        value=at_places(line, cues[0], numbers),
        is_bare=not hits,
        negated=is_negated(line, cues[0]),
    )


def _lands(line: Line, cue: Mark) -> bool:
    """Whether nothing but an aircraft came in: "на аеродром прилетів другий МіГ-31К"."""
    is_coming = line.scan.tokens[cue.first].text.startswith("приле")
    flying = [*line.weapons, *line.victims]
    return is_coming and bool(flying) and all(item.target in FLIERS_OF_CREWS for item in flying)


def is_after(line: Line, cue: Mark) -> bool:
    """Whether an attack is named only as the cause or the time of something else."""
    before = {line.scan.tokens[index].text for index in range(max(line.first, cue.first - 4), cue.first)}
    return bool(before & _AFTER)


def is_negated(line: Line, cue: Mark) -> bool:
    """Whether it is said not to have been: "не збито", "не були збиті"."""
    before = [line.scan.tokens[index].text for index in range(max(line.first, cue.first - 2), cue.first)]
    return before[-1:] == ["не"] or (before[:1] == ["не"] and before[-1] in WERE)


def _count(line: Line, hits: Sequence[Mark]) -> int | None:
    """How many weapons hit: the number told with the weapon; "ще одне влучання" is one."""
    counted = [number for item in line.weapons if item.target is not None and (number := count_of(item)) is not None]
    if len(counted) == 1:
        return counted[0]
    if counted:
        return None
    ones = {mark.last for mark in line.marks("number") if mark.value == "1"}
    return 1 if any(hit.first in ones for hit in hits) else None


def _beside(line: Line, numbers: Sequence[Number], voice: Asserter, firmness: Factuality, hit: Told | None) -> list[Told]:
    told: list[Told] = []
    destroyed = [cue for cue in line.cues_of("destroyed") if (hit is None or hit.is_bare) and _is_of_site(line, cue)]
    told += [plain(line, "denied", voice, firmness) for cue in destroyed[:1] if is_negated(line, cue)]
    damage = line.cues_of("damage") or destroyed
    if damage:
        told.append(
            plain(
                line,
                "damage",
                voice,
                firmness,
                negated=_is_denied(line, damage[0]) and not told,
                is_active=bool(destroyed) and not line.cues_of("damage"),
                count=_of_machines(line),
            )
        )
    told += _casualties(line, numbers, voice, firmness)
    fallen = line.cues_of("debris_fell")
    is_same = line.has("intercepted") and all(place.sort == "sea" for place in line.places)
    if fallen and not is_same and not line.marks("disclosure"):
        told.append(
            plain(line, "debris_fell", voice, firmness, count=_fallen_count(line, fallen), value=at_places(line, fallen[0], numbers))
        )
    if line.has("response") and not line.has("warned") and are_at_work(line.scan, line.first, line.last):
        told.append(plain(line, "response", voice, Factuality.CERTAIN, value="on_site", first=line.cues_of("response")[0].first))
    return told


def _of_machines(line: Line) -> int | None:
    """How many aircraft were damaged, when one number tells it."""
    counted = [item.count for item in line.victims if item.count is not None and item.target in {"aircraft", "helicopter"}]
    return counted[0] if len(counted) == 1 else None


def _fallen_count(line: Line, fallen: Sequence[Mark]) -> int | None:
    del fallen
    counted = [number for item in line.weapons if (number := count_of(item)) is not None]
    return counted[0] if len(counted) == 1 else None


def _is_of_site(line: Line, cue: Mark) -> bool:
    """Whether a verb of destruction is about something on the ground, or a machine that stood there."""
    ground = [*line.sites, *line.marks("ground")]
    near = min((_gap(cue, mark.first, mark.last) for mark in ground), default=99)
    machines = min((_gap(cue, item.first, item.last) for item in line.victims), default=99)
    flying = min((_gap(cue, item.first, item.last) for item in line.weapons if item.target), default=99)
    return min(near, machines) <= _OBJECT_REACH and min(near, machines) < flying


def _gap(cue: Mark, first: int, last: int) -> int:
    return first - cue.last if first >= cue.last else max(cue.first - last, 0)


def _clause(line: Line, cue: Mark) -> tuple[int, int]:
    """The clause of a cue; commas around a word of doubt part nothing ("постраждалих, попередньо, немає")."""
    first, last = cue.first, cue.last
    doubts = {index for mark in line.marks("factuality") for index in (mark.first - 1, mark.last)}
    while first > line.first and (first - 1 in doubts or line.scan.tokens[first - 1].text not in _CLAUSE_SIGNS):
        first -= 1
    while last < line.last and (last in doubts or line.scan.tokens[last].text not in _CLAUSE_SIGNS):
        last += 1
    return first, last


def _is_denied(line: Line, cue: Mark) -> bool:
    first, last = _clause(line, cue)
    return any(mark.last <= cue.first + 1 or mark.value for mark in line.scan.marks_in(first, last, "negation"))


def _casualties(line: Line, numbers: Sequence[Number], voice: Asserter, firmness: Factuality) -> list[Told]:
    """People hurt or killed: one matter a number, or one for all that have none; one more when it is said that there are none."""
    made: list[Told] = []
    taken: set[int] = set()
    for cue in line.cues_of("casualties"):
        first, last = _clause(line, cue)
        if any(place.first == cue.last for place in line.places):
            made.append(plain(line, "damage", voice, firmness))
            continue
        negated = _is_denied(line, cue)
        if not negated and line.marks("disclosure") and _people(line, cue, numbers, set()) is None:
            continue
        count = None if negated else _people(line, cue, numbers, taken)
        same = next((one for one in made if one.negated == negated and (one.count is None or count is None)), None)
        if same is None:
            made.append(plain(line, "casualties", voice, firmness, count=count, negated=negated, first=first, last=last))
        else:
            same.count = same.count if same.count is not None else count
            same.last = max(same.last, last)
    return made


def _people(line: Line, cue: Mark, numbers: Sequence[Number], taken: set[int]) -> int | None:
    first, last = _clause(line, cue)
    near = [number for number in numbers if first <= number.first < last and number.first not in taken]
    near = [number for number in near if not _measures(line, number) and not is_age(line.scan, number)]
    risen = {mark.last for mark in line.scan.marks_in(first, last, "quantity") if mark.value == "risen"}
    near = [number for number in near if number.first in risen or _gap(cue, number.first, number.last) <= _NUMBER_REACH]
    if near:
        best = min(near, key=lambda number: _gap(cue, number.first, number.last))
        taken.add(best.first)
        return best.value
    words = [token.text for token in line.scan.tokens[max(first, cue.first - 2) : min(last, cue.last + 2)]]
    return 1 if {"людина", "чоловік", "жінка", "дитина", "особа", "хлопчик", "дівчинка", "водій"} & set(words) else None


def _measures(line: Line, number: Number) -> bool:
    after = line.scan.marks_in(number.last, number.last + 1)
    return any(
        (mark.kind == "unit" and mark.value != "people") or mark.kind in {"month", "clock_word", "target", "model"} for mark in after
    )


def at_places(line: Line, cue: Mark, numbers: Sequence[Number]) -> str | None:
    """At how many places, when the sentence counts places and not weapons: "на 14 локаціях"."""
    for number in numbers:
        words = line.scan.tokens[number.last : number.last + 1]
        if cue.first < number.first < line.last and words and words[0].text.startswith("локаці"):
            return f"at {number.value} places"
    return None
