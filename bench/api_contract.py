"""Requests made from the OpenAPI document, good and bad, against the API over an invented night: how many are not answered as it says.

All phases and checks of schemathesis: examples, coverage, fuzzing, links.

python -m bench api_contract
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.web.serving import serve

from bench.record import record
from bench.tamper import BEGUN, make_ledger
from skywitness.web import make_app

EXAMPLES, SEEDS = 100, 3


def main() -> None:
    """Ask and count."""
    with tempfile.TemporaryDirectory() as name, serve(make_app(make_ledger(Path(name)), clock=lambda: BEGUN)) as address:
        told = [ask(address, seed=seed, folder=Path(name)) for seed in range(SEEDS)]
    cases = [re.search(r"(\d+) generated", text) for text, _ in told]
    failing = [text for text, status in told if status != 0]
    print(*failing, sep="\n")
    record("api_contract", {"cases": sum(int(found[1]) for found in cases if found), "runs": SEEDS, "runs with a failure": len(failing)})


def ask(address: str, *, seed: int, folder: Path) -> tuple[str, int]:
    """What schemathesis says, and its status: 0 when nothing failed. Its notes stay in the folder."""
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/openapi.json"]
    options = ["--checks", "all", "--max-examples", str(EXAMPLES), "--seed", str(seed), "--no-color"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, cwd=folder, check=False)  # noqa: S603 - our own words
    return done.stdout + done.stderr, done.returncode


if __name__ == "__main__":
    main()
