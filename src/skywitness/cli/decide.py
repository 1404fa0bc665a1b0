"""``skywitness decide``: what a person decided, kept for ever, obeyed at once, reversed only by another decision."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness.cli.app import DONE
from skywitness.cli.options import now
from skywitness.cli.progress import Bars
from skywitness.ledger import PictureChange, open_ledger
from skywitness.ledger.deciding import Wish
from skywitness.locate.told import POINT_RADIUS_M, decide_place
from skywitness.model.provenance import Decision
from skywitness.model.words import DecisionKind
from skywitness.pipeline import decide as decide_in_ledger
from skywitness.pipeline import keep_decision

WITH_VALUE = frozenset({DecisionKind.PLACE, DecisionKind.GRADE})


def decide(
    kind: DecisionKind,
    *about: Annotated[str, Parameter(allow_leading_hyphen=True)],
    by: str,
    why: str,
    ledger: str,
    region: str | None = None,
    radius_m: float = POINT_RADIUS_M,
    hand_over: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Keep what a person decided, and show what it changed.

    Parameters
    ----------
    kind
        What is decided.
    about
        Ids of incidents, reports, occurrences, decisions; a source's name; media. For ``place`` and ``grade`` the last word is the value:
        "lat,lon", a place's name or ``nowhere``; a letter A to F.
    by
        Who decides.
    why
        The reason; it is shown with the decision for ever.
    ledger
        The directory that holds the ledger.
    region
        For ``place``: the region in which to look for a name first (ISO 3166-2).
    radius_m
        For ``place`` with "lat,lon": how far off it may be, in metres.
    hand_over
        Only keep it: a running ``watch`` on this ledger obeys within a second, solving what it touches alone. Without, everything is solved here.
    as_json
        Print the decision and what it changed as JSON.
    """
    value = None
    if kind in WITH_VALUE and len(about) > 1:
        *ids, value = about
        about = tuple(ids)
    if kind is DecisionKind.PLACE and value is not None:
        value = msgspec.json.encode(decide_place(value, by=by, why=why, region=region, radius_m=radius_m)).decode()
    wish = Wish(kind=kind, about=about, value=value, by=by, why=why)
    talk = Console(stderr=True)
    with open_ledger(ledger, create=False) as opened:
        if hand_over:
            decision, change = keep_decision(opened, wish, clock=now), None
        else:
            decision, change = decide_in_ledger(opened, wish, clock=now, progress=Bars(talk))
    if as_json:
        sys.stdout.write(msgspec.json.encode({"decision": decision, "changed": change}).decode() + "\n")
    else:
        tell_decision(talk, decision, change)
        sys.stdout.write(f"{decision.decision_id}\n")
    return DONE


def tell_decision(console: Console, decision: Decision, change: PictureChange | None) -> None:
    """What was decided and what became of the picture, for a person; None when that is for another process to say."""
    console.print(
        f"{decision.kind}: kept as {decision.decision_id}, by {decision.by}; undo with: decide undo {decision.decision_id}",
        markup=False,
        soft_wrap=True,
    )
    if change is None:
        console.print("  handed over: the picture changes when a running watch, or the next run, has obeyed it", markup=False)
        return
    for word, ids in (("new", change.added), ("changed", change.changed), ("gone", change.gone)):
        if ids:
            console.print(f"  {word}: {', '.join(ids)}", markup=False, soft_wrap=True)
    for old, new in sorted(change.redirects.items()):
        console.print(f"  {old} is now part of {new}", markup=False)
    if not change:
        console.print("  nothing in the picture changed", markup=False)
