"""A Telegram channel read with the user's own session, through Telethon: for channels without a public page, and for edits and deletions on their day.

The session and the application's id and hash come from the environment and go nowhere else.
"""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Protocol, TypeVar

from msgspec.structs import replace

from skywitness.errors import FetchFailed, MissingPart
from skywitness.ingest.aside import set_aside
from skywitness.ingest.live.bodies import name_source
from skywitness.ingest.telegram_message import Origin, Told, group_albums, read_messages
from skywitness.model.live import Cursor, Haul, LiveSource, Stretch
from skywitness.model.report import Locator, Report, SetAside
from skywitness.parts import Asker, ReadOptions

T = TypeVar("T")
CHANNEL = re.compile(r"(?:https?://t\.me/(?:s/)?)?@?(\w{3,32})/?")
API_ID, API_HASH = "TELEGRAM_API_ID", "TELEGRAM_API_HASH"
PAGE = 100
MOST_PAGES = 20
LOOKED_BACK = 100
"""Messages before the newest that are looked at again, for edits and deletions."""
WAIT_S = 60.0


class Client(Protocol):
    """What is asked of Telethon's client."""

    async def get_messages(self, entity: str, **asked: object) -> Sequence[Told]:
        """Messages of a channel, the newest first; with ``ids``, those, and None for each that is gone."""
        ...


class SessionChannel:
    """Collects a channel through Telethon. ``connect`` makes a client of a session's words; one connection serves all channels of a session."""

    name = "telegram_session"

    def __init__(self, connect: Callable[[str, Mapping[str, str]], Coroutine[Any, Any, Client]] | None = None) -> None:
        self._connect = connect or connect_session
        self._lines: dict[str, _Line] = {}
        self._one_at_a_time = threading.Lock()

    def find_fault(self, source: LiveSource) -> str | None:
        """A channel's name, and the name of the environment's variable with the session."""
        if not CHANNEL.fullmatch(source.where):
            return f"{source.where!r} names no channel; write its public name"
        if not source.secret or not re.fullmatch(r"[A-Z][A-Z0-9_]*", source.secret):
            return "'secret' names no variable of the environment; give its name, such as TELEGRAM_SESSION, and Telethon's StringSession by the environment"
        return "'pages' is less than 1; give how many hundreds of messages are read at first" if source.pages < 1 else None

    def collect(self, source: LiveSource, cursor: Cursor, options: ReadOptions, asker: Asker) -> Haul:  # noqa: ARG002 - Telethon asks
        """New messages, those before them that were not read yet, and the newest known ones again."""
        found = CHANNEL.fullmatch(source.where)
        line = self._line(source.secret or "")
        return line.run(_gather(line, found[1] if found else source.where, source, cursor, name_source(options, source)))

    def _line(self, secret: str) -> _Line:
        with self._one_at_a_time:
            if secret not in self._lines:
                self._lines[secret] = _Line(secret, self._connect)
            return self._lines[secret]


class _Line:
    """A connection, and the thread in which its loop runs."""

    def __init__(self, secret: str, connect: Callable[[str, Mapping[str, str]], Coroutine[Any, Any, Client]]) -> None:
        self._secret, self._connect = secret, connect
        self._client: Client | None = None
        self._loop = asyncio.new_event_loop()
        self._turn = asyncio.Lock()
        threading.Thread(target=self._loop.run_forever, name="telegram", daemon=True).start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What comes of some work on the line's own thread."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(timeout=WAIT_S * MOST_PAGES)
        except TimeoutError:
            future.cancel()
            raise FetchFailed("Telegram did not answer in time", 60.0) from None

    async def ask(self, channel: str, **asked: object) -> list[Told]:
        """Messages; errors of Telethon in our words."""
        async with self._turn:
            try:
                if self._client is None:
                    self._client = await self._connect(self._secret, os.environ)
                return list(await asyncio.wait_for(self._client.get_messages(channel, **asked), WAIT_S))
            except (FetchFailed, MissingPart):
                raise
            except Exception as error:  # Telethon raises several hundred kinds, each named after what Telegram said
                if isinstance(error, ConnectionError | OSError):
                    self._client = None
                raise FetchFailed(_tell(error, channel), float(getattr(error, "seconds", 0) or 60)) from error


async def connect_session(secret: str, environment: Mapping[str, str]) -> Client:
    """A connected client of the session that the environment holds.

    Raises
    ------
    MissingPart
        Telethon is not installed.
    FetchFailed
        The environment lacks something, or the session is no longer signed in.
    """
    if find_spec("telethon") is None:
        raise MissingPart("sessions of Telegram need Telethon; install it with: pip install 'skywitness[telegram]'")
    from telethon import TelegramClient
    from telethon.sessions import StringSession

    missing = [name for name in (secret, API_ID, API_HASH) if not environment.get(name)]
    if missing or not environment[API_ID].isdigit():
        raise FetchFailed(f"the environment's variable {missing[0] if missing else API_ID} is not set to what it should be")
    try:
        session = StringSession(environment[secret])
    except (ValueError, OSError) as error:
        raise FetchFailed(f"what {secret} holds is no session of Telethon; make one with its StringSession") from error
    client = TelegramClient(session, int(environment[API_ID]), environment[API_HASH], receive_updates=False, flood_sleep_threshold=0)
    await client.connect()
    if not await client.is_user_authorized():
        raise FetchFailed(f"the session that {secret} holds is not signed in any more; make a new one")
    ready: Client = client
    return ready


async def _gather(line: _Line, channel: str, source: LiveSource, cursor: Cursor, options: ReadOptions) -> Haul:
    newest = await line.ask(channel, limit=PAGE)
    if not newest:
        return Haul(items=(), cursor=cursor, trouble="the channel shows no messages to this session")
    lowest = min(each.id for each in newest)
    stretches, pages = list(cursor.unread), [newest]
    if cursor.newest is None:
        stretches.append(Stretch(after=0, before=lowest, pages=source.pages - 1))
    elif lowest > cursor.newest + 1:
        stretches.append(Stretch(after=cursor.newest, before=lowest))
    else:
        pages = [[*newest, *await _look_again(line, channel, cursor.newest - LOOKED_BACK, lowest)]]
    trouble, left = None, list[Stretch]()
    for stretch in sorted(stretches, key=lambda each: -each.before):
        rest, trouble = (stretch, trouble) if trouble else await _look_through(line, channel, stretch, pages, max(MOST_PAGES, source.pages))
        left += [rest] if rest else []
    return _read(pages, channel, options, replace(cursor, unread=tuple(left)), trouble)


async def _look_again(line: _Line, channel: str, after: int, before: int) -> list[Told]:
    """The messages between two numbers that are still there."""
    numbers = list(range(max(1, after + 1), before))
    return [each for each in await line.ask(channel, ids=numbers) if each is not None] if numbers else []


async def _look_through(
    line: _Line, channel: str, stretch: Stretch, pages: list[list[Told]], most: int
) -> tuple[Stretch | None, str | None]:
    """Page back through a stretch; what of it is left for the next look, and why."""
    while stretch.pages != 0 and stretch.before - stretch.after > 1:
        if len(pages) >= most:
            return stretch, None
        try:
            older = await line.ask(channel, limit=PAGE, max_id=stretch.before, min_id=stretch.after)
        except FetchFailed as error:
            return stretch, f"older posts: {error}"
        if not older:
            return None, None
        pages.append(older)
        stretch = replace(stretch, before=min(each.id for each in older), pages=None if stretch.pages is None else stretch.pages - 1)
    return None, None


def _read(pages: Iterable[Sequence[Told]], channel: str, options: ReadOptions, cursor: Cursor, trouble: str | None) -> Haul:
    messages = {each.id: each for page in pages for each in page}
    items = list[Report | SetAside]()
    for group in group_albums(messages.values()):
        try:
            report = read_messages(group, channel, options, _origin_of(group[0]))
        except (ValueError, OverflowError) as error:
            items.append(set_aside(Locator(url=f"https://t.me/{channel}/{group[0].id}"), f"post {channel}/{group[0].id}: {error}"))
        else:
            items += [report] if report else []
    if not messages:
        return Haul(items=(), cursor=cursor, trouble=trouble)
    numbers = tuple(tuple(sorted(each.id for each in page)) for page in pages if page)
    marks = replace(cursor, newest=max(*messages, cursor.newest or 0))
    return Haul(items=tuple(items), cursor=marks, channel=channel, numbers=numbers, trouble=trouble)


def _origin_of(message: Told) -> Origin | None:
    chat = getattr(getattr(message, "forward", None), "chat", None)
    return Origin(getattr(chat, "title", None), getattr(chat, "username", None)) if chat is not None else None


def _tell(error: Exception, channel: str) -> str:
    """What Telegram said, by the name of its error; never more, as details can hold what was asked with."""
    name = type(error).__name__
    known = {
        "FloodWaitError": f"Telegram asks to wait {getattr(error, 'seconds', '?')} s",
        "ChannelPrivateError": f"{channel} is private to this session, or shut it out",
        "UsernameNotOccupiedError": f"there is no channel {channel}",
        "UsernameInvalidError": f"{channel} is no name of a channel",
        "AuthKeyUnregisteredError": "the session was signed out; make a new one",
        "SessionRevokedError": "the session was revoked; make a new one",
    }
    return known.get(name, f"Telegram could not be asked: {name}")
