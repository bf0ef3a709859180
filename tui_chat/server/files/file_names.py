"""Names of files: from a header, made harmless, and into one (RFC 6266, RFC 8187)."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from tui_chat.server.files.content_types import PICTURES
from tui_chat.wire.text.sanitize import sanitize

LONGEST: Final = 100
"""Characters of a name."""
_LONGEST_END: Final = 12
_LONGEST_IN_ADDRESS: Final = 40
_EXTENDED: Final = re.compile(r"filename\*\s*=\s*utf-8'[^']*'([^;\s]+)", re.IGNORECASE)
_QUOTED: Final = re.compile(r'filename\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_BARE: Final = re.compile(r"filename\s*=\s*([^;\s\"]+)", re.IGNORECASE)
_UNWANTED: Final = re.compile(r"[\x00-\x1f\x7f<>:\"|?*%#&;'`$]+")


def name_in(disposition: str) -> str:
    """The file name that a header Content-Disposition gives; "" for none."""
    if found := _EXTENDED.search(disposition):
        return unquote_to_bytes(found[1]).decode("utf-8", "replace")
    if found := _QUOTED.search(disposition):
        return _as_written(re.sub(r"\\(.)", r"\1", found[1]))
    if found := _BARE.search(disposition):
        return _as_written(found[1])
    return ""


def safe_name(name: str, kind: str = "") -> str:
    """A name without folders and without characters that mean something to anybody.

    That of a picture ends as pictures of its kind do.
    """
    last = re.split(r"[/\\]", sanitize(name))[-1]
    plain = " ".join(_UNWANTED.sub("_", last).split()).strip(". ")
    stem, dot, end = plain.rpartition(".")
    if dot and stem and len(end) <= _LONGEST_END:
        plain = f"{stem[: LONGEST - len(end) - 1].rstrip()}.{end}"
    plain = plain[:LONGEST].rstrip(". ") or "file"
    ends = PICTURES.get(kind, ())
    if ends and plain.rpartition(".")[2].lower() not in ends:
        plain = f"{plain}.{ends[0]}"
    return plain


def in_address(name: str) -> str:
    """The name as the last part of an address, which should be short and readable.

    The header says how it is really written.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, end = re.sub(r"[^A-Za-z0-9.]+", "-", plain).rpartition(".")
    stem = stem.strip("-.")[:_LONGEST_IN_ADDRESS].rstrip("-.") or "file"
    end = end.strip("-")[:_LONGEST_END]
    return f"{stem}.{end}" if dot and end else (end or stem)


def disposition(name: str, *, shown: bool) -> str:
    """The header Content-Disposition for a file that is shown, or else saved."""
    ascii_name = name.encode("ascii", "replace").decode().replace("?", "_")
    how = "inline" if shown else "attachment"
    extended = "" if name == ascii_name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'{how}; filename="{ascii_name}"{extended}'


def _as_written(text: str) -> str:
    """Headers were read as Latin-1; browsers write UTF-8 there."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
