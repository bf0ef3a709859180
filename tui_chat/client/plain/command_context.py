"""What is typed in the plain client, and what slash commands see and move there."""

import time
from typing import TYPE_CHECKING

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.commands import TABLE, Invoked, Mistaken, Said
from tui_chat.client.config.options import invitation_to
from tui_chat.client.connect.server_address import Address
from tui_chat.client.session import Session

if TYPE_CHECKING:
    from tui_chat.client.plain.client import PlainClient


class PlainDesk:
    """The desk of a plain client (`tui_chat.client.commands.Desk`)."""

    def __init__(self, client: "PlainClient") -> None:
        self._client = client

    def take(self, text: str) -> None:
        """Say `text` in the place where we are, or do what the command in it means."""
        match TABLE.parse(text):
            case Invoked() as invoked:
                invoked.command.do(self, invoked.words)
            case Mistaken() as mistaken:
                self.complain(mistaken.text)
            case Said() as said:
                self._client.say(said.text)

    @property
    def session(self) -> Session:
        """The session that the place belongs to."""
        return self._client.connection.session

    @property
    def buffer(self) -> Buffer:
        """The place where we are."""
        return self._client.place

    def now(self) -> float:
        """The time, in seconds of Unix time."""
        return time.time()

    def show(self, buffer: Buffer) -> None:
        """Go to another place."""
        self._client.go(buffer)

    def tell(self, text: str) -> None:
        """Answer the person."""
        self._client.write(f"-- {text}")

    def complain(self, text: str) -> None:
        """Tell the person that something cannot be done."""
        self._client.write(f"!! {text}")

    def show_help(self, about: str) -> None:
        """Tell the commands, or one."""
        command = TABLE.find(about) if about else None
        every = sorted(TABLE, key=lambda each: each.name)
        for each in [command] if command is not None else every:
            self.tell(each.help)

    def mark_all_read(self) -> None:
        """Plain lines are read as they come."""

    def clear(self) -> None:
        """Forget what was said here."""
        self.buffer.clear()

    def browse(self, pattern: str = "") -> None:
        """Tell the channels of the server."""
        self.session.ask_list(pattern)

    def show_invitation(self) -> None:
        """Tell how others join this server."""
        self._client.tell_invitation(invitation_to(self._client.connection.options))

    def share(self, *, shared: bool) -> None:
        """Let other computers join the server that runs in this program, or no longer."""
        self._client.share(shared=shared)

    def show_people(self) -> None:
        """Have told who is here."""
        if self.buffer.kind is BufferKind.CHANNEL:
            self.session.ask_names(self.buffer.name)

    def connect(self, address: Address) -> None:
        """Connect to one more server."""
        self._client.connect_to(address)

    def reconnect(self) -> None:
        """Connect to the server again, now."""
        self._client.reconnect()

    def leave(self, message: str) -> None:
        """End the program."""
        self._client.leave(message)
