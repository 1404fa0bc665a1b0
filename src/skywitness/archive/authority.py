"""Asks a time-stamping authority over HTTP: the one place of the archive that uses the network, and only an address that a person configured."""

from __future__ import annotations

from skywitness.archive.stamps import LARGEST_BYTES
from skywitness.errors import ArchiveError, MissingPart

FOUND = 200


def ask_authority(url: str, request: bytes, *, timeout_s: float) -> bytes:
    """The response to a request, as it came; it is not verified yet. Redirects are not followed.

    Raises
    ------
    MissingPart
        httpx2 is not installed.
    ArchiveError
        The authority cannot be reached, or answers with something else.
    """
    try:
        import httpx2
    except ImportError as error:
        raise MissingPart("to ask an authority needs httpx2; install it with: pip install 'skywitness[live]'") from error
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    body = b""
    try:
        with httpx2.stream("POST", url, content=request, headers=headers, timeout=timeout_s, follow_redirects=False) as answer:
            if answer.status_code != FOUND:
                raise ArchiveError(f"{url} answered with status {answer.status_code} instead of a time stamp; is the address right?")
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > LARGEST_BYTES:
                    raise ArchiveError(f"{url} answered with more than {LARGEST_BYTES:,} bytes, which no time stamp has")
    except httpx2.HTTPError as error:
        raise ArchiveError(f"{url} cannot be asked for a time stamp: {str(error) or type(error).__name__}") from error
    return body
