"""Keeps a figure: what was measured, on what, when and at which commit."""

from __future__ import annotations

import json
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
SHARED = Path(__file__).parents[2] / "shared"


def record(name: str, figures: object) -> Path:
    """Write figures as JSON under bench/results/NAME.json, with date, commit and Python; print them too."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True, cwd=RESULTS).stdout.strip()  # noqa: S607
    kept = {
        "measured_at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}Z",
        "commit": commit,
        "python": platform.python_version(),
        "figures": figures,
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    path = RESULTS / f"{name}.json"
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{name}: {text}")
    return path
