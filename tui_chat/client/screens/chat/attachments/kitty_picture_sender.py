"""Pictures that the terminal draws itself, if it can, by kitty's placeholders.

We do not use sixel. It draws over cells, so each row that is painted again would send the picture
again, and a popup over the log would not cover it.
"""

import asyncio
import os
from collections.abc import Callable, Mapping
from typing import Final

from rich.console import Console

from tui_chat.client.files.pictures import Drawn, png_of
from tui_chat.client.kitty_graphics import (
    MOST_CELLS,
    MOST_NUMBER,
    deleting,
    has_placeholders,
    sending,
)

_USUAL_CELL: Final = (10, 20)
"""Dots of a cell, where the terminal does not say."""
_LARGEST_CELL: Final = 64


class TerminalDrawing:
    """Sends pictures with `write`; `cell` gives the dots of a cell, (0, 0) if that is unknown."""

    def __init__(self, write: Callable[[str], object], cell: Callable[[], tuple[int, int]]) -> None:
        self._write = write
        self._cell = cell
        # Other programs in this terminal have numbers too: nobody knows which.
        self._number = int.from_bytes(os.urandom(3), "big")

    async def picture_of(self, content: bytes, cells: int, rows: int) -> Drawn:
        """Give the terminal a picture, of at most so many cells and rows. Raises FileError."""
        wide, high = self._cell()
        known = 0 < wide <= _LARGEST_CELL and 0 < high <= _LARGEST_CELL
        cell = (wide, high) if known else _USUAL_CELL
        room = min(cells, MOST_CELLS), min(rows, MOST_CELLS)
        png, width, height = await asyncio.to_thread(png_of, content, *room, cell)
        self._number = self._number % MOST_NUMBER + 1
        self._write(sending(self._number, png, width, height))
        return Drawn(self._number, width, height)

    def forget(self, picture: Drawn) -> None:
        """Have the terminal forget a picture."""
        self._write(deleting(picture.number))


def drawing_for(
    console: Console,
    write: Callable[[str], object],
    cell: Callable[[], tuple[int, int]],
    environment: Mapping[str, str] = os.environ,
) -> TerminalDrawing | None:
    """How this terminal draws pictures, None if it does not, or if colours are not sent whole."""
    if console.no_color or console.color_system != "truecolor":
        return None
    return TerminalDrawing(write, cell) if has_placeholders(environment) else None
