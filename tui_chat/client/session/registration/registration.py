"""Registration: capabilities, password, nickname, and the server's welcome."""

import re
from typing import Final

from tui_chat.client.buffers.buffers_of_one_server import BufferKind
from tui_chat.client.buffers.scrollback import LineKind
from tui_chat.client.events import (
    BufferRenamed,
    LagMeasured,
    NickChanged,
    PasswordRefused,
    Registered,
)
from tui_chat.client.language.i18n import _
from tui_chat.client.session.channels import private_conversation_catch_up, user_metadata_protocol
from tui_chat.client.session.channels.join_part_kick_topic import request_joins
from tui_chat.client.session.history import catch_up_and_older_pages
from tui_chat.client.session.messages import sending, typed_before_joining
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.phase import Phase
from tui_chat.client.session.model.placeholder_hosts_and_accounts import is_placeholder
from tui_chat.client.session.model.sanitizing import is_name
from tui_chat.client.session.model.server_features import Features
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import nick_refusal_reasons, regain_nick
from tui_chat.client.session.nicknames.nick_proposals import ask_again, username_of
from tui_chat.client.session.registration import bouncer_networks
from tui_chat.wire.invitation_line import PASS

_LONGEST_USERNAME: Final = 32
"""Characters; servers keep about ten."""
_CLOSING: Final = re.compile(r"closing link:\s*", re.IGNORECASE)
"""How servers say why they close a connection: mostly `Closing Link: whose (reason)`."""


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
    profile = state.profile
    username = (profile.username or username_of(state.nick))[:_LONGEST_USERNAME]
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
        state.refuse(_password_withheld(), state.now)
    if state.nick:
        introduce(state)


def _password_withheld() -> str:
    return _(
        "The server's password was not sent: the connection is not encrypted, and others could "
        "read it (--no-tls sends it nevertheless)."
    )


@on("451")
def not_registered(state: State, _heard: Incoming) -> None:
    """ERR_NOTREGISTERED: an older server's answer to CAP, which the person need not see."""
    hold_back_no_more(state)


# The nickname


@on("431", "432", "433", "436", "437", "447", "484")
def nick_refused(state: State, incoming: Incoming) -> None:
    """The server refuses us a nickname; ERR_UNAVAILRESOURCE may mean a channel too."""
    nick = incoming.param(1)
    if incoming.message.command == "437" and state.is_channel(nick):
        text = _("You can't join {channel} right now.").format(channel=nick)
        unasked = state.fold(nick) not in state.pending.joins
        state.refuse(text, incoming.at, keep=unasked)
        typed_before_joining.refused_for_now(state, nick, incoming.at)
        return
    taken = incoming.message.command in {"433", "436", "437"}
    told = incoming.count > 2 and is_name(nick) and not is_placeholder(nick)
    asked = nick if told else state.nick
    features = state.features
    features.nick_length = features.nick_length or nick_refusal_reasons.length_told(incoming.last)
    refuse_nick(
        state, asked, nick_refusal_reasons.reason_of(incoming, asked, state.features), taken=taken
    )


def refuse_nick(state: State, nick: str, reason: str, *, taken: bool) -> None:
    """Tell why a nickname is refused; during registration, ask for another one."""
    if state.registered:
        if not regain_nick.was_own_try(state, nick):
            state.refuse(reason, state.now)
        return
    ask_again(state, nick, reason, taken=taken)


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
        state.tell(NickChanged(state.known_nick, state.nick, own=True, buffers=()))
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


@on("376", "422")
def motd_ended(state: State, incoming: Incoming) -> None:
    """RPL_ENDOFMOTD, ERR_NOMOTD: the server has said all it says to a newcomer."""
    _settle(state, incoming.at)


def _settle(state: State, at: float) -> None:
    if state.phase is not Phase.REGISTERED or not bouncer_networks.is_on_its_network(state):
        return
    state.enter(Phase.WELCOMED)
    again = state.was_registered
    state.was_registered = True
    text = ""
    if again:
        text = _("Reconnected.")
        if state.nick != state.known_nick:
            text = _("Reconnected as {nick}.").format(nick=state.nick)
        _tell_places(state, text, at)
    state.known_nick = state.nick
    state.tell(Registered(state.nick, state.buffers.server.name, again, text))
    request_joins(state)
    if state.away:
        state.send("AWAY", state.away)
    user_metadata_protocol.subscribe(state)
    bouncer_networks.welcomed(state)
    private_conversation_catch_up.welcomed(state)
    regain_nick.begin_if_lost(state, at)


def _tell_places(state: State, text: str, at: float) -> None:
    """Note in each buffer that we are connected again: after the missed lines, if there are any."""
    for buffer in state.buffers:
        if buffer.kind is not BufferKind.CHANNEL:
            buffer.append(LineKind.INFO, text, at)
        elif state.is_wanted(buffer):
            if catch_up_and_older_pages.offered(state):
                state.returning[buffer] = text
            else:
                buffer.append(LineKind.INFO, text, at)


# Refusals that end a connection, and the pulse of it


@on("464")
def password_refused(state: State, incoming: Incoming) -> None:
    """ERR_PASSWDMISMATCH."""
    if state.registered:  # the password of an operator
        state.refuse(_("That password is wrong."), incoming.at)
        return
    state.hopeless = True
    if state.profile.password and not state.may_say_passwords:
        state.farewell = _password_withheld()
    elif PASS.fullmatch(state.profile.password):
        text = _("Your invitation is used up, has expired or was revoked: ask for another one.")
        state.farewell = text
    elif state.profile.password:
        state.farewell = _("That is not the server's password.")
    else:
        state.farewell = _("This server asks for a password (--password WORD).")
    state.tell(PasswordRefused(state.farewell))


@on("465")
def banned(state: State, incoming: Incoming) -> None:
    """ERR_YOUREBANNEDCREEP."""
    state.hopeless = True
    state.farewell = _("This server does not let you in: {reason}").format(reason=incoming.last)


@on("ERROR")
def closing(state: State, incoming: Incoming) -> None:
    """ERROR :<reason>: the server closes the connection."""
    state.dismissed = True
    if not state.farewell:
        reason = _reason_of_closing(incoming.last)
        state.farewell = _("The server closed the connection: {reason}").format(reason=reason)


def _reason_of_closing(text: str) -> str:
    # No pattern for the whole of it: one that looks for brackets anywhere takes seconds for many.
    found = _CLOSING.search(text)
    if found is None:
        return text
    before, rest = text[: found.start()], text[found.end() :]
    _whose, opening, reason = rest.partition("(")
    return before + (reason[:-1] if opening and rest.endswith(")") else rest)


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
    _settle(state, incoming.at)
    if state.phase is Phase.WELCOMED:
        state.enter(Phase.SETTLED)
        typed_before_joining.return_unless_joining(state, incoming.at)
