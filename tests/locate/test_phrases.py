"""The phrase tables: each name resolves to the right place, and traps to none."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from skywitness.geo.sphere import distance_m
from skywitness.geo.toponyms import find_toponyms
from skywitness.locate.reading import locate_toponyms
from skywitness.model.place import Place

TABLES = Path(__file__).parent
ENOUGH = {"ru": 0.95, "uk": 0.92}


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One phrase; without ``iso`` nothing may be resolved in it."""

    phrase: str
    name: str
    source: str
    iso: str | list[str] | None = None
    at: tuple[float, float] = (0.0, 0.0)
    within_km: float = 0.0


def read_rows(lang: str) -> list[Row]:
    return msgspec.yaml.decode((TABLES / f"phrases_{lang}.yml").read_bytes(), type=dict[str, list[Row]])["rows"]


def is_right(row: Row, places: list[Place]) -> bool:
    if row.iso is None:
        return not places
    wanted = row.iso if isinstance(row.iso, list) else [row.iso]
    return bool(places) and all(
        place.iso in wanted and distance_m(place.lat, place.lon, *row.at) <= row.within_km * 1000 for place in places
    )


def faults(lang: str) -> tuple[int, list[str]]:
    rows = read_rows(lang)
    wrong = []
    for row in rows:
        places = [mention.place for mention in locate_toponyms(row.phrase, lang) if mention.place]
        if not is_right(row, places):
            wrong.append(f"{row.phrase}: {[(place.name, place.iso) for place in places]}, wanted {row.iso}")
    return len(rows), wrong


@pytest.mark.parametrize("lang", ["ru", "uk"])
def test_phrases_are_resolved_or_rightly_left(lang: str) -> None:
    total, wrong = faults(lang)
    assert 1 - len(wrong) / total >= ENOUGH[lang], "\n".join(wrong)


def test_half_of_the_phrases_are_traps_and_most_names_are_from_public_lists() -> None:
    for lang in ("ru", "uk"):
        rows = read_rows(lang)
        assert sum("newsroom" not in row.source for row in rows) / len(rows) >= 0.7


def test_find_and_locate_agree_on_what_is_a_name() -> None:
    assert len(locate_toponyms("Над Тулой и Рязанью", "ru")) == len(find_toponyms("Над Тулой и Рязанью", "ru")) == 2
