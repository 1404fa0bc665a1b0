"""Contradictions shown against pairs of reports that are known to contradict each other."""

from __future__ import annotations

from msgspec import structs
from tests.score.invented import Read, board_of, conclude, happened, told

from skywitness.model.ids import ReportId
from skywitness.model.incident import Contradiction
from skywitness.model.truth import ContradictionTruth, Truth
from skywitness.model.words import DerivationKind, Topic
from skywitness.score import Concluded

TRUTH: list[Truth] = [
    happened("h-1"),
    told("a", "h-1"),
    told("b", "h-1"),
    told("c", "h-1"),
    told("copy of a", "h-1", root="a", derives_from="a", how=DerivationKind.COPY),
    ContradictionTruth(left="a", right="b", about=Topic.COUNT, kind="count"),
]


def show(concluded: Concluded, left: str, right: str, kind: str = "count") -> Concluded:
    """The incidents with a contradiction between the first claims of two reports."""
    of_report = {concluded.reports[claims[0].report].report_id: claims[0].claim_id for claims in concluded.claims.values()}
    shown = (
        Contradiction(attribute=Topic.COUNT, left=of_report[ReportId(left)], right=of_report[ReportId(right)], why=f"{kind}: these two"),
    )
    dossiers = tuple(structs.replace(each, contradictions=shown) for each in concluded.picture.dossiers)
    return structs.replace(concluded, picture=structs.replace(concluded.picture, dossiers=dossiers))


def test_a_contradiction_is_right_when_it_cites_a_pair_that_is_one_or_copies_of_it() -> None:
    reads = [Read(report=name, incident="1") for name in ("copy of a", "b")]
    figures = board_of(TRUTH, show(conclude(reads), "copy of a", "b")).contradictions
    assert (figures.contradictions.right, figures.contradictions.found, figures.contradictions.wanted) == (1, 1, 1)


def test_another_pair_or_another_type_is_not_the_one_that_is_wanted() -> None:
    reads = [Read(report=name, incident="1") for name in ("a", "b", "c")]
    wrong_pair = board_of(TRUTH, show(conclude(reads), "a", "c")).contradictions
    assert (wrong_pair.contradictions.right, wrong_pair.contradictions.found, wrong_pair.contradictions.wanted) == (0, 1, 1)
    wrong_type = board_of(TRUTH, show(conclude(reads), "a", "b", "value")).contradictions
    assert (wrong_type.by_type["count"].f1, wrong_type.by_type["count: value"].right) == (0, 0)


def test_a_pair_in_two_incidents_cannot_be_seen_and_is_counted_apart() -> None:
    figures = board_of(TRUTH, conclude([Read(report="a", incident="1"), Read(report="b", incident="2", minute=600)])).contradictions
    assert (figures.contradictions.wanted, figures.together.right, figures.together.of) == (0, 0, 1)


def test_a_pair_of_which_the_exercise_does_not_know_what_one_tells_is_left_out() -> None:
    truth = [*TRUTH[:4], told("d", "h-1", may_tell=(Topic.COUNT,))]
    reads = [Read(report=name, incident="1") for name in ("a", "d")]
    assert board_of(truth, show(conclude(reads), "a", "d")).contradictions.contradictions.found == 0


def test_a_rumour_and_its_denial_are_known_though_hearsay_settles_nothing() -> None:
    truth = [
        *TRUTH[:1],
        told("rumour", "h-1", may_tell=(Topic.COUNT,)),
        told("b", "h-1"),
        ContradictionTruth(left="rumour", right="b", about=Topic.COUNT, kind="negation"),
    ]
    reads = [Read(report=name, incident="1") for name in ("rumour", "b")]
    figures = board_of(truth, show(conclude(reads), "rumour", "b", "negation")).contradictions.contradictions
    assert (figures.right, figures.found, figures.wanted) == (1, 1, 1)
