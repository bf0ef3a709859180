"""What the operator does to accounts from outside: `tui-chat account`."""

from tui_chat.server.core.accounts import account_creation_and_deletion, account_persistence
from tui_chat.server.core.accounts.account_creation_and_deletion import name_problem
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Effect
from tui_chat.server.core.events import AccountOrder, AccountOrdered
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.state.session import Session
from tui_chat.wire.message import Message


def carry_out(network: Network, event: AccountOrdered) -> list[Effect]:
    """Add, change or drop an account; nothing happens where that is not possible."""
    nobody = Session(event.client, "operator", secure=True)
    ctx = Context(network, nobody, event.at, Message("*"), event.msgid)
    account = network.accounts.find(event.account)
    if event.order is AccountOrder.DROP:
        if account is not None:
            account_creation_and_deletion.drop(ctx, account)
    elif event.secrets is not None:
        if event.order is AccountOrder.PASSWORD:
            if account is not None:
                account_persistence.keep(
                    ctx, account_persistence.changed(account, secrets=event.secrets)
                )
        elif name_problem(network, event.account) is None:
            account = Account(event.account, event.secrets, event.at)
            account_persistence.keep(
                ctx, account_persistence.changed(account, id=account_persistence.new_id(ctx))
            )
    return ctx.effects
