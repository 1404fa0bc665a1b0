"""Places of the hand-labelled posts, given their wording: the share whose region code is right, what stays open, how many posts a second are searched.

    python -m bench.locate_gold

The posts are outside the repository, in ../shared/gold and ../shared/data. No sentence of them is kept, only counts.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from bench.record import SHARED, record
from skywitness.geo.gazetteer import default_gazetteer
from skywitness.geo.toponyms import find_toponyms
from skywitness.locate.reading import locate_mention, read_surroundings
from skywitness.model.reading import PlaceMention

Line = TypeVar("Line")


class GoldPlace(msgspec.Struct, frozen=True):
    """A place of a label: its wording, its English name, the code of its region (None for seas and countries)."""

    surface: str
    name: str
    iso: str | None


class GoldClaim(msgspec.Struct, frozen=True):
    """The places and the quote of a labelled claim."""

    by_place: list[GoldPlace]
    quote: str


class GoldPost(msgspec.Struct, frozen=True):
    """The labels of one post."""

    id: str
    lang: str
    claims: list[GoldClaim]


class Post(msgspec.Struct, frozen=True):
    """The text of one post."""

    text: str
    id: str = ""


def read_lines(path: Path, kind: type[Line]) -> Iterator[Line]:
    """The records of a file of JSON lines."""
    with path.open("rb") as lines:
        for line in lines:
            yield msgspec.json.decode(line, type=kind)


def measure_set(name: str) -> dict[str, float | int]:
    """How many places of one labelled set are given the right region, or the right name where there is no region."""
    posts = {post.id: post.text for post in read_lines(SHARED / f"gold/{name}/{name}.reports.jsonl", Post)}
    total = right = still_open = 0
    for gold in read_lines(SHARED / f"gold/{name}/gold.jsonl", GoldPost):
        text = posts[gold.id]
        read = read_surroundings(text, gold.lang, None, None)
        for claim in gold.claims:
            for place in claim.by_place:
                start = max(text.find(place.surface, max(text.find(claim.quote), 0)), text.find(place.surface))
                mention = PlaceMention(surface=place.surface, span=(start, start + len(place.surface)) if start >= 0 else (0, 0))
                found = locate_mention(mention, read).place
                total += 1
                still_open += found is None
                right += found is not None and (found.iso == place.iso if place.iso else (found.iso, found.name) == (None, place.name))
    return {"places": total, "right": round(right / total, 3), "open": still_open}


def measure_speed(name: str, lang: str) -> dict[str, float]:
    """Posts a second through the search for names, one core, the first time they are seen."""
    texts = [post.text for post in read_lines(SHARED / f"data/reports/{name}_dev.reports.jsonl", Post)]
    begun = time.perf_counter()
    names = sum(len(find_toponyms(text, lang)) for text in texts)
    seconds = time.perf_counter() - begun
    blank = "сегодня вечером обещали дождь и сильный ветер, берегите себя и своих близких"
    begun = time.perf_counter()
    for number in range(20_000):
        find_toponyms(f"{blank} {number}", lang)
    idle = time.perf_counter() - begun
    return {
        "posts": len(texts),
        "names": names,
        "posts_a_second": round(len(texts) / seconds),
        "posts_without_names_a_second": round(20_000 / idle),
    }


def main() -> None:
    """Measure, print, keep."""
    begun = time.perf_counter()
    default_gazetteer()
    loading = time.perf_counter() - begun
    figures = {
        "gold": {name: measure_set(name) for name in ("dev", "night")},
        "speed": {"mod_russia": measure_speed("mod_russia", "ru"), "dronbomber": measure_speed("dronbomber", "uk")},
        "gazetteer": {"loading_s": round(loading, 2), "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)},
    }
    record("locate_gold", figures)


if __name__ == "__main__":
    main()
