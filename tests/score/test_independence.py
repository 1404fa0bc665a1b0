"""Counted roots against true ones, and copies against derivations."""

from __future__ import annotations

from tests.score.invented import Read, Shown, board_of, conclude, happened, told

from skywitness.model.truth import Truth
from skywitness.model.words import DerivationKind

COPY = DerivationKind.COPY
TRUTH: list[Truth] = [
    happened("h-1"),
    told("a", "h-1", source="mayor"),
    told("b", "h-1", root="a", derives_from="a", how=COPY),
    told("c", "h-1", root="a", derives_from="b", how=COPY),
    told("d", "h-1", source="resident"),
    told("e", "h-1", source="mayor"),
]
READS = [Read(report=name, incident="1") for name in "abcde"]


def test_copies_and_second_posts_of_one_source_are_no_roots() -> None:
    """Five reports of two sources at the ends of their trees: two roots."""
    figures = board_of(TRUTH, conclude(READS, {"1": Shown(roots=2, copies=(("b", "a"), ("c", "a")))})).independence
    assert (figures.exact.share, figures.mean_true, figures.mean_error) == (1, 2, 0)
    assert (figures.copies.f1, figures.same_tree.share) == (1, 1)


def test_a_copy_tied_to_the_first_report_instead_of_the_one_it_was_made_from_is_in_its_tree_all_the_same() -> None:
    figures = board_of(TRUTH, conclude(READS, {"1": Shown(roots=2, copies=(("b", "a"), ("c", "a")))})).independence
    assert (figures.same_tree.right, figures.same_parent.right, figures.same_parent.of) == (2, 1, 2)


def test_a_copy_that_passes_for_corroboration_is_overcounting() -> None:
    figures = board_of(TRUTH, conclude(READS, {"1": Shown(roots=3, copies=(("b", "a"),))})).independence
    assert (figures.overcounted.right, figures.exact.right, figures.mean_error) == (1, 0, 1)
    assert (figures.copies.precision, figures.copies.recall) == (1, 0.5)


def test_an_independent_report_taken_for_a_copy_costs_precision_and_a_root() -> None:
    figures = board_of(TRUTH, conclude(READS, {"1": Shown(roots=1, copies=(("b", "a"), ("c", "a"), ("d", "a")))})).independence
    assert (figures.undercounted.right, figures.copies.precision, figures.copies.recall) == (1, 0.6667, 1)


def test_a_copy_tied_to_a_stranger_is_seen_as_a_copy_in_the_wrong_tree() -> None:
    figures = board_of(TRUTH, conclude(READS, {"1": Shown(roots=2, copies=(("b", "d"), ("c", "a")))})).independence
    assert (figures.copies.f1, figures.same_tree.right, figures.same_tree.of) == (1, 1, 2)
