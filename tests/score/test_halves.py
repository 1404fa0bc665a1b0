"""The bench that holds the unseen half of the grammar against the seen one tells figures and no word of any text."""

from __future__ import annotations

import pytest
from bench.halves import list_shares, read_half, write_tables

from skywitness.model.words import Topic, What
from skywitness.score.extraction import ReadReport


def seen(*, read: int, right: bool | None = True, found: What = What.INTERCEPTED) -> ReadReport:
    return ReadReport(
        half="seen",
        construction="ru/seen/intercepted/resident/7",
        wanted=1,
        read=read,
        surplus=0,
        slots=((Topic.WHAT, right),) if read else (),
        kinds=((What.INTERCEPTED, found),) if read else (),
    )


def test_losses_are_told_by_language_act_and_voice_and_never_by_construction() -> None:
    lines = list(write_tables("seen", [seen(read=0)] * 30 + [seen(read=1, right=False, found=What.IMPACT)] * 25 + [seen(read=1)] * 45))
    assert "| ru, intercepted, resident | 30 | 100 |" in lines
    assert "| ru, intercepted, resident | 25 | 70 |" in lines
    assert "| ru, intercepted read as impact | 25 | 70 |" in lines
    assert not any("/" in line for line in lines)


def test_few_of_a_kind_are_not_told_for_they_would_point_at_one_text() -> None:
    assert not any("resident" in line for line in write_tables("seen", [seen(read=0)] * 3))


def test_shares_count_what_was_read_and_what_was_right() -> None:
    shares = dict(list_shares([seen(read=0), seen(read=1), seen(read=1, right=None), seen(read=1, right=False)]))
    assert shares["happenings: recall"].share == 0.75
    assert shares["what: right"].share == 0.5
    assert shares["what: told"].right == 2


@pytest.mark.slow
def test_an_exercise_is_read_in_one_half_alone() -> None:
    observed = read_half("seen", "quiet-week", 8999)
    assert observed
    assert {each.half for each in observed if each.construction} == {"seen"}
