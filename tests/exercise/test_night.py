"""A whole exercise: the same bytes for a seed, and a truth that agrees with itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skywitness.config import load_profiles
from skywitness.exercise.night import Exercise, make_exercise, write_exercise
from skywitness.exercise.scenario import load_scenarios
from skywitness.exercise.wording import load_grammars
from skywitness.model.truth import Happening, NightTruth, SourceTruth, ToldTruth
from skywitness.model.words import DerivationKind, What

GRAMMARS = load_grammars()
SMALL = sorted(set(load_scenarios()) - {"mass-night"})


def make(name: str, seed: int = 1) -> Exercise:
    return make_exercise(name, seed=seed, grammars=GRAMMARS)


def told_of(exercise: Exercise) -> dict[str, ToldTruth]:
    return {line.report_id: line for line in exercise.truth if isinstance(line, ToldTruth)}


def happenings_of(exercise: Exercise) -> dict[str, Happening]:
    return {line.happening_id: line for line in exercise.truth if isinstance(line, Happening)}


@pytest.mark.parametrize("name", load_scenarios())
def test_every_scenario_runs_and_gives_the_same_bytes_twice(name: str, tmp_path: Path) -> None:
    for folder in ("once", "again"):
        write_exercise(make(name), tmp_path / folder)
    for file in ("night.reports.jsonl", "sources.toml", "truth.jsonl"):
        written = (tmp_path / "once" / file).read_bytes()
        assert written
        assert written == (tmp_path / "again" / file).read_bytes()


def test_another_seed_is_another_night() -> None:
    assert make("withheld", 1).reports != make("withheld", 2).reports


@settings(max_examples=25, deadline=None)
@given(name=st.sampled_from(SMALL), seed=st.integers(0, 10_000))
def test_truth_agrees_with_itself(name: str, seed: int) -> None:
    exercise = make(name, seed)
    told, happened = told_of(exercise), happenings_of(exercise)
    assert [report.id for report in exercise.reports] == list(told)
    for line in told.values():
        assert set(line.speaks_of) | set(line.contains) <= set(happened)
        assert not (line.clutter and line.speaks_of)
        root = line
        while root.derives_from:
            root = told[root.derives_from]
        assert (line.root, told[line.root].derives_from) == (root.report_id, None)
        assert (line.how is None) == (line.derives_from is None)
    for happening in happened.values():
        assert happening.start <= happening.end
        assert happening.caused_by is None or happened[happening.caused_by].what is What.INTERCEPTED
        assert [at for _, at in happening.responses] == sorted(at for _, at in happening.responses)


@settings(max_examples=10, deadline=None)
@given(name=st.sampled_from(SMALL), seed=st.integers(0, 10_000))
def test_copies_are_copies(name: str, seed: int) -> None:
    exercise = make(name, seed)
    reports = {report.id: report for report in exercise.reports}
    for line in told_of(exercise).values():
        if line.derives_from is None:
            continue
        child, parent = reports[line.report_id], reports[line.derives_from]
        assert child.published_at > parent.published_at
        assert child.source != parent.source
        if line.how is DerivationKind.FORWARD:
            assert (child.text, child.forwarded_from) == (parent.text, parent.source)
        elif line.how is DerivationKind.COPY:
            assert parent.text in child.text or parent.text.startswith(child.text)
        elif line.how is DerivationKind.TRANSLATION:
            assert child.lang != parent.lang
        assert child.forwarded_from is None or line.how is DerivationKind.FORWARD


def test_a_roll_up_without_a_fault_states_what_its_window_holds() -> None:
    exercise = make("mass-night")
    happened = happenings_of(exercise)
    roll_ups = [line for line in told_of(exercise).values() if line.stated is not None]
    assert roll_ups
    for line in roll_ups:
        really = sum(happened[one].count for one in line.contains)
        assert ("count" in line.faults) == (line.stated != really)


def test_the_founding_story_has_its_two_kills_and_its_silence() -> None:
    exercise = make("founding-story")
    kills = [one for one in happenings_of(exercise).values() if one.what is What.INTERCEPTED]
    assert [(one.iso, one.means, one.is_night) for one in kills] == [("RU-LIP", "helicopter", True), ("RU-MOW", "air defence", True)]
    ministry = next(line for line in exercise.truth if isinstance(line, SourceTruth) and line.name == "exercise_ministry_ru")
    assert set(ministry.silent_about) >= {one.happening_id for one in kills}


def test_what_is_written_is_what_the_door_takes(tmp_path: Path) -> None:
    exercise = make("cross-border")
    write_exercise(exercise, tmp_path)
    profiles = load_profiles(tmp_path / "sources.toml")
    assert all(profile.exercise for profile in profiles.values())
    rows = [json.loads(line) for line in (tmp_path / "night.reports.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["source"] for row in rows} <= set(profiles)
    assert all(row["stream"] == profiles[row["source"]].stream for row in rows)
    assert sum(isinstance(line, NightTruth) for line in exercise.truth) == 1
