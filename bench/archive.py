"""Single flipped bits in an archive: how many are found, and the file named; files cut, gone and slipped in; how fast an archive is proved.

python -m bench archive
"""

from __future__ import annotations

import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.record import record
from skywitness.archive import Archive, examine, survey_archive

FILES = 300
LOG_FLIPS = 700
BEGUN = datetime(2021, 3, 20, tzinfo=UTC)
LARGEST = 400_000


def fill(folder: Path, dice: random.Random) -> float:
    """Take in files of many sizes, every fifth with a working copy; returns the files taken in a second."""
    opened, file = Archive(folder / "archive"), folder / "incoming"
    begun = time.perf_counter()
    for number in range(FILES):
        file.write_bytes(dice.randbytes(1 + round(dice.random() ** 4 * LARGEST)))
        kept = opened.take_in(file, at=BEGUN, by="bench", name=f"{number}.mp4", source=f"https://example.org/{number}")
        if number % 5 == 0 and kept.entry.digest:
            file.write_bytes(dice.randbytes(1_000))
            opened.derive(kept.entry.digest, file, how="cut", at=BEGUN, by="bench")
    return FILES * 1.2 / (time.perf_counter() - begun)


def named(folder: Path) -> set[str]:
    """The files that proving the archive finds fault with."""
    survey = survey_archive(folder)
    return {fault.path for fault in (*survey.faults, *examine(survey)) if fault}


def is_named(folder: Path, path: Path, body: bytes | None) -> bool:
    """Whether the file is named once it holds this, or is gone; it is as before afterwards."""
    before = path.read_bytes()
    path.unlink()
    if body is not None:
        path.write_bytes(body)
    try:
        return path.relative_to(folder).as_posix() in named(folder)
    finally:
        path.write_bytes(before)


def flipped(body: bytes, dice: random.Random) -> bytes:
    """The bytes with one bit another."""
    at = dice.randrange(len(body))
    return body[:at] + bytes([body[at] ^ 1 << dice.randrange(8)]) + body[at + 1 :]


def main() -> None:
    """Flip, cut, remove, slip in, and count."""
    dice = random.Random(1)  # noqa: S311 - places, no secrets
    with tempfile.TemporaryDirectory() as name:
        a_second = fill(Path(name), dice)
        folder = Path(name) / "archive"
        assert not named(folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file() and len(path.name) == 64)
        log = [folder / "custody.jsonl", folder / "custody.tip"]
        total = sum(path.stat().st_size for path in files)
        begun = time.perf_counter()
        named(folder)
        seconds = time.perf_counter() - begun
        figures = {
            "files": len(files),
            "bytes": total,
            "flips in files": len(files),
            "found and named": sum(is_named(folder, path, flipped(path.read_bytes(), dice)) for path in files),
            "flips in the log and its tip": LOG_FLIPS,
            "found and named of those": sum(
                is_named(folder, path, flipped(path.read_bytes(), dice)) for path in (log[number % 7 == 0] for number in range(LOG_FLIPS))
            ),
            "files cut short": len(files) // 3,
            "found and named of the cut": sum(
                is_named(folder, path, path.read_bytes()[: dice.randrange(path.stat().st_size)]) for path in files[::3]
            ),
            "files removed": len(files) // 3,
            "found and named of the removed": sum(is_named(folder, path, None) for path in files[::3]),
            "files taken in a second": round(a_second),
            "MB proved a second": round(total / seconds / 1e6),
        }
        assert not named(folder)
    record("archive", figures)


if __name__ == "__main__":
    main()
