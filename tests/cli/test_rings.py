"""Rings are still found while all that lives is looked through seldom, and afterwards Python does as it did."""

from __future__ import annotations

import gc
import time
import weakref

from skywitness.cli.rings import rings_seldom


class Ring:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_an_old_ring_goes_when_all_is_looked_through_and_not_before() -> None:
    before = gc.get_threshold()
    with rings_seldom(every_s=0.05):
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] > 1_000_000
        ring = Ring()
        gc.collect()  # it is old now
        gone = weakref.ref(ring)
        del ring
        until = time.monotonic() + 10
        while gone() is not None and time.monotonic() < until:
            time.sleep(0.01)
        assert gone() is None
    assert gc.get_threshold() == before
