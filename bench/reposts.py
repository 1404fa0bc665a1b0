"""Is a repost known, and is another camera left a witness of its own? On invented streets by day and at night, through the verifier as it is used.

python -m bench reposts [STREETS]

The streets measured here begin at a number that was not looked at while thresholds were chosen.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from PIL import Image

from bench.generate_reposts import EDITS
from bench.generate_views import draw_view, make_street, place_camera
from bench.record import record
from skywitness.exercise.footage.clip import Clip
from skywitness.exercise.footage.studio import write_clip
from skywitness.media.film import NOTHING, Film, Head, Stamp
from skywitness.model.words import Verdict
from skywitness.parts import Claimed
from skywitness.verify.reuse import Reuse

FIRST_STREET = 9_000
STREETS = 12
STRANGE = 100_000
"""Added to a street's number for one that has nothing to do with it."""
CAMERAS, NEIGHBOUR_M = 2, (2.0, 6.0)
"""Cameras 15 to 60 m beside the first, and one that stands nearly where it does; that one is counted apart."""
NIGHT_CLIPS = 12
BEGUN = datetime(2021, 3, 14, 22, tzinfo=UTC)


class Tally(Struct):
    """How often a kind of pair was called the same, or worth a look."""

    pairs: int = 0
    same: int = 0
    looked_at: int = 0

    def add(self, verdict: Verdict | None) -> None:
        """Count one: None where the other file was not even named."""
        self.pairs += 1
        self.same += verdict is Verdict.REFUTES
        self.looked_at += verdict is not None

    def shares(self) -> dict[str, float]:
        """As shares."""
        return {"pairs": self.pairs, "candidates": round(self.looked_at / self.pairs, 3), "same shot": round(self.same / self.pairs, 3)}


def judge(path: Path, other: Path) -> Verdict | None:
    """What the verifier says of a file against one other; None where it does not name it."""
    named = [found for found in Reuse().verify(path, Claimed(against=(other,))) if found.measure.get("against") == other.name]
    return named[0].verdict if named else None


def judge_picture(picture: Image.Image, first: Film) -> Verdict | None:
    """The same of a picture and one that is in memory: a process for each would take ten times as long."""
    found = Reuse().compare(Path("again.jpg"), as_film(picture), Path("first.jpg"), first)
    return found.verdict if found else None


def as_film(picture: Image.Image) -> Film:
    """A picture as it would arrive: through JPEG of high quality, and as a photo is decoded."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=92)
    shown = np.ascontiguousarray(np.asarray(Image.open(out).convert("RGB"), np.uint8))
    head = Head(kind="photo", stamps=(Stamp(0.0, *shown.shape[:2]),), frames=1)
    return Film(head=head, pictures=(shown,), frame_s=np.zeros(1, np.float32), light=np.zeros(1, np.float32), sound=NOTHING)


def measure_streets(streets: int) -> dict[str, object]:
    """Reposts, other cameras and other streets, each street by day and at night."""
    reposts, light = dict[str, Tally](), {"day": Tally(), "night": Tally()}
    cameras, strangers, neighbours = {"day": Tally(), "night": Tally()}, Tally(), Tally()
    for number in range(FIRST_STREET, FIRST_STREET + streets):
        for name, is_night in (("day", False), ("night", True)):
            street, dice = make_street(number, is_night=is_night), random.Random(f"reposts {number} {name}")  # noqa: S311 - pictures, no secrets
            original = Image.fromarray(draw_view(street, place_camera(number, 0)))
            first = as_film(original)
            for what, edit in EDITS.items():
                verdict = judge_picture(edit(original, dice), first)
                reposts.setdefault(what, Tally()).add(verdict)
                light[name].add(verdict)
            for camera in range(1, CAMERAS + 1):
                cameras[name].add(judge_picture(Image.fromarray(draw_view(street, place_camera(number, camera))), first))
            beside = draw_view(street, place_camera(number, CAMERAS + 1, NEIGHBOUR_M), moment=1)
            neighbours.add(judge_picture(Image.fromarray(beside), first))
            other = make_street(number + STRANGE, is_night=is_night)
            strangers.add(judge_picture(Image.fromarray(draw_view(other, place_camera(number + STRANGE, 0))), first))
    false = sum(each.same for each in cameras.values()) + strangers.same
    negatives = sum(each.pairs for each in cameras.values()) + strangers.pairs
    return {
        "streets": streets,
        "reposts": {what: tally.shares() for what, tally in reposts.items()} | {name: tally.shares() for name, tally in light.items()},
        "candidates: recall": overall(light, "looked_at"),
        "same shot: recall": overall(light, "same"),
        "called same, of pairs that are not": round(false / negatives, 4),
        "pairs that are not": negatives,
        "other camera called independent": {name: round(1 - tally.same / tally.pairs, 3) for name, tally in cameras.items()},
        "camera 2 to 6 m beside called independent": round(1 - neighbours.same / neighbours.pairs, 3),
        "other street named at all": round(strangers.looked_at / strangers.pairs, 3),
    }


def overall(tallies: Mapping[str, Tally], field: str) -> float:
    """The share over all."""
    return round(float(sum(getattr(each, field) for each in tallies.values())) / sum(each.pairs for each in tallies.values()), 3)


def measure_night_clips(folder: Path) -> dict[str, object]:
    """The exercise's clips of the night, cut and marked, against their originals and against marked clips of other scenes."""
    copies, others = Counter[str](), Counter[str]()
    for number in range(NIGHT_CLIPS):
        dice = random.Random(f"night clip {number}")  # noqa: S311 - films, no secrets
        clip = Clip(
            file="original.mp4",
            scene=f"bench reposts {number}",
            filmed_at=BEGUN,
            lat=52.6,
            lon=38.5,
            distance_m=dice.uniform(300, 2600),
            flash_s=round(dice.uniform(1, 3), 2),
            length_s=round(dice.uniform(11, 14), 2),
        )
        way = ("cut", "marked", "both")[number % 3]
        begins_s = 0.0 if way == "marked" else round(dice.uniform(0.3, 0.9) * clip.flash_s, 3)
        write_clip(clip, folder / "original.mp4")
        write_clip(msgspec.structs.replace(clip, begins_s=begins_s, is_marked=way != "cut"), folder / "copy.mp4")
        write_clip(msgspec.structs.replace(clip, scene=f"strange {number}", is_marked=True), folder / "strange.mp4")
        copies[str(judge(folder / "copy.mp4", folder / "original.mp4"))] += 1
        others[str(judge(folder / "copy.mp4", folder / "strange.mp4"))] += 1
    return {"copies": NIGHT_CLIPS, "called same": copies["refutes"], "marked strangers called same": others["refutes"]}


def main(arguments: list[str]) -> None:
    """Measure and keep the figures."""
    streets = int(arguments[0]) if arguments else STREETS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        record("reposts", {"streets": measure_streets(streets), "clips of the night": measure_night_clips(folder)})


if __name__ == "__main__":
    main(sys.argv[1:])
