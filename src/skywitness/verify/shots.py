"""Is it one shot, or cut together? What holds of one shot, its hour or its distance, says nothing of the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from skywitness.media.contact_sheet import draw_sheet, jpeg_of
from skywitness.media.shots import Shots, find_shots
from skywitness.model.incident import Finding
from skywitness.parts import Claimed
from skywitness.verify.finding import Measure, cannot_tell

MOST_KEYFRAMES = 40
"""Keyframes that are written of one film."""
MOST_NAMED = 6
"""Cuts that a sentence names."""


class ShotFinder:
    """Counts the shots and shows them; it neither supports nor refutes a claim. A cut in the dark goes unseen."""

    name = "shots"
    version = "1"

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:
        """One finding: how many shots there are, and where it was cut. Contact sheet and keyframes when pictures are asked for."""
        shots = find_shots(path, claimed.bounds)
        if not shots.pictures:
            yield cannot_tell(path, self.name, shots.head.trouble or "it holds no picture")
            return
        cuts = [shot.begins_s for shot in shots.head.shots[1:]]
        measure: Measure = {
            "shots": len(shots.head.shots),
            "longest_shot_s": round(max(shot.ends_s - shot.begins_s for shot in shots.head.shots), 2),
            "cuts_s": ", ".join(f"{cut:.2f}" for cut in cuts) or None,
        }
        pictures = list(write_pictures(path, shots, claimed.pictures)) if claimed.pictures else []
        yield cannot_tell(path, self.name, tell_shots(shots, cuts), measure, pictures)


def tell_shots(shots: Shots, cuts: list[float]) -> str:
    """What the cuts mean, in a sentence."""
    trouble = f"; {shots.head.trouble}" if shots.head.trouble else ""
    if not cuts:
        return f"one shot, without a cut that can be seen{trouble}"
    where = ", ".join(f"{cut:.1f}" for cut in cuts[:MOST_NAMED]) + (", …" if len(cuts) > MOST_NAMED else "")
    return f"cut together of {len(cuts) + 1} shots (at {where} s): what is found in one says nothing of the others{trouble}"


def write_pictures(path: Path, shots: Shots, folder: Path) -> Iterator[str]:
    """The names of the contact sheet and of a keyframe for each shot, as they were written into a folder."""
    named = {f"{path.name}.sheet.jpg": draw_sheet(shots)}
    for number, picture in enumerate(shots.keyframes[:MOST_KEYFRAMES], start=1):
        named[f"{path.name}.shot-{number:02d}.jpg"] = jpeg_of(shots.pictures[picture])
    for name, body in named.items():
        (folder / name).write_bytes(body)
        yield name
