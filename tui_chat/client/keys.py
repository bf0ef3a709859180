"""The keys of the chat: what each does, for the bindings and for the help."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from textual.binding import Binding
from textual.keys import Keys

from tui_chat.client.language.i18n import _, marked


class Key(NamedTuple):
    """An action, the keys for it as Textual calls them, and both as people read them.

    Without `action` the keys are for what the input or the program does itself.
    """

    action: str
    keys: str
    shown: str
    purpose: str


KEYS: Final = (
    Key("", "enter", "Enter", marked("send")),
    Key("", "ctrl+j,shift+enter,alt+enter", "Ctrl+J, Shift+Enter, Alt+Enter", marked("new line")),
    Key("", "up,down", marked("Up, Down"), marked("earlier and later input")),
    Key("search_input", "ctrl+r", "Ctrl+R", marked("search earlier input")),
    Key(
        "",
        "tab,shift+tab",
        "Tab, Shift+Tab",
        marked("complete a name, command, channel or :emoji:"),
    ),
    Key("editor", "ctrl+o", "Ctrl+O", marked("write in your editor")),
    Key(
        "",
        "ctrl+a,ctrl+e,ctrl+k,ctrl+u,ctrl+w,ctrl+y,ctrl+t,ctrl+underscore,alt+b,alt+d,alt+f",
        "Ctrl+A E K U W Y T",
        marked("edit as in a shell"),
    ),
    Key("switch", "ctrl+g", "Ctrl+G, Ctrl+K", marked("go to a channel, person or server")),
    Key(
        "previous_place",
        "ctrl+p,alt+up,alt+left",
        "Ctrl+P, Alt+Up, Alt+Left",
        marked("previous channel"),
    ),
    Key(
        "next_place",
        "ctrl+n,alt+down,alt+right",
        "Ctrl+N, Alt+Down, Alt+Right",
        marked("next channel"),
    ),
    Key(
        "last_place",
        "alt+slash,ctrl+circumflex_accent",
        "Alt+/, Ctrl+^",
        marked("the channel you were in before"),
    ),
    Key("next_unread", "ctrl+right_square_bracket,alt+a", "Ctrl+], Alt+A", marked("next unread")),
    Key(
        "mark_all_read",
        "shift+escape",
        marked("Shift+Esc, /read"),
        marked("mark everything as read"),
    ),
    Key(
        "",
        ",".join(f"alt+{number}" for number in range(1, 10)),
        marked("Alt+1 to Alt+9"),
        marked("channel by number; also in Ctrl+G"),
    ),
    Key("page_up", "pageup", "PageUp", marked("earlier messages")),
    Key("page_down", "pagedown", "PageDown", marked("later messages")),
    Key("log_start", "alt+home,ctrl+home", "Alt+Home, Ctrl+Home", marked("the oldest message")),
    Key("log_end", "escape,alt+end,ctrl+end", "Esc, Alt+End", marked("the latest message")),
    Key("enter_log", "ctrl+s", "Ctrl+S", marked("act on a message")),
    Key("first_unread", "alt+u", marked("Alt+U, u in the log"), marked("first unread message")),
    Key("mention_before", "alt+p", marked("Alt+P, p in the log"), marked("previous mention")),
    Key("mention_after", "alt+n", marked("Alt+N, n in the log"), marked("next mention")),
    Key("find", "ctrl+f", "Ctrl+F", marked("find in this log")),
    Key("people", "f5", "F5", marked("the people here, with actions for each")),
    Key("invitation", "f6", "F6", marked("how others join")),
    Key("mentions", "f4", "F4", marked("all mentions of you")),
    Key("help", "f1", "F1", marked("this help")),
    Key("palette", "f2", "F2", marked("command palette")),
    Key("themes", "", "F2", marked("themes: dark, light and others")),
    Key("browse", "f3", "F3", marked("channels of this server")),
    Key("toggle_channels", "f7", "F7", marked("show or hide the channels")),
    Key("toggle_members", "f8", "F8", marked("show or hide who is here")),
    Key("redraw", "ctrl+l", "Ctrl+L", marked("redraw the screen")),
    Key("suspend", "ctrl+z", "Ctrl+Z", marked("suspend; fg in the shell returns")),
    Key("copy_or_clear", "ctrl+c", "Ctrl+C", marked("copy the selection, else clear the input")),
    Key("", "ctrl+q", "Ctrl+Q", marked("quit")),
)

LOG_KEYS: Final = (
    Key("message_before", "k,up", marked("k, Up"), marked("previous message")),
    Key("message_after", "j,down", marked("j, Down"), marked("next message")),
    Key("answer", "r", "r", marked("reply")),
    Key("react", "plus,equals_sign", "+", marked("react with an emoji")),
    Key("change", "e", "e", marked("edit, if it is yours")),
    Key("erase", "d", "d", marked("delete")),
    Key("copy_message", "y", "y", marked("copy")),
    Key("open_link", "o", "o", marked("open its link")),
    Key("picture", "v", "v", marked("show its picture, or hide it")),
    Key("open_line", "enter,space", "Enter", marked("unfold; send again what failed")),
    Key("first_unread", "u", "u", marked("first unread message")),
    Key("mention_before", "p", "p", marked("previous mention")),
    Key("mention_after", "n", "n", marked("next mention")),
    Key("log_start", "home,g", "g", marked("the oldest message")),
    Key("leave_log", "escape,i,q,end,G", "Esc", marked("back to writing")),
)
"""What the keys do while the person is in the log, on the screen that shows it."""

_MODIFIERS: Final = frozenset({"ctrl", "alt", "shift", "super"})
_WRITING: Final = frozenset({"space", "backspace", "delete", "left", "right", "home", "end"})


class Rebound(NamedTuple):
    """The keys of the chat as configured, and the errors of the configuration."""

    keys: tuple[Key, ...]
    complaints: tuple[str, ...]


def rebound(wishes: Mapping[str, str]) -> Rebound:
    """The table with other keys for some actions, by their name; "" is no key.

    A wish that names no action, no key that there is, or a key that does something else already,
    is left out.
    """
    table = {key.action: key for key in KEYS if key.action}
    complaints = []
    for action, wish in wishes.items():
        if action not in table:
            complaints.append(_("Unknown action {action}.").format(action=action))
            continue
        others = [table.get(key.action, key) for key in KEYS if key.action != action]
        names = [name.strip() for name in wish.split(",") if name.strip()]
        objections = [text for name in names if (text := _objection(name, action, others))]
        if objections:
            complaints.append(objections[0])
            continue
        shown = ", ".join("+".join(part.title() for part in name.split("+")) for name in names)
        keys = ",".join(_as_textual(name) for name in names)
        table[action] = table[action]._replace(keys=keys, shown=shown)
    return Rebound(tuple(table.get(key.action, key) for key in KEYS), tuple(complaints))


def _as_textual(name: str) -> str:
    """A key as Textual calls it, from what our help calls it: "Ctrl+]", "Esc"."""
    if len(name) == 1:
        return name
    *modifiers, key = name.lower().split("+")
    if len(key) == 1 and not key.isalnum():
        key = unicodedata.name(key, "").lower().replace(" ", "_").replace("low_line", "underscore")
    return "+".join((*modifiers, "escape" if key == "esc" else key))


def _objection(name: str, action: str, others: Iterable[Key]) -> str:
    """Why the key `name` cannot be given to `action`, "" if it can."""
    wanted = _as_textual(name)
    for other in others:
        if wanted in other.keys.split(","):
            text = _('{key} is already used for "{purpose}"; {action} is unchanged.')
            return text.format(key=name, purpose=_(other.purpose), action=action)
    *modifiers, key = wanted.split("+") if len(wanted) > 1 else [wanted]
    if not _MODIFIERS.issuperset(modifiers) or not _is_key(key):
        text = _("Unknown key {key}; {action} is unchanged.")
    elif {*modifiers} <= {"shift"} and (len(key) == 1 or key in _WRITING):
        text = _("{key} is needed for typing; {action} is unchanged.")
    else:
        return ""
    return text.format(key=name, action=action)


def _is_key(name: str) -> bool:
    """Whether a keyboard may have such a key, whatever is held with it."""
    if len(name) == 1 or name in {key.value.rpartition("+")[2] for key in Keys} | {"underscore"}:
        return True
    try:
        unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return False
    return True


def bindings(keys: Iterable[Key] = KEYS) -> list[Binding]:
    """The key bindings of the chat screen."""
    numbers = [
        Binding(f"alt+{number}", f"do('place_number', {number})", show=False)
        for number in range(1, 10)
    ]
    bound = (key for key in keys if key.action and key.keys)
    return [*(Binding(key.keys, f"do('{key.action}')", show=False) for key in bound), *numbers]


def log_bindings() -> list[Binding]:
    """The key bindings of the log; the screen carries out their actions."""
    return [Binding(key.keys, f"screen.do('{key.action}')", show=False) for key in LOG_KEYS]
