"""Footage: what verifiers say of an exercise's videos, held against what these really show.

A video is asked about as the report that carries it would have it: filmed of the happening that the report tells of. Old footage passed off as
new is then of another light, or found again among the other files; of what is fresh the distance is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from msgspec import Struct

from skywitness.geo.sun_and_moon import sun_height_deg
from skywitness.model.incident import Finding
from skywitness.model.report import Report
from skywitness.model.truth import FilmTruth, Happening
from skywitness.model.words import Verdict
from skywitness.score.figures import Agreement, Share, make_agreement, make_share
from skywitness.score.known import KnownTruth

DARK_DEG, BRIGHT_DEG = -14.0, 4.0
"""Heights of the sun below which it is night and above which it is day in a video; between them either may be said."""


class FilmAsked(Struct, frozen=True, kw_only=True):
    """A video with the happening that it is passed off as, and the names of the files that show the same footage."""

    film: FilmTruth
    happening: Happening
    kin: frozenset[str]


class FootageObserved(Struct, frozen=True, kw_only=True):
    """Counts over some videos: how often the light was judged and how often rightly, distances stated and right, copies named, rightly, and there."""

    films: int
    light_judged: int
    light_right: int
    distances: int
    distances_right: int
    copies_right: int
    copies_found: int
    copies: int


class FootageFigures(Struct, frozen=True, kw_only=True):
    """``light``: of the verdicts on light where day and night are no matter of opinion, those that are right; ``distances``: of the intervals stated
    for fresh footage, those that hold the camera's distance; ``copies``: files named as the same footage, against those that are.
    """

    films: int
    light: Share
    distances: Share
    copies: Agreement


def ask_about(truth: KnownTruth, reports: Iterable[Report]) -> list[FilmAsked]:
    """The videos that reports carry, each once, in the order of their names."""
    carried: dict[str, Happening] = {}
    for report in sorted(reports, key=lambda each: each.report_id):
        told = truth.told.get(report.report_id)
        if told is not None and told.speaks_of:
            carried |= {file: truth.happenings[told.speaks_of[0]] for file in report.media if file not in carried}
    roots = {name: film.made_from or name for name, film in truth.films.items()}
    return [
        FilmAsked(
            film=truth.films[file],
            happening=carried[file],
            kin=frozenset(PurePath(name).name for name, root in roots.items() if root == roots[file] and name != file),
        )
        for file in sorted(carried.keys() & truth.films.keys())
    ]


def observe_footage(looked_at: Iterable[tuple[FilmAsked, Sequence[Finding]]]) -> FootageObserved:
    """What the findings on some videos come to."""
    films = light_judged = light_right = distances = distances_right = copies_right = copies_found = copies = 0
    for asked, findings in looked_at:
        films += 1
        verdicts = [right for finding in findings if finding.verifier == "daylight" for right in _judge_light(asked, finding)]
        light_judged, light_right = light_judged + len(verdicts), light_right + sum(verdicts)
        held = [right for finding in findings if finding.verifier == "flash_to_bang" for right in _judge_distance(asked, finding)]
        distances, distances_right = distances + len(held), distances_right + sum(held)
        named = {str(each.measure.get("against")) for each in findings if each.verifier == "reuse" and each.verdict is Verdict.REFUTES}
        copies_right, copies_found, copies = copies_right + len(named & asked.kin), copies_found + len(named), copies + len(asked.kin)
    return FootageObserved(
        films=films,
        light_judged=light_judged,
        light_right=light_right,
        distances=distances,
        distances_right=distances_right,
        copies_right=copies_right,
        copies_found=copies_found,
        copies=copies,
    )


def _judge_light(asked: FilmAsked, finding: Finding) -> Iterator[bool]:
    """Whether a verdict on the light is right; nothing where none was given, or where twilight lets either stand."""
    happening = asked.happening
    shown, claimed = _light(asked.film.sun_height_deg), _light(sun_height_deg(happening.start, happening.lat, happening.lon))
    if shown is not None and claimed is not None and finding.verdict is not Verdict.INCONCLUSIVE:
        yield finding.verdict is (Verdict.SUPPORTS if shown == claimed else Verdict.REFUTES)


def _light(height_deg: float) -> str | None:
    return "night" if height_deg < DARK_DEG else "day" if height_deg > BRIGHT_DEG else None


def _judge_distance(asked: FilmAsked, finding: Finding) -> Iterator[bool]:
    low, high = finding.measure.get("distance_low_m"), finding.measure.get("distance_high_m")
    if isinstance(low, int | float) and isinstance(high, int | float):
        yield low <= asked.film.distance_m <= high


def sum_up_footage(observed: Sequence[FootageObserved]) -> FootageFigures:
    """The figures of several exercises."""
    return FootageFigures(
        films=sum(each.films for each in observed),
        light=make_share(sum(each.light_right for each in observed), sum(each.light_judged for each in observed)),
        distances=make_share(sum(each.distances_right for each in observed), sum(each.distances for each in observed)),
        copies=make_agreement(
            sum(each.copies_right for each in observed), sum(each.copies_found for each in observed), sum(each.copies for each in observed)
        ),
    )
