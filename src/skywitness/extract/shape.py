"""A reading as the extraction shape that other programs read: one object a report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from skywitness.model.proposal import Proposal
from skywitness.model.reading import Assertion, PlaceMention, Reading
from skywitness.model.report import Report

Row = dict[str, object]


def reading_row(report: Report, reading: Reading, gloss: str) -> Row:
    """The row of one report, made of built-in types only."""
    return {
        "id": report.report_id,
        "locator": {"file": report.locator.file, "row": report.locator.row},
        "published_at": utc_text(report.published_at),
        "source": report.source,
        "stream": report.stream.value,
        "lang": reading.lang,
        "kind": reading.kind.value,
        "claims": [_claim(assertion) for assertion in reading.assertions],
        "undisclosed_explicit": list(reading.undisclosed_explicit),
        "cut": reading.cut,
        "gloss": gloss,
    }


def proposal_rows(proposals: Iterable[Proposal]) -> list[Row]:
    """What was proposed beside the claims, each with who proposed it."""
    return [{"about": one.about.value, "value": one.value, "quote": one.quote, "span": list(one.span), "by": one.by} for one in proposals]


def utc_text(moment: datetime | None) -> str | None:
    """An instant in UTC to the second, with Z.

    >>> from datetime import UTC
    >>> utc_text(datetime(2024, 5, 1, 3, 7, tzinfo=UTC))
    '2024-05-01T03:07:00Z'
    """
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _claim(assertion: Assertion) -> Row:
    row: Row = {
        "what": assertion.what.value,
        "target": assertion.target.value,
        "model": assertion.model,
        "means": assertion.means,
        "count": assertion.count,
        "count_state": assertion.count_state.value,
        "by_place": [_place(mention) for mention in assertion.places],
        "from": utc_text(assertion.period.start),
        "to": utc_text(assertion.period.end),
        "period_word": assertion.period.word,
        "asserter": assertion.asserter.name,
        "factuality": assertion.factuality.value,
        "negated": assertion.negated,
        "quote": assertion.quote,
        "span": list(assertion.span),
    }
    told: Row = {"value": assertion.value, "about": [topic.value for topic in assertion.about], "subject": assertion.subject}
    told |= {"happening": assertion.happening, "part_of": assertion.part_of}
    return row | {key: value for key, value in told.items() if value not in (None, [])}


def _place(mention: PlaceMention) -> Row:
    place = mention.place
    return {
        "surface": mention.surface,
        "name": place.name if place else None,
        "iso": place.iso if place else None,
        "role": mention.role.value,
        "count": mention.count,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "radius_m": place.radius_m if place else None,
    }
