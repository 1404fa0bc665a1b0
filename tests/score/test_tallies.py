"""Verdicts on roll-ups against the sums of what they really contain."""

from __future__ import annotations

from tests.score.invented import Read, board_of, conclude, happened, post, told

from skywitness.model.ids import IncidentId, TallyId
from skywitness.model.incident import Tally
from skywitness.model.place import Period
from skywitness.model.truth import Truth
from skywitness.model.words import CountState, Target, What
from skywitness.score.tallies import TallyFigures

TRUTH: list[Truth] = [
    happened("h-1", count=2),
    happened("h-2", count=3, minute=600),
    happened("h-untold", count=9),
    told("a", "h-1", figure=2),
    told("b", "h-2", figure=3),
    told("r", contains=("h-1", "h-2", "h-untold"), stated=6),
]
READS = [Read(report="a", incident="1", count=2), Read(report="b", incident="2", count=3, minute=600)]


def add_up(report: str, *, stated: int | None, matched: int | None, verdict: str, incidents: tuple[str, ...] = ("1", "2")) -> Tally:
    return Tally(
        tally_id=TallyId(f"t-{report}-{stated}"),
        report=post(report).digest,
        what=What.INTERCEPTED,
        target=Target.UAV,
        stated=stated,
        state=CountState.GIVEN,
        period=Period(),
        areas=(),
        asserter="self",
        matched=matched,
        verdict=verdict,
        incidents=tuple(IncidentId(each) for each in incidents),
        quote="",
    )


def figures_of(*tallies: Tally) -> TallyFigures:
    return board_of(TRUTH, conclude(READS, reports=["r"], tallies=tallies)).tallies


def test_the_verdict_due_is_on_what_was_told_of() -> None:
    """The roll-up says 6; of what it contains 2 and 3 were told of: short by 1."""
    figures = figures_of(add_up("r", stated=6, matched=5, verdict="short by 1"))
    assert (figures.roll_ups.f1, figures.figures.share, figures.verdicts.share, figures.mean_sum_error, figures.parts.f1) == (1, 1, 1, 0, 1)


def test_a_sum_that_lacks_a_part_and_a_wrong_verdict_are_seen() -> None:
    figures = figures_of(add_up("r", stated=6, matched=8, verdict="over by 2", incidents=("1",)))
    assert (figures.verdicts.right, figures.confused, figures.mean_sum_error) == (0, {"short": {"over": 1}}, 3)
    assert (figures.parts.precision, figures.parts.recall) == (1, 0.5)


def test_a_roll_up_that_nobody_recognised_is_missed_and_no_wrong_verdict() -> None:
    figures = figures_of()
    assert (figures.roll_ups.recall, figures.verdicts.share, figures.confused) == (0, None, {"short": {"missed": 1}})


def test_a_report_taken_for_a_roll_up_costs_precision() -> None:
    figures = figures_of(
        add_up("r", stated=6, matched=5, verdict="short by 1"), add_up("a", stated=2, matched=2, verdict="consistent", incidents=())
    )
    assert figures.roll_ups.precision == 0.5


def test_of_several_tallies_of_one_report_the_one_with_its_figure_counts() -> None:
    figures = figures_of(add_up("r", stated=40, matched=5, verdict="short by 35"), add_up("r", stated=6, matched=5, verdict="short by 1"))
    assert (figures.figures.share, figures.verdicts.share) == (1, 1)
