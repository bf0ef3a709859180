"""A colour for each nickname: always the same one."""

from typing import Final
from zlib import crc32

# Fourteen hues of equal lightness (OKLCH): contrast at least 4.5 on backgrounds that are darker
# than #2a2d35, or lighter than #e4e4e4.
_ON_DARK: Final[tuple[str, ...]] = (
    "#f59aa1",
    "#f49f81",
    "#e8a869",
    "#d3b460",
    "#b5c06b",
    "#91c985",
    "#6ccea6",
    "#51cec7",
    "#54c9e3",
    "#71c1f7",
    "#95b6fe",
    "#b6abf9",
    "#d2a2e8",
    "#e79bce",
)
_ON_LIGHT: Final[tuple[str, ...]] = (
    "#993845",
    "#983e1b",
    "#8e4a00",
    "#7a5800",
    "#5c6500",
    "#2f6e1f",
    "#00734b",
    "#00706b",
    "#006e8b",
    "#00649e",
    "#3959a6",
    "#5e4da1",
    "#79438f",
    "#8b3b74",
)
# Of the sixteen that every terminal has. Of fourteen hues, all but two would be grey there.
_FEW_ON_DARK: Final = (
    "#ff5555",
    "#55ff55",
    "#ffff55",
    "#ff55ff",
    "#55ffff",
    "#00aa00",
    "#aa5500",
    "#aa00aa",
    "#00aaaa",
)
_FEW_ON_LIGHT: Final = ("#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa")


def nick_colour(nick: str, *, dark: bool, few: bool = False) -> str:
    """The colour of `nick`, as "#rrggbb", on a dark or a light background; of `few` if need be.

    Case does not matter, nor the "_" that clients append to a name that is taken.
    """
    on_dark, on_light = (_FEW_ON_DARK, _FEW_ON_LIGHT) if few else (_ON_DARK, _ON_LIGHT)
    palette = on_dark if dark else on_light
    return palette[crc32(nick.casefold().rstrip("_").encode()) % len(palette)]
