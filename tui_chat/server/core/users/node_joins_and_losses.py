"""A node of the network joins, or is lost together with all its connections.

Users of a lost node who are logged in have some time to come back at another node, and are away
meanwhile. All others quit.
"""

from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Effect, Send, Unsubscribe
from tui_chat.server.core.events import (
    ClientId,
    GraceEnded,
    Millis,
    NodeJoined,
    NodeLost,
    node_of,
)
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.nodes import Member
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.users import away_status, session_start_and_end
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message
from tui_chat.wire.nodes_capability import NODES, nodes_value

GRACE: Final = 30_000
"""Milliseconds that somebody with an account has to come back."""
_LOST: Final = "Connection lost"
_MOST_IDS: Final = 9999
"""How many ids can be derived from one."""


def join(network: Network, event: NodeJoined) -> list[Effect]:
    """Add a node, unless its rules differ from ours; its earlier incarnation has ended."""
    if network.nodes.refuses(event.name, event.rules):
        return []
    before = network.nodes.addresses
    member = Member(
        *(event.incarnation, event.token, event.rules),
        address=event.address,
        version=event.version,
        since=event.at,
    )
    ended = network.nodes.join(event.name, member)
    effects = _end(network, ended, event, "Server restarted") if ended else []
    if network.nodes.addresses != before:
        effects += _tell_nodes(network)
    return effects


def _tell_nodes(network: Network) -> list[Effect]:
    """Tell clients with cap-notify the addresses of all nodes of the network."""
    told = f"{NODES}={nodes_value(network.nodes.addresses)}"
    effects: list[Effect] = []
    for session in network.sessions.values():
        if session.held & Capability.CAP_NOTIFY.bit and session.cap_version >= 302:
            message = Message("CAP", (session.nick, "NEW", told), network.name)
            effects.append(Send((session.id,), message))
    return effects


def lose(network: Network, event: NodeLost) -> list[Effect]:
    """Take a node out, and its connections with it."""
    if not network.nodes.lose(event.incarnation, event.batch):
        return []
    return _end(network, event.incarnation, event, event.reason)


def end_grace(network: Network, event: GraceEnded) -> list[Effect]:
    """Remove the users from the network who have not come back in time."""
    effects: list[Effect] = []
    count = 0
    for user, since in tuple(network.missing.items()):
        if event.at >= since + GRACE:
            count += 1
            ctx = _context(network, _without_client(user), event, count)
            session_start_and_end.remove(ctx, user, _LOST)
            effects += ctx.effects
    return effects


def _end(
    network: Network, incarnation: int, event: NodeJoined | NodeLost, reason: str
) -> list[Effect]:
    effects: list[Effect] = []
    lost = [one for one in network.sessions.values() if node_of(one.id) == incarnation]
    for count, session in enumerate(lost, 1):
        ctx = _context(network, session, event, count)
        user = session.user
        if user is not None and user.account and user.clients == (session.id,) and not user.lasting:
            _mark_lost(ctx, user)
        else:
            session_start_and_end.end_session(ctx, reason)
        effects += ctx.effects
    return effects


def _mark_lost(ctx: Context, user: User) -> None:
    """Leave somebody without a connection for a while."""
    network, client = ctx.network, ctx.client
    del network.sessions[client]
    network.monitors.forget(client)
    ctx.effects.extend(Unsubscribe(client, name) for name in user.channels)
    user.clients = ()
    network.missing[user] = Millis(ctx.at)
    away_status.settle(ctx, user)


def _without_client(user: User) -> Session:
    session = Session(ClientId(0), user.address, secure=False)
    session.user, session.registration = user, None
    return session


def _context(
    network: Network, session: Session, event: NodeJoined | NodeLost | GraceEnded, count: int
) -> Context:
    """The context for what becomes of one of many: each has ids of its own."""
    own = event.msgid if count == 1 else f"{event.msgid}-{1 + count % _MOST_IDS}"
    return Context(network, session, event.at, Message("*"), own)
