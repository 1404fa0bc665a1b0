"""What one report says: its kind and its assertions, as the extraction shape of the interface shows them."""

from __future__ import annotations

from msgspec import Struct

from skywitness.model.ids import AssertionId, ClaimId, Digest, OccurrenceId
from skywitness.model.place import Period, Place
from skywitness.model.words import AsserterClass, CountState, Factuality, Kind, PlaceRole, Stream, Target, Topic, What


class Asserter(Struct, frozen=True):
    """Who a report says says so. Differs from the source that published it.

    ``name`` is in English where we know one ("Sergei Sobyanin, mayor of Moscow"), "self" for the channel in its own voice, "witnesses",
    "unnamed sources (ministry)". ``stream`` is the asserter's own: a mayor quoted in an article is official. ``via`` is the stream of
    the report that carries an authority's word when it is not that authority's own channel; None when heard at first hand.
    """

    name: str
    kind: AsserterClass
    stream: Stream
    via: Stream | None = None


class PlaceMention(Struct, frozen=True, kw_only=True):
    """A place as a report names it, and what it resolves to once located (None: not resolved, which is an answer).

    ``within`` is the wording of a containing place told with it ("Белгородский район" beside "Отрадное"); ``distance_m`` is given for
    "40 km from A"; ``and_other`` holds B of "between A and B".
    """

    surface: str
    span: tuple[int, int]
    role: PlaceRole = PlaceRole.OCCURRED
    count: int | None = None
    within: str | None = None
    distance_m: float | None = None
    and_other: str | None = None
    place: Place | None = None
    why: str = ""
    """Why it was resolved so, or why it was not."""


class Assertion(Struct, frozen=True, kw_only=True):
    """One thing that a report asserts, over one or several places: a row of the extraction shape.

    ``span`` counts characters of the report's text and ``quote`` is exactly that substring. ``value`` carries what has no slot of its
    own: the hypothesis of an opinion, the state of a response ("on_site"), the maker in a reference claim, the ordinal of a recurrence.
    ``about`` names the questions that a not_disclosed, no_comment or denied is about. ``subject`` is whom or what it concerns when that is
    not a happening: the system of a reference claim ("Ka-52"), the silent authority of a no_comment. ``happening`` is the position, in the
    reading's ``assertions``, of the happening that this one hangs on; None when it is about no single one.
    ``part_of`` is the position of the assertion whose count already contains this one ("including 2 flying at Moscow").
    """

    assertion_id: AssertionId
    what: What
    target: Target = Target.UNKNOWN
    model: str | None = None
    means: str | None = None
    count: int | None = None
    count_state: CountState = CountState.NOT_GIVEN
    places: tuple[PlaceMention, ...] = ()
    period: Period = Period()
    asserter: Asserter
    factuality: Factuality = Factuality.CERTAIN
    negated: bool = False
    quote: str
    span: tuple[int, int]
    value: str | None = None
    about: tuple[Topic, ...] = ()
    subject: str | None = None
    happening: int | None = None
    part_of: int | None = None


SIEVED = "sieve/"
"""What the name of whoever made a reading begins with where that was the first sieve."""


class Reading(Struct, frozen=True, kw_only=True):
    """All that one extractor found in one version of a report. An empty reading of kind ``other`` is a result, not a failure."""

    report: Digest
    lang: str
    kind: Kind
    assertions: tuple[Assertion, ...] = ()
    undisclosed_explicit: tuple[str, ...] = ()
    cut: bool = False
    by: str
    """Extractor and version: "ru/1"; of what was set aside at first sight the sieve and its version."""

    @property
    def is_sieved(self) -> bool:
        """Whether the report was set aside at first sight, as it holds no word without which nothing of our matter is told."""
        return self.by.startswith(SIEVED)


class Occurrence(Struct, frozen=True, kw_only=True):
    """What one report says happened in one place in one period. Incidents are made of these; claims hang on them.

    ``spread`` tells that the report names several places without dividing the count among them.
    """

    occurrence_id: OccurrenceId
    report: Digest
    assertion: AssertionId
    kind: Kind
    what: What
    target: Target
    mention: PlaceMention | None
    period: Period
    negated: bool = False
    spread: bool = False


class Claim(Struct, frozen=True, kw_only=True):
    """One assertion in a report about one property of one occurrence. ``value`` is None when it is not given; ``state`` says why."""

    claim_id: ClaimId
    occurrence: OccurrenceId
    report: Digest
    about: Topic
    value: str | int | None
    state: CountState
    asserter: Asserter
    factuality: Factuality
    negated: bool
    quote: str
    span: tuple[int, int]
