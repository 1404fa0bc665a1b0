"""What every verifier of ours does with files that are damaged, mislabelled or made to do harm: it says what is wrong, within bounds, and sends nothing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, cast

import msgspec
import pytest
from tests.verify.bad_files import film, hostile_metadata

from skywitness.media.bounds import Bounds
from skywitness.media.decode import read_film
from skywitness.model.incident import Finding
from skywitness.model.words import Verdict
from skywitness.parts import Claimed, ShadowMarks, Verifier, installed

pytestmark = pytest.mark.slow

OURS = {
    name: verifier
    for name, verifier in cast("dict[str, Verifier]", dict(installed("verifiers"))).items()
    if type(verifier).__module__.startswith("skywitness.")
}
AT = datetime(2021, 3, 14, 22, tzinfo=UTC)
OF_THE_FILE_ALONE = Claimed(shadow=ShadowMarks(ratio=1.0))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("good") / "good.mp4"
    path.write_bytes(film(sound_s=3.0))
    return path


def look(path: Path, against: Path, bounds: Bounds | None = None) -> dict[str, list[Finding]]:
    claimed = msgspec.structs.replace(OF_THE_FILE_ALONE, against=(against,), bounds=bounds or Bounds())
    return {name: list(verifier.verify(path, claimed)) for name, verifier in OURS.items()}


def test_what_cannot_be_opened_at_all_is_told_by_every_verifier(good: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    os.mkfifo(tmp_path / "pipe.mp4")  # whoever opens it waits for ever
    (tmp_path / "endless.mp4").symlink_to("/dev/zero")
    for name, told in {"empty.jpg": "empty: 0 bytes", "pipe.mp4": "no file", "endless.mp4": "no file", "none.jpg": "No such file"}.items():
        for findings in look(tmp_path / name, good).values():
            assert any(told in finding.why for finding in findings), findings


def test_the_bounds_of_the_settings_reach_every_verifier(good: Path) -> None:
    for findings in look(good, good, Bounds(max_file_bytes=100)).values():
        assert any("max_file_bytes" in finding.why for finding in findings), findings


def test_a_hostile_record_runs_nothing_and_settles_nothing(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "-config=x;$(touch owned)\n.jpg"
    path.write_bytes(hostile_metadata())
    for name, findings in look(path, good).items():
        for finding in findings:
            assert finding.verdict is Verdict.INCONCLUSIVE or name == "shadow"
            assert len(finding.why) + sum(len(str(value)) for value in finding.measure.values()) < 2_000
    assert not list(tmp_path.glob("**/owned"))
    assert not Path("/tmp/owned").exists()  # noqa: S108 - where the hostile record would write


@pytest.mark.slow
def test_memory_and_output_of_exiftool_and_of_credentials_are_held(good: Path) -> None:
    tight = Bounds(record_memory_bytes=20_000_000)
    findings = look(good, good, tight)
    assert ("cannot be read" in findings["metadata"][0].why) == bool(shutil.which("exiftool"))
    assert findings["credentials"][0].verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(("name", "is_named"), [("clip.jpg", "wrongly"), ("clip", "not"), ("clip.MP4", "rightly")])
def test_the_name_of_a_file_says_nothing(name: str, is_named: str, good: Path, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(good.read_bytes())
    assert read_film(tmp_path / name).head.kind == "video", is_named
    [finding] = OURS["credentials"].verify(tmp_path / name, Claimed())
    assert "carries no credential; most files do not" in finding.why


def test_frames_of_uneven_rate_keep_their_own_times(tmp_path: Path) -> None:
    times_s = [0.0, 0.04, 0.5, 0.51, 1.7, 1.75, 3.0]
    (tmp_path / "uneven.mp4").write_bytes(film(times_s=times_s))
    seen = read_film(tmp_path / "uneven.mp4")
    assert seen.head.trouble is None
    assert seen.frame_s.tolist() == pytest.approx(times_s, abs=0.002)


def test_a_film_without_sound_is_told_by_whoever_needs_sound(good: Path, tmp_path: Path) -> None:
    (tmp_path / "silent.mp4").write_bytes(film())
    findings = look(tmp_path / "silent.mp4", good)
    assert "no sound" in findings["flash_to_bang"][0].why
    assert "less than a second of sound" in findings["sync"][0].why


def test_the_film_of_a_turned_phone_is_seen_upright(tmp_path: Path) -> None:
    (tmp_path / "turned.mp4").write_bytes(film(is_turned=True))
    [picture, *_] = read_film(tmp_path / "turned.mp4").pictures
    assert picture.shape[:2] == (96, 64)
    assert picture[:40].mean() > 200 > 50 > picture[56:].mean()  # its white half is now above


CONFINED = """
import os, socket, subprocess, sys
from skywitness.media.confine import confine
confine(memory_bytes=1 << 30, cpu_s=10)
for attempt in (socket.socket, lambda: open("/etc/hostname"), os.pipe, lambda: subprocess.run(["true"])):
    try:
        attempt()
    except OSError as error:
        sys.stdout.write(f"{error.errno} ")
    else:
        sys.stdout.write("done ")
"""


def test_a_limited_process_can_open_neither_socket_nor_file_nor_another_process() -> None:
    done = subprocess.run([sys.executable, "-c", CONFINED], capture_output=True, check=True)  # noqa: S603 - our own words
    assert done.stdout.split() == [b"24"] * 4  # EMFILE


def test_no_verifier_opens_a_socket(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        raise AssertionError("a verifier asked for the network")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    claimed = Claimed(at=AT, lat=52.6, lon=38.5, against=(good,), shadow=ShadowMarks(ratio=1.0))
    assert all(list(verifier.verify(good, claimed)) for verifier in OURS.values())
