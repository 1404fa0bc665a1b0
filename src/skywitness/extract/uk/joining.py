"""Joins what the sentences of a Ukrainian report tell: places and weapons lent to what follows, repetitions told once, totals over parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from skywitness.extract.core.places import Named
from skywitness.extract.uk.lines import Line
from skywitness.extract.uk.strikes import whereabouts
from skywitness.extract.uk.told import Told, less_firm
from skywitness.model.place import Period
from skywitness.model.words import Factuality

_MISSILES = frozenset({"cruise_missile", "ballistic_missile"})
_ALARMS = frozenset({"warned", "all_clear", "air_defence_active"})
_BORROWING = frozenset({"damage", "casualties", "impact", "debris_fell", "response"})


def lend(told: Sequence[Told], lines: Sequence[Line]) -> None:
    """Give places and weapons told before to what follows without its own."""
    heads = {line.position: line for line in lines if line.places and not line.cues and not line.weapons}
    _lend_places(told, heads)
    _lend_weapons(told)
    _share_one_weapon(told)
    _share_country(told)
    _lend_periods(told)


def _lend_periods(told: Sequence[Told]) -> None:
    """A figure "as of half past eight" is of the night or day that the report named before."""
    held: Period | None = None
    for one in told:
        if one.what == "intercepted" and one.period.start is None and one.period.word is None and held is not None:
            one.period = held
        held = one.period if one.period.word is not None or one.period.start is not None else held


def _lend_places(told: Sequence[Told], heads: Mapping[int, Line]) -> None:
    held: list[Named] = []
    downed: list[Named] = []
    for one in told:
        if not one.places and one.what != "response" and not _counts_places(one):
            lent = held if one.what != "intercepted" or _is_country(held) else downed
            one.places = whereabouts(one.line) or lent or _beside(heads, one.line.position, is_first=not held)
        where = [place for place in one.places if place.lead != "from"]
        held = where if where and not one.line.has("aimed") else held
        downed = where if one.what == "intercepted" and where else downed


def _lend_weapons(told: Sequence[Told]) -> None:
    weapon: tuple[str, str | None] = ("unknown", None)
    missile = "unknown"
    for one in told:
        if one.what in _BORROWING and one.target == "unknown" and one.model is None:
            if not one.line.weapons:
                one.target, one.model = weapon
            elif all(item.target == "unknown" for item in one.line.weapons):
                one.target = missile
        missile = one.target if one.target in _MISSILES else missile
        if one.target != "unknown" and one.what != "intercepted":
            several = any(other.line is one.line and other.target != one.target for other in told)
            weapon = ("unknown", None) if several else (one.target, one.model)


def _share_one_weapon(told: Sequence[Told]) -> None:
    """An alarm that names no weapon is of the one that the rest of the report is about, when that is one."""
    known = {one.target for one in told if one.target not in {"unknown", "any", "aircraft", "helicopter"}}
    for one in told:
        if len(known) == 1 and one.what in _ALARMS and one.target == "unknown" and not one.line.weapons:
            one.target = next(iter(known))


def _share_country(told: Sequence[Told]) -> None:
    """What was brought down in a raid on the whole country was brought down there, also when a headline tells it first."""
    country = next((one.places for one in told if _is_country(one.places)), None)
    for one in told:
        if country is not None and one.what == "intercepted" and not one.places:
            one.places = country


def _beside(heads: Mapping[int, Line], position: int, *, is_first: bool) -> list[Named]:
    """The places of a line that only names places: the last one above, else one of the next two below."""
    above = [line for at, line in heads.items() if at < position]
    below = heads.get(position + 1) or heads.get(position + 2)
    head = above[-1] if above and is_first else below
    return list(head.places) if head is not None else []


def _settle_hits(told: Sequence[Told]) -> None:
    """A hit told again with its object and no place is damage; a site destroyed is a hit when no other is told; so are aircraft hit."""
    for position, one in enumerate(told):
        before = [other for other in told[:position] if other.what == "impact" and other.line is not one.line]
        if one.what == "impact" and not one.negated and _says_struck(one.line):
            aircraft = [item for item in one.line.victims if item.target in {"aircraft", "helicopter"}]
            if aircraft and not one.line.sites:
                one.what, one.count = "damage", aircraft[0].count
            elif before and not one.line.places and one.line.sites:
                one.what = "damage"
        if (
            one.what == "damage"
            and one.is_active
            and not before
            and any(cue.value == "destroyed" for cue in one.line.cues)
            and _is_deed(one.line)
        ):
            one.what = "impact"


def _says_struck(line: Line) -> bool:
    words = {line.scan.tokens[cue.first].text[:4] for cue in line.cues_of("impact")}
    return bool(words) and words <= {"ураж", "враж", "урази", "враз", "ураз"}


def _is_deed(line: Line) -> bool:
    return any(line.scan.tokens[cue.first].text in {"знищили", "знищив", "знищила", "спалили"} for cue in line.cues_of("destroyed"))


def _is_country(places: Sequence[Named]) -> bool:
    return bool(places) and all(place.sort == "country" for place in places)


def join(told: Sequence[Told]) -> list[Told]:
    """The matters, each told once: what repeats one told before goes into it."""
    _settle_hits(told)
    joined: list[Told] = []
    for one in told:
        same = next((other for other in joined if _is_same(other, one)), None)
        if same is None:
            joined.append(one)
        else:
            _absorb(same, one)
    return _without_bare(joined)


def _is_same(old: Told, new: Told) -> bool:
    if old.negated != new.negated or (old.line is new.line and old.what == new.what) or old.line.has("aimed") or new.line.has("aimed"):
        return False
    if old.what != new.what and not ({old.what, new.what} == {"sighted", "impact"} and (old.is_bare or new.is_bare)):
        return False
    if old.count is not None and new.count is not None and old.count != new.count:
        return False
    if old.value != new.value:
        return False
    if old.target != new.target and "unknown" not in {old.target, new.target} and "any" not in {old.target, new.target}:
        return False
    if old.what == "intercepted" and old.target != new.target and (old.count is None or new.count is None):
        return False
    if old.factuality != new.factuality and old.what == new.what == "impact" and old.target != new.target:
        return False
    return _share(old, new)


def _share(old: Told, new: Told) -> bool:
    a, b = {place.stem for place in old.places}, {place.stem for place in new.places}
    if not a or not b or a & b:
        return True
    coarse = any(place.sort == "region" for place in (*old.places, *new.places))
    return coarse and bool(_regions(old) & _regions(new))


def _regions(one: Told) -> frozenset[str]:
    return frozenset(code for place in one.places if place.first in one.line.regions for code in one.line.regions[place.first].codes)


def _absorb(old: Told, new: Told) -> None:
    if old.what != new.what:
        old.what = "impact"
    if old.target in {"unknown", "any"} and new.target not in {"unknown", "any"}:
        old.target, old.model = new.target, new.model
    old.model = old.model or (new.model if old.target == new.target else None)
    old.count = old.count if old.count is not None else new.count
    known = {place.stem for place in old.places}
    fresh = [place for place in new.places if place.stem not in known]
    if len(old.places) == len(new.places) == 1 and fresh:
        old.places = fresh if old.places[0].sort == "region" else old.places
    else:
        old.places = [*old.places, *fresh]
    old.is_bare = old.is_bare and new.is_bare
    if not (old.period.start or old.period.word):
        old.period = new.period
    old.factuality = less_firm(old.factuality, new.factuality) if old.factuality is not Factuality.CERTAIN else old.factuality
    old.means = old.means or new.means


def _without_bare(joined: Sequence[Told]) -> list[Told]:
    """Without explosions and bare attacks where a hit or an interception is told."""
    solid = any(one.what in {"impact", "damage"} and not one.negated for one in joined)
    downed = any(one.what == "intercepted" for one in joined)
    kept = []
    for one in joined:
        if one.what == "sighted" and one.is_bare and one.count is None and (solid or downed):
            continue
        if one.what in {"warned", "all_clear"} and not (one.line.places or one.line.weapons) and (solid or downed):
            continue
        kept.append(one)
    return kept


def _counts_places(one: Told) -> bool:
    """Whether the sentence tells at how many places, so that it is about none in particular."""
    return any(line_token.text.startswith("локаці") for line_token in one.line.scan.tokens[one.line.first : one.line.last])


def place_in_totals(told: Sequence[Told]) -> None:
    """Mark the figures by type that a total of targets of no type contains: they are not to be added to it."""
    for what in ("intercepted", "sighted"):
        counted = [(position, one) for position, one in enumerate(told) if one.what == what and one.count is not None]
        total = next(((position, one) for position, one in counted if one.target in {"any", "unknown"} and one.model is None), None)
        parts = [one for _, one in counted if total is not None and one is not total[1]]
        if total is not None and sum(one.count or 0 for one in parts) <= (total[1].count or 0):
            for one in parts:
                one.part_of = total[0]
