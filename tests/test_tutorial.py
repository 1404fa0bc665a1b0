"""The tutorial is run as it stands: its files are saved, its commands run in order, and what they print is held against what the page shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs/tutorial.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = {"json": "night.reports.jsonl", "toml": "sources.toml"}
APART = "\x1e"
"""Between what one block of commands prints and the next."""


def as_pattern(shown: str) -> str:
    """What a page shows, as a pattern: blanks are one blank, and "…" is anything."""
    return ".*?".join(r"\s+".join(map(re.escape, part.split())) for part in shown.split("…"))


@pytest.mark.slow
def test_the_tutorial_prints_what_it_shows(tmp_path: Path) -> None:
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    for kind, text in blocks:
        if kind in FILES:
            (tmp_path / FILES[kind]).write_text(text, "utf-8")
    steps = [text for kind, text in blocks if kind == "sh"]
    script = "set -eu\n" + "".join(f"{step}printf '{APART}'\n" for step in steps)
    around = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]), "COLUMNS": "160"}
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run([bash, "-c", script], cwd=tmp_path, env=around, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr[-2000:]
    printed = done.stdout.split(APART)
    at = -1
    for kind, text in blocks:
        at += kind == "sh"
        if kind == "text":
            assert re.search(as_pattern(text), printed[at], re.DOTALL), f"{steps[at]}\nprinted\n{printed[at]}\nand not\n{text}"
    assert at + 1 == len(steps) > 5
