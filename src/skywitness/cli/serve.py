"""``skywitness serve``: the web application on this machine."""

from __future__ import annotations

from pathlib import Path

import uvicorn
from rich.console import Console

from skywitness.cli.app import DONE
from skywitness.cli.options import now
from skywitness.web import make_app


def serve(*, ledger: str, port: int = 8765, host: str = "127.0.0.1") -> int:
    """Serve the web application. It listens on this machine only, unless you name another host.

    Parameters
    ----------
    ledger
        The directory that holds the ledger.
    port
        The port to listen on.
    host
        The address to listen on; 0.0.0.0 opens it to the network.
    """
    serve_ledger(ledger, port=port, host=host)
    return DONE


def serve_ledger(ledger: str, *, port: int, host: str = "127.0.0.1") -> None:
    """Serve a ledger until stopped."""
    Console(stderr=True).print(
        f"skywitness: http://{host}:{port}/ shows the ledger {ledger}; stop with Ctrl+C", markup=False, highlight=False
    )
    uvicorn.run(make_app(Path(ledger), clock=now), host=host, port=port, log_level="warning", server_header=False)
