"""The package of docs/extending.md is built from the page and installed beside ours: its source, its verifier and its format work through the commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.stranger import install_from, skywitness

pytestmark = pytest.mark.slow
LOG = "# spotters' log\n2025-03-14 01:05Z | Yelets | a drone was shot down in the east\nno time at all\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_from("extending.md", "skywitness-harbour", tmp_path_factory.mktemp("site"))


def test_doctor_lists_the_parts(site: Path) -> None:
    told = skywitness(site, "doctor", allow=(0, 1))
    for name in ("spotters", "file_name", "lines"):
        assert name in told


def test_the_source_gives_a_report_and_sets_a_bad_line_aside_and_the_format_writes_it(site: Path, tmp_path: Path) -> None:
    (tmp_path / "harbour.log").write_text(LOG, "utf-8")
    told = json.loads(skywitness(site, "run", "harbour.log", "--ledger", "desk", "--json", cwd=tmp_path, allow=(1,)))
    assert (told["new_reports"], told["set_aside"]) == (1, 1)
    assert skywitness(site, "export", "--ledger", "desk", "--format", "lines", cwd=tmp_path) == "[reported] 1 drone intercepted, Yelets\n"


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("VID_20240101_120000.jpg", "refutes"), ("VID_20250313_120000.jpg", "inconclusive"), ("VID_20259999_000000.jpg", "inconclusive")],
)
def test_the_verifier_refutes_another_day_and_supports_none(site: Path, tmp_path: Path, name: str, verdict: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xd8\xff\xe0 no photo")
    told = json.loads(skywitness(site, "verify", name, "--time", "2025-03-14T01:05:00Z", "--json", cwd=tmp_path, allow=(0, 1)))
    [found] = [each for each in told if each["verifier"] == "file_name"]
    assert found["verdict"] == verdict
