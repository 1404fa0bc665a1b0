"""Nothing is hidden: each flipped bit, cut, missing or stray file, and each thing done to the log, is found and the file named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skywitness.archive import Archive, Fault, examine, survey_archive
from skywitness.archive.custody import LOG, TIP
from skywitness.archive.entry import BEGINNING, read_line, seal_entry
from skywitness.errors import ArchiveError

AT = datetime(2021, 3, 20, tzinfo=UTC)


def find_faults(folder: Path) -> list[Fault]:
    survey = survey_archive(folder)
    return [*survey.faults, *(fault for fault in examine(survey) if fault)]


def named(folder: Path) -> set[str]:
    return {fault.path for fault in find_faults(folder)}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sound")
    opened = Archive(root / "archive")
    for number in range(4):
        file = root / f"{number}.jpg"
        file.write_bytes(f"picture {number}".encode() * 20)
        opened.take_in(file, at=AT, by="Vera", source="https://example.org/м")
    opened.derive(opened.entries()[0].digest or opened.find(""), root / "3.jpg", how="cut", at=AT, by="Vera")
    return opened.folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "archive"))


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def flip(path: Path, at: int, bit: int) -> bytes:
    before = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(before[:at] + bytes([before[at] ^ 1 << bit]) + before[at + 1 :])
    return before


@given(st.data())
def test_every_flipped_bit_is_found_and_its_file_named(sound: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(files_of(sound)))
    at = data.draw(st.integers(0, path.stat().st_size - 1))
    before = flip(path, at, data.draw(st.integers(0, 7)))
    try:
        assert path.relative_to(sound).as_posix() in named(sound)
    finally:
        path.write_bytes(before)
    assert find_faults(sound) == []


@given(st.data())
def test_every_cut_is_found(sound: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(files_of(sound)))
    before = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(before[: data.draw(st.integers(0, len(before) - 1))])
    try:
        assert path.relative_to(sound).as_posix() in named(sound)
    finally:
        path.write_bytes(before)


def test_missing_and_stray_files_are_named(folder: Path) -> None:
    gone = files_of(folder / "evidentiary")[0]
    gone.unlink()
    (folder / "evidentiary" / "notes.txt").write_text("slipped in")
    (folder / "link").symlink_to(folder)
    faults = {fault.path: fault.what for fault in find_faults(folder)}
    assert "missing" in faults[gone.relative_to(folder).as_posix()]
    assert faults.keys() >= {"evidentiary/notes.txt", "link"}


def remove(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], *lines[3:]]


def swap(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[2], lines[1], *lines[3:]]


def double(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[1], *lines[2:]]


def drop_last(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def drop_first(lines: list[bytes]) -> list[bytes]:
    return lines[1:]


def forge(lines: list[bytes]) -> list[bytes]:
    """Somebody who knows the format rewrites an entry and every head after it."""
    head, forged = BEGINNING, []
    for line in lines:
        sealed, head = seal_entry(msgspec.structs.replace(read_line(line).entry, by="Oleh"), head)
        forged.append(sealed)
    return forged


@pytest.mark.parametrize("done", [remove, swap, double, drop_last, drop_first, forge])
def test_what_is_done_to_the_log_is_found(folder: Path, done: Callable[[list[bytes]], list[bytes]]) -> None:
    log = folder / LOG
    log.write_bytes(b"".join(done(log.read_bytes().splitlines(keepends=True))))
    assert named(folder) & {LOG, TIP}


def test_a_missing_tip_or_log_is_found(folder: Path) -> None:
    (folder / TIP).rename(folder.parent / "tip")
    assert TIP in named(folder)
    (folder.parent / "tip").rename(folder / TIP)
    (folder / LOG).unlink()
    assert LOG in named(folder)


def test_a_path_in_a_forged_log_leads_nowhere(folder: Path) -> None:
    log = folder / LOG
    digest = read_line(log.read_bytes().splitlines(keepends=True)[0]).entry.digest
    assert digest
    log.write_bytes(log.read_bytes().replace(digest.encode(), b"../../" + digest[6:].encode()))
    assert LOG in named(folder)
    assert not any(".." in path for path in survey_archive(folder).files)


def test_nothing_is_added_to_a_damaged_log(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.jpg"
    file.write_bytes(b"new")
    log = folder / LOG
    whole = log.read_bytes()
    for damaged, words in ((whole[:-1] + b"~", "damaged"), (whole[:-9], "cut short"), (whole + b"{}\n", "no entry that fits")):
        log.write_bytes(damaged)
        with pytest.raises(ArchiveError, match=words):
            Archive(folder).take_in(file, at=AT, by="Vera")
        assert log.read_bytes() == damaged


def test_half_an_entry_behind_the_tip_is_told_and_cut_off_by_the_next_writer(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.jpg"
    file.write_bytes(b"new")
    with (folder / LOG).open("ab") as log:
        log.write(b'{"entry":{"number":6,"at":"2021-03')
    assert "never acknowledged" in str(find_faults(folder)[0])
    assert Archive(folder).take_in(file, at=AT, by="Vera").entry.number == 6
    assert find_faults(folder) == []
