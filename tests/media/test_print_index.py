"""The index finds what counting all bits finds, keeps what was added, and loses nothing that counts to a kill."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skywitness.media.print_index import TABLES_FROM, PrintIndex


def make_prints(seed: int, number: int, *, alike: int = 0) -> list[bytes]:
    """Random fingerprints, the last ``alike`` of which differ from the first in growing numbers of bits."""
    bits = np.random.default_rng(seed).integers(0, 2, (number, 256), np.uint8)
    for step in range(alike):
        bits[number - alike + step] = bits[0]
        bits[number - alike + step, np.random.default_rng([seed, step]).permutation(256)[: step * 2]] ^= 1
    return [row.tobytes() for row in np.packbits(bits, axis=1)]


def add(index: PrintIndex, name: str, prints: list[bytes]) -> bool:
    return index.add(name, f"{name}.mp4", prints, [80] * len(prints), [float(number) for number in range(len(prints))])


def count_all(kept: list[bytes], asked: list[bytes], within: int) -> list[tuple[int, int, int]]:
    rows, questions = (np.array([np.frombuffer(each, np.uint8) for each in prints]) for prints in (kept, asked))
    apart = np.bitwise_count(questions[:, None] ^ rows[None]).sum(axis=2)
    return [(int(q), int(row), int(apart[q, row])) for q, row in np.argwhere(apart <= within)]


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), within=st.sampled_from([0, 5, 15, 16, 31, 39, 47]), together=st.booleans())
def test_what_is_found_is_what_counting_all_finds(seed: int, within: int, together: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    index = PrintIndex(tmp_path_factory.mktemp("prints"))
    kept = make_prints(seed, 300, alike=30)
    add(index, "a", kept[:200])
    asked = (kept[:1] + make_prints(seed + 1, 3)) * (TABLES_FROM // 4 if together else 1)
    index.search(asked, within)
    add(index, "b", kept[200:])
    assert index.search(asked, within) == count_all(kept, asked, within)


def test_fingerprints_that_are_all_alike_are_found_too(tmp_path: Path) -> None:
    index = PrintIndex(tmp_path)
    add(index, "a", [bytes(32)] * 400)
    assert len(index.search([bytes(32)] * TABLES_FROM)) == 400 * TABLES_FROM


def test_what_was_added_is_there_when_it_is_opened_again_and_for_others(tmp_path: Path) -> None:
    first, second = PrintIndex(tmp_path), PrintIndex(tmp_path)
    kept = make_prints(1, 5)
    assert add(first, "a", kept[:3])
    assert add(second, "b", kept[3:])
    assert not add(first, "b", kept[3:])
    again = PrintIndex(tmp_path)
    assert [each.name for each in again.files] == ["a.mp4", "b.mp4"]
    assert [again.file_of(near.row).digest for near in again.search(kept)] == ["a", "a", "a", "b", "b"]
    assert ("a" in again, "c" in again, again.about(4)) == (True, False, (80, 1.0))


@pytest.mark.parametrize("left", ["bits", "about", "files.jsonl"])
def test_what_a_kill_left_behind_does_not_count_and_is_written_over(left: str, tmp_path: Path) -> None:
    kept = make_prints(2, 4)
    add(PrintIndex(tmp_path), "a", kept[:2])
    with (tmp_path / left).open("ab") as file:
        file.write(b'{"digest":"x"')
    index = PrintIndex(tmp_path)
    assert [near.row for near in index.search(kept)] == [0, 1]
    assert add(index, "b", kept[2:])
    assert [near.row for near in PrintIndex(tmp_path).search(kept)] == [0, 1, 2, 3]
