"""The title of an incident: one short English line."""

from __future__ import annotations

from skywitness.model.place import Place
from skywitness.model.words import PlaceRole, Target, What

NOUNS = {
    Target.UAV: "drone",
    Target.CRUISE_MISSILE: "cruise missile",
    Target.BALLISTIC_MISSILE: "ballistic missile",
    Target.ROCKET: "rocket",
    Target.GUIDED_BOMB: "guided bomb",
    Target.AIRCRAFT: "aircraft",
    Target.HELICOPTER: "helicopter",
    Target.USV: "sea drone",
}
VERBS = {
    What.INTERCEPTED: "intercepted",
    What.IMPACT: "hit",
    What.DEBRIS_FELL: "fell",
    What.SIGHTED: "sighted",
    What.WARNED: "warned of",
    What.ALL_CLEAR: "called off",
    What.AIR_DEFENCE_ACTIVE: "engaged by air defence",
}
PREPOSITIONS = {PlaceRole.AIMED_AT: "aimed at", PlaceRole.FELL: "in", PlaceRole.LAUNCHED_FROM: "launched from", PlaceRole.OCCURRED: "in"}


def make_title(
    what: What, target: Target, count: int | None, place: Place | None, role: PlaceRole | None, *, is_denied: bool = False
) -> str:
    """A line such as "2 drones intercepted, Lipetsk Oblast". A count that is not given is left out, never guessed.

    >>> make_title(What.INTERCEPTED, Target.UAV, 2, None, None)
    '2 drones intercepted'
    >>> make_title(What.WARNED, Target.UNKNOWN, None, None, None)
    'Aerial threat warned of'
    >>> make_title(What.INTERCEPTED, Target.UAV, None, None, None, is_denied=True)
    'Denied: drones intercepted'
    """
    noun = NOUNS.get(target, "aerial threat")
    many = noun if noun == "aircraft" else f"{noun}s"
    subject = f"{count} {noun if count == 1 else many}" if count is not None else (many if target is not Target.UNKNOWN else noun)
    subject = f"Denied: {subject}" if is_denied else f"{subject[0].upper()}{subject[1:]}"
    line = f"{subject} {VERBS.get(what, what.value.replace('_', ' '))}"
    if place is None:
        return line
    return (
        f"{line}, {PREPOSITIONS[role]} {place.name}" if role in {PlaceRole.AIMED_AT, PlaceRole.LAUNCHED_FROM} else f"{line}, {place.name}"
    )
