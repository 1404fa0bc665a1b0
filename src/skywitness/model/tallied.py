"""One line of a party's tally of raids: how many of a model were launched and how many destroyed, as that party states it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from skywitness.model.report import Locator


class TalliedRow(Struct, frozen=True, kw_only=True):
    """One raid by one model. A figure that the table does not give is None and never zero. ``began`` is the day on which the raid began, as written.

    ``lost`` is how many did not reach a target otherwise, by electronic warfare or by failing.
    """

    locator: Locator
    began: date
    model: str
    launched: int | None = None
    destroyed: int | None = None
    lost: int | None = None
