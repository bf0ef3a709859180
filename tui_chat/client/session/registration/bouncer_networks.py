"""The networks of a bouncer, each over a connection of its own (soju.im/bouncer-networks).

A connection that is bound to no network tells which there are; the shell makes one more connection
for each, whose profile names the network. Such a connection never becomes anything else: where it
cannot be bound, it ends.
"""

from typing import Final

from tui_chat.client.buffers.line import LineKind
from tui_chat.client.events import BufferRenamed, Network, NetworksChanged
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.handlers import on, on_batch
from tui_chat.client.session.model.incoming import Batch, Incoming
from tui_chat.client.session.model.state import State
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.tags import parse_tags
from tui_chat.wire.text.sanitize import sanitize

CAPABILITY: Final = "soju.im/bouncer-networks"
NOTIFY: Final = "soju.im/bouncer-networks-notify"
OF_BOUNCERS: Final = frozenset({CAPABILITY, NOTIFY, "znc.in/self-message"})
"""What no other server has."""
MOST: Final = 50
"""Networks that are kept: each is a connection."""
_LONGEST_ID: Final = 64
_LONGEST_TEXT: Final = 200


def unwanted(state: State) -> set[str]:
    """The capabilities of this kind that this connection has no use for."""
    if state.profile.network:
        return {NOTIFY}
    return set() if state.profile.asks_networks else {CAPABILITY, NOTIFY}


# Choosing the network of a connection


def end_negotiation(state: State) -> None:
    """Say CAP END: the server welcomes us, on the network of a bouncer that we want."""
    if state.profile.network:
        if CAPABILITY not in state.capabilities:
            _leave(state)
            return
        state.send("BOUNCER", "BIND", state.profile.network)
    state.send("CAP", "END")


def is_on_its_network(state: State) -> bool:
    """Whether the connection is bound to the network that it is for; if it is not, we leave."""
    wanted, told = state.profile.network, state.features.bouncer_network
    if not wanted:
        return True
    if not state.refuses_reconnect and (
        CAPABILITY not in state.capabilities or told not in {"", wanted}
    ):
        _leave(state)
    return not state.refuses_reconnect


def refused(state: State, incoming: Incoming) -> bool:
    """FAIL BOUNCER <code> <subcommand> ...: whether it was about our BIND."""
    if incoming.param(2).upper() != "BIND" or not state.profile.network:
        return False
    _leave(state)
    return True


def _leave(state: State) -> None:
    state.refuses_reconnect = True
    text = _("The bouncer does not let you use {network} any more.")
    state.farewell = text.format(network=state.buffers.server.name)
    state.send("QUIT")


# The list of networks


def welcomed(state: State) -> None:
    """Ask which networks there are, if the server does not tell by itself."""
    if CAPABILITY in state.capabilities and NOTIFY not in state.capabilities and _asks(state):
        state.send("BOUNCER", "LISTNETWORKS")


@on_batch(CAPABILITY)
def networks_listed(state: State, batch: Batch) -> None:
    """All networks: a batch of BOUNCER NETWORK."""
    if not _asks(state):
        return
    listed: dict[str, Network] = {}
    for each in batch.collected or ():
        if each.message.command == "BOUNCER":
            _take(listed, each)
    state.bouncer.listed = listed
    if not listed and not state.bouncer.was_told_of_none:
        state.bouncer.was_told_of_none = True
        text = _("This bouncer has no networks yet: /msg BouncerServ help says how to add one.")
        state.buffers.server.append(LineKind.INFO, text, state.now)
    state.tell(NetworksChanged(tuple(listed.values())))


@on("BOUNCER", least=3)
def network_changed(state: State, incoming: Incoming) -> None:
    """BOUNCER NETWORK <id> <attributes that changed, or * for none any more>."""
    listed = state.bouncer.listed
    if listed is not None and _asks(state):  # before the first list, that will tell
        gone = listed.get(incoming.param(1)) if incoming.param(2) == "*" else None
        _take(listed, incoming)
        if gone is not None and gone.id not in listed:
            text = _("{network} is not on this bouncer any more.").format(network=gone.name)
            state.buffers.server.append(LineKind.INFO, text, incoming.at)
        state.tell(NetworksChanged(tuple(listed.values())))


def _asks(state: State) -> bool:
    bound = state.profile.network or state.features.bouncer_network
    return state.profile.asks_networks and not bound


def _take(known: dict[str, Network], incoming: Incoming) -> None:
    params = incoming.message.params
    if len(params) < 3 or params[0].upper() != "NETWORK":
        return
    netid, written = params[1], params[2]
    if not _is_id(netid):
        return
    if written == "*":
        known.pop(netid, None)
        return
    try:
        attributes = parse_tags(written)
    except ProtocolError:
        return
    if netid in known or len(known) < MOST:
        known[netid] = _changed(known.get(netid, Network(netid, "")), attributes)


def _is_id(netid: str) -> bool:
    return 0 < len(netid) <= _LONGEST_ID and netid == sanitize(netid) and " " not in netid


def _changed(network: Network, attributes: dict[str, str]) -> Network:
    def said(attribute: str, before: str) -> str:
        return sanitize(attributes.get(attribute, before)[:_LONGEST_TEXT])

    return Network(
        network.id,
        said("name", network.name) or said("host", "") or network.id,
        nick=said("nickname", network.nick),
        state=said("state", network.state),
        error=said("error", network.error),
    )


# Changes of one network


def follow_network(state: State, network: Network, at: float) -> None:
    """Note on the page of this connection's network what the bouncer says of it."""
    page = state.buffers.server
    before = state.bouncer.followed or Network(network.id, page.name)
    state.bouncer.followed = network
    if network.name != page.name:
        old, page.name = page.name, network.name
        state.tell(BufferRenamed(page, old))
    if (network.state, network.error) == (before.state, before.error):
        return
    text = ""
    kind = LineKind.ERROR
    if network.state == "connected":
        kind = LineKind.INFO
        text = _("The bouncer is connected to {network} again.") if before.state else ""
    elif network.error:
        text = _("The bouncer can't reach {network}: {reason}")
    elif network.state == "disconnected":
        text = _("The bouncer is not connected to {network}.")
    if text:
        page.append(kind, text.format(network=network.name, reason=network.error), at)
