"""What happens to a picture when it is posted again: compressed, scaled, marked, cropped, boxed, mirrored, encoded as video. Part of ``python -m bench reposts``."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from io import BytesIO

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFont

Picture = Image.Image
Edit = Callable[[Picture, random.Random], Picture]


def compress(picture: Picture, dice: random.Random) -> Picture:
    """As JPEG of a quality between 20 and 45."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=dice.randint(20, 45))
    return Image.open(out).convert("RGB")


def scale(picture: Picture, dice: random.Random) -> Picture:
    """To between a third and three fifths."""
    share = dice.uniform(0.33, 0.6)
    return picture.resize((round(picture.width * share), round(picture.height * share)), Image.Resampling.LANCZOS)


def put_logo(picture: Picture, dice: random.Random) -> Picture:
    """A channel's name in a corner, opaque."""
    marked = picture.copy()
    width, height = round(picture.width * dice.uniform(0.14, 0.22)), round(picture.height * dice.uniform(0.1, 0.16))
    left, top = dice.choice((12, picture.width - width - 12)), dice.choice((12, picture.height - height - 12))
    draw = ImageDraw.Draw(marked)
    draw.rectangle((left, top, left + width, top + height), fill=(dice.randrange(256), 40, 60))
    draw.text((left + 8, top + 8), "KANAL 7", fill=(255, 255, 255), font=ImageFont.load_default(height // 2))
    return marked


def put_banner(picture: Picture, dice: random.Random) -> Picture:
    """A strip with words along the upper or lower edge, over a tenth to a sixth of the picture."""
    marked = picture.copy()
    height = round(picture.height * dice.uniform(0.1, 0.17))
    top = dice.choice((0, picture.height - height))
    draw = ImageDraw.Draw(marked)
    draw.rectangle((0, top, picture.width, top + height), fill=(245, 245, 245))
    draw.text((20, top + 8), "BREAKING: follow our channel", fill=(180, 0, 0), font=ImageFont.load_default(height // 2))
    return marked


def crop(picture: Picture, dice: random.Random) -> Picture:
    """Without 5 to 20 % of its width, and as much of its height, anywhere at its edges."""
    less_wide, less_high = dice.uniform(0.05, 0.2), dice.uniform(0.05, 0.2)
    left, top = dice.random() * less_wide, dice.random() * less_high
    width, height = picture.size
    return picture.crop(
        (round(left * width), round(top * height), round((1 - less_wide + left) * width), round((1 - less_high + top) * height))
    )


def box(picture: Picture, width: int, height: int) -> Picture:
    """In the middle of a black canvas."""
    canvas = Image.new("RGB", (width, height))
    canvas.paste(picture, ((width - picture.width) // 2, (height - picture.height) // 2))
    return canvas


def letterbox(picture: Picture, dice: random.Random) -> Picture:
    """With bars above and below."""
    return box(picture, picture.width, round(picture.height * dice.uniform(1.2, 1.45)))


def stand_in_portrait(picture: Picture, _dice: random.Random) -> Picture:
    """In a portrait of 9:16, with bars."""
    return box(picture, picture.width, picture.width * 16 // 9)


def cut_to_portrait(picture: Picture, dice: random.Random) -> Picture:
    """A piece of it that fills 9:16."""
    width = round(picture.height * 9 / 16)
    left = dice.randrange(picture.width - width)
    return picture.crop((left, 0, left + width, picture.height))


def mirror(picture: Picture, _dice: random.Random) -> Picture:
    """Left for right."""
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def encode(picture: Picture, dice: random.Random) -> Picture:
    """As a frame of H.264 of a poor rate."""
    width, height = picture.width // 2 * 2, picture.height // 2 * 2
    shown = np.ascontiguousarray(np.asarray(picture)[:height, :width])
    out = BytesIO()
    with av.open(out, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=10, options={"crf": str(dice.randint(30, 38)), "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for _ in range(3):
            film.mux(stream.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
        film.mux(stream.encode(None))
    out.seek(0)
    with av.open(out, "r") as film:
        *_, last = film.decode(video=0)
        return Image.fromarray(last.to_ndarray(format="rgb24"))


def crop_and_mirror(picture: Picture, dice: random.Random) -> Picture:
    """Both."""
    return mirror(crop(picture, dice), dice)


def mark_scale_and_compress(picture: Picture, dice: random.Random) -> Picture:
    """All three."""
    return compress(scale(put_logo(picture, dice), dice), dice)


EDITS: Mapping[str, Edit] = {
    "JPEG": compress,
    "scale": scale,
    "logo": put_logo,
    "banner": put_banner,
    "crop up to 20 %": crop,
    "letterbox": letterbox,
    "9:16 with bars": stand_in_portrait,
    "9:16 cut": cut_to_portrait,
    "mirror": mirror,
    "re-encode": encode,
    "crop and mirror": crop_and_mirror,
    "logo, scale and JPEG": mark_scale_and_compress,
}
