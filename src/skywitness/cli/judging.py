"""What the scoreboard asks of other parts: the verifiers' findings on an exercise's videos, and the verdict on its series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from skywitness.ledger import Ledger
from skywitness.parts import Claimed, installed_verifiers
from skywitness.pipeline import Advance, assess_series
from skywitness.score import Concluded, KnownTruth
from skywitness.score.footage import FilmAsked, FootageObserved, ask_about, observe_footage
from skywitness.verify.examine import ask_verifier

STRANGERS = 4
"""Files beside its own kin that a video is held against."""
PLACE_OFF_M = 3_000.0
"""How far from the happening a camera may stand."""


def pick_films(truth: KnownTruth, concluded: Concluded, folder: Path, most: int) -> list[FilmAsked]:
    """At most so many of the videos that reports carry and that are there, spread evenly over their names."""
    asked = [each for each in ask_about(truth, concluded.reports.values()) if (folder / each.film.file).is_file()]
    return [asked[number * len(asked) // most] for number in range(most)] if len(asked) > most else asked


def look_at_films(films: Sequence[FilmAsked], folder: Path, advance: Advance) -> FootageObserved | None:
    """What the installed verifiers find on videos, each held against its kin and some strangers; None when there is no video."""
    verifiers = installed_verifiers()
    looked_at = []
    for number, asked in enumerate(films):
        others = {each.film.file for each in (*films[:number], *films[number + 1 :])[:STRANGERS]}
        kin = {path for path in (folder / "media").rglob("*.mp4") if path.name in asked.kin}
        claimed = Claimed(
            at=asked.happening.start,
            lat=asked.happening.lat,
            lon=asked.happening.lon,
            metres_off=PLACE_OFF_M,
            against=tuple(sorted(kin | {folder / name for name in others})),
        )
        findings = [finding for name, each in verifiers.items() for finding in ask_verifier(name, each, folder / asked.film.file, claimed)]
        looked_at.append((asked, findings))
        advance(1)
    return observe_footage(looked_at) if looked_at else None


def call_series(ledger: Ledger, as_of: datetime | None = None) -> str | None:
    """What the series that a ledger holds, or held then, is called; None where the extra that has the tests is not installed."""
    found = assess_series(ledger, made_by="the scoreboard", as_of=as_of)
    return str(found.verdict) if found else None
