"""ChanServ: registers channels, and keeps them for whoever founded them."""

from tui_chat.server.core.channels.mode_announcements import give_rank
from tui_chat.server.core.channels.registered_channels import channels_of, unregister
from tui_chat.server.core.channels.registered_channels import register as keep_registered
from tui_chat.server.core.channels.rights import is_founder
from tui_chat.server.core.context import Context
from tui_chat.server.core.service_names_and_replies import CHANSERV, source_of, tell
from tui_chat.server.core.services.service_requests import Declined, request
from tui_chat.server.core.state.users_and_channels import Channel
from tui_chat.server.core.state.visibility import sees
from tui_chat.wire.names import is_channel
from tui_chat.wire.timestamps import format_time


def _is_of_channel(words: list[str]) -> bool:
    return is_channel(words[0])


@request(
    CHANSERV,
    "REGISTER",
    "<channel>",
    "keeps a channel for you, even when it is empty",
    1,
    shared=1,
    shared_if=_is_of_channel,
)
def register(ctx: Context, words: list[str]) -> None:
    """Register a channel to the account of who asks."""
    channel = _channel(ctx, words[0])
    if not ctx.user.account:
        raise Declined("Log in first: a channel belongs to an account")
    if channel.founder:
        raise Declined(f"{channel.name} is already registered")
    if not channel.is_operator(ctx.user):
        raise Declined(f"You must be an operator of {channel.name}")
    most = ctx.network.settings.limits.registered_channels
    if len(channels_of(ctx.network, ctx.user.account)) >= most:
        raise Declined(f"You have already registered {most} channels")
    keep_registered(ctx, channel)
    tell(ctx, CHANSERV, f"{channel.name} is now registered; you are its founder")
    ctx.log("channel registered", channel=channel.name, account=ctx.user.account)


@request(
    CHANSERV,
    "DROP",
    "<channel>",
    "gives up a channel; it closes when its last member leaves",
    1,
    shared=1,
    shared_if=_is_of_channel,
)
def drop(ctx: Context, words: list[str]) -> None:
    """End the registration of a channel."""
    channel = _own_channel(ctx, words[0])
    unregister(ctx, channel)
    tell(ctx, CHANSERV, f"{channel.name} is no longer registered")
    ctx.log("channel dropped", channel=channel.name, by=ctx.user.nick)


request(
    CHANSERV, "UNREGISTER", "<channel>", "the same as DROP", 1, shared=1, shared_if=_is_of_channel
)(drop)


@request(
    CHANSERV,
    "OP",
    "<channel> [<nick>]",
    "makes you or somebody else an operator",
    1,
    shared=2,
    shared_if=_is_of_channel,
)
def op(ctx: Context, words: list[str]) -> None:
    """Make a member of a channel its operator."""
    _change_operator(ctx, words, held=True)


@request(
    CHANSERV,
    "DEOP",
    "<channel> [<nick>]",
    "removes operator status",
    1,
    shared=2,
    shared_if=_is_of_channel,
)
def deop(ctx: Context, words: list[str]) -> None:
    """Make an operator of a channel an ordinary member."""
    _change_operator(ctx, words, held=False)


@request(CHANSERV, "INFO", "<channel>", "shows the founder of a channel", 1)
def info(ctx: Context, words: list[str]) -> None:
    """Tell whether a channel is registered, to whom and since when."""
    channel = _channel(ctx, words[0])
    if not channel.founder or channel.registered is None:
        raise Declined(f"{channel.name} is not registered")
    tell(ctx, CHANSERV, f"{channel.name} was founded by {channel.founder}")
    tell(ctx, CHANSERV, f"Registered: {format_time(channel.registered)}")


def _change_operator(ctx: Context, words: list[str], *, held: bool) -> None:
    channel = _own_channel(ctx, words[0])
    nick = words[1] if len(words) > 1 else ctx.user.nick
    target = ctx.network.find_user(nick)
    if target is None or target not in channel.members:
        raise Declined(f"{nick} is not on {channel.name}")
    if not give_rank(ctx, channel, target, "o", source_of(ctx, CHANSERV), held=held):
        raise Declined(f"Nothing to change for {target.nick} on {channel.name}")


def _channel(ctx: Context, name: str) -> Channel:
    channel = ctx.network.find_channel(name)
    if channel is None or not sees(ctx.user, channel):
        raise Declined(f"No such channel: {name}")
    return channel


def _own_channel(ctx: Context, name: str) -> Channel:
    """The channel of this name, if the user or an operator of the network may manage it."""
    channel = _channel(ctx, name)
    if not channel.founder:
        raise Declined(f"{channel.name} is not registered")
    if not is_founder(ctx, channel) and "o" not in ctx.user.modes:
        raise Declined(f"Only the founder of {channel.name} may do that")
    return channel
