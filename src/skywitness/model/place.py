"""Where and when: places with a radius, periods with a precision."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from skywitness.model.words import Precision, TimePrecision


class Place(Struct, frozen=True, kw_only=True):
    """A resolved place: a disc that holds it, never a bare pin.

    ``iso`` is the ISO 3166-2 code of the region that contains it (UA-43 for Crimea, UA-40 for Sevastopol: the viewpoint of the UN General
    Assembly), None for seas and countries. ``lat``, ``lon`` in degrees (WGS 84); ``radius_m`` in metres. ``why`` says how the name was
    settled: "the only Sudzha", "in the same post as Kursk Oblast".
    """

    name: str
    iso: str | None
    lat: float
    lon: float
    radius_m: float
    precision: Precision
    gazetteer_id: str | None = None
    why: str = ""


class Period(Struct, frozen=True, kw_only=True):
    """When something happened, as far as it is told. Both ends in UTC; an end that is not told is None.

    ``word`` keeps what a text says without a clock ("night", "morning"). ``before`` is the latest instant at which it can have happened
    (the publication), which bounds a period without making up a day.
    """

    start: datetime | None = None
    end: datetime | None = None
    word: str | None = None
    precision: TimePrecision = TimePrecision.UNKNOWN
    before: datetime | None = None
