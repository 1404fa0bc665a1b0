"""What fusion is given and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from skywitness.model.ids import AssertionId, Digest
from skywitness.model.incident import Derivation, Finding, Incident, Tally
from skywitness.model.provenance import Decision
from skywitness.model.reading import Assertion, Claim, Occurrence, Reading
from skywitness.model.report import Report, SourceProfile


class Evidence(Struct, frozen=True, kw_only=True):
    """All that fusion looks at: the current version of every report, its located reading, and what hangs on it.

    The order of anything in here changes nothing. A source without a profile is judged by the stream of its report.
    """

    reports: Mapping[Digest, Report]
    readings: Mapping[Digest, Reading]
    occurrences: tuple[Occurrence, ...]
    claims: tuple[Claim, ...]
    profiles: Mapping[str, SourceProfile] = {}
    decisions: tuple[Decision, ...] = ()
    findings: Mapping[Digest, Sequence[Finding]] = {}
    """What was found in the media that a report brought."""


class Fused(Struct, frozen=True, kw_only=True):
    """What the evidence adds up to: incidents, roll-ups held against them, and which report comes from which."""

    incidents: tuple[Incident, ...]
    tallies: tuple[Tally, ...]
    derivations: tuple[Derivation, ...]


def assertions_by_id(evidence: Evidence) -> dict[AssertionId, Assertion]:
    """Every assertion of every reading."""
    return {assertion.assertion_id: assertion for reading in evidence.readings.values() for assertion in reading.assertions}
