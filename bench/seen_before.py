"""Is old footage in a ledger found again, and is anything called seen before that was not? On exercises with videos, through ``run`` as it is used.

python -m bench seen_before

Each exercise is run twice: at once, and in parts that come in the wrong order. Both must say the same. Verifiers that look at one file by itself are left out.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from msgspec import Struct

from bench.record import record
from skywitness.archive.files import digest_file
from skywitness.exercise.night import make_exercise, write_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.ledger import open_ledger
from skywitness.looking import PRINTS
from skywitness.model.ids import Digest
from skywitness.model.incident import SEEN_MEDIA, Finding
from skywitness.model.report import Report
from skywitness.model.words import Verdict
from skywitness.parts import ReadOptions
from skywitness.pipeline import Unwatched, run
from skywitness.score.known import KnownTruth, read_truth

EXERCISES = [("disinformation", seed) for seed in range(400, 402)] + [("copy-storm", 400)]
PARTS = 3
AT = datetime(2031, 1, 1, tzinfo=UTC)


class Seen(Struct):
    """Counts over the files that reports carry. ``told_before``: an earlier report carries the same shot; ``old``: the shot is of another happening than its
    report tells, and an earlier report carries it.
    """

    files: int = 0
    told_before: int = 0
    found: int = 0
    old: int = 0
    old_found: int = 0
    old_refuted: int = 0
    false: int = 0
    fresh_refuted: int = 0
    """Of what happened, and refuted as seen before."""
    same_in_any_order: int = 0
    exercises: int = 0


def count(seen: Seen, truth: KnownTruth, reports: Sequence[Report], findings: Sequence[Finding], names: dict[str, Digest]) -> None:
    """Count one exercise."""
    carried = [(report, file) for report in reports for file in report.media if file in truth.films]
    said = {(each.report, each.media): each for each in findings if each.verifier == "reuse"}
    root = {name: film.made_from or name for name, film in truth.films.items()}
    root_of = {digest: root[name] for name, digest in names.items() if name in root}  # files of the same bytes have one root
    for report, file in carried:
        earlier = [
            other
            for other, shown in carried
            if root[shown] == root[file]
            and (other.source, other.report_id) != (report.source, report.report_id)
            and _order(other) < _order(report)
        ]
        told = truth.told[report.report_id]
        is_old = bool(earlier) and truth.films[file].happening_id not in told.speaks_of
        finding = said[report.digest, names[file]]
        named = finding.measure.get(SEEN_MEDIA)
        is_right = named is not None and root_of[Digest(str(named))] == root[file]
        is_refuted = is_right and finding.verdict is Verdict.REFUTES
        seen.files += 1
        seen.told_before += bool(earlier)
        seen.found += bool(earlier) and is_right
        seen.old += is_old
        seen.old_found += is_old and is_right
        seen.old_refuted += is_old and is_refuted
        seen.false += named is not None and not (is_right and bool(earlier))
        seen.fresh_refuted += not is_old and is_refuted


def _order(report: Report) -> tuple[str, str, str]:
    return str(report.published_at), report.source, str(report.report_id)


def look(ledger: Path, inputs: Sequence[Path]) -> tuple[list[Report], list[Finding]]:
    """The reports and findings of a ledger after these inputs, one after the other."""
    with open_ledger(ledger) as opened, patch("skywitness.looking.installed_verifiers", dict):
        for each in inputs:
            options = ReadOptions(collected_at=AT)
            run([each], opened, options, clock=lambda: AT, progress=Unwatched(), prints=ledger / PRINTS)
        return list(opened.reports()), [each for each in opened.findings() if each.verifier in ("reuse", "sync")]


def main() -> None:
    """Play the exercises, look, and keep the figures."""
    seen = Seen()
    for scenario, seed in EXERCISES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "night"
            write_exercise(make_exercise(scenario, seed=seed, grammars=load_grammars(), with_videos=True), folder)
            names = {str(path.relative_to(folder)): Digest(digest_file(path)) for path in (folder / "media").rglob("*.mp4")}
            reports_file = folder / "night.reports.jsonl"
            reports, findings = look(Path(name) / "one", [reports_file])
            count(seen, read_truth(folder / "truth.jsonl"), reports, findings, names)
            lines = reports_file.read_text("utf-8").splitlines(keepends=True)
            carrying = [line for line in lines if json.loads(line).get("media")]
            random.Random(seed).shuffle(carrying)  # noqa: S311 - an order, not a secret
            parts = []
            for number in range(PARTS):
                parts.append(folder / f"part{number}.reports.jsonl")
                parts[-1].write_text("".join(carrying[number::PARTS]), "utf-8")
            _, again = look(Path(name) / "other", parts)
            seen.exercises += 1
            seen.same_in_any_order += {each.finding_id: each for each in findings} == {each.finding_id: each for each in again}
            print(scenario, seed, seen)
    record("seen_before", seen_figures(seen))


def seen_figures(seen: Seen) -> dict[str, object]:
    """The counts, and as shares."""
    return {
        "files carried by reports": seen.files,
        "the shot was in an earlier report": seen.told_before,
        "of these found": round(seen.found / max(1, seen.told_before), 3),
        "old footage under a report of something else": seen.old,
        "of these found ": round(seen.old_found / max(1, seen.old), 3),
        "of these refuted": round(seen.old_refuted / max(1, seen.old), 3),
        "called seen before and was not": seen.false,
        "of what happened, refuted as seen before": seen.fresh_refuted,
        "exercises": seen.exercises,
        "same findings in any order of arrival": seen.same_in_any_order,
    }


if __name__ == "__main__":
    main()
