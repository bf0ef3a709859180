"""The interface of a connection to the outbox and the node."""

from collections.abc import Callable
from typing import Protocol

from tui_chat.server.limits.command_rates import RatedWork
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.limits.token_bucket import Rate


class Receiver(Protocol):
    """A client's socket, as the outbox sees it."""

    def write(self, data: bytes) -> None:
        """Send; never waits and never raises."""

    def close(self) -> None:
        """Close, once everything written is out."""


class Socket(Receiver, Protocol):
    """A connection as the node sees it."""

    def stop_reading(self) -> None:
        """Ignore the client's input: the connection is being closed."""

    def suspend_input(self) -> None:
        """Keep further lines back: the answer to the client's last command is not there yet."""

    def resume_input(self) -> None:
        """Handle the lines that were kept back, and read on."""

    def charge(self, kind: RatedWork, tokens: float) -> None:
        """Count work done for the client that has a rate of its own."""

    @property
    def shares_address(self) -> bool:
        """Whether the limits for its address apply to it."""

    def is_done(self) -> bool:
        """Whether all that was written is out and the connection closed."""

    def set_limits(self, rate: Rate, timeouts: Timeouts, now: float) -> None:
        """Use other limits from now on."""

    def check_alive(self, now: float) -> None:
        """End the connection if the client is silent for too long; `now` is the loop's time."""

    @property
    def waiting(self) -> int:
        """Bytes queued for the client."""

    def end_slow_reader(self) -> None:
        """End the connection at once: the client reads too slowly."""

    def probe(self, patience: float, done: Callable[[bool], None]) -> None:
        """Find out whether the client is alive; end the connection if it is not.

        `done` is called once, at once or within `patience` seconds, with whether it is alive.
        """

    def end_if_hung_up(self) -> None:
        """End the connection, soon, if the client has hung up and lines of it still wait."""
