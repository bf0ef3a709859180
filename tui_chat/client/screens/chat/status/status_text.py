"""The texts of the status line and the empty input."""

from collections.abc import Sequence

from tui_chat.client.buffers.line import TALK, Line, LineState, Reaction
from tui_chat.client.connected_server import Connection
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.session import Session
from tui_chat.client.widgets.status_line import KeyHint


def facts(connection: Connection, *, one_of_many: bool = False) -> list[str]:
    """Our nickname, the safety of the connection, and its lag.

    `one_of_many` says which server it is, too.
    """
    nick = connection.session.nick
    said = [_("{nick} (away)").format(nick=nick) if connection.session.away else nick]
    if connection.connected:
        said.append(connection.security)
    else:
        said.append(_("not connected") if connection.error else _("connecting"))
    if one_of_many:
        said.append(connection.session.buffers.server.name)
    if connection.connected and connection.lag is not None:
        said.append(_lag(connection.lag))
    return said


def _lag(seconds: float) -> str:
    if seconds < 1:
        return _("{ms:.0f} ms").format(ms=seconds * 1000)
    return _("{seconds:.1f} s").format(seconds=seconds)


def connection_problem(connection: Connection) -> str:
    """What is wrong with the connection, "" if nothing is."""
    if connection.connected and connection.session.cut_off:
        return _("server cut off: messages wait")
    if connection.connected or not connection.retrying:
        return ""
    return _("reconnecting…")


def hints(below: int) -> list[KeyHint]:
    """The three most useful keys; `below` counts the new lines out of view.

    Where there is room for one, it is the help, which tells the others.
    """
    move = KeyHint("Esc", _("latest")) if below else KeyHint("Ctrl+G", _("go to"), spare=True)
    return [KeyHint("F1", _("help")), move, KeyHint("Ctrl+Q", _("quit"), spare=True)]


def log_hints(chosen: Line | None, session: Session, folded: bool | None = None) -> list[KeyHint]:
    """The keys for the chosen message on that server; the help has the rest.

    `folded` says whether a long message is; None if there is nothing to fold.
    """
    back = KeyHint("Esc", _("back"))
    if chosen is None or chosen.kind not in TALK:
        return [KeyHint("j k", _("move")), KeyHint("Enter", _("open")), back]
    if chosen.state in {LineState.FAILED, LineState.DOUBTFUL}:
        return [KeyHint("d", _("discard")), KeyHint("Enter", _("send again")), back]
    may = []
    if folded is not None:
        may.append(KeyHint("Enter", _("unfold") if folded else _("fold")))
    if session.can_react(chosen):
        may.append(KeyHint("+", _("react")))
    if chosen.own:
        may.append(KeyHint("e", _("edit")))
    if chosen.own and session.can_delete(chosen):
        may.append(KeyHint("d", _("delete")))
    return [
        KeyHint("j k", _("move")),
        KeyHint("y", _("copy")),
        *may,
        KeyHint("r", _("reply")),
        back,
    ]


def reactors(chosen: Line | None, session: Session) -> str:
    """Who reacted to the chosen message, "" for nobody. The person comes first, as "you"."""
    if chosen is None:
        return ""
    return "  ".join(_reactors(each, session) for each in chosen.reactions)


def _reactors(reaction: Reaction, session: Session) -> str:
    others = [nick for nick in reaction.nicks if not session.is_me(nick)]
    names = [_("you"), *others] if len(others) < len(reaction.nicks) else others
    return f"{reaction.text} {', '.join(names)}"


def sending(count: int) -> str:
    """That messages wait for the server, which takes them at its own rate; "" if none do."""
    text = ngettext("sending {count} message…", "sending {count} messages…", count)
    return text.format(count=count) if count else ""


def typing(nicks: Sequence[str]) -> str:
    """Who is typing, "" for nobody."""
    match nicks:
        case []:
            return ""
        case [one]:
            return _("{nick} is typing").format(nick=one)
        case [one, other]:
            return _("{nick} and {other} are typing").format(nick=one, other=other)
    return _("several people are typing")
