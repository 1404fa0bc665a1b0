"""Which source an input goes to, how a folder is walked, and what is said of files that nobody can read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from skywitness.errors import UnreadableInput
from skywitness.ingest import read_input
from skywitness.ingest.recognise import find_source
from skywitness.model.report import Report, SetAside
from skywitness.parts import ReadOptions

Write = Callable[..., Path]
LINE = b'{"source": "a", "published_at": "2024-11-22T04:20:24Z", "text": "A drone fell."}\n'
EXPORT = b'{"name": "Bay news", "type": "public_channel", "id": 5, "messages": [{"id": 1, "type": "message", "date": "2024-11-22T05:00:00", "date_unixtime": "1732249224", "text": "A drone fell."}]}'

RECOGNISED = [
    ("plain", LINE),
    ("plain", b"\xef\xbb\xbf" + LINE),
    ("plain", b'not json at all\n{"broken": \n' + LINE),
    ("plain", b'{"text": "' + b"long " * 20_000 + b'", "source": "a"}'),
    ("telegram_desktop", EXPORT),
    (
        "telegram_desktop",
        b'{\n "about": "Here is the data", "personal_information": {"user_id": 1},\n' + b" " * 70_000 + b'"chats": {"list": []}}',
    ),
    ("article", b"A drone was shot down over the bay.\n\nNobody was hurt."),
    ("article", "Над заливом ночью сбит беспилотник, пострадавших нет, сообщили спасатели.".encode("cp1251")),
    ("article", "Уночі над затокою збили безпілотник.".encode("utf-16")),
    ("article", b"# Heading\n\nText, with a comma."),
    ("article", b"Kyiv, Nov 22\nA drone, shot down.\nA second, too."),
    ("article", b"Drones, missiles, and fear\n\nIt was, they say, a long night."),
    ("article", b"<!DOCTYPE html><html><body><p>A drone fell.</p></body></html>"),
    ("article", b"<!-- saved --><!-- twice -->\n<html><body><p>A drone fell.</p></body></html>"),
    ("article", ("я" * 40_000).encode()),
    ("table", b"text,date,channel\nA drone fell,2024-11-22T05:00:00Z,bay\n"),
    ("table", "\ufeffТекст;Дата;Канал\r\nупал дрон;22.11.2024 05:00;bay\r\n".encode()),
    ("table", "text\tdate\nA drone fell\t2024-11-22\n".encode("utf-16")),
    ("table", b"PAR1\x00\x00"),
]


@pytest.mark.parametrize(("name", "content"), RECOGNISED)
def test_a_file_is_recognised_by_its_content(name: str, content: bytes) -> None:
    assert find_source(Path("named.misleadingly"), content[: 1 << 16]).name == name


UNKNOWN = [
    (b"%PDF-1.7 trailer", "PDF"),
    (b"PK\x03\x04rest", "ZIP"),
    (b"\xff\xd8\xff\xe0 JFIF", "picture"),
    (b"\x00\x00\x00\x18ftypmp42", "skywitness verify"),
    (b"\x1f\x8b\x08rest", "unpack"),
    (b'{"type": "FeatureCollection", "features": []}', "JSON of no known kind"),
    (b"[]", "JSON of no known kind"),
    (b'{"source"', "JSON of no known kind"),
    (LINE.decode().encode("utf-16"), "iconv -f UTF-16"),
    (LINE.decode().encode("utf-16-le"), "binary file"),
    (bytes(range(256)) * 4, "binary"),
    (b"\xc8\xe9\xa4\x81 nothing certain \xff", "convert it to UTF-8"),
    (b"caf\xe9 and words that leave the encoding open", "convert it to UTF-8"),
    (b"12345 67890", "no known kind"),
    (b"<?xml version='1.0'?><kml><Document/></kml>", "XML"),
    (b"", "the file is empty"),
    (b" \n\n ", "the file is empty"),
]


@pytest.mark.parametrize(("content", "reason"), UNKNOWN)
def test_a_file_that_nobody_reads_is_an_error_alone_and_set_aside_in_a_folder(
    content: bytes, reason: str, write: Write, options: ReadOptions, tmp_path: Path
) -> None:
    path = write("inputs/unknown.bin", content)
    write("inputs/known.jsonl", LINE)
    with pytest.raises(UnreadableInput, match=r"unknown\.bin") as error:
        read_input(path, options)
    assert reason in str(error.value)
    report, *rest = read_input(tmp_path / "inputs", options)
    assert isinstance(report, Report)
    for item in rest:
        assert isinstance(item, SetAside)
        assert reason in item.reason
        assert item.locator.file == "unknown.bin"


def test_a_missing_input_is_named(tmp_path: Path, options: ReadOptions) -> None:
    with pytest.raises(UnreadableInput, match="there is no such file"):
        read_input(tmp_path / "nowhere.jsonl", options)


def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path, options: ReadOptions) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableInput, match="no regular file"):
        read_input(tmp_path / "pipe", options)


def test_a_folder_is_read_in_the_order_of_names_with_paths_inside_it(write: Write, options: ReadOptions, tmp_path: Path) -> None:
    for name in ("in/b/2.jsonl", "in/a.jsonl", "in/b/1/x.jsonl", "in/.hidden.jsonl", "in/.git/y.jsonl", "in/sources.toml"):
        write(name, LINE)
    assert [item.locator.file for item in read_input(tmp_path / "in", options)] == ["a.jsonl", "b/1/x.jsonl", "b/2.jsonl"]


def test_links_are_never_followed(write: Write, options: ReadOptions, tmp_path: Path) -> None:
    write("in/a.jsonl", LINE)
    outside = write("outside/secret.jsonl", LINE)
    (tmp_path / "in/link.jsonl").symlink_to(outside)
    (tmp_path / "in/folder").symlink_to(outside.parent)
    (tmp_path / "in/self").symlink_to(tmp_path / "in")
    assert [item.locator.file for item in read_input(tmp_path / "in", options)] == ["a.jsonl"]


def test_media_in_a_folder_are_passed_over(write: Write, options: ReadOptions, tmp_path: Path) -> None:
    write("in/result.json", EXPORT)
    write("in/photos/photo_1.jpg", b"\xff\xd8\xff\xe0 picture")
    write("in/video_files/clip.mp4", b"\x00\x00\x00\x18ftypmp42")
    assert [item.locator.file for item in read_input(tmp_path / "in", options)] == ["result.json"]


def test_a_folder_without_anything_is_an_error(options: ReadOptions, tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="holds nothing"):
        list(read_input(tmp_path, options))


def test_terminal_escapes_in_names_and_samples_are_written_out(write: Write, options: ReadOptions, tmp_path: Path) -> None:
    write("in/\x1b[31mred", b"\x1b[2J\xff")
    write("in/x.jsonl", b'{"text": "\x1b[2J"}\n')
    for item in read_input(tmp_path / "in", options):
        assert isinstance(item, SetAside)
        assert item.sample.isprintable()
        assert item.reason.isprintable()
        assert str(tmp_path) not in item.reason
