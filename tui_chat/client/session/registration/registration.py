"""Getting in: capabilities, password, nickname, and the server's welcome."""

import re
from typing import Final

from tui_chat.client.buffers.buffers import BufferKind
from tui_chat.client.buffers.scrollback import LineKind
from tui_chat.client.events import (
    BufferRenamed,
    LagMeasured,
    NickChanged,
    NickRefused,
    PasswordRefused,
    Registered,
)
from tui_chat.client.language.i18n import _
from tui_chat.client.session.channels import conversations
from tui_chat.client.session.channels.channels import request_joins
from tui_chat.client.session.history import catch_up
from tui_chat.client.session.messages import before_first_channel, sending
from tui_chat.client.session.model.features import Features
from tui_chat.client.session.model.incoming import Heard, on
from tui_chat.client.session.model.outgoing_sanitizing import is_name
from tui_chat.client.session.model.placeholders import is_placeholder
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration import regain_nick
from tui_chat.client.session.registration.nicknames import propose, username_of
from tui_chat.client.session.registration.secrets import Secret

_LONGEST_USERNAME: Final = 32
"""Characters; servers keep about ten."""
_CLOSING: Final = re.compile(r"closing link:\s*", re.IGNORECASE)
"""How servers say why they close a connection: mostly `Closing Link: whose (reason)`."""


def introduce(state: State) -> None:
    """Ask for our nickname, and say who we are if that was not said yet on this connection."""
    if state.holds_back:
        return
    state.send("NICK", state.nick)
    if not state.introduced:
        state.introduced = True
        profile = state.profile
        username = (profile.username or username_of(state.nick))[:_LONGEST_USERNAME]
        state.send("USER", username, "0", "*", profile.realname or state.nick)


def begin(state: State) -> None:
    """The first words on a new connection."""
    state.connected = True
    state.send("CAP", "LS", "302")
    state.may_send_us_on = not state.secured
    state.holds_back = bool(state.profile.password) and not state.may_say(Secret.SERVER_PASSWORD)
    if not state.holds_back:
        _say_who_we_are(state)


def hold_back_no_more(state: State) -> None:
    """The server had its chance to send us elsewhere: say what was held back until then."""
    state.may_send_us_on = False
    if state.holds_back:
        state.holds_back = False
        _say_who_we_are(state)


def _say_who_we_are(state: State) -> None:
    if state.profile.password and state.may_say(Secret.SERVER_PASSWORD):
        state.send("PASS", state.profile.password)
    if state.nick:
        introduce(state)


@on("451")
def not_registered(state: State, _heard: Heard) -> None:
    """ERR_NOTREGISTERED: what an older server answers to CAP. No person asked for it."""
    hold_back_no_more(state)


# The nickname


@on("431", "432", "433", "436", "437", "447", "484")
def nick_refused(state: State, heard: Heard) -> None:
    """The server does not give us a nickname; ERR_UNAVAILRESOURCE may mean a channel too."""
    nick = heard.param(1)
    if heard.message.command == "437" and state.is_channel(nick):
        state.refuse(_("{channel} cannot be joined right now.").format(channel=nick), heard.at)
        before_first_channel.turned_away(state, nick, heard.at)
        return
    taken = heard.message.command in {"433", "436", "437"}
    told = heard.count > 2 and is_name(nick) and not is_placeholder(nick)
    asked = nick if told else state.nick
    reason = _reason(heard, asked, taken=taken)
    if state.registered:
        if not regain_nick.refused(state, asked):
            state.refuse(reason, heard.at)
        return
    ask_again(state, asked, reason, taken=taken)


def ask_again(state: State, nick: str, reason: str, *, taken: bool) -> None:
    """While getting in: `nick` is not to be had, for `reason`. Another one is needed."""
    proposal = propose(nick or state.nick, taken=taken, longest=state.features.nick_length)
    if state.was_registered:  # nobody is at the prompt: take what is free, and say so later
        state.nick = proposal
        state.send("NICK", proposal)
    else:
        state.tell(NickRefused(nick, reason, proposal))


def _reason(heard: Heard, nick: str, *, taken: bool) -> str:
    match heard.message.command:
        case "431":
            return _("A nickname is needed.")
        case "432":
            return _("{nick} cannot be a nickname on this server.").format(nick=nick)
        case _command if taken:
            return taken_by_another(nick)
    return _("The nickname cannot be changed now: {reason}").format(reason=heard.last)


def taken_by_another(nick: str) -> str:
    """Why a nickname is not to be had, when somebody has it."""
    return _("Somebody here is called {nick} already.").format(nick=nick)


# The welcome


@on("001")
def welcomed_as(state: State, heard: Heard) -> None:
    """RPL_WELCOME: registration is complete; its target is the nickname we really got.

    We ask for it again on the next connection, if it can be one at all.
    """
    if state.registered:
        return
    state.registered = True
    state.may_send_us_on = False
    state.features = Features()
    given, asked = heard.param(0), state.nick
    state.nick = given if is_name(given) and not is_placeholder(given) else state.nick
    regain_nick.welcomed(state, asked)
    for buffer in state.buffers:
        if buffer.kind is not BufferKind.CHANNEL:
            buffer.joined = True
            buffer.touch()
    if state.was_registered and state.nick != state.known_nick:
        state.tell(NickChanged(state.known_nick, state.nick, own=True, buffers=()))
    # Its answer comes behind the server's welcome, with a message of the day or without.
    ping(state, heard.at)


@on("005", least=2)
def features(state: State, heard: Heard) -> None:
    """RPL_ISUPPORT."""
    state.features.read(heard.param(index) for index in range(1, heard.count - 1))
    state.refold()
    server, network = state.buffers.server, state.features.network
    if network and network != server.name:
        old, server.name = server.name, network
        server.touch()
        state.tell(BufferRenamed(server, old))


@on("376", "422")
def motd_ended(state: State, heard: Heard) -> None:
    """RPL_ENDOFMOTD, ERR_NOMOTD: the server has said all it says to a newcomer."""
    _settle(state, heard.at)


def _settle(state: State, at: float) -> None:
    if state.welcomed or not state.registered:
        return
    state.welcomed = True
    again = state.was_registered
    state.was_registered = True
    if again:
        text = _("Connected again.")
        if state.nick != state.known_nick:
            text = _("Connected again, as {nick}.").format(nick=state.nick)
        _tell_places(state, text, at)
    state.known_nick = state.nick
    state.tell(Registered(state.nick, state.buffers.server.name, again))
    request_joins(state)
    if state.away:
        state.send("AWAY", state.away)
    conversations.resume(state)
    regain_nick.settled(state, at)


def _tell_places(state: State, text: str, at: float) -> None:
    """Say in each place that we are back: behind what was missed there, where that is told."""
    for buffer in state.buffers:
        if buffer.kind is not BufferKind.CHANNEL:
            buffer.append(LineKind.INFO, text, at)
        elif state.is_wanted(buffer):
            if catch_up.offered(state):
                state.returning[buffer] = text
            else:
                buffer.append(LineKind.INFO, text, at)


# Refusals that end a connection, and the pulse of it


@on("464")
def password_refused(state: State, heard: Heard) -> None:
    """ERR_PASSWDMISMATCH."""
    if state.registered:  # the password of an operator
        state.refuse(_("That password is wrong."), heard.at)
        return
    state.hopeless = True
    if state.profile.password:
        state.farewell = _("That is not the server's password.")
    else:
        state.farewell = _("This server asks for a password (--password WORD).")
    state.tell(PasswordRefused(state.farewell))


@on("465")
def banned(state: State, heard: Heard) -> None:
    """ERR_YOUREBANNEDCREEP."""
    state.hopeless = True
    state.farewell = _("This server does not let you in: {reason}").format(reason=heard.last)


@on("ERROR")
def closing(state: State, heard: Heard) -> None:
    """ERROR :<reason>: the server closes the connection."""
    state.dismissed = True
    if not state.farewell:
        reason = _reason_of_closing(heard.last)
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
def answer_ping(state: State, heard: Heard) -> None:
    """PING :<token>, answered as it came: a token is not shown."""
    state.send("PONG", *heard.message.params[-1:])


def ping(state: State, at: float) -> None:
    """Ask the server for a sign of life."""
    token = f"tui-chat-{state.next_label()}"
    state.ping = (token, at)
    state.pulses += 1
    state.send("PING", token)


@on("PONG")
def pong(state: State, heard: Heard) -> None:
    """PONG <server> :<token>: how long the way takes. Some servers put the token first."""
    if state.ping is None or state.ping[0] not in heard.message.params:
        return
    lag = max(0.0, heard.arrived - state.ping[1])
    state.ping = None
    state.tell(LagMeasured(lag))
    sending.pulse_felt(state, state.pulses)
    _settle(state, heard.at)
    if state.welcomed and not state.rooms_told:
        state.rooms_told = True
        before_first_channel.no_room(state, heard.at)
