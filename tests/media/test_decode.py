"""Good media become numbers; bad ones become a sentence, within bounds, and harm nothing."""

from __future__ import annotations

import wave
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.verify.bad_files import png_of

from skywitness.exercise.footage.clip import Clip
from skywitness.exercise.footage.studio import write_clip
from skywitness.media.bounds import Bounds
from skywitness.media.decode import read_film
from skywitness.media.film import SOUND_HZ, Film, Head, Stamp, pack, unpack

CLIP = Clip(
    file="c.mp4", scene="s", filmed_at=datetime(2021, 3, 14, 22, tzinfo=UTC), lat=52.6, lon=38.5, distance_m=700, flash_s=1.5, length_s=6.0
)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "c.mp4"
    write_clip(CLIP, path)
    return path


def test_a_video_gives_a_picture_a_second_the_light_of_each_frame_and_its_sound(clip: Path) -> None:
    film = read_film(clip)
    assert film.head.kind == "video"
    assert film.head.trouble is None
    assert [round(stamp.at_s) for stamp in film.head.stamps] == [0, 1, 2, 3, 4, 5]
    assert film.head.frames == len(film.light) == 48
    assert abs(len(film.sound) / SOUND_HZ - 6.0) < 0.3


def test_a_photo_is_turned_as_it_is_to_be_looked_at(tmp_path: Path) -> None:
    photo = Image.fromarray(np.dstack([np.tile(np.arange(120, dtype=np.uint8), (60, 1))] * 3))
    exif = photo.getexif()
    exif[0x0112] = 6  # turned by a quarter
    photo.save(tmp_path / "turned.jpg", exif=exif)
    film = read_film(tmp_path / "turned.jpg")
    assert film.head.kind == "photo"
    assert film.pictures[0].shape == (120, 60, 3)


def test_a_recording_has_sound_and_no_picture(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "hum.wav"), "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes((8_000 * np.sin(np.arange(16_000) / 8)).astype("<i2").tobytes())
    film = read_film(tmp_path / "hum.wav")
    assert (film.head.kind, len(film.pictures)) == ("sound", 0)
    assert abs(len(film.sound) - 2 * SOUND_HZ) < 200


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("empty.mp4", b"", "it is empty"),
        ("words.mp4", b"not a film at all" * 50, "cannot be decoded"),
        ("huge.png", png_of(60_000, 60_000), "more than the"),
        ("cut.png", png_of(600, 600), "damaged photo, or cut short"),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "cannot be decoded"),
        ("list.txt", b"ffconcat version 1.0\nfile /etc/passwd\n", "cannot be decoded"),
        ("page.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "cannot be decoded"),
    ],
)
def test_what_is_no_film_says_what_is_wrong(name: str, body: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(body)
    film = read_film(tmp_path / name)
    assert film.pictures == ()
    assert why in str(film.head.trouble)


def test_a_film_that_is_cut_short_gives_what_is_left_or_says_so(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.mp4").write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    assert read_film(tmp_path / "cut.mp4").head.trouble


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path) -> None:
    assert "No such file" in str(read_film(tmp_path / "none.mp4").head.trouble)
    assert "no file" in str(read_film(tmp_path).head.trouble)


def test_bounds_hold(clip: Path) -> None:
    assert "bytes" in str(read_film(clip, Bounds(max_file_bytes=100)).head.trouble)
    assert "pixels" in str(read_film(clip, Bounds(max_pixels=100)).head.trouble)
    assert "first" in str(read_film(clip, Bounds(max_frames=10)).head.trouble)
    assert "limits" in str(read_film(clip, Bounds(memory_bytes=60_000_000)).head.trouble)


def test_numbers_come_back_as_they_were_packed() -> None:
    series = np.arange(3, dtype=np.float32)
    picture = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    film = Film(
        head=Head(kind="video", stamps=(Stamp(0.5, 2, 4),), frames=3, sound=3),
        pictures=(picture,),
        frame_s=series,
        light=series,
        sound=series,
    )
    back = unpack(b"".join(pack(film)))
    assert back.head == film.head
    assert np.array_equal(back.pictures[0], picture)
    with pytest.raises(ValueError, match="buffer"):
        unpack(b"".join(pack(film))[:-4])
