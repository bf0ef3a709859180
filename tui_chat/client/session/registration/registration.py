"""Registration: capabilities, password, nickname, and the server's welcome."""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.events import (
    BufferRenamed,
    Changed,
)
from tui_chat.client.language.i18n import _
from tui_chat.client.session.channels import throttled_joins
from tui_chat.client.session.messages import typed_before_joining
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.phase import Phase
from tui_chat.client.session.model.placeholder_hosts_and_accounts import is_placeholder
from tui_chat.client.session.model.sanitizing import is_name
from tui_chat.client.session.model.server_features import Features
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import nick_refusal_reasons, regain_nick
from tui_chat.client.session.nicknames.nick_proposals import ask_again, username_of
from tui_chat.client.session.registration.ping_pong import ping
from tui_chat.client.session.registration.refused_or_closed_by_server import password_withheld

_LONGEST_USERNAME: Final = 32
"""Characters; servers keep about ten."""


def introduce(state: State) -> None:
    """Send NICK and USER; for another nickname on this connection, USER first.

    Else WHOIS would go on giving the refused nickname as the name of the person. A server that
    takes only one USER refuses the second (ERR_ALREADYREGISTERED), which is not shown.
    """
    if state.phase is Phase.HOLDING_BACK:
        return
    if state.phase is Phase.CONNECTED:
        state.send("NICK", state.nick)
        state.enter(Phase.INTRODUCED)
        _send_user(state)
    else:  # with the nickname, the server has all it waits for
        _send_user(state)
        state.send("NICK", state.nick)


def _send_user(state: State) -> None:
    """Send USER; after a reconnect with the name of before, or others take us for somebody else."""
    profile = state.profile
    known = state.address.partition("@")[0].removeprefix("~")
    username = (profile.username or username_of(known or state.nick))[:_LONGEST_USERNAME]
    state.send("USER", username, "0", "*", profile.realname or state.nick)


def begin(state: State) -> None:
    """Send the first messages on a new connection."""
    state.may_send_us_on = not state.secured
    holds_back = bool(state.profile.password) and not state.may_say_passwords
    state.enter(Phase.HOLDING_BACK if holds_back else Phase.CONNECTED)
    state.send("CAP", "LS", "302")
    if not holds_back:
        _say_who_we_are(state)


def hold_back_no_more(state: State) -> None:
    """Send what was held back while the server could redirect us to TLS."""
    state.may_send_us_on = False
    if state.phase is Phase.HOLDING_BACK:
        state.enter(Phase.CONNECTED)
        _say_who_we_are(state)


def _say_who_we_are(state: State) -> None:
    if state.profile.password and state.may_say_passwords:
        state.send("PASS", state.profile.password)
    elif state.profile.password and not state.was_registered:
        state.refuse(password_withheld(), state.now)
    if state.nick:
        introduce(state)


@on("451")
def not_registered(state: State, _heard: Incoming) -> None:
    """ERR_NOTREGISTERED: an older server's answer to CAP, which the person need not see."""
    hold_back_no_more(state)


# The nickname


@on("431", "432", "433", "436", "437", "447", "484")
def nick_refused(state: State, incoming: Incoming) -> None:
    """The server refuses us a nickname; some of these may mean a channel, or somebody in one."""
    nick = incoming.param(1)
    if incoming.message.command == "484" and (place := _channel_in(state, incoming)):
        state.refuse(incoming.last, incoming.at, place)  # ERR_ISCHANSERVICE
        return
    if incoming.message.command == "437" and state.is_channel(nick):
        if (buffer := state.channel(nick)) is not None and buffer.joined:  # Undernet
            text = _(nick_refusal_reasons.BANNED_IN).format("", nick)
            if not regain_nick.was_own_try(state, state.nick):
                state.refuse(text, incoming.at, buffer)
            return
        if state.is_joining_by_itself(nick):
            throttled_joins.refused(state, nick, incoming.last, incoming.at)
            return
        text = _("You can't join {channel} right now.").format(channel=nick)
        state.refuse(text, incoming.at)
        typed_before_joining.refused_for_now(state, nick, incoming.at)
        return
    taken = incoming.message.command in {"433", "436", "437"}
    told = incoming.count > 2 and is_name(nick) and not is_placeholder(nick)
    asked = nick if told else state.nick
    features = state.features
    features.nick_length = features.nick_length or nick_refusal_reasons.length_told(incoming.last)
    reason = nick_refusal_reasons.reason_of(incoming, asked, features)
    owned = nick_refusal_reasons.is_reserved(incoming)
    refuse_nick(state, asked, reason, taken=taken, owned=owned)


def _channel_in(state: State, incoming: Incoming) -> Buffer | None:
    """The open channel that a refusal names before its text."""
    names = (incoming.param(index) for index in range(1, incoming.count - 1))
    return next((found for name in names if (found := state.channel(name))), None)


def refuse_nick(state: State, nick: str, reason: str, *, taken: bool, owned: bool = False) -> None:
    """Tell why a nickname is refused; during registration, ask for another one."""
    if state.registered:
        if not regain_nick.was_own_try(state, nick):
            wanted = "" if state.fold(nick) == state.fold(state.nick) else nick
            state.refuse(reason, state.now, nick=wanted)
        return
    ask_again(state, nick, reason, taken=taken, owned=owned)


# The welcome


@on("001")
def welcomed_as(state: State, incoming: Incoming) -> None:
    """RPL_WELCOME: registration is complete; its target is the nickname we really got.

    We ask for it again on the next connection, if it can be one at all.
    """
    if state.registered or not state.connected:
        return
    state.enter(Phase.REGISTERED)
    state.may_send_us_on = False
    state.features = Features()
    given, asked = incoming.param(0), state.nick
    state.nick = given if is_name(given) and not is_placeholder(given) else state.nick
    regain_nick.welcomed(state, asked)
    for buffer in state.buffers:
        if buffer.kind is not BufferKind.CHANNEL:
            buffer.joined = True
    if state.was_registered and state.nick != state.known_nick:
        state.tell(Changed())
    # Its answer comes behind the server's welcome, with a message of the day or without.
    ping(state, incoming.arrived)


@on("005", least=2)
def features(state: State, incoming: Incoming) -> None:
    """RPL_ISUPPORT."""
    state.features.read(incoming.param(index) for index in range(1, incoming.count - 1))
    state.refold()
    server, network = state.buffers.server, state.features.network
    if (icon := state.features.icon) and icon != state.icon_told:
        state.icon_told = icon  # fetched by nobody but the person: it may be anywhere
        server.append(LineKind.INFO, _("The network's icon: {url}").format(url=icon), incoming.at)
    if network and network != server.name and not state.profile.network:
        old, server.name = server.name, network
        state.tell(BufferRenamed(server, old))
