"""One plain English sentence that says what a reading holds, made from its claims by templates."""

from __future__ import annotations

from collections.abc import Sequence

from skywitness.model.place import Period
from skywitness.model.reading import Assertion, PlaceMention, Reading
from skywitness.model.words import CountState, Factuality, Kind, PlaceRole, Target, What

_NOUNS = {
    Target.UAV: ("drone", "drones"),
    Target.CRUISE_MISSILE: ("cruise missile", "cruise missiles"),
    Target.BALLISTIC_MISSILE: ("ballistic missile", "ballistic missiles"),
    Target.ROCKET: ("rocket", "rockets"),
    Target.GUIDED_BOMB: ("guided bomb", "guided bombs"),
    Target.AIRCRAFT: ("aircraft", "aircraft"),
    Target.HELICOPTER: ("helicopter", "helicopters"),
    Target.USV: ("sea drone", "sea drones"),
    Target.UNKNOWN: ("target", "targets"),
}
_SAYS = {
    What.INTERCEPTED: "{who} {was} intercepted",
    What.IMPACT: "an impact of {who}",
    What.DEBRIS_FELL: "debris of {who} fell",
    What.SIGHTED: "{who} {was} sighted",
    What.WARNED: "a warning of {who}",
    What.ALL_CLEAR: "an all-clear for {who}",
    What.DAMAGE: "damage",
    What.CASUALTIES: "casualties",
    What.RESPONSE: "emergency services at work",
    What.AIR_DEFENCE_ACTIVE: "air defence at work",
    What.DENIED: "a denial",
    What.OPINION: "an opinion",
    What.ATTRIBUTION: "an attribution",
    What.RECURRENCE: "that it is not the first time",
    What.NOT_DISCLOSED: "something not disclosed",
    What.NO_COMMENT: "no comment",
    What.REFERENCE: "a matter of reference",
}
_HEDGES = {Factuality.PROBABLE: "probably ", Factuality.POSSIBLE: "possibly ", Factuality.UNCOMMITTED: "unconfirmed, "}
_PREPOSITIONS = {PlaceRole.OCCURRED: "over", PlaceRole.AIMED_AT: "towards", PlaceRole.FELL: "in", PlaceRole.LAUNCHED_FROM: "from"}
_MOST = 4


def gloss(reading: Reading) -> str:
    """The sentence; of many assertions the first four are told and the rest counted."""
    if not reading.assertions:
        return (
            "Nothing about an aerial incident."
            if reading.kind is Kind.OTHER
            else f"A {reading.kind.value} without a claim that could be read."
        )
    told = [_tell(assertion) for assertion in reading.assertions[:_MOST]]
    more = len(reading.assertions) - len(told)
    voices = dict.fromkeys(assertion.asserter.name for assertion in reading.assertions[:_MOST])
    names = ["the channel itself" if name == "self" else name for name in voices]
    sentence = (
        f"{' and '.join(names)} {'reports' if len(names) == 1 else 'report'}: {'; '.join(told)}{f'; and {more} more' if more > 0 else ''}."
    )
    return sentence[0].upper() + sentence[1:]


def _tell(assertion: Assertion) -> str:
    if assertion.negated:
        body = (
            f"no {_SAYS[assertion.what].removeprefix('a ')}"
            if assertion.what in {What.DAMAGE, What.CASUALTIES, What.DENIED}
            else f"not {_body(assertion)}"
        )
    else:
        body = _body(assertion)
    return f"{_HEDGES.get(assertion.factuality, '')}{body}{_places(assertion)}{_when(assertion.period)}"


def _body(assertion: Assertion) -> str:
    one, many = _NOUNS[assertion.target]
    several = assertion.count != 1
    named = f"{assertion.model} " if assertion.model else ""
    number = str(assertion.count) if assertion.count is not None else _uncounted(assertion.count_state)
    who = f"{number} {named}{many if several else one}".strip()
    if assertion.what in {What.WARNED, What.ALL_CLEAR}:
        who = "an aerial threat" if assertion.target is Target.UNKNOWN else f"{named}{many}"
    return _SAYS[assertion.what].format(who=who, was="were" if several else "was")


def _uncounted(state: CountState) -> str:
    return {CountState.WITHHELD: "an undisclosed number of", CountState.UNKNOWN: "an unknown number of"}.get(state, "")


def _places(assertion: Assertion) -> str:
    if not assertion.places:
        return ""
    divided = assertion.count is not None and len(assertion.places) > 1 and any(mention.count is not None for mention in assertion.places)
    names = [_place(mention, divided=divided) for mention in assertion.places]
    return f"{': ' if divided else ' '}{_join(names)}"


def _place(mention: PlaceMention, *, divided: bool) -> str:
    name = mention.place.name if mention.place else mention.surface
    number = f"{mention.count} " if divided and mention.count is not None else ""
    return f"{number}{_PREPOSITIONS[mention.role]} {name}"


def _join(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _when(period: Period) -> str:
    start, end = period.start, period.end
    if start is not None and end is not None and start == end:
        return f" at {start:%H:%M} UTC on {start:%-d %b %Y}"
    if start is not None and end is not None:
        day = "" if start.date() == end.date() else f" on {start:%-d %b}"
        return f" from {start:%H:%M}{day} to {end:%H:%M} UTC on {end:%-d %b %Y}"
    if start is not None:
        return f" since {start:%H:%M} UTC on {start:%-d %b %Y}"
    return f" ({period.word})" if period.word else ""
