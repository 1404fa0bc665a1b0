"""``skywitness serve``: the web application on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import uvicorn
from rich.console import Console
from starlette.applications import Starlette

from skywitness.cli.app import DONE
from skywitness.cli.options import Config, now
from skywitness.cli.progress import Bars
from skywitness.cli.rings import keep_for_good, rings_seldom
from skywitness.config import DeskSettings, Settings, load_settings
from skywitness.errors import BadSettings
from skywitness.ledger import folder_beside, open_ledger, tell_address
from skywitness.model.words import Audience
from skywitness.publish.policy import Policy, load_policy
from skywitness.web import make_app
from skywitness.web.desk.app import DeskApp, make_desk_app
from skywitness.web.desk.file import is_there
from skywitness.web.desk.passwords import require_argon2
from skywitness.web.islands import is_pmtiles
from skywitness.web.sharing import SHARED_S

LEAVE_S = 3
"""How long those who follow alerts are waited for when the server stops; they go on where they left when it is back."""
YIELD_S = 0.001
"""How long one thread may keep the interpreter while another waits for it: with Python's five milliseconds a page waits for the desk's own work at every turn."""
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def serve(
    *,
    ledger: str,
    port: int = 8765,
    host: str = "127.0.0.1",
    audience: str | None = None,
    basemap: Path | None = None,
    config: Config = None,
) -> int:
    """Serve the web application. It listens on this machine only, unless you name another host; people sign in where somebody was added with `people`.

    Parameters
    ----------
    ledger
        The directory that holds the ledger.
    port
        The port to listen on.
    host
        The address to listen on; 0.0.0.0 opens it to the network.
    audience
        ``public``, or ``team`` for the ledger's own desk: the do-no-harm gate is lifted, so it is served on this machine only. Or one of your own policy.
    basemap
        A PMTiles archive to draw under the incidents in place of the one that ships; its layers are named as in the Protomaps basemap.
    """
    if basemap is not None and not is_pmtiles(basemap):
        raise BadSettings(f"{basemap} is no PMTiles archive; give one of version 3, with the layers of the Protomaps basemap")
    settings = load_settings(config) if config else Settings()
    policy, reader = load_policy(settings.audience.policy), audience or Audience.PUBLIC.value
    if policy.rules_for(reader).lifted and host not in LOOPBACK:
        raise BadSettings(
            f"--audience {reader} lifts the do-no-harm gate for whoever comes, and is served on this machine only, not on {host}; leave out --host,"
            f' or lift it for those who sign in: [desk] analysts_see = "{reader}"'
        )
    with rings_seldom():
        serve_ledger(ledger, port=port, host=host, audience=reader, basemap=basemap, policy=policy, desk=settings.desk)
    return DONE


def serve_ledger(
    ledger: str,
    *,
    port: int,
    host: str = "127.0.0.1",
    audience: str = Audience.PUBLIC.value,
    basemap: Path | None = None,
    policy: Policy | None = None,
    desk: DeskSettings | None = None,
) -> None:
    """Serve a ledger until stopped, with its desk where somebody may sign in."""
    folder, policy, desk = folder_beside(ledger, os.environ), policy or load_policy(), desk or DeskSettings()
    has_desk = is_there(folder)
    if desk.reading == "people" and not has_desk:
        raise BadSettings(
            f"[desk] reading is for people who signed in, and nobody can: skywitness people add NAME --ledger {tell_address(ledger)}"
        )
    if has_desk:
        require_argon2()
        app: DeskApp | Starlette = make_desk_app(
            ledger, beside=folder, settings=desk, policy=policy, clock=now, audience=audience, basemap=basemap, shared_s=SHARED_S
        )
    else:
        app = make_app(ledger, beside=folder, clock=now, audience=audience, basemap=basemap, policy=policy, shared_s=SHARED_S)
    talk = Console(stderr=True)
    go_through(ledger, app, talk)
    keep_for_good()
    if isinstance(app, DeskApp):
        app.steward.when_ready = keep_for_good
    for line in tell_open(ledger, host=host, port=port, has_desk=has_desk, desk=desk):
        talk.print(f"skywitness: {line}", markup=False, highlight=False, soft_wrap=True)
    sys.setswitchinterval(YIELD_S)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # the desk believes only the proxies that its settings name
        timeout_graceful_shutdown=LEAVE_S,
    )


def tell_open(ledger: str, *, host: str, port: int, has_desk: bool, desk: DeskSettings) -> list[str]:
    """Where the server is, who can reach it, and how to open it further."""
    lines = [f"http://{host}:{port}/ shows the ledger {tell_address(ledger)}; stop with Ctrl+C"]
    if host in LOOPBACK:
        lines.append(
            "it listens on this machine only; to open it, put a proxy that speaks TLS before it and name the proxy in [desk] (see the manual)"
        )
    elif has_desk and not (desk.https or desk.proxy_addresses):
        lines.append("it is open to the network over plain HTTP: nobody can sign in from there until [desk] names a proxy that speaks TLS")
    if not has_desk:
        lines.append(f"nobody can sign in to decide anything; add someone with: skywitness people add NAME --ledger {tell_address(ledger)}")
    return lines


def go_through(ledger: str, app: DeskApp | Starlette, talk: Console) -> None:
    """Pass the ledger's incidents through the gate before the first reader comes, with a bar that tells how far that is.

    Raises
    ------
    LedgerError
        There is no ledger, or it cannot be read.
    """
    with open_ledger(ledger, read_only=True) as opened:
        total = opened.counts()["incidents"]
    for shelf in app.shelves if isinstance(app, DeskApp) else (app.state.shelf,):
        with Bars(talk).stage("going through the ledger", total) as advance:
            shelf.open(advance)
