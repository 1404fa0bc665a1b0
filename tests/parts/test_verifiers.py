"""What every installed verifier must do, ours and strangers': say one of three verdicts with a sentence, and never break on a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from tests.media.test_decode import CLIP, png_of

from skywitness.exercise.footage.studio import write_clip
from skywitness.model.words import Verdict
from skywitness.parts import Claimed, Verifier, installed

VERIFIERS = cast("dict[str, Verifier]", dict(installed("verifiers")))
verifiers = pytest.mark.parametrize("verifier", VERIFIERS.values(), ids=VERIFIERS.keys())
CLAIMED = Claimed(at=datetime(2021, 3, 14, 22, tzinfo=UTC), lat=52.6, lon=38.5, light="night")
BAD: dict[str, bytes] = {
    "empty.mp4": b"",
    "words.jpg": b"not a picture" * 99,
    "head.mp4": b"\x00\x00\x00\x20ftypisom" + bytes(40),
    "huge.png": png_of(60_000, 60_000),
    "cut.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(30),
    "noise": bytes(range(256)) * 20,
}


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "c.mp4"
    write_clip(CLIP, path)
    return path


@verifiers
def test_it_has_a_name_and_a_version(verifier: Verifier) -> None:
    assert verifier.name
    assert verifier.version


@verifiers
def test_every_finding_has_a_verdict_a_sentence_and_no_path(verifier: Verifier, clip: Path) -> None:
    findings = list(verifier.verify(clip, CLAIMED))
    assert findings
    for finding in findings:
        assert finding.verifier == verifier.name
        assert finding.verdict in Verdict
        assert finding.why
        assert finding.file == clip.name
        assert all(value is None or isinstance(value, float | int | str) for value in finding.measure.values())


@verifiers
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_settles_nothing_and_breaks_nothing(verifier: Verifier, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name])
    findings = [finding for finding in verifier.verify(path, CLAIMED) if "sun_altitude_deg" not in finding.measure]
    assert {finding.verdict for finding in findings} <= {Verdict.INCONCLUSIVE}


@verifiers
def test_a_missing_file_settles_nothing(verifier: Verifier, tmp_path: Path) -> None:
    findings = list(verifier.verify(tmp_path / "none.mp4", Claimed()))
    assert {finding.verdict for finding in findings} == {Verdict.INCONCLUSIVE}


@verifiers
def test_looking_twice_finds_the_same(verifier: Verifier, clip: Path) -> None:
    assert list(verifier.verify(clip, CLAIMED)) == list(verifier.verify(clip, CLAIMED))
