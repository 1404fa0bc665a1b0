"""The place phrases: the share resolved rightly or rightly left open, in the table set before the code and in the one set after it, unseen; what is wrong, by cause.

    python -m bench place_phrases

Figures go to ``bench/results/place_phrases.json``, each wrong row under its cause, worst first, to ``bench/results/place_phrases.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from bench.record import RESULTS, record
from skywitness.geo.sphere import distance_m
from skywitness.locate.reading import locate_toponyms
from skywitness.model.reading import PlaceMention

TABLES = Path(__file__).parents[1] / "tests/locate"
GOALS = {"ru": 0.95, "uk": 0.92}
INVENTED, NONE, UNSETTLED, REGION, FAR, MORE = (
    "a place where none is meant",
    "the name was not found",
    "the name was found and left open",
    "a place of another region",
    "the right region, too far from the place",
    "the right place, and another beside it",
)


class Row(Struct, frozen=True, forbid_unknown_fields=True):
    """One phrase; without ``iso`` nothing may be resolved in it."""

    phrase: str
    name: str
    source: str
    iso: str | list[str] | None = None
    at: tuple[float, float] = (0.0, 0.0)
    within_km: float = 0.0
    trap: bool = False

    @property
    def is_trap(self) -> bool:
        """In the first table the traps are the rows in which nothing may be resolved; in the second they are marked."""
        return self.trap or self.iso is None


def read_rows(table: str, lang: str) -> list[Row]:
    """The rows of a table, ``phrases`` or ``unseen``."""
    return msgspec.yaml.decode((TABLES / f"{table}_{lang}.yml").read_bytes(), type=dict[str, list[Row]])["rows"]


def cause_of(row: Row, mentions: Sequence[PlaceMention]) -> str | None:
    """What is wrong with what was made of a phrase; None when nothing is."""
    places = [mention.place for mention in mentions if mention.place]
    if row.iso is None:
        return INVENTED if places else None
    if not places:
        return UNSETTLED if mentions else NONE
    wanted = row.iso if isinstance(row.iso, list) else [row.iso]
    near = [place.iso in wanted and distance_m(place.lat, place.lon, *row.at) <= row.within_km * 1000 for place in places]
    if all(near):
        return None
    if any(near):
        return MORE
    return FAR if any(place.iso in wanted for place in places) else REGION


def measure(table: str, lang: str) -> tuple[dict[str, float | int], dict[str, list[str]]]:
    """The figures of a table, and its wrong rows by cause."""
    rows = read_rows(table, lang)
    wrong: dict[str, list[str]] = defaultdict(list)
    traps = 0
    for row in rows:
        mentions = locate_toponyms(row.phrase, lang)
        cause = cause_of(row, mentions)
        if cause:
            traps += row.is_trap
            told = ", ".join(f"{one.place.name} ({one.place.iso})" if one.place else f"{one.surface}: {one.why}" for one in mentions)
            wrong[cause].append(f"{row.phrase} → {told or 'nothing'}; wanted {row.iso or 'nothing'}")
    failed = sum(map(len, wrong.values()))
    return {
        "phrases": len(rows),
        "traps": sum(row.is_trap for row in rows),
        "from public lists": round(sum("newsroom" not in row.source for row in rows) / len(rows), 3),
        "right": round(1 - failed / len(rows), 3),
        "at least": GOALS[lang],
        "right of the traps": round(1 - traps / sum(row.is_trap for row in rows), 3),
    }, wrong


def main() -> None:
    """Measure, print, keep."""
    figures: dict[str, dict[str, dict[str, float | int]]] = {}
    parts = ["# Where place phrases go wrong, by cause, worst first", "", "Written by `python -m bench place_phrases`.", ""]
    for table in ("phrases", "unseen"):
        figures[table] = {}
        for lang in GOALS:
            figures[table][lang], wrong = measure(table, lang)
            parts += [f"## {table}_{lang}.yml ({figures[table][lang]['right']:.1%} right)", ""]
            for cause, rows in sorted(wrong.items(), key=lambda item: -len(item[1])):
                parts += [f"**{cause}: {len(rows)}**", "", *(f"- {row}" for row in rows), ""]
    record("place_phrases", figures)
    (RESULTS / "place_phrases.md").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
