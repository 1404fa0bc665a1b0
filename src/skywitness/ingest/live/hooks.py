"""Posts that others send to us: who may, proved by a signature over the body with a secret that both know, made no longer than minutes ago."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from skywitness.model.live import Cursor, Haul, LiveSource
from skywitness.parts import Asker, ReadOptions

HEADER = "Skywitness-Signature"
SIGNATURE = re.compile(r"t=(\d{9,11}),v1=([0-9a-f]{64})")
FRESH = timedelta(minutes=5)
SHORTEST_SECRET = 16
PATH = re.compile(r"/[\w./-]+")


class WebHook:
    """Posts that come by themselves. There is nothing to ask for: the receiver of ``watch`` takes them."""

    name = "webhook"

    def find_fault(self, source: LiveSource) -> str | None:
        """A path to send to, and the name of the environment's variable with the secret."""
        if not PATH.fullmatch(source.where) or ".." in source.where:
            return f"{source.where!r} is no path to send to; write it as /hooks/NAME"
        if not source.secret or not re.fullmatch(r"[A-Z][A-Z0-9_]*", source.secret):
            return "'secret' names no variable of the environment; give its name, such as DESK_HOOK_SECRET, and the secret itself by the environment"
        return None

    def collect(self, source: LiveSource, cursor: Cursor, options: ReadOptions, asker: Asker) -> Haul:  # noqa: ARG002 - nobody is asked
        """Nothing: what there is has been sent."""
        return Haul(items=(), cursor=cursor)


def find_fault_of_secret(source: LiveSource, environment: Mapping[str, str]) -> str | None:
    """Why a source's secret cannot be used; None when it can."""
    secret = environment.get(source.secret or "", "")
    if len(secret) >= SHORTEST_SECRET:
        return None
    what = f"has only {len(secret)} characters" if secret else "is not set"
    return f"{source.name}: the environment's variable {source.secret} {what}; set it to a secret of at least {SHORTEST_SECRET}"


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The signature that a sender puts into the header: HMAC-SHA256 over the seconds since 1970, a full stop, and the body.

    >>> sign("a secret of enough letters", b"{}", datetime(2021, 5, 1, tzinfo=UTC))[:30]
    't=1619827200,v1=ebb6de802fef54'
    """
    stamp = f"{at.timestamp():.0f}"
    return f"t={stamp},v1={_digest(secret, stamp, body)}"


def find_fault_of_signature(secret: str, told: str, body: bytes, now: datetime) -> str | None:
    """Why a signature does not prove its sender; None when it does."""
    found = SIGNATURE.fullmatch(told.strip())
    if found is None:
        return f"the header {HEADER} is missing or not of the form t=SECONDS,v1=HEX"
    if not hmac.compare_digest(_digest(secret, found[1], body), found[2]):
        return "the signature is not of this body with our secret"
    if abs(now - datetime.fromtimestamp(int(found[1]), UTC)) > FRESH:
        return "the signature is older than five minutes, or of the future; sign again, and look at both clocks"
    return None


def _digest(secret: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
