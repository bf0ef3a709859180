"""The types of files: as announced by the sender, and checked against the first bytes.

A browser must never show a file as a page, or run it. So only pictures are shown, if their bytes
confirm their type; all other files are offered for saving.
"""

import re
from collections.abc import Sequence
from typing import Final

UNKNOWN: Final = "application/octet-stream"
ENOUGH: Final = 64
"""Bytes from the beginning of a file that tell what it is."""
PICTURES: Final = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
}
"""Types that browsers may show, and the ends of their names."""
_BEGINNINGS: Final = {
    "image/png": rb"\x89PNG\r\n\x1a\n",
    "image/jpeg": rb"\xff\xd8\xff",
    "image/gif": rb"GIF8[79]a",
    "image/webp": rb"RIFF....WEBP",
    "application/pdf": rb"%PDF-",
    "application/zip": rb"PK(?:\x03\x04|\x05\x06)",
    "application/gzip": rb"\x1f\x8b\x08",
    "audio/flac": rb"fLaC",
    "audio/mpeg": rb"ID3|\xff[\xfb\xf3\xf2]",
    "audio/ogg": rb"OggS",
    "audio/wav": rb"RIFF....WAVE",
    "video/mp4": rb"....ftyp",
    "video/ogg": rb"OggS",
    "video/webm": rb"\x1aE\xdf\xa3",
}
_PATTERNS: Final = {kind: re.compile(begin, re.DOTALL) for kind, begin in _BEGINNINGS.items()}
_TEXT: Final = "text/plain"
_WRITTEN: Final = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}")


class WrongType(Exception):  # noqa: N818 - an answer, not a fault
    """A file that is not what it is said to be; the text is a sentence."""


def announced_type(header: str) -> str:
    """The type that a header Content-Type names, in lower case; "" for none, or none of a file.

    Its parameters do not count.
    """
    kind = header.partition(";")[0].strip().lower()
    return kind if _WRITTEN.fullmatch(kind) and kind != UNKNOWN else ""


def is_taken(kind: str, taken: Sequence[str]) -> bool:
    """Whether a type is one of those; with none, all are."""
    return not taken or kind in taken or f"{kind.partition('/')[0]}/*" in taken


def settled_type(announced: str, first: bytes, taken: Sequence[str] = ()) -> str:
    """The type of a file with these first bytes and an `announced` type, "" for none.

    UNKNOWN for types that we cannot verify by the bytes, such as web pages. Raises WrongType if the
    bytes contradict the announced type, or if files of this type are not taken.
    """
    kind = _settled(announced, first)
    # Of a kind that we cannot tell, "image/*" says nothing: only its own name counts.
    if not is_taken(kind, taken) and announced not in taken:
        raise WrongType(f"Files of the type {kind} are not taken here.")
    return kind


def _settled(announced: str, first: bytes) -> str:
    if announced in _PATTERNS:
        if not _PATTERNS[announced].match(first):
            raise WrongType(f"This is not a file of the type {announced}.")
        return announced
    if announced == _TEXT:
        if b"\0" in first:
            raise WrongType("This is not a text.")
        return _TEXT
    if announced:
        return UNKNOWN
    return next((kind for kind, known in _PATTERNS.items() if known.match(first)), UNKNOWN)
