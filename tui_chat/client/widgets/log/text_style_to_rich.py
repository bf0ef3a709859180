"""What formatted text looks like on the screen (modern.ircdocs.horse/formatting)."""

from functools import lru_cache
from typing import Final

from rich.color import Color
from rich.style import Style

from tui_chat.wire.text.formatting import Colour, TextStyle

# The sixteen basic colours as a dark screen shows them well, then the 83 of the specification.
_COLOURS: Final = bytes.fromhex(
    "ffffff 000000 5b7bd5 3fae49 f0524f b5563c b26ac9 e08e3c "
    "e5cb4a 7fd962 3fbcb0 6cd8e6 82a6f2 ee86c9 8a8a8a c8c8c8 "
    "470000 472100 474700 324700 004700 00472c 004747 002747 000047 2e0047 470047 47002a "
    "740000 743a00 747400 517400 007400 007449 007474 004074 000074 4b0074 740074 740045 "
    "b50000 b56300 b5b500 7db500 00b500 00b571 00b5b5 0063b5 0000b5 7500b5 b500b5 b5006b "
    "ff0000 ff8c00 ffff00 b2ff00 00ff00 00ffa0 00ffff 008cff 0000ff a500ff ff00ff ff0098 "
    "ff5959 ffb459 ffff71 cfff60 6fff6f 65ffc9 6dffff 59b4ff 5959ff c459ff ff66ff ff59bc "
    "ff9c9c ffd39c ffff9c e2ff9c 9cff9c 9cffdb 9cffff 9cd3ff 9c9cff dc9cff ff9cff ff94d3 "
    "000000 131313 282828 363636 4d4d4d 656565 818181 9f9f9f bcbcbc e2e2e2 ffffff"
)


@lru_cache(maxsize=512)
def screen_style(style: TextStyle, *, dark: bool) -> Style:
    """`style` for a dark or light background; a colour that nobody could read there is left out."""
    foreground = _colour(style.foreground)
    background = _colour(style.background)
    if foreground is not None and background is None and not _readable(foreground, dark=dark):
        foreground = None
    return Style(
        bold=style.bold or None,
        italic=style.italic or None,
        underline=style.underline or None,
        strike=style.strikethrough or None,
        reverse=style.reverse or None,
        color=foreground,
        bgcolor=background,
    )


def _colour(colour: Colour | None) -> Color | None:
    if colour is None:
        return None
    if isinstance(colour, str):
        return Color.parse(colour)
    channels = _COLOURS[3 * colour : 3 * colour + 3]
    return Color.from_rgb(*channels) if len(channels) == 3 else None


def _readable(colour: Color, *, dark: bool) -> bool:
    red, green, blue = colour.get_truecolor()
    brightness = (0.3 * red + 0.59 * green + 0.11 * blue) / 255
    return brightness > 0.22 if dark else brightness < 0.75
