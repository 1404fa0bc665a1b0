"""Which stream a report belongs to: its own word first, then the person's, then what is known of the source, then grassroots, marked as assumed."""

from __future__ import annotations

from skywitness.model.words import Stream
from skywitness.parts import ReadOptions


def choose_stream(source: str, own: Stream | None, options: ReadOptions) -> tuple[Stream, bool]:
    """The stream, and whether nobody declared it.

    >>> from datetime import UTC, datetime
    >>> choose_stream("somebody", None, ReadOptions(collected_at=datetime(2024, 11, 22, tzinfo=UTC)))
    (<Stream.GRASSROOTS: 'grassroots'>, True)
    """
    declared = own or options.stream
    if declared is not None:
        return declared, False
    profile = options.profiles.get(source)
    return (profile.stream, False) if profile else (Stream.GRASSROOTS, True)
