"""Whoever waits for a step on a film hears how far it has come."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.media.test_decode import CLIP

from skywitness.cli.progress import steps_of
from skywitness.exercise.footage.studio import write_clip
from skywitness.media.bounds import Bounds
from skywitness.media.decode import read_film
from skywitness.media.publication import Wishes, make_copy
from skywitness.media.shots import find_shots
from skywitness.media.telling import HANDLE, WHOLE, Teller, follow, watching


def told(words: bytes) -> list[int]:
    """What is heard of these bytes."""
    heard, mouth = os.pipe()
    os.write(mouth, words)
    os.close(mouth)
    percents = list[int]()
    follow(heard, percents.append)
    return percents


@given(st.binary(max_size=300))
def test_whatever_is_told_only_rises_and_never_goes_beyond_the_whole(words: bytes) -> None:
    percents = told(words)
    assert percents == sorted(set(percents))
    assert all(0 < each <= WHOLE for each in percents)


def test_a_part_of_the_work_is_told_as_a_part_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    heard, mouth = os.pipe()
    monkeypatch.setenv(HANDLE, str(mouth))
    teller = Teller(10.0, after=0.5, part=0.5)
    for at_s in (-1.0, 0.0, 0.01, 5.0, 5.01, 10.0, 99.0):
        teller.tell(at_s)
    Teller(None).tell(1.0)
    os.close(mouth)
    assert os.read(heard, WHOLE) == bytes([50, 75, 100])
    os.close(heard)


def test_steps_are_those_since_the_last_call() -> None:
    steps = list[int]()
    note = steps_of(steps.append)
    for percent in (10, 40, 5, 100):
        note(percent)
    assert (steps, sum(steps)) == ([10, 30, 0, 60], WHOLE)


@pytest.mark.slow
def test_decoding_looking_for_shots_and_copying_tell_how_far_they_are(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    write_clip(CLIP, film)
    heard = dict[str, list[int]]()
    with watching(heard.setdefault("decode", []).append):
        read_film(film, Bounds())
    with watching(heard.setdefault("shots", []).append):
        find_shots(film)
    with watching(heard.setdefault("copy", []).append):
        make_copy(film, tmp_path / "copy.mp4", Wishes(boxes=(), weights=None, has_sound=True, suffix=".mp4"), Bounds())
    for percents in heard.values():
        assert len(percents) > 3
        assert percents == sorted(percents)
        assert percents[-1] >= 90
    before = {name: len(percents) for name, percents in heard.items()}
    find_shots(film)
    assert {name: len(percents) for name, percents in heard.items()} == before  # nobody watches any more
