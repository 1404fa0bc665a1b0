"""``skywitness serve``: the web application on this machine."""

from __future__ import annotations

from pathlib import Path

import uvicorn
from rich.console import Console

from skywitness.cli.app import DONE
from skywitness.cli.options import Config, now
from skywitness.config import Settings, load_settings
from skywitness.errors import BadSettings
from skywitness.model.words import Audience
from skywitness.publish.policy import Policy, load_policy
from skywitness.web import make_app
from skywitness.web.islands import is_pmtiles

LEAVE_S = 3
"""How long those who follow alerts are waited for when the server stops; they go on where they left when it is back."""
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
    """Serve the web application. It listens on this machine only, unless you name another host.

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
            f"--audience {reader} lifts the do-no-harm gate and is served on this machine only, not on {host}; leave out --host"
        )
    serve_ledger(ledger, port=port, host=host, audience=reader, basemap=basemap, policy=policy)
    return DONE


def serve_ledger(
    ledger: str,
    *,
    port: int,
    host: str = "127.0.0.1",
    audience: str = Audience.PUBLIC.value,
    basemap: Path | None = None,
    policy: Policy | None = None,
) -> None:
    """Serve a ledger until stopped."""
    Console(stderr=True).print(
        f"skywitness: http://{host}:{port}/ shows the ledger {ledger}; stop with Ctrl+C", markup=False, highlight=False, soft_wrap=True
    )
    uvicorn.run(
        make_app(Path(ledger), clock=now, audience=audience, basemap=basemap, policy=policy),
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=LEAVE_S,
    )
