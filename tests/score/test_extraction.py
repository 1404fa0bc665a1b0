"""What was read in reports against what they speak of."""

from __future__ import annotations

from tests.score.invented import Read, board_of, conclude, happened, told

from skywitness.model.truth import Truth
from skywitness.model.words import Target, Topic, What
from skywitness.score.extraction import ExtractionFigures

KILL, HIT = happened("h-1", count=3), happened("h-2", what=What.IMPACT, iso="RU-TUL")


def read(*reads: Read, truth: tuple[Truth, ...]) -> ExtractionFigures:
    """The figures of these reads; every report of the truth is in the ledger."""
    return board_of(
        [KILL, HIT, *truth], conclude(reads, reports=[each.report_id for each in truth if hasattr(each, "report_id")])
    ).extraction.all


def test_a_report_that_was_not_read_costs_recall_and_no_precision() -> None:
    figures = read(Read(report="a", incident="1", count=3), truth=(told("a", "h-1"), told("b", "h-1")))
    assert (figures.happenings.precision, figures.happenings.recall) == (1, 0.5)
    assert figures.slots["count"].right.share == 1


def test_an_occurrence_in_a_report_that_speaks_of_nothing_costs_precision() -> None:
    figures = read(Read(report="a", incident="1"), Read(report="z", incident="2"), truth=(told("a", "h-1"), told("z")))
    assert (figures.happenings.precision, figures.happenings.recall) == (0.5, 1)


def test_reading_a_rumour_is_no_error_of_extraction() -> None:
    figures = read(Read(report="a", incident="1"), Read(report="x", incident="2"), truth=(told("a", "h-1"), told("x", clutter=True)))
    assert (figures.reports, figures.happenings.precision) == (1, 1)


def test_each_slot_is_right_wrong_or_not_told() -> None:
    figures = read(
        Read(report="a", incident="1", count=3),
        Read(report="b", incident="1", count=4, target=Target.USV),
        Read(report="c", incident="1", count=None, iso=None),
        truth=(told("a", "h-1"), told("b", "h-1"), told("c", "h-1")),
    )
    count, target, place = (figures.slots[name] for name in ("count", "target", "place"))
    assert (count.right.right, count.right.of, count.told.of) == (1, 2, 3)
    assert (target.right.right, target.right.of) == (2, 3)
    assert (place.right.right, place.right.of) == (2, 2)


def test_what_a_report_states_wrongly_on_purpose_is_not_held_against_the_reader() -> None:
    figures = read(Read(report="a", incident="1", count=9), truth=(told("a", "h-1", faults=("count", "reused_footage")),))
    assert (figures.slots["count"].right.of, figures.slots["target"].right.share) == (0, 1)


def test_explosions_heard_of_an_interception_say_less_and_nothing_wrong() -> None:
    figures = read(Read(report="a", incident="1", what=What.SIGHTED, count=None), truth=(told("a", "h-1"),))
    assert (figures.slots["what"].right.of, figures.slots["what"].told.of) == (0, 1)
    assert figures.confused == {"intercepted": {"sighted": 1}}


def test_in_a_report_of_two_happenings_each_occurrence_is_held_against_the_one_in_its_place() -> None:
    figures = read(
        Read(report="a", incident="1", count=3),
        Read(report="a", incident="2", iso="RU-TUL", what=What.IMPACT),
        truth=(told("a", "h-1", "h-2"),),
    )
    assert (figures.happenings.f1, figures.slots["what"].right.share, figures.slots["count"].right.share) == (1, 1, 1)


def test_the_figure_of_an_interval_post_is_held_against_the_sum_over_its_place() -> None:
    more = happened("h-3", count=4, minute=30)
    sums_up = told("a", "h-1", "h-3", contains=("h-1", "h-3"), stated=7)
    figures = read(Read(report="a", incident="1", count=7), truth=(more, sums_up))
    assert (figures.happenings.right, figures.slots[Topic.COUNT].right.share) == (2, 1)


def test_figures_are_told_apart_by_half_and_the_hardest_wording_is_named() -> None:
    truth: list[Truth] = [
        KILL,
        told("a", "h-1", half="seen", construction="easy/1"),
        told("b", "h-1", half="unseen", construction="hard/2"),
    ]
    extraction = board_of(truth, conclude([Read(report="a", incident="1", count=3)], reports=["b"])).extraction
    assert {half: figures.happenings.recall for half, figures in extraction.by_half.items()} == {"seen": 1, "unseen": 0}
    assert list(extraction.hardest) == ["hard/2"]
