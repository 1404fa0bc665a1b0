"""Summaries of the Ukrainian Air Force: the reader's figures against those read by hand, class by class, and that what is withheld is never zero.

    python -m bench.air_force

The texts are those of ``../shared/data/telegram``; the figures are in ``bench/air_force.yml``. Results go to ``bench/results/air_force.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml

from bench.record import SHARED, record
from skywitness.extract.uk import Ukrainian
from skywitness.ingest import read_input
from skywitness.model.reading import Assertion
from skywitness.model.report import Locator, Report, SetAside, SourceProfile, make_report
from skywitness.model.words import Stream, What
from skywitness.parts import ReadOptions

FOLDER = SHARED / "data" / "telegram"
SUMMARIES = "kpszsu_af_summaries_2026-09.json"
PAGES = ("kpszsu_79455_tme_s_block.html",)
PROFILE = SourceProfile("kpszsu", Stream.OFFICIAL, speaks_for="Air Force of Ukraine")
ANTI_SHIP = frozenset({"Onyx", "Zircon"})
Figures = Mapping[str, Mapping[str, int | None]]


def main(folder: Path = FOLDER) -> None:
    """Read every summary of which there are hand-read figures, and keep how many agree."""
    by_hand: dict[str, Figures] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    ukrainian = Ukrainian()
    readings = {name: ukrainian.read(report, PROFILE).assertions for name, report in _reports(folder)}
    verdicts = [verdict for name, figures in by_hand.items() for verdict in judge(name, figures, readings[name])]
    told = [wrong for is_told, wrong in verdicts if is_told]
    withheld = [wrong for is_told, wrong in verdicts if not is_told]
    record(
        "air_force",
        {
            "posts": len(by_hand),
            "figures": len(told),
            "figures reproduced": told.count(None),
            "withheld": len(withheld),
            "withheld without a number": withheld.count(None),
            "counts of zero": sum(one.count == 0 for found in readings.values() for one in found),
            "wrong": [wrong for _, wrong in verdicts if wrong],
        },
    )


def judge(name: str, by_hand: Figures, found: Sequence[Assertion]) -> Iterator[tuple[bool, str | None]]:
    """For each hand-read figure whether it is told at all, and what is wrong with the reader's; None when nothing is."""
    for part, figures in by_hand.items():
        has = read_figures(found, part)
        for kind, figure in figures.items():
            wrong = None if has.get(kind) == figure else f"{name}: {part} {kind} is {figure}, read as {has.get(kind)}"
            yield figure is not None, wrong


def read_figures(found: Sequence[Assertion], part: str) -> dict[str, int | None]:
    """What the reader tells for "launched", "downed" or "places", by class."""
    if part == "places":
        said = {"hit": What.IMPACT, "debris": What.DEBRIS_FELL}
        return {kind: _places(found, what) for kind, what in said.items()}
    what = What.SIGHTED if part == "launched" else What.INTERCEPTED
    figures: dict[str, int | None] = {}
    for one in found:
        if one.what is what:
            figures.setdefault(_class_of(one), one.count)
    return figures


def _class_of(one: Assertion) -> str:
    if one.model and one.model.startswith("Banderol"):
        return "banderol"
    return "anti_ship" if one.model in ANTI_SHIP else one.target.value


def _places(found: Sequence[Assertion], what: What) -> int | None:
    numbers = [re.search(r"\d+", one.value or "") for one in found if one.what is what]
    return next((int(number[0]) for number in numbers if number), None)


def _reports(folder: Path) -> Iterator[tuple[str, Report]]:
    """Each summary with the number of its post: those kept as JSON, and those on saved pages of the channel."""
    collected_at = datetime(2026, 10, 1, tzinfo=UTC)
    for number, (published_at, text) in json.loads((folder / SUMMARIES).read_text("utf-8")).items():
        yield (
            number,
            make_report(
                source=PROFILE.name,
                stream=PROFILE.stream,
                text=text,
                published_at=datetime.fromisoformat(published_at),
                collected_at=collected_at,
                locator=Locator(),
            ),
        )
    for page in PAGES:
        for item in read_input(folder / page, ReadOptions(collected_at=collected_at)):
            if isinstance(item, SetAside):
                raise SystemExit(f"{item.locator}: {item.reason}")
            yield item.report_id.rpartition("/")[2], item


if __name__ == "__main__":
    main()
