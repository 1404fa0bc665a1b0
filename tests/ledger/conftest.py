"""The engines that every ledger test runs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from tests.ledger.invented import register_all

from skywitness.ledger import Ledger, open_ledger

NewLedger = Callable[[], Ledger]


@pytest.fixture(params=["sqlite"])
def new_ledger(request: pytest.FixtureRequest, tmp_path: Path) -> NewLedger:
    """Makes an empty ledger of each engine, with the invented activities registered."""
    assert request.param == "sqlite"
    number = count()

    def make() -> Ledger:
        ledger = open_ledger(tmp_path / f"ledger-{next(number)}")
        register_all(ledger)
        return ledger

    return make


@pytest.fixture
def ledger(new_ledger: NewLedger) -> Iterator[Ledger]:
    """One empty ledger."""
    with new_ledger() as made:
        yield made
