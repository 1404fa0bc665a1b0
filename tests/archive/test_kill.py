"""Killed at any step, the archive loses nothing that it acknowledged, and adding again makes it sound."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skywitness.archive import Archive, examine, survey_archive
from skywitness.model.ids import digest_bytes

AT = datetime(2021, 3, 20, tzinfo=UTC)
CHILD = """
import os, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from skywitness.archive import Archive

left = int(sys.argv[3])

def dying(act):
    def step(*given, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*given, **named)
    return step

for name in ("fsync", "link", "replace", "write", "unlink"):
    setattr(os, name, dying(getattr(os, name)))
archive = Archive(Path(sys.argv[1]))
for file in sorted(Path(sys.argv[2]).iterdir()):
    print(archive.take_in(file, at=datetime(2021, 3, 20, tzinfo=UTC), by="Vera").entry.digest, flush=True)
print("done", flush=True)
"""
STEPS = 80


def faults(folder: Path) -> list[str]:
    survey = survey_archive(folder)
    return [*map(str, survey.faults), *(str(fault) for fault in examine(survey) if fault)]


@pytest.mark.slow
def test_a_kill_at_any_step_loses_nothing_acknowledged(tmp_path: Path) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    for number in range(3):
        (incoming / f"{number}.jpg").write_bytes(bytes([number + 65]) * 5_000)
    for step in range(1, STEPS):
        folder = tmp_path / f"archive-{step}"
        ran = subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-c", CHILD, str(folder), str(incoming), str(step)], capture_output=True, text=True, check=False
        )
        told = ran.stdout.split()
        if folder.is_dir():
            survey = survey_archive(folder)
            sound = {str(entry.digest) for path, entry in survey.files.items() if (folder / path).is_file()}
            assert {digest for digest in told if digest != "done"} <= sound
            assert all("acknowledged" in fault or "its writer was killed" in fault or "it is missing" in fault for fault in faults(folder))
        opened = Archive(folder)
        for file in sorted(incoming.iterdir()):
            opened.take_in(file, at=AT, by="Vera")
        assert faults(folder) == []
        assert {entry.digest for entry in survey_archive(folder).files.values()} == {
            digest_bytes(file.read_bytes()) for file in incoming.iterdir()
        }
        if "done" in told:
            return
        assert ran.returncode == -signal.SIGKILL, ran.stderr
    pytest.fail(f"it took more than {STEPS} steps")
