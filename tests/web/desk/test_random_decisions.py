"""Whatever people decide and take back, in whatever order: nothing is lost, and the picture is the one that solving everything anew gives."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.server import Server
from tests.web.desk.deciding import check_invariants, decide_at_random

from skywitness.attending import Steward
from skywitness.cli.app import DONE, answer
from skywitness.cli.options import now
from skywitness.config import DeskSettings
from skywitness.web.desk.acting import Acting
from skywitness.web.desk.room import Room


def decide_and_check(ledger: Path | str, folder: Path, seed: int, steps: int) -> None:
    """Decide on a ledger, the desk's own file of which is in a folder, and hold it to what must be so."""
    room, steward = Room(folder, DeskSettings(), now), Steward(ledger, now, beside=folder)
    steward.catch_up()
    steward.wake = steward.catch_up  # type: ignore[method-assign]  # no thread in tests
    acting, dice = Acting(room, steward), random.Random(seed)  # noqa: S311 - dice of a game
    kept = sum(decide_at_random(acting, steward, dice) for _ in range(steps))
    check_invariants(steward.ledger, kept)
    fresh = Steward(ledger, now, beside=folder)
    fresh.catch_up()
    assert fresh.queue.first(10_000) == steward.queue.first(10_000)
    fresh.stop()
    steward.stop()
    room.file.close()


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 12))
def test_invariants_hold_whatever_is_decided_and_taken_back(night_master: Path, seed: int, steps: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(shutil.copytree(night_master, Path(name) / "ledger"))
        decide_and_check(folder, folder, seed, steps)


@pytest.mark.slow
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), steps=st.integers(6, 12))
def test_they_hold_on_a_server_too(night_master: Path, server: Server, seed: int, steps: int) -> None:
    address = server.new_address()
    assert answer(["copy", "--from", str(night_master), "--to", address]) == DONE
    decide_and_check(address, night_master, seed, steps)
