"""Deleting an account, with all that belongs to it."""

from tui_chat.server.core.accounts import account_persistence
from tui_chat.server.core.accounts.login import refresh, set_account
from tui_chat.server.core.channels import auto_join_channel_ranks_and_topic
from tui_chat.server.core.channels.registered_channels import account_dropped
from tui_chat.server.core.context import Context
from tui_chat.server.core.messages import read_markers
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.users import metadata_updates


def drop(ctx: Context, account: Account) -> None:
    """End an account, the logins to it, and what it owns."""
    account_persistence.forget(ctx, account)
    account_dropped(ctx, account.name)
    auto_join_channel_ranks_and_topic.account_dropped(ctx, account.id)
    metadata_updates.drop_account(ctx, account.name)
    read_markers.drop_account(ctx, account)
    ctx.network.wrong_by_account.forget(ctx.network.fold(account.name))
    ctx.log("account dropped", account=account.name)
    for session in ctx.network.strangers.values():
        if session.registration is not None and session.registration.account == account.name:
            session.registration.account = ""
    for user in tuple(ctx.network.users.values()):
        if user.account == account.name:
            set_account(ctx, user, None)
            refresh(ctx, user)
