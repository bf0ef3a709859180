"""The greeting of a new user, and its parts: 001 to 005, the counts of users, the MOTD."""

from collections.abc import Iterable
from typing import Final

from tui_chat.server.core.accounts import always_on_setting
from tui_chat.server.core.context import Context
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.users import authtoken_service_list, metadata_updates
from tui_chat.wire.capability_enum import Capability, capability_set
from tui_chat.wire.downgrade import ISUPPORT_BATCH, ISUPPORT_BATCHES
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.preformatted_numerics import line

_WHO_AM_I: Final = capability_set(Capability.CHGHOST, Capability.WHOAMI)
"""Clients with these are told their own address before LUSERS (IRCv3 draft/whoami)."""


def greet(ctx: Context) -> None:
    """001 to 005, LUSERS, MOTD and the user's modes. modern.ircdocs.horse, "Registration"."""
    network, user = ctx.network, ctx.user
    greeting = network.greeting
    who_we_are = greeting.who_we_are(network.nodes.name_of(ctx.client))
    if ctx.session.held & ISUPPORT_BATCHES == ISUPPORT_BATCHES:
        ctx.replies(who_we_are)
        reply_features(ctx)
    else:
        ctx.replies(f"{who_we_are}\n{greeting.what_we_can}")
    always_on_setting.greet(ctx)
    authtoken_service_list.greet(ctx)
    metadata_updates.arrive(ctx, user)
    if ctx.session.held & _WHO_AM_I == _WHO_AM_I:
        ctx.send(Message("SETNAME", (user.realname,), user.source))
    ctx.replies(f"{user_counts(network)}\n{greeting.motd}")
    if user.modes:
        ctx.reply(Numeric.RPL_UMODEIS, f"+{user.modes}")


def reply_features(ctx: Context) -> None:
    """Send RPL_ISUPPORT, in a batch for clients with extended-isupport."""
    reply_tokens(ctx, ctx.network.greeting.features)


def reply_tokens(ctx: Context, lines: Iterable[tuple[str, ...]]) -> None:
    """These tokens of RPL_ISUPPORT, a line for each tuple."""
    reference = f"i{ctx.next_msgid()}"
    server = ctx.network.name
    clients = (ctx.client,)
    ctx.tell(clients, Message("BATCH", (f"+{reference}", ISUPPORT_BATCH), server), ISUPPORT_BATCHES)
    numeric = Numeric.RPL_ISUPPORT
    for tokens in lines:
        params = (ctx.session.nick, *tokens, numeric.text)
        ctx.send(Message(numeric.code, params, server, {ISUPPORT_BATCH: reference}))
    ctx.tell(clients, Message("BATCH", (f"-{reference}",), server), ISUPPORT_BATCHES)


def reply_motd(ctx: Context) -> None:
    """The message of the day, or that there is none."""
    ctx.replies(ctx.network.greeting.motd)


_COUNTS: Final = "\n".join(
    (
        line(Numeric.RPL_LUSERCLIENT, words=("%d", "%d", "%d")),
        line(Numeric.RPL_LUSEROP, "%d"),
        line(Numeric.RPL_LUSERUNKNOWN, "%d"),
        line(Numeric.RPL_LUSERCHANNELS, "%d"),
        line(Numeric.RPL_LUSERME, words=("%d", "%d")),
        line(Numeric.RPL_LOCALUSERS, "%d", "%d", words=("%d", "%d")),
        line(Numeric.RPL_GLOBALUSERS, "%d", "%d", words=("%d", "%d")),
    )
)


def user_counts(network: Network) -> str:
    """The lines of LUSERS, for `replies`."""
    users, nodes = len(network.users), max(len(network.nodes.by_name), 1)
    now_and_most = (users, network.most_users) * 2
    # Filled in by position: every newcomer gets these, and names would take three times as long.
    return _COUNTS % (
        *(users - network.invisible, network.invisible, nodes),
        *(len(network.operators), len(network.strangers), len(network.channels)),
        *(users, nodes - 1),
        *now_and_most,
        *now_and_most,
    )
