"""Telegram Desktop exports: what of them becomes a report, what is passed over, and what is set aside."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from skywitness.errors import UnreadableInput
from skywitness.ingest import read_input
from skywitness.model.report import Report, SetAside
from skywitness.model.words import Stream
from skywitness.parts import ReadOptions

Write = Callable[..., Path]
Split = Callable[[list[Report | SetAside]], tuple[list[Report], list[SetAside]]]
AT = "1732249224"


def message(number: int = 1, **fields: object) -> dict[str, object]:
    said = {"id": number, "type": "message", "date": "2024-11-22T06:20:24", "date_unixtime": AT, "text": "A drone fell into the bay."}
    return {key: value for key, value in (said | fields).items() if value is not ...}


def chat(*messages: dict[str, object], kind: str = "public_channel", name: str | None = "Bay news", number: int = 5) -> dict[str, object]:
    return {"name": name, "type": kind, "id": number, "messages": list(messages)}


def whole(*chats: dict[str, object]) -> dict[str, object]:
    return {
        "about": "Export",
        "personal_information": {"user_id": 1},
        "chats": {"about": "", "list": list(chats)},
        "left_chats": {"list": []},
    }


def read(document: object, options: ReadOptions, write: Write) -> list[Report | SetAside]:
    return list(read_input(write("result.json", json.dumps(document, ensure_ascii=False)), options))


def test_a_post_is_read_with_the_words_of_all_its_styles(options: ReadOptions, write: Write) -> None:
    styled = message(
        text=[{"type": "bold", "text": "Alert"}, ": a drone ", {"type": "text_link", "text": "here", "href": "https://example.org"}]
    )
    (report,) = read(chat(styled), options, write)
    assert isinstance(report, Report)
    assert (report.text, report.source, report.report_id) == ("Alert: a drone here", "Bay news", "5/1")
    assert (report.stream, report.stream_assumed) == (Stream.GRASSROOTS, True)
    assert report.published_at == datetime(2024, 11, 22, 4, 20, 24, tzinfo=UTC)


def test_entities_give_the_whole_text_where_the_text_is_only_its_beginning(options: ReadOptions, write: Write) -> None:
    (report,) = read(
        chat(message(text="A drone ", text_entities=[{"type": "plain", "text": "A drone "}, {"type": "bold", "text": "fell"}])),
        options,
        write,
    )
    assert isinstance(report, Report)
    assert report.text == "A drone fell"


def test_an_edited_post_is_a_new_version_of_the_same_report(options: ReadOptions, write: Write) -> None:
    (before,) = read(chat(message()), options, write)
    (after,) = read(chat(message(text="Two drones fell.", edited="2024-11-22T06:25:00", edited_unixtime="1732249500")), options, write)
    assert isinstance(before, Report)
    assert isinstance(after, Report)
    assert before.report_id == after.report_id
    assert before.digest != after.digest
    assert after.edited_at == datetime(2024, 11, 22, 4, 25, tzinfo=UTC)


def test_channels_and_public_groups_are_read_and_private_talk_is_not(options: ReadOptions, write: Write) -> None:
    kinds = ["public_channel", "private_channel", "public_supergroup", "private_supergroup", "private_group"]
    kinds += ["personal_chat", "bot_chat", "saved_messages", "verification_codes", "replies"]
    document = whole(*(chat(message(text=kind), kind=kind, number=number, name=kind) for number, kind in enumerate(kinds)))
    texts = [item.text for item in read(document, options, write) if isinstance(item, Report)]
    assert texts == ["public_channel", "private_channel", "public_supergroup"]


def test_a_private_group_is_read_when_it_alone_was_exported(options: ReadOptions, write: Write) -> None:
    assert len(read(chat(message(), kind="private_supergroup"), options, write)) == 1


@pytest.mark.parametrize("kind", ["personal_chat", "saved_messages", "verification_codes"])
def test_private_talk_alone_is_refused_with_the_reason(kind: str, options: ReadOptions, write: Write) -> None:
    with pytest.raises(UnreadableInput, match="no channel and no public group"):
        read(chat(message(), kind=kind), options, write)


def test_chats_can_stand_in_a_list_without_a_wrapping(options: ReadOptions, write: Write) -> None:
    assert len(read({"about": "x", "chats": [chat(message()), chat(message(), kind="saved_messages")]}, options, write)) == 1


def test_the_name_that_a_person_gives_is_for_one_chat_only(options: ReadOptions, write: Write) -> None:
    named = msgspec.structs.replace(options, source="bay")
    assert [item.source for item in read(chat(message()), named, write) if isinstance(item, Report)] == ["bay"]
    assert [item.source for item in read(whole(chat(message())), named, write) if isinstance(item, Report)] == ["Bay news"]


def test_services_stickers_and_empty_posts_are_nothing(options: ReadOptions, write: Write) -> None:
    silent = [
        {"id": 1, "type": "service", "action": "pin_message", "date_unixtime": AT, "text": "", "members": [None]},
        message(2, text="", file="stickers/a.webp", media_type="sticker"),
        message(3, text="", file="(File not included. Change data exporting settings to download.)", media_type="video_file"),
        message(4, text="", poll={"question": "Was it loud?", "answers": []}),
    ]
    assert read(chat(*silent), options, write) == []


def test_media_paths_stay_text_whatever_they_point_at(options: ReadOptions, write: Write) -> None:
    posts = [
        message(1, text="", photo="photos/photo_1.jpg"),
        message(2, photo="../../../etc/passwd", file="/etc/shadow"),
        message(3, file="(File exceeds maximum size. Change data exporting settings to download.)"),
    ]
    media = [item.media for item in read(chat(*posts), options, write) if isinstance(item, Report)]
    assert media == [("photos/photo_1.jpg",), ("../../../etc/passwd", "/etc/shadow"), ()]


def test_a_forward_names_its_origin_as_far_as_it_is_told(options: ReadOptions, write: Write) -> None:
    posts = [
        message(1, forwarded_from="Other"),
        message(2, forwarded_from=None, forwarded_from_id="channel44"),
        message(3, forwarded_from=None),
    ]
    assert [item.forwarded_from for item in read(chat(*posts), options, write) if isinstance(item, Report)] == ["Other", "channel44", None]


def test_a_pinned_position_is_a_hint_of_place(options: ReadOptions, write: Write) -> None:
    (report,) = read(chat(message(text="", location_information={"latitude": 52.6, "longitude": 39.6})), options, write)
    assert isinstance(report, Report)
    assert report.place_hint == "52.6,39.6"


def test_unix_time_wins_over_the_clock_of_the_exporting_computer(options: ReadOptions, write: Write) -> None:
    (report,) = read(chat(message(date="1999-01-01T00:00:00", edited="1999-01-01T00:00:00")), options, write)
    assert isinstance(report, Report)
    assert report.published_at == datetime(2024, 11, 22, 4, 20, 24, tzinfo=UTC)
    assert report.edited_at is None


def test_a_date_alone_needs_a_zone(options: ReadOptions, write: Write) -> None:
    old = chat(message(date_unixtime=...))
    (aside,) = read(old, options, write)
    assert isinstance(aside, SetAside)
    assert "names no time zone" in aside.reason
    (report,) = read(old, msgspec.structs.replace(options, zone="Europe/Kyiv"), write)
    assert isinstance(report, Report)
    assert report.published_at == datetime(2024, 11, 22, 4, 20, 24, tzinfo=UTC)


BAD_MESSAGES = [
    ({"id": 9, "type": "unsupported"}, "'unsupported'"),
    (message(9, date_unixtime="soon"), "no number of seconds"),
    (message(9, date_unixtime="9" * 30), "no number of seconds"),
    (message(9, date_unixtime="1999999999"), "future"),
    (message(9, date=..., date_unixtime=...), "has no date"),
    (message(9, date="yesterday", date_unixtime=...), "yesterday"),
    (message(9, text=[7]), "$.text"),
    (message(9, text={"type": "bold"}), "$.text"),
    (message(9, text="nul \x00"), "NUL"),
    (message(9, id="nine"), "$.id"),
    (message(9, location_information={"latitude": "north", "longitude": 3}), "latitude"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_MESSAGES)
def test_a_bad_message_is_set_aside_and_the_rest_goes_on(
    bad: dict[str, object], reason: str, options: ReadOptions, write: Write, split: Split
) -> None:
    reports, aside = split(read(chat(message(1), bad, message(2)), options, write))
    assert [report.report_id for report in reports] == ["5/1", "5/2"]
    assert [item.locator.row for item in aside] == [1]
    assert reason in aside[0].reason


def test_a_cut_off_export_gives_what_stands_before_the_cut(options: ReadOptions, write: Write, split: Split) -> None:
    document = json.dumps(chat(message(1), message(2), message(3)))
    reports, aside = split(list(read_input(write("result.json", document[:-60]), options)))
    assert [report.report_id for report in reports] == ["5/1", "5/2"]
    assert "the file ends in the middle" in aside[0].reason


def test_an_export_of_any_size_is_read_message_by_message(options: ReadOptions, write: Write, split: Split) -> None:
    small = msgspec.structs.replace(options, max_item_bytes=50_000)
    path = write("result.json", json.dumps(chat(message(1), message(2, text="x" * 20_000_000), message(3))))
    tracemalloc.start()
    reports, aside = split(list(read_input(path, small)))
    _now, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [report.report_id for report in reports] == ["5/1", "5/3"]
    assert "longer than 50,000 bytes" in aside[0].reason
    assert peak_bytes < 4_000_000


def test_chats_within_chats_are_no_chats(options: ReadOptions, write: Write) -> None:
    inner = chat(message(text="inner"))
    (report,) = read({"personal_information": {}, "chats": {"list": [chat(message()) | {"chats": {"list": [inner]}}]}}, options, write)
    assert isinstance(report, Report)
    assert report.text != "inner"


@pytest.mark.shared
def test_the_known_edge_cases(shared: Path) -> None:
    options = ReadOptions(collected_at=datetime(2026, 11, 22, tzinfo=UTC))
    items = list(read_input(shared / "data/telegram/tdesktop_result_edgecases.json", options))
    assert [item.report_id for item in items if isinstance(item, Report)] == ["333/2", "333/3", "333/4", "333/6", "333/7"]
    assert len(items) == 6
