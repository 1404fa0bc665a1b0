"""A cut is where another scene begins; a flash is none, and whatever cannot be decoded says so."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from tests.verify.bad_files import png_of

from skywitness.media.bounds import Bounds
from skywitness.media.contact_sheet import choose_pictures, draw_sheet
from skywitness.media.film import Picture
from skywitness.media.shots import Look, Shot, ShotHead, Shots, find_shots, pack_shots, unpack_shots

RATE = 25


def scene(seed: int, low: int = 40, high: int = 200) -> Picture:
    return np.random.default_rng(seed).integers(low, high, (6, 10, 3), np.uint8).repeat(24, axis=0).repeat(24, axis=1)


def write_film(path: Path, frames: Iterable[Picture]) -> Path:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=RATE, options={"preset": "ultrafast", "crf": "26", "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = 240, 144, "yuv420p"
        for frame in frames:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")))
        out.mux(stream.encode(None))
    return path


def flashing(dark: Picture, *, frames: int, at: int) -> Iterable[Picture]:
    """A dark scene that a flash lights up, and that is dark again half a second later."""
    for number in range(frames):
        share = max(0.0, 1 - (number - at) / 12) if number >= at else 0.0
        yield (dark + share * (235.0 - dark)).astype(np.uint8)


def test_a_film_is_parted_where_it_was_cut(tmp_path: Path) -> None:
    shots = find_shots(write_film(tmp_path / "cut.mp4", [scene(1)] * 40 + [scene(2)] * 60 + [scene(1)] * 30))
    assert [shot.begins_s for shot in shots.head.shots] == pytest.approx([0.0, 1.6, 4.0], abs=0.05)
    assert shots.head.trouble is None
    for number, picture in enumerate(shots.keyframes):
        assert shots.head.looks[picture].shot == number
        off = np.abs(shots.pictures[picture].astype(int) - scene(2 if number == 1 else 1)).mean()
        assert off < 20


@pytest.mark.parametrize("low", [0, 30])
def test_a_flash_in_the_night_is_no_cut(low: int, tmp_path: Path) -> None:
    film = write_film(tmp_path / "flash.mp4", flashing(scene(3, low, low + 30), frames=100, at=40))
    assert len(find_shots(film).head.shots) == 1


def test_a_moving_camera_is_no_cut(tmp_path: Path) -> None:
    film = write_film(tmp_path / "pan.mp4", (np.roll(scene(4), 3 * number, axis=1) for number in range(80)))
    assert len(find_shots(film).head.shots) == 1


def test_a_photo_is_one_shot_with_one_picture(tmp_path: Path) -> None:
    Image.fromarray(scene(5)).save(tmp_path / "photo.jpg")
    shots = find_shots(tmp_path / "photo.jpg")
    assert (len(shots.head.shots), len(shots.pictures), shots.keyframes) == (1, 1, (0,))


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("empty.mp4", b"", "it is empty"),
        ("words.mp4", b"no film" * 99, "cannot be decoded"),
        ("huge.png", png_of(60_000, 60_000), "more than the"),
        ("list.txt", b"ffconcat version 1.0\nfile /etc/passwd\n", "cannot be decoded"),
    ],
)
def test_what_is_no_film_has_no_shots_and_says_why(name: str, body: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(body)
    shots = find_shots(tmp_path / name)
    assert (shots.head.shots, shots.pictures) == ((), ())
    assert why in str(shots.head.trouble)


def test_bounds_hold(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mp4", [scene(6)] * 60)
    assert find_shots(film, Bounds(max_frames=20)).head.shots[-1].ends_s == pytest.approx(19 / RATE, abs=0.01)
    assert "pixels" in str(find_shots(film, Bounds(max_pixels=100)).head.trouble)
    assert "limits" in str(find_shots(film, Bounds(memory_bytes=60_000_000)).head.trouble)


def make_shots(lengths: list[int]) -> Shots:
    """Shots of so many seconds, with a picture for each second."""
    begins = [sum(lengths[:number]) for number in range(len(lengths))]
    shots = tuple(Shot(begin, begin + length) for begin, length in zip(begins, lengths, strict=True))
    looks = tuple(Look(number, begin + second, 90, 160) for number, begin in enumerate(begins) for second in range(lengths[number]))
    return Shots(head=ShotHead(shots=shots, looks=looks), pictures=(np.full((90, 160, 3), 90, np.uint8),) * len(looks))


def test_a_sheet_shows_every_shot_and_more_of_the_long_ones() -> None:
    shots = make_shots([2, 12, 4])
    chosen = [shots.head.looks[each].shot for each in choose_pictures(shots, most=9)]
    assert len(chosen) == 9
    assert chosen.count(1) > chosen.count(2) >= chosen.count(0) >= 1


def test_a_sheet_of_many_shots_holds_its_bound() -> None:
    assert len(choose_pictures(make_shots([1] * 90), most=20)) == 20


def test_a_sheet_is_a_picture_without_metadata() -> None:
    sheet = Image.open(BytesIO(draw_sheet(make_shots([3, 3]))))
    assert sheet.width > 900
    assert not sheet.getexif()
    with pytest.raises(ValueError, match="no contact sheet"):
        draw_sheet(make_shots([]))


def test_shots_come_back_as_they_were_packed() -> None:
    shots = make_shots([2, 1])
    back = unpack_shots(b"".join(pack_shots(shots)))
    assert back.head == shots.head
    assert len(back.pictures) == 3
    with pytest.raises(ValueError, match="buffer"):
        unpack_shots(b"".join(pack_shots(shots))[:-4])


@pytest.mark.slow
def test_a_film_that_is_left_early_never_waits_for_its_own_decoder(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mp4", [scene(6)] * 60)
    look = partial(find_shots, film, Bounds(max_frames=20, cpu_s=10))  # and thirty seconds more, of any clock
    with ThreadPoolExecutor(4) as together:
        assert {found.head.trouble for found in together.map(lambda _: look(), range(24))} == {None}
