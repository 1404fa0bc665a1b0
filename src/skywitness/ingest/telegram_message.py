"""A message of Telegram's own protocol, as Telethon gives it, becomes the same record that its public page makes.

Objects are read by their names in Telegram's schema (``Message``, ``MessageFwdHeader``, …), so this needs no Telethon itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from msgspec import Struct

from skywitness.ingest.html_words import tidy_lines
from skywitness.ingest.instants import believe
from skywitness.ingest.streams import choose_stream
from skywitness.model.report import Locator, Report, make_report
from skywitness.parts import ReadOptions

Told: TypeAlias = Any
"""A thing of Telegram's schema; Telethon ships no types."""
PICTURED = frozenset({"MessageMediaPhoto"})
NAMELESS = frozenset({"DocumentAttributeSticker", "DocumentAttributeCustomEmoji"})
SHOWN = frozenset({"DocumentAttributeVideo", "DocumentAttributeAudio", "DocumentAttributeAnimated", "DocumentAttributeImageSize"})


class Origin(Struct, frozen=True):
    """Where a forwarded message comes from: the name that is shown, and the public name of the channel where it has one."""

    title: str | None = None
    username: str | None = None


def group_albums(messages: Iterable[Told]) -> Iterator[list[Told]]:
    """Messages in the order of their numbers, those of one album together."""
    albums: dict[int, list[Told]] = {}
    for message in sorted(messages, key=lambda each: each.id):
        album = getattr(message, "grouped_id", None)
        if album is None:
            albums[-message.id] = [message]
        else:
            albums.setdefault(album, []).append(message)
    yield from albums.values()


def read_messages(group: Sequence[Told], channel: str, options: ReadOptions, origin: Origin | None = None) -> Report | None:
    """The report of a message, or of the messages of an album; None for what tells nothing: service messages, stickers, contacts.

    Raises
    ------
    ValueError
        Its time lies in the future.
    """
    first = group[0]
    text = "\n\n".join(filter(None, (tidy_lines(each.message or "") for each in group if _name(each) == "Message")))
    text = text or "\n\n".join(filter(None, map(_words_of_media, group)))
    media = tuple(f"https://t.me/{channel}/{each.id}?single" for each in group if _is_shown(each))
    place_hint = next(filter(None, map(_position, group)), None)
    if _name(first) != "Message" or not (text or media or place_hint):
        return None
    stream, is_assumed = choose_stream(options.source or channel, None, options)
    header, reply = first.fwd_from, first.reply_to
    origin = origin or Origin()
    edited = max((each.edit_date for each in group if each.edit_date and not each.edit_hide), default=None)
    answered = getattr(reply, "reply_to_msg_id", None)
    return make_report(
        own_id=f"{channel}/{first.id}",
        source=options.source or channel,
        stream=stream,
        stream_assumed=is_assumed,
        published_at=believe(_utc(first.date), options.collected_at),
        edited_at=believe(_utc(edited), options.collected_at, "edited_at") if edited else None,
        collected_at=options.collected_at,
        text=text,
        locator=Locator(url=f"https://t.me/{channel}/{first.id}"),
        url=f"https://t.me/{channel}/{first.id}",
        forwarded_from=(origin.title or header.from_name or "an account that hides its name") if header else None,
        forwarded_post=f"{origin.username}/{header.channel_post}" if header and origin.username and header.channel_post else None,
        media=media,
        place_hint=place_hint,
        reply_to=f"{channel}/{answered}" if answered and getattr(reply, "reply_to_peer_id", None) is None else None,
        views=first.views,
    )


def _name(thing: object) -> str:
    return type(thing).__name__


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _attributes(message: Told) -> set[str]:
    document = getattr(getattr(message, "media", None), "document", None)
    return {_name(each) for each in getattr(document, "attributes", None) or ()}


def _is_shown(message: Told) -> bool:
    """Whether it shows a picture or a film, or plays a sound."""
    kinds = _attributes(message)
    return _name(getattr(message, "media", None)) in PICTURED or bool(kinds & SHOWN and not kinds & NAMELESS)


def _words_of_media(message: Told) -> str:
    """The words of a poll, or the name of a document that shows nothing."""
    media: Told = getattr(message, "media", None)
    if _name(media) == "MessageMediaPoll":
        told = (_plain(media.poll.question), *(f"– {_plain(answer.text)}" for answer in media.poll.answers))
        return "\n".join(told)
    if _is_shown(message) or _attributes(message) & NAMELESS:
        return ""
    document = getattr(media, "document", None)
    names = (getattr(each, "file_name", None) for each in getattr(document, "attributes", None) or ())
    return next(filter(None, names), "")


def _plain(words: Told) -> str:
    return tidy_lines(str(getattr(words, "text", words)))


def _position(message: Told) -> str | None:
    point = getattr(getattr(message, "media", None), "geo", None)
    return f"{point.lat},{point.long}" if point is not None and hasattr(point, "lat") else None
