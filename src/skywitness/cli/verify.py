"""``skywitness verify``: is the footage what it says it is?"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from skywitness.cli.app import DONE, SOME_SET_ASIDE
from skywitness.cli.options import Config, read_instant
from skywitness.cli.progress import Bars, steps_of
from skywitness.config import Settings, load_settings
from skywitness.errors import BadSettings, MissingPart
from skywitness.locate.told import find_named, read_point
from skywitness.media.telling import WHOLE, watching
from skywitness.parts import Claimed, ShadowMarks, Verifier, installed_verifiers
from skywitness.publish.visible import visible
from skywitness.verify import Finding
from skywitness.verify.examine import ask_verifier

MARKS = {"supports": "✓ supports", "refutes": "✗ refutes", "inconclusive": "○ inconclusive"}
POINT_OFF_M = 1_000.0


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class ShadowOptions:
    """What a person measured of a shadow. A dataclass, as that is what the command line library reads."""

    shadow_ratio: Annotated[
        float | None, Parameter(help="Length of a shadow on level ground, as a multiple of the height of the upright thing that casts it.")
    ] = None
    shadow_ratio_off: Annotated[float, Parameter(help="By what share of itself that may be off, nine times in ten.")] = 0.1
    shadow_azimuth: Annotated[float | None, Parameter(help="Compass bearing to which a shadow points, in degrees from true north.")] = None
    shadow_azimuth_off: Annotated[float, Parameter(help="By how many degrees that may be off, nine times in ten.")] = 5.0

    def marks(self) -> ShadowMarks | None:
        """The marks; None when there are none.

        Raises
        ------
        BadSettings
            A number can be no length, bearing or doubt.
        """
        if self.shadow_ratio is None and self.shadow_azimuth is None:
            return None
        if self.shadow_ratio is not None and not 0 < self.shadow_ratio < 100:
            raise BadSettings(f"--shadow-ratio: {self.shadow_ratio} is no length over height; give a number between 0 and 100, such as 1.8")
        if self.shadow_azimuth is not None and not 0 <= self.shadow_azimuth <= 360:
            raise BadSettings(f"--shadow-azimuth: {self.shadow_azimuth} is no bearing; give degrees from 0 to 360")
        if not (0 < self.shadow_ratio_off <= 2 and 0 < self.shadow_azimuth_off <= 90):
            raise BadSettings(
                "--shadow-ratio-off: give a share between 0 and 2, such as 0.1; --shadow-azimuth-off: degrees between 0 and 90, such as 5"
            )
        return ShadowMarks(
            ratio=self.shadow_ratio,
            ratio_off=self.shadow_ratio_off,
            azimuth_deg=self.shadow_azimuth,
            azimuth_off_deg=self.shadow_azimuth_off,
        )


NO_SHADOW = ShadowOptions()


def verify(
    *files: Path,
    time: str | None = None,
    place: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    claim: Literal["night", "day"] | None = None,
    against: Path | None = None,
    minutes_off: float = 15.0,
    shadow: ShadowOptions = NO_SHADOW,
    pictures: Path | None = None,
    prints: Path | None = None,
    config: Config = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Look at footage with every installed verifier, offline; nothing is changed and nothing is sent.

    Parameters
    ----------
    files
        Photos, videos, recordings.
    time
        When it is said to have been filmed, with its offset.
    place
        Where: "lat,lon", or a name.
    claim
        What light it is said to show.
    against
        A file, or a folder of files, in which to look for the same footage and the same moment.
    minutes_off
        By how many minutes the time may be off.
    shadow
        A shadow that a person measured.
    pictures
        A folder for pictures that show what was found: the sun's day as a chart, a contact sheet, a keyframe of each shot. They show what the file shows:
        nothing in them is blurred.
    prints
        A folder in which the fingerprints of the files in ``--against`` are kept, so that each is decoded once, however many there are.
    as_json
        Print the findings as one JSON document.
    """
    if not files:
        raise BadSettings("name a file: skywitness verify clip.mp4 --time 2024-11-24T22:40:00+03:00 --place Yelets")
    lat, lon, metres_off = read_position(place)
    claimed = Claimed(
        at=read_instant(time, "--time"),
        minutes_off=minutes_off,
        lat=lat,
        lon=lon,
        metres_off=metres_off,
        light=claim,
        against=tuple(_files_in(against)) if against else (),
        shadow=shadow.marks(),
        pictures=make_folder(pictures, files) if pictures else None,
        prints=prints,
        bounds=(load_settings(config) if config else Settings()).media,
    )
    verifiers = installed_verifiers()
    if not verifiers:
        raise MissingPart("no verifier is installed; install those of skywitness with: pip install 'skywitness[media]'")
    with Bars(Console(stderr=True)).stage("looking, percent of each file by each verifier", len(files) * len(verifiers) * WHOLE) as advance:
        findings = [
            finding for file in files for name, verifier in verifiers.items() for finding in _ask(name, verifier, file, claimed, advance)
        ]
    if as_json:
        sys.stdout.write(msgspec.json.encode(findings).decode() + "\n")
    else:
        print_findings(Console(), findings)
    missing = [file for file in files if not file.is_file()]
    return SOME_SET_ASIDE if missing else DONE


def make_folder(folder: Path, files: Sequence[Path]) -> Path:
    """The folder for pictures, which are named after the files.

    Raises
    ------
    BadSettings
        It cannot be made, or two files have one name.
    """
    twice = [name for name, times in Counter(file.name for file in files).items() if times > 1]
    if twice:
        raise BadSettings(f"--pictures: several files are named {twice[0]}; verify them one at a time, each with a folder of its own")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(f"--pictures: {folder} cannot be made: {error.strerror}") from error
    return folder


def _ask(name: str, verifier: Verifier, file: Path, claimed: Claimed, advance: Callable[[int], None]) -> Iterator[Finding]:
    """What it finds; while it decodes, the bar moves on, and what it did not move is added at the end."""
    note = steps_of(advance)
    with watching(note):
        found = list(ask_verifier(name, verifier, file, claimed))
    note(WHOLE)
    yield from found


def read_position(text: str | None) -> tuple[float | None, float | None, float]:
    """Latitude, longitude and how many metres that may be off, from "lat,lon" or a name.

    Raises
    ------
    BadSettings
        The numbers are no place on Earth, or the name fits none or several.

    >>> read_position("52.62,38.5")
    (52.62, 38.5, 1000.0)
    """
    if text is None:
        return None, None, 0.0
    point = read_point(text)
    if point is not None:
        return *point, POINT_OFF_M
    place = find_named(text)
    return place.lat, place.lon, place.radius_m


def _files_in(path: Path) -> Sequence[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    if not path.is_file():
        raise BadSettings(f"--against: {path} is neither a file nor a folder")
    return [path]


def print_findings(console: Console, findings: Sequence[Finding]) -> None:
    """The findings as a table, a file after another."""
    table = Table("file", "verifier", "verdict", "why")
    for finding in findings:
        shown = f" (see {', '.join(finding.pictures[:3])}{', …' if len(finding.pictures) > 3 else ''})" if finding.pictures else ""
        table.add_row(visible(finding.file), finding.verifier, MARKS[finding.verdict.value], visible(finding.why + shown))
    console.print(table)
