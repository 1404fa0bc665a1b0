"""Work for engines to be tested with: where tests run, it is loaded by name in processes apart."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from skywitness.errors import BadSettings


class Square(Struct, frozen=True):
    """Squares numbers."""

    def ready(self) -> Callable[[list[int]], tuple[list[int], int]]:
        return lambda batch: ([each * each for each in batch], os.getpid())


class Fragile(Struct, frozen=True):
    """Squares numbers; the process is killed at one of them, the first so many times that it comes to it."""

    marks: Path
    at: int
    times: int

    def ready(self) -> Callable[[list[int]], list[int]]:
        return self._square

    def _square(self, batch: list[int]) -> list[int]:
        if self.at in batch and (seen := len(list(self.marks.iterdir()))) < self.times:
            (self.marks / str(seen)).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        (self.marks.parent / "done").mkdir(exist_ok=True)
        (self.marks.parent / "done" / f"{batch[0]}-{os.getpid()}").touch()
        return [each * each for each in batch]


class Refusing(Struct, frozen=True):
    """Cannot do a thing."""

    def ready(self) -> Callable[[list[int]], list[int]]:
        raise BadSettings("not here")
