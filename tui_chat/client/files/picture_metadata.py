"""Removing metadata from pictures: where, when and by whom they were taken.

What shows is left as it is, byte by byte; of the rest only the orientation stays, without which the
picture would lie on its side. So nothing needs to know how pictures are packed, only their parts.
"""

import re
import struct
from collections.abc import Callable, Iterator
from typing import Final

from tui_chat.client.files import FileError
from tui_chat.client.language.i18n import _

HEAD: Final = 16
"""Bytes by which a kind of picture is known."""

_JPEG: Final = b"\xff\xd8\xff"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_NO_ORIENTATION: Final = 1
_ORIENTATION: Final = 0x0112
_EXIF: Final = b"Exif\0\0"


class _BrokenError(ValueError):
    """The parts of a picture do not fit together."""


def is_picture(head: bytes) -> bool:
    """Whether the first `HEAD` bytes are of a picture that `without_metadata` is for."""
    return _remover(head) is not None or _is_closed(head)


def without_metadata(content: bytes) -> bytes:
    """A JPEG, PNG, GIF or WebP without its metadata; any other file as it is.

    Raises FileError for pictures from which it cannot be taken: of other kinds, and broken ones.
    """
    if _is_closed(content[:HEAD]):
        raise FileError(
            _(
                "A picture of this type may contain the place where it was taken, and "
                "tui-chat can't remove that. Send a JPEG, or set keep_picture_metadata = true."
            )
        )
    remove = _remover(content[:HEAD])
    if remove is None:
        return content
    try:
        return remove(content)
    except (_BrokenError, struct.error, IndexError) as error:
        text = _("The picture is damaged: its place and time could not be removed.")
        raise FileError(text) from error


def _remover(head: bytes) -> Callable[[bytes], bytes] | None:
    if head.startswith(_JPEG):
        return _of_jpeg
    if head.startswith(_PNG):
        return _of_png
    if head.startswith((b"GIF87a", b"GIF89a")):
        return _of_gif
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _of_webp
    return None


def _is_closed(head: bytes) -> bool:
    """Whether it is a TIFF, or of the family of HEIC and AVIF."""
    brand = head[8:12]
    in_boxes = head[4:8] == b"ftyp" and brand[:3] in {b"hei", b"hev", b"mif", b"msf", b"avi"}
    return in_boxes or head.startswith((b"II*\0", b"MM\0*"))


# The orientation, of TIFF 6.0: fields of 12 bytes in the directory that its head points to


def _orientation(exif: bytes) -> int:
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return _NO_ORIENTATION
    try:
        [at] = struct.unpack_from(f"{order}I", exif, 4)
        [count] = struct.unpack_from(f"{order}H", exif, at)
        for start in range(at + 2, at + 2 + 12 * min(count, 1000), 12):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", exif, start)
            if tag == _ORIENTATION:
                return int(value) if 1 <= value <= 8 else _NO_ORIENTATION
    except struct.error:
        pass
    return _NO_ORIENTATION


def _with_orientation(value: int) -> bytes:
    """EXIF that tells an orientation and nothing else."""
    head = b"MM\0*" + struct.pack(">IH", 8, 1)
    return head + struct.pack(">HHIHHI", _ORIENTATION, 3, 1, value, 0, 0)


# JPEG: marks of two bytes with a length, and the dots between them (ITU T.81 B.1)

_NEXT_MARK: Final = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_EOI, _SOS, _APP1, _COM, _FILL = 0xD9, 0xDA, 0xE1, 0xFE, 0xFF
_APPS: Final = range(0xE0, 0xF0)
_SHOWN_APPS: Final = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}


def _of_jpeg(content: bytes) -> bytes:
    kept: list[bytes] = []
    orientation = _NO_ORIENTATION
    for mark, body, whole in _jpeg_parts(content):
        if mark == _APP1 and body.startswith(_EXIF):
            orientation = _orientation(body[len(_EXIF) :])
        if mark != _COM and (mark not in _APPS or _is_shown(mark, body)):
            kept.append(whole)
    if orientation != _NO_ORIENTATION:
        exif = _EXIF + _with_orientation(orientation)
        place = 1 if kept and kept[0][1] == _APPS[0] else 0  # JFIF comes first
        kept.insert(place, b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    return b"".join((b"\xff\xd8", *kept, b"\xff\xd9"))


def _jpeg_parts(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Each mark, what its length is of, and all of it, the dots behind it among that.

    What comes behind the end, films among it, is no part of the picture. One that was cut off
    shows as far as it goes.
    """
    at = 2
    while at < len(content):
        mark = content[at + 1]
        if content[at] != _FILL:
            raise _BrokenError
        if mark == _EOI:
            return
        if mark == _FILL:
            at += 1
            continue
        [length] = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise _BrokenError
        body = content[at + 4 : end]
        if mark == _SOS:
            found = _NEXT_MARK.search(content, end)
            end = found.start() if found is not None else len(content)
        yield mark, body, content[at:end]
        at = end


def _is_shown(mark: int, body: bytes) -> bool:
    begin = _SHOWN_APPS.get(mark)
    return begin is not None and body.startswith(begin)


# PNG: chunks with length, name and check sum (PNG 5.3)

_SHOWN_CHUNKS: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI".split()
    + b"bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)


def _of_png(content: bytes) -> bytes:
    import zlib  # noqa: PLC0415 - few send pictures

    kept = [_PNG]
    at = len(_PNG)
    name = b""
    while name != b"IEND":
        [length] = struct.unpack_from(">I", content, at)
        name, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise _BrokenError
        if name in _SHOWN_CHUNKS:
            kept.append(content[at:end])
        elif name == b"eXIf":
            orientation = _orientation(content[at + 8 : end - 4])
            if orientation != _NO_ORIENTATION:
                chunk = b"eXIf" + _with_orientation(orientation)
                length, check = len(chunk) - 4, zlib.crc32(chunk)
                kept.append(struct.pack(">I", length) + chunk + struct.pack(">I", check))
        at = end
    return b"".join(kept)


# WebP: chunks of RIFF, each of an even length (RFC 9649 2.3)

_SHOWN_WEBP: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"})
_HAS_EXIF, _HAS_XMP = 0x08, 0x04


def _of_webp(content: bytes) -> bytes:
    kept: list[bytearray] = []
    exif = b""
    for name, chunk in _riff(content):
        if name in _SHOWN_WEBP:
            kept.append(bytearray(chunk))
        elif name == b"EXIF":
            orientation = _orientation(chunk[8:].removeprefix(_EXIF))
            exif = _with_orientation(orientation) if orientation != _NO_ORIENTATION else b""
    if exif:
        kept.append(bytearray(b"EXIF" + struct.pack("<I", len(exif)) + exif))
    for part in kept:
        if part[:4] == b"VP8X":
            part[8] &= ~(_HAS_XMP if exif else _HAS_XMP | _HAS_EXIF)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    [size] = struct.unpack_from("<I", content, 4)
    at, all_ends = 12, size + 8
    if all_ends > len(content) + 1:
        raise _BrokenError
    while at < min(all_ends, len(content)):
        [length] = struct.unpack_from("<I", content, at + 4)
        end = at + 8 + length + length % 2
        if end > len(content) + 1:
            raise _BrokenError
        chunk = content[at:end]
        yield chunk[:4], chunk + b"\0" * (end - at - len(chunk))
        at = end


# GIF: blocks, of pieces that each begin with a length (GIF89a 12 to 26)

_SHOWN_PROGRAMS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def _of_gif(content: bytes) -> bytes:
    at = 13 + _table_size(content[10])
    kept = [content[:at]]
    while content[at] != 0x3B:
        if content[at] == 0x21:
            end = _pieces_end(content, at + 2)
            kind, program = content[at + 1], content[at + 3 : at + 14]
            if kind in {0xF9, 0x01} or (kind == 0xFF and program in _SHOWN_PROGRAMS):
                kept.append(content[at:end])
        elif content[at] == 0x2C:
            end = _pieces_end(content, at + 11 + _table_size(content[at + 9]))
            kept.append(content[at:end])
        else:
            raise _BrokenError
        at = end
    return b"".join((*kept, b"\x3b"))


def _table_size(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _pieces_end(content: bytes, at: int) -> int:
    while (length := content[at]) != 0:
        at += 1 + length
    return at + 1
