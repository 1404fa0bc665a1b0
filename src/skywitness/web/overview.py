"""What many incidents look like together: how many when and where (``/api/summary``), and as vector tiles (``/api/tiles``). Maps and timelines draw these."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import msgspec
import numpy as np
from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skywitness.publish.index import Selection
from skywitness.web.api import JSON, ROOT, Asked, read_asked
from skywitness.web.map import RANK
from skywitness.web.openapi import STEPS_S, SUMMARY_KNOWN, TILE_KNOWN
from skywitness.web.shelf import Shelf
from skywitness.web.tiles import DEEPEST_ZOOM, Tile, draw_tile

MOST_BARS, MOST_BARS_ASKED = 120, 2_000
MVT = "application/vnd.mapbox-vector-tile"
SECOND = timedelta(seconds=1) // timedelta(microseconds=1)


class Overview:
    """Summary and tiles over one shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def routes(self) -> list[Route]:
        """Their routes."""
        return [
            Route(f"{ROOT}/summary", self.summary),
            Route(f"{ROOT}/tiles/{{zoom}}/{{x}}/{{y}}.mvt", self.tile),
        ]

    def summary(self, request: Request) -> Response:
        """How many incidents are asked for, at which shown places, and when."""
        asked = read_asked(request.query_params, SUMMARY_KNOWN)
        parts, step_s = _read_parts(request), _read_step(request)
        found, is_exercise = self._find(asked)
        told: dict[str, object] = {
            "numberMatched": len(found),
            "unplaced": found.unplaced,
            "untimed": found.untimed,
            "exercise": is_exercise,
        }
        if "times" in parts:
            told["times"] = count_times(found, step_s)
        if "spots" in parts:
            told["spots"] = [
                {**at.spot._asdict(), "number": at.number, "standing": at.standing, "newest": at.newest} for at in found.at_spots(RANK)
            ]
        return Response(msgspec.json.encode(told), media_type=JSON)

    def tile(self, request: Request) -> Response:
        """One vector tile of the incidents that are asked for."""
        tile = _read_tile(request)
        found, _ = self._find(replace(read_asked(request.query_params, TILE_KNOWN), box=tile.box()))
        return Response(draw_tile(tile, found.at_spots(RANK), RANK), media_type=MVT)

    def _find(self, asked: Asked) -> tuple[Selection, bool]:
        view = self._shelf.view(asked.as_of)
        return view.index.select(asked.wanted()), view.is_exercise


def count_times(found: Selection, step_s: int | None) -> dict[str, object]:
    """How many incidents in each bar, by the latest time at which each can have happened: only bars that hold any, each with its beginning in seconds."""
    seconds = np.floor_divide(found.latest(), SECOND)
    if not len(seconds):
        return {"step_s": step_s, "bars": []}
    spanned = int(seconds.max() - seconds.min())
    step = step_s or next((step for step in STEPS_S if spanned / step < MOST_BARS - 2), STEPS_S[-1])
    if spanned / step > MOST_BARS_ASKED:
        raise HTTPException(400, f"step_s={step} would make more than {MOST_BARS_ASKED} bars; give a wider one")
    begins, numbers = np.unique(np.floor_divide(seconds, step), return_counts=True)
    return {"step_s": step, "bars": [[begin * step, number] for begin, number in zip(begins.tolist(), numbers.tolist(), strict=True)]}


def _read_parts(request: Request) -> set[str]:
    told = request.query_params.get("parts", "spots,times").split(",")
    strange = [each for each in told if each not in {"spots", "times"}]
    if strange:
        raise HTTPException(400, f"parts names {strange[0]!r}, which is none of: spots, times")
    return set(told)


def _read_step(request: Request) -> int | None:
    told = request.query_params.get("step_s")
    if told is None:
        return None
    if not (told.isascii() and told.isdigit() and int(told[:12]) in STEPS_S and len(told) < 12):
        raise HTTPException(400, f"step_s={told[:40]!r} is none of: {', '.join(map(str, STEPS_S))}")
    return int(told)


def _read_tile(request: Request) -> Tile:
    told = [cast("str", request.path_params[name]) for name in ("zoom", "x", "y")]
    if not all(each.isascii() and each.isdigit() and len(each) < 7 for each in told):
        raise HTTPException(404, f"there is no tile {'/'.join(told)}; its zoom, column and row are whole numbers")
    tile = Tile(*map(int, told))
    if tile.zoom > DEEPEST_ZOOM or max(tile.x, tile.y) >= 2**tile.zoom:
        raise HTTPException(404, f"there is no tile {'/'.join(told)}; the deepest zoom is {DEEPEST_ZOOM}")
    return tile
