"""Is another camera left a witness of its own, however near it stands? Pairs of drawn views by the distance between two phones, held upright nearly alike.

python -m bench near_cameras [STREETS]

The streets begin at a number that was not looked at while thresholds were chosen.
"""

from __future__ import annotations

import random
import sys

from PIL import Image

from bench.generate_views import Camera, draw_view, make_street, place_camera
from bench.record import record
from bench.reposts import Tally, as_film, judge_picture

FIRST_STREET = 21_000
STREETS = 12
BASES_M = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
UP_M, TURN_DEG = 0.3, 3.0
"""By how much two people hold their phones otherwise, at most."""


def stand_beside(camera: Camera, base_m: float, dice: random.Random) -> Camera:
    """A camera so far to the left or right of another one."""
    side = dice.choice((-1, 1))
    return Camera(
        camera.x + side * base_m, camera.height + dice.uniform(-UP_M, UP_M), camera.z, camera.turned_deg + dice.uniform(-TURN_DEG, TURN_DEG)
    )


def main(arguments: list[str]) -> None:
    """Measure and keep the figures."""
    streets = int(arguments[0]) if arguments else STREETS
    pairs = {(base_m, light): Tally() for base_m in BASES_M for light in ("day", "night")}
    for number in range(FIRST_STREET, FIRST_STREET + streets):
        for light in ("day", "night"):
            street, first = make_street(number, is_night=light == "night"), place_camera(number, 0)
            film = as_film(Image.fromarray(draw_view(street, first)))
            for base_m in BASES_M:
                dice = random.Random(f"beside {number} {light} {base_m}")  # noqa: S311 - where a camera stands
                beside = draw_view(street, stand_beside(first, base_m, dice), moment=1)
                pairs[base_m, light].add(judge_picture(Image.fromarray(beside), film))
    figures = {
        f"{base_m:g} m": {light: round(1 - pairs[base_m, light].same / streets, 3) for light in ("day", "night")} for base_m in BASES_M
    }
    same, every = sum(each.same for each in pairs.values()), sum(each.pairs for each in pairs.values())
    record("near_cameras", {"streets": streets, "called independent": figures, "of all": round(1 - same / every, 3)})


if __name__ == "__main__":
    main(sys.argv[1:])
