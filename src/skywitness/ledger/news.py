"""What came into a ledger since somebody last looked: rows are only ever added, so that the last of each table marks what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skywitness.ledger import bearing
from skywitness.ledger.findings import stream_findings_of
from skywitness.ledger.protocol import News, PictureNews, PictureSeen, Seen, Told
from skywitness.ledger.readings import READ, full_of
from skywitness.ledger.said import make_report_of
from skywitness.ledger.store import Connection
from skywitness.model.ids import Digest, IncidentId, TallyId

LAST = """
select
  (select coalesce(max(row), 0) from report),
  (select coalesce(max(row), 0) from reading),
  (select coalesce(max(rowid), 0) from tombstone),
  (select coalesce(max(row), 0) from decision),
  (select coalesce(max(row), 0) from source),
  (select coalesce(max(row), 0) from finding)
"""
CAME = (
    "select told_at, digest from report where row > ?",
    "select told_at, report.digest from reading join report on report.row = reading.told where reading.row > ?",
    "select told_at, report.digest from tombstone join report on report.digest = tombstone.erased where tombstone.rowid > ?",
    "select told_at, report.digest from finding join report on report.digest = finding.report where finding.row > ?",
)
"""Reports that came, were read, were erased, and of which media were looked at: each a search by row. As one union, ordered, SQLite goes through all reports."""
MARKS = (0, 1, 2, 5)
"""Which of what was seen each of those goes on from."""
TOLD = """
select
  told.record,
  not exists (
    select 1
    from report as later
    where later.source = told.source
      and later.report_id = told.report_id
      and (later.told_at, later.collected_at, later.digest) > (told.told_at, told.collected_at, told.digest)
  ),
  said.words
from report as told
left join said on said.report = told.row
where told.digest = ?
"""
EARLIER = """
select other.digest
from report as told
join report as other on other.source = told.source and other.report_id = told.report_id and other.digest <> told.digest
where told.digest = ?
"""
LATEST = f"""
select {READ}
from report
join reading on reading.told = report.row
left join body on body.digest = reading.digest
where report.digest = ?
order by reading.row desc
"""  # noqa: S608 - our own words

PICTURE_LAST = """
select
  (select coalesce(max(row), 0) from incident),
  (select coalesce(max(row), 0) from tally),
  (select coalesce(max(row), 0) from context)
"""


def read_picture_seen(connection: Connection) -> PictureSeen:
    """The last row of each table that holds the picture."""
    seen: PictureSeen = connection.execute(PICTURE_LAST).fetchone()
    return seen


def read_picture_news(connection: Connection, since: PictureSeen) -> PictureNews:
    """What those tables were given after those rows."""
    incidents = dict(connection.execute("select incident_id, went_to from incident where row > ? order by row", since[:1]).fetchall())
    tallies = connection.execute("select distinct tally_id from tally where row > ?", since[1:2]).fetchall()
    contexts = connection.execute("select distinct context_id from context where row > ?", since[2:]).fetchall()
    return PictureNews(
        upto=read_picture_seen(connection),
        incidents=tuple(map(IncidentId, incidents)),
        tallies=tuple(TallyId(key) for (key,) in tallies),
        contexts=tuple(key for (key,) in contexts),
        redirects={IncidentId(key): IncidentId(went_to) for key, went_to in incidents.items() if went_to is not None},
    )


def read_seen(connection: Connection) -> Seen:
    """The last row of each table that a picture rests on; zeros for an empty ledger."""
    seen: Seen = connection.execute(LAST).fetchone()
    return seen


def read_news(connection: Connection, since: Seen, speaking: Iterable[str] | None) -> News:
    """What came in after those rows; where it is told which sources are ``speaking`` for somebody, only what bears on the picture. Other versions of a report that came
    are named with it: one of them may be current no more.
    """
    upto = read_seen(connection)
    came = [digest for _, digest in sorted(set(_list_came(connection, since, speaking)))]
    others = [other for digest in came for (other,) in connection.execute(EARLIER, (digest,))]
    reports = tuple(Digest(digest) for digest in dict.fromkeys((*came, *others)))
    return News(upto=upto, reports=reports, decided=upto[3] > since[3], described=upto[4] > since[4])


def _list_came(connection: Connection, since: Seen, speaking: Iterable[str] | None) -> Iterator[tuple[str, str]]:
    for number, (query, mark) in enumerate(zip(CAME, MARKS, strict=True)):
        if speaking is None or number >= len(bearing.CAME):
            yield from connection.execute(query, (since[mark],))
        else:
            yield from connection.execute(bearing.CAME[number], {"since": since[mark], "speaking": bearing.name_speaking(speaking)})
    if speaking is not None:
        yield from connection.execute(bearing.REPLACED, {"since": since[0]})


def read_told(connection: Connection, digest: str) -> Told | None:
    """The version of a report under a digest, with its latest reading."""
    row = connection.execute(TOLD, (digest,)).fetchone()
    if row is None:
        return None
    report = make_report_of(row[0], row[2])
    reading = connection.execute(LATEST, (digest,)).fetchone()
    full = None if reading is None else full_of(connection, reading)
    return Told(
        report=report,
        read=None if full is None else (full.reading, full.occurrences, full.claims),
        is_current=bool(row[1]),
        findings=tuple(stream_findings_of(connection, digest)),
    )
