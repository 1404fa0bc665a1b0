"""What sources publish: the source, its report, the media it holds, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from skywitness.model.ids import Digest, ReportId, content_id, digest_bytes
from skywitness.model.words import Stream


class SourceProfile(Struct, frozen=True, forbid_unknown_fields=True):
    """What we know of a source: who reports come from. ``region`` is ISO 3166-2, ``zone`` an IANA time zone, ``reliability`` the Admiralty grade A-F.

    ``speaks_for`` is the asserter of what the source says in its own voice, in English ("Ministry of Defence of Russia");
    empty means that the source speaks as itself. ``responsible_for`` lists region codes or matters it answers for. ``exercise`` marks an
    invented source: everything that rests on it is labelled as an exercise.
    """

    name: str
    stream: Stream = Stream.GRASSROOTS
    region: str | None = None
    language: str | None = None
    zone: str | None = None
    reliability: str | None = None
    speaks_for: str | None = None
    responsible_for: tuple[str, ...] = ()
    exercise: bool = False


class Locator(Struct, frozen=True):
    """Where an item stood in its input: file name, 0-based row (message number, table row), address."""

    file: str | None = None
    row: int | None = None
    url: str | None = None

    def __str__(self) -> str:
        where = self.file or self.url or "input"
        return where if self.row is None else f"{where}, row {self.row}"


class Report(Struct, frozen=True, kw_only=True):
    """One item that one source published at one time. Never edited: a changed post is a new version with the same ``report_id``.

    ``published_at`` and ``edited_at`` are the source's times, ``collected_at`` is ours; all are aware and in UTC. ``published_at`` is
    None when the input does not tell it, and then nothing is guessed from file times. ``digest`` covers all that the source said and
    none of what we added (locator, collected_at, stream, lang) or what changes by itself (views), so reading a file again, from elsewhere, gives the same digest.
    Make one with :func:`make_report`.
    """

    report_id: ReportId
    digest: Digest
    source: str
    stream: Stream
    published_at: datetime | None
    collected_at: datetime
    text: str
    locator: Locator
    lang: str | None = None
    url: str | None = None
    title: str | None = None
    forwarded_from: str | None = None
    edited_at: datetime | None = None
    media: tuple[str, ...] = ()
    place_hint: str | None = None
    forwarded_post: str | None = None
    """The post that this one forwards, by the id that it has in its own channel, where the input tells it."""
    reply_to: str | None = None
    """The id of the post that this one answers."""
    withdrawn: bool = False
    """Its source had deleted it when it was collected: the words are those of the version before."""
    follows: str | None = None
    """The digest of the version before, told only where the same words had been said before that: an edit taken back, a deleted post put back."""
    views: int | None = None
    """How often it had been seen when it was collected, as its source rounds that; None when not told."""
    marked_edited: bool = False
    """Its source marks it as edited and does not tell when, so words before these may never have been seen."""
    erased: bool = False
    """The words of this version were lawfully erased from the ledger: ``text`` is empty and ``title`` is None since then."""
    stream_assumed: bool = False
    """Nobody told the source's stream; ``stream`` is the default, and whoever shows it says so."""


def make_report(
    *,
    source: str,
    stream: Stream,
    text: str,
    published_at: datetime | None,
    collected_at: datetime,
    locator: Locator,
    own_id: str | None = None,
    lang: str | None = None,
    url: str | None = None,
    title: str | None = None,
    forwarded_from: str | None = None,
    edited_at: datetime | None = None,
    media: tuple[str, ...] = (),
    place_hint: str | None = None,
    forwarded_post: str | None = None,
    reply_to: str | None = None,
    withdrawn: bool = False,
    follows: str | None = None,
    views: int | None = None,
    marked_edited: bool = False,
    stream_assumed: bool = False,
) -> Report:
    """A report with its digest and, when the input gave no id of its own, an id made from content."""
    said: tuple[object, ...] = (source, own_id, text, published_at, url, title, forwarded_from, edited_at, media, place_hint)
    later = {"forwarded_post": forwarded_post, "reply_to": reply_to, "withdrawn": withdrawn, "follows": follows}
    if any(later.values()):  # else the digest is that of the time before these could be told
        said = (*said, later)
    report_id = own_id or content_id("r", *said)
    return Report(
        report_id=ReportId(report_id),
        digest=digest_bytes(content_id("report", *said).encode()),
        source=source,
        stream=stream,
        published_at=published_at,
        collected_at=collected_at,
        text=text,
        locator=locator,
        lang=lang,
        url=url,
        title=title,
        forwarded_from=forwarded_from,
        edited_at=edited_at,
        media=media,
        place_hint=place_hint,
        forwarded_post=forwarded_post,
        reply_to=reply_to,
        withdrawn=withdrawn,
        follows=follows,
        views=views,
        marked_edited=marked_edited,
        stream_assumed=stream_assumed,
    )


def rename_report(report: Report, own_id: str) -> Report:
    """The report under another id of its own, with the digest that goes with it."""
    return make_report(**_said(report) | {"own_id": own_id})


def next_version(report: Report, latest: Report, told: Sequence[Report]) -> Report:
    """The report as the version that takes the place of the ``latest``, also where our clock was set back or the same had been ``told`` before.

    Which version of a report is current goes by its times, so those never lie before the latest one's.
    """
    edits = [each.edited_at for each in (report, latest) if each.edited_at]
    said = _said(report) | {
        "own_id": report.report_id,
        "edited_at": max(edits) if edits else None,
        "collected_at": max(report.collected_at, latest.collected_at + timedelta(milliseconds=1)),
    }
    version = make_report(**said)
    return make_report(**said | {"follows": latest.digest}) if version.digest in {each.digest for each in told} else version


def _said(report: Report) -> dict[str, Any]:
    """What :func:`make_report` takes, but the id."""
    return {name: getattr(report, name) for name in Report.__struct_fields__ if name not in ("report_id", "digest", "erased")}


class SetAside(Struct, frozen=True):
    """One item of an input that could not be used: where it stood, what is wrong and what to do, in plain words."""

    locator: Locator
    reason: str
    sample: str = ""
    """At most 200 characters of the item, control characters made visible."""
