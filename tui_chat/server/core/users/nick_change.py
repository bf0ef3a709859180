"""Taking another nickname: whether it is kept for somebody, and whether its holder is still there.

A client that has lost its connection often comes back before the server notices the loss, and
should not be told that its nickname is in use.
"""

from tui_chat.server.core.accounts import always_on
from tui_chat.server.core.channels.rights import check_may_rename
from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId, Request, number_on_node
from tui_chat.server.core.service_names_and_replies import is_like_service
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.users import metadata_updates, monitor_notices
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric


def is_reserved(ctx: Context, nick: str) -> bool:
    """Whether a nickname is kept for somebody else: another account, or one of our services.

    It, or one that looks the same.
    """
    accounts = ctx.network.accounts
    if is_like_service(nick):
        return True
    return accounts.owner_of(nick) is not None and not accounts.owns(ctx.session.account, nick)


def why_taken(ctx: Context, holder: User, wanted: str) -> str:
    """The text for a nickname that is not free; "" is the usual one."""
    if holder.folded == ctx.network.fold(wanted):
        return ""
    return f"Nickname looks like {holder.nick}, which is in use"


def take(ctx: Context, wanted: str) -> None:
    """Have the user take a nickname, if it is free and the user may change its own."""
    holder = ctx.network.find_holder(wanted, ctx.session.account)
    if holder is not None and holder is not ctx.user:
        raise Refused(Numeric.ERR_NICKNAMEINUSE, wanted, text=why_taken(ctx, holder, wanted))
    if is_reserved(ctx, wanted):
        text = "That nickname is kept for somebody else's account"
        raise Failed("NICK", "NICKNAME_RESERVED", wanted, text=text)
    if ctx.network.fold(wanted) != ctx.user.folded:
        check_may_rename(ctx, ctx.user, wanted)
    rename(ctx, wanted)


def rename(ctx: Context, wanted: str) -> None:
    """Have the user take a nickname that is free, and tell everybody who sees it."""
    user = ctx.user
    if wanted == user.nick:
        return
    network = ctx.network
    before = user.source
    tags = ctx.signed(Message("NICK", (), before)).tags
    folded = network.fold(wanted)
    another = folded != user.folded
    if another:
        network.whowas.add(user, ctx.at)
        monitor_notices.notify_offline(ctx, user)
    was_lasting = user.lasting
    always_on.forget(ctx, user)
    network.remove_user(user)
    metadata_updates.move(network, f"user:{user.folded}", f"user:{folded}")
    user.rename(wanted, folded)
    network.add_user(user)
    shown_in = (channel.folded for channel in user.shown_in)
    message = ctx.kept(Message("NICK", (wanted,), before, tags), *shown_in)
    ctx.tell((*user.clients, *user.peers()), message)
    if another:
        monitor_notices.notify_online(ctx, user)
        metadata_updates.sync_watchers(ctx, user)
    always_on.refresh(ctx, user)
    if was_lasting:
        always_on.warn(ctx, user)
    ctx.log("renamed", nick=before.nick, to=wanted)


def rename_to_guest(ctx: Context) -> None:
    """Have the user take a nickname that nobody wants."""
    number = number_on_node(ctx.client)
    while not _is_free(ctx, f"Guest{number}"):
        number += 1
    rename(ctx, f"Guest{number}")


def _is_free(ctx: Context, nick: str) -> bool:
    network = ctx.network
    kept = network.accounts.owner_of(nick) is not None
    return not kept and network.find_holder(nick) is None


class AskHolder(Request, frozen=True):
    """Whether anybody is still there at the connections of `clients`, who have the `nick`.

    True, or False when all of them were found dead; then they have been disconnected.
    """

    nick: str
    clients: tuple[ClientId, ...]


def ask_first(ctx: Context, holder: User | None, nick: str) -> bool:
    """Ask whether the connections of a nickname's holder are alive. Gives whether it was asked.

    A second try for the same nickname gets the answer of the first.
    """
    session = ctx.session
    if holder is None or holder is session.user or not holder.clients:
        return False
    if is_reserved(ctx, nick):
        return False  # alive or not, it is not to be had
    if session.asked_for == nick:
        session.asked_for = ""
        return False
    session.asked_for = nick
    ctx.effects.append(Ask(ctx.client, AskHolder(nick, tuple(holder.clients))))
    return True
