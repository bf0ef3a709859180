"""Entering, keeping and dropping accounts, and their ids."""

from typing import Any, Final

import msgspec

from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Keep
from tui_chat.server.core.handler_registry import RestoreError, restores
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.records.accounts import Account

_KIND: Final = "account"


def new_id(ctx: Context) -> str:
    """An id for a new account, unlike the ids of all accounts before.

    It begins with `@`, which no name contains: older ids are names. The rest is the id of the
    event, which is greater than those of all kept messages. An id can come again only if the server
    restarts after its clock was set back, and no message was kept in between.
    """
    identity = f"@{ctx.msgid}"
    while ctx.network.accounts.identified(identity) is not None:
        identity += "'"
    return identity


def changed(account: Account, **changes: object) -> Account:
    """The account with these fields changed."""
    return msgspec.structs.replace(account, **changes)


def keep(ctx: Context, account: Account) -> None:
    """Enter an account, or what it has become, and keep it over restarts."""
    network = ctx.network
    network.accounts.enter(account)
    ctx.effects.append(Keep(_KIND, network.fold(account.name), msgspec.to_builtins(account)))


def forget(ctx: Context, account: Account) -> None:
    """Drop an account for good."""
    network = ctx.network
    network.accounts.remove(account.name)
    ctx.effects.append(Keep(_KIND, network.fold(account.name), None))


def fits_casemapping(network: Network, key: str, name: str) -> bool:
    """Whether a record with this key would get the same one again."""
    return key == network.fold(name)


def other_casemapping(network: Network, what: str) -> str:
    """The sentence that refuses a record of another casemapping."""
    wanted = network.settings.casemapping.value
    return f'{what} is of a server.casemapping other than "{wanted}": set it back to what it was.'


@restores(_KIND)
def restore(network: Network, key: str, value: dict[str, Any]) -> None:
    """Enter an account that was kept.

    With another casemapping it would get a second record when it changes, and another account
    could take its nicknames.
    """
    account = msgspec.convert(value, Account)
    if not fits_casemapping(network, key, account.name) or any(
        network.accounts.has_another(account, nick) for nick in account.nicks
    ):
        raise RestoreError(other_casemapping(network, f"The account {account.name}"))
    network.accounts.enter(account if account.id else changed(account, id=key))
