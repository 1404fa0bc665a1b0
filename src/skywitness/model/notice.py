"""What a subscriber is told of a row: why, what was told before and is no longer so, and which earlier message it belongs to."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class NoticeKind(StrEnum):
    """A rule has come true, or something told before does not hold any more."""

    ALERT = "alert"
    CORRECTION = "correction"


class ReasonKind(StrEnum):
    """What a rule was waiting for. ``listed`` is a rule that waits for nothing but an incident of its kind and area."""

    LISTED = "listed"
    STANDING = "standing"
    SILENCE = "silence"
    CONTRADICTION = "contradiction"
    TALLY = "tally"
    WORD = "word"


class Reason(Struct, frozen=True):
    """Why a rule has come true. ``about`` tells one reason of a kind from another: a standing, an authority, a topic, a word."""

    kind: ReasonKind
    about: str = ""


class Change(Struct, frozen=True):
    """A value that was told and is another now; ``now`` is None when nobody gives one any more."""

    about: str
    was: str
    now: str | None


class Notice(Struct, frozen=True, kw_only=True):
    """One message about one row to one channel.

    ``subject`` is the row's id as it was when told, ``corrects`` the message before it about the same thing, None for the first.
    ``lapsed`` are reasons of earlier messages that hold no more; ``merged`` are subjects told apart before that are this one now;
    ``is_withdrawn`` says that nothing supports the subject any more.
    """

    notice_id: str
    kind: NoticeKind
    channel: str
    audience: str
    subject: str
    rules: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    changes: tuple[Change, ...] = ()
    lapsed: tuple[Reason, ...] = ()
    merged: tuple[str, ...] = ()
    is_withdrawn: bool = False
    corrects: str | None = None
    is_urgent: bool = False
