"""A short night with everything going wrong: every post and every version that could be seen is accounted for. The long one is ``python -m bench soak``."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest.live.world import World, soak

from skywitness.cli.options import now
from skywitness.concluding import Concluder
from skywitness.ledger import open_ledger


@pytest.mark.slow
def test_every_post_and_version_is_accounted_for_whatever_breaks(tmp_path: Path) -> None:
    world = World(tmp_path, seed=3, channels=3, speed=240)
    try:
        assert soak(world, steps=20, pause_s=0.5) == []
    finally:
        world.stop()
        world.close_host()
    with open_ledger(world.ledger) as opened:
        assert opened.check() == ()
        assert not Concluder(opened).conclude(clock=now)  # the picture is what all of it adds up to
