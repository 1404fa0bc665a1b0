"""What every engine promises: results in order, few batches held, a dead worker costs what it was doing, errors as they were raised."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import cycle
from pathlib import Path

import pytest
from tests.engine.jobs import Fragile, Refusing, Square

from skywitness.engine import HERE, Engine, EngineName, Local, open_engine
from skywitness.errors import BadSettings, PartFailed

pytestmark = pytest.mark.slow
BATCHES = [[number, number + 1] for number in range(0, 60, 2)]
SQUARES = [[a * a, b * b] for a, b in BATCHES]


def make_engine(name: str) -> AbstractContextManager[Engine]:
    return Local(2, patience_s=0.0) if name == "pool" else open_engine(EngineName.RAY, processes=2)


@pytest.fixture(scope="module", params=["pool", "ray"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Two workers beside us, of each kind."""
    with make_engine(request.param) as made:
        yield made


def test_results_come_in_the_order_of_the_batches_from_two_others(engine: Engine) -> None:
    done = list(engine.map(Square(), BATCHES))
    assert [squares for squares, _ in done] == SQUARES == [squares for squares, _ in HERE.map(Square(), BATCHES)]
    assert os.getpid() not in {process for _, process in done}


def test_nothing_comes_of_nothing(engine: Engine) -> None:
    assert list(engine.map(Square(), [])) == []


def test_batches_are_asked_for_as_there_is_room(engine: Engine) -> None:
    asked = list[int]()

    def batches() -> Iterator[list[int]]:
        for number in range(1000):
            asked.append(number)
            yield [number]

    left = engine.map(Square(), batches())
    next(left)
    assert len(asked) <= 10


@pytest.mark.parametrize("at", [0, 31, 59])
def test_a_killed_worker_costs_what_it_was_doing(at: int, engine: Engine, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    assert list(engine.map(Fragile(marks, at, times=1), BATCHES)) == SQUARES
    assert len(list(marks.iterdir())) == 1
    done_again = len(list((tmp_path / "done").iterdir())) - len(BATCHES)
    assert done_again <= 6, "what was begun when the worker died, and not all that was done before"


def test_a_batch_that_always_kills_is_given_up(engine: Engine, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    with pytest.raises(PartFailed, match="died 3 times"):
        list(engine.map(Fragile(marks, 31, times=99), BATCHES))
    assert [squares for squares, _ in engine.map(Square(), BATCHES)] == SQUARES  # and the engine is none the worse


def test_an_error_comes_as_it_was_raised(engine: Engine) -> None:
    with pytest.raises(BadSettings, match="not here"):
        list(engine.map(Refusing(), BATCHES))


def test_what_is_short_is_done_here_and_what_is_long_goes_on_beside() -> None:
    with Local(2, patience_s=3600.0) as patient, Local(2, patience_s=1e-9) as hasty:
        assert {process for _, process in patient.map(Square(), BATCHES)} == {os.getpid()}
        workers = list[int]()
        for (squares, process), (squares_here, _) in zip(
            hasty.map(Square(), cycle(BATCHES)), cycle(HERE.map(Square(), BATCHES)), strict=False
        ):
            assert squares == squares_here
            workers.append(process)
            if process != os.getpid():  # the pool took over when it was ready, and nothing was left out
                break
    assert workers[0] == os.getpid()
    assert set(workers[:-1]) == {os.getpid()}


def test_no_cluster_at_an_address_is_told() -> None:
    with pytest.raises(PartFailed, match=r"127\.0\.0\.1:1.*ray start --head"), open_engine(EngineName.RAY, address="127.0.0.1:1"):
        pass
