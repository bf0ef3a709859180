"""The rows of each line of a log: arithmetic only, for any number of lines.

Lines are kept in blocks. A block knows its height exactly for the current width, or is taken to
be like those that were measured, so a change of width costs nearly the same for a thousand lines
as for a million: only what is seen is measured at once, the rest little by little
(`measure_more`).
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple

BLOCK: Final = 256
"""Lines in a full block: one of short lines is measured in a fraction of a millisecond."""

_HIGHEST: Final = 0xFFFF


class Position(NamedTuple):
    """A row of a log: the `row`th (from 0) of the `line`th line."""

    line: int
    row: int


@dataclass(slots=True)
class _Block:
    """Some consecutive lines; `heights` is None while `rows` is only an estimate."""

    size: int
    rows: int
    heights: "array[int] | None" = None


class LogLayout:
    """The heights of all lines of a log, their sum, and the way from rows to lines and back.

    `measure(start, stop)` gives the exact heights of these lines in rows (0 for a line folded into
    an earlier one); it is asked only when needed.
    """

    __slots__ = (
        "_blocks",
        "_first_lines",
        "_first_rows",
        "_measure",
        "_rows_per_line",
        "_settled",
        "_to_measure",
        "count",
    )

    def __init__(self, measure: Callable[[int, int], Iterable[int]]) -> None:
        self._measure = measure
        self.count = 0
        self._blocks: list[_Block] = []
        # The first line and row of each block. Valid up to index `_settled`: a change in a block
        # moves only those after it, and nearly all changes happen in the last one.
        self._first_lines: list[int] = []
        self._first_rows: list[int] = []
        self._settled = 0
        self._to_measure = 0
        self._rows_per_line: float | None = None

    @property
    def rows(self) -> int:
        """The height of all lines together, estimates included."""
        if not self._blocks:
            return 0
        self._settle()
        return self._first_rows[-1] + self._blocks[-1].rows

    def reset(self, count: int) -> None:
        """Start again with `count` lines, none of them measured."""
        self.count = 0
        self._blocks.clear()
        self._settled = self._to_measure = 0
        self._rows_per_line = None
        self._add_estimated(count)

    def forget_heights(self) -> None:
        """The width changed: the same lines, none of them measured."""
        for block in self._blocks:
            block.heights = None
        self._rows_per_line = None
        self._to_measure = len(self._blocks)

    def append(self, count: int) -> None:
        """`count` lines were added at the end."""
        if self._blocks and (last := self._blocks[-1]).size < BLOCK:
            taken = min(count, BLOCK - last.size)
            start = self.count
            last.size += taken
            self.count += taken
            count -= taken
            if last.heights is None:
                self._estimate(last)
            else:
                heights = array("H", self._clamped(start, start + taken))
                last.heights.extend(heights)
                last.rows += sum(heights)
        self._add_estimated(count)

    def prepend(self, count: int) -> None:
        """`count` older lines were added before all others."""
        blocks, after = self._blocks, self.count
        self._blocks, self.count = [], 0
        self._add_estimated(count)
        self._blocks += blocks
        self.count += after
        self._settled = 0
        self._to_measure = len(self._blocks)
        if after and count:
            self.remeasure(count)

    def drop_first(self, count: int) -> None:
        """The `count` oldest lines are gone; those that are left have moved to the front."""
        self.count -= count
        whole = 0
        while count and self._blocks[whole].size <= count:
            count -= self._blocks[whole].size
            whole += 1
        del self._blocks[:whole]
        if count:
            block = self._blocks[0]
            block.size -= count
            if block.heights is None:
                self._estimate(block)
            else:
                del block.heights[:count]
                block.rows = sum(block.heights)
        self._settled = 0
        self._to_measure = len(self._blocks)
        if self.count:
            self.remeasure(0)

    def remeasure(self, line: int) -> bool:
        """Measure one line again; whether its height was known and has changed."""
        number = self._block_of(line)
        block = self._blocks[number]
        if block.heights is None:
            return False
        inside = line - self._first_lines[number]
        (height,) = self._clamped(line, line + 1)
        if height == block.heights[inside]:
            return False
        block.rows += height - block.heights[inside]
        block.heights[inside] = height
        self._settled = min(self._settled, number)
        return True

    def position_at(self, row: int) -> Position:
        """The line that `row` belongs to; rows outside the log are those at its ends.

        Where the block is not measured yet, the line at the same share of it.
        """
        if not self._blocks:
            return Position(0, 0)
        row = max(0, min(row, self.rows - 1))
        number = bisect_right(self._first_rows, row) - 1
        block = self._blocks[number]
        first, inside = self._first_lines[number], row - self._first_rows[number]
        if block.heights is None:
            return Position(first + inside * block.size // block.rows, 0)
        ends = list(accumulate(block.heights))
        line = bisect_right(ends, inside)
        return Position(first + line, inside - (ends[line - 1] if line else 0))

    def row_of(self, position: Position) -> int:
        """The row, from the top of the log, of a row of a line."""
        if not self._blocks:
            return 0
        number = self._block_of(position.line)
        block = self._blocks[number]
        inside = position.line - self._first_lines[number]
        first = self._first_rows[number]
        if block.heights is None:
            return first + inside * block.rows // block.size
        return first + sum(block.heights[:inside]) + position.row

    def positions(self, row: int, count: int) -> list[Position]:
        """The positions of `count` rows from `row` on, fewer at the end. They must be measured."""
        found: list[Position] = []
        if not self._blocks or row >= self.rows:
            return found
        line, inside = self.position_at(row)
        number = self._block_of(line)
        while len(found) < count and number < len(self._blocks):
            heights = self._blocks[number].heights
            if heights is None:
                break
            for height in heights[line - self._first_lines[number] :]:
                found += [Position(line, each) for each in range(inside, height)]
                line, inside = line + 1, 0
                if len(found) >= count:
                    break
            number += 1
        return found[:count]

    def measure_around(self, line: int, above: int, below: int) -> None:
        """Measure the block of this line, and blocks beside it for that many rows each way."""
        if not self._blocks:
            return
        home = self._block_of(line)
        heights = self._make_exact(home)
        if self._rows_per_line is None:
            self._estimate_like(self._blocks[home])
        before = sum(heights[: line - self._first_lines[home]])
        number, missing = home, below - (sum(heights) - before)
        while missing > 0 and (number := number + 1) < len(self._blocks):
            missing -= sum(self._make_exact(number))
        number, missing = home, above - before
        while missing > 0 and (number := number - 1) >= 0:
            missing -= sum(self._make_exact(number))
        while self._to_measure and self._blocks[self._to_measure - 1].heights is not None:
            self._to_measure -= 1  # of a log that grows at its end nothing is left to do

    @property
    def measured(self) -> bool:
        """Whether no height is an estimate any more."""
        return self._to_measure == 0

    def measure_more(self, enough: Callable[[], bool]) -> None:
        """Measure blocks that are estimates, until `enough()`.

        Latest first, since people read backwards.
        """
        self._settle()
        while self._to_measure and not enough():
            self._to_measure -= 1
            self._make_exact(self._to_measure)

    def _add_estimated(self, count: int) -> None:
        while count > 0:
            block = _Block(min(count, BLOCK), 0)
            self._estimate(block)
            self._blocks.append(block)
            self.count += block.size
            count -= block.size
            self._to_measure = len(self._blocks)

    def _estimate(self, block: _Block) -> None:
        block.rows = max(1, round(block.size * (self._rows_per_line or 1)))

    def _estimate_like(self, model: _Block) -> None:
        """Take the blocks that are not measured to be like `model`."""
        self._rows_per_line = model.rows / model.size
        for block in self._blocks:
            if block.heights is None:
                self._estimate(block)
        self._settled = 0

    def _make_exact(self, number: int) -> "array[int]":
        """The heights in a block. `_first_lines` must be right; measuring changes rows only."""
        block = self._blocks[number]
        if block.heights is None:
            first = self._first_lines[number]
            block.heights = array("H", self._clamped(first, first + block.size))
            rows = sum(block.heights)
            if rows != block.rows:
                block.rows = rows
                self._settled = min(self._settled, number)
        return block.heights

    def _clamped(self, start: int, stop: int) -> Iterable[int]:
        return (min(height, _HIGHEST) for height in self._measure(start, stop))

    def _block_of(self, line: int) -> int:
        self._settle()
        return bisect_right(self._first_lines, line) - 1

    def _settle(self) -> None:
        """Update the first line and row of every block."""
        blocks, lines, rows = self._blocks, self._first_lines, self._first_rows
        if len(lines) == len(blocks) == self._settled + 1:
            return
        at = max(0, min(self._settled, len(lines) - 1))
        line, row = (lines[at], rows[at]) if at else (0, 0)
        del lines[at:], rows[at:]
        for block in blocks[at:]:
            lines.append(line)
            rows.append(row)
            line += block.size
            row += block.rows
        self._settled = max(0, len(blocks) - 1)
