"""What a link tells a session about the connection, as functions over the session's state."""

from tui_chat.client.buffers.line import LineKind
from tui_chat.client.events import Disconnected, Event
from tui_chat.client.session.channels import throttled_joins
from tui_chat.client.session.history import catch_up_and_older_pages, read_markers, search
from tui_chat.client.session.messages import replayed, sending, typed_before_joining
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import regain_nick
from tui_chat.client.session.registration import ping_pong, registration


def connected(state: State, *, secured: bool = False, trusted: bool = False, port: int = 0) -> None:
    """Begin to register on a new connection to this port; `secured` means encrypted.

    `trusted` means that passwords may be sent although it is not encrypted: it does not leave
    the machine, or the person wants it so.
    """
    state.start_over()
    replayed.connection_begins(state)
    state.nick = state.wanted_nick.name or state.nick
    state.refuses_reconnect = False
    state.secured, state.port = secured, port
    state.trusted = secured or trusted
    registration.begin(state)


def trust(state: State) -> None:
    """Passwords may be sent from now on, as with `trusted` of `connected`."""
    state.trusted = True


def disconnected(
    state: State, reason: str, at: float, *, retry_in: float | None, asked: bool = False
) -> list[Event]:
    """Note that the connection is lost or could not be made, for `reason`, a sentence.

    Each joined buffer shows the reason of a loss once. If no other connection follows, the
    buffer that the person looks at shows it too.
    """
    state.now = at
    catch_up_and_older_pages.connection_lost(state)
    search.connection_lost(state)
    # Whoever leaves finds what is under way again: `unsent`.
    for_good = retry_in is None and not asked
    sending.connection_lost(state, for_good=for_good)
    if for_good:
        typed_before_joining.return_all(state)
    state.read_positions.seen = read_markers.seen(state)
    lost = [buffer for buffer in state.buffers if buffer.joined]
    for buffer in lost:
        buffer.joined = False
        buffer.members.clear()
        if not asked:
            buffer.append(LineKind.ERROR, reason, at)
    told = bool(lost) or not state.was_registered
    if for_good and not told:  # where one looks: nothing more will happen by itself
        state.here.append(LineKind.ERROR, reason, at)
        told = True
    state.start_over()
    state.outgoing.clear()
    state.tell(Disconnected(reason, retry_in, told=told, asked=asked))
    return state.take_events()


def ping(state: State, at: float, *, patience: float = 0.0) -> bool:
    """Send a PING, unless one is not answered yet.

    False if that one has not been answered for longer than `patience` seconds.
    """
    state.now = at
    catch_up_and_older_pages.give_up_overdue(state, at)
    regain_nick.try_if_due(state, at)
    throttled_joins.ask_again(state, at)
    if state.ping is None:
        ping_pong.ping(state, at)
        return True
    return at - state.ping[1] < patience
