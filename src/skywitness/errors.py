"""The tree of errors: what can go wrong, told so that the reader knows which item it is and what to do.

    SkywitnessError
    ├── UnreadableInput      a whole input cannot be used: missing, of no known kind, or not what it claims to be
    ├── BadSettings          a settings or sources file says something that we do not understand
    ├── LedgerError          the ledger cannot be opened, is of a newer version, or is damaged
    ├── ArchiveError         a file cannot be kept in the archive, or what the archive keeps is damaged
    ├── UnwritableOutput     the file that a person named for output cannot be written
    ├── UnknownId            nothing in the ledger has this id
    ├── BadDecision          what a person decided cannot be obeyed: it is about the wrong thing, or says too little
    ├── NotReleased          a copy may not be published: nobody released it, or it was not made for that
    ├── FetchFailed          a host gave no usable answer, or may not be asked
    ├── MissingPart          a part (source, extractor, exporter, optional package) is not installed
    └── PartFailed           a part, ours or a stranger's, broke; it is named

One item of an input that cannot be used is no error: it becomes a ``SetAside`` and the rest goes on. Wrong use of a function is a plain ``ValueError`` or ``TypeError``.
"""

from __future__ import annotations


class SkywitnessError(Exception):
    """The root: every error that is ours and that a person can act on."""


class UnreadableInput(SkywitnessError):
    """A whole input cannot be used."""


class BadSettings(SkywitnessError):
    """A settings or sources file says something that we do not understand."""


class LedgerError(SkywitnessError):
    """The ledger cannot be opened, is of a newer version, or is damaged."""


class ArchiveError(SkywitnessError):
    """A file cannot be kept in the archive, or what the archive keeps is damaged."""


class UnwritableOutput(SkywitnessError):
    """The file that a person named for output cannot be written."""


class UnknownId(SkywitnessError):
    """Nothing in the ledger has this id."""


class BadDecision(SkywitnessError):
    """What a person decided cannot be obeyed: it is about the wrong thing, or says too little."""


class NotReleased(SkywitnessError):
    """A copy of a photo or film may not be published: nobody released it, it was not made for that, or what it was made of was erased."""


class FetchFailed(SkywitnessError):
    """A host gave no usable answer, or may not be asked; the sentence says why, ``retry_s`` when to ask again at the earliest (0: asking again
    at once is of no use), and ``status`` what it answered in HTTP, where it answered.
    """

    def __init__(self, why: str, retry_s: float = 0.0, *, status: int | None = None) -> None:
        super().__init__(why)
        self.retry_s, self.status = retry_s, status


class MissingPart(SkywitnessError):
    """A part or an optional package that this needs is not installed; the message says how to get it."""


class PartFailed(SkywitnessError):
    """A part broke in a way of its own; the message names the part."""
