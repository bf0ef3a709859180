"""Up to where places were read, for those that are not open yet and for the server."""

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.wire.names import Folded


class Reading:
    """Times are seconds of Unix time."""

    __slots__ = ("positions", "seen", "told")

    def __init__(self) -> None:
        self.positions: dict[Folded, float] = {}
        """Of places that are not open; kept by the shell from one run to the next."""
        self.seen = 0.0
        """The last message of all when we were here last: who wrote first since then is news."""
        self.told: dict[Buffer, tuple[float, float]] = {}
        """Up to where the server knows a place as read, and when that was told last."""
