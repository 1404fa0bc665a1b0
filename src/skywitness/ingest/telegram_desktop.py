"""Telegram Desktop's ``result.json``, one chat or all: channels and public groups become reports, private talk is never read.

Shapes follow Telegram Desktop's ``export_output_json.cpp``. A post's report id is "<chat id>/<message id>", so an edited post that is
exported again is a new version of the same report.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from skywitness.ingest.aside import set_aside, unreadable
from skywitness.ingest.instants import believe, find_zone, to_utc
from skywitness.ingest.json_cursor import BrokenJson, JsonCursor
from skywitness.ingest.streams import choose_stream
from skywitness.model.report import Locator, Report, SetAside, make_report
from skywitness.parts import ReadOptions

log = logging.getLogger(__name__)
PUBLISHED = frozenset({"public_channel", "private_channel", "public_supergroup"})
"""What speaks to everybody who follows it; a channel without a public name is called private, too."""
GROUPS = frozenset({"private_supergroup", "private_group"})
"""Read only when the person exported this one chat."""
TALK = frozenset({"personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes"})
CHAT_TYPE = re.compile(rb'"type"\s*:\s*"(' + "|".join(sorted(PUBLISHED | GROUPS | TALK)).encode() + rb')"')
WHOLE_EXPORT = re.compile(rb'"(?:personal_information|left_chats)"\s*:\s*\{|"chats"\s*:\s*\{\s*(?:"about"\s*:\s*"[^"]*"\s*,\s*)?"list"\s*:')
CHAT_LIST = re.compile(rb'"chats"\s*:\s*\[\s*\{')


class Run(Struct):
    """A stretch of text in one style."""

    text: str = ""


class Position(Struct):
    """Where a message was pinned on the map, in degrees."""

    latitude: float
    longitude: float


class Message(Struct):
    """What we read of a message. Times without ``_unixtime`` are the exporting computer's clock, its zone untold."""

    id: int
    date: str | None = None
    date_unixtime: str | int | None = None
    edited: str | None = None
    edited_unixtime: str | int | None = None
    text: str | list[str | Run] = ""
    text_entities: list[Run] = []
    forwarded_from: str | None = None
    forwarded_from_id: str | None = None
    photo: str | None = None
    file: str | None = None
    media_type: str | None = None
    location_information: Position | None = None


class Kind(Struct):
    """What sort of entry stands in the list of messages, and its number."""

    id: int | None = None
    type: str = "message"


class Chat(Struct):
    """What an export says of a chat before its messages."""

    id: int | None = None
    name: str | None = None
    type: str | None = None
    is_only_one: bool = True

    def is_for_us(self) -> bool:
        """Whether its messages are read."""
        return self.type in PUBLISHED or (self.is_only_one and self.type in GROUPS)


_decode_message = msgspec.json.Decoder(Message).decode
_decode_kind = msgspec.json.Decoder(Kind).decode


class TelegramDesktop:
    """Reads what "Export chat history" and "Export Telegram data" write as JSON."""

    name = "telegram_desktop"
    rank = 20

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - content decides
        """Whether a JSON object names a chat of one of Telegram's types, or the chats of a whole export."""
        document = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        return document.startswith(b"{") and any(sign.search(document) for sign in (CHAT_TYPE, WHOLE_EXPORT, CHAT_LIST))

    def read(self, path: Path, options: ReadOptions) -> Iterator[Report | SetAside]:
        """Each post's report. Service entries are passed over, unreadable ones set aside."""
        export = _Export(path.name, options)
        with path.open("rb") as file:
            try:
                yield from export.read_chat(JsonCursor(file, options.max_item_bytes), Chat())
            except BrokenJson as error:
                yield set_aside(Locator(path.name), str(error))
                return
        if not export.chats_read:
            raise unreadable(path, "the export holds no channel and no public group; private chats are not read")


class _Export:
    def __init__(self, file_name: str, options: ReadOptions) -> None:
        self._file_name = file_name
        self._options = options
        self.chats_read = 0

    def read_chat(self, cursor: JsonCursor, chat: Chat) -> Iterator[Report | SetAside]:
        """One chat, or a whole export: an object that holds chats instead of messages."""
        for key in cursor.members():
            if key in ("id", "name", "type"):
                setattr(chat, key, _scalar(cursor.take(), key))
            elif key == "messages" and chat.is_for_us():
                self.chats_read += 1
                yield from self._read_messages(cursor, chat)
            elif key in ("chats", "left_chats") and chat.is_only_one:
                yield from self._read_chats(cursor)
            else:
                if key == "messages":
                    log.info("%s: chat of type %s passed over", self._file_name, chat.type)
                cursor.skip()

    def _read_chats(self, cursor: JsonCursor) -> Iterator[Report | SetAside]:
        if cursor.is_at(b"["):
            for _number in cursor.elements():
                yield from self.read_chat(cursor, Chat(is_only_one=False))
            return
        for key in cursor.members():
            if key == "list":
                yield from self._read_chats(cursor)
            else:
                cursor.skip()

    def _read_messages(self, cursor: JsonCursor, chat: Chat) -> Iterator[Report | SetAside]:
        source = (self._options.source if chat.is_only_one else None) or chat.name or f"telegram {chat.id}"
        profile = self._options.profiles.get(source)
        zone = find_zone(self._options.zone or (profile.zone if profile else None))
        for row in cursor.elements():
            raw = cursor.take()
            locator = Locator(self._file_name, row)
            if raw is None:
                yield set_aside(locator, f"the message is longer than {self._options.max_item_bytes:,} bytes; raise the limit")
                continue
            try:
                report = self._make_report(raw, chat, source, zone, locator)
            except RecursionError:
                yield set_aside(locator, f"{source}: the message is nested too deeply", raw)
            except (msgspec.DecodeError, ValueError, OverflowError) as error:
                yield set_aside(locator, f"{source}: {error}", raw)
            else:
                if report:
                    yield report

    def _make_report(self, raw: bytes, chat: Chat, source: str, zone: ZoneInfo | None, locator: Locator) -> Report | None:
        kind = _decode_kind(raw)
        if kind.type == "service":
            return None
        if kind.type != "message":
            raise ValueError(
                f"message {kind.id} is of type {kind.type!r}, which Telegram Desktop could not write out; look at it in Telegram"
            )
        message = _decode_message(raw)
        text, media, hint = _join_text(message), _name_media(message), _hint_of_place(message)
        if not (text.strip() or media or hint):
            return None
        forwarded_from = message.forwarded_from or message.forwarded_from_id
        if any("\x00" in said for said in (text, source, forwarded_from or "", *media)):
            raise ValueError(f"message {message.id} holds a NUL character, which no text has")
        stream, is_assumed = choose_stream(source, None, self._options)
        collected_at = self._options.collected_at
        return make_report(
            own_id=f"{chat.name if chat.id is None else chat.id}/{message.id}",
            source=source,
            stream=stream,
            stream_assumed=is_assumed,
            published_at=believe(_published_at(message, zone), collected_at),
            edited_at=_edited_at(message, zone, collected_at),
            collected_at=collected_at,
            text=text,
            locator=locator,
            forwarded_from=forwarded_from,
            media=media,
            place_hint=hint,
        )


def _scalar(raw: bytes | None, key: str) -> str | int | None:
    try:
        return msgspec.json.decode(raw or b"null", type=int | None if key == "id" else str | None)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenJson(f"the chat's {key} cannot be read ({error})") from None


def _join_text(message: Message) -> str:
    """The words without their styling. ``text_entities`` is the whole text where it is given; older exports have only ``text``."""
    runs = message.text_entities or message.text
    return runs if isinstance(runs, str) else "".join(run if isinstance(run, str) else run.text for run in runs)


def _name_media(message: Message) -> tuple[str, ...]:
    """Paths as the export writes them; they are text here and nothing is opened. A note such as "(File not included. …)" is no path."""
    if message.media_type == "sticker":
        return ()
    return tuple(path for path in (message.photo, message.file) if path and not path.startswith("("))


def _hint_of_place(message: Message) -> str | None:
    position = message.location_information
    return f"{position.latitude},{position.longitude}" if position else None


def _published_at(message: Message, zone: ZoneInfo | None) -> datetime:
    if message.date_unixtime is not None:
        return _from_unixtime(message.date_unixtime)
    if message.date is None:
        raise ValueError(f"message {message.id} has no date")
    return to_utc(datetime.fromisoformat(message.date), zone)


def _edited_at(message: Message, zone: ZoneInfo | None, collected_at: datetime) -> datetime | None:
    """When it was last changed; None when the export tells that only by a clock whose zone is unknown."""
    if message.edited_unixtime is not None:
        return believe(_from_unixtime(message.edited_unixtime), collected_at, "edited_at")
    if message.edited is None or zone is None:
        return None
    return believe(to_utc(datetime.fromisoformat(message.edited), zone), collected_at, "edited_at")


def _from_unixtime(seconds: str | int) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{str(seconds)[:40]!r} is no number of seconds since 1970") from None
