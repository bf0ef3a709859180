"""How others join the server: shown again at any time, copied, opened to them and closed."""

from typing import ClassVar, Final

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.buffers.scrollback import LineKind
from tui_chat.client.config.options import invitation_to
from tui_chat.client.connect.hosting import Hosting, Invitation, SharingError
from tui_chat.client.connect.hosting import words as words_of
from tui_chat.client.connection import Connection
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import Actions, ChatView
from tui_chat.client.screens.picker import Choice, ChoiceList
from tui_chat.client.textual_compat.screen_stack import ClosableScreen
from tui_chat.client.widgets.line_panel import LinePanel

_SHARE: Final = "\0share"
"""Stands for the row that opens the server, or closes it: nothing to copy."""


class InvitationScreen(ModalScreen[bool], ClosableScreen[bool]):
    """What to pass on, a row for each, to be copied. Gives whether to open or close the server."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c,q,f6", "drop", show=False),
        Binding("down,j,ctrl+n,tab", "mark(1)", show=False),
        Binding("up,k,ctrl+p,shift+tab", "mark(-1)", show=False),
        Binding("enter,y,c", "take", show=False),
    ]
    DEFAULT_CSS = """
    InvitationScreen { align: center top; background: $background 60%; }
    InvitationScreen #heading { margin-bottom: 1; }
    InvitationScreen #hint { margin-top: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, invitation: Invitation, *, hosting: bool) -> None:
        super().__init__()
        self._invitation = invitation
        self._list = ChoiceList(_("This computer has no network address: others cannot join yet."))
        self._choices = [Choice(command, command) for command in invitation.commands]
        if invitation.password:
            label = _("Password: {password}").format(password=invitation.password)
            self._choices.append(Choice(label, invitation.password))
        if hosting and invitation.is_open:
            self._choices.append(Choice(_("Let only this computer join (/unshare)"), _SHARE))
        elif hosting:
            self._choices.append(Choice(_("Let other computers join (/share)"), _SHARE))

    def compose(self) -> ComposeResult:
        """Who can join, the rows, and what the keys do."""
        heading = _("Others can join with:")
        if not self._invitation.is_open:
            heading = _("Only this computer can join.")
        with Vertical(id="picker"):
            yield Static(Content(heading), id="heading", markup=False)
            yield self._list
            yield Static(Content(_("y copy · Enter select · Esc close")), id="hint")

    def on_mount(self) -> None:
        """Mark the first row."""
        self._list.show(self._choices)

    def on_line_panel_chosen(self, event: LinePanel.Chosen) -> None:
        """A click takes a row."""
        self._list.mark(event.row)
        self.action_take()

    def action_mark(self, by: int) -> None:
        """Mark another row."""
        self._list.mark(self._list.marked + by)

    def action_take(self) -> None:
        """Copy the marked row, or do what it says."""
        if not self._choices:
            return
        value = self._choices[self._list.marked].value
        if value == _SHARE:
            self.dismiss(True)
        else:
            self.app.copy_to_clipboard(value)
            text = _("Copied: {text}").format(text=value)
            self.query_one("#hint", Static).update(Content(text))

    def action_drop(self) -> None:
        """Change nothing."""
        self.dismiss(False)


class InvitationActions:
    """The invitation in the chat: greeting the host with it, showing it, sharing the server."""

    def __init__(self, view: ChatView) -> None:
        self._view = view

    @property
    def actions(self) -> Actions:
        """What keys do."""
        return {"invitation": self.show}

    def greet(self, connection: Connection, room: Buffer) -> None:
        """Say in a channel how others join, if the server runs in this program."""
        if connection.options.hosting is not None:
            self._say(connection.options.hosting.invitation(), room)

    def show(self) -> None:
        """Show how others join the server of the open buffer."""
        options = self._view.connection.options
        screen = InvitationScreen(invitation_to(options), hosting=options.hosting is not None)
        self._app.push_screen(screen, self._shown)

    def share(self, *, shared: bool) -> None:
        """Let other computers join the server that runs in this program, or no longer."""
        hosting = self._view.connection.options.hosting
        if hosting is None:
            self._view.say(_("Only the person who hosts this server can do that."))
        else:
            self._app.run_worker(self._share(hosting, shared=shared), exit_on_error=False)

    @property
    def _app(self) -> App[object]:
        return self._view.app

    def _shown(self, share: bool | None) -> None:
        hosting = self._view.connection.options.hosting
        if share and hosting is not None:
            self.share(shared=not hosting.invitation().is_open)

    async def _share(self, hosting: Hosting, *, shared: bool) -> None:
        try:
            await hosting.share(shared=shared)
        except SharingError as error:
            self._view.say(str(error))
        else:
            self._say(hosting.invitation(), self._view.buffer)

    def _say(self, invitation: Invitation, room: Buffer) -> None:
        for text in words_of(invitation):
            room.append(LineKind.INFO, text, self._view.now())
        self._view.repaint_soon()
