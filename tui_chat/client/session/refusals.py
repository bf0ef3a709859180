"""Refusals in words: what a server answers by number is told as a sentence."""

from typing import Final

from tui_chat.client.buffers import Buffer, BufferKind
from tui_chat.client.i18n import _, marked
from tui_chat.client.session.heard import Heard, on
from tui_chat.client.session.messages import fail
from tui_chat.client.session.state import State

_WORDS: Final = {
    "263": marked("The server is busy: try again in a moment."),
    "400": marked("The server could not do that: {text}"),
    "401": marked("There is nobody called {0} here."),
    "402": marked("There is no server {0}."),
    "403": marked("There is no channel {0}."),
    "404": marked("{0} does not take messages from you."),
    "405": marked("You are in too many channels to join {0}."),
    "406": marked("There was nobody called {0}."),
    "407": marked("Those are too many at once: {0}"),
    "411": marked("The server missed a recipient."),
    "412": marked("There was nothing to send."),
    "415": marked("{0} does not take messages from you: {text}"),
    "417": marked("That was too long for this server."),
    "421": marked("This server does not know the command {0}."),
    "435": marked("You cannot change your nickname while in {1}, which bans it."),
    "438": marked("You change your nickname too fast: wait a little."),
    "441": marked("{0} is not in {1}."),
    "442": marked("You are not in {0}."),
    "443": marked("{0} is in {1} already."),
    "461": marked("The server missed something behind {0}."),
    "467": marked("{0} has a key already."),
    "471": marked("{0} is full."),
    "472": marked("This server knows no channel mode {0}."),
    "473": marked("{0} is by invitation only."),
    "474": marked("You are banned from {0}."),
    "475": marked("{0} needs the right key: /join {0} KEY"),
    "476": marked("{0} cannot be a channel's name."),
    "477": marked("{0} is for people with an account who are logged in."),
    "478": marked("The list of bans of {0} is full."),
    "479": marked("{0} cannot be a channel's name."),
    "480": marked("{0} cannot be joined so soon again: {text}"),
    "481": marked("Only those who run the server may do that."),
    "482": marked("Only an operator of {0} may do that."),
    "489": marked("{0} is for encrypted connections only."),
    "501": marked("This server knows no such mode."),
    "502": marked("You can change your own modes only."),
    "520": marked("{0} is for those who run the server."),
    "524": marked("There is no help about {0}."),
    "525": marked("That cannot be a key."),
    "531": marked("{0} does not take messages from you."),
    "696": marked("That cannot be set: {text}"),
}
_JOINING: Final = frozenset(
    {"403", "405", "437", "471", "473", "474", "475", "476", "477", "479", "480", "489", "520"}
)
_UNDELIVERED: Final = frozenset(
    {"401", "403", "404", "407", "411", "412", "415", "417", "477", "531"}
)
_SILENT: Final = frozenset({"451", "462"})
"""What no person asked for."""


@on(*_WORDS)
def refused(state: State, heard: Heard) -> None:
    """A refusal that we have words for."""
    numeric = heard.message.command
    name = heard.param(1) if heard.count > 2 else ""
    words = _WORDS[numeric]
    if numeric == "401" and state.is_channel(name):
        words = _WORDS["403"]
    if numeric == "421" and name.upper() in {"CAP", "WHO"}:  # asked by us, on an older server
        return
    _tell(state, heard, _(words).format(name, heard.param(2), text=heard.last))


def unknown_refusal(state: State, heard: Heard) -> None:
    """A refusal that we have no words for: the server's own."""
    if heard.message.command in _SILENT:
        return
    subjects = [heard.param(index) for index in range(1, heard.count - 1)]
    text = " ".join(word for word in subjects if word)
    said = heard.last or _("The server refused that.")
    _tell(state, heard, f"{text}: {said}" if text else said)


@on("FAIL", "WARN", "NOTE", least=3)
def standard_reply(state: State, heard: Heard) -> None:
    """FAIL <command> <code> [<context>...] :<description> (IRCv3 standard-replies)."""
    if heard.message.command == "FAIL":
        _tell(state, heard, heard.last)
    else:
        state.say_here(heard.last, heard.at)


def _tell(state: State, heard: Heard, text: str) -> None:
    numeric = heard.message.command
    place = _place(state, heard)
    if numeric in _UNDELIVERED or numeric == "FAIL":
        fail(state, heard.message.tags.get("label", ""), place)
    name = heard.param(1)
    if numeric in _JOINING and state.is_channel(name):
        _give_up_joining(state, name)
    state.asked.whois.pop(state.fold(name), None)
    state.refuse(text, heard.at, place)


def _place(state: State, heard: Heard) -> Buffer | None:
    """The buffer that a refusal names, if there is one."""
    for index in range(1, max(1, heard.count - 1)):
        buffer = state.buffer(heard.param(index))
        if buffer is not None and buffer.kind is not BufferKind.SERVER:
            return buffer
    return None


def _give_up_joining(state: State, name: str) -> None:
    key = state.fold(name)
    buffer = state.buffers.get(key)
    if buffer is None or not buffer.joined:
        state.asked.joins.pop(key, None)
        state.wanted.pop(key, None)
