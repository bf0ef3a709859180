"""CAP: the server's capabilities, and those that we request (IRCv3 capability negotiation)."""

from typing import Final

from tui_chat.client.session.messages import multiline
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration import bouncer_networks, sasl, sts
from tui_chat.client.session.registration.registration import hold_back_no_more
from tui_chat.wire.multiline_text_and_batches import BATCH_TYPE
from tui_chat.wire.text.splitting import pack

WANTED: Final = (
    "account-notify",
    "account-tag",
    "away-notify",
    "batch",
    "cap-notify",
    "chghost",
    "draft/account-registration",
    "draft/channel-rename",
    "draft/chathistory",
    "draft/event-playback",
    "draft/message-redaction",
    "draft/metadata-2",
    "draft/metadata-3",
    "draft/multiline",
    "draft/no-implicit-names",
    "draft/oper-tag",
    "draft/persistence",
    "draft/read-marker",
    "draft/whoami",
    "echo-message",
    "extended-join",
    "extended-monitor",
    "invite-notify",
    "labeled-response",
    "message-tags",
    "multi-prefix",
    "no-implicit-names",
    "sasl",
    "server-time",
    "setname",
    "soju.im/bouncer-networks",
    "soju.im/bouncer-networks-notify",
    "soju.im/search",
    "standard-replies",
    "userhost-in-names",
    "znc.in/self-message",
)
_NEWER: Final = {
    "draft/metadata-2": "draft/metadata-3",
    "draft/no-implicit-names": "no-implicit-names",
}
"""Names that are not asked for where there is another of the same."""
_ROOM: Final = 400
"""Bytes of names in one CAP REQ: its answer has a line, too, with longer words in front."""
MOST_OFFERS: Final = 500
"""Capabilities of a server that are remembered."""


@on("CAP", least=3)
def capabilities(state: State, incoming: Incoming) -> None:
    """CAP <target> <subcommand> [*] :<capabilities>. IRCv3 capability negotiation."""
    names = incoming.last.split()
    match incoming.param(1).upper():
        case "LS":
            _take_offers(state, names)
            if incoming.param(2) != "*" or incoming.count < 4:
                _go_on(state)
        case "NEW":
            _take_offers(state, names)
            _go_on(state)
        case "ACK":
            could_log_in = sasl.CAPABILITY in state.capabilities
            _take_agreed(state, names)
            if state.registered and not could_log_in:  # the server's services are back
                sasl.begin_late(state)
            _answered(state)
        case "NAK":
            _ask_one_by_one(state, names)
            _answered(state)
        case "DEL":
            state.capabilities.difference_update(names)
            for name in names:
                state.offered.pop(name, None)
            _set_multiline(state)


def _take_offers(state: State, offers: list[str]) -> None:
    for offer in offers:
        name, _equals, value = offer.partition("=")
        if len(state.offered) < MOST_OFFERS:
            state.offered[name] = value


def _take_agreed(state: State, names: list[str]) -> None:
    for name in names:
        if name.startswith("-"):
            state.capabilities.discard(name[1:])
        elif name in WANTED:
            state.capabilities.add(name)


def _go_on(state: State) -> None:
    """Request the offered capabilities that we want, unless STS forbids this connection."""
    if "sts" in state.offered and sts.apply_policy(state, state.offered["sts"]):
        return
    hold_back_no_more(state)
    names = [name for name in WANTED if name in state.offered and name not in state.capabilities]
    unwanted = bouncer_networks.unwanted(state)
    names = [
        name for name in names if _NEWER.get(name) not in state.offered and name not in unwanted
    ]
    for line in pack(names, _ROOM):
        state.requests += 1
        state.send("CAP", "REQ", line)
    if not names:
        _end_negotiation(state)


def _ask_one_by_one(state: State, names: list[str]) -> None:
    """A request is refused as a whole: one of these may be all that the server does not want."""
    if len(names) > 1:
        for name in names:
            if name in WANTED and name not in state.capabilities:
                state.requests += 1
                state.send("CAP", "REQ", name)


def _answered(state: State) -> None:
    state.requests = max(0, state.requests - 1)
    if not state.requests:
        _end_negotiation(state)


def _set_multiline(state: State) -> None:
    whole = state.offers(BATCH_TYPE, "batch")
    limits = state.offered.get(BATCH_TYPE, "")
    state.multiline = multiline.limits(limits) if whole else None


def _end_negotiation(state: State) -> None:
    _set_multiline(state)
    if state.registered or state.login_failed:
        return
    if not sasl.begin(state) and state.login is None:
        if sasl.CAPABILITY not in state.capabilities or not sasl.withhold(state):
            sasl.tell_not_logged_in(state)
        bouncer_networks.end_negotiation(state)
