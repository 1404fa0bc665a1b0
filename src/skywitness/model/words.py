"""The closed sets of words. Each value is the word that stands in files, tables and exports."""

from __future__ import annotations

from enum import StrEnum


class Stream(StrEnum):
    """What kind of source speaks. An incident's roots are counted by stream."""

    OFFICIAL = "official"
    GRASSROOTS = "grassroots"
    MEDIA = "media"
    PARTNER = "partner"
    INSTRUMENT = "instrument"


class Kind(StrEnum):
    """The main aerial-incident content of a report as a whole."""

    INTERCEPTION = "interception"
    IMPACT = "impact"
    WARNING = "warning"
    ALL_CLEAR = "all_clear"
    SIGHTING = "sighting"
    DIGEST = "digest"
    """Re-counts what earlier reports told (a day, a week, a total): its figures are tallies, not happenings."""
    OTHER = "other"


class What(StrEnum):
    """What an assertion says: first the happenings, then what is said about happenings."""

    INTERCEPTED = "intercepted"
    IMPACT = "impact"
    DEBRIS_FELL = "debris_fell"
    SIGHTED = "sighted"
    WARNED = "warned"
    ALL_CLEAR = "all_clear"
    DAMAGE = "damage"
    CASUALTIES = "casualties"
    RESPONSE = "response"
    AIR_DEFENCE_ACTIVE = "air_defence_active"
    DENIED = "denied"
    OPINION = "opinion"
    ATTRIBUTION = "attribution"
    RECURRENCE = "recurrence"
    NOT_DISCLOSED = "not_disclosed"
    NO_COMMENT = "no_comment"
    REFERENCE = "reference"


HAPPENINGS = frozenset(
    {What.INTERCEPTED, What.IMPACT, What.DEBRIS_FELL, What.SIGHTED, What.WARNED, What.ALL_CLEAR, What.AIR_DEFENCE_ACTIVE}
)
"""The assertions that an occurrence can be made of; all others hang on an occurrence or on the context."""
CONSEQUENCES = frozenset({What.DAMAGE, What.CASUALTIES, What.RESPONSE, What.DENIED})
"""What follows a happening, or the tale of one: a denial comes after what it denies. A report that tells of nothing else makes an occurrence of it, which joins an incident and never makes one."""


class Target(StrEnum):
    """What flew. ``usv`` (a sea drone) is kept because the same posts count it."""

    UAV = "uav"
    CRUISE_MISSILE = "cruise_missile"
    BALLISTIC_MISSILE = "ballistic_missile"
    ROCKET = "rocket"
    GUIDED_BOMB = "guided_bomb"
    AIRCRAFT = "aircraft"
    HELICOPTER = "helicopter"
    USV = "usv"
    UNKNOWN = "unknown"


class CountState(StrEnum):
    """Why a count is there or not. Zero is a given count; the other three are never written as 0."""

    GIVEN = "given"
    NOT_GIVEN = "not_given"
    WITHHELD = "withheld"
    """The source says that it will not tell."""
    UNKNOWN = "unknown"
    """The source says that it does not know (yet)."""


class Factuality(StrEnum):
    """How firmly the asserter commits (FactBank: CT, PR, PS, U; Saurí & Pustejovsky 2009). Polarity is kept beside it."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNCOMMITTED = "uncommitted"


class PlaceRole(StrEnum):
    """How a place takes part: "flying at Moscow" is ``aimed_at`` and says nothing of where it came down."""

    OCCURRED = "occurred"
    AIMED_AT = "aimed_at"
    FELL = "fell"
    LAUNCHED_FROM = "launched_from"


class Precision(StrEnum):
    """How fine a place is, coarse to fine. Sea and country have no ISO 3166-2 code."""

    COUNTRY = "country"
    SEA = "sea"
    REGION = "region"
    DISTRICT = "district"
    TOWN = "town"
    SITE = "site"
    POINT = "point"


class TimePrecision(StrEnum):
    """How fine a period is known."""

    UNKNOWN = "unknown"
    DAY = "day"
    NIGHT = "night"
    HOUR = "hour"
    MINUTE = "minute"


class Standing(StrEnum):
    """What the support of a value amounts to, by rules that ``explain`` prints."""

    CONFIRMED = "confirmed"
    CLAIMED = "claimed"
    WITNESSED = "witnessed"
    REPORTED = "reported"
    DISPUTED = "disputed"
    DENIED = "denied"
    REFUTED = "refuted"
    UNDISCLOSED = "undisclosed"


class AsserterClass(StrEnum):
    """What kind of voice an asserter is; ``self`` is the publishing channel in its own voice."""

    AUTHORITY = "authority"
    WITNESS = "witness"
    MEDIA = "media"
    ANALYST = "analyst"
    UNNAMED = "unnamed"
    SELF = "self"
    OTHER = "other"


class Topic(StrEnum):
    """The standard questions about an incident: names of attributes, of gaps and of contradictions."""

    WHAT = "what"
    TARGET = "target"
    MODEL = "model"
    COUNT = "count"
    MEANS = "means"
    OUTCOME = "outcome"
    ORIGIN = "origin"
    PAYLOAD = "payload"
    DAMAGE = "damage"
    CASUALTIES = "casualties"
    RESPONSE = "response"
    PLACE = "place"
    PERIOD = "period"


class DerivationKind(StrEnum):
    """How a report comes from another one."""

    FORWARD = "forward"
    COPY = "copy"
    QUOTE = "quote"
    TRANSLATION = "translation"
    REVISION = "revision"


class Verdict(StrEnum):
    """What a verifier or a reference check found. Unsure has a name."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    INCONCLUSIVE = "inconclusive"


class HypothesisKind(StrEnum):
    """Who holds a hypothesis."""

    ANALYST = "analyst"
    HINT = "hint"
    OFFICIAL = "official"


class DecisionKind(StrEnum):
    """What a person can decide."""

    MERGE = "merge"
    SPLIT = "split"
    KEEP_APART = "keep-apart"
    REJECT = "reject"
    PLACE = "place"
    GRADE = "grade"
    RELEASE = "release"
    REDACT = "redact"
    UNDO = "undo"


class Audience(StrEnum):
    """Whom a publication is for. ``team`` is the ledger's own desk."""

    PUBLIC = "public"
    TEAM = "team"
