"""CAP messages out of the history of an incident: the first is an Alert, each correction an Update, the end a Cancel that says why.

A message says once and for all what could be told at its instant. What would be told in the same words (one more copy, one more hour of silence)
is no message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from skywitness.parts import Moment
from skywitness.publish.formats.rows import Row, part, parts, reserved_for
from skywitness.publish.wording import tell_value

SENDER = "skywitness"
NOT_IN_IDENTIFIER = re.compile(r"[\s,<&]+")
SUPPORT = frozenset({"roots", "posts"})
"""What may grow without anything being told otherwise."""


class Message(Struct, frozen=True, kw_only=True):
    """One message about an incident. ``row`` is None for a Cancel, and then ``before`` is what was told last and ``went_to`` where it went, if anywhere."""

    identifier: str
    sent: datetime
    kind: str
    row: Row | None
    before: Row | None = None
    went_to: str | None = None
    references: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """The message as later ones refer to it."""
        return f"{SENDER},{self.identifier},{write_instant(self.sent)}"


def first_message(row: Row, sent: datetime) -> Message:
    """The message of an incident whose history is not at hand."""
    return Message(identifier=_identifier(str(row["id"]), sent), sent=sent, kind="Alert", row=row)


def last_message(incident_id: str, moments: Iterable[Moment]) -> Message | None:
    """The message that stands now, with references to all before it; None where nothing was ever told."""
    last: Message | None = None
    for message in messages_of(incident_id, moments):
        last = message
    return last


def messages_of(incident_id: str, moments: Iterable[Moment]) -> Iterator[Message]:
    """All messages about an incident, oldest first."""
    last: Message | None = None
    told: Row | None = None
    for moment in moments:
        if last is not None and _is_same(moment, last):
            continue
        if last is None and moment.row is None:
            continue
        kind = "Alert" if last is None else "Cancel" if moment.row is None else "Update"
        references = () if last is None else (*last.references, last.reference)
        reserved = reserved_for(moment.row or told or {})
        last = Message(
            identifier=f"{_identifier(incident_id, moment.at)}.v{len(references) + 1}{f'.{reserved}' if reserved else ''}",
            sent=moment.at,
            kind=kind,
            row=moment.row,
            before=told,
            went_to=moment.went_to,
            references=references,
        )
        told = moment.row or told
        yield last


def parameters_of(row: Row) -> Iterator[tuple[str, str]]:
    """The values with their states: not given, withheld, unknown and zero stay apart."""
    yield "incident", str(row["id"])
    yield "title", str(row["title"])
    for name in ("what", "target", "standing"):
        yield name, str(row[name])
    yield "roots", str(row["roots"])
    yield "posts", str(row["posts"])
    yield "audience", str(row.get("audience"))
    for about, attribute in part(row, "attributes").items():
        if isinstance(attribute, Mapping) and about not in ("what", "target"):
            yield about, tell_value(attribute)
            yield f"{about}_state", str(attribute["state"])
            yield f"{about}_standing", str(attribute["standing"])
    for gap in parts(row, "gaps"):
        yield "undisclosed", f"{gap['about']}={gap['state']}"


def write_instant(at: datetime) -> str:
    """An instant as CAP writes it: whole seconds and an offset, never a Z.

    >>> write_instant(datetime(2031, 3, 14, 22, 40, 0, 5000, tzinfo=UTC))
    '2031-03-14T22:40:00-00:00'
    """
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "-00:00")


def _is_same(moment: Moment, last: Message) -> bool:
    if moment.row is None or last.row is None:
        return moment.row is last.row and moment.went_to == last.went_to
    return _facts(moment.row) == _facts(last.row)


def _facts(row: Row) -> tuple[object, ...]:
    place = {name: told for name, told in part(row, "place").items() if name != "why"}
    told = [(name, value) for name, value in parameters_of(row) if name not in SUPPORT]
    return told, place, dict(part(row, "period")), tuple(part(row, "existence").values()), row.get("merged_from"), row.get("exercise")


def _identifier(incident: str, at: datetime) -> str:
    return NOT_IN_IDENTIFIER.sub("-", f"{incident}.{at.astimezone(UTC):%Y%m%dT%H%M%S}")
