"""Holds the versions that we pin against what is publicly known to be unsafe, without a network: the database is a file that somebody fetched.

    make audit ARGS=all.zip                  every pin of constraints.txt
    make audit ARGS="all.zip dist/x.cdx.json"  every part that a release lists (CycloneDX)

The file is the export of all PyPI advisories of OSV (osv.dev, "Data dumps"; format: the OSV schema 1.6). Ends with 1 when a pin is unsafe, with 2 when the file is no such export.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).parents[1]
LARGEST_BYTES, MOST_ADVISORIES = 4_000_000, 500_000
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)")


class Package(Struct):
    """What an advisory is about."""

    ecosystem: str
    name: str


class Range(Struct):
    """Versions by what happened at them, in order: introduced, fixed, last_affected."""

    type: str = ""
    events: list[dict[str, str]] = []


class Affected(Struct):
    """The versions of one package that are unsafe: listed, or in ranges."""

    package: Package | None = None
    ranges: list[Range] = []
    versions: list[str] = []


class Advisory(Struct):
    """An entry of the database, as far as it is looked at here."""

    id: str
    summary: str = ""
    withdrawn: str | None = None
    affected: list[Affected] = []


def read_pins(path: Path) -> dict[str, str]:
    """Versions by package, of constraints or of a list of parts."""
    if path.suffix == ".json":
        parts = msgspec.json.decode(path.read_bytes())["components"]
        return {canonicalize_name(part["name"]): part["version"] for part in parts if part.get("version")}
    found = (PIN.match(line) for line in path.read_text("utf-8").splitlines())
    return {canonicalize_name(pin[1]): pin[2] for pin in found if pin}


def read_advisories(path: Path) -> Iterator[Advisory]:
    """All that stand in an export.

    Raises
    ------
    ValueError
        It is no export of OSV, or one that no database would make.
    """
    try:
        with zipfile.ZipFile(path) as export:
            entries = [each for each in export.infolist() if each.filename.endswith(".json")]
            if not entries or len(entries) > MOST_ADVISORIES:
                raise ValueError(f"{path.name} holds {len(entries)} advisories; fetch the export of the PyPI ecosystem again")
            for entry in entries:
                if entry.file_size > LARGEST_BYTES:
                    raise ValueError(f"{path.name}: {entry.filename} is larger than any advisory")
                yield msgspec.json.decode(export.read(entry), type=Advisory)
    except (zipfile.BadZipFile, msgspec.MsgspecError) as error:
        raise ValueError(f"{path.name} is no export of OSV: {error}") from error


def is_affected(version: str, affected: Affected) -> bool:
    """Whether a version is among those that are unsafe.

    >>> fixed = Affected(ranges=[Range("ECOSYSTEM", [{"introduced": "0"}, {"fixed": "2.1"}])])
    >>> is_affected("2.0", fixed), is_affected("2.1", fixed)
    (True, False)
    """
    if version in affected.versions:
        return True
    ranges = (each.events for each in affected.ranges if each.type == "ECOSYSTEM")
    return any(_lies_in(Version(version), events) for events in ranges)


def find_unsafe(pins: Mapping[str, str], advisories: Iterable[Advisory]) -> dict[str, list[Advisory]]:
    """By pin that is unsafe, what is known of it; withdrawn advisories are left out."""
    unsafe = defaultdict[str, list[Advisory]](list)
    for advisory in advisories:
        if advisory.withdrawn is not None:
            continue
        for affected in advisory.affected:
            name = "" if affected.package is None or affected.package.ecosystem != "PyPI" else canonicalize_name(affected.package.name)
            if name in pins and is_affected(pins[name], affected):
                unsafe[f"{name}=={pins[name]}"].append(advisory)
                break
    return dict(unsafe)


def _lies_in(version: Version, events: Iterable[Mapping[str, str]]) -> bool:
    """Whether the last thing that happened up to a version made it unsafe."""
    told = sorted((_event(each) for each in events), key=lambda each: (each[1], each[0] == "last_affected"))
    is_unsafe = False
    for kind, at in told:
        if at < version or (at == version and kind != "last_affected"):
            is_unsafe = kind == "introduced"
    return is_unsafe


def _event(event: Mapping[str, str]) -> tuple[str, Version]:
    kind, told = next(iter(event.items()))
    try:
        return kind, Version(told)
    except InvalidVersion:  # of before PEP 440: older than all that we pin
        return kind, Version("0")


def main(export: Path, listed: Path) -> int:
    """Say what is unsafe; 1 when something is."""
    pins = read_pins(listed)
    unsafe = find_unsafe(pins, read_advisories(export))
    for pin, advisories in sorted(unsafe.items()):
        for advisory in advisories:
            print(f"{pin}: {advisory.id} {advisory.summary}")
    print(f"{len(pins)} packages of {listed.name} looked up in {export.name}: {len(unsafe)} unsafe")
    return 1 if unsafe else 0


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("name the file of advisories: make audit ARGS=all.zip (CONTRIBUTING.md says where it comes from)")
    try:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else ROOT / "constraints.txt"))
    except (OSError, ValueError) as error:
        print(f"audit: {error}", file=sys.stderr)
        sys.exit(2)
