"""Bad input through the front door: a clear word about the item, exit status 1 or 2, and nothing else lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from skywitness.cli.app import DONE, SOME_SET_ASIDE, WRONG_USE, answer

GOOD = {"source": "town_channel", "published_at": "2021-03-14T22:48:00Z", "text": "Над Ельцом сбит беспилотник."}


def line(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}, ensure_ascii=False).encode() + b"\n"


def extract(path: Path, capfd: pytest.CaptureFixture[str], *more: str) -> tuple[int, list[dict[str, object]], str]:
    status = answer(["extract", str(path), *more])
    out, err = capfd.readouterr()
    return status, [json.loads(row) for row in out.splitlines()], err


BAD_LINES = {
    "truncated JSON": line()[: len(line()) // 2] + b"\n",
    "no JSON at all": b"this is not JSON\n",
    "bytes that are no UTF-8": b'{"source": "a", "published_at": "2021-03-14T22:48:00Z", "text": "\xff\xfe\xfa"}\n',
    "a naive time": line(published_at="2021-03-14T22:48:00"),
    "no time": json.dumps({"source": "a", "text": "b"}).encode() + b"\n",
    "no text": json.dumps({"source": "a", "published_at": "2021-03-14T22:48:00Z"}).encode() + b"\n",
    "a text that is a number": line(text=7),
    "a stream nobody knows": line(stream="telepathy"),
    "a date centuries away": line(published_at="9731-03-14T22:48:00Z"),
    "a huge number": b'{"source": "a", "published_at": 1e999999, "text": "x"}\n',
    "deep nesting": b'{"source": ' + b"[" * 5000 + b"]" * 5000 + b', "published_at": "2021-03-14T22:48:00Z", "text": "x"}\n',
}


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_set_aside_by_row_and_its_neighbours_are_read(bad: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "posts.reports.jsonl"
    path.write_bytes(line(id="first") + bad + line(id="last"))
    status, rows, talk = extract(path, capfd)
    assert status == SOME_SET_ASIDE
    assert [row["id"] for row in rows] == ["first", "last"]
    assert "posts.reports.jsonl" in talk
    assert "row 1" in talk


def test_a_line_of_200_mb_is_set_aside_and_the_rest_is_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "posts.reports.jsonl"
    with path.open("wb") as out:
        out.write(line(id="first") + b'{"text": "')
        for _ in range(200):
            out.write(b"a" * 1_000_000)
        out.write(b'"}\n' + line(id="last"))
    status, rows, talk = extract(path, capfd)
    assert (status, [row["id"] for row in rows]) == (SOME_SET_ASIDE, ["first", "last"])
    assert "row 1" in talk


WHOLE: dict[str, Callable[[Path], object]] = {
    "an empty file": lambda path: path.write_bytes(b""),
    "a binary file": lambda path: path.write_bytes(bytes(range(256)) * 64),
    "a missing file": lambda _path: None,
}


@pytest.mark.parametrize("make", WHOLE.values(), ids=WHOLE.keys())
def test_an_input_that_is_unusable_as_a_whole_is_wrong_use(
    make: Callable[[Path], object], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "input.bin"
    make(path)
    status, rows, talk = extract(path, capfd)
    assert (status, rows) == (WRONG_USE, [])
    assert "input.bin" in talk
    assert "Traceback" not in talk


def test_terminal_escapes_in_a_bad_line_reach_no_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "posts.reports.jsonl"
    path.write_bytes(b'\x1b[31mred\x1b]0;title\x07 {"source"\n' + line())
    _, _, talk = extract(path, capfd)
    assert "\x1b]0;" not in talk
    assert "\x1b[31m" not in talk


def test_unknown_sources_are_named_once_as_taken_for_grassroots(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "posts.reports.jsonl"
    path.write_bytes(line() + line(text="ещё одно"))
    status, rows, talk = extract(path, capfd)
    assert status == DONE
    assert {row["stream"] for row in rows} == {"grassroots"}
    assert talk.count("town_channel") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "x.jsonl"],
        ["show", "--ledger", "nowhere"],
        ["explain", "c-0", "--ledger", "nowhere"],
        ["export", "--ledger", "nowhere", "--format", "stone-tablet"],
        ["extract", "x.jsonl", "--published-at", "yesterday"],
        ["extract", "x.jsonl", "--columns", "text"],
        ["serve", "--ledger", "nowhere", "--audience", "team", "--host", "0.0.0.0"],  # noqa: S104 - refused, which is the point
        ["fly"],
    ],
)
def test_wrong_use_is_one_plain_sentence(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert answer(arguments) == WRONG_USE
    out, err = capfd.readouterr()
    assert not out
    assert "skywitness: " in err
    assert "Traceback" not in err
