"""The lines of one buffer: a scrollback that can hold a million lines."""

from collections.abc import Iterator, Sequence
from typing import Final, overload

import msgspec

from tui_chat.client.buffers.line import (
    Line,
)

BLOCK: Final = 256
"""The number of lines that are packed, kept and dropped together."""
_REMEMBERED: Final = 4
"""The number of packed blocks that are also kept unpacked, for reading."""
ROOM: Final = 160_000_000
"""Bytes of packed lines in all buffers of one connection."""
LOOSE: Final = 160_000_000
"""About the bytes of lines that are not packed yet: at most 511 in each of 1,000 buffers."""
_FINDABLE: Final = 100 * BLOCK
"""The number of latest lines in which a msgid is searched, so that it never takes long."""
_MOST_MISTAKEN: Final = 4
"""Blocks that are unpacked in vain for a msgid that only occurs in a text: a trick."""

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(list[Line]).decode


class LineBudget:
    """The bytes that may still be kept, shared by several `Lines`: a server could talk for ever.

    `left` is for packed lines, `loose` for lines that are not packed.
    """

    __slots__ = ("left", "loose")

    def __init__(self, left: int = ROOM, loose: int = LOOSE) -> None:
        self.left = left
        self.loose = loose


class Lines(Sequence[Line]):
    """The lines of a buffer, oldest first. Appending, `len` and any index take constant time.

    All but the last one or two blocks are kept packed: a million short messages take some 90 MB
    as against 300 MB of objects. When there is no room left, the oldest block is dropped; when
    there is none for lines that are not packed, all but the latest lines are.
    """

    __slots__ = (
        "_blocks",
        "_budget",
        "_first",
        "_last_block",
        "_loose",
        "_missing",
        "_tail",
        "_unpacked",
    )

    def __init__(self, budget: LineBudget | None = None) -> None:
        self._blocks: list[bytes] = []
        self._last_block: list[Line] = []  # the youngest full one, not packed yet, or none
        self._tail: list[Line] = []
        self._unpacked: dict[int, list[Line]] = {}
        self._first = 0
        self._loose = 0  # what the lines that are not packed weigh
        self._missing = 0  # lines that the oldest block is short of, if it is packed
        self._budget = budget or LineBudget()

    @property
    def first_id(self) -> int:
        """The id of the oldest line that is kept.

        Grows when old lines are dropped; falls, below 0 too, when older ones are put before it.
        """
        return self._first

    @property
    def has_room(self) -> bool:
        """Whether a block may be added without another being dropped."""
        return self._budget.left > 0

    @property
    def next_id(self) -> int:
        """The id that the next line will have."""
        return self._first + len(self)

    def append(self, line: Line) -> None:
        """Add `line`, whose id is `next_id`."""
        self._tail.append(line)
        weight = _weight(line)
        self._loose += weight
        self._budget.loose -= weight
        if len(self._tail) == BLOCK:
            self._close_block()
        if self._budget.loose < 0:
            self._keep_latest()

    def prepend(self, older: Sequence[Line]) -> None:
        """Put `older`, oldest first, before all others: the last of them gets `first_id - 1`.

        The ids that they come with do not count; those of the lines that are here stay.
        """
        packed = bool(self._blocks)
        every = [*older, *(self._head() if packed else self)]
        self._first -= len(older)
        first = self._first
        numbered = [msgspec.structs.replace(each, id=first + n) for n, each in enumerate(every)]
        if packed:
            self._put_head(numbered)
            return
        self._last_block, self._tail = [], []
        self._update_unpacked_size()
        for line in numbered:
            self.append(line)

    def cut(self, line_id: int) -> list[Line]:
        """Take away every line from that id on, and give them."""
        index = max(0, line_id - self._first)
        taken = self[index:]
        if not taken:
            return taken
        number, place = self._place(index)
        rest = self._block(number)[:place]
        if number <= len(self._blocks):
            self._last_block = []
        for packed in self._blocks[number:]:
            self._budget.left += len(packed)
        del self._blocks[number:]
        if not self._blocks:
            self._missing = 0
        self._unpacked.clear()
        self._tail = rest
        self._update_unpacked_size()
        return taken

    def find(self, msgid: str) -> Line | None:
        """The line of that msgid, if it is one of the latest 25,600."""
        written = msgid.encode()
        last = self._count_blocks() - 1
        mistaken = 0
        for number in range(last, max(-1, last - _FINDABLE // BLOCK), -1):
            # Looking through packed bytes is a hundred times faster than unpacking them.
            if number < len(self._blocks):
                if written not in self._blocks[number]:
                    continue
                mistaken += 1
                if mistaken > _MOST_MISTAKEN:
                    break
            for line in reversed(self._block(number)):
                if line.msgid == msgid:
                    return line
        return None

    def by_id(self, line_id: int) -> Line | None:
        """The line of that id, if it is kept."""
        index = line_id - self._first
        return self[index] if 0 <= index < len(self) else None

    def replace(self, line: Line) -> bool:
        """Put `line` in the place of the one with its id. False if that is not kept any more."""
        index = line.id - self._first
        if not 0 <= index < len(self):
            return False
        number, place = self._place(index)
        block = self._block(number)
        change = _weight(line) - _weight(block[place])
        block[place] = line
        if number < len(self._blocks):
            self._pack(number, block)
        else:
            self._loose += change
            self._budget.loose -= change
        return True

    def clear(self) -> None:
        """Forget every line; ids go on growing."""
        self._first = self.next_id
        self._budget.left += sum(map(len, self._blocks))
        self._blocks.clear()
        self._missing = 0
        self._last_block = []
        self._tail = []
        self._unpacked.clear()
        self._update_unpacked_size()

    def __len__(self) -> int:
        packed = len(self._blocks) * BLOCK - self._missing
        return packed + len(self._last_block) + len(self._tail)

    @overload
    def __getitem__(self, index: int) -> Line: ...

    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...

    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(index)
        number, place = self._place(index)
        return self._block(number)[place]

    def __iter__(self) -> Iterator[Line]:
        for number in range(self._count_blocks()):
            yield from self._block(number)

    def __reversed__(self) -> Iterator[Line]:
        for number in range(self._count_blocks() - 1, -1, -1):
            yield from reversed(self._block(number))

    def _place(self, index: int) -> tuple[int, int]:
        """The block of a line, and where in that it is."""
        number, place = divmod(index + self._missing, BLOCK)
        return number, place if number else place - self._missing

    def _count_blocks(self) -> int:
        return len(self._blocks) + bool(self._last_block) + 1

    def _block(self, number: int) -> list[Line]:
        packed = len(self._blocks)
        if number >= packed:
            return self._last_block if number == packed and self._last_block else self._tail
        lines = self._unpacked.get(number)
        if lines is None:
            while len(self._unpacked) >= _REMEMBERED:
                del self._unpacked[next(iter(self._unpacked))]
            lines = self._unpacked[number] = _decode(self._blocks[number])
        return lines

    def _pack(self, number: int, block: list[Line]) -> None:
        self._budget.left += len(self._blocks[number])
        packed = self._blocks[number] = _encode(block)
        self._budget.left -= len(packed)

    def _head(self) -> list[Line]:
        """The lines of the oldest packed block if it is short, which is then not kept here."""
        if not self._missing:
            return []
        head = self._block(0)
        self._budget.left += len(self._blocks.pop(0))
        self._missing = 0
        return head

    def _put_head(self, lines: list[Line]) -> None:
        """Pack `lines` in front of the packed blocks; of several new ones the first is short."""
        blocks = [_encode(lines[max(0, end - BLOCK) : end]) for end in range(len(lines), 0, -BLOCK)]
        self._budget.left -= sum(map(len, blocks))
        self._blocks[:0] = reversed(blocks)
        self._missing = -len(lines) % BLOCK
        self._unpacked.clear()

    def _close_block(self) -> None:
        if self._last_block:
            self._blocks.append(b"")
            self._pack(len(self._blocks) - 1, self._last_block)
        self._last_block, self._tail = self._tail, []
        self._update_unpacked_size()
        while self._budget.left < 0 and self._blocks:
            self._budget.left += len(self._blocks.pop(0))
            self._first += BLOCK - self._missing
            self._missing = 0
            self._unpacked.clear()

    def _update_unpacked_size(self) -> None:
        """Other lines than before are not packed."""
        weight = sum(map(_weight, self._last_block)) + sum(map(_weight, self._tail))
        self._budget.loose -= weight - self._loose
        self._loose = weight

    def _keep_latest(self) -> None:
        """Drop all but the latest lines, when there are too many that are not packed."""
        loose = [*self._last_block, *self._tail]
        kept = loose[-max(1, len(loose) // 2) :]
        self.clear()
        self._first -= len(kept)
        self._tail = kept
        self._update_unpacked_size()


def _weight(line: Line) -> int:
    """About the bytes that a line takes which is not packed."""
    weight = 300 + line.text.__sizeof__()
    if line.spans or line.reactions:
        weight += 150 * len(line.spans) + sum(100 + 80 * len(each.nicks) for each in line.reactions)
    return weight
