"""The pins are held against advisories in the form of OSV; the advisories here are invented."""

from __future__ import annotations

import zipfile
from pathlib import Path

import msgspec
import pytest
from scripts.audit import ROOT, Advisory, Affected, Package, Range, find_unsafe, main, read_advisories, read_pins


def tell(
    name: str, *events: dict[str, str], versions: tuple[str, ...] = (), withdrawn: str | None = None, kind: str = "ECOSYSTEM"
) -> Advisory:
    """An advisory about one package."""
    affected = Affected(package=Package("PyPI", name), ranges=[Range(kind, list(events))], versions=list(versions))
    return Advisory(id="OSV-0-0", summary="invented", withdrawn=withdrawn, affected=[affected])


@pytest.mark.parametrize(
    ("advisory", "unsafe"),
    [
        (tell("Some.Lamp", {"introduced": "0"}, {"fixed": "1.5"}), True),
        (tell("some_lamp", {"introduced": "1.4"}, {"last_affected": "1.4.2"}), True),
        (tell("some-lamp", {"introduced": "1.3"}, {"fixed": "1.4"}, {"introduced": "1.4.2"}), True),
        (tell("some-lamp", versions=("1.4.1", "1.4.2")), True),
        (tell("some-lamp", {"introduced": "0"}, {"fixed": "1.4.2"}), False),
        (tell("some-lamp", {"introduced": "0"}, {"last_affected": "1.4.1"}), False),
        (tell("some-lamp", {"introduced": "1.4.3"}), False),
        (tell("some-lamp", {"introduced": "0"}, withdrawn="2030-01-01T00:00:00Z"), False),
        (tell("some-lamp", {"introduced": "0123abc"}, kind="GIT"), False),
        (tell("another-lamp", {"introduced": "0"}), False),
    ],
)
def test_a_pin_is_unsafe_where_its_version_lies_in_what_is_affected(advisory: Advisory, *, unsafe: bool) -> None:
    assert bool(find_unsafe({"some-lamp": "1.4.2"}, [advisory])) is unsafe


def write_export(path: Path, *advisories: Advisory) -> Path:
    """A file as OSV gives it out."""
    with zipfile.ZipFile(path, "w") as export:
        for number, each in enumerate(advisories):
            export.writestr(f"OSV-{number}.json", msgspec.json.encode(each))
    return path


def test_all_our_pins_are_looked_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pins = read_pins(ROOT / "constraints.txt")
    assert len(pins) > 100
    export = write_export(tmp_path / "all.zip", tell("msgspec", versions=(pins["msgspec"],)), tell("starlette", {"introduced": "9999"}))
    assert main(export, ROOT / "constraints.txt") == 1
    told = capsys.readouterr().out
    assert f"msgspec=={pins['msgspec']}: OSV-0-0" in told
    assert f"{len(pins)} packages" in told
    assert main(write_export(tmp_path / "clean.zip", tell("msgspec", {"introduced": "9999"})), ROOT / "constraints.txt") == 0


@pytest.mark.parametrize("content", [b"no archive", b""])
def test_what_is_no_export_is_said_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is no export of OSV"):
        list(read_advisories(path))


def test_an_export_without_advisories_is_not_taken_for_a_clean_bill(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds 0 advisories"):
        list(read_advisories(write_export(tmp_path / "all.zip")))


def test_the_parts_of_a_release_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.cdx.json"
    path.write_text('{"components": [{"name": "Some_Lamp", "version": "1.4.2"}, {"name": "without"}]}', encoding="utf-8")
    assert read_pins(path) == {"some-lamp": "1.4.2"}
