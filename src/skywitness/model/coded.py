"""A happening that somebody already coded: one row of a table, with no text to read."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from skywitness.model.report import Locator


class CodedRow(Struct, frozen=True, kw_only=True):
    """One row of a table of coded happenings. What the table does not tell is None; a count is then not given, never zero.

    ``region`` is an ISO 3166-2 code where the name is known, else the name as written, folded; ``place`` likewise. ``ends_at`` is the end of
    what happened, such as an alert. ``is_day`` tells that ``begins_at`` is a date without a clock. ``fingerprint`` is that of a
    picture or a video: a digest, or a perceptual hash of 64 hexadecimal digits.
    """

    locator: Locator
    source: str
    row_id: str | None = None
    begins_at: datetime
    ends_at: datetime | None = None
    is_day: bool = False
    region: str | None = None
    place: str | None = None
    lat: float | None = None
    lon: float | None = None
    what: str | None = None
    target: str | None = None
    count: int | None = None
    fingerprint: str | None = None
