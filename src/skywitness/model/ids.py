"""Ids made from content: the same fact twice is the same id, so running again changes nothing."""

from __future__ import annotations

import hashlib
from typing import NewType

import msgspec

Digest = NewType("Digest", str)
"""SHA-256 of bytes, as 64 hexadecimal digits. A report's digest is our own key for that version of the report."""
ReportId = NewType("ReportId", str)
"""The name under which a report is shown: the input's own id, or ``r-…`` made from content."""
AssertionId = NewType("AssertionId", str)
OccurrenceId = NewType("OccurrenceId", str)
ClaimId = NewType("ClaimId", str)
IncidentId = NewType("IncidentId", str)
TallyId = NewType("TallyId", str)
ActivityId = NewType("ActivityId", str)
DecisionId = NewType("DecisionId", str)
FindingId = NewType("FindingId", str)

_encode = msgspec.json.Encoder(order="deterministic").encode


def digest_bytes(body: bytes) -> Digest:
    """SHA-256 of some bytes.

    >>> digest_bytes(b"")[:8]
    'e3b0c442'
    """
    return Digest(hashlib.sha256(body).hexdigest())


def content_id(prefix: str, *parts: object) -> str:
    """An id of 20 hexadecimal digits (80 bits) behind a prefix, made from what the thing says.

    ``parts`` are anything msgspec can write as JSON: texts, numbers, aware instants, records, tuples of those.

    >>> content_id("c", "r-1", 4, None) == content_id("c", "r-1", 4, None) != content_id("c", "r-1", "4", None)
    True
    >>> content_id("c", "r-1")
    'c-cc288ec90b061d7e14bb'
    """
    return f"{prefix}-{hashlib.sha256(_encode(parts)).hexdigest()[:20]}"
