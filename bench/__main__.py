"""Runs every bench, or those named: ``python -m bench [NAME …]``."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

NOT_BENCHES = {"attack", "__init__", "__main__", "record", "scores", "splink_yardstick", "natasha_yardstick", "shadows"}

if __name__ == "__main__":
    there = sorted(
        path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_BENCHES and not path.stem.startswith("generate_")
    )
    wanted = sys.argv[1:] or there
    unknown = [name for name in wanted if name not in there]
    if unknown:
        sys.exit(f"no bench named {', '.join(unknown)}; there are: {', '.join(there)}")
    for name in wanted:
        sys.argv = [name]
        runpy.run_module(f"bench.{name}", run_name="__main__", alter_sys=True)
