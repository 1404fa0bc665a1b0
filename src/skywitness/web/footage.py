"""Contact sheets of the footage that an incident rests on, for the ledger's own desk: drawn from the evidentiary copies when they are looked at.

Whoever the policy is not lifted for gets none: footage is published only after faces are blurred and a person released it (``skywitness archive publish``).
On the page a sheet is blurred until its reader wants it sharp: what a desk sees all night harms it.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TypeAlias, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skywitness.archive.files import EVIDENTIARY, place_of
from skywitness.model.ids import Digest

Row: TypeAlias = Mapping[str, object]
SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_KEPT = 32
"""Sheets that are kept as they were drawn: drawing one decodes the whole film."""


class Footage:
    """The contact sheets over one archive; ``is_open`` says whether this audience may see them."""

    def __init__(self, archive: Path, *, is_open: bool) -> None:
        self._archive, self._is_open = archive, is_open
        self._drawn = OrderedDict[Digest, bytes]()
        self._one_by_one = Lock()

    def routes(self) -> list[Route]:
        """The one route."""
        return [Route("/footage/{digest}.jpg", self.show, name="footage")]

    def sheets_of(self, row: Row) -> dict[str, Sequence[Digest]]:
        """The files of which there can be a sheet, by the report that brought them; none for those who may not see them."""
        if not self._is_open or find_spec("av") is None:
            return {}
        held: dict[str, dict[Digest, None]] = {}
        for found in cast("Sequence[Row]", row["findings"]):
            media = found.get("media")
            if media is not None and self._path(Digest(str(media))).is_file():
                held.setdefault(str(found["report"] or ""), {})[Digest(str(media))] = None
        return {report: tuple(digests) for report, digests in held.items()}

    def show(self, request: Request) -> Response:
        """The contact sheet of one file."""
        digest = Digest(request.path_params["digest"])
        if not self._is_open or not SHA256.fullmatch(digest) or not self._path(digest).is_file():
            raise HTTPException(404)
        if find_spec("av") is None:
            raise HTTPException(501, "footage is decoded with PyAV; install it with: pip install 'skywitness[media]'")
        return Response(self._draw(digest), media_type="image/jpeg", headers={"cache-control": "private, no-store"})

    def _draw(self, digest: Digest) -> bytes:
        """The sheet, one at a time: a page may ask for several, and each decodes a film."""
        from skywitness.media.bounds import Bounds  # from an extra, as all that follows
        from skywitness.media.contact_sheet import draw_sheet
        from skywitness.media.shots import find_shots

        with self._one_by_one:
            if digest not in self._drawn:
                self._require_unaltered(digest)
                shots = find_shots(self._path(digest), Bounds())
                if not shots.pictures:
                    raise HTTPException(404, shots.head.trouble or "this file holds no picture")
                self._drawn[digest] = draw_sheet(shots)
                while len(self._drawn) > MOST_KEPT:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(digest)
            return self._drawn[digest]

    def _require_unaltered(self, digest: Digest) -> None:
        with self._path(digest).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise HTTPException(500, f"the evidentiary copy {digest} was altered; see: skywitness doctor --ledger DIR")

    def _path(self, digest: Digest) -> Path:
        return self._archive / place_of(EVIDENTIARY, digest)
