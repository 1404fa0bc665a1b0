"""What the reports add up to: incidents with their attributes, tallies, and what is missing, doubted or contradicted."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from skywitness.model.ids import ClaimId, Digest, FindingId, IncidentId, OccurrenceId, TallyId
from skywitness.model.place import Period, Place
from skywitness.model.reading import Assertion
from skywitness.model.words import (
    CountState,
    DerivationKind,
    Factuality,
    HypothesisKind,
    PlaceRole,
    Standing,
    Stream,
    Target,
    Topic,
    Verdict,
    What,
)


class Derivation(Struct, frozen=True, kw_only=True):
    """This report comes from that one. Roots are the reports that are nobody's child."""

    child: Digest
    parent: Digest
    kind: DerivationKind
    why: str


class Candidate(Struct, frozen=True, kw_only=True):
    """One value that somebody gives for an attribute, with everything that supports it.

    ``roots`` counts independent roots, never posts. ``via`` holds the streams of the carriers of a carried claim; empty when it was
    heard at first hand.
    """

    value: str | int | None
    state: CountState
    factuality: Factuality
    negated: bool = False
    roots: int
    streams: tuple[Stream, ...]
    asserters: tuple[str, ...]
    via: tuple[Stream, ...] = ()
    reports: tuple[Digest, ...]
    claims: tuple[ClaimId, ...]
    quotes: tuple[str, ...]


class Attribute(Struct, frozen=True, kw_only=True):
    """One property of an incident: all candidate values, and the preferred one with its standing.

    ``preferred`` is None when nothing is preferred, and then ``state`` and ``standing`` say why. ``probability`` is None unless it is
    calibrated. ``why`` is the rule that gave the standing, in a sentence.
    """

    about: Topic
    preferred: str | int | None
    state: CountState
    standing: Standing
    candidates: tuple[Candidate, ...]
    why: str
    probability: float | None = None
    likelihood: str | None = None
    calibrated_on: str | None = None
    """What the probability was calibrated on; nothing more is claimed for it."""
    likened_to: str | None = None
    """The class of cases that the probability is the frequency of, coarse to fine."""


class Existence(Struct, frozen=True, kw_only=True):
    """How probable it is that an incident happened at all, with what that was calibrated on; ``probability`` is None where it was calibrated on nothing."""

    likened_to: str
    probability: float | None = None
    likelihood: str | None = None
    calibrated_on: str | None = None


class Began(Struct, frozen=True, kw_only=True):
    """The interval that holds the beginning of an incident with probability ``share``; both ends None where it was calibrated on nothing."""

    likened_to: str
    earliest: datetime | None = None
    latest: datetime | None = None
    share: float = 0.8
    calibrated_on: str | None = None


class Incident(Struct, frozen=True, kw_only=True):
    """A set of occurrences judged to be the same happening. The id comes from its earliest occurrence, so order of arrival does not matter."""

    incident_id: IncidentId
    title: str
    what: What
    target: Target
    period: Period
    place: Place | None
    role: PlaceRole | None
    standing: Standing
    attributes: tuple[Attribute, ...]
    occurrences: tuple[OccurrenceId, ...]
    reports: tuple[Digest, ...]
    roots: int
    roots_by_stream: dict[Stream, int]
    copies: tuple[Derivation, ...] = ()
    merged_from: tuple[IncidentId, ...] = ()
    decisions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    """Why these occurrences were judged the same, a sentence each, strongest first."""
    existence: Existence | None = None
    began: Began | None = None
    """None when no report has a time of publication."""


SEEN_MEDIA = "seen_media"
"""The measure that names, by its digest, the file of an earlier report that a finding tells of."""


class Finding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a verifier saw in one media item. ``pictures`` names those that it put into the folder which it was given.

    In a ledger it has an id, and tells which report brought the file, the digest of the file's bytes, and the occurrence that it was held against (None:
    the report tells no single happening with time and place). ``about`` are the questions on which its verdict bears; none when it bears on the file alone.
    """

    file: str
    verifier: str
    verdict: Verdict
    measure: dict[str, float | int | str | None]
    why: str
    pictures: tuple[str, ...] = ()
    finding_id: FindingId | None = None
    report: Digest | None = None
    media: Digest | None = None
    occurrence: OccurrenceId | None = None
    about: tuple[Topic, ...] = ()


class Gap(Struct, frozen=True, kw_only=True):
    """A standard question without a disclosed answer. ``state``: withheld or unknown when a source says so, not_given when nobody addresses it."""

    about: Topic
    state: CountState
    since: datetime | None
    last_asked_of: str | None
    why: str
    quote: str | None = None


class Silence(Struct, frozen=True, kw_only=True):
    """An authority that answers for the place or matter and has not spoken, or spoke late.

    ``hours`` is from ``since`` to its word, None with the reason in ``why`` when no clock can run. Those of an open clock, ``usual_hours`` and ``quantile``
    change with every post: a ledger keeps none, they are read when a dossier is shown. ``kind`` puts authorities together whose delays may be pooled;
    ``observed`` tells whether the clock counts among those, because its end could be seen.
    """

    source: str
    open: bool
    since: datetime | None
    hours: float | None
    usual_hours: float | None = None
    quantile: float | None = None
    why: str
    kind: str = "authority"
    observed: bool = False


class Contradiction(Struct, frozen=True, kw_only=True):
    """Two claims on one attribute that cannot both hold."""

    attribute: Topic
    left: ClaimId
    right: ClaimId
    why: str


class Refutation(Struct, frozen=True, kw_only=True):
    """A claim held against a reference fact. ``claim`` is the id of a claim or of the assertion it was read from."""

    claim: str
    quote: str
    fact: str
    fact_source: str
    fact_as_of: str
    verdict: Verdict = Verdict.REFUTES


class Hypothesis(Struct, frozen=True, kw_only=True):
    """An opinion or a hint about what it adds up to: kept apart from facts, with who holds it.

    ``check`` is what the ledger itself says to it ("the ledger knows 3 such incidents …"), a sentence; None when it cannot be put as a sum.
    """

    text: str
    held_by: tuple[str, ...]
    kind: HypothesisKind
    factuality: Factuality
    reports: tuple[Digest, ...]
    quote: str
    check: str | None = None


class ResponseStep(Struct, frozen=True, kw_only=True):
    """One step of the emergency services: alerted, on_site, secured, damage_assessed, closed."""

    state: str
    asserter: str
    at: datetime | None
    quote: str


class Tally(Struct, frozen=True, kw_only=True):
    """A roll-up figure over a period and areas, reconciled with incidents and never added to them.

    ``matched`` is what the ledger's incidents add up to inside the tally's period and areas, None when that cannot be said.
    ``contains`` are the reports whose happenings the figure counts again.
    """

    tally_id: TallyId
    report: Digest
    what: What
    target: Target
    stated: int | None
    state: CountState
    period: Period
    areas: tuple[Place, ...]
    asserter: str
    matched: int | None
    verdict: str
    incidents: tuple[IncidentId, ...] = ()
    contains: tuple[Digest, ...] = ()
    quote: str


class Dossier(Struct, frozen=True, kw_only=True):
    """The published product on one incident: the incident and all that was assessed about it."""

    incident: Incident
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    refusals: tuple[Gap, ...] = ()
    """What one source withholds or calls unknown though another has answered it."""
    silence: tuple[Silence, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    refuted: tuple[Refutation, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    response: tuple[ResponseStep, ...] = ()
    tallies: tuple[TallyId, ...] = ()


class Context(Struct, frozen=True, kw_only=True):
    """What a report says about no single incident: a pattern, a debate, a hint, a claim about a system."""

    context_id: str
    report: Digest
    hypotheses: tuple[Hypothesis, ...] = ()
    refuted: tuple[Refutation, ...] = ()
    claims: tuple[Assertion, ...] = ()


class Picture(Struct, frozen=True, kw_only=True):
    """The current view over a ledger: everything that stages after extraction concluded."""

    dossiers: tuple[Dossier, ...] = ()
    tallies: tuple[Tally, ...] = ()
    contexts: tuple[Context, ...] = ()
