"""How verifiers say what they found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from skywitness.model.incident import Finding
from skywitness.model.words import Verdict

Measure = dict[str, float | int | str | None]


def found(path: Path, verifier: str, verdict: Verdict, why: str, measure: Measure | None = None, pictures: Sequence[str] = ()) -> Finding:
    """A finding on a file, with the names of pictures that show it."""
    return Finding(file=path.name, verifier=verifier, verdict=verdict, measure=measure or {}, why=why, pictures=tuple(pictures))


def cannot_tell(path: Path, verifier: str, why: str, measure: Measure | None = None, pictures: Sequence[str] = ()) -> Finding:
    """A finding that settles nothing, with the reason."""
    return found(path, verifier, Verdict.INCONCLUSIVE, why, measure, pictures)
