"""Who films what: residents film what flashed, old footage is passed off as new, and those who copy a post cut its video or put their mark on it."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from datetime import timedelta

from msgspec import Struct, structs

from skywitness.exercise.footage.clip import Clip
from skywitness.exercise.streams.desk import Post
from skywitness.model.truth import Happening
from skywitness.model.words import DerivationKind, What

FLASHED = (What.INTERCEPTED, What.IMPACT)
FILMS, FILMS_A_NIGHT, FILES_A_NIGHT = 0.25, 40, 60
"""How often a resident who tells of a flash has filmed it; how many such films and how many files in all there are a night at most."""
CHANGED = 0.5
"""How often an edited copy of a post carries a changed video."""
DISTANCE_M, FLASH_AFTER_S, LENGTH_S = (300.0, 2600.0), (1.0, 3.0), (11.0, 14.0)
ARCHIVE_DAYS = (20, 240)
METRES_A_DEGREE = 111_320.0


class Filmed(Struct, frozen=True):
    """The clips of an exercise, and the file that each post carries, by the post's key."""

    clips: tuple[Clip, ...]
    files: Mapping[int, str]


def film(posts: Sequence[Post], happenings: Sequence[Happening], *, nights: int, rng: random.Random) -> Filmed:
    """The footage of an exercise. Its dice are its own: with or without videos, reports say the same."""
    by_id = {happening.happening_id: happening for happening in happenings}
    clips, files = dict[str, Clip](), dict[int, str]()
    told = [post for post in posts if post.voice == "resident" and post.parent is None and post.speaks_of]
    flashes = [post for post in told if post.act in FLASHED and "place" not in post.faults]
    wanted = min(FILMS_A_NIGHT * nights, round(FILMS * len(flashes)))
    for post in sorted(rng.sample(flashes, wanted), key=lambda each: each.key):
        clip = _aim_camera(f"media/clip-{len(clips) + 1:03d}.mp4", by_id[post.speaks_of[0]], rng)
        clips[clip.file], files[post.key] = clip, clip.file
    for post in told:
        if post.act == "footage" and len(clips) < FILES_A_NIGHT * nights:
            original = _find_old(clips, by_id[post.speaks_of[0]], len(clips), rng)
            reused = _change(original, f"media/clip-{len(clips) + 2:03d}.mp4", rng)
            clips |= {original.file: original, reused.file: reused}
            files[post.key] = reused.file
    for post in posts:
        if post.parent in files and post.how in (DerivationKind.FORWARD, DerivationKind.COPY):
            source = clips[files[post.parent]]
            is_changed = post.text != posts[post.parent].text and rng.random() < CHANGED and len(clips) < FILES_A_NIGHT * nights
            if is_changed:
                source = _change(source, f"media/clip-{len(clips) + 1:03d}.mp4", rng)
                clips[source.file] = source
            files[post.key] = source.file
    return Filmed(tuple(clips.values()), files)


def _aim_camera(file: str, happening: Happening, rng: random.Random) -> Clip:
    """A camera some way off, which runs when it flashes."""
    distance_m, bearing = rng.uniform(*DISTANCE_M), rng.uniform(0, 2 * math.pi)
    flash_s = round(rng.uniform(*FLASH_AFTER_S), 2)
    return Clip(
        file=file,
        scene=f"{file}/{rng.random()}",
        filmed_at=happening.start - timedelta(seconds=flash_s),
        lat=round(happening.lat + distance_m * math.cos(bearing) / METRES_A_DEGREE, 5),
        lon=round(happening.lon + distance_m * math.sin(bearing) / METRES_A_DEGREE / math.cos(math.radians(happening.lat)), 5),
        distance_m=round(distance_m, 1),
        flash_s=flash_s,
        length_s=round(rng.uniform(*LENGTH_S), 2),
        happening=happening.happening_id,
    )


def _find_old(clips: Mapping[str, Clip], happening: Happening, number: int, rng: random.Random) -> Clip:
    """Footage of something else: an earlier clip of this exercise, or one of months before, which only an archive holds."""
    earlier = [clip for clip in clips.values() if clip.made_from is None and clip.filmed_at < happening.start - timedelta(hours=1)]
    if earlier and rng.random() < 0.5:
        return rng.choice(earlier)
    clip = _aim_camera(f"media/archive/clip-{number + 1:03d}.mp4", happening, rng)
    before = timedelta(days=rng.randint(*ARCHIVE_DAYS), hours=rng.randint(0, 23))
    return structs.replace(clip, filmed_at=clip.filmed_at - before, happening=None)


def _change(clip: Clip, file: str, rng: random.Random) -> Clip:
    """A version of a clip: cut at the beginning, marked, or both. What flashed and boomed stays in it."""
    way = rng.choice(("cut", "marked", "both"))
    begins_s = clip.begins_s if way == "marked" else round(max(clip.begins_s, rng.uniform(0.3, 0.9) * clip.flash_s), 3)
    return structs.replace(
        clip, file=file, begins_s=begins_s, is_marked=clip.is_marked or way != "cut", made_from=clip.made_from or clip.file
    )
