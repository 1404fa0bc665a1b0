"""Tells what kind of media a file is by how it begins; its name may say anything."""

from __future__ import annotations

HEAD_BYTES = 64
STARTS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"%PDF-": "application/pdf",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"\xff\xf3": "audio/mpeg",
    b"\x1aE\xdf\xa3": "video/x-matroska",
    b"OggS": "application/ogg",
    b"fLaC": "audio/flac",
}
RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"avif": "image/avif",
    b"M4A ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
"""Brands of the ISO base media format that are no MP4."""
SIGNABLE = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/tiff",
        "image/gif",
        "image/heic",
        "image/heif",
        "image/avif",
        "video/mp4",
        "video/quicktime",
        "video/x-msvideo",
        "audio/mp4",
        "audio/wav",
        "audio/mpeg",
        "audio/flac",
        "application/pdf",
    }
)
"""Kinds in which a content credential can lie that we can read."""


def media_type_of(head: bytes) -> str | None:
    """The media type of a file by its first :data:`HEAD_BYTES`; None when it is none that we know.

    >>> media_type_of(b"\\xff\\xd8\\xff\\xe0" + bytes(20)), media_type_of(bytes(4) + b"ftypisom"), media_type_of(b"words")
    ('image/jpeg', 'video/mp4', None)
    """
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "video/mp4")
    if head[4:8] in (b"moov", b"mdat", b"wide"):
        return "video/quicktime"
    if head[:4] == b"RIFF":
        return RIFF.get(head[8:12])
    return next((kind for start, kind in STARTS.items() if head.startswith(start)), None)
