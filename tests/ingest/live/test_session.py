"""Channels read with a session: Telethon's own objects give the records that pages give, and edits, deletions and gaps are kept as for pages. No network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telethon import errors, types
from tests.ingest.live.desk import BEGUN
from tests.parts.test_collectors import Host

from skywitness.errors import FetchFailed, SkywitnessError
from skywitness.ingest.live.session import API_HASH, API_ID, SessionChannel, connect_session
from skywitness.ingest.live.sorting import Look, fail, sort_out
from skywitness.ingest.telegram_message import Origin, group_albums, read_messages
from skywitness.model.ids import ReportId
from skywitness.model.live import Cursor, LiveSource
from skywitness.model.report import Report
from skywitness.parts import ReadOptions

AT = datetime(2021, 5, 1, 20, tzinfo=UTC)
PEER = types.PeerChannel(77)
CITY = LiveSource(name="city", kind="telegram_session", where="@city", secret="CITY_SESSION")  # noqa: S106 - the name of a variable


def message(number: int, words: str = "", **more: object) -> types.Message:
    return types.Message(id=number, peer_id=PEER, date=AT + timedelta(minutes=number % 60), message=words, **more)


def photo() -> types.MessageMediaPhoto:
    return types.MessageMediaPhoto(photo=types.Photo(id=1, access_hash=1, file_reference=b"", date=AT, sizes=[], dc_id=1))


def document(*attributes: object) -> types.MessageMediaDocument:
    told = types.Document(id=1, access_hash=1, file_reference=b"", date=AT, mime_type="x/y", size=1, dc_id=1, attributes=list(attributes))
    return types.MessageMediaDocument(document=told)


def words(text: str) -> types.TextWithEntities:
    return types.TextWithEntities(text=text, entities=[])


def read(*messages: types.Message, origin: Origin | None = None) -> Report | None:
    return read_messages(messages, "city", ReadOptions(collected_at=BEGUN, source="city"), origin)


def test_a_message_gives_what_its_page_gives() -> None:
    report = read(
        message(
            7,
            "Над Тулой  сбит \n\n\n беспилотник ",
            views=1_214,
            fwd_from=types.MessageFwdHeader(date=AT, from_id=types.PeerChannel(9), channel_post=41),
            reply_to=types.MessageReplyHeader(reply_to_msg_id=3),
            edit_date=AT + timedelta(hours=1),
        ),
        origin=Origin("Other city", "other_city"),
    )
    assert report
    assert (report.report_id, report.url, report.text) == ("city/7", "https://t.me/city/7", "Над Тулой сбит\n\nбеспилотник")
    assert (report.forwarded_from, report.forwarded_post, report.reply_to, report.views) == ("Other city", "other_city/41", "city/3", 1_214)
    assert (report.published_at, report.edited_at) == (AT + timedelta(minutes=7), AT + timedelta(hours=1))


def test_an_edit_that_telegram_hides_is_none() -> None:
    report = read(message(7, "one", edit_date=AT + timedelta(hours=1), edit_hide=True))
    assert report
    assert report.edited_at is None  # only its reactions changed


def test_an_album_is_one_report_under_its_first_number() -> None:
    album = [
        message(9, "", media=photo(), grouped_id=5),
        message(8, "Видео прилёта", media=document(types.DocumentAttributeVideo(1, 2, 3)), grouped_id=5),
    ]
    (first, second) = group_albums([*album, message(10, "next")])
    assert [each.id for each in first] == [8, 9]
    report = read(*first)
    assert report
    assert (report.report_id, report.text) == ("city/8", "Видео прилёта")
    assert report.media == ("https://t.me/city/8?single", "https://t.me/city/9?single")
    assert [each.id for each in second] == [10]


def test_polls_places_and_documents_are_read_and_stickers_contacts_and_service_messages_are_nothing() -> None:
    answers = [types.PollAnswer(text=words(each), option=each.encode()) for each in ("Yes", "No")]
    poll = types.Poll(id=1, question=words("Did you hear it?"), answers=answers, hash=0)
    asked = read(message(1, media=types.MessageMediaPoll(poll=poll, results=types.PollResults())))
    assert asked
    assert asked.text == "Did you hear it?\n– Yes\n– No"
    pinned = read(message(2, media=types.MessageMediaGeo(geo=types.GeoPoint(long=36.602, lat=50.601, access_hash=0))))
    assert pinned
    assert pinned.place_hint == "50.601,36.602"
    named = read(message(3, media=document(types.DocumentAttributeFilename("report.pdf"))))
    assert named
    assert (named.text, named.media) == ("report.pdf", ())
    sticker = document(
        types.DocumentAttributeSticker(alt="!", stickerset=types.InputStickerSetEmpty()), types.DocumentAttributeImageSize(1, 1)
    )
    assert read(message(4, media=sticker)) is None
    assert read(message(5, media=types.MessageMediaContact("+380000000", "A", "Person", "", 1))) is None
    assert read(types.MessageService(id=6, peer_id=PEER, date=AT, action=types.MessageActionPinMessage())) is None


class Telegram:
    """A channel as Telethon's client gives it."""

    def __init__(self) -> None:
        self.messages: dict[int, types.Message] = {}
        self.trouble: Exception | None = None
        self.asked: list[Mapping[str, object]] = []

    def post(self, *numbers: int, words: str = "post") -> None:
        self.messages |= {number: message(number, f"{words} {number}") for number in numbers}

    async def get_messages(self, entity: str, **asked: Any) -> Sequence[Any]:
        assert entity == "city"
        self.asked.append(asked)
        if self.trouble:
            raise self.trouble
        if "ids" in asked:
            return [self.messages.get(number) for number in asked["ids"]]
        inside = [number for number in self.messages if asked.get("min_id", 0) < number < asked.get("max_id", 10**9)]
        return [self.messages[number] for number in sorted(inside, reverse=True)[: asked["limit"]]]


class Room:
    """Looks at the channel and keeps what comes."""

    def __init__(self, source: LiveSource = CITY) -> None:
        self.telegram, self.source, self.cursor = Telegram(), source, Cursor()
        self.kept: dict[ReportId, list[Report]] = {}

        async def connect(secret: str, environment: Mapping[str, str]) -> Telegram:  # noqa: ARG001 - the connector's names
            assert secret == "CITY_SESSION"  # noqa: S105 - the name of a variable
            return self.telegram

        self.collector = SessionChannel(connect)

    def look(self) -> Look:
        now = BEGUN + timedelta(minutes=len(self.telegram.asked))
        try:
            haul = self.collector.collect(self.source, self.cursor, ReadOptions(collected_at=now), Host(None))
            found = sort_out(self.source, haul, self.cursor, lambda each: self.kept.get(each, []), now)
        except SkywitnessError as error:
            found = fail(self.cursor, str(error), now)
        for report in found.reports:
            self.kept.setdefault(report.report_id, []).append(report)
        self.cursor = found.cursor
        return found


def test_back_fill_and_live_meet_and_nothing_is_doubled() -> None:
    room = Room()
    room.telegram.post(*range(1, 251))
    assert len(room.look().reports) == 250
    assert room.look().reports == ()
    room.telegram.post(*range(251, 600))
    room.look()
    assert sorted(int(each.partition("/")[2]) for each in room.kept) == list(range(1, 600))
    assert room.look().reports == ()


def test_edits_and_deletions_are_versions() -> None:
    room = Room()
    room.telegram.post(*range(1, 200))
    room.look()
    room.telegram.messages[150] = message(150, "12 drones, not 21", edit_date=AT + timedelta(hours=2))
    del room.telegram.messages[190]
    found = room.look()
    assert [(each.report_id, each.text, each.withdrawn) for each in found.reports] == [
        ("city/150", "12 drones, not 21", False),
        ("city/190", "post 190", True),
    ]
    assert room.look().reports == ()


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (errors.FloodWaitError(request=None, capture=31), "wait 31 s"),
        (errors.ChannelPrivateError(request=None), "private to this session"),
        (errors.AuthKeyUnregisteredError(request=None), "signed out"),
        (ConnectionError("proxy said secret things"), "could not be asked: ConnectionError"),
    ],
)
def test_what_telegram_refuses_is_told_and_the_next_look_goes_on(error: Exception, why: str) -> None:
    room = Room()
    room.telegram.post(1)
    room.telegram.trouble = error
    told = str(room.look().cursor.trouble)
    assert why in told
    assert "secret things" not in told
    room.telegram.trouble = None
    assert len(room.look().reports) == 1


def test_a_way_back_that_broke_off_is_taken_up_again() -> None:
    room = Room(LiveSource(name="city", kind="telegram_session", where="https://t.me/city", secret="CITY_SESSION", pages=9))  # noqa: S106
    room.telegram.post(*range(1, 500))
    ask: Callable[..., Any] = room.telegram.get_messages

    async def breaking(entity: str, **asked: Any) -> Sequence[Any]:
        if len(room.telegram.asked) == 2:
            room.telegram.asked.append({})
            raise errors.FloodWaitError(request=None, capture=5)
        found: Sequence[Any] = await ask(entity, **asked)
        return found

    room.telegram.get_messages = breaking  # type: ignore[method-assign]
    assert "older posts" in str(room.look().cursor.trouble)
    assert len(room.kept) == 200
    room.look()
    assert len(room.kept) == 499


@pytest.mark.parametrize(
    "environment",
    [{}, {"S": "x"}, {"S": "x", API_ID: "words", API_HASH: "h"}, {"S": "no session", API_ID: "1", API_HASH: "h"}],
)
def test_what_the_environment_lacks_is_named_and_its_secrets_are_not(environment: dict[str, str]) -> None:
    import asyncio

    with pytest.raises(FetchFailed) as caught:
        asyncio.run(connect_session("S", environment))
    assert "no session of" in str(caught.value) or "is not set" in str(caught.value)
    assert "words" not in str(caught.value)
