"""Files that are damaged, mislabelled, oversized or made to do harm, each made by code, with the words that a reader must be told of it."""

from __future__ import annotations

import io
import struct
import zlib
from fractions import Fraction

import av
import numpy as np
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from skywitness.media.film import Picture

ROTATED_BY_90 = struct.pack(">9i", 0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)
"""A display matrix as a phone writes it that was held upright."""
UPRIGHT = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)


def png_of(width: int, height: int, *, rows: bytes = bytes(1000), more: bytes = b"") -> bytes:
    """A PNG that claims a size, with so much of a picture and more chunks as they are."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def jpeg_with(segments: bytes) -> bytes:
    """A small grey photo with segments of metadata before its picture."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (128, 128, 128)).save(out, "JPEG")
    return out.getvalue()[:2] + segments + out.getvalue()[2:]


def app1(body: bytes) -> bytes:
    """A segment of metadata of a JPEG."""
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def text_bomb() -> bytes:
    """A PNG of 3 x 3 whose text unpacks to 60 megabytes."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(60)) + packer.flush()
    return png_of(3, 3, rows=bytes(30), more=chunk(b"zTXt", b"Comment\0\0" + packed))


def hostile_metadata() -> bytes:
    """A photo whose record holds escape codes, an entity bomb, a directory that leads to itself and positions that are no numbers."""
    exif = Image.Exif()
    exif[0x0131] = "\x1b]0;owned\x07\x1b[2J$(touch /tmp/owned)`id`'; --" + "A" * 20_000
    exif[0x010F] = "../../../etc/passwd\n{{7*7}}<script>"
    exif[0x8825] = {1: "N", 2: (IFDRational(1, 0), 4e9, 4e9), 3: "E", 4: (4e9, 0, 0)}  # the GPS directory
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    xmp = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x:xmpmeta xmlns:x="adobe:ns:meta/">&e11;</x:xmpmeta>'
    loop = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x8769, 4, 1, 8, 8)
    return jpeg_with(app1(exif.tobytes()) + app1(b"http://ns.adobe.com/xap/1.0/\0" + xmp.encode()) + app1(loop))


def film(
    *,
    times_s: list[float] | None = None,
    sound_s: float = 0.0,
    is_turned: bool = False,
    pictures: list[Picture] | None = None,
    tags: dict[str, str] | None = None,
) -> bytes:
    """A film of 96 x 64, its left half white, or of given pictures: frames at the given times, so many seconds of a hum, turned as a phone's, with tags."""
    out = io.BytesIO()
    halves = np.zeros((64, 96, 3), np.uint8)
    halves[:, :48] = 255
    shown = pictures or [halves] * len(times_s or range(50))
    with av.open(out, "w", format="mp4") as container:
        container.metadata.update(tags or {})
        video = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        video.height, video.width, video.pix_fmt = *shown[0].shape[:2], "yuv420p"
        video.codec_context.time_base = Fraction(1, 1000)
        audio = container.add_stream("aac", rate=16_000, layout="mono") if sound_s else None
        for number, picture in enumerate(shown):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round(1000 * (times_s[number] if times_s else number / 25)), Fraction(1, 1000)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if audio is not None:
            hum = np.sin(np.arange(round(16_000 * sound_s), dtype=np.float32) / 8)[None]
            heard = av.AudioFrame.from_ndarray(hum, format="fltp", layout="mono")
            heard.sample_rate, heard.pts, heard.time_base = 16_000, 0, Fraction(1, 16_000)
            container.mux(audio.encode(heard))
            container.mux(audio.encode(None))
    whole = out.getvalue()
    track = whole.index(b"tkhd")
    return whole[:track] + whole[track:].replace(UPRIGHT, ROTATED_BY_90, 1) if is_turned else whole


def bad_files() -> dict[str, tuple[bytes, str]]:
    """Each bad file by name, and a word of what the decoder's finding must say of it."""
    sound_film = film(sound_s=2.0)
    grey = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 120, 3), np.uint8)).save(grey, "JPEG")
    wide = zlib.compress(bytes(10_000 * 1251), 9)
    one_bit = struct.pack(">IIBBBBB", 10_000, 10_000, 1, 0, 0, 0, 0)
    return {
        "empty.mp4": (b"", "it is empty"),
        "words.jpg": (b"not a picture" * 99, "cannot be decoded"),
        "head.mp4": (b"\x00\x00\x00\x20ftypisom" + bytes(40), "cannot be decoded"),
        "noise": (bytes(range(256)) * 20, "cannot be decoded"),
        "huge.png": (png_of(60_000, 60_000), "60000 x 60000, more than"),
        "wide.png": (
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", one_bit) + chunk(b"IDAT", wide) + chunk(b"IEND", b""),
            "10000 x 10000, more than",
        ),
        "cut.jpg": (grey.getvalue()[:2000], "damaged photo, or cut short"),
        "cut.mp4": (sound_film[: len(sound_film) // 2], "cannot be decoded|damaged or cut short"),
        "texts.png": (text_bomb(), "damaged photo"),
    }
