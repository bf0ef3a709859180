"""The screen that shows how others join the server, row by row, to be copied."""

from collections.abc import Iterator
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_chat.client.connect.join_instructions import INSTALL, Invitation, how
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.picker import Choice, ChoiceList
from tui_chat.client.textual_compat.screen_stack import ClosableScreen
from tui_chat.client.widgets.line_panel import LinePanel

SHARE: Final = "/share"
UNSHARE: Final = "/unshare"
INVITE: Final = "/invite-link"
_LOW: Final = 20
"""Rows of a screen below which nothing is left blank."""

_BESIDE: Final = 2
"""Cells of a row that are left blank."""
_NARROW: Final = 60
"""Columns below which no row says more than what is to be passed on."""


class LinesScreen(ModalScreen[str], ClosableScreen[str]):
    """Lines to pass on, to be copied or shown as QR codes.

    A value that is a command with a slash is not copied: the screen gives it. Else it gives "".
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c,q,f6", "drop", show=False),
        Binding("down,j,ctrl+n,tab", "mark(1)", show=False),
        Binding("up,k,ctrl+p,shift+tab", "mark(-1)", show=False),
        Binding("enter", "take", show=False),
        Binding("y,c", "copy", show=False),
        Binding("r", "show_code", show=False),
    ]
    DEFAULT_CSS = """
    LinesScreen { align: center top; background: $background 60%; }
    LinesScreen #heading { margin-bottom: 1; }
    LinesScreen #whole { margin-top: 1; padding: 0 1; display: none; }
    LinesScreen #whole.-long { display: block; }
    LinesScreen #hint { margin-top: 1; padding: 0 1; color: $text-muted; }
    LinesScreen.-low #heading, LinesScreen.-low #whole, LinesScreen.-low #hint { margin: 0; }
    """

    def __init__(self, heading: str, choices: list[Choice[str]], empty: str = "") -> None:
        super().__init__()
        self._heading = heading
        self._choices = choices
        self._list = ChoiceList(empty)

    def compose(self) -> ComposeResult:
        """Who can join, the rows, and what the keys do."""
        with Vertical(id="picker"):
            yield Static(Content(self._heading), id="heading", markup=False)
            yield self._list
            yield Static(id="whole", markup=False)
            yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        """Say which keys there are."""
        self._tell_keys()

    def on_resize(self, event: events.Resize) -> None:
        """In a small terminal, give all the room to the text that is to be passed on."""
        self.set_class(event.size.height < _LOW, "-low")
        marked = self._list.marked
        if event.size.width < _NARROW:
            self._list.show([choice._replace(right="") for choice in self._choices])
        else:
            self._list.show(self._choices)
        self._list.mark(marked)
        self.call_after_refresh(self._show_whole)

    def on_line_panel_chosen(self, event: LinePanel.Chosen) -> None:
        """A click takes a row."""
        self._list.mark(event.row)
        self.action_take()

    def action_mark(self, by: int) -> None:
        """Mark another row."""
        self._list.mark(self._list.marked + by)
        self._tell_keys()

    def action_take(self) -> None:
        """Copy the marked row, or give its command."""
        if self._marked.startswith("/"):
            self.dismiss(self._marked)
        else:
            self.action_copy()

    def action_copy(self) -> None:
        """Copy the marked row."""
        value = self._marked
        if value and not value.startswith("/"):
            self.app.copy_to_clipboard(value)
            self._say(_("Copied: {text}").format(text=value))

    def action_show_code(self) -> None:
        """Show the marked row as a QR code."""
        from tui_chat.client.screens.qr_code import QrScreen  # noqa: PLC0415 - rarely

        if self._marked and not self._marked.startswith("/"):
            self.app.push_screen(QrScreen(self._marked))

    def action_drop(self) -> None:
        """Change nothing."""
        self.dismiss("")

    @property
    def _marked(self) -> str:
        return self._choices[self._list.marked].value if self._choices else ""

    def _show_whole(self) -> None:
        """Show all of a marked row that does not fit: somebody may have to type it."""
        whole = self.query_one("#whole", Static)
        whole.set_class(cell_len(self._marked) > self._list.size.width - _BESIDE, "-long")
        whole.update(Content(self._marked))

    def _tell_keys(self) -> None:
        self._show_whole()
        if self._marked.startswith("/"):
            self._say(_("Enter select · Esc close"))
        else:
            self._say(_("y copy · r QR code · Esc close"))

    def _say(self, text: str) -> None:
        self.query_one("#hint", Static).update(Content(text))


class InvitationScreen(LinesScreen):
    """How others join the server; for whoever hosts it, also what opens and closes it.

    `inviting`: whether the person may make invitations to it.
    """

    def __init__(self, invitation: Invitation, *, hosting: bool, inviting: bool) -> None:
        heading = _("Others can join with:")
        if not invitation.is_open:
            heading = _("Only this computer can join.")
        empty = _("This computer has no network address: others cannot join yet.")
        choices = list(_ways(invitation))
        if inviting and invitation.commands:
            choices.append(Choice(_("Invite somebody with a link"), INVITE, right=INVITE))
        if hosting:
            choices += _changes(invitation)
        super().__init__(heading, choices, empty)


def _ways(invitation: Invitation) -> Iterator[Choice[str]]:
    several = bool(invitation.ways)
    for command in invitation.commands:
        yield Choice(command, command, right=_("with tui-chat") if several else "")
    if invitation.password:
        label = _("Password: {password}").format(password=invitation.password)
        yield Choice(label, invitation.password)
    for door, text in invitation.ways:
        yield Choice(text, text, right=how(door))


def _changes(invitation: Invitation) -> Iterator[Choice[str]]:
    for door in invitation.closed:
        command = f"{SHARE} {door.value}"
        yield Choice(_("Let others join {how}").format(how=how(door)), command, right=command)
    for door in invitation.missing:
        yield Choice(INSTALL, INSTALL, right=_("for joining {how}").format(how=how(door)))
    if invitation.is_open:
        yield Choice(_("Let only this computer join"), UNSHARE, right=UNSHARE)
    else:
        yield Choice(_("Let other computers join"), SHARE, right=SHARE)
