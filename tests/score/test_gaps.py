"""Open questions shown against those that the words of reports leave open."""

from __future__ import annotations

from msgspec import structs
from tests.score.invented import Read, board_of, conclude, happened, told

from skywitness.model.incident import Gap
from skywitness.model.truth import Truth
from skywitness.model.words import CountState, Topic
from skywitness.score import Concluded

ANSWERED = (Topic.TARGET, Topic.COUNT, Topic.MEANS, Topic.DAMAGE, Topic.CASUALTIES, Topic.RESPONSE, Topic.PLACE, Topic.PERIOD)
READS = [Read(report="a", incident="1")]


def show(concluded: Concluded, *gaps: Gap) -> Concluded:
    dossiers = tuple(structs.replace(each, gaps=gaps) for each in concluded.picture.dossiers)
    return structs.replace(concluded, picture=structs.replace(concluded.picture, dossiers=dossiers))


def gap(about: Topic, state: CountState = CountState.NOT_GIVEN) -> Gap:
    return Gap(about=about, state=state, since=None, last_asked_of=None, why="")


def test_what_nobody_tells_is_an_open_question() -> None:
    """Origin and payload of one kill are told by nobody; only one of them is shown, and one that was answered besides."""
    figures = board_of(
        [happened("h-1"), told("a", "h-1", tells=ANSWERED)], show(conclude(READS), gap(Topic.ORIGIN), gap(Topic.DAMAGE))
    ).gaps
    assert (figures.gaps.right, figures.gaps.found, figures.gaps.wanted) == (1, 2, 2)


def test_a_question_that_words_may_answer_is_not_judged() -> None:
    truth: list[Truth] = [happened("h-1"), told("a", "h-1", tells=ANSWERED, may_tell=(Topic.ORIGIN,))]
    figures = board_of(truth, show(conclude(READS), gap(Topic.ORIGIN))).gaps
    assert (figures.gaps.found, figures.gaps.wanted) == (0, 1)
    assert (figures.judged.right, figures.judged.of) == (9, 10)


def test_where_a_report_is_of_a_grammar_that_nobody_noted_nothing_is_judged() -> None:
    unnoted = told("b", "h-1", may_tell=tuple(topic for topic in Topic if topic not in {Topic.WHAT, Topic.MODEL}))
    truth: list[Truth] = [happened("h-1"), told("a", "h-1", tells=ANSWERED), unnoted]
    figures = board_of(truth, show(conclude([*READS, Read(report="b", incident="1")]), gap(Topic.DAMAGE))).gaps
    assert (figures.gaps.found, figures.judged.right) == (0, 0)


def test_a_refusal_is_to_be_shown_as_one() -> None:
    truth: list[Truth] = [happened("h-1"), told("a", "h-1", tells=ANSWERED, withholds=(Topic.ORIGIN,), unknown=(Topic.PAYLOAD,))]
    shown = show(conclude(READS), gap(Topic.ORIGIN, CountState.WITHHELD), gap(Topic.PAYLOAD))
    figures = board_of(truth, shown).gaps
    assert (figures.refusals.right, figures.refusals.of) == (1, 2)


def test_an_answer_in_another_incident_counts_end_to_end_only() -> None:
    truth: list[Truth] = [happened("h-1"), told("a", "h-1", tells=ANSWERED), told("b", "h-1", tells=(Topic.ORIGIN,))]
    figures = board_of(truth, show(conclude([*READS, Read(report="b", incident="2", minute=600)]), gap(Topic.ORIGIN))).gaps
    assert figures.by_question["origin"].wanted == 1
    assert figures.end_to_end.wanted == 2, "payload of both incidents"
