"""The bill of materials names what is installed, each thing once, and points at nothing that is not there."""

from __future__ import annotations

import json
from importlib.metadata import requires, version

import pytest

from skywitness.cli.app import DONE, answer
from skywitness.cli.materials import list_materials


def test_the_command_writes_cyclonedx_with_every_package_that_we_need(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["doctor", "--materials"]) == DONE
    bill = json.loads(capsys.readouterr().out)
    assert (bill["bomFormat"], bill["specVersion"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "1.6", "skywitness")
    named = {each["name"]: each["version"] for each in bill["components"]}
    assert named["msgspec"] == version("msgspec")
    core = {
        told.split(";")[0].split(">")[0].split("=")[0].split("<")[0].split("[")[0].strip()
        for told in requires("skywitness") or ()
        if "extra" not in told
    }
    assert {name.lower().replace("_", "-").replace(".", "-") for name in core} <= named.keys()


def test_each_thing_is_there_once_and_every_need_is_in_the_bill() -> None:
    bill = list_materials()
    components, needs = bill["components"], bill["dependencies"]
    assert isinstance(components, list)
    assert isinstance(needs, list)
    refs = [each["bom-ref"] for each in components]
    assert len(refs) == len(set(refs))
    assert {need for each in needs for need in each["dependsOn"]} <= set(refs)
    assert all(each["purl"].startswith("pkg:pypi/") and each["version"] for each in components)
    assert sum("licenses" in each for each in components) > len(components) * 0.8


def test_the_same_installation_gives_the_same_bill() -> None:
    assert list_materials() == list_materials()
