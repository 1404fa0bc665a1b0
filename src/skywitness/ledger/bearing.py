"""What of a ledger bears on its picture, as the engine finds it: of a broad stream one report in twenty. The others are not so much as read.

A report can bear on the picture where an extractor ever read it, and it was not set aside at first sight; where it brought a file or was found to show something; and where it may be an
authority's word: that one went on speaking matters to whose silence is seen. Fusion says what of that is idle all the same; this here is only never less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from skywitness.ledger.protocol import Read
from skywitness.ledger.readings import READ, full_of
from skywitness.ledger.said import make_report_of
from skywitness.ledger.store import Connection
from skywitness.model.ids import Digest
from skywitness.model.report import Report

MAY_SHOW = """(
    told.stream = 'official'
    or instr(told.record, '"media":[]') = 0
    or told.source in (select value from json_each(:speaking))
  )"""
"""That a report may be an authority's, or brought a file: told by its row alone. ``speaking`` are sources that speak for somebody, as JSON."""
WAS_READ = """exists (
    select 1
    from reading as earlier
    where earlier.told = told.row
      and earlier.by not like 'sieve/%'
  )"""
BEARING = f"""
with bearing (row) as (
  select reading.told from reading where reading.by not like 'sieve/%'
  union select report.row from finding join report on report.digest = finding.report
  union select told.row from report as told where {MAY_SHOW}
)
select told.record, said.words, {READ}
from bearing
join report as told on told.row = bearing.row
left join said on said.report = told.row
left join reading on reading.told = told.row
  and reading.made_at <= :as_of
  and not exists (
    select 1
    from reading as newer
    where newer.told = reading.told
      and newer.row > reading.row
      and newer.made_at <= :as_of
  )
left join body on body.digest = reading.digest
where told.made_at <= :as_of
  and not exists (
    select 1
    from report as later
    where later.source = told.source
      and later.report_id = told.report_id
      and (later.told_at, later.collected_at, later.digest) > (told.told_at, told.collected_at, told.digest)
      and later.made_at <= :as_of
  )
order by told.told_at, told.digest
"""  # noqa: S608 - our own words
CAME = (
    f"select told_at, digest from report as told where told.row > :since and ({MAY_SHOW} or {WAS_READ})",  # noqa: S608 - our own words
    f"""
select told.told_at, told.digest
from reading as fresh
join report as told on told.row = fresh.told
where fresh.row > :since
  and ({MAY_SHOW} or {WAS_READ})
""",  # noqa: S608 - our own words
)
"""Reports that came, and that were read, and bear on the picture or did so before they were read again."""
REPLACED = """
select other.told_at, other.digest
from report as told
join report as other on other.source = told.source and other.report_id = told.report_id and other.digest <> told.digest
where told.row > :since
"""
ADDRESSED = """
select digest, record
from report
where row > ?
  and instr(record, '"url":"') > 0
"""


class Addressed(Struct, frozen=True):
    """Of a report's row its address alone."""

    url: str | None = None


_decode_address = msgspec.json.Decoder(Addressed)


def stream_bearing(connection: Connection, speaking: Iterable[str], as_of: str) -> Iterator[tuple[Report, Read | None]]:
    """The current reports that bear on the picture with their latest readings, in the order in which they were told."""
    for record, said, *read in connection.stream(BEARING, {"speaking": name_speaking(speaking), "as_of": as_of}):
        full = None if read[0] is None else full_of(connection, read)
        yield make_report_of(record, said), None if full is None else (full.reading, full.occurrences, full.claims)


def name_speaking(speaking: Iterable[str]) -> str:
    """Names of sources as queries take them."""
    return msgspec.json.encode(sorted(speaking)).decode()


def stream_addresses(connection: Connection, since: int) -> Iterator[tuple[Digest, str]]:
    """The reports that came after so many and stand at an address, superseded ones too."""
    for digest, record in connection.stream(ADDRESSED, (since,)):
        url = _decode_address.decode(record).url
        if url:
            yield Digest(digest), url
