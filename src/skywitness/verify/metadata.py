"""What the file's own record says (EXIF, XMP, QuickTime, through exiftool), held against the claim. Messengers strip it: absence is normal and refutes nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from skywitness.geo.sphere import distance_m
from skywitness.media.apart import Outcome, run_program
from skywitness.media.bounds import Bounds, refuse
from skywitness.model.incident import Finding
from skywitness.model.words import Verdict
from skywitness.parts import Claimed
from skywitness.verify.finding import Measure, cannot_tell, found

LARGEST_BYTES = 1_000_000
"""Of a record as exiftool tells it; a few short tags are asked for."""
FIRST_YEAR = 1990
"""A clock that tells an earlier year was never set: QuickTime's begins in 1904, many others in 1970 or 1980."""
TIMES = ("DateTimeOriginal", "CreateDate", "MediaCreateDate", "CreationDate")
"""Tags that tell when it was filmed, the surest first."""
TAGS = (*TIMES, "OffsetTimeOriginal", "GPSLatitude", "GPSLongitude", "Make", "Model", "Software", "Error")
SLACK = timedelta(hours=14)
"""A clock without a zone can be off by so much."""


class Metadata:
    """Supports, refutes or is silent; a record can be forged, so support is weak and says so."""

    name = "metadata"
    version = "2"

    def verify(self, path: Path, claimed: Claimed) -> Iterator[Finding]:
        """One finding on time and place of the record."""
        told = read_tags(path, claimed.bounds)
        if isinstance(told, str):
            yield cannot_tell(path, self.name, told)
            return
        yield self._judge(path, told, claimed)

    def _judge(self, path: Path, told: Mapping[str, object], claimed: Claimed) -> Finding:
        measure: Measure = {tag: str(told[tag])[:100] for tag in TAGS if tag in told and not tag.startswith("GPS")}
        at, has_zone = read_time(told)
        reasons: list[tuple[Verdict, str]] = []
        if at is not None and claimed.at is not None:
            apart = abs(at - claimed.at)
            allowed = timedelta(minutes=claimed.minutes_off) + (timedelta(0) if has_zone else SLACK)
            sentence = f"its record says {at:%Y-%m-%d %H:%M}{' UTC' if has_zone else ' without a zone'}"
            reasons.append((Verdict.SUPPORTS if apart <= allowed else Verdict.REFUTES, sentence))
        metres = distance_to(told, claimed)
        if metres is not None:
            measure["distance_to_claim_km"] = round(metres / 1000, 1)
            verdict = Verdict.SUPPORTS if metres <= claimed.metres_off + 1000 else Verdict.REFUTES
            reasons.append((verdict, f"its record lies {metres / 1000:.0f} km from the claimed place"))
        if not reasons:
            what = (
                "its record tells neither time nor place"
                if not measure
                else "its record tells nothing that the claim could be held against"
            )
            return cannot_tell(path, self.name, f"{what}; that is usual for what came through a messenger", measure)
        verdict = Verdict.REFUTES if any(each is Verdict.REFUTES for each, _ in reasons) else Verdict.SUPPORTS
        tail = "; a record can be forged" if verdict is Verdict.SUPPORTS else ""
        return found(path, self.name, verdict, "; ".join(sentence for _, sentence in reasons) + tail, measure)


def read_tags(path: Path, bounds: Bounds) -> Mapping[str, object] | str:
    """The tags of a file, or in a sentence why there are none. exiftool is held to memory, time and output."""
    if trouble := refuse(path, bounds):
        return trouble
    tool = shutil.which("exiftool")
    if tool is None:
        return "exiftool is not installed (Debian: libimage-exiftool-perl)"
    arguments = [
        "-config",
        "",
        "-api",
        "QuickTimeUTC=1",
        "-json",
        "-n",
        "-fast",
        "-api",
        "LargeFileSupport=1",
        *(f"-{tag}" for tag in TAGS),
        "--",
        str(path.resolve()),
    ]
    done = run_program(tool, arguments, memory_bytes=bounds.record_memory_bytes, cpu_s=bounds.record_cpu_s, max_output_bytes=LARGEST_BYTES)
    return parse_tags(done)


def parse_tags(done: Outcome) -> Mapping[str, object] | str:
    """The tags that exiftool wrote, or why there are none. It leaves with a status where it does not know the kind of file, and says so in a tag."""
    try:
        [told] = json.loads(done.output or b"[]")
    except (ValueError, RecursionError):
        return f"its record cannot be read: {done.trouble or 'what exiftool says of it is no JSON'}"
    if not isinstance(told, dict):
        return "its record cannot be read"
    return f"its record cannot be read: {told['Error']}" if "Error" in told else {str(tag): value for tag, value in told.items()}


def read_time(told: Mapping[str, object]) -> tuple[datetime | None, bool]:
    """When the record says it was filmed, taken as UTC where it names no zone, and whether it names one.

    >>> read_time({"CreateDate": "2024:11:22 04:20:24+03:00"})
    (datetime.datetime(2024, 11, 22, 1, 20, 24, tzinfo=datetime.timezone.utc), True)
    >>> read_time({"CreateDate": "0000:00:00 00:00:00"})
    (None, False)
    """
    for tag in TIMES:
        date, _, clock = str(told.get(tag, "")).partition(" ")
        offset = str(told.get("OffsetTimeOriginal", "")) if tag == "DateTimeOriginal" else ""
        try:
            at = datetime.fromisoformat(f"{date.replace(':', '-')}T{clock}{offset}")
        except ValueError:
            continue
        if at.year < FIRST_YEAR:
            continue
        return (at.astimezone(UTC), True) if at.tzinfo else (at.replace(tzinfo=UTC), False)
    return None, False


def distance_to(told: Mapping[str, object], claimed: Claimed) -> float | None:
    """Metres between the record's position and the claimed one; None when either is missing."""
    try:
        lat, lon = float(str(told["GPSLatitude"])), float(str(told["GPSLongitude"]))
    except (KeyError, ValueError):
        return None
    if claimed.lat is None or claimed.lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return distance_m(lat, lon, claimed.lat, claimed.lon)
