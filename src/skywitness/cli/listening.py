"""A small server beside a command: it listens while it is entered, each request in a thread of its own."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from skywitness.errors import BadSettings


class Listener:
    """Listens at HOST:PORT and hands requests to handlers of a class.

    Raises
    ------
    BadSettings
        Nothing can listen there; ``setting`` names what to change.
    """

    def __init__(self, listen: str, handler: type[BaseHTTPRequestHandler], *, setting: str) -> None:
        try:
            self._server = ThreadingHTTPServer(read_listen(listen, setting=setting), handler)
        except (OSError, OverflowError) as error:
            raise BadSettings(f"{setting}: nothing can listen on {listen}: {error}; give another HOST:PORT") from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name=setting, daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._server.server_port

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def read_listen(told: str, *, setting: str) -> tuple[str, int]:
    """Host and port; a port alone means this machine only.

    >>> [read_listen(told, setting="--metrics") for told in ("9464", "0.0.0.0:9464", "[::1]:9464")]
    [('127.0.0.1', 9464), ('0.0.0.0', 9464), ('::1', 9464)]
    """
    host, _, port = told.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise BadSettings(f"{setting} {told!r} is no place to listen; give PORT, or HOST:PORT such as 127.0.0.1:9464")
    return host.strip("[]") or "127.0.0.1", int(port)
