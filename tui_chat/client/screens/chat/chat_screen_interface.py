"""The chat screen, as its parts use it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from textual.app import App
from textual.message import Message

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.config.setting_changes import SettingsFile
from tui_chat.client.connected_server import Connection
from tui_chat.client.session import Session

Actions = Mapping[str, Callable[..., object]]
"""The actions of a part, by their names in `keys.KEYS`; a coroutine is awaited."""


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

    def connection_of(self, buffer: Buffer) -> Connection:
        """The connection that a buffer belongs to."""

    def buffers(self) -> list[Buffer]:
        """Every buffer, in the order of the list of channels."""

    def now(self) -> float:
        """The time, in seconds of Unix time."""

    def show(self, buffer: Buffer) -> None:
        """Open another buffer."""

    def repaint_soon(self) -> None:
        """Paint what changed, within a thirtieth of a second."""

    def say(self, text: str) -> None:
        """Say `text` in the status line, until a key is pressed."""

    @property
    def settings(self) -> SettingsFile:
        """The settings and the file that keeps them."""

    def post_message(self, message: Message) -> bool:
        """Ask the application for something, with a message of `requests_to_app`."""
