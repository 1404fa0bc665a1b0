"""What is collected while it happens: a live source, where it stands, and what one look at it brought."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from msgspec import Struct

from skywitness.model.report import Report, SetAside


class LiveSource(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to watch. ``kind`` names the collector, ``where`` is an address, a folder or what else that collector asks for; ``pages`` is how many
    pages of a channel are paged back through at first; ``only`` keeps of a source of tables those files whose names have one of these words.
    """

    name: str
    kind: str
    where: str
    every_s: float = 60.0
    pages: int = 3
    only: tuple[str, ...] = ()
    secret: str | None = None
    """The environment's variable that holds the source's secret; never the secret itself."""

    @property
    def host(self) -> str:
        """The host that is asked; empty where ``where`` is no address of the web."""
        parts = urlsplit(self.where)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""


class Stretch(Struct, frozen=True, kw_only=True):
    """Message numbers of a channel between two, both left out, that were not looked through yet; at most ``pages`` pages of them are wanted (None: all)."""

    after: int
    before: int
    pages: int | None = None


class Cursor(Struct, frozen=True, kw_only=True):
    """Where a source stands. What it said stands in the ledger alone; losing a cursor costs a look, and no post.

    Figures count since the cursor was first written: ``reports`` that were new, ``edits``, posts ``withdrawn``, ``errors`` of all looks; ``failures`` are
    those in a row. ``missing`` has the newest message numbers that were never seen, ``missed`` how many there were. ``lags_s`` are the seconds from
    when a post says it was published to when it was first seen, the newest last; ``skew_s`` is how far the host's clock is ahead of ours.
    """

    etag: str | None = None
    last_modified: str | None = None
    newest: int | None = None
    unread: tuple[Stretch, ...] = ()
    doubted: tuple[int, ...] = ()
    """Message numbers behind the last one shown, kept before: deleted if the next look shows them no more either."""
    fetched: tuple[str, ...] = ()
    files: str | None = None
    reports: int = 0
    edits: int = 0
    withdrawn: int = 0
    errors: int = 0
    missed: int = 0
    missing: tuple[int, ...] = ()
    looked_at: datetime | None = None
    last_report_at: datetime | None = None
    failures: int = 0
    trouble: str | None = None
    skew_s: float | None = None
    every_s: float = 60.0
    lags_s: tuple[float, ...] = ()


class Haul(Struct, frozen=True, kw_only=True):
    """What one look at a source brought, not yet held against the ledger. ``cursor`` is where the source stands once the items are kept; ``pages`` are
    what was fetched, each with its address; ``numbers`` has for each page of a channel the message numbers that it shows, in order, the newest page first.
    """

    items: tuple[Report | SetAside, ...]
    cursor: Cursor
    pages: tuple[tuple[str, bytes], ...] = ()
    channel: str | None = None
    numbers: tuple[tuple[int, ...], ...] = ()
    trouble: str | None = None
    """What kept the look from being whole; what it brought before that stands in it."""
    sample: bytes | None = None
    """A page that could not be read, for a person to see what changed."""
    is_versioned: bool = True
    """Whether other words under a known id take the place of the earlier ones; files dropped into a folder may be older than what is known."""


class Fetched(Struct, frozen=True, kw_only=True):
    """An answer. ``body`` is None when nothing changed since the marks that were sent; ``skew_s`` is how far the host's clock is ahead of ours."""

    body: bytes | None
    etag: str | None = None
    last_modified: str | None = None
    skew_s: float | None = None
    address: str = ""
    """Where it was found at last, behind any redirects."""
    content_type: str | None = None
