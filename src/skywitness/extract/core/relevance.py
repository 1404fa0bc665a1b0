"""Keeps what is about aerial incidents: drops own strikes on the ground, drills, adverts, advice and thanks that use the same words."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.extract.core.lexicon import Mark
from skywitness.extract.core.scan import Scan
from skywitness.extract.core.statements import Statement

_OBJECT_REACH = 9
_DEFENCE = frozenset({"foiled", "warned", "all_clear", "air_defence_active"})
_EMPTY_TALK = frozenset({"advert", "guidance", "thanks", "history", "drill", "politics"})
_FEW = 2


def keep_relevant(scan: Scan, statements: Sequence[Statement]) -> list[Statement]:
    """The statements that tell of something in the air, or of its consequences."""
    settings = {mark.value for mark in scan.marks if mark.kind == "setting"}
    is_battlefield = _is_battlefield(scan, statements)
    kept = [statement for statement in statements if _is_hit_on_target(scan, statement)]
    if is_battlefield or "drill" in settings:
        kept = [statement for statement in kept if statement.what in {"intercepted", *_DEFENCE} and _is_firm(scan, statement)]
    if settings & _EMPTY_TALK:
        kept = [
            statement
            for statement in kept
            if statement.places or _counts(statement) or statement.what in {"intercepted", "air_defence_active"}
        ]
    own = [position for position, (first, last) in enumerate(scan.sentences) if _tells_of_own(scan, first, last)]
    return [statement for statement in kept if statement.sentence not in own]


def _tells_of_own(scan: Scan, first: int, last: int) -> bool:
    """Whether a sentence tells what the speaker's own side did or flies."""
    return any(mark.value == "own act" for mark in scan.marks_in(first, last, "setting"))


def _counts(statement: Statement) -> bool:
    return any(entry.item.count is not None for entry in statement.placed)


def _is_battlefield(scan: Scan, statements: Sequence[Statement]) -> bool:
    signs = sum(1 for mark in scan.marks if mark.kind == "ground" or (mark.kind == "setting" and mark.value == "own strike"))
    return signs >= _FEW and not any(statement.what in _DEFENCE for statement in statements)


def _is_hit_on_target(scan: Scan, statement: Statement) -> bool:
    """Whether an interception's verb has something that flies nearer to it than anything on the ground."""
    if statement.what != "intercepted":
        return True
    return not any(mark.kind == "ground" for mark in scan.marks_in(statement.first, statement.last)) or _is_firm(scan, statement)


def _is_firm(scan: Scan, statement: Statement) -> bool:
    if statement.what != "intercepted":
        return True
    ground = scan.marks_in(statement.first, statement.last, "ground")
    return any(_distance(cue, statement, scan) < _nearest(cue, ground) for cue in statement.cues)


def _distance(cue: Mark, statement: Statement, scan: Scan) -> int:
    """How far the nearest thing that flies stands from a verb, over no full stop; more than the reach when it is too far."""
    del scan
    gaps = [_gap(cue, entry.item.first, entry.item.last) for entry in statement.placed if entry.item.target or entry.item.count is not None]
    return min((gap for gap in gaps if gap <= _OBJECT_REACH), default=_OBJECT_REACH + 1)


def _nearest(cue: Mark, marks: Sequence[Mark]) -> int:
    return min((_gap(cue, mark.first, mark.last) for mark in marks), default=_OBJECT_REACH + 1)


def _gap(cue: Mark, first: int, last: int) -> int:
    return first - cue.last if first >= cue.last else max(cue.first - last, 0)
