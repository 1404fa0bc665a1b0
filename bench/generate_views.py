"""Invented streets seen by cameras: buildings, trees and lamps in space, by day and at night, so that two cameras see one scene as two cameras would.

Pictures are drawn anew from the scene for each camera (perspective, so near and far shift against each other), with sensor grain. Part of ``python -m bench reposts``.
"""

from __future__ import annotations

import math
import random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 960, 540
FOCAL = 800.0
EYE_M = 6.0
Picture = NDArray[np.uint8]


class Camera(NamedTuple):
    """Where it stands, in metres, and how far it is turned, in degrees to the right of straight ahead."""

    x: float
    height: float
    z: float
    turned_deg: float


class Building(NamedTuple):
    """A block: its left front corner, width, depth and height in metres, its shade, and the seed of its windows."""

    x: float
    z: float
    width: float
    depth: float
    height: float
    shade: float
    seed: int


class Street(NamedTuple):
    """A scene. Lamps and trees are (x, height, z); the fire is where something burns."""

    seed: int
    is_night: bool
    buildings: tuple[Building, ...]
    trees: tuple[tuple[float, float, float], ...]
    lamps: tuple[tuple[float, float, float], ...]
    fire: tuple[float, float, float]


def make_street(seed: int, *, is_night: bool) -> Street:
    """A street with a dozen buildings between 25 and 250 metres off."""
    dice = random.Random(f"street {seed}")  # noqa: S311 - a picture, no secret
    buildings = tuple(
        Building(
            dice.uniform(-110, 90),
            dice.uniform(25, 250),
            dice.uniform(12, 40),
            dice.uniform(10, 30),
            dice.uniform(8, 45),
            dice.uniform(0.35, 1.0),
            dice.randrange(10**6),
        )
        for _ in range(dice.randint(9, 15))
    )
    trees = tuple((dice.uniform(-60, 60), dice.uniform(4, 10), dice.uniform(15, 120)) for _ in range(dice.randint(4, 12)))
    lamps = tuple((dice.uniform(-50, 50), dice.uniform(5, 8), dice.uniform(15, 150)) for _ in range(dice.randint(3, 9)))
    return Street(seed, is_night, buildings, trees, lamps, (dice.uniform(-30, 30), dice.uniform(5, 40), dice.uniform(90, 200)))


def place_camera(seed: int, number: int, off_m: tuple[float, float] = (15.0, 60.0)) -> Camera:
    """One of the cameras of a street, all of which look at the same fire. Number 0 is the first; the others stand so far beside it."""
    dice = random.Random(f"camera {seed} {number}")  # noqa: S311 - a picture, no secret
    x = -15.0 if number == 0 else -15.0 + dice.choice((-1, 1)) * dice.uniform(*off_m)
    fire = make_street(seed, is_night=False).fire
    z = dice.uniform(-12, 8)
    return Camera(x, EYE_M + dice.uniform(-3, 9), z, math.degrees(math.atan2(fire[0] - x, fire[2] - z)) + dice.uniform(-5, 5))


def draw_view(street: Street, camera: Camera, *, moment: int = 0) -> Picture:
    """The street as this camera sees it; ``moment`` draws the grain and the flicker of the fire."""
    day = not street.is_night
    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    _draw_ground(draw, street, day=day)
    for building in sorted(street.buildings, key=lambda each: -each.z):
        _draw_building(draw, building, camera, day=day)
    for x, height, z in street.trees:
        _draw_tree(draw, (x, height, z), camera, day=day, seed=street.seed)
    glow = Image.new("RGB", (WIDTH, HEIGHT))
    bright = ImageDraw.Draw(glow)
    for lamp in street.lamps if street.is_night else ():
        _draw_disc(bright, lamp, camera, 0.5, (235, 200, 130))
    flicker = random.Random(f"fire {street.seed} {moment}").uniform(0.8, 1.3)  # noqa: S311 - a picture, no secret
    _draw_disc(bright, street.fire, camera, 4 * flicker, (255, 170, 70))
    halo = np.asarray(glow.filter(ImageFilter.GaussianBlur(9)), np.float32) * (1.6 if street.is_night else 0.5)
    seen = np.asarray(image, np.float32) + halo + np.asarray(glow, np.float32) * 0.7
    grain = np.random.default_rng([street.seed, moment, round(camera.x * 100) % 10**6]).normal(
        0, 3.5 if street.is_night else 2.0, (HEIGHT, WIDTH, 1)
    )
    shown: Picture = np.clip(seen + grain, 0, 255).astype(np.uint8)
    return shown


def project(point: tuple[float, float, float], camera: Camera) -> tuple[float, float] | None:
    """Where a point is on the picture; None when it is behind the camera."""
    turn = math.radians(camera.turned_deg)
    x, z = point[0] - camera.x, point[2] - camera.z
    across, ahead = x * math.cos(turn) - z * math.sin(turn), x * math.sin(turn) + z * math.cos(turn)
    if ahead < 1.0:
        return None
    return WIDTH / 2 + FOCAL * across / ahead, HEIGHT * 0.58 - FOCAL * (point[1] - camera.height) / ahead


def _draw_ground(draw: ImageDraw.ImageDraw, street: Street, *, day: bool) -> None:
    dice = random.Random(f"sky {street.seed}")  # noqa: S311 - a picture, no secret
    top, low = (dice.uniform(120, 190), dice.uniform(190, 235)) if day else (dice.uniform(4, 14), dice.uniform(10, 26))
    for row in range(HEIGHT):
        if row < HEIGHT * 0.58:
            light = top + (low - top) * row / (HEIGHT * 0.58)
            colour = (light * 0.88, light * 0.95, light)
        else:
            light = (70 if day else 8) + (row / HEIGHT - 0.58) * (60 if day else 12)
            colour = (light, light, light * 0.95)
        draw.line((0, row, WIDTH, row), fill=tuple(min(255, int(part)) for part in colour))


def _draw_building(draw: ImageDraw.ImageDraw, building: Building, camera: Camera, *, day: bool) -> None:
    x0, x1, z0, z1 = building.x, building.x + building.width, building.z, building.z + building.depth
    light = building.shade * (170 if day else 14)
    side_x = x0 if camera.x < x0 else x1
    if camera.x < x0 or camera.x > x1:
        _draw_wall(draw, (side_x, z0), (side_x, z1), building, camera, light * 0.7, day=day)
    _draw_wall(draw, (x0, z0), (x1, z0), building, camera, light, day=day)


def _draw_wall(
    draw: ImageDraw.ImageDraw,
    begin: tuple[float, float],
    end: tuple[float, float],
    building: Building,
    camera: Camera,
    light: float,
    *,
    day: bool,
) -> None:
    """A wall with its windows, each drawn in perspective."""

    def at(share: float, height: float) -> tuple[float, float] | None:
        return project((begin[0] + (end[0] - begin[0]) * share, height, begin[1] + (end[1] - begin[1]) * share), camera)

    _fill(draw, [at(0, 0), at(1, 0), at(1, building.height), at(0, building.height)], (light, light * 0.96, light * 0.9))
    dice = random.Random(f"windows {building.seed} {begin} {end}")  # noqa: S311 - a picture, no secret
    length = math.hypot(end[0] - begin[0], end[1] - begin[1])
    columns, floors = max(2, int(length / 3.2)), max(2, int(building.height / 3))
    for column in range(columns):
        for floor in range(floors):
            is_lit = dice.random() < (0.1 if day else 0.16)
            shade = (200 if day else dice.uniform(90, 210)) if is_lit else light * dice.uniform(0.3, 0.6)
            left, right = (column + 0.22) / columns, (column + 0.78) / columns
            low, high = (floor + 0.3) * building.height / floors, (floor + 0.75) * building.height / floors
            warm = (shade, shade * 0.88, shade * (0.6 if is_lit else 1.0))
            _fill(draw, [at(left, low), at(right, low), at(right, high), at(left, high)], warm)


def _draw_tree(draw: ImageDraw.ImageDraw, tree: tuple[float, float, float], camera: Camera, *, day: bool, seed: int) -> None:
    dice = random.Random(f"tree {seed} {tree}")  # noqa: S311 - a picture, no secret
    for _ in range(14):
        spot = (tree[0] + dice.gauss(0, 1.2), tree[1] * dice.uniform(0.4, 1.0), tree[2])
        shade = dice.uniform(40, 95) if day else dice.uniform(3, 9)
        _draw_disc(draw, spot, camera, dice.uniform(0.5, 1.3), (shade * 0.7, shade, shade * 0.5))


def _draw_disc(
    draw: ImageDraw.ImageDraw, point: tuple[float, float, float], camera: Camera, radius_m: float, colour: tuple[float, float, float]
) -> None:
    middle = project(point, camera)
    if middle is None:
        return
    radius = max(1.0, FOCAL * radius_m / math.hypot(point[0] - camera.x, point[2] - camera.z))
    box = (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
    draw.ellipse(box, fill=tuple(min(255, int(part)) for part in colour))


def _fill(draw: ImageDraw.ImageDraw, corners: list[tuple[float, float] | None], colour: tuple[float, float, float]) -> None:
    seen = [corner for corner in corners if corner is not None]
    if len(seen) == len(corners):
        draw.polygon(seen, fill=tuple(min(255, int(part)) for part in colour))
