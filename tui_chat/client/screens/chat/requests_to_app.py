"""Messages by which the chat screen asks the application for something: `on_chat_screen_...`."""

from textual.message import Message

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import Line
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.connect.server_address import Address
from tui_chat.client.connected_server import Connection


class LeaveAsked(Message, namespace="chat_screen"):
    """The person wants to leave, with this quit message."""

    def __init__(self, message: str = "") -> None:
        super().__init__()
        self.message = message


class HelpAsked(Message, namespace="chat_screen"):
    """The person wants the help; if there are words, only what has them."""

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self.words = words


class PaletteAsked(Message, namespace="chat_screen"):
    """The person wants the command palette."""


class ConnectAsked(Message, namespace="chat_screen"):
    """The person wants to reconnect."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection


class DisconnectAsked(Message, namespace="chat_screen"):
    """The person wants to leave a server and stay on the others."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection


class ServerAsked(Message, namespace="chat_screen"):
    """The person wants to connect to one more server."""

    def __init__(self, address: Address) -> None:
        super().__init__()
        self.address = address


class NotificationAsked(Message, namespace="chat_screen"):
    """A message notifies the person, who looks at another window."""

    def __init__(self, buffer: Buffer, line: Line) -> None:
        super().__init__()
        self.buffer = buffer
        self.line = line


class OptionsChanged(Message, namespace="chat_screen"):
    """The person changed how the client looks or notifies."""

    def __init__(self, ui: UiOptions) -> None:
        super().__init__()
        self.ui = ui


class TitleChanged(Message, namespace="chat_screen"):
    """The title of the window has changed."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
