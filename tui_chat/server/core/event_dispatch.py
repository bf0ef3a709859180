"""Applying events to the network: every event finds its handler here."""

from collections.abc import Callable
from typing import Any, Final

from tui_chat.server.core import reconfiguration
from tui_chat.server.core.accounts import cli_account_changes, sasl
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.commands.registration.connection_registration import (
    is_open,
    refuse_stranger,
)
from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.effects import Close, Effect
from tui_chat.server.core.events import (
    AccountOrdered,
    Answered,
    Connected,
    Disconnected,
    Entered,
    Event,
    Garbled,
    GraceEnded,
    Guessed,
    InvitationMade,
    InvitationRevoked,
    LoggedIn,
    NodeJoined,
    NodeLost,
    Received,
    Reconfigured,
    Restored,
    Spoke,
    Unreadable,
)
from tui_chat.server.core.handler_registry import ANSWERS, RESTORERS, Command
from tui_chat.server.core.messages import incoming_multiline
from tui_chat.server.core.messages.channel_privmsg_fast_path import send_multiline, speak
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.users import (
    browsers_on_irc_port,
    invitation_records,
    network_entry,
    node_joins_and_losses,
    session_start_and_end,
)
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.tags import NO_TAGS

_OF_ALL: Final[dict[type[Event], Callable[[Network, Any], list[Effect]]]] = {
    Reconfigured: reconfiguration.carry_out,
    AccountOrdered: cli_account_changes.carry_out,
    NodeJoined: node_joins_and_losses.join,
    NodeLost: node_joins_and_losses.lose,
    GraceEnded: node_joins_and_losses.end_grace,
    InvitationMade: invitation_records.made,
    InvitationRevoked: invitation_records.revoked,
}
"""Events that concern all, and no connection alone."""


def handle(network: Network, event: Event) -> list[Effect]:
    """Apply one event. Gives the effects to carry out, in order.

    Events of a client that is not connected, or no longer, do nothing.
    """
    if type(event) is Received:
        session = network.sessions.get(event.client) or network.strangers.get(event.client)
        if session is None:
            return []
        message = event.message
        if message.command == "PRIVMSG":
            effects = speak(network, session, event)
            if effects is not None:
                return effects
        ctx = Context(network, session, event.at, message, event.msgid)
        if session.batch is not None and incoming_multiline.take(ctx):
            return ctx.effects
        command = COMMANDS.get(message.command)
        if command is None or (session.user is None and not is_open(ctx, command)):
            _refuse(ctx, command)
        elif len(message.params) < command.min_params:
            ctx.reply(Numeric.ERR_NEEDMOREPARAMS, message.command)
        else:
            try:
                command.handler(ctx)
            except (Refused, Failed) as refusal:
                ctx.answer(refusal)
        return ctx.effects
    if type(event) is Spoke:
        return _hear(network, event)
    return _handle_rare(network, event)


def _hear(network: Network, event: Spoke) -> list[Effect]:
    session = network.sessions.get(event.client)
    if session is None:
        return []
    effects = send_multiline(network, session, event)
    if effects is None:
        effects = []
        for text, msgid in zip(event.texts, event.msgids, strict=True):
            message = Message("PRIVMSG", (event.target, text))
            effects += handle(network, Received(event.client, event.at, message, msgid))
    return effects


def _handle_rare(network: Network, event: Event) -> list[Effect]:
    if isinstance(event, Entered):
        network.started_at = network.started_at or event.at
        return network_entry.carry_out(network, event)
    if isinstance(event, Connected):
        network.strangers[event.client] = Session(
            event.client,
            event.host,
            event.secure,
            shown=event.shown or event.host,
            fingerprint=event.fingerprint,
            owner=event.owner,
        )
        return []
    carry_out = _OF_ALL.get(type(event))
    if carry_out is not None:
        return carry_out(network, event)
    session = network.sessions.get(event.client) or network.strangers.get(event.client)
    if session is None and isinstance(event, LoggedIn | Answered) and event.host:
        # It has yet to enter, at another node; what it has done concerns this one all the same.
        session = Session(event.client, event.host, secure=False)
    if session is not None:
        return _handle_of_client(network, event, session)
    if isinstance(event, Guessed):
        _count(network, event)
    if isinstance(event, Restored):
        network.started_at = network.started_at or event.at
        restore = RESTORERS.get(event.kind)
        if restore is not None:
            restore(network, event.key, event.value)
    return []


def _handle_of_client(network: Network, event: Event, session: Session) -> list[Effect]:
    ctx = Context(network, session, event.at, Message("*"), getattr(event, "msgid", ""))
    if isinstance(event, Answered):
        ctx.attempt(lambda: ANSWERS[type(event.request)](ctx, event.request, event.answer))
    elif isinstance(event, LoggedIn):
        ctx.attempt(lambda: sasl.logged_in(ctx, event.account))
    elif isinstance(event, Guessed):
        _count(network, event)
    elif isinstance(event, Disconnected):
        session_start_and_end.end_session(ctx, event.reason)
        ctx.effects.append(Close(session.id))
    elif isinstance(event, Garbled):
        if session.user is None and browsers_on_irc_port.is_method(event.command):
            browsers_on_irc_port.refuse(ctx)
        else:
            _answer_garbled(ctx, event)
    return ctx.effects


def _answer_garbled(ctx: Context, event: Garbled) -> None:
    if ctx.session.batch is not None:
        ctx.session.batch.failed = True  # or it would be said without this line
    if event.problem is Unreadable.TOO_LONG:
        ctx.reply(Numeric.ERR_INPUTTOOLONG)
        return
    why = ("INVALID_UTF8", "Only UTF-8 is spoken here")
    if event.problem is Unreadable.MALFORMED:
        why = ("INVALID_MESSAGE", "A line has a command, and neither NUL nor CR in it")
    tags = {"label": event.label} if event.label else NO_TAGS
    ctx.send(Message("FAIL", (event.command, *why), ctx.network.name, tags))


def _count(network: Network, guess: Guessed) -> None:
    network.wrong_by_host.add(guess.address, guess.at)
    if guess.account:
        network.wrong_by_account.add(guess.account, guess.at)


def _refuse(ctx: Context, command: Command | None) -> None:
    if ctx.session.user is not None:
        ctx.reply(Numeric.ERR_UNKNOWNCOMMAND, ctx.message.command)
    elif browsers_on_irc_port.is_http(ctx.message):
        browsers_on_irc_port.refuse(ctx)
    elif command is None or not command.unregistered:
        ctx.reply(Numeric.ERR_NOTREGISTERED)
    else:
        refuse_stranger(ctx)
