"""Waves: the happenings of one attack over one region, which a desk keeps as one incident although more than one thing happened in it.

A truth tells every fight in every town by itself. Alert channels and ministries tell of the attack on a region as a whole, and so do people who label
such posts. The rule is theirs: the same class of target over the same region, each no more than two hours after what went before, until an all-clear.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from skywitness.model.truth import Happening
from skywitness.model.words import Target, What

LULL = timedelta(hours=2)
"""A longer one ends a wave."""
CLASSES = {
    Target.CRUISE_MISSILE: "missile",
    Target.BALLISTIC_MISSILE: "missile",
    Target.ROCKET: "missile",
    Target.AIRCRAFT: "crewed",
    Target.HELICOPTER: "crewed",
}
"""Targets that pass for one class; all others are their own."""


def group_waves(happenings: Iterable[Happening]) -> dict[str, str]:
    """The wave of every happening, named by the happening that it began with."""
    theatres = defaultdict[tuple[str, str], list[Happening]](list)
    for happening in sorted(happenings, key=lambda each: (each.start, each.what is What.ALL_CLEAR, each.happening_id)):
        theatres[happening.iso, CLASSES.get(happening.target, happening.target.value)].append(happening)
    waves = dict[str, str]()
    for happened in theatres.values():
        wave, quiet_since, is_over = "", None, True
        for happening in happened:
            if is_over or _is_past(happening, quiet_since):
                wave, quiet_since = happening.happening_id, None
            waves[happening.happening_id] = wave
            quiet_since = max(quiet_since or happening.end, happening.end)
            is_over = happening.what is What.ALL_CLEAR
    return waves


def _is_past(happening: Happening, quiet_since: datetime | None) -> bool:
    return quiet_since is not None and happening.start - quiet_since > LULL
