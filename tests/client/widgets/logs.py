"""Buffers with something in them."""

from tui_chat.client.buffers.buffer import Buffer, BufferKind, Past
from tui_chat.client.buffers.line import Line, LineKind, LineState, Movement
from tui_chat.wire.names import Folded

MORNING = 1_795_167_240.0
"""Friday, 20 November 2026, 09:34 UTC."""


class Room:
    """A channel to fill; a minute passes between any two lines unless `at` says otherwise."""

    def __init__(self) -> None:
        self.buffer = Buffer("#lobby", BufferKind.CHANNEL, Folded("#lobby"))
        self.buffer.past = Past.MORE  # else the log says where it begins
        self.at = MORNING

    def _add(
        self,
        kind: LineKind,
        text: str,
        sender: str = "",
        movement: Movement = Movement.NONE,
        *,
        mention: bool = False,
        state: LineState = LineState.SENT,
    ) -> Line:
        line = self.buffer.append(
            kind, text, self.at, sender=sender, movement=movement, mention=mention, state=state
        )
        self.at += 60
        return line

    def says(
        self,
        text: str,
        sender: str = "ana",
        *,
        mention: bool = False,
        state: LineState = LineState.SENT,
        kind: LineKind = LineKind.MESSAGE,
    ) -> Line:
        return self._add(kind, text, sender, mention=mention, state=state)

    def chats(self, count: int) -> None:
        for number in range(count):
            self.says(f"line {number}")

    def came(self, *nicks: str) -> None:
        for nick in nicks:
            self._add(LineKind.EVENT, f"{nick} joined", nick, Movement.CAME)

    def left(self, *nicks: str) -> None:
        for nick in nicks:
            self._add(LineKind.EVENT, f"{nick} left", nick, Movement.LEFT)

    def tells(self, text: str, kind: LineKind = LineKind.INFO) -> Line:
        return self._add(kind, text)
