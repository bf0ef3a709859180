"""What the parts of the chat screen ask of the screen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from textual.app import App

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.connect.connection import Connection
from tui_chat.client.connect.server_address import Address
from tui_chat.client.session import Session

Actions = Mapping[str, Callable[..., object]]
"""What keys can be bound to, by the names of `keys.KEYS`; a coroutine is awaited."""


class ChatView(Protocol):
    """The open buffer, its session, and the ways to change what is shown."""

    @property
    def app(self) -> App[object]:
        """The application that shows the chat."""

    @property
    def connections(self) -> Sequence[Connection]:
        """One for each server."""

    @property
    def connection(self) -> Connection:
        """The connection that the open buffer belongs to."""

    @property
    def session(self) -> Session:
        """The session that the open buffer belongs to."""

    @property
    def buffer(self) -> Buffer:
        """The open buffer."""

    def places(self) -> list[Buffer]:
        """Every buffer, in the order of the list of channels."""

    def now(self) -> float:
        """The time, in seconds of Unix time."""

    def show(self, buffer: Buffer) -> None:
        """Open another buffer."""

    def repaint_soon(self) -> None:
        """Paint what changed, within a thirtieth of a second."""

    def say(self, text: str) -> None:
        """Say `text` in the status line, until a key is pressed."""

    def mark_all_read(self) -> None:
        """Have nothing unread any more, on any server."""

    def show_invitation(self) -> None:
        """Show how others join this server."""

    def share(self, *, shared: bool) -> None:
        """Let other computers join the server that runs in this program, or no longer."""

    def show_people(self) -> None:
        """List the members of the open channel, with what can be done about each."""

    def browse(self, pattern: str = "") -> None:
        """Ask the server for its channels, to choose one from."""

    def ask_help(self) -> None:
        """Have keys and commands shown."""

    def ask_server(self, address: Address) -> None:
        """Have one more server connected."""

    def ask_reconnect(self) -> None:
        """Have the connection of the open buffer made again."""

    def ask_leave(self, message: str) -> None:
        """Have the program ended, with these words to the servers."""
