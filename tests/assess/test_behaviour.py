"""How sources behave, counted by hand."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.fuse.invented import LIPETSK, MINISTRY, NIGHT, Told, clock, evidence_of

from skywitness.assess.behaviour import Behaviour, describe_sources
from skywitness.fuse import fuse
from skywitness.model.report import SourceProfile
from skywitness.model.words import Stream

CHANNEL = Told(text="Two drones brought down over the region tonight", source="channel", at_min=5, count=2, place=LIPETSK)
REPOST = Told(text=CHANNEL.text, source="repost", at_min=7, count=2, place=LIPETSK)
OFFICE = Told(
    text="Around 23:00 three unmanned aircraft were destroyed over Lipetsk Oblast",
    source="ministry",
    stream=Stream.OFFICIAL,
    asserter=MINISTRY,
    at_min=65,
    count=3,
    place=LIPETSK,
    period=clock(0),
)


def behave(*told: Told) -> dict[str, Behaviour]:
    evidence = evidence_of(*told)
    profiles = {"ministry": SourceProfile(name="ministry", stream=Stream.OFFICIAL, reliability="B")}
    return {each.source: each for each in describe_sources(fuse(evidence).incidents, evidence.reports.values(), profiles)}


def test_first_later_and_copied_are_counted() -> None:
    found = behave(CHANNEL, REPOST, OFFICE)
    assert [(name, each.first, each.copies, each.copied) for name, each in found.items()] == [
        ("channel", 1, 0, 1),
        ("ministry", 0, 0, 0),
        ("repost", 0, 1, 0),
    ]
    assert found["ministry"].median_lag_h == 1.0
    assert found["ministry"].grade == "B"
    assert found["channel"].grade is None


def test_a_value_that_others_outweigh_is_at_odds() -> None:
    found = behave(CHANNEL, REPOST, OFFICE)
    assert found["channel"].at_odds + found["repost"].at_odds >= 1
    assert all(each.at_odds <= each.answers for each in found.values())


def test_alone_is_alone() -> None:
    found = behave(CHANNEL)["channel"]
    assert (found.incidents, found.alone, found.first, found.median_lag_h) == (1, 1, 1, 0.0)


def test_later_versions_are_corrections_and_days_between_are_silent() -> None:
    reports = list(evidence_of(CHANNEL).reports.values())
    later = msgspec.structs.replace(reports[0], digest="f" * 64, text="Three brought down", published_at=NIGHT + timedelta(days=3))
    other = msgspec.structs.replace(later, report_id="another", digest="e" * 64)
    (found,) = describe_sources([], [*reports, msgspec.structs.replace(later, published_at=reports[0].published_at), other], {})
    assert (found.reports, found.corrections, found.silent_days) == (2, 1, 2)


@given(st.permutations([CHANNEL, REPOST, OFFICE]))
def test_the_order_of_arrival_changes_nothing(told: list[Told]) -> None:
    assert behave(*told) == behave(CHANNEL, REPOST, OFFICE)
