"""The context of slash commands: what they read and change."""

from collections.abc import Sequence
from typing import Protocol

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.connect.join_instructions import Door
from tui_chat.client.connect.server_address import Address
from tui_chat.client.session import Session


class CommandContext(Protocol):
    """All that a command may read and change. Each kind of client has its own."""

    @property
    def session(self) -> Session:
        """The session that the open buffer belongs to."""

    @property
    def buffer(self) -> Buffer:
        """The open buffer."""

    def numbered(self) -> Sequence[Buffer]:
        """The channels and conversations in the order of their numbers, from 1."""

    def now(self) -> float:
        """The time, in seconds of Unix time."""

    def show(self, buffer: Buffer) -> None:
        """Open another buffer."""

    def tell(self, text: str) -> None:
        """Answer the person, in the open buffer."""

    def complain(self, text: str) -> None:
        """Tell the person that something cannot be done, in the open buffer."""

    def sent_to(self, names: str, text: str) -> None:
        """Tell the person that a message went to buffers that may not be open."""

    def show_help(self, about: str) -> None:
        """Show the help; if there are words, only what of it has them."""

    def mark_all_read(self) -> None:
        """Mark every buffer of every server as read."""

    def clear(self) -> None:
        """Empty the open buffer."""

    def browse(self, pattern: str = "") -> None:
        """Show the channels of the server, to choose one from."""

    def show_invitation(self) -> None:
        """Show how others join this server."""

    def share(self, *, shared: bool, doors: Sequence[Door] = ()) -> None:
        """Let other computers join the server that runs in this program, or no longer.

        Through these `doors` too, for people without a client of ours.
        """

    def show_people(self) -> None:
        """List the members of the open channel, with what can be done about each."""

    def upload(self, path: str) -> None:
        """Send a file to the server's file host, and its address to the open buffer."""

    def change_setting(self, words: list[str]) -> None:
        """List the settings, show one, or change it: a name and a value."""

    def show_themes(self) -> None:
        """Show the themes, to choose one from."""

    def connect(self, address: Address) -> None:
        """Connect to one more server."""

    def reconnect(self) -> None:
        """Connect to the server again, now."""

    def disconnect(self) -> None:
        """Leave the server of the open buffer, unless it is the one that we began with."""

    def leave(self, message: str) -> None:
        """End the program."""
