"""The picture in its versions: only what changed is appended, what vanished is marked as gone and says where it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Literal, TypeAlias

import msgspec

from skywitness.ledger.bodies import ADD_BODY, kept_body
from skywitness.ledger.instants import END_OF_TIME, read_instant, write_instant_or_null
from skywitness.ledger.protocol import DossierVersion, PictureChange
from skywitness.ledger.store import Connection, Row
from skywitness.model.ids import ActivityId, IncidentId, OccurrenceId, digest_bytes
from skywitness.model.incident import Context, Dossier, Picture, Silence, Tally

Kind: TypeAlias = Literal["incident", "tally", "context"]
BATCH = 500
"""Records that are encoded together: what is held of a large picture beside the records themselves."""
_encode = msgspec.json.Encoder(order="deterministic").encode
_dossier = msgspec.json.Decoder(Dossier)
_tally = msgspec.json.Decoder(Tally)
_context = msgspec.json.Decoder(Context)
_decoders: Mapping[Kind, msgspec.json.Decoder[Dossier] | msgspec.json.Decoder[Tally] | msgspec.json.Decoder[Context]] = {
    "incident": _dossier,
    "tally": _tally,
    "context": _context,
}

_STANDING = """
where each.made_at <= :as_of
  and each.gone = 0
  and not exists (
    select 1
    from {kind} as later
    where later.{kind}_id = each.{kind}_id
      and later.row > each.row
      and later.made_at <= :as_of
  )
order by each.{kind}_id
"""
NEWEST: Mapping[Kind, str] = {
    kind: f"""
select each.{kind}_id, each.digest, tombstone.remains
from {kind} as each
left join tombstone on tombstone.digest = each.digest
{_STANDING.format(kind=kind)}"""  # noqa: S608 the names are those three of ours
    for kind in ("incident", "tally", "context")
}
NEWEST_WORDS: Mapping[Kind, str] = {
    kind: f"""
select each.digest, body.words
from {kind} as each
left join body on body.digest = each.digest
{_STANDING.format(kind=kind)}"""  # noqa: S608 the names are those three of ours
    for kind in ("incident", "tally", "context")
}

ADD: Mapping[Kind, str] = {
    "incident": """
insert into incident
  (incident_id, made_at, activity_id, gone, digest, what, target, standing, iso, lat, lon, starts_at, ends_at)
values (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)
""",
    "tally": """
insert into tally
  (tally_id, made_at, activity_id, gone, digest, report, what, target, stated, matched, starts_at, ends_at)
values (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)
""",
    "context": "insert into context (context_id, made_at, activity_id, gone, digest, report) values (?, ?, ?, 0, ?, ?)",
}

REDIRECTS = """
select each.incident_id, each.went_to
from incident as each
where each.made_at <= :as_of
  and each.went_to is not null
  and not exists (
    select 1
    from incident as later
    where later.incident_id = each.incident_id
      and later.row > each.row
      and later.made_at <= :as_of
  )
"""
KEPT: Mapping[Kind, str] = {
    kind: f"""
select each.digest, tombstone.remains
from {kind} as each
left join tombstone on tombstone.digest = each.digest
where each.{kind}_id = ?
order by each.row desc
limit 1
"""  # noqa: S608 the names are those three of ours
    for kind in ("incident", "tally", "context")
}
LAST_TWO: Mapping[Kind, str] = {  # of two rows in a row one has a body: what is gone cannot go again
    kind: f"""
select each.digest, each.made_at, each.activity_id, {"each.went_to" if kind == "incident" else "null"}, body.words
from {kind} as each
left join body on body.digest = each.digest
where each.{kind}_id = ?
  and each.made_at <= ?
order by each.row desc
limit 2
"""  # noqa: S608 the names are those three of ours
    for kind in ("incident", "tally", "context")
}


def record_picture(connection: Connection, picture: Picture, *, at: str, by: str) -> PictureChange:
    """Append the difference between this picture and the current one.

    Raises
    ------
    ValueError
        Two things in the picture have one id: one of them would be lost.
    """
    ids = [*(each.incident.incident_id for each in picture.dossiers), *(each.tally_id for each in picture.tallies)]
    twice = [each for each, times in Counter([*ids, *(each.context_id for each in picture.contexts)]).items() if times > 1]
    if twice:
        raise ValueError(f"the picture holds {twice[0]} more than once")
    current = {kind: _read_current(connection, kind) for kind in _decoders}
    changes = _append_part(connection, picture, current, at=at, by=by)
    gone = [kept.keys() - ids_of.keys() for kept, ids_of in zip(current.values(), _by_kind(picture).values(), strict=True)]
    return _mark_gone(connection, picture, changes, gone, at=at, by=by)


def amend_picture(connection: Connection, part: Picture, gone: Iterable[str], *, at: str, by: str) -> PictureChange:
    """Append what is new or different in a part of the picture, and mark those ids as gone that are there and gone."""
    gone = set(gone)
    current = {
        kind: {key: kept for key in {*ids_of, *gone} if (kept := _read_kept_digest(connection, kind, key)) is not None}
        for kind, ids_of in _by_kind(part).items()
    }
    changes = _append_part(connection, part, current, at=at, by=by)
    return _mark_gone(connection, part, changes, [kept.keys() & gone for kept in current.values()], at=at, by=by)


def _by_kind(picture: Picture) -> dict[Kind, dict[str, tuple[Dossier | Tally | Context, tuple[object, ...]]]]:
    """The records of a picture by kind and id, each with its columns."""
    return {
        "incident": {each.incident.incident_id: (each, _incident_columns(each)) for each in picture.dossiers},
        "tally": {each.tally_id: (each, _tally_columns(each)) for each in picture.tallies},
        "context": {each.context_id: (each, (each.report,)) for each in picture.contexts},
    }


def _read_current(connection: Connection, kind: Kind) -> dict[str, str]:
    """The digest of everything of a kind that is there, by id."""
    return {key: remains or digest for key, digest, remains in connection.stream(NEWEST[kind], {"as_of": END_OF_TIME})}


def _read_kept_digest(connection: Connection, kind: Kind, key: str) -> str | None:
    """The digest under which something is there now; None when it is not."""
    row = connection.execute(KEPT[kind], (key,)).fetchone()
    return None if row is None or row[0] is None else row[1] or row[0]


def _append_part(
    connection: Connection, picture: Picture, current: Mapping[Kind, Mapping[str, str]], *, at: str, by: str
) -> list[PictureChange]:
    return [_append(connection, kind, items, current[kind], at, by) for kind, items in _by_kind(picture).items()]


def _mark_gone(
    connection: Connection, picture: Picture, changes: Sequence[PictureChange], gone: Sequence[Collection[str]], *, at: str, by: str
) -> PictureChange:
    dossiers = {each.incident.incident_id: each for each in picture.dossiers}
    redirects = _redirects(connection, sorted(gone[0]), dossiers)
    connection.executemany(
        "insert into incident (incident_id, made_at, activity_id, gone, went_to) values (?, ?, ?, 1, ?)",
        [(each, at, by, redirects.get(IncidentId(each))) for each in sorted(gone[0])],
    )
    connection.executemany(
        "insert into tally (tally_id, made_at, activity_id, gone) values (?, ?, ?, 1)", [(each, at, by) for each in sorted(gone[1])]
    )
    connection.executemany(
        "insert into context (context_id, made_at, activity_id, gone) values (?, ?, ?, 1)", [(each, at, by) for each in sorted(gone[2])]
    )
    return PictureChange(
        added=tuple(each for change in changes for each in change.added),
        changed=tuple(each for change in changes for each in change.changed),
        gone=tuple(each for ids in gone for each in sorted(ids)),
        redirects=redirects,
    )


def _append(
    connection: Connection,
    kind: Kind,
    items: Mapping[str, tuple[Dossier | Tally | Context, tuple[object, ...]]],
    now: Mapping[str, str],
    at: str,
    by: str,
) -> PictureChange:
    """Append the new and the different, and tell them apart, given the digests of what is there ``now``."""
    added: list[str] = []
    changed: list[str] = []
    in_order = iter(sorted(items.items()))
    while batch := list(islice(in_order, BATCH)):
        rows, words_of = list[tuple[object, ...]](), list[tuple[str, str]]()
        for key, (record, columns) in batch:
            words = _encode(record)
            digest = digest_bytes(words)
            if now.get(key) != digest:
                (changed if key in now else added).append(key)
                words_of.append((digest, words.decode()))
                rows.append((key, at, by, digest, *columns))
        connection.executemany(ADD_BODY, words_of)
        connection.executemany(ADD[kind], rows)
    return PictureChange(added=tuple(added), changed=tuple(changed))


def _incident_columns(dossier: Dossier) -> tuple[object, ...]:
    incident = dossier.incident
    place = incident.place
    return (
        incident.what,
        incident.target,
        incident.standing,
        place.iso if place else None,
        place.lat if place else None,
        place.lon if place else None,
        write_instant_or_null(incident.period.start),
        write_instant_or_null(incident.period.end),
    )


def _tally_columns(tally: Tally) -> tuple[object, ...]:
    return (
        tally.report,
        tally.what,
        tally.target,
        tally.stated,
        tally.matched,
        write_instant_or_null(tally.period.start),
        write_instant_or_null(tally.period.end),
    )


def _redirects(connection: Connection, gone: Iterable[str], dossiers: Mapping[IncidentId, Dossier]) -> dict[IncidentId, IncidentId]:
    """For each incident that is gone, the one that now holds most of its occurrences; the smallest id among equals."""
    home: dict[OccurrenceId, IncidentId] = {each: key for key, dossier in dossiers.items() for each in dossier.incident.occurrences}
    redirects = {}
    for incident_id in gone:
        before = read_kept(connection, "incident", incident_id, END_OF_TIME)
        if before is not None and isinstance(before.record, Dossier):
            homes = Counter(home[each] for each in before.record.incident.occurrences if each in home)
            if homes:
                redirects[IncidentId(incident_id)] = min(homes, key=lambda key: (-homes[key], key))
    return redirects


def stream_dossiers(connection: Connection, as_of: str) -> Iterator[Dossier]:
    """The dossiers of the picture, sorted by id."""
    for words in _bodies(connection, "incident", as_of):
        yield _dossier.decode(words)


class Silent(msgspec.Struct, frozen=True):
    """Of a dossier, the silences alone."""

    silence: tuple[Silence, ...] = ()


_silent = msgspec.json.Decoder(Silent)


def stream_silences(connection: Connection, as_of: str) -> Iterator[Silence]:
    """The silences of all dossiers of the picture."""
    for words in _bodies(connection, "incident", as_of):
        yield from _silent.decode(words).silence


def stream_tallies(connection: Connection, as_of: str) -> Iterator[Tally]:
    """The tallies of the picture, sorted by id."""
    return (_tally.decode(words) for words in _bodies(connection, "tally", as_of))


def stream_contexts(connection: Connection, as_of: str) -> Iterator[Context]:
    """The contexts of the picture, sorted by id."""
    return (_context.decode(words) for words in _bodies(connection, "context", as_of))


def read_picture(connection: Connection, as_of: str) -> Picture:
    """The whole picture."""
    return Picture(
        dossiers=tuple(stream_dossiers(connection, as_of)),
        tallies=tuple(stream_tallies(connection, as_of)),
        contexts=tuple(stream_contexts(connection, as_of)),
    )


def _bodies(connection: Connection, kind: Kind, as_of: str) -> Iterator[str]:
    for digest, words in connection.stream(NEWEST_WORDS[kind], {"as_of": as_of}):
        yield words if isinstance(words, str) else kept_body(connection, digest)


def read_redirects(connection: Connection, as_of: str) -> dict[IncidentId, IncidentId]:
    """Where each incident that went into another is now, when it is anywhere."""
    step = {IncidentId(gone): IncidentId(into) for gone, into in connection.execute(REDIRECTS, {"as_of": as_of})}
    return {gone: _follow(step, gone) for gone in step}


def _follow(step: Mapping[IncidentId, IncidentId], gone: IncidentId) -> IncidentId:
    seen, now = {gone}, step[gone]
    while now in step and now not in seen:  # a circle can only come from clocks that disagreed
        seen.add(now)
        now = step[now]
    return now


class Kept(msgspec.Struct, frozen=True):
    """A part of the picture as it was last recorded. ``gone_at`` says since when it is no more."""

    record: Dossier | Tally | Context
    made_at: str
    by: str
    gone_at: str | None


def read_dossier(connection: Connection, incident_id: str, as_of: str) -> Kept | None:
    """The dossier of an incident, or of the one it went into; None for an id that was no incident by then."""
    rows, seen = _last_two(connection, "incident", incident_id, as_of), {incident_id}
    while rows and rows[0][3] not in {None, *seen}:  # a circle can only come from clocks that disagreed
        seen.add(rows[0][3])
        rows = _last_two(connection, "incident", rows[0][3], as_of)
    return _kept_of(connection, "incident", rows)


def read_kept(connection: Connection, kind: Kind, key: str, as_of: str) -> Kept | None:
    """An incident, tally or context as it was last recorded, gone or not; None when there was none by then."""
    return _kept_of(connection, kind, _last_two(connection, kind, key, as_of))


def _last_two(connection: Connection, kind: Kind, key: str, as_of: str) -> list[Row]:
    return connection.execute(LAST_TWO[kind], (key, as_of)).fetchall()


def _kept_of(connection: Connection, kind: Kind, rows: Sequence[Row]) -> Kept | None:
    gone_at = rows[0][1] if rows and rows[0][0] is None else None
    for digest, made_at, by, _, words in rows:
        if digest is not None:
            whole = kept_body(connection, digest) if words is None else words
            return Kept(_decoders[kind].decode(whole), made_at, by, gone_at)
    return None


def read_dossier_versions(connection: Connection, incident_id: str, as_of: str = END_OF_TIME) -> tuple[DossierVersion, ...]:
    """The change log of an incident up to an instant, oldest first."""
    rows = connection.execute(
        "select made_at, activity_id, digest, went_to from incident where incident_id = ? and made_at <= ? order by row",
        (incident_id, as_of),
    ).fetchall()
    return tuple(
        DossierVersion(
            made_at=read_instant(made_at),
            by=ActivityId(by),
            dossier=_dossier.decode(kept_body(connection, digest)) if digest else None,
            went_to=went_to,
        )
        for made_at, by, digest, went_to in rows
    )


def stream_histories(connection: Connection, as_of: str) -> Iterator[tuple[IncidentId, tuple[DossierVersion, ...]]]:
    """The change log of every incident that there was by then, sorted by id; one of them in memory at a time."""
    for (incident_id,) in connection.stream("select distinct incident_id from incident where made_at <= ? order by incident_id", (as_of,)):
        yield IncidentId(incident_id), read_dossier_versions(connection, incident_id, as_of)
