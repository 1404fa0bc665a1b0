"""Reads the truth of an exercise and lays it out to be looked things up in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from skywitness.errors import UnreadableInput
from skywitness.model.truth import ContradictionTruth, FilmTruth, Happening, NightTruth, SourceTruth, ToldTruth, Truth
from skywitness.model.words import What
from skywitness.score.values import ALARMS
from skywitness.score.waves import group_waves


class KnownTruth(Struct, frozen=True, kw_only=True):
    """The truth of one exercise: happenings by id, reports by the id under which they were published, sources and videos by name."""

    happenings: Mapping[str, Happening]
    told: Mapping[str, ToldTruth]
    sources: Mapping[str, SourceTruth]
    films: Mapping[str, FilmTruth]
    nights: tuple[NightTruth, ...]
    wave_of: Mapping[str, str]
    """The wave that each happening belongs to."""
    contradictions: tuple[ContradictionTruth, ...] = ()

    @property
    def kinds_left_out(self) -> frozenset[What]:
        """The kinds of alarm of which this exercise keeps no truth: incidents of these kinds are left out of the account."""
        return ALARMS - {happening.what for happening in self.happenings.values()}


def is_roll_up(told: ToldTruth) -> bool:
    """Whether a report only counts again what others told. One that sums up what it tells itself, as interval posts do, is none."""
    return bool(told.contains or told.stated is not None) and not told.speaks_of


def read_truth(path: Path) -> KnownTruth:
    """The truth in a ``truth.jsonl``.

    Raises
    ------
    UnreadableInput
        The file is not there or empty, a line is no truth record, or it speaks of a happening that no line describes.
    """
    decode = msgspec.json.Decoder(Truth).decode
    records = list[Truth]()
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read: {error.strerror}; name the truth.jsonl that the exercise wrote") from error
    for row, line in enumerate(lines):
        try:
            records += [decode(line)] if line.strip() else []
        except msgspec.DecodeError as error:
            raise UnreadableInput(f"{path}, row {row}: is no truth record: {error}") from error
    if not records:
        raise UnreadableInput(f"{path}: holds no truth record; name the truth.jsonl that the exercise wrote")
    try:
        return index_truth(records)
    except ValueError as error:
        raise UnreadableInput(f"{path}: {error}") from error


def index_truth(records: Iterable[Truth]) -> KnownTruth:
    """Truth records in any order, laid out.

    Raises
    ------
    ValueError
        A report speaks of, or a roll-up contains, a happening that no record describes.
    """
    happenings, told, sources, films = dict[str, Happening](), dict[str, ToldTruth](), dict[str, SourceTruth](), dict[str, FilmTruth]()
    nights, contradictions = list[NightTruth](), list[ContradictionTruth]()
    for record in records:
        match record:
            case Happening():
                happenings[record.happening_id] = record
            case ToldTruth():
                told[record.report_id] = record
            case ContradictionTruth():
                contradictions.append(record)
            case SourceTruth():
                sources[record.name] = record
            case FilmTruth():
                films[record.file] = record
            case NightTruth():
                nights.append(record)
    for report_id, each in told.items():
        missing = [name for name in (*each.speaks_of, *each.contains) if name not in happenings]
        if missing:
            raise ValueError(f"report {report_id!r} speaks of {missing[0]!r}, which no line describes")
    return KnownTruth(
        happenings=happenings,
        told=told,
        sources=sources,
        films=films,
        nights=tuple(nights),
        wave_of=group_waves(happenings.values()),
        contradictions=tuple(contradictions),
    )
