"""The scoreboard itself: what was observed in exercises, pooled over as many as there are, and drawn up as figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from skywitness.model.truth import NightTruth
from skywitness.score.calibration import (
    BeginningSeen,
    CalibrationFigures,
    Forecast,
    IntervalFigures,
    observe_beginnings,
    observe_calibration,
    sum_up_beginnings,
    sum_up_calibration,
)
from skywitness.score.compare import Comparison
from skywitness.score.contradictions import ContradictionFigures, ContradictionsObserved, observe_contradictions, sum_up_contradictions
from skywitness.score.extraction import ExtractionByHalf, ReadReport, observe_extraction, sum_up_extraction
from skywitness.score.footage import FootageFigures, FootageObserved, sum_up_footage
from skywitness.score.gaps import GapFigures, GapSeen, observe_gaps, sum_up_gaps
from skywitness.score.independence import IndependenceFigures, IndependenceObserved, observe_independence, sum_up_independence
from skywitness.score.linking import LinkingFigures, LinkingObserved, observe_linking, sum_up_linking
from skywitness.score.location import LocationByKind, LocationObserved, observe_location, sum_up_location
from skywitness.score.pattern import PatternFigures, PatternSeen, sum_up_pattern
from skywitness.score.silence import SilenceFigures, SilenceObserved, observe_silence, sum_up_silence
from skywitness.score.standing import StandingFigures, Stood, observe_standing, sum_up_standing
from skywitness.score.tallies import TalliesObserved, TallyFigures, observe_tallies, sum_up_tallies


class Observed(Struct, frozen=True, kw_only=True):
    """What was observed in one exercise or, pooled, in several."""

    nights: tuple[NightTruth, ...]
    reports: int
    """Reports that both the truth and the ledger know."""
    missing: int
    """Reports of the truth that the ledger does not hold."""
    strange: int
    """Reports of the ledger that the truth does not know; they are left out of every figure."""
    linking: tuple[LinkingObserved, ...]
    """Each happening by itself."""
    linking_of_waves: tuple[LinkingObserved, ...]
    independence: tuple[IndependenceObserved, ...]
    extraction: tuple[ReadReport, ...]
    location: tuple[LocationObserved, ...]
    standing: tuple[Stood, ...]
    calibration: tuple[Forecast, ...]
    beginnings: tuple[BeginningSeen, ...]
    silence: tuple[SilenceObserved, ...]
    gaps: tuple[GapSeen, ...]
    contradictions: tuple[ContradictionsObserved, ...]
    tallies: tuple[TalliesObserved, ...]
    footage: tuple[FootageObserved, ...] = ()
    """Empty where no video was looked at."""
    pattern: tuple[PatternSeen, ...] = ()
    """Empty where no verdict was asked for."""


class Scoreboard(Struct, frozen=True, kw_only=True):
    """Every figure, by subject."""

    nights: tuple[NightTruth, ...]
    reports: int
    missing: int
    strange: int
    extraction: ExtractionByHalf
    location: LocationByKind
    linking: LinkingFigures
    linking_of_waves: LinkingFigures
    independence: IndependenceFigures
    standing: StandingFigures
    calibration: dict[str, CalibrationFigures | None]
    beginnings: IntervalFigures
    silence: SilenceFigures
    gaps: GapFigures
    contradictions: ContradictionFigures
    tallies: TallyFigures
    footage: FootageFigures
    pattern: PatternFigures


def observe(comparison: Comparison, *, footage: FootageObserved | None = None, verdict: str | None = None) -> Observed:
    """All that one exercise shows. ``footage`` is what verifiers made of its videos, ``verdict`` what the series in the ledger was called;
    both are asked for above this layer, and None when they were not.
    """
    held, known = {report.report_id for report in comparison.concluded.reports.values()}, comparison.truth.told.keys()
    return Observed(
        nights=comparison.truth.nights,
        reports=len(held & known),
        missing=len(known - held),
        strange=len(held - known),
        linking=(observe_linking(comparison, by_wave=False),),
        linking_of_waves=(observe_linking(comparison, by_wave=True),),
        independence=(observe_independence(comparison),),
        extraction=observe_extraction(comparison),
        location=(observe_location(comparison),),
        standing=observe_standing(comparison),
        calibration=observe_calibration(comparison),
        beginnings=observe_beginnings(comparison),
        silence=(observe_silence(comparison),),
        gaps=observe_gaps(comparison),
        contradictions=(observe_contradictions(comparison),),
        tallies=(observe_tallies(comparison),),
        footage=(footage,) if footage else (),
        pattern=tuple(PatternSeen(night.campaign, verdict) for night in comparison.truth.nights) if verdict else (),
    )


def pool(observed: Iterable[Observed]) -> Observed:
    """Several exercises as one: every report, incident and forecast weighs the same, whichever exercise it comes from."""
    every: Sequence[Observed] = tuple(observed)
    return Observed(
        nights=tuple(each for one in every for each in one.nights),
        reports=sum(one.reports for one in every),
        missing=sum(one.missing for one in every),
        strange=sum(one.strange for one in every),
        linking=tuple(each for one in every for each in one.linking),
        linking_of_waves=tuple(each for one in every for each in one.linking_of_waves),
        independence=tuple(each for one in every for each in one.independence),
        extraction=tuple(each for one in every for each in one.extraction),
        location=tuple(each for one in every for each in one.location),
        standing=tuple(each for one in every for each in one.standing),
        calibration=tuple(each for one in every for each in one.calibration),
        beginnings=tuple(each for one in every for each in one.beginnings),
        silence=tuple(each for one in every for each in one.silence),
        gaps=tuple(each for one in every for each in one.gaps),
        contradictions=tuple(each for one in every for each in one.contradictions),
        tallies=tuple(each for one in every for each in one.tallies),
        footage=tuple(each for one in every for each in one.footage),
        pattern=tuple(each for one in every for each in one.pattern),
    )


def draw_up(observed: Observed) -> Scoreboard:
    """The figures of what was observed."""
    return Scoreboard(
        nights=observed.nights,
        reports=observed.reports,
        missing=observed.missing,
        strange=observed.strange,
        extraction=sum_up_extraction(observed.extraction),
        location=sum_up_location(observed.location),
        linking=sum_up_linking(observed.linking),
        linking_of_waves=sum_up_linking(observed.linking_of_waves),
        independence=sum_up_independence(observed.independence),
        standing=sum_up_standing(observed.standing),
        calibration=sum_up_calibration(observed.calibration),
        beginnings=sum_up_beginnings(observed.beginnings),
        silence=sum_up_silence(observed.silence),
        gaps=sum_up_gaps(observed.gaps),
        contradictions=sum_up_contradictions(observed.contradictions),
        tallies=sum_up_tallies(observed.tallies),
        footage=sum_up_footage(observed.footage),
        pattern=sum_up_pattern(observed.pattern),
    )
