"""What words are known to tell: by slots, kind of message and the notes of a grammar; never a guess where nobody has noted."""

from __future__ import annotations

import random

import pytest

from skywitness.exercise.night import make_exercise
from skywitness.exercise.telling import Note, Telling, join_tellings, note_telling
from skywitness.exercise.wording import Facts, load_grammars
from skywitness.model.truth import ContradictionTruth, ToldTruth
from skywitness.model.words import DerivationKind, Topic

SEEN = load_grammars(half="seen")
NOTES = (
    Note("nobody hurt", none=(Topic.CASUALTIES,)),
    Note("no figures", withholds=(Topic.COUNT,)),
    Note("load unknown", unknown=(Topic.PAYLOAD,)),
    Note("smoke", may_tell=(Topic.DAMAGE,)),
)


def test_slots_and_notes_tell() -> None:
    told = note_telling("intercepted/authority", {"n", "place"}, (), "3 drones over X, nobody hurt, LOAD UNKNOWN, smoke", NOTES)
    assert told.tells == {Topic.COUNT, Topic.TARGET, Topic.PLACE, Topic.OUTCOME, Topic.CASUALTIES}
    assert [*told.none, *told.unknown, *told.may_tell] == [Topic.CASUALTIES, Topic.PAYLOAD, Topic.DAMAGE]
    assert told.names_town


def test_who_tells_of_a_bang_has_not_said_that_something_hit() -> None:
    notes = [Note("bang", leaves_open=(Topic.OUTCOME,)), Note("a hit", tells=(Topic.OUTCOME,))]
    bang = note_telling("impact/channel", {"place"}, (), "a bang in X", notes)
    assert bang.tells == {Topic.PLACE}
    assert bang.may_tell == {Topic.OUTCOME}
    assert Topic.OUTCOME in note_telling("impact/channel", {"place"}, (), "a bang in X, a hit", notes).tells


def test_an_answer_counts_before_a_refusal() -> None:
    told = note_telling("interval/ministry", {"n"}, (), "3 drones; no figures for yesterday", NOTES)
    assert Topic.COUNT in told.tells
    assert not told.withholds


def test_where_nobody_has_noted_any_other_question_may_be_answered() -> None:
    told = note_telling("impact/channel", {"place"}, (), "X was hit", None)
    assert told.tells == {Topic.PLACE, Topic.OUTCOME}
    assert {Topic.DAMAGE, Topic.CASUALTIES, Topic.PERIOD} <= told.may_tell
    assert not told.may_tell & told.tells


def test_a_singular_leaves_the_number_to_the_reader_and_a_plural_tells_none() -> None:
    assert Topic.COUNT in note_telling("intercepted/channel", {"target"}, {"one"}, "a drone is down", ()).may_tell
    assert Topic.COUNT not in note_telling("intercepted/channel", {"targets"}, {"one"}, "drones are down", ()).may_tell


@pytest.mark.parametrize(
    ("key", "left_open"), [("warned/siren", Topic.PERIOD), ("closed/services", Topic.PERIOD), ("intercepted/resident", Topic.OUTCOME)]
)
def test_what_the_form_of_a_message_does_not_settle_is_left_open(key: str, left_open: Topic) -> None:
    told = note_telling(key, {"clock", "place"}, (), "X, 03:10", ())
    assert left_open in told.may_tell
    assert left_open not in told.tells


def test_hearsay_and_a_cut_text_settle_nothing() -> None:
    rumour = note_telling("rumour/channel", {"figure", "place"}, (), "they say 3 in X", ())
    assert not rumour.tells
    assert rumour.may_tell == {Topic.COUNT, Topic.PLACE}
    assert Telling(tells=frozenset({Topic.COUNT}), unknown=frozenset({Topic.PAYLOAD})).doubted().may_tell == {Topic.COUNT, Topic.PAYLOAD}


def test_chatter_tells_nothing_in_whichever_words() -> None:
    assert note_telling("chatter/resident", {"place"}, (), "lost cat, X", None) == Telling()


def test_of_several_sentences_an_answer_settles_what_another_leaves_open() -> None:
    both = join_tellings(
        [Telling(tells=frozenset({Topic.DAMAGE})), Telling(unknown=frozenset({Topic.DAMAGE}), may_tell=frozenset({Topic.MEANS}))]
    )
    assert [*both.tells, *both.may_tell] == [Topic.DAMAGE, Topic.MEANS]
    assert not both.unknown


@pytest.mark.parametrize("language", sorted(SEEN))
def test_every_note_of_the_seen_half_stands_in_some_construction(language: str) -> None:
    """All its words, that is: cases, choices and agreement may stand between them."""
    constructions = [one for known in SEEN[language].constructions.values() for one in known]
    texts = [one.text.casefold() for one in constructions]
    for note in {note for one in constructions for note in one.notes or ()}:
        words = note.words.casefold().split()
        assert any(all(word.strip(",.!") in text for word in words) for text in texts), note.words


def test_a_withheld_figure_is_withheld_and_not_told() -> None:
    worded = SEEN["en"].say("withheld", "ministry", Facts(), random.Random(1))  # noqa: S311 - dice of a game
    assert worded
    assert Topic.COUNT not in worded.telling.tells


def test_truth_tells_of_every_report_what_its_words_answer_and_who_contradicts_whom() -> None:
    night = make_exercise("disinformation", seed=3, grammars=SEEN, nights=1)
    told = {line.report_id: line for line in night.truth if isinstance(line, ToldTruth)}
    for line in told.values():
        assert not set(line.tells) & {*line.withholds, *line.unknown, *line.may_tell}
        assert set(line.none) <= set(line.tells)
    contradictions = [line for line in night.truth if isinstance(line, ContradictionTruth)]
    assert contradictions
    for each in contradictions:
        left, right = told[each.left], told[each.right]
        assert {left.how, right.how} <= {None, DerivationKind.TRANSLATION, DerivationKind.QUOTE}
        if each.kind == "count":
            assert left.figure != right.figure
        elif each.kind == "negation" and each.about is not Topic.OUTCOME:
            assert (each.about in left.none) != (each.about in right.none)
        elif each.kind == "negation":
            assert left.clutter != right.clutter
