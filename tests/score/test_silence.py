"""Open clocks against sources that were told to be silent, and open questions against those without an answer."""

from __future__ import annotations

import pytest
from tests.score.invented import Read, Shown, board_of, conclude, happened, told

from skywitness.model.incident import Silence
from skywitness.model.report import SourceProfile
from skywitness.model.truth import SourceTruth, Truth
from skywitness.model.words import Stream
from skywitness.score import compare, index_truth
from skywitness.score.silence import measure_quantiles, observe_silence

PROFILES = {"governor": SourceProfile(name="governor", stream=Stream.OFFICIAL, speaks_for="Warden of the Marsh")}
READS = [Read(report="a", incident="1"), Read(report="b", incident="2", minute=600)]
TRUTH: list[Truth] = [
    happened("h-1"),
    happened("h-2", minute=600, means="air defence"),
    told("a", "h-1"),
    told("b", "h-2"),
    SourceTruth(name="governor", stream=Stream.OFFICIAL, reliability=1, silent_about=("h-1",)),
]


def hush(source: str, *, is_open: bool = True) -> Shown:
    return Shown(silence=(Silence(source=source, open=is_open, since=None, hours=None, why=""),))


def test_a_silence_is_found_under_the_name_of_the_office() -> None:
    figures = board_of(TRUTH, conclude(READS, {"1": hush("Warden of the Marsh")}, profiles=PROFILES)).silence
    assert (figures.silences.precision, figures.silences.recall) == (1, 1)


def test_a_clock_that_was_stopped_finds_nothing_and_one_of_an_authority_that_spoke_is_wrong() -> None:
    truth = [*TRUTH, told("w", "h-2", source="governor")]
    shown = {"1": hush("Warden of the Marsh", is_open=False), "2": hush("Warden of the Marsh")}
    figures = board_of(truth, conclude(READS, shown, profiles=PROFILES)).silence
    assert (figures.silences.right, figures.silences.found, figures.silences.wanted) == (0, 1, 1)


def test_an_authority_that_neither_spoke_nor_is_called_silent_is_not_judged() -> None:
    shown = {"1": hush("Keeper of the Locks"), "2": hush("Warden of the Marsh")}
    figures = board_of(TRUTH, conclude(READS, shown, profiles=PROFILES)).silence
    assert (figures.silences.found, figures.unjudged) == (0, 2)


def test_questions_without_an_answer_in_the_truth_are_the_gaps_that_must_be_shown() -> None:
    """Origin of both, means of the first: three questions, none shown as open here."""
    figures = board_of(TRUTH, conclude(READS)).silence
    assert (figures.gaps.right, figures.gaps.of, figures.answers_invented.right) == (0, 3, 0)


def test_a_silence_beside_another_authoritys_word_is_told_apart() -> None:
    """The mayor speaks of the first incident, the governor does not: wanted and found, but no silence of all."""
    truth = [*TRUTH, told("m", "h-1", source="mayor"), SourceTruth(name="mayor", stream=Stream.OFFICIAL, reliability=1)]
    figures = board_of(
        truth, conclude([*READS, Read(report="m", incident="1")], {"1": hush("Warden of the Marsh")}, profiles=PROFILES)
    ).silence
    assert (figures.silences.right, figures.silences.wanted, figures.where_none_spoke.of) == (1, 1, 0)
    alone = board_of(TRUTH, conclude(READS, {"1": hush("Warden of the Marsh")}, profiles=PROFILES)).silence
    assert (alone.where_none_spoke.right, alone.where_none_spoke.of) == (1, 1)


def test_quantiles_are_held_against_how_many_clocks_had_truly_ended_by_them() -> None:
    even = [(n / 20, True) for n in range(1, 21)]
    assert measure_quantiles(even) == 0
    assert measure_quantiles([(min(1.0, q + 0.2), spoke) for q, spoke in even]) == pytest.approx(0.2, abs=0.03)
    assert measure_quantiles([]) is None


def test_the_quantile_of_a_judged_clock_is_counted_with_what_truly_was() -> None:
    clock = Shown(silence=(Silence(source="Warden of the Marsh", open=True, since=None, hours=3.0, quantile=0.9, why=""),))
    assert observe_silence(compare(index_truth(TRUTH), conclude(READS, {"1": clock}, profiles=PROFILES))).quantiles == ((0.9, False),)
