"""What reads bytes from outside, each as a function of bytes that may refuse them in our words and may do nothing else.

The tests hold kept cases and damaged seeds against these; ``python -m bench.fuzz`` looks for more of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from skywitness.archive.custody import read_entries
from skywitness.archive.stamps import read_response
from skywitness.config import load_profiles, load_settings
from skywitness.errors import SkywitnessError
from skywitness.fuse.copies import shorten_address
from skywitness.ingest import read_input
from skywitness.ingest.instants import read_instant
from skywitness.ingest.live.plan import load_plan
from skywitness.media.apart import Outcome
from skywitness.model.report import Locator, Report, make_report
from skywitness.model.words import Stream
from skywitness.parts import Claimed, ReadOptions
from skywitness.reading import Reader
from skywitness.text.flat import flatten
from skywitness.verify.metadata import Metadata, distance_to, parse_tags, read_time

Attack = Callable[[bytes], None]
AT = datetime(2031, 4, 1, tzinfo=UTC)
SHM = Path("/dev/shm")  # noqa: S108 - a file is written and read some thousand times a second


@contextmanager
def as_file(content: bytes, name: str) -> Iterator[Path]:
    """A file with this content for a moment, in memory where the machine can."""
    with tempfile.TemporaryDirectory(dir=SHM if SHM.is_dir() else None) as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


@cache
def reader() -> Reader:
    """One reader; it holds what is loaded once."""
    return Reader({})


def read_as(name: str) -> Attack:
    """The reading of a whole input of that name, whatever source recognises it."""

    def attack(content: bytes) -> None:
        with as_file(content, name) as path, suppress(SkywitnessError):
            for item in read_input(path, ReadOptions(collected_at=AT)):
                if isinstance(item, Report):
                    assert item.published_at is None or item.published_at.tzinfo is UTC
                else:
                    assert item.reason

    return attack


def read_settings(content: bytes) -> None:
    """Settings, sources and a plan of what is collected."""
    with as_file(content, "x.toml") as path:
        for load in (load_settings, load_profiles, load_plan):
            with suppress(SkywitnessError):
                load(path)


def extract(content: bytes) -> None:
    """The words of a post, through every pattern of every language; each quote must stand where it says."""
    text = content.decode("utf-8", "ignore")
    told = make_report(
        source="somebody", stream=Stream.GRASSROOTS, text=text, published_at=AT, collected_at=AT, locator=Locator(file="x", row=1)
    )
    reading, failed = reader().read(told)
    assert not failed, failed
    for each in reading.assertions:
        assert told.text[slice(*each.span)] == each.quote
    flatten(text)


def shorten(content: bytes) -> None:
    """Addresses, of which copies are known."""
    text = content.decode("utf-8", "replace")
    assert shorten_address(shorten_address(text)) is not None


def tell_time(content: bytes) -> None:
    """Times as people and machines write them."""
    with suppress(ValueError):
        read_instant(content.decode("utf-8", "replace"))


def read_record(content: bytes) -> None:
    """What exiftool says of a file."""
    told = parse_tags(Outcome(content))
    if not isinstance(told, str):
        claimed = Claimed(at=AT, lat=50.0, lon=36.0)
        read_time(told)
        distance_to(told, claimed)
        Metadata()._judge(Path("x.jpg"), told, claimed)


def read_stamp(content: bytes) -> None:
    """The answer of an authority that stamps times."""
    with suppress(SkywitnessError):
        read_response(content)


def read_custody(content: bytes) -> None:
    """The log of who held a copy."""
    with suppress(SkywitnessError):
        for _ in read_entries(content):
            pass


PARSERS: Mapping[str, Attack] = {
    "telegram_json": read_as("result.json"),
    "telegram_html": read_as("page.html"),
    "feed": read_as("feed.xml"),
    "cap": read_as("alert.xml"),
    "gdelt": read_as("20310401.export.CSV"),
    "table": read_as("table.csv"),
    "machines": read_as("machines.csv"),
    "lines": read_as("reports.jsonl"),
    "article": read_as("article.html"),
    "web_archive": read_as("pages.warc"),
    "wacz": read_as("pages.wacz"),
    "config": read_settings,
    "patterns": extract,
    "urls": shorten,
    "times": tell_time,
    "media_metadata": read_record,
    "stamps": read_stamp,
    "custody": read_custody,
}
