"""Who of the people we talk with is online (IRCv3 monitor), and away."""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.events import Changed
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import identity_tracking, regain_nick
from tui_chat.wire.source import Source
from tui_chat.wire.text.splitting import split_text

_NAMES_ROOM: Final = 400
"""Bytes of names that one MONITOR carries."""


def watch(state: State, people: list[Buffer]) -> None:
    """Ask the server to tell when these people come and go, if it can."""
    names = " ".join(buffer.name for buffer in people[: state.features.monitored])
    if names:
        for some in split_text(names, _NAMES_ROOM):
            state.send("MONITOR", "+", some.replace(" ", ","))


def monitor_new_nick(state: State, people: list[Buffer], old: str) -> None:
    """Watch people by their new nickname instead of `old`."""
    if people and state.features.monitored and state.welcomed:
        if state.buffer(old) is None:
            state.send("MONITOR", "-", old)
        watch(state, people[:1])


def buffer_closed(state: State, buffer: Buffer) -> None:
    """Stop watching the person of a conversation that was closed."""
    if buffer.kind is BufferKind.PERSON and state.features.monitored and state.welcomed:
        state.send("MONITOR", "-", buffer.name)


@on("730", "731", least=2)
def presence_told(state: State, incoming: Incoming) -> None:
    """RPL_MONONLINE :nick!user@host{,...}, RPL_MONOFFLINE :nick{,...}."""
    online = incoming.message.command == "730"
    for written in incoming.last.split(","):
        source = Source(written)
        regain_nick.nick_seen(state, source.nick, incoming.at, gone=not online)
        buffer = state.buffer(source.nick)
        if online:
            identity_tracking.person_seen(state, source, incoming.at)
        if buffer is not None and buffer.online is not online:
            buffer.online = online
            state.tell(Changed())


@on("734", least=3)
def not_watched(state: State, incoming: Incoming) -> None:
    """ERR_MONLISTFULL <limit> <nick>{,<nick>} :<text>."""
    regain_nick.not_watched(state, incoming.param(2).split(","))


@on("732", "733")
def watching_told(_state: State, _heard: Incoming) -> None:
    """RPL_MONLIST, RPL_ENDOFMONLIST: nobody asked."""


def absence_told(state: State, nick: str, *, away: bool) -> None:
    """Note that the person of a conversation is away or back."""
    buffer = state.buffer(nick)
    if buffer is not None and buffer.kind is BufferKind.PERSON and buffer.away is not away:
        buffer.away = away
