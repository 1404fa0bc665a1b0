"""What an id stands for: every kind of thing in the ledger can be found by its id, with the step that made it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from skywitness.errors import UnknownId
from skywitness.ledger.findings import read_finding
from skywitness.ledger.instants import read_instant
from skywitness.ledger.pictures import Kept, read_dossier, read_kept
from skywitness.ledger.protocol import Found, Record
from skywitness.ledger.readings import read_full
from skywitness.ledger.said import read_profiles, read_report
from skywitness.ledger.store import Connection
from skywitness.model.incident import Dossier
from skywitness.model.provenance import Activity, Decision
from skywitness.model.report import SetAside

_decision = msgspec.json.Decoder(Decision)
_set_aside = msgspec.json.Decoder(SetAside)

# No "limit 1" where the order is not the index's own: PostgreSQL would rather walk a whole table in order than sort the few rows that one id has.
READ_IN = {
    kind: f"""
select reading.digest, each.position, reading.made_at, reading.activity_id
from {kind} as each
join reading on reading.row = each.reading
where each.{kind}_id = ?
  and reading.made_at <= ?
order by each.reading desc
"""  # noqa: S608 the names are those three of ours
    for kind in ("claim", "occurrence", "assertion")
}


def find(connection: Connection, any_id: str, as_of: str) -> Found:
    """The thing with this id, as the ledger last knew it at ``as_of``.

    Raises
    ------
    UnknownId
        Nothing has this id, or had it then.
    """
    likely = _LIKELY.get(any_id[:2], ())
    for look in (*likely, *_EVERYWHERE):
        found = look(connection, any_id, as_of)
        if found is not None:
            return found
    raise UnknownId(f"nothing in this ledger has the id {any_id!r}; ids are shown by: skywitness show --ledger DIR")


def read_activity(connection: Connection, activity_id: str) -> Activity | None:
    """A step that ran; None when none has this id."""
    row = connection.execute(
        "select activity_id, step, version, settings, agent from activity where activity_id = ?", (activity_id,)
    ).fetchone()
    if row is None:
        return None
    key, step, version, settings, agent = row
    return Activity(activity_id=key, step=step, version=version, settings=settings, agent=agent)


def _found(
    connection: Connection, kind: str, key: str, record: Record, made_at: str, by: str | None = None, within: str | None = None
) -> Found:
    activity = read_activity(connection, by) if by else None
    return Found(kind=kind, record_id=key, record=record, made_at=read_instant(made_at), by=activity, within=within)


def _find_report(connection: Connection, any_id: str, as_of: str) -> Found | None:
    row = connection.execute(
        """
        select digest, made_at, activity_id
        from report
        where (digest = :id or report_id = :id) and made_at <= :as_of
        order by told_at desc, collected_at desc, digest desc
        """,
        {"id": any_id, "as_of": as_of},
    ).fetchone()
    return None if row is None else _found(connection, "report", row[0], read_report(connection, row[0]), row[1], row[2])


def _found_kept(connection: Connection, kind: str, key: str, record: Record, kept: Kept) -> Found:
    found = _found(connection, kind, key, record, kept.made_at, kept.by)
    return found if kept.gone_at is None else msgspec.structs.replace(found, gone_at=read_instant(kept.gone_at))


def _find_incident(connection: Connection, any_id: str, as_of: str) -> Found | None:
    kept = read_dossier(connection, any_id, as_of)
    if kept is None or not isinstance(kept.record, Dossier):
        return None
    return _found_kept(connection, "incident", kept.record.incident.incident_id, kept.record, kept)


def _find_attribute(connection: Connection, any_id: str, as_of: str) -> Found | None:
    incident_id, slash, topic = any_id.rpartition("/")
    kept = read_dossier(connection, incident_id, as_of) if slash else None
    if kept is None or not isinstance(kept.record, Dossier):
        return None
    incident = kept.record.incident
    attributes = {str(each.about): each for each in incident.attributes}
    if topic not in attributes:
        raise UnknownId(f"incident {incident_id} has no attribute {topic!r}; it has: {', '.join(sorted(attributes)) or 'none'}")
    return _found_kept(connection, "attribute", f"{incident.incident_id}/{topic}", attributes[topic], kept)


def _find_read(kind: Literal["claim", "occurrence", "assertion"]) -> Callable[[Connection, str, str], Found | None]:
    def look(connection: Connection, any_id: str, as_of: str) -> Found | None:
        row = connection.execute(READ_IN[kind], (any_id, as_of)).fetchone()
        if row is None:
            return None
        digest, position, made_at, by = row
        full = read_full(connection, digest)
        record = {"claim": full.claims, "occurrence": full.occurrences, "assertion": full.reading.assertions}[kind][position]
        return _found(connection, kind, any_id, record, made_at, by, digest)

    return look


def _find_reading(connection: Connection, any_id: str, as_of: str) -> Found | None:
    row = connection.execute(
        "select made_at, activity_id from reading where digest = ? and digest <> '' and made_at <= ?", (any_id, as_of)
    ).fetchone()
    return None if row is None else _found(connection, "reading", any_id, read_full(connection, any_id).reading, *row)


def _find_conclusion(kind: Literal["tally", "context"]) -> Callable[[Connection, str, str], Found | None]:
    def look(connection: Connection, any_id: str, as_of: str) -> Found | None:
        kept = read_kept(connection, kind, any_id, as_of)
        return None if kept is None else _found_kept(connection, kind, any_id, kept.record, kept)

    return look


def _find_decision(connection: Connection, any_id: str, as_of: str) -> Found | None:
    row = connection.execute("select record, made_at from decision where decision_id = ? and made_at <= ?", (any_id, as_of)).fetchone()
    return None if row is None else _found(connection, "decision", any_id, _decision.decode(row[0]), row[1])


def _find_activity(connection: Connection, any_id: str, as_of: str) -> Found | None:
    row = connection.execute("select made_at from activity where activity_id = ? and made_at <= ?", (any_id, as_of)).fetchone()
    activity = read_activity(connection, any_id)
    return None if row is None or activity is None else _found(connection, "activity", any_id, activity, row[0])


def _find_set_aside(connection: Connection, any_id: str, as_of: str) -> Found | None:
    row = connection.execute(
        """
        select body.words, set_aside.made_at, set_aside.activity_id
        from set_aside
        join body using (digest)
        where set_aside_id = ? and made_at <= ?
        """,
        (any_id, as_of),
    ).fetchone()
    return None if row is None else _found(connection, "set_aside", any_id, _set_aside.decode(row[0]), *row[1:])


def _find_finding(connection: Connection, any_id: str, as_of: str) -> Found | None:
    row = connection.execute(
        "select digest, made_at, activity_id from finding where finding_id = ? and made_at <= ? order by row desc", (any_id, as_of)
    ).fetchone()
    return None if row is None else _found(connection, "finding", any_id, read_finding(connection, row[0]), row[1], row[2])


def _find_source(connection: Connection, any_id: str, as_of: str) -> Found | None:
    row = connection.execute("select made_at from source where name = ? and made_at <= ? order by row desc", (any_id, as_of)).fetchone()
    return None if row is None else _found(connection, "source", any_id, read_profiles(connection, as_of)[any_id], row[0])


_EVERYWHERE: tuple[Callable[[Connection, str, str], Found | None], ...] = (
    _find_incident,
    _find_read("claim"),
    _find_read("occurrence"),
    _find_read("assertion"),
    _find_report,
    _find_reading,
    _find_conclusion("tally"),
    _find_conclusion("context"),
    _find_finding,
    _find_decision,
    _find_activity,
    _find_set_aside,
    _find_source,
    _find_attribute,
)
_LIKELY = {
    "c-": _EVERYWHERE[1:2],
    "o-": _EVERYWHERE[2:3],
    "a-": _EVERYWHERE[3:4],
    "r-": _EVERYWHERE[4:5],
    "t-": _EVERYWHERE[6:7],
    "d-": _EVERYWHERE[9:10],
}
"""Where to look first for ids that we gave; a source may give any, so that this only saves looking."""
