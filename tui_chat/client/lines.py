"""What was said in one place: lines, and a scrollback that can hold a million of them."""

import enum
from collections.abc import Iterator, Sequence
from typing import Final, overload

import msgspec

from tui_chat.wire.formatting import Span

BLOCK: Final = 256
"""Lines that are packed, kept and dropped together."""
_REMEMBERED: Final = 4
"""Packed blocks that stay unpacked too, for the one who looks at them."""
ROOM: Final = 160_000_000
"""Bytes of packed lines that the buffers of one connection keep together."""


class LineKind(enum.Enum):
    """What a line is; says how it is shown."""

    MESSAGE = 0
    ACTION = 1
    """`/me waves`: the text without the sender's name."""
    NOTICE = 2
    EVENT = 3
    """Somebody came, left, changed their name, the topic or a mode: dim. Complete sentence."""
    INFO = 4
    """The program's or the server's words."""
    ERROR = 5


class Movement(enum.Enum):
    """Of an EVENT: whether somebody came or left. Several in a row are folded into one."""

    NONE = 0
    CAME = 1
    LEFT = 2


class LineState(enum.Enum):
    """How far an own message has come."""

    SENT = 0
    PENDING = 1
    FAILED = 2


class Line(msgspec.Struct, frozen=True, gc=False, array_like=True, omit_defaults=True):
    """One line of a log, safe to paint as it is.

    `id` grows by one from line to line of a buffer; `at` is in seconds of Unix time; `text` is
    plain and sanitised and may hold newlines; `spans` are the stretches of it that are
    formatted; `own` is said by this user, from here or from another client; `mention` calls them.
    """

    id: int
    at: float
    kind: LineKind
    sender: str = ""
    text: str = ""
    spans: tuple[Span, ...] = ()
    msgid: str = ""
    own: bool = False
    mention: bool = False
    state: LineState = LineState.SENT
    movement: Movement = Movement.NONE


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(list[Line]).decode


class Room:
    """Bytes that may still be kept, shared by several `Lines`: a server could talk for ever."""

    __slots__ = ("left",)

    def __init__(self, left: int = ROOM) -> None:
        self.left = left


class Lines(Sequence[Line]):
    """The lines of a buffer, oldest first. Appending, `len` and any index take constant time.

    All but the last one or two blocks are kept packed: a million short messages take some 90 MB
    as against 300 MB of objects. When there is no room left, the oldest block is dropped.
    """

    __slots__ = ("_blocks", "_first", "_last_block", "_room", "_tail", "_unpacked")

    def __init__(self, room: Room | None = None) -> None:
        self._blocks: list[bytes] = []
        self._last_block: list[Line] = []  # the youngest full one, not packed yet, or none
        self._tail: list[Line] = []
        self._unpacked: dict[int, list[Line]] = {}
        self._first = 0
        self._room = room or Room()

    @property
    def first_id(self) -> int:
        """The id of the oldest line that is kept; grows when old lines are dropped."""
        return self._first

    @property
    def next_id(self) -> int:
        """The id that the next line will have."""
        return self._first + len(self)

    def append(self, line: Line) -> None:
        """Add `line`, whose id is `next_id`."""
        self._tail.append(line)
        if len(self._tail) == BLOCK:
            self._close_block()

    def by_id(self, line_id: int) -> Line | None:
        """The line of that id, if it is kept."""
        index = line_id - self._first
        return self[index] if 0 <= index < len(self) else None

    def replace(self, line: Line) -> bool:
        """Put `line` in the place of the one with its id. False if that is not kept any more."""
        index = line.id - self._first
        if not 0 <= index < len(self):
            return False
        number, place = divmod(index, BLOCK)
        block = self._block(number)
        block[place] = line
        if number < len(self._blocks):
            self._pack(number, block)
        return True

    def clear(self) -> None:
        """Forget every line; ids go on growing."""
        self._first = self.next_id
        self._room.left += sum(map(len, self._blocks))
        self._blocks.clear()
        self._last_block = []
        self._tail = []
        self._unpacked.clear()

    def __len__(self) -> int:
        return len(self._blocks) * BLOCK + len(self._last_block) + len(self._tail)

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
        number, place = divmod(index, BLOCK)
        return self._block(number)[place]

    def __iter__(self) -> Iterator[Line]:
        for number in range(self._count_blocks()):
            yield from self._block(number)

    def __reversed__(self) -> Iterator[Line]:
        for number in range(self._count_blocks() - 1, -1, -1):
            yield from reversed(self._block(number))

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
        self._room.left += len(self._blocks[number])
        packed = self._blocks[number] = _encode(block)
        self._room.left -= len(packed)

    def _close_block(self) -> None:
        if self._last_block:
            self._blocks.append(b"")
            self._pack(len(self._blocks) - 1, self._last_block)
        self._last_block, self._tail = self._tail, []
        while self._room.left < 0 and self._blocks:
            self._room.left += len(self._blocks.pop(0))
            self._first += BLOCK
            self._unpacked.clear()
