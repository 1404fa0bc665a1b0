"""An endpoint on this machine's loopback that answers as told: well, with inventions, in no form, slowly, or not at all."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def completion(content: str) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def answering(*proposals: Mapping[str, object]) -> bytes:
    return completion(json.dumps({"proposals": list(proposals)}, ensure_ascii=False))


@dataclass
class Model:
    """What it answers to each text, with which status, and how long it rests behind each tenth of the answer; and what it was asked."""

    answer: Callable[[str], bytes] = lambda _text: answering()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    rest_s: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


@contextmanager
def serve() -> Iterator[Model]:
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.asked.append({"path": self.path, **asked})
            model.keys.append(self.headers.get("Authorization"))
            body = model.answer(asked["messages"][-1]["content"])
            self.send_response(model.status)
            for name, value in model.headers.items():
                self.send_header(name, value)
            self.end_headers()
            step = max(1, len(body) // 10)
            try:
                for start in range(0, len(body), step):
                    self.wfile.write(body[start : start + step])
                    self.wfile.flush()
                    time.sleep(model.rest_s)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the one who asked has had enough, which is what the slow case is about

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    model.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
