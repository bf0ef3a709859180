"""What the status line of the chat says."""

from tui_chat.client.connection import Connection
from tui_chat.client.i18n import _
from tui_chat.client.widgets.status import KeyHint


def facts(connection: Connection) -> list[str]:
    """Who we are there, whether others can read along, and how quick the line is."""
    said = [connection.session.nick]
    if not connection.connected:
        said.append(_("not connected") if connection.trouble else _("connecting"))
        return said
    said.append(connection.security)
    if connection.lag is not None:
        said.append(_("{ms:.0f} ms").format(ms=connection.lag * 1000))
    return said


def trouble(connection: Connection) -> str:
    """What is being done about a lost connection, "" if none is."""
    if connection.connected or not connection.retrying:
        return ""
    return _("trying to come back")


def hints(below: int) -> list[KeyHint]:
    """The three keys that matter now, `below` being how many new lines are out of view."""
    move = KeyHint("Esc", _("latest")) if below else KeyHint("Ctrl+N", _("next"))
    return [KeyHint("F1", _("help")), move, KeyHint("Ctrl+Q", _("leave"))]
