"""What the outbox and the node ask of a connection."""

from collections.abc import Callable
from typing import Protocol

from tui_chat.server.limits.command_rates import Kind
from tui_chat.server.limits.rates import Rate, Timeouts


class Receiver(Protocol):
    """The socket's side of a client."""

    def write(self, data: bytes) -> None:
        """Send; never waits and never raises."""

    def close(self) -> None:
        """Close, once everything written is out."""


class Socket(Receiver, Protocol):
    """A connection as the node sees it."""

    def stop_reading(self) -> None:
        """Take nothing more from the client: it is being closed."""

    def hold(self) -> None:
        """Keep back what the client says: the answer to its last command is still to come."""

    def release(self) -> None:
        """Handle what was held back, and all that follows."""

    def charge(self, kind: Kind, tokens: float) -> None:
        """The client has had something done that has a pace of its own."""

    @property
    def shares_address(self) -> bool:
        """Whether the limits of an address are for it."""

    def is_done(self) -> bool:
        """Whether all that was written is out and the connection closed."""

    def hold_to(self, rate: Rate, timeouts: Timeouts, now: float) -> None:
        """Let the client speak as fast, and be silent as long, from now on."""

    def check_alive(self, now: float) -> None:
        """See whether the client has been silent for too long; `now` is the loop's time."""

    @property
    def waiting(self) -> int:
        """Bytes that the client has not read yet."""

    def give_up(self) -> None:
        """End the connection at once: the client reads too slowly."""

    def prove(self, patience: float, done: Callable[[bool], None]) -> None:
        """Find out within so many seconds whether the client lives; end the connection if not.

        `done` is called once, at once or later.
        """

    def bury(self) -> None:
        """End the connection, soon, if the client has hung up and lines of it still wait."""
