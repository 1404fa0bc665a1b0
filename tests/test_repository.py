"""What must never stand in a committed file, and what every command must have: a place in the manual."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from skywitness.cli.app import VERBS

ROOT = Path(__file__).parents[1]
FOREIGN = re.compile(r"https?://(?:[\w.-]*\.)?(?:pypi|pythonhosted|npmjs|debian)\.\w+|/(?:work|root|home/\w+)/", re.IGNORECASE)


def committed_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout  # noqa: S607
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_no_committed_file_names_a_registry_host_or_a_path_of_a_machine() -> None:
    texts = {
        path: path.read_bytes().decode("utf-8", "ignore")
        for path in committed_files()
        if path.stat().st_size < 1_000_000 and path != Path(__file__)
    }
    assert {str(path): found.group() for path, text in texts.items() if (found := FOREIGN.search(text))} == {}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_command_has_its_section_in_the_manual(verb: str) -> None:
    assert f"## skywitness {verb}\n" in (ROOT / "docs/manual.md").read_text(encoding="utf-8")
