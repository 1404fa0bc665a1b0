"""Holds what a channel was told against the rows as they are: what must be told anew, and what must be corrected.

Everything is derived from the rows and from what was told before, so that asking again tells nothing twice. An incident that went into
another one hands over what was told of it: nobody is told of it again, but of what changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from msgspec import Struct

from skywitness.alert.match import ENDING, find_reasons, is_news, still_holds
from skywitness.alert.plan import Channel, Rule
from skywitness.alert.seen import Seen, see
from skywitness.model.ids import content_id
from skywitness.model.notice import Change, Notice, NoticeKind, Reason

Row = Mapping[str, object]
T = TypeVar("T")

CORRECTED = ("count", "outcome", "means", "origin", "payload", "damage", "casualties")
"""The values whose change is a correction, besides what, target, place and standing."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Told(Struct, frozen=True, kw_only=True):
    """What a channel was last told of a subject: by which rules and reasons, with which values, and in which message."""

    subject: str
    rules: tuple[str, ...]
    reasons: tuple[Reason, ...]
    facts: dict[str, str]
    last_notice: str
    is_urgent: bool = False


class Step(Struct, frozen=True, kw_only=True):
    """What follows for one subject: a message or none, the subjects whose memory ends, and the memory that takes their place.

    ``row`` is None where nothing supports the subject any more. Memory of what was taken back tells no rule.
    """

    notice: Notice | None
    row: Row | None
    forget: tuple[str, ...]
    keep: Told


class Candidate(Struct, frozen=True, kw_only=True):
    """A row that some rule is true of now, or that something was told of before."""

    seen: Seen
    row: Row
    reasons: Mapping[str, tuple[Reason, ...]]
    """By the name of each rule that is true of it."""
    told: tuple[Told, ...]


def compare(
    rows: Iterable[Row], told: Sequence[Told], channel: Channel, rules: Sequence[Rule], *, now: datetime, since: datetime | None
) -> Iterator[Step]:
    """The steps that bring a channel up to date, first what was withdrawn, then in the order in which things were spoken of."""
    looked_at = [(see(row), row) for row in rows if row["kind"] in ("incident", "tally")]
    went_to = {gone: seen.id for seen, _ in looked_at for gone in seen.merged_from}
    there = {seen.id for seen, _ in looked_at}
    by_subject: dict[str, list[Told]] = {}
    for each in told:
        into = each.subject if each.subject in there else went_to.get(each.subject)
        if into is None:
            if each.rules:
                yield _withdraw(each, channel)
        else:
            by_subject.setdefault(into, []).append(each)
    for seen, row in sorted(looked_at, key=lambda pair: (pair[0].told_at or LONG_AGO, pair[0].id)):
        before = tuple(by_subject.get(seen.id, ()))
        fulfilled = {rule.name: found for rule in rules if (found := find_reasons(rule, seen, row))}
        known = {name for each in before for name in each.rules}
        fresh = {
            rule.name for rule in rules if rule.name in fulfilled and (rule.name in known or is_news(rule, seen, now=now, since=since))
        }
        if before or fresh:
            reasons = {name: found for name, found in fulfilled.items() if name in fresh}
            urgent = {rule.name for rule in rules if rule.urgent}
            step = _step(Candidate(seen=seen, row=row, reasons=reasons, told=before), channel, urgent)
            if step is not None:
                yield step


def _step(candidate: Candidate, channel: Channel, urgent: set[str]) -> Step | None:
    """A message about what is new or no longer so; a quiet handing over when only the id changed; None when nothing did."""
    before, seen = candidate.told, candidate.seen
    known = _each_once(name for each in before for name in each.rules)
    told_so = _each_once(reason for each in before for reason in each.reasons)
    lapsed = tuple(reason for reason in told_so if not still_holds(reason, seen))
    fired = tuple(
        name for name, found in candidate.reasons.items() if name not in known or any(_is_newly_so(each, told_so) for each in found)
    )
    facts = _facts(seen)
    notice = Notice(
        notice_id="",
        kind=NoticeKind.ALERT if fired else NoticeKind.CORRECTION,
        channel=channel.name,
        audience=channel.audience,
        subject=seen.id,
        rules=fired or known,
        reasons=_each_once(reason for name in fired for reason in candidate.reasons[name]),
        changes=tuple(_changes(before, facts)),
        lapsed=lapsed,
        merged=tuple(each.subject for each in before) if len(before) > 1 else (),
        corrects=before[-1].last_notice if before else None,
        is_urgent=any(each.is_urgent for each in before) or not urgent.isdisjoint(fired),
    )
    if not (fired or notice.changes or notice.lapsed or notice.merged):
        return _hand_over(before[0], seen.id) if before[0].subject != seen.id else None
    notice = _number(notice)
    keep = Told(
        subject=seen.id,
        rules=_each_once((*known, *fired)),
        reasons=tuple(reason for reason in _each_once((*told_so, *notice.reasons)) if reason not in lapsed),
        facts=facts,
        last_notice=notice.notice_id,
        is_urgent=notice.is_urgent,
    )
    return Step(notice=notice, row=candidate.row, forget=tuple(each.subject for each in before), keep=keep)


def _is_newly_so(reason: Reason, told_so: Collection[Reason]) -> bool:
    """Whether a rule that was told of already must be told of again: another authority is silent, another contradiction came up."""
    return reason.kind in ENDING and reason not in told_so


def _each_once(things: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(things))


def _withdraw(told: Told, channel: Channel) -> Step:
    notice = Notice(
        notice_id="",
        kind=NoticeKind.CORRECTION,
        channel=channel.name,
        audience=channel.audience,
        subject=told.subject,
        rules=told.rules,
        changes=tuple(Change(about, was, None) for about, was in told.facts.items()),
        is_withdrawn=True,
        corrects=told.last_notice,
        is_urgent=told.is_urgent,
    )
    notice = _number(notice)
    taken_back = Told(subject=told.subject, rules=(), reasons=(), facts={}, last_notice=notice.notice_id)
    return Step(notice=notice, row=None, forget=(), keep=taken_back)


def _hand_over(told: Told, subject: str) -> Step:
    return Step(notice=None, row=None, forget=(told.subject,), keep=msgspec.structs.replace(told, subject=subject))


def _facts(seen: Seen) -> dict[str, str]:
    """The values that a message tells; what nobody gives has no entry."""
    place = next(iter(seen.places), None)
    told: dict[str, object | None] = {"what": seen.what, "target": seen.target, "standing": seen.standing}
    if seen.kind == "tally":
        told["stated"] = seen.stated
    else:
        told["place"] = (place.iso or place.name) if place else None
        told |= {about: seen.attributes[about].preferred for about in CORRECTED if about in seen.attributes}
    return {about: str(value) for about, value in told.items() if value is not None}


def _changes(before: Sequence[Told], facts: Mapping[str, str]) -> Iterator[Change]:
    """What was told otherwise, each once. A finer place in the same region, or a value where there was none, corrects nothing."""
    told = dict.fromkeys((about, was) for each in before for about, was in each.facts.items())
    yield from (Change(about, was, facts.get(about)) for about, was in told if facts.get(about) != was)


def _number(notice: Notice) -> Notice:
    """The notice under an id made from what it says and what it follows: the same message twice has one id."""
    values = (notice.channel, notice.subject, notice.rules, notice.reasons, notice.changes, notice.lapsed, notice.merged)
    notice_id = content_id("n", *values, notice.is_withdrawn, notice.corrects)
    return msgspec.structs.replace(notice, notice_id=notice_id)
