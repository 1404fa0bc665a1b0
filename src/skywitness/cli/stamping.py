"""Time stamps of authorities: asking for one, keeping one, and holding all that are kept against certificates."""

from __future__ import annotations

import re
import secrets
import sys
import tempfile
from pathlib import Path

import msgspec
from rich.console import Console

from skywitness.archive import Act, Archive
from skywitness.archive.authority import ask_authority
from skywitness.archive.stamps import LARGEST_BYTES, DigestBy, digest_by_file, digest_of_head, make_request, read_certificates, verify_stamp
from skywitness.cli.app import DONE, WRONG_USE
from skywitness.cli.keeping import Json, open_archive, tell_kept
from skywitness.cli.options import Config, now, open_output
from skywitness.config import Settings, load_settings
from skywitness.errors import ArchiveError, BadSettings
from skywitness.publish.visible import visible

WHOLE = re.compile(r"[0-9a-f]{64}")
NONCE_BITS = 64


def request_stamp(what: str, *, to: Path, ledger: str) -> int:
    """Write a request for a time stamp (RFC 3161), to be sent to an authority by any means.

    Parameters
    ----------
    what
        A kept file's SHA-256, or how that begins; or the whole head of a ledger's or of a custody log's chain.
    to
        The request, such as clip.tsq.
    ledger
        The directory that holds the ledger.
    """
    digest = find_stamped(open_archive(ledger), what)
    with open_output(to) as out:
        out.write(make_request(digest, nonce=secrets.randbits(NONCE_BITS)))
    talk = Console(stderr=True)
    talk.print(f"request over {digest} in {to}; send it, such as with:", markup=False, soft_wrap=True)
    told = f"curl -H 'Content-Type: application/timestamp-query' --data-binary @{to} AUTHORITY -o {to.with_suffix('.tsr')}"
    talk.print(f"  {told}", markup=False, highlight=False, soft_wrap=True)
    return DONE


def stamp(
    what: str, response: Path | None = None, *, roots: Path, by: str, ledger: str, config: Config = None, as_json: Json = False
) -> int:
    """Verify an authority's time stamp and keep it with what it is over. Without a response, the authority in the settings is asked for one.

    Parameters
    ----------
    what
        What was stamped: a kept file's SHA-256, or how that begins; or a whole head.
    response
        The authority's response, or its bare token. Without one, ``tsa`` in ``[archive]`` of the settings is asked.
    roots
        The certificates that you trust, in PEM.
    by
        Who had it stamped.
    ledger
        The directory that holds the ledger.
    as_json
        Print the entry of the custody log as JSON.
    """
    opened, trusted = open_archive(ledger), read_certificates(roots)
    digest = find_stamped(opened, what)
    with tempfile.TemporaryDirectory() as folder:
        if response is None:
            settings = (load_settings(config) if config else Settings()).archive
            if settings.tsa is None:
                raise BadSettings(
                    'name the response file, or an authority in the settings: [archive] tsa = "https://tsa.example/tsr", and --config'
                )
            response = Path(folder) / f"{digest[:16]}.tsr"
            request = make_request(digest, nonce=secrets.randbits(NONCE_BITS))
            response.write_bytes(ask_authority(settings.tsa, request, timeout_s=settings.timeout_s))
        stamped = verify_stamp(_read_stamp(response), digests_of(opened, digest), trusted)
        told = {"stamped_at": stamped.at.isoformat(), "authority": stamped.authority, "serial": str(stamped.serial)}
        kept = opened.stamp(
            digest, response, at=now(), by=by, note=f"existed by {stamped.at.isoformat()}, says {stamped.authority}", recorded=told
        )
    tell_kept([kept], [], as_json=as_json)
    return DONE


def stamps(*, roots: Path, ledger: str, as_json: Json = False) -> int:
    """Hold every kept time stamp against what it is over and the certificates that you trust, offline.

    Parameters
    ----------
    roots
        The certificates that you trust, in PEM.
    ledger
        The directory that holds the ledger.
    as_json
        Print what was found as JSON.
    """
    opened, trusted = open_archive(ledger), read_certificates(roots)
    kept = [entry for entry in opened.entries() if entry.act is Act.STAMPED]
    found = []
    for entry in kept:
        try:
            stamped = verify_stamp(
                _read_stamp(opened.path_of(entry.digest or opened.find(""))), digests_of(opened, entry.of or ""), trusted
            )
            found.append(
                {
                    "stamp": entry.digest,
                    "of": entry.of,
                    "holds": True,
                    "why": f"existed by {stamped.at.isoformat()}, says {stamped.authority}",
                }
            )
        except (ArchiveError, OSError) as error:
            found.append({"stamp": entry.digest, "of": entry.of, "holds": False, "why": str(error)})
    if as_json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
    else:
        out = Console()
        for each in found:
            out.print(
                visible(f"{'holds' if each['holds'] else 'DOES NOT HOLD'}: {each['of']}: {each['why']}"),
                markup=False,
                highlight=False,
                soft_wrap=True,
            )
        out.print(f"{len(found)} time stamps", markup=False, highlight=False)
    return DONE if all(each["holds"] for each in found) else WRONG_USE


def find_stamped(opened: Archive, what: str) -> str:
    """The digest or head that a person means. A whole one need not be of a kept file: heads are not."""
    return what.lower() if WHOLE.fullmatch(what.lower()) else opened.find(what)


def digests_of(opened: Archive, digest: str) -> DigestBy:
    """Digests of a kept file, or of a head."""
    is_kept = any(entry.digest == digest for entry in opened.entries())
    return digest_by_file(opened.path_of(opened.find(digest))) if is_kept else digest_of_head(digest)


def _read_stamp(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror or error}") from error
