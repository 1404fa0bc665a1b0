"""The incidents format: every released row whole, in the incident shape, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

import msgspec


class Incidents:
    """JSON lines: incidents, then tallies and contexts as lines of their own kind."""

    format = "incidents"
    media_type = "application/x-ndjson"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write each row as one line of UTF-8."""
        out.writelines(msgspec.json.encode(dict(row)) + b"\n" for row in rows)
