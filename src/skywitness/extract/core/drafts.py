"""What reading rules hand over, and how it becomes a reading: spans checked, ids made, references kept."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from skywitness.extract.core.voices import with_region
from skywitness.model.ids import AssertionId, content_id
from skywitness.model.place import Period
from skywitness.model.reading import Asserter, Assertion, PlaceMention, Reading
from skywitness.model.report import Report
from skywitness.model.words import CountState, Factuality, Kind, Target, Topic, What


class Draft(Struct, kw_only=True):
    """An assertion before it has its id. ``span`` counts characters of the report's text; the quote is cut from there when it is assembled."""

    what: What
    span: tuple[int, int]
    asserter: Asserter
    target: Target = Target.UNKNOWN
    model: str | None = None
    means: str | None = None
    count: int | None = None
    count_state: CountState = CountState.NOT_GIVEN
    places: tuple[PlaceMention, ...] = ()
    period: Period = Period()
    factuality: Factuality = Factuality.CERTAIN
    negated: bool = False
    value: str | None = None
    about: tuple[Topic, ...] = ()
    subject: str | None = None
    happening: int | None = None
    part_of: int | None = None


class Found(Struct, frozen=True, kw_only=True):
    """All that was found in a report, before it is assembled."""

    kind: Kind
    drafts: Sequence[Draft] = ()
    undisclosed: Sequence[str] = ()
    cut: bool = False


def assemble(report: Report, found: Found, *, lang: str, by: str, region: str | None = None) -> Reading:
    """The reading made of what was found. A count of its own makes ``count_state`` given; ids come from the report's digest and the position.

    ``region`` is that of the source, whose governor is meant when no other is named.
    """
    assertions = tuple(_assertion(report, position, draft, region) for position, draft in enumerate(found.drafts))
    return Reading(
        report=report.digest,
        lang=lang,
        kind=found.kind,
        assertions=assertions,
        undisclosed_explicit=tuple(dict.fromkeys(found.undisclosed)),
        cut=found.cut,
        by=by,
    )


def _assertion(report: Report, position: int, draft: Draft, region: str | None) -> Assertion:
    start, end = draft.span
    quote = report.text[start:end]
    return Assertion(
        assertion_id=AssertionId(content_id("a", report.digest, position, draft.what, draft.target, draft.count, start, end)),
        what=draft.what,
        target=draft.target,
        model=draft.model,
        means=draft.means,
        count=draft.count,
        count_state=CountState.GIVEN if draft.count is not None else draft.count_state,
        places=draft.places,
        period=_reach_to_edit(draft.period, report),
        asserter=with_region(draft.asserter, region),
        factuality=draft.factuality,
        negated=draft.negated,
        quote=quote,
        span=(start, end),
        value=draft.value,
        about=draft.about,
        subject=draft.subject,
        happening=draft.happening,
        part_of=draft.part_of,
    )


def _reach_to_edit(period: Period, report: Report) -> Period:
    """A period bounded by the last edit where it begins between the publication and that: the words are of the edit. It is left alone otherwise."""
    if period.start is None or report.published_at is None or report.edited_at is None:
        return period
    return structs.replace(period, before=report.edited_at) if report.published_at < period.start <= report.edited_at else period
