"""Pictures as coloured cells: each shows two dots, one above the other, as a half block.

Whoever sent a picture may have made it to do harm: only formats that everybody uses are read, none
that is huge, and what is broken is a FileError. Reading one takes a while, so it is for a thread.
"""

from io import BytesIO
from typing import Final, NamedTuple

from tui_chat.client.files import FileError
from tui_chat.client.language.i18n import _

MOST_BYTES: Final = 8_000_000
"""Bytes of a picture that is shown."""
_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
_MOST_DOTS: Final = 40_000_000
"""Dots of a picture: more take 120 MB and seconds."""
ENDS: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp")
"""How the addresses of pictures end."""
HALF: Final = "▀"

Colour = tuple[int, int, int]
"""Red, green and blue, from 0 to 255."""


class Picture(NamedTuple):
    """Rows of cells, each the colours of its upper and its lower half."""

    rows: tuple[tuple[tuple[Colour, Colour], ...], ...]


def is_available() -> bool:
    """Whether pictures can be read: that needs the package pillow."""
    try:
        import PIL  # noqa: F401, PLC0415 - it is optional
    except ImportError:
        return False
    return True


def picture_of(content: bytes, cells: int, rows: int, background: Colour) -> Picture:
    """A picture of at most so many cells and rows. Raises FileError.

    Where it is transparent, the background shows. Of one that moves, the first is shown.
    """
    try:
        from PIL import Image, ImageOps  # noqa: PLC0415 - it is optional, and takes 30 ms
    except ImportError as error:
        text = _("Pictures need the package pillow: pip install 'tui-chat[pictures]'.")
        raise FileError(text) from error
    room = max(1, cells), max(2, 2 * rows)
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            is_huge = opened.width * opened.height > _MOST_DOTS
            if not is_huge:
                opened.draft("RGB", room)  # of a JPEG only as much is computed as is shown
                seen = ImageOps.exif_transpose(opened)
                seen.thumbnail(room)
                seen = seen.convert("RGBA")
    except Exception as error:  # whatever a broken picture makes of its reader
        raise FileError(_("That is not a picture that can be shown.")) from error
    if is_huge:
        raise FileError(_("That picture is too large to show."))
    ground = Image.new("RGBA", (seen.width, seen.height + seen.height % 2), (*background, 255))
    ground.alpha_composite(seen)
    dots = ground.convert("RGB").tobytes()
    lines = [
        [_colour(dots, 3 * (y * ground.width + x)) for x in range(ground.width)]
        for y in range(ground.height)
    ]
    pairs = zip(lines[0::2], lines[1::2], strict=True)
    return Picture(tuple(tuple(zip(upper, lower, strict=True)) for upper, lower in pairs))


def _colour(dots: bytes, at: int) -> Colour:
    return dots[at], dots[at + 1], dots[at + 2]
