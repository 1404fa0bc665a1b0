"""Looks for inputs that break a parser, by coverage (atheris, libFuzzer): a crash, an error that is not ours, a hang, too much memory.

    make fuzz                        30 minutes for each parser
    python -m bench.fuzz 5           five minutes for each
    python -m bench.fuzz 5 feed cap  for these

A parser is fuzzed until its minutes are over *and* nothing new was covered for a third of them: minutes of a processor, so that it matters little what else the machine does.
What is found is tried once more alone, as a machine that stood still looks like a hang; it lies under ``build/fuzz/NAME``. Keep it, made small, under ``tests/hostile/cases/NAME``
when it is mended. Needs atheris, which `make fuzz` installs. Goes to ``bench/results/fuzz.json``.
"""

from __future__ import annotations

import hashlib
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.hostile.parsers import PARSERS
from tests.hostile.seeds import SEEDS

from bench.record import RESULTS, record

MINUTES = 30.0
LONGEST = 3
"""So many times the minutes at most, where new ground is still covered."""
SLOWEST_S, MOST_MIB, LONGEST_BYTES = 10, 2048, 1 << 14
FOLDER = Path("build/fuzz")
COVERED = re.compile(r"^#(\d+)\s+(\w+)\s+cov: (\d+)")


def fuzz(name: str, minutes: float) -> dict[str, object]:
    """What fuzzing one parser came to."""
    folder = FOLDER / name
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in SEEDS[name]:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    begun_s, last_new_s, tried, covered = _used_s(), 0.0, 0, 0
    while (left_s := _left_s(minutes, _used_s() - begun_s, last_new_s)) > 0:
        before, round_s, started = tried, _used_s() - begun_s, time.monotonic()
        for count, word, cover in _run(name, folder, corpus, round(left_s)):
            tried = before + count
            if word == "NEW" and cover > covered:
                last_new_s = round_s + time.monotonic() - started  # at the latest
            covered = max(covered, cover)
        last_new_s = min(last_new_s, _used_s() - begun_s)
        for each in folder.glob("found-*"):
            _try_again(name, each)
    seconds = _used_s() - begun_s
    found = sorted(each.name for each in folder.glob("found-*"))
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}Z",
        "processor_minutes": round(seconds / 60, 1),
        "inputs": tried,
        "edges_covered": covered,
        "minutes_without_new_edges": round((seconds - last_new_s) / 60, 1),
        "found": len(found),
    }


def _used_s() -> float:
    """Seconds of a processor that our workers used, those that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _try_again(name: str, found: Path) -> None:
    """Drop what breaks nothing when it is tried alone."""
    done = subprocess.run([sys.executable, "-m", "bench.attack", name, str(found)], capture_output=True, check=False)  # noqa: S603 - our own words
    if done.returncode == 0:
        found.unlink()


def _left_s(minutes: float, spent_s: float, last_new_s: float) -> float:
    """How long to go on: to the end of the minutes, or until a third of them went by without anything new."""
    until = min(max(minutes * 60, last_new_s + minutes * 20), minutes * 60 * LONGEST)
    return until - spent_s if until - spent_s >= 1 else 0.0


def _run(name: str, folder: Path, corpus: Path, seconds: int) -> Iterator[tuple[int, str, int]]:
    """Inputs tried so far, libFuzzer's word, and edges covered, as it tells them; it ends early when something is found, or when the time on the clock is over."""
    bounds = [f"-max_total_time={seconds}", f"-timeout={SLOWEST_S}", f"-rss_limit_mb={MOST_MIB}", f"-max_len={LONGEST_BYTES}"]
    arguments = [*bounds, "-print_pcs=0", "-len_control=20", f"-artifact_prefix={folder}/found-", str(corpus)]
    with (folder / "log.txt").open("a", encoding="utf-8") as log:
        worker = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", "bench.attack", name, *arguments], stdout=log, stderr=subprocess.PIPE, text=True, errors="replace"
        )
        assert worker.stderr is not None
        for line in worker.stderr:
            log.write(line)
            if told := COVERED.match(line):
                yield int(told[1]), told[2], int(told[3])
        worker.wait()


def main(minutes: float, names: Sequence[str]) -> None:
    """Fuzz these parsers, one after another, and keep what came of each beside what is kept of the others."""
    kept = RESULTS / "fuzz.json"
    figures: dict[str, object] = json.loads(kept.read_text("utf-8"))["figures"] if kept.is_file() else {}
    for name in names:
        print(f"{name}: {minutes:g} minutes and more", flush=True)
        figures[name] = fuzz(name, minutes)
        record("fuzz", {each: figures[each] for each in PARSERS if each in figures})


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else MINUTES, sys.argv[2:] or list(PARSERS))
