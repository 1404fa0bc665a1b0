"""The first sieve: what of the relevant posts it lets pass, how much else, and how many posts a second.

    python -m bench sieve

Relevant is what a person found a claim in (``shared/gold``), and beside it what our own readers, asked without the sieve, read anything from (the gold and
the posts of ``data/reports``). The rate is over all posts, and over those set aside, which no word shortens, in seconds of processor time, the best of some rounds. Of the corpora all are channels of the war, so the share
set aside is told for plain posts of a city too, which are made here. Goes to ``bench/results/sieve.json``.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from bench.record import SHARED, record
from skywitness.extract.first_sieve import BRIEF_LETTERS, lets_pass
from skywitness.ingest import read_input
from skywitness.model.report import Report
from skywitness.parts import ReadOptions
from skywitness.reading import Reader

CORPORA = {
    "gold_dev": "gold/dev/dev.reports.jsonl",
    "gold_night": "gold/night/night.reports.jsonl",
    "mod_russia": "data/reports/mod_russia_dev.reports.jsonl",
    "dronbomber": "data/reports/dronbomber_dev.reports.jsonl",
}
CITY = (
    "Завтра местами дождь, ветер северный, ночью до семи градусов.",
    "Магазин на Садовой работает до десяти вечера, привезли овощи и хлеб.",
    "Ремонт улицы продлится до конца месяца, движение по одной полосе.",
    "Потерялась собака, рыжая, с ошейником, просим позвонить хозяйке.",
    "У музеї відкрили виставку дитячих малюнків, вхід вільний.",
    "Тролейбус номер чотири завтра не ходить, замість нього автобус.",
    "Школа оголосила набір у перші класи, документи приймають щодня.",
    "The library is open until eight, and the choir meets on Thursday.",
)
ROUNDS = 5


def main() -> None:
    """Measure, and keep the figures."""
    options, reader, everything = ReadOptions(collected_at=datetime(2026, 12, 1, tzinfo=UTC)), Reader({}), list[str]()
    figures: dict[str, dict[str, object]] = {}
    for name, where in CORPORA.items():
        reports = [item for item in read_input(SHARED / where, options) if isinstance(item, Report)]
        told = {report.report_id for report in reports if reader.read(report)[0].assertions}
        figures[name] = {
            "posts": len(reports),
            "passed": sum(lets_pass(each.text) for each in reports),
            "of_those_we_read": _recall(reports, told),
        }
        figures[name]["missed"] = [each.report_id for each in reports if each.report_id in told and not lets_pass(each.text)]
        gold = (SHARED / where).with_name("gold.jsonl")
        if gold.is_file():
            lines = map(json.loads, gold.read_text(encoding="utf-8").splitlines())
            figures[name]["of_gold"] = _recall(reports, {line["id"] for line in lines if line["claims"]})
        everything += [report.text for report in reports]
    chance = random.Random(7)  # noqa: S311 - invented posts
    city = [" ".join(chance.sample(CITY, 3)) for _ in range(5_000)]
    aside = [text for text in [*everything, *city] if not lets_pass(text)]
    figures["city"] = {"posts": len(city), "passed": sum(map(lets_pass, city))}
    long = [text for text in everything if len(text) >= BRIEF_LETTERS]
    figures["posts_a_second"] = {"all": _rate(everything), "not_brief": _rate(long), "city": _rate(city), "set_aside": _rate(aside)}
    record("sieve", figures)


def _recall(reports: Sequence[Report], relevant: Collection[str]) -> dict[str, float]:
    passed = [lets_pass(report.text) for report in reports if report.report_id in relevant]
    return {"relevant": len(passed), "recall": round(sum(passed) / len(passed), 5)}


def _rate(texts: Sequence[str]) -> int:
    return round(len(texts) / min(_seconds(texts) for _ in range(ROUNDS)))


def _seconds(texts: Sequence[str]) -> float:
    begun = time.process_time()
    for text in texts:
        lets_pass(text)
    return time.process_time() - begun


if __name__ == "__main__":
    main()
