"""The page of a scoreboard."""

from __future__ import annotations

from tests.score.invented import NIGHT, Read, Shown, board_of, conclude, happened, told

from skywitness.model.truth import NightTruth
from skywitness.score.page import write_page


def test_the_page_shows_figures_and_a_diagram_and_obeys_no_markup_from_outside() -> None:
    night = NightTruth(scenario="<script>", seed=1, nights=1, campaign="one_off", start=NIGHT, end=NIGHT)
    page = write_page(
        board_of([night, happened("h-1"), told("a", "h-1")], conclude([Read(report="a", incident="1")], {"1": Shown(probability=0.9)}))
    )
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "said 0.90, came true 1.00; forecasts: 1" in page
    assert "B-cubed F1" in page


def test_a_page_without_probabilities_has_no_diagram() -> None:
    page = write_page(board_of([happened("h-1"), told("a", "h-1")], conclude([Read(report="a", incident="1")])))
    assert "<svg" not in page
    assert "no probability shown" in page
