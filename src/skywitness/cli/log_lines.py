"""Logs as one JSON object a line, for programs that gather them. Nothing in them is a secret: none is ever logged."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

import msgspec

OF_LOGGING = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Each record with its time, level, part, words, and what else was told with it."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "part": record.name.removeprefix("skywitness."),
            "message": record.getMessage(),
        }
        told |= {name: value for name, value in record.__dict__.items() if name not in OF_LOGGING}
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return msgspec.json.encode(told, enc_hook=str).decode()


def log_json() -> None:
    """From now on log so, to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.getLogger().handlers[:] = [handler]
