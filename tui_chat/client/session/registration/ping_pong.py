"""PING and PONG: keepalive, lag, and the order of replies."""

from tui_chat.client.events import LagMeasured
from tui_chat.client.session.messages import sending, typed_before_joining
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.phase import Phase
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration.after_welcome import welcome_ended


@on("PING")
def answer_ping(state: State, incoming: Incoming) -> None:
    """PING :<token>, answered as it came: a token is not shown."""
    state.send("PONG", *incoming.message.params[-1:])


def ping(state: State, at: float) -> None:
    """Send a PING."""
    token = f"tui-chat-{state.next_label()}"
    state.ping = (token, at)
    state.pings_sent += 1
    state.send("PING", token)


@on("PONG")
def pong(state: State, incoming: Incoming) -> None:
    """PONG <server> :<token>: how long the way takes. Some servers put the token first."""
    if state.ping is None or state.ping[0] not in incoming.message.params:
        return
    lag = max(0.0, incoming.arrived - state.ping[1])
    state.ping = None
    state.tell(LagMeasured(lag))
    sending.pong_received(state, state.pings_sent)
    welcome_ended(state, incoming.at)
    if state.phase is Phase.WELCOMED:
        state.enter(Phase.SETTLED)
        typed_before_joining.return_unless_joining(state, incoming.at)
