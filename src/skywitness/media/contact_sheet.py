"""One picture that shows a whole film: frames of every shot, each with its time and the number of its shot."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from skywitness.media.film import Picture
from skywitness.media.shots import Shots

MOST = 20
"""Pictures on a sheet."""
COLUMNS = 4
TILE = (320, 200)
CAPTION = 22
GAP = 6
QUALITY = 82


def choose_pictures(shots: Shots, most: int = MOST) -> list[int]:
    """Which pictures go on the sheet, in order: the keyframe of every shot, or of shots evenly chosen when there are too many; then more of the shots that
    have fewest shown for their length.
    """
    number = len(shots.head.shots)
    shown = sorted({number * place // min(number, most) for place in range(min(number, most))})
    chosen = {shots.keyframes[each] for each in shown}
    spare = {each: [place for place in shots.of(each) if place not in chosen] for each in shown}
    counts = dict.fromkeys(shown, 1)
    while len(chosen) < most and any(spare.values()):
        longest = max((each for each in shown if spare[each]), key=lambda each: (_length_s(shots, each) / counts[each], -each))
        chosen.add(spare[longest].pop(len(spare[longest]) // 2))
        counts[longest] += 1
    return sorted(chosen)


def _length_s(shots: Shots, number: int) -> float:
    return shots.head.shots[number].ends_s - shots.head.shots[number].begins_s


def draw_sheet(shots: Shots) -> bytes:
    """The contact sheet as JPEG, without any metadata. The pictures are as sharp as they are: what a page shows has to be blurred first.

    Raises
    ------
    ValueError
        There is no picture.
    """
    chosen = choose_pictures(shots) if shots.pictures else []
    if not chosen:
        raise ValueError("a film without a picture has no contact sheet")
    columns = min(COLUMNS, len(chosen))
    rows = -(-len(chosen) // columns)
    width, height = TILE[0] + GAP, TILE[1] + CAPTION + GAP
    sheet = Image.new("RGB", (columns * width + GAP, rows * height + GAP), (24, 24, 24))
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(14)
    for place, picture in enumerate(chosen):
        left, top = GAP + place % columns * width, GAP + place // columns * height
        tile = Image.fromarray(shots.pictures[picture])
        tile.thumbnail(TILE)
        sheet.paste(tile, (left + (TILE[0] - tile.width) // 2, top + (TILE[1] - tile.height) // 2))
        look = shots.head.looks[picture]
        draw.text((left + 2, top + TILE[1] + 3), tell_look(look.at_s, look.shot, len(shots.head.shots)), fill=(230, 230, 230), font=font)
    return jpeg_of(sheet)


def tell_look(at_s: float, shot: int, shots: int) -> str:
    """The words under a picture.

    >>> tell_look(83.25, 1, 3)
    '1:23.2 · shot 2 of 3'
    """
    return f"{int(at_s // 60)}:{at_s % 60:04.1f} · shot {shot + 1} of {shots}"


def jpeg_of(picture: Image.Image | Picture) -> bytes:
    """A picture as JPEG, without any metadata."""
    out = BytesIO()
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
