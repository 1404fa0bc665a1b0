"""The sun over an incident's place through that day, beside what its footage shows: drawn from what the do-no-harm gate let out, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple, TypeAlias, cast

from skywitness.publish.filters import span_of
from skywitness.verify.sky import Light, see_light
from skywitness.verify.sun_chart import BAND, HEIGHT, WIDTH, SunChart, draw_sun_chart, tell_fits

Row: TypeAlias = Mapping[str, object]


class SunDay(NamedTuple):
    """What the template draws, and the same in a sentence."""

    width: int
    height: int
    band: int
    chart: SunChart
    said: str


def draw_sun_day(row: Row) -> SunDay | None:
    """The chart for an incident whose footage was held against the sun; None where it was not, or where no place or time is shown."""
    judged = [found for found in cast("Sequence[Row]", row["findings"]) if found["verifier"] == "daylight" and found["about"]]
    place, (begin, end) = cast("Row | None", row["place"]), span_of(row)
    if not judged or place is None or place["lat"] is None or place["lon"] is None or begin is None or end is None:
        return None
    at = begin + (end - begin) / 2
    chart = draw_sun_chart(
        at,
        cast("float", place["lat"]),
        cast("float", place["lon"]),
        minutes_off=(end - begin) / timedelta(minutes=2),
        seen=_seen_in(judged),
    )
    told = f"at {begin:%H:%M}" if begin == end else f"between {begin:%H:%M} and {end:%H:%M}"
    said = f"{at:%Y-%m-%d}, over the middle of the place that is shown: {tell_fits(chart)}. It is said to have been {told} UTC."
    return SunDay(WIDTH, HEIGHT, BAND, chart, said)


def _seen_in(judged: Sequence[Row]) -> Light | None:
    """The light that all the footage shows; None where it differs, or where it is neither dark nor light."""
    lumas = [luma for found in judged if isinstance(luma := cast("Row", found["measure"]).get("sky_luma"), int | float)]
    seen = {see_light(luma) for luma in lumas}
    return seen.pop() if len(seen) == 1 else None
