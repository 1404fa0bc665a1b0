"""The web application: server-rendered pages that need no JavaScript, over a ledger that is only read."""

from skywitness.web.app import make_app

__all__ = ["make_app"]
