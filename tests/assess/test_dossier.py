"""The whole picture: opinions stay apart from facts, everything hangs where it belongs, and order changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import TypeVar

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.assess.stories import EXPERTS, GOVERNOR, INSIDERS, MINISTRY, POSSIBLE, RESIDENTS, TULA, at, one_incident, reported, told

from skywitness.assess import Material, assess
from skywitness.model.words import Factuality, HypothesisKind, Target, What

T = TypeVar("T")
SHOT = told(What.INTERCEPTED, RESIDENTS, "a helicopter shot it down", target=Target.UAV, means="Ka-52", places=at(TULA))
STORY = one_incident(
    reported(
        SHOT,
        told(What.RESPONSE, GOVERNOR, "crews have cordoned it off", value="secured", happening=0),
        told(What.RESPONSE, GOVERNOR, "crews arrived", value="on_site", happening=0),
        told(What.OPINION, EXPERTS, "perhaps a probe of the defences", value="test of defences", factuality=POSSIBLE, happening=0),
        told(What.OPINION, EXPERTS, "one pattern or chance", value="pattern or one-off", factuality=POSSIBLE),
        told(What.ATTRIBUTION, INSIDERS, "made abroad, they hint", value="foreign origin", factuality=POSSIBLE),
        told(What.RECURRENCE, quote="the third this week", value="3", happening=0),
        told(What.REFERENCE, quote="the imported Western machine", subject="Ka-52", value="origin: Western"),
        told(What.NO_COMMENT, quote="no word from the ministry", subject="Ministry of Defence of Russia", happening=0),
    ),
    reported(SHOT, told(What.OPINION, GOVERNOR, "a probe", value="test of defences", happening=0), source="other", hours=1),
)


def test_response_steps_come_in_their_natural_order_and_without_invented_times() -> None:
    response = assess(STORY).dossiers[0].response
    assert [step.state for step in response] == ["on_site", "secured"]
    assert [step.at for step in response] == [None, None]


def test_a_hypothesis_names_those_who_hold_it_and_its_kind() -> None:
    held = {(one.text, one.kind): one for one in assess(STORY).dossiers[0].hypotheses}
    assert held["test of defences", HypothesisKind.ANALYST].held_by == ("analysts",)
    assert held["test of defences", HypothesisKind.OFFICIAL].held_by == ("Governor of Tula Oblast",)


def test_what_is_about_no_single_incident_stays_with_its_report() -> None:
    (context,) = assess(STORY).contexts
    assert {one.kind for one in context.hypotheses} == {HypothesisKind.ANALYST, HypothesisKind.HINT}
    assert [one.fact for one in context.refuted] == ["Ka-52: made by Kamov, Russia"]


def test_an_adjective_may_name_the_owner_and_is_not_refuted() -> None:
    owned = told(What.REFERENCE, quote="a Ukrainian Patriot", subject="Patriot", value="origin: Ukraine", factuality=Factuality.PROBABLE)
    stated = told(What.REFERENCE, quote="the Patriot, made in Ukraine", subject="Patriot", value="origin: Ukraine")
    (context,) = assess(one_incident(reported(SHOT, owned, stated))).contexts
    assert [one.quote for one in context.refuted] == ["the Patriot, made in Ukraine"]


def test_a_recurrence_stays_a_claim_and_makes_no_incident() -> None:
    picture = assess(STORY)
    assert len(picture.dossiers) == 1
    assert What.RECURRENCE in {claim.what for context in picture.contexts for claim in context.claims}


def test_an_opinion_becomes_no_attribute() -> None:
    incident = assess(STORY).dossiers[0].incident
    assert incident == STORY.incidents[0]


def test_a_report_that_is_not_there_breaks_nothing() -> None:
    gone = min(STORY.reports)
    assess(msgspec.structs.replace(STORY, reports={digest: report for digest, report in STORY.reports.items() if digest != gone}))


def test_no_material_gives_an_empty_picture() -> None:
    picture = assess(Material(incidents=(), reports={}, readings={}, occurrences=(), claims=()))
    assert not picture.dossiers
    assert not picture.contexts


SECOND = one_incident(reported(told(What.IMPACT, MINISTRY, "it hit", target=Target.UAV, places=at(TULA)), source="m", hours=50))
BOTH = Material(
    incidents=STORY.incidents + SECOND.incidents,
    reports={**STORY.reports, **SECOND.reports},
    readings={**STORY.readings, **SECOND.readings},
    occurrences=STORY.occurrences + SECOND.occurrences,
    claims=STORY.claims + SECOND.claims,
)


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_material_does_not_matter(chance: Random) -> None:
    def mixed(rows: Iterable[T]) -> list[T]:
        return sorted(rows, key=lambda _: chance.random())

    shuffled = Material(
        incidents=tuple(mixed(BOTH.incidents)),
        reports=dict(mixed(BOTH.reports.items())),
        readings=dict(mixed(BOTH.readings.items())),
        occurrences=tuple(mixed(BOTH.occurrences)),
        claims=tuple(mixed(BOTH.claims)),
    )
    assert assess(shuffled) == assess(BOTH)
