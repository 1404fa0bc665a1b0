"""Time stamps of authorities (RFC 3161): a request over a digest, and an authority's response held against certificates that somebody trusts, offline.

A stamp says that bytes with this digest existed by then, if the authority is believed; nothing about where they come from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from skywitness.errors import ArchiveError, BadSettings, MissingPart

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

LARGEST_BYTES = 1 << 20
ALGORITHMS = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}
SHA256_IDENTIFIER = bytes.fromhex("300d06096086480165030402010500")
INTEGER, OCTETS, SEQUENCE, SET, FIRST_OF_CHOICE = 0x02, 0x04, 0x30, 0x31, 0xA0
TRUE = b"\x01\x01\xff"
GRANTED = b"\x30\x03\x02\x01\x00"
DigestBy = Callable[[str], bytes]
"""The digest of what was stamped, by the name of an algorithm."""


class Stamp(Struct, frozen=True, kw_only=True):
    """What an authority vouches for: the time, who it is by its certificate, and the number of the stamp there."""

    at: datetime
    authority: str
    serial: int
    algorithm: str


def make_request(digest: str, *, nonce: int) -> bytes:
    """A request over a SHA-256, as authorities take it (``application/timestamp-query``); asks for the certificates too.

    >>> make_request("00" * 32, nonce=5).hex()[:40]
    '303c0201013031300d0609608648016503040201'
    """
    imprint = _wrap(SEQUENCE, SHA256_IDENTIFIER + _wrap(OCTETS, bytes.fromhex(digest)))
    number = nonce.to_bytes(nonce.bit_length() // 8 + 1, "big")
    return _wrap(SEQUENCE, _wrap(INTEGER, b"\x01") + imprint + _wrap(INTEGER, number) + TRUE)


def read_certificates(path: Path) -> list[Certificate]:
    """The certificates in a PEM file.

    Raises
    ------
    BadSettings
        It cannot be read, or holds none.
    MissingPart
        The library for it is not installed.
    """
    _require_library()
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadSettings(f"{path}: no certificates in PEM can be read from it: {error}") from error


def verify_stamp(raw: bytes, digest_by: DigestBy, roots: Sequence[Certificate]) -> Stamp:
    """What a response, or a bare token, vouches for, when its signature leads to one of the roots and it is over that digest. No network.

    Certificates must have been valid at the time of the stamp, not now.

    Raises
    ------
    ArchiveError
        It is no response, is damaged, is over something else, or no root stands behind it.
    MissingPart
        The library for it is not installed.
    """
    _require_library()
    from rfc3161_client import VerificationError, VerifierBuilder

    response = read_response(raw)
    stamp, imprint = read_claim(response)
    digest = digest_by(stamp.algorithm)
    if imprint != digest:
        raise ArchiveError("the time stamp is over something else: it does not hold the digest of this")
    try:
        VerifierBuilder(roots=list(roots)).build().verify(response, digest)
        return replace(stamp, authority=_find_signer(response).subject.rfc4514_string())
    except (VerificationError, ValueError) as error:
        raise ArchiveError(f"the time stamp is not vouched for by the certificates given: {error}") from error


def read_claim(response: TimeStampResponse) -> tuple[Stamp, bytes]:
    """What a response says, nothing of it verified and the authority not named, and the digest that it is over.

    Raises
    ------
    ArchiveError
        It says nothing: the authority refused, or it is damaged.
    """
    try:
        told = response.tst_info
        identifier, imprint = told.message_imprint.hash_algorithm.dotted_string, told.message_imprint.message
        stamp = Stamp(at=told.gen_time, authority="", serial=told.serial_number, algorithm=ALGORITHMS.get(identifier, ""))
    except ValueError as error:
        refused = f"the authority refused to give one (status {response.status})" if response.status else str(error)
        raise ArchiveError(f"it holds no time stamp: {refused}") from error
    if not stamp.algorithm:
        raise ArchiveError(f"the time stamp is over a digest of a kind that is not read: {identifier}")
    return stamp, imprint


def read_response(raw: bytes) -> TimeStampResponse:
    """A response, or a bare token made one; not yet verified.

    Raises
    ------
    ArchiveError
        It is neither.
    MissingPart
        The library for it is not installed.
    """
    _require_library()
    from rfc3161_client import decode_timestamp_response

    if len(raw) > LARGEST_BYTES:
        raise ArchiveError(f"a time stamp of {len(raw):,} bytes is none; {LARGEST_BYTES:,} are read at most")
    try:
        return decode_timestamp_response(_sort_certificates(raw))
    except (ValueError, IndexError) as error:
        raise ArchiveError(f"it is no response of a time-stamping authority: {error}") from error


def _find_signer(response: TimeStampResponse) -> Certificate:
    from cryptography.x509 import load_der_x509_certificate

    (signer,) = response.signed_data.signer_infos
    certificates = [load_der_x509_certificate(raw) for raw in response.signed_data.certificates]
    found = [each for each in certificates if each.issuer == signer.issuer and each.serial_number == signer.serial_number]
    if not found:
        raise ValueError("the signer's certificate is not in it; ask the authority for one with certificates")
    return found[0]


def digest_by_file(path: Path) -> DigestBy:
    """Digests of a file's bytes, by whatever algorithm a stamp asks for. An :class:`ArchiveError` says that it cannot be read."""

    def digest(algorithm: str) -> bytes:
        try:
            with path.open("rb") as file:
                return hashlib.file_digest(file, algorithm).digest()
        except OSError as error:
            raise ArchiveError(f"{path}: it cannot be read: {error.strerror or error}") from error

    return digest


def digest_of_head(head: str) -> DigestBy:
    """For a head of a chain, which is a SHA-256 itself."""
    return lambda algorithm: bytes.fromhex(head) if algorithm == "sha256" else b""


def _require_library() -> None:
    if find_spec("rfc3161_client") is None:
        raise MissingPart("time stamps need rfc3161-client; install it with: pip install 'skywitness[archive]'")


def _sort_certificates(raw: bytes) -> bytes:
    """The same response with its certificates in the order that DER asks for, a bare token wrapped as one.

    OpenSSL leaves certificates in the order of the chain, and the library refuses that; no signature covers the order.

    Raises
    ------
    ValueError
        It is not nested as a response is.
    """
    outer = list(_split(_open(raw, SEQUENCE)))
    is_token = bool(outer) and outer[0][0] != SEQUENCE
    if is_token:
        outer = list(_split(_open(_wrap(SEQUENCE, GRANTED + raw), SEQUENCE)))
    if len(outer) < 2:
        return raw  # refused, without a token
    content = list(_split(_open(outer[1][1], SEQUENCE)))
    signed = list(_split(_open(_open(content[1][1], FIRST_OF_CHOICE), SEQUENCE)))
    parts = [
        _wrap(tag, b"".join(sorted(each for _, each in _split(_open(whole, tag))))) if tag == FIRST_OF_CHOICE else whole
        for tag, whole in signed
    ]
    token = _wrap(SEQUENCE, content[0][1] + _wrap(FIRST_OF_CHOICE, _wrap(SEQUENCE, b"".join(parts))))
    return _wrap(SEQUENCE, outer[0][1] + token)


def _split(body: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of a DER body: tag, and the whole element."""
    at = 0
    while at < len(body):
        begin, length = _measure(body, at)
        yield body[at], body[at : begin + length]
        at = begin + length


def _open(element: bytes, tag: int) -> bytes:
    """What is inside of a DER element."""
    if not element or element[0] != tag:
        raise ValueError("it is not nested as one")
    begin, length = _measure(element, 0)
    return element[begin : begin + length]


def _measure(body: bytes, at: int) -> tuple[int, int]:
    """Where the inside of an element begins, and how long it is."""
    if at + 2 > len(body):
        raise ValueError("it is cut short")
    first = body[at + 1]
    begin, length = (
        (at + 2, first) if first < 0x80 else (at + 2 + (first & 0x7F), int.from_bytes(body[at + 2 : at + 2 + (first & 0x7F)], "big"))
    )
    if begin + length > len(body):
        raise ValueError("it is cut short")
    return begin, length


def _wrap(tag: int, body: bytes) -> bytes:
    """A DER element.

    >>> _wrap(0x04, b"ab").hex(), _wrap(0x04, bytes(200)).hex()[:6]
    ('04026162', '0481c8')
    """
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body
