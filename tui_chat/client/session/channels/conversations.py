"""Conversations with one person: found again, followed, and caught up."""

from typing import Final

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.events import PresenceChanged
from tui_chat.client.session.channels import identities
from tui_chat.client.session.history import catch_up, read_markers
from tui_chat.client.session.messages import sending, unsent
from tui_chat.client.session.messages.batches import Batch, whole
from tui_chat.client.session.messages.mentions import level_of
from tui_chat.client.session.model.incoming import Heard, on
from tui_chat.client.session.model.rules import Level
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration import regain_nick
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.source import Source
from tui_chat.wire.splitting import split_text
from tui_chat.wire.timestamps import format_time, parse_time

_DAYS: Final = 14
"""How far back conversations are looked for when nothing is known."""
_MOST: Final = 30
"""Conversations that are opened because the server remembers them."""
_AHEAD: Final = 86_400.0
"""Seconds that the server's clock may be ahead of ours."""
_NAMES_ROOM: Final = 400
"""Bytes of names that one MONITOR carries."""


def opened(state: State, buffer: Buffer) -> None:
    """A new place: what is known of it comes with it, and the server is asked for the rest."""
    buffer.muted = level_of(state, buffer) is Level.NOTHING
    read_markers.restore(state, buffer)
    unsent.take_up(state, buffer)
    if buffer.kind is not BufferKind.PERSON:
        return
    identities.learn(state, buffer)
    if state.welcomed:
        read_markers.ask(state, buffer)  # first: it says what of the history is unread
        catch_up.catch_up(state, buffer)
        watch(state, [buffer])


def resume(state: State) -> None:
    """The server has taken us in: go on talking, and look who talked to us meanwhile."""
    people = state.buffers.of_kind(BufferKind.PERSON)
    watch(state, people)
    for buffer in people:
        read_markers.ask(state, buffer)
        if buffer.latest is None or any(entry.adrift for entry in state.outbox.of(buffer)):
            catch_up.catch_up(state, buffer)
    for buffer in state.buffers:
        sending.push(state, buffer)
    if catch_up.offered(state):
        known = [buffer.latest.at for buffer in people if buffer.latest is not None]
        since = max([state.now - _DAYS * 86_400, *known])
        state.send(
            "CHATHISTORY",
            "TARGETS",
            _timestamp(state.now + _AHEAD),  # the newest first, should there be too many
            _timestamp(since - 0.001),
            str(_MOST),
        )


def _timestamp(at: float) -> str:
    return f"timestamp={format_time(max(0, round(at * 1000)))}"


@whole("draft/chathistory-targets")
def found(state: State, batch: Batch) -> None:
    """CHATHISTORY TARGETS <target> <timestamp>: with whom there was talk, and when last."""
    for heard in (batch.collected or [])[:_MOST]:
        name = heard.param(1)
        if not name or state.is_channel(name) or heard.param(0) != "TARGETS":
            continue
        known = state.buffer(name)
        if known is None:
            state.open(name, asked=False)
        elif known.latest is None or _seconds(heard.param(2)) > known.latest.at:
            catch_up.catch_up(state, known)


def _seconds(written: str) -> float:
    try:
        return parse_time(written.removeprefix("timestamp=")) / 1000
    except ProtocolError:
        return 0.0


# Who is there (IRCv3 MONITOR)


def watch(state: State, people: list[Buffer]) -> None:
    """Have told when these people come and go, as far as the server does that."""
    names = " ".join(buffer.name for buffer in people[: state.features.monitored])
    if names:
        for some in split_text(names, _NAMES_ROOM):
            state.send("MONITOR", "+", some.replace(" ", ","))


def watch_anew(state: State, people: list[Buffer], old: str) -> None:
    """Somebody whom we watch is not called `old` any more."""
    if people and state.features.monitored and state.welcomed:
        if state.buffer(old) is None:
            state.send("MONITOR", "-", old)
        watch(state, people[:1])


def forget(state: State, buffer: Buffer) -> None:
    """The conversation was closed."""
    if buffer.kind is BufferKind.PERSON and state.features.monitored and state.welcomed:
        state.send("MONITOR", "-", buffer.name)


@on("730", "731", least=2)
def presence_told(state: State, heard: Heard) -> None:
    """RPL_MONONLINE :nick!user@host{,...}, RPL_MONOFFLINE :nick{,...}."""
    online = heard.message.command == "730"
    for written in heard.last.split(","):
        source = Source(written)
        regain_nick.seen(state, source.nick, heard.at, gone=not online)
        buffer = state.buffer(source.nick)
        if online:
            identities.met(state, source, heard.at)
        if buffer is not None and buffer.online is not online:
            buffer.online = online
            buffer.touch()
            state.tell(PresenceChanged(buffer.name, online))


@on("734", least=3)
def not_watched(state: State, heard: Heard) -> None:
    """ERR_MONLISTFULL <limit> <nick>{,<nick>} :<text>."""
    regain_nick.not_watched(state, heard.param(2).split(","))


@on("732", "733")
def watching_told(_state: State, _heard: Heard) -> None:
    """RPL_MONLIST, RPL_ENDOFMONLIST: nobody asked."""


def absence_told(state: State, nick: str, *, away: bool) -> None:
    """Somebody we talk with went away or is back."""
    buffer = state.buffer(nick)
    if buffer is not None and buffer.kind is BufferKind.PERSON and buffer.away is not away:
        buffer.away = away
        buffer.touch()
