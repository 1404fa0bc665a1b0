"""Takes inputs in, batch by batch wherever an engine does it: lines become reports, and reports readings, ready to be kept; the process that asks only writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec
from msgspec import Struct

from skywitness.engine import Engine
from skywitness.extract.occurrences import split_reading
from skywitness.ingest import Line, Parser
from skywitness.ledger import PreparedReading, PreparedReport, prepare_reading, prepare_report
from skywitness.model.ids import ActivityId
from skywitness.model.report import Report, SetAside, SourceProfile
from skywitness.parts import ReadOptions
from skywitness.reading import reader_of_step

I = TypeVar("I", bound=Report | SetAside | Line)  # noqa: E741 - an item
TOGETHER, LETTERS = 5_000, 4_000_000
"""Items that are kept together, and the letters that they hold at the most: what a kill can lose is less than this, and nothing of it was acknowledged. Each transaction
waits for the disk, so that many small ones cost more.
"""


class Taken(Struct, frozen=True):
    """What came of a batch: reports in its order and their readings, ready to be kept; what could not be used, what an extractor broke on; the reports that name
    media, the sources whose stream nobody told, and what there is to say of the file.
    """

    reports: tuple[PreparedReport, ...]
    read: tuple[PreparedReading, ...]
    aside: tuple[SetAside, ...]
    failed: tuple[SetAside, ...]
    carrying: tuple[Report, ...]
    assumed: frozenset[str]
    remarks: tuple[str, ...]

    def __reduce__(self) -> tuple[Callable[[bytes], Taken], tuple[bytes]]:
        """Sent as one message: thousands of small records would each be pickled by themselves, which takes five times as long."""
        return _unpack, (_encode(self),)


_encode = msgspec.msgpack.Encoder().encode
_taken = msgspec.msgpack.Decoder(Taken)


def _unpack(sent: bytes) -> Taken:
    return _taken.decode(sent)


class TakingJob(Struct, frozen=True):
    """Taking in batches of one input, and reading them as the step of this id does it; without ``reads`` nothing is read in them."""

    options: ReadOptions
    profiles: Mapping[str, SourceProfile]
    step: ActivityId
    reads: bool = True

    def ready(self) -> Callable[[Sequence[Report | SetAside | Line]], Taken]:
        """What takes in a batch; raises what :func:`reader_of_step` does."""
        reader = reader_of_step(self.profiles, self.step)

        def take(batch: Sequence[Report | SetAside | Line]) -> Taken:
            remarks = list[str]()
            items = list(Parser(self.options, tell=remarks.append).parse(batch))
            reports = [item for item in items if isinstance(item, Report)]
            to_read = reports if self.reads else []
            sieved = [reader.sieve(report) for report in to_read]
            rest = reader.read_together([report for report, reading in zip(to_read, sieved, strict=True) if reading is None])
            read, failed = list[PreparedReading](), list[SetAside]()
            for report, reading in zip(to_read, sieved, strict=True):
                found, lost = (reading, []) if reading is not None else next(rest)
                read.append(prepare_reading((found, *split_reading(found, report))))
                failed += lost
            return Taken(
                reports=tuple(map(prepare_report, reports)),
                read=tuple(read),
                aside=tuple(item for item in items if isinstance(item, SetAside)),
                failed=tuple(failed),
                carrying=tuple(report for report in reports if report.media),
                assumed=frozenset(report.source for report in reports if report.stream_assumed),
                remarks=tuple(remarks),
            )

        return take


def take_all(items: Iterable[Report | SetAside | Line], job: TakingJob, engine: Engine) -> Iterator[Taken]:
    """What came of these items, in their order, in batches to be kept together."""
    return engine.map(job, keep_together(items))


def keep_together(items: Iterable[I]) -> Iterator[list[I]]:
    """Items in batches that are kept together."""
    batch, letters = list[I](), 0
    for item in items:
        batch.append(item)
        letters += len(item.said) if isinstance(item, Line) else len(item.text) if isinstance(item, Report) else 0
        if len(batch) == TOGETHER or letters > LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch
