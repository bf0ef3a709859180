"""The lines that a connection has sent so far of a batch (IRCv3 draft/multiline)."""

from dataclasses import dataclass, field

from tui_chat.wire.multiline import join_lines


@dataclass(slots=True)
class OpenBatch:
    """The part of a multiline message received so far."""

    reference: str
    target: str
    tags: dict[str, str]
    """Client-only tags of the whole message."""
    command: str = ""
    """The command of its lines: PRIVMSG or NOTICE."""
    lines: list[tuple[str, bool]] = field(default_factory=list)
    """Each with whether it goes on with the one before."""
    bytes: int = 0
    """Of what its lines say, line ends included."""
    failed: bool = False
    """Refused: what still comes of it does not count."""

    @property
    def text(self) -> str:
        """All lines as one text; see `tui_chat.wire.multiline`."""
        return join_lines(self.lines)
