"""The figures that a person looks at first, by subject, each with the number of cases that it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from skywitness.score.calibration import CalibrationFigures
from skywitness.score.contradictions import ContradictionFigures
from skywitness.score.extraction import ExtractionByHalf
from skywitness.score.figures import Agreement, Share
from skywitness.score.footage import FootageFigures
from skywitness.score.gaps import GapFigures
from skywitness.score.independence import IndependenceFigures
from skywitness.score.linking import LinkingFigures
from skywitness.score.location import LocationFigures
from skywitness.score.pattern import PatternFigures
from skywitness.score.scoreboard import Scoreboard
from skywitness.score.silence import SilenceFigures
from skywitness.score.tallies import TallyFigures


class Headline(Struct, frozen=True):
    """One figure. ``value`` is None when there was nothing to measure; ``of`` says what it rests on."""

    name: str
    value: float | None
    of: str = ""


def list_headlines(board: Scoreboard) -> dict[str, tuple[Headline, ...]]:
    """The main figures by subject; subjects of which nothing was observed keep their lines, without values."""
    return {
        "extraction": _extraction(board.extraction),
        "location of reports": _location(board.location.reports),
        "location of incidents": _location(board.location.incidents),
        "linking, each happening by itself": _linking(board.linking, "happenings"),
        "linking, waves": _linking(board.linking_of_waves, "waves"),
        "independence": _independence(board.independence),
        "incidents that happened, by standing": tuple(_share(name, share) for name, share in board.standing.incidents.items()),
        "values that are so, by standing": tuple(_share(name, share) for name, share in board.standing.attributes.items()),
        "calibration": tuple(line for name, each in board.calibration.items() for line in _calibration(name, each)),
        "stated intervals": (
            _share("80 % intervals of the beginning that hold it", board.beginnings.covered),
            Headline("median width, hours", board.beginnings.median_width_h),
        ),
        "silence and gaps": _silence(board.silence),
        "questions left open": _gaps(board.gaps),
        "contradictions": _contradictions(board.contradictions),
        "tallies": _tallies(board.tallies),
        "footage": _footage(board.footage),
        "pattern or one-off": _pattern(board.pattern),
    }


def _extraction(read: ExtractionByHalf) -> tuple[Headline, ...]:
    return (
        *_agreement("happenings", read.all.happenings),
        *(_share(f"{about} right", slot.right) for about, slot in read.all.slots.items()),
        *(Headline(f"happenings in {half} wording: F1", figures.happenings.f1) for half, figures in read.by_half.items()),
    )


def _location(figures: LocationFigures) -> tuple[Headline, ...]:
    return (
        _share("placed", figures.placed),
        _share("in the right region", figures.in_region),
        _share("within the stated radius", figures.within_radius),
        Headline("median miss, km", figures.median_km),
        Headline("90 % miss, km", figures.p90_km),
    )


def _linking(figures: LinkingFigures, things: str) -> tuple[Headline, ...]:
    return (
        Headline("B-cubed precision", figures.b3_precision),
        Headline("B-cubed recall", figures.b3_recall),
        Headline("B-cubed F1", figures.b3_f1),
        *_agreement("pairs", figures.pairs),
        _share("reports that reached an incident", figures.reached),
        _share(f"{things} found", figures.happenings_found),
        _share(f"{things} split", figures.split),
        _share(f"incidents that merge {things}", figures.merged),
        _share("incidents of something that happened", figures.incidents_of_a_happening),
    )


def _independence(figures: IndependenceFigures) -> tuple[Headline, ...]:
    return (
        _share("roots counted right", figures.exact),
        _share("roots overcounted", figures.overcounted),
        _share("roots undercounted", figures.undercounted),
        Headline("mean error in roots", figures.mean_error),
        *_agreement("copies", figures.copies),
        _share("copies tied to their own tree", figures.same_tree),
    )


def _calibration(name: str, figures: CalibrationFigures | None) -> Iterable[Headline]:
    if figures is None:
        return [Headline(name, None, "no probability shown")]
    by_chance = f"{figures.forecasts} forecasts; {figures.ece_by_chance:.3f} by chance alone"
    return [
        Headline(f"{name}: Brier score", figures.brier, f"{figures.forecasts} forecasts"),
        Headline(f"{name}: ECE", figures.ece, by_chance),
        Headline(f"{name}: said less came true", round(figures.mean_probability - figures.base_rate, 4), "mean; above 0 is too sure"),
    ]


def _silence(figures: SilenceFigures) -> tuple[Headline, ...]:
    return (
        *_agreement("silences", figures.silences),
        _share("clocks rightly running or stopped", figures.clocks),
        Headline("quantiles of clocks: calibration error", figures.quantile_error, f"{figures.quantiles} clocks"),
        _share("silences found where no authority spoke", figures.where_none_spoke),
        _share("unanswerable questions shown as open", figures.gaps),
        _share("answers invented", figures.answers_invented),
    )


def _gaps(figures: GapFigures) -> tuple[Headline, ...]:
    return (
        *_agreement("open by an incident's own reports", figures.gaps),
        *_agreement("open by all reports of what it stands for", figures.end_to_end),
        *(Headline(f"open by its own reports, {about}: F1", each.f1) for about, each in figures.by_question.items()),
        _share("refusals and words that it is not known, shown as such", figures.refusals),
        _share("refusals of what another source answers, shown beside the answer", figures.refusals_beside),
        _share("questions of which the exercise knows whether they were answered", figures.judged),
    )


def _contradictions(figures: ContradictionFigures) -> tuple[Headline, ...]:
    return (
        *_agreement("contradictions within an incident", figures.contradictions),
        *(
            Headline(f"{name}: F1", each.f1, f"{each.right:.0f} right, {each.found:.0f} found, {each.wanted:.0f} wanted")
            for name, each in figures.by_type.items()
        ),
        _share("contradicting reports that stand in one incident", figures.together),
    )


def _tallies(figures: TallyFigures) -> tuple[Headline, ...]:
    return (
        *_agreement("roll-ups", figures.roll_ups),
        _share("figures read right", figures.figures),
        _share("verdicts right", figures.verdicts),
        Headline("mean error of the sum of parts", figures.mean_sum_error),
        *_agreement("parts", figures.parts),
    )


def _agreement(name: str, agreement: Agreement) -> tuple[Headline, ...]:
    return (
        Headline(f"{name}: precision", agreement.precision, f"{agreement.right:.0f} of {agreement.found:.0f}"),
        Headline(f"{name}: recall", agreement.recall, f"{agreement.right:.0f} of {agreement.wanted:.0f}"),
        Headline(f"{name}: F1", agreement.f1),
    )


def _share(name: str, share: Share) -> Headline:
    return Headline(name, share.share, f"{share.right:.0f} of {share.of:.0f}")


def _footage(figures: FootageFigures) -> tuple[Headline, ...]:
    return (
        Headline("videos looked at", figures.films or None),
        _share("light judged rightly", figures.light),
        _share("stated distances that hold the true one", figures.distances),
        *_agreement("same footage", figures.copies),
    )


def _pattern(figures: PatternFigures) -> tuple[Headline, ...]:
    return (
        _share("ledgers with enough for a verdict", figures.decided),
        _share("patterns called one", figures.found),
        _share("others called a pattern", figures.false_alarms),
    )
