"""What a ledger concluded, as the scoreboard looks at it: reports, what was read in them, and the picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from skywitness.ledger import Ledger
from skywitness.model.ids import Digest, OccurrenceId
from skywitness.model.incident import Picture
from skywitness.model.reading import Claim, Occurrence
from skywitness.model.report import Report, SourceProfile


class Concluded(Struct, frozen=True, kw_only=True):
    """The newest version of every report, the occurrences and claims read in them, the picture, and what is known of the sources."""

    reports: Mapping[Digest, Report]
    occurrences: Mapping[OccurrenceId, Occurrence]
    claims: Mapping[OccurrenceId, Sequence[Claim]]
    picture: Picture
    profiles: Mapping[str, SourceProfile] = {}


def read_concluded(ledger: Ledger, *, as_of: datetime | None = None) -> Concluded:
    """What a ledger concluded, now or at an instant."""
    claims = defaultdict[OccurrenceId, list[Claim]](list)
    for claim in ledger.claims(as_of=as_of):
        claims[claim.occurrence].append(claim)
    return Concluded(
        reports={report.digest: report for report in ledger.reports(as_of=as_of)},
        occurrences={occurrence.occurrence_id: occurrence for occurrence in ledger.occurrences(as_of=as_of)},
        claims=claims,
        picture=ledger.picture(as_of=as_of),
        profiles=ledger.profiles(as_of=as_of),
    )
