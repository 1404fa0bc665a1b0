"""What sources said: reports in their versions, what could not be read, and what we know of the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from skywitness.errors import UnknownId
from skywitness.ledger.bodies import ADD_BODY, Words
from skywitness.ledger.instants import write_instant, write_instant_or_null
from skywitness.ledger.prepared import PreparedReport
from skywitness.ledger.store import Connection
from skywitness.model.ids import content_id, digest_bytes
from skywitness.model.report import Report, SetAside, SourceProfile, make_report

_encode = msgspec.json.Encoder().encode
_report = msgspec.json.Decoder(Report)
_words = msgspec.json.Decoder(Words)
_set_aside = msgspec.json.Decoder(SetAside)
_profile = msgspec.json.Decoder(SourceProfile)

LAST = "select coalesce(max(row), 0) from report"
ALL_VERSIONS = """
select told.record, said.words
from report as told
left join said on said.report = told.row
where told.made_at <= :as_of
order by told.told_at, told.digest
"""

CURRENT = """
select told.record, said.words
from report as told
left join said on said.report = told.row
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
"""

UNREAD = """
select told.record, said.words
from report_now as told
join said on said.report = told.row
where not exists (select 1 from reading where reading.told = told.row and reading.activity_id = :by)
  and (told.told_at, told.digest) > (:told_at, :digest)
order by told.told_at, told.digest
limit :most
"""
ALL = 1 << 62
"""More than any table holds."""
COUNT_UNREAD = """
select count(*)
from report_now as told
where not exists (select 1 from reading where reading.told = told.row and reading.activity_id = ?)
"""

UNREAD_AMONG = """
select told.record, said.words
from json_each(:among) as wanted -- of PostgreSQL too: its schema brings one
join report as told on told.digest = wanted.value
join said on said.report = told.row
where not exists (select 1 from reading where reading.told = told.row and reading.activity_id = :by)
  and not exists (
    select 1
    from report as later
    where later.source = told.source
      and later.report_id = told.report_id
      and (later.told_at, later.collected_at, later.digest) > (told.told_at, told.collected_at, told.digest)
  )
order by told.told_at, told.digest
"""


def prepare_report(report: Report) -> PreparedReport:
    """A report, ready to be kept."""
    return PreparedReport(
        digest=report.digest,
        columns=(
            report.report_id,
            report.source,
            report.stream,
            write_instant_or_null(report.published_at),
            _told_at(report),
            write_instant(report.collected_at),
        ),
        record=_encode(msgspec.structs.replace(report, text="", title=None)).decode(),
        words=_encode(Words(text=report.text, title=report.title)).decode(),
    )


def add_reports(connection: Connection, reports: Iterable[Report | PreparedReport], *, at: str, by: str) -> int:
    """Add the versions that are new, with their words; returns how many were."""
    versions = [prepare_report(each) if isinstance(each, Report) else each for each in reports]
    before = connection.execute(LAST).fetchone()
    connection.executemany(
        """
        insert into report
          (digest, report_id, source, stream, published_at, told_at, collected_at, made_at, activity_id, record)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict do nothing
        """,
        [(each.digest, *each.columns, at, by, each.record) for each in versions],
    )
    new = connection.execute("select row, digest from report where row > ? order by row", before).fetchall()
    words = {each.digest: each.words for each in reversed(versions)}  # of two with one digest the first came in
    connection.executemany(
        "insert into said (report, words) values (?, ?) on conflict do nothing",
        [(row, words[digest]) for row, digest in new],
    )
    return len(new)


def _told_at(report: Report) -> str:
    return write_instant_or_null(report.edited_at or report.published_at) or ""


def make_report_of(record: str, words: str | bytes | None) -> Report:
    """The report that a row and its body hold; marked as erased when the body is gone."""
    report = _report.decode(record)
    if words is None:
        return msgspec.structs.replace(report, erased=True)
    said = _words.decode(words)
    return msgspec.structs.replace(report, text=said.text, title=said.title)


def stream_unread(connection: Connection, by: str, after: Report | None, most: int | None) -> Iterator[Report]:
    """So many current reports that an activity did not read, beginning behind one of them."""
    told_at, digest = ("", "") if after is None else (_told_at(after), after.digest)
    yield from stream_reports(connection, UNREAD, {"by": by, "told_at": told_at, "digest": digest, "most": ALL if most is None else most})


def stream_reports(connection: Connection, query: str, parameters: Mapping[str, object]) -> Iterator[Report]:
    """The reports that one of the queries above selects."""
    for record, words in connection.stream(query, parameters):
        yield make_report_of(record, words)


def read_report(connection: Connection, digest: str) -> Report:
    """One version of a report.

    Raises
    ------
    UnknownId
        No report has this digest.
    """
    row = connection.execute(
        "select told.record, said.words from report as told left join said on said.report = told.row where told.digest = ?", (digest,)
    ).fetchone()
    if row is None:
        raise UnknownId(f"no report in this ledger has the digest {digest}")
    return make_report_of(*row)


def read_versions(connection: Connection, report_id: str) -> tuple[Report, ...]:
    """All versions shown under an id, oldest first."""
    rows = connection.execute(
        """
        select told.record, said.words
        from report as told
        left join said on said.report = told.row
        where told.report_id = ?
        order by told.told_at, told.collected_at, told.digest
        """,
        (report_id,),
    ).fetchall()
    return tuple(make_report_of(record, words) for record, words in rows)


def add_set_aside(connection: Connection, items: Iterable[SetAside], *, at: str, by: str) -> int:
    """Add the items that are new; returns how many were."""
    records = [(item, _encode(item)) for item in items]
    connection.executemany(ADD_BODY, [(digest_bytes(record), record.decode()) for _, record in records])
    added = connection.executemany(
        "insert into set_aside (set_aside_id, file, item, url, made_at, activity_id, digest) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        [
            (content_id("s", item), item.locator.file, item.locator.row, item.locator.url, at, by, digest_bytes(record))
            for item, record in records
        ],
    ).rowcount
    return max(added, 0)


def stream_set_aside(connection: Connection, as_of: str) -> Iterator[SetAside]:
    """The items set aside, in the order of arrival, without those that were erased."""
    for (words,) in connection.stream(
        "select body.words from set_aside join body using (digest) where made_at <= ? order by set_aside.row", (as_of,)
    ):
        yield _set_aside.decode(words)


def add_profiles(connection: Connection, profiles: Mapping[str, SourceProfile], at: str) -> int:
    """Add what differs from the newest profile of each source; returns how many did."""
    known = read_profiles(connection, at)
    new = [(name, profile) for name, profile in sorted(profiles.items()) if known.get(name) != profile]
    connection.executemany(
        "insert into source (name, stream, region, made_at, record) values (?, ?, ?, ?, ?)",
        [(name, profile.stream, profile.region, at, _encode(profile).decode()) for name, profile in new],
    )
    return len(new)


def read_profiles(connection: Connection, as_of: str) -> dict[str, SourceProfile]:
    """The newest profile of each source."""
    rows = connection.execute("select name, record from source where made_at <= ? order by row", (as_of,)).fetchall()
    return {name: _profile.decode(record) for name, record in rows}


def find_altered(connection: Connection) -> Iterator[str]:
    """A sentence for each report that no longer gives its digest, though nobody erased it."""
    for digest, record, words in connection.stream(
        "select told.digest, told.record, said.words from report as told left join said on said.report = told.row"
    ):
        try:
            report = make_report_of(record, words)
        except (msgspec.MsgspecError, UnicodeError, TypeError) as error:  # a damaged cell can be of another type
            yield f"report {digest} was altered: it can no longer be read ({error})"
            continue
        if report.erased:
            if connection.execute("select 1 from tombstone where digest = ?", (digest,)).fetchone() is None:
                yield f"the body of report {report.report_id} ({digest}) is missing, and no tombstone says why"
        elif digest not in {_digest_again(report, None), _digest_again(report, report.report_id)}:
            yield f"report {report.report_id} ({digest}) was altered: what it says gives another digest"


def _digest_again(report: Report, own_id: str | None) -> str:
    said = msgspec.structs.asdict(report)
    return make_report(own_id=own_id, **{name: said[name] for name in said.keys() - {"report_id", "digest", "erased"}}).digest
