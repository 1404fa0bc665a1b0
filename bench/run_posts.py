"""Time and peak memory of ``skywitness run`` on the real posts of ../shared, each file alone and both in one ledger."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.record import SHARED, record

SETS = {"ministry": ["mod_russia_dev"], "ukrainian channel": ["dronbomber_dev"], "both": ["mod_russia_dev", "dronbomber_dev"]}


def measure(names: list[str]) -> dict[str, object]:
    """One run in a process of its own: seconds by the clock, peak memory, and what the run says of itself."""
    inputs = [str(SHARED / "data" / "reports" / f"{name}.reports.jsonl") for name in names]
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        command = [sys.executable, "-c", "from skywitness.cli import main; main()", "run", *inputs, "--ledger", folder, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
        seconds = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    peak_kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "seconds": round(seconds, 1),
        "peak_mb_so_far": round(peak_kib / 1024),
        "ledger_mb": round(size / 1e6, 1),
        "run": json.loads(done.stdout),
    }


if __name__ == "__main__":
    record("run_posts", {name: measure(files) for name, files in SETS.items()})
