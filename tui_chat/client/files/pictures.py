"""Pictures for the log: as cells that show two dots each, as half blocks, or as the terminal can.

Whoever sent a picture may have made it to do harm: only formats that everybody uses are read, none
that is huge, and what is broken is a FileError. Reading one takes a while, so it is for a thread.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

from tui_chat.client.files import FileError
from tui_chat.client.language.i18n import _

if TYPE_CHECKING:
    from PIL.Image import Image

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


class Cells(NamedTuple):
    """A picture as rows of cells, each the colours of its upper and its lower half."""

    rows: tuple[tuple[tuple[Colour, Colour], ...], ...]

    @property
    def height(self) -> int:
        """The height in rows of the terminal."""
        return len(self.rows)


class Drawn(NamedTuple):
    """A picture that the terminal draws itself, by its number there; the size is in cells."""

    number: int
    width: int
    height: int


Picture = Cells | Drawn


def is_available() -> bool:
    """Whether pictures can be read: that needs the package pillow."""
    try:
        import PIL  # noqa: F401, PLC0415 - it is optional
    except ImportError:
        return False
    return True


def picture_of(content: bytes, cells: int, rows: int, background: Colour) -> Cells:
    """A picture of at most so many cells and rows. Raises FileError.

    Where it is transparent, the background shows. Of one that moves, the first is shown.
    """
    seen = _seen(content, (max(1, cells), max(2, 2 * rows)))
    from PIL import Image  # noqa: PLC0415 - it is there, as above

    ground = Image.new("RGBA", (seen.width, seen.height + seen.height % 2), (*background, 255))
    ground.alpha_composite(seen)
    dots = ground.convert("RGB").tobytes()
    lines = [
        [_colour(dots, 3 * (y * ground.width + x)) for x in range(ground.width)]
        for y in range(ground.height)
    ]
    pairs = zip(lines[0::2], lines[1::2], strict=True)
    return Cells(tuple(tuple(zip(upper, lower, strict=True)) for upper, lower in pairs))


def png_of(content: bytes, cells: int, rows: int, cell: tuple[int, int]) -> tuple[bytes, int, int]:
    """A picture as PNG, and the cells and rows that it fills, of at most so many. Raises FileError.

    A cell is so many dots wide and high. What moves stands still.
    """
    wide, high = cell
    seen = _seen(content, (max(1, cells) * wide, max(1, rows) * high))
    written = BytesIO()
    seen.save(written, "PNG", compress_level=6)
    return written.getvalue(), -(-seen.width // wide), -(-seen.height // high)


def _seen(content: bytes, room: tuple[int, int]) -> "Image":
    """The picture upright, and no larger than that in dots; small ones stay as they are."""
    try:
        from PIL import Image, ImageOps  # noqa: PLC0415 - it is optional, and takes 30 ms
    except ImportError as error:
        text = _("Pictures need the package pillow: pip install 'tui-chat[pictures]'.")
        raise FileError(text) from error
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
    return seen


def _colour(dots: bytes, at: int) -> Colour:
    return dots[at], dots[at + 1], dots[at + 2]
