"""Linking figures against worlds small enough to count by hand."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from tests.score.invented import Read, board_of, conclude, happened, told

from skywitness.model.truth import Truth
from skywitness.model.words import What
from skywitness.score import Scoreboard

KILLS = [happened("h-1"), happened("h-2", minute=240)]


def link(reads: str, *more: Truth) -> Scoreboard:
    """Reads such as "a:1 b:1 c:2": report a in incident 1 …; a and b speak of h-1, c and d of h-2."""
    truth: list[Truth] = [*KILLS, told("a", "h-1"), told("b", "h-1"), told("c", "h-2"), told("d", "h-2"), *more]
    return board_of(truth, conclude(Read(report=read[0], incident=read[2:]) for read in reads.split()))


def test_a_perfect_linking_scores_one_everywhere() -> None:
    linking = link("a:1 b:1 c:2 d:2").linking
    assert (linking.b3_precision, linking.b3_recall, linking.b3_f1, linking.pairs.f1) == (1, 1, 1, 1)
    assert (linking.reached.share, linking.happenings_found.share, linking.split.right, linking.merged.right) == (1, 1, 0, 0)


def test_one_report_in_the_wrong_incident_costs_what_counting_by_hand_gives() -> None:
    """a, b, c in 1 and d in 2. Pairs found: ab, ac, bc; wanted: ab, cd; right: ab.

    B-cubed precision: a and b 2/3, c 1/3, d 1: 8/12. Recall: a and b 1, c and d 1/2: 3/4.
    """
    linking = link("a:1 b:1 c:1 d:2").linking
    assert (linking.pairs.right, linking.pairs.found, linking.pairs.wanted) == (1, 3, 2)
    assert (linking.b3_precision, linking.b3_recall) == (0.6667, 0.75)
    assert (linking.merged.right, linking.merged.of, linking.merged_with_cause) == (1, 2, 0)


def test_a_split_happening_is_counted_with_its_incidents_too_many() -> None:
    linking = link("a:1 b:2 c:3 d:3").linking
    assert (linking.split.right, linking.split.of, linking.incidents_too_many) == (1, 2, 1)
    assert (linking.pairs.precision, linking.pairs.recall) == (1, 0.5)


def test_a_happening_and_its_debris_in_one_incident_are_a_merge_with_the_cause() -> None:
    debris = happened("h-3", what=What.DEBRIS_FELL, caused_by="h-1")
    linking = link("a:1 b:1 e:1 c:2 d:2", debris, told("e", "h-3")).linking
    assert (linking.merged.right, linking.merged_with_cause) == (1, 1)


def test_a_report_of_two_happenings_stands_rightly_in_two_incidents() -> None:
    linking = link("a:1 b:1 c:2 d:2 e:1 e:2", told("e", "h-1", "h-2")).linking
    assert linking.b3_f1 == linking.pairs.f1 == 1


def test_a_rumour_in_an_incident_of_its_own_is_no_fault_of_linking() -> None:
    linking = link("a:1 b:1 c:2 d:2 x:3", told("x", clutter=True)).linking
    assert linking.b3_precision == linking.pairs.precision == 1
    assert (linking.incidents_of_a_happening.right, linking.incidents_of_a_happening.of, linking.fates["clutter"]) == (2, 3, 1)


def test_a_rumour_among_real_reports_lowers_their_precision() -> None:
    """a and b share their incident with x: precision 2/3 for both, 1 for c and d: 10/12."""
    linking = link("a:1 b:1 x:1 c:2 d:2", told("x", clutter=True)).linking
    assert (linking.b3_precision, linking.b3_recall) == (0.8333, 1)
    assert (linking.pairs.right, linking.pairs.found) == (2, 4)


def test_a_report_that_reached_no_incident_is_told_apart_from_a_bad_link() -> None:
    linking = link("a:1 c:2 d:2").linking
    assert (linking.reached.right, linking.reached.of) == (3, 4)
    assert linking.b3_f1 == 1


def test_a_roll_up_beside_the_incidents_that_it_counts_again_is_a_recount() -> None:
    linking = link("a:1 b:1 c:2 d:2 r:3", told("r", contains=("h-1", "h-2"), stated=2)).linking
    assert (linking.fates["recount"], linking.fates["happened"], linking.b3_f1) == (1, 2, 1)


def test_a_roll_up_is_the_incident_when_nobody_else_tells_of_it() -> None:
    linking = link("a:1 r:3", happened("h-3", iso="RU-TUL"), told("r", contains=("h-3",), stated=1)).linking
    assert (linking.fates["recount"], linking.fates["happened"]) == (0, 2)


def test_a_post_over_many_waves_does_not_make_an_incident_a_merge_of_all_of_them() -> None:
    linking = link("a:1 b:1 e:1 c:2 d:2", told("e", "h-1", "h-2", contains=("h-1", "h-2"), stated=2)).linking_of_waves
    assert (linking.merged.right, linking.split.right, linking.b3_precision) == (0, 0, 1)


def test_alarms_are_left_out_of_an_exercise_that_keeps_no_truth_of_them() -> None:
    truth: list[Truth] = [*KILLS, told("a", "h-1")]
    board = board_of(truth, conclude([Read(report="a", incident="1"), Read(report="a", incident="2", what=What.WARNED)]))
    assert (board.linking.b3_f1, board.linking.fates["unjudged"]) == (1, 1)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter(links: list[tuple[int, int]], chance: random.Random) -> None:
    truth: list[Truth] = [*(happened(f"h-{number}", minute=number) for number in range(5))]
    reports = [told(f"r-{number}", f"h-{of}") for number, (of, _) in enumerate(links)]
    reads = [Read(report=f"r-{number}", incident=str(into)) for number, (_, into) in enumerate(links)]
    before = board_of([*truth, *reports], conclude(reads))
    chance.shuffle(reads)
    chance.shuffle(reports)
    assert board_of([*reports, *truth], conclude(reads)).linking == before.linking


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12))
def test_without_overlaps_the_figures_are_those_of_the_textbook(links: list[tuple[int, int]]) -> None:
    """B-cubed of Bagga & Baldwin (1998), and pairs, by their definitions."""
    truth: list[Truth] = [*(happened(f"h-{number}", minute=number) for number in range(5))]
    truth += [told(f"r-{number}", f"h-{of}") for number, (of, _) in enumerate(links)]
    linking = board_of(truth, conclude(Read(report=f"r-{number}", incident=str(into)) for number, (_, into) in enumerate(links))).linking
    same = [
        (sum(each == one for each in links), sum(each[0] == one[0] for each in links), sum(each[1] == one[1] for each in links))
        for one in links
    ]
    assert linking.b3_precision == round(sum(both / found for both, _, found in same) / len(links), 4)
    assert linking.b3_recall == round(sum(both / wanted for both, wanted, _ in same) / len(links), 4)
    pairs = [(left[0] == right[0], left[1] == right[1]) for left, right in combinations(links, 2)]
    assert (linking.pairs.right, linking.pairs.found, linking.pairs.wanted) == (
        sum(alike and together for alike, together in pairs),
        sum(together for _, together in pairs),
        sum(alike for alike, _ in pairs),
    )


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12), st.integers(0, 6))
def test_clutter_never_raises_precision(links: list[tuple[int, int]], into: int) -> None:
    truth: list[Truth] = [*(happened(f"h-{number}", minute=number) for number in range(5)), told("x", clutter=True)]
    truth += [told(f"r-{number}", f"h-{of}") for number, (of, _) in enumerate(links)]
    reads = [Read(report=f"r-{number}", incident=str(where)) for number, (_, where) in enumerate(links)]
    clean, littered = (board_of(truth, conclude(each)).linking for each in (reads, [*reads, Read(report="x", incident=str(into))]))
    assert (littered.b3_precision or 0) <= (clean.b3_precision or 0)
    assert (littered.pairs.precision or 0) <= (1.0 if clean.pairs.precision is None else clean.pairs.precision)
    assert (littered.incidents_of_a_happening.share or 0) <= (clean.incidents_of_a_happening.share or 0)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_a_perfect_ledger_scores_one(of: list[int]) -> None:
    truth: list[Truth] = [*(happened(f"h-{number}", minute=number, count=number + 1) for number in range(5))]
    truth += [told(f"r-{number}", f"h-{name}") for number, name in enumerate(of)]
    board = board_of(truth, conclude(Read(report=f"r-{number}", incident=f"i-{name}", count=name + 1) for number, name in enumerate(of)))
    assert board.linking.b3_f1 == board.linking.happenings_found.share == board.linking.reached.share == 1
    assert board.extraction.all.happenings.f1 == board.independence.exact.share == board.location.incidents.within_radius.share == 1
    assert {name: figures.right.share for name, figures in board.extraction.all.slots.items()} == dict.fromkeys(
        ("what", "target", "count", "place"), 1
    )
