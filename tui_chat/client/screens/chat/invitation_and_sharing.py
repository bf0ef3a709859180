"""Showing how others join the server, and opening or closing it to them."""

from collections.abc import Sequence

from textual.app import App

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.config.connection_and_ui_options import invitation_to
from tui_chat.client.connect.hosting_interface import Hosting, SharingError
from tui_chat.client.connect.join_instructions import Door, Invitation
from tui_chat.client.connect.join_instructions import words as words_of
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import InvitationMade
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import Actions, ChatView


class InvitationActions:
    """The invitation in the chat: greeting the host with it, showing it, sharing the server."""

    def __init__(self, view: ChatView) -> None:
        self._view = view

    @property
    def actions(self) -> Actions:
        """The actions of this part."""
        return {"invitation": self.show}

    def greet(self, connection: Connection, room: Buffer) -> None:
        """Say in a channel how others join, if the server runs in this program."""
        if connection.options.hosting is not None:
            self._say(connection.options.hosting.invitation(), room)

    def show(self) -> None:
        """Show how others join the server of the open buffer."""
        from tui_chat.client.screens.invitation import InvitationScreen  # noqa: PLC0415 - rarely

        options = self._view.connection.options
        hosting = options.hosting is not None
        inviting = hosting or self._view.session.may_make_invitations
        screen = InvitationScreen(invitation_to(options), hosting=hosting, inviting=inviting)
        self._app.push_screen(screen, self._shown)

    def follow(self, connection: Connection, event: InvitationMade) -> None:
        """Show an invitation that the server has made."""
        from tui_chat.client.screens.invitation import LinesScreen  # noqa: PLC0415 - rarely
        from tui_chat.client.screens.picker import Choice  # noqa: PLC0415 - rarely

        if connection is self._view.connection:
            # A camera reads a link; a command has to be typed somewhere all the same.
            lines = sorted(event.lines, key=lambda line: not line.startswith("http"))
            heading, hosting = event.text, connection.options.hosting
            if hosting is not None and not hosting.invitation().is_open:
                closed = _("Only this computer can join. For others: /share, then a new link")
                heading = f"{heading}\n{closed}"
            self._app.push_screen(LinesScreen(heading, [Choice(one, one) for one in lines]))

    def share(self, *, shared: bool, doors: Sequence[Door] = ()) -> None:
        """Let other computers join the server that runs in this program, or no longer."""
        hosting = self._view.connection.options.hosting
        if hosting is None:
            self._view.say(_("Only the person who hosts this server can do that."))
        else:
            work = self._share(hosting, shared=shared, doors=doors)
            self._app.run_worker(work, exit_on_error=False)

    @property
    def _app(self) -> App[object]:
        return self._view.app

    def _shown(self, chosen: str | None) -> None:
        """Do what a row says that was chosen, a slash command."""
        match (chosen or "").split():
            case ["/invite-link"]:
                self._view.session.invite_by_link(1, 24)
            case ["/unshare"]:
                self.share(shared=False)
            case ["/share", *doors]:
                self.share(shared=True, doors=tuple(map(Door, doors)))

    async def _share(self, hosting: Hosting, *, shared: bool, doors: Sequence[Door]) -> None:
        before, fault = hosting.invitation(), ""
        try:
            await hosting.share(shared=shared, doors=doors)
        except SharingError as error:
            fault = str(error)
            self._view.say(fault)
        invitation = hosting.invitation()
        if not fault or invitation != before:  # a fault of one door may leave others open
            self._say(invitation, self._view.buffer)

    def _say(self, invitation: Invitation, room: Buffer) -> None:
        for text in words_of(invitation):
            room.append(LineKind.INFO, text, self._view.now())
        self._view.repaint_soon()
