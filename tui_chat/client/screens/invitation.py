"""The screen that shows how others join the server, row by row, to be copied."""

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_chat.client.connect.hosting import Invitation
from tui_chat.client.language.i18n import _
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
