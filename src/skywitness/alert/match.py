"""Does a released row fulfil a rule, and why: the reasons are told to the reader as they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache

from skywitness.alert.plan import Near, Rule
from skywitness.alert.seen import Seen, SeenPlace, words_of
from skywitness.geo.sphere import distance_m
from skywitness.model.notice import Reason, ReasonKind

ADDS_UP = "consistent"
"""The verdict of a tally that its incidents make up."""
ENDING = frozenset({ReasonKind.SILENCE, ReasonKind.CONTRADICTION, ReasonKind.TALLY})
"""Reasons whose end is told; a standing that is another now is told as a changed value."""


def find_reasons(rule: Rule, seen: Seen, row: Mapping[str, object]) -> tuple[Reason, ...]:
    """Why a row fulfils a rule; empty when it does not."""
    if (seen.kind == "tally") != rule.tally_mismatch or not _is_of_interest(rule, seen):
        return ()
    waited_for = [look(rule, seen, row) for is_asked, look in _LOOKS if is_asked(rule)]
    if not all(waited_for):
        return ()
    return tuple(reason for found in waited_for for reason in found) or (Reason(ReasonKind.LISTED),)


def still_holds(reason: Reason, seen: Seen) -> bool:
    """Whether a reason that was told has not ended, whatever rules say today."""
    match reason.kind:
        case ReasonKind.SILENCE:
            return any(each.open and each.source == reason.about for each in seen.silence)
        case ReasonKind.CONTRADICTION:
            return any(each.attribute == reason.about for each in seen.contradictions)
        case ReasonKind.TALLY:
            return _is_off(seen)
        case _:
            return True


def is_news(rule: Rule, seen: Seen, *, now: datetime, since: datetime | None) -> bool:
    """Whether a row was spoken of lately enough to be told anew. What nothing dates cannot be said to be old."""
    if seen.told_at is None:
        return True
    oldest = now - timedelta(hours=rule.max_age_hours) if rule.max_age_hours is not None else None
    return all(limit is None or seen.told_at >= limit for limit in (since, oldest))


def _is_of_interest(rule: Rule, seen: Seen) -> bool:
    if (rule.what and seen.what not in rule.what) or (rule.target and seen.target not in rule.target):
        return False
    is_there = not rule.regions or any(_is_within(place, region) for place in seen.places for region in rule.regions)
    return is_there and (rule.near is None or any(_touches(place, rule.near) for place in seen.places))


def _is_within(place: SeenPlace, region: str) -> bool:
    return place.iso is not None and (place.iso == region or place.iso.startswith(f"{region}-"))


def _touches(place: SeenPlace, near: Near) -> bool:
    if place.lat is None or place.lon is None:
        return False
    return distance_m(place.lat, place.lon, near.lat, near.lon) <= near.km * 1000 + (place.radius_m or 0.0)


def _standing(rule: Rule, seen: Seen, _row: object) -> list[Reason]:
    return [Reason(ReasonKind.STANDING, seen.standing.value)] if seen.standing and seen.standing in rule.standing else []


def _silences(rule: Rule, seen: Seen, _row: object) -> list[Reason]:
    least = rule.silence_quantile or 0.0
    return [
        Reason(ReasonKind.SILENCE, each.source)
        for each in seen.silence
        if each.open and each.quantile is not None and each.quantile >= least
    ]


def _contradictions(_rule: Rule, seen: Seen, _row: object) -> list[Reason]:
    return [Reason(ReasonKind.CONTRADICTION, about) for about in dict.fromkeys(each.attribute for each in seen.contradictions)]


def _mismatch(_rule: Rule, seen: Seen, _row: object) -> list[Reason]:
    return [Reason(ReasonKind.TALLY)] if _is_off(seen) else []


def _is_off(seen: Seen) -> bool:
    return seen.matched is not None and seen.verdict != ADDS_UP


def _watchwords(rule: Rule, _seen: Seen, row: Mapping[str, object]) -> list[Reason]:
    texts = "\n".join(words_of(row))
    return [Reason(ReasonKind.WORD, word) for word in rule.words if _pattern(word).search(texts)]


Look = Callable[[Rule, Seen, Mapping[str, object]], list[Reason]]
_LOOKS: tuple[tuple[Callable[[Rule], bool], Look], ...] = (
    (lambda rule: bool(rule.standing), _standing),
    (lambda rule: rule.silence_quantile is not None, _silences),
    (lambda rule: rule.contradiction, _contradictions),
    (lambda rule: rule.tally_mismatch, _mismatch),
    (lambda rule: bool(rule.words), _watchwords),
)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """A watchword, any case; whole, or the beginning of a word when it ends in an asterisk.

    >>> bool(_pattern("airport*").search("both Airports")), bool(_pattern("port").search("airport"))
    (True, False)
    """
    stem, is_beginning = word.strip().removesuffix("*"), word.strip().endswith("*")
    return re.compile(rf"(?<!\w){re.escape(stem)}" + ("" if is_beginning else r"(?!\w)"), re.IGNORECASE)
