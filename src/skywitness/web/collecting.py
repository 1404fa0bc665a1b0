"""The page that tells how collecting goes: each live source, what it brought, and what is the matter with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from skywitness.ingest.live.standing import State, list_health
from skywitness.web.shelf import Shelf
from skywitness.web.templating import fill_template, make_link

KEPT_INSIDE = ("trouble", "clock", "files_trouble")
"""Told to the desk alone: sentences of hosts and of programs, with addresses in them."""
GRAVEST = (State.IN_TROUBLE, State.NOT_LOOKED_AT, State.DOUBTFUL_CLOCK, State.CATCHING_UP, State.WELL)


class Collecting:
    """The page over one ledger's folder."""

    def __init__(self, shelf: Shelf, folder: Path, clock: Callable[[], datetime]) -> None:
        self._shelf, self._folder, self._clock = shelf, folder, clock

    def routes(self) -> list[Route]:
        """The one route."""
        return [Route("/collecting", self.show, name="collecting")]

    def show(self, request: Request) -> Response:
        """Every source that was ever watched, those in trouble first."""
        view, now = self._shelf.view(None), self._clock()
        is_desk = self._shelf.policy.rules_for(self._shelf.audience).lifted
        told = [cast("dict[str, object]", msgspec.to_builtins(each)) for each in list_health(self._folder, now)]
        rows = view.behaviours([row if is_desk else _without_words(row) for row in told])
        rows.sort(key=lambda row: (GRAVEST.index(State(str(row["state"]))), str(row["source"])))
        shown = {
            "link": make_link(request),
            "as_of": "",
            "is_exercise": view.is_exercise,
            "made_at": now.astimezone(UTC).isoformat(),
            "audience": str(self._shelf.audience),
            "rows": rows,
        }
        return HTMLResponse(
            fill_template(request, "collecting.html", shown), headers={"vary": "accept-language", "cache-control": "no-store"}
        )


def _without_words(row: Mapping[str, object]) -> dict[str, object]:
    return {name: None if name in KEPT_INSIDE else value for name, value in row.items()}
