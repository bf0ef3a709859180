"""Whether a nickname is kept for somebody, and taking another one."""

from tui_chat.server.core import always_on, metadata, monitors
from tui_chat.server.core.context import Context
from tui_chat.server.core.services import find_service
from tui_chat.server.core.unicode_names import lookalike
from tui_chat.wire.message import Message
from tui_chat.wire.names import Casemapping, Folded


def is_reserved(ctx: Context, nick: Folded) -> bool:
    """Whether a nickname is kept for somebody else: another account, or one of our services."""
    network = ctx.network
    accounts = network.accounts
    if find_service(nick) is not None:
        return True
    if network.settings.casemapping is Casemapping.PRECIS:
        nick = Folded(lookalike(nick, accounts.nicks) or nick)
    return accounts.owner_of(nick) is not None and not accounts.owns(ctx.session.account, nick)


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
        network.departures.add(user, ctx.at)
        monitors.tell_went(ctx, user)
    was_lasting = user.lasting
    always_on.forget(ctx, user)
    del network.users[user.folded]
    metadata.move(network, f"user:{user.folded}", f"user:{folded}")
    user.rename(wanted, folded)
    network.users[folded] = user
    message = ctx.kept(Message("NICK", (wanted,), before, tags), *user.channels)
    ctx.tell((*user.clients, *user.peers()), message)
    if another:
        monitors.tell_came(ctx, user)
        metadata.sync_watchers(ctx, user)
    always_on.refresh(ctx, user)
    if was_lasting:
        always_on.warn(ctx, user)
    ctx.log("renamed", nick=before.nick, to=wanted)


def rename_to_guest(ctx: Context) -> None:
    """Have the user take a nickname that nobody wants."""
    number = int(ctx.client)
    while ctx.network.find_user(f"Guest{number}") is not None:
        number += 1
    rename(ctx, f"Guest{number}")
