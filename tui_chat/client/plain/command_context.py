"""Typed lines in the plain client, and the context of its slash commands."""

import time
from collections.abc import Sequence
from typing import Protocol

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.commands import TABLE, Invoked, Mistaken, Said
from tui_chat.client.commands.message_actions import take_as_reaction
from tui_chat.client.config.connection_and_ui_options import invitation_to
from tui_chat.client.config.setting_changes import SettingError, SettingsFile
from tui_chat.client.connect.join_instructions import Door, Invitation
from tui_chat.client.connect.server_address import Address
from tui_chat.client.connected_server import Connection
from tui_chat.client.session import Levels, Session
from tui_chat.client.visitor_permissions import EVERYTHING, Abilities, refusal
from tui_chat.wire.text.search_folding import fold_text


class TalkingClient(Protocol):
    """The plain client, as far as commands use it."""

    @property
    def connection(self) -> Connection:
        """The connection that the open buffer belongs to."""

    @property
    def buffer(self) -> Buffer:
        """The open buffer."""

    @property
    def settings(self) -> SettingsFile:
        """The settings and the file that keeps them."""

    def say(self, text: str) -> None:
        """Send a message to the open buffer."""

    def write(self, text: str) -> None:
        """Write a line for the person."""

    def go(self, buffer: Buffer) -> None:
        """Open another buffer."""

    def upload(self, path: str) -> None:
        """Send a file, and its address to the open buffer."""

    def connect_to(self, address: Address) -> None:
        """Connect to one more server."""

    def reconnect(self) -> None:
        """Connect again now."""

    def disconnect(self) -> None:
        """Leave the server of the open buffer."""

    def leave(self, message: str) -> None:
        """Leave every server, and end."""

    def tell_invitation(self, invitation: Invitation) -> None:
        """Write how others join, a line for each row."""

    def share(self, *, shared: bool, doors: Sequence[Door] = ()) -> None:
        """Let other computers join the server that runs in this program, or no longer."""


class PlainCommandContext:
    """What commands use of a plain client (`tui_chat.client.commands.CommandContext`)."""

    def __init__(self, client: TalkingClient, abilities: Abilities = EVERYTHING) -> None:
        self._client = client
        self._abilities = abilities

    def take(self, text: str) -> None:
        """Send `text` to the open buffer, or run the command in it."""
        match TABLE.parse(text):
            case Invoked(command=command) if not self._abilities.allow_command(command.name):
                self.complain(refusal(command.name))
            case Invoked() as invoked:
                invoked.command.do(self, invoked.words)
            case Mistaken() as mistaken:
                self.complain(mistaken.text)
            case Said() as said if not take_as_reaction(self, said.text):
                self._client.say(said.text)

    @property
    def session(self) -> Session:
        """The session that the buffer belongs to."""
        return self._client.connection.session

    @property
    def buffer(self) -> Buffer:
        """The open buffer."""
        return self._client.buffer

    def numbered(self) -> Sequence[Buffer]:
        """The channels, then the conversations of this server."""
        buffers = self.session.buffers
        return [*buffers.of_kind(BufferKind.CHANNEL), *buffers.of_kind(BufferKind.PERSON)]

    def now(self) -> float:
        """The time, in seconds of Unix time."""
        return time.time()

    def show(self, buffer: Buffer) -> None:
        """Open another buffer."""
        self._client.go(buffer)

    def tell(self, text: str) -> None:
        """Answer the person."""
        self._client.write(f"-- {text}")

    def complain(self, text: str) -> None:
        """Tell the person that something cannot be done."""
        self._client.write(f"!! {text}")

    def sent_to(self, names: str, text: str) -> None:
        """Do nothing: what we say is written with the name of its conversation."""

    def show_help(self, about: str) -> None:
        """List the commands; with words, those that are described with them."""
        words = fold_text(about).split()
        for each in sorted(TABLE, key=lambda each: each.name):
            described = fold_text(each.help)
            if self._abilities.allow_command(each.name) and all(map(described.__contains__, words)):
                self.tell(each.help)

    def mark_all_read(self) -> None:
        """Do nothing: plain lines are read as they come."""

    def clear(self) -> None:
        """Empty the open buffer."""
        self.buffer.clear()

    def browse(self, pattern: str = "") -> None:
        """List the channels of the server."""
        self.session.ask_list(pattern)

    def show_invitation(self) -> None:
        """Tell how others join this server."""
        self._client.tell_invitation(invitation_to(self._client.connection.options))

    def share(self, *, shared: bool, doors: Sequence[Door] = ()) -> None:
        """Let other computers join the server that runs in this program, or no longer."""
        self._client.share(shared=shared, doors=doors)

    def show_people(self) -> None:
        """Have told who is here."""
        if self.buffer.kind is BufferKind.CHANNEL:
            self.session.ask_names(self.buffer.name)

    def upload(self, path: str) -> None:
        """Send a file to the server's file host, and its address to the open buffer."""
        self._client.upload(path)

    def change_setting(self, words: list[str]) -> None:
        """List the settings, show one, or change it; the look is that of the full screen."""
        try:
            answer = self._client.settings.ask(words)
        except SettingError as error:
            self.complain(str(error))
            return
        if answer.changed:
            notifications = self._client.settings.config.notifications
            self.session.use_levels(Levels(notifications.level, notifications.levels))
        for row in answer.text.splitlines():
            self.tell(row)

    def show_themes(self) -> None:
        """Say which themes there are for the full screen."""
        self.change_setting(["look.theme"])

    def connect(self, address: Address) -> None:
        """Connect to one more server."""
        self._client.connect_to(address)

    def reconnect(self) -> None:
        """Connect to the server again, now."""
        self._client.reconnect()

    def disconnect(self) -> None:
        """Leave the server of the open buffer."""
        self._client.disconnect()

    def leave(self, message: str) -> None:
        """End the program."""
        self._client.leave(message)
