"""Where an export goes: whole or not at all, and never in place of what is not a file."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from skywitness.cli.export import read_box
from skywitness.cli.options import open_output
from skywitness.errors import BadSettings, UnwritableOutput


def write_half(target: Path) -> None:
    with open_output(target) as out:
        out.write(b"half")
        raise RuntimeError("stopped")


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError, match="stopped"):
        write_half(target)
    assert target.read_bytes() == b"old"
    with open_output(target) as out:
        out.write(b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    target.write_bytes(b"old")
    link.symlink_to(target)
    with open_output(link) as out:
        out.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = list[bytes]()
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with open_output(pipe) as out:
        out.write(b"rows")
    reader.join()
    assert read == [b"rows"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("name", ["nowhere/out.jsonl", "."])
def test_a_place_that_cannot_be_written_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match="cannot be written"), open_output(tmp_path / name) as out:
        out.write(b"x")


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "30,60,40,50", "30,-91,40,50", "30,44,190,50", "nan,44,40,50"])
def test_what_is_no_box_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadSettings, match="--bbox"):
        read_box(text)


def test_a_box_may_cross_the_date_line() -> None:
    box = read_box("170,50,-170,70")
    assert box is not None
    assert (box.west, box.east) == (170.0, -170.0)
