"""Whether an account's user stays without a connection: setting it, and telling it.

IRCv3 draft/persistence; NickServ sets the same.
"""

from typing import Final

from tui_chat.server.core.accounts import account_persistence
from tui_chat.server.core.accounts.account_persistence import changed
from tui_chat.server.core.accounts.always_on import is_to_stay
from tui_chat.server.core.accounts.login import refresh
from tui_chat.server.core.context import Context
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message

SETTINGS: Final = {"ON": True, "OFF": False, "DEFAULT": None}
_PERSISTENCE: Final = Capability.PERSISTENCE.bit


def choose(ctx: Context, account: Account, wanted: bool | None) -> Account:
    """Set the account's choice, and tell its other connections that want to know."""
    account = changed(account, always_on=wanted)
    account_persistence.keep(ctx, account)
    for user in [one for one in ctx.network.users.values() if one.account == account.name]:
        refresh(ctx, user)
        others = (client for client in user.clients if client != ctx.client)
        ctx.tell(tuple(others), status(ctx, user, account), _PERSISTENCE)
    return account


def status(ctx: Context, user: User, account: Account) -> Message:
    """The message that tells the account's choice, and the result for this user."""
    said = next(word for word, meant in SETTINGS.items() if meant is account.always_on)
    effective = "ON" if is_to_stay(ctx.network, user) else "OFF"
    return Message("PERSISTENCE", ("STATUS", said, effective), ctx.network.name)


def greet(ctx: Context) -> None:
    """Tell a connection that has entered, if it is logged in and wants to know."""
    account = ctx.network.accounts.find(ctx.user.account)
    if account is not None:
        ctx.tell((ctx.client,), status(ctx, ctx.user, account), _PERSISTENCE)
