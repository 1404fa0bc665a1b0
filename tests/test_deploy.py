"""What stands in ``deploy/`` fits the program: commands that it calls exist, settings decode, and alerts speak of figures that there are."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from skywitness.cli.app import VERBS, app
from skywitness.cli.metrics import Pulse, write_metrics
from skywitness.cli.options import now
from skywitness.config import load_settings
from skywitness.ingest.live.plan import load_plan
from skywitness.ingest.live.standing import write_cursors
from skywitness.model.live import Cursor

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def read_unit(path: Path) -> dict[str, list[str]]:
    """Each key of a unit with all its values."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def commands() -> Iterator[list[str]]:
    for unit in UNITS:
        (start,) = read_unit(unit)["ExecStart"]
        yield shlex.split(start)
    container = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    entry, arguments = (re.search(rf"^{name} (\[.*\])$", container, re.MULTILINE) for name in ("ENTRYPOINT", "CMD"))
    assert entry
    assert arguments
    yield [*re.findall(r'"([^"]*)"', entry[1]), *re.findall(r'"([^"]*)"', arguments[1])]


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_commands_are_ones_that_the_program_takes(command: list[str]) -> None:
    program, verb, *rest = command
    assert program == "/opt/skywitness/bin/skywitness"
    assert verb in VERBS
    called, bound, _ = app.parse_args([verb, *rest], exit_on_error=False, print_error=False)
    assert called.__name__ == verb
    assert bound.arguments["ledger"] == "/var/lib/skywitness/ledger"


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_run_as_nobody_special_and_may_write_in_one_place(unit: Path) -> None:
    told = read_unit(unit)
    assert (told["User"], told["ProtectSystem"], told["NoNewPrivileges"], told["StateDirectory"]) == (
        ["skywitness"],
        ["strict"],
        ["yes"],
        ["skywitness"],
    )
    assert told["CapabilityBoundingSet"] == [""]
    assert "ReadWritePaths" not in told
    configparser.RawConfigParser(strict=False, allow_no_value=True).read(unit)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_reads_the_units(unit: Path) -> None:
    checked = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)  # noqa: S603, S607 - systemd's own
    assert "Unknown" not in checked.stderr


def test_the_example_of_settings_decodes() -> None:
    assert load_settings(DEPLOY / "skywitness.toml").source
    assert load_plan(DEPLOY / "skywitness.toml").rules.media


def test_alerts_speak_of_figures_that_there_are(tmp_path: Path) -> None:
    write_cursors(tmp_path, {"city": Cursor(looked_at=now())})
    figures = set(re.findall(r"^(skywitness_\w+)", write_metrics(tmp_path, Pulse(lambda: 0.0), now()), re.MULTILINE))
    asked = set(re.findall(r"skywitness_\w+", (DEPLOY / "prometheus-rules.yml").read_text(encoding="utf-8")))
    assert asked
    assert asked <= figures


def test_files_that_the_container_is_built_of_are_there() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert (ROOT / "constraints.txt").is_file()
    assert (ROOT / "scripts" / "build_islands.py").is_file()
    extras = set(re.findall(r"\.\[([\w,]+)\]", text)[0].split(","))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert all(re.search(rf"^{extra} = \[", project, re.MULTILINE) for extra in extras)
