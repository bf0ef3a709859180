"""QR codes for terminals: each cell holds two modules, one above the other.

They are drawn in black on white whatever the theme: many readers do not know it the other way.
"""

from itertools import chain, groupby, zip_longest
from typing import Final

QUIET_ZONE: Final = 4
"""Light modules around the code (ISO/IEC 18004 6.3.8)."""
_PAPER: Final = False
_INKS: Final = {False: ("38;5;231", "48;5;231"), True: ("38;5;16", "48;5;16")}
"""White and black of the 256 colours, which no palette changes: for modules above and below."""

Cell = tuple[bool, bool]
"""Whether the upper module is dark, and the lower one."""


def qr_cells(text: str) -> list[list[Cell]]:
    """The code of a text, its quiet zone included, in rows of cells."""
    import segno  # noqa: PLC0415 - rarely needed

    code = segno.make(text, error="l", micro=False)
    rows = [list(map(bool, row)) for row in code.matrix_iter(border=QUIET_ZONE)]
    empty = [_PAPER] * len(rows[0])
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=empty)
    return [list(zip(upper, lower, strict=True)) for upper, lower in pairs]


def ansi_rows(text: str) -> list[str]:
    """The code with its colours as escape sequences, a text for each row."""
    return [_ansi_row(row) for row in qr_cells(text)]


def _ansi_row(row: list[Cell]) -> str:
    parts = (_ansi_run(cell, sum(1 for _ in run)) for cell, run in groupby(row))
    return "".join(chain(parts, ["\x1b[0m"]))


def _ansi_run(cell: Cell, count: int) -> str:
    upper, lower = cell
    return f"\x1b[{_INKS[upper][0]};{_INKS[lower][1]}m" + half_block(cell) * count


def half_block(cell: Cell) -> str:
    """The character of a cell whose foreground is the upper module and background the lower."""
    upper, lower = cell
    return " " if upper == lower else "▀"
