"""A third grammar, dropped in as a stranger's would be: it loads, words every report, and is written independently of the others."""

from __future__ import annotations

from pathlib import Path

from skywitness.exercise.night import make_exercise
from skywitness.exercise.wording import load_grammars
from skywitness.model.truth import ToldTruth

FILES = sorted((Path(__file__).parents[2] / "bench/third_grammar").glob("*.yml"))


def test_a_third_grammar_words_every_report_of_a_night() -> None:
    grammars = load_grammars(FILES, "third")
    assert grammars.keys() == {"ru", "uk", "en"}
    night = make_exercise("founding-story", seed=1, grammars=grammars)
    worded = {told.construction.split("/")[1] for told in night.truth if isinstance(told, ToldTruth) and told.construction}
    assert "third" in worded
    assert not worded & {"seen", "unseen"}
