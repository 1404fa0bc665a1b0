"""The tables of a ledger that hold what happened to it, in the order in which their rows may refer to one another."""

from __future__ import annotations

from collections.abc import Mapping

TABLES: Mapping[str, tuple[str, ...]] = {
    "activity": ("activity_id", "step", "version", "settings", "agent", "made_at"),
    "source": ("row", "name", "stream", "region", "made_at", "record"),
    "tombstone": ("digest", "erased", "remains", "why", "by", "made_at"),
    "report": (
        "row",
        "digest",
        "report_id",
        "source",
        "stream",
        "published_at",
        "told_at",
        "collected_at",
        "made_at",
        "activity_id",
        "record",
    ),
    "set_aside": ("row", "set_aside_id", "file", "item", "url", "made_at", "activity_id", "digest"),
    "reading": ("row", "report", "lang", "kind", "by", "made_at", "activity_id", "digest"),
    "incident": (
        "row",
        "incident_id",
        "made_at",
        "activity_id",
        "gone",
        "went_to",
        "digest",
        "what",
        "target",
        "standing",
        "iso",
        "lat",
        "lon",
        "starts_at",
        "ends_at",
    ),
    "tally": (
        "row",
        "tally_id",
        "made_at",
        "activity_id",
        "gone",
        "digest",
        "report",
        "what",
        "target",
        "stated",
        "matched",
        "starts_at",
        "ends_at",
    ),
    "context": ("row", "context_id", "made_at", "activity_id", "gone", "digest", "report"),
    "finding": ("row", "finding_id", "report", "media", "occurrence_id", "verifier", "verdict", "made_at", "activity_id", "digest"),
    "decision": ("row", "decision_id", "kind", "by", "made_at", "record"),
}
"""Columns by table; the first is its key, which never changes. Bodies are not here: digests in these rows cover them."""
