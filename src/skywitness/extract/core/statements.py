"""What each sentence says happened, before sentences are joined into the report's assertions."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from skywitness.extract.core.clauses import Clause, Placed, pair, split_clauses
from skywitness.extract.core.counts import Item
from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.places import Named
from skywitness.extract.core.recordings import is_old_footage
from skywitness.extract.core.scan import Scan
from skywitness.extract.core.voices import factuality_of, is_negated
from skywitness.model.place import Period
from skywitness.model.reading import Asserter
from skywitness.model.words import Factuality

RANK = (
    "denied",
    "all_clear",
    "intercepted",
    "air_defence_active",
    "foiled",
    "attempted",
    "impact",
    "struck",
    "debris_fell",
    "warned",
    "attacked",
    "sighted",
    "attention",
)
"""Of several things that one stretch of words says, the first of these is what it is about."""
BESIDE = ("debris_fell", "damage", "casualties", "response")
"""Things that are said beside what a sentence is about, and stand as statements of their own."""
_APART = frozenset({"damage", "casualties", "debris_fell"})
"""Things whose numbers are none of what a sentence is about."""
_BARE_TOKENS = 4
_FLIGHT = frozenset({"sighted", "warned", "all_clear", "air_defence_active", "intercepted", "impact"})


class Statement(Struct, kw_only=True):
    """One thing said in a stretch of a sentence. ``what`` is a word of the tables ("foiled" and "attempted" among them)."""

    what: str
    first: int
    last: int
    sentence: int
    cues: list[Mark]
    placed: list[Placed]
    places: list[Named]
    period: Period
    asserter: Asserter
    factuality: Factuality
    negated: bool = False
    plural: int = 0
    goes_on: bool = False
    """Whether it is said to go on or to stay in force."""
    divides: bool = False
    """Whether it begins to divide what was counted before: "Больше всего — над Крымом"."""
    goes_back: bool = False
    """Whether its sentence begins by going back to what was told before: "Ранее …"."""
    report_tokens: int = 0
    is_open: bool = False
    """Whether the sentence says that the matter is not known or told yet."""
    sentence_placed: Sequence[Placed] = ()
    """What the whole stretch counts, for a statement that is made in one clause of it."""
    is_over_region: bool = False
    """Whether it happened "over the region" as a whole, whatever town was named before."""
    hits_site: bool = False
    """Whether ground, a building or a vehicle is named in it."""
    is_airborne: bool = False
    """Whether the verb is only said of what flies, or all is said to be hit, so that no target needs to be named."""
    repels: bool = False
    """Whether an attack is said to have been beaten off."""


class Stretch(Struct, frozen=True):
    """Tokens ``first`` up to ``last`` of a sentence that hang on one cue or several of one kind."""

    first: int
    last: int
    cues: tuple[Mark, ...]


def cut_stretches(scan: Scan, first: int, last: int, places: Sequence[Named]) -> list[Stretch]:
    """The stretches of a sentence: a new one begins where a cue of another kind follows, together with the bare names that lead to it."""
    cues = [m for m in scan.marks_in(first, last, "what") if m.value in _FLIGHT]
    if len(cues) < 2:  # nothing that could part
        return [Stretch(first, last, tuple(cues))]
    bounds = [first]
    groups: list[list[Mark]] = [[]]
    for cue in cues:
        current = {m.value for m in groups[-1]}
        if groups[-1] and _parts(current, cue.value):
            bounds.append(_start_of(scan, groups[-1][-1].last, cue, places))
            groups.append([])
        groups[-1].append(cue)
    ends = [*bounds[1:], last]
    return [Stretch(a, b, tuple(g)) for a, b, g in zip(bounds, ends, groups, strict=True)]


def _parts(current: set[str], following: str) -> bool:
    """Whether a cue begins a stretch of its own: a warning behind a sighting does; what became of a target does not part from its being seen."""
    return following == "warned" and "sighted" in current and not current & {"all_clear", "warned"}


def _start_of(scan: Scan, after: int, cue: Mark, places: Sequence[Named]) -> int:
    start = cue.first
    for place in reversed([p for p in places if after <= p.first < cue.first]):
        if place.lead:
            break
        start = place.first
    del scan
    return start


def read_stretch(
    scan: Scan, stretch: Stretch, sentence: int, items: Sequence[Item], places: Sequence[Named], period: Period, asserter: Asserter
) -> list[Statement]:
    """The statements of one stretch: what it is about, and what is said beside that."""
    first, last = stretch.first, stretch.last
    marks = scan.marks_in(first, last, "what")
    said = {mark.value for mark in marks}
    inside = [place for place in places if first <= place.first < last]
    mine = [item for item in items if first <= item.first < last]
    clauses = split_clauses(scan, first, last, mine, inside)
    numbered = [mark for mark in marks if mark.number]
    placed = pair(clauses, lambda clause: max([m.number for m in numbered if clause.first <= m.first < clause.last], default=0))
    quantities = {mark.value for mark in scan.marks_in(first, last, "quantity")}
    base = Statement(
        what="",
        first=first,
        last=last,
        sentence=sentence,
        cues=[],
        placed=placed,
        places=inside,
        period=period,
        asserter=asserter,
        factuality=factuality_of(scan, first, last),
        report_tokens=len(scan.tokens),
        is_open=bool(scan.marks_in(first, last, "disclosure")),
        is_airborne=bool(scan.marks_in(first, last, "airborne")) or "everything" in quantities,
        repels=bool(scan.marks_in(first, last, "repelled")),
        hits_site=bool(scan.marks_in(first, last, "landing")),
        is_over_region=_is_over_region(scan, first, last, inside),
        goes_back="back" in quantities and any(mark.value == "back" for mark in scan.marks_in(first, first + 1, "quantity")),
        divides="most" in quantities,
        goes_on="still" in quantities,
    )
    main = "denied" if inside and is_old_footage(scan, first, last) else next((what for what in RANK if what in said), None)
    if main == "warned" and "lifted" in said:
        main, marks = "all_clear", [_with_value(mark, "all_clear") if mark.value == "lifted" else mark for mark in marks]
    statements: list[Statement] = []
    if main is not None:
        cues = [mark for mark in marks if mark.value == main]
        mine_placed = list(placed) if said.isdisjoint(_APART) else _of_main(placed, main, marks)
        seen, downed = _parted(mine_placed, marks) if main == "intercepted" else ([], [])
        if downed:
            statements.append(_with(base, what="sighted", cues=[mark for mark in marks if mark.value == "sighted"], placed=seen))
            mine_placed = downed
        statements.append(_with(base, what=main, cues=cues, placed=mine_placed, plural=max((m.number for m in cues), default=0)))
    if main != "denied":
        for what in BESIDE:
            if what in said and what != main:
                told = [mark for mark in marks if mark.value == what]
                parts = _by_clause(told, clauses) if what == "casualties" else [told]
                statements += [_beside(scan, base, clauses, what, part) for part in parts]
    if not statements and (mine or inside):
        statements.append(base)
    return statements


def _headed(scan: Scan, base: Statement) -> list[Named]:
    """The place that stands before a colon over all that follows: "Тула: после атаки горит крыша"."""
    return [one for one in base.places if one.first == base.first and not one.lead and scan.words(one.last, one.last + 1) == ":"]


def _is_denied(scan: Scan, base: Statement, clause: Clause) -> bool:
    """Whether a clause says that there was none: by a word of its own, or, when it is a mere noun, by one behind it ("жертв, разрушений нет")."""
    if is_negated(scan, clause.first, clause.last):
        return True
    behind = scan.marks_in(clause.last, base.last, "negation")
    return clause.last - clause.first <= _BARE_TOKENS and any(mark.value == "none" for mark in behind)


def _is_over_region(scan: Scan, first: int, last: int, places: Sequence[Named]) -> bool:
    heads = scan.marks_in(first, last, "head")
    led = {mark.last for mark in scan.marks_in(first, last, "preposition") if mark.value == "over"} if heads else ()
    return any(not any(place.first <= head.first < place.last for place in places) for head in heads if head.first in led)


def _parted(placed: Sequence[Placed], marks: Sequence[Mark]) -> tuple[list[Placed], list[Placed]]:
    """What came and what of it was brought down: "выпущено 52 БПЛА, из которых 38 сбито". Both empty when the numbers do not part so."""
    counted = [entry for entry in placed if entry.item.count is not None]
    parts = [entry for entry in counted[1:] if "part" in entry.item.flags]
    came = any(mark.value == "sighted" and mark.first <= counted[0].item.last for mark in marks) if parts else False
    if not came or any(mark.value == "intercepted" and mark.first < parts[0].item.first for mark in marks):
        return [], []
    whole = counted[0]
    for part in parts:
        part.item.flags = part.item.flags - {"part"}
        part.item.target, part.item.model = part.item.target or whole.item.target, part.item.model or whole.item.model
    return [whole], parts


def _by_clause(cues: Sequence[Mark], clauses: Sequence[Clause]) -> list[list[Mark]]:
    """Cues by the clause they stand in: "один человек погиб, двое ранены" tells of two groups of people."""
    parted = [[cue for cue in cues if clause.first <= cue.first < clause.last] for clause in clauses]
    return [part for part in parted if part]


def _with_value(mark: Mark, value: str) -> Mark:
    return structs.replace(mark, value=value)


def _of_main(placed: Sequence[Placed], main: str, marks: Sequence[Mark]) -> list[Placed]:
    """What the main matter counts; its first bare number is of what the matter beside it named."""
    mine = [entry for entry in placed if not _is_of_beside(entry, main, marks, placed)]
    named = next((entry.item for entry in placed if entry not in mine and entry.item.target is not None), None)
    if mine and named is not None and mine[0].item.target is None:
        mine[0].item.target, mine[0].item.model = named.target, named.model
    return mine


def _is_of_beside(entry: Placed, main: str, marks: Sequence[Mark], placed: Sequence[Placed]) -> bool:
    """Whether a number's clause tells of damage, casualties or a fall only, so that it is none of the main matter's, nor a part of it.

    A fall is apart where one more fell, or where another clause counts what was brought down: "один упал в лесу, два сбиты".
    """
    said = _said_in(entry.clause, marks)
    counted = any(main in _said_in(one.clause, marks) and one.item.count is not None for one in placed if one is not entry)
    falls = {"debris_fell"} if "more" in entry.item.flags or (counted and "part" not in entry.item.flags) else set()
    return main not in said and bool(said & ({"damage", "casualties"} | falls))


def _said_in(clause: Clause, marks: Sequence[Mark]) -> set[str]:
    return {mark.value for mark in marks if clause.first <= mark.first < clause.last}


def _with(base: Statement, **changes: object) -> Statement:
    return structs.replace(base, **changes)


def _beside(scan: Scan, base: Statement, clauses: Sequence[Clause], what: str, marks: Sequence[Mark]) -> Statement:
    """A statement that is made in one clause only: its words, its negation and its places are those of that clause and what belongs to it."""
    cues = [mark for mark in marks if mark.value == what]
    clause = next((c for c in clauses if c.first <= cues[0].first < c.last), clauses[0])
    first, last = clause.first, clause.last
    if not scan.tokens[first].text[0].isalnum():
        first += 1
    placed = [entry for entry in base.placed if first <= entry.item.first < last]
    places = [place for place in base.places if first <= place.first < last] or _headed(scan, base)
    return _with(
        base,
        what=what,
        cues=cues,
        first=first,
        last=last,
        placed=placed,
        sentence_placed=base.placed,
        places=places,
        negated=what in {"damage", "casualties"} and _is_denied(scan, base, clause),
        factuality=factuality_of(scan, base.first, base.last),
        is_open=bool(scan.marks_in(first, last, "disclosure")),
    )
