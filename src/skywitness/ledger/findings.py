"""What verifiers found in the media that reports brought: kept for ever, the newest look at each file current."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from skywitness.ledger.bodies import ADD_BODY, kept_body
from skywitness.ledger.instants import horizon
from skywitness.ledger.store import Connection
from skywitness.model.ids import Digest, OccurrenceId, digest_bytes
from skywitness.model.incident import Finding

_encode = msgspec.json.Encoder().encode
_finding = msgspec.json.Decoder(Finding)

_NEWEST_LOOK = """
with look as (
  select finding.report, finding.media, max(finding.row) as newest
  from finding
  join activity on activity.activity_id = finding.activity_id
  where finding.made_at <= :as_of{among}
  group by finding.report, finding.media, activity.step = 'compare'
)
select held.digest
from look
join finding as last on last.row = look.newest
join activity on activity.activity_id = last.activity_id
join finding as held
  on held.report = last.report
  and held.media = last.media
  and held.activity_id = last.activity_id
  and (held.occurrence_id = last.occurrence_id or (held.occurrence_id is null and last.occurrence_id is null))
where held.made_at <= :as_of
and (
  activity.step <> 'compare'
  or held.row = (
    select max(said.row)
    from finding as said
    where said.report = held.report
    and said.media = held.media
    and said.activity_id = held.activity_id
    and said.verifier = held.verifier
    and said.made_at <= :as_of
    and (said.occurrence_id = held.occurrence_id or (said.occurrence_id is null and held.occurrence_id is null))
  )
)
order by held.report, held.media, held.finding_id
"""
"""Looks of different steps stand side by side. Comparing with other files says one thing of a file, and says it anew when an earlier file comes."""
CURRENT = _NEWEST_LOOK.format(among="")
CURRENT_OF_REPORT = _NEWEST_LOOK.format(among=" and finding.report = :report")
LOOKED = "select distinct report, media, occurrence_id from finding where activity_id = ?"


def add_findings(connection: Connection, findings: Iterable[Finding], *, at: str, by: str) -> int:
    """Add the findings that are new; returns how many were.

    Raises
    ------
    ValueError
        One has no id, or names no report or file: it is of the command line and of no ledger.
    """
    added = 0
    for found in findings:
        if found.finding_id is None or found.report is None or found.media is None:
            raise ValueError(f"a finding on {found.file} without id, report or file's digest cannot be kept")
        words = _encode(found)
        digest = digest_bytes(words)
        connection.execute(ADD_BODY, (digest, words.decode()))
        added += connection.execute(
            """
            insert into finding (finding_id, report, media, occurrence_id, verifier, verdict, made_at, activity_id, digest)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """,
            (found.finding_id, found.report, found.media, found.occurrence, found.verifier, found.verdict, at, by, digest),
        ).rowcount
    return max(added, 0)


def stream_findings(connection: Connection, as_of: str) -> Iterator[Finding]:
    """The findings of the newest look at each file, by report."""
    for (digest,) in connection.stream(CURRENT, {"as_of": as_of}):
        yield _finding.decode(kept_body(connection, digest))


def stream_findings_of(connection: Connection, report: str) -> Iterator[Finding]:
    """The findings of the newest look at each file of one report."""
    for (digest,) in connection.execute(CURRENT_OF_REPORT, {"as_of": horizon(None), "report": report}):
        yield _finding.decode(kept_body(connection, digest))


def read_looked(connection: Connection, by: str) -> frozenset[tuple[Digest, Digest, OccurrenceId | None]]:
    """The files, under their report, that an activity has looked at, and what it held them against."""
    return frozenset((report, media, occurrence) for report, media, occurrence in connection.execute(LOOKED, (by,)))


def read_finding(connection: Connection, digest: str) -> Finding:
    """The body of a finding."""
    return _finding.decode(kept_body(connection, digest))
