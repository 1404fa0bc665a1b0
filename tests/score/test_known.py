"""Reading a truth, what is wrong with a bad one, and which happenings make one wave."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.score.invented import happened, told

from skywitness.errors import UnreadableInput
from skywitness.model.truth import Truth
from skywitness.model.words import Target, What
from skywitness.score import read_truth
from skywitness.score.waves import group_waves


def write(folder: Path, *records: Truth) -> Path:
    path = folder / "truth.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
    return path


def test_a_truth_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    known = read_truth(write(tmp_path, told("a", "h-1"), happened("h-1")))
    assert (known.told["a"].speaks_of, known.happenings["h-1"].count) == (("h-1",), 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [(b"", "holds no truth record"), (b'{"type":"weather"}\n', "row 0"), (b"not json\n", "row 0")],
)
def test_what_is_no_truth_is_named_with_its_row(words: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    path.write_bytes(words)
    with pytest.raises(UnreadableInput, match=said):
        read_truth(path)


def test_a_report_of_a_happening_that_nobody_describes_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="speaks of 'h-9'"):
        read_truth(write(tmp_path, told("a", "h-9")))
    with pytest.raises(UnreadableInput, match="cannot be read"):
        read_truth(tmp_path / "nothing.jsonl")


def test_a_wave_ends_with_an_all_clear_or_a_lull_and_keeps_to_its_region_and_class() -> None:
    happenings = [
        happened("alarm", what=What.WARNED),
        happened("kill", minute=100),
        happened("clear", what=What.ALL_CLEAR, minute=130),
        happened("next", minute=140),
        happened("late", minute=140 + 121),
        happened("elsewhere", iso="RU-TUL", minute=100),
    ]
    waves = group_waves(happenings)
    assert [waves[each.happening_id] for each in happenings] == ["alarm", "alarm", "alarm", "next", "late", "elsewhere"]


def test_missiles_of_two_kinds_are_of_one_wave_and_drones_of_another() -> None:
    drone, cruise, ballistic = happened("d"), happened("c", minute=1), happened("b", minute=2)
    changed = [
        msgspec.structs.replace(cruise, target=Target.CRUISE_MISSILE),
        msgspec.structs.replace(ballistic, target=Target.BALLISTIC_MISSILE),
    ]
    assert group_waves([drone, *changed]) == {"d": "d", "c": "c", "b": "c"}
