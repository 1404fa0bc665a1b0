"""What instruments say: sirens to the second, and a satellite that sees heat hours later, fires of fields among it."""

from __future__ import annotations

from skywitness.exercise.campaigns import draw_poisson
from skywitness.exercise.lands import Locality
from skywitness.exercise.streams.desk import Desk, Said
from skywitness.exercise.wording import Facts
from skywitness.model.words import What

SEES_HEAT, FIELD_FIRES_PER_NIGHT = 0.5, 0.25
PASSES_AFTER_S = (1800, 8 * 3600)
JITTER_DEGREES = 0.03


def report_measurements(desk: Desk) -> None:
    """Put down what sirens and the satellite tell."""
    for happening in desk.happenings:
        said = Said(speaks_of=(happening.happening_id,))
        region = desk.region(happening)
        if happening.what in (What.WARNED, What.ALL_CLEAR):
            at = desk.later(happening.start, 0, 5)
            desk.publish(desk.cast.local[happening.iso].siren, at, happening.what.value, "siren", desk.facts_of(happening, at), said)
        elif happening.damage and desk.rng.random() < SEES_HEAT:
            town = next(town for town in region.towns if town.names["en"] == happening.place)
            at = desk.later(happening.start, *PASSES_AFTER_S)
            desk.publish(desk.cast.satellite, at, "hotspot", "satellite", _measure(desk, town), said)
    for local in desk.cast.local.values():
        for _ in range(draw_poisson(FIELD_FIRES_PER_NIGHT * desk.nights, desk.rng)):
            at = desk.later(desk.start, 0, desk.nights * 86_400)
            desk.publish(desk.cast.satellite, at, "hotspot", "satellite", _measure(desk, desk.rng.choice(local.region.towns)))


def _measure(desk: Desk, town: Locality) -> Facts:
    """A hot spot near a town, as a satellite's list has it."""
    lat, lon = (degrees + desk.rng.uniform(-JITTER_DEGREES, JITTER_DEGREES) for degrees in (town.lat, town.lon))
    words = {
        "lat": f"{lat:.3f}",
        "lon": f"{lon:.3f}",
        "kelvin": f"{desk.rng.uniform(305, 360):.1f}",
        "confidence": str(desk.rng.randint(30, 100)),
    }
    return Facts(place=town, words=words)
