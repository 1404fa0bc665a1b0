"""The engines that every ledger test runs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from tests.ledger.invented import register_all
from tests.server import Server

from skywitness.ledger import Ledger, open_ledger

NewLedger = Callable[[], Ledger]
NewAddress = Callable[[], str]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> NewAddress:
    """Gives addresses where a ledger of each engine may be made."""
    if request.param == "postgres":
        server: Server = request.getfixturevalue("server")
        return server.new_address
    number = count()
    return lambda: str(tmp_path / f"ledger-{next(number)}")


@pytest.fixture
def new_ledger(new_address: NewAddress) -> NewLedger:
    """Makes an empty ledger of each engine, with the invented activities registered."""

    def make() -> Ledger:
        ledger = open_ledger(new_address())
        register_all(ledger)
        return ledger

    return make


@pytest.fixture
def ledger(new_ledger: NewLedger) -> Iterator[Ledger]:
    """One empty ledger."""
    with new_ledger() as made:
        yield made
