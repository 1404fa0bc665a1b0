"""Options that several verbs share, and how their words become values."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

from cyclopts import Parameter

from skywitness.config import Settings, load_profiles, load_settings
from skywitness.errors import BadSettings, UnwritableOutput
from skywitness.model.report import SourceProfile
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

Config = Annotated[Path | None, Parameter(help="Settings in TOML.")]
AsOf = Annotated[str | None, Parameter(help="What the ledger knew at this instant, such as 2024-11-24T10:00:00Z.")]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class InputOptions:
    """What a person can say about inputs that do not say it themselves. A dataclass, as that is what the command line library reads."""

    source: Annotated[str | None, Parameter(help="Who published an input that does not name its source.")] = None
    stream: Annotated[Stream | None, Parameter(help="The stream of such a source.")] = None
    published_at: Annotated[str | None, Parameter(help="When such an input was published, with its offset.")] = None
    columns: Annotated[
        list[str] | None,
        Parameter(help="For tables: field=column, such as text=body published_at=sent.", consume_multiple=True, negative=""),
    ] = None
    zone: Annotated[str | None, Parameter(help="For tables with times that name no zone: an IANA zone, such as Europe/Kyiv.")] = None
    sources: Annotated[Path | None, Parameter(help="A sources.toml; one beside the input is found by itself.")] = None
    config: Config = None


def now() -> datetime:
    """The wall clock, in UTC: the one place where the command line asks for it."""
    return datetime.now(UTC)


def read_instant(text: str | None, option: str) -> datetime | None:
    """An aware instant from the command line.

    Raises
    ------
    BadSettings
        The text is no instant, or it has no offset.

    >>> read_instant("2024-11-24T10:00:00Z", "--as-of").isoformat()
    '2024-11-24T10:00:00+00:00'
    """
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadSettings(f"{option}: {text!r} is not an instant; write it as 2024-11-24T10:00:00Z") from None
    if instant.tzinfo is None:
        raise BadSettings(f"{option}: {text!r} has no offset; end it in Z for UTC or in an offset such as +03:00")
    return instant.astimezone(UTC)


def read_options(inputs: Sequence[Path], given: InputOptions) -> ReadOptions:
    """The reading options of a run: settings, profiles beside the inputs, and what was said on the command line."""
    settings = load_settings(given.config) if given.config else Settings()
    return ReadOptions(
        collected_at=now(),
        profiles=find_profiles(inputs, given.sources, settings),
        source=given.source,
        stream=given.stream,
        published_at=read_instant(given.published_at, "--published-at"),
        columns=read_columns(given.columns or []),
        zone=given.zone,
        max_item_bytes=settings.limits.max_item_bytes,
    )


def find_profiles(inputs: Sequence[Path], told: Path | None, settings: Settings) -> dict[str, SourceProfile]:
    """Source profiles from the settings, from a sources.toml beside or in each input, and from the one named; the later wins."""
    profiles = {profile.name: profile for profile in settings.source}
    beside = [(path if path.is_dir() else path.parent) / "sources.toml" for path in inputs]
    for path in [*dict.fromkeys(path for path in beside if path.is_file()), *([told] if told else [])]:
        profiles |= load_profiles(path)
    return profiles


def read_columns(pairs: Sequence[str]) -> Mapping[str, str]:
    """Our field to the table's column, from words such as ``text=body``.

    >>> read_columns(["text=body"])
    {'text': 'body'}
    """
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise BadSettings(f"--columns: {wrong[0]!r} is not field=column, such as text=body")
    return {field.strip(): column.strip() for field, _, column in (pair.partition("=") for pair in pairs)}


@contextmanager
def open_output(path: Path | None) -> Iterator[BinaryIO]:
    """Where data go: stdout, or the file, which appears whole when all is written and not at all when something fails.

    A link is followed, not replaced; a pipe or a device is written to as it stands.

    Raises
    ------
    UnwritableOutput
        The file cannot be written there.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        target = path.resolve()
        with _write_whole(target) if target.is_file() or not target.exists() else target.open("wb") as out:
            yield out
    except OSError as error:
        raise UnwritableOutput(f"{path}: cannot be written: {error.strerror or error}") from error


@contextmanager
def _write_whole(path: Path) -> Iterator[BinaryIO]:
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
