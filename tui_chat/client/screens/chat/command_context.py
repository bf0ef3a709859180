"""Typed text in the chat, and the context of its slash commands."""

from collections.abc import Sequence

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.commands import TABLE, Invoked, Mistaken, Said
from tui_chat.client.commands.message_actions import take_as_reaction
from tui_chat.client.commands.password_detection import names_password
from tui_chat.client.connect.server_address import Address
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.attachments.uploads import Uploads
from tui_chat.client.screens.chat.buffer_navigation import Navigation
from tui_chat.client.screens.chat.chat_screen_interface import ChatView
from tui_chat.client.screens.chat.invitation_and_sharing import InvitationActions
from tui_chat.client.screens.chat.member_actions import PeopleActions
from tui_chat.client.screens.chat.requests_to_app import (
    ConnectAsked,
    DisconnectAsked,
    HelpAsked,
    LeaveAsked,
    ServerAsked,
)
from tui_chat.client.screens.chat.settings_actions import SettingsActions
from tui_chat.client.session import Session
from tui_chat.client.visitor_permissions import EVERYTHING, Abilities, refusal


class ChatCommandContext:
    """What commands use of a chat screen (`tui_chat.client.commands.CommandContext`)."""

    def __init__(
        self,
        view: ChatView,
        navigation: Navigation,
        invitation: InvitationActions,
        people: PeopleActions,
        settings: SettingsActions,
        uploads: Uploads,
        abilities: Abilities = EVERYTHING,
    ) -> None:
        self._view = view
        self._abilities = abilities
        self.mark_all_read = navigation.mark_all_read
        self.browse = navigation.browse
        self.show_invitation = invitation.show
        self.share = invitation.share
        self.show_people = people.show
        self.change_setting = settings.change
        self.show_themes = settings.show_themes
        self.upload = uploads.upload

    def take(self, text: str, *, literally: bool) -> None:
        """Send `text` to the open buffer, or run the command in it."""
        meant = Said(text) if literally else TABLE.parse(text)
        match meant:
            case Invoked() if not self._abilities.allow_command(meant.command.name):
                self.complain(refusal(meant.command.name))
            case Invoked():
                meant.command.do(self, meant.words)
            case Mistaken():
                self.complain(meant.text)
            case Said() if literally or not take_as_reaction(self, meant.text):
                self.session.say(self.buffer, meant.text, self.now())

    @property
    def session(self) -> Session:
        """The session that the open buffer belongs to."""
        return self._view.session

    @property
    def buffer(self) -> Buffer:
        """The open buffer."""
        return self._view.buffer

    def numbered(self) -> Sequence[Buffer]:
        """The channels and conversations of all servers, in the order of their numbers."""
        return [each for each in self._view.buffers() if each.kind is not BufferKind.SERVER]

    def now(self) -> float:
        """The time, in seconds of Unix time."""
        return self._view.now()

    def show(self, buffer: Buffer) -> None:
        """Open another buffer."""
        self._view.show(buffer)

    def tell(self, text: str) -> None:
        """Answer the person: in the status line, or in the open buffer if it has several lines."""
        if "\n" in text:
            self.buffer.append(LineKind.INFO, text, self.now())
            self._view.repaint_soon()
        else:
            self._view.say(text)

    def complain(self, text: str) -> None:
        """Tell the person that something cannot be done, in the status line."""
        self._view.say(text)

    def sent_to(self, names: str, text: str) -> None:
        """Show it in the status line, unless the open buffer is the only one that got it."""
        if self.session.find(names) is not self.buffer:
            said = "…" if names_password(f"{names} {text}") else " ".join(text.split())
            self._view.say(_("To {nick}: {text}").format(nick=names, text=said))

    def show_help(self, about: str) -> None:
        """Show the help; with words, what of it has them."""
        self._view.post_message(HelpAsked(about))

    def clear(self) -> None:
        """Empty the open buffer."""
        self.buffer.clear()
        self._view.repaint_soon()

    def connect(self, address: Address) -> None:
        """Connect to one more server."""
        self._view.post_message(ServerAsked(address))

    def reconnect(self) -> None:
        """Connect to the server again, now."""
        self._view.post_message(ConnectAsked(self._view.connection))

    def disconnect(self) -> None:
        """Leave the server of the open buffer."""
        self._view.post_message(DisconnectAsked(self._view.connection))

    def leave(self, message: str) -> None:
        """End the program."""
        self._view.post_message(LeaveAsked(message))
