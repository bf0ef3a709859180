"""The keys of the chat screen: what each does, for the bindings and for the help."""

from typing import Final, NamedTuple

from textual.binding import Binding

from tui_chat.client.i18n import marked


class Key(NamedTuple):
    """An action, the keys for it as Textual calls them, and both as people read them.

    Without `action` the key is one that the input handles itself.
    """

    action: str
    keys: str
    shown: str
    purpose: str


KEYS: Final = (
    Key("", "", "Enter", marked("send")),
    Key("", "", "Ctrl+J, Shift+Enter", marked("new line")),
    Key("", "", "Up, Down", marked("earlier and later input")),
    Key("", "", "Tab, Shift+Tab", marked("complete a name, command or channel")),
    Key("previous_place", "ctrl+p,alt+up,alt+left", "Ctrl+P, Alt+Up", marked("previous channel")),
    Key("next_place", "ctrl+n,alt+down,alt+right", "Ctrl+N, Alt+Down", marked("next channel")),
    Key("next_unread", "ctrl+right_square_bracket,alt+a", "Ctrl+], Alt+A", marked("next unread")),
    Key("page_up", "pageup", "PageUp", marked("earlier messages")),
    Key("page_down", "pagedown", "PageDown", marked("later messages")),
    Key("log_start", "alt+home,ctrl+home", "Alt+Home", marked("the oldest message")),
    Key("log_end", "escape,alt+end,ctrl+end", "Esc, Alt+End", marked("the latest message")),
    Key("help", "f1", "F1", marked("this help")),
    Key("toggle_channels", "f7", "F7", marked("show or hide the channels")),
    Key("toggle_members", "f8", "F8", marked("show or hide who is here")),
    Key("copy_or_clear", "ctrl+c", "Ctrl+C", marked("copy what is selected, else empty the input")),
    Key("", "", "Ctrl+A E K U W Y T", marked("edit as in a shell")),
    Key("", "", "Ctrl+Q", marked("leave")),
)


def bindings() -> list[Binding]:
    """What the chat screen binds."""
    return [Binding(key.keys, key.action, show=False) for key in KEYS if key.action]
