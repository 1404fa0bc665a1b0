"""What every installed verifier must do, ours and strangers': say one of three verdicts with a sentence, and never break on a file."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import msgspec
import pytest
from tests.media.test_decode import CLIP
from tests.verify.bad_files import bad_files

from skywitness.exercise.footage.studio import write_clip
from skywitness.model.words import Verdict
from skywitness.parts import Claimed, ShadowMarks, Verifier, installed

VERIFIERS = cast("dict[str, Verifier]", dict(installed("verifiers")))
verifiers = pytest.mark.parametrize("verifier", VERIFIERS.values(), ids=VERIFIERS.keys())
CLAIMED = Claimed(at=datetime(2021, 3, 14, 22, tzinfo=UTC), lat=52.6, lon=38.5, light="night")
BAD = bad_files()
DECODES_NOTHING = {"metadata", "credentials"}


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


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_settles_nothing_breaks_nothing_and_is_told_for_what_it_is(name: str, clip: Path, tmp_path: Path) -> None:
    body, told = BAD[name]
    path = tmp_path / name
    path.write_bytes(body)
    claimed = msgspec.structs.replace(CLAIMED, against=(clip,), shadow=ShadowMarks(ratio=1.0))
    for verifier in VERIFIERS.values():  # a file is decoded once for all of them
        findings = list(verifier.verify(path, claimed))
        of_the_file = [finding for finding in findings if "sun_altitude_deg" not in finding.measure]
        assert {finding.verdict for finding in of_the_file} <= {Verdict.INCONCLUSIVE}, verifier.name
        if type(verifier).__module__.startswith("skywitness.") and verifier.name not in DECODES_NOTHING:
            assert any(re.search(told, finding.why) for finding in findings), findings


@verifiers
def test_a_missing_file_settles_nothing(verifier: Verifier, tmp_path: Path) -> None:
    findings = list(verifier.verify(tmp_path / "none.mp4", Claimed()))
    assert {finding.verdict for finding in findings} == {Verdict.INCONCLUSIVE}


@verifiers
def test_looking_twice_finds_the_same(verifier: Verifier, clip: Path) -> None:
    assert list(verifier.verify(clip, CLAIMED)) == list(verifier.verify(clip, CLAIMED))
