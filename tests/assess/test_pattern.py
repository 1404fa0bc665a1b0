"""Verdicts on invented series: what chance makes is called chance, what it does not is called a pattern, and two are never one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from skywitness.assess.pattern import LEAST_EVENTS, PatternAssessment, PatternVerdict, assess_pattern, count_worlds
from skywitness.assess.series import Event, Series
from skywitness.model.likelihood import name_likelihood

BEGIN = datetime(2031, 3, 1, tzinfo=UTC)
DAYS = 40
REGIONS = {"RU-BEL": (50.6, 37.4), "RU-KRS": (51.8, 36.2), "UA-63": (49.6, 36.4), "UA-59": (51.0, 34.0)}


def series(hours: list[float], *, sources: tuple[str, ...] = (), copies: int = 0) -> Series:
    rng = np.random.default_rng(0)
    events = []
    for number, hour in enumerate(sorted(hours)):
        spot = list(REGIONS)[int(rng.integers(len(REGIONS)))]
        at = BEGIN + timedelta(hours=hour)
        told = (sources[number % len(sources)],) if sources else ()
        posts = tuple(at + timedelta(minutes=20 * post) for post in range(copies + 1))
        events.append(Event(at=at, spot=spot, lat=REGIONS[spot][0], lon=REGIONS[spot][1], sources=told, posts=posts))
    return Series(events=tuple(events), begin=BEGIN, end=BEGIN + timedelta(days=DAYS), unit="raids")


def assess(hours: list[float], **told: object) -> PatternAssessment:
    return assess_pattern(series(hours, **told), seed=1, made_by="test", worlds=199)  # type: ignore[arg-type]


SCATTERED = list(np.random.default_rng(11).uniform(0, DAYS * 24, 40))
BURSTS = [day * 24 + minute / 60 for day in (2, 5, 11, 12, 20, 27, 33, 38) for minute in (0, 9, 21, 34, 50)]


@pytest.mark.slow
def test_bursts_are_a_pattern_and_say_how_they_excite() -> None:
    found = assess(BURSTS, sources=("a", "b", "c", "d"))
    assert found.verdict is PatternVerdict.PATTERN
    assert found.probability is not None
    assert found.probability > 0.8
    assert found.likelihood == name_likelihood(found.probability)
    assert found.excitation is not None
    assert found.excitation.offspring.estimate > 0.5
    assert found.excitation.delay.estimate < 2
    assert any(test.name == "self-excitation" and test.corrected_p < 0.05 for test in found.tests)


def test_scattered_raids_are_explained_by_chance() -> None:
    found = assess(SCATTERED)
    assert found.verdict is PatternVerdict.CHANCE
    assert found.probability is not None
    assert found.probability < 0.3


@pytest.mark.slow
def test_raids_of_every_night_at_one_hour_are_a_pattern_but_not_of_excitation() -> None:
    found = assess([day * 24 + 23.0 + (day * 7 % 5) / 10 for day in range(DAYS)])
    assert found.verdict is PatternVerdict.PATTERN
    assert {test.name for test in found.tests if test.corrected_p < 0.05} == {"regularity"}


@pytest.mark.parametrize("number", range(LEAST_EVENTS))
def test_few_raids_are_never_called_a_pattern_nor_chance(number: int) -> None:
    found = assess([100.0 + each for each in range(number)])
    assert found.verdict in (PatternVerdict.NOTHING, PatternVerdict.ONE_OFF, PatternVerdict.TOO_FEW)
    assert (found.probability, found.likelihood, found.tests) == (None, None, ())
    assert found.confidence == "low"
    assert "would take" in str(found.would_take)


def test_two_in_two_days_are_told_what_history_would_make_them_rare() -> None:
    found = assess([100.0, 148.0])
    assert found.verdict is PatternVerdict.TOO_FEW
    # another within two days has a chance below 5 % where fewer than -ln(0.95)/2 days, 9.4 a year, are usual
    assert "another comes within 2.0 days" in str(found.would_take)
    assert "fewer than 9.4 a year" in str(found.would_take)


@pytest.mark.slow
def test_taking_copies_for_raids_turns_chance_into_a_pattern_and_the_panel_shows_it() -> None:
    found = assess(SCATTERED, sources=("a", "b"), copies=3)
    assert found.verdict is PatternVerdict.CHANCE
    copies = next(variant for variant in found.sensitivity if variant.name == "copies left in")
    assert (copies.happenings, copies.verdict, copies.survives) == (160, PatternVerdict.PATTERN, False)


@pytest.mark.slow
def test_half_of_the_sources_leave_about_half_of_the_raids() -> None:
    halves = [variant for variant in assess(SCATTERED, sources=("a", "b")).sensitivity if variant.name.startswith("half")]
    assert [variant.happenings for variant in halves] == [20, 20, 20]


def test_a_variant_that_cannot_be_made_says_why() -> None:
    without = {variant.name: variant for variant in assess(SCATTERED).sensitivity}
    for name in ("half the sources", "copies left in"):
        assert without[name].survives is None
        assert without[name].why


@pytest.mark.slow
def test_likelihood_and_confidence_stand_apart_and_the_same_seed_says_the_same() -> None:
    found = assess(BURSTS)
    assert found == assess(BURSTS)
    assert str(found.likelihood) not in found.confidence_why
    assert "confidence" not in found.sentence.lower()


def test_tests_of_space_are_left_out_with_a_reason_where_nobody_knows_the_place() -> None:
    nowhere = Series(
        events=tuple(Event(at=BEGIN + timedelta(hours=hour)) for hour in sorted(SCATTERED)),
        begin=BEGIN,
        end=BEGIN + timedelta(days=DAYS),
        unit="raids",
    )
    found = assess_pattern(nowhere, seed=1, made_by="test", worlds=99)
    assert {name for name, _ in found.left_out} == {"Knox", "modified Knox", "Mantel", "Jacquez", "space-time scan"}
    assert all("0 events with a place" in why for _, why in found.left_out)


def test_the_bar_is_told_of_every_world() -> None:
    drawn = list[int]()
    of_one_source = series(SCATTERED, sources=("a",))
    assess_pattern(of_one_source, seed=1, made_by="test", worlds=9, advance=drawn.append)
    assert sum(drawn) <= count_worlds(of_one_source)
