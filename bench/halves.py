"""How reading loses on wording that nobody looked at: the seen and the unseen half of the exercise's grammar side by side, in figures alone.

    python -m bench.halves [SEEDS [FILE …]]      four seeds of every scenario when not told; grammar files to look at besides

Whoever works on reading must not see the unseen half. So this prints no text and names no construction: only shares, and counts by language, by what a post tells and who tells it, and by kind of
mistake. Exercises are read and not concluded from; the seeds begin at 9000. Files named are played as halves of their own. Figures go to bench/results/halves.json, the tables to halves.md beside it.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from bench.record import RESULTS, record
from bench.scoreboard import FIRST_SEED, WORKERS
from skywitness.config import load_profiles
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.scenario import load_scenarios
from skywitness.exercise.wording import load_grammars
from skywitness.extract.occurrences import split_reading
from skywitness.ingest import read_input
from skywitness.model.incident import Picture
from skywitness.model.reading import Claim, Occurrence
from skywitness.model.report import Report
from skywitness.model.words import Topic
from skywitness.parts import ReadOptions
from skywitness.reading import Reader
from skywitness.score import Concluded, compare, read_truth
from skywitness.score.extraction import ASKED, ReadReport, observe_extraction, sum_up_extraction
from skywitness.score.figures import Share, make_share

SEEDS, ALLOWED = 4, 3.0
_FEWEST = 20
Lost = tuple[str, int, int]
"""A circumstance, how often something was lost in it, and of how many."""


def main(arguments: Sequence[str]) -> None:
    """Play, read and compare."""
    seeds = range(FIRST_SEED, FIRST_SEED + (int(arguments[0]) if arguments else SEEDS))
    more = tuple(Path(name) for name in arguments[1:])
    halves = ["seen", "unseen", *(["third"] if more else [])]
    jobs = list(product(halves, sorted(load_scenarios()), seeds, [more]))
    read = defaultdict[str, list[ReadReport]](list)
    with ProcessPoolExecutor(WORKERS) as workers:
        for number, ((half, *_), observed) in enumerate(zip(jobs, workers.map(read_half, *zip(*jobs, strict=True)), strict=True), 1):
            read[half] += observed
            print(f"\r{number} of {len(jobs)} exercises", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    shares = {half: dict(list_shares(read[half])) for half in halves}
    losses = {name: _loss(shares["seen"][name].share, share.share) for name, share in shares["unseen"].items()}
    f1 = {half: sum_up_extraction(read[half]).all.happenings.f1 for half in halves}
    figures = {half: {name: [share.share, f"{share.right} of {share.of}"] for name, share in shares[half].items()} for half in halves}
    lost = {"happenings: F1": _loss(f1["seen"], f1["unseen"]), **losses}
    record("halves", {"seeds": len(seeds), "points allowed": ALLOWED, "points lost": lost, "happenings: F1": f1, **figures})
    tables = [line for half in halves for line in write_tables(half, read[half])]
    (RESULTS / "halves.md").write_text("\n".join([*_HEAD, *tables]) + "\n", encoding="utf-8")


_HEAD = ("# What is lost on each half of the exercise's grammar", "", "Written by `python -m bench.halves`; it holds figures alone.", "")


def read_half(half: str, scenario: str, seed: int, more: Sequence[Path] = ()) -> tuple[ReadReport, ...]:
    """What was read in one exercise that is worded from one half of the grammar alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_exercise(make_exercise(scenario, seed=seed, grammars=load_grammars(more, half)), folder)
        profiles = load_profiles(folder / "sources.toml")
        reader = Reader(profiles, sieves=True)
        options = ReadOptions(collected_at=datetime(2026, 1, 1, tzinfo=UTC), profiles=profiles)
        reports = [item for item in read_input(folder / "night.reports.jsonl", options) if isinstance(item, Report)]
        occurrences, claims = list[Occurrence](), list[Claim]()
        for report in reports:
            made, hung = split_reading(reader.read(report)[0], report)
            occurrences += made
            claims += hung
        return observe_extraction(compare(read_truth(folder / "truth.jsonl"), _lay_out(reports, occurrences, claims)))


def _lay_out(reports: Iterable[Report], occurrences: Iterable[Occurrence], claims: Iterable[Claim]) -> Concluded:
    hung = defaultdict[str, list[Claim]](list)
    for claim in claims:
        hung[claim.occurrence].append(claim)
    return Concluded(
        reports={report.digest: report for report in reports},
        occurrences={one.occurrence_id: one for one in occurrences},
        claims={one.occurrence_id: hung[one.occurrence_id] for one in occurrences},
        picture=Picture(),
    )


def list_shares(observed: Sequence[ReadReport]) -> Iterator[tuple[str, Share]]:
    """Recall and precision of happenings, how often each value that was read is right, and how often there was one."""
    figures = sum_up_extraction(observed).all
    found = figures.happenings
    yield "happenings: recall", make_share(found.right, found.wanted)
    yield "happenings: precision", make_share(found.right, found.found)
    for topic, slot in figures.slots.items():
        yield f"{topic}: right", slot.right
    for topic, slot in figures.slots.items():
        yield f"{topic}: told", slot.told


def _loss(seen: float | None, unseen: float | None) -> float | None:
    return None if seen is None or unseen is None else round(100 * (seen - unseen), 1)


def write_tables(half: str, observed: Sequence[ReadReport]) -> Iterator[str]:
    """Tables of what was lost in one half, the worst first."""
    yield from _table(f"{half}: happenings not read", "language, act, voice", _count(observed, _told_by, _unread))
    yield from _table(f"{half}: happenings read where there are none", "language, act, voice", _count(observed, _told_by, _surplus))
    for topic in ASKED:
        yield from _table(f"{half}: {topic} wrong", "language, act, voice", _count(observed, _told_by, _wrong(topic)))
    confused = Counter((_language(each), true.value, found.value) for each in observed for true, found in each.kinds if true is not found)
    of = Counter((_language(each), true.value) for each in observed for true, _ in each.kinds)
    rows = [(f"{language}, {true} read as {found}", lost, of[language, true]) for (language, true, found), lost in confused.items()]
    yield from _table(f"{half}: kinds", "language and kinds", rows)


def _count(observed: Iterable[ReadReport], where: Callable[[ReadReport], str], lost: Callable[[ReadReport], tuple[int, int]]) -> list[Lost]:
    sums = defaultdict[str, list[int]](lambda: [0, 0])
    for each in observed:
        for position, number in enumerate(lost(each)):
            sums[where(each)][position] += number
    return [(name, missed, of) for name, (missed, of) in sums.items()]


def _table(title: str, head: str, rows: Iterable[Lost]) -> Iterator[str]:
    yield from [f"## {title}", "", f"| {head} | lost | of |", "|---|---|---|"]
    yield from (f"| {name} | {lost} | {of} |" for name, lost, of in sorted(rows, key=lambda row: (-row[1], row[0])) if lost >= _FEWEST)
    yield ""


def _told_by(each: ReadReport) -> str:
    """Language, act and voice of a construction, without its number."""
    language, _, act, voice = [*(each.construction or "").split("/"), "", "", "", ""][:4]
    return f"{language}, {act}, {voice}" if voice and not voice.isdigit() else f"{language}, an article"


def _language(each: ReadReport) -> str:
    return (each.construction or "").partition("/")[0]


def _unread(each: ReadReport) -> tuple[int, int]:
    return each.wanted - min(each.read, each.wanted), each.wanted


def _surplus(each: ReadReport) -> tuple[int, int]:
    return each.surplus, 0 if each.wanted else 1


def _wrong(topic: Topic) -> Callable[[ReadReport], tuple[int, int]]:
    def count(each: ReadReport) -> tuple[int, int]:
        verdicts = [verdict for about, verdict in each.slots if about == topic and verdict is not None]
        return verdicts.count(False), len(verdicts)

    return count


if __name__ == "__main__":
    main(sys.argv[1:])
