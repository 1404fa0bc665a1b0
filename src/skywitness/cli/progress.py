"""Progress bars on stderr, with totals and the time that is left, for stages that take more than a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from skywitness.pipeline import Advance


class Bars:
    """A bar a stage, on a terminal; a log file or a pipe sees nothing of it."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Advance]:
        """Show one stage while it runs."""
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self._console, disable=not self._console.is_terminal) as bars:
            task = bars.add_task(name, total=total)
            yield lambda steps: bars.advance(task, steps)
            if total is None:
                bars.update(task, total=bars.tasks[0].completed)


def steps_of(advance: Advance) -> Callable[[int], None]:
    """What takes how many steps are done by now, and advances by those that are new."""
    done = 0

    def note(now_done: int) -> None:
        nonlocal done
        advance(max(0, now_done - done))
        done = max(done, now_done)

    return note
