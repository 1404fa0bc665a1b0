"""schema.org ClaimReview in JSON-LD: every claim that a reference fact or a finding refutes, for search engines and fact-check feeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

import msgspec

from skywitness.publish.formats.rows import Row, parts

RATINGS = {"refutes": (1, "Refuted"), "inconclusive": (3, "Not settled"), "supports": (5, "Supported")}
"""Of a scale from 1, refuted, to 5, supported."""


class ClaimReviews:
    """One graph of reviews; what nothing was held against gives none."""

    format = "claimreview"
    media_type = "application/ld+json"

    def write(self, rows: Iterable[Mapping[str, object]], out: BinaryIO) -> None:
        """Write the graph, review by review."""
        out.write(b'{"@context":"https://schema.org","@graph":[')
        before = b"\n"
        for row in rows:
            for review in _reviews(row):
                out.write(before + msgspec.json.encode(review))
                before = b",\n"
        out.write(b"\n]}\n")


def _reviews(row: Row) -> Iterator[dict[str, object]]:
    for found in parts(row, "refuted"):
        value, name = RATINGS[str(found["verdict"])]
        yield {
            "@type": "ClaimReview",
            "@id": f"urn:skywitness:{found['claim']}",
            "datePublished": row.get("last_published_at"),
            "author": {"@type": "Organization", "name": "skywitness"},
            "claimReviewed": found["quote"],
            "reviewBody": found["fact"],
            "citation": f"{found['fact_source']}, as of {found['fact_as_of']}",
            "itemReviewed": {
                "@type": "Claim",
                "text": found["quote"],
                "datePublished": row.get("first_published_at"),
                "isPartOf": f"urn:skywitness:{row['id']}",
            },
            **({"isBasedOn": f"urn:skywitness:ledger:{row['ledger_head']}"} if row.get("ledger_head") else {}),
            "reviewRating": {"@type": "Rating", "ratingValue": value, "worstRating": 1, "bestRating": 5, "alternateName": name},
            "keywords": [word for word, holds in (("exercise", row.get("exercise")), (str(row.get("audience")), True)) if holds],
        }
