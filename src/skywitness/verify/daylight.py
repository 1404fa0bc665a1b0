"""Was it light or dark there then? The sun's height at the claimed place and time against what the pictures show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from skywitness.geo.sun_and_moon import lit_share, moon_height_deg, sun_height_deg
from skywitness.media.decode import read_film
from skywitness.media.film import Film
from skywitness.model.incident import Finding
from skywitness.model.words import Verdict
from skywitness.parts import Claimed
from skywitness.verify.finding import Measure, cannot_tell, found
from skywitness.verify.sky import Light, SunRange, can_show, light_at, range_of_sun, see_light
from skywitness.verify.sun_chart import draw_sun_chart, write_svg

UPPER_SHARE = 3


class Daylight:
    """Supports or refutes the claimed hour and place, or the claim that it was night or day."""

    name = "daylight"
    version = "1"

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:
        """One finding on the pictures, and one on the claimed light when a time and a place are given."""
        sun = None
        measure: Measure = {}
        if claimed.at is not None and claimed.lat is not None and claimed.lon is not None:
            sun = range_of_sun(claimed.at, claimed.lat, claimed.lon, minutes=claimed.minutes_off, metres=claimed.metres_off)
            height = sun_height_deg(claimed.at, claimed.lat, claimed.lon)
            measure = {
                "sun_altitude_deg": round(height, 2),
                "sun_altitude_low_deg": round(sun.low_deg, 2),
                "sun_altitude_high_deg": round(sun.high_deg, 2),
                "moon_altitude_deg": round(moon_height_deg(claimed.at, claimed.lat, claimed.lon), 1),
                "moon_lit_share": round(lit_share(claimed.at), 2),
                "light": light_at(height).value,
            }
            if claimed.light is not None:
                yield self._judge_claim(path, claimed.light, sun, measure)
        judged = self._judge_pictures(path, claimed, sun, measure)
        yield msgspec.structs.replace(judged, pictures=tuple(write_chart(path, claimed, judged.measure.get("sky_luma"))))

    def _judge_claim(self, path: Path, light: str, sun: SunRange, measure: Measure) -> Finding:
        possible = {light_at(sun.low_deg), light_at(sun.high_deg)}
        stands = f"the sun stood between {sun.low_deg:.1f} and {sun.high_deg:.1f} degrees there then"
        if possible == {Light(light)}:
            return found(path, self.name, Verdict.SUPPORTS, f"it was {light}: {stands}", measure)
        if Light(light) not in possible and Light.TWILIGHT not in possible:
            return found(path, self.name, Verdict.REFUTES, f"it was not {light}: {stands}", measure)
        return cannot_tell(path, self.name, f"it may have been twilight: {stands}", measure)

    def _judge_pictures(self, path: Path, claimed: Claimed, sun: SunRange | None, measure: Measure) -> Finding:
        film = read_film(path, claimed.bounds)
        if not film.pictures:
            return cannot_tell(path, self.name, film.head.trouble or "it holds no picture", measure)
        luma = sky_luma(film)
        measure = measure | {"sky_luma": round(luma, 1)}
        seen = see_light(luma)
        if seen is None:
            return cannot_tell(
                path,
                self.name,
                f"the pictures are neither dark nor light (sky at {luma:.0f} of 255): twilight, or a camera that evens out",
                measure,
            )
        shows = f"the pictures are {'dark' if seen is Light.NIGHT else 'light'} (sky at {luma:.0f} of 255)"
        if sun is None:
            if claimed.light is None:
                return cannot_tell(path, self.name, f"{shows}; give --time and --place to hold that against the sun", measure)
            verdict = Verdict.SUPPORTS if seen == claimed.light else Verdict.REFUTES
            return found(path, self.name, verdict, f"{shows}, and {claimed.light} is claimed", measure)
        return self._judge_against_sun(path, seen, shows, sun, measure)

    def _judge_against_sun(self, path: Path, seen: Light, shows: str, sun: SunRange, measure: Measure) -> Finding:
        stood = f"the sun stood between {sun.low_deg:.1f} and {sun.high_deg:.1f} degrees"
        possible = {light_at(sun.low_deg), light_at(sun.high_deg)}
        if seen is Light.DAY and possible == {Light.NIGHT}:
            return found(path, self.name, Verdict.REFUTES, f"{shows}, but {stood}: it was night there then", measure)
        if seen is Light.NIGHT and not can_show(seen, sun.low_deg):
            return found(path, self.name, Verdict.REFUTES, f"{shows}, but {stood}: it was day there then", measure)
        if possible == {seen}:
            return found(path, self.name, Verdict.SUPPORTS, f"{shows}, and {stood}", measure)
        return cannot_tell(path, self.name, f"{shows}, and {stood}: twilight or near it allows both", measure)


def write_chart(path: Path, claimed: Claimed, luma: float | str | None) -> Iterator[str]:
    """The name of the chart of the whole day that was written, where one was asked for and time and place are known."""
    if claimed.pictures is None or claimed.at is None or claimed.lat is None or claimed.lon is None:
        return
    seen = see_light(float(luma)) if luma is not None else None
    chart = draw_sun_chart(claimed.at, claimed.lat, claimed.lon, minutes_off=claimed.minutes_off, seen=seen)
    name = f"{path.name}.sun.svg"
    (claimed.pictures / name).write_text(write_svg(chart), encoding="utf-8")
    yield name


def sky_luma(film: Film) -> float:
    """The brightness of the sky: of the upper third of each picture the median, and of those the median, so that a flash counts for nothing."""
    weights = np.array([0.299, 0.587, 0.114])
    uppers = [picture[: max(1, picture.shape[0] // UPPER_SHARE)] @ weights for picture in film.pictures]
    return float(np.median([np.median(upper) for upper in uppers]))
