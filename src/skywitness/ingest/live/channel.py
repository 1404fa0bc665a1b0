"""A public Telegram channel: its newest page, and older ones until they meet what is known, so that back-fill and live leave no gap however long we were away."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from skywitness.errors import FetchFailed, UnreadableInput
from skywitness.ingest.encoding import decode_text
from skywitness.ingest.html_words import parse_html
from skywitness.ingest.live.bodies import find_fault_of_address, marks_of, name_source, read_body
from skywitness.ingest.telegram_post import numbers_of
from skywitness.model.live import Cursor, Haul, LiveSource, Stretch
from skywitness.model.report import Report, SetAside
from skywitness.parts import Asker, ReadOptions

MOST_PAGES = 20
"""Pages of one look: a long absence is made up for over several, and the newest posts are in the ledger first."""
TAIL_BYTES = 400


class Shown(Struct, frozen=True):
    """A page of a channel: the channel's name as it writes it, and the message numbers that its posts take, in order."""

    channel: str
    numbers: tuple[int, ...]


class Channel:
    """Collects ``t.me/s/NAME``."""

    name = "telegram"

    def find_fault(self, source: LiveSource) -> str | None:
        """An address whose last part is the channel's name, and at least one page."""
        if source.pages < 1:
            return "'pages' is less than 1; give how many pages are read at first, such as 3"
        if not re.fullmatch(r"\w+", _channel_of(source)):
            return f"{source.where!r} names no channel; write it as https://t.me/s/NAME"
        return find_fault_of_address(source)

    def collect(self, source: LiveSource, cursor: Cursor, options: ReadOptions, asker: Asker) -> Haul:
        """The newest page and what lies between it and the newest post known, as far as one look goes; the rest is left for the next."""
        told = asker.fetch(source.where, etag=cursor.etag, last_modified=cursor.last_modified)
        walk = _Walk(source, asker, options, list(cursor.unread))
        if told.body is not None:
            try:
                shown = walk.take(source.where, told.body)
            except UnreadableInput as error:
                return Haul(items=(), cursor=cursor, trouble=f"layout changed, or no longer what it was: {error}", sample=told.body)
            walk.join(shown, cursor.newest)
        walk.go_back()
        marks = replace(cursor, **marks_of(told, cursor.etag, cursor.last_modified))
        newest = max((numbers[-1] for numbers in walk.numbers), default=cursor.newest or 0)
        return Haul(
            items=tuple(walk.items),
            cursor=replace(marks, newest=max(newest, cursor.newest or 0) or None, unread=tuple(walk.stretches)),
            pages=tuple(walk.pages),
            channel=walk.channel,
            numbers=tuple(walk.numbers),
            trouble=walk.trouble,
            sample=walk.sample,
        )


class _Walk:
    """One look's way back through a channel."""

    def __init__(self, source: LiveSource, asker: Asker, options: ReadOptions, stretches: list[Stretch]) -> None:
        self._source, self._asker, self._options, self.stretches = source, asker, name_source(options, source), stretches
        self.items: list[Report | SetAside] = []
        self.pages: list[tuple[str, bytes]] = []
        self.numbers: list[tuple[int, ...]] = []
        self.channel: str | None = None
        self.trouble: str | None = None
        self.sample: bytes | None = None

    def take(self, address: str, body: bytes) -> Shown:
        """Read a page; nothing of it is kept when it is not one of this channel."""
        shown = read_shown(body, _channel_of(self._source))
        items = list(read_body(body, self._source.where, self._options))
        unknown = [item for item in items if isinstance(item, SetAside) and "the layout has changed" in item.reason]
        if len(unknown) * 2 > len(shown.numbers):
            self.trouble, self.sample = f"layout changed: {len(unknown)} posts of a page cannot be read; {unknown[0].reason}", body
        self.items += items
        self.pages.append((address, body))
        self.numbers.append(shown.numbers)
        self.channel = shown.channel
        return shown

    def join(self, shown: Shown, newest: int | None) -> None:
        """What lies between the newest page and what is known is to be looked through; at first that is as many pages as configured."""
        first = shown.numbers[0]
        if newest is None:
            self.stretches.append(Stretch(after=0, before=first, pages=self._source.pages - 1))
        elif newest < first - 1:
            self.stretches.append(Stretch(after=newest, before=first))

    def go_back(self) -> None:
        """Page back through the stretches, the newest first. What cannot be fetched now stays a stretch."""
        left, self.stretches = sorted(self.stretches, key=lambda each: each.before), []
        while left:
            stretch = left.pop()
            try:
                self.stretches += self._look_through(stretch)
            except (FetchFailed, UnreadableInput) as error:
                self.trouble = self.trouble or f"older posts: {error}"
                self.stretches += left
                return

    def _look_through(self, stretch: Stretch) -> list[Stretch]:
        """What of a stretch is left for the next look."""
        rest: Stretch | None = stretch
        try:
            while rest is not None and rest.pages != 0 and rest.before - rest.after > 1:
                if len(self.pages) >= max(MOST_PAGES, self._source.pages):
                    return [rest]
                rest = self._step_back(rest)
        except (FetchFailed, UnreadableInput):
            self.stretches += [rest] if rest else []
            raise
        return []

    def _step_back(self, stretch: Stretch) -> Stretch | None:
        address = f"{self._source.where}?before={stretch.before}"
        body = self._asker.fetch(address).body or b""
        if not re.search(rb"\bdata-post=", body) and _is_whole(body):
            return None  # before the first post
        shown = self.take(address, body)
        if shown.numbers[0] >= stretch.before:
            raise UnreadableInput(f"{address}: the page shows no older posts than the one before it")
        if shown.numbers[0] - 1 <= stretch.after:
            return None
        pages = None if stretch.pages is None else stretch.pages - 1
        return replace(stretch, before=shown.numbers[0], pages=pages)


def read_shown(body: bytes, channel: str) -> Shown:
    """What a page of a channel shows.

    Raises
    ------
    UnreadableInput
        It was cut off on the way, shows no posts, or those of another channel.
    """
    if not _is_whole(body):
        raise UnreadableInput("the page was cut off on the way")
    page = parse_html(decode_text(body))
    posts = page.xpath("//*[@data-post]") if page is not None else []
    names = {str(post.get("data-post")).partition("/")[0] for post in posts}
    own = [name for name in names if name.lower() == channel.lower()]
    if not own:
        raise UnreadableInput(f"the page shows posts of {min(names)}, not of {channel}" if names else "the page shows no posts")
    numbers = {number for post in posts if str(post.get("data-post")).startswith(f"{own[0]}/") for number in numbers_of(post)}
    if not numbers:
        raise UnreadableInput("the posts bear no numbers")
    return Shown(own[0], tuple(sorted(numbers)))


def _is_whole(body: bytes) -> bool:
    return b"</html>" in body[-TAIL_BYTES:].lower()


def _channel_of(source: LiveSource) -> str:
    return urlsplit(source.where).path.rstrip("/").rpartition("/")[2]
