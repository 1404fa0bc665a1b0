"""``skywitness blur``: a copy of a photo or film that is fit to publish, once a person has looked at it and released it."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console

from skywitness import __version__
from skywitness.archive import Archive
from skywitness.archive.files import digest_file
from skywitness.cli.app import DONE
from skywitness.cli.keeping import Json, open_archive
from skywitness.cli.options import Config, now
from skywitness.cli.progress import Bars, steps_of
from skywitness.config import Settings, load_settings
from skywitness.errors import BadSettings
from skywitness.media.bounds import Bounds
from skywitness.media.kinds import HEAD_BYTES, media_type_of
from skywitness.media.publication import FILM, Made, Weights, Wishes, find_weights, make_copy, read_box, tell_how
from skywitness.media.telling import WHOLE, watching
from skywitness.model.ids import Digest
from skywitness.publish.copies import MADE_FOR
from skywitness.publish.visible import visible

LOOK = """Look at the copy whole before it goes anywhere: a face that is small, turned away or masked may have been missed; hide it with --box.
A voice, a number plate, a sign, the view from a window tell who and where as well."""


def blur(
    what: str,
    *,
    to: Path | None = None,
    box: Annotated[list[str] | None, Parameter(negative="")] = None,
    faces: bool = True,
    sound: bool = True,
    ledger: str | None = None,
    by: str | None = None,
    config: Config = None,
    as_json: Json = False,
) -> int:
    """Make a copy fit to publish: faces and marked boxes blurred, turned upright, of its metadata and credentials nothing left. The file itself stays as it is.

    Parameters
    ----------
    what
        A photo or film; with a ledger also the SHA-256 of a file in its archive, or how that begins.
    to
        Where the copy is written, .jpg, .png or .webp for a photo, .mp4 for a film; nothing may be there yet. With a ledger it may be left out.
    box
        A part to blur: "x,y,width,height" in pixels of the upright picture, in a film also "x,y,width,height@from-to" in seconds. May be given again.
    faces
        Look for faces and blur them.
    sound
        Keep the sound of a film.
    ledger
        The directory of a ledger, in whose archive the copy is kept as a working copy, linked to the file that it was made of.
    by
        Who makes it; needed with a ledger.
    config
        Settings in TOML: its table [media] holds the bounds.
    as_json
        Print what was made as JSON.
    """
    if to is None and ledger is None:
        raise BadSettings(
            "name where the copy goes: skywitness blur clip.mp4 --to copy.mp4; or a ledger that keeps it: --ledger DIR --by NAME"
        )
    if ledger is not None and by is None:
        raise BadSettings("the custody log names who makes the copy; give --by NAME")
    archive = open_archive(ledger) if ledger else None
    path, of = find_file(what, archive)
    weights = find_weights() if faces else None
    bounds = (load_settings(config) if config else Settings()).media
    talk = Console(stderr=True)
    with TemporaryDirectory(prefix="skywitness-") as folder:
        copy = to or Path(folder) / f"{(of or path.stem)[:12]}-blurred{choose_suffix(path)}"
        wishes = Wishes(
            boxes=tuple(map(read_box, box or [])),
            weights=str(weights.path) if weights else None,
            has_sound=sound,
            suffix=copy.suffix.lower(),
        )
        made, digest = _make(path, copy, wishes, bounds, talk)
        how = tell_how(wishes, weights, made, program=f"skywitness {__version__}")
        if archive and of and by:
            archive.derive(of, copy, how=how, at=now(), by=by, recorded=MADE_FOR)
    if as_json:
        sys.stdout.write(msgspec.json.encode({"digest": digest, "of": of, "how": how, **msgspec.to_builtins(made)}).decode() + "\n")
    else:
        sys.stdout.write(f"{digest}  {visible(copy.name)}\n")
    _tell(talk, made, weights, digest, ledger)
    return DONE


def find_file(what: str, archive: Archive | None) -> tuple[Path, Digest | None]:
    """The file that was named, by its path or by its digest, and the digest under which the archive holds it.

    Raises
    ------
    UnknownId
        The archive does not hold it.
    """
    path = Path(what)
    if archive is None:
        return path, None
    of = Digest(digest_file(path)) if path.is_file() else archive.find(what)
    archive.require(of)
    return archive.path_of(of), of


def choose_suffix(path: Path) -> str:
    """The ending of a copy that nobody named."""
    with path.open("rb") as file:
        kind = media_type_of(file.read(HEAD_BYTES)) or ""
    return ".png" if kind == "image/png" else ".jpg" if kind.startswith("image/") and kind != "image/gif" else FILM


def _make(path: Path, copy: Path, wishes: Wishes, bounds: Bounds, talk: Console) -> tuple[Made, Digest]:
    with Bars(talk).stage("copying, percent", WHOLE) as advance, watching(steps_of(advance)):
        made = make_copy(path, copy, wishes, bounds)
    return made, Digest(digest_file(copy))


def _tell(talk: Console, made: Made, weights: Weights | None, digest: str, ledger: str | None) -> None:
    faces = (
        f"faces were found and blurred in {made.with_faces} of {made.looked_at} pictures looked at" if weights else "no face was looked for"
    )
    talk.print(f"{made.kind}, {made.width} x {made.height}: {faces}", markup=False, highlight=False)
    talk.print(LOOK, markup=False, highlight=False)
    if ledger:
        talk.print(
            f"Then: skywitness decide release {digest} --by NAME --why TEXT --ledger {ledger}\n"
            f"      skywitness archive publish {digest[:12]} --to FILE --by NAME --ledger {ledger}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
