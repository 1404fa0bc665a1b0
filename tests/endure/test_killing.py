"""Killed at random moments, every writer keeps what it acknowledged: the short form of `make endure`."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from tests.endure.killing import LONGEST_S, WORKS, find_lost, kill_once, prepare

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="forks")]
KILLS = 6


@pytest.mark.parametrize("name", WORKS)
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # a fork beside pytest's own threads
def test_nothing_acknowledged_is_lost(name: str, tmp_path: Path) -> None:
    prepare(tmp_path)
    dice, said = random.Random(name), list[str]()  # noqa: S311 - dice of a game
    for number in range(1, KILLS + 1):
        said += kill_once(WORKS[name], tmp_path, number, dice.uniform(LONGEST_S / 10, 2 * LONGEST_S))
        assert find_lost(tmp_path, said) == []
    assert said, "nothing was acknowledged in any round, so nothing was tried"


def test_a_loss_would_be_seen(tmp_path: Path) -> None:
    prepare(tmp_path)
    assert find_lost(tmp_path, ["report none", "decision d-0"]) == ["report none", "decision d-0"]
