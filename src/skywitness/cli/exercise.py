"""``skywitness exercise``: write an invented night with known truth, ready to be run like a real one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from skywitness.cli.app import DONE
from skywitness.errors import UnwritableOutput
from skywitness.exercise.footage.studio import can_film
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars


def exercise(
    *,
    to: Path,
    seed: int = 1,
    scenario: str = "founding-story",
    nights: int | None = None,
    half: str | None = None,
    grammar: Annotated[list[Path] | None, Parameter(consume_multiple=True, negative="")] = None,
    videos: bool = True,
) -> int:
    """Write an invented exercise: reports, sources and the truth about them. The same arguments give the same bytes.

    Parameters
    ----------
    to
        The folder for night.reports.jsonl, sources.toml, truth.jsonl and media/.
    seed
        Which of the possible nights.
    scenario
        One of the scenarios of docs/exercise.md.
    nights
        How many nights; the scenario's own number when not given.
    half
        Word reports only from this half of the grammar: seen or unseen.
    grammar
        More grammar files.
    videos
        Also make small videos with sound, under media/, with ``skywitness[media]`` installed; reports say the same without.
    """
    console = Console(stderr=True)
    if videos and not can_film():
        console.print(
            "Videos are left out: they need PyAV; install it with: pip install 'skywitness[media]'", markup=False, highlight=False
        )
        videos = False
    made = make_exercise(scenario, seed=seed, nights=nights, grammars=load_grammars(grammar or (), half), with_videos=videos)
    try:
        write_exercise(made, to)
    except OSError as error:
        raise UnwritableOutput(f"{to}: cannot be written: {error.strerror or error}") from error
    filmed = f", {len(made.clips)} videos" if videos else ""
    console.print(f"{len(made.reports)} reports from {len(made.profiles)} sources{filmed} in {to}", markup=False, highlight=False)
    return DONE
